//! Whether an assignment is fair and sharp: its claims are true and can be lost, the reference gets all points, mistakes get theirs.

use super::assignment::{Assignment, points};
use super::grading::{CASES, HandedIn, grade_method};
use super::result::said;
use crate::blackbox::{self, Verdict, Written, judge_method, mutations, resolve, rewritings, verify_method};
use crate::judge::{Options, judge};
use crate::language::check::{KeepLine, ProgramTask, Task};
use crate::language::syntax::Recurrences;
use crate::verdict;

/// Sampled cases on which a graded claim must hold.
const CLAIM_CASES: u64 = 200;
/// At least so many wrong programs are tried.
const MISTAKES: usize = 5;
/// Runs of a mistake on which a graded claim must be lost.
const MISTAKE_CASES: usize = 24;

/// What was found of an assignment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// What is wrong with it, each with the way out.
    pub wrong: Vec<String>,
    /// What was tried, in words.
    pub tried: Vec<String>,
}

/// Checks an assignment.
#[must_use]
pub fn check(assignment: &Assignment<'_>, seed: u64) -> Checked {
    let mut found = Checked::default();
    match &assignment.block.assigned.task {
        Task::Program(task) => {
            claims(assignment, task, seed, &mut found);
            references(assignment, task, seed, &mut found);
            mistakes(assignment, task, seed, &mut found);
            keeps(assignment, task, seed, &mut found);
        }
        Task::Claim { of, .. } | Task::Witness { of } => {
            let options = Options { cases: CLAIM_CASES, seed, mutants: false, ..Options::default() };
            let verdict = assignment.chapter.find(of).map(|claim| judge(&claim.claim, of, &options));
            match verdict {
                Some(verdict::Verdict::Refuted(..)) => found.tried.push(format!("`{of}` is refuted")),
                _ => found.wrong.push(format!("`{of}` is not refuted: an exercise needs a false claim")),
            }
        }
    }
    found
}

/// Each graded claim is true, and some known mistake, run as a program, loses it.
fn claims(assignment: &Assignment<'_>, task: &ProgramTask, seed: u64, found: &mut Checked) {
    let chapter = assignment.chapter;
    for id in assignment.block.assigned.claims() {
        let Some(claim) = chapter.find(id) else { continue };
        let options = Options { cases: CLAIM_CASES, seed, mutants: false, ..Options::default() };
        if !matches!(judge(&claim.claim, id, &options), verdict::Verdict::Holds(_)) {
            found.wrong.push(format!("`{id}` does not hold of the method itself: give no points for it"));
            continue;
        }
        let mut mistakes = chapter.mutants.iter().filter(|mutant| mutant.of == task.method);
        let few = assignment.options(task, MISTAKE_CASES, seed);
        let loser = mistakes.find(|mutant| {
            let equations = chapter.mutated(mutant).and_then(|changed| resolve(&changed, &task.values).ok());
            equations.is_some_and(|equations| {
                verify_method(chapter, id, &task.method, &Written(&equations), &few)
                    .is_ok_and(|found| found.is_refuted())
            })
        });
        match loser {
            Some(mutant) => found.tried.push(format!("`{id}` holds, and `{}` loses it", mutant.id)),
            None => found.wrong.push(format!(
                "no known mistake of `{}` loses `{id}`, so that every program gets its points: name a claim that speaks of `w`, or add a mistake that breaks it",
                task.method
            )),
        }
    }
}

/// The method itself gets full points, in whatever way it is written.
fn references(assignment: &Assignment<'_>, task: &ProgramTask, seed: u64, found: &mut Checked) {
    let Some(written) = assignment.chapter.recurrences(&task.method) else { return };
    let ways = rewritings(written);
    for (name, way) in &ways {
        let equations = match resolve(way, &task.values) {
            Ok(equations) => equations,
            Err(reason) => {
                found.wrong.push(format!("`{}` cannot be judged on runs: {reason}", task.method));
                return;
            }
        };
        let options = assignment.options(task, CASES, seed);
        match judge_method(assignment.chapter, &task.method, &Written(&equations), &options) {
            Ok(finding) => match &finding.verdict {
                Verdict::Agrees => {}
                Verdict::Unjudged(reason) => {
                    found.wrong.push(format!("{reason}: make the ranges of the `given` lines narrower"));
                    return;
                }
                Verdict::Differs { .. } => {
                    found
                        .wrong
                        .push(format!("the method itself, written with {name}, does not get full points:\n{finding}"));
                }
            },
            Err(reason) => {
                found.wrong.push(reason.to_string());
                return;
            }
        }
    }
    if found.wrong.is_empty() {
        let names: Vec<&str> = ways.iter().map(|(name, _)| *name).collect();
        let how = if let [only] = names[..] {
            format!("in {only}")
        } else {
            format!("in {} ways ({})", names.len(), names.join("; "))
        };
        found.tried.push(format!("`{}`, written {how}, gets full points", task.method));
    }
}

