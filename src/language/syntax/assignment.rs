//! The lines of `assignment` blocks: what is set, what is handed in, and what it is worth.

use super::expression::{Name, Span};
use super::line::Line;
use crate::numeric::Rational;

/// One line of an assignment.
#[derive(Debug, Clone, PartialEq)]
pub struct AssignmentLine {
    /// What it says.
    pub kind: AssignmentLineKind,
    /// Its place in the file.
    pub span: Span,
}

/// The kinds of line.
#[derive(Debug, Clone, PartialEq)]
pub enum AssignmentLineKind {
    /// `given`, `draw`, `run`, as in a claim: what is set, and where its numbers lie.
    Setting(Line),
    /// `submit step(w, g, eta, mu)`, `submit claim free-decay`, `submit witness of monotone`: what is handed in.
    Submit(Submit),
    /// `points 8 for agreement`, `points 1 for flat-region, momentum-reduces "a reason"`.
    Points {
        /// How many.
        points: Rational,
        /// What for: `agreement`, `behaviour`, or claims.
        items: Vec<Name>,
        /// In words.
        reason: Option<String>,
    },
    /// `keep 5 for heavy_ball "a reason"`: what a program that is something else gets.
    Keep {
        /// How many points.
        points: Rational,
        /// A known mistake or another method.
        what: Name,
        /// In words.
        reason: Option<String>,
    },
    /// `accept float32`: which numbers may be calculated in.
    Accept(Name),
    /// `limit 2 s, 512 MiB, 2000 gradients a case`.
    Limit(Vec<(Rational, LimitUnit)>),
    /// `feedback now`, `feedback after due`: when students see what was found.
    Feedback {
        /// Whether only once the assignment is due.
        after_due: bool,
    },
    /// `at least show ...`, `at least given ...`: a line of the claim that a corrected one must not be weaker than.
    AtLeast(Line),
}

/// What is handed in.
#[derive(Debug, Clone, PartialEq)]
pub enum Submit {
    /// A program, as it is called: `step(w, g, eta, mu)`, `class Momentum(eta, mu)`, `optimize(gradient, w, eta, steps)`, `rate(t, eta0)`.
    Program {
        /// Whether it is a class that is made anew for each run.
        class: bool,
        /// Its name.
        name: Name,
        /// What it is handed.
        arguments: Vec<Name>,
    },
    /// A claim in the place of this one, which is false.
    Claim(Name),
    /// A counterexample to this claim.
    Witness(Name),
}

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitUnit {
    /// Seconds of processor time a case.
    Seconds,
    /// Memory.
    Mebibytes,
    /// Questions to the oracle a case.
    Gradients,
}

impl LimitUnit {
    /// The unit as it is written.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::Mebibytes => "MiB",
            Self::Gradients => "gradients a case",
        }
    }
}
