//! `figures`: the pictures that the notes ask for.

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
    let mut text = String::new();
    for figure in figures {
        for path in pictures::write(&arguments.out, figure, &arguments.format, arguments.size.into())? {
            text.push_str(&format!("{}\n", path.display()));
        }
    }
    screen::out(&text);
    Ok(Exit::AsExpected)
}

/// The figures of these names, or all where none is named.
fn chosen<'a>(chapter: &'a Chapter, only: &[String]) -> anyhow::Result<Vec<&'a FigureBlock>> {
    if only.is_empty() {
        return Ok(chapter.figures.iter().collect());
    }
    let mut figures = Vec::new();
    for id in only {
        let Some(figure) = chapter.figures.iter().find(|figure| figure.id == *id) else {
            match chapter
                .figures
                .iter()
                .map(|figure| figure.id.as_str())
                .min_by_key(|known| strsim::levenshtein(id, known))
            {
                Some(near) => {
                    bail!("there is no figure `{id}`; did you mean `{near}`? `descentcheck list` names them all")
                }
                None => bail!("there is no figure `{id}`: the notes have none"),
            }
        };
        figures.push(figure);
    }
    Ok(figures)
}
