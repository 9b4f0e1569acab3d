//! Doubles with a bound of their error, to screen with: what they settle is settled.
//!
//! A [`Ball`] is a double `m` and a radius `r`; the real number it stands for lies in `[m - r, m + r]`. This is running
//! error analysis (Wilkinson, Error analysis revisited, 1986; Higham, Accuracy and Stability of Numerical Algorithms,
//! 2nd ed. 2002, section 3.3): each operation adds to what it inherits the rounding that it commits itself.
//!
//! With `u = 2^-53` and `fl` rounding to the nearest, `fl(x op y) = (x op y)(1 + d)`, `|d| <= u`, so that the rounding is at
//! most `u |fl(x op y)|` (Higham, section 2.2, the modified model), unless the result overflows or underflows. For
//! the exact numbers `x' = x + dx`, `|dx| <= rx`, and `y'` alike:
//!
//! - `|(x' + y') - fl(x + y)| <= rx + ry + u |fl(x + y)|`. A sum that underflows is exact.
//! - `|x' y' - fl(x y)| <= |x| ry + |y| rx + rx ry + u |fl(x y)|`.
//! - `|x'/y' - fl(x/y)| <= rx/(|y| - ry) + |fl(x/y)| (ry + u |y|)/(|y| - ry)`, where `ry < |y|`: with `q = fl(x/y)` the
//!   difference is `(dx + (x - q y) - q dy)/y'`, and `|x - q y| <= u |q| |y|`.
//! - `|sqrt(x') - fl(sqrt x)| <= rx/sqrt(x) + u fl(sqrt x)`, where `rx <= x`: the difference of two roots is that of
//!   the numbers over the sum of the roots.
//! - `abs`, `min` and `max` do not round, and none of them moves by more than what it is taken of.
//! - `exp`, `ln` and `cos` come from the libm crate, a translation of musl's functions, each of which states an error of
//!   less than one unit in the last place (`2u` of the value at most); `4u` are taken. What they inherit is bounded by the
//!   mean value theorem.
//!
//! **Radii are rounded too.** Every radius is a sum of products of numbers that are not negative, so what is computed is
//! at least `(1 - u)^n` times the bound that is meant, `n` being the number of roundings on the longest path to it. A case
//! has at most [`CASE_OPERATIONS`] of `2^24` operations, each of which adds fewer than `2^4` roundings of radii to a path:
//! the shortfall is below `2^-24`, and [`RADIUS_SHORTFALL`], applied wherever two balls are compared, covers it 16 times.
//!
//! **Underflow.** Where a product, quotient or root is below [`SAFE`], `u` times its size no longer bounds its rounding, and
//! the radius itself may have underflowed. [`TINY`] is added, which is far above any of these errors. A product with an exact
//! zero is exactly zero.
//!
//! **Overflow.** A ball whose middle or radius is not finite says nothing: it compares as undecided.
//!
//! **Exactness.** Short numbers are common, and their sums and products are often exact. That is noticed (the error of a sum
//! by Knuth's algorithm, Higham, section 4.3; that of a product by the number of its factors' digits), so that a tie between
//! short numbers is a tie and no doubt.
//!
//! [`CASE_OPERATIONS`]: super::tolerance::CASE_OPERATIONS

#![expect(clippy::neg_cmp_op_on_partial_ord, reason = "what is not a number must fail each test")]

use std::cmp::Ordering;

use super::arithmetic::{Arithmetic, Equality, Fault, Nature};
use super::dyadic::Dyadic;
use super::rational::{Rational, from_f64_exact, to_f64_nearest};
use super::tolerance::{RADIUS_SHORTFALL, SAFE_SQUARE};

/// Half a unit in the last place of 1: the largest relative error of one rounding.
const UNIT: f64 = f64::EPSILON / 2.0;
/// Twice what one value of exp, ln or cos may be off, relative to it: a unit in the last place is up to two halves.
const FUNCTION: f64 = 4.0 * UNIT;
/// Below this size, a result may have lost digits to underflow that [`UNIT`] does not count: `2^-900`, so that
/// [`UNIT`] times it is far above what the radius' own terms can lose.
const SAFE: f64 = f64::from_bits(0x07B0_0000_0000_0000);
/// `2^-1000`: more than all that underflow can take from one operation, some multiples of `2^-1074`.
const TINY: f64 = f64::from_bits(0x0170_0000_0000_0000);
/// The lower half of a significand's 52 stored digits. A product of two numbers without them is exact.
const LOWER_HALF: u64 = (1 << 27) - 1;
/// All stored digits of a significand: none for a power of two.
const SIGNIFICAND: u64 = (1 << 52) - 1;

