//! Exact arithmetic on rationals.

use std::cmp::Ordering;

use dashu_base::{Abs, BitTest, Sign, SquareRootRem, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::arithmetic::{Arithmetic, Equality, Fault, Nature};
use super::rational::{Rational, to_f64_nearest};
use super::tolerance::{EXACT_COST, RATIONAL_BITS, RATIONAL_SQUARE_COST};

/// Exact arithmetic on rationals of bounded size.
///
/// Every result is exact. One whose numerator or denominator has more than `bits` bits is
/// [`Fault::TooLarge`], and one that is not rational is [`Fault::Irrational`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rationals {
    /// The most bits that a numerator or denominator may have.
    pub bits: usize,
}

impl Default for Rationals {
    fn default() -> Self {
        Self { bits: RATIONAL_BITS }
    }
}

impl Rationals {
    fn bounded(self, value: Rational) -> Result<Rational, Fault> {
        if value.numerator().bit_len() > self.bits || value.denominator().bit_len() > self.bits {
            return Err(Fault::TooLarge);
        }
        Ok(value)
    }
}

/// The square root of a whole number that is a square.
fn whole_root(square: &UBig) -> Option<UBig> {
    let (root, rest) = square.sqrt_rem();
    rest.is_zero().then_some(root)
}

impl Arithmetic for Rationals {
    type Number = Rational;

    fn nature(&self) -> Nature {
        Nature::Exact
    }

    fn between(&self, low: &Rational, high: &Rational) -> Result<Rational, Fault> {
        if low == high { Ok(low.clone()) } else { Err(Fault::Irrational) }
    }

    fn rational(&self, value: &Rational) -> Rational {
        value.clone()
    }

    fn integer(&self, value: i64) -> Rational {
        Rational::from(value)
    }

    fn negate(&self, a: &Rational) -> Rational {
        -a
    }

    fn add(&self, a: &Rational, b: &Rational) -> Result<Rational, Fault> {
        self.bounded(a + b)
    }

    fn sub(&self, a: &Rational, b: &Rational) -> Result<Rational, Fault> {
        self.bounded(a - b)
    }

    fn mul(&self, a: &Rational, b: &Rational) -> Result<Rational, Fault> {
        self.bounded(a * b)
    }

    fn div(&self, a: &Rational, b: &Rational) -> Result<Rational, Fault> {
        if b.is_zero() {
            return Err(Fault::Undefined("division by zero"));
        }
        self.bounded(a / b)
    }

    fn sqrt(&self, a: &Rational) -> Result<Rational, Fault> {
        if a.sign() == Sign::Negative {
            return Err(Fault::Undefined("square root of a negative number"));
        }
        // A reduced fraction is a square exactly when numerator and denominator both are.
        let numerator = whole_root(&a.numerator().clone().unsigned_abs());
        let denominator = whole_root(a.denominator());
        match (numerator, denominator) {
            (Some(numerator), Some(denominator)) => Ok(Rational::from_parts(IBig::from(numerator), denominator)),
            _ => Err(Fault::Irrational),
        }
    }

    fn exp(&self, a: &Rational) -> Result<Rational, Fault> {
        // By Lindemann's theorem 0 is the only rational with a rational exponential.
        if a.is_zero() { Ok(Rational::ONE) } else { Err(Fault::Irrational) }
    }

    fn ln(&self, a: &Rational) -> Result<Rational, Fault> {
        if a.is_zero() || a.sign() == Sign::Negative {
            return Err(Fault::Undefined("logarithm of a number that is not positive"));
        }
        if a.is_one() { Ok(Rational::ZERO) } else { Err(Fault::Irrational) }
    }

    fn cos(&self, a: &Rational) -> Result<Rational, Fault> {
        // By Lindemann's theorem 0 is the only rational with a rational cosine.
        if a.is_zero() { Ok(Rational::ONE) } else { Err(Fault::Irrational) }
    }

    fn pi(&self) -> Result<Rational, Fault> {
        Err(Fault::Irrational)
    }

    fn abs(&self, a: &Rational) -> Rational {
        a.clone().abs()
    }

    fn min(&self, a: &Rational, b: &Rational) -> Rational {
        a.min(b).clone()
    }

    fn max(&self, a: &Rational, b: &Rational) -> Rational {
        a.max(b).clone()
    }

    fn compare(&self, a: &Rational, b: &Rational) -> Result<Ordering, Fault> {
        Ok(a.cmp(b))
    }

    fn equality(&self, a: &Rational, b: &Rational) -> Equality {
        if a == b { Equality::Equal } else { Equality::Different }
    }

    fn approximate(&self, a: &Rational) -> f64 {
        to_f64_nearest(a)
    }

    fn cost(&self, a: &Rational) -> u64 {
        let bits = (a.numerator().bit_len() + a.denominator().bit_len()) as u64;
        EXACT_COST + bits * bits / RATIONAL_SQUARE_COST
    }

    fn exact(&self, a: &Rational) -> Option<Rational> {
        Some(a.clone())
    }

    fn series_bits(&self) -> Option<u32> {
        None
    }

    fn enclosed_by(&self, radius: &Rational) -> Result<Rational, Fault> {
        if radius.is_zero() { Ok(Rational::ZERO) } else { Err(Fault::Irrational) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Arithmetic, Fault, Rational, Rationals};
    use crate::numeric::{parse_rational, power_of_two};

    const EXACT: Rationals = Rationals { bits: 1000 };

    fn fraction(text: &str) -> Rational {
        parse_rational(text).unwrap()
    }

    #[test]
    fn only_perfect_squares_have_a_rational_root() {
        assert_eq!(EXACT.sqrt(&fraction("9/4")), Ok(fraction("3/2")));
        assert_eq!(EXACT.sqrt(&fraction("0")), Ok(fraction("0")));
        assert_eq!(EXACT.sqrt(&fraction("2/9")), Err(Fault::Irrational));
        assert!(matches!(EXACT.sqrt(&fraction("-1")), Err(Fault::Undefined(_))));
    }

    #[test]
    fn transcendental_functions_are_rational_at_one_point_each() {
        assert_eq!(EXACT.exp(&fraction("0")), Ok(fraction("1")));
        assert_eq!(EXACT.ln(&fraction("1")), Ok(fraction("0")));
        assert_eq!(EXACT.cos(&fraction("0")), Ok(fraction("1")));
        assert_eq!(EXACT.exp(&fraction("1")), Err(Fault::Irrational));
        assert_eq!(EXACT.ln(&fraction("2")), Err(Fault::Irrational));
        assert_eq!(EXACT.cos(&fraction("1/3")), Err(Fault::Irrational));
        assert_eq!(EXACT.pi(), Err(Fault::Irrational));
        assert!(matches!(EXACT.ln(&fraction("0")), Err(Fault::Undefined(_))));
    }

    #[test]
    fn a_power_past_the_cap_is_too_large() {
        assert_eq!(EXACT.power(&fraction("2"), 999), Ok(power_of_two(999)));
        assert_eq!(EXACT.power(&fraction("2"), 1000), Err(Fault::TooLarge));
        assert_eq!(EXACT.power(&fraction("2"), i64::MAX), Err(Fault::TooLarge));
        assert_eq!(EXACT.power(&fraction("0"), 0), Ok(fraction("1")));
        assert_eq!(EXACT.power(&fraction("0"), -1), Err(Fault::Undefined("division by zero")));
    }
}
