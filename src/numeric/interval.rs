//! Interval arithmetic of any precision.

use std::cmp::Ordering;

use dashu_base::{BitTest, Sign};
use dashu_float::round::mode::{Down, Up};
use dashu_float::{Context, FBig, FpError, FpResult, Repr};
use dashu_int::IBig;

use super::arithmetic::{Arithmetic, Equality, Fault, Nature};
use super::bound::{Toward, difference, nearby, product, quotient, sum};
use super::circular::{cosine_bounds, pi_bounds};
use super::exponential::exponential_bounds;
use super::fixed_point::{leading_position, scaled};
use super::logarithm::logarithm_bounds;
use super::rational::{Rational, power_of_two};
use super::tolerance::{COSINE_ARGUMENT_BITS, EXACT_COST, INTERVAL_COST_BITS, INTERVAL_EXPONENT};

/// One end of an interval: a whole number times a power of two.
type Bound = Repr<2>;

/// The fewest bits that intervals work with; zero would mean "unlimited" to the float library.
const FEWEST_BITS: usize = 8;

/// Largest argument of the exponential; the value has `INTERVAL_EXPONENT` binary digits.
///
/// 726817 is the whole part of 2^20 ln 2, rounded down.
const EXP_ARGUMENT: i64 = 726_817;

/// All real numbers from `low` to `high`, both finite.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interval {
    low: Bound,
    high: Bound,
}

/// How an interval lies to zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    /// `0 <= low`.
    NonNegative,
    /// `high <= 0` and `low < 0`.
    NonPositive,
    /// `low < 0 < high`.
    Both,
}

impl Interval {
    fn new(low: Bound, high: Bound) -> Self {
        debug_assert!(low <= high, "the ends of an interval are in order");
        Self { low, high }
    }

    fn point(value: Bound) -> Self {
        Self { low: value.clone(), high: value }
    }

    /// The lower end. Exact.
    #[must_use]
    pub fn low(&self) -> Rational {
        to_rational(&self.low)
    }

    /// The upper end. Exact.
    #[must_use]
    pub fn high(&self) -> Rational {
        to_rational(&self.high)
    }

    /// Whether the interval holds one number only.
    #[must_use]
    pub fn is_point(&self) -> bool {
        self.low == self.high
    }

    /// Whether the interval holds the number. Exact.
    #[must_use]
    pub fn contains(&self, value: &Rational) -> bool {
        self.low() <= *value && *value <= self.high()
    }

    /// The smallest interval that holds both. Exact.
    #[must_use]
    pub fn hull(&self, other: &Self) -> Self {
        Self::new((&self.low).min(&other.low).clone(), (&self.high).max(&other.high).clone())
    }

    /// A double near the middle, within a few units in the last place of it.
    #[must_use]
    pub fn midpoint(&self) -> f64 {
        let (low, high) = (to_f64(&self.low), to_f64(&self.high));
        if low >= high {
            return low;
        }
        if low.is_infinite() && high.is_infinite() {
            return 0.0;
        }
        0.5 * low + 0.5 * high
    }

    /// The largest `k` for which the width is at most `2^-k`, relative to the larger magnitude or
    /// absolute where that is below one; `u32::MAX` for a point, 0 for anything wider than that.
    ///
    /// Rounded down: it may be one or two less than the largest.
    #[must_use]
    pub fn width_bits(&self) -> u32 {
        let width = outward_up(Context::<Up>::new(FEWEST_BITS).sub(&self.high, &self.low));
        let Ok(width) = width else { return 0 };
        if width.significand().is_zero() {
            return u32::MAX;
        }
        let magnitude = [&self.low, &self.high].into_iter().filter(|end| !is_zero(end));
        // A magnitude with leading position n is at least 2^(n-1), and one counts as itself.
        let scale = magnitude.map(leading_position).max().map_or(0, |n| (n - 1).max(0));
        u32::try_from(scale - leading_position(&width)).unwrap_or(0)
    }

    fn side(&self) -> Side {
        if self.low.sign() == Sign::Positive {
            Side::NonNegative
        } else if self.high.sign() == Sign::Negative || is_zero(&self.high) {
            Side::NonPositive
        } else {
            Side::Both
        }
    }

    fn is_zero(&self) -> bool {
        is_zero(&self.low) && is_zero(&self.high)
    }

    fn negated(&self) -> Self {
        Self { low: negated(&self.high), high: negated(&self.low) }
    }
}

