//! The compiled form of a claim: instructions and tables that are run on every case.

use std::collections::BTreeSet;

use crate::language::syntax::{BinaryOp, FoldKind, MomentKind, RelationOp};
use crate::language::typed::Class;
use crate::language::typed::{
    Cost, DrawId, DrawKind, FlowId, Function, IndexId, MatrixForm, ObjectiveId, Opening, RunId, SequenceId, Shape,
    StateId, When,
};
use crate::numeric::Rational;
use crate::problem::ClassConstant;

/// A register: scalars, vectors and matrices are numbered apart, and apart again where they are batched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Register {
    /// What it holds.
    pub shape: Shape,
    /// Its number among those of its shape.
    pub slot: usize,
    /// Whether its value depends on the index that a statement is judged over. It then has room for the
    /// values of a whole batch.
    pub batched: bool,
}

/// Where an operand stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In a register.
    Register(Register),
    /// In a sequence, at `index + offset` (at `offset` where there is no index).
    Sequence {
        /// The run.
        run: RunId,
        /// The sequence.
        sequence: SequenceId,
        /// Its shape.
        shape: Shape,
        /// The index.
        index: Option<IndexId>,
        /// What is added to it.
        offset: i64,
    },
}

impl Place {
    /// The shape of the value stored there.
    #[must_use]
    pub const fn shape(self) -> Shape {
        match self {
            Self::Register(register) => register.shape,
            Self::Sequence { shape, .. } => shape,
        }
    }
}

/// A run of instructions.
pub type BlockId = usize;

/// An objective as an instruction uses it.
#[derive(Debug, Clone, Copy)]
pub struct ObjectiveUse {
    /// Which.
    pub id: ObjectiveId,
    /// What its value, gradient or Hessian is multiplied by.
    pub factor: Option<Place>,
    /// Which samples.
    pub part: PartUse,
}

/// Which samples of an objective.
#[derive(Debug, Clone, Copy)]
pub enum PartUse {
    /// All.
    Whole,
    /// The one whose number (from 1) is there.
    Sample(Place),
    /// Those of a drawn batch; of several, the one whose number (from 1) is there.
    Batch(DrawId, Option<Place>),
    /// The one whose turn it is at the step that is there.
    Step(Place),
}

/// What a loop runs over.
#[derive(Debug, Clone, Copy)]
pub enum OverUse {
    /// From one number to another, both included.
    Range(Place, Place),
    /// The components.
    Components,
    /// The samples of an objective.
    Samples(ObjectiveId),
}

