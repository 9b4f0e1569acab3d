//! Habits that people carry over from other methods: means corrected for their bias, gradients clipped, weights that decay, a gradient
//! taken ahead, a value written back. Each changes a method as a whole.

use super::elsewhere::{Names, elsewhere};
use super::local::{Text, local};
use super::mutate::{
    Add, Line, Mutation, collected, equation, is_fixed, of_points, printers, put, slopes, times, with_name, with_site,
};
use super::terms::{
    apply, apply_two, at, before, binary, children, children_mut, count, expr, in_index, named, nth, number, occurs,
    over_dimension, square, with, word,
};
use crate::language::print;
use crate::language::syntax::{BinaryOp, Equation, Expr, ExprKind, FoldKind, Form, Recurrences, RelationOp};

/// By what rates fall from step to step.
const DECAYS: [&str; 4] = ["1/2", "9/10", "99/100", "95/100"];
/// Shares of the point that are added to the gradient.
const WEIGHT_DECAYS: [&str; 6] = ["1", "2", "1/10", "1/100", "1/1000", "1/10000"];
/// Where gradients and steps are cut off.
const LIMITS: [&str; 4] = ["1", "5", "10", "1/2"];
/// Shares of the last displacement that are added to the next.
const SHARES: [&str; 3] = ["9/10", "1/2", "99/100"];
/// How much longer a step may be than the one before.
const GROWTHS: [&str; 3] = ["7/4", "2", "1"];

/// Rarer single mutants than those of [`super::mutate::mutations`], perhaps with repetitions, in a fixed order; without words where nobody
/// is to read them.
pub(super) fn habits(base: &Recurrences, in_words: bool) -> Vec<Mutation> {
    collected(base, |add| {
        let (text, line) = printers(in_words);
        places(base, text, line, add);
        everywhere(base, text, add);
        moved(base, line, add);
        gradients(base, text, add);
        ahead(base, add);
        states(base, text, add);
        written_back(base, line, add);
        compounded(base, line, add);
        rates(base, text, add);
        steps(base, text, add);
    })
}

fn now(name: &str) -> Expr {
    at(name, named("t"))
}

/// The equations that hold at every step.
fn general(base: &Recurrences) -> impl Iterator<Item = (usize, &Equation)> {
    base.equations.iter().enumerate().filter(|(_, known)| !is_fixed(&known.time) && known.form == Form::Step)
}

fn parameters(base: &Recurrences) -> Vec<&str> {
    base.parameters.iter().map(|parameter| parameter.name.text.as_str()).collect()
}

/// One place of one equation changed.
fn places(base: &Recurrences, text: Text, line: Line, add: Add<'_>) {
    let sequences = general(base).map(|(_, known)| known.target.text.as_str()).filter(|name| *name != "w");
    let names = Names { sequences: sequences.collect(), parameters: parameters(base) };
    for (position, known) in base.equations.iter().enumerate() {
        for site in 0..count(&known.value) {
            let Some(node) = nth(&known.value, site).filter(|_| !in_index(&known.value, site)) else { continue };
            for (what, new) in elsewhere(node, &names, text) {
                let changed = with_site(base, position, site, new.clone());
                let said = line(&changed.equations[position]);
                // What is read from the step before must have a value before the first.
                if let ExprKind::At { name, index, .. } = &new.kind
                    && ![named("t"), number("1")].contains(index)
                    && !base.equations.iter().any(|other| other.target.text == *name && other.time == number("0"))
                {
                    add(
                        format!("{what}, with 0 before the first: {said}"),
                        put(&changed, equation(name, number("0"), number("0"))),
                    );
                }
                add(format!("{what}: {said}"), changed);
            }
        }
    }
    // The same number wherever it stands.
    let is_two = |known: &Equation| occurs(&number("2"), &known.value);
    if base.equations.iter().filter(|known| is_two(known)).count() > 1 {
        for other in ["10", "4", "3"] {
            let mut changed = base.clone();
            for known in &mut changed.equations {
                known.value = with(&known.value, &number("2"), &number(other));
            }
            add(format!("{other} in the place of 2"), changed);
        }
    }
}

/// What a term may be changed into, by the kinds of changes of single places.
fn changes(node: &Expr, names: &Names<'_>, text: Text) -> Vec<(String, Expr)> {
    let mut found = local(node, text);
    found.extend(elsewhere(node, names, text));
    found
}

/// A change of a kind: what is said of it where no term is printed, and which of those of which the same is said.
type Kind = (String, usize);

