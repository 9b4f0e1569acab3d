//! Exact linear algebra on recipes.

use std::borrow::Cow;

use super::dyadic::{parts, scaled, scaled_long};
use super::spec::ProblemSpec;
use crate::numeric::{Dyadic, Rational};

/// The Householder reflection of a recipe.
pub(super) struct Reflection {
    axis: Vec<Rational>,
    /// `2/|a|^2`.
    factor: Rational,
}

impl Reflection {
    /// The reflection, or `None` if the axis is zero.
    pub(super) fn of(spec: &ProblemSpec) -> Option<Self> {
        if !spec.is_rotated() {
            return None;
        }
        let axis: Vec<Rational> = spec.coordinates.iter().map(|c| c.axis.to_rational()).collect();
        let square = axis.iter().fold(Rational::ZERO, |sum, a| sum + a * a);
        Some(Self { axis, factor: Rational::from(2) / square })
    }

    /// `2/|a|^2` of a recipe, or `None` if the axis is zero.
    pub(super) fn factor_of(spec: &ProblemSpec) -> Option<Rational> {
        if !spec.is_rotated() {
            return None;
        }
        let square = spec.coordinates.iter().try_fold(Dyadic::ZERO, |sum, c| sum.add(c.axis.mul(c.axis)?));
        Some(match square {
            Some(square) => Rational::from(2) / square.to_rational(),
            // Few numbers are that long.
            None => Self::of(spec)?.factor,
        })
    }

    /// Replaces `u` by `Q u`.
    pub(super) fn apply(&self, u: &mut [Rational]) {
        let inner = dot(&self.axis, u) * &self.factor;
        for (entry, a) in u.iter_mut().zip(&self.axis) {
            *entry -= &inner * a;
        }
    }
}

/// The inner product.
pub(super) fn dot(u: &[Rational], v: &[Rational]) -> Rational {
    u.iter().zip(v).fold(Rational::ZERO, |sum, (a, b)| sum + a * b)
}

/// The normal equations of a sampled recipe in the coordinates `v = Q (w - c)`.
pub(super) struct Normal {
    /// The dimension.
    pub(super) dimension: usize,
    /// `S (X^T X + penalty) S`, row by row.
    pub(super) matrix: Vec<Rational>,
    /// `S X^T y`.
    pub(super) right: Vec<Rational>,
    /// `|y|^2`.
    pub(super) square: Rational,
}

impl Normal {
    /// The normal equations with `penalty_weight` times the curvatures on the diagonal.
    pub(super) fn of(spec: &ProblemSpec, penalty_weight: i64) -> Self {
        let dimension = spec.dimension();
        let columns: Vec<Column> =
            (0..dimension).map(|k| Column::new(spec.samples.iter().map(|s| &s.features[k]))).collect();
        let targets = Column::new(spec.samples.iter().map(|s| &s.target));
        let stretches: Vec<Rational> = spec.coordinates.iter().map(|c| c.stretch.to_rational()).collect();
        let mut matrix = vec![Rational::ZERO; dimension * dimension];
        for i in 0..dimension {
            for k in i..dimension {
                let mut entry = columns[i].dot(&columns[k]);
                if i == k && penalty_weight != 0 {
                    entry += spec.coordinates[i].curvature.to_rational() * Rational::from(penalty_weight);
                }
                entry = entry * &stretches[i] * &stretches[k];
                matrix[k * dimension + i].clone_from(&entry);
                matrix[i * dimension + k] = entry;
            }
        }
        let right = (0..dimension).map(|i| columns[i].dot(&targets) * &stretches[i]).collect();
        Self { dimension, matrix, right, square: targets.dot(&targets) }
    }
}

/// Whole numbers over one power of two, so that inner products of real data need no fractions.
enum Column {
    Short(Vec<i64>, i32),
    Long(Vec<dashu_int::IBig>, i32),
}

impl Column {
    /// Whole numbers below this many bits are short: a hundred thousand products of them fit into 128 bits.
    const BITS: u32 = 54;

