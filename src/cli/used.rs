//! Finds the notes that other notes use.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::files;
use crate::blackbox::CHAPTER;
use crate::language::{Document, Use, UsedNotes};

/// Notes as they are named and as they are found again.
struct Found {
    name: String,
    text: String,
    origin: Origin,
}

/// Where notes come from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Program(String),
    File(PathBuf),
}

/// Names and texts of all notes that some use, those that these use included, each once, without the given ones.
///
/// # Errors
/// Where one cannot be read; the place where it is used is named.
pub(super) fn used(given: &[(String, String)]) -> anyhow::Result<Vec<(String, String)>> {
    let mut known: BTreeSet<Origin> = given.iter().map(|(name, _)| origin(name)).collect();
    let mut found = Vec::new();
    for (name, text) in given {
        add(name, &origin(name), text, &mut known, &mut found)?;
    }
    let mut next = 0;
    while let Some(Found { name, text, origin }) = found.get(next) {
        let (name, text, origin) = (name.clone(), text.clone(), origin.clone());
        add(&name, &origin, &text, &mut known, &mut found)?;
        next += 1;
    }
    Ok(found.into_iter().map(|found| (found.name, found.text)).collect())
}

/// Adds what one file uses and is not known yet.
fn add(
    name: &str,
    from: &Origin,
    text: &str,
    known: &mut BTreeSet<Origin>,
    found: &mut Vec<Found>,
) -> anyhow::Result<()> {
    let (document, _) = Document::parse(name, text);
    for used in &document.uses {
        let all = match &used.notes {
            UsedNotes::Chapter => CHAPTER.iter().map(|(name, text)| of_program(name, text)).collect(),
            UsedNotes::File(file) => vec![read(file, from).with_context(|| said_at(&document, used))?],
        };
        found.extend(all.into_iter().filter(|new| known.insert(new.origin.clone())));
    }
    Ok(())
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
            Ok(Found { origin: origin(&name), name, text })
        }
    }
}

fn of_program(name: &str, text: &str) -> Found {
    Found { name: name.to_owned(), text: text.to_owned(), origin: Origin::Program(name.to_owned()) }
}

/// Where notes of this name come from. A file that several links lead to is one file.
fn origin(name: &str) -> Origin {
    if CHAPTER.iter().any(|(own, _)| *own == name) && !Path::new(name).exists() {
        return Origin::Program(name.to_owned());
    }
    Origin::File(std::fs::canonicalize(name).unwrap_or_else(|_| PathBuf::from(name)))
}
