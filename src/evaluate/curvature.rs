//! Bounds of the curvature of an objective, and of what is not known of a vector.

use crate::numeric::{Rational, to_f64_nearest};
use crate::problem::{Facts, Property};

/// What is known of one vector as a whole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whole {
    /// Where it is in memory.
    pub at: usize,
    /// How far it may be from its middle, in the Euclidean norm.
    pub distance: f64,
}

/// Bounds of the curvature of an objective, rounded outward; `None` where none are known.
pub(super) fn curvatures(facts: &Facts) -> Option<(f64, f64)> {
    let outward = |value: &Rational, up: bool| {
        let near = to_f64_nearest(value);
        if up { near.next_up() } else { near.next_down() }
    };
    let high = outward(facts.smoothness.as_ref()?, true);
    let low = match &facts.strong_convexity {
        Some(alpha) => outward(alpha, false).max(0.0),
        None if facts.has(Property::Convex) => 0.0,
        None => -high,
    };
    high.is_finite().then_some((low, high))
}