    fn new<'a>(numbers: impl Iterator<Item = &'a Dyadic> + Clone) -> Self {
        let exponent = numbers
            .clone()
            .map(parts)
            .filter(|(mantissa, _)| *mantissa != 0)
            .map(|(_, exponent)| exponent)
            .min()
            .unwrap_or(0);
        let shift = |own: i32| own.abs_diff(exponent);
        let short = numbers.clone().map(|number| {
            let (mantissa, own) = parts(number);
            let bits = 64 - mantissa.unsigned_abs().leading_zeros();
            match mantissa {
                0 => Some(0),
                _ => (bits + shift(own) <= Self::BITS).then(|| mantissa << shift(own)),
            }
        });
        if let Some(short) = short.collect() {
            return Self::Short(short, exponent);
        }
        let long = numbers.map(|number| {
            let (mantissa, own) = parts(number);
            if mantissa == 0 { dashu_int::IBig::ZERO } else { dashu_int::IBig::from(mantissa) << shift(own) as usize }
        });
        Self::Long(long.collect(), exponent)
    }

    fn dot(&self, other: &Self) -> Rational {
        if let (Self::Short(u, e), Self::Short(v, f)) = (self, other) {
            let sum = u.iter().zip(v).map(|(a, b)| i128::from(*a) * i128::from(*b)).sum();
            return scaled(sum, e + f);
        }
        let ((u, e), (v, f)) = (self.long(), other.long());
        let sum = u.iter().zip(v.iter()).fold(dashu_int::IBig::ZERO, |sum, (a, b)| sum + a * b);
        scaled_long(sum, e + f)
    }

    /// The whole numbers, of any length.
    fn long(&self) -> (Cow<'_, [dashu_int::IBig]>, i32) {
        match self {
            Self::Short(short, exponent) => (short.iter().map(|m| dashu_int::IBig::from(*m)).collect(), *exponent),
            Self::Long(long, exponent) => (Cow::Borrowed(long), *exponent),
        }
    }
}

/// The solutions of `A v = b` for a symmetric positive semidefinite `A` and a `b` in its range, and the
/// orthogonal projector onto the null space of `A`. Both exact.
pub(super) struct Solution {
    /// One solution.
    pub(super) point: Vec<Rational>,
    /// The projector, row by row; `None` if `A` is regular.
    pub(super) projector: Option<Vec<Rational>>,
}

/// Solves `A v = b` by elimination; `matrix` row by row.
pub(super) fn solve(matrix: &[Rational], right: &[Rational]) -> Solution {
    let n = right.len();
    let mut rows: Vec<Vec<Rational>> = (0..n)
        .map(|i| {
            let mut row = matrix[i * n..(i + 1) * n].to_vec();
            row.push(right[i].clone());
            row
        })
        .collect();
    let pivots = reduce(&mut rows, n);
    let mut point = vec![Rational::ZERO; n];
    for (row, &column) in pivots.iter().enumerate() {
        point[column].clone_from(&rows[row][n]);
    }
    let basis = null_basis(&rows, &pivots, n);
    let projector = (!basis.is_empty()).then(|| projector(&basis, n));
    Solution { point, projector }
}

/// Brings rows to reduced echelon form in their first `n` columns; returns the pivot columns.
pub(super) fn reduce(rows: &mut [Vec<Rational>], n: usize) -> Vec<usize> {
    let mut pivots = Vec::new();
    for column in 0..n {
        let done = pivots.len();
        let Some(found) = (done..rows.len()).find(|&r| !rows[r][column].is_zero()) else {
            continue;
        };
        rows.swap(done, found);
        let pivot = rows[done][column].clone();
        for entry in &mut rows[done][column..] {
            *entry /= &pivot;
        }
        let (before, rest) = rows.split_at_mut(done);
        let Some((pivot_row, after)) = rest.split_first_mut() else {
            break;
        };
        for row in before.iter_mut().chain(after) {
            let factor = row[column].clone();
            if factor.is_zero() {
                continue;
            }
            for (entry, p) in row[column..].iter_mut().zip(&pivot_row[column..]) {
                *entry -= &factor * p;
            }
        }
        pivots.push(column);
    }
    pivots
}

fn null_basis(rows: &[Vec<Rational>], pivots: &[usize], n: usize) -> Vec<Vec<Rational>> {
    (0..n)
        .filter(|column| !pivots.contains(column))
        .map(|free| {
            let mut vector = vec![Rational::ZERO; n];
            vector[free] = Rational::ONE;
            for (row, &column) in pivots.iter().enumerate() {
                vector[column] = -rows[row][free].clone();
            }
            vector
        })
        .collect()
}

/// `V (V^T V)^-1 V^T` for independent columns `V`.
fn projector(basis: &[Vec<Rational>], n: usize) -> Vec<Rational> {
    let k = basis.len();
    let mut rows: Vec<Vec<Rational>> = basis
        .iter()
        .map(|u| {
            let mut row: Vec<Rational> = basis.iter().map(|v| dot(u, v)).collect();
            row.extend(u.iter().cloned());
            row
        })
        .collect();
    reduce(&mut rows, k);
    let mut result = vec![Rational::ZERO; n * n];
    for (vector, row) in basis.iter().zip(&rows) {
        for i in 0..n {
            for j in 0..n {
                result[i * n + j] += &vector[i] * &row[k + j];
            }
        }
    }
    result
}