/// Interval arithmetic with ends of `bits` bits, rounded outwards.
///
/// Every result encloses all values of the operation on numbers from the operands. Ends of sums,
/// differences, products, quotients and roots are the best that `bits` bits allow (one more bit may be
/// kept); those of exponentials, logarithms, the cosine and pi are so but for one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Intervals {
    /// The bits of each end.
    pub bits: u32,
}

impl Intervals {
    fn precision(self) -> usize {
        (self.bits as usize).max(FEWEST_BITS)
    }

    fn down(self) -> Context<Down> {
        Context::new(self.precision())
    }

    fn up(self) -> Context<Up> {
        Context::new(self.precision())
    }

    /// An enclosure of all numbers from `low` to `high`, which may be given in either order.
    #[must_use]
    pub fn from_bounds(&self, low: &Rational, high: &Rational) -> Interval {
        self.rational(low).hull(&self.rational(high))
    }

    /// `a + b`, rounded.
    fn sum(self, a: &Bound, b: &Bound, toward: Toward) -> Result<Bound, Fault> {
        match (sum(a, b, self.precision(), toward), toward) {
            (Some(value), _) => limited(value, toward),
            (None, Toward::Below) => outward_down(self.down().add(a, b)),
            (None, Toward::Above) => outward_up(self.up().add(a, b)),
        }
    }

    /// `a - b`, rounded.
    fn difference(self, a: &Bound, b: &Bound, toward: Toward) -> Result<Bound, Fault> {
        match (difference(a, b, self.precision(), toward), toward) {
            (Some(value), _) => limited(value, toward),
            (None, Toward::Below) => outward_down(self.down().sub(a, b)),
            (None, Toward::Above) => outward_up(self.up().sub(a, b)),
        }
    }

    /// The interval between two ends that were rounded outwards.
    fn between_ends(low: Bound, high: Bound) -> Result<Interval, Fault> {
        Ok(Interval::new(limited(low, Toward::Below)?, limited(high, Toward::Above)?))
    }

    /// The product of two ends, rounded down, and of two more, rounded up.
    fn products(self, low: [&Bound; 2], high: [&Bound; 2]) -> Result<Interval, Fault> {
        Self::between_ends(
            product(low[0], low[1], self.precision(), Toward::Below),
            product(high[0], high[1], self.precision(), Toward::Above),
        )
    }

    fn quotients(self, low: [&Bound; 2], high: [&Bound; 2]) -> Result<Interval, Fault> {
        Self::between_ends(
            quotient(low[0], low[1], self.precision(), Toward::Below),
            quotient(high[0], high[1], self.precision(), Toward::Above),
        )
    }

    /// The quotient by an interval of positive numbers.
    fn div_by_positive(self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        match a.side() {
            Side::NonNegative => self.quotients([&a.low, &b.high], [&a.high, &b.low]),
            Side::NonPositive => self.quotients([&a.low, &b.low], [&a.high, &b.high]),
            Side::Both => self.quotients([&a.low, &b.low], [&a.high, &b.low]),
        }
    }

    /// The product where both factors have numbers on both sides of zero.
    fn mul_of_mixed(self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        let outer = self.products([&a.low, &b.high], [&a.low, &b.low])?;
        let inner = self.products([&a.high, &b.low], [&a.high, &b.high])?;
        Ok(outer.hull(&inner))
    }

    /// `base^n` for an interval without negative numbers, by repeated squaring.
    fn power_of_non_negative(self, base: &Interval, n: u64) -> Result<Interval, Fault> {
        let mut result = Interval::point(Repr::one());
        let mut square = base.clone();
        let mut left = n;
        while left > 0 {
            if left & 1 == 1 {
                result = if left == n { square.clone() } else { self.mul(&result, &square)? };
            }
            left >>= 1;
            if left > 0 {
                square = self.products([&square.low, &square.low], [&square.high, &square.high])?;
            }
        }
        Ok(result)
    }

    fn power_of_natural(self, a: &Interval, n: u64) -> Result<Interval, Fault> {
        if n == 0 {
            return Ok(Interval::point(Repr::one()));
        }
        if n.is_multiple_of(2) || a.side() == Side::NonNegative {
            return self.power_of_non_negative(&self.abs(a), n);
        }
        // An odd power increases, so that each end gives the end of the power.
        let low = self.power_of_non_negative(&Interval::point(negated(&a.low)), n)?.negated();
        let high = match a.side() {
            Side::NonPositive => self.power_of_non_negative(&Interval::point(negated(&a.high)), n)?.negated(),
            _ => self.power_of_non_negative(&Interval::point(a.high.clone()), n)?,
        };
        Ok(Interval::new(low.low, high.high))
    }

