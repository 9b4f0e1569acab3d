//! Questions about terms and statements: their shape, what they depend on, whether they can fail.

use std::collections::BTreeSet;

use super::facts::Facts;
use super::formula::Range;
use super::function::Function;
use super::shape::{DrawId, IndexId, RunId, Shape};
use super::term::{Node, ObjectiveTerm, Over, Part, Term, Truth};
use crate::language::syntax::{BinaryOp, FoldKind, RelationOp};
use crate::numeric::Rational;

impl ObjectiveTerm {
    /// The value (order 0), gradient (1) or Hessian (2) at a point, a change of variables written out: those of
    /// `R(A x)` are `R(A x)`, `A^T grad R(A x)` and `A^T hess R(A x) A`.
    #[must_use]
    pub fn at(&self, order: u8, point: Term) -> Term {
        let mut plain = self.clone();
        let product = |a: Node, b: Node| Term::Binary(BinaryOp::MatMul, a, b);
        let change = plain.change.take();
        let point = match &change {
            Some(change) => product(change.clone(), point.into()).into(),
            None => Node::new(point),
        };
        let back = |change: &Node| Node::new(Term::Function(Function::Transpose, vec![change.clone()]));
        match (order, change) {
            (0, _) => Term::Value(plain, point),
            (1, None) => Term::Gradient(plain, point),
            (1, Some(change)) => product(back(&change), Term::Gradient(plain, point).into()),
            (_, None) => Term::Hessian(plain, point),
            (_, Some(change)) => product(product(back(&change), Term::Hessian(plain, point).into()).into(), change),
        }
    }
}

impl Term {
    /// A whole number.
    #[must_use]
    pub fn integer(value: i64) -> Self {
        Self::Constant(Rational::from(value))
    }

    /// The shape of the value.
    #[must_use]
    pub fn shape(&self) -> Shape {
        match self {
            Self::Constant(_)
            | Self::Pi
            | Self::Dimension
            | Self::Samples(_)
            | Self::Scalar(_)
            | Self::Index(_)
            | Self::Property(..)
            | Self::Value(..)
            | Self::Inner(..)
            | Self::Norm(_)
            | Self::Component(..)
            | Self::Entry(..)
            | Self::Target(..)
            | Self::FoldTruth { .. }
            | Self::Probability(_)
            | Self::BatchSize(..)
            | Self::Multiplicity { .. }
            | Self::Order(..)
            | Self::Cost(..) => Shape::Scalar,
            Self::Vector(_)
            | Self::Point(_)
            | Self::Unit(_)
            | Self::Features(..)
            | Self::Minimiser(..)
            | Self::Gradient(..)
            | Self::Map(..) => Shape::Vector,
            Self::Matrix(_) | Self::Rows(..) | Self::Hessian(..) | Self::Drawn(_) => Shape::Matrix,
            Self::Sequence { shape, .. } | Self::State { shape, .. } | Self::Now { shape, .. } => *shape,
            Self::Negate(x) | Self::Moment(_, x) => x.shape(),
            Self::Fold { body, .. } => body.shape(),
            Self::Cases(arms, otherwise) => {
                arms.iter().map(|(_, value)| value.shape()).fold(otherwise.shape(), Shape::max)
            }
            Self::Binary(BinaryOp::MatMul, a, b) => {
                if a.shape() == Shape::Matrix && b.shape() == Shape::Matrix {
                    Shape::Matrix
                } else {
                    Shape::Vector
                }
            }
            Self::Binary(_, a, b) => a.shape().max(b.shape()),
            Self::Function(Function::Solve, arguments) => arguments[1].shape(),
            Self::Function(Function::Norm1 | Function::NormInf | Function::LambdaMax | Function::LambdaMin, _) => {
                Shape::Scalar
            }
            Self::Function(_, arguments) => arguments.iter().map(Node::shape).max().unwrap_or(Shape::Scalar),
        }
    }

