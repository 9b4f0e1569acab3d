//! Automatic mutants: the equations of a method with one thing changed, as people get it wrong.

use super::local::{Text, local};
use super::terms::{
    apply, at, binary, children_mut, count, expr, in_index, named, nth, nth_mut, number, replace, square,
};
use crate::language::print;
use crate::language::syntax::{BinaryOp, Equation, Expr, ExprKind, Form, Name, Parameter, Recurrences, Span};
use crate::numeric::{Rational, print_rational};

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
    distinct(base, all_mutations(base, true)).into_iter().map(|(_, mutation)| mutation).collect()
}

/// Mutants without repetition, each with its place among all.
pub(super) fn distinct(base: &Recurrences, all: Vec<Mutation>) -> Vec<(usize, Mutation)> {
    let mut found: Vec<(Vec<usize>, usize, Mutation)> = Vec::new();
    for (number, mutation) in all.into_iter().enumerate() {
        // Only what is not the base's needs to be compared.
        let changed = changed(base, &mutation.changed);
        let is_known = |(known, _, other): &(Vec<usize>, usize, Mutation)| {
            let same = |at: &usize| other.changed.equations[*at] == mutation.changed.equations[*at];
            *known == changed && known.iter().all(same)
        };
        if !found.iter().any(is_known) {
            found.push((changed, number, mutation));
        }
    }
    found.into_iter().map(|(_, number, mutation)| (number, mutation)).collect()
}

/// The same, perhaps with repetitions, in a fixed order; without words where nobody is to read them.
pub(super) fn all_mutations(base: &Recurrences, in_words: bool) -> Vec<Mutation> {
    let (text, line) = printers(in_words);
    collected(base, |add| {
        initial_values(base, line, add);
        single_sites(base, text, line, add);
        parameters(base, line, add);
        whole_steps(base, add);
    })
}

/// What prints a term and an equation; nothing is printed where nobody is to read it.
pub(super) fn printers(in_words: bool) -> (Text, Line) {
    if in_words { (print::ascii, print::equation_ascii) } else { (|_| String::new(), |_| String::new()) }
}

/// The mutants that are handed over, without those that change nothing.
pub(super) fn collected(base: &Recurrences, mutants: impl FnOnce(Add<'_>)) -> Vec<Mutation> {
    let mut found: Vec<Mutation> = Vec::new();
    mutants(&mut |what, changed| {
        if changed != *base {
            found.push(Mutation { what, changed });
        }
    });
    found
}

/// Which equations of a version of a method are not the method's, by their place.
pub(super) fn changed(base: &Recurrences, version: &Recurrences) -> Vec<usize> {
    (0..version.equations.len()).filter(|at| base.equations.get(*at) != Some(&version.equations[*at])).collect()
}

/// Prints an equation.
pub(super) type Line = fn(&Equation) -> String;
pub(super) type Add<'a> = &'a mut dyn FnMut(String, Recurrences);

pub(super) fn equation(name: &str, time: Expr, value: Expr) -> Equation {
    let target = Name { text: name.to_owned(), span: Span::default() };
    Equation { form: Form::Step, target, time, value, span: Span::default() }
}

pub(super) fn is_fixed(time: &Expr) -> bool {
    matches!(time.kind, ExprKind::Number(_))
}

/// The equations that hold at every step.
pub(super) fn general(base: &Recurrences) -> impl Iterator<Item = (usize, &Equation)> {
    base.equations.iter().enumerate().filter(|(_, known)| !is_fixed(&known.time) && known.form == Form::Step)
}

/// The equation of the gradient, with its place.
pub(super) fn slope_equation(base: &Recurrences) -> Option<(usize, &Equation)> {
    let name = slopes(base)?;
    general(base).find(|(_, known)| known.target.text == name)
}

/// What the parameters are called.
pub(super) fn parameter_names(base: &Recurrences) -> Vec<&str> {
    base.parameters.iter().map(|parameter| parameter.name.text.as_str()).collect()
}

/// Puts an equation in the place of the one of the same target and time, or beside the others.
pub(super) fn put(base: &Recurrences, new: Equation) -> Recurrences {
    let mut changed = base.clone();
    match changed.equations.iter_mut().find(|known| known.target == new.target && known.time == new.time) {
        Some(known) => *known = new,
        None => changed.equations.push(new),
    }
    changed
}

/// The sequence that holds the gradient.
pub(super) fn slopes(base: &Recurrences) -> Option<&str> {
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
    // A schedule has no points.
    if base.equations.iter().any(|known| known.target.text == "w") {
        let stays = equation("w", number("1"), at("w", number("0")));
        add("the first step is lost".to_owned(), put(base, stays));
    }
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

pub(super) fn with_site(base: &Recurrences, position: usize, site: usize, new: Expr) -> Recurrences {
    let mut changed = base.clone();
    if let Some(node) = nth_mut(&mut changed.equations[position].value, &mut { site }) {
        *node = new;
    }
    changed
}

/// A parameter as a factor where it does not belong.
fn factors(base: &Recurrences, names: &[&str], line: Line, add: Add<'_>) {
    // Nothing times a factor is nothing.
    let counts = |known: &Equation| known.target.text != "w" && known.value != number("0");
    for (position, known) in base.equations.iter().enumerate().filter(|(_, known)| counts(known)) {
        for name in names {
            let mut changed = base.clone();
            changed.equations[position].value = binary(BinaryOp::Mul, named(name), known.value.clone());
            let text = line(&changed.equations[position]);
            add(format!("a factor {name} too many: {text}"), changed);
        }
    }
    if let Some(slope) = slopes(base) {
        let slope = at(slope, named("t"));
        for name in names {
            for (factor, said) in [
                (named(name), (*name).to_owned()),
                (binary(BinaryOp::Sub, number("1"), named(name)), format!("1 - {name}")),
            ] {
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
    factors(base, &names, line, add);
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
        for divisor in [named("t"), apply("sqrt", named("t"))] {
            let new = binary(BinaryOp::Div, named(name), divisor);
            add(format!("`{}` in the place of `{name}`", print::ascii(&new)), with_name(base, name, &new));
        }
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

pub(super) fn with_name(base: &Recurrences, name: &str, new: &Expr) -> Recurrences {
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
pub(super) fn of_points(base: &Recurrences) -> Option<usize> {
    base.equations.iter().position(|known| known.target.text == "w" && !is_fixed(&known.time))
}

/// The same equations with steps multiplied by a factor.
pub(super) fn times(base: &Recurrences, factor: Expr) -> Option<Recurrences> {
    let position = of_points(base)?;
    let before = at("w", binary(BinaryOp::Sub, named("t"), number("1")));
    let mut changed = base.clone();
    let value = &mut changed.equations[position].value;
    if let ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, first, step) = &mut value.kind
        && **first == before
    {
        **step = binary(BinaryOp::Mul, factor, (**step).clone());
    } else {
        let step = binary(BinaryOp::Sub, value.clone(), before.clone());
        *value = binary(BinaryOp::Add, before, binary(BinaryOp::Mul, factor, step));
    }
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
