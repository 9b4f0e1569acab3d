//! The equations of a method with every name resolved, ready to be replayed on a record.

use std::sync::Arc;

use crate::language::syntax::{BinaryOp, FoldKind, RelationOp};
use crate::language::typed::Shape;
use crate::numeric::{Arithmetic, Bracket, Outward, Rational};

/// A constant, with the doubles around it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Constant {
    pub exact: Rational,
    pub near: Bracket,
    /// Where it is whole and fits.
    pub whole: Option<i64>,
}

impl Constant {
    pub fn new(exact: Rational) -> Self {
        let whole = exact.is_int().then(|| i64::try_from(exact.numerator()).ok()).flatten();
        Self { near: Outward.rational(&exact), whole, exact }
    }
}

/// Which losses a question to the objective is about.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// All.
    Whole,
    /// One sample, counted from 1.
    Sample(Box<Tree>),
    /// The batch of a step.
    Batch(Box<Tree>),
}

/// Functions of one argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Sqrt,
    Abs,
    Sign,
    Exp,
    Ln,
    Cos,
    Ceil,
    Floor,
}

/// Functions of two arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function2 {
    Min,
    Max,
    Mod,
    QuotientOrZero,
}

/// Lengths of vectors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    Euclid,
    Sum,
    Largest,
}

/// What a fold runs over.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Over {
    /// From one whole number to another, both included.
    Range(Box<(Tree, Tree)>),
    /// The components.
    Components,
    /// The samples.
    Samples,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Tree {
    /// A constant.
    Number(Arc<Constant>),
    /// A parameter, by its number.
    Parameter(usize),
    /// The step.
    Time,
    /// A whole number bound by a fold, by its number.
    Bound(usize),
    /// `W`.
    Dimension,
    /// `N`.
    Samples,
    /// The number pi.
    Pi,
    /// A sequence at the step plus an offset.
    Ahead(usize, i64),
    /// A sequence at a time that is computed.
    At(usize, Box<Tree>),
    /// `R(x)`
    Value(Part, Box<Tree>),
    /// `grad R(x)`
    Gradient(Part, Box<Tree>),
    /// `hess R(x)`
    Hessian(Box<Tree>),
    /// How many samples the batch of a step has.
    BatchSize(Box<Tree>),
    /// `-x`
    Negate(Box<Tree>),
    /// Arithmetic, component by component but for `@`.
    Binary(BinaryOp, Box<(Tree, Tree)>),
    /// A function, component by component.
    Apply(Function, Box<Tree>),
    /// A function of two arguments, component by component.
    Apply2(Function2, Box<(Tree, Tree)>),
    /// `<u, v>`
    Inner(Box<(Tree, Tree)>),
    /// `|x|` and the like, of a vector.
    Norm(Length, Box<Tree>),
    /// `solve(A, b)`
    Solve(Box<(Tree, Tree)>),
    /// `diag(x)`
    Diagonal(Box<Tree>),
    /// The component whose number (from 1) a fold has bound.
    Component(Box<Tree>, usize),
    /// A sum and the like.
    Fold(FoldKind, usize, Over, Box<Tree>),
    /// `first` and `count`.
    FoldTruth(FoldKind, usize, Over, Box<Condition>),
    /// The first arm whose condition is true, component by component.
    Cases(Vec<(Condition, Tree)>, Box<Tree>),
}

/// A condition, component by component.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// A relation.
    Relation(RelationOp, Box<(Tree, Tree)>),
    /// Both.
    And(Box<(Condition, Condition)>),
    /// At least one.
    Or(Box<(Condition, Condition)>),
    /// Not.
    Not(Box<Condition>),
}

