//! Why a statement is true, false or undecided on a case, as a sentence.

use super::number;
use crate::language::syntax::RelationOp;
use crate::verdict::{Comparison, Drawn, Finding, Missing, Named, Outcome, Quantity, Shape, Side};

/// Longer sides are not repeated beside their values: the statement itself stands nearby.
const LONGEST_SIDE: usize = 60;

/// `x = 3 > 2 holds, though it should not`: what decides, and the other parts.
pub(super) fn sentence(finding: &Finding) -> String {
    match finding {
        Finding::Relation(comparison) => relation(comparison),
        Finding::Defined(side) => defined(side),
        Finding::Not(inner) => denied(inner),
        Finding::All(parts) => all(parts),
        Finding::Any(both) => match (both.0.outcome(), both.1.outcome()) {
            (Outcome::True, _) => sentence(&both.0),
            (_, Outcome::True) => sentence(&both.1),
            _ => format!("{}, and {}", sentence(&both.0), sentence(&both.1)),
        },
        Finding::Implies(both) => match (both.0.outcome(), both.1.outcome()) {
            (Outcome::False, _) => premise(&both.0),
            (_, Outcome::True) => sentence(&both.1),
            _ => format!("{}, and {}", premise(&both.0), sentence(&both.1)),
        },
        Finding::Iff(both) => format!("{}, and {}", sentence(&both.0), sentence(&both.1)),
    }
}

fn premise(finding: &Finding) -> String {
    let said = sentence(finding);
    match (finding, finding.outcome()) {
        (Finding::Relation(_), _) => format!("the premise {said}"),
        (_, Outcome::True) => format!("the premise holds, since {said}"),
        (_, Outcome::False) => format!("the premise is false, since {said}"),
        (_, Outcome::Undefined) => format!("the premise has no value, since {said}"),
        (_, Outcome::Unknown) => format!("it is not known whether the premise holds: {said}"),
    }
}

/// Everything holds, or what holds is in front of what does not.
fn all(parts: &[Finding]) -> String {
    let is = |wanted: Outcome| parts.iter().filter(move |part| part.outcome() == wanted);
    let holding: Vec<String> = is(Outcome::True).map(sentence).collect();
    let decisive = is(Outcome::False).next().or_else(|| is(Outcome::Undefined).next());
    match decisive.or_else(|| is(Outcome::Unknown).next()) {
        None => holding.join(" and "),
        Some(part) if holding.is_empty() => sentence(part),
        Some(part) => format!("{}, but {}", holding.join(" and "), sentence(part)),
    }
}

fn denied(inner: &Finding) -> String {
    let said = sentence(inner);
    let are_several = matches!(inner, Finding::Relation(comparison) if is_equality(comparison.op));
    match (inner.outcome(), are_several) {
        (Outcome::True, true) => format!("{said}, though they should not be"),
        (Outcome::True, false) => format!("{said}, though it should not"),
        (Outcome::False, _) => format!("{said}, as it should be"),
        (Outcome::Undefined | Outcome::Unknown, _) => said,
    }
}

fn is_equality(op: RelationOp) -> bool {
    matches!(op, RelationOp::Eq | RelationOp::Ne)
}

fn defined(side: &Side) -> String {
    match &side.value {
        Ok(value) => format!("{} = {} is defined", side.written, number::value(value)),
        Err(missing) => without_value(&side.written, missing),
    }
}

fn relation(comparison: &Comparison) -> String {
    let Comparison { left, op, right, .. } = comparison;
    for side in [left, right] {
        if let Err(missing) = &side.value {
            let written = [left, right].map(|side| side.written.as_str());
            let whole = if written.contains(&"") {
                "it".to_owned()
            } else {
                format!("{} {} {}", written[0], sign(*op), written[1])
            };
            return without_value(&whole, missing);
        }
    }
    let mut text = compared(comparison);
    text.extend(comparison.drawn.as_ref().map(|drawn| format!("; {}", outcome(drawn))));
    text
}

/// `1/x has no value: 1/x at x = 0 (division by zero)`
fn without_value(whole: &str, missing: &Missing) -> String {
    if !missing.is_undefined {
        return format!("{whole} could not be computed ({})", missing.reason);
    }
    if missing.part.is_empty() {
        return format!("{whole} has no value: {}", missing.reason);
    }
    let with: Vec<String> =
        missing.with.iter().map(|named| format!("{} = {}", named.name, number::value(&named.value))).collect();
    let at = if with.is_empty() { String::new() } else { format!(" at {}", with.join(", ")) };
    format!("{whole} has no value: {}{at} ({})", missing.part, missing.reason)
}

