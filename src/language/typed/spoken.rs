//! Statements as written, down to their relations, so that a report can name the part that decides.

use super::term::Term;
use crate::language::syntax::RelationOp;

/// A statement in the words of its `show` line.
#[derive(Debug, Clone, PartialEq)]
pub enum Spoken {
    /// `a <= b`; a chain `a <= b < c` is two of them.
    Relation(Box<Wording>, RelationOp, Box<Wording>),
    /// `defined(x)`.
    Defined(Box<Wording>),
    /// `not p`.
    Not(Box<Spoken>),
    /// `p and q`, or the links of a chain.
    All(Vec<Spoken>),
    /// `p or q`.
    Any(Box<(Spoken, Spoken)>),
    /// `p implies q`.
    Implies(Box<(Spoken, Spoken)>),
    /// `p iff q`.
    Iff(Box<(Spoken, Spoken)>),
}

/// A value as it is written, with what it means.
#[derive(Debug, Clone, PartialEq)]
pub struct Wording {
    /// The text in the signs of mathematics.
    pub text: String,
    /// Whether it is a number as it stands, so that its value says no more.
    pub is_number: bool,
    /// What it means.
    pub term: Term,
    /// The parts that it is made of, each after its own parts, where they have a meaning by themselves.
    pub parts: Vec<Quantity>,
    /// What a probability is of, where the whole is `P[...]`.
    pub chance_of: Option<Box<Spoken>>,
}

/// A quantity that a claim names: a constant, an abbreviation, a part of a side.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// Its text in the signs of mathematics.
    pub text: String,
    /// What it means.
    pub term: Term,
    /// Whether it is a name, perhaps at an index, and not something computed where it stands.
    pub is_name: bool,
    /// Among the parts of a side: how many of those right before it are parts of this one.
    pub within: usize,
}

impl Spoken {
    /// Calls `visit` for every side of every relation, in order.
    pub fn sides<'a>(&'a self, visit: &mut dyn FnMut(&'a Wording)) {
        match self {
            Self::Relation(left, _, right) => {
                visit(left);
                visit(right);
            }
            Self::Defined(of) => visit(of),
            Self::Not(inner) => inner.sides(visit),
            Self::All(parts) => parts.iter().for_each(|part| part.sides(visit)),
            Self::Any(both) | Self::Implies(both) | Self::Iff(both) => {
                both.0.sides(visit);
                both.1.sides(visit);
            }
        }
    }
}
