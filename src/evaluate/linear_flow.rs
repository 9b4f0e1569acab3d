//! A flow with linear rates.

use crate::numeric::{Affine, Arithmetic};

/// `y' = A y + b` with `y(0)`, all states of a flow one after the other.
#[derive(Debug, Clone)]
pub(super) struct LinearFlow<A: Arithmetic> {
    pub rates: Affine<A::Number>,
    pub start: Vec<A::Number>,
}
