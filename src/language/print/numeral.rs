//! Numbers as text in the syntax of the language.

use crate::numeric::Rational;

/// A literal as a decimal; a number without a finite decimal, which no text gives, as a quotient in brackets.
pub(super) fn number(value: &Rational) -> String {
    let (numerator, denominator) = (value.numerator().to_string(), value.denominator().to_string());
    if denominator == "1" {
        return if numerator.starts_with('-') { format!("({numerator})") } else { numerator };
    }
    let places = decimal_places(value);
    match places {
        Some(places) if !numerator.starts_with('-') => {
            let shifted = value * Rational::from(dashu_int::UBig::from(10_u8).pow(places));
            let digits = format!("{:0>width$}", shifted.numerator().to_string(), width = places + 1);
            let (whole, fraction) = digits.split_at(digits.len() - places);
            format!("{whole}.{fraction}")
        }
        _ => format!("({numerator}/{denominator})"),
    }
}

/// How many decimal places the number has, if finitely many: the larger of the powers of 2 and 5 in its denominator.
fn decimal_places(value: &Rational) -> Option<usize> {
    let mut rest = value.denominator().clone();
    let mut power_of = |prime: u8| {
        let mut count = 0;
        let prime = dashu_int::UBig::from(prime);
        while (&rest % &prime).is_zero() {
            rest = &rest / &prime;
            count += 1;
        }
        count
    };
    let places = power_of(2).max(power_of(5));
    (rest == dashu_int::UBig::ONE).then_some(places)
}
