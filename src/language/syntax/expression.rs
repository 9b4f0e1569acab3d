//! Expressions and statements as trees, with the places they were read from.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

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

impl RelationOp {
    /// Whether the relation holds between two numbers in this order.
    #[must_use]
    pub const fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Le => order.is_le(),
            Self::Lt => order.is_lt(),
            Self::Ge => order.is_ge(),
            Self::Gt => order.is_gt(),
            Self::Eq | Self::SameBits => order.is_eq(),
            Self::Ne => order.is_ne(),
        }
    }
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
