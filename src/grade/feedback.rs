//! What a student reads: the equation that the program really computes, the smallest case that shows it, and why it matters.

use super::assignment::Assignment;
use super::observed::Observed;
use super::pattern::{agreed, common};
use super::result::Entry;
use super::score::{Score, named};
use crate::blackbox::{Broken, Diagnosis, Example, Explanation, Kind, Origin, Value, Verdict, written_number};
use crate::language::check::ProgramTask;

/// So many explanations that cannot be told apart are listed.
const LISTED: usize = 4;

/// In one sentence what a program is.
#[must_use]
pub fn headline(task: &ProgramTask, observed: &Observed) -> String {
    let finding = &observed.finding;
    let method = &task.method;
    match &finding.verdict {
        Verdict::Agrees if observed.behaves() => format!("it is `{method}`"),
        Verdict::Agrees => format!("it is `{method}`, but see below how it behaves"),
        Verdict::Unjudged(_) => "nothing can be said about its steps".to_owned(),
        Verdict::Differs { .. } if nothing_but_ends(observed) => {
            if observed.finding.on_cases.iter().any(|case| !case.ended) {
                "it stops early in most of its runs".to_owned()
            } else {
                "it stops before it has taken its steps".to_owned()
            }
        }
        Verdict::Differs { .. } if observed.is_unsteady() => {
            "it gives another result when it is run again on the same problem".to_owned()
        }
        Verdict::Differs { diagnosis, .. } => match diagnosis {
            Diagnosis::Named(name) => match &name.origin {
                Origin::Mistake(_) => format!("it behaves exactly like a known mistake: {}", name.what),
                Origin::Variant(other) => format!("it is not `{method}` but `{other}`"),
                Origin::Automatic => format!("it behaves exactly like one with a mistake: {}", name.what),
                Origin::Pair(_) => format!("it makes two mistakes: {}", name.what.replacen("; and ", ", and ", 1)),
            },
            Diagnosis::OneOf(_) => format!("it is not `{method}`, and its runs leave several explanations"),
            Diagnosis::Unknown => format!("it is not `{method}`"),
        },
    }
}

/// Whether no run of a program takes a step that could be compared.
fn nothing_but_ends(observed: &Observed) -> bool {
    observed.hardly_runs() && observed.finding.on_cases.iter().all(|case| case.parting.is_none())
}

/// The parts of the feedback on a program.
#[must_use]
pub fn entries(assignment: &Assignment<'_>, task: &ProgramTask, observed: &Observed, score: &Score) -> Vec<Entry> {
    let finding = &observed.finding;
    let mut parts = Vec::new();
    match &finding.verdict {
        Verdict::Agrees => {
            let numbers = format!(
                "{} numbers of {} cases are what the lecture's equations give, each to the rounding of its own step",
                finding.components, finding.judged
            );
            parts.push(Entry::new("agreed", vec![numbers]));
        }
        Verdict::Unjudged(reason) => parts.push(Entry::new("not judged", vec![reason.clone()])),
        Verdict::Differs { .. } if nothing_but_ends(observed) => {}
        Verdict::Differs { example, diagnosis, .. } => {
            let diagnosis = if observed.is_unsteady() { &Diagnosis::Unknown } else { diagnosis };
            parts.extend(equations(assignment, task, diagnosis));
            parts.extend(example.as_ref().map(|example| see_it(task, example)));
            if !matches!(diagnosis, Diagnosis::Named(_)) {
                // The points of a schedule are its rates, and not steps.
                let of_steps = finding.patterns.iter().filter(|_| !task.schedule).map(ToString::to_string);
                let seen: Vec<String> = of_steps.chain(common(&finding.on_cases)).collect();
                if !seen.is_empty() {
                    parts.push(Entry::new("note", seen));
                }
            }
            parts.extend(why(assignment, observed));
            parts.push(Entry::new("agreed", vec![agreed(&finding.on_cases)]));
        }
    }
    let remarks: Vec<String> = observed.remarks.iter().map(|remark| remark.text.clone()).collect();
    if !remarks.is_empty() {
        parts.push(Entry::new("behaviour", remarks));
    }
    parts.extend(score.kept.as_ref().map(|keep| {
        let reason = keep.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
        Entry::new(
            "kept",
            vec![format!(
                "{} for `{}`{reason}",
                super::result::said(super::assignment::points(&keep.points)),
                keep.what
            )],
        )
    }));
    parts
}

