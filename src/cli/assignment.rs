//! `assignment`: lists assignments, checks them, and writes the file that students begin with.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, ensure};

use super::arguments::{AssignmentArguments, AssignmentCommand};
use super::exit::Exit;
use super::grade::chapter_of;
use super::{files, inputs, screen};
use crate::grade::{Assignment, check, template};

/// Runs the command.
pub(super) fn run(arguments: &AssignmentArguments) -> anyhow::Result<Exit> {
    match &arguments.command {
        AssignmentCommand::List { files } => list(files),
        AssignmentCommand::Check { ids, notes, seed } => check_all(ids, notes, *seed),
        AssignmentCommand::New { id, out, notes } => new(id, out.as_deref(), notes),
    }
}

fn list(files: &[PathBuf]) -> anyhow::Result<Exit> {
    let chapter = inputs::chapter(files)?;
    ensure!(!chapter.assignments.is_empty(), "the notes have no assignment");
    let longest = chapter.assignments.iter().map(|block| block.id.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for block in &chapter.assignments {
        let points = crate::numeric::to_f64_nearest(&block.assigned.total());
        let title = block.title.as_deref().unwrap_or_default();
        let file = Path::new(&block.place.file).file_name().unwrap_or_default().to_string_lossy();
        let _ = writeln!(text, "{:<longest$}  {points:>4} points  {title}  ({file})", block.id);
    }
    screen::out(&text)?;
    Ok(Exit::AsExpected)
}

/// Checks assignments; without names all that there are.
fn check_all(ids: &[String], notes: &[PathBuf], seed: u64) -> anyhow::Result<Exit> {
    let chapter;
    let mut chosen = Vec::new();
    if let [one] = ids {
        let (found, id) = chapter_of(one, notes)?;
        chapter = found;
        chosen.push(id);
    } else {
        chapter = inputs::with_chapter(notes)?;
        chosen.extend(ids.iter().cloned());
        if ids.is_empty() {
            chosen.extend(chapter.assignments.iter().map(|block| block.id.clone()));
        }
    }
    ensure!(!chosen.is_empty(), "the notes have no assignment");
    let mut exit = Exit::AsExpected;
    for id in &chosen {
        let assignment = Assignment::find(&chapter, id).map_err(|error| anyhow!(error))?;
        let found = check(&assignment, seed);
        let mut text = String::new();
        let place = &assignment.block.place;
        let word = if found.wrong.is_empty() { "fair and sharp" } else { "not to be used yet" };
        let _ = writeln!(text, "{id} ({}:{}): {word}", place.file, place.line);
        for line in &found.wrong {
            let _ = writeln!(text, "  wrong  {line}");
        }
        for line in &found.tried {
            let _ = writeln!(text, "  tried  {line}");
        }
        screen::out(&text)?;
        if !found.wrong.is_empty() {
            exit = Exit::Unexpected;
        }
    }
    Ok(exit)
}

/// Writes the student's file.
fn new(id: &str, out: Option<&Path>, notes: &[PathBuf]) -> anyhow::Result<Exit> {
    let (chapter, id) = chapter_of(id, notes)?;
    let assignment = Assignment::find(&chapter, &id).map_err(|error| anyhow!(error))?;
    let (text, ending) = template(&assignment);
    let path = out.map_or_else(|| PathBuf::from(format!("{}.{ending}", files::flat_name(&id))), Path::to_owned);
    if path.as_os_str() == "-" {
        screen::out(&text)?;
        return Ok(Exit::AsExpected);
    }
    ensure!(!path.exists(), "{} is already there; name another file with `-o FILE`", path.display());
    files::write(&path, text.as_bytes())?;
    screen::out(&format!(
        "{} written; try it with `descentcheck check {} --assignment {id}`\n",
        path.display(),
        path.display()
    ))?;
    Ok(Exit::AsExpected)
}
