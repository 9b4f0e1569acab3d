//! Intervals of doubles: fast, and rigorous to some fifty bits.
//!
//! Each end is rounded outwards, and only where something was rounded: the error of a sum is found by Knuth's exact
//! transformation, that of a product by Dekker's (Muller et al., Handbook of Floating-Point Arithmetic, sections 4.3 and
//! 4.4). So whole numbers stay points, and what is computed of them without rounding is decided exactly.

use std::cmp::Ordering;

use super::arithmetic::{Arithmetic, Equality, Fault, Nature};
use super::grid::{Grid, GridSum};
use super::rational::{Rational, from_f64_exact, to_f64_nearest};
use super::tolerance::{EXACT_PRODUCTS, LIBRARY_ULPS};

/// All real numbers between two doubles. The lower end may be minus infinity and the upper one infinity, where no
/// double is known beyond the number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bracket {
    low: f64,
    high: f64,
}

impl Bracket {
    /// Everything: the result of what left the doubles.
    const ALL: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// All numbers between two doubles in order; an end that is not a number stands for no bound.
    #[must_use]
    pub fn new(low: f64, high: f64) -> Self {
        // No number is infinite, so that an end which has overflowed is beyond the last double only on its own side.
        let low = if low.is_nan() { f64::NEG_INFINITY } else { low.min(f64::MAX) };
        let high = if high.is_nan() { f64::INFINITY } else { high.max(f64::MIN) };
        Self { low, high }
    }

    /// One number.
    const fn point(value: f64) -> Self {
        Self { low: value, high: value }
    }

    /// The lower end.
    #[must_use]
    pub const fn low(&self) -> f64 {
        self.low
    }

    /// The upper end.
    #[must_use]
    pub const fn high(&self) -> f64 {
        self.high
    }

    /// Whether it is one number.
    #[allow(clippy::float_cmp)] // Identity is meant here.
    #[must_use]
    pub fn is_point(self) -> bool {
        self.low == self.high
    }

    /// Half of it.
    #[must_use]
    pub fn halved(self) -> Self {
        if self.low.abs() < HALVED_EXACTLY || self.high.abs() < HALVED_EXACTLY {
            return Outward::products([(self.low, 0.5), (self.high, 0.5)]);
        }
        Self { low: 0.5 * self.low, high: 0.5 * self.high }
    }

    const fn negated(self) -> Self {
        Self { low: -self.high, high: -self.low }
    }

    fn absolute(self) -> Self {
        if self.low >= 0.0 {
            self
        } else if self.high <= 0.0 {
            self.negated()
        } else {
            Self { low: 0.0, high: self.high.max(-self.low) }
        }
    }
}

/// From here on, nothing of half a double underflows.
const HALVED_EXACTLY: f64 = 4.0 * f64::MIN_POSITIVE;

/// A result with the sign of its error: `exact - value`. NaN where the error is not known.
#[derive(Clone, Copy)]
struct Rounded {
    value: f64,
    error: f64,
}

impl Rounded {
    fn below(self) -> f64 {
        if self.error >= 0.0 { self.value } else { self.value.next_down() }
    }

    fn above(self) -> f64 {
        if self.error <= 0.0 { self.value } else { self.value.next_up() }
    }
}

/// Knuth's sum: the error is exact unless something overflows, and then it is NaN.
fn sum(a: f64, b: f64) -> Rounded {
    let value = a + b;
    let part = value - a;
    Rounded { value, error: (a - (value - part)) + (b - part) }
}

/// Dekker's product. An end that is infinite times zero is zero, for the number itself is not infinite.
fn product(a: f64, b: f64) -> Rounded {
    if a == 0.0 || b == 0.0 {
        return Rounded { value: 0.0, error: 0.0 };
    }
    let value = a * b;
    let is_safe = |x: f64| x.abs() >= EXACT_PRODUCTS.0 && x.abs() <= EXACT_PRODUCTS.1;
    if !(is_safe(a) && is_safe(b) && is_safe(value)) {
        return Rounded { value, error: f64::NAN };
    }
    let ((a1, a0), (b1, b0)) = (split(a), split(b));
    Rounded { value, error: a0 * b0 - (((value - a1 * b1) - a0 * b1) - a1 * b0) }
}

