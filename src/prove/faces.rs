//! Tight certificates: where the best slack matrix is singular, its null vectors are guessed as fractions.

use crate::numeric::Rational;
use crate::numeric::tolerance::{NULL_ENTRY, NULL_GAP, NULL_SHARE};

/// Sweeps of the Jacobi method; ten are enough for matrices of a hundred rows.
const SWEEPS: usize = 60;
/// Fractions with larger denominators are not simple.
const LARGEST_DENOMINATOR: i64 = 1_000_000;

/// The eigenvalues of a symmetric matrix, given row by row, each with its vector.
#[must_use]
pub fn eigen(matrix: &[f64], n: usize) -> Vec<(f64, Vec<f64>)> {
    let mut a = matrix.to_vec();
    let mut v = vec![0.0; n * n];
    (0..n).for_each(|i| v[i * n + i] = 1.0);
    for _ in 0..SWEEPS {
        let mut rotated = false;
        for p in 0..n {
            for q in p + 1..n {
                let entry = a[p * n + q];
                if entry.abs() <= f64::EPSILON * f64::EPSILON * (a[p * n + p].abs() + a[q * n + q].abs())
                    || entry == 0.0
                {
                    continue;
                }
                rotated = true;
                let ratio = (a[q * n + q] - a[p * n + p]) / (2.0 * entry);
                let tangent =
                    if ratio == 0.0 { 1.0 } else { ratio.signum() / (ratio.abs() + (ratio * ratio + 1.0).sqrt()) };
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                rotate(&mut a, &mut v, n, (p, q), (cosine, tangent * cosine));
            }
        }
        if !rotated {
            break;
        }
    }
    (0..n).map(|j| (a[j * n + j], (0..n).map(|i| v[i * n + j]).collect())).collect()
}

fn rotate(a: &mut [f64], v: &mut [f64], n: usize, (p, q): (usize, usize), (c, s): (f64, f64)) {
    let turn = |matrix: &mut [f64], first: usize, second: usize| {
        let (x, y) = (matrix[first], matrix[second]);
        matrix[first] = c * x - s * y;
        matrix[second] = s * x + c * y;
    };
    for k in 0..n {
        turn(a, k * n + p, k * n + q);
    }
    for k in 0..n {
        turn(a, p * n + k, q * n + k);
    }
    for k in 0..n {
        turn(v, k * n + p, k * n + q);
    }
}

/// A basis of the null space of a matrix that is nearly singular, in reduced echelon form as simple fractions, each vector with the
/// position of its leading 1. The null space ends at the largest gap between small eigenvalues.
#[must_use]
pub fn null_vectors(matrix: &[f64], n: usize) -> Vec<(Vec<Rational>, usize)> {
    let pairs = eigen(matrix, n);
    let top = pairs.iter().map(|(value, _)| *value).fold(0.0, f64::max).max(f64::EPSILON);
    let mut values: Vec<f64> = pairs.iter().map(|(value, _)| value.max(f64::EPSILON * 0.1 * top)).collect();
    values.sort_by(f64::total_cmp);
    let mut cut = 0.0;
    let mut gap = NULL_GAP;
    for pair in values.windows(2) {
        if pair[0] < NULL_SHARE * top && pair[1] / pair[0] > gap {
            gap = pair[1] / pair[0];
            cut = (pair[0] * pair[1]).sqrt();
        }
    }
    let null: Vec<Vec<f64>> = pairs.into_iter().filter(|(value, _)| *value < cut).map(|(_, vector)| vector).collect();
    echelon(null, n)
}

/// Reduced echelon form with complete pivoting, rounded to simple fractions.
fn echelon(mut rows: Vec<Vec<f64>>, n: usize) -> Vec<(Vec<Rational>, usize)> {
    let mut pivots = Vec::new();
    for i in 0..rows.len() {
        let (mut row, mut column, mut most) = (i, 0, 0.0);
        for (r, values) in rows.iter().enumerate().skip(i) {
            for (c, value) in values.iter().enumerate() {
                // The first of equals, up to rounding.
                if value.abs() > most * (1.0 + NULL_ENTRY) {
                    (row, column, most) = (r, c, value.abs());
                }
            }
        }
        rows.swap(i, row);
        let lead = rows[i][column];
        rows[i].iter_mut().for_each(|value| *value /= lead);
        let leading = rows[i].clone();
        for (r, values) in rows.iter_mut().enumerate() {
            if r != i {
                let factor = values[column];
                (0..n).for_each(|c| values[c] -= factor * leading[c]);
            }
        }
        pivots.push(column);
    }
    let simple = |row: &Vec<f64>| row.iter().map(|value| simplest(*value, NULL_ENTRY)).collect();
    rows.iter().map(simple).zip(pivots).collect()
}

/// The first convergent of the continued fraction of a number that comes within a distance of it.
#[must_use]
pub fn simplest(value: f64, distance: f64) -> Rational {
    let (mut h0, mut k0, mut h1, mut k1) = (0_i64, 1_i64, 1_i64, 0_i64);
    let mut rest = value;
    for _ in 0..30 {
        let whole = rest.floor();
        if whole.abs() > LARGEST_DENOMINATOR as f64 {
            break;
        }
        let (h2, k2) = (whole as i64 * h1 + h0, whole as i64 * k1 + k0);
        if k2.abs() > LARGEST_DENOMINATOR {
            break;
        }
        (h0, k0, h1, k1) = (h1, k1, h2, k2);
        if (h1 as f64 / k1 as f64 - value).abs() <= distance {
            break;
        }
        rest = 1.0 / (rest - whole);
    }
    if k1 == 0 { Rational::ZERO } else { Rational::from(h1) / Rational::from(k1) }
}

#[cfg(test)]
mod tests {
    use super::{null_vectors, simplest};
    use crate::numeric::Rational;

    #[test]
    fn the_simplest_fraction_near_a_number_is_found() {
        assert_eq!(simplest(0.333_34, 1e-3), Rational::ONE / Rational::from(3));
        assert_eq!(simplest(-0.25, 1e-6), -Rational::ONE / Rational::from(4));
        assert_eq!(simplest(2.0, 1e-6), Rational::from(2));
    }

    #[test]
    fn the_null_vector_of_a_singular_matrix_is_found() {
        // (1, 2, 0) is a null vector.
        let matrix = [4.0, -2.0, 0.0, -2.0, 1.0, 0.0, 0.0, 0.0, 3.0];
        let found = null_vectors(&matrix, 3);
        let half = Rational::ONE / Rational::from(2);
        assert_eq!(found, [(vec![half, Rational::ONE, Rational::ZERO], 1)]);
    }
}
