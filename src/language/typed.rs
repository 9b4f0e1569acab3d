//! Typed claims: terms with every name resolved, ready to be compiled or read by a judge.

use super::check::Class;
use super::spoken::{Quantity, Spoken};
use super::syntax::{BinaryOp, FoldKind, MomentKind, RelationOp, Span};
use crate::numeric::Rational;
use crate::problem::ClassConstant;

pub use super::node::Node;

/// Position of a given objective in [`Claim::givens`] order.
pub type ObjectiveId = usize;
/// Position of a given scalar.
pub type ScalarId = usize;
/// Position of a given vector.
pub type VectorId = usize;
/// Position of a given matrix.
pub type MatrixId = usize;
/// A bound whole number: the `t` of a `show`, the `i` of a sum.
pub type IndexId = usize;
/// Position of a run.
pub type RunId = usize;
/// Position of a sequence in its run.
pub type SequenceId = usize;
/// Position of a flow.
pub type FlowId = usize;
/// Position of a state in its flow.
pub type StateId = usize;
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
    /// `div0(a, b)`: the quotient, and 0 where both are 0.
    QuotientOrZero,
    /// The sum of absolute values.
    Norm1,
    /// The largest absolute value.
    NormInf,
    /// `solve(A, b)`: the x with `A @ x = b`.
    Solve,
    /// `transpose(A)`
    Transpose,
    /// `lambda_max(A)`: the largest eigenvalue of a symmetric matrix.
    LambdaMax,
    /// `lambda_min(A)`: the smallest eigenvalue of a symmetric matrix.
    LambdaMin,
}

/// An objective in a term: perhaps scaled, perhaps one sample's or a batch's share.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ObjectiveTerm {
    /// Which.
    pub id: ObjectiveId,
    /// The `c` of `c*R`.
    pub factor: Option<Node>,
    /// The `A` of `R(A @ x)`. Values and derivatives are written out by [`Self::at`], so that only a run's own
    /// objective still has it.
    pub change: Option<Node>,
    /// Which samples.
    pub part: Part,
}

