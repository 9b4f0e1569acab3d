//! The syntax tree of the claim language: data only, readable by every judge and printer.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::figure::FigureLine;
use crate::numeric::Rational;

/// A range of bytes in the Markdown file a node was read from. All spans are equal to each other, so
/// that trees compare by what they say and not by where they stand.
#[derive(Clone, Copy, Default, Eq)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

impl Span {
    /// The bytes as a range.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// In its ASCII spelling (`eta`, `w_star`).
    pub text: String,
    /// Its place in the file.
    pub span: Span,
}

/// An expression or a statement (a statement is an expression whose value is true or false).
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its place in the file.
    pub span: Span,
}

/// The kinds of expression.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A decimal literal, exact (`1.2` is 6/5).
    Number(Rational),
    /// `eta`, `w_star`, `W`, `pi`, `eta_i`, or `a.eta` of run `a`.
    Name {
        /// The run it belongs to, where qualified.
        run: Option<String>,
        /// Its ASCII spelling.
        name: String,
    },
    /// `w[t-1]`, or `a.w[t]` of run `a`.
    At {
        /// The run it belongs to, where qualified.
        run: Option<String>,
        /// The sequence.
        name: String,
        /// The index.
        index: Box<Expr>,
    },
    /// `f.p(t)`: a state of a flow at a time.
    State {
        /// The flow's run.
        run: String,
        /// The state.
        name: String,
        /// The time.
        time: Box<Expr>,
    },
    /// `f(x, y)`, `R(w)`, `L(R)`, `cosine(eta0, T)`, or `R[n](w)` with a sample or batch index.
    Apply {
        /// What is applied.
        name: Name,
        /// The sample or batch of an objective.
        index: Option<Box<Expr>>,
        /// Positional and named arguments.
        arguments: Vec<Argument>,
    },
    /// `grad R(x)`, `grad R[n](x)`, `hess R(x)`.
    Derivative {
        /// 1 for `grad`, 2 for `hess`.
        order: u8,
        /// The objective.
        objective: Name,
        /// The sample or batch.
        index: Option<Box<Expr>>,
        /// The point.
        point: Box<Expr>,
    },
    /// `-x`.
    Negate(Box<Expr>),
    /// `x + y` and the like, elementwise except for `@`.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `<u, v>`.
    Inner(Box<Expr>, Box<Expr>),
    /// `|x|`.
    Norm(Box<Expr>),
    /// `x_i`: a component of something longer than a name.
    Component(Box<Expr>, Name),
    /// `sum(i in 1..t: x)`, `sum(i: x)`, `mean(..)`, `Var(n: x)`, `E(n: x)`, `max(i: x)`, `min(i: x)`, `first(k in a..b: cond)`, `count(..)`.
    Fold {
        /// What is done with the values.
        kind: FoldKind,
        /// The bound index.
        index: Name,
        /// First and last value, both included; absent: all components or all samples.
        range: Option<Box<(Expr, Expr)>>,
        /// What is folded.
        body: Box<Expr>,
    },
    /// `cases(cond: value; cond: value; else value)`, by component.
    Cases {
        /// Conditions with their values, the first that is true wins.
        arms: Vec<(Expr, Expr)>,
        /// The value where none is.
        otherwise: Box<Expr>,
    },
    /// `E[x]`, `Var[x]`, `P[cond]`: over all draws jointly.
    Moment(MomentKind, Box<Expr>),
    /// `a <= b < c`: every neighbouring pair must be in its relation, in every component.
    Relation(Box<Expr>, Vec<(RelationOp, Expr)>),
    /// `p and q`, `p or q`, `p iff q`, `p implies q`.
    Logic(LogicOp, Box<Expr>, Box<Expr>),
    /// `not p`.
    Not(Box<Expr>),
}

/// Arithmetic operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`, also written `⊙` or `·`.
    Mul,
    /// `/`
    Div,
    /// `^`, right-associative, binds tighter than unary minus on its left.
    Pow,
    /// `@`, the matrix product, as tight as `*`.
    MatMul,
}

/// Relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RelationOp {
    /// `<=`
    Le,
    /// `<`
    Lt,
    /// `>=`
    Ge,
    /// `>`
    Gt,
    /// `==`, equality of real numbers.
    Eq,
    /// `!=`
    Ne,
    /// `same bits`, equality of doubles.
    SameBits,
}

/// Connectives, loosest first: `iff`, `implies`, `or`, `and`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LogicOp {
    /// Both.
    And,
    /// At least one.
    Or,
    /// If and only if.
    Iff,
    /// If then.
    Implies,
}

/// What a fold does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FoldKind {
    /// The sum.
    Sum,
    /// The product.
    Product,
    /// The mean.
    Mean,
    /// The population variance, per component.
    Variance,
    /// The largest value.
    Max,
    /// The smallest value.
    Min,
    /// The first index where the condition holds.
    First,
    /// How often the condition holds.
    Count,
}

