//! Dyadic numbers: the small exact numbers that recipes are made of.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use dashu_base::PowerOfTwo;
use dashu_int::{IBig, UBig};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::rational::{ParseRationalError, Rational, excerpt, parse_rational, print_rational};
use super::tolerance::DYADIC_EXPONENT;

/// The number `mantissa * 2^exponent`, exactly.
///
/// Always normalised (the mantissa is odd, or both parts are zero), so that equal numbers are equal
/// values. The text form is a reduced fraction, `-5` or `3/2`, and so is the serialised one.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Dyadic {
    mantissa: i64,
    exponent: i32,
}

/// Characters of the longest text that can be a dyadic number: no more than 700 digits on either side of the stroke.
const LONGEST_TEXT: usize = 1_500;

/// Why a text is not a dyadic number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseDyadicError {
    /// The text is no fraction at all.
    #[error(transparent)]
    Rational(#[from] ParseRationalError),
    /// The denominator has an odd factor.
    #[error("`{0}` is not dyadic: its denominator is not a power of two")]
    NotDyadic(String),
    /// The odd part of the numerator does not fit 63 bits, or the exponent is out of range.
    #[error("`{0}` has more digits than a dyadic number holds")]
    TooLong(String),
}

impl Dyadic {
    /// The number 0.
    pub const ZERO: Self = Self { mantissa: 0, exponent: 0 };
    /// The number 1.
    pub const ONE: Self = Self { mantissa: 1, exponent: 0 };

    /// The number `mantissa * 2^exponent`. Exact.
    ///
    /// # Panics
    /// The exponent, once the mantissa is odd, is not an `i32`; only exponents within 63 of
    /// `i32::MAX` can bring that about.
    #[must_use]
    pub const fn new(mantissa: i64, exponent: i32) -> Self {
        if mantissa == 0 {
            return Self::ZERO;
        }
        let zeros = mantissa.trailing_zeros();
        match exponent.checked_add(zeros.cast_signed()) {
            Some(exponent) => Self { mantissa: mantissa >> zeros, exponent },
            None => panic!("the exponent of a dyadic number is out of range"),
        }
    }

    /// A whole number. Exact.
    #[must_use]
    pub const fn integer(value: i64) -> Self {
        Self::new(value, 0)
    }

    /// The exact value of a finite double; `None` for infinities and NaN.
    #[must_use]
    pub fn from_f64_exact(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        let (fraction, exponent) = libm::frexp(value);
        // The fraction has at most 53 bits, so that the product is a whole number below 2^53.
        #[allow(clippy::cast_possible_truncation)]
        let mantissa = libm::ldexp(fraction, 53) as i64;
        Some(Self::new(mantissa, exponent - 53))
    }

    /// The value of a rational whose denominator is a power of two; `None` if it is none or too long.
    #[must_use]
    pub fn from_rational(value: &Rational) -> Option<Self> {
        if value.is_zero() {
            return Some(Self::ZERO);
        }
        if !value.denominator().is_power_of_two() {
            return None;
        }
        let zeros = value.numerator().trailing_zeros()?;
        let mantissa = i64::try_from(value.numerator() >> zeros).ok()?;
        let fraction = value.denominator().trailing_zeros()?;
        let exponent = i64::try_from(zeros).ok()? - i64::try_from(fraction).ok()?;
        Self::limited(mantissa, exponent)
    }

    /// The value as a double: exact where the mantissa has at most 53 bits and the exponent is in
    /// the range of normal doubles, otherwise within two roundings of it.
    #[must_use]
    #[allow(clippy::cast_precision_loss)] // The loss is the documented rounding.
    pub fn to_f64(&self) -> f64 {
        libm::ldexp(self.mantissa as f64, self.exponent)
    }

    /// The value as a rational. Exact.
    #[must_use]
    pub fn to_rational(&self) -> Rational {
        let power = UBig::ONE << self.exponent.unsigned_abs() as usize;
        if self.exponent < 0 {
            Rational::from_parts(IBig::from(self.mantissa), power)
        } else {
            Rational::from(IBig::from(self.mantissa) * power)
        }
    }

    /// The odd part of the number, with its sign.
    #[must_use]
    pub const fn mantissa(&self) -> i64 {
        self.mantissa
    }

    /// The power of two that the mantissa is multiplied by.
    #[must_use]
    pub const fn exponent(&self) -> i32 {
        self.exponent
    }