/// The share of an objective that is a mean of losses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Part {
    /// All of it.
    Whole,
    /// The loss of one sample, counted from 1.
    Sample(Node),
    /// The mean over a drawn batch; of several batches, the one whose number (from 1) is given.
    Batch(DrawId, Option<Node>),
    /// The loss of one step of an online problem, counted from 1; after the last of the `N` losses the first
    /// comes again.
    Step(Node),
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
    /// A given matrix.
    Matrix(MatrixId),
    /// Where an objective that is a formula is taken.
    Point(ObjectiveId),
    /// `unit(i)`: the vector whose component `i` (from 1) is 1, the others 0.
    Unit(Node),
    /// `X[n]`: the features of sample `n` (from 1), so that the sample's prediction is their inner product with `w`.
    Features(ObjectiveId, Node),
    /// `y[n]`: what sample `n` (from 1) says should be predicted.
    Target(ObjectiveId, Node),
    /// A bound whole number.
    Index(IndexId),
    /// `L`, `alpha`, `M`, with the factor of `c*R` where there is one.
    Property(ObjectiveId, ClassConstant),
    /// `w_star`: of several minimisers the one nearest to a point, to the origin where none is named.
    Minimiser(ObjectiveId, Option<Node>),
    /// `w[t-1]`.
    Sequence {
        /// The run.
        run: RunId,
        /// The sequence.
        sequence: SequenceId,
        /// Its shape.
        shape: Shape,
        /// The index.
        index: Node,
    },
    /// `f.p(t)`: a state of a flow at a time.
    State {
        /// The flow.
        flow: FlowId,
        /// The state.
        state: StateId,
        /// Its shape.
        shape: Shape,
        /// The time.
        time: Node,
    },
    /// A state of a flow at the moment, in the rates of the flow alone.
    Now {
        /// The flow.
        flow: FlowId,
        /// The state.
        state: StateId,
        /// Its shape.
        shape: Shape,
        /// The index that stands for the moment.
        moment: IndexId,
    },
    /// `R(x)`.
    Value(ObjectiveTerm, Node),
    /// `grad R(x)`.
    Gradient(ObjectiveTerm, Node),
    /// `hess R(x)`.
    Hessian(ObjectiveTerm, Node),
    /// `-x`.
    Negate(Node),
    /// Arithmetic.
    Binary(BinaryOp, Node, Node),
    /// A function.
    Function(Function, Vec<Node>),
    /// `<u, v>`.
    Inner(Node, Node),
    /// `|x|`.
    Norm(Node),
    /// `x_i`, counted from 1.
    Component(Node, IndexId),
    /// `entry(x, k)`: a component at a whole number that is computed, counted from 1.
    Entry(Node, Node),
    /// The vector whose component `i` is the body.
    Map(IndexId, Node),
    /// The matrix whose row `i` is the body.
    Rows(IndexId, Node),
    /// A sum and the like.
    Fold {
        /// What is done.
        kind: FoldKind,
        /// The bound index.
        index: IndexId,
        /// What it runs over.
        over: Over,
        /// What is folded.
        body: Node,
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
    /// The value of the first condition that is true: numbers, or matrices and 0 (vectors go through [`Term::Map`]).
    Cases(Vec<(Truth, Node)>, Node),
    /// `E[..]`, `Var[..]`.
    Moment(MomentKind, Node),
    /// `P[..]`.
    Probability(Box<Truth>),
    /// A drawn matrix.
    Drawn(DrawId),
    /// `size(B[k])`: how many samples a batch holds, which no draw changes.
    BatchSize(DrawId, Option<Node>),
    /// `multiplicity(n, B[k])`: how often a batch holds a sample.
    Multiplicity {
        /// The batch.
        draw: DrawId,
        /// Which of several.
        at: Option<Node>,
        /// The sample, counted from 1.
        sample: Node,
    },
    /// `order(w)`: the measured order of convergence of a run to the minimiser of its objective.
    Order(RunId, ObjectiveId),
    /// `operations(w)`, `numbers(w)`: what a step of a run costs.
    Cost(RunId, Cost),
}

/// What a step of a run costs, as it is counted and not measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cost {
    /// Additions, multiplications and the like.
    Operations,
    /// The numbers that it makes.
    Numbers,
}

/// What a fold runs over.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Over {
    /// First to last, both included.
    Range(Node, Node),
    /// The components of vectors.
    Components,
    /// The samples of an objective.
    Samples(ObjectiveId),
}

/// A statement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Truth {
    /// `a <= b`, in every component.
    Relation(RelationOp, Node, Node),
    /// All.
    And(Vec<Truth>),
    /// At least one.
    Or(Box<Truth>, Box<Truth>),
    /// The second where the first is true. Where the first is false, the case is vacuous.
    Implies(Box<Truth>, Box<Truth>),
    /// Not.
    Not(Box<Truth>),
    /// Both or neither.
    Iff(Box<Truth>, Box<Truth>),
    /// `defined(x)`.
    Defined(Node),
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
    /// Of a vector: any point, and in many cases one that is given, too; the origin where a case leaves it out.
    Near,
    /// Of a vector: anywhere on the unit sphere.
    Sphere,
    /// Whole numbers.
    Integers {
        /// The first.
        first: Term,
        /// The last.
        last: Option<Term>,
    },
}