/// A double and how far from it the number may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ball {
    middle: f64,
    radius: f64,
}

impl Ball {
    /// A double that is the number.
    #[inline]
    #[must_use]
    pub const fn exact(middle: f64) -> Self {
        Self { middle, radius: 0.0 }
    }

    /// A number not farther than `radius` from `middle`. A radius that is not a number of zero or more says nothing.
    #[inline]
    #[must_use]
    pub const fn new(middle: f64, radius: f64) -> Self {
        Self { middle, radius }
    }

    /// The double.
    #[inline]
    #[must_use]
    pub const fn middle(self) -> f64 {
        self.middle
    }

    /// How far from it the number may be; infinite or NaN where nothing is known.
    #[inline]
    #[must_use]
    pub const fn radius(self) -> f64 {
        self.radius
    }

    #[inline]
    fn is_zero(self) -> bool {
        self.middle == 0.0 && self.radius == 0.0
    }

    /// The radius with its own roundings; infinite where nothing is known.
    #[inline]
    fn reach(self) -> f64 {
        let radius = self.radius * RADIUS_SHORTFALL;
        if radius.is_finite() && self.middle.is_finite() { radius } else { f64::INFINITY }
    }

    /// Adds what underflow may have taken from a result near zero that is not made of an exact zero.
    #[inline]
    fn guarded(self) -> Self {
        // Written so that NaN is left as it is.
        if self.middle.abs() < SAFE { Self { radius: self.radius + TINY, ..self } } else { self }
    }
}

/// What a sum of doubles rounds away (Knuth's two-sum), exact; NaN where the sum is not finite.
#[inline]
fn lost(x: f64, y: f64, sum: f64) -> f64 {
    let part = sum - x;
    (x - (sum - part)) + (y - part)
}

/// Whether the product of two normal doubles is exact because both have few digits.
#[inline]
const fn has_exact_product(x: f64, y: f64) -> bool {
    (x.to_bits() | y.to_bits()) & LOWER_HALF == 0
}

/// Whether a double is a power of two (or zero, or subnormal), by which quotients are exact.
#[inline]
const fn is_power(x: f64) -> bool {
    x.to_bits() & SIGNIFICAND == 0
}

/// The product of two balls without a branch, for loops over coordinates: [`Balls::mul`] with the same bounds.
#[inline]
fn product(a: Ball, b: Ball) -> Ball {
    let middle = a.middle * b.middle;
    let rounding = if has_exact_product(a.middle, b.middle) { 0.0 } else { UNIT * middle.abs() };
    // A product with an exact zero is exactly zero; where the other factor is not finite, it is not a number.
    let tiny = if middle.abs() < SAFE && !a.is_zero() && !b.is_zero() { TINY } else { 0.0 };
    let radius = a.middle.abs() * b.radius + b.middle.abs() * a.radius + a.radius * b.radius + rounding + tiny;
    Ball { middle, radius }
}

/// Doubles, each with a bound of its error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balls;

// As for doubles: these are called in the innermost loops.
#[allow(clippy::inline_always)]
impl Arithmetic for Balls {
    type Number = Ball;

    /// As for doubles.
    const BATCH: usize = 64;

    const SCREENS: bool = true;

    fn nature(&self) -> Nature {
        Nature::Enclosing { bits: f64::MANTISSA_DIGITS }
    }

    fn between(&self, low: &Rational, high: &Rational) -> Result<Ball, Fault> {
        let two = Rational::from(2);
        let (middle, half) = (self.rational(&((low + high) / &two)), to_f64_nearest(&((high - low) / two)));
        let radius = if low == high { middle.radius } else { middle.radius + half + TINY };
        Ok(Ball { radius, ..middle })
    }

    #[allow(clippy::cast_precision_loss)] // Whole numbers up to 2^53 lose nothing.
    fn rational(&self, value: &Rational) -> Ball {
        const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
        let denominator = u64::try_from(value.denominator()).ok().filter(|denominator| *denominator <= EXACT);
        let numerator = i64::try_from(value.numerator()).ok().filter(|numerator| numerator.unsigned_abs() <= EXACT);
        if let (Some(numerator), Some(denominator)) = (numerator, denominator) {
            // One rounding, and nowhere near overflow or underflow.
            let middle = numerator as f64 / denominator as f64;
            let radius = if denominator.is_power_of_two() { 0.0 } else { UNIT * middle.abs() };
            return Ball { middle, radius };
        }
        let middle = to_f64_nearest(value);
        if from_f64_exact(middle).as_ref() == Some(value) {
            return Ball::exact(middle);
        }
        Ball { middle, radius: 2.0 * UNIT * middle.abs() }.guarded()
    }

