//! One case: screened in doubles that know their error, decided in exact arithmetic.

use std::cell::Cell;

use super::statistical;
use super::tally::fewer;
use crate::method::{EMPTY_RANGE, Inputs, Judgement, Known, Machine, Program, Weight};
use crate::numeric::tolerance::{ORDER_ERROR_BITS, RATIONAL_BITS, SLACK_WIDTH, TIE_LAST_BITS, interval_ladder};
use crate::numeric::{Arithmetic, Balls, Fault, Float, Intervals, Outward, Rationals};
use crate::verdict::{self, Case, Verdict};

/// Runs up to this long are tried in rationals before intervals: their numbers stay short.
const SHORT_RUN: u32 = 12;

/// What the screen says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Screen {
    /// It holds: both sides of what decides it lie farther apart than their errors.
    Settled {
        /// The smallest slack of those that are known to [`SLACK_WIDTH`], infinite where nothing was compared but 0 with 0.
        slack: f64,
        /// The index where it stood.
        at: Option<i64>,
        /// How much the case says.
        weight: Weight,
        /// A lower bound of the slacks that are not known so well; infinite where there are none.
        above: f64,
    },
    /// Only exact arithmetic can say.
    Unsettled,
}

/// What exact arithmetic says.
#[derive(Debug, Clone, PartialEq)]
pub enum Exact {
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

impl Exact {
    /// Whether the claim is false of the case, and not only without a value.
    #[must_use]
    pub fn is_false(&self) -> bool {
        matches!(self, Self::Fails { judgement, .. } if judgement.known == Known::FALSE)
    }
}

/// Judges the cases of one program, keeping its memory from case to case.
pub struct CaseJudge<'p> {
    program: &'p Program,
    balls: Machine<'p, Balls>,
    /// What measuring and deciding have cost so far, in operations on doubles.
    spent: Cell<u64>,
}

/// A case's parts for a machine.
pub(super) fn inputs(case: &Case) -> Inputs<'_> {
    let Case { horizon, problems, scalars, vectors, matrices, .. } = case;
    Inputs { horizon: *horizon, problems, scalars, vectors, matrices }
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
    above: f64,
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

/// What one arithmetic makes of a case.
enum Rung {
    /// It is settled.
    Settled(Exact),
    /// It is met but for ties that count as true, which more bits may yet tell apart.
    Tied(Exact),
    /// More bits may settle it. The claim has no value at one place, if need be: at another it may be false.
    Open(Fault, Option<Exact>),
    /// Whether it meets the assumptions is not known.
    Unclear(Fault),
}

impl<'p> CaseJudge<'p> {
    /// A judge for a program.
    #[must_use]
    pub fn new(program: &'p Program) -> Self {
        Self { program, balls: Machine::new(program, Balls), spent: Cell::new(0) }
    }

    /// Screens a case in doubles.
    pub fn screen(&mut self, case: &Case) -> Screen {
        if self.program.equality || self.program.bits || self.program.measured {
            return Screen::Unsettled;
        }
        match self.balls.load(inputs(case)) {
            Ok(met) if met.known == Known::TRUE => {}
            Ok(_) | Err(_) => return Screen::Unsettled,
        }
        match gather(&mut self.balls, false) {
            Gathered { failure: None, open: None, exhausted: None, slack, at, weight, above, .. } => {
                Screen::Settled { slack, at, weight, above }
            }
            _ => Screen::Unsettled,
        }
    }

    /// How near a case comes to breaking the claim, in doubles: the smallest slack that is known to [`SLACK_WIDTH`], negative
    /// where the case fails, infinite where nothing can be said. It guides the search and decides nothing; what rounding
    /// may have made does not attract it.
    pub fn measure(&mut self, case: &Case) -> f64 {
        let mut smallest = f64::INFINITY;
        if self.balls.load(inputs(case)).is_ok_and(|met| met.known == Known::TRUE) {
            // Where the screen cannot go on, what it has found before counts.
            let _ = self.balls.judge_shows(&mut |_, _, found| {
                let slack = if found.known == Known::UNDEFINED { f64::NEG_INFINITY } else { found.slack };
                if found.error <= SLACK_WIDTH && slack < smallest {
                    smallest = slack;
                }
                true
            });
        }
        self.spent.set(self.spent.get().saturating_add(self.balls.spent()));
        smallest
    }

    /// Decides a case in rationals or in intervals of as many bits as it takes; a statement about bits in doubles. A tie is
    /// called at [`TIE_PRECISION`](crate::numeric::tolerance::TIE_PRECISION).
    #[must_use]
    pub fn decide(&self, case: &Case) -> Exact {
        self.decide_to(case, false)
    }

    /// The verdict with the slack of its nearest case as exact arithmetic finds it, so that every digit of it is right: the
    /// screen knows it to [`SLACK_WIDTH`].
    pub(super) fn with_exact_slack(&self, mut verdict: Verdict) -> Verdict {
        let (Verdict::Holds(evidence) | Verdict::Refuted(_, evidence) | Verdict::Undecided(_, evidence)) = &mut verdict;
        if let Some(nearest) = evidence.smallest_slack.as_mut().filter(|nearest| nearest.case.draws.is_none())
            && let Exact::Holds { slack, at, .. } = self.decide(&nearest.case)
            && slack.is_finite()
        {
            (nearest.value, nearest.at) = (slack, at);
        }
        verdict
    }

