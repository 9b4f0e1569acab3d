//! The precedence of typeset expressions, which decides where brackets are needed.

use crate::language::syntax::{BinaryOp, ExprKind, LogicOp};

// How tightly kinds of expression bind, from the loosest to the tightest.
pub(super) const STATEMENT: u8 = 1;
pub(super) const IMPLIES: u8 = 2;
pub(super) const OR: u8 = 3;
pub(super) const AND: u8 = 4;
pub(super) const NOT: u8 = 5;
pub(super) const RELATION: u8 = 6;
pub(super) const SUM: u8 = 7;
pub(super) const PRODUCT: u8 = 8;
pub(super) const SIGNED: u8 = 9;
pub(super) const POWER: u8 = 10;
pub(super) const OPERAND: u8 = 11;

/// How tightly an expression of this kind binds.
pub(super) fn level(kind: &ExprKind) -> u8 {
    match kind {
        ExprKind::Logic(LogicOp::Iff, ..) => STATEMENT,
        ExprKind::Logic(LogicOp::Implies, ..) => IMPLIES,
        ExprKind::Logic(LogicOp::Or, ..) => OR,
        ExprKind::Logic(LogicOp::And, ..) => AND,
        ExprKind::Not(_) => NOT,
        ExprKind::Relation(..) => RELATION,
        ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => SUM,
        ExprKind::Cases { .. } => SUM,
        ExprKind::Binary(BinaryOp::Mul | BinaryOp::Div | BinaryOp::MatMul, ..) => PRODUCT,
        ExprKind::Fold { .. } => PRODUCT,
        ExprKind::Negate(_) => SIGNED,
        ExprKind::Binary(BinaryOp::Pow, ..) => POWER,
        ExprKind::Apply { name, arguments, .. } if name.text == "solve" && arguments.len() == 2 => PRODUCT,
        _ => OPERAND,
    }
}
