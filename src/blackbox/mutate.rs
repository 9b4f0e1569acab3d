//! Automatic mutants: the equations of a method with one thing changed, as people get it wrong.

use crate::language::print;
use crate::language::syntax::{
    Argument, BinaryOp, Equation, Expr, ExprKind, Form, Name, Parameter, Recurrences, RelationOp, Span,
};
use crate::numeric::{Rational, parse_rational, print_rational};

/// Equations with one thing changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Mutation {
    /// What was done, in words.
    pub what: String,
    /// The equations.
    pub changed: Recurrences,
}

/// What parameters are fixed at by those who do not read them.
const USUAL: [&str; 10] = ["0", "1", "9/10", "99/100", "999/1000", "1/2", "1/10", "1/100", "1/1000", "1/100000000"];
/// What sequences are begun with by mistake.
const BEGUN: [&str; 3] = ["0", "1", "1/10"];
/// By what steps and parameters are multiplied by mistake.
const FACTORS: [&str; 6] = ["2", "1/2", "-1", "10", "1/10", "4"];

/// All single mutants of some equations, without repetition.
#[must_use]
pub fn mutations(base: &Recurrences) -> Vec<Mutation> {
    let mut found: Vec<(Vec<usize>, Mutation)> = Vec::new();
    for mutation in all_mutations(base, true) {
        // Only what is not the base's needs to be compared.
        let changed = changed(base, &mutation.changed);
        let is_known = |(known, other): &(Vec<usize>, Mutation)| {
            let same = |at: &usize| other.changed.equations[*at] == mutation.changed.equations[*at];
            *known == changed && known.iter().all(same)
        };
        if !found.iter().any(is_known) {
            found.push((changed, mutation));
        }
    }
    found.into_iter().map(|(_, mutation)| mutation).collect()
}

/// Which equations of a version of a method are not the method's, by their place.
pub(super) fn changed(base: &Recurrences, version: &Recurrences) -> Vec<usize> {
    (0..version.equations.len()).filter(|at| base.equations.get(*at) != Some(&version.equations[*at])).collect()
}

/// The same, perhaps with repetitions, in a fixed order; without words where nobody is to read them.
pub(super) fn all_mutations(base: &Recurrences, in_words: bool) -> Vec<Mutation> {
    let mut found: Vec<Mutation> = Vec::new();
    let mut add = |what: String, changed: Recurrences| {
        if changed != *base {
            found.push(Mutation { what, changed });
        }
    };
    let text: Text = if in_words { print::ascii } else { |_| String::new() };
    let line: Line = if in_words { print::equation_ascii } else { |_| String::new() };
    initial_values(base, line, &mut add);
    single_sites(base, text, line, &mut add);
    parameters(base, line, &mut add);
    whole_steps(base, &mut add);
    found
}

/// Prints a term.
type Text = fn(&Expr) -> String;
/// Prints an equation.
type Line = fn(&Equation) -> String;
type Add<'a> = &'a mut dyn FnMut(String, Recurrences);

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn number(text: &str) -> Expr {
    expr(ExprKind::Number(parse_rational(text).unwrap_or(Rational::ZERO)))
}

fn named(name: &str) -> Expr {
    expr(ExprKind::Name { run: None, name: name.to_owned() })
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    expr(ExprKind::Binary(op, Box::new(left), Box::new(right)))
}

fn at(name: &str, index: Expr) -> Expr {
    expr(ExprKind::At { run: None, name: name.to_owned(), index: Box::new(index) })
}

fn square(x: Expr) -> Expr {
    binary(BinaryOp::Pow, x, number("2"))
}

fn apply(name: &str, x: Expr) -> Expr {
    let name = Name { text: name.to_owned(), span: Span::default() };
    expr(ExprKind::Apply { name, index: None, arguments: vec![Argument { name: None, value: x }] })
}

