//! The adversarial search: a climb from a random case to one where the claim comes as near to failing as can be found.
//!
//! The landscape is a case's smallest relative slack in doubles; the moves turn one number of the case at a time, with a
//! step for each number that grows while it helps and shrinks while it does not, and repeat together what has helped
//! lately (a pattern search, Hooke & Jeeves 1961); now and then they change the structure: horizon, dimension, rotation,
//! family. Where the climb comes nearest is one case like any other.

use std::mem::replace;

use rand::RngExt;

use super::case::CaseJudge;
use crate::generate::{Knob, Schema, Stream, Structure, knobs, random_case, restructured, turn};
use crate::numeric::tolerance::{CASE_OPERATIONS, SLACK_WIDTH, TIGHT_SLACK};
use crate::verdict::Case;

/// Screenings that one climb may take.
pub(super) const EVALUATIONS: u64 = 250;
/// Random cases of which the nearest to failing is where a climb starts.
const STARTS: u64 = 12;
/// One in so many moves changes the structure.
const STRUCTURE_SHARE: u32 = 4;
/// One in so many moves repeats together what has helped.
const PATTERN_SHARE: u32 = 6;
/// How much farther from failing a simpler structure may be, as a relative slack: it has fewer numbers to turn.
const SIMPLER_SLACK: f64 = 0.25;
/// Steps of a knob: at first, at most, and too small to go on. A step of 1 doubles or halves a number.
const STEPS: (f64, f64, f64) = (0.5, 4.0, 0.0002);

/// A case with the screenings that it took to find it.
pub(super) struct Found {
    pub(super) case: Case,
    pub(super) evaluations: u64,
    /// The data set that it is a case of, by its place in the list.
    pub(super) on_data: Option<usize>,
}

/// A knob, the step that it is turned by, and whether up.
type Turn = (Knob, f64, bool);

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

    /// The turn to try.
    const fn next(&self) -> Turn {
        (self.knob, self.step, self.up)
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
    /// The nearest case that was left for a simpler one.
    left: Option<(f64, Case)>,
    evaluations: u64,
}

/// Where a climb comes nearest; nothing where no case could be made.
pub(super) fn climb(judge: CaseJudge<'_>, schema: &Schema, mut rng: impl Stream) -> Option<Found> {
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
    let mut climb = Climb { schema, judge, case, slack, left: None, evaluations: STARTS };
    climb.go(&mut rng);
    let Climb { case, slack, left, evaluations, .. } = climb;
    let case = left.filter(|(known, _)| *known < slack).map_or(case, |(_, case)| case);
    // The moves keep every hypothesis but those that only the whole recipe shows.
    schema.check(&case).is_ok().then_some(Found { case, evaluations, on_data: None })
}

impl Climb<'_, '_> {
    fn go(&mut self, rng: &mut impl RngExt) {
        let mut dials = self.dials(rng);
        // Every turn that has helped since the last pattern that did not.
        let mut pattern: Vec<Turn> = Vec::new();
        while !self.is_over() {
            if rng.random_ratio(1, STRUCTURE_SHARE) {
                let structure = Structure::ALL[rng.random_range(0..Structure::ALL.len())];
                if self.restructure(structure, rng.random_range(0..64)) {
                    dials = self.dials(rng);
                    pattern.clear();
                }
                continue;
            }
            if pattern.len() > 1 && rng.random_ratio(1, PATTERN_SHARE) {
                if !self.turn(&pattern) {
                    pattern.clear();
                }
                continue;
            }
            let place = rng.random_range(0..dials.len().max(1));
            let Some(dial) = dials.get_mut(place) else { return };
            let mut helped = false;
            while !self.is_over() && self.turn(&[dial.next()]) {
                pattern.push(dial.next());
                dial.helped();
                helped = true;
            }
            if !helped {
                dial.did_not_help();
            }
            if dials.iter().all(|dial| dial.step < STEPS.2) {
                return;
            }
        }
    }

    /// What is false beyond rounding goes to the exact judge, and what is met with equality cannot come nearer.
    fn is_over(&self) -> bool {
        // Nor may a climb, which is one case, cost more than one.
        let is_dear = self.evaluations >= EVALUATIONS || self.judge.spent() > CASE_OPERATIONS;
        self.slack < -SLACK_WIDTH || self.slack.abs() < TIGHT_SLACK || is_dear
    }

    fn dials(&mut self, rng: &mut impl RngExt) -> Vec<Dial> {
        let knobs = knobs(self.schema, &mut self.case);
        knobs.into_iter().map(|knob| Dial::new(knob, rng.random_ratio(1, 2))).collect()
    }

    /// Tries turns together; whether they helped.
    fn turn(&mut self, turns: &[Turn]) -> bool {
        let mut other = self.case.clone();
        let mut moved = false;
        for (knob, step, up) in turns {
            moved |= turn(self.schema, &mut other, *knob, *step, *up);
        }
        moved && self.take(other, self.slack)
    }

    /// Tries another structure; whether the climb goes on from there.
    fn restructure(&mut self, structure: Structure, which: usize) -> bool {
        // A change that is not admitted counts as well, so that a climb ends where none is.
        self.evaluations += 1;
        let farther = if structure.is_simpler() { SIMPLER_SLACK } else { 0.0 };
        restructured(self.schema, &self.case, structure, which)
            .is_some_and(|other| self.take(other, self.slack + farther))
    }

    /// Goes on from another case where its slack is less than this, and remembers one that was nearer.
    fn take(&mut self, other: Case, less_than: f64) -> bool {
        self.evaluations += 1;
        let slack = self.judge.measure(&other);
        let taken = slack < less_than;
        if taken {
            let before = (replace(&mut self.slack, slack), replace(&mut self.case, other));
            if before.0 < slack && self.left.as_ref().is_none_or(|left| before.0 < left.0) {
                self.left = Some(before);
            }
        }
        taken
    }
}
