//! Solutions of linear systems with room for whatever stable way a program has of solving them.

use nalgebra::DMatrix;

use super::allowance::Allowance;
use crate::numeric::tolerance::LARGEST_CONDITION;
use crate::numeric::{Bracket, Fault};

/// Above the largest condition number that is judged.
pub(super) const ILL_CONDITIONED: Fault =
    Fault::Limit("a linear system whose condition number is too large to be judged");
const SINGULAR: Fault = Fault::Undefined("the matrix is singular");

/// The solution `d` of `A d = b`, each component with `2^-p n kappa(A) |d|` of room.
///
/// The middle of the solution comes from the inverse in doubles, whose own error is of the order of `2^-53 n kappa(A) |d|`: a
/// thirty-second of the room.
///
/// # Errors
/// Where the matrix is singular or its condition number (in the norm of the largest row sum) is above [`LARGEST_CONDITION`].
#[allow(clippy::cast_precision_loss)] // Dimensions are small.
pub(super) fn solve(allowance: &Allowance, matrix: &[Bracket], right: &[Bracket]) -> Result<Vec<Bracket>, Fault> {
    let n = right.len();
    let middle = |x: &Bracket| 0.5 * x.low() + 0.5 * x.high();
    let radius = |x: &Bracket| (0.5 * x.high() - 0.5 * x.low()).next_up();
    let entries: Vec<f64> = matrix.iter().map(middle).collect();
    let inverse = inverse(&entries, n).ok_or(SINGULAR)?;
    let row_sums = |a: &[f64]| a.chunks(n).map(|row| row.iter().map(|x| x.abs()).sum::<f64>()).fold(0.0, f64::max);
    let condition = row_sums(&entries) * row_sums(&inverse);
    if condition.is_nan() || condition > LARGEST_CONDITION {
        return Err(ILL_CONDITIONED);
    }
    let d: Vec<f64> = inverse.chunks(n).map(|row| row.iter().zip(right).map(|(x, b)| x * middle(b)).sum()).collect();
    let size = d.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
    if size == 0.0 && right.iter().all(|b| b.low() == 0.0 && b.high() == 0.0) {
        return Ok(vec![Bracket::new(0.0, 0.0); n]);
    }
    // What is not known of the system moves its solution by |A^-1| (rad b + rad A |d|), doubled for terms of second order.
    let off: Vec<f64> = (0..n)
        .map(|row| {
            let from_matrix: f64 = (0..n).map(|k| radius(&matrix[row * n + k]) * d[k].abs()).sum();
            radius(&right[row]) + from_matrix
        })
        .collect();
    let own = allowance.unit() * n as f64 * condition * size;
    let found = inverse.chunks(n).zip(&d).map(|(row, middle)| {
        let moved: f64 = row.iter().zip(&off).map(|(x, off)| x.abs() * off).sum();
        allowance.around(*middle, 2.0 * moved + own)
    });
    Ok(found.collect())
}

/// The inverse, row by row, by elimination with pivots; `None` if a pivot is 0 or not finite.
fn inverse(matrix: &[f64], n: usize) -> Option<Vec<f64>> {
    let inverse = DMatrix::from_row_slice(n, n, matrix).lu().try_inverse()?;
    inverse.iter().all(|entry| entry.is_finite()).then(|| inverse.transpose().as_slice().to_vec())
}
