//! The legend: labels at the ends of the curves, or in rows above the panels.

use super::canvas::{Canvas, HEIGHT, WIDTH};
use super::data::{Figure, Layer};
use super::error::FigureError;
use super::geometry::{Point, Rectangle};
use super::glyph::{self, Anchor};
use super::label::{spread, wrap};
use super::layers;
use super::layout::{LINE, Layout, MARGIN};
use super::palette::Ink;
use super::style::Style;

/// The length of a sample of a line, in text sizes.
const SAMPLE: f64 = 2.0;
/// Between a frame and the samples, and between a sample and its name, in text sizes.
const BEFORE_SAMPLE: f64 = 1.7;
const BEHIND_SAMPLE: f64 = 0.55;
/// The widest that a name beside a curve may run, in text sizes.
const WIDEST: f64 = 12.0;
/// Between two names, in text sizes.
const GAP: f64 = 0.45;
/// From row to row, and between two names of a row, in text sizes.
const ROW: f64 = 1.45;
const BETWEEN: f64 = 1.6;
/// The share of the sheet's height that rows may take.
const MOST_ROWS: f64 = 0.3;
/// The smallest size of a name in slide units.
const SMALLEST: f64 = 7.0;
/// Only a curve that ends this near to the right edge is joined to its name; a longer thread would cross others.
const NEAR: f64 = 62.0;
/// One that leaves through another edge is joined only from the very corner; a thread would run along the axis.
const CORNER: f64 = 2.0;

/// The names of a figure, each once, with the styles of what they name.
pub(super) fn entries<'a>(figure: &'a Figure, styles: &[Vec<Style>]) -> Vec<(&'a str, Style)> {
    let mut entries: Vec<(&str, Style)> = Vec::new();
    for (layer, style) in figure.panels.iter().flat_map(|panel| &panel.layers).zip(styles.iter().flatten()) {
        let is_new = !layer.name().is_empty() && !entries.iter().any(|(name, _)| *name == layer.name());
        // A grid of heights is no line that could be told from others by its sample.
        if is_new && !matches!(layer, Layer::Contours(_)) {
            entries.push((layer.name(), *style));
        }
    }
    entries
}

/// The size of names beside a panel: that of all text, or smaller where they are too many.
fn size_beside(entries: &[(&str, Style)], layout: &Layout) -> f64 {
    let mut text = layout.sizes.text;
    let room = HEIGHT - layout.below_heads - 2.0 * GAP * text;
    let height = |text: f64| -> f64 {
        entries.iter().map(|(name, _)| (LINE * wrap(name, text, WIDEST * text).len() as f64 + GAP) * text).sum()
    };
    while height(text) > room && text > SMALLEST {
        text *= 0.95;
    }
    text
}

/// How much room names beside a single panel take.
pub(super) fn room_beside(entries: &[(&str, Style)], layout: &Layout) -> f64 {
    let text = size_beside(entries, layout);
    let lines = entries.iter().flat_map(|(name, _)| wrap(name, text, WIDEST * text));
    let widest = lines.map(|line| glyph::width(&line, text)).fold(0.0, f64::max);
    if widest > 0.0 { (BEFORE_SAMPLE + SAMPLE + BEHIND_SAMPLE) * text + widest } else { 0.0 }
}

/// Names beside a panel in the order in which the curves end, each with a sample of its line.
pub(super) fn beside(
    canvas: &Canvas,
    entries: &[(&str, Style)],
    ends: &[Option<Point>],
    bounds: Rectangle,
    layout: &Layout,
) -> Result<(), FigureError> {
    let text = size_beside(entries, layout);
    let height = |lines: usize| LINE * text * lines as f64;
    let mut all: Vec<(Style, Option<Point>, Vec<String>)> =
        entries.iter().zip(ends).map(|((name, style), end)| (*style, *end, wrap(name, text, WIDEST * text))).collect();
    // What does not end at the edge is named from the top, in its own order.
    all.sort_by(|a, b| {
        let y = |end: &Option<Point>| end.map_or(bounds.top, |end| end.1);
        y(&a.1).total_cmp(&y(&b.1))
    });
    let wishes: Vec<_> = all
        .iter()
        .map(|(_, end, lines)| (end.map_or(bounds.top, |end| end.1), height(lines.len()) + GAP * text))
        .collect();
    let lowest = HEIGHT - GAP * text;
    let centres = spread(&wishes, bounds.top - 0.4 * text, lowest);
    let left = bounds.right + BEFORE_SAMPLE * text;
    for ((style, end, lines), centre) in all.iter().zip(centres) {
        layers::sample(canvas, *style, (left, centre), SAMPLE * text, &layout.sizes)?;
        let near = |end: &Point| {
            let leaves = end.1 <= bounds.top || end.1 >= bounds.bottom;
            end.0 > bounds.right - if leaves { CORNER } else { NEAR }
        };
        if let Some(end) = end.filter(near) {
            let thread = [(end.0 + 4.0, end.1), (bounds.right + 0.4 * text, end.1), (left - 0.35 * text, centre)];
            canvas.path(&thread, style.ink, 0.45, 0.9)?;
        }
        let mut y = centre - (height(lines.len()) - height(1)) / 2.0;
        for line in lines {
            canvas.text(line, (left + (SAMPLE + BEHIND_SAMPLE) * text, y), text, Anchor::Left, Ink::Black);
            y += height(1);
        }
    }
    Ok(())
}

/// Names in rows, from a height downwards; returns where they end.
pub(super) fn rows(canvas: &Canvas, entries: &[(&str, Style)], top: f64, layout: &Layout) -> Result<f64, FigureError> {
    let mut text = layout.sizes.text;
    // Rows that would leave the panels no room are set smaller.
    while text > SMALLEST && ROW * text * row_count(entries, text) as f64 > MOST_ROWS * HEIGHT {
        text *= 0.95;
    }
    for (place, (name, style)) in row_places(entries, text).into_iter().zip(entries) {
        let (x, y) = (place.0, top + place.1);
        layers::sample(canvas, *style, (x, y), SAMPLE * text, &layout.sizes)?;
        canvas.text(name, (x + (SAMPLE + BEHIND_SAMPLE) * text, y), text, Anchor::Left, Ink::Black);
    }
    Ok(top + ROW * text * row_count(entries, text) as f64)
}

/// Where the samples of names in rows begin; the first row has its upper edge at 0.
fn row_places(entries: &[(&str, Style)], text: f64) -> Vec<Point> {
    let (mut x, mut y) = (MARGIN, ROW * text / 2.0);
    let place = |(name, _): &(&str, Style)| {
        let width = (SAMPLE + BEHIND_SAMPLE) * text + glyph::width(name, text);
        if x > MARGIN && x + width > WIDTH - MARGIN {
            (x, y) = (MARGIN, y + ROW * text);
        }
        let place = (x, y);
        x += width + BETWEEN * text;
        place
    };
    entries.iter().map(place).collect()
}

fn row_count(entries: &[(&str, Style)], text: f64) -> usize {
    row_places(entries, text).chunk_by(|one, next| one.1 == next.1).count()
}
