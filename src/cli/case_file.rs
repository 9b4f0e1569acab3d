//! Case files: the inputs of one run, to be judged again.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};

use super::files;
use super::inputs::is_embedded;
use crate::report::{self, Replays};
use crate::verdict::{Case, Counterexample, Judged, Results, Verdict};

/// The name and version of the format.
const SCHEMA: &str = "descentcheck/case/v1";
/// The folder of case files, beside the results file.
pub(super) const FOLDER: &str = "cases";

/// A case with the claim that it is a case of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// The name and version of the format.
    pub schema: String,
    /// The claim or step.
    pub claim: String,
    /// The Markdown file that holds it; none: the chapter that comes with the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The known mistake that was put into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutant: Option<String>,
    /// The inputs.
    pub case: Case,
}

impl CaseFile {
    /// Reads a case file.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let text = files::read(path, files::LARGEST_CASE)?;
        let read: Self =
            serde_json::from_str(&text).with_context(|| format!("{} is not a case file", path.display()))?;
        ensure!(
            read.schema == SCHEMA,
            "{} has the format `{}`; this version of descentcheck reads `{SCHEMA}`",
            path.display(),
            read.schema
        );
        Ok(read)
    }

    /// The case given on the command line.
    pub(super) fn inline(claim: String, case: &str) -> anyhow::Result<Self> {
        let case = serde_json::from_str(case).context("the text after --case is not a case")?;
        Ok(Self { schema: SCHEMA.to_owned(), claim, file: None, mutant: None, case })
    }

    fn of(claim: &Judged, found: &Counterexample) -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            claim: found.witness.clone().unwrap_or_else(|| claim.id.clone()),
            file: (!is_embedded(&claim.file)).then(|| claim.file.clone()),
            mutant: None,
            case: found.case.clone(),
        }
    }
}

/// Writes a results file, and beside it a case file for each refuted claim and step.
pub(super) fn write_with_results(path: &Path, results: &Results, extra: &str) -> anyhow::Result<()> {
    write_all(path.parent().unwrap_or(Path::new("")), results)?;
    let replays = by_file(results, Path::new(""), extra);
    files::write(path, report::json(results, &replays)?.as_bytes())
}

/// Writes a case file for each refuted claim and step into `cases/` in a folder.
fn write_all(folder: &Path, results: &Results) -> anyhow::Result<()> {
    refuted(results).try_for_each(|(claim, found)| {
        let text = serde_json::to_string_pretty(&CaseFile::of(claim, found)).context("a case has no JSON form")? + "\n";
        files::write(&folder.join(path(claim)), text.as_bytes())
    })
}

/// For each refuted claim the command that names its case file, as seen from where `folder` is; `extra` is what the
/// command needs besides. Results files name them from their own folder on (an empty `folder`), so that their bytes do
/// not depend on where they are written.
pub(super) fn by_file(results: &Results, folder: &Path, extra: &str) -> Replays {
    let command = |claim: &Judged| {
        let path = folder.join(path(claim));
        (claim.id.clone(), format!("descentcheck replay {}{extra}", quote(&path.display().to_string())))
    };
    refuted(results).map(|(claim, _)| command(claim)).collect()
}

/// For each refuted claim the command that holds the whole case, where no file is written.
pub(super) fn inline(results: &Results, extra: &str) -> anyhow::Result<Replays> {
    let command = |(claim, found): (&Judged, &Counterexample)| {
        let id = found.witness.as_deref().unwrap_or(&claim.id);
        Ok((claim.id.clone(), command(id, &found.case, extra)?))
    };
    refuted(results).map(command).collect()
}

/// The refuted claims and steps with what refutes them.
fn refuted(results: &Results) -> impl Iterator<Item = (&Judged, &Counterexample)> {
    let all = results.all();
    all.filter_map(|claim| match &claim.verdict {
        Verdict::Refuted(found, _) => Some((claim, &**found)),
        Verdict::Holds(_) | Verdict::Undecided(..) => None,
    })
}

/// The command that judges a case of a claim again.
pub(super) fn command(claim: &str, case: &Case, extra: &str) -> anyhow::Result<String> {
    let case = serde_json::to_string(case).context("a case has no JSON form")?;
    Ok(format!("descentcheck replay --claim {} --case {}{extra}", quote(claim), quote(&case)))
}

/// `cases/CLAIM--STEP.json`.
fn path(claim: &Judged) -> PathBuf {
    let name = files::flat_name(&claim.id);
    [FOLDER, &format!("{name}.json")].iter().collect()
}

/// ` --notes FILE` for each file, for commands that cannot name one in the case file.
pub(super) fn notes(files: &[PathBuf]) -> String {
    files.iter().map(|file| format!(" --notes {}", quote(&file.display().to_string()))).collect()
}

/// What a replay command needs besides the case file, which itself names one file of notes.
pub(super) fn extra(files: &[PathBuf]) -> String {
    if files.len() > 1 { notes(files) } else { String::new() }
}

/// A word as the shell reads it back.
fn quote(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./+:@".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::quote;

    #[test]
    fn words_are_quoted_only_where_the_shell_would_read_them_otherwise() {
        assert_eq!(quote("cases/theorem-7.1.json"), "cases/theorem-7.1.json");
        assert_eq!(quote("my notes.md"), "'my notes.md'");
        assert_eq!(quote("it's"), r"'it'\''s'");
    }
}
