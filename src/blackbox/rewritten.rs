//! The same equations written in other ways, as right programs are: each way rounds differently, and none is another method.

use super::terms::{at, binary, children_mut, expr, named, number, replace};
use crate::language::syntax::{BinaryOp, Equation, Expr, ExprKind, FoldKind, Form, Name, Recurrences, Span};

/// A way to write equations, and what it is called.
type Way = (&'static str, fn(&Recurrences) -> Recurrences);

/// The ways, beside the lecture's own.
const WAYS: [Way; 5] = [
    ("sums and products of several terms from their other end", |base| each_value(base, &from_the_end)),
    ("quotients as products with reciprocals", |base| each_value(base, &reciprocals)),
    ("averages as corrections of the last one, m + (1 - mu)*(g - m)", corrections),
    ("powers as running products", running_products),
    ("sums that run through all steps made anew in each", sums_made_anew),
];

/// The equations as they are, then in all ways that change them. What is only exchanged, as in `b + a`, has the same bits and is no way.
#[must_use]
pub fn rewritings(base: &Recurrences) -> Vec<(&'static str, Recurrences)> {
    let mut found = vec![("the lecture's own order", base.clone())];
    for (name, way) in WAYS {
        let changed = way(base);
        if changed != *base {
            found.push((name, changed));
        }
    }
    found
}

/// Changes every part of every value, the innermost first.
fn each_value(base: &Recurrences, change: &dyn Fn(&mut Expr)) -> Recurrences {
    fn inside(node: &mut Expr, change: &dyn Fn(&mut Expr)) {
        // Indices say which value is meant, and are no arithmetic.
        if !matches!(node.kind, ExprKind::At { .. }) {
            children_mut(node).into_iter().for_each(|child| inside(child, change));
        }
        change(node);
    }
    let mut changed = base.clone();
    changed.equations.iter_mut().for_each(|equation| inside(&mut equation.value, change));
    changed
}

/// The terms of a sum, each with whether it is taken off.
fn terms(node: &Expr, is_minus: bool, found: &mut Vec<(bool, Expr)>) {
    match &node.kind {
        ExprKind::Binary(BinaryOp::Add, x, y) => {
            terms(x, is_minus, found);
            terms(y, is_minus, found);
        }
        ExprKind::Binary(BinaryOp::Sub, x, y) => {
            terms(x, is_minus, found);
            terms(y, !is_minus, found);
        }
        ExprKind::Negate(x) => terms(x, !is_minus, found),
        _ => found.push((is_minus, node.clone())),
    }
}

/// The factors of a product.
fn factors(node: &Expr, found: &mut Vec<Expr>) {
    match &node.kind {
        ExprKind::Binary(BinaryOp::Mul, x, y) => {
            factors(x, found);
            factors(y, found);
        }
        _ => found.push(node.clone()),
    }
}

fn product(factors: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    factors.into_iter().reduce(|x, y| binary(BinaryOp::Mul, x, y))
}

/// A sum or a product of three or more, put together from the other end. Two have the same bits either way.
fn from_the_end(node: &mut Expr) {
    const SEVERAL: usize = 3;
    let mut all = Vec::new();
    match node.kind {
        ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, ..) => {
            terms(node, false, &mut all);
            if all.len() >= SEVERAL {
                let sum = all.into_iter().rev().fold(None, |sum: Option<Expr>, (is_minus, term)| {
                    Some(match (sum, is_minus) {
                        (None, false) => term,
                        (None, true) => expr(ExprKind::Negate(Box::new(term))),
                        (Some(sum), false) => binary(BinaryOp::Add, sum, term),
                        (Some(sum), true) => binary(BinaryOp::Sub, sum, term),
                    })
                });
                *node = sum.unwrap_or_else(|| node.clone());
            }
        }
        ExprKind::Binary(BinaryOp::Mul, ..) => {
            let mut all = Vec::new();
            factors(node, &mut all);
            if all.len() >= SEVERAL {
                all.reverse();
                *node = product(all).unwrap_or_else(|| node.clone());
            }
        }
        _ => {}
    }
}

/// `x/y` as `x*(1/y)`.
fn reciprocals(node: &mut Expr) {
    if let ExprKind::Binary(BinaryOp::Div, x, y) = &node.kind
        && **x != number("1")
    {
        let reciprocal = binary(BinaryOp::Div, number("1"), (**y).clone());
        *node = binary(BinaryOp::Mul, (**x).clone(), reciprocal);
    }
}

fn before() -> Expr {
    binary(BinaryOp::Sub, named("t"), number("1"))
}

/// `m[t] = a*m[t-1] + (1 - a)*b` as `m[t] = m[t-1] + (1 - a)*(b - m[t-1])`.
fn corrections(base: &Recurrences) -> Recurrences {
    let mut changed = base.clone();
    for equation in changed.equations.iter_mut().filter(|equation| equation.time == named("t")) {
        if let Some(value) = corrected(equation) {
            equation.value = value;
        }
    }
    changed
}