/// A double as the sum of two of 26 bits (Veltkamp).
fn split(a: f64) -> (f64, f64) {
    const FACTOR: f64 = ((1_u64 << 27) + 1) as f64;
    let scaled = FACTOR * a;
    let high = scaled - (scaled - a);
    (high, a - high)
}

/// The quotient of two numbers that are not zero, with the sign of its error where that is 0.
#[allow(clippy::float_cmp)] // Identity is meant here.
fn quotient(a: f64, b: f64) -> Rounded {
    let value = a / b;
    let back = product(value, b);
    let is_exact = a == 0.0 || (back.error == 0.0 && back.value == a);
    Rounded { value, error: if is_exact { 0.0 } else { f64::NAN } }
}

/// The lower end moved down by the error of the library's functions.
fn down(mut value: f64) -> f64 {
    (0..LIBRARY_ULPS).for_each(|_| value = value.next_down());
    value
}

fn up(value: f64) -> f64 {
    -down(-value)
}

/// Interval arithmetic with ends of 53 bits, rounded outwards.
///
/// Every result encloses all values of the operation on numbers from the operands. Sums, products, quotients and roots are
/// off by one unit in the last place at most; exponentials, logarithms and the cosine by
/// [`LIBRARY_ULPS`](super::tolerance::LIBRARY_ULPS). What overflows has no bound on that side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outward;

impl Outward {
    /// Bits of the ends.
    pub const BITS: u32 = f64::MANTISSA_DIGITS;

    fn products(pairs: [(f64, f64); 2]) -> Bracket {
        let [(a, b), (c, d)] = pairs;
        Bracket::new(product(a, b).below(), product(c, d).above())
    }

    /// `base^n` of numbers that are not negative.
    fn power_of_non_negative(self, base: Bracket, n: u64) -> Bracket {
        let times = |a: Bracket, b: Bracket| {
            if a.is_point() && b.is_point() {
                let only = product(a.low, b.low);
                return Bracket::new(only.below(), only.above());
            }
            Self::products([(a.low, b.low), (a.high, b.high)])
        };
        let (mut result, mut square, mut left) = (None, base, n);
        while left > 0 {
            if left & 1 == 1 {
                result = Some(result.map_or(square, |result| times(result, square)));
            }
            left >>= 1;
            if left > 0 {
                square = times(square, square);
            }
        }
        result.unwrap_or(Bracket::point(1.0))
    }

    fn power_of_natural(self, a: Bracket, n: u64) -> Bracket {
        if n.is_multiple_of(2) || a.low >= 0.0 {
            return self.power_of_non_negative(a.absolute(), n);
        }
        // An odd power increases, so that each end gives the end of the power.
        let end = |x: f64| {
            if x < 0.0 {
                self.power_of_non_negative(Bracket::point(-x), n).negated()
            } else {
                self.power_of_non_negative(Bracket::point(x), n)
            }
        };
        Bracket::new(end(a.low).low, end(a.high).high)
    }
}

impl Arithmetic for Outward {
    type Number = Bracket;

    fn nature(&self) -> Nature {
        Nature::Enclosing { bits: Self::BITS }
    }

    fn rational(&self, value: &Rational) -> Bracket {
        let near = to_f64_nearest(value);
        match from_f64_exact(near).map(|exact| exact.cmp(value)) {
            Some(Ordering::Equal) => Bracket::point(near),
            Some(Ordering::Less) => Bracket::new(near, near.next_up()),
            Some(Ordering::Greater) => Bracket::new(near.next_down(), near),
            None if *value > Rational::ZERO => Bracket::new(f64::MAX, f64::INFINITY),
            None => Bracket::new(f64::NEG_INFINITY, f64::MIN),
        }
    }

    fn between(&self, low: &Rational, high: &Rational) -> Result<Bracket, Fault> {
        let (low, high) = if low <= high { (low, high) } else { (high, low) };
        Ok(Bracket::new(self.rational(low).low, self.rational(high).high))
    }

    #[allow(clippy::cast_precision_loss)] // What is lost is enclosed.
    fn integer(&self, value: i64) -> Bracket {
        let near = value as f64;
        if value.unsigned_abs() <= 1 << Self::BITS {
            Bracket::point(near)
        } else {
            Bracket::new(near.next_down(), near.next_up())
        }
    }

    fn double(&self, value: f64) -> Bracket {
        Bracket::point(if value.is_finite() { value } else { 0.0 })
    }