fn kinds(node: &Expr, names: &Names<'_>) -> Vec<(Kind, Expr)> {
    let mut found: Vec<(Kind, Expr)> = Vec::new();
    for (what, new) in changes(node, names, |_| String::new()) {
        let number = found.iter().filter(|((known, _), _)| *known == what).count();
        found.push(((what, number), new));
    }
    found
}

/// One kind of change in all places where it can be made, if there are several.
fn everywhere(base: &Recurrences, text: Text, add: Add<'_>) {
    let names = Names { sequences: Vec::new(), parameters: Vec::new() };
    let mut known: Vec<(Kind, usize, Expr)> = Vec::new();
    for equation in &base.equations {
        for site in (0..count(&equation.value)).filter(|site| !in_index(&equation.value, *site)) {
            let Some(node) = nth(&equation.value, site) else { continue };
            for (kind, _) in kinds(node, &names) {
                match known.iter_mut().find(|(other, ..)| *other == kind) {
                    Some((_, count, _)) => *count += 1,
                    None => known.push((kind, 1, node.clone())),
                }
            }
        }
    }
    for (kind, _, first) in known.iter().filter(|(_, count, _)| *count > 1) {
        let mut changed = base.clone();
        for equation in &mut changed.equations {
            rewrite(&mut equation.value, kind, &names);
        }
        let said = changes(&first, &names, text);
        let place = kinds(&first, &names).iter().position(|(other, _)| other == kind);
        let said = place.and_then(|place| said.get(place)).map_or("", |(what, _)| what);
        add(format!("{said}, and the same in all such places"), changed);
    }
}

/// Makes a change wherever it can be made, in parts first.
fn rewrite(node: &mut Expr, kind: &Kind, names: &Names<'_>) {
    if !matches!(node.kind, ExprKind::At { .. }) {
        children_mut(node).into_iter().for_each(|child| rewrite(child, kind, names));
    }
    if let Some((_, new)) = kinds(node, names).into_iter().find(|(other, _)| other == kind) {
        *node = new;
    }
}

/// A parameter that is added in another equation than its own.
fn moved(base: &Recurrences, line: Line, add: Add<'_>) {
    for (position, known) in base.equations.iter().enumerate() {
        for site in 0..count(&known.value) {
            let Some(ExprKind::Binary(BinaryOp::Add, x, term)) = nth(&known.value, site).map(|node| &node.kind) else {
                continue;
            };
            if !matches!(term.kind, ExprKind::Name { .. }) {
                continue;
            }
            for (other, target) in
                general(base).filter(|(other, target)| *other != position && target.target.text != "w")
            {
                let mut changed = with_site(base, position, site, (**x).clone());
                changed.equations[other].value = sum(target.value.clone(), (**term).clone());
                let said = line(&changed.equations[other]);
                add(format!("{} is added elsewhere: {said}", print::ascii(term)), changed);
            }
        }
    }
}

/// The gradient clipped, scaled, shrunk, and with a share of the point.
fn gradients(base: &Recurrences, text: Text, add: Add<'_>) {
    let Some((position, slope)) = slope_equation(base) else { return };
    let (gradient, point) = match &slope.value.kind {
        ExprKind::Derivative { point, .. } => (|| slope.value.clone(), || (**point).clone()),
        _ => return,
    };
    let mut put_in = |what: String, value: Expr| {
        let mut changed = base.clone();
        changed.equations[position].value = value;
        add(what, changed);
    };
    let length = || expr(ExprKind::Norm(Box::new(gradient())));
    for limit in LIMITS {
        let over = apply_two("max", number("1"), binary(BinaryOp::Div, length(), number(limit)));
        put_in(format!("the gradient is cut to length {limit}"), binary(BinaryOp::Div, gradient(), over));
        put_in(format!("the gradient is clipped to [-{limit}, {limit}]"), clipped(gradient(), number(limit)));
    }
    let shares = WEIGHT_DECAYS.iter().map(|share| number(share)).chain(parameters(base).into_iter().map(named));
    for share in shares {
        let said = text(&share);
        let decay = binary(BinaryOp::Mul, share, point());
        put_in(format!("the weights decay: {said} times the point is added to the gradient"), sum(gradient(), decay));
    }
    for (what, value) in [
        ("its absolute value", apply("abs", gradient())),
        ("its square", square(gradient())),
        ("its product with the point", binary(BinaryOp::Mul, gradient(), point())),
        ("its deviation from its mean", binary(BinaryOp::Sub, gradient(), folded(FoldKind::Mean, gradient()))),
        ("its quotient by its largest component", binary(BinaryOp::Div, gradient(), apply("norminf", gradient()))),
        (
            "its quotient by the sum of its absolute values",
            binary(BinaryOp::Div, gradient(), apply("norm1", gradient())),
        ),
        ("its mean over the coordinates", folded(FoldKind::Mean, gradient())),
        ("its sum over the coordinates", folded(FoldKind::Sum, gradient())),
    ] {
        put_in(format!("the gradient is replaced by {what}"), value);
    }
    for factor in dimension_factors(&slope.value) {
        let said = text(&factor);
        put_in(format!("the gradient is multiplied by {said}"), binary(BinaryOp::Mul, factor, gradient()));
    }
}

