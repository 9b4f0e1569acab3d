//! Doubles, to screen with.

use std::cmp::Ordering;

use super::arithmetic::{Arithmetic, Equality, Fault, Nature};
use super::rational::{Rational, from_f64_exact, to_f64_nearest};

/// IEEE 754 doubles.
///
/// Sums, products, quotients and square roots are correctly rounded; exp, ln and cos are within
/// one unit in the last place or so and come from pure Rust code, so that their bytes do not depend
/// on the platform. No operation fails: what has no value is NaN or infinite, as IEEE 754 says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Float;

/// Bits on which two equal doubles are said to agree: their significand's, less its last.
const DOUBLE_BITS: u32 = 52;

// The operations below are called in the innermost loops; without inlining, passing numbers by
// reference and results as `Result` would cost more than the arithmetic.
#[allow(clippy::inline_always)]
impl Arithmetic for Float {
    type Number = f64;

    /// A run of the usual length in one or two batches, whose vectors of sixteen doubles fit a core's cache.
    const BATCH: usize = 64;

    fn nature(&self) -> Nature {
        Nature::Rounded
    }

    fn between(&self, low: &Rational, high: &Rational) -> Result<f64, Fault> {
        Ok(to_f64_nearest(&((low + high) / Rational::from(2))))
    }

    /// The nearest double.
    #[allow(clippy::cast_precision_loss)] // Whole numbers up to 2^53 lose nothing.
    fn rational(&self, value: &Rational) -> f64 {
        const EXACT: u64 = 1 << f64::MANTISSA_DIGITS;
        let denominator = u64::try_from(value.denominator()).ok().filter(|denominator| *denominator <= EXACT);
        let numerator = i64::try_from(value.numerator()).ok().filter(|numerator| numerator.unsigned_abs() <= EXACT);
        match (numerator, denominator) {
            // The quotient of two doubles is rounded once, and nowhere near overflow or underflow.
            (Some(numerator), Some(denominator)) => numerator as f64 / denominator as f64,
            _ => to_f64_nearest(value),
        }
    }

    #[inline(always)]
    fn double(&self, value: f64) -> f64 {
        if value.is_finite() { value } else { 0.0 }
    }

    /// The nearest double; exact up to 2^53.
    #[inline(always)]
    #[allow(clippy::cast_precision_loss)] // The loss is the documented rounding.
    fn integer(&self, value: i64) -> f64 {
        value as f64
    }

    #[inline(always)]
    fn negate(&self, a: &f64) -> f64 {
        -a
    }

    #[inline(always)]
    fn add(&self, a: &f64, b: &f64) -> Result<f64, Fault> {
        Ok(a + b)
    }

    #[inline(always)]
    fn sub(&self, a: &f64, b: &f64) -> Result<f64, Fault> {
        Ok(a - b)
    }

    #[inline(always)]
    fn mul(&self, a: &f64, b: &f64) -> Result<f64, Fault> {
        Ok(a * b)
    }

    #[inline(always)]
    fn div(&self, a: &f64, b: &f64) -> Result<f64, Fault> {
        Ok(a / b)
    }

    #[inline(always)]
    fn sqrt(&self, a: &f64) -> Result<f64, Fault> {
        Ok(a.sqrt())
    }

    #[inline(always)]
    fn exp(&self, a: &f64) -> Result<f64, Fault> {
        Ok(libm::exp(*a))
    }

    #[inline(always)]
    fn ln(&self, a: &f64) -> Result<f64, Fault> {
        Ok(libm::log(*a))
    }

    #[inline(always)]
    fn cos(&self, a: &f64) -> Result<f64, Fault> {
        Ok(libm::cos(*a))
    }

    /// The nearest double.
    #[inline(always)]
    fn pi(&self) -> Result<f64, Fault> {
        Ok(std::f64::consts::PI)
    }

    #[inline(always)]
    fn abs(&self, a: &f64) -> f64 {
        a.abs()
    }

    /// The smaller of two; NaN if either is, so that the screen sees it.
    #[inline(always)]
    fn min(&self, a: &f64, b: &f64) -> f64 {
        if *b < *a || b.is_nan() { *b } else { *a }
    }

    /// The larger of two; NaN if either is, so that the screen sees it.
    #[inline(always)]
    fn max(&self, a: &f64, b: &f64) -> f64 {
        if *b > *a || b.is_nan() { *b } else { *a }
    }

    #[inline(always)]
    fn compare(&self, a: &f64, b: &f64) -> Result<Ordering, Fault> {
        a.partial_cmp(b).ok_or(Fault::Undecided)
    }

    /// Never certain, since doubles carry rounding errors: how many leading bits agree.
    ///
    /// Approximate to one bit; infinities and NaN agree to none unless they are the same infinity.
    fn equality(&self, a: &f64, b: &f64) -> Equality {
        #[allow(clippy::float_cmp)] // Identity is meant here.
        if a == b {
            return Equality::AgreesTo { bits: DOUBLE_BITS };
        }
        let share = (a - b).abs() / a.abs().max(b.abs());
        let bits = (0..=DOUBLE_BITS).rev().find(|&bits| share <= libm::ldexp(1.0, -bits.cast_signed())).unwrap_or(0);
        Equality::AgreesTo { bits }
    }

