//! Exact arithmetic on the numbers of recipes.

use crate::numeric::{Dyadic, Rational};

/// Mantissa and exponent.
pub(super) fn parts(number: &Dyadic) -> (i64, i32) {
    (number.mantissa(), number.exponent())
}

/// `m * 2^e`, exact.
pub(super) fn scaled(mantissa: i128, exponent: i32) -> Rational {
    scaled_long(dashu_int::IBig::from(mantissa), exponent)
}

pub(super) fn scaled_long(mantissa: dashu_int::IBig, exponent: i32) -> Rational {
    let shift = exponent.unsigned_abs() as usize;
    if exponent >= 0 {
        Rational::from(mantissa << shift)
    } else {
        Rational::from_parts(mantissa, dashu_int::UBig::ONE << shift)
    }
}

/// The product of dyadic numbers, exact.
pub(super) fn product(factors: &[&Dyadic]) -> Rational {
    let mut mantissa: i128 = 1;
    let mut exponent = 0;
    for factor in factors {
        let (m, e) = parts(factor);
        match mantissa.checked_mul(i128::from(m)) {
            Some(product) => mantissa = product,
            None => {
                return factors.iter().fold(Rational::ONE, |product, factor| product * factor.to_rational());
            }
        }
        exponent += e;
    }
    scaled(mantissa, exponent)
}