    /// Bounds on the exponential; `x` is at most [`EXP_ARGUMENT`].
    fn exp_of_end(self, x: &Bound) -> Result<Interval, Fault> {
        if *x < Repr::from(IBig::from(-EXP_ARGUMENT)) {
            // e^-EXP_ARGUMENT < 2^(1 - INTERVAL_EXPONENT).
            return Ok(Interval::new(Repr::zero(), Repr::new(IBig::ONE, 1 - INTERVAL_EXPONENT)));
        }
        if self.is_tiny(x) {
            let one = Repr::one();
            return Ok(if x.sign() == Sign::Negative {
                // 1 + x <= e^x.
                Interval::new(outward_down(self.down().add(&one, x))?, one)
            } else {
                // 1 is the better bound of few bits above zero, and e^x <= 1 + 2x for 0 <= x <= 1.
                let twice = Repr::new(x.significand().clone(), x.exponent() + 1);
                let high = outward_up(self.up().add(&one, &twice))?;
                Interval::new(one, high)
            });
        }
        let (low, high) = exponential_bounds(x, self.precision());
        self.rounded(&low, &high)
    }

    /// Whether `|x|` is so small that `1 + x` and the exponential round alike.
    fn is_tiny(self, x: &Bound) -> bool {
        is_zero(x) || leading_position(x).saturating_add_unsigned(self.precision()) < 0
    }

    /// Bounds on the logarithm of a positive number.
    fn ln_of_end(self, x: &Bound) -> Result<Interval, Fault> {
        let (low, high) = logarithm_bounds(x, self.precision());
        self.rounded(&low, &high)
    }

    fn cos_of_end(self, x: &Bound) -> Result<Interval, Fault> {
        if is_zero(x) {
            return Ok(Interval::point(Repr::one()));
        }
        let (low, high) = cosine_bounds(x, self.precision());
        self.rounded(&low, &high)
    }

    fn rounded(self, low: &Bound, high: &Bound) -> Result<Interval, Fault> {
        Self::between_ends(nearby(low, self.precision(), Toward::Below), nearby(high, self.precision(), Toward::Above))
    }

    /// The first and last whole `k` for which `k pi` may lie in the interval; none if reversed.
    fn turning_points(self, a: &Interval) -> Result<(IBig, IBig), Fault> {
        let digits = [&a.low, &a.high].map(|end| leading_position(end).max(0));
        let digits = digits[0].max(digits[1]).unsigned_abs();
        let bits = self.bits.saturating_add(u32::try_from(digits).unwrap_or(u32::MAX));
        let finer = Self { bits };
        let turns = finer.div(a, &finer.pi()?)?;
        Ok((ceiling(&turns.low), floor(&turns.high)))
    }
}

impl Arithmetic for Intervals {
    type Number = Interval;

    fn nature(&self) -> Nature {
        Nature::Enclosing { bits: self.bits }
    }

    fn between(&self, low: &Rational, high: &Rational) -> Result<Interval, Fault> {
        Ok(self.from_bounds(low, high))
    }

    /// A point where the number has at most `bits` significant bits, otherwise the ends next to it.
    fn rational(&self, value: &Rational) -> Interval {
        let numerator = Repr::from(value.numerator().clone());
        let denominator = Repr::from(IBig::from(value.denominator().clone()));
        let end = |toward| without_sign_of_zero(quotient(&numerator, &denominator, self.precision(), toward));
        Interval::new(end(Toward::Below), end(Toward::Above))
    }

    fn integer(&self, value: i64) -> Interval {
        Interval::point(Repr::from(IBig::from(value)))
    }

    fn negate(&self, a: &Interval) -> Interval {
        a.negated()
    }

    fn add(&self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        Ok(Interval::new(self.sum(&a.low, &b.low, Toward::Below)?, self.sum(&a.high, &b.high, Toward::Above)?))
    }

    fn sub(&self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        Ok(Interval::new(
            self.difference(&a.low, &b.high, Toward::Below)?,
            self.difference(&a.high, &b.low, Toward::Above)?,
        ))
    }

    fn mul(&self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        match (a.side(), b.side()) {
            (Side::NonNegative, Side::NonNegative) => self.products([&a.low, &b.low], [&a.high, &b.high]),
            (Side::NonNegative, Side::NonPositive) => self.products([&a.high, &b.low], [&a.low, &b.high]),
            (Side::NonNegative, Side::Both) => self.products([&a.high, &b.low], [&a.high, &b.high]),
            (Side::NonPositive, Side::NonNegative) => self.products([&a.low, &b.high], [&a.high, &b.low]),
            (Side::NonPositive, Side::NonPositive) => self.products([&a.high, &b.high], [&a.low, &b.low]),
            (Side::NonPositive, Side::Both) => self.products([&a.low, &b.high], [&a.low, &b.low]),
            (Side::Both, Side::NonNegative) => self.products([&a.low, &b.high], [&a.high, &b.high]),
            (Side::Both, Side::NonPositive) => self.products([&a.high, &b.low], [&a.low, &b.low]),
            (Side::Both, Side::Both) => self.mul_of_mixed(a, b),
        }
    }

