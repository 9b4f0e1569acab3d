//! The commands that judge counterexamples again. Whoever prints makes them, for only the printer knows where the case files are.

use std::collections::BTreeMap;

use crate::verdict::Judged;

/// The command for each refuted claim and step, by its id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Replays(BTreeMap<String, String>);

impl Replays {
    /// The command for a claim; `None` if it is not refuted.
    #[must_use]
    pub fn of(&self, claim: &Judged) -> Option<&str> {
        self.0.get(&claim.id).map(String::as_str)
    }
}

impl FromIterator<(String, String)> for Replays {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(commands: I) -> Self {
        Self(commands.into_iter().collect())
    }
}
