//! The exact judge: a case is decided in rationals or in intervals of as many bits as it takes; a statement about bits in doubles.

use super::gather::{Decision, Gathered, gather};
use super::screen::settled;
use super::seam::{Effort, Judge, Question};
use super::workspace::Workspace;
use crate::evaluate::{EMPTY_RANGE, Known, Machine};
use crate::numeric::tolerance::{ORDER_ERROR_BITS, RATIONAL_BITS, TIE_LAST_BITS, interval_ladder};
use crate::numeric::{Arithmetic, Fault, Float, Intervals, Outward, Rationals};
use crate::verdict::{self, Case};

/// Runs up to this long are tried in rationals before intervals: their numbers stay short.
const SHORT_RUN: u32 = 12;

/// The judge that has the last word on every case.
pub(super) struct Exact;

impl Judge for Exact {
    fn applies(&self, _: &Question<'_>) -> bool {
        true
    }

    /// Of many cases, intervals of doubles come first: they suffice where they show that the claim holds, and know its slack to
    /// [`SLACK_WIDTH`](crate::numeric::tolerance::SLACK_WIDTH).
    fn of_case(&self, workspace: &Workspace<'_>, case: &Case, effort: Effort) -> Option<Decision> {
        let program = workspace.program();
        if program.bits {
            return Some(in_doubles(workspace, case));
        }
        let is_beyond_doubles = program.equality || program.measured || program.is_random();
        // Data come to intervals of doubles as it is.
        if effort == Effort::OneOfMany && !is_beyond_doubles && !case.is_on_data() {
            let found = workspace.in_brackets(|machine| settled(machine, case));
            if let Some(Decision::Holds { slack, above, .. }) = found
                && above >= slack
            {
                return found;
            }
        }
        Some(climb(workspace, case, effort == Effort::Last))
    }
}

/// Decides a case of a statement about the bits of doubles.
fn in_doubles(workspace: &Workspace<'_>, case: &Case) -> Decision {
    match decide_in(workspace, case, (Float, true), verdict::Arithmetic::Double) {
        Rung::Settled(found) | Rung::Tied(found) | Rung::Open(_, Some(found)) => found,
        Rung::Open(fault, None) => Decision::Undecided(fault),
        Rung::Unclear(fault) => Decision::Unclear(fault),
    }
}

/// Goes through rationals and intervals until one settles the case.
fn climb(workspace: &Workspace<'_>, case: &Case, deeply: bool) -> Decision {
    let program = workspace.program();
    // A measured run comes too near to its goal for fractions of any length.
    let measured = program.measured;
    let on_data = case.is_on_data() && !measured;
    let short = (program.equality || case.horizon <= SHORT_RUN && !on_data) && !measured;
    let rational =
        || decide_in(workspace, case, (Rationals { bits: RATIONAL_BITS }, false), verdict::Arithmetic::Rational);
    let mut best = Best::default();
    if on_data {
        // Tables are wide: doubles with rigorous bounds tell most that can be told.
        let by = verdict::Arithmetic::Interval { bits: Outward::BITS };
        if let Some(found) = best.take(decide_in(workspace, case, (Outward, false), by), false) {
            return found;
        }
        if best.is_exhausted() {
            return best.conclusion();
        }
    }
    if short && let Some(found) = best.take(rational(), false) {
        return found;
    }
    let ladder = interval_ladder(case.horizon).into_iter().chain(deeply.then_some(TIE_LAST_BITS));
    let ladder: Vec<u32> = ladder.filter(|bits| !measured || *bits > ORDER_ERROR_BITS).collect();
    for (number, bits) in ladder.iter().enumerate() {
        let is_last = number + 1 == ladder.len();
        let by = verdict::Arithmetic::Interval { bits: *bits };
        if let Some(found) = best.take(decide_in(workspace, case, (Intervals { bits: *bits }, is_last), by), !deeply) {
            return found;
        }
        if best.is_exhausted() {
            break;
        }
        if number == 0
            && !short
            && !measured
            && let Some(found) = best.take_exact(rational())
        {
            return found;
        }
    }
    best.conclusion()
}

/// What one arithmetic makes of a case; the last one looks at every index.
fn decide_in<A: Arithmetic>(
    workspace: &Workspace<'_>,
    case: &Case,
    (arithmetic, is_last): (A, bool),
    by: verdict::Arithmetic,
) -> Rung {
    workspace.in_new(arithmetic, |machine| decided(machine, case, is_last, by))
}

