//! The result of a chunk of cases, as stored in a file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tally::Tally;

/// The result of a chunk of cases.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The claim or step; behind a mutant's name and ` in ` where that was put into it.
    pub task: String,
    /// The number of the chunk.
    pub chunk: u64,
    /// The outcomes of its cases, up to the first that failed.
    pub tally: Tally,
    /// The same of its cases on data sets, by the set's place in the list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<usize, Tally>,
    /// The number of that case.
    pub failed: Option<u64>,
}