    #[allow(clippy::cast_precision_loss)] // Checked.
    fn dyadic(&self, value: &Dyadic) -> Ball {
        const EXACT_BITS: u32 = 53;
        const NORMAL: u32 = 900;
        let (mantissa, exponent) = (value.mantissa(), value.exponent());
        if mantissa.unsigned_abs() >> EXACT_BITS != 0 || exponent.unsigned_abs() > NORMAL {
            return self.rational(&value.to_rational());
        }
        Ball::exact(value.to_f64())
    }

    #[inline(always)]
    #[allow(clippy::cast_precision_loss)] // Counted in the radius.
    fn integer(&self, value: i64) -> Ball {
        let middle = value as f64;
        let radius = if value.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS { 0.0 } else { UNIT * middle.abs() };
        Ball { middle, radius }
    }

    #[inline(always)]
    fn double(&self, value: f64) -> Ball {
        Ball::exact(if value.is_finite() { value } else { 0.0 })
    }

    #[inline(always)]
    fn negate(&self, a: &Ball) -> Ball {
        Ball { middle: -a.middle, radius: a.radius }
    }

    #[inline(always)]
    fn add(&self, a: &Ball, b: &Ball) -> Result<Ball, Fault> {
        let middle = a.middle + b.middle;
        Ok(Ball { middle, radius: a.radius + b.radius + lost(a.middle, b.middle, middle).abs() })
    }

    #[inline(always)]
    fn sub(&self, a: &Ball, b: &Ball) -> Result<Ball, Fault> {
        let middle = a.middle - b.middle;
        Ok(Ball { middle, radius: a.radius + b.radius + lost(a.middle, -b.middle, middle).abs() })
    }

    #[inline(always)]
    fn mul(&self, a: &Ball, b: &Ball) -> Result<Ball, Fault> {
        let middle = a.middle * b.middle;
        let rounding = if has_exact_product(a.middle, b.middle) { 0.0 } else { UNIT * middle.abs() };
        let radius = a.middle.abs() * b.radius + b.middle.abs() * a.radius + a.radius * b.radius + rounding;
        let product = Ball { middle, radius };
        // Short numbers may underflow as well.
        if middle.abs() < SAFE {
            let finite = a.middle.is_finite() && b.middle.is_finite();
            return Ok(if finite && (a.is_zero() || b.is_zero()) { Ball::exact(0.0) } else { product.guarded() });
        }
        Ok(product)
    }

    /// [`Fault::Undefined`] where the divisor is zero, [`Fault::Undecided`] where it may be.
    #[inline(always)]
    fn div(&self, a: &Ball, b: &Ball) -> Result<Ball, Fault> {
        if b.is_zero() {
            return Err(Fault::Undefined("division by zero"));
        }
        let reach = b.radius * RADIUS_SHORTFALL;
        let size = b.middle.abs();
        // Written so that NaN is undecided.
        if !(reach < size) {
            return Err(Fault::Undecided);
        }
        if a.is_zero() && size.is_finite() {
            return Ok(Ball::exact(0.0));
        }
        let middle = a.middle / b.middle;
        if b.radius == 0.0 && is_power(b.middle) && size >= SAFE && middle.abs() >= SAFE {
            // Nothing is rounded, but that the radius may underflow.
            let radius = if a.radius == 0.0 { 0.0 } else { a.radius / size + TINY };
            return Ok(Ball { middle, radius });
        }
        // The difference below is the only one among radii; as the divisor is bounded away from it by the shortfall,
        // its own rounding is covered by taking the larger reach.
        let least = (size - reach) * (1.0 - 4.0 * UNIT);
        if least < SAFE {
            return Err(Fault::Undecided);
        }
        // The second quotient is at least UNIT, so that its product with a middle above SAFE does not underflow.
        let radius = a.radius / least + middle.abs() * ((b.radius + UNIT * size) / least);
        Ok(Ball { middle, radius }.guarded())
    }

    #[inline(always)]
    fn sqrt(&self, a: &Ball) -> Result<Ball, Fault> {
        if a.is_zero() {
            return Ok(*a);
        }
        let reach = a.reach();
        if a.middle + reach < 0.0 {
            return Err(Fault::Undefined("the square root of a negative number"));
        }
        if !(a.middle >= reach) || a.middle < SAFE {
            return Err(Fault::Undecided);
        }
        let middle = a.middle.sqrt();
        if a.radius == 0.0 && has_exact_product(middle, middle) && middle * middle == a.middle {
            return Ok(Ball::exact(middle));
        }
        Ok(Ball { middle, radius: a.radius / middle + 2.0 * UNIT * middle })
    }

