//! The statistical judge: a case whose outcomes are too many to enumerate is judged with each moment replaced by a
//! confidence interval.
//!
//! Everything else of the statement is enclosed as always. A relation between intervals that lie apart is true or false
//! but for the error probability of the intervals; where they overlap, the claim is consistent with what was drawn.

use std::ops::Range;

use rand::RngExt;

use super::case::{Exact, Gathered, gather, inputs};
use super::engine::Options;
use crate::generate::{Schema, case_stream};
use crate::method::{Estimate, Hooks, Machine, Program};
use crate::numeric::tolerance::{INTERVAL_FIRST_BITS, STATISTICAL_ERROR};
use crate::numeric::{Interval, Intervals, from_f64_exact, to_f64_nearest};
use crate::verdict::{Arithmetic, Case, Draws};

/// Random cases of a claim that are judged statistically, and as many for each data set.
pub(super) const STATISTICAL_CASES: u64 = 2;
/// Outcomes drawn for each moment of a case, for each case that the budget allows.
const DRAWS_PER_CASE: u64 = 1 << 10;
/// Looks at a case: each has so many times fewer draws than the budget. What the first sees is not judged again.
const LOOKS: [u64; 3] = [64, 8, 1];
/// The fewest draws of a look.
const FEWEST_DRAWS: u64 = 1 << 10;

/// How to draw for a case of a claim, whose stream is its own.
///
/// The error probability of the run is divided evenly over its judgements and the cases of each.
pub(super) fn draws(options: &Options, id: &str, number: u64) -> Draws {
    // Streams below 2^53 are written exactly wherever numbers are doubles.
    let stream = case_stream(options.seed, id, number ^ (1 << 63)).random::<u64>() >> 11;
    let shares = options.judgements.max(1) * (STATISTICAL_CASES + options.data.len() as u64);
    Draws { stream, count: options.cases.max(1) * DRAWS_PER_CASE, error: STATISTICAL_ERROR / shares as f64 }
}

/// Which cases are judged statistically: the first few random ones that need it, and the first on each data set.
pub(super) struct Queue {
    random: Range<u64>,
    left: u64,
    data: u64,
}

impl Queue {
    /// Nothing judged yet; the random cases have these numbers, and those on data follow them.
    pub fn new(random: Range<u64>, schema: &Schema, options: &Options) -> Self {
        // Where nothing is given but the draw, all cases are the same.
        let varies = !(schema.objectives.is_empty() && schema.scalars.is_empty() && schema.vectors.is_empty());
        Self { random, left: if varies { STATISTICAL_CASES } else { 1 }, data: options.data.len() as u64 }
    }

    /// Whether a case is to be judged.
    pub fn admits(&self, number: u64) -> bool {
        let on_data = number >= self.random.end && number - self.random.end < self.data;
        on_data || (self.random.contains(&number) && self.left > 0)
    }

    /// A case was judged: it counts unless it did not meet what the claim assumes.
    pub fn judged(&mut self, number: u64, rejected: bool) {
        if self.random.contains(&number) && !rejected {
            self.left -= 1;
        }
    }
}

/// Judges a case.
pub(super) fn decide(program: &Program, case: &Case, draws: Draws) -> Exact {
    let mut found = Exact::Refused("nothing was drawn");
    for share in LOOKS {
        let count = (draws.count / share).max(FEWEST_DRAWS);
        let (next, open) = look(program, case, draws, count);
        found = next;
        if !open {
            break;
        }
    }
    found
}

/// Judges a case with so many draws for each moment; the flag says that more draws may tell more.
fn look(program: &Program, case: &Case, draws: Draws, count: u64) -> (Exact, bool) {
    let arithmetic = Intervals { bits: INTERVAL_FIRST_BITS + case.horizon };
    let hooks = Hooks { join: Interval::hull, enclose, ends };
    let error = draws.error / LOOKS.len() as f64;
    let estimate = Estimate::new(inputs(case), draws.stream, count, error, hooks);
    let mut machine = Machine::new(program, arithmetic).with_estimates(estimate);
    match machine.load(inputs(case)) {
        Ok(true) => {}
        Ok(false) => return (Exact::Rejected, false),
        Err(_) => return (Exact::Refused("the case could not be computed in intervals"), false),
    }
    match gather(&mut machine, false) {
        Ok(Gathered { failure: Some((at, judgement)), .. }) => {
            (Exact::Fails { at, judgement, by: Arithmetic::Statistical { error: draws.error } }, false)
        }
        Ok(Gathered { at, degenerate, open, .. }) => {
            let error = Some(draws.error);
            (Exact::Holds { slack: f64::INFINITY, at, agrees: None, degenerate, error }, open)
        }
        Err(_) => {
            let reason = machine.refusal();
            (Exact::Refused(reason.unwrap_or("the intervals are too wide")), reason.is_none())
        }
    }
}

fn enclose(a: &Intervals, low: f64, high: f64) -> Interval {
    let exact = |end: f64| from_f64_exact(end).unwrap_or_default();
    a.from_bounds(&exact(low.min(high)), &exact(high.max(low)))
}

fn ends(interval: &Interval) -> (f64, f64) {
    (to_f64_nearest(&interval.low()).next_down(), to_f64_nearest(&interval.high()).next_up())
}