/// Factors that depend on the number of coordinates, of samples, and of those in a batch.
fn dimension_factors(gradient: &Expr) -> Vec<Expr> {
    let over = |x: Expr| binary(BinaryOp::Div, number("1"), x);
    let mut found = vec![over(named("W")), named("W"), over(apply("sqrt", named("W")))];
    if let ExprKind::Derivative { index: Some(batch), .. } = &gradient.kind {
        let size = || apply("size", (**batch).clone());
        let plus = |by: &str| binary(BinaryOp::Add, size(), number(by));
        found.extend([
            over(size()),
            apply("sqrt", size()),
            binary(BinaryOp::Div, size(), plus("1")),
            binary(BinaryOp::Div, size(), plus("-1")),
            binary(BinaryOp::Div, plus("-1"), size()),
            over(named("N")),
            named("N"),
            square(size()),
        ]);
    }
    found
}

fn slope_equation(base: &Recurrences) -> Option<(usize, &Equation)> {
    let name = slopes(base)?;
    general(base).find(|(_, known)| known.target.text == name)
}

fn sum(x: Expr, y: Expr) -> Expr {
    binary(BinaryOp::Add, x, y)
}

/// `max(-limit, min(x, limit))`
fn clipped(x: Expr, limit: Expr) -> Expr {
    apply_two("max", expr(ExprKind::Negate(Box::new(limit.clone()))), apply_two("min", x, limit))
}

/// A sum, mean or extreme over the coordinates.
fn folded(kind: FoldKind, x: Expr) -> Expr {
    let index = word("i");
    let body = Box::new(expr(ExprKind::Component(Box::new(x), index.clone())));
    expr(ExprKind::Fold { kind, index, range: None, body })
}

/// A gradient that is taken where the step would lead without it, as Nesterov does.
fn ahead(base: &Recurrences, add: Add<'_>) {
    let (Some((position, slope)), Some(points)) = (slope_equation(base), of_points(base)) else { return };
    let ExprKind::Derivative { order, objective, index, .. } = &slope.value.kind else { return };
    let own = now(&slope.target.text);
    let step = &base.equations[points].value;
    let states = || {
        general(base).map(|(_, known)| known).filter(|known| known.target.text != "w" && known.target != slope.target)
    };
    let mut old = step.clone();
    let mut kept = Some(step.clone());
    for state in states() {
        let name = &state.target.text;
        old = with(&old, &now(name), &at(name, before()));
        let without = without(&state.value, &own);
        kept = kept.zip(without).map(|(kept, without)| with(&kept, &now(name), &without));
    }
    let versions = [
        (Some(old), "the gradient is taken where the last step would lead once more"),
        (kept, "the gradient is taken ahead, where the step would lead without it (Nesterov)"),
    ];
    for (point, what) in versions {
        let Some(point) = point.filter(|point| point != step && !occurs(&own, point)) else { continue };
        let (objective, index) = (objective.clone(), index.clone());
        let mut changed = base.clone();
        changed.equations[position].value =
            expr(ExprKind::Derivative { order: *order, objective, index, point: Box::new(point) });
        add(what.to_owned(), changed);
    }
}

