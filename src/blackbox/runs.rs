//! Cases with the runs of a program on them, and other equations replayed there.

use super::allowance::{Allowance, Precision};
use super::cases::Trial;
use super::evaluate::{Asked, is_undefined_by_the_equations};
use super::landscape::Told;
use super::record::Record;
use super::replay::{Agreement, Replay, expected, replay_in_full};
use super::tree::Equations;
use crate::numeric::tolerance::EXPLAINED_SHARE;
use crate::numeric::{Bracket, Fault};

/// Cases with the runs of a program on them, and how these compare with the method.
pub(super) struct Runs {
    pub trials: Vec<Trial>,
    pub records: Vec<Record>,
    pub found: Vec<Agreement>,
    /// The first step of each case in which a condition of the method could be taken either way.
    open: Vec<Option<usize>>,
    pub precision: Precision,
}

impl Runs {
    /// Runs of a program on cases, compared with the method.
    pub fn new(trials: Vec<Trial>, records: Vec<Record>, precision: Precision, method: &Equations) -> Self {
        let mut runs = Self { trials, records, found: Vec::new(), open: Vec::new(), precision };
        for case in 0..runs.trials.len() {
            let Replay { agreement, open, .. } = runs.replayed(method, case, 1);
            runs.found.push(agreement);
            runs.open.push(open);
        }
        runs
    }

    /// Replays equations on the run of a case.
    fn replayed(&self, equations: &Equations, case: usize, from: usize) -> Replay {
        let told = Told::new(&self.trials[case].landscape, self.precision == Precision::Single);
        let anew = |what: Asked, w: &[f64]| told.answer(what, w);
        replay_in_full(equations, &self.records[case], Allowance::new(self.precision), &anew, from)
    }

    /// Where equations have each next point of a run, from the program's own points before it.
    pub fn expected(&self, equations: &Equations, case: usize) -> Vec<Vec<Bracket>> {
        let told = Told::new(&self.trials[case].landscape, self.precision == Precision::Single);
        let anew = |what: Asked, w: &[f64]| told.answer(what, w);
        expected(equations, &self.records[case], Allowance::new(self.precision), &anew)
    }

    /// The cases on which the program takes another step than the method, with the step; those first that are small.
    pub fn differing(&self) -> Vec<(usize, usize)> {
        let step = |(case, found): (usize, &Agreement)| match found {
            Agreement::Differs(found) if self.records[case].ended.is_none() => Some((case, found.t)),
            _ => None,
        };
        self.found.iter().enumerate().filter_map(step).collect()
    }
}

/// As many terms as a replay costs before the first is evaluated.
const REPLAY: u64 = 50;

/// The runs of a program as a sieve of explanations. What an explanation fails on, the next one is tried on first: the order of the
/// cases changes nothing but the time that it takes.
pub(super) struct Sieve<'a> {
    runs: &'a Runs,
    /// The cases on which the program is not the method, with the first step that differs.
    differing: Vec<(usize, usize)>,
    /// The others.
    others: Vec<usize>,
    /// How many terms were evaluated by now.
    cost: u64,
}

impl<'a> Sieve<'a> {
    pub fn new(runs: &'a Runs) -> Self {
        let others = (0..runs.found.len()).filter(|case| !runs.found[*case].is_difference()).collect();
        Self { runs, differing: runs.differing(), others, cost: 0 }
    }

    /// Whether there is no case on which the program takes another step than the method.
    pub fn is_empty(&self) -> bool {
        self.differing.is_empty()
    }

    /// How many terms were evaluated by now, with what each replay costs apart from them.
    pub const fn cost(&self) -> u64 {
        self.cost
    }

    fn replayed(&mut self, equations: &Equations, case: usize, from: usize) -> Replay {
        let found = self.runs.replayed(equations, case, from);
        self.cost += REPLAY + found.cost;
        found
    }

    /// Whether equations take the steps of the program, wherever they are judged. Steps before `from` are taken as they are.
    pub fn passes(&mut self, equations: &Equations, from: usize) -> bool {
        let (mut explained, mut told, mut left_open) = (0_u32, 0_u32, 0_u32);
        for at in 0..self.differing.len() {
            let (case, t) = self.differing[at];
            // Steps before `from` explain nothing.
            let t = t.max(from);
            told += u32::from(self.runs.records[case].setup.steps >= t);
            let found = self.replayed(equations, case, from);
            match found.agreement {
                Agreement::Agrees { until: Some(fault), .. } if is_undefined_by_the_equations(fault) => return false,
                Agreement::Agrees { until, .. } => {
                    // Equations that have no value right after the first step that they explain say too little of a program. What is out of
                    // reach is out of reach of the program too.
                    let goes_on = found.told > t || until.is_none_or(|fault| matches!(fault, Fault::Limit(_)));
                    explained += u32::from(found.told >= t && goes_on);
                }
                Agreement::Differs(_) | Agreement::Ends { .. } => {
                    self.differing[..=at].rotate_right(1);
                    return false;
                }
            }
            left_open += u32::from(self.leaves_open(case, found.open.filter(|step| *step <= t)));
        }
        if f64::from(explained) < EXPLAINED_SHARE * f64::from(told) || explained == 0 {
            return false;
        }
        for at in 0..self.others.len() {
            let case = self.others[at];
            let found = self.replayed(equations, case, from);
            if found.agreement.is_difference() {
                self.others[..=at].rotate_right(1);
                return false;
            }
            left_open += u32::from(self.leaves_open(case, found.open));
        }
        // What can be taken either way agrees with more than it explains.
        #[allow(clippy::cast_precision_loss)] // There are few cases.
        let most = (1.0 - EXPLAINED_SHARE) * self.runs.records.len() as f64;
        f64::from(left_open) <= most
    }

    /// Whether equations leave open what the method decides.
    fn leaves_open(&self, case: usize, open: Option<usize>) -> bool {
        open.is_some_and(|step| self.runs.open[case].is_none_or(|own| own > step))
    }
}
