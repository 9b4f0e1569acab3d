//! One case: screened in doubles that know their error, decided in exact arithmetic.

use std::cell::Cell;

use super::gather::{Exact, Gathered, gather};
use super::statistical;
use crate::evaluate::{EMPTY_RANGE, Known, Machine, Program, Weight};
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

/// Judges the cases of one program, keeping its memory from case to case.
pub struct CaseJudge<'p> {
    program: &'p Program,
    balls: Machine<'p, Balls>,
    /// Made for the first case that the screen leaves open.
    brackets: Option<Machine<'p, Outward>>,
    /// What measuring and deciding have cost so far, in operations on doubles.
    spent: Cell<u64>,
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
        Self { program, balls: Machine::new(program, Balls), brackets: None, spent: Cell::new(0) }
    }

    /// Screens a case in doubles.
    pub fn screen(&mut self, case: &Case) -> Screen {
        if self.program.equality || self.program.bits || self.program.measured {
            return Screen::Unsettled;
        }
        screened(&mut self.balls, case)
    }

    /// How near a case comes to breaking the claim, in doubles: the smallest slack that is known to [`SLACK_WIDTH`], negative
    /// where the case fails, infinite where nothing can be said. It guides the search and decides nothing; what rounding
    /// may have made does not attract it.
    pub fn measure(&mut self, case: &Case) -> f64 {
        let mut smallest = f64::INFINITY;
        if self.balls.load(case.inputs()).is_ok_and(|met| met.known == Known::TRUE) {
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

    /// Decides one case of many. Intervals of doubles come first: they suffice where they show that the claim holds, and know
    /// its slack to [`SLACK_WIDTH`].
    pub(super) fn settle(&mut self, case: &Case) -> Exact {
        let program = self.program;
        let is_beyond_doubles = program.equality || program.bits || program.measured || program.is_random();
        // Data come to intervals of doubles as it is.
        if !is_beyond_doubles && !case.is_on_data() {
            let brackets = self.brackets.get_or_insert_with(|| Machine::new(program, Outward));
            let found = screened(brackets, case);
            self.spent.set(self.spent.get().saturating_add(brackets.spent()));
            if let Screen::Settled { slack, at, weight, above } = found
                && above >= slack
            {
                return Exact::Holds { slack, at, agrees: None, weight, error: None };
            }
        }
        self.decide(case)
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
        if self.program.is_random() && statistical::assumptions(self.program, case).is_some() {
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

/// Whether an arithmetic of doubles shows that the claim holds on a case.
fn screened<A: Arithmetic>(machine: &mut Machine<'_, A>, case: &Case) -> Screen {
    match machine.load(case.inputs()) {
        Ok(met) if met.known == Known::TRUE => {}
        Ok(_) | Err(_) => return Screen::Unsettled,
    }
    match gather(machine, false) {
        Gathered { failure: None, open: None, exhausted: None, slack, at, weight, above, .. } => {
            Screen::Settled { slack, at, weight, above }
        }
        _ => Screen::Unsettled,
    }
}

fn decided<A: Arithmetic>(machine: &mut Machine<'_, A>, case: &Case, is_last: bool, by: verdict::Arithmetic) -> Rung {
    match machine.load(case.inputs()) {
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
