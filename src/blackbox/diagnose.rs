//! What a program that is not the method is instead: found by replaying other equations on the same records.

use super::allowance::{Allowance, Precision};
use super::assignment::Assignment;
use super::candidates::{Candidate, followed, lines_changed, rarer, singles, together};
use super::cases::{Trial, trials};
use super::evaluate::Asked;
use super::finding::{Diagnosis, Explanation, Origin};
use super::landscape::Told;
use super::mutate::scaled;
use super::record::{Record, record};
use super::replay::replay;
use super::resolve::resolved;
use super::runs::{Runs, Sieve};
use super::tree::Equations;
use super::written::Written;
use crate::language::check::Chapter;
use crate::numeric::Rational;
use crate::numeric::tolerance::{DIAGNOSIS_COST, PAIRS_COST};

/// Candidates that cannot be told apart on any case.
struct Class {
    equations: Equations,
    /// Their runs on the further cases.
    runs: Vec<Record>,
    /// From which step on they are compared.
    from: usize,
    /// The first of them, with the origins of the others.
    name: Explanation,
}

/// More explanations that differ are not looked for: the list says nothing.
const MOST_CLASSES: usize = 8;
/// On so many further cases equations are compared to find out whether they are the same.
const COMPARED: usize = 40;

/// Finds out what a program is; `more` runs it on further cases, to tell explanations apart. `ratio` is what all its steps are times
/// the method's, where that is one number.
pub(super) fn diagnose(
    chapter: &Chapter,
    assignment: &Assignment,
    runs: &Runs,
    ratio: Option<&Rational>,
    more: &dyn Fn(u64) -> Runs,
    seed: u64,
) -> Diagnosis {
    let sieve = Sieve::new(runs);
    if sieve.is_empty() {
        return Diagnosis::Unknown;
    }
    let compared = trials(assignment, COMPARED, seed.wrapping_add(2), runs.precision);
    let mut search = Search { assignment, sieve, compared, classes: Vec::new() };
    let first = singles(chapter, assignment);
    let rarer = rarer(chapter, assignment);
    for candidate in &first {
        search.take(candidate, 1);
    }
    for candidate in &rarer {
        if search.is_over(PAIRS_COST) {
            break;
        }
        search.take(candidate, 1);
    }
    if let (true, Some(ratio)) = (search.classes.is_empty(), ratio) {
        search.ratio(ratio);
    }
    if search.classes.is_empty() {
        let written = assignment.written.clone();
        let equations = assignment.equations.clone();
        let words = Box::new(|| "only the first step differs".to_owned());
        search.take(&Candidate { written, equations, origin: Origin::Automatic, words }, 2);
    }
    if search.classes.is_empty() {
        search.pairs(chapter, &first);
    }
    if search.classes.is_empty() {
        search.later(&first);
    }
    let is_cut = search.is_over(PAIRS_COST);
    let mut classes = search.classes;
    if classes.len() > 1 || (is_cut && !classes.is_empty()) {
        // The program is asked again where the explanations may part, or where not all that might be one were tried.
        let again = more(seed.wrapping_add(1));
        let mut again = Sieve::new(&again);
        classes.retain(|class| again.is_empty() || again.passes(&class.equations, class.from));
    }
    match classes.len() {
        0 => Diagnosis::Unknown,
        1 => Diagnosis::Named(Box::new(classes.remove(0).name)),
        _ => Diagnosis::OneOf(classes.into_iter().map(|class| class.name).collect()),
    }
}

struct Search<'a> {
    assignment: &'a Assignment,
    sieve: Sieve<'a>,
    /// Further cases, on which explanations are compared with each other.
    compared: Vec<Trial>,
    classes: Vec<Class>,
}

