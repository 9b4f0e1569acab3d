//! Computes and draws figures, and writes them.

use std::path::{Path, PathBuf};

use anyhow::Context;

use super::arguments::PictureFormat;
use super::files;
use super::report::Drawings;
use crate::figure::{Figure, Picture, Size, plot, render};
use crate::language::check::{Chapter, FigureBlock};
use crate::report::Drawing;

/// Computes and draws a figure.
fn drawn(block: &FigureBlock, size: Size) -> anyhow::Result<(Figure, Picture)> {
    let place = || format!("the figure {} ({}:{})", block.id, block.place.file, block.place.line);
    let figure = plot(block).with_context(|| format!("cannot compute {}", place()))?;
    let rendered = render(&figure, size).with_context(|| format!("cannot draw {}", place()))?;
    Ok((figure, rendered))
}

/// Writes a figure as `NAME.svg`, `NAME.png`, ... into a folder, and returns what it wrote.
pub(super) fn write(
    folder: &Path,
    block: &FigureBlock,
    formats: &[PictureFormat],
    size: Size,
) -> anyhow::Result<Vec<PathBuf>> {
    let (_, rendered) = drawn(block, size)?;
    formats.iter().map(|format| write_as(folder, block, *format, &rendered)).collect()
}

fn write_as(folder: &Path, block: &FigureBlock, format: PictureFormat, rendered: &Picture) -> anyhow::Result<PathBuf> {
    let (ending, bytes) = match format {
        PictureFormat::Svg => ("svg", rendered.svg.as_bytes().to_vec()),
        PictureFormat::Png => ("png", rendered.png()?),
    };
    let path = folder.join(format!("{}.{ending}", file_name(&block.id)));
    files::write(&path, &bytes)?;
    Ok(path)
}

/// The figures of a chapter as slides, for its pages; written into a folder as well where one is given.
pub(super) fn slides(chapter: &Chapter, folder: Option<&Path>) -> anyhow::Result<Drawings> {
    let mut drawings = Drawings::new();
    for block in &chapter.figures {
        let (figure, rendered) = drawn(block, Size::Slide)?;
        if let Some(folder) = folder {
            write_as(folder, block, PictureFormat::Svg, &rendered)?;
            write_as(folder, block, PictureFormat::Png, &rendered)?;
        }
        let alt = format!("{} ({})", figure.title, figure.note);
        let file = format!("{}.svg", file_name(&block.id));
        drawings.insert(block.id.clone(), Drawing { svg: rendered.svg, file, alt, caption: String::new() });
    }
    Ok(drawings)
}

/// A name without the signs that separate folders.
fn file_name(id: &str) -> String {
    id.replace('/', "--")
}
