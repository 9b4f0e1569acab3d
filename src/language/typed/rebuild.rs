//! Replaces parts of terms, keeping shared parts shared.

use std::collections::HashMap;

use super::shape::IndexId;
use super::term::{Node, ObjectiveTerm, Over, Part, Term, Truth};

/// Says what replaces a direct part.
type Replace<'a> = &'a mut dyn FnMut(&Node) -> Node;

impl Term {
    /// The term with each direct part replaced, those in statements too.
    pub(super) fn with_parts(&self, replace: Replace<'_>) -> Self {
        match self {
            Self::Constant(_)
            | Self::Pi
            | Self::Dimension
            | Self::Samples(_)
            | Self::Scalar(_)
            | Self::Vector(_)
            | Self::Matrix(_)
            | Self::Point(_)
            | Self::Index(_)
            | Self::Now { .. }
            | Self::Property(..)
            | Self::Drawn(_)
            | Self::Order(..)
            | Self::Cost(..) => self.clone(),
            Self::BatchSize(draw, at) => Self::BatchSize(*draw, at.as_ref().map(replace)),
            Self::Multiplicity { draw, at, sample } => {
                Self::Multiplicity { draw: *draw, at: at.as_ref().map(&mut *replace), sample: replace(sample) }
            }
            Self::Minimiser(id, near) => Self::Minimiser(*id, near.as_ref().map(&mut *replace)),
            Self::Unit(k) => Self::Unit(replace(k)),
            Self::Features(id, n) => Self::Features(*id, replace(n)),
            Self::Target(id, n) => Self::Target(*id, replace(n)),
            Self::Sequence { run, sequence, shape, index } => {
                Self::Sequence { run: *run, sequence: *sequence, shape: *shape, index: replace(index) }
            }
            Self::State { flow, state, shape, time } => {
                Self::State { flow: *flow, state: *state, shape: *shape, time: replace(time) }
            }
            Self::Value(o, x) => Self::Value(objective(o, replace), replace(x)),
            Self::Gradient(o, x) => Self::Gradient(objective(o, replace), replace(x)),
            Self::Hessian(o, x) => Self::Hessian(objective(o, replace), replace(x)),
            Self::Negate(x) => Self::Negate(replace(x)),
            Self::Binary(op, a, b) => Self::Binary(*op, replace(a), replace(b)),
            Self::Function(function, arguments) => Self::Function(*function, arguments.iter().map(replace).collect()),
            Self::Inner(a, b) => Self::Inner(replace(a), replace(b)),
            Self::Norm(x) => Self::Norm(replace(x)),
            Self::Component(x, index) => Self::Component(replace(x), *index),
            Self::Entry(x, k) => Self::Entry(replace(x), replace(k)),
            Self::Map(index, body) => Self::Map(*index, replace(body)),
            Self::Rows(index, body) => Self::Rows(*index, replace(body)),
            Self::Fold { kind, index, over, body } => {
                Self::Fold { kind: *kind, index: *index, over: range(over, replace), body: replace(body) }
            }
            Self::FoldTruth { kind, index, over, body } => Self::FoldTruth {
                kind: *kind,
                index: *index,
                over: range(over, replace),
                body: Box::new(body.with_parts(replace)),
            },
            Self::Cases(arms, otherwise) => {
                let arms = arms.iter().map(|(condition, value)| (condition.with_parts(replace), replace(value)));
                Self::Cases(arms.collect(), replace(otherwise))
            }
            Self::Moment(kind, x) => Self::Moment(*kind, replace(x)),
            Self::Probability(truth) => Self::Probability(Box::new(truth.with_parts(replace))),
        }
    }
}

impl Node {
    /// The term with another index in place of one that is free in it.
    pub(super) fn with_index(&self, from: IndexId, to: IndexId) -> Self {
        renamed(self, from, to, &mut HashMap::new())
    }
}

impl Truth {
    /// As [`Term::with_parts`], of all terms directly under a relation.
    fn with_parts(&self, replace: Replace<'_>) -> Self {
        match self {
            Self::Relation(op, a, b) => Self::Relation(*op, replace(a), replace(b)),
            Self::And(parts) => Self::And(parts.iter().map(|part| part.with_parts(replace)).collect()),
            Self::Or(a, b) => Self::Or(Box::new(a.with_parts(replace)), Box::new(b.with_parts(replace))),
            Self::Implies(a, b) => Self::Implies(Box::new(a.with_parts(replace)), Box::new(b.with_parts(replace))),
            Self::Iff(a, b) => Self::Iff(Box::new(a.with_parts(replace)), Box::new(b.with_parts(replace))),
            Self::Not(a) => Self::Not(Box::new(a.with_parts(replace))),
            Self::Defined(x) => Self::Defined(replace(x)),
        }
    }
}

/// `known` has what was made of each shared node, by its address; the node beneath one term outlives the renaming.
fn renamed(node: &Node, from: IndexId, to: IndexId, known: &mut HashMap<usize, Node>) -> Node {
    if !node.has_free(from) {
        return node.clone();
    }
    if let Some(made) = known.get(&node.address()) {
        return made.clone();
    }
    let mut replace = |part: &Node| renamed(part, from, to, known);
    let made = match &**node {
        Term::Index(_) => Term::Index(to),
        Term::Component(x, id) if *id == from => Term::Component(replace(x), to),
        other => other.with_parts(&mut replace),
    };
    let made = Node::new(made);
    known.insert(node.address(), made.clone());
    made
}

fn objective(term: &ObjectiveTerm, replace: Replace<'_>) -> ObjectiveTerm {
    let part = match &term.part {
        Part::Sample(n) => Part::Sample(replace(n)),
        Part::Step(t) => Part::Step(replace(t)),
        Part::Batch(draw, at) => Part::Batch(*draw, at.as_ref().map(&mut *replace)),
        Part::Whole => Part::Whole,
    };
    ObjectiveTerm { factor: term.factor.as_ref().map(replace), part, ..term.clone() }
}

fn range(over: &Over, replace: Replace<'_>) -> Over {
    match over {
        Over::Range(first, last) => Over::Range(replace(first), replace(last)),
        other => other.clone(),
    }
}
