//! Sums, products and quotients of binary numbers, rounded down or up.
//!
//! These make up most of the work of a run in intervals. Rounding the exact whole-number result
//! takes less than half of the time that the float library needs for the same numbers.

use dashu_base::{BitTest, DivRemEuclid, Sign};
use dashu_float::Repr;
use dashu_int::IBig;

/// Digits that an exact sum may have, in multiples of the precision, before the float library's
/// rounding, which does not write the sum out, is the faster one.
const LONGEST_SUM: usize = 4;

/// The direction of a rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Toward {
    /// Down, to a number that is not above.
    Below,
    /// Up, to a number that is not below.
    Above,
}

/// `a + b`, rounded to `bits` bits (or exact with one more); `None` where the exponents are so far
/// apart that the exact sum would be long.
pub(super) fn sum(a: &Repr<2>, b: &Repr<2>, bits: usize, toward: Toward) -> Option<Repr<2>> {
    aligned(a, b, bits, toward, |a, b| a + b)
}

/// `a - b`, under the conditions of [`sum`].
pub(super) fn difference(a: &Repr<2>, b: &Repr<2>, bits: usize, toward: Toward) -> Option<Repr<2>> {
    aligned(a, b, bits, toward, |a, b| a - b)
}

/// `a * b`, rounded to `bits` bits; the exponents must be far from the limits of their type.
pub(super) fn product(a: &Repr<2>, b: &Repr<2>, bits: usize, toward: Toward) -> Repr<2> {
    let significand = a.significand() * b.significand();
    rounded(significand, a.exponent() + b.exponent(), bits, toward)
}

/// `a / b`, rounded to `bits` bits; `b` is not zero, and the exponents are far from the limits of their type.
pub(super) fn quotient(a: &Repr<2>, b: &Repr<2>, bits: usize, toward: Toward) -> Repr<2> {
    let (numerator, denominator) = (a.significand(), b.significand());
    // So many more digits that the whole part has one more than `bits`.
    let more = (bits + 1 + denominator.bit_len()).saturating_sub(numerator.bit_len());
    let (whole, rest) = (numerator << more).div_rem_euclid(denominator);
    // The remainder is not negative, so that the whole part lies below where `b` is positive, and above where it is not.
    let whole = match (toward, denominator.sign()) {
        _ if rest.is_zero() => whole,
        (Toward::Above, Sign::Positive) => whole + 1,
        (Toward::Below, Sign::Negative) => whole - 1,
        _ => whole,
    };
    rounded(whole, (a.exponent() - b.exponent()).saturating_sub_unsigned(more), bits, toward)
}

/// A number rounded to `bits` bits.
pub(super) fn nearby(x: &Repr<2>, bits: usize, toward: Toward) -> Repr<2> {
    rounded(x.significand().clone(), x.exponent(), bits, toward)
}

/// Combines two significands once they stand for units of the same size.
fn aligned(
    a: &Repr<2>,
    b: &Repr<2>,
    bits: usize,
    toward: Toward,
    combine: impl Fn(&IBig, &IBig) -> IBig,
) -> Option<Repr<2>> {
    let gap = a.exponent().abs_diff(b.exponent());
    if gap > LONGEST_SUM * bits {
        return None;
    }
    let exponent = a.exponent().min(b.exponent());
    let significand = if gap == 0 {
        combine(a.significand(), b.significand())
    } else if a.exponent() > exponent {
        combine(&(a.significand() << gap), b.significand())
    } else {
        combine(a.significand(), &(b.significand() << gap))
    };
    Some(rounded(significand, exponent, bits, toward))
}

/// `significand * 2^exponent` with the last bits beyond `bits` rounded away.
fn rounded(significand: IBig, exponent: isize, bits: usize, toward: Toward) -> Repr<2> {
    let length = significand.bit_len();
    if length <= bits {
        return Repr::new(significand, exponent);
    }
    let shift = length - bits;
    let exact = significand.trailing_zeros().is_none_or(|zeros| zeros >= shift);
    // Shifting rounds down, below zero too.
    let mut kept = significand >> shift;
    if toward == Toward::Above && !exact {
        kept += 1;
    }
    Repr::new(kept, exponent.saturating_add_unsigned(shift))
}

#[cfg(test)]
mod tests {
    use dashu_base::Approximation;
    use dashu_float::round::mode::{Down, Up};
    use dashu_float::{Context, Repr};
    use dashu_int::IBig;
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

    use super::{Toward, difference, product, quotient, sum};

    fn number() -> impl Strategy<Value = Repr<2>> {
        (any::<i128>(), 0_u32..128, -300_isize..300)
            .prop_map(|(significand, drop, exponent)| Repr::new(IBig::from(significand >> drop), exponent))
    }

    #[test]
    fn a_sum_that_just_fits_is_exact_in_both_directions() {
        let a = Repr::new(IBig::from(255), 0);
        let twice = Repr::new(IBig::from(255), 1);
        for toward in [Toward::Below, Toward::Above] {
            assert_eq!(sum(&a, &a, 8, toward), Some(twice.clone()));
        }
    }

    proptest! {
        #[test]
        fn products_are_those_of_the_float_library(a in number(), b in number(), bits in 8_usize..300) {
            let down = Context::<Down>::new(bits).mul(&a, &b).unwrap().value().into_repr();
            let up = Context::<Up>::new(bits).mul(&a, &b).unwrap().value().into_repr();
            prop_assert_eq!(product(&a, &b, bits, Toward::Below), down);
            prop_assert_eq!(product(&a, &b, bits, Toward::Above), up);
        }

        #[test]
        fn quotients_are_those_of_the_float_library(a in number(), b in number(), bits in 8_usize..300) {
            if b != Repr::zero() {
                let down = Context::<Down>::new(bits).div(&a, &b).unwrap().value().into_repr();
                let up = Context::<Up>::new(bits).div(&a, &b).unwrap().value().into_repr();
                prop_assert_eq!(quotient(&a, &b, bits, Toward::Below), down);
                prop_assert_eq!(quotient(&a, &b, bits, Toward::Above), up);
            }
        }

        #[test]
        fn sums_and_differences_are_next_to_the_exact_ones(
            a in number(), b in number(), bits in 8_usize..300,
        ) {
            // As many bits as the operands span make the library's result exact.
            let exact = Context::<Down>::new(2000);
            for (operation, value) in [
                (sum as fn(&Repr<2>, &Repr<2>, usize, Toward) -> Option<Repr<2>>, exact.add(&a, &b)),
                (difference, exact.sub(&a, &b)),
            ] {
                let value = value.unwrap();
                prop_assert!(matches!(value, Approximation::Exact(_)));
                let value = value.value().into_repr();
                let rounded = |toward| operation(&a, &b, bits, toward);
                if let (Some(low), Some(high)) = (rounded(Toward::Below), rounded(Toward::Above)) {
                    prop_assert!(low <= value && value <= high);
                    let next = exact.sub(&high, &low).unwrap().value().into_repr();
                    // At most one unit in the last of the bits, which has the size of 2^-bits.
                    let unit = isize::try_from(bits).unwrap();
                    let size = Repr::new(low.significand().clone(), low.exponent() + 2 - unit);
                    let size = if size < Repr::zero() { -size } else { size };
                    prop_assert!(next <= size || low == high);
                }
            }
        }
    }
}
