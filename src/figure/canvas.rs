//! A canvas in slide units over plotters' SVG backend.

use std::cell::RefCell;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{PathElement, Polygon};
use plotters::style::{Color, ShapeStyle};

use super::error::FigureError;
use super::glyph::{self, Anchor, Texts};
use super::mark::Marks;
use super::palette::{Ink, Marker};

/// The width of a slide in its own units.
pub(super) const WIDTH: f64 = 960.0;
/// The height of a slide in its own units.
pub(super) const HEIGHT: f64 = 540.0;
/// Plotters counts in whole pixels; ten of them a unit keep curves smooth.
pub(super) const PIXELS_PER_UNIT: f64 = 10.0;

/// A canvas in slide units: (0, 0) is the upper left corner.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
    marks: RefCell<Marks>,
    texts: RefCell<Texts>,
}

impl<'a> Canvas<'a> {
    /// A white canvas that writes SVG to the buffer.
    pub(super) fn new(buffer: &'a mut String) -> Result<Self, FigureError> {
        if !glyph::is_ready() {
            return Err(FigureError::Font);
        }
        let (width, height) = pixel((WIDTH, HEIGHT));
        let size = (width.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(buffer, size).into_drawing_area();
        area.fill(&plotters::style::WHITE)?;
        Ok(Self { area, marks: RefCell::default(), texts: RefCell::default() })
    }

    /// Ends the picture; the markers and above them the text, which lie above everything else, are returned as SVG.
    pub(super) fn finish(self) -> Result<String, FigureError> {
        self.area.present()?;
        Ok(self.marks.into_inner().svg() + &self.texts.into_inner().svg())
    }

    /// A line through points.
    pub(super) fn path(&self, points: &[(f64, f64)], ink: Ink, opacity: f64, width: f64) -> Result<(), FigureError> {
        let pixels: Vec<_> = points.iter().copied().map(pixel).collect();
        let (stroke, _) = pixel((width, 0.0));
        let style = ShapeStyle { color: ink.colour().mix(opacity), filled: false, stroke_width: stroke.unsigned_abs() };
        Ok(self.area.draw(&PathElement::new(pixels, style))?)
    }

    /// A filled shape.
    pub(super) fn polygon(&self, corners: &[(f64, f64)], ink: Ink) -> Result<(), FigureError> {
        let pixels: Vec<_> = corners.iter().copied().map(pixel).collect();
        Ok(self.area.draw(&Polygon::new(pixels, ink.colour().filled()))?)
    }

    /// A point in the shape of a marker, this many times as large as usual.
    pub(super) fn marker(&self, centre: (f64, f64), marker: Marker, ink: Ink, large: f64) {
        self.marks.borrow_mut().add(pixel(centre), marker, ink, large * PIXELS_PER_UNIT);
    }

    /// One line of text, centred on its height.
    pub(super) fn text(&self, text: &str, (x, y): (f64, f64), size: f64, anchor: Anchor, ink: Ink) {
        let place = (x * PIXELS_PER_UNIT, y * PIXELS_PER_UNIT);
        self.texts.borrow_mut().add(text, place, size * PIXELS_PER_UNIT, anchor, ink);
    }
}

/// Slide units as whole pixels.
#[allow(clippy::cast_possible_truncation)] // everything drawn is clipped to the slide before
fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    ((x * PIXELS_PER_UNIT).round() as i32, (y * PIXELS_PER_UNIT).round() as i32)
}
