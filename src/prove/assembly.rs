//! From a problem to its unknowns: multipliers in Bernstein form, the equations for values, and the slack matrices.

use std::collections::BTreeMap;

use super::compile::Problem;
use super::elimination::{Affine, Elimination};
use super::form::Form;
use crate::certificate::check::Inequality;
use crate::numeric::Rational;
use crate::symbolic::{AtomId, Polynomial, bernstein, binomial};

/// What is tried: inequalities to use, the degree of their multipliers in each parameter, and `D`.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The inequalities.
    pub inequalities: Vec<Inequality>,
    /// The degree of each multiplier in each parameter.
    pub degree: Vec<u32>,
    /// By what the target is multiplied.
    pub denominator: Polynomial,
}

/// The unknowns of a shape with what is required of them.
pub struct Assembly {
    /// The indices of Bernstein coefficients of a multiplier.
    pub indices: Vec<Vec<u32>>,
    /// How many multipliers there are, each with a coefficient per index.
    pub multipliers: usize,
    /// Entries of the slack matrices: coefficient, row, column (not before the row).
    pub entries: BTreeMap<(usize, usize, usize), Affine>,
    /// How many slack matrices there are.
    pub matrices: usize,
    /// The equations, solved.
    pub solved: Elimination,
}

impl Assembly {
    /// The number of the unknown that is a coefficient of a multiplier.
    #[must_use]
    pub fn unknown(&self, multiplier: usize, index: usize) -> usize {
        multiplier * self.indices.len() + index
    }

    /// How many unknowns there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.multipliers * self.indices.len()
    }

    /// Writes the equations of a shape and solves those that make values cancel; `None` where they cannot.
    #[must_use]
    pub fn new(problem: &Problem, shape: &Shape) -> Option<Self> {
        let parameters: Vec<AtomId> = (0..).take(problem.parameters.len()).collect();
        let forms: Vec<Form> = shape.inequalities.iter().map(|of| problem.inequality(*of)).collect();
        let target = problem.target.times(&shape.denominator);
        let degree_in = |parameter: &AtomId| forms.iter().map(|form| form.degree(*parameter)).max().unwrap_or(0);
        let total: Vec<u32> = parameters
            .iter()
            .zip(&shape.degree)
            .map(|(parameter, own)| target.degree(*parameter).max(own + degree_in(parameter)))
            .collect();
        let rest: Vec<u32> = total.iter().zip(&shape.degree).map(|(all, own)| all - own).collect();
        let slots = grid(&total);
        let slot = |index: &[u32]| slots.iter().position(|known| known == index).unwrap_or(0);
        let mut writer = Writer { values: BTreeMap::new(), entries: BTreeMap::new() };
        for (key, index, value) in coefficients(&target, &parameters, &total) {
            writer.entry(key, slot(&index)).constant += value;
        }
        let indices = grid(&shape.degree);
        for (k, form) in forms.iter().enumerate() {
            let parts = coefficients(form, &parameters, &rest);
            for (a, own) in indices.iter().enumerate() {
                for (key, index, value) in &parts {
                    let sum: Vec<u32> = own.iter().zip(index).map(|(i, j)| i + j).collect();
                    let weight = weight(own, &shape.degree, index, &rest, &sum, &total);
                    writer.entry(*key, slot(&sum)).add_term(k * indices.len() + a, &-(value * weight));
                }
            }
        }
        let mut solved = Elimination::default();
        for equation in writer.values.values() {
            if !solved.add(equation, |unknown| unknown as f64) {
                return None;
            }
        }
        Some(Self { indices, multipliers: forms.len(), entries: writer.entries, matrices: slots.len(), solved })
    }

    /// An entry of a slack matrix in the free unknowns.
    #[must_use]
    pub fn entry(&self, matrix: usize, i: usize, j: usize) -> Affine {
        self.entries.get(&(matrix, i.min(j), i.max(j))).map_or_else(Affine::default, |entry| self.solved.resolve(entry))
    }
}

/// A coefficient of a form: of a value, or of an inner product.
#[derive(Clone, Copy)]
enum Key {
    Value(usize),
    Inner(usize, usize),
}

struct Writer {
    values: BTreeMap<(usize, usize), Affine>,
    entries: BTreeMap<(usize, usize, usize), Affine>,
}

impl Writer {
    fn entry(&mut self, key: Key, slot: usize) -> &mut Affine {
        match key {
            Key::Value(point) => self.values.entry((point, slot)).or_default(),
            Key::Inner(i, j) => self.entries.entry((slot, i, j)).or_default(),
        }
    }
}

/// The Bernstein coefficients of a form. Those of inner products of two different vectors are halved, as matrices have them twice.
fn coefficients(form: &Form, parameters: &[AtomId], degrees: &[u32]) -> Vec<(Key, Vec<u32>, Rational)> {
    let half = Rational::ONE / Rational::from(2);
    let values = form.values.iter().map(|(point, value)| (Key::Value(*point), value, Rational::ONE));
    let gram = form
        .gram
        .iter()
        .map(|((i, j), value)| (Key::Inner(*i, *j), value, if i == j { Rational::ONE } else { half.clone() }));
    values
        .chain(gram)
        .flat_map(|(key, value, factor)| {
            bernstein(value, parameters, degrees)
                .into_iter()
                .filter_map(move |(index, number)| Some((key, index, number.as_constant()? * &factor)))
        })
        .collect()
}

/// By what the product of two Bernstein functions is that of their sum.
fn weight(i: &[u32], n: &[u32], j: &[u32], m: &[u32], sum: &[u32], total: &[u32]) -> Rational {
    (0..i.len()).fold(Rational::ONE, |product, at| {
        product * binomial(n[at], i[at]) * binomial(m[at], j[at]) / binomial(total[at], sum[at])
    })
}

/// All indices up to the degrees.
#[must_use]
pub fn grid(degrees: &[u32]) -> Vec<Vec<u32>> {
    degrees.iter().fold(vec![Vec::new()], |all, degree| {
        all.iter().flat_map(|index| (0..=*degree).map(move |i| [index.clone(), vec![i]].concat())).collect()
    })
}
