//! What cards of all kinds share: verdicts as marks, and lists of links.

use super::counterexample::{self, Shown};
use super::links::Links;
use super::title;
use crate::language::print::mathml;
use crate::report::notes::Notes;
use crate::report::words;
use crate::verdict::Judged;

/// A verdict to be seen at a glance.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// What it is a verdict on: `as taught`, `corrected`; empty for a step.
    pub(super) label: &'static str,
    /// `✓ holds`.
    pub(super) text: String,
    /// The verdict in one word, which is its class in the style sheet.
    pub(super) class: &'static str,
    /// Where the claim stands, if not here.
    pub(super) address: Option<String>,
}

impl Mark {
    pub(super) fn of(claim: &Judged, label: &'static str) -> Self {
        let class = words::verdict(&claim.verdict);
        Self { label, text: words::marked(&claim.verdict), class, address: None }
    }

    pub(super) fn elsewhere(claim: &Judged, label: &'static str, links: &Links) -> Self {
        Self { address: links.block(&claim.id), ..Self::of(claim, label) }
    }
}

/// A link to another block.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// The block's name as HTML, linked.
    pub(super) html: String,
    /// A note on it.
    pub(super) note: String,
    /// Its verdict, where that is shown.
    pub(super) mark: Option<Mark>,
}

/// A block's title as HTML; empty where it has none.
pub(super) fn title(title: Option<&str>, links: &Links) -> String {
    title.map(|title| title::title(title, &links.macros)).unwrap_or_default()
}

/// A claim that was made of a block, shown on the block's card.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) statement: String,
    pub(super) mark: Mark,
    pub(super) surprise: Option<String>,
    pub(super) evidence: Vec<String>,
    pub(super) found: Option<Shown>,
    pub(super) replay: Option<String>,
}

/// Everything that was made of a block.
pub(super) fn made(notes: &Notes<'_>, links: &Links, id: &str) -> Vec<Made> {
    let made = |claim: &Judged| Made {
        id: claim.id.clone(),
        title: title(Some(claim.title.as_deref().unwrap_or(&claim.id)), links),
        statement: mathml::prose(&claim.statement),
        mark: Mark::of(claim, ""),
        surprise: surprise(claim),
        evidence: words::at_length(claim),
        found: counterexample::shown(claim),
        replay: notes.replays.of(claim).map(counterexample::command),
    };
    notes.made_of(id).into_iter().map(made).collect()
}

/// What a claim's notes say where the verdict is another one.
pub(super) fn surprise(claim: &Judged) -> Option<String> {
    (!claim.as_expected).then(|| words::surprise(claim.expected))
}
