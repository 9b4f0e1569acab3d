//! What compiling asks of terms.

use crate::language::syntax::{BinaryOp, RelationOp};
use crate::language::typed::{Function, IndexId, Show, Term, Truth};
use crate::numeric::Rational;

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
    reads(term, &|at| at.free_indices().contains(&index))
}

/// The end of a statement's range, as written, where the statement reads a sequence at any index that is not a number: a range
/// that counts something else makes no run longer.
pub(super) fn last_step(show: &Show) -> Option<&Term> {
    let (_, _, last) = show.range.as_ref()?;
    last.as_ref().filter(|_| reads_steps(&show.truth))
}

fn reads_steps(truth: &Truth) -> bool {
    let mut found = false;
    truth.terms(&mut |part| found |= reads(part, &|at| !at.free_indices().is_empty()));
    found
}

/// Whether a term reads a sequence at an index of which something is true.
fn reads(term: &Term, wanted: &dyn Fn(&Term) -> bool) -> bool {
    let mut found = matches!(term, Term::Sequence { index: at, .. } if wanted(at));
    let mut in_truth = false;
    term.parts(&mut |part| found |= reads(part, wanted), &mut |truth| {
        truth.terms(&mut |part| in_truth |= reads(part, wanted));
    });
    found || in_truth
}

/// The square of a term that is the root of something known, and so not negative: a norm, a root, a number.
pub(super) fn square(term: &Term) -> Option<Term> {
    match term {
        Term::Norm(x) => Some(Term::Inner(x.clone(), x.clone())),
        Term::Function(Function::Sqrt, arguments) => arguments.first().cloned(),
        Term::Constant(value) if *value >= Rational::ZERO => Some(Term::Constant(value * value)),
        _ => None,
    }
}

/// The relation that holds where another one does not.
pub(super) const fn opposite(op: RelationOp) -> RelationOp {
    match op {
        RelationOp::Le => RelationOp::Gt,
        RelationOp::Lt => RelationOp::Ge,
        RelationOp::Ge => RelationOp::Lt,
        RelationOp::Gt => RelationOp::Le,
        RelationOp::Eq => RelationOp::Ne,
        RelationOp::Ne => RelationOp::Eq,
        // It has no opposite sign; the relation is marked instead.
        RelationOp::SameBits => RelationOp::SameBits,
    }
}