/// A term where another is 0; nothing where it is then 0 itself.
fn without(node: &Expr, zero: &Expr) -> Option<Expr> {
    if node == zero {
        return None;
    }
    match &node.kind {
        ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), x, y) => match (without(x, zero), without(y, zero)) {
            (Some(x), Some(y)) => Some(binary(*op, x, y)),
            (Some(x), None) => Some(x),
            (None, Some(y)) if *op == BinaryOp::Add => Some(y),
            (None, Some(y)) => Some(expr(ExprKind::Negate(Box::new(y)))),
            (None, None) => None,
        },
        ExprKind::Binary(op @ BinaryOp::Mul, x, y) => Some(binary(*op, without(x, zero)?, without(y, zero)?)),
        ExprKind::Binary(op @ (BinaryOp::Div | BinaryOp::Pow), x, y) => {
            Some(binary(*op, without(x, zero)?, (**y).clone()))
        }
        ExprKind::Negate(x) => Some(expr(ExprKind::Negate(Box::new(without(x, zero)?)))),
        _ => Some(node.clone()),
    }
}

/// What a method keeps, used otherwise than it is kept.
fn states(base: &Recurrences, text: Text, add: Add<'_>) {
    let slope = slopes(base);
    for (position, known) in general(base).filter(|(_, known)| known.target.text != "w") {
        let name = known.target.text.as_str();
        let is_slope = Some(name) == slope;
        for (what, value, new) in uses(base, known, is_slope, text) {
            used(base, name, &what, &value, &new, add);
        }
        if is_slope {
            continue;
        }
        let old = at(name, before());
        let own = || known.value.clone();
        for (what, value) in [
            (format!("`{name}` is increased by its new value"), sum(old.clone(), own())),
            (format!("the larger of the old `{name}` and the new one is kept"), apply_two("max", old.clone(), own())),
            (format!("`{name}` is cut off at 0"), apply_two("max", own(), number("0"))),
        ]
        .into_iter()
        .chain(GROWTHS.iter().map(|growth| {
            let most = binary(BinaryOp::Mul, number(growth), apply("abs", old.clone()));
            (format!("`{name}` is at most {growth} times the one before"), clipped(own(), most))
        })) {
            let mut changed = base.clone();
            changed.equations[position].value = value;
            add(what, changed);
        }
    }
}

/// What may be read in the place of a sequence: words, the term, and the equations of what is new in it.
fn uses(base: &Recurrences, known: &Equation, is_slope: bool, text: Text) -> Vec<(String, Expr, Vec<Equation>)> {
    let name = known.target.text.as_str();
    let here = || now(name);
    let mut found = Vec::new();
    let mut plain = |what: String, value: Expr| found.push((what, value, Vec::new()));
    for (kind, said) in [(FoldKind::Mean, "mean"), (FoldKind::Sum, "sum"), (FoldKind::Max, "largest")] {
        plain(format!("one `{name}` for all coordinates, the {said}"), folded(kind, here()));
    }
    plain(format!("`{name}` is divided by t"), binary(BinaryOp::Div, here(), named("t")));
    let old = at(name, before());
    if occurs(&old, &known.value) {
        plain(format!("`{name}` is updated once more before it is used (Nesterov)"), with(&known.value, &old, &here()));
    }
    for parameter in parameters(base).into_iter().filter(|_| !is_slope) {
        let correction = || {
            let power = binary(BinaryOp::Pow, named(parameter), named("t"));
            binary(BinaryOp::Sub, number("1"), power)
        };
        let said = text(&correction());
        plain(
            format!("`{name}` is corrected for a bias: divided by {said}"),
            binary(BinaryOp::Div, here(), correction()),
        );
        plain(format!("`{name}` is multiplied by {said}"), binary(BinaryOp::Mul, here(), correction()));
    }
    let mut kept = |own: &str, what: String, value: Expr, first: Expr| {
        if !base.equations.iter().any(|other| other.target.text == own) {
            found.push((what, now(own), vec![equation(own, number("0"), first), equation(own, named("t"), value)]));
        }
    };
    let zero = || number("0");
    kept("total", format!("the sum of all `{name}` so far is used"), sum(at("total", before()), here()), zero());
    kept(
        "largest",
        format!("the largest `{name}` so far is used"),
        apply_two("max", at("largest", before()), here()),
        zero(),
    );
    let (earlier, passed) = (binary(BinaryOp::Mul, before(), at("average", before())), named("t"));
    let mean = binary(BinaryOp::Div, sum(earlier, here()), passed);
    kept("average", format!("the mean of all `{name}` so far is used"), mean, zero());
    let shares = SHARES.iter().map(|share| number(share)).chain(parameters(base).into_iter().map(named));
    for share in shares {
        let said = text(&share);
        let faded = |share: &Expr| binary(BinaryOp::Mul, share.clone(), at("average", before()));
        let rest = binary(BinaryOp::Sub, number("1"), share.clone());
        let averaged = sum(faded(&share), binary(BinaryOp::Mul, rest, here()));
        kept("average", format!("a running mean of `{name}` is used, with the factor {said}"), averaged, zero());
        kept(
            "average",
            format!("a faded sum of `{name}` is used, with the factor {said}"),
            sum(faded(&share), here()),
            zero(),
        );
    }
    found
}

