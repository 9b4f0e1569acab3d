//! Grades one submission by one assignment.

use super::assignment::{Assignment, points};
use super::feedback;
use super::observed::{Observed, Remark};
use super::result::{Entry, Graded, said};
use super::score::{entry, keep_of, score};
use crate::blackbox::{CannotJudge, Diagnosis, Method, Options, Verdict, judge_method};
use crate::language::check::ProgramTask;
use crate::numeric::Rational;
use crate::numeric::tolerance::ENOUGH_TO_NAME;

/// On how many cases a program is judged by default.
pub const CASES: usize = 120;

/// A program that differs from its method in few cases is run on so many times as many.
const MORE: usize = 5;

/// The verdict on what could not be run at all.
const NOT_RUN: &str = "not-run";
/// The verdict on what was not graded, because of the machine.
const NOT_GRADED: &str = "not-graded";

/// What was handed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedIn {
    /// The name of the file or folder.
    pub name: String,
    /// The SHA-256 of its contents.
    pub hash: String,
}

/// Grades a program. `remarks` says, once the program has been run, what was noticed of it; each text once.
///
/// # Errors
/// Where the assignment cannot be judged: it is then at fault, and not the program.
pub fn grade_method(
    assignment: &Assignment<'_>,
    task: &ProgramTask,
    handed_in: &HandedIn,
    method: &dyn Method,
    seed: u64,
    remarks: &dyn Fn() -> Vec<Remark>,
) -> Result<Graded, CannotJudge> {
    let options = assignment.options(task, CASES, seed);
    let finding = judge_method(assignment.chapter, &task.method, method, &options)?;
    let mut observed = Observed::of(finding);
    let noticed = remarks();
    if !noticed.is_empty() {
        observed.take(noticed);
    }
    let kept = match keep_of(assignment, &observed) {
        Some(keep) if is_sure(assignment, task, &observed, method, &options)? => Some(keep),
        _ => None,
    };
    let score = score(assignment, &observed, kept, method, &options);
    let verdict = match observed.finding.verdict {
        Verdict::Agrees => "agrees",
        Verdict::Differs { .. } => "differs",
        Verdict::Unjudged(_) => "unjudged",
    };
    let mut graded = blank(assignment, handed_in);
    graded.points = Some(points(&score.points));
    verdict.clone_into(&mut graded.verdict);
    graded.diagnosis = feedback::diagnosis(&observed);
    graded.headline = feedback::headline(task, &observed);
    graded.feedback = feedback::entries(assignment, task, &observed, &score);
    graded.lines = score.lines;
    Ok(graded)
}

/// Whether a program differs from its method in enough cases to be sure of its name. Where they are too few, it is run on more of them.
fn is_sure(
    assignment: &Assignment<'_>,
    task: &ProgramTask,
    observed: &Observed,
    method: &dyn Method,
    options: &Options,
) -> Result<bool, CannotJudge> {
    let Verdict::Differs { cases, diagnosis: Diagnosis::Named(name), .. } = &observed.finding.verdict else {
        return Ok(false);
    };
    if observed.is_unsteady() {
        return Ok(false);
    }
    if *cases >= ENOUGH_TO_NAME || observed.hardly_runs() {
        return Ok(*cases >= ENOUGH_TO_NAME);
    }
    let more = Options { cases: MORE * options.cases, seed: options.seed.wrapping_add(MORE as u64), ..options.clone() };
    let again = judge_method(assignment.chapter, &task.method, method, &more)?;
    Ok(match &again.verdict {
        Verdict::Differs { cases: others, diagnosis: Diagnosis::Named(other), .. } => {
            other.origin == name.origin && cases + others >= ENOUGH_TO_NAME
        }
        _ => false,
    })
}

/// The result of a submission that could not be run to the end, with the reason.
#[must_use]
pub fn failed(assignment: &Assignment<'_>, handed_in: &HandedIn, headline: &str, reason: &[String]) -> Graded {
    let mut graded = blank(assignment, handed_in);
    NOT_RUN.clone_into(&mut graded.verdict);
    headline.clone_into(&mut graded.headline);
    let lines = assignment.block.assigned.points.iter().enumerate();
    graded.lines = lines.map(|(place, line)| entry(place, line, &Rational::ZERO, String::new())).collect();
    graded.feedback = vec![Entry::new("not run", reason.to_vec())];
    graded
}

/// The result of a submission that says nothing of the program, as the machine is at fault: no score, with the reason and the way out.
#[must_use]
pub fn not_graded(assignment: &Assignment<'_>, handed_in: &HandedIn, headline: &str, reason: Vec<String>) -> Graded {
    let mut graded = blank(assignment, handed_in);
    graded.points = None;
    NOT_GRADED.clone_into(&mut graded.verdict);
    headline.clone_into(&mut graded.headline);
    graded.feedback = vec![Entry::new("why", reason)];
    graded
}

/// A result in which nothing has been found yet.
pub(super) fn blank(assignment: &Assignment<'_>, handed_in: &HandedIn) -> Graded {
    let block = assignment.block;
    Graded {
        submission: handed_in.name.clone(),
        hash: handed_in.hash.clone(),
        assignment: block.id.clone(),
        title: block.title.clone().unwrap_or_else(|| block.id.clone()),
        points: Some(0.0),
        total: points(&block.assigned.total()),
        verdict: String::new(),
        diagnosis: None,
        headline: String::new(),
        lines: Vec::new(),
        feedback: Vec::new(),
        after_due: block.assigned.after_due,
        layers: Vec::new(),
    }
}

impl Graded {
    /// Whether there was a program that could be run, or an exercise that could be judged.
    #[must_use]
    pub fn was_run(&self) -> bool {
        ![NOT_RUN, NOT_GRADED].contains(&self.verdict.as_str())
    }

    /// `4 of 10`, or `not graded`.
    #[must_use]
    pub fn mark(&self) -> String {
        self.points
            .map_or_else(|| "not graded".to_owned(), |points| format!("{} of {}", said(points), said(self.total)))
    }
}