    /// `index + offset` where the term is that simple.
    #[must_use]
    pub fn as_shifted_index(&self) -> Option<(IndexId, i64)> {
        match self {
            Self::Index(id) => Some((*id, 0)),
            Self::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b) => {
                let (id, offset) = a.as_shifted_index()?;
                let shift = b.as_integer()?;
                Some((id, if *op == BinaryOp::Add { offset + shift } else { offset - shift }))
            }
            _ => None,
        }
    }

    /// The whole number that a constant is.
    #[must_use]
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Constant(value) if value.is_int() => i64::try_from(value.numerator()).ok(),
            Self::Negate(x) => x.as_integer().map(|value| -value),
            _ => None,
        }
    }

    /// Calls `visit` on each direct part that is a term, and `visit_truth` on each that is a statement.
    pub fn parts(&self, visit: &mut dyn FnMut(&Node), visit_truth: &mut dyn FnMut(&Truth)) {
        let objective = |o: &ObjectiveTerm, visit: &mut dyn FnMut(&Node)| {
            if let Some(factor) = &o.factor {
                visit(factor);
            }
            if let Part::Sample(sample) | Part::Step(sample) | Part::Batch(_, Some(sample)) = &o.part {
                visit(sample);
            }
        };
        let range = |over: &Over, visit: &mut dyn FnMut(&Node)| {
            if let Over::Range(first, last) = over {
                visit(first);
                visit(last);
            }
        };
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
            | Self::Property(..)
            | Self::Now { .. }
            | Self::Minimiser(_, None)
            | Self::Drawn(_)
            | Self::BatchSize(_, None)
            | Self::Order(..)
            | Self::Cost(..) => {}
            Self::BatchSize(_, Some(at)) => visit(at),
            Self::Multiplicity { at, sample, .. } => {
                at.iter().for_each(&mut *visit);
                visit(sample);
            }
            Self::Sequence { index, .. } | Self::Unit(index) | Self::Features(_, index) | Self::Target(_, index) => {
                visit(index);
            }
            Self::State { time, .. } => visit(time),
            Self::Minimiser(_, Some(near)) => visit(near),
            Self::Value(o, x) | Self::Gradient(o, x) | Self::Hessian(o, x) => {
                objective(o, visit);
                visit(x);
            }
            Self::Negate(x)
            | Self::Norm(x)
            | Self::Component(x, _)
            | Self::Map(_, x)
            | Self::Rows(_, x)
            | Self::Moment(_, x) => visit(x),
            Self::Binary(_, a, b) | Self::Inner(a, b) | Self::Entry(a, b) => {
                visit(a);
                visit(b);
            }
            Self::Function(_, arguments) => arguments.iter().for_each(visit),
            Self::Fold { over, body, .. } => {
                range(over, visit);
                visit(body);
            }
            Self::FoldTruth { over, body, .. } => {
                range(over, visit);
                visit_truth(body);
            }
            Self::Cases(arms, otherwise) => {
                for (condition, value) in arms {
                    visit_truth(condition);
                    visit(value);
                }
                visit(otherwise);
            }
            Self::Probability(truth) => visit_truth(truth),
        }
    }

    /// The index that the term itself binds.
    #[must_use]
    pub fn binds(&self) -> Option<IndexId> {
        match self {
            Self::Map(index, _) | Self::Rows(index, _) | Self::Fold { index, .. } | Self::FoldTruth { index, .. } => {
                Some(*index)
            }
            _ => None,
        }
    }

    /// The indices that occur free.
    #[must_use]
    pub fn free_indices(&self) -> BTreeSet<IndexId> {
        self.facts().free.as_slice().iter().copied().collect()
    }

    /// Whether the term depends on a draw; `runs` says which runs do. What a run starts with never does.
    #[must_use]
    pub fn is_random(&self, runs: &[bool]) -> bool {
        let facts = self.facts();
        facts.drawn || facts.moving.as_slice().iter().any(|run| runs.get(*run).copied().unwrap_or(false))
    }

    /// Whether a moment is in the term.
    #[must_use]
    pub fn has_moment(&self) -> bool {
        self.facts().moment
    }

    /// Calls `visit` with every draw that the term itself reads; what its runs read comes on top.
    pub fn draws(&self, visit: &mut dyn FnMut(DrawId)) {
        self.facts().draws.as_slice().iter().copied().for_each(visit);
    }

    /// Calls `visit` with every run that the term reads.
    pub fn runs(&self, visit: &mut dyn FnMut(RunId)) {
        self.facts().runs.as_slice().iter().copied().for_each(visit);
    }

    /// Whether evaluating the term can fail for some values (division, roots, reading a sequence).
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.facts().partial
    }

    /// What is known of the term, from what is known of its parts.
    pub(in crate::language) fn facts(&self) -> Facts {
        let mut facts = Facts::of_shape(self.shape());
        let mut in_truth = Vec::new();
        self.parts(&mut |part| facts.add(part.facts()), &mut |truth| {
            truth.terms(&mut |part| in_truth.push(part.clone()));
        });
        in_truth.iter().for_each(|part| facts.add(part.facts()));
        facts.partial |= self.may_fail();
        match self {
            Self::Index(id) | Self::Component(_, id) | Self::Now { moment: id, .. } => facts.free.insert(*id),
            Self::Point(id) => facts.points.insert(*id),
            Self::Value(o, _) | Self::Gradient(o, _) | Self::Hessian(o, _) => {
                if let Part::Batch(draw, _) = o.part {
                    facts.drawn = true;
                    facts.draws.insert(draw);
                }
            }
            Self::Sequence { run, index, .. } => {
                facts.runs.insert(*run);
                if index.as_integer() != Some(0) {
                    facts.moving.insert(*run);
                }
            }
            Self::Order(run, _) | Self::Cost(run, _) => {
                facts.runs.insert(*run);
                facts.moving.insert(*run);
            }
            Self::Drawn(draw) | Self::Multiplicity { draw, .. } => {
                facts.drawn = true;
                facts.draws.insert(*draw);
            }
            Self::BatchSize(draw, _) => facts.draws.insert(*draw),
            Self::Moment(..) | Self::Probability(_) => facts.averaged(),
            _ => {}
        }
        if let Some(bound) = self.binds() {
            facts.free.remove(bound);
        }
        facts
    }

    /// Whether the term itself can fail where its parts have values.
    fn may_fail(&self) -> bool {
        match self {
            Self::Binary(BinaryOp::Div, _, b) => !matches!(&**b, Self::Constant(value) if !value.is_zero()),
            Self::Binary(BinaryOp::Pow, _, b) => b.as_integer().is_none_or(|n| n < 0),
            Self::Function(function, _) => function.row().may_fail,
            // Batches too: there may be none of that number.
            Self::Hessian(..) | Self::Sequence { .. } | Self::BatchSize(..) | Self::Multiplicity { .. } => true,
            Self::Gradient(o, _) | Self::Value(o, _) => match o.part {
                Part::Sample(_) | Part::Step(_) | Part::Batch(_, Some(_)) => true,
                Part::Whole | Part::Batch(_, None) => false,
            },
            Self::Unit(_) | Self::Entry(..) | Self::Features(..) | Self::Target(..) => true,
            Self::State { .. } | Self::FoldTruth { .. } | Self::Order(..) | Self::Cost(..) => true,
            // A component behind the last.
            Self::Component(..) => true,
            // There is no mean and no extreme of nothing.
            Self::Fold { kind, over: Over::Range(..), .. } => match kind {
                FoldKind::Mean | FoldKind::Variance | FoldKind::Max | FoldKind::Min => true,
                FoldKind::Sum | FoldKind::Product | FoldKind::First | FoldKind::Count => false,
            },
            // What these are made of may fail; that is asked of it.
            Self::Fold { over: Over::Components | Over::Samples(_), .. }
            | Self::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::MatMul, ..)
            | Self::Negate(_)
            | Self::Inner(..)
            | Self::Norm(_)
            | Self::Map(..)
            | Self::Rows(..)
            | Self::Cases(..)
            | Self::Moment(..)
            | Self::Probability(_) => false,
            Self::Constant(_)
            | Self::Pi
            | Self::Dimension
            | Self::Samples(_)
            | Self::Scalar(_)
            | Self::Vector(_)
            | Self::Matrix(_)
            | Self::Point(_)
            | Self::Index(_)
            | Self::Property(..)
            | Self::Now { .. }
            | Self::Minimiser(..)
            | Self::Drawn(_) => false,
        }
    }
}

