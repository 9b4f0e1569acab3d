//! The shapes of values, and the positions by which terms refer to what is given, drawn or run.

/// Position of a given objective in `Claim::givens` order.
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
