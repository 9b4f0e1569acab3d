//! What people write instead of a term now and then: another sequence, brackets that stand elsewhere, a sign or a square in its place,
//! other numbers, one number for all coordinates.

use super::local::Text;
use super::terms::{apply, apply_two, at, before, binary, children, expr, named, number, over_dimension, square};
use crate::language::syntax::{Argument, BinaryOp, Expr, ExprKind};

/// Takes in what is said of a change, and the term after it.
type Say<'a> = &'a mut dyn FnMut(String, Expr);

/// What a term may be changed into.
pub(super) struct Names<'a> {
    /// The sequences that have an equation at every step.
    pub sequences: Vec<&'a str>,
    pub parameters: Vec<&'a str>,
}

/// Small numbers that keep a denominator from being 0.
const FLOORS: [&str; 6] = ["1/100000000", "1/1000000", "1/10000000", "1/10000000000", "1/1000000000000", "1"];
/// Multiples of the identity that keep a matrix from being singular.
const RIDGES: [&str; 7] = ["1", "1/10", "1/100", "1/1000", "1/10000", "1/1000000", "1/100000000"];

/// What people write instead of a term now and then, each with words for it.
pub(super) fn elsewhere(node: &Expr, names: &Names<'_>, text: Text) -> Vec<(String, Expr)> {
    let mut found = Vec::new();
    let mut say = |what: String, new: Expr| found.push((what, new));
    exchanged(node, names, text, &mut say);
    arms(node, names, text, &mut say);
    for change in [brackets, products, roots, wrapped, floors, numbers, joined, systems] {
        change(node, text, &mut say);
    }
    found
}

/// Another sequence of the same step, and the same one of the first step or of two steps before.
fn exchanged(node: &Expr, names: &Names<'_>, text: Text, say: Say<'_>) {
    let ExprKind::At { run: None, name, index } = &node.kind else { return };
    if **index == before() {
        for time in [binary(BinaryOp::Sub, named("t"), number("2")), number("1")] {
            let new = at(name, time);
            say(format!("{} in the place of {}", text(&new), text(node)), new);
        }
    }
    for other in names.sequences.iter().filter(|other| *other != name) {
        let new = at(other, (**index).clone());
        say(format!("{} in the place of {}", text(&new), text(node)), new);
    }
}

/// What a case does to the value before, with each parameter.
fn arms(node: &Expr, names: &Names<'_>, text: Text, say: Say<'_>) {
    let ExprKind::Cases { arms, otherwise } = &node.kind else { return };
    if !matches!(otherwise.kind, ExprKind::At { .. }) {
        return;
    }
    let old = || (**otherwise).clone();
    let one = || number("1");
    for position in 0..arms.len() {
        let values = names.parameters.iter().flat_map(|name| {
            let p = || named(name);
            [
                binary(BinaryOp::Add, old(), p()),
                binary(BinaryOp::Sub, old(), p()),
                binary(BinaryOp::Mul, p(), old()),
                binary(BinaryOp::Mul, binary(BinaryOp::Sub, one(), p()), old()),
                binary(BinaryOp::Mul, binary(BinaryOp::Add, one(), p()), old()),
                binary(BinaryOp::Div, old(), p()),
                p(),
            ]
        });
        for value in values.chain([old()]) {
            let mut arms = arms.clone();
            let said = format!("{} where {}", text(&value), text(&arms[position].0));
            arms[position].1 = value;
            say(said, expr(ExprKind::Cases { arms, otherwise: otherwise.clone() }));
        }
    }
}

