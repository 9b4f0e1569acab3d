//! Fills in what a counterexample shows, and finds the part of the statement that decides.

use std::collections::BTreeMap;

use super::questions::{Asked, Question, Questions, Side};
use crate::evaluate::{Judgement, Known, Machine, Program, compile};
use crate::language::typed::{self, Claim};
use crate::numeric::tolerance::{INTERVAL_BITS_PER_STEP, INTERVAL_FIRST_BITS, RATIONAL_BITS};
use crate::numeric::{Arithmetic, Fault, Float, Intervals, Rational, Rationals, from_f64_exact};
use crate::verdict::{
    self, Case, Comparison, Drawn, Finding, Missing, Named, Outcome, Quantity, Shape, Value, compared,
};

/// What a failing case shows beside the inputs and runs.
pub(super) struct Explanation {
    /// The statement that fails, down to its relations.
    pub(super) finding: Option<Finding>,
    pub(super) constants: Vec<Named>,
    pub(super) samples: Vec<Named>,
    /// Arguments of named families, by the objective and the parameter.
    pub(super) arguments: BTreeMap<(String, String), Quantity>,
}

/// An answer to a question.
type Answer = Result<Value, Missing>;

/// For each statement that a probability is of, the batches of an outcome in which it is false and of one in which it is
/// true, with what was found of it there.
type Outcomes = Vec<[Option<(Vec<Vec<Vec<usize>>>, Finding)>; 2]>;

/// The answers of one arithmetic.
struct Answers {
    values: Vec<Answer>,
    outcomes: Outcomes,
}

/// Explains a case: one that fails at an index with a judgement confirmed in some arithmetic, or one that does not.
pub(super) fn explained(
    claim: &Claim,
    case: &Case,
    by: verdict::Arithmetic,
    failure: Option<(Option<i64>, &Judgement)>,
) -> Explanation {
    let questions = Questions::of(claim, case, failure.and_then(|(at, _)| at));
    let program = compile(&questions.claim);
    let bits = INTERVAL_FIRST_BITS + INTERVAL_BITS_PER_STEP * case.horizon;
    let answers = match by {
        verdict::Arithmetic::Double => answered(&program, &questions, case, Float),
        verdict::Arithmetic::Statistical { .. } => answered(&program, &questions, case, Intervals { bits }),
        verdict::Arithmetic::Interval { bits } => answered(&program, &questions, case, Intervals { bits }),
        verdict::Arithmetic::Rational => {
            let exact = answered(&program, &questions, case, Rationals { bits: RATIONAL_BITS });
            if exact.is_complete() { exact } else { exact.or(answered(&program, &questions, case, Intervals { bits })) }
        }
    };
    let finding = failure.and_then(|(_, judgement)| finding(&questions, &answers, judgement, by));
    let value = |question: Question| answers.values[question].as_ref().ok().cloned();
    let named = |(name, question): (String, Question)| Some(Named { name, value: value(question)? });
    let arguments = questions.arguments.iter().filter_map(|(name, parameter, question)| {
        let number = value(*question)?.numbers.first()?.clone();
        Some((((*name).to_owned(), (*parameter).to_owned()), number))
    });
    let constants = questions.constants.iter().map(|(text, question)| ((*text).to_owned(), *question));
    Explanation {
        finding,
        constants: constants.filter_map(named).collect(),
        arguments: arguments.collect(),
        samples: questions.samples.iter().cloned().filter_map(named).collect(),
    }
}

/// The statement that is false; else the one without a value; else what the judgement says by itself.
fn finding(
    questions: &Questions<'_>,
    answers: &Answers,
    judgement: &Judgement,
    by: verdict::Arithmetic,
) -> Option<Finding> {
    let mut read = |question: Question| answers.values[question].clone();
    let names: Vec<String> = questions.claim.draws.iter().map(|draw| draw.name.clone()).collect();
    let found: Vec<Finding> =
        questions.statements.iter().map(|asked| found(asked, &mut read, &answers.outcomes, &names)).collect();
    // An estimated moment has no value in any arithmetic: the judgement has its enclosure.
    let is_estimated = matches!(by, verdict::Arithmetic::Statistical { .. });
    let with = |outcome: Outcome| found.iter().find(|finding| !is_estimated && finding.outcome() == outcome).cloned();
    with(Outcome::False).or_else(|| with(Outcome::Undefined)).or_else(|| judged(questions, judgement))
}