/// One operation; its result goes to [`Instruction::to`].
#[derive(Debug, Clone)]
pub enum Operation {
    /// Takes over a value, spreading a number over a vector.
    Copy(Place),
    /// The dimension.
    Dimension,
    /// The number of samples.
    Samples(ObjectiveId),
    /// The value of an index.
    Index(IndexId),
    /// The number pi.
    Pi,
    /// A minimiser of an objective: of several the one nearest to a point, to the origin where none is named.
    Minimiser(ObjectiveId, Option<Place>),
    /// A sequence at an index that is computed.
    Read {
        /// The run.
        run: RunId,
        /// The sequence.
        sequence: SequenceId,
        /// The index.
        index: Place,
    },
    /// A state of a flow at the time that is there.
    State {
        /// The flow.
        flow: FlowId,
        /// The state.
        state: StateId,
        /// The time.
        time: Place,
    },
    /// `R(x)`
    Value(ObjectiveUse, Place),
    /// `grad R(x)`
    Gradient(ObjectiveUse, Place),
    /// `hess R(x)`
    Hessian(ObjectiveUse, Place),
    /// `-x`
    Negate(Place),
    /// Elementwise arithmetic.
    Binary(BinaryOp, Place, Place),
    /// `x^n` for a constant whole `n`.
    Power(Place, i64),
    /// `A @ x`
    MatMul(Place, Place),
    /// A function of one argument, elementwise.
    Function(Function, Place),
    /// A function of two arguments, elementwise.
    Function2(Function, Place, Place),
    /// The sum of absolute values, or the largest.
    Reduce(Function, Place),
    /// `solve(A, b)`
    Solve(Place, Place),
    /// `<u, v>`
    Inner(Place, Place),
    /// `|x|`
    Norm(Place),
    /// `x_i`
    Component(Place, IndexId),
    /// `entry(x, k)`
    Entry(Place, Place),
    /// `unit(i)`
    Unit(Place),
    /// `X[n]`
    Features(ObjectiveId, Place),
    /// `y[n]`
    Target(ObjectiveId, Place),
    /// `transpose(A)`
    Transpose(Place),
    /// The largest (or smallest) eigenvalue of a symmetric matrix.
    Eigenvalue(Function, Place),
    /// Row `i` of the result is what the block leaves in the place.
    Rows(IndexId, BlockId, Place),
    /// Component `i` of the result is what the block leaves in the place.
    Map(IndexId, BlockId, Place),
    /// A sum and the like.
    Fold(FoldCode),
    /// `first` and `count`.
    FoldTruth(FoldKind, IndexId, OverUse, TruthCode),
    /// The value of the first condition that is true.
    Cases(Vec<(TruthCode, BlockId, Place)>, BlockId, Place),
    /// A moment over the draws of what the code leaves in the place.
    Moment(MomentKind, OutcomeCode, Place),
    /// A probability over the draws: the code, then the statement.
    Probability(OutcomeCode, TruthCode),
    /// A drawn matrix.
    Drawn(DrawId),
    /// How many samples a batch holds.
    BatchSize(DrawId, Option<Place>),
    /// How often a batch holds the sample that is in the last place.
    Multiplicity(DrawId, Option<Place>, Place),
    /// The measured order of convergence of a run.
    Order(RunId),
    /// What a step of a run costs.
    Cost(RunId, Cost),
}

/// A sum, product, mean, variance or extreme of what a block leaves in a place for each value of an index.
#[derive(Debug, Clone, Copy)]
pub struct FoldCode {
    /// How the values are put together.
    pub kind: FoldKind,
    /// The index.
    pub index: IndexId,
    /// The values of the index.
    pub over: OverUse,
    /// Computes the value.
    pub block: BlockId,
    /// Where it leaves it.
    pub place: Place,
    /// Its number among the folds whose values depend on the case and the index alone: a longer one goes on from a shorter one.
    pub prefix: Option<usize>,
}

/// What is run again for each outcome of the draws.
#[derive(Debug, Clone)]
pub struct OutcomeCode {
    /// Runs that depend on a draw, first.
    pub runs: Vec<RunId>,
    /// Then a block.
    pub block: BlockId,
    /// The draws that it depends on; over others no moment needs to run.
    pub draws: Vec<DrawId>,
}

/// An operation and where its result goes.
#[derive(Debug, Clone)]
pub struct Instruction {
    /// What is done.
    pub operation: Operation,
    /// Where the result goes.
    pub to: Register,
}

/// A compiled statement.
#[derive(Debug, Clone)]
pub enum TruthCode {
    /// A relation, decided after running a block.
    Relation(Box<RelationCode>),
    /// All.
    And(Vec<TruthCode>),
    /// At least one.
    Or(Box<(TruthCode, TruthCode)>),
    /// The negation of a premise, or what follows from the premise.
    Implies(Box<(TruthCode, TruthCode)>),
    /// Both or neither.
    Iff(Box<(TruthCode, TruthCode)>),
    /// Whether a block runs, and a place can be read, without meeting something undefined.
    Defined {
        /// The block.
        block: BlockId,
        /// The place.
        place: Place,
        /// Whether the opposite is said.
        negated: bool,
    },
}

impl TruthCode {
    /// Whether the statement is put together from relations alone, all of which pass a test.
    pub fn every_relation(&self, test: &mut dyn FnMut(&RelationCode) -> bool) -> bool {
        match self {
            Self::Relation(relation) => test(relation),
            Self::And(parts) => parts.iter().all(|part| part.every_relation(test)),
            Self::Or(both) | Self::Implies(both) | Self::Iff(both) => {
                both.0.every_relation(test) && both.1.every_relation(test)
            }
            Self::Defined { .. } => false,
        }
    }
}

