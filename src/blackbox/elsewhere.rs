//! What people write instead of a term now and then: another sequence, brackets that stand elsewhere, a sign or a square in its place,
//! other numbers, one number for all coordinates.

use super::local::Text;
use super::terms::{apply, apply_two, at, before, binary, children, expr, named, number, over_dimension, square};
use crate::language::syntax::{Argument, BinaryOp, Expr, ExprKind};
use crate::numeric::Rational;

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
    for change in [brackets, products, roots, growth, wrapped, floors, numbers, counted, waves, joined, systems] {
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

/// What cases do to the value before, with each parameter; of two cases both may do something else.
fn arms(node: &Expr, names: &Names<'_>, text: Text, say: Say<'_>) {
    let ExprKind::Cases { arms, otherwise } = &node.kind else { return };
    if !matches!(otherwise.kind, ExprKind::At { .. }) {
        return;
    }
    let values = case_values(otherwise, names);
    let said = |value: &Expr, arm: usize| format!("{} where {}", text(value), text(&arms[arm].0));
    let with = |new: &[(usize, &Expr)]| {
        let mut arms = arms.clone();
        new.iter().for_each(|(arm, value)| arms[*arm].1 = (*value).clone());
        expr(ExprKind::Cases { arms, otherwise: otherwise.clone() })
    };
    for arm in 0..arms.len() {
        values.iter().for_each(|value| say(said(value, arm), with(&[(arm, value)])));
    }
    if arms.len() != 2 {
        return;
    }
    for one in values.iter().filter(|one| **one != arms[0].1) {
        for two in values.iter().filter(|two| **two != arms[1].1) {
            say(format!("{}, and {}", said(one, 0), said(two, 1)), with(&[(0, one), (1, two)]));
        }
    }
}

/// What a case may do to the value before.
fn case_values(old: &Expr, names: &Names<'_>) -> Vec<Expr> {
    let (old, one) = (|| old.clone(), || number("1"));
    let of_parameter = |name: &&str| {
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
    };
    names.parameters.iter().flat_map(of_parameter).chain([old()]).collect()
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
    if let (BinaryOp::Pow, ExprKind::Binary(..) | ExprKind::Name { .. }) = (op, &right.kind) {
        say(format!("{} multiplies instead of being an exponent", text(right)), binary(BinaryOp::Mul, x(), y()));
        let power = binary(BinaryOp::Mul, expr(ExprKind::Negate(left.clone())), y());
        say("an exponential function in the place of the power".to_owned(), apply("exp", power));
    }
}

/// Quotients with other brackets, where a sum is below: a bare one where 0/0 counts as 0, and one under a root.
fn products(node: &Expr, _: Text, say: Say<'_>) {
    let (above, below, counts_as_0) = match &node.kind {
        ExprKind::Binary(BinaryOp::Div, x, y) => (&**x, &**y, false),
        ExprKind::Apply { name, index: None, arguments } if name.text == "div0" => {
            (&arguments[0].value, &arguments[1].value, true)
        }
        _ => return,
    };
    let over = |below: Expr| {
        if counts_as_0 { apply_two("div0", above.clone(), below) } else { binary(BinaryOp::Div, above.clone(), below) }
    };
    let mut moved = |new: Expr| say("a bracket stands elsewhere".to_owned(), new);
    match (&below.kind, under_root(below).map(|under| under.kind)) {
        (ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b), _) if counts_as_0 => {
            moved(binary(*op, over((**a).clone()), (**b).clone()));
        }
        (_, Some(ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b))) => {
            moved(binary(op, over(apply("sqrt", *a)), *b));
        }
        _ => {}
    }
}

/// What stands under the root that a term is.
fn under_root(node: &Expr) -> Option<Expr> {
    match &node.kind {
        ExprKind::Apply { name, index: None, arguments } if name.text == "sqrt" => match &arguments[..] {
            [Argument { value, .. }] => Some(value.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Values that grow by factors instead of summands.
fn growth(node: &Expr, _: Text, say: Say<'_>) {
    let ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), old, more) = &node.kind else { return };
    if !matches!(&old.kind, ExprKind::At { index, .. } if **index == before()) {
        return;
    }
    let times = |factor: Expr| binary(BinaryOp::Mul, (**old).clone(), factor);
    let (exponent, change) = if *op == BinaryOp::Add {
        ((**more).clone(), "what should be added")
    } else {
        (expr(ExprKind::Negate(more.clone())), "minus what should be subtracted")
    };
    let factor = binary(*op, number("1"), (**more).clone());
    say(format!("it is multiplied by the exponential function of {change}"), times(apply("exp", exponent)));
    say(format!("it is multiplied by the sum of 1 and {change}"), times(factor));
}

/// What stands under a root, and what outside.
fn roots(node: &Expr, text: Text, say: Say<'_>) {
    let under = under_root;
    if let Some(x) = under(node) {
        say("the third root".to_owned(), binary(BinaryOp::Pow, x, number("1/3")));
        say("the root is taken twice".to_owned(), apply("sqrt", node.clone()));
    }
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
    if matches!(node.kind, ExprKind::At { .. } | ExprKind::Binary(..)) {
        say(format!("the root of {} in its place", of()), apply("sqrt", node.clone()));
    }
    if matches!(node.kind, ExprKind::Binary(..)) {
        let rest = binary(BinaryOp::Sub, number("1"), node.clone());
        say(format!("1 minus {} in its place", of()), rest);
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

/// A number, with its sign before it.
fn signed(x: Rational) -> Expr {
    if x < Rational::ZERO {
        expr(ExprKind::Negate(Box::new(expr(ExprKind::Number(-x)))))
    } else {
        expr(ExprKind::Number(x))
    }
}

/// Other numbers.
fn numbers(node: &Expr, text: Text, say: Say<'_>) {
    let others = match &node.kind {
        ExprKind::Number(x) => {
            let two = || Rational::from(2);
            let others = [x + Rational::ONE, x - Rational::ONE, x * two(), x / two(), -x.clone(), Rational::from(10)];
            others.into_iter().map(signed).collect()
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

/// Steps that are counted by twos and by tens.
fn counted(node: &Expr, _: Text, say: Say<'_>) {
    if *node != before() {
        return;
    }
    for many in ["2", "10"] {
        let over = apply_two("mod", before(), number(many));
        let whole = binary(BinaryOp::Div, binary(BinaryOp::Sub, before(), over), number(many));
        say(format!("only every {many} steps count"), whole);
    }
}

/// The sine in the place of the cosine.
fn waves(node: &Expr, _: Text, say: Say<'_>) {
    let ExprKind::Apply { name, index: None, arguments } = &node.kind else { return };
    if let ("cos", [x]) = (name.text.as_str(), &arguments[..]) {
        let quarter = binary(BinaryOp::Div, named("pi"), number("2"));
        let sine = apply("cos", binary(BinaryOp::Sub, x.value.clone(), quarter));
        say("the sine in the place of the cosine".to_owned(), sine);
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
