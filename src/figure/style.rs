//! How each layer looks: chosen from what it is and the order in which it comes.

use super::data::{Curve, Role};
use super::palette::{Dash, Ink, Marker, RUNS};

/// How a series is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// Its colour.
    pub(super) ink: Ink,
    /// The width of its line in slide units (a slide is 960 wide).
    pub(super) width: f64,
    /// Its line; absent where only the points are drawn.
    pub(super) dash: Option<Dash>,
    /// Its points; absent where only the line is drawn. On a line they stand at even distances.
    pub(super) marker: Option<Marker>,
}

impl Style {
    /// A line without points.
    pub(super) fn line(ink: Ink, dash: Dash) -> Self {
        Self { ink, width: 2.4, dash: Some(dash), marker: None }
    }

    /// Points without a line.
    pub(super) fn points(ink: Ink, marker: Marker) -> Self {
        Self { ink, width: 2.4, dash: None, marker: Some(marker) }
    }

    /// A solid line with a point here and there to tell it from others without colour.
    pub(super) fn marked_line(ink: Ink, marker: Marker) -> Self {
        Self { ink, width: 1.8, dash: Some(Dash::Solid), marker: Some(marker) }
    }
}

/// How each curve looks.
pub(super) fn styles(curves: &[&Curve]) -> Vec<Style> {
    let mut runs = RUNS.iter().cycle();
    let mut laws = [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::Mixed].into_iter().cycle();
    let mut style = |curve: &&Curve| match curve.role {
        Role::Run => runs.next().map(|(ink, marker)| Style::marked_line(*ink, *marker)),
        Role::Law => laws.next().map(|dash| Style::line(Ink::Black, dash)),
        Role::Measured => runs.next().map(|(ink, marker)| Style::points(*ink, *marker)),
    };
    curves.iter().filter_map(&mut style).collect()
}
