//! A program is run on cases, recorded and judged.

use super::allowance::Precision;
use super::assignment::Assignment;
use super::cases::{Trial, trials};
use super::claims::broken;
use super::diagnose::diagnose;
use super::error::CannotJudge;
use super::evaluate::Asked;
use super::finding::{Behaviour, Diagnosis, Example, Finding, OnCase, Parting, Pattern, Verdict};
use super::landscape::{Landscape, Told};
use super::options::Options;
use super::patterns::{Steps, ignored};
use super::question::Method;
use super::record::{End, Record, Setup, record};
use super::replay::{Agreement, Difference};
use super::runs::Runs;
use super::written::Written;
use crate::language::check::Chapter;
use crate::numeric::tolerance::JUDGED_SHARE;
use crate::numeric::{from_f64_exact, print_rational};

/// Judges whether a program is a method of a chapter, and says what it is if it is not.
///
/// ```
/// use descentcheck::{MethodOptions, Step, judge_method, lecture, steps};
///
/// let mine = steps(|step: &mut Step<'_>| {
///     let (eta, g) = (step.number("eta"), step.gradient()?);
///     Ok(step.w.iter().zip(&g).map(|(w, g)| w + eta * g).collect())
/// });
/// let finding = judge_method(&lecture(), "gradient_descent", &mine, &MethodOptions::default()).unwrap();
/// assert!(finding.to_string().contains("the step goes along the gradient instead of against it"));
/// ```
///
/// # Errors
/// Where there is no such method, it cannot be replayed on records, or a parameter has no range.
pub fn judge_method(
    chapter: &Chapter,
    name: &str,
    method: &dyn Method,
    options: &Options,
) -> Result<Finding, CannotJudge> {
    let assignment = Assignment::with_options(chapter, name, options)?;
    let cases = trials(&assignment, options.cases, options.seed, options.precision);
    if cases.is_empty() {
        return Err(CannotJudge::NoCase(name.to_owned()));
    }
    let runs = run_all(&assignment, method, options, cases);
    let judged = runs.found.iter().filter(|found| found.is_agreement() || found.is_difference()).count();
    let components = runs.found.iter().map(|found| match found {
        Agreement::Agrees { components, .. } => *components,
        Agreement::Differs(_) | Agreement::Ends { .. } => 0,
    });
    let components = components.sum();
    let differing = runs.found.iter().filter(|found| found.is_difference()).count();
    #[allow(clippy::cast_precision_loss)] // There are few cases.
    let enough = judged as f64 >= JUDGED_SHARE * runs.found.len() as f64;
    let mut patterns = Vec::new();
    let verdict = if differing > 0 {
        let diagnosis = if options.explain {
            let (diagnosis, seen) = explained(chapter, &assignment, method, options, &runs);
            patterns = seen;
            diagnosis
        } else {
            Diagnosis::Unknown
        };
        Verdict::Differs { example: example(&runs).map(Box::new), cases: differing, diagnosis }
    } else if enough {
        Verdict::Agrees
    } else {
        let ended = runs.found.iter().find_map(|found| match found {
            Agreement::Agrees { steps: 0, until, .. } => *until,
            _ => None,
        });
        let reason = ended.map_or_else(String::new, |fault| format!(", for {fault}"));
        Verdict::Unjudged(format!("only {judged} of {} cases can be judged{reason}", runs.found.len()))
    };
    let is_other = options.explain && matches!(verdict, Verdict::Differs { .. });
    let broken = if is_other { broken(chapter, name, method, &on_claims(options)) } else { Vec::new() };
    // What a program does in the end is asked for in the end.
    let behaviours = behaviours(&runs, method, options);
    let (method, cases, on_cases) = (name.to_owned(), runs.found.len(), on_cases(&runs));
    Ok(Finding { method, verdict, cases, judged, components, patterns, on_cases, behaviours, broken })
}

