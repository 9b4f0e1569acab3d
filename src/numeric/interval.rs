//! Interval arithmetic of any precision.

mod ends;
mod series;

use std::cmp::Ordering;

use dashu_base::{BitTest, Sign};
use dashu_float::round::mode::{Down, Up};
use dashu_float::{Context, Repr};
use dashu_int::IBig;

use self::ends::{
    Bound, NONE, ceiling, floor, is_zero, limited, negated, outward_down, outward_up, over, times, to_f64, to_rational,
    without_sign_of_zero,
};
use super::arithmetic::{Arithmetic, Equality, Fault, Nature};
use super::bound::{Toward, difference, nearby, product, quotient, sum};
use super::circular::pi_bounds;
use super::fingerprint::{Atom, Fingerprint};
use super::fixed_point::leading_position;
use super::rational::Rational;
use super::tolerance::{COSINE_ARGUMENT_BITS, EXACT_COST, INTERVAL_COST_BITS, INTERVAL_EXPONENT, INTERVAL_SQUARE_COST};

/// The fewest bits that intervals work with; zero would mean "unlimited" to the float library.
const FEWEST_BITS: usize = 8;

/// Largest argument of the exponential; the value has `INTERVAL_EXPONENT` binary digits.
///
/// 726817 is the whole part of 2^20 ln 2, rounded down.
const EXP_ARGUMENT: i64 = 726_817;

/// All real numbers from `low` to `high`, both finite.
#[derive(Debug, Clone)]
pub struct Interval {
    low: Bound,
    high: Bound,
    /// The leading position of the largest summand that the number was made of, where that is larger than the number
    /// itself: what is left of a cancellation is measured by what cancelled.
    summands: isize,
    /// What the one number in it is known by that is meant; unknown where any is. That of a point is not kept.
    print: Fingerprint,
}

/// Two intervals are equal where their ends are, whatever they were made of.
impl PartialEq for Interval {
    fn eq(&self, other: &Self) -> bool {
        self.low == other.low && self.high == other.high
    }
}

impl Eq for Interval {}

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
        Self { low, high, summands: NONE, print: Fingerprint::UNKNOWN }
    }

    fn point(value: Bound) -> Self {
        Self { low: value.clone(), high: value, summands: NONE, print: Fingerprint::UNKNOWN }
    }

    /// The same numbers, made of summands with this leading position.
    fn made_of(self, summands: isize) -> Self {
        Self { summands, ..self }
    }

    /// The leading position of the largest end.
    fn leading(&self) -> isize {
        let ends = [&self.low, &self.high].into_iter().filter(|end| !is_zero(end));
        ends.map(leading_position).max().unwrap_or(NONE)
    }

    /// The leading position of the largest summand that it was made of; its own where it was made of none.
    fn size(&self) -> isize {
        self.leading().max(self.summands)
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
        let hull = Self::new((&self.low).min(&other.low).clone(), (&self.high).max(&other.high).clone());
        hull.made_of(self.summands.max(other.summands))
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

    /// The largest `k` for which the width is at most `2^-k`, relative to the largest summand that the number was made of
    /// (to its own magnitude where it is no sum); `u32::MAX` for a point, 0 for anything wider than that.
    ///
    /// Rounded down: it may be one or two less than the largest.
    #[must_use]
    pub fn width_bits(&self) -> u32 {
        let width = outward_up(Context::<Up>::new(FEWEST_BITS).sub(&self.high, &self.low));
        let Ok(width) = width else { return 0 };
        if width.significand().is_zero() {
            return u32::MAX;
        }
        // A magnitude with leading position n is at least 2^(n-1).
        let bits = (self.size() - 1).saturating_sub(leading_position(&width));
        u32::try_from(bits.max(0)).unwrap_or(u32::MAX - 1)
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
        let print = if self.print.is_known() { self.print.negated() } else { self.print };
        Self { low: negated(&self.high), high: negated(&self.low), summands: self.summands, print }
    }
}

/// What the one number is known by that is meant, so that equal numbers are told from tied ones.
impl Interval {
    /// What the number is known by.
    fn fingerprint(&self) -> Fingerprint {
        if self.is_point() { Fingerprint::of_end(&self.low) } else { self.print }
    }

    /// The interval with what the number in it is known by: a point where that says that it is zero.
    fn known_by(self, print: impl FnOnce() -> Fingerprint) -> Self {
        if self.is_point() {
            return self;
        }
        let print = print();
        if print.is_zero() && self.holds_zero() {
            return Self::point(Repr::zero());
        }
        Self { print, ..self }
    }

