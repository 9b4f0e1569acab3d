//! The card of a proof step.

use askama::Template;

use super::card::{self, Link, Mark};
use super::claim::catches;
use super::counterexample::{self, Shown};
use super::escape;
use super::links::Links;
use super::typeset::{self, Row};
use crate::language::syntax::{Block, Line, Name};
use crate::report::notes::Notes;
use crate::report::words;

#[derive(Template)]
#[template(path = "step.html")]
struct Card<'a> {
    id: &'a str,
    name: String,
    of: String,
    title: String,
    mark: Option<Mark>,
    surprise: Option<String>,
    rows: Vec<Row>,
    evidence: Vec<String>,
    found: Option<Shown>,
    replay: Option<String>,
    catches: Vec<Link>,
}

/// A step with its verdict.
pub(super) fn step(
    notes: &Notes<'_>,
    links: &Links,
    block: &Block,
    (of, lines): (&Name, &[Line]),
    source: &str,
) -> Result<String, askama::Error> {
    let id = format!("{}/{}", of.text, block.name.text);
    let judged = notes.judged(&id);
    Card {
        id: &id,
        name: escape::text(&block.name.text),
        of: typeset::block(&of.text, links),
        title: card::title(block.title.as_deref(), links),
        mark: judged.map(|judged| Mark::of(judged, "")),
        surprise: judged.and_then(card::surprise),
        rows: typeset::claim(lines, links, source),
        evidence: judged.map_or_else(|| vec![words::NOT_JUDGED.into()], words::at_length),
        found: judged.and_then(counterexample::shown),
        replay: judged.and_then(|judged| notes.replays.of(judged)).map(counterexample::command),
        catches: catches(notes, links, &id),
    }
    .render()
}
