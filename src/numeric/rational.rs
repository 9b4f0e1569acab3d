//! Exact rational arithmetic.

use std::cmp::Ordering;

use dashu_base::{Abs, BitTest, Sign, Signed, SquareRootRem, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::arithmetic::{Arithmetic, Equality, Fault, Nature};
use super::tolerance::{EXACT_COST, RATIONAL_BITS, RATIONAL_SQUARE_COST};

/// An exact rational number, always reduced.
pub type Rational = dashu_ratio::RBig;

/// Why a text is not a rational number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseRationalError {
    /// The text is neither a whole number nor a fraction of two.
    #[error("`{0}` is not a whole number or a fraction such as 3/2")]
    Syntax(String),
    /// The denominator is zero.
    #[error("the denominator of `{0}` is zero")]
    ZeroDenominator(String),
}

/// Reads `-5` or `3/2`; the fraction need not be reduced. Exact.
///
/// # Errors
/// The text is not of that form, or its denominator is zero.
pub fn parse_rational(text: &str) -> Result<Rational, ParseRationalError> {
    let syntax = || ParseRationalError::Syntax(excerpt(text));
    let whole = |digits: &str| -> Result<IBig, ParseRationalError> {
        let unsigned = digits.strip_prefix('-').unwrap_or(digits);
        if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(syntax());
        }
        digits.parse().map_err(|_| syntax())
    };
    let Some((numerator, denominator)) = text.split_once('/') else {
        return Ok(Rational::from(whole(text)?));
    };
    let (numerator, denominator) = (whole(numerator)?, whole(denominator)?);
    if denominator.is_negative() {
        return Err(syntax());
    }
    if denominator.is_zero() {
        return Err(ParseRationalError::ZeroDenominator(excerpt(text)));
    }
    Ok(Rational::from_parts_signed(numerator, denominator))
}

/// As much of a text as a message needs to show.
pub(super) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 40;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Writes `-5` or `3/2`, reduced. Exact; [`parse_rational`] reads it back.
#[must_use]
pub fn print_rational(value: &Rational) -> String {
    if value.is_int() {
        value.numerator().to_string()
    } else {
        format!("{}/{}", value.numerator(), value.denominator())
    }
}

/// The nearest double, ties to even; correctly rounded, infinite beyond the largest double.
#[must_use]
pub fn to_f64_nearest(value: &Rational) -> f64 {
    value.to_f64().value()
}

/// The exact value of a finite double; `None` for infinities and NaN.
#[must_use]
pub fn from_f64_exact(value: f64) -> Option<Rational> {
    Rational::try_from(value).ok()
}

/// The smallest number of at most `bits` significant bits that is at least `value`. Exact.
#[must_use]
pub fn round_up_to_bits(value: &Rational, bits: usize) -> Rational {
    -round_down_to_bits(&-value, bits)
}

/// The largest number of at most `bits` significant bits that is at most `value`. Exact.
///
/// `bits` counts as one where it is zero.
#[must_use]
pub fn round_down_to_bits(value: &Rational, bits: usize) -> Rational {
    if value.is_zero() {
        return value.clone();
    }
    let bits = signed(bits.max(1));
    // The quotient of numbers of m and n bits has m - n or m - n + 1 bits before the point.
    let magnitude = signed(value.numerator().bit_len()) - signed(value.denominator().bit_len());
    let power = power_of_two(magnitude);
    let digits_before_point = if value.clone().abs() < power { magnitude } else { magnitude + 1 };
    let shift = bits - digits_before_point;
    Rational::from((value * power_of_two(shift)).floor()) * power_of_two(-shift)
}

/// `2^exponent`, exactly; `exponent` binary digits are allocated.
#[must_use]
pub fn power_of_two(exponent: isize) -> Rational {
    let power = UBig::ONE << exponent.unsigned_abs();
    if exponent < 0 { Rational::from_parts(IBig::ONE, power) } else { Rational::from(power) }
}

/// A bit count as a signed number; counts never come near the limit.
fn signed(bits: usize) -> isize {
    isize::try_from(bits).unwrap_or(isize::MAX)
}

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
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{
        Arithmetic, Fault, ParseRationalError, Rational, Rationals, from_f64_exact, parse_rational, power_of_two,
        print_rational, round_down_to_bits, round_up_to_bits, to_f64_nearest,
    };

    const EXACT: Rationals = Rationals { bits: 1000 };

    fn fraction(text: &str) -> Rational {
        parse_rational(text).unwrap()
    }

    #[test]
    fn four_sixths_is_read_reduced() {
        assert_eq!(print_rational(&fraction("4/6")), "2/3");
        assert_eq!(print_rational(&fraction("-10/2")), "-5");
    }

    #[test]
    fn a_zero_denominator_and_stray_text_are_rejected() {
        assert_eq!(parse_rational("1/0"), Err(ParseRationalError::ZeroDenominator("1/0".to_owned())));
        for text in ["", "-", "/", "1/", "/2", "1/-2", "1.5", "1/2/3", "0x1", "+1", "1_0", " 1"] {
            assert!(parse_rational(text).is_err(), "{text}");
        }
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

    #[test]
    fn a_third_rounds_outwards_to_three_bits() {
        assert_eq!(round_down_to_bits(&fraction("1/3"), 3), fraction("5/16"));
        assert_eq!(round_up_to_bits(&fraction("1/3"), 3), fraction("3/8"));
        assert_eq!(round_down_to_bits(&fraction("-1/3"), 3), fraction("-3/8"));
        assert_eq!(round_up_to_bits(&fraction("15/16"), 3), fraction("1"));
    }

    proptest! {
        #[test]
        fn the_nearest_double_beats_its_neighbours(bits in any::<u64>(), thirds in 1_u32..1000) {
            let double = f64::from_bits(bits);
            if let Some(exact) = from_f64_exact(double) {
                let value = exact * Rational::from(thirds) / Rational::from(3);
                let nearest = to_f64_nearest(&value);
                if nearest.is_finite() {
                    let error = |f: f64| from_f64_exact(f)
                        .map(|f| { let d = f - &value; if d < Rational::ZERO { -d } else { d } });
                    for neighbour in [nearest.next_up(), nearest.next_down()] {
                        if let Some(other) = error(neighbour) {
                            prop_assert!(error(nearest).unwrap() <= other);
                        }
                    }
                }
            }
        }

        #[test]
        fn rounding_to_bits_brackets_and_is_within_one_unit(
            numerator in any::<i64>(), denominator in 1_u32.., bits in 1_usize..80,
        ) {
            let value = Rational::from_parts(numerator.into(), denominator.into());
            let (low, high) = (round_down_to_bits(&value, bits), round_up_to_bits(&value, bits));
            prop_assert!(low <= value && value <= high);
            let scale = if numerator < 0 { -value.clone() } else { value.clone() };
            let bits = isize::try_from(bits).unwrap();
            prop_assert!(&high - &low <= scale * power_of_two(1 - bits));
            prop_assert_eq!(round_down_to_bits(&low, usize::try_from(bits).unwrap()), low);
        }

        #[test]
        fn printed_rationals_read_back(numerator in any::<i64>(), denominator in 1_u64..) {
            let value = Rational::from_parts(numerator.into(), denominator.into());
            prop_assert_eq!(parse_rational(&print_rational(&value)), Ok(value));
        }
    }
}
