//! The layout of a sheet: titles, note, panels, legend.

use super::canvas::{HEIGHT, WIDTH};
use super::data::Figure;
use super::geometry::Rectangle;
use super::glyph;
use super::label::wrap;
use super::size::Size;

/// Text sizes on a slide, in its units; the smallest is still read from the last row.
const TITLE_SIZE: f64 = 21.0;
const TEXT_SIZE: f64 = 15.0;
const AXIS_TITLE_SIZE: f64 = 16.5;
/// From line to line, in text sizes.
pub(super) const LINE: f64 = 1.24;
/// The same for titles and notes.
const HEAD_LINE: f64 = 1.5;
/// Between the edge of the sheet and the titles, and the names in rows.
pub(super) const MARGIN: f64 = 28.0;
/// A title is set so much smaller at most before it takes another line.
const SMALLEST_TITLE: f64 = 0.85;

/// Text sizes of a sheet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) title: f64,
    pub(super) text: f64,
    pub(super) axis_title: f64,
    /// How large lines and markers are, against those of a slide.
    pub(super) lines: f64,
}

/// A sheet.
pub(super) struct Layout {
    pub(super) sizes: Sizes,
    /// Lines of the title and the note: text, the middle of the left edge, size, and whether it is the title.
    pub(super) heads: Vec<(String, (f64, f64), f64, bool)>,
    /// Where the key may begin, below the note.
    pub(super) below_heads: f64,
    /// Whether there is room for a note and a key.
    pub(super) spacious: bool,
}

impl Layout {
    /// The heads of a figure.
    pub(super) fn of(figure: &Figure, size: Size) -> Self {
        // Smaller pictures need larger text: a thumbnail is a third as wide as a slide.
        let (title, text, lines) = match size {
            Size::Slide => (1.0, 1.0, 1.0),
            Size::Paper => (1.25, 1.3, 1.1),
            Size::Thumb => (1.75, 1.9, 1.8),
        };
        let sizes =
            Sizes { title: TITLE_SIZE * title, text: TEXT_SIZE * text, axis_title: AXIS_TITLE_SIZE * text, lines };
        let spacious = size != Size::Thumb;
        let mut heads = Vec::new();
        let mut y = 9.0;
        let mut add = |text: &str, size: f64, is_title: bool| {
            let room = WIDTH - 2.0 * MARGIN;
            let width = glyph::width(text, size);
            let fitted = if width <= room { size } else { size * (room / width).max(SMALLEST_TITLE) };
            for line in wrap(text, fitted, room + 1.0) {
                y += fitted * HEAD_LINE;
                heads.push((line, (MARGIN, y - fitted * HEAD_LINE / 2.0), fitted, is_title));
            }
        };
        add(&figure.title, sizes.title, true);
        if spacious && !figure.note.is_empty() {
            add(&figure.note, sizes.text, false);
        }
        Self { sizes, heads, below_heads: y + 10.0, spacious }
    }

    /// The columns of the panels between the heads and key (down to `top`) and the axis titles, `right` units kept free.
    pub(super) fn columns(&self, panels: usize, top: f64, right: f64) -> Vec<Rectangle> {
        const SIDE: f64 = 10.0;
        let width = (WIDTH - right - 2.0 * SIDE) / panels as f64;
        let bottom = HEIGHT - 2.2 * self.sizes.text - 2.0 * self.sizes.axis_title;
        (0..panels)
            .map(|k| Rectangle { left: SIDE + k as f64 * width, top, right: SIDE + (k + 1) as f64 * width, bottom })
            .collect()
    }
}
