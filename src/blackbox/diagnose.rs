//! What a program that is not the method is instead: found by replaying other equations on the same records.

use super::allowance::{Allowance, Precision};
use super::assignment::Assignment;
use super::cases::{Trial, trials};
use super::evaluate::is_undefined_by_the_equations;
use super::finding::{Diagnosis, Explanation, Origin};
use super::landscape::Told;
use super::mutate::{all_mutations, mutations};
use super::record::{Record, record};
use super::replay::{Agreement, replay};
use super::resolve::resolve;
use super::tree::Equations;
use super::written::Written;
use crate::language::check::Chapter;
use crate::language::print;
use crate::language::syntax::{Expr, Recurrences};
use crate::numeric::tolerance::EXPLAINED_SHARE;

/// Cases with the runs of a program on them.
pub(super) struct Runs {
    pub trials: Vec<Trial>,
    pub records: Vec<Record>,
    pub found: Vec<Agreement>,
    pub precision: Precision,
}

impl Runs {
    /// Replays equations on the run of a case.
    pub(super) fn replayed(&self, equations: &Equations, case: usize, from: usize) -> Agreement {
        let told = Told::new(&self.trials[case].landscape, self.precision == Precision::Single);
        let anew = |what, w: &[f64]| told.answer(what, w);
        replay(equations, &self.records[case], Allowance::new(self.precision), &anew, from)
    }

    /// The cases on which the program takes another step than the method, with the step; those first that are small.
    fn differing(&self) -> Vec<(usize, usize)> {
        let step = |(case, found): (usize, &Agreement)| match found {
            Agreement::Differs(found) if self.records[case].ended.is_none() => Some((case, found.t)),
            _ => None,
        };
        self.found.iter().enumerate().filter_map(step).collect()
    }

    /// Whether equations take the steps of the program, wherever they are judged. `differing` are the cases on which the method
    /// does not.
    fn is_explained_by(&self, equations: &Equations, from: usize, differing: &[(usize, usize)]) -> bool {
        let mut explained = 0;
        for (case, t) in differing {
            match self.replayed(equations, *case, from) {
                Agreement::Agrees { until: Some(fault), .. } if is_undefined_by_the_equations(fault) => return false,
                Agreement::Agrees { steps, .. } => explained += usize::from(steps >= *t),
                Agreement::Differs(_) | Agreement::Ends { .. } => return false,
            }
        }
        #[allow(clippy::cast_precision_loss)] // There are few cases.
        if (explained as f64) < EXPLAINED_SHARE * differing.len() as f64 || explained == 0 {
            return false;
        }
        let mut others = (0..self.found.len()).filter(|case| !self.found[*case].is_difference());
        others.all(|case| !self.replayed(equations, case, from).is_difference())
    }
}

/// Other equations that a program may be, and how their explanation is put into words.
struct Candidate<'a> {
    written: Recurrences,
    equations: Equations,
    explain: Box<dyn Fn() -> (Origin, String) + 'a>,
}

/// Candidates that cannot be told apart on any case.
struct Class {
    equations: Equations,
    /// Their runs on the further cases.
    runs: Vec<Record>,
    /// From which step on they are compared.
    from: usize,
    names: Vec<Explanation>,
}

impl Class {
    /// The first name, with the origins of the others.
    fn name(mut self) -> Explanation {
        let mut first = self.names.remove(0);
        first.also = self.names.into_iter().map(|name| name.origin).collect();
        first
    }
}

/// More explanations that differ are not looked for: the list says nothing.
const MOST_CLASSES: usize = 8;
/// On so many further cases equations are compared to find out whether they are the same.
const COMPARED: usize = 40;

