//! The adversarial search: a climb from a random case to one where the claim comes as near to failing as can be found.
//!
//! The landscape is a case's smallest relative slack in doubles; the moves turn one number of the case at a time, with a
//! step for each number that grows while it helps and shrinks while it does not (a pattern search, Hooke & Jeeves 1961),
//! and now and then change the structure: horizon, dimension, family. Where the climb ends is one case like any other.

use rand::RngExt;

use super::case::CaseJudge;
use super::plan::Found;
use crate::generate::{Knob, STRUCTURES, Schema, knobs, random_case, restructured, turn};
use crate::method::{Method, Program};
use crate::numeric::tolerance::{CASE_OPERATIONS, SCREEN_SLACK, TIGHT_SLACK};
use crate::verdict::Case;

/// Screenings that one climb may take.
pub(super) const EVALUATIONS: u64 = 250;
/// Random cases of which the nearest to failing is where a climb starts.
const STARTS: u64 = 12;
/// One in so many moves changes the structure.
const STRUCTURE_SHARE: u32 = 12;
/// Steps of a knob: at first, at most, and too small to go on. A step of 1 doubles or halves a number.
const STEPS: (f64, f64, f64) = (0.5, 4.0, 0.0002);

/// A knob with the step and the direction that it is turned by next.
struct Dial {
    knob: Knob,
    step: f64,
    up: bool,
    /// Whether the other direction has failed at this step.
    failed_before: bool,
}

impl Dial {
    fn new(knob: Knob, up: bool) -> Self {
        Self { knob, step: STEPS.0, up, failed_before: false }
    }

    fn helped(&mut self) {
        self.step = (self.step * 2.0).min(STEPS.1);
        self.failed_before = false;
    }

    /// The other direction comes next; after both have failed, a smaller step.
    fn did_not_help(&mut self) {
        self.up = !self.up;
        if self.failed_before {
            self.step /= 3.0;
        }
        self.failed_before = !self.failed_before;
    }
}

/// A climb in progress.
struct Climb<'s, 'p> {
    schema: &'s Schema,
    judge: CaseJudge<'p>,
    case: Case,
    slack: f64,
    evaluations: u64,
}

/// Where a climb ends; nothing where no case could be made.
pub(super) fn climb(
    program: &Program,
    subject: Option<&dyn Method>,
    schema: &Schema,
    mut rng: impl RngExt,
) -> Option<Found> {
    let mut judge = CaseJudge::new(program, subject);
    let mut best: Option<(f64, Case)> = None;
    for _ in 0..STARTS {
        let Some(case) = random_case(schema, &mut rng).filter(|case| schema.check(case).is_ok()) else { continue };
        let slack = judge.measure(&case);
        if best.as_ref().is_none_or(|(known, _)| slack < *known) {
            best = Some((slack, case));
        }
        if judge.spent() > CASE_OPERATIONS {
            break;
        }
    }
    let (slack, case) = best?;
    let mut climb = Climb { schema, judge, case, slack, evaluations: STARTS };
    climb.go(&mut rng);
    let Climb { case, evaluations, .. } = climb;
    // The moves keep every hypothesis but those that only the whole recipe shows.
    schema.check(&case).is_ok().then_some(Found { case, evaluations })
}

impl Climb<'_, '_> {
    fn go(&mut self, rng: &mut impl RngExt) {
        let mut dials = self.dials(rng);
        while self.evaluations < EVALUATIONS && !self.is_over() {
            if rng.random_ratio(1, STRUCTURE_SHARE) {
                if self.restructure(rng.random_range(0..STRUCTURES), rng.random_range(0..64)) {
                    dials = self.dials(rng);
                }
                continue;
            }
            if dials.is_empty() {
                return;
            }
            let place = rng.random_range(0..dials.len());
            if self.turn(&dials[place]) {
                dials[place].helped();
                continue;
            }
            dials[place].did_not_help();
            if dials.iter().all(|dial| dial.step < STEPS.2) {
                return;
            }
        }
    }

    /// What is false beyond rounding goes to the exact judge, and what is met with equality cannot come nearer.
    fn is_over(&self) -> bool {
        // Nor may a climb, which is one case, cost more than one.
        let is_dear = self.judge.spent() > CASE_OPERATIONS;
        self.slack < -SCREEN_SLACK || self.slack.abs() < TIGHT_SLACK || is_dear
    }

    fn dials(&mut self, rng: &mut impl RngExt) -> Vec<Dial> {
        let knobs = knobs(self.schema, &mut self.case);
        knobs.into_iter().map(|knob| Dial::new(knob, rng.random_ratio(1, 2))).collect()
    }

    /// Tries one step; whether it helped.
    fn turn(&mut self, dial: &Dial) -> bool {
        let mut other = self.case.clone();
        turn(self.schema, &mut other, dial.knob, dial.step, dial.up) && self.take(other)
    }

    fn restructure(&mut self, way: usize, which: usize) -> bool {
        self.evaluations += 1;
        restructured(self.schema, &self.case, way, which).is_some_and(|other| self.take(other))
    }

    fn take(&mut self, other: Case) -> bool {
        self.evaluations += 1;
        let slack = self.judge.measure(&other);
        let nearer = slack < self.slack;
        if nearer {
            self.slack = slack;
            self.case = other;
        }
        nearer
    }
}