    fn negate(&self, a: &Bracket) -> Bracket {
        a.negated()
    }

    #[inline]
    fn add(&self, a: &Bracket, b: &Bracket) -> Result<Bracket, Fault> {
        let low = sum(a.low, b.low);
        if a.is_point() && b.is_point() {
            return Ok(Bracket::new(low.below(), low.above()));
        }
        Ok(Bracket::new(low.below(), sum(a.high, b.high).above()))
    }

    #[inline]
    fn sub(&self, a: &Bracket, b: &Bracket) -> Result<Bracket, Fault> {
        self.add(a, &b.negated())
    }

    #[inline]
    fn mul(&self, a: &Bracket, b: &Bracket) -> Result<Bracket, Fault> {
        if a.is_point() && b.is_point() {
            let only = product(a.low, b.low);
            return Ok(Bracket::new(only.below(), only.above()));
        }
        Ok(match (a.low >= 0.0, a.high <= 0.0, b.low >= 0.0, b.high <= 0.0) {
            (true, _, true, _) => Self::products([(a.low, b.low), (a.high, b.high)]),
            (true, _, _, true) => Self::products([(a.high, b.low), (a.low, b.high)]),
            (true, ..) => Self::products([(a.high, b.low), (a.high, b.high)]),
            (_, true, true, _) => Self::products([(a.low, b.high), (a.high, b.low)]),
            (_, true, _, true) => Self::products([(a.high, b.high), (a.low, b.low)]),
            (_, true, ..) => Self::products([(a.low, b.high), (a.low, b.low)]),
            (_, _, true, _) => Self::products([(a.low, b.high), (a.high, b.high)]),
            (_, _, _, true) => Self::products([(a.high, b.low), (a.low, b.low)]),
            _ => {
                let outer = Self::products([(a.low, b.high), (a.low, b.low)]);
                let inner = Self::products([(a.high, b.low), (a.high, b.high)]);
                Bracket { low: outer.low.min(inner.low), high: outer.high.max(inner.high) }
            }
        })
    }

    fn div(&self, a: &Bracket, b: &Bracket) -> Result<Bracket, Fault> {
        if b.low == 0.0 && b.high == 0.0 {
            return Err(Fault::Undefined("division by zero"));
        }
        if b.low <= 0.0 && b.high >= 0.0 {
            return Err(Fault::Undecided);
        }
        let (a, b) = if b.low > 0.0 { (*a, *b) } else { (a.negated(), b.negated()) };
        let low = quotient(a.low, if a.low >= 0.0 { b.high } else { b.low });
        let high = quotient(a.high, if a.high >= 0.0 { b.low } else { b.high });
        Ok(Bracket::new(low.below(), high.above()))
    }

    fn sqrt(&self, a: &Bracket) -> Result<Bracket, Fault> {
        if a.high < 0.0 {
            return Err(Fault::Undefined("square root of a negative number"));
        }
        if a.low < 0.0 {
            return Err(Fault::Undecided);
        }
        let root = |x: f64| {
            let value = x.sqrt();
            let back = product(value, value);
            #[allow(clippy::float_cmp)] // Identity is meant here.
            let is_exact = back.value == x && back.error == 0.0;
            Rounded { value, error: if is_exact { 0.0 } else { f64::NAN } }
        };
        Ok(Bracket::new(root(a.low).below().max(0.0), root(a.high).above()))
    }

    fn exp(&self, a: &Bracket) -> Result<Bracket, Fault> {
        let end = |x: f64, beyond: fn(f64) -> f64| if x == 0.0 { 1.0 } else { beyond(libm::exp(x)) };
        Ok(Bracket::new(end(a.low, down).max(0.0), end(a.high, up)))
    }

    fn ln(&self, a: &Bracket) -> Result<Bracket, Fault> {
        if a.high <= 0.0 {
            return Err(Fault::Undefined("logarithm of a number that is not positive"));
        }
        if a.low <= 0.0 {
            return Err(Fault::Undecided);
        }
        let end = |x: f64, beyond: fn(f64) -> f64| if x - 1.0 == 0.0 { 0.0 } else { beyond(libm::log(x)) };
        Ok(Bracket::new(end(a.low, down), end(a.high, up)))
    }

