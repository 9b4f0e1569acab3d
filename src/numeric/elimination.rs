//! Linear systems in any arithmetic.

use super::{Arithmetic, Fault};

/// The solution `x` of `A x = b`, where `matrix` has the `d^2` entries of `A` row by row and `right` the `d` of `b`.
///
/// Gaussian elimination; the pivot is the entry of largest magnitude, so that doubles stay accurate and enclosures narrow (Higham,
/// Accuracy and Stability of Numerical Algorithms, chapter 9).
///
/// # Errors
/// [`Fault::Undefined`] if the matrix is singular, [`Fault::Undecided`] if no pivot is known not to be 0, and whatever the arithmetic
/// cannot do.
pub fn solve<A: Arithmetic>(a: &A, matrix: Vec<A::Number>, right: Vec<A::Number>) -> Result<Vec<A::Number>, Fault> {
    const SINGULAR: Fault = Fault::Undefined("the matrix is singular");
    let (mut m, mut b) = (matrix, right);
    let d = b.len();
    for k in 0..d {
        let size = |row: usize| a.approximate(&m[row * d + k]).abs();
        let pivot = (k..d).max_by(|x, y| size(*x).total_cmp(&size(*y))).unwrap_or(k);
        let pivot = if a.sign(&m[pivot * d + k])? == 0 {
            // The others are too small to be told apart by size.
            let signs = (k..d).map(|row| a.sign(&m[row * d + k])).collect::<Result<Vec<_>, _>>()?;
            k + signs.iter().position(|sign| *sign != 0).ok_or(SINGULAR)?
        } else {
            pivot
        };
        if pivot != k {
            for column in 0..d {
                m.swap(k * d + column, pivot * d + column);
            }
            b.swap(k, pivot);
        }
        for row in k + 1..d {
            let factor = a.div(&m[row * d + k], &m[k * d + k])?;
            for column in k..d {
                m[row * d + column] = a.sub(&m[row * d + column], &a.mul(&factor, &m[k * d + column])?)?;
            }
            b[row] = a.sub(&b[row], &a.mul(&factor, &b[k])?)?;
        }
    }
    for k in (0..d).rev() {
        for column in k + 1..d {
            b[k] = a.sub(&b[k], &a.mul(&m[k * d + column], &b[column])?)?;
        }
        b[k] = a.div(&b[k], &m[k * d + k])?;
    }
    Ok(b)
}
