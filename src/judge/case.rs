//! One case: screened in doubles, decided in exact arithmetic.

use std::cell::Cell;

use super::statistical;
use crate::method::{Inputs, Judgement, Machine, Method, Program};
use crate::numeric::tolerance::{ORDER_ERROR_BITS, RATIONAL_BITS, SCREEN_SLACK, interval_ladder};
use crate::numeric::{Arithmetic, Dyadic, Fault, Float, Interval, Intervals, Rational, Rationals};
use crate::verdict::{self, Case};

/// Runs up to this long are tried in rationals before intervals: their numbers stay short.
const SHORT_RUN: u32 = 12;

/// What the screen says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Screen {
    /// It holds by a margin that rounding cannot have made.
    Settled {
        /// The smallest slack, infinite where every relation was 0 <= 0.
        slack: f64,
        /// The index where it stood.
        at: Option<i64>,
    },
    /// Only exact arithmetic can say.
    Unsettled,
}

/// What exact arithmetic says.
#[derive(Debug, Clone, PartialEq)]
pub enum Exact {
    /// The claim holds on the case.
    Holds {
        /// The smallest slack, infinite where every relation was 0 <= 0.
        slack: f64,
        /// The index where it stood.
        at: Option<i64>,
        /// An equality between numbers that are not rational, to this many bits.
        agrees: Option<u32>,
        /// Nothing but 0 = 0 was met.
        degenerate: bool,
        /// Moments were estimated: the probability that the case would have been refuted though the claim is true of it.
        error: Option<f64>,
    },
    /// The claim fails on the case.
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
    /// No arithmetic settled it. Too many outcomes are left to the statistical judge, which needs a case that says how to draw.
    Undecided(Fault),
    /// The statistical judge cannot say, and why.
    Refused(&'static str),
}

/// Judges the cases of one program, keeping its memory from case to case.
pub struct CaseJudge<'p> {
    program: &'p Program,
    floats: Machine<'p, Float>,
    subject: Option<&'p dyn Method>,
    /// What measuring and deciding have cost so far, in operations on doubles.
    spent: Cell<u64>,
}

/// A case's parts for a machine.
pub(super) fn inputs(case: &Case) -> Inputs<'_> {
    let Case { horizon, problems, scalars, vectors, matrices, .. } = case;
    Inputs { horizon: *horizon, problems, scalars, vectors, matrices }
}

/// A double that an opaque method returned, widened by the rounding of one step: what it would have
/// returned in real arithmetic from the same inputs lies within some units in the last place.
fn widened(a: &Intervals, value: f64) -> Interval {
    let exact = Dyadic::from_f64_exact(value).map_or(Rational::ZERO, |exact| exact.to_rational());
    let unit = crate::numeric::tolerance::STEP_ROUNDING_ULPS * f64::EPSILON * value.abs().max(f64::MIN_POSITIVE);
    let unit = Dyadic::from_f64_exact(unit).map_or(Rational::ZERO, |unit| unit.to_rational());
    a.from_bounds(&(&exact - &unit), &(&exact + &unit))
}

fn same(_: &Float, value: f64) -> f64 {
    value
}

/// The judgements of a case, gathered.
pub(super) struct Gathered {
    pub slack: f64,
    pub at: Option<i64>,
    pub agrees: Option<u32>,
    pub degenerate: bool,
    /// Something was left open.
    pub open: bool,
    pub failure: Option<(Option<i64>, Judgement)>,
    near: bool,
}

pub(super) fn gather<A: Arithmetic>(machine: &mut Machine<'_, A>, screen: bool) -> Result<Gathered, Fault> {
    let mut all = Gathered {
        slack: f64::INFINITY,
        at: None,
        agrees: None,
        degenerate: true,
        open: false,
        failure: None,
        near: false,
    };
    machine.judge_shows(&mut |_, at, found| {
        all.degenerate &= found.degenerate;
        all.open |= found.open;
        if found.slack < all.slack {
            all.slack = found.slack;
            all.at = at;
        }
        if let Some(bits) = found.agrees {
            all.agrees = Some(all.agrees.map_or(bits, |known| known.min(bits)));
        }
        all.near |= found.slack.is_nan() || found.slack < SCREEN_SLACK;
        if !found.holds && all.failure.is_none() {
            all.failure = Some((at, found));
        }
        all.failure.is_none() && !(screen && all.near)
    })?;
    Ok(all)
}

impl<'p> CaseJudge<'p> {
    /// A judge for a program, perhaps with an opaque method in the place of the one it names.
    #[must_use]
    pub fn new(program: &'p Program, subject: Option<&'p dyn Method>) -> Self {
        let floats = Machine::new(program, Float);
        let floats = match subject {
            Some(subject) => floats.with_subject(subject, same),
            None => floats,
        };
        Self { program, floats, subject, spent: Cell::new(0) }
    }

    /// Screens a case in doubles.
    pub fn screen(&mut self, case: &Case) -> Screen {
        if self.program.equality || self.program.bits || self.program.measured {
            return Screen::Unsettled;
        }
        match self.floats.load(inputs(case)) {
            Ok(true) => {}
            // An assumption that doubles find false by rounding alone must not throw the case away.
            Ok(false) | Err(_) => return Screen::Unsettled,
        }
        match gather(&mut self.floats, true) {
            Ok(found) if found.failure.is_none() && !found.near => Screen::Settled { slack: found.slack, at: found.at },
            _ => Screen::Unsettled,
        }
    }

