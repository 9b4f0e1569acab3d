//! The inputs of a report on whole notes.

use std::collections::BTreeMap;

use super::replays::Replays;
use crate::language::Document;
use crate::verdict::{Judged, MutantOutcome, Results};

/// Notes with what was found of them.
#[derive(Debug, Clone, Copy)]
pub struct Notes<'a> {
    /// The files, in order.
    pub documents: &'a [Document],
    /// What was found. A block that is not in it is shown as not judged.
    pub results: &'a Results,
    /// The commands that judge counterexamples again.
    pub replays: &'a Replays,
    /// Pictures for `figure` blocks, by the block's name.
    pub drawings: &'a BTreeMap<String, Drawing>,
    /// Images of the prose as `data:` addresses, by the file that shows them and the address there.
    pub images: &'a Images,
}

/// Images as `data:` addresses, by the name of the file that shows them and the address in it.
pub type Images = BTreeMap<(String, String), String>;

/// A picture, ready to be embedded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The picture as SVG.
    pub svg: String,
    /// The name of the file that holds it, beside the pages in Markdown.
    pub file: String,
    /// What it shows, for those who do not see it.
    pub alt: String,
    /// What is below it.
    pub caption: String,
}

impl<'a> Notes<'a> {
    /// A claim or step by its id.
    pub(super) fn judged(&self, id: &str) -> Option<&'a Judged> {
        self.results.all().find(|own| own.id == id)
    }

    /// A known mistake by its id.
    pub(super) fn mutant(&self, id: &str) -> Option<&'a MutantOutcome> {
        self.results.mutants.iter().find(|mutant| mutant.id == id)
    }

    /// Claims that were made of a block: what an objective declares, the counterexample that a claim names.
    pub(super) fn made_of(&self, id: &str) -> Vec<&'a Judged> {
        let belongs = |claim: &&Judged| claim.declared && claim.id.rsplit_once('/').is_some_and(|(of, _)| of == id);
        self.results.claims.iter().filter(belongs).collect()
    }

    /// Claims that correct this one, in order.
    pub(super) fn corrections(&self, id: &str) -> Vec<&'a Judged> {
        self.results.claims.iter().filter(|claim| claim.corrects.as_deref() == Some(id)).collect()
    }
}
