//! What a checked claim means: terms with every name resolved, ready to be compiled or read by a judge.

use std::collections::BTreeSet;

use super::check::Class;
use super::syntax::{BinaryOp, FoldKind, MomentKind, RelationOp, Span};
use crate::numeric::Rational;

/// Position of a given objective in [`Claim::givens`] order.
pub type ObjectiveId = usize;
/// Position of a given scalar.
pub type ScalarId = usize;
/// Position of a given vector.
pub type VectorId = usize;
/// A bound whole number: the `t` of a `show`, the `i` of a sum.
pub type IndexId = usize;
/// Position of a run.
pub type RunId = usize;
/// Position of a sequence in its run.
pub type SequenceId = usize;
/// Position of a draw.
pub type DrawId = usize;

/// The shape of a value; every vector has the dimension `W` of the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// One number.
    Scalar,
    /// `W` numbers.
    Vector,
    /// `W x W` numbers.
    Matrix,
}

/// A constant of an objective's class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Property {
    /// `L`: a Lipschitz constant of the gradient.
    Smoothness,
    /// `alpha`: a constant of strong convexity.
    StrongConvexity,
    /// `M`: a Lipschitz constant of the Hessian.
    HessianLipschitz,
}

/// Functions that act component by component, and the few that do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Function {
    /// The square root.
    Sqrt,
    /// The absolute value.
    Abs,
    /// -1, 0 or 1.
    Sign,
    /// The exponential.
    Exp,
    /// The natural logarithm.
    Ln,
    /// The cosine.
    Cos,
    /// The smaller.
    Min,
    /// The larger.
    Max,
    /// The remainder of whole numbers, in `0..m`.
    Mod,
    /// The smallest whole number not below.
    Ceil,
    /// The largest whole number not above.
    Floor,
    /// The sum of absolute values.
    Norm1,
    /// The largest absolute value.
    NormInf,
    /// `solve(A, b)`: the x with `A @ x = b`.
    Solve,
}

/// An objective as it stands in a term: perhaps scaled, perhaps one sample's or a batch's share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectiveTerm {
    /// Which.
    pub id: ObjectiveId,
    /// The `c` of `c*R`.
    pub factor: Option<Box<Term>>,
    /// Which samples.
    pub part: Part,
}

/// The share of an objective that is a mean of losses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// The loss of one sample, counted from 1.
    Sample(Box<Term>),
    /// The mean over a drawn batch.
    Batch(DrawId),
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Term {
    /// A number.
    Constant(Rational),
    /// The number pi.
    Pi,
    /// `W`.
    Dimension,
    /// `N`.
    Samples(ObjectiveId),
    /// A given scalar.
    Scalar(ScalarId),
    /// A given vector.
    Vector(VectorId),
    /// A bound whole number.
    Index(IndexId),
    /// `L`, `alpha`, `M`, with the factor of `c*R` where there is one.
    Property(ObjectiveId, Property),
    /// `w_star`.
    Minimiser(ObjectiveId),
    /// `w[t-1]`.
    Sequence {
        /// The run.
        run: RunId,
        /// The sequence.
        sequence: SequenceId,
        /// Its shape.
        shape: Shape,
        /// The index.
        index: Box<Term>,
    },
    /// `R(x)`.
    Value(ObjectiveTerm, Box<Term>),
    /// `grad R(x)`.
    Gradient(ObjectiveTerm, Box<Term>),
    /// `hess R(x)`.
    Hessian(ObjectiveTerm, Box<Term>),
    /// `-x`.
    Negate(Box<Term>),
    /// Arithmetic.
    Binary(BinaryOp, Box<Term>, Box<Term>),
    /// A function.
    Function(Function, Vec<Term>),
    /// `<u, v>`.
    Inner(Box<Term>, Box<Term>),
    /// `|x|`.
    Norm(Box<Term>),
    /// `x_i`, counted from 1.
    Component(Box<Term>, IndexId),
    /// The vector whose component `i` is the body.
    Map(IndexId, Box<Term>),
    /// A sum and the like.
    Fold {
        /// What is done.
        kind: FoldKind,
        /// The bound index.
        index: IndexId,
        /// What it runs over.
        over: Over,
        /// What is folded.
        body: Box<Term>,
    },
    /// `first` and `count` fold conditions.
    FoldTruth {
        /// What is done.
        kind: FoldKind,
        /// The bound index.
        index: IndexId,
        /// What it runs over.
        over: Over,
        /// The condition.
        body: Box<Truth>,
    },
    /// The value of the first condition that is true; scalars only (vectors go through [`Term::Map`]).
    Cases(Vec<(Truth, Term)>, Box<Term>),
    /// `E[..]`, `Var[..]`.
    Moment(MomentKind, Box<Term>),
    /// `P[..]`.
    Probability(Box<Truth>),
}

