//! `figures`: draws the figures of the notes.

use anyhow::{bail, ensure};

use super::arguments::FiguresArguments;
use super::exit::Exit;
use super::{inputs, pictures, screen};
use crate::language::check::{Chapter, FigureBlock};

/// Draws the figures of the notes, or those asked for.
pub(super) fn run(arguments: &FiguresArguments) -> anyhow::Result<Exit> {
    let chapter = inputs::chapter(&arguments.files)?;
    let figures = chosen(&chapter, &arguments.only)?;
    ensure!(!figures.is_empty(), "the notes have no `figure` block");
    let own = inputs::own_data(&arguments.data)?;
    let mut text = String::new();
    for figure in figures {
        for path in pictures::write(&arguments.out, figure, own.as_ref(), &arguments.format, arguments.size.into())? {
            text.push_str(&format!("{}\n", path.display()));
        }
    }
    screen::out(&text)?;
    Ok(Exit::AsExpected)
}

/// The figures of these names, or all where none is named.
fn chosen<'a>(chapter: &'a Chapter, only: &[String]) -> anyhow::Result<Vec<&'a FigureBlock>> {
    if only.is_empty() {
        return Ok(chapter.figures.iter().collect());
    }
    let find = |id: &String| match chapter.figures.iter().find(|figure| figure.id == *id) {
        Some(figure) => Ok(figure),
        None => match chapter.nearest_figure(id) {
            Some(near) => bail!("there is no figure `{id}`; did you mean `{near}`? `descentcheck list` shows them all"),
            None => bail!("there is no figure `{id}`; `descentcheck list` shows them all"),
        },
    };
    only.iter().map(find).collect()
}