impl Range {
    /// The terms that say where it ends.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        let ends = match self {
            Self::Interval { low, high, .. } => [Some(low), Some(high)],
            Self::Above { low: end, .. } | Self::Below { high: end, .. } => [Some(end), None],
            Self::Integers { first, last } => [Some(first), last.as_ref()],
            Self::Real | Self::Near | Self::Sphere => [None, None],
        };
        ends.into_iter().flatten()
    }
}

impl Truth {
    /// Calls `visit` on every term directly under a relation.
    pub fn terms(&self, visit: &mut dyn FnMut(&Node)) {
        match self {
            Self::Relation(_, a, b) => {
                visit(a);
                visit(b);
            }
            Self::And(parts) => parts.iter().for_each(|part| part.terms(visit)),
            Self::Or(a, b) | Self::Implies(a, b) | Self::Iff(a, b) => {
                a.terms(visit);
                b.terms(visit);
            }
            Self::Not(a) => a.terms(visit),
            Self::Defined(x) => visit(x),
        }
    }

    /// The indices that occur free.
    #[must_use]
    pub fn free_indices(&self) -> BTreeSet<IndexId> {
        let mut free = BTreeSet::new();
        self.terms(&mut |term| free.extend(term.free_indices()));
        free
    }

    /// Whether it depends on a draw; `runs` says which runs do.
    #[must_use]
    pub fn is_random(&self, runs: &[bool]) -> bool {
        let mut any = false;
        self.terms(&mut |term| any |= term.is_random(runs));
        any
    }

    /// Whether it uses equality, which only exact arithmetic can settle.
    #[must_use]
    pub fn has_equality(&self) -> bool {
        self.any_relation(&|op| matches!(op, RelationOp::Eq | RelationOp::Ne))
    }

    /// Whether it compares the bits of doubles, so that it is about doubles and not about real numbers.
    #[must_use]
    pub fn has_bits(&self) -> bool {
        self.any_relation(&|op| op == RelationOp::SameBits)
    }

    /// Whether it compares the bits of doubles and nothing else.
    #[must_use]
    pub fn is_all_bits(&self) -> bool {
        self.has_bits() && !self.any_relation(&|op| op != RelationOp::SameBits)
    }

    fn any_relation(&self, wanted: &dyn Fn(RelationOp) -> bool) -> bool {
        match self {
            Self::Relation(op, ..) => wanted(*op),
            Self::And(parts) => parts.iter().any(|part| part.any_relation(wanted)),
            Self::Or(a, b) | Self::Implies(a, b) | Self::Iff(a, b) => a.any_relation(wanted) || b.any_relation(wanted),
            Self::Not(a) => a.any_relation(wanted),
            Self::Defined(_) => false,
        }
    }
}