/// `a <= b` and the like. There is no negation: `not (a <= b)` is `a > b`.
#[derive(Debug, Clone)]
pub struct RelationCode {
    /// Computes both sides.
    pub block: BlockId,
    /// The relation.
    pub op: RelationOp,
    /// The left side.
    pub left: Place,
    /// The right side.
    pub right: Place,
    /// Some component is enough: in `u != v`, and where a relation of vectors was negated. The negation of `same bits`, which
    /// has no sign of its own, is told by this alone.
    pub any: bool,
    /// Both sides are the same term: they are equal, whatever their value is.
    pub same: bool,
    /// Both sides are squares of norms and roots, which have the order of these.
    pub squared: bool,
    /// A side is the square of a root, which has a value only where the square is not negative.
    pub roots: bool,
    /// The top-level terms of both sides, for the scale of the slack.
    pub terms: Vec<Place>,
}

/// How a given number is made from what the case stores.
#[derive(Debug, Clone, Copy)]
pub enum RangeCode {
    /// `low + h (high - low)`, and whether both ends are included.
    Interval(Place, Place, bool),
    /// `low + h`.
    Above(Place),
    /// `high - h`.
    Below(Place),
    /// `h`.
    Real,
    /// `h`; 0 where the case leaves it out.
    Near,
    /// The first unit vector reflected along the vector of all `h`.
    Sphere,
    /// `h`, kept within first and last.
    Integers(Place, Option<Place>),
}

/// An objective as a formula.
#[derive(Debug, Clone)]
pub struct FormulaCode {
    /// Where the blocks find the point.
    pub point: Register,
    /// Computes the value, and where it leaves it.
    pub value: (BlockId, Place),
    /// Computes the gradient.
    pub gradient: (BlockId, Place),
    /// Computes the Hessian.
    pub hessian: Option<(BlockId, Place)>,
    /// Computes the minimiser nearest to the point.
    pub minimiser: Option<(BlockId, Place)>,
}

/// One given, in order.
#[derive(Debug, Clone)]
pub enum GivenCode {
    /// An objective.
    Objective {
        /// Its number.
        id: ObjectiveId,
        /// Its key in the case.
        name: String,
        /// Its class.
        class: Class,
        /// Computes the parameters of a named family.
        block: BlockId,
        /// Where they are: name and place.
        parameters: Vec<(String, Place)>,
    },
    /// A number.
    Scalar {
        /// Its key in the case.
        name: String,
        /// Computes the ends.
        block: BlockId,
        /// The range.
        range: RangeCode,
        /// Where it goes.
        to: Register,
    },
    /// A vector.
    Vector {
        /// Its key in the case.
        name: String,
        /// Computes the ends.
        block: BlockId,
        /// The range of each component.
        range: RangeCode,
        /// Where it goes.
        to: Register,
    },
    /// A matrix.
    Matrix {
        /// Its key in the case.
        name: String,
        /// How it is made from the numbers of the case.
        form: MatrixForm,
        /// Where it goes.
        to: Register,
    },
}

/// What a run's objective is at a point: the code, and where it leaves its result.
#[derive(Debug, Clone, Copy)]
pub struct OracleCode {
    /// Where the point goes.
    pub point: Register,
    /// The gradient.
    pub gradient: (BlockId, Place),
    /// The value, where the method asks for values.
    pub value: Option<(BlockId, Place)>,
    /// The Hessian, where the method asks for Hessians.
    pub hessian: Option<(BlockId, Place)>,
}