    /// Whether the number is 0.
    #[must_use]
    pub const fn is_zero(&self) -> bool {
        self.mantissa == 0
    }

    /// The sign: -1, 0 or 1.
    #[must_use]
    pub const fn signum(&self) -> i32 {
        if self.mantissa > 0 {
            1
        } else if self.mantissa < 0 {
            -1
        } else {
            0
        }
    }

    /// `|self|`. Exact.
    #[must_use]
    pub const fn abs(self) -> Self {
        // An odd mantissa never is the one number without a negative.
        Self { mantissa: self.mantissa.abs(), exponent: self.exponent }
    }

    /// `-self`. Exact.
    #[must_use]
    #[allow(clippy::should_implement_trait)] // Kept alike to the checked operations below.
    pub const fn neg(self) -> Self {
        Self { mantissa: -self.mantissa, exponent: self.exponent }
    }

    /// `self + other`. Exact; `None` where the result does not fit.
    #[must_use]
    #[allow(clippy::should_implement_trait)] // The operators cannot be checked.
    pub fn add(self, other: Self) -> Option<Self> {
        let (low, high) = if self.exponent <= other.exponent { (self, other) } else { (other, self) };
        if low.is_zero() {
            return Some(high);
        }
        if high.is_zero() {
            return Some(low);
        }
        let gap = u32::try_from(i64::from(high.exponent) - i64::from(low.exponent)).ok()?;
        if gap > 63 {
            // The odd last bit of the lower one is too far from the first of the higher.
            return None;
        }
        let sum = (i128::from(high.mantissa) << gap) + i128::from(low.mantissa);
        Self::from_wide(sum, i64::from(low.exponent))
    }

    /// `self - other`. Exact; `None` where the result does not fit.
    #[must_use]
    #[allow(clippy::should_implement_trait)] // The operators cannot be checked.
    pub fn sub(self, other: Self) -> Option<Self> {
        self.add(other.neg())
    }

    /// `self * other`. Exact; `None` where the result does not fit.
    #[must_use]
    #[allow(clippy::should_implement_trait)] // The operators cannot be checked.
    pub fn mul(self, other: Self) -> Option<Self> {
        let product = i128::from(self.mantissa) * i128::from(other.mantissa);
        Self::from_wide(product, i64::from(self.exponent) + i64::from(other.exponent))
    }

    fn from_wide(mantissa: i128, exponent: i64) -> Option<Self> {
        if mantissa == 0 {
            return Some(Self::ZERO);
        }
        let zeros = mantissa.trailing_zeros();
        Self::limited(i64::try_from(mantissa >> zeros).ok()?, exponent + i64::from(zeros))
    }

    /// An odd mantissa with an exponent, if that is within the limit.
    fn limited(mantissa: i64, exponent: i64) -> Option<Self> {
        let exponent = i32::try_from(exponent).ok()?;
        (exponent.unsigned_abs() <= DYADIC_EXPONENT.unsigned_abs()).then_some(Self { mantissa, exponent })
    }

    /// How much there is to read in the number: 0 for 0, then 1, -1, 2, -2, 1/2, -1/2, and growing
    /// with the digits.
    ///
    /// Each binary digit of the mantissa, each one among them, and each place of the exponent adds
    /// to it; places behind the point count twice, so that whole numbers come before fractions. A
    /// minus sign adds least.
    #[must_use]
    pub fn complexity(&self) -> u32 {
        if self.is_zero() {
            return 0;
        }
        let magnitude = self.mantissa.unsigned_abs();
        let digits = magnitude.ilog2() + magnitude.count_ones() - 1;
        let scale = self.exponent.unsigned_abs().saturating_mul(1 + u32::from(self.exponent < 0));
        let weight = digits.saturating_add(scale).min(u32::MAX / 2 - 1);
        1 + 2 * weight + u32::from(self.mantissa < 0)
    }

    /// Strictly simpler numbers to try in the place of this one, the simplest first.
    ///
    /// Each has a smaller [`Dyadic::complexity`], so that replacing again and again ends.
    #[must_use]
    pub fn simpler(&self) -> Vec<Self> {
        let own = self.complexity();
        let mut candidates: Vec<Self> = [
            Self::ZERO,
            Self::ONE,
            Self::ONE.neg(),
            Self::integer(2),
            Self::integer(-2),
            Self::new(1, -1),
            Self::new(-1, -1),
        ]
        .into_iter()
        .chain(self.nearby())
        .filter(|candidate| candidate.complexity() < own)
        .collect();
        candidates.sort_by_key(|candidate| (candidate.complexity(), *candidate));
        candidates.dedup();
        candidates
    }

