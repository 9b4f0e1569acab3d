//! Grades one submission by one assignment.

use super::assignment::{Assignment, points};
use super::feedback;
use super::observed::{Observed, Remark};
use super::result::{Entry, Graded, said};
use super::score::{entry, score};
use crate::blackbox::{CannotJudge, Method, Verdict, judge_method};
use crate::language::check::ProgramTask;
use crate::numeric::Rational;

/// On how many cases a program is judged by default.
pub const CASES: usize = 120;

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
    let score = score(assignment, &observed, method, &options);
    let verdict = match observed.finding.verdict {
        Verdict::Agrees => "agrees",
        Verdict::Differs { .. } => "differs",
        Verdict::Unjudged(_) => "unjudged",
    };
    let mut graded = blank(assignment, handed_in);
    graded.points = points(&score.points);
    verdict.clone_into(&mut graded.verdict);
    graded.diagnosis = feedback::diagnosis(&observed);
    graded.headline = feedback::headline(task, &observed);
    graded.feedback = feedback::entries(assignment, task, &observed, &score);
    graded.lines = score.lines;
    Ok(graded)
}

/// The result of a submission that could not be run at all, with the reason.
#[must_use]
pub fn failed(assignment: &Assignment<'_>, handed_in: &HandedIn, reason: &str) -> Graded {
    let mut graded = blank(assignment, handed_in);
    "unjudged".clone_into(&mut graded.verdict);
    "it cannot be run".clone_into(&mut graded.headline);
    let lines = assignment.block.assigned.points.iter().enumerate();
    graded.lines = lines.map(|(place, line)| entry(place, line, &Rational::ZERO, String::new())).collect();
    graded.feedback = vec![Entry::new("not run", vec![reason.to_owned()])];
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
        points: 0.0,
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
    /// `4 of 10`.
    #[must_use]
    pub fn mark(&self) -> String {
        format!("{} of {}", said(self.points), said(self.total))
    }
}
