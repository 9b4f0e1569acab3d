//! Chapters and data sets, read and checked.

use std::path::PathBuf;

use anyhow::{Context, bail};

use super::data_arguments::DataArguments;
use super::used::used;
use super::{files, screen};
use crate::blackbox::{CHAPTER, chapter_sources};
use crate::judge::misplaced_witnesses;
use crate::language::check::Chapter;
use crate::language::{Document, Parsed, WrongNotes};
use crate::problem::{DataOptions, DataSet, Loss, ProblemSpec};

/// The chapter in files, or the one that comes with the program where there are none.
pub(super) fn chapter(paths: &[PathBuf]) -> anyhow::Result<Chapter> {
    load(sources(paths)?)
}

/// Names and texts of the files, or of the chapter that comes with the program where there are none.
pub(super) fn sources(paths: &[PathBuf]) -> anyhow::Result<Vec<(String, String)>> {
    if paths.is_empty() {
        return Ok(chapter_sources());
    }
    paths.iter().map(|path| Ok((path.display().to_string(), files::read(path, files::LARGEST_NOTES)?))).collect()
}

/// The chapter that comes with the program together with files of one's own; these alone where both do not fit together.
pub(super) fn with_chapter(paths: &[PathBuf]) -> anyhow::Result<Chapter> {
    let parsed = |paths| -> anyhow::Result<Vec<Parsed>> { Ok(sources(paths)?.into_iter().map(Document::of).collect()) };
    let chapter = parsed(&[])?;
    if paths.is_empty() {
        return checked(chapter);
    }
    let own = parsed(paths)?;
    let all: Vec<Parsed> = chapter.into_iter().chain(own.iter().cloned()).collect();
    let fits = |files: &[Parsed]| Chapter::using(files.to_vec(), used(files).ok()?).ok();
    // Where neither fits, what is wrong with both together is said: the files may build on the chapter.
    fits(&all).or_else(|| fits(&own)).map_or_else(|| checked(all), Ok)
}

/// Checks notes with those that they use.
pub(super) fn load(sources: Vec<(String, String)>) -> anyhow::Result<Chapter> {
    checked(sources.into_iter().map(Document::of).collect())
}

fn checked(files: Vec<Parsed>) -> anyhow::Result<Chapter> {
    let names: Vec<String> = files.iter().map(|(document, _)| document.name.clone()).collect();
    let used = used(&files)?;
    right(Chapter::using(files, used)).with_context(|| format!("{} cannot be judged as written", names.join(", ")))
}

/// A chapter whose witnesses are cases of their claims. What is wrong is printed.
pub(super) fn right(checked: Result<Chapter, WrongNotes>) -> Option<Chapter> {
    let checked = checked.and_then(|chapter| {
        misplaced_witnesses(&chapter)?;
        Ok(chapter)
    });
    checked.map_err(|wrong| screen::err(&(wrong.render(screen::color_of_errors()) + "\n"))).ok()
}

/// Whether a file of the chapter that comes with the program has this name.
pub(super) fn is_embedded(name: &str) -> bool {
    CHAPTER.iter().any(|(own, _)| *own == name)
}

/// An error that names the nearest id where the claim is not there.
pub(super) fn require(chapter: &Chapter, id: &str) -> anyhow::Result<()> {
    if chapter.find(id).is_some() {
        return Ok(());
    }
    match chapter.nearest_id(id) {
        Some(near) => bail!("there is no claim `{id}`; did you mean `{near}`? `descentcheck list` shows them all"),
        None if chapter.claims.is_empty() => bail!("there is no claim `{id}`: the notes have none"),
        None => bail!("there is no claim `{id}`; `descentcheck list` shows them all"),
    }
}

/// The user's data as a problem; without any, those that come with the program where its chapter is judged.
pub(super) fn data(
    own: Option<&DataSet>,
    arguments: &DataArguments,
    is_own_chapter: bool,
) -> anyhow::Result<Vec<ProblemSpec>> {
    match (own, arguments.loss) {
        (Some(own), Some(loss)) => Ok(vec![own.problem(loss.into())?]),
        _ if is_own_chapter => shipped(),
        _ => Ok(Vec::new()),
    }
}

/// The user's data set, if there is one; what was taken of its file is said.
pub(super) fn own_data(arguments: &DataArguments) -> anyhow::Result<Option<DataSet>> {
    let (Some(path), Some(target), Some(loss)) = (&arguments.data, &arguments.target, arguments.loss) else {
        return Ok(None);
    };
    let own = DataSet::read_as(path, target, arguments.options(), &arguments.reading(), loss.into())?;
    screen::err(&format!("{}\n", own.taken));
    Ok(Some(own))
}

/// The problems of the data sets that come with the program.
pub(super) fn shipped() -> anyhow::Result<Vec<ProblemSpec>> {
    let options = DataOptions { standardise: true, intercept: true };
    let losses =
        [("longley", Loss::Squares), ("longley", Loss::Ridge), ("iris", Loss::Logistic), ("iris", Loss::RidgeLogistic)];
    let problems = losses.map(|(name, loss)| DataSet::shipped_as(name, options, loss)?.problem(loss));
    problems.into_iter().map(|problem| Ok(problem?)).collect()
}
