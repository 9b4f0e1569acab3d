//! From a failing case to a counterexample that can be checked by hand.

use super::case::CaseJudge;
use super::explain::{Explanation, explained, value};
use super::gather::Decision;
use crate::evaluate::{Machine, Program};
use crate::generate::{CaseTree, Schema};
use crate::language::typed::{Claim, Class, Given};
use crate::numeric::stop::is_stopped;
use crate::numeric::tolerance::{
    INTERVAL_BITS_PER_STEP, INTERVAL_FIRST_BITS, RATIONAL_BITS, SHRINK_DECISIONS, SHRINK_OPERATIONS,
};
use crate::numeric::{Arithmetic, Float, Intervals, Rational, Rationals, from_f64_exact};
use crate::problem::Arguments;
use crate::verdict::{self, Case, Counterexample, Formula, Named, TraceRow};
use proptest::strategy::ValueTree;

/// How many times of a run are shown from its start.
const ROWS: i64 = 12;
/// How many times are shown on either side of the one where it fails.
const ROWS_AROUND: i64 = 1;

/// The simplest failing case that shrinking reaches.
pub(super) fn shrunk(schema: &Schema, judge: &CaseJudge<'_>, case: Case, tried: &mut dyn FnMut(usize)) -> Case {
    if case.draws.is_some() {
        // Each attempt would take as many draws again.
        return case;
    }
    // What took a tie that was told apart takes it again.
    let is_plain = matches!(judge.decide(&case), Decision::Fails { .. });
    let decide = |case: &Case| if is_plain { judge.decide(case) } else { judge.decide_deeply(case) };
    // Where the claim is false, it is not made one that has no value.
    let was_false = decide(&case).is_false();
    let mut tree = CaseTree::new(schema.clone(), case.clone());
    let mut best = case;
    let mut fails = true;
    for number in 0..SHRINK_DECISIONS {
        let more = if fails { tree.simplify() } else { tree.complicate() };
        if !more || judge.spent() > SHRINK_OPERATIONS || is_stopped() {
            break;
        }
        let candidate = tree.current();
        tried(number + 1);
        let found = decide(&candidate);
        fails = if was_false { found.is_false() } else { matches!(found, Decision::Fails { .. }) };
        if fails {
            best = candidate;
        }
    }
    best
}

/// Describes a failing case; `None` if it does not fail.
pub(super) fn describe(
    claim: &Claim,
    program: &Program,
    judge: &CaseJudge<'_>,
    number: Option<u64>,
    case: Case,
) -> Option<Counterexample> {
    let Decision::Fails { at, judgement, by } = judge.decide_deeply(&case) else { return None };
    let shown = match by {
        // The runs differ from draw to draw.
        verdict::Arithmetic::Statistical { .. } => {
            (numbers(program, &case, at, Intervals { bits: INTERVAL_FIRST_BITS }).0, Vec::new())
        }
        verdict::Arithmetic::Rational => {
            let (given, exact) = numbers(program, &case, at, Rationals { bits: RATIONAL_BITS });
            // What the claim does not depend on need not be rational.
            let bits = INTERVAL_FIRST_BITS + INTERVAL_BITS_PER_STEP * case.horizon;
            (given, completed(&exact, numbers(program, &case, at, Intervals { bits }).1))
        }
        verdict::Arithmetic::Interval { bits } => numbers(program, &case, at, Intervals { bits }),
        verdict::Arithmetic::Double => numbers(program, &case, at, Float),
    };
    let explanation = explained(claim, &case, by, Some((at, &judgement)));
    Some(put_together(claim, explanation, shown, Counterexample { number, at, ..empty(case, by) }))
}

/// Describes a case that fails nothing.
pub(super) fn shown(claim: &Claim, program: &Program, case: Case) -> Counterexample {
    let bits = INTERVAL_FIRST_BITS + INTERVAL_BITS_PER_STEP * case.horizon;
    let (by, shown) = if program.bits {
        (verdict::Arithmetic::Double, numbers(program, &case, None, Float))
    } else {
        (verdict::Arithmetic::Interval { bits }, numbers(program, &case, None, Intervals { bits }))
    };
    let explanation = explained(claim, &case, by, None);
    put_together(claim, explanation, shown, empty(case, by))
}