    #[inline(always)]
    fn exp(&self, a: &Ball) -> Result<Ball, Fault> {
        let reach = a.reach();
        if a.is_zero() {
            return Ok(Ball::exact(1.0));
        }
        // Beyond a half, too little would be left to be worth a bound.
        if !(reach <= 0.5) {
            return Err(Fault::Undecided);
        }
        let middle = libm::exp(a.middle);
        // exp(r) - 1 <= r + r^2 for r <= 1; the value itself may be off by FUNCTION of it.
        let spread = (reach + reach * reach) * (1.0 + 2.0 * FUNCTION);
        let result = Ball { middle, radius: middle * (spread + 2.0 * FUNCTION) };
        if middle.is_finite() { Ok(result.guarded()) } else { Err(Fault::Undecided) }
    }

    #[inline(always)]
    fn ln(&self, a: &Ball) -> Result<Ball, Fault> {
        let reach = a.reach();
        if a.is_zero() || a.middle + reach < 0.0 {
            return Err(Fault::Undefined("the logarithm of a number that is not positive"));
        }
        let least = (a.middle - reach) * (1.0 - 4.0 * UNIT);
        // What is subnormal has too few digits; NaN is undecided as well.
        if !(least > SAFE) || !a.middle.is_finite() {
            return Err(Fault::Undecided);
        }
        if a.radius == 0.0 && a.middle == 1.0 {
            return Ok(Ball::exact(0.0));
        }
        let middle = libm::log(a.middle);
        Ok(Ball { middle, radius: reach / least + FUNCTION * middle.abs() })
    }

    #[inline(always)]
    fn cos(&self, a: &Ball) -> Result<Ball, Fault> {
        let reach = a.reach();
        if a.is_zero() {
            return Ok(Ball::exact(1.0));
        }
        if !a.middle.is_finite() {
            return Err(Fault::Undecided);
        }
        Ok(Ball { middle: libm::cos(a.middle), radius: reach.min(2.0) + FUNCTION })
    }

    /// The nearest double, which is `1.2246e-16` too small.
    #[inline(always)]
    fn pi(&self) -> Result<Ball, Fault> {
        Ok(Ball { middle: std::f64::consts::PI, radius: f64::EPSILON })
    }

    #[inline(always)]
    fn abs(&self, a: &Ball) -> Ball {
        Ball { middle: a.middle.abs(), radius: a.radius }
    }

    /// The smaller of two; it says nothing where one of them says nothing.
    #[inline(always)]
    fn min(&self, a: &Ball, b: &Ball) -> Ball {
        self.negate(&self.max(&self.negate(a), &self.negate(b)))
    }

    /// The larger of two; it says nothing where one of them says nothing.
    #[inline(always)]
    fn max(&self, a: &Ball, b: &Ball) -> Ball {
        match self.compare(a, b) {
            Ok(Ordering::Less) => *b,
            Ok(_) => *a,
            // The larger of two numbers moves by no more than the one of them that moves farther.
            Err(_) if a.middle >= b.middle => Ball { middle: a.middle, radius: a.reach().max(b.reach()) },
            Err(_) => Ball { middle: b.middle, radius: a.reach().max(b.reach()) },
        }
    }

    #[inline(always)]
    fn compare(&self, a: &Ball, b: &Ball) -> Result<Ordering, Fault> {
        let reach = (a.radius + b.radius) * RADIUS_SHORTFALL;
        let gap = a.middle - b.middle;
        // Each comparison is false where something is NaN, and an infinite radius exceeds every gap but an infinite one.
        if gap.abs() > reach && gap.is_finite() {
            return Ok(if gap > 0.0 { Ordering::Greater } else { Ordering::Less });
        }
        if gap == 0.0 && reach == 0.0 { Ok(Ordering::Equal) } else { Err(Fault::Undecided) }
    }

    /// Certain where both are exact or lie apart.
    fn equality(&self, a: &Ball, b: &Ball) -> Equality {
        match self.compare(a, b) {
            Ok(Ordering::Equal) => Equality::Equal,
            Ok(_) => Equality::Different,
            Err(_) => Equality::AgreesTo { bits: 0 },
        }
    }

    #[inline(always)]
    fn approximate(&self, a: &Ball) -> f64 {
        a.middle
    }

    #[inline(always)]
    fn error(&self, a: &Ball) -> f64 {
        a.reach()
    }