/// What one arithmetic makes of a case.
enum Rung {
    /// It is settled.
    Settled(Decision),
    /// It is met but for ties that count as true, which more bits may yet tell apart.
    Tied(Decision),
    /// More bits may settle it. The claim has no value at one place, if need be: at another it may be false.
    Open(Fault, Option<Decision>),
    /// Whether it meets the assumptions is not known.
    Unclear(Fault),
}

/// What the arithmetics tried so far have left.
#[derive(Default)]
struct Best {
    /// The claim has no value at one place, and is open at others.
    without_value: Option<Decision>,
    /// It is met but for ties.
    tied: Option<Decision>,
    /// Why it is open.
    fault: Option<Fault>,
    /// What is open is whether it meets the assumptions.
    is_unclear: bool,
}

impl Best {
    /// Takes in what an arithmetic made of the case; returns what is settled. Ties are, where they are `called`.
    fn take(&mut self, rung: Rung, called: bool) -> Option<Decision> {
        self.is_unclear = false;
        match rung {
            Rung::Settled(found) => return Some(found),
            Rung::Tied(found) if called => return Some(found),
            Rung::Tied(found) => self.tied = Some(found),
            Rung::Open(fault, without_value) => {
                self.fault = Some(fault);
                self.without_value = without_value.or(self.without_value.take());
            }
            Rung::Unclear(fault) => {
                self.fault = Some(fault);
                self.is_unclear = true;
            }
        }
        None
    }

    /// The same for fractions that were tried between intervals: what they could not say is no reason.
    fn take_exact(&mut self, rung: Rung) -> Option<Decision> {
        match rung {
            Rung::Settled(found) => Some(found),
            Rung::Open(Fault::Irrational | Fault::TooLarge | Fault::Exhausted(_), None) => None,
            other => self.take(other, false),
        }
    }

    /// More bits make it only dearer.
    const fn is_exhausted(&self) -> bool {
        matches!(self.fault, Some(Fault::Exhausted(_)))
    }

    /// What stands where no arithmetic settled it.
    fn conclusion(self) -> Decision {
        if let Some(found) = self.without_value.or(self.tied) {
            return found;
        }
        let fault = self.fault.unwrap_or(Fault::Undecided);
        if self.is_unclear { Decision::Unclear(fault) } else { Decision::Undecided(fault) }
    }
}

fn decided<A: Arithmetic>(machine: &mut Machine<'_, A>, case: &Case, is_last: bool, by: verdict::Arithmetic) -> Rung {
    match machine.load(case.inputs()) {
        Ok(met) if met.known == Known::TRUE => {}
        Ok(met) if met.known == Known::FALSE => return Rung::Settled(Decision::Rejected),
        Ok(met) => {
            let fault = met.fault.unwrap_or(Fault::Undecided);
            // A tie is not told apart by more bits, nor is what has no value.
            let is_final = met.known == Known::UNDEFINED || met.is_met();
            return if is_final { Rung::Settled(Decision::Unclear(fault)) } else { Rung::Unclear(fault) };
        }
        Err(EMPTY_RANGE) => return Rung::Settled(Decision::Rejected),
        Err(fault @ Fault::Undefined(_)) => return Rung::Settled(Decision::Unclear(fault)),
        Err(fault) => return Rung::Open(fault, None),
    }
    let Gathered { slack, at, agrees, weight, failure, open, exhausted, .. } = gather(machine, is_last);
    let failure = failure.map(|(at, judgement)| Decision::Fails { at, judgement, by });
    let open = exhausted.or(open.map(|open| open.fault.unwrap_or(TIE)));
    match (failure, open) {
        (Some(failure), None) => Rung::Settled(failure),
        (Some(failure), Some(_)) if failure.is_false() => Rung::Settled(failure),
        (failure, Some(fault)) => Rung::Open(fault, failure),
        (None, None) => {
            let found = Decision::Holds { slack, at, agrees, weight, error: None, above: f64::INFINITY };
            if agrees.is_some() { Rung::Tied(found) } else { Rung::Settled(found) }
        }
    }
}

/// Both sides have values, which no precision in use tells apart.
const TIE: Fault = Fault::Unsettled("no precision in use tells the two sides apart");
