//! Terms with parts of them replaced.

use super::typed::{IndexId, ObjectiveTerm, Over, Part, Term, Truth};

/// Says what stands in the place of a term, or that its parts are to be looked at.
type Replace<'a> = &'a mut dyn FnMut(&Term) -> Option<Term>;

impl Term {
    /// The term with everything replaced that `replace` names, from the outside in.
    pub(super) fn rebuilt(&self, replace: Replace<'_>) -> Self {
        if let Some(other) = replace(self) {
            return other;
        }
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
            Self::BatchSize(draw, at) => Self::BatchSize(*draw, at.as_ref().map(|at| boxed(at, replace))),
            Self::Multiplicity { draw, at, sample } => Self::Multiplicity {
                draw: *draw,
                at: at.as_ref().map(|at| boxed(at, replace)),
                sample: boxed(sample, replace),
            },
            Self::Minimiser(id, near) => Self::Minimiser(*id, near.as_ref().map(|near| boxed(near, replace))),
            Self::Unit(k) => Self::Unit(boxed(k, replace)),
            Self::Features(id, n) => Self::Features(*id, boxed(n, replace)),
            Self::Target(id, n) => Self::Target(*id, boxed(n, replace)),
            Self::Sequence { run, sequence, shape, index } => {
                Self::Sequence { run: *run, sequence: *sequence, shape: *shape, index: boxed(index, replace) }
            }
            Self::State { flow, state, shape, time } => {
                Self::State { flow: *flow, state: *state, shape: *shape, time: boxed(time, replace) }
            }
            Self::Value(o, x) => Self::Value(objective(o, replace), boxed(x, replace)),
            Self::Gradient(o, x) => Self::Gradient(objective(o, replace), boxed(x, replace)),
            Self::Hessian(o, x) => Self::Hessian(objective(o, replace), boxed(x, replace)),
            Self::Negate(x) => Self::Negate(boxed(x, replace)),
            Self::Binary(op, a, b) => Self::Binary(*op, boxed(a, replace), boxed(b, replace)),
            Self::Function(function, arguments) => {
                Self::Function(*function, arguments.iter().map(|x| x.rebuilt(replace)).collect())
            }
            Self::Inner(a, b) => Self::Inner(boxed(a, replace), boxed(b, replace)),
            Self::Norm(x) => Self::Norm(boxed(x, replace)),
            Self::Component(x, index) => Self::Component(boxed(x, replace), *index),
            Self::Entry(x, k) => Self::Entry(boxed(x, replace), boxed(k, replace)),
            Self::Map(index, body) => Self::Map(*index, boxed(body, replace)),
            Self::Rows(index, body) => Self::Rows(*index, boxed(body, replace)),
            Self::Fold { kind, index, over, body } => {
                Self::Fold { kind: *kind, index: *index, over: range(over, replace), body: boxed(body, replace) }
            }
            Self::FoldTruth { kind, index, over, body } => Self::FoldTruth {
                kind: *kind,
                index: *index,
                over: range(over, replace),
                body: Box::new(body.rebuilt(replace)),
            },
            Self::Cases(arms, otherwise) => {
                let arms = arms.iter().map(|(condition, value)| (condition.rebuilt(replace), value.rebuilt(replace)));
                Self::Cases(arms.collect(), boxed(otherwise, replace))
            }
            Self::Moment(kind, x) => Self::Moment(*kind, boxed(x, replace)),
            Self::Probability(truth) => Self::Probability(Box::new(truth.rebuilt(replace))),
        }
    }

    /// The term with another index in the place of one that is free in it.
    pub(super) fn with_index(&self, from: IndexId, to: IndexId) -> Self {
        self.rebuilt(&mut |term| match term {
            Self::Index(id) if *id == from => Some(Self::Index(to)),
            Self::Component(x, id) if *id == from => Some(Self::Component(Box::new(x.with_index(from, to)), to)),
            _ => None,
        })
    }
}

impl Truth {
    /// As [`Term::rebuilt`].
    pub(super) fn rebuilt(&self, replace: Replace<'_>) -> Self {
        match self {
            Self::Relation(op, a, b) => Self::Relation(*op, boxed(a, replace), boxed(b, replace)),
            Self::And(parts) => Self::And(parts.iter().map(|part| part.rebuilt(replace)).collect()),
            Self::Or(a, b) => Self::Or(Box::new(a.rebuilt(replace)), Box::new(b.rebuilt(replace))),
            Self::Iff(a, b) => Self::Iff(Box::new(a.rebuilt(replace)), Box::new(b.rebuilt(replace))),
            Self::Not(a) => Self::Not(Box::new(a.rebuilt(replace))),
            Self::Defined(x) => Self::Defined(boxed(x, replace)),
        }
    }
}

fn boxed(term: &Term, replace: Replace<'_>) -> Box<Term> {
    Box::new(term.rebuilt(replace))
}

fn objective(term: &ObjectiveTerm, replace: Replace<'_>) -> ObjectiveTerm {
    let part = match &term.part {
        Part::Sample(n) => Part::Sample(boxed(n, replace)),
        Part::Step(t) => Part::Step(boxed(t, replace)),
        Part::Batch(draw, at) => Part::Batch(*draw, at.as_ref().map(|at| boxed(at, replace))),
        Part::Whole => Part::Whole,
    };
    ObjectiveTerm { factor: term.factor.as_ref().map(|factor| boxed(factor, replace)), part, ..term.clone() }
}

fn range(over: &Over, replace: Replace<'_>) -> Over {
    match over {
        Over::Range(first, last) => Over::Range(boxed(first, replace), boxed(last, replace)),
        other => other.clone(),
    }
}