/// What a fold runs over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Over {
    /// First to last, both included.
    Range(Box<Term>, Box<Term>),
    /// The components of vectors.
    Components,
    /// The samples of an objective.
    Samples(ObjectiveId),
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Truth {
    /// `a <= b`, in every component.
    Relation(RelationOp, Box<Term>, Box<Term>),
    /// All.
    And(Vec<Truth>),
    /// At least one.
    Or(Box<Truth>, Box<Truth>),
    /// Not.
    Not(Box<Truth>),
    /// Both or neither.
    Iff(Box<Truth>, Box<Truth>),
    /// `defined(x)`.
    Defined(Box<Term>),
}

/// Where a given number lies. Ends are terms over what is given before.
#[derive(Debug, Clone, PartialEq)]
pub enum Range {
    /// Between two ends.
    Interval {
        /// The lower end.
        low: Term,
        /// Whether it is included.
        low_closed: bool,
        /// The upper end.
        high: Term,
        /// Whether it is included.
        high_closed: bool,
    },
    /// Above an end.
    Above {
        /// The end.
        low: Term,
        /// Whether it is included.
        closed: bool,
    },
    /// Below an end.
    Below {
        /// The end.
        high: Term,
        /// Whether it is included.
        closed: bool,
    },
    /// Any real number.
    Real,
    /// Whole numbers.
    Integers {
        /// The first.
        first: Term,
        /// The last.
        last: Option<Term>,
    },
}

/// One given.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// An objective.
    Objective {
        /// Its number.
        id: ObjectiveId,
        /// Its name, the key in a case.
        name: String,
        /// Its class.
        class: Class,
    },
    /// A scalar or whole number.
    Scalar {
        /// Its number.
        id: ScalarId,
        /// Its name, the key in a case.
        name: String,
        /// Where it lies.
        range: Range,
    },
    /// A vector.
    Vector {
        /// Its number.
        id: VectorId,
        /// Its name, the key in a case: `u`, `w[0]`, `a.w[0]`.
        name: String,
        /// Where each component lies.
        range: Range,
    },
}

/// `draw B: b of N with replacement`.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// The batch's name.
    pub name: String,
    /// Its size.
    pub size: Term,
    /// The number to draw from.
    pub population: Term,
    /// With or without replacement.
    pub replacement: bool,
}

/// When an equation defines its sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At one time.
    At(u32),
    /// From this time on.
    From(u32),
}

/// One recurrence with every name resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    /// What it defines.
    pub sequence: SequenceId,
    /// When.
    pub when: When,
    /// Its value, in [`Run::time`].
    pub value: Term,
}

/// A sequence of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Sequence {
    /// Its name.
    pub name: String,
    /// Its shape.
    pub shape: Shape,
    /// The first time it has a value.
    pub first: u32,
}

/// A run of a method on an objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its label, where it has one.
    pub label: Option<String>,
    /// The method.
    pub method: String,
    /// Its parameters with the terms bound to them, for an opaque method in its place.
    pub parameters: Vec<(String, Term)>,
    /// What it runs on.
    pub objective: ObjectiveTerm,
    /// The index that stands for the time.
    pub time: IndexId,
    /// Its sequences; the iterate `w` is one of them.
    pub sequences: Vec<Sequence>,
    /// The position of `w`.
    pub iterate: SequenceId,
    /// The recurrences, each after those whose values at the same time it uses.
    pub recurrences: Vec<Recurrence>,
}

/// What is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Show {
    /// The index, its first value and its last (absent: the horizon); absent: judged once.
    pub range: Option<(IndexId, Term, Option<Term>)>,
    /// The statement.
    pub truth: Truth,
    /// Where it stands.
    pub span: Span,
}

