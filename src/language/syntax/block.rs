//! The blocks of a Markdown file.

use super::assignment::AssignmentLine;
use super::expression::{Expr, Name, Span};
use super::figure::FigureLine;
use super::line::{Class, Equation, Line};

/// `eta` or `up = 1.2` in the head of a method, schedule or objective.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its value where the caller gives none.
    pub default: Option<Expr>,
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
    /// Something that students hand in.
    Assignment(Vec<AssignmentLine>),
}

impl Body {
    /// Whether it defines something that claims may use: a method, a schedule, a flow or an objective.
    #[must_use]
    pub const fn is_definition(&self) -> bool {
        match self {
            Self::Method(_) | Self::Schedule(_) | Self::Flow(_) | Self::Objective(_) => true,
            Self::Mutant(_) | Self::Claim(_) | Self::Step { .. } | Self::Figure(_) | Self::Assignment(_) => false,
        }
    }
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
