//! Pi and the cosine in fixed-point whole numbers, with every error counted.

use std::cell::RefCell;
use std::collections::BTreeMap;

use dashu_base::{Abs, BitTest};
use dashu_float::Repr;
use dashu_int::IBig;

use super::fixed_point::{
    floor_div, leading_position, remembered, scaled, sum_of_inverse_powers, unscaled, working_scale,
};
use super::tolerance::{COSINE_ARGUMENT_BITS, SERIES_GUARD_BITS};

/// Units by which [`pi_at`] may be off.
const PI_ERROR: u32 = 2;

thread_local! {
    /// Keyed by the exact scale, so that a result never depends on what was computed before.
    static PI: RefCell<BTreeMap<usize, IBig>> = const { RefCell::new(BTreeMap::new()) };
}

/// Bounds on pi, each a whole number of units of `2^-scale` with at least `bits` bits of it right.
pub(super) fn pi_bounds(bits: usize) -> (Repr<2>, Repr<2>) {
    let scale = working_scale(bits);
    let pi = pi_at(scale);
    (unscaled(&pi - PI_ERROR, scale), unscaled(pi + PI_ERROR, scale))
}

/// Bounds on the cosine of `x`, apart by less than `2^-bits`, or -1 and 1 where `x` is enormous.
///
/// `x` must be finite and not zero.
pub(super) fn cosine_bounds(x: &Repr<2>, bits: usize) -> (Repr<2>, Repr<2>) {
    let digits_before_point = leading_position(x).max(0);
    if digits_before_point > COSINE_ARGUMENT_BITS {
        return (Repr::neg_one(), Repr::one());
    }
    let scale = working_scale(bits + digits_before_point.unsigned_abs());
    let pi = pi_at(scale);
    let x = scaled(x, scale);
    // The nearest multiple of pi/2: floor(2x/pi + 1/2).
    let numerator: IBig = (&x << 2) + &pi;
    let quarters = floor_div(&numerator, &(&pi << 1));
    let rest: IBig = ((&x << 1) - &quarters * &pi) >> 1;
    // One unit for x, one for the halving, and half of pi's error for each quarter turn.
    let rest_error: IBig = IBig::from(2) + quarters.clone().abs() * PI_ERROR;
    let (value, series_error) = match quarter(&quarters) {
        0 => cosine_series(&rest, scale),
        1 => negated(sine_series(&rest, scale)),
        2 => negated(cosine_series(&rest, scale)),
        _ => sine_series(&rest, scale),
    };
    // Sine and cosine change by no more than their argument does.
    let error = rest_error + series_error;
    let one = IBig::ONE << scale;
    let low = (&value - &error).max(-&one);
    let high = (value + error).min(one);
    (unscaled(low, scale), unscaled(high, scale))
}

/// `pi * 2^scale`, off by at most [`PI_ERROR`] units.
fn pi_at(scale: usize) -> IBig {
    PI.with_borrow_mut(|known| remembered(known, scale, machin))
}

/// `pi = 16 arctan(1/5) - 4 arctan(1/239)` (Machin 1706), at 64 more digits than asked for.
///
/// By [`sum_of_inverse_powers`] the sum is off by at most 16 + 4 times four units a term, which for
/// fewer than `2^50` terms is less than one unit once the 64 digits are dropped; dropping them
/// costs another.
fn machin(scale: usize) -> IBig {
    let fine = scale + SERIES_GUARD_BITS;
    let sum: IBig = sum_of_inverse_powers(5, fine, true) * 16 - sum_of_inverse_powers(239, fine, true) * 4;
    sum >> SERIES_GUARD_BITS
}

/// `cos(r)` for `|r| < 1` and a bound on its error, both in units.
fn cosine_series(r: &IBig, scale: usize) -> (IBig, IBig) {
    alternating_series(IBig::ONE << scale, 0, r, scale)
}

/// `sin(r)` for `|r| < 1` and a bound on its error, both in units.
fn sine_series(r: &IBig, scale: usize) -> (IBig, IBig) {
    alternating_series(r.clone(), 1, r, scale)
}

/// Sums `first * (1 - r^2/((n+1)(n+2)) + r^4/((n+1)...(n+4)) - ...)`.
///
/// With `|r| < 1` an error in one term is at least halved in the next, where the square, the
/// product and the quotient add less than one unit each (the square's is multiplied by a term of at
/// most one): each term is off by less than six units. The series alternates and its terms
/// decrease, so that what follows a term of at most one unit is less than seven.
fn alternating_series(first: IBig, first_degree: u32, r: &IBig, scale: usize) -> (IBig, IBig) {
    let square: IBig = (r * r) >> scale;
    let mut term = first;
    let mut sum = term.clone();
    let mut degree = first_degree;
    let mut terms = 1_u32;
    while term.bit_len() > 1 {
        term = -((&term * &square) >> scale) / ((degree + 1) * (degree + 2));
        sum += &term;
        degree += 2;
        terms += 1;
    }
    (sum, IBig::from(terms) * 6 + 7)
}

fn negated((value, error): (IBig, IBig)) -> (IBig, IBig) {
    (-value, error)
}

/// `quarters` modulo four.
fn quarter(quarters: &IBig) -> u8 {
    u8::from(quarters.bit(0)) + 2 * u8::from(quarters.bit(1))
}

#[cfg(test)]
mod tests {
    use dashu_float::Repr;
    use dashu_int::IBig;

    use super::{cosine_bounds, pi_at, pi_bounds, scaled};

    #[test]
    fn pi_starts_with_the_known_hexadecimal_digits() {
        // 3 and the first 32 hexadecimal digits behind the point.
        let digits = "3243f6a8885a308d313198a2e03707344";
        let expected = IBig::from_str_radix(digits, 16).unwrap();
        assert_eq!((pi_at(192) + 2) >> 64_usize, expected);
    }

    #[test]
    fn the_bounds_of_pi_are_a_few_units_apart() {
        let (low, high) = pi_bounds(256);
        assert!(low < high);
        assert!(scaled(&high, 320) - scaled(&low, 320) <= IBig::from(4));
    }

    #[test]
    fn the_cosine_of_one_agrees_with_a_double() {
        let (low, high) = cosine_bounds(&Repr::one(), 128);
        assert_eq!(low.to_f64().value().to_bits(), 1.0_f64.cos().to_bits());
        assert_eq!(high.to_f64().value().to_bits(), 1.0_f64.cos().to_bits());
    }

    #[test]
    fn an_enormous_argument_has_an_uninformative_cosine() {
        let (low, high) = cosine_bounds(&Repr::new(IBig::ONE, 1 << 40), 128);
        assert_eq!((low, high), (Repr::neg_one(), Repr::one()));
    }

    #[test]
    fn a_tiny_argument_has_a_cosine_of_almost_one() {
        let (low, high) = cosine_bounds(&Repr::new(IBig::ONE, -(1 << 20)), 128);
        assert!(low < Repr::one() && high == Repr::one());
    }
}
