//! Draws a figure: titles, panels with their layers, and labels.

use super::canvas::{Canvas, WIDTH};
use super::data::{Figure, Layer};
use super::error::FigureError;
use super::frame::Frame;
use super::geometry::Point;
use super::glyph::Anchor;
use super::layout::Layout;
use super::palette::Ink;
use super::size::Size;
use super::style::styles;
use super::{layers, legend};

/// The figure as SVG in the coordinates of the canvas: what plotters made of it, and its text.
pub(super) fn draw(figure: &Figure, size: Size) -> Result<(String, String), FigureError> {
    let mut buffer = String::new();
    let canvas = Canvas::new(&mut buffer)?;
    let layout = Layout::of(figure, size);
    for (text, place, size, is_title) in &layout.heads {
        let ink = if *is_title { Ink::Black } else { Ink::Grey };
        canvas.text(text, *place, *size, Anchor::Left, ink);
    }
    let styles = styles(figure);
    let entries = if layout.spacious { legend::entries(figure, &styles) } else { Vec::new() };
    let is_single = figure.panels.len() == 1;
    let (mut top, mut right) = (layout.below_heads, 0.0);
    if is_single {
        right = legend::room_beside(&entries, &layout);
    } else {
        top = legend::rows(&canvas, &entries, top, &layout)?;
    }
    let titled = figure.panels.iter().any(|panel| panel.title.is_some());
    top += if titled { 1.9 * layout.sizes.axis_title } else { 0.6 * layout.sizes.text };
    let columns = layout.columns(figure.panels.len(), top, right);
    let mut ends: Vec<Option<Point>> = vec![None; entries.len()];
    let count = figure.panels.iter().map(|panel| panel.layers.len()).max().unwrap_or(1);
    let mut bounds = None;
    for ((panel, styles), column) in figure.panels.iter().zip(&styles).zip(columns) {
        let frame = Frame::of(figure, panel, column, &layout.sizes);
        let (lines, others): (Vec<_>, Vec<_>) = panel
            .layers
            .iter()
            .zip(styles)
            .enumerate()
            .partition(|(_, (layer, _))| matches!(layer, Layer::Contours(_)));
        for (number, (layer, style)) in lines {
            layers::draw(&canvas, &frame, layer, *style, share(number, count), &layout.sizes)?;
        }
        frame.draw(&canvas, panel, &layout.sizes)?;
        for (number, (layer, style)) in others {
            let end = layers::draw(&canvas, &frame, layer, *style, share(number, count), &layout.sizes)?;
            if let Some(entry) = entries.iter().position(|(name, _)| *name == layer.name()) {
                ends[entry] = ends[entry].or(end);
            }
        }
        bounds.get_or_insert(frame.bounds);
    }
    if let Some(bounds) = bounds.filter(|_| is_single) {
        debug_assert!(bounds.right <= WIDTH, "a frame is on its sheet");
        legend::beside(&canvas, &entries, &ends, bounds, &layout)?;
    }
    let text = canvas.finish()?;
    Ok((buffer, text))
}

/// `index/of` in (0, 1).
fn share(index: usize, of: usize) -> f64 {
    index as f64 / of.max(1) as f64
}
