//! One coordinate of an objective, prepared for one arithmetic.

use super::family::bends::Segment;
use crate::numeric::{Arithmetic, Fault};

/// One coordinate.
#[derive(Debug, Clone)]
pub(super) struct Axis<N> {
    pub(super) curvature: N,
    /// The curvature is 0: the profile is 0 everywhere, without roots and kinks.
    pub(super) flat: bool,
    pub(super) centre: N,
    /// This coordinate of the reflection's axis.
    pub(super) reflector: N,
    /// Nothing stands for 1.
    pub(super) stretch: Option<N>,
    pub(super) threshold: N,
    /// The pieces of a profile with bends.
    pub(super) segments: Vec<Segment<N>>,
}

impl<N: Clone> Axis<N> {
    /// One coordinate of `z`.
    pub(super) fn argument<A: Arithmetic<Number = N>>(&self, a: &A, w: &N, projection: Option<&N>) -> Result<N, Fault> {
        self.stretched(a, self.turned(a, w, projection)?)
    }

    /// One coordinate of `Q (w - c)`.
    pub(super) fn turned<A: Arithmetic<Number = N>>(&self, a: &A, w: &N, projection: Option<&N>) -> Result<N, Fault> {
        let u = a.sub(w, &self.centre)?;
        match projection {
            Some(p) => a.sub(&u, &a.mul(p, &self.reflector)?),
            None => Ok(u),
        }
    }

    /// `s u`.
    pub(super) fn stretched<A: Arithmetic<Number = N>>(&self, a: &A, u: N) -> Result<N, Fault> {
        match &self.stretch {
            Some(stretch) => a.mul(stretch, &u),
            None => Ok(u),
        }
    }
}
