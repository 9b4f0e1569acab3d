//! The logarithm of 2 and the exponential in fixed-point whole numbers, with every error counted.

use std::cell::RefCell;
use std::collections::BTreeMap;

use dashu_base::Abs;
use dashu_float::Repr;
use dashu_int::IBig;

use super::fixed_point::{floor_div, leading_position, remembered, scaled, sum_of_inverse_powers, working_scale};
use super::tolerance::SERIES_GUARD_BITS;

/// Units by which [`ln_two_at`] may be off.
pub(super) const LN_TWO_ERROR: u32 = 2;
/// The rest of the argument is halved so often at least before the series, whose terms then shrink by a factor of 2^8, and the
/// result squared as often.
const HALVINGS: usize = 8;
/// From so many digits on more halvings take the least work: half of the root of the digits.
pub(super) const LONG: usize = 2048;

thread_local! {
    /// Keyed by the exact scale, so that a result never depends on what was computed before.
    static LN_TWO: RefCell<BTreeMap<usize, IBig>> = const { RefCell::new(BTreeMap::new()) };
}

/// Bounds on `e^x`, apart by less than `2^-bits` of it. `x` must be finite and smaller than `2^62` in magnitude.
pub(super) fn exponential_bounds(x: &Repr<2>, bits: usize) -> (Repr<2>, Repr<2>) {
    let scale = working_scale(bits + leading_position(x).max(0).unsigned_abs());
    let (value, error, exponent) = exponential(&scaled(x, scale), 1, scale);
    let exponent = exponent.saturating_sub_unsigned(scale);
    (Repr::new(&value - &error, exponent), Repr::new(value + error, exponent))
}

/// `e^x` as a number of units, a bound on the error of that, and the exponent of a power of two that both are to be multiplied
/// by; `x` is in units and off by at most `error` of them, and smaller than `2^62` in magnitude.
pub(super) fn exponential(x: &IBig, error: u32, scale: usize) -> (IBig, IBig, isize) {
    let ln_two = ln_two_at(scale);
    let doublings = floor_div(x, &ln_two);
    let rest: IBig = x - &doublings * &ln_two;
    let exponent = isize::try_from(&doublings).expect("the argument is below 2^62");
    // The error of x, and that of ln 2 for each doubling.
    let error: IBig = doublings.abs() * LN_TWO_ERROR + error;
    if scale < LONG {
        // One unit more for the halvings.
        let (value, error) = squared(series(&(rest >> HALVINGS), (error >> HALVINGS) + 2_u32, scale), HALVINGS, scale);
        return (value, error, exponent);
    }
    // Each squaring doubles the error, so that there is a digit more for each; in these units the halved rest is the rest.
    let halvings = scale.isqrt() / 2;
    let fine = scale + halvings;
    let (value, error) = squared(long_series(&rest, error, fine, halvings), halvings, fine);
    (value >> halvings, (error >> halvings) + 2_u32, exponent)
}

/// A number of units with its error, squared so often.
fn squared((mut value, mut error): (IBig, IBig), times: usize, scale: usize) -> (IBig, IBig) {
    for _ in 0..times {
        // (v + e)^2 = v^2 + 2ve + e^2; each shift drops less than a unit.
        error = ((&value * &error) >> (scale - 1)) + ((&error * &error) >> scale) + 3_u32;
        value = (&value * &value) >> scale;
    }
    (value, error)
}

/// `e^r` for `0 <= r < 2^-8`, and a bound on its error where `r` is off by `error`, all in units.
///
/// The error of a term is shrunk by `r/n` in the next, where the product and the quotient add less than one unit each: each
/// term is off by less than three units. What follows a term of no unit is less than one. `e^r` rises by less than twice as much
/// as `r` does.
fn series(r: &IBig, error: IBig, scale: usize) -> (IBig, IBig) {
    let mut term = IBig::ONE << scale;
    let mut sum = term.clone();
    let mut degree = 1_u32;
    while !term.is_zero() {
        term = ((&term * r) >> scale) / degree;
        sum += &term;
        degree += 1;
    }
    (sum, error * 2_u32 + IBig::from(degree) * 3_u32 + 1_u32)
}

