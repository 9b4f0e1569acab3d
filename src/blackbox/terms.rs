//! Terms made, taken apart and changed.

use crate::language::syntax::{Argument, BinaryOp, Expr, ExprKind, Name, Span};
use crate::numeric::{Rational, parse_rational};

pub(super) fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

pub(super) fn number(text: &str) -> Expr {
    expr(ExprKind::Number(parse_rational(text).unwrap_or(Rational::ZERO)))
}

pub(super) fn named(name: &str) -> Expr {
    expr(ExprKind::Name { run: None, name: name.to_owned() })
}

pub(super) fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    expr(ExprKind::Binary(op, Box::new(left), Box::new(right)))
}

pub(super) fn at(name: &str, index: Expr) -> Expr {
    expr(ExprKind::At { run: None, name: name.to_owned(), index: Box::new(index) })
}

pub(super) fn square(x: Expr) -> Expr {
    binary(BinaryOp::Pow, x, number("2"))
}

fn applied(name: &str, values: impl IntoIterator<Item = Expr>) -> Expr {
    let arguments = values.into_iter().map(|value| Argument { name: None, value }).collect();
    expr(ExprKind::Apply { name: word(name), index: None, arguments })
}

pub(super) fn word(text: &str) -> Name {
    Name { text: text.to_owned(), span: Span::default() }
}

pub(super) fn apply(name: &str, x: Expr) -> Expr {
    applied(name, [x])
}

pub(super) fn apply_two(name: &str, x: Expr, y: Expr) -> Expr {
    applied(name, [x, y])
}

/// The value of a sequence at this step.
pub(super) fn now(name: &str) -> Expr {
    at(name, named("t"))
}

pub(super) fn sum(x: Expr, y: Expr) -> Expr {
    binary(BinaryOp::Add, x, y)
}

/// `max(-limit, min(x, limit))`
pub(super) fn clipped(x: Expr, limit: Expr) -> Expr {
    apply_two("max", expr(ExprKind::Negate(Box::new(limit.clone()))), apply_two("min", x, limit))
}

/// `x/W`
pub(super) fn over_dimension(x: Expr) -> Expr {
    binary(BinaryOp::Div, x, named("W"))
}

/// The step before.
pub(super) fn before() -> Expr {
    binary(BinaryOp::Sub, named("t"), number("1"))
}

/// Whether a term occurs in another.
pub(super) fn occurs(part: &Expr, node: &Expr) -> bool {
    part == node || children(node).into_iter().any(|child| occurs(part, child))
}

/// A term with another in the place of one wherever this occurs.
pub(super) fn with(node: &Expr, old: &Expr, new: &Expr) -> Expr {
    let mut changed = node.clone();
    replace(&mut changed, old, new);
    changed
}

/// Puts a term in the place of another wherever this occurs.
pub(super) fn replace(node: &mut Expr, old: &Expr, new: &Expr) {
    if node == old {
        *node = new.clone();
        return;
    }
    for child in children_mut(node) {
        replace(child, old, new);
    }
}

/// Writes down once what the parts of a term are, indices of sequences and points of derivatives included: to be read or changed.
macro_rules! parts {
    ($name:ident, $iter:ident $(, $mutable:tt)?) => {
        pub(super) fn $name(node: &$($mutable)? Expr) -> Vec<&$($mutable)? Expr> {
            match &$($mutable)? node.kind {
                ExprKind::Number(_) | ExprKind::Name { .. } => Vec::new(),
                ExprKind::At { index: x, .. }
                | ExprKind::State { time: x, .. }
                | ExprKind::Negate(x)
                | ExprKind::Norm(x)
                | ExprKind::Component(x, _)
                | ExprKind::Moment(_, x)
                | ExprKind::Not(x) => vec![x],
                ExprKind::Apply { index, arguments, .. } => {
                    let values = arguments.$iter().map(|argument| &$($mutable)? argument.value);
                    index.$iter().map(|x| &$($mutable)? **x).chain(values).collect()
                }
                ExprKind::Derivative { index, point, .. } => {
                    index.$iter().map(|x| &$($mutable)? **x).chain([&$($mutable)? **point]).collect()
                }
                ExprKind::Binary(_, x, y) | ExprKind::Inner(x, y) | ExprKind::Logic(_, x, y) => vec![x, y],
                ExprKind::Fold { range, body, .. } => {
                    let ends = range.$iter().flat_map(|ends| {
                        let (first, last) = &$($mutable)? **ends;
                        [first, last]
                    });
                    ends.chain([&$($mutable)? **body]).collect()
                }
                ExprKind::Cases { arms, otherwise } => {
                    let parts = arms.$iter().flat_map(|(condition, value)| [condition, value]);
                    parts.chain([&$($mutable)? **otherwise]).collect()
                }
                ExprKind::Relation(first, rest) => {
                    std::iter::once(&$($mutable)? **first).chain(rest.$iter().map(|(_, x)| x)).collect()
                }
            }
        }
    };
}

parts!(children, iter);
parts!(children_mut, iter_mut, mut);

pub(super) fn count(node: &Expr) -> usize {
    1 + children(node).into_iter().map(count).sum::<usize>()
}

/// The part with a number, counted from the whole (0) on.
pub(super) fn nth(node: &Expr, mut number: usize) -> Option<&Expr> {
    if number == 0 {
        return Some(node);
    }
    number -= 1;
    for child in children(node) {
        let size = count(child);
        if number < size {
            return nth(child, number);
        }
        number -= size;
    }
    None
}

/// Whether the part with a number stands in the index of a sequence or of a batch.
pub(super) fn in_index(node: &Expr, mut number: usize) -> bool {
    if number == 0 {
        return false;
    }
    number -= 1;
    let is_index = |position: usize| match &node.kind {
        ExprKind::At { .. } => true,
        ExprKind::Apply { index, .. } | ExprKind::Derivative { index, .. } => index.is_some() && position == 0,
        _ => false,
    };
    for (position, child) in children(node).into_iter().enumerate() {
        let size = count(child);
        if number < size {
            return is_index(position) || in_index(child, number);
        }
        number -= size;
    }
    false
}

pub(super) fn nth_mut<'a>(node: &'a mut Expr, number: &mut usize) -> Option<&'a mut Expr> {
    if *number == 0 {
        return Some(node);
    }
    *number -= 1;
    for child in children_mut(node) {
        let size = count(child);
        if *number < size {
            return nth_mut(child, number);
        }
        *number -= size;
    }
    None
}