fn empty(case: Case, by: verdict::Arithmetic) -> Counterexample {
    Counterexample {
        number: None,
        case,
        confirmed_by: by,
        at: None,
        objectives: Vec::new(),
        given: Vec::new(),
        samples: Vec::new(),
        constants: Vec::new(),
        finding: None,
        trace: Vec::new(),
        witness: None,
    }
}

fn put_together(
    claim: &Claim,
    explanation: Explanation,
    (given, trace): (Vec<Named>, Vec<TraceRow>),
    found: Counterexample,
) -> Counterexample {
    let objectives = claim.givens.iter().filter_map(|given| match given {
        Given::Objective { name, class, .. } => formula(name, class, &found.case, &explanation),
        _ => None,
    });
    let Explanation { finding, constants, samples, .. } = &explanation;
    Counterexample {
        objectives: objectives.collect(),
        given,
        samples: samples.clone(),
        constants: constants.clone(),
        finding: finding.clone(),
        trace,
        ..found.clone()
    }
}

/// An objective as it was judged. Samples that are given as data are shown as they are.
fn formula(name: &str, class: &Class, case: &Case, explanation: &Explanation) -> Option<Formula> {
    if let Some(formula) = &class.formula {
        let text = format!("{name}({}) = {}", formula.argument, formula.text);
        return Some(Formula { name: name.to_owned(), text, legend: formula.legend.clone() });
    }
    let spec = case.problems.get(name).filter(|_| class.data.is_none())?;
    let argument = |parameter: &str| {
        let number = explanation.arguments.get(&(name.to_owned(), parameter.to_owned()))?;
        Some(number.exact().cloned().unwrap_or_else(|| from_f64_exact(number.near()).unwrap_or(Rational::ZERO)))
    };
    let arguments = Arguments { curvature: argument("curvature"), threshold: argument("threshold") };
    let (text, legend) = spec.formula_with(&arguments);
    Some(Formula { name: name.to_owned(), text: format!("{name}(w) = {text}"), legend })
}

/// The rows with the exact values where there are any.
fn completed(exact: &[TraceRow], rows: Vec<TraceRow>) -> Vec<TraceRow> {
    let exact_value = |row: &TraceRow, name: &str| {
        let same = exact.iter().find(|other| other.run == row.run && other.time == row.time)?;
        same.values.iter().find(|value| value.name == name).cloned()
    };
    rows.into_iter()
        .map(|row| {
            let values = row.values.iter().map(|value| exact_value(&row, &value.name).unwrap_or_else(|| value.clone()));
            TraceRow { values: values.collect(), ..row.clone() }
        })
        .collect()
}

/// The givens and the runs with their numbers: the first steps, and those around the one where it fails.
fn numbers<A: Arithmetic>(
    program: &Program,
    case: &Case,
    at: Option<i64>,
    arithmetic: A,
) -> (Vec<Named>, Vec<TraceRow>) {
    let mut machine = Machine::new(program, arithmetic);
    let mut trace = Vec::new();
    if machine.load(case.inputs()).is_err() {
        return (Vec::new(), trace);
    }
    let given = program.given_registers().into_iter().map(|(name, register)| {
        let value = value(&machine.arithmetic, machine.value(register), register.shape);
        Named { name, value }
    });
    let given = given.collect();
    let is_shown = |time: &i64| *time <= ROWS || at.is_some_and(|at| (time - at).abs() <= ROWS_AROUND);
    for (id, run) in program.runs.iter().enumerate() {
        for time in (0..=machine.length()).filter(is_shown) {
            let values = run.sequences.iter().enumerate().filter_map(|(sequence, (name, shape, _))| {
                let numbers = machine.sequence(id, sequence, time)?;
                Some(Named { name: name.clone(), value: value(&machine.arithmetic, numbers, *shape) })
            });
            let values: Vec<Named> = values.collect();
            if !values.is_empty() {
                trace.push(TraceRow { run: run.label.clone().unwrap_or_default(), time, values });
            }
        }
    }
    (given, trace)
}