    fn cos(&self, a: &Bracket) -> Result<Bracket, Fault> {
        /// Half a turn of an angle below this is far longer than the rounding of the quotient by pi.
        const LARGEST: f64 = (1_u64 << 30) as f64;
        let whole = Bracket { low: -1.0, high: 1.0 };
        if !(a.low.abs() <= LARGEST && a.high.abs() <= LARGEST) {
            return Ok(whole);
        }
        if a.low == 0.0 && a.high == 0.0 {
            return Ok(Bracket::point(1.0));
        }
        // The cosine turns at the multiples of pi; between two of them it is monotone.
        let turns = self.div(a, &self.pi()?)?;
        let (first, last) = (turns.low.floor(), turns.high.floor());
        if last - first > 1.0 {
            return Ok(whole);
        }
        let (left, right) = (libm::cos(a.low), libm::cos(a.high));
        let (mut low, mut high) = (down(left.min(right)), up(left.max(right)));
        if last > first {
            // The one turn between the ends is 1 at an even multiple of pi and -1 at an odd one.
            if last.rem_euclid(2.0) > 0.0 { low = -1.0 } else { high = 1.0 }
        }
        Ok(Bracket::new(low.max(-1.0), high.min(1.0)))
    }

    fn pi(&self) -> Result<Bracket, Fault> {
        // The double lies below pi by 1.2e-16.
        Ok(Bracket::new(std::f64::consts::PI, std::f64::consts::PI.next_up()))
    }

    fn abs(&self, a: &Bracket) -> Bracket {
        a.absolute()
    }

    fn min(&self, a: &Bracket, b: &Bracket) -> Bracket {
        Bracket { low: a.low.min(b.low), high: a.high.min(b.high) }
    }

    fn max(&self, a: &Bracket, b: &Bracket) -> Bracket {
        Bracket { low: a.low.max(b.low), high: a.high.max(b.high) }
    }

    fn compare(&self, a: &Bracket, b: &Bracket) -> Result<Ordering, Fault> {
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

    fn equality(&self, a: &Bracket, b: &Bracket) -> Equality {
        match self.compare(a, b) {
            Ok(Ordering::Equal) => Equality::Equal,
            Ok(_) => Equality::Different,
            Err(_) => {
                let (low, high) = (a.low.min(b.low), a.high.max(b.high));
                let share = (high - low) / low.abs().max(high.abs());
                let bits = (0..=Self::BITS).rev().find(|bits| share <= libm::ldexp(1.0, -bits.cast_signed()));
                Equality::AgreesTo { bits: bits.unwrap_or(0) }
            }
        }
    }

    /// The larger of the distances to both ends, so that the rounding of the middle is in it.
    fn error(&self, a: &Bracket) -> f64 {
        let middle = self.approximate(a);
        let far = (a.high - middle).max(middle - a.low);
        if far > 0.0 { far.next_up() } else { far }
    }

    fn approximate(&self, a: &Bracket) -> f64 {
        if a.is_point() {
            a.low
        } else if *a == Bracket::ALL {
            0.0
        } else {
            0.5 * a.low + 0.5 * a.high
        }
    }

    fn on_grid(&self, numbers: &[Bracket]) -> Option<Grid> {
        Grid::new(&numbers.iter().map(|number| (number.low, number.high)).collect::<Vec<_>>())
    }

    fn off_grid(&self, grid: &Grid, sum: &GridSum, column: usize) -> Option<Bracket> {
        let (low, high) = grid.ends(sum, column);
        Some(Bracket::new(low, high))
    }

    /// As measured: a sum with its exact error takes six operations an end.
    fn cost(&self, _: &Bracket) -> u64 {
        OUTWARD_COST
    }

    fn exact(&self, a: &Bracket) -> Option<Rational> {
        if a.is_point() { from_f64_exact(a.low) } else { None }
    }

    fn series_bits(&self) -> Option<u32> {
        Some(Self::BITS)
    }

    fn enclosed_by(&self, radius: &Bracket) -> Result<Bracket, Fault> {
        let reach = radius.high.abs().max(radius.low.abs());
        Ok(Bracket { low: -reach, high: reach })
    }

    /// `a^n`, tight where `a` has numbers on both sides of zero: an even power is not negative.
    fn power(&self, a: &Bracket, n: i64) -> Result<Bracket, Fault> {
        let power = self.power_of_natural(*a, n.unsigned_abs());
        if n < 0 { self.div(&self.integer(1), &power) } else { Ok(power) }
    }
}

/// Operations on doubles that one operation counts for.
const OUTWARD_COST: u64 = 4;

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::{Arithmetic, Bracket, Outward};
    use crate::numeric::{Intervals, Rational, from_f64_exact};

