//! The first and last symbol of a factor, which decide whether two factors need a sign between them.

use super::level::level;
use super::signs::is_word;
use crate::language::print::numeral::number;
use crate::language::syntax::{Argument, BinaryOp, Expr, ExprKind, FoldKind, MomentKind, Precedence};

/// The first or last sign of a factor, as far as it matters to its neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Edge {
    /// A digit.
    Digit,
    /// A name of several letters.
    Word,
    /// A round bracket.
    Bracket,
    /// Anything else: a letter, a fraction, a root, a script.
    Other,
}

impl Edge {
    /// The sign between a factor that ends so and one that begins so: a dot in front of a number, and between a word and
    /// a bracket, which would look like a function and its argument; a thin space beside a word; else nothing that is seen.
    pub(super) const fn sign_before(self, right: Self) -> &'static str {
        match (self, right) {
            (_, Self::Digit) | (Self::Word, Self::Bracket) => "<mo>·</mo>",
            (Self::Word, _) | (_, Self::Word) => "<mo lspace=\".17em\" rspace=\"0\">\u{2062}</mo>",
            (Self::Digit | Self::Bracket | Self::Other, Self::Bracket | Self::Other) => "<mo>\u{2062}</mo>",
        }
    }

    /// What an expression begins with where it is put in brackets if it binds more loosely than `loosest`.
    pub(super) fn leading(flat: bool, expression: &Expr, loosest: Precedence) -> Self {
        let is_fold = matches!(expression.kind, ExprKind::Fold { .. });
        if level(&expression.kind) < loosest && !is_fold {
            return Self::Bracket;
        }
        match &expression.kind {
            // A number without a finite decimal is put in brackets.
            ExprKind::Number(value) if number(value).starts_with('(') => Self::Bracket,
            ExprKind::Number(_) => Self::Digit,
            ExprKind::Name { name, .. } | ExprKind::At { name, .. } | ExprKind::State { name, .. } => {
                Self::of_name(name)
            }
            ExprKind::Apply { name, index, arguments } => match (name.text.as_str(), arguments.as_slice()) {
                ("sqrt" | "abs" | "floor" | "ceil" | "norm1" | "norminf", [Argument { name: None, .. }])
                    if index.is_none() =>
                {
                    Self::Other
                }
                ("solve", [matrix, _]) => Self::leading(flat, &matrix.value, Precedence::Operand),
                _ => Self::of_name(&name.text),
            },
            ExprKind::Binary(BinaryOp::Div, ..) if !flat => Self::Other,
            ExprKind::Binary(BinaryOp::Pow, base, _) => Self::leading(flat, base, Precedence::Operand),
            ExprKind::Binary(_, left, _) => Self::leading(flat, left, Precedence::Power),
            ExprKind::Component(whole, _) => match &whole.kind {
                ExprKind::Name { name, .. } | ExprKind::At { name, .. } => Self::of_name(name),
                _ => Self::Bracket,
            },
            ExprKind::Fold { kind: FoldKind::Sum | FoldKind::Product, .. } => Self::Other,
            ExprKind::Fold { .. } | ExprKind::Moment(MomentKind::Variance, _) => Self::Word,
            ExprKind::Derivative { .. }
            | ExprKind::Negate(_)
            | ExprKind::Inner(..)
            | ExprKind::Norm(_)
            | ExprKind::Cases { .. }
            | ExprKind::Moment(MomentKind::Expectation | MomentKind::Probability, _)
            | ExprKind::Relation(..)
            | ExprKind::Logic(..)
            | ExprKind::Not(_) => Self::Other,
        }
    }

    /// What an expression ends with where it is put in brackets if it binds more loosely than `loosest`.
    pub(super) fn trailing(flat: bool, expression: &Expr, loosest: Precedence) -> Self {
        match &expression.kind {
            ExprKind::Number(_) => Self::Digit,
            // A script ends what it belongs to.
            ExprKind::Name { run: None, name } if !name.contains('_') => Self::of_name(name),
            // Signed first factors and bare sums stand without brackets.
            ExprKind::Negate(inner) => Self::trailing(flat, inner, Precedence::Product),
            ExprKind::Fold { body, .. } => Self::trailing(flat, body, Precedence::Product),
            kind if level(kind) < loosest => Self::Bracket,
            ExprKind::Binary(BinaryOp::Div, ..) if !flat => Self::Other,
            ExprKind::Binary(BinaryOp::Pow, ..) => Self::Other,
            ExprKind::Binary(_, _, right) => Self::trailing(flat, right, Precedence::Power),
            ExprKind::Apply { .. } | ExprKind::State { .. } | ExprKind::Derivative { .. } => Self::Bracket,
            _ => Self::Other,
        }
    }

    fn of_name(name: &str) -> Self {
        if is_word(name) { Self::Word } else { Self::Other }
    }
}
