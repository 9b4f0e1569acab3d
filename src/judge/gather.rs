//! What one arithmetic finds on a case, gathered from the statements at their indices.

use crate::evaluate::{Judgement, Known, Machine, Weight};
use crate::numeric::tolerance::SLACK_WIDTH;
use crate::numeric::{Arithmetic, Fault};
use crate::verdict;

/// What a judge says of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// The claim holds on the case.
    Holds {
        /// The smallest slack, infinite where nothing was compared but 0 with 0.
        slack: f64,
        /// The index where it stood.
        at: Option<i64>,
        /// Ties that count as true agree to this many bits.
        agrees: Option<u32>,
        /// How much the case says.
        weight: Weight,
        /// Moments were estimated: the probability that the case would have been refuted though the claim is true of it.
        error: Option<f64>,
        /// A lower bound of the slacks that are not known to [`SLACK_WIDTH`]; infinite where there are none.
        above: f64,
    },
    /// The claim is false of the case, or has no value there.
    Fails {
        /// The index.
        at: Option<i64>,
        /// How.
        judgement: Judgement,
        /// In which arithmetic that is certain.
        by: verdict::Arithmetic,
    },
    /// The case does not meet the assumptions.
    Rejected,
    /// Whether the case meets the assumptions has no value, or is not known.
    Unclear(Fault),
    /// No arithmetic settled it. Too many outcomes are left to the statistical judge, which needs a case that says how to draw.
    Undecided(Fault),
    /// The statistical judge cannot say, and why.
    Refused(&'static str),
}

impl Decision {
    /// Whether the claim is false of the case, and not only without a value.
    #[must_use]
    pub fn is_false(&self) -> bool {
        matches!(self, Self::Fails { judgement, .. } if judgement.known == Known::FALSE)
    }
}

/// The judgements of a case, gathered: the statement of a case is that all of its statements are true at all of their indices.
pub(super) struct Gathered {
    pub slack: f64,
    pub at: Option<i64>,
    pub agrees: Option<u32>,
    pub weight: Weight,
    /// Where it fails: the first place where it is false, else the first where it has no value.
    pub failure: Option<(Option<i64>, Judgement)>,
    /// The first place where neither is known; before others one where not even that it has a value is.
    pub open: Option<Judgement>,
    /// The work ran out.
    pub exhausted: Option<Fault>,
    /// A lower bound of the slacks that are not known to [`SLACK_WIDTH`], which do not count for the smallest.
    pub above: f64,
}

/// Judges all statements at all indices, up to the first that is false; where `all` does not say otherwise, also up to the first
/// that is not settled.
///
/// This is where a set of outcomes becomes a verdict on a case (docs/judging.md): without *true* in it the case refutes;
/// with only *true* it supports; where ties counted as true leave only *true* it agrees; else it is open.
pub(super) fn gather<A: Arithmetic>(machine: &mut Machine<'_, A>, all: bool) -> Gathered {
    let mut found = Gathered {
        slack: f64::INFINITY,
        at: None,
        agrees: None,
        weight: Weight::Vacuous,
        failure: None,
        open: None,
        exhausted: None,
        above: f64::INFINITY,
    };
    let done = machine.judge_shows(&mut |_, at, next| {
        if next.fails() {
            let is_false = next.known == Known::FALSE;
            if is_false || found.failure.is_none() {
                found.failure = Some((at, next));
            }
            return !is_false;
        }
        if !next.is_met() {
            let is_vaguer =
                |known: Judgement| !known.known.may_be(Known::UNDEFINED) && next.known.may_be(Known::UNDEFINED);
            if found.open.is_none_or(is_vaguer) {
                found.open = Some(next);
            }
            return all;
        }
        found.weight = found.weight.max(next.weight);
        if next.weight == Weight::Telling {
            if next.error.is_nan() || next.error > SLACK_WIDTH {
                // What is not a number bounds nothing.
                let above = next.slack - next.error;
                found.above = if above.is_nan() { f64::NEG_INFINITY } else { found.above.min(above) };
            } else if next.slack < found.slack {
                found.slack = next.slack;
                found.at = at;
            }
        }
        found.agrees = fewer(found.agrees, next.agrees);
        true
    });
    found.exhausted = done.err();
    found
}

/// The smaller of two numbers of bits, where there are two.
pub(super) fn fewer(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
