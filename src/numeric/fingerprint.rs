//! Fingerprints of real numbers: values of the same expression in a finite field, to know equal numbers by.
//!
//! Two enclosures that overlap say nothing of whether the numbers in them are equal. Sums, products and quotients can be
//! computed in the field of `p = 2^127 - 1` elements as well, each root, exponential and the like of a number standing for an
//! element that a hash of the number's own fingerprint picks. What is equal as a rational function of such atoms has equal
//! fingerprints; so two numbers with the same one are taken to be equal, once their enclosures overlap at that. That is wrong
//! only where unequal numbers meet in the field by chance (Schwartz 1980), for one comparison in about `2^127`.

use dashu_base::Sign;
use dashu_float::Repr;
use dashu_int::IBig;

use super::rational::Rational;

/// The number of elements; a Mersenne prime.
const P: u128 = (1 << 127) - 1;

/// Functions whose values are atoms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Atom {
    /// The square root.
    Root,
    /// The exponential.
    Exponential,
    /// The logarithm.
    Logarithm,
    /// The cosine.
    Cosine,
    /// The absolute value, where the sign is open.
    Magnitude,
    /// The number pi.
    Pi,
}

/// An element of the field as a fraction, so that no inverse is needed; 0 below means that nothing is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fingerprint {
    above: u128,
    below: u128,
}

impl Fingerprint {
    /// Of a number that no expression is known of.
    pub(super) const UNKNOWN: Self = Self { above: 0, below: 0 };

    /// Of the number pi.
    pub(super) fn pi() -> Self {
        Self { above: 1, below: 1 }.atom(Atom::Pi)
    }

    /// Of a whole number times a power of two.
    pub(super) fn of_end(end: &Repr<2>) -> Self {
        let exponent = u32::try_from(end.exponent().rem_euclid(127)).expect("it is below 127");
        Self { above: times(residue(end.significand()), 1 << exponent), below: 1 }
    }

    /// Of a rational number.
    pub(super) fn of_rational(value: &Rational) -> Self {
        Self { above: residue(value.numerator()), below: residue(&IBig::from(value.denominator().clone())) }
    }

    /// Whether something is known.
    pub(super) const fn is_known(self) -> bool {
        self.below != 0
    }

    /// Whether this is the fingerprint of 0.
    pub(super) const fn is_zero(self) -> bool {
        self.is_known() && self.above == 0
    }

    /// Whether both are known and the same.
    pub(super) fn is_that_of(self, other: Self) -> bool {
        self.is_known() && other.is_known() && times(self.above, other.below) == times(other.above, self.below)
    }

    /// Of the negative.
    pub(super) const fn negated(self) -> Self {
        Self { above: if self.above == 0 { 0 } else { P - self.above }, below: self.below }
    }

    /// Of a sum.
    pub(super) fn plus(self, other: Self) -> Self {
        if self.below == other.below {
            return Self { above: sum(self.above, other.above), below: self.below };
        }
        let above = sum(times(self.above, other.below), times(other.above, self.below));
        Self { above, below: times(self.below, other.below) }
    }

    /// Of a product.
    pub(super) fn times(self, other: Self) -> Self {
        Self { above: times(self.above, other.above), below: times(self.below, other.below) }
    }

    /// Of a quotient; unknown where the divisor is that of 0.
    pub(super) fn over(self, other: Self) -> Self {
        // Where nothing is known of the divisor, it must not come to stand above.
        let other_below = if other.is_known() { other.below } else { 0 };
        if other_below == 0 {
            return Self::UNKNOWN;
        }
        Self { above: times(self.above, other_below), below: times(self.below, other.above) }
    }

    /// Of a power.
    pub(super) fn to(self, exponent: u64) -> Self {
        let (mut result, mut square, mut left) = (Self { above: 1, below: 1 }, self, exponent);
        while left > 0 {
            if left & 1 == 1 {
                result = result.times(square);
            }
            square = square.times(square);
            left >>= 1;
        }
        result
    }

    /// Of a function's value.
    pub(super) fn atom(self, atom: Atom) -> Self {
        if !self.is_known() {
            return Self::UNKNOWN;
        }
        let argument = times(self.above, inverse(self.below));
        Self { above: mixed(argument, atom as u128), below: 1 }
    }
}

/// A sum of elements.
const fn sum(a: u128, b: u128) -> u128 {
    let sum = a + b;
    if sum >= P { sum - P } else { sum }
}