/// Puts a term in the place of a sequence wherever other equations read it, and where one alone does.
fn used(base: &Recurrences, name: &str, what: &str, value: &Expr, new: &[Equation], add: Add<'_>) {
    let here = now(name);
    let readers: Vec<usize> = general(base)
        .filter(|(_, known)| known.target.text != name && occurs(&here, &known.value))
        .map(|(at, _)| at)
        .collect();
    let mut changed_in = |what: String, those: &[usize]| {
        let mut changed = base.clone();
        for position in those {
            changed.equations[*position].value = with(&changed.equations[*position].value, &here, value);
        }
        changed.equations.extend(new.iter().cloned());
        add(what, changed);
    };
    changed_in(what.to_owned(), &readers);
    if readers.len() > 1 {
        for reader in &readers {
            changed_in(format!("{what}, in the equation of `{}`", base.equations[*reader].target.text), &[*reader]);
        }
    }
}

/// What is made of a mean for one step is kept in its place.
fn written_back(base: &Recurrences, line: Line, add: Add<'_>) {
    let slope = slopes(base);
    let mut pairs = Vec::new();
    for (position, known) in general(base).filter(|(_, known)| occurs(&at(&known.target.text, before()), &known.value))
    {
        let name = known.target.text.as_str();
        let reads = |other: &Equation| {
            !["w", name].contains(&other.target.text.as_str())
                && Some(other.target.text.as_str()) != slope
                && occurs(&now(name), &other.value)
                && !occurs(&at(&other.target.text, before()), &other.value)
        };
        pairs.extend(
            general(base).filter(|(_, other)| reads(other)).map(|(_, other)| (position, other.target.text.clone())),
        );
    }
    let write = |changed: &Recurrences, (position, made): &(usize, String)| {
        let known = &base.equations[*position];
        let mut changed = changed.clone();
        changed.equations[*position].value = with(&known.value, &at(&known.target.text, before()), &at(made, before()));
        let first = base.equations.iter().find(|other| other.target == known.target && is_fixed(&other.time));
        match first {
            Some(first) => put(&changed, Equation { target: word(made), ..first.clone() }),
            None => changed,
        }
    };
    for pair in &pairs {
        let changed = write(base, pair);
        let what = format!("`{}` is written back: {}", pair.1, line(&changed.equations[pair.0]));
        add(what, changed);
    }
    if pairs.len() > 1 {
        let changed = pairs.iter().fold(base.clone(), |changed, pair| write(&changed, pair));
        let all: Vec<String> = pairs.iter().map(|(_, made)| format!("`{made}`")).collect();
        add(format!("{} are written back", all.join(" and ")), changed);
    }
}

/// The value before in the place of a parameter, so that changes add up from step to step.
fn compounded(base: &Recurrences, line: Line, add: Add<'_>) {
    for (position, known) in general(base).filter(|(_, known)| known.target.text != "w") {
        let old = at(&known.target.text, before());
        if occurs(&old, &known.value) {
            continue;
        }
        for parameter in parameters(base).into_iter().filter(|name| occurs(&named(name), &known.value)) {
            let mut changed = base.clone();
            changed.equations[position].value = with(&known.value, &named(parameter), &old);
            let said = line(&changed.equations[position]);
            let changed = put(&changed, equation(&known.target.text, number("0"), named(parameter)));
            add(format!("the value before in the place of {parameter}: {said}"), changed);
        }
    }
    kept_rates(base, add);
}

/// A rate that is divided, and kept divided.
fn kept_rates(base: &Recurrences, add: Add<'_>) {
    let Some(position) = of_points(base) else { return };
    let value = &base.equations[position].value;
    if base.equations.iter().any(|known| known.target.text == "rate") {
        return;
    }
    for site in 0..count(value) {
        let Some(node) = nth(value, site) else { continue };
        let parts = match &node.kind {
            ExprKind::Binary(BinaryOp::Div, x, y) => Some(((**x).clone(), (**y).clone())),
            ExprKind::Apply { name, index: None, arguments } if name.text == "div0" => {
                Some((arguments[0].value.clone(), arguments[1].value.clone()))
            }
            _ => None,
        };
        let Some((above, below)) = parts else { continue };
        for parameter in parameters(base).into_iter().filter(|name| occurs(&named(name), value)) {
            let mut changed = with_site(base, position, site, above.clone());
            let step = &mut changed.equations[position].value;
            *step = with(step, &named(parameter), &now("rate"));
            let divided = binary(BinaryOp::Div, at("rate", before()), below.clone());
            changed.equations.push(equation("rate", number("0"), named(parameter)));
            changed.equations.push(equation("rate", named("t"), divided));
            add(format!("`{parameter}` is kept divided from step to step"), changed);
        }
    }
}