/// Sums and products with other brackets, as operators bind that nobody put in brackets.
fn brackets(node: &Expr, text: Text, say: Say<'_>) {
    let ExprKind::Binary(op, left, right) = &node.kind else { return };
    let mut moved = |new: Expr| say("a bracket stands elsewhere".to_owned(), new);
    let (x, y) = (|| (**left).clone(), || (**right).clone());
    if matches!(op, BinaryOp::Add | BinaryOp::Sub) {
        match &right.kind {
            ExprKind::Binary(inner @ (BinaryOp::Mul | BinaryOp::Div), c, d) => {
                moved(binary(*inner, binary(*op, x(), (**c).clone()), (**d).clone()));
            }
            ExprKind::Binary(BinaryOp::Pow, base, exponent) => {
                moved(binary(BinaryOp::Pow, binary(*op, x(), (**base).clone()), (**exponent).clone()));
            }
            _ => {}
        }
        if let ExprKind::Binary(BinaryOp::Mul, a, b) = &left.kind {
            moved(binary(BinaryOp::Mul, (**a).clone(), binary(*op, (**b).clone(), y())));
        }
        if let (BinaryOp::Add, ExprKind::Binary(BinaryOp::Mul, a, b)) = (op, &right.kind) {
            // `1 + k*t` and `(1 + k)^t` begin in the same way.
            moved(binary(BinaryOp::Pow, binary(BinaryOp::Add, x(), (**a).clone()), (**b).clone()));
        }
        let most = apply_two("max", x(), y());
        say(format!("the larger of {} and {} in the place of their sum", text(left), text(right)), most);
        return;
    }
    if let (BinaryOp::Mul | BinaryOp::Div, ExprKind::Binary(inner @ (BinaryOp::Add | BinaryOp::Sub), a, b)) =
        (op, &right.kind)
    {
        moved(binary(*inner, binary(*op, x(), (**a).clone()), (**b).clone()));
    }
    if let (BinaryOp::Mul | BinaryOp::Div, ExprKind::Binary(inner @ (BinaryOp::Add | BinaryOp::Sub), a, b)) =
        (op, &left.kind)
    {
        moved(binary(*inner, (**a).clone(), binary(*op, (**b).clone(), y())));
    }
    if let (BinaryOp::Div, ExprKind::Binary(BinaryOp::Mul, b, c)) = (op, &right.kind) {
        moved(binary(BinaryOp::Mul, binary(BinaryOp::Div, x(), (**b).clone()), (**c).clone()));
    }
    if let (BinaryOp::Pow, ExprKind::Binary(..)) = (op, &right.kind) {
        say(format!("{} multiplies instead of being an exponent", text(right)), binary(BinaryOp::Mul, x(), y()));
        let power = binary(BinaryOp::Mul, expr(ExprKind::Negate(left.clone())), y());
        say("an exponential function in the place of the power".to_owned(), apply("exp", power));
    }
}

/// Quotients that are 0 where both are, with other brackets.
fn products(node: &Expr, _: Text, say: Say<'_>) {
    if let ExprKind::Apply { name, index: None, arguments } = &node.kind
        && let ("div0", [x, y]) = (name.text.as_str(), &arguments[..])
        && let ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b) = &y.value.kind
    {
        let quotient = apply_two("div0", x.value.clone(), (**a).clone());
        say("a bracket stands elsewhere".to_owned(), binary(*op, quotient, (**b).clone()));
    }
}

/// What stands under a root, and what outside.
fn roots(node: &Expr, text: Text, say: Say<'_>) {
    let under = |node: &Expr| match &node.kind {
        ExprKind::Apply { name, index: None, arguments } if name.text == "sqrt" => match &arguments[..] {
            [Argument { value, .. }] => Some(value.clone()),
            _ => None,
        },
        _ => None,
    };
    if let Some(Expr { kind: ExprKind::Binary(BinaryOp::Add, a, b), .. }) = under(node) {
        let outside = binary(BinaryOp::Add, apply("sqrt", (*a).clone()), (*b).clone());
        say(format!("{} stands outside of the root", text(&b)), outside);
        let twice = binary(BinaryOp::Add, node.clone(), (*b).clone());
        say(format!("{} stands under the root and outside", text(&b)), twice);
    }
    if let ExprKind::Binary(BinaryOp::Add, root, b) = &node.kind
        && let Some(a) = under(root)
    {
        let inside = |b: Expr| apply("sqrt", binary(BinaryOp::Add, a.clone(), b));
        say(format!("{} stands under the root", text(b)), inside((**b).clone()));
        say(format!("the square of {} stands under the root", text(b)), inside(square((**b).clone())));
    }
}

/// A function of a term in its place.
fn wrapped(node: &Expr, text: Text, say: Say<'_>) {
    let is_value = match &node.kind {
        ExprKind::At { .. } | ExprKind::Binary(..) | ExprKind::Derivative { order: 1, .. } => true,
        ExprKind::Apply { name, .. } => !matches!(name.text.as_str(), "sign" | "abs" | "max"),
        _ => false,
    };
    if !is_value {
        return;
    }
    let of = || text(node);
    // Parameters that are factors stay as they are.
    let (rest, core) = apart(node);
    if let (Some(rest), Some(core)) = (rest, core) {
        for (name, what) in [("sign", "sign"), ("abs", "absolute value")] {
            let new = binary(BinaryOp::Mul, rest.clone(), apply(name, core.clone()));
            say(format!("the {what} of {} in its place", text(&core)), new);
        }
    }
    say(format!("the sign of {} in its place", of()), apply("sign", node.clone()));
    say(format!("the absolute value of {} in its place", of()), apply("abs", node.clone()));
    say(format!("the square of {} in its place", of()), square(node.clone()));
    say(format!("{} is cut off at 0", of()), apply_two("max", node.clone(), number("0")));
    if matches!(node.kind, ExprKind::At { .. }) {
        say(format!("the root of {} in its place", of()), apply("sqrt", node.clone()));
    }
}