    fn div(&self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        if b.is_zero() {
            return Err(Fault::Undefined("division by zero"));
        }
        match b.side() {
            Side::NonNegative if !is_zero(&b.low) => self.div_by_positive(a, b),
            Side::NonPositive if !is_zero(&b.high) => self.div_by_positive(&a.negated(), &b.negated()),
            _ => Err(Fault::Undecided),
        }
    }

    fn sqrt(&self, a: &Interval) -> Result<Interval, Fault> {
        if a.high.sign() == Sign::Negative {
            return Err(Fault::Undefined("square root of a negative number"));
        }
        if a.low.sign() == Sign::Negative {
            return Err(Fault::Undecided);
        }
        Ok(Interval::new(outward_down(self.down().sqrt(&a.low))?, outward_up(self.up().sqrt(&a.high))?))
    }

    fn exp(&self, a: &Interval) -> Result<Interval, Fault> {
        if a.high > Repr::from(IBig::from(EXP_ARGUMENT)) {
            return Err(Fault::TooLarge);
        }
        increasing(a, |end| self.exp_of_end(end))
    }

    fn ln(&self, a: &Interval) -> Result<Interval, Fault> {
        if a.side() == Side::NonPositive || is_zero(&a.high) {
            return Err(Fault::Undefined("logarithm of a number that is not positive"));
        }
        if a.side() == Side::Both || is_zero(&a.low) {
            return Err(Fault::Undecided);
        }
        increasing(a, |end| self.ln_of_end(end))
    }

    fn coarse_ln(&self, a: &Interval, bits: u32) -> Result<Interval, Fault> {
        Self { bits: self.bits.min(bits) }.ln(a)
    }

    fn cos(&self, a: &Interval) -> Result<Interval, Fault> {
        let whole = || Interval::new(Repr::neg_one(), Repr::one());
        let ends = if a.is_point() {
            return self.cos_of_end(&a.low);
        } else {
            self.cos_of_end(&a.low)?.hull(&self.cos_of_end(&a.high)?)
        };
        let far = |end: &Bound| !is_zero(end) && leading_position(end) > COSINE_ARGUMENT_BITS;
        if far(&a.low) || far(&a.high) {
            return Ok(whole());
        }
        let (first, last) = self.turning_points(a)?;
        Ok(match last.cmp(&first) {
            Ordering::Less => ends,
            // The cosine is 1 at even multiples of pi and -1 at odd ones.
            Ordering::Equal if first.bit(0) => Interval::new(Repr::neg_one(), ends.high),
            Ordering::Equal => Interval::new(ends.low, Repr::one()),
            Ordering::Greater => whole(),
        })
    }

    fn pi(&self) -> Result<Interval, Fault> {
        let (low, high) = pi_bounds(self.precision());
        self.rounded(&low, &high)
    }

    fn abs(&self, a: &Interval) -> Interval {
        match a.side() {
            Side::NonNegative => a.clone(),
            Side::NonPositive => a.negated(),
            Side::Both => Interval::new(Repr::zero(), negated(&a.low).max(a.high.clone())),
        }
    }

    fn min(&self, a: &Interval, b: &Interval) -> Interval {
        Interval::new((&a.low).min(&b.low).clone(), (&a.high).min(&b.high).clone())
    }

    fn max(&self, a: &Interval, b: &Interval) -> Interval {
        Interval::new((&a.low).max(&b.low).clone(), (&a.high).max(&b.high).clone())
    }

    fn compare(&self, a: &Interval, b: &Interval) -> Result<Ordering, Fault> {
        if a.high < b.low {
            Ok(Ordering::Less)
        } else if a.low > b.high {
            Ok(Ordering::Greater)
        } else if a.is_point() && a == b {
            Ok(Ordering::Equal)
        } else {
            Err(Fault::Undecided)
        }
    }

    fn equality(&self, a: &Interval, b: &Interval) -> Equality {
        match self.compare(a, b) {
            Ok(Ordering::Equal) => Equality::Equal,
            Ok(_) => Equality::Different,
            Err(_) => Equality::AgreesTo { bits: a.hull(b).width_bits() },
        }
    }

