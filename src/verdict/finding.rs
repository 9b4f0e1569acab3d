//! What was found about a statement, down to its relations.

use serde::{Deserialize, Serialize};

use super::quantity::{Named, Value};
use crate::language::syntax::RelationOp;

/// The truth of a statement, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is true.
    True,
    /// It is false.
    False,
    /// Some value in it does not exist.
    Undefined,
    /// The numbers do not tell.
    Unknown,
}

/// A statement with what was found of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finding {
    /// `a <= b`.
    Relation(Comparison),
    /// `defined(x)`.
    Defined(Side),
    /// `not p`.
    Not(Box<Finding>),
    /// All of them.
    All(Vec<Finding>),
    /// At least one of two.
    Any(Box<(Finding, Finding)>),
    /// The second if the first.
    Implies(Box<(Finding, Finding)>),
    /// Both or neither.
    Iff(Box<(Finding, Finding)>),
}

/// Two sides in a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The left side.
    pub left: Side,
    /// What is said of both.
    pub op: RelationOp,
    /// The right side.
    pub right: Side,
    /// The component, from 1, where the sides are vectors and one component decides.
    pub component: Option<usize>,
    /// An outcome of the draws that decides, where a side is a probability.
    pub drawn: Option<Box<Drawn>>,
}

/// An outcome of the draws, with what was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Each draw's name, and its batches: samples counted from 1.
    pub batches: Vec<(String, Vec<Vec<usize>>)>,
    /// The statement that the probability is of.
    pub found: Finding,
}

/// One side of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// Its text in the signs of mathematics; empty where it is not known.
    pub written: String,
    /// Whether the text is the number itself.
    pub is_number: bool,
    /// Its value, or why it has none.
    pub value: Result<Value, Missing>,
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Whether mathematics gives it none; otherwise it was not computed.
    pub is_undefined: bool,
    /// Why.
    pub reason: String,
    /// The smallest part without a value, in the signs of mathematics; empty where it is not known.
    pub part: String,
    /// What is in that part, with its values.
    pub with: Vec<Named>,
}

impl Finding {
    /// The first value in it that mathematics does not give.
    #[must_use]
    pub fn first_missing(&self) -> Option<&Missing> {
        let of_side = |side: &'_ Side| side.value.as_ref().err().filter(|missing| missing.is_undefined).is_some();
        match self {
            Self::Relation(comparison) => {
                let side = [&comparison.left, &comparison.right].into_iter().find(|side| of_side(side))?;
                side.value.as_ref().err()
            }
            // Whether a value is defined always has an answer.
            Self::Defined(_) => None,
            Self::Not(inner) => inner.first_missing(),
            Self::All(parts) => parts.iter().find_map(Self::first_missing),
            Self::Any(both) | Self::Implies(both) | Self::Iff(both) => {
                both.0.first_missing().or_else(|| both.1.first_missing())
            }
        }
    }

    /// Whether it is true. Of parts that are not known, those that are known decide if they can.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::Relation(comparison) => comparison.outcome(),
            Self::Defined(side) => match &side.value {
                Ok(_) => Outcome::True,
                Err(missing) if missing.is_undefined => Outcome::False,
                Err(_) => Outcome::Unknown,
            },
            Self::Not(inner) => inner.outcome().not(),
            Self::All(parts) => parts.iter().fold(Outcome::True, |all, part| all.and(part.outcome())),
            Self::Any(both) => both.0.outcome().not().and(both.1.outcome().not()).not(),
            Self::Implies(both) => both.0.outcome().and(both.1.outcome().not()).not(),
            Self::Iff(both) => match (both.0.outcome(), both.1.outcome()) {
                (Outcome::Undefined, _) | (_, Outcome::Undefined) => Outcome::Undefined,
                (Outcome::Unknown, _) | (_, Outcome::Unknown) => Outcome::Unknown,
                (a, b) if a == b => Outcome::True,
                _ => Outcome::False,
            },
        }
    }
}

impl Outcome {
    const fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Undefined | Self::Unknown => self,
        }
    }

    /// Both: false where one is, whatever the other.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::False, _) | (_, Self::False) => Self::False,
            (Self::Unknown, _) | (_, Self::Unknown) => Self::Unknown,
            (Self::Undefined, _) | (_, Self::Undefined) => Self::Undefined,
            (Self::True, Self::True) => Self::True,
        }
    }
}