/// The factors of a product that read no sequence, and the others.
fn apart(node: &Expr) -> (Option<Expr>, Option<Expr>) {
    let ExprKind::Binary(BinaryOp::Mul, x, y) = &node.kind else {
        return if reads(node) { (None, Some(node.clone())) } else { (Some(node.clone()), None) };
    };
    let product = |x: Option<Expr>, y: Option<Expr>| match (x, y) {
        (Some(x), Some(y)) => Some(binary(BinaryOp::Mul, x, y)),
        (x, y) => x.or(y),
    };
    let ((a, b), (c, d)) = (apart(x), apart(y));
    (product(a, c), product(b, d))
}

/// Whether a term reads a sequence.
fn reads(node: &Expr) -> bool {
    matches!(node.kind, ExprKind::At { .. }) || children(node).into_iter().any(reads)
}

/// A number that keeps a denominator or a root from being 0.
fn floors(node: &Expr, text: Text, say: Say<'_>) {
    let mut each = |new: &dyn Fn(Expr) -> Expr, to: &Expr| {
        for floor in FLOORS {
            say(format!("{floor} is added to {}", text(to)), new(number(floor)));
        }
    };
    match &node.kind {
        ExprKind::Binary(BinaryOp::Div, x, y) => {
            let new = |floor: Expr| binary(BinaryOp::Div, (**x).clone(), binary(BinaryOp::Add, (**y).clone(), floor));
            each(&new, y);
        }
        ExprKind::Apply { name, index: None, arguments } => match (name.text.as_str(), &arguments[..]) {
            ("div0", [x, y]) => {
                let below = |floor: Expr| binary(BinaryOp::Add, y.value.clone(), floor);
                each(&|floor| binary(BinaryOp::Div, x.value.clone(), below(floor)), &y.value);
            }
            ("sqrt", [x]) => each(&|floor| apply("sqrt", binary(BinaryOp::Add, x.value.clone(), floor)), &x.value),
            _ => {}
        },
        _ => {}
    }
}

/// Other numbers.
fn numbers(node: &Expr, text: Text, say: Say<'_>) {
    let others = match &node.kind {
        ExprKind::Number(_) => {
            let with = |op: BinaryOp, by: &str| binary(op, node.clone(), number(by));
            vec![
                with(BinaryOp::Add, "1"),
                with(BinaryOp::Sub, "1"),
                with(BinaryOp::Mul, "2"),
                with(BinaryOp::Div, "2"),
                expr(ExprKind::Negate(Box::new(node.clone()))),
                number("10"),
            ]
        }
        ExprKind::Name { run: None, name } if name == "pi" => {
            let pi = || node.clone();
            let (twice, half) = (binary(BinaryOp::Mul, number("2"), pi()), binary(BinaryOp::Div, pi(), number("2")));
            vec![twice, half, number("180"), number("1")]
        }
        _ => return,
    };
    for new in others {
        say(format!("{} in the place of {}", text(&new), text(node)), new);
    }
}

/// One number for all coordinates: inner products in the place of products by coordinates.
fn joined(node: &Expr, text: Text, say: Say<'_>) {
    let of_sign = |node: &Expr| match &node.kind {
        ExprKind::Apply { name, index: None, arguments } if name.text == "sign" => Some(arguments[0].value.clone()),
        _ => None,
    };
    let (x, y) = match &node.kind {
        ExprKind::Binary(BinaryOp::Mul, x, y) if reads(x) && reads(y) => ((**x).clone(), (**y).clone()),
        ExprKind::Binary(BinaryOp::Pow, x, two) if reads(x) && **two == number("2") => ((**x).clone(), (**x).clone()),
        _ => return,
    };
    let inner = |x: Expr, y: Expr| expr(ExprKind::Inner(Box::new(x), Box::new(y)));
    if let (Some(x), Some(y)) = (of_sign(&x), of_sign(&y)) {
        let new = apply("sign", inner(x, y));
        say(format!("one number for all coordinates, {} in the place of {}", text(&new), text(node)), new);
    }
    let sum = inner(x, y);
    for new in [sum.clone(), over_dimension(sum)] {
        say(format!("one number for all coordinates, {} in the place of {}", text(&new), text(node)), new);
    }
}

/// Systems that are changed, or not solved to the end.
fn systems(node: &Expr, text: Text, say: Say<'_>) {
    let ExprKind::Apply { name, index: None, arguments } = &node.kind else { return };
    let ("solve", [matrix, right]) = (name.text.as_str(), &arguments[..]) else { return };
    let (matrix, right) = (|| matrix.value.clone(), || right.value.clone());
    for ridge in RIDGES {
        let sum = binary(BinaryOp::Add, matrix(), apply("diag", number(ridge)));
        say(format!("{ridge} is added to the diagonal of {}", text(&matrix())), apply_two("solve", sum, right()));
    }
    let inner = |x: Expr, y: Expr| expr(ExprKind::Inner(Box::new(x), Box::new(y)));
    let bent = inner(right(), binary(BinaryOp::MatMul, matrix(), right()));
    let along = binary(BinaryOp::Mul, binary(BinaryOp::Div, inner(right(), right()), bent), right());
    say(format!("the best step along {} instead of a solution", text(&right())), along);
}
