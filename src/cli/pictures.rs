//! Computes and draws figures, and writes them.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;

use super::arguments::PictureFormat;
use super::files;
use crate::figure::{Figure, Picture, Size, animation, plot, render};
use crate::language::check::{Chapter, FigureBlock};
use crate::problem::DataSet;
use crate::report::Drawing;

/// Pictures for `figure` blocks, by the block's name.
pub(super) type Drawings = BTreeMap<String, Drawing>;

/// Computes and draws a figure.
fn drawn(block: &FigureBlock, own: Option<&DataSet>, size: Size) -> anyhow::Result<(Figure, Picture)> {
    let place = || format!("the figure {} ({}:{})", block.id, block.place.file, block.place.line);
    let figure = plot(block, own).with_context(|| format!("cannot compute {}", place()))?;
    let rendered = render(&figure, size).with_context(|| format!("cannot draw {}", place()))?;
    Ok((figure, rendered))
}

/// Writes a figure as `NAME.svg`, `NAME.png`, ... into a folder, and returns what it wrote.
pub(super) fn write(
    folder: &Path,
    block: &FigureBlock,
    own: Option<&DataSet>,
    formats: &[PictureFormat],
    size: Size,
) -> anyhow::Result<Vec<PathBuf>> {
    write_drawn(folder, block, formats, &drawn(block, own, size)?, size)
}

fn write_drawn(
    folder: &Path,
    block: &FigureBlock,
    formats: &[PictureFormat],
    (figure, rendered): &(Figure, Picture),
    size: Size,
) -> anyhow::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for format in formats {
        let (ending, bytes) = match format {
            PictureFormat::Svg => ("svg", rendered.svg.as_bytes().to_vec()),
            PictureFormat::Png => ("png", rendered.png()?),
            PictureFormat::Pdf => ("pdf", rendered.pdf()?),
            PictureFormat::Gif if figure.animated => ("gif", animation(figure, size)?),
            // A picture without paths that grow has nothing to move.
            PictureFormat::Gif => continue,
        };
        let path = folder.join(format!("{}.{ending}", files::flat_name(&block.id)));
        files::write(&path, &bytes)?;
        paths.push(path);
    }
    Ok(paths)
}

/// The figures of a chapter as slides, for its pages; written into a folder as well where one is given.
pub(super) fn slides(
    chapter: &Chapter,
    own: Option<&DataSet>,
    folder: Option<&Path>,
    threads: usize,
) -> anyhow::Result<Drawings> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut drawings = Vec::new();
        while let Some(block) = chapter.figures.get(next.fetch_add(1, Ordering::Relaxed)) {
            drawings.push(slide(block, own, folder).map(|drawing| (block.id.clone(), drawing)));
        }
        drawings
    };
    let found: Vec<anyhow::Result<(String, Drawing)>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap_or_else(|cause| resume_unwind(cause))).collect()
    });
    found.into_iter().collect()
}

fn slide(block: &FigureBlock, own: Option<&DataSet>, folder: Option<&Path>) -> anyhow::Result<Drawing> {
    let drawn = drawn(block, own, Size::Slide)?;
    if let Some(folder) = folder {
        let formats = [PictureFormat::Svg, PictureFormat::Png, PictureFormat::Gif];
        write_drawn(folder, block, &formats, &drawn, Size::Slide)?;
    }
    let (figure, rendered) = drawn;
    let alt = format!("{} ({})", figure.title, figure.note);
    let file = format!("{}.svg", files::flat_name(&block.id));
    Ok(Drawing { svg: rendered.svg, file, alt, caption: String::new() })
}
