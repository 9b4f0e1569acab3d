//! What the steps of a program that is not the method have in common, whatever they are.

use std::cell::OnceCell;

use super::allowance::Allowance;
use super::assignment::Assignment;
use super::cases::Kind;
use super::finding::{Coordinates, Pattern};
use super::question::{Parameters, Value};
use super::record::{Record, Setup};
use super::runs::Runs;
use crate::numeric::tolerance::{PATTERN_CASES, RATIO_WIDTH};
use crate::numeric::{Bracket, Rational, from_f64_exact};

/// One number of a step, as the program has it and as the method has it from the same point.
struct Moved {
    case: usize,
    t: usize,
    component: usize,
    before: f64,
    got: f64,
    expected: Bracket,
    agrees: bool,
}

/// The steps of a program beside those of the method.
pub(super) struct Steps<'a> {
    runs: &'a Runs,
    unit: f64,
    all: Vec<Moved>,
}

impl<'a> Steps<'a> {
    pub fn new(runs: &'a Runs, assignment: &Assignment) -> Self {
        let allowance = Allowance::new(runs.precision);
        let mut all = Vec::new();
        for (case, record) in runs.records.iter().enumerate() {
            for (at, next) in runs.expected(&assignment.equations, case).into_iter().enumerate() {
                let (before, after) = (&record.iterates[at], &record.iterates[at + 1]);
                for (component, expected) in next.into_iter().enumerate() {
                    let (before, got) = (before[component], after[component]);
                    let Some(agrees) = allowance.admits(&expected, got) else { continue };
                    all.push(Moved { case, t: at + 1, component, before, got, expected, agrees });
                }
            }
        }
        Self { runs, unit: allowance.unit(), all }
    }

    /// How many cases some numbers come from.
    fn cases<'b>(numbers: impl Iterator<Item = &'b Moved>) -> usize {
        let mut cases: Vec<usize> = numbers.map(|moved| moved.case).collect();
        cases.dedup();
        cases.len()
    }

    /// What all steps are times the method's, where that is one number and not 1.
    ///
    /// The simplest number in the room that rounding leaves. Steps that are too short to tell are left out; a step of 0 is not.
    pub fn ratio(&self) -> Option<Rational> {
        let (mut low, mut high) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut told = Vec::new();
        for moved in &self.all {
            let (a, b) = (moved.expected.low() - moved.before, moved.expected.high() - moved.before);
            let middle = 0.5 * a + 0.5 * b;
            // What the ends and both differences are off by.
            let off = (b - a) + self.unit * (moved.before.abs() + moved.got.abs() + middle.abs()) + f64::MIN_POSITIVE;
            let step = moved.got - moved.before;
            let ratio = step / middle;
            // What has not moved has moved by 0 exactly.
            let width = if step == 0.0 { 0.0 } else { (1.0 + ratio.abs()) * off / middle.abs() };
            let is_told = off <= RATIO_WIDTH * middle.abs() && width <= RATIO_WIDTH * ratio.abs();
            if !is_told {
                continue;
            }
            (low, high) = (low.max(ratio - 2.0 * width), high.min(ratio + 2.0 * width));
            if low > high {
                return None;
            }
            told.push(moved);
        }
        if Self::cases(told.into_iter()) < PATTERN_CASES || (low <= 1.0 && 1.0 <= high) {
            return None;
        }
        Some(Rational::simplest_in(from_f64_exact(low)?, from_f64_exact(high)?))
    }

    /// What is seen of the steps. `ignored` are the parameters that the program takes no notice of.
    pub fn patterns(&self, ratio: Option<&Rational>, ignored: Vec<String>) -> Vec<Pattern> {
        let mut found: Vec<Pattern> = ratio.cloned().map(Pattern::Ratio).into_iter().collect();
        found.extend(self.times());
        found.extend(self.coordinates());
        if ratio != Some(&Rational::ZERO) {
            found.extend(ignored.into_iter().map(Pattern::Ignores));
        }
        found
    }

    /// Whether it is the first step alone that differs, or the last, or any but the first.
    fn times(&self) -> Option<Pattern> {
        let last = |moved: &Moved| moved.t == self.runs.records[moved.case].setup.steps;
        let is_long = |moved: &&Moved| self.runs.records[moved.case].setup.steps > 1;
        let wrong = || self.all.iter().filter(|moved| !moved.agrees).filter(is_long);
        if Self::cases(wrong()) < PATTERN_CASES {
            return None;
        }
        let later = || self.all.iter().filter(|moved| moved.t > 1);
        if wrong().all(|moved| moved.t == 1) && Self::cases(later()) >= PATTERN_CASES {
            Some(Pattern::FirstStepOnly)
        } else if wrong().all(last) {
            Some(Pattern::LastStepOnly)
        } else if self.all.iter().all(|moved| moved.agrees || moved.t > 1) {
            Some(Pattern::FromSecondStep)
        } else {
            None
        }
    }

    /// Whether some coordinates alone differ, and whether these never move.
    fn coordinates(&self) -> Option<Pattern> {
        let last = |moved: &Moved| moved.component + 1 == self.runs.records[moved.case].setup.start.len();
        let is_wide = |moved: &&Moved| self.runs.records[moved.case].setup.start.len() > 1;
        let wrong = || self.all.iter().filter(|moved| !moved.agrees).filter(is_wide);
        if Self::cases(wrong()) < PATTERN_CASES {
            return None;
        }
        let which = if wrong().all(last) {
            Coordinates::Last
        } else if wrong().all(|moved| moved.component == 0) {
            Coordinates::First
        } else if wrong().all(|moved| moved.component > 0) {
            Coordinates::AllButFirst
        } else if wrong().all(|moved| !last(moved)) {
            Coordinates::AllButLast
        } else {
            return None;
        };
        #[allow(clippy::float_cmp)] // To stay is to keep every bit.
        let stay = wrong().all(|moved| moved.got == moved.before);
        Some(Pattern::Coordinates { which, stay })
    }
}

