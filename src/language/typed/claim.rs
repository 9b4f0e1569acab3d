//! A typed claim, ready to be compiled or read by a judge.

use super::class::Class;
use super::formula::Range;
use super::shape::{IndexId, MatrixId, ObjectiveId, ScalarId, SequenceId, Shape, VectorId};
use super::spoken::{Quantity, Spoken};
use super::term::{ObjectiveTerm, Term, Truth};
use crate::language::syntax::Span;

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

impl MatrixForm {
    /// What a word such as `symmetric` demands.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        match word {
            "invertible" => Some(Self::Invertible),
            "symmetric" => Some(Self::Symmetric),
            "positive_definite" => Some(Self::PositiveDefinite),
            _ => None,
        }
    }
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
    /// Its parameters with the terms bound to them, for a program in its place.
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
