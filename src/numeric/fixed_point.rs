//! Fixed-point whole numbers: `x` stands as the whole number `x * 2^scale`, so that truncating costs less than one unit and
//! errors simply add up.

use std::collections::BTreeMap;

use dashu_base::{BitTest, DivEuclid};
use dashu_float::Repr;
use dashu_int::IBig;

use super::tolerance::{CONSTANT_CACHE_ENTRIES, SERIES_GUARD_BITS};

/// Position of the first bit of a number that is not zero: it lies in `[2^(n-1), 2^n)`.
pub(super) fn leading_position(x: &Repr<2>) -> isize {
    let bits = isize::try_from(x.significand().bit_len()).unwrap_or(isize::MAX);
    x.exponent().saturating_add(bits)
}

/// The scale at which results of `bits` digits are computed, a multiple of 64 so that constants are shared.
pub(super) fn working_scale(bits: usize) -> usize {
    (bits + SERIES_GUARD_BITS).next_multiple_of(64)
}

/// A constant at a scale, computed by `make` where it is not known.
pub(super) fn remembered(known: &mut BTreeMap<usize, IBig>, scale: usize, make: fn(usize) -> IBig) -> IBig {
    if known.len() >= CONSTANT_CACHE_ENTRIES && !known.contains_key(&scale) {
        known.clear();
    }
    known.entry(scale).or_insert_with(|| make(scale)).clone()
}

/// `artanh(1/n) * 2^scale` for `n >= 5`, or `arctan(1/n) * 2^scale` where the signs of the terms alternate; off by at most four units
/// for each term.
///
/// The powers of `1/n` are off by less than `1 + 1/25 + ... < 2` units, each quotient by less than
/// one more, and the terms left out by less than two when the first of them is zero.
pub(super) fn sum_of_inverse_powers(n: u32, scale: usize, alternates: bool) -> IBig {
    let mut power: IBig = (IBig::ONE << scale) / n;
    let mut sum = IBig::ZERO;
    let mut odd = 1_u32;
    while !power.is_zero() {
        let term = &power / odd;
        if alternates && odd & 2 != 0 {
            sum -= term;
        } else {
            sum += term;
        }
        power /= n * n;
        odd += 2;
    }
    sum
}

/// `floor(a / b)` for positive `b`.
pub(super) fn floor_div(a: &IBig, b: &IBig) -> IBig {
    a.div_euclid(b)
}

/// `x * 2^scale`, rounded down to a whole number.
pub(super) fn scaled(x: &Repr<2>, scale: usize) -> IBig {
    shifted(x.significand(), x.exponent().saturating_add_unsigned(scale))
}

/// `value * 2^by`, rounded down to a whole number.
pub(super) fn shifted(value: &IBig, by: isize) -> IBig {
    if by < 0 { value >> by.unsigned_abs() } else { value << by.unsigned_abs() }
}

/// `value * 2^-scale`. Exact.
pub(super) fn unscaled(value: IBig, scale: usize) -> Repr<2> {
    Repr::new(value, -isize::try_from(scale).unwrap_or(isize::MAX))
}

#[cfg(test)]
mod tests {
    use dashu_float::Repr;
    use dashu_int::IBig;

    use super::{floor_div, scaled};

    #[test]
    fn shifting_and_dividing_round_down_below_zero() {
        assert_eq!(scaled(&Repr::new(IBig::from(-1), -3), 1), IBig::from(-1));
        assert_eq!(floor_div(&IBig::from(-1), &IBig::from(2)), IBig::from(-1));
    }
}