fn corrected(equation: &Equation) -> Option<Expr> {
    let ExprKind::Binary(BinaryOp::Add, x, y) = &equation.value.kind else { return None };
    let own = at(&equation.target.text, before());
    let (mut kept, mut new) = (Vec::new(), Vec::new());
    factors(x, &mut kept);
    factors(y, &mut new);
    if !kept.contains(&own) {
        std::mem::swap(&mut kept, &mut new);
    }
    kept.remove(kept.iter().position(|factor| *factor == own)?);
    let rest = binary(BinaryOp::Sub, number("1"), product(kept)?);
    new.remove(new.iter().position(|factor| *factor == rest)?);
    let step = binary(BinaryOp::Sub, product(new)?, own.clone());
    Some(binary(BinaryOp::Add, own, binary(BinaryOp::Mul, rest, step)))
}

/// `beta^t` as a sequence of its own, which is multiplied by `beta` in each step.
fn running_products(base: &Recurrences) -> Recurrences {
    let mut changed = base.clone();
    for (count, parameter) in base.parameters.iter().enumerate() {
        let factor = named(&parameter.name.text);
        let power = binary(BinaryOp::Pow, factor.clone(), named("t"));
        let name = format!("running_product_{}", count + 1);
        let mut replaced = changed.clone();
        let running = at(&name, named("t"));
        for equation in replaced.equations.iter_mut().filter(|equation| equation.time == named("t")) {
            replace(&mut equation.value, &power, &running);
        }
        if replaced != changed {
            let next = binary(BinaryOp::Mul, at(&name, before()), factor);
            replaced.equations.push(equation(&name, number("0"), number("1")));
            replaced.equations.push(equation(&name, named("t"), next));
            changed = replaced;
        }
    }
    changed
}

fn equation(name: &str, time: Expr, value: Expr) -> Equation {
    let target = Name { text: name.to_owned(), span: Span::default() };
    Equation { form: Form::Step, target, time, value, span: Span::default() }
}

/// `m[t] = a*m[t-1] + b` with `m[0] = 0` as the sum of `a^(t-k)*b` of all steps `k`.
fn sums_made_anew(base: &Recurrences) -> Recurrences {
    let mut changed = base.clone();
    for equation in changed.equations.iter_mut().filter(|equation| equation.time == named("t")) {
        let starts_at_zero = base
            .equations
            .iter()
            .any(|known| known.target == equation.target && known.time == number("0") && known.value == number("0"));
        if starts_at_zero
            && equation.target.text != "w"
            && let Some(value) = made_anew(base, equation)
        {
            equation.value = value;
        }
    }
    changed
}

fn made_anew(base: &Recurrences, equation: &Equation) -> Option<Expr> {
    let ExprKind::Binary(BinaryOp::Add, x, y) = &equation.value.kind else { return None };
    let own = at(&equation.target.text, before());
    let (mut kept, mut new) = (Vec::new(), (**y).clone());
    factors(x, &mut kept);
    if !kept.contains(&own) {
        kept.clear();
        factors(y, &mut kept);
        new = (**x).clone();
    }
    kept.remove(kept.iter().position(|factor| *factor == own)?);
    // What the last value is multiplied by is the same in every step.
    let is_parameter = |factor: &Expr| base.parameters.iter().any(|parameter| *factor == named(&parameter.name.text));
    if !kept.iter().all(is_parameter) || new == own {
        return None;
    }
    replace(&mut new, &named("t"), &named("k"));
    let left = binary(BinaryOp::Sub, named("t"), named("k"));
    let powers = kept.into_iter().map(|factor| binary(BinaryOp::Pow, factor, left.clone()));
    let body = product(powers.chain([new]))?;
    let index = Name { text: "k".to_owned(), span: Span::default() };
    Some(expr(ExprKind::Fold {
        kind: FoldKind::Sum,
        index,
        range: Some(Box::new((number("1"), named("t")))),
        body: Box::new(body),
    }))
}

#[cfg(test)]
mod tests {
    use super::rewritings;
    use crate::blackbox::lecture;
    use crate::language::print;

    /// The equations of a method of the chapter in all ways, those that are not the lecture's.
    fn written(method: &str) -> Vec<Vec<String>> {
        let chapter = lecture();
        let base = chapter.recurrences(method).unwrap();
        let lines = |equations: &[crate::language::syntax::Equation]| -> Vec<String> {
            equations.iter().filter(|own| !base.equations.contains(own)).map(print::equation_ascii).collect()
        };
        rewritings(base).iter().skip(1).map(|(_, way)| lines(&way.equations)).collect()
    }

    #[test]
    fn what_has_the_same_bits_is_no_other_way() {
        assert!(written("gradient_descent").is_empty());
    }

    #[test]
    fn an_average_is_written_in_two_other_ways() {
        let ways = written("momentum");
        assert_eq!(ways.len(), 2, "{ways:?}");
        assert_eq!(ways[0], ["m[t] = m[t-1] + (1 - mu)*(g[t] - m[t-1])"]);
        assert_eq!(ways[1], ["m[t] = sum(k in 1..t: mu^(t-k)*((1 - mu)*g[k]))"]);
    }

    #[test]
    fn a_corrected_average_is_written_with_running_products() {
        let ways = written("adam_corrected").concat();
        assert!(ways.iter().any(|line| line.starts_with("running_product_") && line.contains("beta1")), "{ways:?}");
    }
}