/// A run.
#[derive(Debug, Clone)]
pub struct RunCode {
    /// Its label.
    pub label: Option<String>,
    /// The method's name.
    pub method: String,
    /// Computes what does not depend on the time.
    pub prelude: BlockId,
    /// Parameters by name, after the prelude.
    pub parameters: Vec<(String, Place)>,
    /// The objective.
    pub objective: ObjectiveId,
    /// What a program in the method's place may ask; `None` if each step has a loss of its own.
    pub oracle: Option<OracleCode>,
    /// The index of the time.
    pub time: IndexId,
    /// Names, shapes and first times of the sequences.
    pub sequences: Vec<(String, Shape, u32)>,
    /// Which sequence is the iterate.
    pub iterate: SequenceId,
    /// Sequence, when, the code, and where it leaves the value.
    pub recurrences: Vec<(SequenceId, When, BlockId, Place)>,
    /// Whether it depends on a draw: then it is run again for each outcome, inside moments.
    pub random: bool,
    /// The values before every step is the same, in the order in which they are made.
    pub opening: Vec<Opening>,
    /// The time from which on every step is the same.
    pub steady: i64,
    /// How many steps it takes, where that is said; after the prelude.
    pub steps: Option<Place>,
    /// Whether its order of convergence is measured: then it ends once the error is small enough for that.
    pub measured: bool,
    /// How far beyond the index that it is judged over a statement reads the run, as in `w[t+1]`.
    pub ahead: i64,
}

/// A state of a flow.
#[derive(Debug, Clone)]
pub struct StateCode {
    /// Where its value at time 0 is, after the prelude.
    pub start: Place,
    /// Where its value at the moment is put for the rates.
    pub now: Register,
    /// Where its rate is, after the rates.
    pub rate: Place,
}

/// A flow.
#[derive(Debug, Clone)]
pub struct FlowCode {
    /// Computes what does not depend on the moment.
    pub prelude: BlockId,
    /// Computes the rates, which are linear in the states.
    pub rates: BlockId,
    /// The states.
    pub states: Vec<StateCode>,
}

/// A statement to be judged.
#[derive(Debug, Clone)]
pub struct ShowCode {
    /// Computes what does not depend on the index.
    pub prelude: BlockId,
    /// The index with its first and last value.
    pub range: Option<(IndexId, Place, Option<Place>)>,
    /// The statement.
    pub truth: TruthCode,
    /// Whether it can be evaluated for many values of the index at a time.
    pub batched: bool,
}

/// A draw.
#[derive(Debug, Clone)]
pub struct DrawCode {
    /// Its name.
    pub name: String,
    /// Computes its numbers.
    pub block: BlockId,
    /// What is drawn.
    pub kind: DrawKind<Place>,
}

/// A compiled claim.
#[derive(Debug, Clone, Default)]
pub struct Program {
    /// Instructions by block.
    pub blocks: Vec<Vec<Instruction>>,
    /// How many registers of each shape that hold one value.
    pub registers: [usize; 3],
    /// How many registers of each shape that hold the values of a batch.
    pub batched: [usize; 3],
    /// Constants with their registers.
    pub constants: Vec<(Rational, Register)>,
    /// Constants of objectives with their registers.
    pub properties: Vec<(ObjectiveId, ClassConstant, Register)>,
    /// How many indices.
    pub indices: usize,
    /// How many folds may go on from a shorter one.
    pub prefixes: usize,
    /// Givens in order.
    pub givens: Vec<GivenCode>,
    /// Draws in order.
    pub draws: Vec<DrawCode>,
    /// Runs in order.
    pub runs: Vec<RunCode>,
    /// Flows in order.
    pub flows: Vec<FlowCode>,
    /// Conditions that filter cases, each with a block to run before it.
    pub assumptions: Vec<(BlockId, TruthCode)>,
    /// What is judged.
    pub shows: Vec<ShowCode>,
    /// The latest time that is named by a number, as in `w[2]`: runs go at least that far.
    pub latest: i64,
    /// How far beyond a given whole number a run is read, as in `w[T+1]`: runs go at least that far.
    pub beyond: i64,
    /// The claim needs more instructions than a program may have: none of its cases can be decided.
    pub too_long: bool,
    /// The given whole numbers that are such times, by name.
    pub times: BTreeSet<String>,
    /// Whether some statement is judged up to the horizon.
    pub open: bool,
    /// Whether some statement uses equality.
    pub equality: bool,
    /// Whether the statements are about doubles and their bits.
    pub bits: bool,
    /// The dimension, where a drawn matrix has a number of rows of its own.
    pub dimension: Option<usize>,
    /// How many objectives.
    pub objectives: usize,
    /// Whether a moment is taken of something that another moment is part of.
    pub nested: bool,
    /// Whether the probability of an equality is asked for.
    pub equal_chance: bool,
    /// Those that are formulas, by number.
    pub formulas: Vec<Option<FormulaCode>>,
    /// Whether the order of convergence of some run is measured.
    pub measured: bool,
}

