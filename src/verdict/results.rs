//! The one result model that feeds every format.

use serde::{Deserialize, Serialize};

use super::Verdict;

/// What the lecture says of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expectation {
    /// No `expect` line, or `expect holds`.
    Holds,
    /// `expect refuted`.
    Refuted,
}

/// One judged claim or step.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The block's name; a step's is `CLAIM/STEP`.
    pub id: String,
    /// The title, where it has one.
    pub title: Option<String>,
    /// The Markdown file, as given on the command line (or its name in the embedded chapter).
    pub file: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// The section heading above it.
    pub section: String,
    /// Its statement (the `show` lines) in Unicode.
    pub statement: String,
    /// The name of the index that it is judged for, usually the time.
    pub index: Option<String>,
    /// Whether it was made of what a block declares, and is no block of its own.
    pub declared: bool,
    /// The claim that it corrects.
    pub corrects: Option<String>,
    /// What is expected.
    pub expected: Expectation,
    /// What was found.
    pub verdict: Verdict,
    /// Whether the two agree.
    pub as_expected: bool,
    /// Proof steps, for a claim.
    pub steps: Vec<Judged>,
    /// The command that judges its case again, for a refuted claim.
    pub replay: Option<String>,
}

/// One mutant, judged by the claims that should kill it.
#[derive(Debug, Clone, PartialEq)]
pub struct MutantOutcome {
    /// The mutant.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// The method or claim it changes.
    pub of: String,
    /// The Markdown file.
    pub file: String,
    /// The line of the opening fence, from 1.
    pub line: usize,
    /// Each claim it was judged by, with the verdict it brought about; killed means refuted.
    pub judged_by: Vec<(String, Verdict)>,
    /// The claims named on its `killed by` lines.
    pub should_be_killed_by: Vec<String>,
    /// Whether every claim named kills it.
    pub as_expected: bool,
}

/// Everything one run found.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The seed.
    pub seed: u64,
    /// Sampled cases a claim.
    pub cases: u64,
    /// Claims in the order of the files.
    pub claims: Vec<Judged>,
    /// Mutants in the order of the files.
    pub mutants: Vec<MutantOutcome>,
    /// Whether the run was cut short and these are only the claims done before.
    pub interrupted: bool,
}
