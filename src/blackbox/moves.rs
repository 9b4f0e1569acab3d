//! Whole steps that are changed: too long or too short, cut off, kept for later, or not taken where the gradient has turned.

use super::factors::{GROWTHS, LIMITS, SHARES, WEIGHT_DECAYS, dimension_factors, falling};
use super::local::Text;
use super::mutate::{Add, equation, general, is_fixed, of_points, parameter_names, put, slope_equation, slopes, times};
use super::terms::{
    apply, apply_two, at, before, binary, children, clipped, expr, named, now, number, occurs, sum, with, word,
};
use crate::language::syntax::{BinaryOp, Equation, Expr, ExprKind, Recurrences, RelationOp};

/// Whole steps that are changed.
pub(super) fn steps(base: &Recurrences, text: Text, add: Add<'_>) {
    for factor in falling().into_iter().chain(dimension_factors(&number("0"))) {
        let said = text(&factor);
        if let Some(changed) = times(base, factor) {
            add(format!("the step is multiplied by {said}"), changed);
        }
    }
    let Some(position) = of_points(base) else { return };
    let old = || at("w", before());
    let step = || match &base.equations[position].value.kind {
        ExprKind::Binary(BinaryOp::Add, point, step) if **point == old() => (**step).clone(),
        ExprKind::Binary(BinaryOp::Sub, point, step) if **point == old() => expr(ExprKind::Negate(step.clone())),
        _ => binary(BinaryOp::Sub, base.equations[position].value.clone(), old()),
    };
    let mut moves = |what: String, step: Expr, first: Option<Expr>, new: Vec<Equation>| {
        let mut changed = base.clone();
        changed.equations[position].value = sum(old(), step);
        if let Some(first) = first {
            changed = put(&changed, equation("w", number("1"), first));
        }
        changed.equations.extend(new);
        add(what, changed);
    };
    moves("the step is multiplied by the point".to_owned(), binary(BinaryOp::Mul, step(), old()), None, Vec::new());
    for limit in LIMITS {
        moves(format!("the step is clipped to [-{limit}, {limit}]"), clipped(step(), number(limit)), None, Vec::new());
        let length = binary(BinaryOp::Div, expr(ExprKind::Norm(Box::new(step()))), number(limit));
        let cut = binary(BinaryOp::Div, step(), apply_two("max", number("1"), length));
        moves(format!("the step is cut to length {limit}"), cut, None, Vec::new());
    }
    carried(base, &step(), text, &mut moves);
    stale(base, position, &step(), &mut moves);
    let step = step();
    let Some(slope) = slopes(base) else { return };
    let (slope, older) = (now(slope), at(slope, before()));
    plain_gradients(base, position, &step, &slope, text, add);
    turned(base, position, &slope, &older, add);
}

/// Steps that are added up or averaged, and points that shrink beside them.
fn carried(base: &Recurrences, step: &Expr, text: Text, moves: Moves<'_>) {
    let shares = SHARES.iter().map(|share| number(share)).chain(parameter_names(base).into_iter().map(named));
    for share in shares.clone() {
        let said = text(&share);
        let faded = binary(BinaryOp::Mul, share.clone(), at("velocity", before()));
        let new = vec![
            equation("velocity", number("0"), number("0")),
            equation("velocity", named("t"), sum(faded.clone(), step.clone())),
        ];
        moves(format!("{said} times the last step is added to each"), now("velocity"), None, new);
        let rest = binary(BinaryOp::Mul, binary(BinaryOp::Sub, number("1"), share), step.clone());
        let new =
            vec![equation("velocity", number("0"), number("0")), equation("velocity", named("t"), sum(faded, rest))];
        moves(format!("steps are averaged, with the factor {said}"), now("velocity"), None, new);
    }
    let decays = WEIGHT_DECAYS.iter().map(|share| number(share)).chain(parameter_names(base).into_iter().map(named));
    for share in decays {
        let said = text(&share);
        let decay = binary(BinaryOp::Mul, share, at("w", before()));
        moves(
            format!("the weights decay: the point loses {said} of itself at each step"),
            binary(BinaryOp::Sub, step.clone(), decay),
            None,
            Vec::new(),
        );
    }
}

/// A plain gradient step beside the method's.
fn plain_gradients(base: &Recurrences, position: usize, step: &Expr, slope: &Expr, text: Text, add: Add<'_>) {
    let first = base.equations.iter().find(|known| known.target.text != "w" && known.time == number("1"));
    for share in parameter_names(base).into_iter().map(named).chain([number("1")]) {
        let said = text(&share);
        let plain = binary(BinaryOp::Mul, share, slope.clone());
        let mut changed = base.clone();
        changed.equations[position].value = sum(at("w", before()), binary(BinaryOp::Sub, step.clone(), plain.clone()));
        add(format!("{said} times the gradient is subtracted as well"), changed);
        // Where the first step has an equation of its own, it stays as it is.
        let Some(first) = first else { continue };
        let mut changed = base.clone();
        for known in changed.equations.iter_mut().filter(|known| known.target == first.target && !is_fixed(&known.time))
        {
            known.value = binary(BinaryOp::Sub, known.value.clone(), plain.clone());
        }
        add(format!("{said} times the gradient is subtracted as well, after the first step"), changed);
    }
}

type Moves<'a> = &'a mut dyn FnMut(String, Expr, Option<Expr>, Vec<Equation>);

