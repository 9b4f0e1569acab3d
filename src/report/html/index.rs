//! The index page: all verdicts in a table that can be sorted and filtered.

use askama::Template;

use super::card::{self, Mark};
use super::links::Links;
use super::typeset;
use crate::report::notes::Notes;
use crate::report::sections;
use crate::report::words;
use crate::verdict::Judged;

/// A row of the table: a claim as taught, with what corrects it.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) part: String,
    pub(super) taught: Option<Mark>,
    pub(super) corrected: Vec<Mark>,
    pub(super) evidence: String,
    pub(super) proof: String,
    pub(super) slack: String,
    /// Empty if there is none, which sorts last.
    pub(super) slack_order: String,
    /// Every word that it is found by in the choice of verdicts.
    pub(super) states: String,
}

/// A row of the table of known mistakes.
#[derive(Debug)]
pub(super) struct MutantRow {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) of: String,
    pub(super) by: String,
    pub(super) caught: bool,
}

/// A page in the list of contents.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) address: String,
    pub(super) title: String,
    pub(super) says: String,
}

#[derive(Template)]
#[template(path = "index.html")]
pub(super) struct Index {
    pub(super) parts: Vec<Part>,
    pub(super) rows: Vec<Row>,
    pub(super) mutants: Vec<MutantRow>,
    pub(super) summary: Vec<String>,
    pub(super) surprising: bool,
    pub(super) seed: String,
    pub(super) cases: String,
}

/// All claims; `parts` are the titles of the files in their order.
pub(super) fn rows(notes: &Notes<'_>, links: &Links, parts: &[String]) -> Vec<Row> {
    let sections = sections::sections(&notes.results.claims);
    let part = |file: &str| {
        let place = notes.documents.iter().position(|document| document.name == file);
        place.and_then(|place| parts.get(place)).cloned().unwrap_or_default()
    };
    let rows = sections.iter().flat_map(|section| section.rows.iter().map(|row| (part(section.file), row)));
    rows.map(|(part, found)| row(found, links, part)).collect()
}

fn row(found: &sections::Row<'_>, links: &Links, part: String) -> Row {
    let claim = found.claim;
    let own = Mark::of(claim, "");
    let others = found.corrections.iter().map(|other| Mark::elsewhere(other, "", links));
    let is_correction = claim.corrects.is_some();
    let (taught, corrected) = if is_correction { (None, vec![own]) } else { (Some(own), others.collect()) };
    let slack = words::telling_slack(&claim.verdict);
    let surprising = std::iter::once(claim).chain(found.corrections.iter().copied()).any(|claim| !claim.as_expected);
    let mut states = vec![words::verdict(&claim.verdict)];
    states.extend(found.corrections.first().map(|_| "corrected"));
    states.extend(surprising.then_some("unexpected"));
    Row {
        name: typeset::block(&claim.id, links),
        title: card::title(claim.title.as_deref(), links),
        part,
        taught,
        corrected,
        evidence: words::rests_on(&claim.verdict),
        proof: words::proof_in_short(&claim.steps),
        slack: slack.map(words::slack).unwrap_or_default(),
        slack_order: slack.map_or(String::new(), |slack| slack.value.to_string()),
        states: states.join(" "),
    }
}

/// All known mistakes.
pub(super) fn mutants(notes: &Notes<'_>, links: &Links) -> Vec<MutantRow> {
    let row = |mutant: &crate::verdict::MutantOutcome| {
        let killers: Vec<String> = mutant.killers().map(|by| typeset::block(by, links)).collect();
        MutantRow {
            name: typeset::block(&mutant.id, links),
            title: card::title(mutant.title.as_deref(), links),
            of: typeset::block(&mutant.of, links),
            by: if killers.is_empty() { words::NOTHING.to_owned() } else { killers.join(", ") },
            caught: mutant.as_expected,
        }
    };
    notes.results.mutants.iter().map(row).collect()
}

/// What was found of the claims of one file.
pub(super) fn says(claims: &[&Judged]) -> String {
    words::claims(claims).unwrap_or_default()
}
