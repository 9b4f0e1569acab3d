//! A canvas in slide units over plotters' SVG backend.

use std::sync::OnceLock;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::drawing::{DrawingArea, IntoDrawingArea};
use plotters::element::{Circle, PathElement, Polygon, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontDesc, FontFamily, FontStyle, FontTransform, ShapeStyle, register_font};

use super::palette::{Ink, Marker};
use super::render::FigureError;

/// The width of a slide in its own units.
pub(super) const WIDTH: f64 = 960.0;
/// The height of a slide in its own units.
pub(super) const HEIGHT: f64 = 540.0;
/// Plotters counts in whole pixels; ten of them a unit keep curves smooth.
pub(super) const PIXELS_PER_UNIT: f64 = 10.0;
/// The one font, bundled, so that pictures are the same everywhere.
pub(super) const FONT: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans.ttf");
/// Its family.
pub(super) const FONT_FAMILY: &str = "DejaVu Sans";
/// Plotters divides a font's size by this before it writes it to SVG.
const SVG_FONT_FACTOR: f64 = 1.24;
/// Plotters measures by the font's height from ascent to descent, which is this many of its ems.
const EMS_PER_HEIGHT: f64 = 1.164;

/// Where a text's given point lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Left,
    Centre,
    Right,
    /// Centred, read from below.
    Upright,
}

/// A canvas in slide units: (0, 0) is the upper left corner.
pub(super) struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

impl<'a> Canvas<'a> {
    /// A white canvas that writes SVG to the buffer.
    pub(super) fn new(buffer: &'a mut String) -> Result<Self, FigureError> {
        prepare_font()?;
        let (width, height) = pixel((WIDTH, HEIGHT));
        let size = (width.unsigned_abs(), height.unsigned_abs());
        let area = SVGBackend::with_string(buffer, size).into_drawing_area();
        area.fill(&plotters::style::WHITE)?;
        Ok(Self { area })
    }

    /// Ends the picture.
    pub(super) fn finish(self) -> Result<(), FigureError> {
        Ok(self.area.present()?)
    }

    /// A line through points.
    pub(super) fn path(&self, points: &[(f64, f64)], ink: Ink, opacity: f64, width: f64) -> Result<(), FigureError> {
        let pixels: Vec<_> = points.iter().copied().map(pixel).collect();
        let (stroke, _) = pixel((width, 0.0));
        let style = ShapeStyle { color: ink.colour().mix(opacity), filled: false, stroke_width: stroke.unsigned_abs() };
        Ok(self.area.draw(&PathElement::new(pixels, style))?)
    }

    /// A point in the shape of a marker, with a white rim that sets it off from lines.
    pub(super) fn marker(&self, centre: (f64, f64), marker: Marker, ink: Ink) -> Result<(), FigureError> {
        if marker == Marker::Ring {
            let style = ink.colour().stroke_width(pixel((1.8, 0.0)).0.unsigned_abs());
            return self.shape(centre, marker, 6.6, style);
        }
        self.shape(centre, marker, 5.4, plotters::style::WHITE.filled())?;
        self.shape(centre, marker, 4.2, ink.colour().filled())
    }

    fn shape(&self, (x, y): (f64, f64), marker: Marker, radius: f64, style: ShapeStyle) -> Result<(), FigureError> {
        let corners: &[(f64, f64)] = match marker {
            Marker::Circle | Marker::Ring => {
                let (size, _) = pixel((radius, 0.0));
                return Ok(self.area.draw(&Circle::new(pixel((x, y)), size, style))?);
            }
            Marker::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
            Marker::Triangle => &[(0.0, -1.2), (1.15, 0.8), (-1.15, 0.8)],
            Marker::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
        };
        let pixels: Vec<_> =
            corners.iter().map(|(right, down)| pixel((x + radius * right, y + radius * down))).collect();
        Ok(self.area.draw(&Polygon::new(pixels, style))?)
    }

    /// One line of text, centred on its height.
    pub(super) fn text(
        &self,
        text: &str,
        place: (f64, f64),
        size: f64,
        anchor: Anchor,
        ink: Ink,
    ) -> Result<(), FigureError> {
        let horizontal = match anchor {
            Anchor::Left => HPos::Left,
            Anchor::Right => HPos::Right,
            Anchor::Centre | Anchor::Upright => HPos::Center,
        };
        let mut font = font(size * SVG_FONT_FACTOR);
        if anchor == Anchor::Upright {
            font = font.transform(FontTransform::Rotate270);
        }
        let style = font.color(&ink.colour()).pos(Pos::new(horizontal, VPos::Center));
        Ok(self.area.draw(&Text::new(text.to_owned(), pixel(place), style))?)
    }
}

/// The width of a line of text in slide units.
pub(super) fn text_width(text: &str, size: f64) -> f64 {
    let width = font(size * EMS_PER_HEIGHT).box_size(text).map_or(0, |(width, _)| width);
    f64::from(width) / PIXELS_PER_UNIT
}

fn font(size: f64) -> FontDesc<'static> {
    FontDesc::new(FontFamily::Name(FONT_FAMILY), size * PIXELS_PER_UNIT, FontStyle::Normal)
}

fn prepare_font() -> Result<(), FigureError> {
    static READY: OnceLock<bool> = OnceLock::new();
    let ready = *READY.get_or_init(|| register_font(FONT_FAMILY, FontStyle::Normal, FONT).is_ok());
    if ready { Ok(()) } else { Err(FigureError::Font) }
}

/// Slide units as whole pixels.
#[allow(clippy::cast_possible_truncation)] // everything drawn is clipped to the slide before
fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    ((x * PIXELS_PER_UNIT).round() as i32, (y * PIXELS_PER_UNIT).round() as i32)
}