impl Tree {
    /// Its parts.
    pub(super) fn parts<'a>(&'a self, visit: &mut dyn FnMut(&'a Self)) {
        match self {
            Self::Number(_)
            | Self::Parameter(_)
            | Self::Time
            | Self::Bound(_)
            | Self::Dimension
            | Self::Samples
            | Self::Pi
            | Self::Ahead(..) => {}
            Self::At(_, x)
            | Self::Hessian(x)
            | Self::BatchSize(x)
            | Self::Negate(x)
            | Self::Apply(_, x)
            | Self::Norm(_, x)
            | Self::Diagonal(x)
            | Self::Component(x, _) => visit(x),
            Self::Value(part, x) | Self::Gradient(part, x) => {
                if let Part::Sample(n) | Part::Batch(n) = part {
                    visit(n);
                }
                visit(x);
            }
            Self::Binary(_, both) | Self::Apply2(_, both) | Self::Inner(both) | Self::Solve(both) => {
                visit(&both.0);
                visit(&both.1);
            }
            Self::Fold(_, _, over, body) => {
                over.parts(visit);
                visit(body);
            }
            Self::FoldTruth(_, _, over, body) => {
                over.parts(visit);
                body.parts(visit);
            }
            Self::Cases(arms, otherwise) => {
                for (condition, value) in arms {
                    condition.parts(visit);
                    visit(value);
                }
                visit(otherwise);
            }
        }
    }

    /// Whether some part passes a test.
    pub(super) fn any(&self, test: &dyn Fn(&Self) -> bool) -> bool {
        if test(self) {
            return true;
        }
        let mut found = false;
        self.parts(&mut |part| found = found || part.any(test));
        found
    }

    /// Its shape, given those of the sequences and parameters.
    pub(super) fn shape(&self, sequence: &dyn Fn(usize) -> Shape, parameter: &dyn Fn(usize) -> Shape) -> Shape {
        match self {
            Self::Number(_)
            | Self::Time
            | Self::Bound(_)
            | Self::Dimension
            | Self::Samples
            | Self::Pi
            | Self::Value(..)
            | Self::BatchSize(_)
            | Self::Inner(_)
            | Self::Norm(..)
            | Self::Component(..)
            | Self::FoldTruth(..) => Shape::Scalar,
            Self::Parameter(id) => parameter(*id),
            Self::Ahead(id, _) | Self::At(id, _) => sequence(*id),
            Self::Gradient(..) | Self::Solve(_) | Self::Binary(BinaryOp::MatMul, _) => Shape::Vector,
            Self::Hessian(_) | Self::Diagonal(_) => Shape::Matrix,
            Self::Negate(x) | Self::Apply(_, x) | Self::Fold(_, _, _, x) => x.shape(sequence, parameter),
            Self::Binary(_, both) | Self::Apply2(_, both) => {
                both.0.shape(sequence, parameter).max(both.1.shape(sequence, parameter))
            }
            Self::Cases(arms, otherwise) => {
                let of_arm = |(condition, value): &(Condition, Self)| {
                    condition.shape(sequence, parameter).max(value.shape(sequence, parameter))
                };
                arms.iter().map(of_arm).fold(otherwise.shape(sequence, parameter), Shape::max)
            }
        }
    }
}

impl Over {
    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&'a Tree)) {
        if let Self::Range(ends) = self {
            visit(&ends.0);
            visit(&ends.1);
        }
    }
}

impl Condition {
    fn parts<'a>(&'a self, visit: &mut dyn FnMut(&'a Tree)) {
        match self {
            Self::Relation(_, both) => {
                visit(&both.0);
                visit(&both.1);
            }
            Self::And(both) | Self::Or(both) => {
                both.0.parts(visit);
                both.1.parts(visit);
            }
            Self::Not(inner) => inner.parts(visit),
        }
    }

    fn shape(&self, sequence: &dyn Fn(usize) -> Shape, parameter: &dyn Fn(usize) -> Shape) -> Shape {
        let mut shape = Shape::Scalar;
        self.parts(&mut |part| shape = shape.max(part.shape(sequence, parameter)));
        shape
    }
}

/// When an equation applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// At one time.
    At(i64),
    /// At all times that have no equation of their own; the step of the equation is the time plus this.
    Always(i64),
}

/// An equation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rule {
    pub when: When,
    pub value: Tree,
    /// It is a sum of which the sequence's own previous value is part.
    pub adds_itself: bool,
}

/// How a sequence can be told from the points: `w[t] = w[t-1] + sign * (product of parameters) * d[t]`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Displacement {
    pub negative: bool,
    pub factors: Vec<usize>,
}

/// A sequence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sequence {
    pub name: String,
    pub shape: Shape,
    pub rules: Vec<Rule>,
    pub displacement: Option<Displacement>,
}