/// The same for `0 <= r < 2^-halvings`, with as many long products as the root of the number of terms takes twice (Smith 1989):
/// the coefficients of every `m`-th power are summed up by themselves, and a row of `m` terms needs one product by `r^m`.
///
/// The power `r^m` is off by less than two units, for each product by `r` shrinks the error before it and adds one. A
/// coefficient is off by less than four: a product by `r^m` leaves less than one of what it was off, and adds two for the power and one; a
/// quotient only halves that and adds one. So each of the sums is off by four units a row, and each product by `r` in
/// the end shrinks that and adds one. What follows a coefficient of no unit is less than twice four units.
fn long_series(r: &IBig, error: IBig, scale: usize, halvings: usize) -> (IBig, IBig) {
    let columns = (scale / halvings).isqrt().max(1);
    let power = (1..columns).fold(r.clone(), |power, _| (power * r) >> scale);
    let mut sums = vec![IBig::ZERO; columns];
    let mut coefficient = IBig::ONE << scale;
    let (mut degree, mut rows) = (1_u32, 1_u32);
    'rows: loop {
        for sum in &mut sums {
            if coefficient.is_zero() {
                break 'rows;
            }
            *sum += &coefficient;
            coefficient /= degree;
            degree += 1;
        }
        coefficient = (coefficient * &power) >> scale;
        rows += 1;
    }
    let value = sums.into_iter().rev().reduce(|value, sum| ((value * r) >> scale) + sum).unwrap_or(IBig::ZERO);
    (value, error * 2_u32 + IBig::from(rows) * 8_u32 + 16_u32)
}

/// `ln(2) * 2^scale`, off by at most [`LN_TWO_ERROR`] units.
pub(super) fn ln_two_at(scale: usize) -> IBig {
    LN_TWO.with_borrow_mut(|known| remembered(known, scale, inverse_tangents))
}

/// `ln 2 = 18 artanh(1/26) - 2 artanh(1/4801) + 8 artanh(1/8749)`, at 64 more digits than asked for.
///
/// By [`sum_of_inverse_powers`] the sum is off by at most 18 + 2 + 8 times four units a term, which for fewer than `2^50` terms is
/// less than one unit once the 64 digits are dropped; dropping them costs another.
fn inverse_tangents(scale: usize) -> IBig {
    let fine = scale + SERIES_GUARD_BITS;
    let artanh = |n| sum_of_inverse_powers(n, fine, false);
    let sum: IBig = artanh(26) * 18 - artanh(4801) * 2 + artanh(8749) * 8;
    sum >> SERIES_GUARD_BITS
}

#[cfg(test)]
mod tests {
    use dashu_float::Repr;
    use dashu_int::IBig;

    use super::{exponential_bounds, leading_position, ln_two_at, scaled};

    #[test]
    fn the_logarithm_of_two_starts_with_the_known_hexadecimal_digits() {
        // The first 32 hexadecimal digits behind the point.
        let digits = "b17217f7d1cf79abc9e3b39803f2f6af";
        let expected = IBig::from_str_radix(digits, 16).unwrap();
        assert_eq!((ln_two_at(192) + 2) >> 64_usize, expected);
    }

    #[test]
    fn the_exponential_agrees_with_doubles() {
        for x in [1.0_f64, -1.0, 0.5, 0.001, -0.7, 3.25, 40.0, -40.0, 700.0, -700.0, 1e-9] {
            let exact = Repr::try_from(x).expect("a finite double");
            let (low, high) = exponential_bounds(&exact, 128);
            assert!(low < high, "{x}");
            // The library's value is off by one unit in the last place at most.
            let (low, high) = (low.to_f64().value(), high.to_f64().value());
            assert!((low - x.exp()).abs() <= 2.0 * f64::EPSILON * x.exp() && low.to_bits() == high.to_bits(), "{x}");
        }
    }

    #[test]
    fn the_bounds_are_as_near_as_asked_for() {
        for (significand, exponent) in [(1, 0), (-7, 3), (12345, -9), (-1, -90), (1, 3)] {
            let x = Repr::new(IBig::from(significand), exponent);
            let (mut least, mut most) = (Repr::zero(), Repr::new(IBig::ONE, 1000));
            for bits in [200, 1_900, 2_200, 8_192, 32_768] {
                let (low, high) = exponential_bounds(&x, bits);
                let scale = isize::try_from(bits).unwrap() + 100 - leading_position(&high);
                let scale = usize::try_from(scale).expect("the result is not large");
                let gap = scaled(&high, scale) - scaled(&low, scale);
                assert!(gap < IBig::ONE << 100, "{significand} {exponent}: {gap}");
                // More bits never lead elsewhere.
                assert!(least < high && low < most, "{significand} {exponent}");
                (least, most) = (low, high);
            }
        }
    }
}
