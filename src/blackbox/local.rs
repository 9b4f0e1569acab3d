//! What people write instead of a term.

use super::terms::{apply, at, binary, expr, named, number};
use crate::language::syntax::{Argument, BinaryOp, Expr, ExprKind, RelationOp};
use crate::numeric::Rational;

/// Prints a term.
pub(super) type Text = fn(&Expr) -> String;
/// Takes in what is said of a change, and the term after it.
type Say<'a> = &'a mut dyn FnMut(String, Expr);

/// What people write instead of a term, each with words for it.
pub(super) fn local(node: &Expr, text: Text) -> Vec<(String, Expr)> {
    let mut found = Vec::new();
    let mut say = |what: String, new: Expr| found.push((what, new));
    for change in [arithmetic, functions, times, derivatives, cases] {
        change(node, text, &mut say);
    }
    found
}

/// Terms and factors left out, signs turned, quotients the other way.
fn arithmetic(node: &Expr, text: Text, say: Say<'_>) {
    match &node.kind {
        ExprKind::Binary(BinaryOp::Add, left, right) => {
            say(format!("the term {} is missing", text(right)), (**left).clone());
            say(format!("the term {} is missing", text(left)), (**right).clone());
            say(
                format!("the sign of {} is turned", text(right)),
                binary(BinaryOp::Sub, (**left).clone(), (**right).clone()),
            );
            say(
                format!("the sign of {} is turned", text(left)),
                binary(BinaryOp::Sub, (**right).clone(), (**left).clone()),
            );
        }
        ExprKind::Binary(BinaryOp::Sub, left, right) => {
            say(format!("the term {} is missing", text(right)), (**left).clone());
            say(format!("the term {} is missing", text(left)), expr(ExprKind::Negate(right.clone())));
            say(
                format!("the sign of {} is turned", text(right)),
                binary(BinaryOp::Add, (**left).clone(), (**right).clone()),
            );
        }
        ExprKind::Binary(BinaryOp::Mul, left, right) => {
            say(format!("the factor {} is missing", text(left)), (**right).clone());
            say(format!("the factor {} is missing", text(right)), (**left).clone());
        }
        ExprKind::Binary(BinaryOp::Div, left, right) => {
            say(format!("the division by {} is missing", text(right)), (**left).clone());
            say(
                format!("{} multiplies instead of dividing", text(right)),
                binary(BinaryOp::Mul, (**left).clone(), (**right).clone()),
            );
            say("the quotient is upside down".to_owned(), binary(BinaryOp::Div, (**right).clone(), (**left).clone()));
        }
        ExprKind::Binary(BinaryOp::Pow, base, exponent) => {
            let is_square = matches!(&exponent.kind, ExprKind::Number(two) if *two == Rational::from(2));
            let missing = if is_square { "square" } else { "power" };
            say(format!("the {missing} of {} is missing", text(base)), (**base).clone());
            if is_square {
                say(
                    format!("the absolute value of {} in the place of its square", text(base)),
                    apply("abs", (**base).clone()),
                );
            }
        }
        ExprKind::Negate(x) => say("a minus sign is missing".to_owned(), (**x).clone()),
        _ => {}
    }
}

/// Functions left out.
fn functions(node: &Expr, text: Text, say: Say<'_>) {
    let ExprKind::Apply { name, arguments, index: None } = &node.kind else { return };
    for argument in arguments {
        say(format!("{} is missing around {}", name.text, text(&argument.value)), argument.value.clone());
    }
    if let ("solve", [matrix, right]) = (name.text.as_str(), &arguments[..]) {
        say(
            "the matrix multiplies instead of being inverted".to_owned(),
            binary(BinaryOp::MatMul, matrix.value.clone(), right.value.clone()),
        );
    }
    if let ("div0", [left, right]) = (name.text.as_str(), &arguments[..]) {
        say(
            format!("{} multiplies instead of dividing", text(&right.value)),
            binary(BinaryOp::Mul, left.value.clone(), right.value.clone()),
        );
        floors(&left.value, &right.value, text, say);
    }
}

/// Where a floor such as epsilon is added to the other side of a root.
fn floors(left: &Expr, right: &Expr, text: Text, say: Say<'_>) {
    if let ExprKind::Apply { name, arguments: inner, .. } = &right.kind
        && name.text == "sqrt"
        && let [Argument { value, .. }] = &inner[..]
        && let ExprKind::Binary(BinaryOp::Add, x, floor) = &value.kind
    {
        let outside = binary(BinaryOp::Add, apply("sqrt", (**x).clone()), (**floor).clone());
        let new = binary(BinaryOp::Div, left.clone(), outside);
        say(format!("{} stands outside of the root", text(floor)), new);
    }
    if let ExprKind::Binary(BinaryOp::Add, root, floor) = &right.kind
        && let ExprKind::Apply { name, arguments: inner, .. } = &root.kind
        && name.text == "sqrt"
        && let [Argument { value, .. }] = &inner[..]
    {
        let inside = apply("sqrt", binary(BinaryOp::Add, value.clone(), (**floor).clone()));
        let new = binary(BinaryOp::Div, left.clone(), inside);
        say(format!("{} stands inside of the root", text(floor)), new);
    }
}

