//! Polynomials in numbered atoms with rational coefficients, exact.

use std::collections::{BTreeMap, BTreeSet};

use crate::numeric::Rational;

/// The number of an atom: an unknown that a polynomial is made of.
pub type AtomId = u32;

/// A product of powers of atoms: atoms in rising order, each with its positive exponent.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Monomial(Vec<(AtomId, u32)>);

impl Monomial {
    /// The product of no atoms.
    #[must_use]
    pub const fn one() -> Self {
        Self(Vec::new())
    }

    /// The product of the given powers; atoms may repeat, exponents may be 0.
    #[must_use]
    pub fn of(powers: impl IntoIterator<Item = (AtomId, u32)>) -> Self {
        let mut sum: BTreeMap<AtomId, u32> = BTreeMap::new();
        for (atom, exponent) in powers {
            *sum.entry(atom).or_default() += exponent;
        }
        Self(sum.into_iter().filter(|(_, exponent)| *exponent > 0).collect())
    }

    /// Its atoms in rising order with their exponents.
    #[must_use]
    pub fn powers(&self) -> &[(AtomId, u32)] {
        &self.0
    }

    /// The exponent of an atom, 0 where it does not occur.
    #[must_use]
    pub fn exponent(&self, atom: AtomId) -> u32 {
        self.0.iter().find(|(known, _)| *known == atom).map_or(0, |(_, exponent)| *exponent)
    }

    /// The same without an atom.
    #[must_use]
    pub fn without(&self, atom: AtomId) -> Self {
        Self(self.0.iter().copied().filter(|(known, _)| *known != atom).collect())
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        let mut product = Vec::with_capacity(a.len() + b.len());
        let (mut i, mut j) = (0, 0);
        while i < a.len() || j < b.len() {
            if j == b.len() || i < a.len() && a[i].0 < b[j].0 {
                product.push(a[i]);
                i += 1;
            } else if i == a.len() || b[j].0 < a[i].0 {
                product.push(b[j]);
                j += 1;
            } else {
                product.push((a[i].0, a[i].1 + b[j].1));
                i += 1;
                j += 1;
            }
        }
        Self(product)
    }

    /// The quotient, where the other divides it.
    #[must_use]
    pub fn over(&self, other: &Self) -> Option<Self> {
        if other.0.iter().any(|(atom, exponent)| self.exponent(*atom) < *exponent) {
            return None;
        }
        let left = self.0.iter().map(|(atom, exponent)| (*atom, exponent - other.exponent(*atom)));
        Some(Self(left.filter(|(_, exponent)| *exponent > 0).collect()))
    }

    /// The part made of atoms that meet a condition, and the rest.
    #[must_use]
    pub fn split(&self, is_in: impl Fn(AtomId) -> bool) -> (Self, Self) {
        let (inside, outside) = self.0.iter().copied().partition(|(atom, _)| is_in(*atom));
        (Self(inside), Self(outside))
    }
}

/// A sum of monomials with nonzero coefficients.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Polynomial(BTreeMap<Monomial, Rational>);

impl Polynomial {
    /// 0
    #[must_use]
    pub const fn zero() -> Self {
        Self(BTreeMap::new())
    }

    /// 1
    #[must_use]
    pub fn one() -> Self {
        Self::constant(Rational::ONE)
    }

    /// A number.
    #[must_use]
    pub fn constant(value: Rational) -> Self {
        Self::term(Monomial::one(), value)
    }

    /// An atom.
    #[must_use]
    pub fn atom(atom: AtomId) -> Self {
        Self::term(Monomial(vec![(atom, 1)]), Rational::ONE)
    }

    /// One monomial with its coefficient.
    #[must_use]
    pub fn term(monomial: Monomial, coefficient: Rational) -> Self {
        let mut sum = Self::zero();
        sum.add_term(monomial, coefficient);
        sum
    }

    /// Adds one monomial.
    pub fn add_term(&mut self, monomial: Monomial, coefficient: Rational) {
        let sum = match self.0.remove(&monomial) {
            Some(known) => known + coefficient,
            None => coefficient,
        };
        if !sum.is_zero() {
            self.0.insert(monomial, sum);
        }
    }

    /// Its monomials with their coefficients.
    pub fn terms(&self) -> impl DoubleEndedIterator<Item = (&Monomial, &Rational)> {
        self.0.iter()
    }