impl Program {
    /// The given whole numbers that have no last one.
    pub fn endless(&self) -> impl Iterator<Item = &str> {
        self.givens.iter().filter_map(|given| match given {
            GivenCode::Scalar { name, range: RangeCode::Integers(_, None), .. } => Some(name.as_str()),
            _ => None,
        })
    }

    /// The classes of the objectives.
    pub fn classes(&self) -> impl Iterator<Item = &Class> {
        self.givens.iter().filter_map(|given| match given {
            GivenCode::Objective { class, .. } => Some(class),
            _ => None,
        })
    }
}

impl TruthCode {
    /// Whether it uses equality.
    #[must_use]
    pub fn has_equality(&self) -> bool {
        match self {
            Self::Relation(code) => matches!(code.op, RelationOp::Eq | RelationOp::Ne | RelationOp::SameBits),
            Self::And(parts) => parts.iter().any(Self::has_equality),
            Self::Or(both) | Self::Implies(both) | Self::Iff(both) => both.0.has_equality() || both.1.has_equality(),
            Self::Defined { .. } => false,
        }
    }
}

impl Program {
    /// Whether every moment can be estimated from random draws.
    #[must_use]
    pub const fn estimable(&self) -> bool {
        !self.nested && !self.equal_chance
    }

    /// Whether something is drawn.
    #[must_use]
    pub fn is_random(&self) -> bool {
        !self.draws.is_empty()
    }

    /// Whether an operation can be carried out for many values of the index at a time: it runs no block of its own, and
    /// each of its operands stands still or moves on evenly.
    #[must_use]
    pub fn runs_in_batches(&self, operation: &Operation) -> bool {
        match operation {
            Operation::Copy(_)
            | Operation::Index(_)
            | Operation::Negate(_)
            | Operation::Power(..)
            | Operation::Function(..)
            | Operation::Function2(..)
            | Operation::Inner(..)
            | Operation::Norm(_) => true,
            Operation::Binary(op, ..) => *op != BinaryOp::MatMul,
            Operation::Value(objective, _) | Operation::Gradient(objective, _) => self.is_flat(objective),
            Operation::Dimension
            | Operation::Samples(_)
            | Operation::Pi
            | Operation::Minimiser(..)
            | Operation::Read { .. }
            | Operation::State { .. }
            | Operation::Hessian(..)
            | Operation::MatMul(..)
            | Operation::Reduce(..)
            | Operation::Solve(..)
            | Operation::Component(..)
            | Operation::Entry(..)
            | Operation::Unit(_)
            | Operation::Features(..)
            | Operation::Target(..)
            | Operation::Transpose(_)
            | Operation::Eigenvalue(..)
            | Operation::Rows(..)
            | Operation::Map(..)
            | Operation::Fold(..)
            | Operation::FoldTruth(..)
            | Operation::Cases(..)
            | Operation::Moment(..)
            | Operation::Probability(..)
            | Operation::Drawn(_)
            | Operation::BatchSize(..)
            | Operation::Multiplicity(..)
            | Operation::Order(_)
            | Operation::Cost(..) => false,
        }
    }

    /// Whether an objective is used as a whole and is not a formula, which runs a block of its own.
    #[must_use]
    pub fn is_flat(&self, objective: &ObjectiveUse) -> bool {
        matches!(objective.part, PartUse::Whole) && self.formulas[objective.id].is_none()
    }

    /// The names of the given numbers and vectors with their registers.
    #[must_use]
    pub fn given_registers(&self) -> Vec<(String, Register)> {
        let named = self.givens.iter().filter_map(|given| match given {
            GivenCode::Scalar { name, to, .. }
            | GivenCode::Vector { name, to, .. }
            | GivenCode::Matrix { name, to, .. } => Some((name.clone(), *to)),
            GivenCode::Objective { .. } => None,
        });
        named.collect()
    }
}
