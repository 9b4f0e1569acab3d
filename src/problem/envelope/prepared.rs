//! An envelope made ready for an arithmetic.

use super::face::Face;
use super::recipe::Envelope;
use crate::numeric::{Arithmetic, Fault};

/// A recipe made ready for an arithmetic.
#[derive(Debug, Clone)]
pub(crate) struct Prepared<N> {
    pub(super) recipe: Envelope,
    pub(super) dimension: usize,
    pub(super) constant: N,
    /// Nothing stands for 0.
    pub(super) parabola: Option<N>,
    /// The slopes, piece by piece.
    pub(super) slopes: Vec<N>,
    pub(super) offsets: Vec<N>,
    /// The inner products of the slopes.
    pub(super) gram: Vec<N>,
    pub(super) rough_gram: Vec<f64>,
    pub(super) rough_constant: f64,
    pub(super) faces: Vec<Face<N>>,
}

/// The inner product.
pub(super) fn dot<A: Arithmetic>(a: &A, u: &[A::Number], v: &[A::Number]) -> Result<A::Number, Fault> {
    let mut sum = a.integer(0);
    for (x, y) in u.iter().zip(v) {
        sum = a.add(&sum, &a.mul(x, y)?)?;
    }
    Ok(sum)
}
