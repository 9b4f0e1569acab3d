//! The logarithm in fixed-point whole numbers, with every error counted.

use dashu_base::{Abs, BitTest};
use dashu_float::Repr;
use dashu_int::IBig;

use super::exponential::{LN_TWO_ERROR, LONG, exponential, ln_two_at};
use super::fixed_point::{leading_position, scaled, shifted, unscaled, working_scale};

/// Bounds on `ln x`, apart by less than `2^-bits` of it, both 0 where `x` is 1. `x` must be positive and finite.
pub(super) fn logarithm_bounds(x: &Repr<2>, bits: usize) -> (Repr<2>, Repr<2>) {
    if *x == Repr::one() {
        return (Repr::zero(), Repr::zero());
    }
    // x = m 2^e with m in [3/4, 3/2), so that e = 0 wherever the logarithm is small.
    let position = leading_position(x);
    let below_three_halves = x.significand() * 2_u32 < IBig::from(3) << (x.significand().bit_len() - 1);
    let doublings = if below_three_halves { position - 1 } else { position };
    let m = Repr::new(x.significand().clone(), x.exponent() - doublings);
    let near_one = if doublings == 0 { distance_from_one(&m) } else { 0 };
    let scale = working_scale(bits + near_one);
    // ln m = y + ln(m e^-y) for any y; the nearer y to ln m, the shorter the series for the rest.
    let guess = if scale < LONG {
        Repr::try_from(libm::log(m.to_f64().value())).expect("the logarithm of a number near 1 is finite")
    } else if near_one >= bits / 2 {
        // ln m = (m - 1)(1 - (m - 1)/2 + ..), so that m - 1 has half of the digits already.
        less_one(&m)
    } else {
        // Half of the digits leave two terms.
        logarithm_bounds(&m, bits / 2).0
    };
    let (m, y) = (scaled(&m, scale), scaled(&guess, scale));
    let (power, power_error, exponent) = exponential(&-&y, 0, scale);
    let one = IBig::ONE << scale;
    let product = shifted(&(m * power), exponent - isize::try_from(scale).unwrap_or(isize::MAX));
    // Less than a unit for m, times a power below 2; the power's error times an m below 2; one unit for the shift.
    let error = shifted(&(power_error * 2_u32), exponent) + 4_u32;
    let rest: IBig = product - &one;
    let (series, terms) = twice_artanh(&rest, &one, scale);
    // The logarithm rises by less than twice as much as its argument, which is near 1.
    let error = error * 2_u32 + terms * 4_u32 + 4_u32;
    let doublings = IBig::from(doublings);
    let error = error + doublings.clone().abs() * LN_TWO_ERROR;
    let sum = y + series + doublings * ln_two_at(scale);
    (unscaled(&sum - &error, scale), unscaled(sum + error, scale))
}

/// `m - 1`, exact.
fn less_one(m: &Repr<2>) -> Repr<2> {
    let digits = usize::try_from(-m.exponent()).unwrap_or(0);
    Repr::new(scaled(m, digits) - (IBig::ONE << digits), -isize::try_from(digits).unwrap_or(0))
}

/// `n` where `|m - 1|` lies in `[2^-n, 2^(1-n))`; 0 where `m` is 1.
fn distance_from_one(m: &Repr<2>) -> usize {
    let digits = usize::try_from(-m.exponent()).unwrap_or(0);
    let rest: IBig = scaled(m, digits) - (IBig::ONE << digits);
    if rest.is_zero() { 0 } else { (digits + 1).saturating_sub(rest.bit_len()) }
}

/// `ln(1 + r) = 2 artanh(r/(2 + r))` for `|r| < 1/2`, off by less than four units a term, and the number of terms,
/// the rest counted as one more.
///
/// With `z = r/(2 + r)` and `|z| < 1/3`, `z` and its square are off by less than a unit each and each power by less than two, each
/// quotient by less than one more; what follows a power of no unit is less than one.
fn twice_artanh(r: &IBig, one: &IBig, scale: usize) -> (IBig, IBig) {
    let z = (r << scale) / (one * 2_u32 + r);
    let square: IBig = (&z * &z) >> scale;
    let (mut power, mut sum, mut odd) = (z, IBig::ZERO, 1_u32);
    while !power.is_zero() {
        sum += &power / odd;
        power = (power * &square) >> scale;
        // Rounding down would leave a negative power at -1 for ever.
        if power == IBig::NEG_ONE {
            break;
        }
        odd += 2;
    }
    (sum * 2_u32, IBig::from(odd / 2 + 1))
}

#[cfg(test)]
mod tests {
    use dashu_float::Repr;
    use dashu_int::IBig;

    use super::super::exponential::exponential_bounds;
    use super::{leading_position, logarithm_bounds, scaled};

    #[test]
    fn the_logarithm_agrees_with_doubles() {
        for x in [1.0_f64, 2.0, 0.5, 0.75, 1.5, 1.499, 0.749, 1.0 + 1e-9, 1.0 - 1e-9, 1e-300, 1e300, 3.0, 10.0, 0.1] {
            let (low, high) = logarithm_bounds(&Repr::try_from(x).expect("a finite double"), 128);
            let (low, high) = (low.to_f64().value(), high.to_f64().value());
            assert!((low - x.ln()).abs() <= 2.0 * f64::EPSILON * x.ln().abs() && low <= high, "{x}: {low} {}", x.ln());
        }
    }

    #[test]
    fn the_bounds_are_as_near_as_asked_for_and_enclose_the_inverse_of_the_exponential() {
        let next_to_one = |by: i32| (IBig::ONE << 150) + by;
        let numbers =
            [(3.into(), 0), (12345.into(), -90), (7.into(), 40), (next_to_one(1), -150), (next_to_one(-1), -150)];
        for (significand, exponent) in numbers {
            let x = Repr::new(significand, exponent);
            for bits in [200, 2_500, 8_192] {
                let (low, high) = logarithm_bounds(&x, bits);
                let scale = isize::try_from(bits).unwrap() + 100 - leading_position(&high);
                let scale = usize::try_from(scale).expect("the result is not large");
                assert!(scaled(&high, scale) - scaled(&low, scale) < IBig::ONE << 100, "{x:?}");
                assert!(exponential_bounds(&low, bits + 50).0 <= x, "{x:?}");
                assert!(x <= exponential_bounds(&high, bits + 50).1, "{x:?}");
            }
        }
    }

    #[test]
    fn numbers_very_near_to_one_have_logarithms_too() {
        for distance in [100, 700, 5_000, 40_000] {
            let x = Repr::new((IBig::ONE << distance) + IBig::ONE, -isize::try_from(distance).unwrap());
            let (low, high) = logarithm_bounds(&x, 512);
            // 2^-n - 2^-2n < ln(1 + 2^-n) < 2^-n
            let scale = 2 * distance + 600;
            let (low, high) = (scaled(&low, scale), scaled(&high, scale));
            assert!(&high - &low < IBig::ONE << (scale - distance - 511));
            let unit = IBig::ONE << (scale - distance);
            assert!(high > unit.clone() - (IBig::ONE << (scale - 2 * distance)) && low < unit);
        }
    }

    #[test]
    fn the_logarithm_of_one_is_nothing() {
        let (low, high) = logarithm_bounds(&Repr::one(), 100);
        assert_eq!((low, high), (Repr::zero(), Repr::zero()));
    }
}
