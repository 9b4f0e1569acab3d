//! The card of a claim.

use askama::Template;

use super::card::{self, Link, Made, Mark};
use super::counterexample::{self, Shown};
use super::escape;
use super::links::Links;
use super::typeset::{self, Row};
use crate::language::syntax::{Block, Line};
use crate::report::notes::Notes;
use crate::report::words;
use crate::verdict::Judged;

#[derive(Template)]
#[template(path = "claim.html")]
struct Card<'a> {
    id: &'a str,
    name: String,
    level: u8,
    title: String,
    marks: Vec<Mark>,
    surprise: Option<String>,
    rows: Vec<Row>,
    evidence: Vec<String>,
    found: Option<Shown>,
    replay: Option<String>,
    steps: Vec<Link>,
    proof: Option<String>,
    catches: Vec<Link>,
    made: Vec<Made>,
    corrects: Option<String>,
    source: Option<String>,
    written: &'a str,
}

/// A claim with everything that was found of it.
pub(super) fn claim(
    notes: &Notes<'_>,
    links: &Links,
    block: &Block,
    lines: &[Line],
    source: &str,
    level: u8,
) -> Result<String, askama::Error> {
    let id = block.name.text.as_str();
    let judged = notes.judged(id);
    Card {
        id,
        name: escape::text(id),
        level,
        title: card::title(block.title.as_deref(), links),
        marks: judged.map(|judged| marks(notes, links, judged)).unwrap_or_default(),
        surprise: judged.and_then(card::surprise),
        rows: typeset::claim(lines, links, source),
        evidence: judged.map_or_else(|| vec![words::NOT_JUDGED.into()], words::at_length),
        found: judged.and_then(counterexample::shown),
        replay: judged.and_then(|judged| notes.replays.of(judged)).map(counterexample::command),
        steps: judged.map(|judged| steps(judged, links)).unwrap_or_default(),
        proof: judged.and_then(|judged| words::proof(&judged.steps)),
        catches: catches(notes, links, id),
        made: card::made(notes, links, id),
        corrects: judged.and_then(|judged| judged.corrects.as_deref()).map(|other| typeset::block(other, links)),
        source: typeset::source(lines),
        written: source.get(block.span.range()).unwrap_or_default(),
    }
    .render()
}

/// The verdict as taught and as corrected: this claim's own, and that of the claims that put it right.
fn marks(notes: &Notes<'_>, links: &Links, judged: &Judged) -> Vec<Mark> {
    let taught = judged.corrects.as_deref().map(|id| notes.judged(id));
    match taught {
        None => {
            let corrections = notes.corrections(&judged.id);
            let corrected = corrections.iter().map(|other| Mark::elsewhere(other, words::CORRECTED, links));
            std::iter::once(Mark::of(judged, words::AS_TAUGHT)).chain(corrected).collect()
        }
        Some(taught) => {
            let taught = taught.map(|other| Mark::elsewhere(other, words::AS_TAUGHT, links));
            taught.into_iter().chain([Mark::of(judged, words::CORRECTED)]).collect()
        }
    }
}

fn steps(judged: &Judged, links: &Links) -> Vec<Link> {
    let link = |step: &Judged| Link {
        html: typeset::block(&step.id, links),
        note: card::title(step.title.as_deref(), links),
        mark: Some(Mark::of(step, "")),
    };
    judged.steps.iter().map(link).collect()
}

/// The known mistakes that this claim or step catches.
pub(super) fn catches(notes: &Notes<'_>, links: &Links, id: &str) -> Vec<Link> {
    let caught = notes.results.mutants.iter().filter(|mutant| mutant.is_killed_by(id));
    let link = |mutant: &crate::verdict::MutantOutcome| Link {
        html: typeset::block(&mutant.id, links),
        note: card::title(mutant.title.as_deref(), links),
        mark: None,
    };
    caught.map(link).collect()
}
