//! Whether an assignment is fair and sharp: its claims are true and can be lost, the reference gets all points, mistakes get theirs.

use super::assignment::{Assignment, points};
use super::grading::{CASES, HandedIn, grade_method};
use super::result::said;
use crate::blackbox::{Verdict, Written, judge_method, resolve, verify_method};
use crate::judge::{Options, judge};
use crate::language::check::{KeepLine, ProgramTask, Task};
use crate::language::syntax::{BinaryOp, Expr, ExprKind, Recurrences};
use crate::numeric::Rational;
use crate::verdict;

/// Sampled cases on which a graded claim must hold.
const CLAIM_CASES: u64 = 200;
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

/// The method itself, written in five ways, gets full points.
fn references(assignment: &Assignment<'_>, task: &ProgramTask, seed: u64, found: &mut Checked) {
    let Some(written) = assignment.chapter.recurrences(&task.method) else { return };
    for (style, name) in STYLES {
        let equations = match resolve(&restyled(written, style), &task.values) {
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
        found.tried.push(format!("`{}`, written in {} ways, gets full points", task.method, STYLES.len()));
    }
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
    if graded.points.to_bits() == wanted.to_bits() {
        Ok(format!("`{what}` is recognised and gets {}", graded.mark()))
    } else {
        Err(format!("`{what}` should keep {}, and gets {}: {}", said(wanted), graded.mark(), graded.headline))
    }
}

/// A way to write equations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Style {
    sums: bool,
    products: bool,
    quotients: bool,
}

/// The ways in which the reference is written.
const STYLES: [(Style, &str); 5] = [
    (Style { sums: false, products: false, quotients: false }, "the lecture's own order"),
    (Style { sums: true, products: false, quotients: false }, "sums the other way round"),
    (Style { sums: false, products: true, quotients: false }, "products the other way round"),
    (Style { sums: false, products: false, quotients: true }, "quotients as products with reciprocals"),
    (Style { sums: true, products: true, quotients: true }, "everything the other way round"),
];

fn restyled(equations: &Recurrences, style: Style) -> Recurrences {
    let mut changed = equations.clone();
    for equation in &mut changed.equations {
        equation.value = restyle(&equation.value, style);
    }
    changed
}

/// The same value with its operations in another order.
fn restyle(expr: &Expr, style: Style) -> Expr {
    let span = expr.span;
    let make = |kind| Expr { kind, span };
    let boxed = |x: &Expr| Box::new(restyle(x, style));
    match &expr.kind {
        ExprKind::Binary(BinaryOp::Add, x, y) if style.sums => {
            make(ExprKind::Binary(BinaryOp::Add, boxed(y), boxed(x)))
        }
        ExprKind::Binary(BinaryOp::Sub, x, y) if style.sums => {
            let negative = make(ExprKind::Negate(boxed(y)));
            make(ExprKind::Binary(BinaryOp::Add, Box::new(negative), boxed(x)))
        }
        ExprKind::Binary(BinaryOp::Mul, x, y) if style.products => {
            make(ExprKind::Binary(BinaryOp::Mul, boxed(y), boxed(x)))
        }
        ExprKind::Binary(BinaryOp::Div, x, y) if style.quotients => {
            let one = make(ExprKind::Number(Rational::from(1_u8)));
            let reciprocal = make(ExprKind::Binary(BinaryOp::Div, Box::new(one), boxed(y)));
            make(ExprKind::Binary(BinaryOp::Mul, boxed(x), Box::new(reciprocal)))
        }
        ExprKind::Binary(op, x, y) => make(ExprKind::Binary(*op, boxed(x), boxed(y))),
        ExprKind::Negate(x) => make(ExprKind::Negate(boxed(x))),
        other => make(other.clone()),
    }
}