    fn holds(found: Bracket, value: &Rational) -> bool {
        let above = |end: f64| from_f64_exact(end).is_none_or(|end| end <= *value);
        let below = |end: f64| from_f64_exact(end).is_none_or(|end| end >= *value);
        above(found.low()) && below(found.high())
    }

    /// Doubles of all magnitudes whose values exact arithmetic can still write down.
    fn double(mantissa: i64, exponent: i16) -> f64 {
        libm::ldexp(mantissa as f64, i32::from(exponent) % 1074)
    }

    proptest! {
        #[test]
        fn sums_products_and_quotients_enclose_the_exact_ones(m in any::<i64>(), n in any::<i64>(), e in any::<i16>(), f in any::<i16>()) {
            let (x, y) = (double(m, e), double(n, f));
            if let (Some(a), Some(b)) = (from_f64_exact(x), from_f64_exact(y)) {
                let o = Outward;
                let (p, q) = (o.double(x), o.double(y));
                prop_assert!(holds(o.add(&p, &q).unwrap(), &(&a + &b)));
                prop_assert!(holds(o.sub(&p, &q).unwrap(), &(&a - &b)));
                prop_assert!(holds(o.mul(&p, &q).unwrap(), &(&a * &b)));
                if !b.is_zero() {
                    prop_assert!(holds(o.div(&p, &q).unwrap(), &(&a / &b)));
                }
            }
        }

        #[test]
        fn functions_enclose_what_longer_intervals_say(x in -700.0..700.0_f64, y in 1e-300..1e300_f64) {
            let (o, fine) = (Outward, Intervals { bits: 200 });
            let pairs = [
                (o.exp(&o.double(x)), fine.exp(&fine.double(x))),
                (o.cos(&o.double(x)), fine.cos(&fine.double(x))),
                (o.ln(&o.double(y)), fine.ln(&fine.double(y))),
                (o.sqrt(&o.double(y)), fine.sqrt(&fine.double(y))),
                (o.power(&o.double(x), 7), fine.power(&fine.double(x), 7)),
            ];
            for (found, known) in pairs {
                let (found, known) = (found.unwrap(), known.unwrap());
                prop_assert!(holds(found, &known.low()) && holds(found, &known.high()), "{found:?}");
            }
        }
    }

    #[test]
    fn what_needs_no_rounding_stays_a_point() {
        let o = Outward;
        let half = o.div(&o.integer(1), &o.integer(2)).unwrap();
        assert_eq!(o.mul(&half, &o.integer(6)).unwrap(), o.integer(3));
        assert_eq!(o.sqrt(&o.integer(9)).unwrap(), o.integer(3));
        assert_eq!(o.power(&o.integer(-3), 3).unwrap(), o.integer(-27));
        let third = o.div(&o.integer(1), &o.integer(3)).unwrap();
        assert!(third.low() < third.high());
    }

    #[test]
    fn what_overflows_has_no_bound_and_what_underflows_is_not_zero() {
        let o = Outward;
        let large = o.double(1e300);
        let product = o.mul(&large, &large).unwrap();
        assert!(product.low() > 1e308 && product.high().is_infinite());
        let small = o.div(&o.integer(1), &large).unwrap();
        let product = o.mul(&small, &small).unwrap();
        assert!(product.low() <= 0.0 && product.high() > 0.0);
        assert!(o.exp(&o.double(-800.0)).unwrap().high() > 0.0);
        assert!(o.exp(&o.double(800.0)).unwrap().low() > 1e308);
        // Something unbounded times zero is zero.
        assert_eq!(o.mul(&o.exp(&o.double(800.0)).unwrap(), &o.integer(0)).unwrap(), o.integer(0));
    }

    #[test]
    fn the_cosine_knows_where_it_turns() {
        let o = Outward;
        let around_pi = o.add(&o.pi().unwrap(), &Bracket::new(-0.1, 0.1)).unwrap();
        assert_eq!(o.cos(&around_pi).unwrap().low(), -1.0);
        let quarter = o.cos(&Bracket::new(1.0, 1.5)).unwrap();
        assert!(quarter.low() > 0.07 && quarter.high() < 0.541);
    }
}