fn equation(name: &str, time: Expr, value: Expr) -> Equation {
    let target = Name { text: name.to_owned(), span: Span::default() };
    Equation { form: Form::Step, target, time, value, span: Span::default() }
}

fn is_fixed(time: &Expr) -> bool {
    matches!(time.kind, ExprKind::Number(_))
}

/// Puts an equation in the place of the one of the same target and time, or beside the others.
fn put(base: &Recurrences, new: Equation) -> Recurrences {
    let mut changed = base.clone();
    match changed.equations.iter_mut().find(|known| known.target == new.target && known.time == new.time) {
        Some(known) => *known = new,
        None => changed.equations.push(new),
    }
    changed
}

/// The sequence that holds the gradient.
fn slopes(base: &Recurrences) -> Option<&str> {
    let is_slope =
        |equation: &&Equation| !is_fixed(&equation.time) && matches!(equation.value.kind, ExprKind::Derivative { .. });
    base.equations.iter().find(is_slope).map(|equation| equation.target.text.as_str())
}

/// Other values at the start, and in the first step.
fn initial_values(base: &Recurrences, line: Line, add: Add<'_>) {
    let slope = slopes(base);
    let first_slope = || slope.map(|name| at(name, number("1")));
    for known in base.equations.iter().filter(|known| is_fixed(&known.time)) {
        let constants = BEGUN.iter().map(|value| number(value));
        let parameters = base.parameters.iter().map(|parameter| named(&parameter.name.text));
        let slopes = [first_slope(), first_slope().map(square)].into_iter().flatten();
        for value in constants.chain(parameters).chain(slopes) {
            let new = Equation { value, ..known.clone() };
            let what = format!("it starts from {}", line(&new));
            add(what, put(base, new));
        }
    }
    let general = base.equations.iter().filter(|known| !is_fixed(&known.time));
    for known in general.filter(|known| known.target.text != "w" && Some(known.target.text.as_str()) != slope) {
        for value in [Some(number("0")), first_slope(), first_slope().map(square)].into_iter().flatten() {
            let new = equation(&known.target.text, number("1"), value);
            let what = format!("the first step has {}", line(&new));
            add(what, put(base, new));
        }
    }
    for known in base.equations.iter().filter(|known| !is_fixed(&known.time) && known.target.text != "w") {
        let name = &known.target.text;
        if Some(name.as_str()) != slope {
            let before = at(name, binary(BinaryOp::Sub, named("t"), number("1")));
            let new = Equation { value: before, ..known.clone() };
            add(format!("`{name}` never changes"), put(base, new));
        }
    }
    let stays = equation("w", number("1"), at("w", number("0")));
    add("the first step is lost".to_owned(), put(base, stays));
}

/// One place of one equation changed.
fn single_sites(base: &Recurrences, text: Text, line: Line, add: Add<'_>) {
    for (position, known) in base.equations.iter().enumerate() {
        for site in 0..count(&known.value) {
            let Some(node) = nth(&known.value, site).filter(|_| !in_index(&known.value, site)) else { continue };
            for (what, new) in local(node, text) {
                let changed = with_site(base, position, site, new.clone());
                let said = line(&changed.equations[position]);
                add(format!("{what}: {said}"), changed.clone());
                // What is read from a step before has no value in the first one: people begin with the right one, or with 0.
                if let (
                    ExprKind::At { name, .. } | ExprKind::Derivative { objective: Name { text: name, .. }, .. },
                    false,
                ) = (&new.kind, is_fixed(&known.time))
                    && !base.equations.iter().any(|other| other.target == known.target && is_fixed(&other.time))
                {
                    let first = Equation { time: number("1"), ..known.clone() };
                    let begun = put(&changed, with_step(&first, 1));
                    add(format!("{what}, from step 2 on: {said}"), begun);
                    let zero = equation(name, number("0"), number("0"));
                    if base.equations.iter().any(|other| other.target.text == *name)
                        && !base.equations.iter().any(|other| other.target.text == *name && other.time == zero.time)
                        && name != "w"
                    {
                        add(format!("{what}, with 0 before the first: {said}"), put(&changed, zero));
                    }
                }
            }
        }
    }
}