/// What a program is that is not the method, and what its steps have in common.
fn explained(
    chapter: &Chapter,
    assignment: &Assignment,
    method: &dyn Method,
    options: &Options,
    runs: &Runs,
) -> (Diagnosis, Vec<Pattern>) {
    let more = |seed| {
        let cases = trials(assignment, options.cases, seed, options.precision);
        run_all(assignment, method, options, cases)
    };
    let steps = Steps::new(runs, assignment);
    let ratio = steps.ratio();
    let diagnosis = diagnose(chapter, assignment, runs, ratio.as_ref(), &more, options.seed);
    let run = |case: usize, setup: &Setup| run_once(&runs.trials[case], setup, method, options);
    let own = Written(&assignment.equations);
    let run_own = |case: usize, setup: &Setup| run_once(&runs.trials[case], setup, &own, options);
    let ignored = ignored(runs, assignment, &run, &run_own);
    (diagnosis, steps.patterns(ratio.as_ref(), ignored))
}

/// What is found case by case.
fn on_cases(runs: &Runs) -> Vec<OnCase> {
    let of_case = |(case, found): (usize, &Agreement)| {
        let (trial, record) = (&runs.trials[case], &runs.records[case]);
        let parting = match found {
            Agreement::Differs(found) => Some(Parting {
                t: found.t,
                component: found.component,
                before: record.iterates[found.t - 1][found.component],
                expected: 0.5 * found.expected.low() + 0.5 * found.expected.high(),
                got: found.got,
            }),
            Agreement::Agrees { .. } | Agreement::Ends { .. } => None,
        };
        OnCase {
            kind: trial.kind,
            parameters: trial.setup.parameters.clone(),
            dimension: trial.setup.start.len(),
            steps: trial.setup.steps,
            judged: found.is_agreement() || found.is_difference(),
            parting,
            ended: record.ended.is_some(),
        }
    };
    runs.found.iter().enumerate().map(of_case).collect()
}

/// A claim is tried on fewer cases: that a program is not the method is known by then.
fn on_claims(options: &Options) -> Options {
    Options { cases: options.cases.div_ceil(5), ..options.clone() }
}

fn run_all(assignment: &Assignment, method: &dyn Method, options: &Options, cases: Vec<Trial>) -> Runs {
    let records = cases.iter().map(|trial| run_once(trial, &trial.setup, method, options)).collect();
    Runs::new(cases, records, options.precision, &assignment.equations)
}

/// Runs a program on the objective of a case.
fn run_once(trial: &Trial, setup: &Setup, method: &dyn Method, options: &Options) -> Record {
    let mut oracle = Told::new(&trial.landscape, options.precision == Precision::Single);
    record(setup, method, &mut oracle, options.calls)
}

/// What is seen beside the steps: the first case is asked again at the end, and then once more.
fn behaviours(runs: &Runs, method: &dyn Method, options: &Options) -> Vec<Behaviour> {
    let mut found = Vec::new();
    found.extend(other_bits(runs, method, options));
    found.extend(method.seen().into_iter().map(Behaviour::Seen));
    let mut ends: Vec<(End, usize, usize)> = Vec::new();
    for (case, record) in runs.records.iter().enumerate() {
        let Some(end) = &record.ended else { continue };
        // To say that there is no next step is right where the equations need not have one either.
        if matches!(end, End::GaveUp(_)) && !runs.found[case].is_difference() {
            continue;
        }
        let same = |known: &End| std::mem::discriminant(known) == std::mem::discriminant(end);
        match ends.iter_mut().find(|(known, ..)| same(known)) {
            Some((_, count, _)) => *count += 1,
            None => ends.push((end.clone(), 1, case + 1)),
        }
    }
    found.extend(ends.into_iter().map(|(end, cases, first)| Behaviour::Ends { end, cases, first }));
    found
}

/// Whether the first case, asked once more, has other bits, in the same instance of the program and in another one.
fn other_bits(runs: &Runs, method: &dyn Method, options: &Options) -> Option<Behaviour> {
    let first = &runs.records[0];
    let ask = |method: &dyn Method| run_once(&runs.trials[0], &runs.trials[0].setup, method, options);
    let (again, once_more) = (ask(method), ask(method));
    let is_same = again.has_same_bits(first) && once_more.has_same_bits(&again);
    let fresh = || method.fresh().map(|fresh| ask(&*fresh));
    match fresh() {
        None if is_same => None,
        None => Some(Behaviour::OtherBits),
        Some(found) if found.has_same_bits(first) => (!is_same).then_some(Behaviour::KeepsState),
        // The first instance may have run before it was handed over: two new ones tell.
        Some(found) if fresh().is_some_and(|other| other.has_same_bits(&found)) => Some(Behaviour::KeepsState),
        Some(_) => Some(Behaviour::Random),
    }
}

