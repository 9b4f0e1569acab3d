//! The precedence of operators, shared by the parser and the printers.

use super::expression::{BinaryOp, ExprKind, LogicOp};

/// How tightly an expression binds, from the loosest to the tightest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precedence {
    /// `iff`.
    Iff,
    /// `implies`, which associates to the right.
    Implies,
    /// `or`.
    Or,
    /// `and`.
    And,
    /// `not`.
    Not,
    /// `<=`, `==` and the others.
    Relation,
    /// `+` and `-` between two terms.
    Sum,
    /// `*`, `/` and `@`.
    Product,
    /// A sign.
    Signed,
    /// `^`.
    Power,
    /// Names, numbers, calls and whatever has brackets of its own.
    Operand,
}

impl Precedence {
    /// That of a whole statement.
    pub const LOOSEST: Self = Self::Iff;

    /// That of an expression.
    #[must_use]
    pub const fn of(kind: &ExprKind) -> Self {
        match kind {
            ExprKind::Logic(op, ..) => Self::of_connective(*op),
            ExprKind::Not(_) => Self::Not,
            ExprKind::Relation(..) => Self::Relation,
            ExprKind::Binary(op, ..) => Self::of_operator(*op),
            ExprKind::Negate(_) => Self::Signed,
            _ => Self::Operand,
        }
    }

    /// That of a connective.
    #[must_use]
    pub const fn of_connective(op: LogicOp) -> Self {
        match op {
            LogicOp::Iff => Self::Iff,
            LogicOp::Implies => Self::Implies,
            LogicOp::Or => Self::Or,
            LogicOp::And => Self::And,
        }
    }

    /// That of an operator between two operands.
    #[must_use]
    pub const fn of_operator(op: BinaryOp) -> Self {
        match op {
            BinaryOp::Add | BinaryOp::Sub => Self::Sum,
            BinaryOp::Mul | BinaryOp::Div | BinaryOp::MatMul => Self::Product,
            BinaryOp::Pow => Self::Power,
        }
    }
}