/// Both sides' equations, with the place of the lecture's.
fn equations(assignment: &Assignment<'_>, task: &ProgramTask, diagnosis: &Diagnosis) -> Vec<Entry> {
    let section = assignment.section(&task.method);
    let of_method = || {
        let written = assignment.chapter.recurrences(&task.method);
        let lines = written.iter().flat_map(|own| &own.equations).map(crate::language::print::equation_ascii);
        lines.collect::<Vec<_>>()
    };
    let lecture = |lines: Vec<String>| {
        let mut lines = if lines.is_empty() { of_method() } else { lines };
        lines.extend(section.clone());
        Entry::new("lecture", lines)
    };
    match diagnosis {
        Diagnosis::Named(name) => {
            let mut parts = Vec::new();
            if name.yours.is_empty() {
                // What was left out has no equation of its own.
                parts.push(Entry::new("yours", vec![format!("the same without: {}", name.lecture.join("; "))]));
            } else {
                parts.push(Entry::new("yours", name.yours.clone()));
            }
            parts.push(lecture(name.lecture.clone()));
            parts.extend(variant(assignment, name));
            parts
        }
        Diagnosis::OneOf(names) => {
            let mut lines: Vec<String> = names.iter().take(LISTED).map(|name| name.what.clone()).collect();
            if names.len() > LISTED {
                lines.push(format!("and {} more", names.len() - LISTED));
            }
            vec![Entry::new("it may be", lines), lecture(Vec::new())]
        }
        Diagnosis::Unknown => vec![lecture(Vec::new())],
    }
}

/// Where the other method is taught that a program is.
fn variant(assignment: &Assignment<'_>, name: &Explanation) -> Option<Entry> {
    let all = std::iter::once(&name.origin).chain(&name.also);
    let other = all.into_iter().find_map(|origin| match origin {
        Origin::Variant(other) => Some(other),
        _ => None,
    });
    match other {
        Some(other) => {
            let place = assignment.section(other)?;
            Some(Entry::new(
                "note",
                vec![format!("`{other}` is in {place}: a method of its own, and not the one asked for")],
            ))
        }
        None => None,
    }
}

/// The smallest case that differs, with all its numbers.
fn see_it(task: &ProgramTask, example: &Example) -> Entry {
    let mut first: Vec<String> = Vec::new();
    if !task.schedule {
        first.push(example.objective.clone());
    }
    first.extend(example.parameters.iter().map(|(name, value)| format!("{name} = {}", value_text(value))));
    let mut lines = vec![first.join(", ")];
    let index =
        if example.points[0].len() > 1 { format!(", coordinate {}", example.component + 1) } else { String::new() };
    let (got, expected) = (written_number(example.got), written_number(example.expected));
    let t = example.t;
    if task.schedule {
        lines.push(format!("step {t}: your rate is {got}, the lecture's is {expected}"));
        return Entry::new("see it", lines);
    }
    for (s, point) in example.points.iter().enumerate().take(t) {
        let gradient = example.gradients.get(s).and_then(Option::as_ref);
        let gradient = gradient.map_or(String::new(), |g| format!(", where the gradient is {}", list(g)));
        let whose = if s == 0 { "" } else { "your " };
        lines.push(format!("{whose}w[{s}] = {}{gradient}", list(point)));
        if let Some(batch) = example.batches.get(s) {
            let of_sample = |(n, gradient): &(usize, Option<Vec<f64>>)| match gradient {
                Some(gradient) => format!("sample {n} with gradient {}", list(gradient)),
                None => format!("sample {n}, whose gradient your program did not ask for"),
            };
            let samples: Vec<String> = batch.iter().map(of_sample).collect();
            lines.push(format!("step {}: {}", s + 1, samples.join(", ")));
        }
    }
    let exact = if example.kind == Kind::ByHand { "" } else { " (rounded to a double)" };
    lines.push(format!("your w[{t}]{index} is {got}, the lecture's is {expected}{exact}"));
    Entry::new("see it", lines)
}

fn value_text(value: &Value) -> String {
    match value {
        Value::Number(x) => written_number(*x),
        Value::Vector(values) | Value::PerStep(values) | Value::Matrix(values) => list(values),
    }
}

fn list(values: &[f64]) -> String {
    let all: Vec<String> = values.iter().map(|x| written_number(*x)).collect();
    if let [one] = &all[..] { one.clone() } else { format!("({})", all.join(", ")) }
}

/// A claim of the lecture that the program breaks: one that is graded before others.
fn why(assignment: &Assignment<'_>, observed: &Observed) -> Option<Entry> {
    let all = &observed.finding.broken;
    let is_graded = |broken: &&Broken| assignment.block.assigned.claims().any(|id| *id == broken.id);
    let broken = all.iter().find(is_graded).or_else(|| all.first())?;
    let line =
        format!("`{}` is false of it, in {} of {} runs: {}", broken.id, broken.broken, broken.runs, broken.title);
    Some(Entry::new("why it matters", vec![line]))
}

/// What a program was found to be, by name where it has one.
#[must_use]
pub fn diagnosis(observed: &Observed) -> Option<String> {
    match &observed.finding.verdict {
        Verdict::Differs { .. } if observed.is_unsteady() => Some("another result on the same problem".to_owned()),
        Verdict::Differs { diagnosis: Diagnosis::Named(name), .. } => {
            Some(named(&name.origin).map_or_else(|| name.what.clone(), str::to_owned))
        }
        _ => None,
    }
}