/// Steps that come one step late, or may not grow without bound.
fn stale(base: &Recurrences, position: usize, step: &Expr, moves: Moves<'_>) {
    let mut old = step.clone();
    for (_, known) in general(base).filter(|(_, known)| known.target.text != "w") {
        let name = &known.target.text;
        old = with(&old, &now(name), &at(name, before()));
    }
    if !reads_point(base, position) && old != *step {
        let stays = at("w", number("0"));
        moves("the step of the step before is taken, at first none".to_owned(), old, Some(stays), Vec::new());
    }
    for growth in GROWTHS {
        let last = binary(BinaryOp::Sub, at("w", before()), at("w", binary(BinaryOp::Sub, named("t"), number("2"))));
        let most = binary(BinaryOp::Mul, number(growth), apply("abs", last));
        // The first step has none before it.
        let first = base.equations[position].value.clone();
        let first = first_step(base, &first);
        moves(
            format!("a step is at most {growth} times the one before"),
            clipped(step.clone(), most),
            Some(first),
            Vec::new(),
        );
    }
}

/// A term at the first step.
fn first_step(base: &Recurrences, value: &Expr) -> Expr {
    let mut first = with(value, &at("w", before()), &at("w", number("0")));
    for (_, known) in general(base) {
        let name = &known.target.text;
        first = with(&first, &now(name), &at(name, number("1")));
    }
    with(&first, &named("t"), &number("1"))
}

/// Whether a step reads the point itself.
fn reads_point(base: &Recurrences, position: usize) -> bool {
    fn reads(node: &Expr) -> usize {
        usize::from(matches!(&node.kind, ExprKind::At { name, .. } if name == "w"))
            + children(node).into_iter().map(reads).sum::<usize>()
    }
    reads(&base.equations[position].value) > 1
}

/// What is done where the sign of the gradient has turned.
fn turned(base: &Recurrences, position: usize, slope: &Expr, older: &Expr, add: Add<'_>) {
    let product = binary(BinaryOp::Mul, apply("sign", older.clone()), apply("sign", slope.clone()));
    let relation = vec![(RelationOp::Lt, number("0"))];
    let condition = expr(ExprKind::Relation(Box::new(product), relation));
    let either = |value: Expr, otherwise: Expr| {
        expr(ExprKind::Cases { arms: vec![(condition.clone(), value)], otherwise: Box::new(otherwise) })
    };
    let value = &base.equations[position].value;
    let name = match &slope.kind {
        ExprKind::At { name, .. } => name,
        _ => return,
    };
    let zero = equation(name, number("0"), number("0"));
    let begun = if base.equations.iter().any(|known| known.target == zero.target && known.time == zero.time) {
        base.clone()
    } else {
        put(base, zero)
    };
    let mut changed = begun.clone();
    changed.equations[position].value = either(at("w", before()), value.clone());
    add("no step is taken where the sign of the gradient has turned".to_owned(), changed);
    for (state, known) in general(base).filter(|(_, known)| known.target.text != "w" && known.target.text != *name) {
        if !occurs(slope, &known.value) || !occurs(&at(&known.target.text, before()), &known.value) {
            continue;
        }
        let mut changed = begun.clone();
        changed.equations[state].value = either(slope.clone(), known.value.clone());
        add(
            format!("`{}` begins anew with the gradient where the sign of the gradient has turned", known.target.text),
            changed,
        );
        // The sign may be compared with what is kept.
        let own = binary(BinaryOp::Mul, apply("sign", at(&known.target.text, before())), apply("sign", slope.clone()));
        let relation = vec![(RelationOp::Lt, number("0"))];
        let condition = expr(ExprKind::Relation(Box::new(own), relation));
        for (value, said) in [(slope.clone(), "the gradient"), (number("0"), "0")] {
            let mut changed = base.clone();
            changed.equations[state].value = expr(ExprKind::Cases {
                arms: vec![(condition.clone(), value)],
                otherwise: Box::new(known.value.clone()),
            });
            add(
                format!("`{}` begins anew with {said} where its sign is not that of the gradient", known.target.text),
                changed,
            );
        }
    }
    // A gradient that counts as 0 for one step: none is taken, and none is compared with.
    if let Some((at_slope, own)) = slope_equation(base) {
        let mut changed = begun;
        let gradient = own.value.clone();
        let product = binary(BinaryOp::Mul, apply("sign", older.clone()), apply("sign", gradient.clone()));
        let relation = vec![(RelationOp::Lt, number("0"))];
        let condition = expr(ExprKind::Relation(Box::new(product), relation));
        changed.equations[at_slope].value =
            expr(ExprKind::Cases { arms: vec![(condition, number("0"))], otherwise: Box::new(gradient) });
        add("a gradient whose sign has turned counts as 0".to_owned(), changed);
        counted_as_0(base, position, own, older, add);
    }
}

/// The same, where what is decided by the signs is decided by the gradient before it counts as 0 (iRprop-).
fn counted_as_0(base: &Recurrences, position: usize, slope: &Equation, older: &Expr, add: Add<'_>) {
    const RAW: &str = "raw";
    let (name, raw) = (&slope.target.text, || now(RAW));
    if base.equations.iter().any(|known| known.target.text == RAW) {
        return;
    }
    let mut changed = base.clone();
    for (at, known) in changed.equations.iter_mut().enumerate().filter(|(at, _)| *at != position) {
        if known.target == slope.target && !is_fixed(&known.time) {
            let product = binary(BinaryOp::Mul, apply("sign", older.clone()), apply("sign", raw()));
            let condition = expr(ExprKind::Relation(Box::new(product), vec![(RelationOp::Lt, number("0"))]));
            known.value = expr(ExprKind::Cases { arms: vec![(condition, number("0"))], otherwise: Box::new(raw()) });
        } else if base.equations[at].target.text != "w" {
            known.value = with(&known.value, &now(name), &raw());
        }
    }
    changed.equations.push(Equation { target: word(RAW), ..slope.clone() });
    let begun = put(&changed, equation(name, number("0"), number("0")));
    add("a gradient whose sign has turned counts as 0 afterwards (iRprop-)".to_owned(), begun);
}
