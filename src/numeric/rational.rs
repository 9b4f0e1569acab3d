//! Rational numbers as text, as doubles and rounded.

use dashu_base::{Abs, BitTest, Signed};
use dashu_int::{IBig, UBig};

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
pub(crate) fn excerpt(text: &str) -> String {
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

/// Whether the numerator or the denominator has more than so many bits.
#[must_use]
pub fn is_longer(value: &Rational, bits: usize) -> bool {
    value.numerator().bit_len().max(value.denominator().bit_len()) > bits
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

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{
        ParseRationalError, Rational, excerpt, from_f64_exact, parse_rational, power_of_two, print_rational,
        round_down_to_bits, round_up_to_bits, to_f64_nearest,
    };

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
    fn a_third_rounds_outwards_to_three_bits() {
        assert_eq!(round_down_to_bits(&fraction("1/3"), 3), fraction("5/16"));
        assert_eq!(round_up_to_bits(&fraction("1/3"), 3), fraction("3/8"));
        assert_eq!(round_down_to_bits(&fraction("-1/3"), 3), fraction("-3/8"));
        assert_eq!(round_up_to_bits(&fraction("15/16"), 3), fraction("1"));
    }

    #[test]
    fn long_texts_are_cut() {
        assert_eq!(excerpt("short"), "short");
        assert!(excerpt(&"ä".repeat(50)).ends_with('…'));
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