impl Search<'_> {
    /// Takes in a candidate if it explains all runs, beside those that are the same method.
    fn take(&mut self, candidate: &Candidate<'_>, from: usize) {
        if self.sieve.passes(&candidate.equations, from) {
            self.keep(candidate, from);
        }
    }

    fn keep(&mut self, candidate: &Candidate<'_>, from: usize) {
        let same = |class: &Class| class.from == from && self.is_same(class, &candidate.equations);
        if let Some(class) = self.classes.iter().position(same) {
            self.classes[class].name.also.push(candidate.origin.clone());
            return;
        }
        let (yours, lecture) = lines_changed(&self.assignment.written, &candidate.written);
        let (origin, what) = (candidate.origin.clone(), (candidate.words)());
        let name = Explanation { origin, what, yours, lecture, also: Vec::new() };
        let (equations, runs) = (candidate.equations.clone(), self.runs_of(&candidate.equations));
        self.classes.push(Class { equations, runs, from, name });
    }

    /// Whether no more is looked for.
    fn is_over(&self, cost: u64) -> bool {
        self.classes.len() >= MOST_CLASSES || self.sieve.cost() >= cost
    }

    /// Takes in the method with all steps multiplied by one number.
    fn ratio(&mut self, ratio: &Rational) {
        let Some(mutation) = scaled(&self.assignment.written, ratio) else { return };
        let Ok(equations) = resolved(&mutation.changed, &self.assignment.values) else { return };
        let words = Box::new(move || mutation.what.clone());
        self.take(&Candidate { written: mutation.changed, equations, origin: Origin::Automatic, words }, 1);
    }

    /// Takes in single candidates that hold from step 2 on.
    fn later(&mut self, first: &[Candidate<'_>]) {
        for one in first {
            if self.is_over(DIAGNOSIS_COST) {
                return;
            }
            if self.sieve.passes(&one.equations, 2) {
                let words = Box::new(|| format!("from step 2 on, {}", (one.words)()));
                let (written, equations) = (one.written.clone(), one.equations.clone());
                let origin = Origin::Pair(Box::new(one.origin.clone()));
                self.keep(&Candidate { written, equations, origin, words }, 2);
            }
        }
    }

    /// Takes in two candidates together: known mistakes and other methods with each automatic mutant, then any other two that change
    /// different equations.
    fn pairs(&mut self, chapter: &Chapter, first: &[Candidate<'_>]) {
        let base = &self.assignment.equations;
        let changes: Vec<Vec<usize>> = first.iter().map(|one| base.changed(&one.equations)).collect();
        let is_plain = |at: usize| first[at].origin == Origin::Automatic;
        for (k, one) in first.iter().enumerate().filter(|(k, _)| !is_plain(*k)) {
            for two in (0..first.len()).filter(|two| is_plain(*two)) {
                self.pair((one, &changes[k]), (&first[two], &changes[two]));
            }
            for two in followed(chapter, self.assignment, one) {
                if self.is_over(PAIRS_COST) {
                    return;
                }
                self.take(&two, 1);
            }
        }
        for (k, one) in first.iter().enumerate() {
            for two in (k + 1..first.len()).filter(|two| is_plain(k) == is_plain(*two)) {
                self.pair((one, &changes[k]), (&first[two], &changes[two]));
            }
        }
    }

    /// Takes in two candidates together, each with the sequences whose equations it changes, where these are different ones.
    fn pair(&mut self, one: (&Candidate<'_>, &[usize]), two: (&Candidate<'_>, &[usize])) {
        let ((one, own), (two, changed)) = (one, two);
        if self.is_over(PAIRS_COST) || changed.iter().any(|id| own.contains(id)) {
            return;
        }
        let Some(equations) = one.equations.with(&two.equations, changed) else { return };
        if self.sieve.passes(&equations, 1) {
            let written = together(&self.assignment.written, &one.written, &two.written);
            let words = Box::new(|| format!("{}; and {}", (one.words)(), (two.words)()));
            let origin = Origin::Pair(Box::new(one.origin.clone()));
            self.keep(&Candidate { written, equations, origin, words }, 1);
        }
    }

    /// The runs of equations on the further cases.
    fn runs_of(&self, equations: &Equations) -> Vec<Record> {
        let run = |trial: &Trial| {
            let mut oracle = Told::new(&trial.landscape, false);
            record(&trial.setup, &Written(equations), &mut oracle, usize::MAX)
        };
        self.compared.iter().map(run).collect()
    }

    /// Whether equations are the method of a class, as far as the further cases tell.
    fn is_same(&self, class: &Class, equations: &Equations) -> bool {
        self.compared.iter().zip(&class.runs).all(|(trial, run)| {
            let told = Told::new(&trial.landscape, false);
            let anew = |what: Asked, w: &[f64]| told.answer(what, w);
            let allowance = Allowance::new(Precision::Double);
            run.ended.is_some() || !replay(equations, run, allowance, &anew, 1).is_difference()
        })
    }
}
