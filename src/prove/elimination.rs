//! Exact elimination: unknowns that linear equations determine, as sums of those that stay free.

use std::collections::BTreeMap;

use crate::numeric::Rational;

/// `constant + sum of coefficient * unknown`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Affine {
    /// The number in front.
    pub constant: Rational,
    /// Coefficients by the number of the unknown; zeros are left out.
    pub terms: BTreeMap<usize, Rational>,
}

impl Affine {
    /// One unknown.
    #[must_use]
    pub fn unknown(number: usize) -> Self {
        Self { constant: Rational::ZERO, terms: BTreeMap::from([(number, Rational::ONE)]) }
    }

    /// Whether it is 0 whatever the unknowns.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.constant.is_zero() && self.terms.is_empty()
    }

    /// Adds a multiple of an unknown.
    pub fn add_term(&mut self, number: usize, value: &Rational) {
        let sum = self.terms.remove(&number).map_or_else(|| value.clone(), |known| known + value);
        if !sum.is_zero() {
            self.terms.insert(number, sum);
        }
    }

    /// Adds a multiple of another.
    pub fn add(&mut self, factor: &Rational, other: &Self) {
        self.constant += factor * &other.constant;
        for (number, value) in &other.terms {
            self.add_term(*number, &(factor * value));
        }
    }

    /// Its value where the unknowns have these.
    #[must_use]
    pub fn at(&self, values: &BTreeMap<usize, Rational>) -> Rational {
        self.terms.iter().fold(self.constant.clone(), |sum, (number, value)| match values.get(number) {
            Some(known) => sum + value * known,
            None => sum,
        })
    }
}

/// Equations solved so far: determined unknowns as sums of free ones.
#[derive(Debug, Clone, Default)]
pub struct Elimination {
    determined: BTreeMap<usize, Affine>,
}

impl Elimination {
    /// The expression in the free unknowns.
    #[must_use]
    pub fn resolve(&self, expression: &Affine) -> Affine {
        let mut result = Affine { constant: expression.constant.clone(), terms: BTreeMap::new() };
        for (number, value) in &expression.terms {
            match self.determined.get(number) {
                Some(known) => result.add(value, known),
                None => result.add_term(*number, value),
            }
        }
        result
    }

    /// Whether an unknown is determined.
    #[must_use]
    pub fn is_determined(&self, number: usize) -> bool {
        self.determined.contains_key(&number)
    }

    /// Adds the equation `expression = 0`; `false` where it contradicts the others. The unknown that is preferred most is determined.
    #[must_use]
    pub fn add(&mut self, expression: &Affine, preference: impl Fn(usize) -> f64) -> bool {
        let mut expression = self.resolve(expression);
        let best =
            expression.terms.keys().copied().max_by(|a, b| preference(*a).total_cmp(&preference(*b)).then(a.cmp(b)));
        let Some(pivot) = best else { return expression.constant.is_zero() };
        let Some(coefficient) = expression.terms.remove(&pivot) else { return false };
        let mut solved = Affine::default();
        solved.add(&(-Rational::ONE / coefficient), &expression);
        for known in self.determined.values_mut() {
            if let Some(factor) = known.terms.remove(&pivot) {
                known.add(&factor, &solved);
            }
        }
        self.determined.insert(pivot, solved);
        true
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Affine, Elimination};
    use crate::numeric::Rational;

    fn sum(constant: i64, terms: &[(usize, i64)]) -> Affine {
        let terms = terms.iter().map(|(number, value)| (*number, Rational::from(*value)));
        Affine { constant: Rational::from(constant), terms: terms.collect::<BTreeMap<_, _>>() }
    }

    #[test]
    fn two_equations_determine_two_unknowns() {
        let mut equations = Elimination::default();
        assert!(equations.add(&sum(-3, &[(0, 1), (1, 1)]), |_| 0.0));
        assert!(equations.add(&sum(-1, &[(0, 1), (1, -1)]), |_| 0.0));
        assert_eq!(equations.resolve(&Affine::unknown(0)), sum(2, &[]));
        assert_eq!(equations.resolve(&Affine::unknown(1)), sum(1, &[]));
    }

    #[test]
    fn a_contradiction_is_noticed() {
        let mut equations = Elimination::default();
        assert!(equations.add(&sum(-3, &[(0, 1), (1, 1)]), |_| 0.0));
        assert!(!equations.add(&sum(-4, &[(0, 1), (1, 1)]), |_| 0.0));
    }
}
