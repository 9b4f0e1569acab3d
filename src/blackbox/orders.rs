//! What is done in another order than it should be, or anew instead of on top of what was: a mean of quotients for a quotient of means, a
//! root that is taken before the sum, a sum that forgets or a mean that does not.

use super::local::Text;
use super::mutate::{Add, general, is_fixed, slopes, with_site};
use super::terms::{apply, apply_two, at, before, binary, count, expr, named, now, nth, number, occurs, with};
use crate::language::syntax::{Argument, BinaryOp, Equation, Expr, ExprKind, Recurrences, RelationOp};

/// What an old value is multiplied by that should stay, or fade otherwise.
const SHARES: [&str; 4] = ["9/10", "1/2", "99/100", "999/1000"];

/// Mutants whose steps are the method's in another order.
pub(super) fn orders(base: &Recurrences, text: Text, add: Add<'_>) {
    memories(base, text, add);
    first_anew(base, add);
    deviations(base, add);
    now_and_then(base, add);
    for (reader, known) in general(base) {
        for site in 0..count(&known.value) {
            let Some(node) = nth(&known.value, site) else { continue };
            means_of_quotients(base, (reader, site), node, add);
            roots_before(base, (reader, site), node, add);
            roots_before_quotients(base, (reader, site), node, add);
        }
    }
}

/// The sequences that are made of their own value before, beside the points.
fn remembered(base: &Recurrences) -> impl Iterator<Item = (usize, &Equation)> {
    general(base)
        .filter(|(_, known)| known.target.text != "w" && occurs(&at(&known.target.text, before()), &known.value))
}

/// A mean of old and new: what its old value is multiplied by, and the rest.
fn mean_of(known: &Equation) -> Option<(&Expr, &Expr, &Expr)> {
    let old = at(&known.target.text, before());
    let ExprKind::Binary(BinaryOp::Add, kept, added) = &known.value.kind else { return None };
    match (&kept.kind, &added.kind) {
        (ExprKind::Binary(BinaryOp::Mul, share, value), ExprKind::Binary(BinaryOp::Mul, rest, new))
            if **value == old =>
        {
            Some((share, rest, new))
        }
        _ => None,
    }
}

/// Sums that forget, means that do not.
fn memories(base: &Recurrences, text: Text, add: Add<'_>) {
    let parameters = || base.parameters.iter().map(|parameter| named(&parameter.name.text));
    for (position, known) in remembered(base) {
        let name = &known.target.text;
        let old = at(name, before());
        let mut put_in = |what: String, value: Expr| {
            let mut changed = base.clone();
            changed.equations[position].value = value;
            add(what, changed);
        };
        for share in SHARES.iter().map(|share| number(share)).chain(parameters()) {
            let fades = with(&known.value, &old, &binary(BinaryOp::Mul, share.clone(), old.clone()));
            put_in(format!("the old `{name}` fades, with the factor {}", text(&share)), fades);
            if let ExprKind::Binary(BinaryOp::Add, kept, new) = &known.value.kind
                && **kept == old
            {
                let rest = binary(BinaryOp::Sub, number("1"), share.clone());
                let kept = binary(BinaryOp::Mul, share.clone(), old.clone());
                let mean = binary(BinaryOp::Add, kept, binary(BinaryOp::Mul, rest, (**new).clone()));
                put_in(format!("`{name}` is a running mean instead of a sum, with the factor {}", text(&share)), mean);
            }
        }
        if let Some((_, _, new)) = mean_of(known) {
            let total = binary(BinaryOp::Add, old, new.clone());
            put_in(format!("`{name}` is a sum instead of a running mean"), total);
        }
    }
}

/// The first step's term in every later step in the place of the value before.
fn first_anew(base: &Recurrences, add: Add<'_>) {
    for (position, known) in remembered(base) {
        let name = &known.target.text;
        let is_first = |other: &&Equation| other.target.text == *name && other.time == number("1");
        let Some(first) = base.equations.iter().find(is_first) else { continue };
        let mut term = first.value.clone();
        for (_, other) in general(base) {
            term = with(&term, &at(&other.target.text, number("1")), &now(&other.target.text));
        }
        let mut changed = base.clone();
        changed.equations[position].value = with(&known.value, &at(name, before()), &term);
        add(format!("what `{name}` begins with is used at each step, in the place of the value before"), changed);
    }
}

/// What is kept begins anew, or changes, at every so many steps alone.
fn now_and_then(base: &Recurrences, add: Add<'_>) {
    for (position, known) in remembered(base) {
        let (name, old) = (&known.target.text, at(&known.target.text, before()));
        let mut at_times = |what: String, many: &str, rest: &str, then: &Expr, otherwise: &Expr| {
            let step = apply_two("mod", named("t"), number(many));
            let condition = expr(ExprKind::Relation(Box::new(step), vec![(RelationOp::Eq, number(rest))]));
            let mut changed = base.clone();
            changed.equations[position].value =
                expr(ExprKind::Cases { arms: vec![(condition, then.clone())], otherwise: Box::new(otherwise.clone()) });
            add(what, changed);
        };
        let anew = with(&known.value, &old, &number("0"));
        for many in ["2", "3", "4", "5", "10"] {
            for rest in ["0", "1"] {
                let said = format!("at every {many} steps, where mod(t, {many}) = {rest}");
                at_times(format!("`{name}` begins anew {said}"), many, rest, &anew, &known.value);
                at_times(format!("`{name}` changes only {said}"), many, rest, &known.value, &old);
            }
        }
    }
}