    #[inline(always)]
    fn approximate(&self, a: &f64) -> f64 {
        *a
    }

    #[inline(always)]
    fn cost(&self, _: &f64) -> u64 {
        1
    }

    /// The value of a finite double.
    #[inline(always)]
    fn exact(&self, a: &f64) -> Option<Rational> {
        from_f64_exact(*a)
    }

    fn series_bits(&self) -> Option<u32> {
        Some(f64::MANTISSA_DIGITS)
    }

    fn enclosed_by(&self, _: &f64) -> Result<f64, Fault> {
        Ok(0.0)
    }

    /// `a^n` by repeated squaring; each of the products is rounded.
    #[inline(always)]
    fn power(&self, a: &f64, n: i64) -> Result<f64, Fault> {
        Ok(match n {
            0 => 1.0,
            1 => *a,
            2 => a * a,
            _ => repeated_squaring(*a, n),
        })
    }
}

/// `base^n`, the reciprocal of the positive power where `n` is negative.
fn repeated_squaring(base: f64, n: i64) -> f64 {
    let mut result = 1.0;
    let mut square = base;
    let mut left = n.unsigned_abs();
    while left > 0 {
        if left & 1 == 1 {
            result *= square;
        }
        left >>= 1;
        square *= square;
    }
    if n < 0 { 1.0 / result } else { result }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{Arithmetic, Equality, Fault, Float, Rational};

    #[test]
    fn nan_is_undecided_and_survives_min_and_max() {
        assert_eq!(Float.compare(&f64::NAN, &1.0), Err(Fault::Undecided));
        for (a, b) in [(f64::NAN, 1.0), (1.0, f64::NAN)] {
            assert!(Float.min(&a, &b).is_nan());
            assert!(Float.max(&a, &b).is_nan());
        }
    }

    #[test]
    fn division_by_zero_follows_ieee() {
        assert_eq!(Float.div(&1.0, &0.0), Ok(f64::INFINITY));
        assert!(Float.div(&0.0, &0.0).unwrap().is_nan());
    }

    #[test]
    fn doubles_never_are_certainly_equal() {
        assert_eq!(Float.equality(&0.5, &0.5), Equality::AgreesTo { bits: 52 });
        assert_eq!(Float.equality(&1.0, &1.25), Equality::AgreesTo { bits: 2 });
        assert_eq!(Float.equality(&1.0, &f64::NAN), Equality::AgreesTo { bits: 0 });
        assert_eq!(Float.equality(&1.0, &f64::INFINITY), Equality::AgreesTo { bits: 0 });
    }

    #[test]
    fn the_functions_give_the_bytes_recorded_here() {
        // A change of these bytes changes every verdict's bytes, on whatever platform it appears.
        // That of exp is one unit above the nearest double.
        assert_eq!(Float.exp(&1.0).unwrap().to_bits(), 0x4005_BF0A_8B14_576A);
        assert_eq!(Float.ln(&2.0).unwrap().to_bits(), 0x3FE6_2E42_FEFA_39EF);
        assert_eq!(Float.cos(&1.0).unwrap().to_bits(), 0x3FE1_4A28_0FB5_068C);
    }

    proptest! {
        #[test]
        fn arithmetic_is_within_half_a_unit_of_exact(a in -1e30..1e30, b in 1e-30..1e30) {
            let exact = |value: f64| Float.exact(&value).unwrap();
            let results = [
                (Float.add(&a, &b).unwrap(), exact(a) + exact(b)),
                (Float.sub(&a, &b).unwrap(), exact(a) - exact(b)),
                (Float.mul(&a, &b).unwrap(), exact(a) * exact(b)),
                (Float.div(&a, &b).unwrap(), exact(a) / exact(b)),
            ];
            for (double, value) in results {
                prop_assert_eq!(double, Float.rational(&value));
            }
        }

        #[test]
        fn a_small_power_is_within_ulps_of_exact(a in 0.5_f64..2.0, n in -40_i64..=40) {
            let exact = Float.exact(&a).unwrap().pow(isize::try_from(n).unwrap());
            let power = Float.exact(&Float.power(&a, n).unwrap()).unwrap();
            let error = (power - &exact) / exact;
            // Squaring doubles the error and adds one rounding, hence at most |n| + 1 of them.
            let bound = Rational::from(n.unsigned_abs() + 2) * Float.exact(&f64::EPSILON).unwrap();
            prop_assert!(error <= bound && error >= -bound);
        }

        #[test]
        fn min_and_max_split_a_pair(a in any::<f64>(), b in any::<f64>()) {
            if !a.is_nan() && !b.is_nan() {
                prop_assert!(Float.min(&a, &b) <= Float.max(&a, &b));
            }
        }
    }
}