    /// Decides a case; a tie is tried as far as any is.
    #[must_use]
    pub fn decide_deeply(&self, case: &Case) -> Exact {
        self.decide_to(case, true)
    }

    fn decide_to(&self, case: &Case, deeply: bool) -> Exact {
        if self.program.bits {
            let found = self.decide_in(case, (Float, true), verdict::Arithmetic::Double);
            return match found {
                Rung::Settled(found) | Rung::Tied(found) | Rung::Open(_, Some(found)) => found,
                Rung::Open(fault, None) => Exact::Undecided(fault),
                Rung::Unclear(fault) => Exact::Unclear(fault),
            };
        }
        if self.program.is_random() && self.too_many_outcomes(case) {
            return match case.draws {
                Some(draws) => statistical::decide(self.program, case, draws),
                None => Exact::Undecided(Fault::TooManyOutcomes),
            };
        }
        self.climb(case, deeply)
    }

    /// Goes through rationals and intervals until one settles the case.
    fn climb(&self, case: &Case, deeply: bool) -> Exact {
        // A measured run comes too near to its goal for fractions of any length.
        let measured = self.program.measured;
        let on_data = case.is_on_data() && !measured;
        let short = (self.program.equality || case.horizon <= SHORT_RUN && !on_data) && !measured;
        let rational =
            || self.decide_in(case, (Rationals { bits: RATIONAL_BITS }, false), verdict::Arithmetic::Rational);
        let mut best = Best::default();
        if on_data {
            // Tables are wide: doubles with rigorous bounds tell most that can be told.
            let by = verdict::Arithmetic::Interval { bits: Outward::BITS };
            if let Some(found) = best.take(self.decide_in(case, (Outward, false), by), false) {
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
            if let Some(found) = best.take(self.decide_in(case, (Intervals { bits: *bits }, is_last), by), !deeply) {
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

    /// Whether a moment of the case runs over more outcomes than are enumerated.
    pub(super) fn too_many_outcomes(&self, case: &Case) -> bool {
        let mut machine = Machine::new(self.program, Float);
        machine.load(inputs(case)).is_ok() && machine.too_many_outcomes() == Ok(true)
    }

    /// What measuring and deciding have cost so far, in operations on doubles.
    #[must_use]
    pub const fn spent(&self) -> u64 {
        self.spent.get()
    }

    /// What one arithmetic makes of a case; the last one looks at every index.
    fn decide_in<A: Arithmetic>(&self, case: &Case, (arithmetic, is_last): (A, bool), by: verdict::Arithmetic) -> Rung {
        let mut machine = Machine::new(self.program, arithmetic);
        let found = decided(&mut machine, case, is_last, by);
        self.spent.set(self.spent.get().saturating_add(machine.spent()));
        found
    }
}

/// What the arithmetics tried so far have left.
#[derive(Default)]
struct Best {
    /// The claim has no value at one place, and is open at others.
    without_value: Option<Exact>,
    /// It is met but for ties.
    tied: Option<Exact>,
    /// Why it is open.
    fault: Option<Fault>,
    /// What is open is whether it meets the assumptions.
    is_unclear: bool,
}

impl Best {
    /// Takes in what an arithmetic made of the case; returns what is settled. Ties are, where they are `called`.
    fn take(&mut self, rung: Rung, called: bool) -> Option<Exact> {
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
    fn take_exact(&mut self, rung: Rung) -> Option<Exact> {
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
    fn conclusion(self) -> Exact {
        if let Some(found) = self.without_value.or(self.tied) {
            return found;
        }
        let fault = self.fault.unwrap_or(Fault::Undecided);
        if self.is_unclear { Exact::Unclear(fault) } else { Exact::Undecided(fault) }
    }
}

fn decided<A: Arithmetic>(machine: &mut Machine<'_, A>, case: &Case, is_last: bool, by: verdict::Arithmetic) -> Rung {
    match machine.load(inputs(case)) {
        Ok(met) if met.known == Known::TRUE => {}
        Ok(met) if met.known == Known::FALSE => return Rung::Settled(Exact::Rejected),
        Ok(met) => {
            let fault = met.fault.unwrap_or(Fault::Undecided);
            // A tie is not told apart by more bits, nor is what has no value.
            let is_final = met.known == Known::UNDEFINED || met.is_met();
            return if is_final { Rung::Settled(Exact::Unclear(fault)) } else { Rung::Unclear(fault) };
        }
        Err(EMPTY_RANGE) => return Rung::Settled(Exact::Rejected),
        Err(fault @ Fault::Undefined(_)) => return Rung::Settled(Exact::Unclear(fault)),
        Err(fault) => return Rung::Open(fault, None),
    }
    let Gathered { slack, at, agrees, weight, failure, open, exhausted, .. } = gather(machine, is_last);
    let failure = failure.map(|(at, judgement)| Exact::Fails { at, judgement, by });
    let open = exhausted.or(open.map(|open| open.fault.unwrap_or(TIE)));
    match (failure, open) {
        (Some(failure), None) => Rung::Settled(failure),
        (Some(failure), Some(_)) if failure.is_false() => Rung::Settled(failure),
        (failure, Some(fault)) => Rung::Open(fault, failure),
        (None, None) => {
            let found = Exact::Holds { slack, at, agrees, weight, error: None };
            if agrees.is_some() { Rung::Tied(found) } else { Rung::Settled(found) }
        }
    }
}

/// Both sides have values, which no precision in use tells apart.
const TIE: Fault = Fault::Unsettled("no precision in use tells the two sides apart");
