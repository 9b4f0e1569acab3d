//! Typesets the lines of blocks as pieces: words, mathematics and names of other blocks.

use super::mathml;
use super::numeral;
use super::text;
use crate::language::syntax::{
    Argument, AssignmentLine, AssignmentLineKind, Change, Class, Domain, Equation, Expr, IndexRange, Line, LineKind,
    Name, ObjectiveLine, Run, Submit,
};
use crate::numeric::Rational;

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words, as they are.
    Words(String),
    /// MathML.
    Math(String),
    /// The name of another block.
    Block(String),
}

/// A line: the word that it opens with, and the rest of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typeset {
    /// `given`, `run`, `show` and so on; empty for an equation.
    pub keyword: &'static str,
    /// What follows.
    pub pieces: Vec<Piece>,
}

/// A line of a claim.
#[must_use]
pub fn line(line: &Line) -> Typeset {
    match &line.kind {
        LineKind::GivenObjective { names, classes } => given_objective(names, classes),
        LineKind::Given { names, domain } => Typeset { keyword: "given", pieces: given(names, domain) },
        LineKind::Let { name, index, value } => {
            let name = index.as_ref().map_or_else(|| mathml::name(&name.text), |at| mathml::indexed(&name.text, at));
            let pieces = vec![math(&name), words(" = "), math(&mathml::display(value))];
            Typeset { keyword: "let", pieces }
        }
        LineKind::Assume(condition) => Typeset { keyword: "assume", pieces: vec![math(&mathml::display(condition))] },
        LineKind::Run(known) => Typeset { keyword: "run", pieces: run(known) },
        LineKind::Show { statement, range } => {
            let mut pieces = vec![math(&mathml::display(statement))];
            pieces.extend(range.iter().flat_map(index_range));
            Typeset { keyword: "show", pieces }
        }
        other => plain(&Line { kind: other.clone(), span: line.span }),
    }
}

/// An equation of a method.
#[must_use]
pub fn equation(equation: &Equation) -> Typeset {
    Typeset { keyword: "", pieces: vec![math(&mathml::equation(equation))] }
}

/// A line of an objective.
#[must_use]
pub fn objective_line(known: &ObjectiveLine) -> Typeset {
    let quantity = |left: String, value: &Expr| Typeset {
        keyword: "",
        pieces: vec![math(&left), words(" = "), math(&mathml::display(value))],
    };
    match known {
        ObjectiveLine::Given(given) => line(given),
        ObjectiveLine::Formula(formula) => {
            quantity(mathml::application(&formula.name.text, &formula.argument.text), &formula.value)
        }
        ObjectiveLine::Class(classes) => {
            Typeset { keyword: "class", pieces: list(classes.iter().map(class).collect()) }
        }
        ObjectiveLine::Constant(constant) => quantity(mathml::name(&constant.name.text), &constant.value),
    }
}

/// A line of an assignment.
#[must_use]
pub fn assignment_line(known: &AssignmentLine) -> Typeset {
    const OWN: [&str; 6] = ["submit", "points", "keep", "accept", "limit", "feedback"];
    match &known.kind {
        AssignmentLineKind::Setting(setting) => line(setting),
        AssignmentLineKind::AtLeast(demanded) => Typeset { keyword: "at least", pieces: line(demanded).pieces },
        AssignmentLineKind::Points { points, items, reason } => {
            let pieces = worth(points, items, reason.as_deref());
            Typeset { keyword: "points", pieces }
        }
        AssignmentLineKind::Keep { points, what, reason } => {
            let pieces = worth(points, std::slice::from_ref(what), reason.as_deref());
            Typeset { keyword: "keep", pieces }
        }
        AssignmentLineKind::Submit(Submit::Claim(name)) => {
            Typeset { keyword: "submit", pieces: vec![words("a correction of "), Piece::Block(name.text.clone())] }
        }
        AssignmentLineKind::Submit(Submit::Witness(name)) => {
            Typeset { keyword: "submit", pieces: vec![words("a counterexample to "), Piece::Block(name.text.clone())] }
        }
        AssignmentLineKind::Submit(Submit::Program { .. })
        | AssignmentLineKind::Accept(_)
        | AssignmentLineKind::Limit(_)
        | AssignmentLineKind::Feedback { .. } => {
            let text = text::assignment_line_unicode(known);
            let (first, rest) = text.split_once(' ').unwrap_or((&text, ""));
            let keyword = OWN.into_iter().find(|own| *own == first).unwrap_or("");
            Typeset { keyword, pieces: vec![words(rest.trim_start())] }
        }
    }
}

/// `8 for agreement "in words"`.
fn worth(points: &Rational, items: &[Name], reason: Option<&str>) -> Vec<Piece> {
    let mut pieces = vec![words(&format!("{} for ", numeral::number(points)))];
    pieces.extend(list(items.iter().map(|item| vec![Piece::Block(item.text.clone())]).collect()));
    pieces.extend(reason.map(|reason| words(&format!(": {reason}"))));
    pieces
}

