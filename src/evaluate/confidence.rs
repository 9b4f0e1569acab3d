//! Options and results of estimating moments over too many outcomes.

use super::inputs::Inputs;
use crate::numeric::Arithmetic;

/// How to make and read enclosures in an arithmetic.
#[derive(Debug, Clone, Copy)]
pub struct Hooks<A: Arithmetic> {
    /// The hull of two.
    pub join: fn(&A::Number, &A::Number) -> A::Number,
    /// An enclosure of everything between two doubles.
    pub enclose: fn(&A, f64, f64) -> A::Number,
    /// Doubles below and above.
    pub ends: fn(&A::Number) -> (f64, f64),
}

/// How moments over too many outcomes are estimated.
#[derive(Debug, Clone)]
pub struct Estimate<'p, A: Arithmetic> {
    /// The case, for the machine that draws.
    pub inputs: Inputs<'p>,
    /// Names the random streams.
    pub stream: u64,
    /// How many outcomes are drawn for each moment.
    pub draws: u64,
    /// The probability that some moment of the case lies outside its enclosure.
    pub error: f64,
    /// Enclosures.
    pub hooks: Hooks<A>,
    /// How many moments were estimated.
    pub(super) moments: u32,
    /// Of how many of them every draw turned on rounding.
    pub(super) unresolved: u32,
    /// Why a moment could not be, where that is so.
    pub(super) refusal: Option<&'static str>,
}

impl<'p, A: Arithmetic> Estimate<'p, A> {
    /// Estimates for one case.
    #[must_use]
    pub const fn new(inputs: Inputs<'p>, stream: u64, draws: u64, error: f64, hooks: Hooks<A>) -> Self {
        Self { inputs, stream, draws, error, hooks, moments: 0, unresolved: 0, refusal: None }
    }

    /// The error probability of the next moment, and its number. The shares `1/(k (k + 1))` add up to 1.
    pub(super) fn next(&mut self) -> (f64, u32) {
        self.moments += 1;
        let k = f64::from(self.moments);
        (self.error / (k * (k + 1.0)), self.moments)
    }
}
