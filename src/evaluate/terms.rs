//! Questions that the compiler asks about terms.

use std::collections::HashSet;

use crate::language::syntax::{BinaryOp, RelationOp};
use crate::language::typed::{Function, IndexId, Node, ScalarId, Show, Term, Truth};
use crate::numeric::Rational;

/// The `k` of `T + k`, for a given `T`.
pub(super) fn beyond(term: &Term) -> i64 {
    match term {
        Term::Binary(BinaryOp::Add, a, b) if matches!(**a, Term::Scalar(_)) => b.as_integer().unwrap_or(0),
        _ => 0,
    }
}

/// Calls `visit` with every given number that a term mentions.
pub(super) fn scalars(term: &Term, visit: &mut dyn FnMut(ScalarId)) {
    term.each_once(&mut |part| {
        if let Term::Scalar(id) = part {
            visit(*id);
        }
        true
    });
}

/// The summands of a side, signs apart, a shared one once.
pub(super) fn top_level<'a>(term: &'a Node, seen: &mut HashSet<usize>, into: &mut Vec<&'a Node>) {
    if !seen.insert(term.address()) {
        return;
    }
    match &**term {
        Term::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => {
            top_level(a, seen, into);
            top_level(b, seen, into);
        }
        Term::Negate(x) => top_level(x, seen, into),
        Term::Constant(value) if value.is_zero() => {}
        _ => into.push(term),
    }
}

/// Whether a term has one value for each value of an index throughout a case, apart from what is drawn. What is measured of a
/// run, enclosed or computed on demand is left out, since its second value may take other work or another error than the first.
pub(super) fn is_of_index(term: &Term, index: IndexId) -> bool {
    let mut found = term.free_indices().iter().all(|free| *free == index);
    term.each_once(&mut |part| {
        let is_steady = !matches!(
            part,
            Term::Point(_)
                | Term::Now { .. }
                | Term::State { .. }
                | Term::Order(..)
                | Term::Cost(..)
                | Term::Moment(..)
                | Term::Probability(_)
        );
        found &= is_steady;
        found
    });
    found
}

/// Whether a term reads a sequence at an index.
pub(super) fn reads_at(term: &Term, index: IndexId) -> bool {
    reads(term, &|at| at.has_free(index))
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
fn reads(term: &Term, wanted: &dyn Fn(&Node) -> bool) -> bool {
    let mut found = false;
    term.each_once(&mut |part| {
        found |= matches!(part, Term::Sequence { index: at, .. } if wanted(at));
        !found
    });
    found
}

/// The square of a term that is the root of something known, and so not negative: a norm, a root, a number.
pub(super) fn square(term: &Term) -> Option<Node> {
    match term {
        Term::Norm(x) => Some(Node::new(Term::Inner(x.clone(), x.clone()))),
        Term::Function(Function::Sqrt, arguments) => arguments.first().cloned(),
        Term::Constant(value) if *value >= Rational::ZERO => Some(Node::new(Term::Constant(value * value))),
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
