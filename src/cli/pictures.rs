//! Writes figures.

use std::path::Path;

use anyhow::Context;

use super::files;
use super::report::Drawings;
use crate::figure::{Figure, Size, render};
use crate::report::Drawing;

/// Writes each figure as `NAME.svg` and `NAME.png` into a folder, and gives them back for the pages.
pub(super) fn write_all(folder: &Path, figures: &[(&str, Figure)]) -> anyhow::Result<Drawings> {
    let mut drawings = Drawings::new();
    for (name, figure) in figures {
        let rendered = render(figure, Size::Slide).with_context(|| format!("cannot draw the figure {name}"))?;
        files::write(&folder.join(format!("{name}.svg")), rendered.svg.as_bytes())?;
        files::write(&folder.join(format!("{name}.png")), &rendered.png)?;
        let alt = format!("{} ({})", figure.title, figure.note);
        drawings.insert((*name).to_owned(), Drawing { svg: rendered.svg, alt, caption: String::new() });
    }
    Ok(drawings)
}
