//! Equations and the lines of claims.

use super::expression::{Argument, Expr, Name, Span};

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

impl LineKind {
    /// Whether the line is part of what a claim states; the others say something of it.
    #[must_use]
    pub const fn states(&self) -> bool {
        match self {
            Self::Expect { .. } | Self::Witness(_) | Self::Corrects(_) | Self::Source(_) => false,
            Self::GivenObjective { .. }
            | Self::Given { .. }
            | Self::Let { .. }
            | Self::Assume(_)
            | Self::Run(_)
            | Self::Draw { .. }
            | Self::Show { .. } => true,
        }
    }
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
