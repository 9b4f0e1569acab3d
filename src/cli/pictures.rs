//! Writes figures.

use std::path::Path;

use anyhow::Context;

use super::files;
use crate::figure::{Figure, render};

/// Writes each figure as `NAME.svg` and `NAME.png` into a folder.
pub(super) fn write_all(folder: &Path, figures: &[(&str, Figure)]) -> anyhow::Result<()> {
    for (name, figure) in figures {
        let rendered = render(figure).with_context(|| format!("cannot draw the figure {name}"))?;
        files::write(&folder.join(format!("{name}.svg")), rendered.svg.as_bytes())?;
        files::write(&folder.join(format!("{name}.png")), &rendered.png)?;
    }
    Ok(())
}
