//! Habits that people carry over from other methods: means corrected for their bias, gradients clipped, weights that decay, a gradient
//! taken ahead, a value written back. Each changes a method as a whole.

use super::alike::{alike, everywhere};
use super::elsewhere::{Names, elsewhere};
use super::factors::{BOUNDS, GROWTHS, LEAST_SHARES, LIMITS, SHARES, WEIGHT_DECAYS, dimension_factors, falling};
use super::local::Text;
use super::moves::steps;
use super::mutate::{
    Add, Line, Mutation, collected, equation, general, is_fixed, of_points, parameter_names, printers, put,
    slope_equation, slopes, with_name, with_site,
};
use super::orders::orders;
use super::terms::{
    apply, apply_two, at, before, binary, clipped, count, expr, in_index, named, now, nth, number, occurs, square, sum,
    with, word,
};
use crate::language::print;
use crate::language::syntax::{BinaryOp, Equation, Expr, ExprKind, FoldKind, Recurrences};

/// Rarer single mutants than those of [`super::mutate::mutations`], perhaps with repetitions, in a fixed order; without words where nobody
/// is to read them.
pub(super) fn habits(base: &Recurrences, in_words: bool) -> Vec<Mutation> {
    collected(base, |add| {
        let (text, line) = printers(in_words);
        orders(base, text, add);
        places(base, text, line, add);
        everywhere(base, text, add);
        alike(base, text, add);
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

/// One place of one equation changed.
fn places(base: &Recurrences, text: Text, line: Line, add: Add<'_>) {
    let sequences = general(base).map(|(_, known)| known.target.text.as_str()).filter(|name| *name != "w");
    let names = Names { sequences: sequences.collect(), parameters: parameter_names(base) };
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
    let shares = WEIGHT_DECAYS.iter().map(|share| number(share)).chain(parameter_names(base).into_iter().map(named));
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
        ("its quotient by its length", apply_two("div0", gradient(), length())),
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
        let growths = GROWTHS.iter().map(|growth| {
            let most = binary(BinaryOp::Mul, number(growth), apply("abs", old.clone()));
            (format!("`{name}` is at most {growth} times the one before"), clipped(own(), most))
        });
        for (what, value) in [
            (format!("`{name}` is increased by its new value"), sum(old.clone(), own())),
            (format!("the larger of the old `{name}` and the new one is kept"), apply_two("max", old.clone(), own())),
            (format!("`{name}` is cut off at 0"), apply_two("max", own(), number("0"))),
        ]
        .into_iter()
        .chain(growths)
        .chain(bounded(base, known, text))
        {
            let mut changed = base.clone();
            changed.equations[position].value = value;
            add(what, changed);
        }
    }
}

/// A sequence that is kept within bounds, as frameworks keep rates.
fn bounded(base: &Recurrences, known: &Equation, text: Text) -> Vec<(String, Expr)> {
    let (name, own) = (&known.target.text, || known.value.clone());
    let mut found = Vec::new();
    for (least, most) in BOUNDS {
        let kept = apply_two("max", number(least), apply_two("min", own(), number(most)));
        found.push((format!("`{name}` is kept between {} and {}", text(&number(least)), text(&number(most))), kept));
    }
    for parameter in parameter_names(base) {
        for share in LEAST_SHARES {
            let least = binary(BinaryOp::Mul, number(share), named(parameter));
            found.push((format!("`{name}` is never below {}", text(&least)), apply_two("max", own(), least)));
        }
    }
    found
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
    for parameter in parameter_names(base).into_iter().filter(|_| !is_slope) {
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
    found.extend(beside_the_last(base, name));
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
    let shares = SHARES.iter().map(|share| number(share)).chain(parameter_names(base).into_iter().map(named));
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

/// What is made of a value and the one before, with what stands for the one before the first.
fn beside_the_last(base: &Recurrences, name: &str) -> Vec<(String, Expr, Vec<Equation>)> {
    let (here, old) = (|| now(name), || at(name, before()));
    let mean = binary(BinaryOp::Div, sum(here(), old()), number("2"));
    let on = binary(BinaryOp::Sub, binary(BinaryOp::Mul, number("2"), here()), old());
    let change = binary(BinaryOp::Sub, here(), old());
    let versions = [
        (format!("the `{name}` of the step before is used"), old()),
        (format!("the mean of `{name}` and the one before is used"), mean),
        (format!("`{name}` is carried on: twice it, less the one before"), on),
        (format!("the change of `{name}` since the step before is used"), change),
    ];
    let is_begun = base.equations.iter().any(|known| known.target.text == name && known.time == number("0"));
    let begins = |first: Expr| vec![equation(name, number("0"), first)];
    let mut found = Vec::new();
    for (what, value) in versions {
        if is_begun {
            found.push((what, value, Vec::new()));
        } else {
            found.push((format!("{what}, at first with 0"), value.clone(), begins(number("0"))));
            found.push((format!("{what}, at first with itself"), value, begins(at(name, number("1")))));
        }
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
        for parameter in parameter_names(base).into_iter().filter(|name| occurs(&named(name), &known.value)) {
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
        for parameter in parameter_names(base).into_iter().filter(|name| occurs(&named(name), value)) {
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

/// Numbers that the steps alone decide, as papers have them for momentum and for means.
fn passing() -> Vec<Expr> {
    let next = |by: &str| binary(BinaryOp::Add, named("t"), number(by));
    [(before(), next("2")), (named("t"), next("3")), (before(), named("t")), (named("t"), next("1"))]
        .into_iter()
        .chain([(number("1"), named("t")), (number("1"), next("1"))])
        .map(|(above, below)| binary(BinaryOp::Div, above, below))
        .collect()
}

/// Parameters that change from step to step, or are one off.
fn rates(base: &Recurrences, text: Text, add: Add<'_>) {
    for name in parameter_names(base) {
        let mut others: Vec<Expr> =
            falling().into_iter().map(|factor| binary(BinaryOp::Mul, named(name), factor)).collect();
        others.extend(
            dimension_factors(&number("0")).into_iter().map(|factor| binary(BinaryOp::Mul, named(name), factor)),
        );
        others.push(binary(BinaryOp::Add, named(name), number("1")));
        others.push(binary(BinaryOp::Sub, named(name), number("1")));
        others.push(binary(BinaryOp::Pow, named(name), named("t")));
        for other in parameter_names(base) {
            others.push(binary(BinaryOp::Mul, named(name), named(other)));
            if other != name {
                others.push(binary(BinaryOp::Div, named(name), named(other)));
            }
            let rest = binary(BinaryOp::Sub, number("1"), named(other));
            others.push(binary(BinaryOp::Mul, named(name), rest.clone()));
            others.push(binary(BinaryOp::Div, named(name), rest));
        }
        others.extend(passing().into_iter().map(|factor| binary(BinaryOp::Mul, named(name), factor)));
        others.extend(passing());
        for other in others {
            add(format!("`{}` in the place of `{name}`", text(&other)), with_name(base, name, &other));
        }
    }
}
