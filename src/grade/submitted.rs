//! Grades what was handed in: takes a copy, runs it in a worker, and judges what it answers.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use super::assignment::{Assignment, points, whole};
use super::exercise::{self, grade_claim, grade_witness};
use super::form::{Form, Style};
use super::grading::{CASES, HandedIn, failed, grade_method, not_graded};
use super::launch::StartError;
use super::limits::Limits;
use super::note::{Limit, Note, What};
use super::observed::{Remark, Topic};
use super::plain::printed;
use super::result::Graded;
use super::settings::Settings;
use super::submission::{Submission, TakeError, name_of};
use super::worker::Worker;
use crate::blackbox::{Failure, Method, Question};
use crate::language::check::{ProgramTask, Task};
use crate::language::syntax::{Domain, LineKind};

/// How a program of this task is called.
#[must_use]
pub fn form(assignment: &Assignment<'_>, task: &ProgramTask) -> Form {
    let takes = |name: &str| task.arguments.iter().any(|argument| argument == name);
    let style = if let Some(course) = &assignment.block.assigned.convention {
        Style::Named(course.clone())
    } else if task.schedule {
        Style::Schedule
    } else if task.class {
        Style::Class
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
    let lists = assignment.asks_for_a_list(task);
    Form { style, name: task.name.clone(), arguments: task.arguments.clone(), whole, lists }
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

    fn fresh(&self) -> Option<Box<dyn Method + '_>> {
        self.inner.fresh()
    }

    fn seen(&self) -> Vec<String> {
        self.inner.seen()
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
        let (handed_in, text) = match exercise::read(path) {
            Ok(found) => found,
            Err(error) => return Ok(Outcome { graded: not_read(assignment, path, &error), took_too_long: false }),
        };
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

/// The result of a submission that cannot be read, for which the student is not to blame.
fn not_read(assignment: &Assignment<'_>, path: &Path, error: &TakeError) -> Graded {
    let handed_in = HandedIn { name: name_of(path), hash: String::new() };
    let why = match error {
        TakeError::Unreadable { error, .. } => format!("The file cannot be read: {error}."),
        other => format!("It was {other}."),
    };
    let way_out = "This is not the student's fault. Make the file readable for the grader, and grade it again.";
    not_graded(assignment, &handed_in, "it cannot be read", vec![why, way_out.to_owned()])
}

/// The result of a submission that needs NumPy, on a machine that has none.
fn without_numpy(assignment: &Assignment<'_>, handed_in: &HandedIn, why: &str) -> Graded {
    let lines = vec![
        format!("The program imports NumPy, and Python cannot import it here ({why})."),
        "This is a fault of the machine, and not of the program. Install NumPy for the Python that runs the programs, or name \
         another Python with `--python PATH`, and grade it again."
            .to_owned(),
    ];
    not_graded(assignment, handed_in, "this machine has no NumPy", lines)
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
    let scratch = settings.scratch.clone().unwrap_or_else(std::env::temp_dir);
    let submission = match Submission::take_to(path, &scratch) {
        Ok(submission) => submission,
        Err(error) if error.is_of_the_machine() => return Ok(in_time(not_read(assignment, path, &error))),
        Err(error) => {
            let handed_in = HandedIn { name: name_of(path), hash: String::new() };
            return Ok(in_time(failed(assignment, &handed_in, NOT_RUN, &[error.to_string()])));
        }
    };
    let handed_in = HandedIn { name: name_of(path), hash: submission.hash().to_owned() };
    if let Some(graded) = known(&handed_in) {
        return Ok(in_time(graded));
    }
    let limits = limits(assignment);
    let (python, confinement) = (settings.python.as_ref(), &settings.confinement);
    let started =
        Worker::start_until(&submission, &form(assignment, task), &limits, python, confinement, &settings.stop);
    let (graded, notes) = match started {
        Ok(worker) => {
            let counted = Counted { inner: &worker, runs: std::sync::atomic::AtomicUsize::new(0), after };
            let noticed = || remarks(&worker.notes());
            let mut graded = grade_method(assignment, task, &handed_in, &counted, settings.seed, &noticed)
                .map_err(|reason| reason.to_string())?;
            graded.layers = worker.layers().iter().map(ToString::to_string).collect();
            (graded, worker.notes())
        }
        Err(StartError::Submission { what, mut notes }) => {
            let mut why = vec![sentence(&what)];
            why.extend(remarks(&notes).into_iter().map(|remark| remark.text));
            notes.push(Note { what, first: 0, runs: 1 });
            (failed(assignment, &handed_in, NOT_RUN, &why), notes)
        }
        Err(error) => return Err(error.to_string()),
    };
    if settings.is_stopped() {
        return Err("interrupted".to_owned());
    }
    let is_missing = notes.iter().any(|note| matches!(note.what, What::Missing { .. }));
    if is_missing
        && graded.points.is_some_and(|points| points < graded.total)
        && let Some(why) = settings.lacks_numpy(&limits)
    {
        return Ok(in_time(without_numpy(assignment, &handed_in, why)));
    }
    let is_time = |what: &What| matches!(what, What::Stopped { limit: Limit::Cpu | Limit::Wall, .. });
    Ok(Outcome { graded, took_too_long: notes.iter().any(|note| is_time(&note.what)) })
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
        match &note.what {
            // That is said where it matters.
            What::Missing { .. } => continue,
            What::Printed { text } => {
                let all = printed(text).into_iter();
                found.extend(all.map(|text| Remark { text, topic: Topic::Other, costs: false }));
                continue;
            }
            _ => {}
        }
        let costs = !matches!(note.what, What::Remark { .. });
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
