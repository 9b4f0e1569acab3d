//! An assignment, ready to grade by.

use crate::blackbox::{Options, Precision, asks_elsewhere};
use crate::language::check::{AssignmentBlock, Chapter, ProgramTask, Task};
use crate::language::syntax::Body;
use crate::numeric::{Rational, to_f64_nearest};

/// An assignment of a chapter.
#[derive(Clone, Copy)]
pub struct Assignment<'a> {
    /// The chapter that it belongs to.
    pub chapter: &'a Chapter,
    /// What it asks for.
    pub block: &'a AssignmentBlock,
}

impl<'a> Assignment<'a> {
    /// An assignment by its name.
    ///
    /// # Errors
    /// Where there is none of this name, with the nearest one.
    pub fn find(chapter: &'a Chapter, id: &str) -> Result<Self, String> {
        let id = id.strip_prefix("assignment/").unwrap_or(id);
        if let Some(block) = chapter.assignment(id) {
            return Ok(Self { chapter, block });
        }
        Err(match chapter.nearest_assignment(id) {
            Some(near) => format!(
                "there is no assignment `{id}`; did you mean `{near}`? `descentcheck assignment list` shows them all"
            ),
            None => format!("there is no assignment `{id}`: the notes have none"),
        })
    }

    /// The program that is asked for; nothing where a claim or a witness is.
    #[must_use]
    pub fn program(&self) -> Option<&'a ProgramTask> {
        match &self.block.assigned.task {
            Task::Program(task) => Some(task),
            Task::Claim { .. } | Task::Witness { .. } => None,
        }
    }

    /// Whether a loop has to return the list of its points: the method takes its gradients at others.
    #[must_use]
    pub fn asks_for_a_list(&self, task: &ProgramTask) -> bool {
        let is_loop = task.arguments.iter().any(|argument| argument == "gradient");
        is_loop && self.chapter.recurrences(&task.method).is_some_and(asks_elsewhere)
    }

    /// How programs are judged on so many cases.
    #[must_use]
    pub fn options(&self, task: &ProgramTask, cases: usize, seed: u64) -> Options {
        let assigned = &self.block.assigned;
        let mut options = Options {
            cases,
            seed,
            precision: if assigned.single { Precision::Single } else { Precision::Double },
            given: task.ranges(),
            values: task.values.clone(),
            convex: Some(task.is_convex()),
            steps: task.run.steps.clone(),
            ..Options::default()
        };
        if let Some(gradients) = &assigned.limits.gradients {
            options.calls = whole(gradients);
        }
        options
    }

    /// Where a method or schedule is taught: `section 7.2, "Momentum"`.
    #[must_use]
    pub fn section(&self, method: &str) -> Option<String> {
        let (document, _) = self.chapter.documents.iter().chain(&self.chapter.used).find_map(|document| {
            let is_it = |body: &Body| matches!(body, Body::Method(_) | Body::Schedule(_));
            let block = document.blocks.iter().find(|block| block.name.text == method && is_it(&block.body))?;
            Some((document, block))
        })?;
        let title = document.title()?;
        Some(match title.split_once(' ') {
            Some((number, rest)) if number.starts_with(|c: char| c.is_ascii_digit()) => {
                format!("section {number}, \"{rest}\"")
            }
            _ => format!("\"{title}\""),
        })
    }

    /// A claim's title, else what it shows.
    #[must_use]
    pub fn claim_title(&self, id: &str) -> String {
        let title = self.chapter.find(id).map(|claim| claim.title.clone().unwrap_or_else(|| claim.statement()));
        title.unwrap_or_else(|| id.to_owned())
    }
}

/// A number of a limit as a whole number.
#[must_use]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Limits are positive; what is too large is no limit.
pub fn whole(value: &Rational) -> usize {
    to_f64_nearest(value).ceil().max(1.0) as usize
}

/// Points as they are written: 4, 2.5.
#[must_use]
pub fn points(value: &Rational) -> f64 {
    to_f64_nearest(value)
}