/// An equation for one step, with the step put in.
fn with_step(known: &Equation, step: i64) -> Equation {
    let mut known = known.clone();
    for site in (0..count(&known.value)).rev() {
        if let Some(node) = nth_mut(&mut known.value, &mut { site })
            && matches!(&node.kind, ExprKind::Name { run: None, name } if name == "t")
        {
            *node = number(&step.to_string());
        }
    }
    known
}

fn with_site(base: &Recurrences, position: usize, site: usize, new: Expr) -> Recurrences {
    let mut changed = base.clone();
    if let Some(node) = nth_mut(&mut changed.equations[position].value, &mut { site }) {
        *node = new;
    }
    changed
}

/// What people write instead of a term.
fn local(node: &Expr, text: Text) -> Vec<(String, Expr)> {
    let mut found = Vec::new();
    let mut say = |what: String, new: Expr| found.push((what, new));
    match &node.kind {
        ExprKind::Binary(BinaryOp::Add, left, right) => {
            say(format!("the term {} is missing", text(right)), (**left).clone());
            say(format!("the term {} is missing", text(left)), (**right).clone());
            say(
                format!("the sign of {} is turned", text(right)),
                binary(BinaryOp::Sub, (**left).clone(), (**right).clone()),
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
        ExprKind::Apply { name, arguments, index: None } => {
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
                if let ExprKind::Apply { name, arguments: inner, .. } = &right.value.kind
                    && name.text == "sqrt"
                    && let [Argument { value, .. }] = &inner[..]
                    && let ExprKind::Binary(BinaryOp::Add, x, floor) = &value.kind
                {
                    let outside = binary(BinaryOp::Add, apply("sqrt", (**x).clone()), (**floor).clone());
                    let new = binary(BinaryOp::Div, left.value.clone(), outside);
                    say(format!("{} stands outside of the root", text(floor)), new);
                }
                if let ExprKind::Binary(BinaryOp::Add, root, floor) = &right.value.kind
                    && let ExprKind::Apply { name, arguments: inner, .. } = &root.kind
                    && name.text == "sqrt"
                    && let [Argument { value, .. }] = &inner[..]
                {
                    let inside = apply("sqrt", binary(BinaryOp::Add, value.clone(), (**floor).clone()));
                    let new = binary(BinaryOp::Div, left.value.clone(), inside);
                    say(format!("{} stands inside of the root", text(floor)), new);
                }
            }
        }
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
        ExprKind::Derivative { order, objective, index, point } => {
            if let ExprKind::At { run: None, name, index: time } = &point.kind {
                for (what, time) in shifted(time).into_iter().filter(|(what, _)| what.starts_with("an older")) {
                    let point = Box::new(at(name, time));
                    let (objective, index) = (objective.clone(), index.clone());
                    let new = expr(ExprKind::Derivative { order: *order, objective, index, point });
                    say(format!("{what}, {} in the place of {}", text(&new), text(node)), new);
                }
            }
            if let (1, Some(batch)) = (order, index)
                && let ExprKind::At { .. } = &batch.kind
            {
                let size = apply("size", (**batch).clone());
                let new = binary(BinaryOp::Mul, size, node.clone());
                say("the gradients of the batch are added up instead of averaged".to_owned(), new);
            }
        }
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
                RelationOp::Eq | RelationOp::Ne | RelationOp::SameBits => return found,
            };
            let new = expr(ExprKind::Relation(first.clone(), vec![(other, right.clone())]));
            say("equality is taken to the other side".to_owned(), new);
        }
        _ => {}
    }
    found
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