/// Finds out what a program is; `more` runs it on further cases, to tell explanations apart.
pub(super) fn diagnose(
    chapter: &Chapter,
    assignment: &Assignment,
    runs: &Runs,
    more: &dyn Fn(u64) -> Runs,
    seed: u64,
) -> Diagnosis {
    let differing = runs.differing();
    if differing.is_empty() {
        return Diagnosis::Unknown;
    }
    let compared = trials(assignment, COMPARED, seed.wrapping_add(2), runs.precision);
    let search = Search { assignment, runs, differing, compared };
    let first = singles(chapter, assignment);
    let mut classes = Vec::new();
    for candidate in &first {
        search.take(candidate, 1, &mut classes);
    }
    if classes.is_empty() {
        let written = assignment.written.clone();
        let equations = assignment.equations.clone();
        let explain = Box::new(|| (Origin::Automatic, "only the first step differs".to_owned()));
        search.take(&Candidate { written, equations, explain }, 2, &mut classes);
    }
    if classes.is_empty() {
        search.pairs(chapter, &first, &mut classes);
    }
    if classes.len() > 1 {
        // The program is asked again where the explanations may part.
        let again = more(seed.wrapping_add(1));
        let differing = again.differing();
        classes.retain(|class| differing.is_empty() || again.is_explained_by(&class.equations, class.from, &differing));
    }
    match classes.len() {
        0 => Diagnosis::Unknown,
        1 => Diagnosis::Named(Box::new(classes.remove(0).name())),
        _ => Diagnosis::OneOf(classes.into_iter().map(Class::name).collect()),
    }
}

struct Search<'a> {
    assignment: &'a Assignment,
    runs: &'a Runs,
    /// The cases on which the program is not the method.
    differing: Vec<(usize, usize)>,
    /// Further cases, on which explanations are compared with each other.
    compared: Vec<Trial>,
}

impl Search<'_> {
    /// Takes in a candidate if it explains all runs, beside those that are the same method.
    fn take(&self, candidate: &Candidate<'_>, from: usize, classes: &mut Vec<Class>) {
        if !self.runs.is_explained_by(&candidate.equations, from, &self.differing) {
            return;
        }
        let (origin, what) = (candidate.explain)();
        let (yours, lecture) = lines_changed(&self.assignment.written, &candidate.written);
        let explanation = Explanation { origin, what, yours, lecture, also: Vec::new() };
        let same = |class: &&mut Class| class.from == from && self.is_same(class, &candidate.equations);
        match classes.iter_mut().find(same) {
            Some(class) => class.names.push(explanation),
            None => {
                let (equations, runs) = (candidate.equations.clone(), self.runs_of(&candidate.equations));
                classes.push(Class { equations, runs, from, names: vec![explanation] });
            }
        }
    }

    /// Takes in two candidates together: known mistakes and automatic mutants of another method or of a known mistake, and any two
    /// that change different equations.
    fn pairs(&self, chapter: &Chapter, first: &[Candidate<'_>], classes: &mut Vec<Class>) {
        let is_full = |classes: &Vec<Class>| classes.len() >= MOST_CLASSES;
        for one in first {
            let (origin, _) = (one.explain)();
            if origin == Origin::Automatic {
                continue;
            }
            for two in followed(chapter, one, &origin, &self.assignment.values) {
                if is_full(classes) {
                    return;
                }
                self.take(&two, 1, classes);
            }
        }
        let base = &self.assignment.equations;
        let changes: Vec<Vec<usize>> = first.iter().map(|one| base.changed(&one.equations)).collect();
        for (k, one) in first.iter().enumerate() {
            for (two, changed) in first[k + 1..].iter().zip(&changes[k + 1..]) {
                let apart = changed.iter().all(|id| !changes[k].contains(id));
                let Some(equations) = apart.then(|| one.equations.with(&two.equations, changed)).flatten() else {
                    continue;
                };
                if is_full(classes) {
                    return;
                }
                if self.runs.is_explained_by(&equations, 1, &self.differing) {
                    let written = together(&self.assignment.written, &one.written, &two.written);
                    let explain = || {
                        let ((origin, what), (_, also)) = ((one.explain)(), (two.explain)());
                        (Origin::Pair(Box::new(origin)), format!("{what}; and {also}"))
                    };
                    self.take(&Candidate { written, equations, explain: Box::new(explain) }, 1, classes);
                }
            }
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
            let anew = |what, w: &[f64]| told.answer(what, w);
            let allowance = Allowance::new(Precision::Double);
            run.ended.is_some() || !replay(equations, run, allowance, &anew, 1).is_difference()
        })
    }
}

/// The equations of a method with the changes of two versions of it.
fn together(base: &Recurrences, one: &Recurrences, two: &Recurrences) -> Recurrences {
    let mut changed = one.clone();
    for line in two.equations.iter().filter(|line| !base.equations.contains(line)) {
        match changed.equations.iter_mut().find(|known| known.target == line.target && known.time == line.time) {
            Some(known) => *known = line.clone(),
            None => changed.equations.push(line.clone()),
        }
    }
    changed
}

