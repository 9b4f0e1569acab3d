//! Instructions whose operands were looked up once.

use super::operand::Span;
use super::program::Instruction;
use crate::language::syntax::BinaryOp;
use crate::language::typed::{Function, ObjectiveId, SequenceId};

/// A step along the gradient: `g = grad R(x)`, then `x - s g`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Descent {
    pub(super) objective: usize,
    pub(super) x: Span,
    pub(super) s: Span,
    pub(super) g: Span,
}

/// An operation on operands that were looked up.
#[derive(Debug, Clone, Copy)]
pub(super) enum FlatOperation {
    Copy(Span),
    Index {
        first: i64,
        step: i64,
    },
    Negate(Span),
    Power(Span, i64),
    Function(Function, Span),
    Function2(Function, Span, Span),
    Binary(BinaryOp, Span, Span),
    /// `x + s*y`, each of the two rounded as if it stood alone.
    PlusProduct(Span, Span, Span),
    /// `x - s*y`, likewise.
    MinusProduct(Span, Span, Span),
    Inner(Span, Span),
    Norm(Span),
    Value(ObjectiveId, Option<Span>, Span),
    Gradient(ObjectiveId, Option<Span>, Span),
    /// A gradient and a step along it, bounded as one by the screen.
    Descent(Descent),
}

/// An instruction whose operands were looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flat {
    pub(super) operation: FlatOperation,
    pub(super) to: Span,
    /// How many operations on numbers it stands for.
    pub(super) operations: usize,
}

impl Flat {
    /// Both instructions as one, where the second adds the first's product to something or subtracts it; the
    /// product itself is then written nowhere.
    pub(super) fn fused(first: &Self, second: &Self) -> Option<Self> {
        let FlatOperation::Binary(BinaryOp::Mul, s, y) = first.operation else { return None };
        let FlatOperation::Binary(op, x, product) = second.operation else { return None };
        if product.at != first.to.at || x.at == first.to.at {
            return None;
        }
        let operation = match op {
            BinaryOp::Add => FlatOperation::PlusProduct(x, s, y),
            BinaryOp::Sub => FlatOperation::MinusProduct(x, s, y),
            _ => return None,
        };
        Some(Self { operation, to: second.to, operations: first.operations + second.operations })
    }
}

/// An instruction of a run, with its operands looked up where that can be done once for all times.
#[derive(Debug, Clone, Copy)]
pub(super) enum FlatStep<'p> {
    Flat(Flat),
    Other(&'p Instruction, Span),
    /// The value of a sequence is made.
    Made(SequenceId),
}
