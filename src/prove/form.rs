//! Quadratic forms in a Gram matrix and function values, with polynomials in the parameters as coefficients.

use std::collections::BTreeMap;

use crate::certificate::check::{Written, WrittenForm, WrittenVector};
use crate::numeric::{Rational, print_rational};
use crate::symbolic::{AtomId, Polynomial};

/// A vector in a basis; zeros are left out. The atoms of its polynomials are the numbers of parameters.
pub type Vector = BTreeMap<usize, Polynomial>;

/// `sum of gram[i, j] <e_i, e_j> + sum of values[k] f_k`; zeros are left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Form {
    /// Coefficients of inner products, `i <= j`.
    pub gram: BTreeMap<(usize, usize), Polynomial>,
    /// Coefficients of the values at points.
    pub values: BTreeMap<usize, Polynomial>,
}

impl Form {
    /// Adds a multiple of a value.
    pub fn add_value(&mut self, point: usize, factor: &Polynomial) {
        let sum = self.values.remove(&point).unwrap_or_default().plus(factor);
        if !sum.is_zero() {
            self.values.insert(point, sum);
        }
    }

    /// Adds a multiple of an inner product.
    pub fn add_inner(&mut self, factor: &Polynomial, u: &Vector, v: &Vector) {
        for (i, a) in u {
            for (j, b) in v {
                let key = (*i.min(j), *i.max(j));
                let sum = self.gram.remove(&key).unwrap_or_default().plus(&factor.times(&a.times(b)));
                if !sum.is_zero() {
                    self.gram.insert(key, sum);
                }
            }
        }
    }

    /// The form times a polynomial.
    #[must_use]
    pub fn times(&self, factor: &Polynomial) -> Self {
        let gram = self.gram.iter().map(|(key, value)| (*key, value.times(factor))).collect();
        let values = self.values.iter().map(|(key, value)| (*key, value.times(factor))).collect();
        Self { gram, values }
    }

    /// The highest power of a parameter.
    #[must_use]
    pub fn degree(&self, parameter: AtomId) -> u32 {
        self.gram.values().chain(self.values.values()).map(|value| value.degree(parameter)).max().unwrap_or(0)
    }

    /// As a certificate writes it.
    #[must_use]
    pub fn written(&self, parameters: usize) -> WrittenForm {
        let gram = self.gram.iter().map(|((i, j), value)| (format!("{i},{j}"), written(value, parameters)));
        let values = self.values.iter().map(|(point, value)| (*point, written(value, parameters)));
        WrittenForm { gram: gram.collect(), values: values.collect() }
    }
}

/// The difference of two vectors.
#[must_use]
pub fn difference(u: &Vector, v: &Vector) -> Vector {
    let mut result = u.clone();
    for (at, value) in v {
        let left = result.remove(at).unwrap_or_default().minus(value);
        if !left.is_zero() {
            result.insert(*at, left);
        }
    }
    result
}

/// A polynomial in so many parameters as a certificate writes it.
#[must_use]
pub fn written(polynomial: &Polynomial, parameters: usize) -> Written {
    let exponents = |monomial: &crate::symbolic::Monomial| {
        let each: Vec<String> =
            (0..parameters).map(|at| monomial.exponent(AtomId::try_from(at).unwrap_or(0)).to_string()).collect();
        each.join(",")
    };
    polynomial.terms().map(|(monomial, value)| (exponents(monomial), print_rational(value))).collect()
}

/// A vector as a certificate writes it.
#[must_use]
pub fn written_vector(vector: &Vector, parameters: usize) -> WrittenVector {
    vector.iter().map(|(at, value)| (*at, written(value, parameters))).collect()
}

/// A whole number as a polynomial.
#[must_use]
pub fn whole(value: i64) -> Polynomial {
    Polynomial::constant(Rational::from(value))
}