/// The gradient's deviation from what is kept of it, in the place of the gradient (AdaBelief).
fn deviations(base: &Recurrences, add: Add<'_>) {
    let Some(slope) = slopes(base).map(now) else { return };
    for (position, state) in remembered(base).filter(|(_, state)| occurs(&slope, &state.value)) {
        let deviation = binary(BinaryOp::Sub, slope.clone(), now(&state.target.text));
        for (reader, known) in general(base).filter(|(at, known)| *at != position && occurs(&slope, &known.value)) {
            let mut changed = base.clone();
            changed.equations[reader].value = with(&known.value, &slope, &deviation);
            let (name, kept) = (&known.target.text, &state.target.text);
            add(format!("the gradient's deviation from `{kept}` in its place, in the equation of `{name}`"), changed);
        }
    }
}

/// The terms of a quotient.
fn quotient(node: &Expr) -> Option<(&Expr, &Expr)> {
    match &node.kind {
        ExprKind::Binary(BinaryOp::Div, x, y) => Some((x, y)),
        ExprKind::Apply { name, index: None, arguments } if name.text == "div0" => match &arguments[..] {
            [Argument { value: x, .. }, Argument { value: y, .. }] => Some((x, y)),
            _ => None,
        },
        _ => None,
    }
}

/// A mean of quotients in the place of the quotient of a mean.
fn means_of_quotients(base: &Recurrences, (reader, site): (usize, usize), node: &Expr, add: Add<'_>) {
    let (Some((above, below)), Some(slope)) = (quotient(node), slopes(base)) else { return };
    let slope = now(slope);
    for (position, state) in remembered(base).filter(|(position, _)| *position != reader) {
        let own = now(&state.target.text);
        if *above != own || occurs(&own, below) || !occurs(&slope, &state.value) {
            continue;
        }
        let mut changed = with_site(base, reader, site, own);
        changed.equations[position].value = with(&state.value, &slope, &with(node, above, &slope));
        add(format!("the quotient is taken before `{}` is made, of the gradient", state.target.text), changed);
    }
}

/// A root that is taken before the sum or the mean, and the largest in its place (Adamax).
fn roots_before(base: &Recurrences, (reader, site): (usize, usize), node: &Expr, add: Add<'_>) {
    let ExprKind::Apply { name, index: None, arguments } = &node.kind else { return };
    let ("sqrt", [Argument { value: under, .. }]) = (name.text.as_str(), &arguments[..]) else { return };
    for (position, state) in remembered(base).filter(|(_, state)| !is_fixed(&state.time)) {
        let own = now(&state.target.text);
        let floor = match &under.kind {
            _ if *under == own => None,
            ExprKind::Binary(BinaryOp::Add, x, floor) if **x == own => Some((**floor).clone()),
            _ => continue,
        };
        let root = |x: &Expr| {
            let sum = floor.iter().fold(x.clone(), |x, floor| binary(BinaryOp::Add, x, floor.clone()));
            apply("sqrt", sum)
        };
        let ExprKind::Binary(BinaryOp::Add, kept, added) = &state.value.kind else { continue };
        let mean = mean_of(state);
        let rooted = match mean {
            Some((_, rest, new)) => binary(BinaryOp::Mul, rest.clone(), root(new)),
            None => root(added),
        };
        let mut changed = with_site(base, reader, site, own.clone());
        changed.equations[position].value = binary(BinaryOp::Add, (**kept).clone(), rooted);
        add(format!("the root is taken before `{}` is made", state.target.text), changed);
        let ExprKind::Binary(BinaryOp::Pow, new, _) = &mean.map_or(&**added, |(_, _, new)| new).kind else { continue };
        let plain = floor.iter().fold(own, |x, floor| binary(BinaryOp::Add, x, floor.clone()));
        let mut changed = with_site(base, reader, site, plain);
        changed.equations[position].value = apply_two("max", (**kept).clone(), apply("abs", (**new).clone()));
        add(
            format!("the larger of the faded `{}` and the new absolute value, without a root", state.target.text),
            changed,
        );
    }
}

/// A root that is taken before a quotient is made.
fn roots_before_quotients(base: &Recurrences, (reader, site): (usize, usize), node: &Expr, add: Add<'_>) {
    for (position, made) in general(base) {
        let own = now(&made.target.text);
        let ExprKind::Binary(BinaryOp::Div, above, below) = &made.value.kind else { continue };
        if *node != apply("sqrt", own.clone()) {
            continue;
        }
        let mut changed = with_site(base, reader, site, own);
        changed.equations[position].value = binary(BinaryOp::Div, apply("sqrt", (**above).clone()), (**below).clone());
        add(format!("the root is taken before `{}` is made", made.target.text), changed);
    }
}
