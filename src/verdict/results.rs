//! The results of a run, from which every report is made.

use serde::{Deserialize, Serialize};

use super::{Counterexample, Verdict};

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// One mutant, judged by the claims that should kill it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// Each claim that judged it, with the result.
    pub judged_by: Vec<(String, Catch)>,
    /// The claims named on its `killed by` lines.
    pub should_be_killed_by: Vec<String>,
    /// Whether every claim named kills it.
    pub as_expected: bool,
}

/// The answer of one claim to a mutant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Catch {
    /// It holds of the correct method and is refuted of the mutant.
    Killed(Box<Counterexample>),
    /// It is not refuted of the mutant.
    Passes,
    /// Nothing can be said: it is undecided of the mutant or of the correct method, and why.
    Undecided(String),
    /// It is refuted of the correct method already, so that it tells no mistake apart.
    DoesNotCount,
}

impl Results {
    /// Every claim, each followed by its steps.
    pub fn all(&self) -> impl Iterator<Item = &Judged> {
        self.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps))
    }
}

impl Catch {
    /// What a claim says of a mutant, from its verdicts on the correct method and on the mutant.
    #[must_use]
    pub fn of(right: &Verdict, mutant: Verdict) -> Self {
        match (right, mutant) {
            (Verdict::Refuted(..), _) => Self::DoesNotCount,
            (_, Verdict::Holds(_)) => Self::Passes,
            (_, Verdict::Undecided(reason, _)) => Self::Undecided(reason),
            (Verdict::Holds(_), Verdict::Refuted(found, _)) => Self::Killed(found),
            (Verdict::Undecided(reason, _), Verdict::Refuted(..)) => {
                Self::Undecided(format!("for the correct method: {reason}"))
            }
        }
    }
}

impl MutantOutcome {
    /// What a claim says of the mutant; None where it was not judged by that claim.
    #[must_use]
    pub fn said_by(&self, id: &str) -> Option<&Catch> {
        self.judged_by.iter().find(|(by, _)| by == id).map(|(_, found)| found)
    }

    /// Whether a claim kills it.
    #[must_use]
    pub fn is_killed_by(&self, id: &str) -> bool {
        matches!(self.said_by(id), Some(Catch::Killed(_)))
    }

    /// The claims that kill it.
    pub fn killers(&self) -> impl Iterator<Item = &str> {
        self.judged_by.iter().filter(|(_, found)| matches!(found, Catch::Killed(_))).map(|(id, _)| id.as_str())
    }

    /// The claims that are named to kill it and do not.
    pub fn missed_by(&self) -> impl Iterator<Item = &str> {
        self.should_be_killed_by.iter().map(String::as_str).filter(|id| !self.is_killed_by(id))
    }

    /// Whether some claim is named, and every claim named kills it.
    #[must_use]
    pub fn is_as_expected(&self) -> bool {
        !self.should_be_killed_by.is_empty() && self.missed_by().next().is_none()
    }
}

/// Everything one run found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
