//! Fractions of polynomials whose denominators are kept as products, so that sums of many steps share them.

use std::collections::BTreeMap;

use super::polynomial::{AtomId, Monomial, Polynomial};
use crate::numeric::Rational;

/// Numerators with more terms are not tried for common factors, which may stay: that costs time and no truth.
const MOST_TERMS_DIVIDED: usize = 60;

/// A polynomial over a product of powers of polynomials, each with the leading coefficient 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fraction {
    numerator: Polynomial,
    denominator: BTreeMap<Polynomial, u32>,
}

impl From<Polynomial> for Fraction {
    fn from(numerator: Polynomial) -> Self {
        Self { numerator, denominator: BTreeMap::new() }
    }
}

impl Fraction {
    /// A number.
    #[must_use]
    pub fn constant(value: Rational) -> Self {
        Polynomial::constant(value).into()
    }

    /// An atom.
    #[must_use]
    pub fn atom(atom: AtomId) -> Self {
        Polynomial::atom(atom).into()
    }

    /// What stands above.
    #[must_use]
    pub const fn numerator(&self) -> &Polynomial {
        &self.numerator
    }

    /// The factors below with their exponents.
    #[must_use]
    pub const fn factors(&self) -> &BTreeMap<Polynomial, u32> {
        &self.denominator
    }

    /// What stands below, multiplied out.
    #[must_use]
    pub fn denominator(&self) -> Polynomial {
        product(&self.denominator)
    }

    /// Whether it is 0 as it stands.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    /// Its value, where it is a number.
    #[must_use]
    pub fn as_constant(&self) -> Option<Rational> {
        if self.denominator.is_empty() { self.numerator.as_constant() } else { None }
    }

    /// The atom that it is, where it is one.
    #[must_use]
    pub fn as_atom(&self) -> Option<AtomId> {
        if self.denominator.is_empty() { self.numerator.as_atom() } else { None }
    }

    /// Whether a condition holds of some atom in it.
    #[must_use]
    pub fn has_atom(&self, condition: impl Fn(AtomId) -> bool) -> bool {
        let mut atoms = self.numerator.atoms();
        self.denominator.keys().for_each(|factor| atoms.extend(factor.atoms()));
        atoms.into_iter().any(condition)
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        if self.is_zero() {
            return other.clone();
        }
        if other.is_zero() {
            return self.clone();
        }
        let mut common = self.denominator.clone();
        for (factor, exponent) in &other.denominator {
            let known = common.entry(factor.clone()).or_default();
            *known = (*known).max(*exponent);
        }
        let raised = |part: &Self| part.numerator.times(&product(&missing(&common, &part.denominator)));
        let numerator = raised(self).plus(&raised(other));
        Self { numerator, denominator: common }.reduced()
    }

    /// The negative.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self { numerator: self.numerator.negated(), denominator: self.denominator.clone() }
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        self.plus(&other.negated())
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let mut denominator = self.denominator.clone();
        for (factor, exponent) in &other.denominator {
            *denominator.entry(factor.clone()).or_default() += exponent;
        }
        Self { numerator: self.numerator.times(&other.numerator), denominator }.reduced()
    }

    /// The product with a number.
    #[must_use]
    pub fn scaled(&self, factor: &Rational) -> Self {
        Self { numerator: self.numerator.scaled(factor), denominator: self.denominator.clone() }.reduced()
    }

    /// The inverse; `None` of 0. That what stands below is nowhere 0 is for the caller to show.
    #[must_use]
    pub fn inverse(&self) -> Option<Self> {
        let (content, rest) = without_content(&self.numerator);
        let coefficient = rest.terms().next_back()?.1.clone();
        let numerator = product(&self.denominator).scaled(&(Rational::ONE / &coefficient));
        let mut denominator: BTreeMap<Polynomial, u32> =
            content.powers().iter().map(|(atom, exponent)| (Polynomial::atom(*atom), *exponent)).collect();
        if rest.len() > 1 {
            denominator.insert(rest.scaled(&(Rational::ONE / coefficient)), 1);
        }
        Some(Self { numerator, denominator }.reduced())
    }

    /// A whole power that is not negative.
    #[must_use]
    pub fn power(&self, exponent: u32) -> Self {
        let mut result = Self::constant(Rational::ONE);
        for _ in 0..exponent {
            result = result.times(self);
        }
        result
    }

    /// Cancels factors of the denominator that divide the numerator.
    fn reduced(mut self) -> Self {
        if self.numerator.is_zero() {
            self.denominator.clear();
        }
        let factors: Vec<(Polynomial, u32)> = std::mem::take(&mut self.denominator).into_iter().collect();
        for (factor, mut exponent) in factors {
            let is_cheap = factor.as_atom().is_some() || self.numerator.len() <= MOST_TERMS_DIVIDED;
            while is_cheap && exponent > 0 {
                let Some(quotient) = self.numerator.over(&factor) else { break };
                self.numerator = quotient;
                exponent -= 1;
            }
            if exponent > 0 {
                self.denominator.insert(factor, exponent);
            }
        }
        self
    }
}

/// The product of powers.
fn product(factors: &BTreeMap<Polynomial, u32>) -> Polynomial {
    factors.iter().fold(Polynomial::one(), |product, (factor, exponent)| product.times(&factor.power(*exponent)))
}

/// By what a denominator must be multiplied to become a common one.
fn missing(common: &BTreeMap<Polynomial, u32>, own: &BTreeMap<Polynomial, u32>) -> BTreeMap<Polynomial, u32> {
    let left = |(factor, exponent): (&Polynomial, &u32)| {
        let left = exponent - own.get(factor).copied().unwrap_or(0);
        (left > 0).then(|| (factor.clone(), left))
    };
    common.iter().filter_map(left).collect()
}

/// The largest monomial that divides every term, and what is left.
fn without_content(polynomial: &Polynomial) -> (Monomial, Polynomial) {
    let shared = polynomial.atoms().into_iter().filter_map(|atom| {
        let least = polynomial.terms().map(|(monomial, _)| monomial.exponent(atom)).min()?;
        (least > 0).then_some((atom, least))
    });
    let content = Monomial::of(shared);
    let mut rest = Polynomial::zero();
    for (monomial, coefficient) in polynomial.terms() {
        rest.add_term(monomial.over(&content).unwrap_or_default(), coefficient.clone());
    }
    (content, rest)
}

#[cfg(test)]
mod tests {
    use super::Fraction;
    use crate::numeric::Rational;

    #[test]
    fn a_fraction_times_its_inverse_is_one() {
        let x = Fraction::atom(0).plus(&Fraction::constant(Rational::from(3)));
        let y = x.times(&Fraction::atom(1).inverse().expect("an atom is not 0"));
        let product = y.times(&y.inverse().expect("not 0"));
        assert_eq!(product.as_constant(), Some(Rational::ONE));
    }

    #[test]
    fn sums_share_their_denominators() {
        let over = Fraction::atom(0).inverse().expect("an atom is not 0");
        let sum = over.plus(&over).plus(&over.power(2));
        assert_eq!(sum.factors().len(), 1);
        assert_eq!(sum.numerator().len(), 2);
    }

    #[test]
    fn zero_has_no_inverse() {
        assert_eq!(Fraction::constant(Rational::ZERO).inverse(), None);
    }
}