/// An objective as a formula. Its terms refer to its own point.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The value, a number.
    pub value: Term,
    /// The gradient, a vector.
    pub gradient: Term,
    /// The Hessian, a matrix; `None` if there is no rule for it.
    pub hessian: Option<Term>,
    /// `L`, where the class has it.
    pub smoothness: Option<Term>,
    /// `alpha`, where the class has it.
    pub strong_convexity: Option<Term>,
    /// `M`, where the class has it.
    pub hessian_lipschitz: Option<Term>,
    /// The minimiser nearest to the point, where the class has one.
    pub minimiser: Option<Term>,
    /// The name of its point in signs: `w`.
    pub argument: String,
    /// The right side of the formula in signs: `½·w²`.
    pub text: String,
    /// What its parameters and abbreviations stand for.
    pub legend: Option<String>,
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
    /// A matrix.
    Matrix {
        /// Its number.
        id: MatrixId,
        /// Its name, the key in a case.
        name: String,
        /// What it is.
        form: MatrixForm,
    },
}

/// What a given matrix is by construction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MatrixForm {
    /// Anything.
    General,
    /// `invertible(A)`: a product of triangular matrices without zeros on their diagonals.
    Invertible,
    /// `symmetric(A)`
    Symmetric,
    /// `positive_definite(A)`: the product of an invertible triangular matrix and its transpose.
    PositiveDefinite,
}

/// A random choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Draw {
    /// Its name.
    pub name: String,
    /// What is drawn.
    pub kind: DrawKind<Term>,
}

/// What is drawn; numbers are terms here, and places once compiled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DrawKind<T> {
    /// Batches, each drawn afresh.
    Batches {
        /// How many; absent: one, without an index.
        steps: Option<T>,
        /// Their size.
        size: T,
        /// The number to draw from.
        population: T,
        /// With or without replacement.
        replacement: bool,
    },
    /// Epochs: all samples in a random order, cut into batches.
    Epochs {
        /// How many.
        count: T,
        /// The size of a batch; the last one of an epoch may be smaller.
        size: T,
        /// The number of samples.
        population: T,
    },
    /// A symmetric matrix `(A + A^T)/2`, the entries of `A` independent and standard normal.
    Symmetric {
        /// How many rows it has; absent: as many as there are parameters.
        rows: Option<usize>,
    },
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

/// A value of a run's beginning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    /// The position of the recurrence that makes it.
    pub recurrence: usize,
    /// Its time.
    pub at: u32,
    /// The earliest time whose values need it: a run that ends before does without.
    pub needed: u32,
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
    /// The recurrences, each after those whose values at the same step it uses.
    pub recurrences: Vec<Recurrence>,
    /// The values before [`Self::steady`], each after those that it reads.
    pub opening: Vec<Opening>,
    /// The time from which on the same recurrences apply at every step.
    pub steady: u32,
    /// How many steps it takes, where that is said.
    pub steps: Option<Term>,
    /// Whether it depends on a draw: then it has values inside moments only, except for its start.
    pub random: bool,
}

/// A state of a flow.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Its name.
    pub name: String,
    /// Its shape.
    pub shape: Shape,
    /// Its value at time 0.
    pub start: Term,
    /// How fast it changes: linear (with a constant) in [`Term::Now`].
    pub rate: Term,
}

/// A flow with its parameters bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// Its label, where it has one.
    pub label: Option<String>,
    /// The flow block.
    pub name: String,
    /// The index that stands for the moment.
    pub moment: IndexId,
    /// Its states.
    pub states: Vec<State>,
}

/// What is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Show {
    /// The index, its first value and its last (absent: the horizon); absent: judged once.
    pub range: Option<(IndexId, Term, Option<Term>)>,
    /// The statement.
    pub truth: Truth,
    /// The same in its own words; `None` where nobody reads it.
    pub spoken: Option<Spoken>,
    /// The constants and abbreviations that it names.
    pub mentioned: Vec<Quantity>,
    /// Its place in the file.
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
    /// Flows, in order.
    pub flows: Vec<Flow>,
    /// What is judged.
    pub shows: Vec<Show>,
    /// The constants and abbreviations that its lines name, except for what is shown.
    pub mentioned: Vec<Quantity>,
    /// How many bound indices there are.
    pub indices: usize,
}