/// Runs of so many steps show what a parameter does.
const LONG: usize = 6;

/// The parameters that a program takes no notice of: on cases where the method's own points change with the parameter, the program's
/// do not. `run` and `own` run the program and the method.
pub(super) fn ignored(
    runs: &Runs,
    assignment: &Assignment,
    run: &dyn Fn(usize, &Setup) -> Record,
    own: &dyn Fn(usize, &Setup) -> Record,
) -> Vec<String> {
    // In a run of few steps a parameter may not matter yet to a program that reads it.
    let is_long = |case: &usize| {
        let record = &runs.records[*case];
        let is_by_hand = matches!(runs.trials[*case].kind, Kind::ByHand | Kind::Small);
        !is_by_hand && record.setup.steps >= LONG && record.ended.is_none()
    };
    // The method's own runs are the same for each parameter.
    let long: Vec<(usize, OnceCell<Record>)> =
        (0..runs.records.len()).filter(is_long).map(|case| (case, OnceCell::new())).collect();
    let is_ignored = |name: &&str| {
        let mut told = 0;
        for (case, plain) in &long {
            let case = *case;
            let setup = &runs.records[case].setup;
            let Some(other) = with_another(setup, name) else { continue };
            if own(case, &other).has_same_bits(plain.get_or_init(|| own(case, setup))) {
                continue;
            }
            if !run(case, &other).has_same_bits(&runs.records[case]) {
                return false;
            }
            told += 1;
        }
        told >= PATTERN_CASES
    };
    // A share of a whole number is none.
    let is_whole = |name: &&str| assignment.ranges.iter().any(|range| range.name == *name && range.whole);
    assignment.equations.parameters().filter(|name| !is_whole(name)).filter(is_ignored).map(str::to_owned).collect()
}

/// A question with three quarters of a parameter: inside most ranges, and exact.
fn with_another(setup: &Setup, name: &str) -> Option<Setup> {
    const SHARE: f64 = 0.75;
    let other = match setup.parameters.get(name)? {
        Value::Number(x) => Value::Number(SHARE * x),
        Value::Vector(all) => Value::Vector(all.iter().map(|x| SHARE * x).collect()),
        Value::Matrix(all) => Value::Matrix(all.iter().map(|x| SHARE * x).collect()),
        Value::PerStep(all) => Value::PerStep(all.iter().map(|x| SHARE * x).collect()),
    };
    let others = setup.parameters.iter().map(|(known, value)| (known.to_owned(), value.clone()));
    let mut values: std::collections::BTreeMap<String, Value> = others.collect();
    values.insert(name.to_owned(), other);
    Some(Setup { parameters: Parameters::new(values), ..setup.clone() })
}
