//! Regression files: shrunk cases that once broke a claim, judged first by every later run.

use std::path::Path;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

use super::files;
use crate::judge::KeptCase;
use crate::verdict::{Case, Expectation, Results, Verdict};

/// The name and version of the format.
const SCHEMA: &str = "descentcheck/regressions/v1";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RegressionFile {
    schema: String,
    cases: Vec<Entry>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    claim: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mutant: Option<String>,
    case: Case,
}

/// The cases of a file; none where there is no file yet.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<KeptCase>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    parse(&files::read(path, files::LARGEST_CASE)?)
        .with_context(|| format!("{} is not a regression file", path.display()))
}

/// The cases of a file's text.
///
/// # Errors
/// Where the text is of another format, or a data set that a case names cannot be read.
pub fn parse(text: &str) -> anyhow::Result<Vec<KeptCase>> {
    let file: RegressionFile = serde_json::from_str(text)?;
    ensure!(file.schema == SCHEMA, "it has the format `{}`, not `{SCHEMA}`", file.schema);
    let mut kept = Vec::new();
    for Entry { claim, mutant, mut case } in file.cases {
        for problem in case.problems.values_mut() {
            problem.load_data()?;
        }
        kept.push(KeptCase { claim, mutant, case });
    }
    Ok(kept)
}

/// Adds what broke a claim that is to hold to the cases of a file, if anything did.
pub(super) fn add(path: &Path, kept: &[KeptCase], results: &Results) -> anyhow::Result<()> {
    let mut cases: Vec<Entry> = kept.iter().cloned().map(Entry::from).collect();
    let before = cases.len();
    for claim in results.all() {
        if let (Verdict::Refuted(found, _), Expectation::Holds) = (&claim.verdict, claim.expected) {
            let of = found.witness.as_ref().unwrap_or(&claim.id);
            let entry = Entry { claim: of.clone(), mutant: None, case: found.case.clone() };
            if !cases.contains(&entry) {
                cases.push(entry);
            }
        }
    }
    if cases.len() == before {
        return Ok(());
    }
    let file = RegressionFile { schema: SCHEMA.to_owned(), cases };
    let text = serde_json::to_string_pretty(&file).context("a case has no JSON form")? + "\n";
    files::write(path, text.as_bytes())
}

impl From<KeptCase> for Entry {
    fn from(KeptCase { claim, mutant, case }: KeptCase) -> Self {
        Self { claim, mutant, case }
    }
}
