//! Terms made of terms: components, simple sums, and what an index runs over.

use crate::language::syntax::BinaryOp;
use crate::language::typed::{Function, Shape, Term, Truth};

/// A literal number, perhaps negated: the only scalars that stand for a constant vector.
pub(super) fn is_number(term: &Term) -> bool {
    match term {
        Term::Constant(_) => true,
        Term::Negate(x) => is_number(x),
        _ => false,
    }
}

/// Joins two terms, folding `t - 1 + 1` so that times stay simple, and making a squared norm from `|x|^2`.
pub(super) fn simplified(op: BinaryOp, left: Term, right: Term) -> Term {
    if let (BinaryOp::Add | BinaryOp::Sub, Some((id, offset)), Some(shift)) =
        (op, left.as_shifted_index(), right.as_integer())
    {
        return match if op == BinaryOp::Add { offset + shift } else { offset - shift } {
            0 => Term::Index(id),
            n if n > 0 => Term::Binary(BinaryOp::Add, Box::new(Term::Index(id)), Box::new(Term::integer(n))),
            n => Term::Binary(BinaryOp::Sub, Box::new(Term::Index(id)), Box::new(Term::integer(-n))),
        };
    }
    if op == BinaryOp::Pow
        && let (Term::Norm(x), Some(n)) = (&left, right.as_integer())
        && n > 0
        && n % 2 == 0
    {
        let square = Term::Inner(x.clone(), x.clone());
        return if n == 2 {
            square
        } else {
            Term::Binary(BinaryOp::Pow, Box::new(square), Box::new(Term::integer(n / 2)))
        };
    }
    Term::Binary(op, Box::new(left), Box::new(right))
}

/// Component `i` of a term, pushed down through everything that acts component by component.
pub(crate) fn component_of(term: Term, index: usize) -> Term {
    if term.shape() == Shape::Scalar {
        return term;
    }
    match term {
        Term::Negate(x) => Term::Negate(Box::new(component_of(*x, index))),
        Term::Binary(op, a, b) if op != BinaryOp::MatMul => {
            Term::Binary(op, Box::new(component_of(*a, index)), Box::new(component_of(*b, index)))
        }
        Term::Function(function, arguments) if function != Function::Solve => {
            Term::Function(function, arguments.into_iter().map(|x| component_of(x, index)).collect())
        }
        other => Term::Component(Box::new(other), index),
    }
}

/// Component `i` of a statement between vectors.
pub(super) fn truth_component(truth: Truth, index: usize) -> Truth {
    let part = |x: Box<Truth>| Box::new(truth_component(*x, index));
    match truth {
        Truth::Relation(op, a, b) => {
            Truth::Relation(op, Box::new(component_of(*a, index)), Box::new(component_of(*b, index)))
        }
        Truth::And(parts) => Truth::And(parts.into_iter().map(|x| truth_component(x, index)).collect()),
        Truth::Or(a, b) => Truth::Or(part(a), part(b)),
        Truth::Iff(a, b) => Truth::Iff(part(a), part(b)),
        Truth::Not(a) => Truth::Not(part(a)),
        Truth::Defined(x) => Truth::Defined(Box::new(component_of(*x, index))),
    }
}