/// The first step that differs, in the first case where one does: hand-sized cases come first.
fn example(runs: &Runs) -> Option<Example> {
    let (case, found) = runs.found.iter().enumerate().find_map(|(case, found)| match found {
        Agreement::Differs(found) => Some((case, found)),
        _ => None,
    })?;
    let trial = &runs.trials[case];
    Some(example_of(case, trial, &runs.records[case], found, trial.exact.as_deref()))
}

/// A step that differs, in the case with this number (from 0). `exact` are the points of the method that is expected, where they are
/// known exactly.
pub(super) fn example_of(
    case: usize,
    trial: &Trial,
    record: &Record,
    found: &Difference,
    exact: Option<&[Vec<f64>]>,
) -> Example {
    let t = found.t;
    let points = record.iterates[..=t].to_vec();
    let told = |point: &Vec<f64>| record.answer(Asked::Gradient, point).map(<[f64]>::to_vec);
    let gradients = points.iter().map(told).collect();
    let of_batch = |(batch, point): (&Vec<usize>, &Vec<f64>)| {
        let of_sample = |n: &usize| (*n, record.answer(Asked::Sample(*n), point).map(<[f64]>::to_vec));
        batch.iter().map(of_sample).collect()
    };
    let batches = record.setup.batches.iter().take(t).zip(&points).map(of_batch).collect();
    // In a case by hand nothing is rounded: as long as the program is where the method is, its next point is known exactly.
    let middle = 0.5 * found.expected.low() + 0.5 * found.expected.high();
    let exact = exact.filter(|exact| exact.get(..t) == record.iterates.get(..t));
    let expected = exact.map_or_else(
        || shortest(found.expected.low(), found.expected.high(), middle),
        |exact| exact[t][found.component],
    );
    Example {
        case: case + 1,
        kind: trial.kind,
        parameters: record.setup.parameters.clone(),
        objective: described(&trial.landscape),
        points,
        gradients,
        batches,
        t,
        component: found.component,
        expected,
        got: found.got,
    }
}

/// A short number between two ends, else the middle.
fn shortest(low: f64, high: f64, middle: f64) -> f64 {
    let rounded = |bits: i32| (middle * libm::ldexp(1.0, bits)).round() * libm::ldexp(1.0, -bits);
    (0..=30).map(rounded).find(|x| low <= *x && *x <= high).unwrap_or(middle)
}

/// An objective in words.
fn described(landscape: &Landscape) -> String {
    let number = |x: f64| from_f64_exact(x).map_or_else(|| x.to_string(), |exact| print_rational(&exact));
    let short = landscape.scale - 1.0 == 0.0
        && landscape.bowls.len() == 1
        && landscape.bowls[0].bends.iter().all(|k| *k == 0.0)
        && landscape.bowls[0].centre.iter().all(|c| *c == 0.0);
    if !short {
        let d = landscape.dimension();
        return format!("an objective of {d} coordinate{}", if d == 1 { "" } else { "s" });
    }
    let bowl = &landscape.bowls[0];
    let d = bowl.centre.len();
    let mut text = String::new();
    for row in 0..d {
        for column in row..d {
            let entry = bowl.matrix[row * d + column];
            if entry == 0.0 {
                continue;
            }
            let sign = if entry < 0.0 { "-" } else { "+" };
            if !text.is_empty() || entry < 0.0 {
                text.push_str(&if text.is_empty() { sign.to_owned() } else { format!(" {sign} ") });
            }
            let coefficient = if row == column { entry.abs() / 2.0 } else { entry.abs() };
            let name = |i: usize| if d == 1 { "w".to_owned() } else { format!("w_{}", i + 1) };
            let product =
                if row == column { format!("{}^2", name(row)) } else { format!("{}*{}", name(row), name(column)) };
            if coefficient - 1.0 == 0.0 {
                text.push_str(&product);
            } else {
                text.push_str(&format!("{}*{product}", number(coefficient)));
            }
        }
    }
    format!("R(w) = {}", if text.is_empty() { "0".to_owned() } else { text })
}
