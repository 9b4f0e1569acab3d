//! Grades what was handed in: takes a copy, runs it in a worker, and judges what it answers.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use super::assignment::{Assignment, points, whole};
use super::exercise::{self, grade_claim, grade_witness};
use super::form::{Form, Style};
use super::grading::{CASES, HandedIn, failed, grade_method};
use super::launch::StartError;
use super::limits::Limits;
use super::note::{Limit, Note, What};
use super::observed::{Remark, Topic};
use super::result::Graded;
use super::settings::Settings;
use super::submission::{Submission, name_of};
use super::worker::Worker;
use crate::blackbox::{Failure, Method, Question};
use crate::language::check::{ProgramTask, Task};
use crate::language::syntax::{Domain, LineKind};

/// How a program of this task is called.
#[must_use]
pub fn form(task: &ProgramTask) -> Form {
    let takes = |name: &str| task.arguments.iter().any(|argument| argument == name);
    let style = if task.schedule {
        Style::Schedule
    } else if task.class {
        Style::Class
    } else if takes("gradients") && takes("epochs") {
        Style::Batches
    } else if takes("gradient") {
        Style::Loop
    } else {
        Style::Step
    };
    let whole = task.given.iter().filter_map(|line| match &line.kind {
        LineKind::Given { names, domain: Domain::Integers { .. } } => Some(names),
        _ => None,
    });
    let whole = whole.flatten().map(|name| name.text.clone()).collect();
    Form { style, name: task.name.clone(), arguments: task.arguments.clone(), whole }
}

/// The limits that an assignment sets; the others are the usual ones.
#[must_use]
pub fn limits(assignment: &Assignment<'_>) -> Limits {
    let set = &assignment.block.assigned.limits;
    let mut limits = Limits::default();
    if let Some(seconds) = &set.seconds {
        let ratio = limits.wall.as_secs_f64() / limits.cpu.as_secs_f64();
        limits.cpu = Duration::from_secs_f64(points(seconds).min(3600.0));
        limits.wall = limits.cpu.mul_f64(ratio);
    }
    if let Some(mebibytes) = &set.mebibytes {
        limits.memory = (whole(mebibytes) as u64).saturating_mul(1 << 20);
    }
    if let Some(gradients) = &set.gradients {
        limits.calls = whole(gradients);
    }
    limits
}

/// A program that says after each run how many there were.
struct Counted<'a> {
    inner: &'a dyn Method,
    runs: std::sync::atomic::AtomicUsize,
    after: &'a (dyn Fn(usize) + Sync),
}

impl Method for Counted<'_> {
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        let found = self.inner.run(question);
        (self.after)(1 + self.runs.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        found
    }
}

/// What came of a submission, and whether it hit a limit of time: then it is run again, alone.
pub struct Outcome {
    /// The result.
    pub graded: Graded,
    /// Whether it was stopped for the time that it took.
    pub took_too_long: bool,
}

/// The headline of a submission that cannot be run.
const NOT_RUN: &str = "it cannot be run";

/// Grades one submission, unless `known` has its result; `after` is told after each run how many there were.
///
/// # Errors
/// Where nothing can be graded on this machine or by this assignment.
pub fn grade(
    assignment: &Assignment<'_>,
    path: &Path,
    settings: &Settings,
    known: &dyn Fn(&HandedIn) -> Option<Graded>,
    after: &(dyn Fn(usize) + Sync),
) -> Result<Outcome, String> {
    let exercise = |grade: &dyn Fn(&HandedIn, Result<String, String>) -> Graded| {
        let (handed_in, text) = exercise::read(path);
        let graded = known(&handed_in).unwrap_or_else(|| grade(&handed_in, text));
        Ok(Outcome { graded, took_too_long: false })
    };
    match &assignment.block.assigned.task {
        Task::Program(task) => program(assignment, task, path, settings, known, after),
        Task::Claim { of, at_least } => {
            exercise(&|handed_in, text| grade_claim(assignment, of, at_least, handed_in, text, settings))
        }
        Task::Witness { of } => exercise(&|handed_in, text| grade_witness(assignment, of, handed_in, text, settings)),
    }
}

/// Grades a program.
fn program(
    assignment: &Assignment<'_>,
    task: &ProgramTask,
    path: &Path,
    settings: &Settings,
    known: &dyn Fn(&HandedIn) -> Option<Graded>,
    after: &(dyn Fn(usize) + Sync),
) -> Result<Outcome, String> {
    let in_time = |graded| Outcome { graded, took_too_long: false };
    let name = name_of(path);
    let submission = match Submission::take(path) {
        Ok(submission) => submission,
        Err(error) => {
            let handed_in = HandedIn { name, hash: String::new() };
            return Ok(in_time(failed(assignment, &handed_in, NOT_RUN, &error.to_string())));
        }
    };
    let handed_in = HandedIn { name, hash: submission.hash().to_owned() };
    if let Some(graded) = known(&handed_in) {
        return Ok(in_time(graded));
    }
    let is_time = |what: &What| matches!(what, What::Stopped { limit: Limit::Cpu | Limit::Wall, .. });
    let limits = limits(assignment);
    let worker = match Worker::start(&submission, &form(task), &limits, settings.python.as_ref(), &settings.confinement)
    {
        Ok(worker) => worker,
        Err(StartError::Submission(what)) => {
            let graded = failed(assignment, &handed_in, NOT_RUN, &sentence(&what));
            return Ok(Outcome { graded, took_too_long: is_time(&what) });
        }
        Err(error) => return Err(error.to_string()),
    };
    let counted = Counted { inner: &worker, runs: std::sync::atomic::AtomicUsize::new(0), after };
    let noticed = || remarks(&worker.notes());
    let mut graded = grade_method(assignment, task, &handed_in, &counted, settings.seed, &noticed)
        .map_err(|reason| reason.to_string())?;
    graded.layers = worker.layers().iter().map(ToString::to_string).collect();
    Ok(Outcome { graded, took_too_long: worker.notes().iter().any(|note| is_time(&note.what)) })
}

/// A note as a sentence about the program.
fn sentence(what: &What) -> String {
    let text = what.to_string();
    let text = match what {
        What::Remark { .. } => return text,
        What::Uncallable { .. } => {
            let mut letters = text.chars();
            letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
        }
        What::Stopped { .. } | What::GivenUp { .. } => format!("It was {text}"),
        What::Died { .. } => format!("Its process {text}"),
        _ => format!("It {text}"),
    };
    if text.ends_with(['.', '!', '?']) { text } else { format!("{text}.") }
}

/// What was noticed of a program in words. Notes of one kind are said once.
fn remarks(notes: &[Note]) -> Vec<Remark> {
    let mut said: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    for note in notes {
        let costs = !matches!(note.what, What::Printed { .. } | What::Remark { .. });
        let text = sentence(&note.what);
        if !said.insert(text.clone()) {
            continue;
        }
        // The first runs are the cases, in their order.
        let text = match text.strip_suffix('.') {
            Some(start) if costs && (2..=CASES).contains(&note.first) => {
                format!("{start} (first in case {}).", note.first)
            }
            _ => text,
        };
        let stops = matches!(note.what, What::Stopped { .. } | What::Died { .. } | What::GivenUp { .. });
        found.push(Remark { text, topic: if stops { Topic::Stopped } else { Topic::Other }, costs });
    }
    found
}
