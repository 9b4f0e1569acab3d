//! The precedence of typeset expressions, which decides where brackets are needed.

use crate::language::syntax::{ExprKind, Precedence};

/// How tightly an expression of this kind binds: as it is parsed, except that what is written with brackets of its own may be
/// typeset without them.
pub(super) fn level(kind: &ExprKind) -> Precedence {
    match kind {
        ExprKind::Cases { .. } => Precedence::Sum,
        ExprKind::Fold { .. } => Precedence::Product,
        ExprKind::Apply { name, arguments, .. } if name.text == "solve" && arguments.len() == 2 => Precedence::Product,
        _ => Precedence::of(kind),
    }
}
