//! What cards of all kinds share: verdicts as marks, and lists of links.

use super::links::Links;
use crate::language::mathml;
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
    /// What else is said of it.
    pub(super) note: String,
    /// Its verdict, where that is shown.
    pub(super) mark: Option<Mark>,
}

/// A title in the signs of mathematics.
pub(super) fn title(title: Option<&str>) -> String {
    title.map(mathml::signs).unwrap_or_default()
}

/// What a claim's notes say where the verdict is another one.
pub(super) fn surprise(claim: &Judged) -> Option<String> {
    (!claim.as_expected).then(|| words::surprise(claim.expected))
}