/// A claim or step with every name resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// What is given, in order.
    pub givens: Vec<Given>,
    /// Draws, in order.
    pub draws: Vec<Draw>,
    /// Conditions that filter cases.
    pub assumptions: Vec<Truth>,
    /// Runs, in order.
    pub runs: Vec<Run>,
    /// What is judged.
    pub shows: Vec<Show>,
    /// How many bound indices there are.
    pub indices: usize,
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
            | Self::Cases(..)
            | Self::FoldTruth { .. }
            | Self::Probability(_) => Shape::Scalar,
            Self::Vector(_) | Self::Minimiser(_) | Self::Gradient(..) | Self::Map(..) => Shape::Vector,
            Self::Hessian(..) => Shape::Matrix,
            Self::Sequence { shape, .. } => *shape,
            Self::Negate(x) | Self::Moment(_, x) => x.shape(),
            Self::Fold { body, .. } => body.shape(),
            Self::Binary(BinaryOp::MatMul, a, b) => {
                if a.shape() == Shape::Matrix && b.shape() == Shape::Matrix {
                    Shape::Matrix
                } else {
                    Shape::Vector
                }
            }
            Self::Binary(_, a, b) => a.shape().max(b.shape()),
            Self::Function(Function::Solve, arguments) => arguments[1].shape(),
            Self::Function(Function::Norm1 | Function::NormInf, _) => Shape::Scalar,
            Self::Function(_, arguments) => arguments.iter().map(Self::shape).max().unwrap_or(Shape::Scalar),
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
    pub fn parts(&self, visit: &mut dyn FnMut(&Self), visit_truth: &mut dyn FnMut(&Truth)) {
        let objective = |o: &ObjectiveTerm, visit: &mut dyn FnMut(&Self)| {
            if let Some(factor) = &o.factor {
                visit(factor);
            }
            if let Part::Sample(sample) = &o.part {
                visit(sample);
            }
        };
        let range = |over: &Over, visit: &mut dyn FnMut(&Self)| {
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
            | Self::Index(_)
            | Self::Property(..)
            | Self::Minimiser(_) => {}
            Self::Sequence { index, .. } => visit(index),
            Self::Value(o, x) | Self::Gradient(o, x) | Self::Hessian(o, x) => {
                objective(o, visit);
                visit(x);
            }
            Self::Negate(x) | Self::Norm(x) | Self::Component(x, _) | Self::Map(_, x) | Self::Moment(_, x) => visit(x),
            Self::Binary(_, a, b) | Self::Inner(a, b) => {
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
            Self::Map(index, _) | Self::Fold { index, .. } | Self::FoldTruth { index, .. } => Some(*index),
            _ => None,
        }
    }

    /// The indices that occur free.
    #[must_use]
    pub fn free_indices(&self) -> BTreeSet<IndexId> {
        let mut free = BTreeSet::new();
        match self {
            Self::Index(id) | Self::Component(_, id) => {
                free.insert(*id);
            }
            _ => {}
        }
        let mut inner = BTreeSet::new();
        self.parts(&mut |term| free.extend(term.free_indices()), &mut |truth| inner.extend(truth.free_indices()));
        free.extend(inner);
        if let Some(bound) = self.binds() {
            free.remove(&bound);
        }
        free
    }

    /// Whether the term depends on a draw.
    #[must_use]
    pub fn is_random(&self) -> bool {
        let own = match self {
            Self::Value(o, _) | Self::Gradient(o, _) | Self::Hessian(o, _) => matches!(o.part, Part::Batch(_)),
            Self::Moment(..) | Self::Probability(_) => return false,
            _ => false,
        };
        let mut any = own;
        let mut any_truth = false;
        self.parts(&mut |term| any |= term.is_random(), &mut |truth| any_truth |= truth.is_random());
        any || any_truth
    }

    /// Whether evaluating the term can fail for some values (division, roots, reading a sequence).
    #[must_use]
    pub fn is_partial(&self) -> bool {
        let own = match self {
            Self::Binary(BinaryOp::Div, _, b) => !matches!(&**b, Self::Constant(value) if !value.is_zero()),
            Self::Binary(BinaryOp::Pow, _, b) => b.as_integer().is_none_or(|n| n < 0),
            Self::Function(function, _) => {
                matches!(function, Function::Sqrt | Function::Ln | Function::Solve | Function::Mod)
            }
            Self::Hessian(..) | Self::Sequence { .. } => true,
            Self::FoldTruth { .. } => true,
            _ => false,
        };
        let mut any = own;
        let mut any_truth = false;
        self.parts(&mut |term| any |= term.is_partial(), &mut |truth| {
            truth.terms(&mut |term| any_truth |= term.is_partial());
        });
        any || any_truth
    }
}

impl Truth {
    /// Calls `visit` on every term directly under a relation.
    pub fn terms(&self, visit: &mut dyn FnMut(&Term)) {
        match self {
            Self::Relation(_, a, b) => {
                visit(a);
                visit(b);
            }
            Self::And(parts) => parts.iter().for_each(|part| part.terms(visit)),
            Self::Or(a, b) | Self::Iff(a, b) => {
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

    /// Whether it depends on a draw.
    #[must_use]
    pub fn is_random(&self) -> bool {
        let mut any = false;
        self.terms(&mut |term| any |= term.is_random());
        any
    }

    /// Whether it speaks of equality, which only exact arithmetic can settle.
    #[must_use]
    pub fn has_equality(&self) -> bool {
        match self {
            Self::Relation(op, ..) => matches!(op, RelationOp::Eq | RelationOp::Ne | RelationOp::SameBits),
            Self::And(parts) => parts.iter().any(Self::has_equality),
            Self::Or(a, b) | Self::Iff(a, b) => a.has_equality() || b.has_equality(),
            Self::Not(a) => a.has_equality(),
            Self::Defined(_) => false,
        }
    }
}
