//! What the screen knows of steps along a gradient: bounds of the curvature of each objective, and of what is not known of the last
//! iterate as a whole.

use crate::numeric::{Arithmetic, Fault, Rational, to_f64_nearest};
use crate::problem::{Facts, Property};

/// What is known of one vector as a whole.
#[derive(Debug, Clone, Copy)]
struct Whole {
    /// Where it is in memory.
    at: usize,
    /// How far it may be from its middle, in the Euclidean norm.
    distance: f64,
}

/// What the screen knows of the steps of the case at hand.
#[derive(Debug, Clone)]
pub(super) struct Descents<N> {
    /// Bounds of the curvature of each objective; nothing where none are known.
    curvatures: Vec<Option<(f64, f64)>>,
    /// What is known of the last iterate.
    whole: Option<Whole>,
    /// Room for its middle.
    centre: Vec<N>,
}

impl<N: Clone> Descents<N> {
    /// Nothing of so many objectives.
    pub(super) fn of(objectives: usize) -> Self {
        Self { curvatures: vec![None; objectives], whole: None, centre: Vec::new() }
    }

    /// Forgets where the last iterate is: the memory of another case is laid out anew, and another vector may be there.
    pub(super) fn forget(&mut self) {
        self.whole = None;
    }

    /// The bounds of an objective's curvature.
    pub(super) fn curvature(&self, objective: usize) -> Option<(f64, f64)> {
        self.curvatures[objective]
    }

    /// Takes in what is known of an objective, if anything is.
    pub(super) fn learn(&mut self, objective: usize, facts: Option<&Facts>) {
        self.curvatures[objective] = facts.and_then(bounds);
    }

    /// How far the vector at an address may be from its middle, where it is the last iterate.
    pub(super) fn distance(&self, at: usize) -> Option<f64> {
        self.whole.filter(|whole| whole.at == at).map(|whole| whole.distance)
    }

    /// Takes in how far the iterate that was written to an address may be from its middle.
    pub(super) fn arrive(&mut self, at: usize, distance: f64) {
        self.whole = Some(Whole { at, distance });
    }

    /// The middle of a vector.
    ///
    /// # Errors
    /// [`Fault::Undecided`] where the arithmetic keeps no account of errors.
    pub(super) fn middle<A: Arithmetic<Number = N>>(&mut self, a: &A, vector: &[N]) -> Result<&[N], Fault> {
        self.centre.clear();
        for x in vector {
            self.centre.push(a.centre(x).ok_or(Fault::Undecided)?);
        }
        Ok(&self.centre)
    }
}

/// Bounds of the curvature of an objective, rounded outward; `None` where none are known.
fn bounds(facts: &Facts) -> Option<(f64, f64)> {
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