impl Displacement {
    /// How sequence `id` can be told from the points.
    pub(super) fn of(iterate: &Sequence, id: usize) -> Option<Self> {
        let rule = iterate.rules.iter().find(|rule| rule.when == When::Always(0))?;
        let Tree::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), both) = &rule.value else { return None };
        if both.0 != Tree::Ahead(0, -1) {
            return None;
        }
        let mut factors = Vec::new();
        let mut found = false;
        let mut open = vec![&both.1];
        while let Some(tree) = open.pop() {
            match tree {
                Tree::Ahead(sequence, 0) if *sequence == id && !found => found = true,
                Tree::Parameter(parameter) => factors.push(*parameter),
                Tree::Binary(BinaryOp::Mul, both) => open.extend([&both.0, &both.1]),
                _ => return None,
            }
        }
        found.then_some(Self { negative: *op == BinaryOp::Sub, factors })
    }
}

/// The equations of a method.
#[derive(Debug, Clone, PartialEq)]
pub struct Equations {
    /// The names of the parameters.
    pub(super) parameters: Arc<[String]>,
    /// The values that are not handed over but follow from others: `up = 1.2`, `beta2 = 1 - 1/t`.
    pub(super) bound: Arc<[Option<Tree>]>,
    /// Names that stand for nothing that is handed over.
    pub(super) unread: Vec<usize>,
    /// Which parameter stands for the drawn batches.
    pub(super) batches: Option<usize>,
    /// Shared, for two changes together take most of both.
    pub(super) sequences: Vec<Arc<Sequence>>,
    pub(super) iterate: usize,
    /// How many whole numbers folds bind.
    pub(super) indices: usize,
    /// Whether a component depends on others.
    pub(super) coupled: bool,
}

impl Equations {
    /// Whether the equations ask for Hessians.
    #[must_use]
    pub fn asks_for_hessians(&self) -> bool {
        self.any(&|tree| matches!(tree, Tree::Hessian(_)))
    }

    /// Whether the equations are handed batches.
    #[must_use]
    pub const fn draws_batches(&self) -> bool {
        self.batches.is_some()
    }

    /// The names of the parameters that are numbers and handed over.
    pub fn parameters(&self) -> impl Iterator<Item = &str> {
        let handed = |id: &usize| self.bound[*id].is_none() && self.batches != Some(*id) && !self.unread.contains(id);
        (0..self.parameters.len()).filter(handed).map(|id| self.parameters[id].as_str())
    }

    /// The sequences whose equations other equations have otherwise; they may have some that these have not.
    pub(super) fn changed(&self, other: &Self) -> Vec<usize> {
        let same = |id: &usize| self.sequences.get(*id).is_some_and(|own| own.rules == other.sequences[*id].rules);
        (0..other.sequences.len()).filter(|id| !same(id)).collect()
    }

    /// Whether both have the same sequences and parameters.
    fn has_names_of(&self, other: &Self) -> bool {
        let names = self.sequences.iter().map(|sequence| &sequence.name);
        names.eq(other.sequences.iter().map(|sequence| &sequence.name)) && self.parameters == other.parameters
    }

    /// These equations with some sequences' from others, where both have the same sequences.
    pub(super) fn with(&self, other: &Self, changed: &[usize]) -> Option<Self> {
        if !self.has_names_of(other) {
            return None;
        }
        // Loops of different equations would share what they count with.
        let is_loop = |tree: &Tree| matches!(tree, Tree::Fold(..) | Tree::FoldTruth(..));
        let mut rules = changed.iter().flat_map(|id| &other.sequences[*id].rules);
        if self.indices > 0 && rules.any(|rule| rule.value.any(&is_loop)) {
            return None;
        }
        let mut both = self.clone();
        for id in changed {
            both.sequences[*id] = Arc::clone(&other.sequences[*id]);
        }
        // How a sequence is told from the points is said by the equation of the points, whose ever it is.
        if self.sequences[self.iterate].rules != other.sequences[self.iterate].rules {
            for id in 0..both.sequences.len() {
                let found = Displacement::of(&both.sequences[both.iterate], id);
                if both.sequences[id].displacement != found {
                    Arc::make_mut(&mut both.sequences[id]).displacement = found;
                }
            }
        }
        both.coupled |= other.coupled;
        both.indices = both.indices.max(other.indices);
        Some(both)
    }

    pub(super) fn any(&self, test: &dyn Fn(&Tree) -> bool) -> bool {
        self.sequences.iter().flat_map(|sequence| &sequence.rules).any(|rule| rule.value.any(test))
    }
}