/// What a judgement says by itself: the relation that decided, in doubles.
fn judged(questions: &Questions<'_>, judgement: &Judgement) -> Option<Finding> {
    let only = match questions.statements.as_slice() {
        [Asked::Relation(left, _, right)] => Some((left, right)),
        _ => None,
    };
    let side = |own: Option<&Side<'_>>, value: Answer| verdict::Side {
        written: own.map_or_else(String::new, |own| own.wording.text.clone()),
        is_number: own.is_none_or(|own| own.wording.is_number),
        value,
    };
    let (left, right) = only.unzip();
    if let (true, Some(Fault::Undefined(reason))) = (judgement.known != Known::FALSE, judgement.fault) {
        let missing = Missing { is_undefined: true, reason: reason.to_owned(), part: String::new(), with: Vec::new() };
        let op = judgement.side.map_or(crate::language::syntax::RelationOp::Eq, |side| side.op);
        let (left, right) = (side(left, Err(missing.clone())), side(right, Err(missing)));
        return Some(Finding::Relation(Comparison { left, op, right, component: None, drawn: None }));
    }
    let decided = judgement.side?;
    let number = |value: f64| {
        let exact = from_f64_exact(value).unwrap_or(Rational::ZERO);
        Ok(Value { numbers: vec![Quantity::exactly(exact)], shape: Shape::Scalar })
    };
    let (left, right) = (side(left, number(decided.left)), side(right, number(decided.right)));
    Some(Finding::Relation(Comparison { left, op: decided.op, right, component: decided.component, drawn: None }))
}

fn answered<A: Arithmetic>(program: &Program, questions: &Questions<'_>, case: &Case, arithmetic: A) -> Answers {
    let mut machine = Machine::new(program, arithmetic);
    if let Err(fault) = machine.load(case.inputs()) {
        let all = vec![Err(missing(&fault)); questions.shapes.len()];
        return Answers { values: all, outcomes: questions.chances.iter().map(|_| [None, None]).collect() };
    }
    let values = (0..questions.shapes.len()).map(|question| answer(&mut machine, questions, question)).collect();
    let outcomes = questions
        .chances
        .iter()
        .map(|chance| [Outcome::False, Outcome::True].map(|wanted| outcome(&mut machine, questions, chance, wanted)));
    Answers { values, outcomes: outcomes.collect() }
}

fn answer<A: Arithmetic>(machine: &mut Machine<'_, A>, questions: &Questions<'_>, question: Question) -> Answer {
    let numbers = machine.read(questions.own + question).map_err(|fault| missing(&fault))?;
    Ok(value(&machine.arithmetic, &numbers, questions.shapes[question]))
}

/// An outcome of the draws in which a statement has the outcome that is wanted.
fn outcome<A: Arithmetic>(
    machine: &mut Machine<'_, A>,
    questions: &Questions<'_>,
    chance: &Asked<'_>,
    wanted: Outcome,
) -> Option<(Vec<Vec<Vec<usize>>>, Finding)> {
    let mut tried = |machine: &mut Machine<'_, A>| {
        let found = found(chance, &mut |question| answer(machine, questions, question), &Outcomes::new(), &[]);
        (found.outcome() == wanted).then_some(found)
    };
    machine.first_outcome(&mut tried).ok().flatten()
}

/// Numbers of a machine as data.
pub(super) fn value<A: Arithmetic>(a: &A, numbers: &[A::Number], shape: typed::Shape) -> Value {
    let numbers = numbers.iter().map(|number| {
        let (low, high) = a.ends(number);
        Quantity { low, high }
    });
    let shape = match shape {
        typed::Shape::Scalar => Shape::Scalar,
        typed::Shape::Vector => Shape::Vector,
        typed::Shape::Matrix => Shape::Matrix,
    };
    Value { numbers: numbers.collect(), shape }
}

fn missing(fault: &Fault) -> Missing {
    let (is_undefined, reason) = match fault {
        Fault::Undefined(reason) => (true, (*reason).to_owned()),
        other => (false, other.to_string()),
    };
    Missing { is_undefined, reason, part: String::new(), with: Vec::new() }
}

impl Answers {
    /// Whether no other arithmetic could say more.
    fn is_complete(&self) -> bool {
        self.values.iter().all(|answer| answer.as_ref().map_or_else(|missing| missing.is_undefined, |_| true))
    }

    /// The answers of another arithmetic in place of those that are missing here.
    fn or(self, other: Self) -> Self {
        let better = |(own, other): (Answer, Answer)| match own {
            Err(missing) if !missing.is_undefined => other,
            own => own,
        };
        let outcomes = self.outcomes.into_iter().zip(other.outcomes);
        Self {
            values: self.values.into_iter().zip(other.values).map(better).collect(),
            outcomes: outcomes.map(|([a, b], [c, d])| [a.or(c), b.or(d)]).collect(),
        }
    }
}