    /// How near a case comes to breaking the claim, in doubles: the smallest slack, negative where it seems to fail,
    /// infinite where nothing can be said. It guides the search and decides nothing.
    pub fn measure(&mut self, case: &Case) -> f64 {
        if !matches!(self.floats.load(inputs(case)), Ok(true)) {
            return f64::INFINITY;
        }
        let mut smallest = f64::INFINITY;
        let judged = self.floats.judge_shows(&mut |_, _, found| {
            let slack = if found.undefined.is_some() { f64::NEG_INFINITY } else { found.slack };
            smallest = if slack.is_nan() { smallest } else { slack.min(smallest) };
            true
        });
        self.spent.set(self.spent.get().saturating_add(self.floats.spent()));
        if judged.is_ok() { smallest } else { f64::INFINITY }
    }

    /// Decides a case in rationals or in intervals of as many bits as it takes; a statement about bits in doubles.
    #[must_use]
    pub fn decide(&self, case: &Case) -> Exact {
        if self.program.bits {
            let found = self.decide_in(case, Float, verdict::Arithmetic::Double);
            return found.unwrap_or_else(Exact::Undecided);
        }
        if self.program.is_random() && self.too_many_outcomes(case) {
            return match (case.draws, self.subject) {
                (Some(draws), None) => statistical::decide(self.program, case, draws),
                (Some(_), Some(_)) => Exact::Refused("an opaque method is not run on random draws"),
                (None, _) => Exact::Undecided(Fault::TooManyOutcomes),
            };
        }
        let mut fault = Fault::Undecided;
        // A measured run comes too near to its goal for fractions of any length.
        let measured = self.program.measured;
        let short = (self.program.equality || case.horizon <= SHORT_RUN) && !measured;
        let rational =
            |this: &Self| this.decide_in(case, Rationals { bits: RATIONAL_BITS }, verdict::Arithmetic::Rational);
        if short && self.subject.is_none() {
            match rational(self) {
                Ok(found) => return found,
                Err(found) => fault = found,
            }
        }
        let ladder = interval_ladder(case.horizon).into_iter().filter(|bits| !measured || *bits > ORDER_ERROR_BITS);
        for (number, bits) in ladder.enumerate() {
            match self.decide_in(case, Intervals { bits }, verdict::Arithmetic::Interval { bits }) {
                Ok(found) => return found,
                // More bits make it only dearer.
                Err(found @ Fault::Exhausted(_)) => return Exact::Undecided(found),
                Err(found) => fault = found,
            }
            if number == 0 && !short && !measured && self.subject.is_none() {
                match rational(self) {
                    Ok(found) => return found,
                    Err(Fault::Irrational | Fault::TooLarge | Fault::Exhausted(_)) => {}
                    Err(found) => fault = found,
                }
            }
        }
        Exact::Undecided(fault)
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

    /// A machine with the opaque method that this judge judges, where there is one.
    pub(super) fn with_subject<'m, A: ReadDouble>(&self, machine: Machine<'m, A>) -> Machine<'m, A>
    where
        'p: 'm,
    {
        match self.subject {
            Some(subject) => machine.with_subject(subject, A::read),
            None => machine,
        }
    }

    fn decide_in<A: ReadDouble>(&self, case: &Case, arithmetic: A, by: verdict::Arithmetic) -> Result<Exact, Fault> {
        let mut machine = self.with_subject(Machine::new(self.program, arithmetic));
        let found = decided(&mut machine, case, by);
        self.spent.set(self.spent.get().saturating_add(machine.spent()));
        found
    }
}

fn decided<A: Arithmetic>(machine: &mut Machine<'_, A>, case: &Case, by: verdict::Arithmetic) -> Result<Exact, Fault> {
    match machine.load(inputs(case)) {
        Ok(true) => {}
        Ok(false) | Err(Fault::Undefined(_)) => return Ok(Exact::Rejected),
        Err(fault) => return Err(fault),
    }
    let found = gather(machine, false)?;
    Ok(match found.failure {
        Some((at, judgement)) => Exact::Fails { at, judgement, by },
        None => {
            let Gathered { slack, at, agrees, degenerate, .. } = found;
            Exact::Holds { slack, at, agrees, degenerate, error: None }
        }
    })
}

/// How an arithmetic reads what an opaque method returned.
pub(super) trait ReadDouble: Arithmetic {
    /// The number, or an enclosure of it and its rounding.
    fn read(&self, value: f64) -> Self::Number;
}

impl ReadDouble for Intervals {
    fn read(&self, value: f64) -> Interval {
        widened(self, value)
    }
}

impl ReadDouble for Float {
    fn read(&self, value: f64) -> f64 {
        value
    }
}

impl ReadDouble for Rationals {
    fn read(&self, value: f64) -> Rational {
        Dyadic::from_f64_exact(value).map_or(Rational::ZERO, |exact| exact.to_rational())
    }
}