/// Wrong programs lose points: the known mistakes, and where they are few, changes of the equations that nobody wrote down.
fn mistakes(assignment: &Assignment<'_>, task: &ProgramTask, seed: u64, found: &mut Checked) {
    let chapter = assignment.chapter;
    let Some(written) = chapter.recurrences(&task.method) else { return };
    let known = chapter.mutants.iter().filter(|mutant| mutant.of == task.method);
    let known = known.filter_map(|mutant| Some((mutant.id.clone(), chapter.mutated(mutant)?)));
    let mut wrong: Vec<(String, Recurrences)> = known.collect();
    let few = MISTAKES.saturating_sub(wrong.len());
    let unknown = mutations(written);
    // From all parts of the equations, and not from the first alone.
    let every = (unknown.len() / (few + 1)).max(1);
    wrong.extend(unknown.into_iter().step_by(every).skip(1).take(few).map(|other| (other.what, other.changed)));
    let options = blackbox::Options { explain: false, ..assignment.options(task, CASES, seed) };
    let (mut lose, mut unseen) = (0, Vec::new());
    for (name, equations) in wrong {
        let Ok(equations) = resolve(&equations, &task.values) else { continue };
        match judge_method(chapter, &task.method, &Written(&equations), &options) {
            Ok(finding) if matches!(finding.verdict, Verdict::Differs { .. }) => lose += 1,
            Ok(_) => unseen.push(format!("`{name}`")),
            // It needs something that this assignment does not hand over.
            Err(_) => {}
        }
    }
    if lose == 0 {
        found.wrong.push(format!(
            "no wrong program loses points: make the ranges of the `given` lines wider, so that mistakes of `{}` show",
            task.method
        ));
        return;
    }
    let mut line = format!("{lose} wrong programs lose points");
    if !unseen.is_empty() {
        line.push_str(&format!("; with these ranges the same as the method itself: {}", unseen.join(", ")));
    }
    found.tried.push(line);
}

/// Each mistake and each other method that keeps points is recognised and gets them.
fn keeps(assignment: &Assignment<'_>, task: &ProgramTask, seed: u64, found: &mut Checked) {
    for keep in &assignment.block.assigned.keeps {
        match kept(assignment, task, keep, seed) {
            Ok(line) => found.tried.push(line),
            Err(reason) => found.wrong.push(reason),
        }
    }
}

fn kept(assignment: &Assignment<'_>, task: &ProgramTask, keep: &KeepLine, seed: u64) -> Result<String, String> {
    let chapter = assignment.chapter;
    let what = &keep.what;
    let written = match chapter.find_mutant(what) {
        Some(mutant) => chapter.mutated(mutant),
        None => chapter.recurrences(what).cloned(),
    };
    let written = written.ok_or_else(|| format!("`{what}` has no equations"))?;
    let own = chapter.recurrences(&task.method).map(|own| own.parameters.as_slice()).unwrap_or_default();
    let known = |name: &str| {
        own.iter().any(|known| known.name.text == name) || task.values.iter().any(|(known, _)| known == name)
    };
    if let Some(other) = written.parameters.iter().find(|parameter| !known(&parameter.name.text)) {
        return Err(format!("`{what}` needs `{}`, which this assignment does not hand over", other.name.text));
    }
    let equations = resolve(&written, &task.values).map_err(|reason| reason.to_string())?;
    let handed_in = HandedIn { name: what.clone(), hash: String::new() };
    let graded = grade_method(assignment, task, &handed_in, &Written(&equations), seed, &Vec::new)
        .map_err(|reason| reason.to_string())?;
    let wanted = points(&(&keep.points + &assignment.block.assigned.for_behaviour()));
    if graded.points.is_some_and(|points| points.to_bits() == wanted.to_bits()) {
        Ok(format!("`{what}` is recognised and gets {}", graded.mark()))
    } else {
        Err(format!("`{what}` should keep {}, and gets {}: {}", said(wanted), graded.mark(), graded.headline))
    }
}