/// A product of elements: `2^127` counts as 1.
#[allow(clippy::cast_possible_truncation)] // The lower halves are meant.
const fn times(a: u128, b: u128) -> u128 {
    const HALF: u128 = u64::MAX as u128;
    let (a_high, a_low, b_high, b_low) = (a >> 64, a & HALF, b >> 64, b & HALF);
    let low = a_low * b_low;
    // Each is below 2^127, and so is their sum below 2^128.
    let (first, second) = (a_high * b_low, a_low * b_high);
    let middle = first + second;
    let (low, carry) = low.overflowing_add(middle << 64);
    let high = a_high * b_high + (middle >> 64) + carry as u128;
    // high*2^128 + low, with 2^128 = 2.
    let folded = (low & P) + (low >> 127);
    let high = (high << 1 & P) + (high >> 126);
    sum(if folded >= P { folded - P } else { folded }, if high >= P { high - P } else { high })
}

/// The inverse of an element that is not 0: its power `p - 2`, by Fermat.
fn inverse(a: u128) -> u128 {
    let (mut result, mut square, mut left) = (1, a, P - 2);
    while left > 0 {
        if left & 1 == 1 {
            result = times(result, square);
        }
        square = times(square, square);
        left >>= 1;
    }
    result
}

/// A whole number in the field.
fn residue(value: &IBig) -> u128 {
    let (sign, magnitude) = value.as_sign_words();
    let found = magnitude.iter().rev().fold(0, |found, word| sum(times(found, 1 << 64), u128::from(*word) % P));
    if sign == Sign::Negative && found != 0 { P - found } else { found }
}

/// An element that depends on all bits of its arguments: three rounds of multiplying by odd constants and folding.
fn mixed(a: u128, b: u128) -> u128 {
    const KEYS: [u128; 3] = [
        0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835,
        0xC2B2_AE3D_27D4_EB4F_1656_67B1_9E37_79F9,
        0xD6E8_FEB8_6659_FD93_A076_1D64_78BD_642F,
    ];
    let mut found = a ^ (b + 1).wrapping_mul(KEYS[2]);
    for key in KEYS {
        found = (found ^ found >> 64).wrapping_mul(key);
        found ^= found >> 47;
    }
    found % P
}

#[cfg(test)]
mod tests {
    use super::{Atom, Fingerprint, P, inverse, mixed, times};
    use crate::numeric::{Rational, parse_rational};
    use dashu_int::UBig;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    fn of(text: &str) -> Fingerprint {
        Fingerprint::of_rational(&parse_rational(text).expect("it is a fraction"))
    }

    #[test]
    fn fractions_are_computed_with() {
        assert!(of("1/3").plus(of("1/6")).is_that_of(of("1/2")));
        assert!(of("-7/5").times(of("5/7")).plus(of("1")).is_zero());
        assert!(of("3/4").over(of("-1/2")).is_that_of(of("-3/2")));
        assert!(!of("1/3").is_that_of(of("1/2")));
    }

    #[test]
    fn nothing_comes_of_what_is_unknown() {
        let unknown = Fingerprint::UNKNOWN;
        for found in [
            unknown.plus(of("1")),
            of("1").plus(unknown),
            unknown.times(of("0")),
            of("1").over(unknown),
            unknown.over(of("2")),
            of("1").over(of("0")),
            unknown.atom(Atom::Root),
            unknown.negated(),
        ] {
            assert!(!found.is_known());
        }
        assert!(!unknown.is_that_of(unknown));
    }

    #[test]
    fn atoms_of_equal_numbers_are_equal_and_others_are_not() {
        assert!(of("2/4").atom(Atom::Root).is_that_of(of("1/2").atom(Atom::Root)));
        assert!(!of("1/2").atom(Atom::Root).is_that_of(of("1/2").atom(Atom::Exponential)));
        assert!(!of("1/2").atom(Atom::Root).is_that_of(of("1/3").atom(Atom::Root)));
        assert_ne!(mixed(0, 0), mixed(1, 0));
    }

    proptest! {
        #[test]
        fn products_are_those_of_whole_numbers_modulo_the_prime(a in any::<u128>(), b in any::<u128>()) {
            let (a, b) = (a % P, b % P);
            let expected = UBig::from(a) * UBig::from(b) % UBig::from(P);
            prop_assert_eq!(UBig::from(times(a, b)), expected);
            prop_assert!(a == 0 || times(a, inverse(a)) == 1);
        }

        #[test]
        fn a_sum_of_fractions_has_the_fingerprint_of_the_sum(a in any::<i64>(), b in 1_i64.., c in any::<i64>(), d in 1_i64..) {
            let fraction = |n: i64, d: i64| Rational::from_parts_signed(n.into(), d.into());
            let (x, y) = (fraction(a, b), fraction(c, d));
            let together = Fingerprint::of_rational(&x).plus(Fingerprint::of_rational(&y));
            prop_assert!(together.is_that_of(Fingerprint::of_rational(&(&x + &y))));
        }
    }
}