/// Parameters ignored, fixed, exchanged, turned round.
fn parameters(base: &Recurrences, line: Line, add: Add<'_>) {
    let names: Vec<&str> = base.parameters.iter().map(|parameter| parameter.name.text.as_str()).collect();
    let one = || number("1");
    for (step, what) in [
        (binary(BinaryOp::Sub, named("t"), number("1")), "the step counts from 0 everywhere"),
        (binary(BinaryOp::Add, named("t"), number("1")), "the step counts from 2 everywhere"),
    ] {
        let mut changed = base.clone();
        for known in &mut changed.equations {
            replace_step(&mut known.value, &step);
        }
        add(what.to_owned(), changed);
    }
    let with_defaults = |changed: &Recurrences, parameter: &Parameter| match &parameter.default {
        Some(value) => with_name(changed, &parameter.name.text, value),
        None => changed.clone(),
    };
    for parameter in base.parameters.iter().filter(|parameter| parameter.default.is_some()) {
        add(
            format!("`{}` has its usual value, whatever is asked for", parameter.name.text),
            with_defaults(base, parameter),
        );
    }
    let usual = base.parameters.iter().fold(base.clone(), |changed, parameter| with_defaults(&changed, parameter));
    add("all parameters that have usual values have them, whatever is asked for".to_owned(), usual);
    // Nothing times a factor is nothing.
    let counts = |known: &Equation| known.target.text != "w" && known.value != number("0");
    for (position, known) in base.equations.iter().enumerate().filter(|(_, known)| counts(known)) {
        for name in &names {
            let mut changed = base.clone();
            changed.equations[position].value = binary(BinaryOp::Mul, named(name), known.value.clone());
            let text = line(&changed.equations[position]);
            add(format!("a factor {name} too many: {text}"), changed);
        }
    }
    if let Some(slope) = slopes(base) {
        let slope = at(slope, named("t"));
        for name in &names {
            for (factor, said) in
                [(named(name), (*name).to_owned()), (binary(BinaryOp::Sub, one(), named(name)), format!("1 - {name}"))]
            {
                for position in 0..base.equations.len() {
                    let mut changed = base.clone();
                    let new = binary(BinaryOp::Mul, factor.clone(), slope.clone());
                    replace(&mut changed.equations[position].value, &slope, &new);
                    let text = line(&changed.equations[position]);
                    add(format!("a factor {said} too many: {text}"), changed);
                }
            }
        }
    }
    for (position, name) in names.iter().enumerate() {
        for value in USUAL {
            add(format!("`{name}` is {value}, whatever is asked for"), with_name(base, name, &number(value)));
        }
        for factor in FACTORS {
            let new = binary(BinaryOp::Mul, number(factor), named(name));
            add(format!("`{name}` is multiplied by {factor}"), with_name(base, name, &new));
        }
        add(
            format!("`1 - {name}` in the place of `{name}`"),
            with_name(base, name, &binary(BinaryOp::Sub, one(), named(name))),
        );
        add(format!("`{name}^2` in the place of `{name}`"), with_name(base, name, &square(named(name))));
        add(format!("`sqrt({name})` in the place of `{name}`"), with_name(base, name, &apply("sqrt", named(name))));
        for other in &names[position + 1..] {
            let kept = with_name(base, name, &named("the other parameter"));
            let turned = with_name(&kept, other, &named(name));
            add(
                format!("`{name}` and `{other}` are exchanged"),
                with_name(&turned, "the other parameter", &named(other)),
            );
        }
        for other in names.iter().filter(|other| *other != name) {
            for known in 0..base.equations.len() {
                let changed = with_name_in(base, known, name, &named(other));
                add(format!("`{other}` in the place of `{name}`: {}", line(&changed.equations[known])), changed);
            }
        }
    }
}

fn with_name(base: &Recurrences, name: &str, new: &Expr) -> Recurrences {
    (0..base.equations.len()).fold(base.clone(), |changed, position| with_name_in(&changed, position, name, new))
}

