//! Single values of a table.

use super::format::Decimal;

/// Larger numbers cannot be squared and summed in doubles with room to spare.
pub(super) const MAX_BITS: i32 = 200;

/// The number that a text is; infinities and NaNs are such as well.
pub(super) fn number(text: &str, decimal: Decimal) -> Option<f64> {
    if decimal == Decimal::Point {
        return text.parse().ok();
    }
    let Some((whole, fraction)) = text.split_once(',') else {
        return if text.contains('.') { None } else { text.parse().ok() };
    };
    let is_between_digits =
        whole.ends_with(|sign: char| sign.is_ascii_digit()) && fraction.starts_with(|sign: char| sign.is_ascii_digit());
    if !is_between_digits || text.contains('.') { None } else { format!("{whole}.{fraction}").parse().ok() }
}

/// Whether the text of a number has a digit that is not 0 before its exponent.
pub(super) fn is_nonzero(text: &str) -> bool {
    text.bytes().take_while(|byte| !b"eE".contains(byte)).any(|byte| (b'1'..=b'9').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::{Decimal, is_nonzero};

    #[test]
    fn a_decimal_comma_stands_between_digits() {
        let number = |text| super::number(text, Decimal::Comma);
        assert_eq!([number("1,5"), number("-0,25e2"), number("7")], [Some(1.5), Some(-25.0), Some(7.0)]);
        assert_eq!(["1.5", "1,", ",5", "1,5,2", "1.000,5", "a"].map(number), [None; 6]);
        assert_eq!(super::number("1,5", Decimal::Point), None);
    }

    #[test]
    fn digits_of_an_exponent_say_nothing_of_the_size() {
        assert!(is_nonzero("0.01e-400") && is_nonzero("-3") && !is_nonzero("-0.0e5"));
    }
}