/// What is found of a statement by reading its sides.
fn found(
    asked: &Asked<'_>,
    read: &mut dyn FnMut(Question) -> Answer,
    outcomes: &Outcomes,
    draws: &[String],
) -> Finding {
    let mut both = |both: &(Asked<'_>, Asked<'_>)| {
        Box::new((found(&both.0, read, outcomes, draws), found(&both.1, read, outcomes, draws)))
    };
    match asked {
        Asked::Any(parts) => Finding::Any(both(parts)),
        Asked::Implies(parts) => Finding::Implies(both(parts)),
        Asked::Iff(parts) => Finding::Iff(both(parts)),
        Asked::Relation(left, op, right) => {
            let sides = (side(left, read), side(right, read));
            let component = match (&sides.0.value, &sides.1.value) {
                (Ok(a), Ok(b)) if a.numbers.len().max(b.numbers.len()) > 1 => compared(*op, a, b).1,
                _ => None,
            };
            let drawn = drawn((left, &sides.0), (right, &sides.1), outcomes, draws);
            let component = component.map(|i| i + 1);
            Finding::Relation(Comparison { left: sides.0, op: *op, right: sides.1, component, drawn })
        }
        Asked::Defined(of) => Finding::Defined(side(of, read)),
        Asked::Not(inner) => Finding::Not(Box::new(found(inner, read, outcomes, draws))),
        Asked::All(parts) => Finding::All(parts.iter().map(|part| found(part, read, outcomes, draws)).collect()),
    }
}

/// The outcome that makes a probability too small or too large.
fn drawn(
    (left, a): (&Side<'_>, &verdict::Side),
    (right, b): (&Side<'_>, &verdict::Side),
    outcomes: &Outcomes,
    draws: &[String],
) -> Option<Box<Drawn>> {
    let (Ok(a), Ok(b)) = (&a.value, &b.value) else { return None };
    let (chance, own, other) = match (left.chance, right.chance) {
        (Some(chance), None) => (chance, a, b),
        (None, Some(chance)) => (chance, b, a),
        _ => return None,
    };
    let which = match own.numbers.first()?.order(other.numbers.first()?)? {
        std::cmp::Ordering::Less => 0,
        std::cmp::Ordering::Greater => 1,
        std::cmp::Ordering::Equal => return None,
    };
    let (batches, found) = outcomes.get(chance)?[which].clone()?;
    let batches = draws.iter().cloned().zip(batches).filter(|(_, batches)| !batches.is_empty()).collect();
    Some(Box::new(Drawn { batches, found }))
}

fn side(asked: &Side<'_>, read: &mut dyn FnMut(Question) -> Answer) -> verdict::Side {
    let mut value = read(asked.value);
    if let (Err(_), Some(square)) = (&value, asked.square) {
        value = read(square).and_then(|square| root(&square).ok_or_else(|| missing(&Fault::Undecided)));
    }
    if let Err(missing) = &mut value
        && missing.is_undefined
    {
        smallest(asked, missing, read);
    }
    verdict::Side { written: asked.wording.text.clone(), is_number: asked.wording.is_number, value }
}

/// Names the smallest part that has no value, and the values of what is in it.
fn smallest(asked: &Side<'_>, missing: &mut Missing, read: &mut dyn FnMut(Question) -> Answer) {
    let parts = &asked.wording.parts;
    let undefined = asked.parts.iter().map(|question| read(*question)).position(|answer| match answer {
        Err(found) if found.is_undefined => {
            missing.reason = found.reason;
            true
        }
        _ => false,
    });
    let place = undefined.unwrap_or(parts.len());
    let within = parts.get(place).map_or(place, |part| part.within);
    missing.part = parts.get(place).map_or_else(|| asked.wording.text.clone(), |part| part.text.clone());
    for (part, number) in parts.iter().zip(&asked.parts).take(place).skip(place - within) {
        let is_known = missing.with.iter().any(|known| known.name == part.text);
        if let (true, false, Ok(value)) = (part.is_name, is_known, read(*number)) {
            missing.with.push(Named { name: part.text.clone(), value });
        }
    }
}

/// The square root of a number that is known.
fn root(square: &Value) -> Option<Value> {
    let square = square.numbers.first()?;
    let rationals = Rationals { bits: RATIONAL_BITS };
    let exact = square.exact().and_then(|exact| rationals.sqrt(&rationals.rational(exact)).ok());
    let number = match exact {
        Some(exact) => Quantity::exactly(rationals.exact(&exact)?),
        None => {
            let a = Intervals { bits: INTERVAL_FIRST_BITS };
            let root = a.sqrt(&a.between(&square.low, &square.high).ok()?).ok()?;
            let (low, high) = a.ends(&root);
            Quantity { low, high }
        }
    };
    Some(Value { numbers: vec![number], shape: Shape::Scalar })
}