impl Comparison {
    /// Whether it is true, by the values of both sides.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let missing = [&self.left, &self.right].into_iter().filter_map(|side| side.value.as_ref().err());
        match (&self.left.value, &self.right.value) {
            (Ok(left), Ok(right)) => compared(self.op, left, right).0,
            _ if missing.into_iter().all(|missing| missing.is_undefined) => Outcome::Undefined,
            _ => Outcome::Unknown,
        }
    }
}

/// Whether a relation holds in every component, and the first component (from 0) that decides that it does not.
/// Two vectors are different if some component is.
#[must_use]
pub fn compared(op: RelationOp, left: &Value, right: &Value) -> (Outcome, Option<usize>) {
    let width = left.numbers.len().max(right.numbers.len());
    let number = |value: &Value, i: usize| value.numbers.get(if value.numbers.len() == 1 { 0 } else { i }).cloned();
    let mut all = Outcome::True;
    for i in 0..width {
        let (Some(a), Some(b)) = (number(left, i), number(right, i)) else { return (Outcome::Unknown, None) };
        let found = match a.order(&b) {
            None => Outcome::Unknown,
            Some(order) if (if op == RelationOp::Ne { RelationOp::Eq } else { op }).holds(order) => Outcome::True,
            Some(_) => Outcome::False,
        };
        if found == Outcome::False && op != RelationOp::Ne {
            return (Outcome::False, Some(i));
        }
        all = all.and(found);
    }
    (if op == RelationOp::Ne { all.not() } else { all }, None)
}

#[cfg(test)]
mod tests {
    use super::{Comparison, Finding, Outcome, Side};
    use crate::language::syntax::RelationOp;
    use crate::numeric::Rational;
    use crate::verdict::quantity::{Quantity, Shape, Value};

    fn vector(numbers: &[i64]) -> Value {
        let numbers = numbers.iter().map(|n| Quantity::exactly(Rational::from(*n))).collect::<Vec<_>>();
        Value { shape: if numbers.len() == 1 { Shape::Scalar } else { Shape::Vector }, numbers }
    }

    fn relation(left: &[i64], op: RelationOp, right: &[i64]) -> Finding {
        let side = |numbers| Side { written: String::new(), is_number: true, value: Ok(vector(numbers)) };
        Finding::Relation(Comparison { left: side(left), op, right: side(right), component: None, drawn: None })
    }

    #[test]
    fn vectors_are_different_if_some_component_is() {
        assert_eq!(relation(&[1, 2], RelationOp::Ne, &[1, 3]).outcome(), Outcome::True);
        assert_eq!(relation(&[1, 2], RelationOp::Ne, &[1, 2]).outcome(), Outcome::False);
        assert_eq!(relation(&[1, 2], RelationOp::Eq, &[1, 3]).outcome(), Outcome::False);
        assert_eq!(relation(&[1, 2], RelationOp::Le, &[2]).outcome(), Outcome::True);
    }

    #[test]
    fn a_premise_that_is_false_makes_the_whole_true() {
        let wrong = relation(&[2], RelationOp::Lt, &[1]);
        let both = (wrong.clone(), wrong.clone());
        assert_eq!(Finding::Implies(Box::new(both.clone())).outcome(), Outcome::True);
        assert_eq!(Finding::Any(Box::new(both.clone())).outcome(), Outcome::False);
        assert_eq!(Finding::Iff(Box::new(both)).outcome(), Outcome::True);
        assert_eq!(Finding::Not(Box::new(wrong)).outcome(), Outcome::True);
    }

    #[test]
    fn what_lies_in_one_enclosure_is_not_told_apart() {
        let wide = Quantity { low: Rational::ZERO, high: Rational::ONE };
        let value = Value { numbers: vec![wide], shape: Shape::Scalar };
        let side = |value: Value| Side { written: String::new(), is_number: false, value: Ok(value) };
        let (left, right) = (side(value.clone()), side(value));
        let tied = Comparison { left, op: RelationOp::Le, right, component: None, drawn: None };
        assert_eq!(tied.outcome(), Outcome::Unknown);
    }
}