fn with_name_in(base: &Recurrences, position: usize, name: &str, new: &Expr) -> Recurrences {
    let mut changed = base.clone();
    replace_name(&mut changed.equations[position].value, name, new);
    changed
}

fn replace_name(node: &mut Expr, name: &str, new: &Expr) {
    if matches!(&node.kind, ExprKind::Name { run: None, name: known } if known == name) {
        *node = new.clone();
        return;
    }
    for child in children_mut(node) {
        replace_name(child, name, new);
    }
}

/// The equation of the points.
fn of_points(base: &Recurrences) -> Option<usize> {
    base.equations.iter().position(|known| known.target.text == "w" && !is_fixed(&known.time))
}

/// The same equations with steps multiplied by a factor.
fn times(base: &Recurrences, factor: Expr) -> Option<Recurrences> {
    let position = of_points(base)?;
    let before = at("w", binary(BinaryOp::Sub, named("t"), number("1")));
    let mut changed = base.clone();
    let step = binary(BinaryOp::Sub, base.equations[position].value.clone(), before.clone());
    changed.equations[position].value = binary(BinaryOp::Add, before, binary(BinaryOp::Mul, factor, step));
    Some(changed)
}

/// The same equations with steps multiplied by a number.
pub(super) fn scaled(base: &Recurrences, factor: &Rational) -> Option<Mutation> {
    let changed = times(base, expr(ExprKind::Number(factor.clone())))?;
    Some(Mutation { what: format!("each step is {} times the lecture's", print_rational(factor)), changed })
}

/// Steps too long or too short, along the gradient's direction alone, or against it.
fn whole_steps(base: &Recurrences, add: Add<'_>) {
    let Some(position) = of_points(base) else { return };
    for factor in FACTORS {
        let Some(changed) = times(base, number(factor)) else { return };
        let what = if factor == "-1" {
            "the step goes the other way".to_owned()
        } else {
            format!("the step is {factor} times as long")
        };
        add(what, changed);
    }
    if let Some(slope) = slopes(base) {
        let slope = at(slope, named("t"));
        let mut changed = base.clone();
        let length = expr(ExprKind::Norm(Box::new(slope.clone())));
        let value = &mut changed.equations[position].value;
        replace(value, &slope, &binary(BinaryOp::Div, slope.clone(), length.clone()));
        add("the gradient is divided by its length".to_owned(), changed);
        for position in 0..base.equations.len() {
            let mut changed = base.clone();
            replace(&mut changed.equations[position].value, &slope, &apply("sign", slope.clone()));
            let target = &changed.equations[position].target.text;
            add(format!("the sign of the gradient in its place, in the equation of `{target}`"), changed);
        }
        let mut changed = base.clone();
        for known in &mut changed.equations {
            replace(&mut known.value, &slope, &apply("sign", slope.clone()));
        }
        add("the sign of the gradient in its place".to_owned(), changed);
    }
}

/// Puts another term in the place of the step wherever it is a number and no index.
fn replace_step(node: &mut Expr, new: &Expr) {
    if *node == named("t") {
        *node = new.clone();
        return;
    }
    match &mut node.kind {
        ExprKind::At { .. } => {}
        ExprKind::Derivative { point, .. } => replace_step(point, new),
        _ => children_mut(node).into_iter().for_each(|child| replace_step(child, new)),
    }
}

fn replace(node: &mut Expr, old: &Expr, new: &Expr) {
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
        fn $name(node: &$($mutable)? Expr) -> Vec<&$($mutable)? Expr> {
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

fn count(node: &Expr) -> usize {
    1 + children(node).into_iter().map(count).sum::<usize>()
}

/// The part with a number, counted from the whole (0) on.
fn nth(node: &Expr, mut number: usize) -> Option<&Expr> {
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
fn in_index(node: &Expr, mut number: usize) -> bool {
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

fn nth_mut<'a>(node: &'a mut Expr, number: &mut usize) -> Option<&'a mut Expr> {
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