    /// Numbers made from this one: without its sign, without its fraction, with half of its bits,
    /// with fewer digits behind the point, a step nearer to zero. Not all of them are simpler.
    fn nearby(self) -> Vec<Self> {
        let bits = self.mantissa.unsigned_abs().max(1).ilog2() + 1;
        let kept_without = |dropped: u32| Self {
            mantissa: self.mantissa / (1_i64 << dropped),
            exponent: self.exponent.saturating_add(dropped.cast_signed()),
        };
        let mut nearby = vec![self.abs(), Self::new(self.mantissa, self.exponent / 2)];
        for dropped in [bits / 2, bits / 4, 1] {
            if dropped < bits {
                let cut = kept_without(dropped);
                nearby.push(Self::new(cut.mantissa, cut.exponent));
            }
        }
        match self.exponent.cmp(&0) {
            Ordering::Less => {
                let fraction = self.exponent.unsigned_abs();
                let whole = if fraction < bits { kept_without(fraction).mantissa } else { 0 };
                let towards_own_side = whole.saturating_add(self.mantissa.signum());
                nearby.extend([Self::integer(whole), Self::integer(towards_own_side)]);
            }
            Ordering::Equal => {
                nearby.push(Self::integer(self.mantissa - self.mantissa.signum()));
            }
            Ordering::Greater => nearby.push(Self::new(self.mantissa, self.exponent - 1)),
        }
        nearby
    }

    /// The exponent of the first bit; the number is not zero.
    fn leading(self) -> i64 {
        i64::from(self.exponent) + i64::from(self.mantissa.unsigned_abs().ilog2())
    }
}

impl Ord for Dyadic {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_sign = self.signum().cmp(&other.signum());
        if by_sign != Ordering::Equal || self.is_zero() {
            return by_sign;
        }
        // Aligned to their first bits, the mantissas of like magnitude compare as integers.
        let aligned = |number: &Self| {
            let magnitude = number.mantissa.unsigned_abs();
            magnitude << magnitude.leading_zeros()
        };
        let by_magnitude = self.leading().cmp(&other.leading()).then_with(|| aligned(self).cmp(&aligned(other)));
        if self.mantissa < 0 { by_magnitude.reverse() } else { by_magnitude }
    }
}

impl PartialOrd for Dyadic {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Default for Dyadic {
    fn default() -> Self {
        Self::ZERO
    }
}

impl From<i32> for Dyadic {
    fn from(value: i32) -> Self {
        Self::integer(i64::from(value))
    }
}

impl fmt::Display for Dyadic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&print_rational(&self.to_rational()))
    }
}

impl fmt::Debug for Dyadic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl FromStr for Dyadic {
    type Err = ParseDyadicError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > LONGEST_TEXT {
            return Err(ParseDyadicError::TooLong(excerpt(text)));
        }
        let value = parse_rational(text)?;
        if !value.denominator().is_power_of_two() {
            return Err(ParseDyadicError::NotDyadic(text.to_owned()));
        }
        Self::from_rational(&value).ok_or_else(|| ParseDyadicError::TooLong(text.to_owned()))
    }
}