    /// With `z_i = fl(w_i - c_i)` and `e_i` the radii of both with the rounding of the difference, term `i` is off by
    /// `|k_i z_i| e_i + |k_i|/2 e_i^2`, what `k_i` is off counted in the same way, and by two roundings; the sum of `n` terms by
    /// `n` roundings of the sum of their sizes (Higham, section 4.2). Halves are exact, and two roundings more cover those of
    /// higher order. A square that underflows is multiplied by `k_i`. What is exact is left to the way term by term, which
    /// notices that sums of short numbers are.
    #[allow(clippy::cast_precision_loss)] // There are far fewer than 2^53 coordinates.
    fn parabolas(&self, w: &[Ball], c: &[Ball], k: &[Ball]) -> Option<Ball> {
        if w.iter().all(|w| w.radius == 0.0) {
            return None;
        }
        let (mut sum, mut size, mut off) = (0.0, 0.0, 0.0);
        for ((w, c), k) in w.iter().zip(c).zip(k) {
            let z = w.middle - c.middle;
            let term = 0.5 * (k.middle * (z * z));
            let error = w.radius + c.radius + UNIT * z.abs();
            let far = z.abs() + error;
            sum += term;
            size += term.abs();
            off +=
                k.middle.abs() * (z.abs() * error + 0.5 * error * error + TINY) + k.radius * (0.5 * far * far + TINY);
        }
        let count = w.len() as f64;
        Some(Ball { middle: sum, radius: off + (count + 4.0) * UNIT * size + count * TINY })
    }

    /// The bounds are those of a difference and a product.
    fn lines(&self, w: &[Ball], c: &[Ball], k: &[Ball], out: &mut [Ball]) -> bool {
        for (out, ((w, c), k)) in out.iter_mut().zip(w.iter().zip(c).zip(k)) {
            let z = w.middle - c.middle;
            let radius = w.radius + c.radius + lost(w.middle, -c.middle, z).abs();
            *out = product(*k, Ball { middle: z, radius });
        }
        true
    }

    /// The bounds are those of a product and a difference.
    fn step(&self, x: &[Ball], s: &Ball, g: &[Ball], out: &mut [Ball]) -> Option<f64> {
        let mut square = 0.0;
        for (out, (x, g)) in out.iter_mut().zip(x.iter().zip(g)) {
            let change = product(*s, *g);
            let middle = x.middle - change.middle;
            let radius = x.radius + change.radius + lost(x.middle, -change.middle, middle).abs();
            square += radius * radius;
            *out = Ball { middle, radius };
        }
        // The sum of the components is never below their norm.
        let norm = if square < SAFE_SQUARE { out.iter().map(|out| out.radius).sum::<f64>() } else { square.sqrt() };
        Some(if norm.is_finite() { norm * RADIUS_SHORTFALL } else { f64::INFINITY })
    }

    #[inline(always)]
    fn centre(&self, a: &Ball) -> Option<Ball> {
        Some(Ball::exact(a.middle))
    }

    #[inline(always)]
    fn widen(&self, a: &Ball, radius: f64) -> Ball {
        Ball { radius: a.radius + radius, ..*a }
    }

    #[inline(always)]
    fn cost(&self, _: &Ball) -> u64 {
        1
    }

    /// The value of a finite double without an error.
    #[inline(always)]
    fn exact(&self, a: &Ball) -> Option<Rational> {
        if a.radius == 0.0 { from_f64_exact(a.middle) } else { None }
    }

    fn series_bits(&self) -> Option<u32> {
        Some(f64::MANTISSA_DIGITS)
    }

    fn enclosed_by(&self, radius: &Ball) -> Result<Ball, Fault> {
        Ok(Ball { middle: 0.0, radius: radius.middle.abs() + radius.radius })
    }

    /// `a^n` by repeated multiplication.
    #[inline(always)]
    fn power(&self, a: &Ball, n: i64) -> Result<Ball, Fault> {
        match n {
            0 => Ok(Ball::exact(1.0)),
            1 => Ok(*a),
            2 => self.mul(a, a),
            _ => repeated_squaring(*a, n),
        }
    }
}

/// `base^n`, the reciprocal of the positive power where `n` is negative.
fn repeated_squaring(base: Ball, n: i64) -> Result<Ball, Fault> {
    let mut result = Ball::exact(1.0);
    let mut square = base;
    let mut left = n.unsigned_abs();
    while left > 0 {
        if left & 1 == 1 {
            result = Balls.mul(&result, &square)?;
        }
        left >>= 1;
        if left > 0 {
            square = Balls.mul(&square, &square)?;
        }
    }
    if n < 0 { Balls.div(&Ball::exact(1.0), &result) } else { Ok(result) }
}

#[cfg(test)]
mod tests;
