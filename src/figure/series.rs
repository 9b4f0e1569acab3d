//! What a figure is made of: data only.

use super::axis::Axis;
use super::palette::{Dash, Ink, Marker};

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Its colour.
    pub ink: Ink,
    /// The width of its line in slide units (a slide is 960 wide).
    pub width: f64,
    /// Its line; absent where only the points are drawn.
    pub dash: Option<Dash>,
    /// Its points; absent where only the line is drawn. On a line they stand at even distances.
    pub marker: Option<Marker>,
}

impl Style {
    /// A line without points.
    #[must_use]
    pub fn line(ink: Ink, dash: Dash) -> Self {
        Self { ink, width: 2.4, dash: Some(dash), marker: None }
    }

    /// Points without a line.
    #[must_use]
    pub fn points(ink: Ink, marker: Marker) -> Self {
        Self { ink, width: 2.4, dash: None, marker: Some(marker) }
    }

    /// A solid line with a point here and there to tell it from others without colour.
    #[must_use]
    pub fn marked_line(ink: Ink, marker: Marker) -> Self {
        Self { ink, width: 1.8, dash: Some(Dash::Solid), marker: Some(marker) }
    }
}

/// Points that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What stands beside it.
    pub name: String,
    /// From left to right. On a logarithmic axis, points that are not positive are left out, and
    /// a line to zero leaves through the bottom.
    pub points: Vec<(f64, f64)>,
    /// How it is drawn.
    pub style: Style,
}

/// A whole picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What is seen, as a sentence.
    pub title: String,
    /// The setting, with its numbers.
    pub note: String,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Drawn in this order, later ones on top.
    pub series: Vec<Series>,
}