    /// Whether it holds zero, perhaps at an end.
    fn holds_zero(&self) -> bool {
        self.low <= Repr::zero() && Repr::zero() <= self.high
    }
}

/// What the one of two numbers is known by that is taken, where one is known to be it.
fn one_of(a: &Interval, b: &Interval, is_first: bool, is_second: bool) -> Fingerprint {
    let (first, second) = (a.fingerprint(), b.fingerprint());
    if is_first || first.is_that_of(second) {
        first
    } else if is_second {
        second
    } else {
        Fingerprint::UNKNOWN
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

    /// The product of two intervals.
    fn product(self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
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
        let (low, high) = series::exponential(x, self.precision());
        self.rounded(&low, &high)
    }

    /// Whether `|x|` is so small that `1 + x` and the exponential round alike.
    fn is_tiny(self, x: &Bound) -> bool {
        is_zero(x) || leading_position(x).saturating_add_unsigned(self.precision()) < 0
    }

    /// Bounds on the logarithm of a positive number.
    fn ln_of_end(self, x: &Bound) -> Result<Interval, Fault> {
        let (low, high) = series::logarithm(x, self.precision());
        self.rounded(&low, &high)
    }

    fn cos_of_end(self, x: &Bound) -> Result<Interval, Fault> {
        if is_zero(x) {
            return Ok(Interval::point(Repr::one()));
        }
        let (low, high) = series::cosine(x, self.precision());
        self.rounded(&low, &high)
    }

    fn rounded(self, low: &Bound, high: &Bound) -> Result<Interval, Fault> {
        Self::between_ends(nearby(low, self.precision(), Toward::Below), nearby(high, self.precision(), Toward::Above))
    }

    /// The cosine of an interval.
    fn cosine(self, a: &Interval) -> Result<Interval, Fault> {
        let whole = || Interval::new(Repr::neg_one(), Repr::one());
        if let Some(width) = self.narrow(a)? {
            return self.cosine_from(&self.cos_of_end(&a.low)?, &width);
        }
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
        Ok(if low == high { self.rational(low) } else { self.from_bounds(low, high) })
    }

    /// A point where the number has at most `bits` significant bits, otherwise the ends next to it.
    fn rational(&self, value: &Rational) -> Interval {
        let numerator = Repr::from(value.numerator().clone());
        let denominator = Repr::from(IBig::from(value.denominator().clone()));
        let end = |toward| without_sign_of_zero(quotient(&numerator, &denominator, self.precision(), toward));
        Interval::new(end(Toward::Below), end(Toward::Above)).known_by(|| Fingerprint::of_rational(value))
    }

    fn integer(&self, value: i64) -> Interval {
        Interval::point(Repr::from(IBig::from(value)))
    }

    fn negate(&self, a: &Interval) -> Interval {
        a.negated()
    }

    fn add(&self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        let sum = Interval::new(self.sum(&a.low, &b.low, Toward::Below)?, self.sum(&a.high, &b.high, Toward::Above)?);
        Ok(sum.made_of(a.size().max(b.size())).known_by(|| a.fingerprint().plus(b.fingerprint())))
    }

    fn sub(&self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        let difference = Interval::new(
            self.difference(&a.low, &b.high, Toward::Below)?,
            self.difference(&a.high, &b.low, Toward::Above)?,
        );
        let print = || a.fingerprint().plus(b.fingerprint().negated());
        Ok(difference.made_of(a.size().max(b.size())).known_by(print))
    }

    fn mul(&self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        let product = self.product(a, b)?.made_of(times(a.size(), b.size()));
        Ok(product.known_by(|| a.fingerprint().times(b.fingerprint())))
    }

    fn div(&self, a: &Interval, b: &Interval) -> Result<Interval, Fault> {
        if b.is_zero() {
            return Err(Fault::Undefined("division by zero"));
        }
        let quotient = match b.side() {
            Side::NonNegative if !is_zero(&b.low) => {
                self.div_by_positive(a, b)?.made_of(over(a.size(), leading_position(&b.low)))
            }
            Side::NonPositive if !is_zero(&b.high) => {
                let quotient = self.div_by_positive(&a.negated(), &b.negated())?;
                quotient.made_of(over(a.size(), leading_position(&b.high)))
            }
            Side::NonNegative | Side::NonPositive | Side::Both => return Err(Fault::Undecided),
        };
        Ok(quotient.known_by(|| a.fingerprint().over(b.fingerprint())))
    }

    fn sqrt(&self, a: &Interval) -> Result<Interval, Fault> {
        if a.high.sign() == Sign::Negative {
            return Err(Fault::Undefined("square root of a negative number"));
        }
        if a.low.sign() == Sign::Negative {
            return Err(Fault::Undecided);
        }
        let root = Interval::new(outward_down(self.down().sqrt(&a.low))?, outward_up(self.up().sqrt(&a.high))?);
        let root = root.made_of(if a.summands == NONE { NONE } else { a.size().div_euclid(2) + 1 });
        Ok(root.known_by(|| a.fingerprint().atom(Atom::Root)))
    }

    fn exp(&self, a: &Interval) -> Result<Interval, Fault> {
        if a.high > Repr::from(IBig::from(EXP_ARGUMENT)) {
            return Err(Fault::TooLarge);
        }
        let exponential = match self.narrow(a)? {
            Some(width) => self.exponential_from(self.exp_of_end(&a.low)?, &width)?,
            None => increasing(a, |end| self.exp_of_end(end))?,
        };
        Ok(exponential.known_by(|| a.fingerprint().atom(Atom::Exponential)))
    }

    fn ln(&self, a: &Interval) -> Result<Interval, Fault> {
        if a.side() == Side::NonPositive || is_zero(&a.high) {
            return Err(Fault::Undefined("logarithm of a number that is not positive"));
        }
        if a.side() == Side::Both || is_zero(&a.low) {
            return Err(Fault::Undecided);
        }
        let logarithm = match self.narrow(a)? {
            Some(width) => self.logarithm_from(self.ln_of_end(&a.low)?, &a.low, &width)?,
            None => increasing(a, |end| self.ln_of_end(end))?,
        };
        // What is left open of a number comes out divided by the number.
        let logarithm = logarithm.made_of(over(a.size(), leading_position(&a.low)));
        Ok(logarithm.known_by(|| a.fingerprint().atom(Atom::Logarithm)))
    }

    fn coarse_ln(&self, a: &Interval, bits: u32) -> Result<Interval, Fault> {
        Self { bits: self.bits.min(bits) }.ln(a)
    }

    fn cos(&self, a: &Interval) -> Result<Interval, Fault> {
        Ok(self.cosine(a)?.made_of(a.size().max(1)).known_by(|| a.fingerprint().atom(Atom::Cosine)))
    }

    fn pi(&self) -> Result<Interval, Fault> {
        let (low, high) = pi_bounds(self.precision());
        Ok(self.rounded(&low, &high)?.known_by(Fingerprint::pi))
    }

    fn abs(&self, a: &Interval) -> Interval {
        match a.side() {
            Side::NonNegative => a.clone(),
            Side::NonPositive => a.negated(),
            Side::Both => {
                let print = || a.fingerprint().times(a.fingerprint()).atom(Atom::Magnitude);
                Interval::new(Repr::zero(), negated(&a.low).max(a.high.clone())).made_of(a.summands).known_by(print)
            }
        }
    }

    fn min(&self, a: &Interval, b: &Interval) -> Interval {
        let smaller = Interval::new((&a.low).min(&b.low).clone(), (&a.high).min(&b.high).clone());
        smaller.made_of(a.summands.max(b.summands)).known_by(|| one_of(a, b, a.high <= b.low, b.high <= a.low))
    }

    fn max(&self, a: &Interval, b: &Interval) -> Interval {
        let larger = Interval::new((&a.low).max(&b.low).clone(), (&a.high).max(&b.high).clone());
        larger.made_of(a.summands.max(b.summands)).known_by(|| one_of(a, b, b.high <= a.low, a.high <= b.low))
    }

    fn compare(&self, a: &Interval, b: &Interval) -> Result<Ordering, Fault> {
        if a.high < b.low {
            Ok(Ordering::Less)
        } else if a.low > b.high {
            Ok(Ordering::Greater)
        } else if a.is_point() && a == b || a.fingerprint().is_that_of(b.fingerprint()) {
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
        let bits = u64::from(self.bits);
        EXACT_COST + bits / INTERVAL_COST_BITS + bits * bits / INTERVAL_SQUARE_COST
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
        let times = isize::try_from(n.unsigned_abs()).unwrap_or(isize::MAX);
        let power = power.made_of(if a.summands == NONE { NONE } else { a.size().saturating_mul(times) });
        let power = power.known_by(|| a.fingerprint().to(n.unsigned_abs()));
        if n < 0 { self.div(&self.integer(1), &power) } else { Ok(power) }
    }
}

/// An increasing function of an interval, by bounds on its value at an end.
fn increasing(a: &Interval, of_end: impl Fn(&Bound) -> Result<Interval, Fault>) -> Result<Interval, Fault> {
    let low = of_end(&a.low)?;
    if a.is_point() {
        return Ok(low);
    }
    Ok(Interval::new(low.low, of_end(&a.high)?.high))
}

#[cfg(test)]
mod tests;
