//! Markers: each shape is defined once and then reused.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::palette::{Ink, Marker};

/// The radius of a usual marker in slide units, and the width of the white rim that sets it off from lines.
const RADIUS: f64 = 4.2;
const RIM: f64 = 1.2;
/// The radius and the stroke of a ring, which is to be seen around another marker.
const RING: f64 = 6.6;
const RING_STROKE: f64 = 1.8;

/// All markers of a picture.
#[derive(Default)]
pub(super) struct Marks {
    /// The shapes by how they look, with their names.
    shapes: BTreeMap<String, usize>,
    places: String,
}

impl Marks {
    /// Adds a marker; `unit` is how long a slide unit is for it.
    pub(super) fn add(&mut self, (x, y): (i32, i32), marker: Marker, ink: Ink, unit: f64) {
        let next = self.shapes.len();
        let name = *self.shapes.entry(shape(marker, ink, unit)).or_insert(next);
        let _ = write!(self.places, "<use xlink:href=\"#m{name}\" x=\"{x}\" y=\"{y}\"/>");
    }

    /// The markers as SVG.
    pub(super) fn svg(&self) -> String {
        let mut svg = String::from("<defs>\n");
        for (shape, name) in &self.shapes {
            let _ = writeln!(svg, "<path id=\"m{name}\" {shape}/>");
        }
        format!("{svg}</defs>\n{}\n", self.places)
    }
}

/// What is written of a shape besides its name.
fn shape(marker: Marker, ink: Ink, unit: f64) -> String {
    let colour = ink.hex();
    let radius = if marker == Marker::Ring { RING } else { RADIUS } * unit;
    let corners: &[(f64, f64)] = match marker {
        Marker::Circle | Marker::Ring => &[],
        Marker::Square => &[(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
        Marker::Triangle => &[(0.0, -1.2), (1.15, 0.8), (-1.15, 0.8)],
        Marker::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
    };
    let mut path = String::new();
    for (number, (right, down)) in corners.iter().enumerate() {
        let command = if number == 0 { 'M' } else { 'L' };
        let _ = write!(path, "{command}{:.0} {:.0}", right * radius, down * radius);
    }
    if corners.is_empty() {
        let _ = write!(path, "M{0:.0} 0A{1:.0} {1:.0} 0 1 1 {1:.0} 0A{1:.0} {1:.0} 0 1 1 {0:.0} 0", -radius, radius);
    }
    if marker == Marker::Ring {
        return format!("d=\"{path}Z\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{:.0}\"", RING_STROKE * unit);
    }
    // The rim is painted first: half of its stroke lies under the shape.
    let rim = 2.0 * RIM * unit;
    format!("d=\"{path}Z\" fill=\"{colour}\" stroke=\"#fff\" stroke-width=\"{rim:.0}\" paint-order=\"stroke\"")
}