/// The equations that two versions of a method do not share: those of the first, then those of the second.
fn lines_changed(base: &Recurrences, changed: &Recurrences) -> (Vec<String>, Vec<String>) {
    let lines = |of: &Recurrences, other: &Recurrences| {
        let own = of.equations.iter().filter(|line| !other.equations.contains(line));
        own.map(print::equation_ascii).collect()
    };
    (lines(changed, base), lines(base, changed))
}

/// Known mistakes, other methods of the chapter, and automatic mutants, in this order.
fn singles<'a>(chapter: &'a Chapter, assignment: &'a Assignment) -> Vec<Candidate<'a>> {
    let mut found = known(chapter, &assignment.name, &assignment.values);
    let has = |name: &str| {
        assignment.equations.parameters().any(|known| known == name)
            || assignment.written.parameters.iter().any(|known| known.name.text == name)
    };
    let methods: Vec<(&str, &Recurrences)> =
        if assignment.is_schedule() { chapter.schedules().collect() } else { chapter.methods().collect() };
    for (name, written) in methods {
        if name != assignment.name
            && written.parameters.iter().all(|parameter| has(&parameter.name.text))
            && let Ok(equations) = resolve(written, &values_for(written, &assignment.values))
        {
            let kind = if assignment.is_schedule() { "schedule" } else { "method" };
            let explain = move || (Origin::Variant(name.to_owned()), format!("it is the {kind} `{name}`"));
            found.push(Candidate { written: written.clone(), equations, explain: Box::new(explain) });
        }
    }
    found.extend(mutations(&assignment.written).into_iter().filter_map(|mutation| {
        let what = mutation.what;
        let equations = resolve(&mutation.changed, &values_for(&mutation.changed, &assignment.values)).ok()?;
        let explain = Box::new(move || (Origin::Automatic, what.clone()));
        Some(Candidate { written: mutation.changed, equations, explain })
    }));
    found
}

/// The mistakes that a chapter knows of a method.
fn known<'a>(chapter: &'a Chapter, name: &str, values: &[(String, Expr)]) -> Vec<Candidate<'a>> {
    let of_method = chapter.mutants.iter().filter(|mutant| mutant.of == name);
    let candidates = of_method.filter_map(|mutant| {
        let written = chapter.mutated(mutant)?;
        let equations = resolve(&written, &values_for(&written, values)).ok()?;
        let explain = move || {
            let what = mutant.title.clone().unwrap_or_else(|| mutant.id.clone());
            (Origin::Mistake(mutant.id.clone()), what)
        };
        Some(Candidate { written, equations, explain: Box::new(explain) })
    });
    candidates.collect()
}

/// Those of the values that equations read.
fn values_for(equations: &Recurrences, values: &[(String, Expr)]) -> Vec<(String, Expr)> {
    let reads = |name: &str| equations.parameters.iter().any(|parameter| parameter.name.text == name);
    values.iter().filter(|(name, _)| reads(name)).cloned().collect()
}

/// What follows on a first candidate: a method's known mistakes where it is another method, and automatic mutants of it.
fn followed<'a>(
    chapter: &'a Chapter,
    one: &'a Candidate<'a>,
    origin: &Origin,
    values: &[(String, Expr)],
) -> Vec<Candidate<'a>> {
    let joined = move |two: String| {
        let (origin, what) = (one.explain)();
        (Origin::Pair(Box::new(origin)), format!("{what}; and {two}"))
    };
    let mut found = Vec::new();
    if let Origin::Variant(name) = origin {
        for two in known(chapter, name, values) {
            let Candidate { written, equations, explain } = two;
            let explain = move || joined(explain().1);
            found.push(Candidate { written, equations, explain: Box::new(explain) });
        }
    }
    for (number, two) in all_mutations(&one.written, false).into_iter().enumerate() {
        let Ok(equations) = resolve(&two.changed, &values_for(&two.changed, values)) else { continue };
        // The words are found once they are wanted.
        let explain = move || joined(all_mutations(&one.written, true).remove(number).what);
        found.push(Candidate { written: two.changed, equations, explain: Box::new(explain) });
    }
    found
}