    /// How many monomials it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it is 0.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_empty()
    }

    /// Its value, where it is a number.
    #[must_use]
    pub fn as_constant(&self) -> Option<Rational> {
        match self.0.len() {
            0 => Some(Rational::ZERO),
            1 => self.0.get(&Monomial::one()).cloned(),
            _ => None,
        }
    }

    /// The atom that it is, where it is one.
    #[must_use]
    pub fn as_atom(&self) -> Option<AtomId> {
        match self.0.first_key_value() {
            Some((monomial, coefficient)) if self.0.len() == 1 && *coefficient == Rational::ONE => {
                match monomial.powers() {
                    [(atom, 1)] => Some(*atom),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The atoms that occur.
    #[must_use]
    pub fn atoms(&self) -> BTreeSet<AtomId> {
        self.0.keys().flat_map(|monomial| monomial.powers().iter().map(|(atom, _)| *atom)).collect()
    }

    /// The highest exponent of an atom.
    #[must_use]
    pub fn degree(&self, atom: AtomId) -> u32 {
        self.0.keys().map(|monomial| monomial.exponent(atom)).max().unwrap_or(0)
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for (monomial, coefficient) in &other.0 {
            sum.add_term(monomial.clone(), coefficient.clone());
        }
        sum
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let mut difference = self.clone();
        for (monomial, coefficient) in &other.0 {
            difference.add_term(monomial.clone(), -coefficient.clone());
        }
        difference
    }

    /// The product with a number.
    #[must_use]
    pub fn scaled(&self, factor: &Rational) -> Self {
        if factor.is_zero() {
            return Self::zero();
        }
        Self(self.0.iter().map(|(monomial, coefficient)| (monomial.clone(), coefficient * factor)).collect())
    }

    /// The negative.
    #[must_use]
    pub fn negated(&self) -> Self {
        self.scaled(&-Rational::ONE)
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Self) -> Self {
        let mut product = Self::zero();
        for (left, a) in &self.0 {
            for (right, b) in &other.0 {
                product.add_term(left.times(right), a * b);
            }
        }
        product
    }

    /// A whole power.
    #[must_use]
    pub fn power(&self, exponent: u32) -> Self {
        let mut product = Self::one();
        for _ in 0..exponent {
            product = product.times(self);
        }
        product
    }

    /// The quotient, where the other divides it without remainder.
    #[must_use]
    pub fn over(&self, divisor: &Self) -> Option<Self> {
        let (lead, by) = divisor.0.last_key_value()?;
        let mut rest = self.clone();
        let mut quotient = Self::zero();
        // The order of monomials is not one of divisions, so a remainder may come back: each step must shrink it.
        for _ in 0..=4 * self.len() {
            let Some((monomial, coefficient)) = rest.0.last_key_value() else {
                return Some(quotient);
            };
            let step = Self::term(monomial.over(lead)?, coefficient / by);
            rest = rest.minus(&step.times(divisor));
            quotient = quotient.plus(&step);
        }
        None
    }

    /// Coefficients by the power of an atom, from the power 0 on.
    #[must_use]
    pub fn by_power(&self, atom: AtomId) -> Vec<Self> {
        let mut parts = vec![Self::zero(); self.degree(atom) as usize + 1];
        for (monomial, coefficient) in &self.0 {
            parts[monomial.exponent(atom) as usize].add_term(monomial.without(atom), coefficient.clone());
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::{Monomial, Polynomial};
    use crate::numeric::Rational;

    fn sum(atoms: &[u32]) -> Polynomial {
        atoms.iter().fold(Polynomial::zero(), |sum, atom| sum.plus(&Polynomial::atom(*atom)))
    }

    #[test]
    fn a_binomial_squared_has_three_terms() {
        let square = sum(&[0, 1]).power(2);
        assert_eq!(square.len(), 3);
        let mixed = square.terms().find(|(monomial, _)| **monomial == Monomial::of([(0, 1), (1, 1)]));
        assert_eq!(mixed.map(|(_, coefficient)| coefficient.clone()), Some(Rational::from(2)));
    }

    #[test]
    fn a_product_is_divided_by_its_factor_and_nothing_else_is() {
        let (a, b) = (sum(&[0, 1]), sum(&[1, 2]));
        assert_eq!(a.times(&b).over(&a), Some(b.clone()));
        assert_eq!(a.times(&b).plus(&Polynomial::one()).over(&a), None);
        assert_eq!(Polynomial::zero().over(&a), Some(Polynomial::zero()));
    }

    #[test]
    fn what_cancels_leaves_no_term() {
        assert!(sum(&[0, 1]).minus(&sum(&[1, 0])).is_zero());
    }
}