impl Serialize for Dyadic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Dyadic {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};

    use super::{Dyadic, ParseDyadicError};

    fn dyadic(text: &str) -> Dyadic {
        text.parse().unwrap()
    }

    fn any_dyadic() -> impl Strategy<Value = Dyadic> {
        (any::<i64>(), 0_u32..64, -100_i32..100)
            .prop_map(|(mantissa, drop, exponent)| Dyadic::new(mantissa >> drop, exponent))
    }

    #[test]
    fn six_eighths_is_normalised() {
        assert_eq!(Dyadic::new(6, -3), Dyadic::new(3, -2));
        assert_eq!(Dyadic::new(6, -3).to_string(), "3/4");
        assert_eq!(Dyadic::new(i64::MIN, 0).abs().to_string(), "9223372036854775808");
        assert_eq!(Dyadic::new(0, 17), Dyadic::ZERO);
    }

    #[test]
    fn text_is_a_fraction() {
        for text in ["3/2", "-5", "1/1024", "0", "-7/4"] {
            assert_eq!(dyadic(text).to_string(), text);
            assert_eq!(format!("{:?}", dyadic(text)), text);
        }
    }

    #[test]
    fn a_third_is_not_dyadic() {
        let error = "1/3".parse::<Dyadic>().unwrap_err();
        assert_eq!(error, ParseDyadicError::NotDyadic("1/3".to_owned()));
        assert!(error.to_string().contains("power of two"));
        assert!("18446744073709551617".parse::<Dyadic>().is_err());
        assert!("1/0".parse::<Dyadic>().is_err());
        assert!("0.5".parse::<Dyadic>().is_err());
    }

    #[test]
    fn simple_numbers_come_first() {
        let order = ["0", "1", "-1", "2", "-2", "1/2", "-1/2"];
        let costs: Vec<u32> = order.iter().map(|text| dyadic(text).complexity()).collect();
        assert_eq!(costs, [0, 1, 2, 3, 4, 5, 6]);
        assert!(dyadic("3/2").complexity() > dyadic("3").complexity());
        assert!(dyadic("1/4").complexity() > dyadic("1/2").complexity());
        assert!(dyadic("1001/1024").complexity() > dyadic("1/1024").complexity());
    }

    #[test]
    fn one_has_only_zero_below_it() {
        assert_eq!(Dyadic::ONE.simpler(), [Dyadic::ZERO]);
        assert!(Dyadic::ZERO.simpler().is_empty());
    }

    #[test]
    fn seven_halves_offers_its_whole_neighbours() {
        let simpler = dyadic("7/2").simpler();
        for text in ["0", "1", "3", "4"] {
            assert!(simpler.contains(&dyadic(text)), "{text}");
        }
    }

    #[test]
    fn shrinking_greedily_finds_the_simplest_number_above_a_bound() {
        let mut number = dyadic("123456789/1024");
        while let Some(simpler) = number.simpler().into_iter().find(|&n| n >= dyadic("5/2")) {
            number = simpler;
        }
        assert!(number.complexity() <= dyadic("4").complexity(), "{number}");
    }

    #[test]
    fn results_that_do_not_fit_are_none() {
        let large = Dyadic::integer(i64::MAX);
        assert_eq!(large.mul(large), None);
        assert_eq!(large.add(Dyadic::new(1, -2)), None);
        assert_eq!(Dyadic::new(1, 2000).mul(Dyadic::new(1, 2000)), None);
        assert_eq!(Dyadic::ONE.add(Dyadic::new(1, -100)), None);
        assert_eq!(Dyadic::new(1, 300).add(Dyadic::ZERO), Some(Dyadic::new(1, 300)));
    }

    #[test]
    fn serialised_as_its_text() {
        assert_eq!(serde_json::to_string(&dyadic("3/2")).unwrap(), "\"3/2\"");
        assert_eq!(serde_json::from_str::<Dyadic>("\"-1/4\"").unwrap(), Dyadic::new(-1, -2));
        assert!(serde_json::from_str::<Dyadic>("\"1/3\"").is_err());
    }

    proptest! {
        #[test]
        fn every_finite_double_is_dyadic(bits in any::<u64>()) {
            let double = f64::from_bits(bits);
            match Dyadic::from_f64_exact(double) {
                Some(number) => {
                    prop_assert_eq!(number.to_f64(), double);
                    prop_assert_eq!(dyadic(&number.to_string()), number);
                }
                None => prop_assert!(!double.is_finite()),
            }
        }

        #[test]
        fn order_and_arithmetic_agree_with_rationals(a in any_dyadic(), b in any_dyadic()) {
            let (p, q) = (a.to_rational(), b.to_rational());
            prop_assert_eq!(a.cmp(&b), p.cmp(&q));
            prop_assert_eq!(a.neg().to_rational(), -&p);
            for (result, exact) in
                [(a.add(b), &p + &q), (a.sub(b), &p - &q), (a.mul(b), &p * &q)]
            {
                prop_assert_eq!(result, Dyadic::from_rational(&exact));
            }
        }

        #[test]
        fn simpler_numbers_are_strictly_simpler(a in any_dyadic()) {
            for simpler in a.simpler() {
                prop_assert!(simpler.complexity() < a.complexity());
                prop_assert_eq!(Dyadic::new(simpler.mantissa, simpler.exponent), simpler);
            }
        }
    }
}
