//! The statistical judge: a case whose outcomes are too many to enumerate is judged with each moment replaced by a
//! confidence interval.
//!
//! The rest of the statement is enclosed as usual. A relation between disjoint intervals is true or false
//! up to the error probability of the intervals; if they overlap, the claim is consistent with the draws.

use rand::RngExt;

use super::gather::{Decision, Gathered, gather};
use super::seam::{Effort, Judge, Question};
use super::workspace::Workspace;
use crate::evaluate::{EMPTY_RANGE, Estimate, Hooks, Judgement, Known, Machine, Program};
use crate::numeric::tolerance::{INTERVAL_FIRST_BITS, STATISTICAL_ERROR};
use crate::numeric::{Arithmetic as _, Fault, Float, Interval, Intervals, Outward, from_f64_exact};
use crate::verdict::{Arithmetic, Case, Draws};

/// The fewest judgements that the error probability of a run is divided over, so that a claim judged alone gets the verdict
/// that it gets in its chapter.
const JUDGEMENTS: usize = 1 << 10;
/// Random cases of a claim that are judged statistically; there is one more for each data set.
pub(super) const CASES: u64 = 2;
/// Outcomes drawn for each moment of a case, for each case that the budget allows.
const DRAWS_PER_CASE: u64 = 1 << 10;
/// Looks at a case: each has this many times fewer draws than the budget. What the first sees is not judged again.
const LOOKS: [u64; 3] = [64, 8, 1];
/// The fewest draws of a look.
const FEWEST_DRAWS: u64 = 1 << 10;

/// The judge of cases whose outcomes are too many to enumerate.
pub(super) struct Statistical;

impl Judge for Statistical {
    /// A statement about bits is decided in doubles alone.
    fn applies(&self, question: &Question<'_>) -> bool {
        question.program.is_random() && !question.program.bits
    }

    fn of_case(&self, workspace: &Workspace<'_>, case: &Case, _: Effort) -> Option<Decision> {
        let program = workspace.program();
        assumptions(program, case)?;
        Some(match case.draws {
            Some(draws) => decide(program, case, draws),
            None => Decision::Undecided(Fault::TooManyOutcomes),
        })
    }
}

/// The error probability of one case, of this many judgements in a run. The rounds of a campaign have the shares
/// `1/((k + 1)(k + 2))`, which add up to 1.
pub(super) fn error(judgements: usize, cases_each: u64, round: u64) -> f64 {
    let shares = judgements.max(JUDGEMENTS) as f64 * cases_each as f64;
    STATISTICAL_ERROR / shares / ((round + 1) as f64 * (round + 2) as f64)
}

/// How to draw for a case whose stream is its own, for a budget of this many cases.
pub(super) fn draws(mut rng: impl RngExt, cases: u64, error: f64) -> Draws {
    // Streams below 2^53 are written exactly wherever numbers are doubles.
    Draws { stream: rng.random::<u64>() >> 11, count: cases.max(1) * DRAWS_PER_CASE, error }
}

/// What doubles tell of the assumptions of a case for this judge: one with a moment over more outcomes than are enumerated. None
/// for others.
pub(super) fn assumptions(program: &Program, case: &Case) -> Option<Judgement> {
    let mut machine = Machine::new(program, Float);
    let met = machine.load(case.inputs()).ok()?;
    (machine.too_many_outcomes() == Ok(true)).then_some(met)
}

/// Judges a case.
fn decide(program: &Program, case: &Case, draws: Draws) -> Decision {
    let mut found = Decision::Refused("nothing was drawn");
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

/// Whether the moments of a case can be estimated: a few draws tell, since an obstacle does not depend on their number.
pub(super) fn is_estimable(program: &Program, case: &Case) -> bool {
    let draws = Draws { stream: 0, count: FEWEST_DRAWS, error: STATISTICAL_ERROR };
    !matches!(look(program, case, draws, FEWEST_DRAWS).0, Decision::Refused(_))
}

/// Judges a case with this many draws for each moment; the flag says that more draws may tell more.
fn look(program: &Program, case: &Case, draws: Draws, count: u64) -> (Decision, bool) {
    let arithmetic = Intervals { bits: INTERVAL_FIRST_BITS + case.horizon };
    let hooks = Hooks { join: Interval::hull, enclose, ends };
    let error = draws.error / LOOKS.len() as f64;
    let estimate = Estimate::new(case.inputs(), draws.stream, count, error, hooks);
    let mut machine = Machine::new(program, arithmetic).with_estimates(estimate);
    match machine.load(case.inputs()) {
        Ok(met) if met.known == Known::TRUE => {}
        Ok(met) if met.known == Known::FALSE => return (Decision::Rejected, false),
        Ok(met) => return (Decision::Unclear(met.fault.unwrap_or(Fault::Undecided)), false),
        Err(EMPTY_RANGE) => return (Decision::Rejected, false),
        Err(fault @ Fault::Undefined(_)) => return (Decision::Unclear(fault), false),
        Err(_) => return (Decision::Refused("the case could not be computed in intervals"), false),
    }
    let Gathered { at, weight, failure, open, exhausted, .. } = gather(&mut machine, true);
    // Where the sides have values, intervals that overlap are consistent with the claim.
    let vague = open.is_some_and(|open| open.known.may_be(Known::UNDEFINED)) || exhausted.is_some();
    match failure {
        Some((at, judgement)) if judgement.known == Known::FALSE || !vague => {
            (Decision::Fails { at, judgement, by: Arithmetic::Statistical { error: draws.error } }, false)
        }
        _ if vague => {
            let reason = machine.refusal();
            (Decision::Refused(reason.unwrap_or("the intervals are too wide")), reason.is_none())
        }
        _ => {
            let error = Some(draws.error);
            // What overlapping intervals are consistent with was compared all the same.
            let weight = open.map_or(weight, |open| weight.max(open.weight));
            let more = open.is_some() && !machine.is_beyond_doubles();
            (Decision::Holds { slack: f64::INFINITY, at, agrees: None, weight, error, above: f64::INFINITY }, more)
        }
    }
}

fn enclose(a: &Intervals, low: f64, high: f64) -> Interval {
    let exact = |end: f64| from_f64_exact(end).unwrap_or_default();
    a.from_bounds(&exact(low.min(high)), &exact(high.max(low)))
}

/// Doubles below and above; the number itself where it is one, so that whole numbers stay whole.
fn ends(interval: &Interval) -> (f64, f64) {
    let low = Outward.rational(&interval.low());
    (low.low(), if interval.is_point() { low.high() } else { Outward.rational(&interval.high()).high() })
}