/// A change that a mutant makes.
#[must_use]
pub fn change(change: &Change) -> Typeset {
    match change {
        Change::Equation(changed) => equation(changed),
        Change::Drop { target, time } => {
            Typeset { keyword: "drop", pieces: vec![math(&mathml::sequence(&target.text, time))] }
        }
        Change::Line(changed) => line(changed),
    }
}

/// A line without typesetting of its own, in the signs of mathematics.
fn plain(line: &Line) -> Typeset {
    let text = text::line_unicode(line);
    let (first, rest) = text.split_once(' ').unwrap_or((&text, ""));
    let keyword = ["draw", "expect", "corrects", "source", "witness"].into_iter().find(|known| *known == first);
    match keyword {
        Some(keyword) => Typeset { keyword, pieces: vec![words(rest.trim_start())] },
        None => Typeset { keyword: "", pieces: vec![words(&text)] },
    }
}

fn math(text: &str) -> Piece {
    Piece::Math(text.to_owned())
}

fn words(text: &str) -> Piece {
    Piece::Words(text.to_owned())
}

fn given_objective(names: &[Name], classes: &[Class]) -> Typeset {
    let mut pieces = list(names.iter().map(|name| vec![math(&mathml::name(&name.text))]).collect());
    pieces.push(words(": "));
    pieces.extend(list(classes.iter().map(class).collect()));
    Typeset { keyword: "given", pieces }
}

/// The words stay as they are except for the name before a hyphen, and for a name that is alone.
fn class(class: &Class) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (place, word) in class.words.split(' ').enumerate() {
        if place > 0 {
            pieces.push(words(" "));
        }
        match word.split_once('-') {
            Some((name, rest)) if is_name(name) => {
                pieces.extend([math(&mathml::name(name)), words(&format!("-{rest}"))]);
            }
            _ if word.len() == 1 && is_name(word) && word != "a" => pieces.push(math(&mathml::name(word))),
            _ => pieces.push(words(word)),
        }
    }
    if !class.arguments.is_empty() {
        pieces.extend(arguments(&class.arguments));
    }
    pieces
}

/// One letter, or a Greek letter by its name.
fn is_name(word: &str) -> bool {
    word.len() == 1 || mathml::greek(word).is_some()
}

fn arguments(arguments: &[Argument]) -> Vec<Piece> {
    let mut pieces = vec![words("(")];
    pieces.extend(list(arguments.iter().map(|known| vec![math(&mathml::argument(known))]).collect()));
    pieces.push(words(")"));
    pieces
}

/// With commas between.
fn list(items: Vec<Vec<Piece>>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (place, item) in items.into_iter().enumerate() {
        if place > 0 {
            pieces.push(words(", "));
        }
        pieces.extend(item);
    }
    pieces
}

fn given(names: &[Name], domain: &Domain) -> Vec<Piece> {
    let mut pieces = list(names.iter().map(|name| vec![math(&mathml::name(&name.text))]).collect());
    match domain {
        Domain::Relation(relation) => return vec![math(&mathml::inline(relation))],
        Domain::Interval { low, low_closed, high, high_closed } => {
            pieces.push(math(&mathml::interval((low, *low_closed), (high, *high_closed))));
        }
        Domain::Integers { first, last } => pieces.push(math(&mathml::integers(first, last.as_ref()))),
        Domain::Space { rows, columns, with } => {
            pieces.push(math(&mathml::space(rows.as_ref(), columns.as_ref())));
            if let Some(with) = with {
                pieces.extend([words(" with "), math(&mathml::inline(with))]);
            }
        }
    }
    pieces
}

fn run(run: &Run) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if let Some(label) = &run.label {
        pieces.extend([math(&mathml::name(&label.text)), words(": ")]);
    }
    pieces.push(Piece::Block(run.method.text.clone()));
    pieces.extend(arguments(&run.arguments));
    if let Some(objective) = &run.objective {
        pieces.extend([words(" on "), math(&mathml::inline(objective))]);
    }
    if let Some(from) = &run.from {
        pieces.extend([words(" from "), math(&mathml::inline(from))]);
    }
    for (place, equation) in run.initial.iter().enumerate() {
        pieces.push(words(if place == 0 { " with " } else { ", " }));
        pieces.push(math(&mathml::inline_equation(equation)));
    }
    if let Some(steps) = &run.steps {
        pieces.extend([words(" for "), math(&mathml::inline(steps)), words(" steps")]);
    }
    pieces
}

fn index_range(range: &IndexRange) -> Vec<Piece> {
    let range: (&str, &Expr, Option<&Expr>) = (&range.index.text, &range.first, range.last.as_ref());
    vec![words("\u{2003}for "), math(&mathml::range(range.0, range.1, range.2))]
}
