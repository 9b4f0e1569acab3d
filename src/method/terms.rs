//! What compiling asks of terms.

use crate::language::syntax::BinaryOp;
use crate::language::typed::{IndexId, Term};

/// The `k` of `T + k`, for a given `T`.
pub(super) fn beyond(term: &Term) -> i64 {
    match term {
        Term::Binary(BinaryOp::Add, a, b) if matches!(**a, Term::Scalar(_)) => b.as_integer().unwrap_or(0),
        _ => 0,
    }
}

/// The summands of a side, signs apart.
pub(super) fn top_level<'a>(term: &'a Term, into: &mut Vec<&'a Term>) {
    match term {
        Term::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => {
            top_level(a, into);
            top_level(b, into);
        }
        Term::Negate(x) => top_level(x, into),
        Term::Constant(value) if value.is_zero() => {}
        _ => into.push(term),
    }
}

/// Whether a term reads a sequence at an index.
pub(super) fn reads_at(term: &Term, index: IndexId) -> bool {
    let mut found = matches!(term, Term::Sequence { index: at, .. } if at.free_indices().contains(&index));
    let mut in_truth = false;
    term.parts(&mut |part| found |= reads_at(part, index), &mut |truth| {
        truth.terms(&mut |part| in_truth |= reads_at(part, index));
    });
    found || in_truth
}
