//! Finds the notes that other notes use.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::files;
use crate::blackbox::CHAPTER;
use crate::language::{Document, Parsed, Use, UsedNotes};

/// Notes, read, and as they are found again.
struct Found {
    parsed: Parsed,
    origin: Origin,
}

/// Where notes come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Program(String),
    File(PathBuf),
}

/// All notes that some use, those that these use included, each once, without the given ones.
///
/// # Errors
/// Where one cannot be read; the place where it is used is named.
pub(super) fn used(given: &[Parsed]) -> anyhow::Result<Vec<Parsed>> {
    let mut known: BTreeSet<Origin> = given.iter().map(|(document, _)| origin(&document.name)).collect();
    let mut found = Vec::new();
    for (document, _) in given {
        found.extend(new(document, &origin(&document.name), &mut known)?);
    }
    let mut next = 0;
    while let Some(user) = found.get(next) {
        let more = new(&user.parsed.0, &user.origin, &mut known)?;
        found.extend(more);
        next += 1;
    }
    Ok(found.into_iter().map(|found| found.parsed).collect())
}

/// What one file uses and is not known yet.
fn new(document: &Document, from: &Origin, known: &mut BTreeSet<Origin>) -> anyhow::Result<Vec<Found>> {
    let mut found = Vec::new();
    for used in &document.uses {
        let all = match &used.notes {
            UsedNotes::Chapter => CHAPTER.iter().map(|(name, text)| of_program(name, text)).collect(),
            UsedNotes::File(file) => vec![read(file, from).with_context(|| said_at(document, used))?],
        };
        found.extend(all.into_iter().filter(|new| known.insert(new.origin.clone())));
    }
    Ok(found)
}

fn said_at(document: &Document, used: &Use) -> String {
    format!("{}, line {}", document.name, document.line_of(used.span))
}

/// A file that is named from the folder of the notes that use it.
fn read(file: &str, from: &Origin) -> anyhow::Result<Found> {
    match from {
        Origin::Program(_) => match CHAPTER.iter().find(|(name, _)| *name == file) {
            Some((name, text)) => Ok(of_program(name, text)),
            None => bail!("the chapter that comes with the program has no file `{file}`"),
        },
        Origin::File(user) => {
            let path = user.parent().unwrap_or(Path::new("")).join(file);
            let text = files::read(&path, files::LARGEST_NOTES)?;
            let name = path.display().to_string();
            Ok(Found { origin: origin(&name), parsed: Document::parse(name, text) })
        }
    }
}

fn of_program(name: &str, text: &str) -> Found {
    Found { parsed: Document::parse(name, text), origin: Origin::Program(name.to_owned()) }
}

/// Where notes of this name come from. A file that several links lead to is one file.
fn origin(name: &str) -> Origin {
    if CHAPTER.iter().any(|(own, _)| *own == name) && !Path::new(name).exists() {
        return Origin::Program(name.to_owned());
    }
    Origin::File(std::fs::canonicalize(name).unwrap_or_else(|_| PathBuf::from(name)))
}
