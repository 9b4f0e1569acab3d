//! Builds terms from terms: components, simple sums, and ranges of indices.

use std::collections::HashMap;

use super::function::Function;
use super::shape::Shape;
use super::term::{Node, Term, Truth};
use crate::language::syntax::BinaryOp;

/// A literal number, perhaps negated: the only scalars that stand for a constant vector.
pub(crate) fn is_number(term: &Term) -> bool {
    match term {
        Term::Constant(_) => true,
        Term::Negate(x) => is_number(x),
        _ => false,
    }
}

/// Joins two terms, folding `t - 1 + 1` so that times stay simple, and making a squared norm from `|x|^2`.
pub(crate) fn simplified(op: BinaryOp, left: Term, right: Term) -> Term {
    if let (BinaryOp::Add | BinaryOp::Sub, Some((id, offset)), Some(shift)) =
        (op, left.as_shifted_index(), right.as_integer())
    {
        return match if op == BinaryOp::Add { offset + shift } else { offset - shift } {
            0 => Term::Index(id),
            n if n > 0 => Term::Binary(BinaryOp::Add, Term::Index(id).into(), Term::integer(n).into()),
            n => Term::Binary(BinaryOp::Sub, Term::Index(id).into(), Term::integer(-n).into()),
        };
    }
    if op == BinaryOp::Pow
        && let (Term::Norm(x), Some(n)) = (&left, right.as_integer())
        && n > 0
        && n % 2 == 0
    {
        let square = Term::Inner(x.clone(), x.clone());
        return if n == 2 { square } else { Term::Binary(BinaryOp::Pow, square.into(), Term::integer(n / 2).into()) };
    }
    Term::Binary(op, left.into(), right.into())
}

/// Component `i` of a term, pushed down through everything that acts component by component.
pub(crate) fn component_of(term: &Node, index: usize) -> Node {
    pushed_down(term, index, &mut HashMap::new())
}

/// `known` has what was made of each shared node, by its address.
fn pushed_down(term: &Node, index: usize, known: &mut HashMap<usize, Node>) -> Node {
    if term.shape() == Shape::Scalar {
        return term.clone();
    }
    if let Some(made) = known.get(&term.address()) {
        return made.clone();
    }
    let made = match &**term {
        Term::Negate(x) => Term::Negate(pushed_down(x, index, known)),
        Term::Binary(op, a, b) if *op != BinaryOp::MatMul => {
            Term::Binary(*op, pushed_down(a, index, known), pushed_down(b, index, known))
        }
        Term::Function(function, arguments) if *function != Function::Solve => {
            Term::Function(*function, arguments.iter().map(|x| pushed_down(x, index, known)).collect())
        }
        _ => Term::Component(term.clone(), index),
    };
    let made = Node::new(made);
    known.insert(term.address(), made.clone());
    made
}

/// Component `i` of a statement between vectors.
pub(crate) fn truth_component(truth: Truth, index: usize) -> Truth {
    let part = |x: Box<Truth>| Box::new(truth_component(*x, index));
    match truth {
        Truth::Relation(op, a, b) => Truth::Relation(op, component_of(&a, index), component_of(&b, index)),
        Truth::And(parts) => Truth::And(parts.into_iter().map(|x| truth_component(x, index)).collect()),
        Truth::Or(a, b) => Truth::Or(part(a), part(b)),
        Truth::Implies(a, b) => Truth::Implies(part(a), part(b)),
        Truth::Iff(a, b) => Truth::Iff(part(a), part(b)),
        Truth::Not(a) => Truth::Not(part(a)),
        Truth::Defined(x) => Truth::Defined(component_of(&x, index)),
    }
}
