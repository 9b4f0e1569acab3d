//! The families and sizes of the cases that were tried.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::problem::{Family, ProblemSpec};

/// What the cases of a claim were made of, real data apart.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tried {
    /// The families of the objectives, of their parts and of their losses.
    pub families: BTreeSet<Family>,
    /// The largest number of parameters.
    pub parameters: usize,
    /// The largest number of losses or samples; 0 where no objective has any.
    pub losses: usize,
    /// The largest value of each whole number that is given without an end.
    pub whole: BTreeMap<String, i64>,
    /// Whether some cases have Hessians of two parameters or more that come from a class which says nothing else of them.
    pub hessians: bool,
}

impl Tried {
    /// Counts an objective and its parts.
    pub fn add_problem(&mut self, spec: &ProblemSpec) {
        // Most cases add nothing new.
        if !self.families.contains(&spec.family) {
            self.families.insert(spec.family);
        }
        self.losses = self.losses.max(spec.sample_count());
        for part in &spec.parts {
            self.add_problem(&part.recipe);
        }
    }

    /// Counts a whole number.
    pub fn add_whole(&mut self, name: &str, value: i64) {
        match self.whole.get_mut(name) {
            Some(known) => *known = value.max(*known),
            None => {
                self.whole.insert(name.to_owned(), value);
            }
        }
    }

    /// Adds what other cases were made of.
    pub fn merge(&mut self, other: &Self) {
        self.families.extend(&other.families);
        self.parameters = self.parameters.max(other.parameters);
        self.losses = self.losses.max(other.losses);
        self.hessians |= other.hessians;
        for (name, value) in &other.whole {
            self.add_whole(name, *value);
        }
    }
}