/// Moments over draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MomentKind {
    /// `E[..]`
    Expectation,
    /// `Var[..]`
    Variance,
    /// `P[..]`
    Probability,
}

/// `value` or `name = value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    /// The parameter, where named.
    pub name: Option<Name>,
    /// The value.
    pub value: Expr,
}

/// `eta` or `up = 1.2` in the head of a method, schedule or objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its value where the caller gives none.
    pub default: Option<Expr>,
}

/// What is on the left of an equation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// `w[t]`, `m[0]`: a value at a step.
    Step,
    /// `dw/dt`: how fast a state of a flow changes.
    Rate,
    /// `p(0)`: the value of a state of a flow at a time.
    Instant,
}

/// `w[t] = ...`, `m[0] = 0`, and in flows `dw/dt = ...`, `p(0) = 0`. `x[t+1] = ...` keeps its written time; the
/// checker shifts it.
#[derive(Debug, Clone, PartialEq)]
pub struct Equation {
    /// What is on its left.
    pub form: Form,
    /// The sequence or state defined.
    pub target: Name,
    /// The time it is defined at: `t`, `t+1` or a number; `t` in a [`Form::Rate`].
    pub time: Expr,
    /// Its value.
    pub value: Expr,
    /// The whole line.
    pub span: Span,
}

/// One block of a Markdown file.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// The block's name: `theorem-7.1`, `gradient_descent`.
    pub name: Name,
    /// The title in quotes after the name, without the quotes.
    pub title: Option<String>,
    /// What it holds.
    pub body: Body,
    /// From the opening to the closing fence.
    pub span: Span,
}

/// What a block holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A method's recurrences.
    Method(Recurrences),
    /// A schedule's recurrences.
    Schedule(Recurrences),
    /// A flow: the rates at which its states change, and their initial values.
    Flow(Recurrences),
    /// An objective as a formula.
    Objective(Objective),
    /// A method (or claim) with some lines changed.
    Mutant(Mutant),
    /// A claim.
    Claim(Vec<Line>),
    /// A link of a proof, with the lines it adds to its claim's givens and runs.
    Step {
        /// The claim it belongs to.
        of: Name,
        /// Its own lines.
        lines: Vec<Line>,
    },
    /// A picture.
    Figure(Vec<FigureLine>),
}

/// Recurrences with parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrences {
    /// Parameters in order.
    pub parameters: Vec<Parameter>,
    /// Equations in the order written.
    pub equations: Vec<Equation>,
}

/// `objective NAME(parameters)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Objective {
    /// Parameters in order.
    pub parameters: Vec<Parameter>,
    /// Its lines in the order written.
    pub lines: Vec<ObjectiveLine>,
}

/// One line of an objective.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few lines a block, read once")]
pub enum ObjectiveLine {
    /// `given k > 0`, where a parameter lies; or `let D = ...`, an abbreviation.
    Given(Line),
    /// `R(w) = ...`
    Formula(Formula),
    /// `class convex, L-smooth, with minimiser`
    Class(Vec<Class>),
    /// `L = ...`, `alpha = ...`, `M = ...`, `w_star = ...`
    Constant(Constant),
}

/// `R(w) = ...`
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// `R`
    pub name: Name,
    /// `w`
    pub argument: Name,
    /// The value.
    pub value: Expr,
    /// The whole line.
    pub span: Span,
}

/// `L = ...`: a constant of an objective's class.
#[derive(Debug, Clone, PartialEq)]
pub struct Constant {
    /// Which.
    pub name: Name,
    /// The value.
    pub value: Expr,
    /// The whole line.
    pub span: Span,
}

/// `mutant NAME of BASE "title"`.
#[derive(Debug, Clone, PartialEq)]
pub struct Mutant {
    /// The method or claim that is changed.
    pub of: Name,
    /// What is changed.
    pub changes: Vec<Change>,
    /// The claims or steps named on `killed by ID, ID` lines.
    pub killed_by: Vec<Name>,
}

/// One change of a mutant.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Replaces the equation of the same target and time, or adds one.
    Equation(Equation),
    /// `drop m[0]`: removes an equation.
    Drop {
        /// The sequence.
        target: Name,
        /// The time.
        time: Expr,
    },
    /// A line of a claim (`show ...`, `given ...`, `run ...`): replaces the lines of its kind that name the same thing.
    Line(Line),
}

/// One line of a claim or step.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it says.
    pub kind: LineKind,
    /// Its place in the file.
    pub span: Span,
}

