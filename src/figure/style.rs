//! The style of each layer, chosen from its kind and order; layers with the same label look the same.

use std::collections::HashMap;

use super::data::{Curve, Figure, Layer, Role};
use super::palette::{Dash, Ink, Marker, RUNS};

/// How a layer is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Style {
    /// Its colour.
    pub(super) ink: Ink,
    /// The width of its line in slide units (a slide is 960 wide).
    pub(super) width: f64,
    /// Its line; absent where only the points are drawn.
    pub(super) dash: Option<Dash>,
    /// Its points; absent where only the line is drawn.
    pub(super) marker: Option<Marker>,
    /// Whether it is an arrow.
    pub(super) arrow: bool,
}

impl Style {
    fn line(ink: Ink, dash: Dash, width: f64) -> Self {
        Self { ink, width, dash: Some(dash), marker: None, arrow: false }
    }
}

/// Styles that have not been given yet.
struct Supply {
    runs: usize,
    laws: usize,
    levels: usize,
}

impl Supply {
    fn next(&mut self, layer: &Layer) -> Style {
        const LAWS: [Dash; 4] = [Dash::Solid, Dash::Dashed, Dash::Dotted, Dash::Mixed];
        const LEVELS: [Dash; 3] = [Dash::Dashed, Dash::Dotted, Dash::Mixed];
        let turn = |count: &mut usize| {
            *count += 1;
            *count - 1
        };
        match layer {
            Layer::Curve(Curve { role: Role::Law, .. }) => {
                Style::line(Ink::Black, LAWS[turn(&mut self.laws) % LAWS.len()], 2.4)
            }
            Layer::Level(_) => Style::line(Ink::Grey, LEVELS[turn(&mut self.levels) % LEVELS.len()], 1.6),
            Layer::Contours(_) => Style::line(Ink::Grey, Dash::Solid, 1.0),
            Layer::Arrows(_) => {
                let (ink, _) = RUNS[turn(&mut self.runs) % RUNS.len()];
                Style { arrow: true, ..Style::line(ink, Dash::Solid, 2.2) }
            }
            Layer::Curve(_) | Layer::Path(_) => {
                let (ink, marker) = RUNS[turn(&mut self.runs) % RUNS.len()];
                let measured = matches!(layer, Layer::Curve(Curve { role: Role::Measured, .. }));
                let dash = (!measured).then_some(Dash::Solid);
                Style { ink, width: 1.8, dash, marker: Some(marker), arrow: false }
            }
        }
    }
}

/// How each layer of each panel looks.
pub(super) fn styles(figure: &Figure) -> Vec<Vec<Style>> {
    let mut supply = Supply { runs: 0, laws: 0, levels: 0 };
    let mut known: HashMap<&str, Style> = HashMap::new();
    let mut all = Vec::new();
    for panel in &figure.panels {
        let mut styles: Vec<Style> = Vec::new();
        for layer in &panel.layers {
            let before = styles.last().copied();
            styles.push(match layer {
                Layer::Contours(_) => supply.next(layer),
                _ if layer.name().is_empty() => before.unwrap_or_else(|| supply.next(layer)),
                _ => *known.entry(layer.name()).or_insert_with(|| supply.next(layer)),
            });
        }
        all.push(styles);
    }
    all
}
