//! The cards of methods, schedules and known mistakes.

use askama::Template;

use super::card::{self, Made};
use super::escape;
use super::links::Links;
use super::typeset::{self, Row};
use crate::language::print::mathml;
use crate::language::print::typeset::{assignment_line, change, equation, objective_line};
use crate::language::syntax::{AssignmentLine, Block, Mutant, Objective, Parameter, Recurrences};
use crate::report::list;
use crate::report::notes::Notes;
use crate::report::words;

#[derive(Template)]
#[template(path = "method.html")]
struct MethodCard<'a> {
    kind: &'static str,
    id: &'a str,
    name: String,
    parameters: String,
    level: u8,
    title: String,
    rows: Vec<Row>,
    made: Vec<Made>,
    written: &'a str,
}

/// A method or schedule.
pub(super) fn method(
    links: &Links,
    block: &Block,
    kind: &'static str,
    recurrences: &Recurrences,
    written: &str,
    level: u8,
) -> Result<String, askama::Error> {
    let parameters: Vec<String> = recurrences.parameters.iter().map(parameter).collect();
    MethodCard {
        kind,
        id: &block.name.text,
        name: escape::text(&block.name.text),
        parameters: parameters.join(", "),
        level,
        title: card::title(block.title.as_deref(), links),
        rows: recurrences.equations.iter().map(|own| typeset::row(&equation(own), links)).collect(),
        made: Vec::new(),
        written,
    }
    .render()
}

/// An objective as a formula.
pub(super) fn objective(
    notes: &Notes<'_>,
    links: &Links,
    block: &Block,
    objective: &Objective,
    written: &str,
    level: u8,
) -> Result<String, askama::Error> {
    let parameters: Vec<String> = objective.parameters.iter().map(parameter).collect();
    MethodCard {
        kind: words::OBJECTIVE,
        id: &block.name.text,
        name: escape::text(&block.name.text),
        parameters: parameters.join(", "),
        level,
        title: card::title(block.title.as_deref(), links),
        rows: objective.lines.iter().map(|line| typeset::row(&objective_line(line), links)).collect(),
        made: card::made(notes, links, &block.name.text),
        written,
    }
    .render()
}

/// An assignment.
pub(super) fn assignment(
    links: &Links,
    block: &Block,
    lines: &[AssignmentLine],
    written: &str,
    level: u8,
) -> Result<String, askama::Error> {
    let id = list::id(block);
    MethodCard {
        kind: words::ASSIGNMENT,
        id: &id,
        name: escape::text(&block.name.text),
        parameters: String::new(),
        level,
        title: card::title(block.title.as_deref(), links),
        rows: lines.iter().map(|line| typeset::row(&assignment_line(line), links)).collect(),
        made: Vec::new(),
        written,
    }
    .render()
}

fn parameter(parameter: &Parameter) -> String {
    let name = mathml::name(&parameter.name.text);
    match &parameter.default {
        Some(default) => format!("{name} = {}", mathml::inline(default)),
        None => name,
    }
}

#[derive(Template)]
#[template(path = "mutant.html")]
struct MutantCard<'a> {
    id: &'a str,
    name: String,
    of: String,
    title: String,
    rows: Vec<Row>,
    judged: bool,
    caught_by: Vec<String>,
    survives: Vec<String>,
}

/// A known mistake, with the claims that catch it and those that should and do not.
pub(super) fn mutant(
    notes: &Notes<'_>,
    links: &Links,
    block: &Block,
    mutant: &Mutant,
) -> Result<String, askama::Error> {
    let id = block.name.text.as_str();
    let judged = notes.mutant(id);
    let (mut caught_by, mut survives) = (Vec::new(), Vec::new());
    if let Some(outcome) = judged {
        caught_by = outcome.killers().map(|by| typeset::block(by, links)).collect();
        survives = outcome.missed_by().map(|id| typeset::block(id, links)).collect();
    }
    MutantCard {
        id,
        name: escape::text(id),
        of: typeset::block(&mutant.of.text, links),
        title: card::title(block.title.as_deref(), links),
        rows: mutant.changes.iter().map(|own| typeset::row(&change(own), links)).collect(),
        judged: judged.is_some(),
        caught_by,
        survives,
    }
    .render()
}

/// The note on a known mistake that was not judged.
impl MutantCard<'_> {
    fn not_judged(&self) -> &'static str {
        words::NOT_JUDGED
    }
}