/// Factors that fall or rise from step to step.
fn falling() -> Vec<Expr> {
    let over = |x: Expr| binary(BinaryOp::Div, number("1"), x);
    let next = || binary(BinaryOp::Add, named("t"), number("1"));
    let mut found = vec![
        over(next()),
        over(apply("sqrt", next())),
        apply("sqrt", named("t")),
        named("t"),
        over(square(named("t"))),
    ];
    found.extend([over(named("t")), over(apply("sqrt", named("t")))]);
    for decay in DECAYS {
        found.push(binary(BinaryOp::Pow, number(decay), before()));
        found.push(binary(BinaryOp::Pow, number(decay), named("t")));
    }
    found
}

/// Parameters that change from step to step, or are one off.
fn rates(base: &Recurrences, text: Text, add: Add<'_>) {
    for name in parameters(base) {
        let mut others: Vec<Expr> =
            falling().into_iter().map(|factor| binary(BinaryOp::Mul, named(name), factor)).collect();
        others.extend(
            dimension_factors(&number("0")).into_iter().map(|factor| binary(BinaryOp::Mul, named(name), factor)),
        );
        others.push(binary(BinaryOp::Add, named(name), number("1")));
        others.push(binary(BinaryOp::Sub, named(name), number("1")));
        others.push(binary(BinaryOp::Pow, named(name), named("t")));
        for other in parameters(base) {
            others.push(binary(BinaryOp::Mul, named(name), named(other)));
            if other != name {
                others.push(binary(BinaryOp::Div, named(name), named(other)));
            }
            let rest = binary(BinaryOp::Sub, number("1"), named(other));
            others.push(binary(BinaryOp::Mul, named(name), rest.clone()));
            others.push(binary(BinaryOp::Div, named(name), rest));
        }
        for other in others {
            add(format!("`{}` in the place of `{name}`", text(&other)), with_name(base, name, &other));
        }
    }
}

/// Whole steps that are changed.
fn steps(base: &Recurrences, text: Text, add: Add<'_>) {
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
    let shares = SHARES.iter().map(|share| number(share)).chain(parameters(base).into_iter().map(named));
    for share in shares.clone() {
        let said = text(&share);
        let faded = binary(BinaryOp::Mul, share.clone(), at("velocity", before()));
        let new = vec![
            equation("velocity", number("0"), number("0")),
            equation("velocity", named("t"), sum(faded.clone(), step())),
        ];
        moves(format!("{said} times the last step is added to each"), now("velocity"), None, new);
        let rest = binary(BinaryOp::Mul, binary(BinaryOp::Sub, number("1"), share), step());
        let new =
            vec![equation("velocity", number("0"), number("0")), equation("velocity", named("t"), sum(faded, rest))];
        moves(format!("steps are averaged, with the factor {said}"), now("velocity"), None, new);
    }
    let decays = WEIGHT_DECAYS.iter().map(|share| number(share)).chain(parameters(base).into_iter().map(named));
    for share in decays {
        let said = text(&share);
        let decay = binary(BinaryOp::Mul, share, old());
        moves(
            format!("the weights decay: the point loses {said} of itself at each step"),
            binary(BinaryOp::Sub, step(), decay),
            None,
            Vec::new(),
        );
    }
    stale(base, position, &step(), &mut moves);
    let step = step();
    let Some(slope) = slopes(base) else { return };
    let (slope, older) = (now(slope), at(slope, before()));
    plain_gradients(base, position, &step, &slope, text, add);
    turned(base, position, &slope, &older, add);
}

/// A plain gradient step beside the method's.
fn plain_gradients(base: &Recurrences, position: usize, step: &Expr, slope: &Expr, text: Text, add: Add<'_>) {
    let first = base.equations.iter().find(|known| known.target.text != "w" && known.time == number("1"));
    for share in parameters(base).into_iter().map(named).chain([number("1")]) {
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
    }
}