/// Steps counted otherwise, and values of another step.
fn times(node: &Expr, text: Text, say: Say<'_>) {
    match &node.kind {
        ExprKind::Name { run: None, name } if name == "t" => {
            say("the step counts from 0".to_owned(), binary(BinaryOp::Sub, node.clone(), number("1")));
            say("the step counts from 2".to_owned(), binary(BinaryOp::Add, node.clone(), number("1")));
        }
        ExprKind::At { run: None, name, index } => {
            for (what, index) in shifted(index) {
                let new = at(name, index);
                say(format!("{what}, {} in the place of {}", text(&new), text(node)), new);
            }
        }
        _ => {}
    }
}

/// Gradients at another point or of another batch.
fn derivatives(node: &Expr, text: Text, say: Say<'_>) {
    let ExprKind::Derivative { order, objective, index, point } = &node.kind else { return };
    if let ExprKind::At { run: None, name, index: time } = &point.kind {
        for (what, time) in shifted(time).into_iter().filter(|(what, _)| what.starts_with("an older")) {
            let point = Box::new(at(name, time));
            let (objective, index) = (objective.clone(), index.clone());
            let new = expr(ExprKind::Derivative { order: *order, objective, index, point });
            say(format!("{what}, {} in the place of {}", text(&new), text(node)), new);
        }
        let (objective, index, point) = (objective.clone(), index.clone(), Box::new(at(name, number("0"))));
        let new = expr(ExprKind::Derivative { order: *order, objective, index, point });
        say(format!("the first one for ever, {} in the place of {}", text(&new), text(node)), new);
    }
    if let (1, Some(batch)) = (order, index)
        && let ExprKind::At { name, index: time, .. } = &batch.kind
    {
        let size = apply("size", (**batch).clone());
        let new = binary(BinaryOp::Mul, size, node.clone());
        say("the gradients of the batch are added up instead of averaged".to_owned(), new);
        for (what, time) in shifted(time) {
            let (objective, index, point) = (objective.clone(), Some(Box::new(at(name, time))), point.clone());
            let new = expr(ExprKind::Derivative { order: 1, objective, index, point });
            say(format!("{what}, {} in the place of {}", text(&new), text(node)), new);
        }
    }
}

/// Cases left out or exchanged, and equality on the other side.
fn cases(node: &Expr, text: Text, say: Say<'_>) {
    match &node.kind {
        ExprKind::Cases { arms, otherwise } => {
            for left_out in 0..arms.len() {
                let mut arms = arms.clone();
                let (condition, _) = arms.remove(left_out);
                let new = if arms.is_empty() {
                    (**otherwise).clone()
                } else {
                    expr(ExprKind::Cases { arms, otherwise: otherwise.clone() })
                };
                say(format!("the case {} is missing", text(&condition)), new);
            }
            if let [(first, x), (second, y), ..] = &arms[..] {
                let mut arms = arms.clone();
                (arms[0], arms[1]) = ((first.clone(), y.clone()), (second.clone(), x.clone()));
                say("two cases are exchanged".to_owned(), expr(ExprKind::Cases { arms, otherwise: otherwise.clone() }));
            }
        }
        ExprKind::Relation(first, rest) if rest.len() == 1 => {
            let (op, right) = &rest[0];
            let other = match op {
                RelationOp::Le => RelationOp::Lt,
                RelationOp::Lt => RelationOp::Le,
                RelationOp::Ge => RelationOp::Gt,
                RelationOp::Gt => RelationOp::Ge,
                RelationOp::Eq | RelationOp::Ne | RelationOp::SameBits => return,
            };
            let new = expr(ExprKind::Relation(first.clone(), vec![(other, right.clone())]));
            say("equality is taken to the other side".to_owned(), new);
        }
        _ => {}
    }
}

/// Indices one step off: `t` and `t - 1`, `t - 1` and `t - 2`.
fn shifted(index: &Expr) -> Vec<(&'static str, Expr)> {
    let earlier = |by: &str| binary(BinaryOp::Sub, named("t"), number(by));
    if *index == named("t") {
        vec![("an older value", earlier("1"))]
    } else if *index == earlier("1") {
        vec![("a newer value", named("t")), ("an older value", earlier("2"))]
    } else {
        Vec::new()
    }
}
