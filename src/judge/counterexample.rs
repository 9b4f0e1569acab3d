//! From a failing case to a counterexample that can be checked by hand.

use std::collections::BTreeMap;

use super::case::{CaseJudge, Exact, inputs};
use crate::generate::{CaseTree, Schema};
use crate::language::syntax::RelationOp;
use crate::method::{Judgement, Known, Machine, Program};
use crate::numeric::stop::is_stopped;
use crate::numeric::tolerance::{
    INTERVAL_BITS_PER_STEP, INTERVAL_FIRST_BITS, RATIONAL_BITS, SHRINK_DECISIONS, SHRINK_OPERATIONS,
};
use crate::numeric::{Arithmetic, Fault, Float, Intervals, Rationals, print_rational};
use crate::verdict::{self, Case, Counterexample, TraceRow};
use proptest::strategy::ValueTree;

/// How many times of a run are shown.
const ROWS: i64 = 12;
/// The longest fraction that is shown as one; a longer one is shown as a decimal.
const LONGEST_FRACTION: usize = 24;

/// The simplest failing case that shrinking reaches.
pub(super) fn shrunk(schema: &Schema, judge: &CaseJudge<'_>, case: Case) -> Case {
    if case.draws.is_some() {
        // Each attempt would take as many draws again.
        return case;
    }
    // What took a tie that was told apart takes it again.
    let is_plain = matches!(judge.decide(&case), Exact::Fails { .. });
    let decide = |case: &Case| if is_plain { judge.decide(case) } else { judge.decide_deeply(case) };
    // Where the claim is false, it is not made one that has no value.
    let was_false = decide(&case).is_false();
    let mut tree = CaseTree::new(schema.clone(), case.clone());
    let mut best = case;
    let mut fails = true;
    for _ in 0..SHRINK_DECISIONS {
        let more = if fails { tree.simplify() } else { tree.complicate() };
        if !more || judge.spent() > SHRINK_OPERATIONS || is_stopped() {
            break;
        }
        let candidate = tree.current();
        let found = decide(&candidate);
        fails = if was_false { found.is_false() } else { matches!(found, Exact::Fails { .. }) };
        if fails {
            best = candidate;
        }
    }
    best
}

/// Describes a failing case; nothing where it does not fail.
pub(super) fn describe(program: &Program, judge: &CaseJudge<'_>, number: u64, case: Case) -> Option<Counterexample> {
    let Exact::Fails { at, judgement, by } = judge.decide_deeply(&case) else { return None };
    let (given, trace) = match by {
        // The runs differ from draw to draw.
        verdict::Arithmetic::Statistical { .. } => {
            (numbers(program, &case, Intervals { bits: INTERVAL_FIRST_BITS }).0, Vec::new())
        }
        verdict::Arithmetic::Rational => numbers(program, &case, Rationals { bits: RATIONAL_BITS }),
        verdict::Arithmetic::Interval { bits } => numbers(program, &case, Intervals { bits }),
        verdict::Arithmetic::Double => numbers(program, &case, Float),
    };
    let objectives = formulas(program, &case);
    let failure = failure(&judgement);
    Some(Counterexample { number, confirmed_by: by, at, objectives, given, failure, trace, case, witness: None })
}

/// Describes a case that fails nothing.
pub(super) fn shown(program: &Program, case: Case) -> Counterexample {
    let bits = INTERVAL_FIRST_BITS + INTERVAL_BITS_PER_STEP * case.horizon;
    let (by, (given, trace)) = if program.bits {
        (verdict::Arithmetic::Double, numbers(program, &case, Float))
    } else {
        (verdict::Arithmetic::Interval { bits }, numbers(program, &case, Intervals { bits }))
    };
    let objectives = formulas(program, &case);
    let failure = String::new();
    Counterexample { number: 0, confirmed_by: by, at: None, objectives, given, failure, trace, case, witness: None }
}

fn formulas(program: &Program, case: &Case) -> BTreeMap<String, String> {
    let written = program.formulas.iter().flatten().map(|code| (code.name.clone(), renamed(&code.name, &code.text)));
    let drawn = case.problems.iter().map(|(name, spec)| (name.clone(), renamed(name, &spec.formula())));
    drawn.chain(written).collect()
}

fn renamed(name: &str, formula: &str) -> String {
    if name == "R" { formula.to_owned() } else { formula.replacen("R(w)", &format!("{name}(w)"), 1) }
}

fn failure(judgement: &Judgement) -> String {
    if let (true, Some(Fault::Undefined(reason))) = (judgement.known != Known::FALSE, judgement.fault) {
        return format!("it has no value: {reason}");
    }
    let Some(side) = judgement.side else { return "the statement is false".to_owned() };
    let relation = match side.op {
        RelationOp::Le => "≤",
        RelationOp::Lt => "<",
        RelationOp::Ge => "≥",
        RelationOp::Gt => ">",
        RelationOp::Eq => "=",
        RelationOp::Ne => "≠",
        RelationOp::SameBits => "same bits as",
    };
    let component = side.component.map_or(String::new(), |i| format!(" in component {i}"));
    format!("{} {relation} {} is false{component}", side.left, side.right)
}

/// The givens and the runs with their numbers.
fn numbers<A: Arithmetic>(program: &Program, case: &Case, arithmetic: A) -> (BTreeMap<String, String>, Vec<TraceRow>) {
    let mut machine = Machine::new(program, arithmetic);
    let mut given = BTreeMap::new();
    let mut trace = Vec::new();
    if machine.load(inputs(case)).is_err() {
        return (given, trace);
    }
    for (name, register) in program.given_registers() {
        given.insert(name, listed(&machine.arithmetic, machine.value(register)));
    }
    for (id, run) in program.runs.iter().enumerate() {
        for time in 0..=machine.length().min(ROWS) {
            let values = run.sequences.iter().enumerate().filter_map(|(sequence, (name, ..))| {
                let value = machine.sequence(id, sequence, time)?;
                Some((name.clone(), listed(&machine.arithmetic, value)))
            });
            let values: Vec<(String, String)> = values.collect();
            if !values.is_empty() {
                trace.push(TraceRow { run: run.label.clone().unwrap_or_default(), time, values });
            }
        }
    }
    (given, trace)
}

fn listed<A: Arithmetic>(a: &A, values: &[A::Number]) -> String {
    let texts: Vec<String> = values.iter().map(|value| shown_number(a, value)).collect();
    if texts.len() == 1 { texts[0].clone() } else { format!("({})", texts.join(", ")) }
}

fn shown_number<A: Arithmetic>(a: &A, value: &A::Number) -> String {
    if let Some(exact) = a.exact(value) {
        let text = print_rational(&exact);
        if text.len() <= LONGEST_FRACTION {
            return text;
        }
    }
    format!("{}", a.approximate(value))
}