/// `x = 3 > 2 holds`
fn compared(comparison: &Comparison) -> String {
    let Comparison { left, op, right, .. } = comparison;
    let (a, b) = sides(comparison);
    let (named_a, named_b) = (beside(left, &a, comparison), beside(right, &b, comparison));
    let found = comparison.outcome();
    if is_equality(*op) || *op == RelationOp::SameBits {
        let both = format!("{} and {}", in_front(named_a.as_deref(), &a), in_front(named_b.as_deref(), &b));
        let are_equal = (found == Outcome::True) != (*op == RelationOp::Ne);
        return match (found, op, are_equal) {
            (Outcome::Undefined | Outcome::Unknown, ..) => format!("{both} cannot be told apart"),
            (_, RelationOp::SameBits, true) => format!("{both} have the same bits"),
            (_, RelationOp::SameBits, false) => format!("{both} do not have the same bits"),
            (.., true) => format!("{both} are equal"),
            (.., false) => format!("{both} are not equal"),
        };
    }
    let behind = named_b.map_or_else(|| b.text.clone(), |name| format!("{} {} {name}", b.text, equals(&b)));
    let verb = match found {
        Outcome::True => "holds",
        Outcome::False => "is false",
        Outcome::Undefined | Outcome::Unknown => "is not decided",
    };
    format!("{} {} {behind} {verb}", in_front(named_a.as_deref(), &a), sign(*op))
}

fn in_front(name: Option<&str>, shown: &number::Shown) -> String {
    name.map_or_else(|| shown.text.clone(), |name| format!("{name} {} {}", equals(shown), shown.text))
}

fn equals(shown: &number::Shown) -> &'static str {
    if shown.is_exact { "=" } else { "≈" }
}

/// Both sides as numbers; of vectors the component that decides, else all of them.
pub(super) fn sides(comparison: &Comparison) -> (number::Shown, number::Shown) {
    let one = |side: &Side| -> Option<Quantity> {
        let value = side.value.as_ref().ok()?;
        match (value.numbers.as_slice(), comparison.component) {
            ([only], _) => Some(only.clone()),
            (all, Some(component)) => all.get(component - 1).cloned(),
            _ => None,
        }
    };
    if let (Some(left), Some(right)) = (one(&comparison.left), one(&comparison.right)) {
        return number::apart(&left, &right);
    }
    let whole = |side: &Side| {
        let text = side.value.as_ref().map(number::value).unwrap_or_default();
        let is_exact = side.value.as_ref().is_ok_and(|value| value.numbers.iter().all(|q| q.exact().is_some()));
        number::Shown { text, is_exact }
    };
    (whole(&comparison.left), whole(&comparison.right))
}

/// The text of a side, where it says more than its value.
fn beside(side: &Side, shown: &number::Shown, comparison: &Comparison) -> Option<String> {
    if side.is_number || side.written.is_empty() || side.written == shown.text {
        return None;
    }
    let is_vector = side.value.as_ref().is_ok_and(|value| value.shape == Shape::Vector);
    let component = comparison.component.filter(|_| is_vector);
    let text = component.map_or_else(|| side.written.clone(), |i| format!("({}){}", side.written, lowered(i)));
    (text.chars().count() <= LONGEST_SIDE).then_some(text)
}

/// A whole number below the line.
fn lowered(number: usize) -> String {
    let digit =
        |digit: char| digit.to_digit(10).and_then(|value| char::from_u32(u32::from('₀') + value)).unwrap_or(digit);
    number.to_string().chars().map(digit).collect()
}

/// `with B = {1, 3}: x = 3 > 2 holds`
fn outcome(drawn: &Drawn) -> String {
    let batch = |(name, batches): &(String, Vec<Vec<usize>>)| {
        let set = |batch: &Vec<usize>| {
            let numbers: Vec<String> = batch.iter().map(usize::to_string).collect();
            format!("{{{}}}", numbers.join(", "))
        };
        match batches.as_slice() {
            [only] => vec![format!("{name} = {}", set(only))],
            all => all.iter().enumerate().map(|(k, batch)| format!("{name}[{}] = {}", k + 1, set(batch))).collect(),
        }
    };
    let drawn_text: Vec<String> = drawn.batches.iter().flat_map(batch).collect();
    format!("when {} is drawn, {}", drawn_text.join(", "), sentence(&drawn.found))
}

/// A relation as a sign.
pub(super) const fn sign(op: RelationOp) -> &'static str {
    match op {
        RelationOp::Le => "≤",
        RelationOp::Lt => "<",
        RelationOp::Ge => "≥",
        RelationOp::Gt => ">",
        RelationOp::Eq => "=",
        RelationOp::Ne => "≠",
        RelationOp::SameBits => "same bits as",
    }
}

/// Every relation of a finding, in order.
pub(super) fn relations(finding: &Finding) -> Vec<&Comparison> {
    match finding {
        Finding::Relation(comparison) => {
            let inner = comparison.drawn.as_ref().map(|drawn| relations(&drawn.found)).unwrap_or_default();
            std::iter::once(comparison).chain(inner).collect()
        }
        Finding::Defined(_) => Vec::new(),
        Finding::Not(inner) => relations(inner),
        Finding::All(parts) => parts.iter().flat_map(relations).collect(),
        Finding::Any(both) | Finding::Implies(both) | Finding::Iff(both) => {
            relations(&both.0).into_iter().chain(relations(&both.1)).collect()
        }
    }
}

/// Every side of a relation with its exact value, where the sentence only has it rounded.
pub(super) fn exact_sides(finding: &Finding) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for comparison in relations(finding) {
        for side in [&comparison.left, &comparison.right] {
            if let (Ok(value), false) = (&side.value, side.is_number)
                && !all.iter().any(|named| named.name == side.written)
            {
                all.push(Named { name: side.written.clone(), value: value.clone() });
            }
        }
    }
    all
}