/// The kinds of line.
#[derive(Debug, Clone, PartialEq)]
pub enum LineKind {
    /// `given R: convex, L-smooth, with minimiser` (one line node a name group; `;` separates groups).
    GivenObjective {
        /// The objectives.
        names: Vec<Name>,
        /// What they are.
        classes: Vec<Class>,
    },
    /// `given eta in (0, 1/L]`, `given b in 1..N`, `given eta > 0`, `given u, v in R^W`, `given eta in R^W with 0 <= eta <= 2/L`, `given 0 <= eta <= 2/L`.
    Given {
        /// The quantities.
        names: Vec<Name>,
        /// Where they lie.
        domain: Domain,
    },
    /// `let D = |w[0] - w_star|`, `let gap[s] = R(w[s]) - R_star`: an abbreviation.
    Let {
        /// The abbreviation.
        name: Name,
        /// The index that its value depends on, where it is read at one.
        index: Option<Name>,
        /// What it stands for.
        value: Expr,
    },
    /// `assume condition`: filters cases.
    Assume(Expr),
    /// `run a: momentum(eta, mu) on R from b.w[0] with m[0] = m0; d[0] = 0 for 2^k steps`.
    Run(Run),
    /// `draw B: b of N with replacement`, `draw B[1..]: epoch of b without replacement`, `draw H: goe(W)`.
    Draw {
        /// The batch, the batches or the matrix.
        name: Name,
        /// What is drawn.
        kind: Drawing,
    },
    /// `show statement for t >= 1`.
    Show {
        /// What is judged.
        statement: Expr,
        /// For which indices.
        range: Option<IndexRange>,
    },
    /// `expect refuted`, `expect holds`.
    Expect {
        /// Whether the claim is false as taught.
        refuted: bool,
    },
    /// `witness R = quadratic(curvature = 1), eta = 3, w[0] = 1`: a taught counterexample, as what is named and what it
    /// is.
    Witness(Vec<(Expr, Expr)>),
    /// `corrects ID`.
    Corrects(Name),
    /// `source "Drori & Teboulle 2014"`.
    Source(String),
}

/// What a `draw` line draws.
#[derive(Debug, Clone, PartialEq)]
pub enum Drawing {
    /// `B: b of N with replacement`, `B[1..T]: b of N without replacement`.
    Batch {
        /// How many batches, each drawn afresh; absent: one, without an index.
        steps: Option<Expr>,
        /// Its size.
        size: Expr,
        /// How many there are to draw from (`N`).
        population: Expr,
        /// With or without replacement.
        replacement: bool,
    },
    /// `B[1..]: epoch of b without replacement`, `B[1..]: 2 epochs of b without replacement`: the batches of epochs that
    /// use every sample once.
    Epochs {
        /// How many epochs, each in an order of its own; absent: one.
        count: Option<Expr>,
        /// The size of a batch; the last one of an epoch may be smaller.
        size: Expr,
    },
    /// `H: goe(W)`: a random symmetric matrix `(A + A^T)/2` with independent standard normal entries of `A`.
    Symmetric {
        /// Its number of rows.
        dimension: Expr,
    },
}

/// `for t >= 1`, `for t in 1..T`.
#[derive(Debug, Clone, PartialEq)]
pub struct IndexRange {
    /// The index.
    pub index: Name,
    /// The first value.
    pub first: Expr,
    /// The last value, included; absent: the horizon.
    pub last: Option<Expr>,
}

/// `run` with everything that may follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// `a:`; absent where there is one run.
    pub label: Option<Name>,
    /// The method's name.
    pub method: Name,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// `R`, `c*R`, `R(A @ x)`; a flow may have none.
    pub objective: Option<Expr>,
    /// The start, where explicit.
    pub from: Option<Expr>,
    /// Initial values.
    pub initial: Vec<Equation>,
    /// Its number of steps; absent: as many as the horizon requires.
    pub steps: Option<Expr>,
}

/// One property of an objective's class: `convex`, `L-smooth`, `with minimiser`, `mean of N losses`,
/// `huber(curvature = L, threshold = tau)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Class {
    /// Its words, lower case except for names like `L` and `N`, separated by single spaces.
    pub words: String,
    /// Arguments of a named family.
    pub arguments: Vec<Argument>,
    /// Its place in the file.
    pub span: Span,
}

/// Where a given quantity lies.
#[derive(Debug, Clone, PartialEq)]
pub enum Domain {
    /// `in (low, high]`.
    Interval {
        /// The lower end.
        low: Expr,
        /// Whether it is included.
        low_closed: bool,
        /// The upper end.
        high: Expr,
        /// Whether it is included.
        high_closed: bool,
    },
    /// `in 1..N`, both ends included; without a last value: `in 1..`.
    Integers {
        /// The first.
        first: Expr,
        /// The last.
        last: Option<Expr>,
    },
    /// `eta > 0`, `0 <= eta <= 2/L`: as a relation that names the quantity.
    Relation(Expr),
    /// `in R`, `in R^W`, `in R^W with 0 <= eta`, `in R^(W x W)`.
    Space {
        /// Absent for scalars.
        rows: Option<Expr>,
        /// Present for matrices.
        columns: Option<Expr>,
        /// A relation that names the quantity and holds in every component.
        with: Option<Expr>,
    },
}