    fn approximate(&self, a: &Interval) -> f64 {
        a.midpoint()
    }

    fn cost(&self, _: &Interval) -> u64 {
        EXACT_COST + u64::from(self.bits) / INTERVAL_COST_BITS
    }

    fn ends(&self, a: &Interval) -> (Rational, Rational) {
        (a.low(), a.high())
    }

    fn exact(&self, a: &Interval) -> Option<Rational> {
        a.is_point().then(|| a.low())
    }

    fn series_bits(&self) -> Option<u32> {
        Some(self.bits)
    }

    fn enclosed_by(&self, radius: &Interval) -> Result<Interval, Fault> {
        Ok(radius.hull(&radius.negated()))
    }

    /// `a^n`, tight where `a` has numbers on both sides of zero: an even power is not negative.
    fn power(&self, a: &Interval, n: i64) -> Result<Interval, Fault> {
        let power = self.power_of_natural(a, n.unsigned_abs())?;
        if n < 0 { self.div(&self.integer(1), &power) } else { Ok(power) }
    }
}

fn is_zero(end: &Bound) -> bool {
    end.significand().is_zero()
}

fn negated(end: &Bound) -> Bound {
    if is_zero(end) { Repr::zero() } else { -end.clone() }
}

/// The float library tells -0 from 0; an end of an interval must not.
fn without_sign_of_zero(end: Bound) -> Bound {
    if is_zero(&end) { Repr::zero() } else { end }
}

/// Whether the first bit lies beyond `2^INTERVAL_EXPONENT` or before `2^-INTERVAL_EXPONENT`.
fn is_extreme(end: &Bound) -> bool {
    leading_position(end).unsigned_abs() > INTERVAL_EXPONENT.unsigned_abs()
}

/// The number itself, or one beyond it in the direction given that is zero or whose exponent is
/// within the limit.
fn limited(value: Bound, toward: Toward) -> Result<Bound, Fault> {
    if is_zero(&value) {
        return Ok(Repr::zero());
    }
    if !is_extreme(&value) {
        return Ok(value);
    }
    if leading_position(&value) > 0 {
        return Err(Fault::TooLarge);
    }
    Ok(match (toward, value.sign()) {
        (Toward::Below, Sign::Negative) => Repr::new(IBig::NEG_ONE, -INTERVAL_EXPONENT),
        (Toward::Above, Sign::Positive) => Repr::new(IBig::ONE, -INTERVAL_EXPONENT),
        (Toward::Below, Sign::Positive) | (Toward::Above, Sign::Negative) => Repr::zero(),
    })
}

/// A result of the float library that was rounded down.
fn outward_down(result: FpResult<FBig<Down, 2>>) -> Result<Bound, Fault> {
    limited(result.map_err(fault)?.value().into_repr(), Toward::Below)
}

/// A result of the float library that was rounded up.
fn outward_up(result: FpResult<FBig<Up, 2>>) -> Result<Bound, Fault> {
    limited(result.map_err(fault)?.value().into_repr(), Toward::Above)
}

/// What a failure of the float library means; the callers exclude all but the range errors.
fn fault(error: FpError) -> Fault {
    match error {
        FpError::Overflow(_) | FpError::Underflow(_) => Fault::TooLarge,
        _ => Fault::Undecided,
    }
}

/// The value of an end. Exact.
fn to_rational(end: &Bound) -> Rational {
    Rational::from(end.significand().clone()) * power_of_two(end.exponent())
}

/// The nearest double, or nearly so among the subnormal ones.
fn to_f64(end: &Bound) -> f64 {
    let sign = if end.sign() == Sign::Negative { -1.0 } else { 1.0 };
    if is_zero(end) {
        0.0
    } else if leading_position(end) > 1025 {
        sign * f64::INFINITY
    } else if leading_position(end) < -1080 {
        sign * 0.0
    } else {
        end.to_f64().value()
    }
}

/// The largest whole number that is not above; `end` has few digits before the point.
fn floor(end: &Bound) -> IBig {
    scaled(end, 0)
}

/// An increasing function of an interval, by bounds on its value at an end.
fn increasing(a: &Interval, of_end: impl Fn(&Bound) -> Result<Interval, Fault>) -> Result<Interval, Fault> {
    let low = of_end(&a.low)?;
    if a.is_point() {
        return Ok(low);
    }
    Ok(Interval::new(low.low, of_end(&a.high)?.high))
}

/// The smallest whole number that is not below; `end` has few digits before the point.
fn ceiling(end: &Bound) -> IBig {
    -floor(&negated(end))
}

#[cfg(test)]
mod tests;
