//! The standard error of a mini-batch gradient against the batch size.

use super::axis::{Axis, Scale};
use super::data::{Curve, Figure, Layer, Panel, Role};

/// What the figure shows; all points are (B, standard error).
#[derive(Debug, Clone, PartialEq)]
pub struct StandardError {
    /// What is seen, as a sentence.
    pub title: String,
    /// The setting: data, N and sigma.
    pub note: String,
    /// How many samples there are.
    pub samples: u32,
    /// The standard deviation of the per-sample gradients (population form).
    pub sigma: f64,
    /// Measured with replacement.
    pub with_replacement: Vec<(f64, f64)>,
    /// Measured without replacement; at B = N it is 0 and has no place on a logarithmic axis.
    pub without_replacement: Vec<(f64, f64)>,
}

/// Points a curve is drawn through.
const POINTS: u32 = 400;

/// The figure `standard-error`.
#[must_use]
pub fn standard_error(data: &StandardError) -> Figure {
    let samples = f64::from(data.samples);
    let with = |batch: f64| data.sigma / batch.sqrt();
    let without = |batch: f64| {
        let share = (samples - batch) / (samples - 1.0);
        with(batch) * share.max(0.0).sqrt()
    };
    let curves = [
        Curve {
            name: "as taught: σ/√B".to_owned(),
            points: sizes(samples).map(|b| (b, with(b))).collect(),
            role: Role::Law,
        },
        Curve {
            name: "corrected: σ/√B\u{a0}·\u{a0}√((N−B)/(N−1))".to_owned(),
            points: sizes(samples).map(|b| (b, without(b))).collect(),
            role: Role::Law,
        },
        Curve {
            name: "measured, without replacement".to_owned(),
            points: data.without_replacement.clone(),
            role: Role::Measured,
        },
        Curve {
            name: "measured, with replacement".to_owned(),
            points: data.with_replacement.clone(),
            role: Role::Measured,
        },
    ];
    let mut x = Axis::new("batch size  B", Scale::Log);
    x.range = Some((1.0, samples.max(2.0)));
    let mut y = Axis::new("standard error", Scale::Log);
    y.range = Some((lowest(data, with(samples)), data.sigma * 1.6));
    let layers = curves.into_iter().map(Layer::Curve).collect();
    let panel = Panel { title: None, x, y, equal: false, layers };
    Figure { title: data.title.clone(), note: data.note.clone(), panels: vec![panel], animated: false }
}

/// A third below the smallest measured point or law, so that both stay off the frame.
fn lowest(data: &StandardError, law: f64) -> f64 {
    let measured = data.with_replacement.iter().chain(&data.without_replacement);
    measured.map(|point| point.1).filter(|error| *error > 0.0).fold(law, f64::min) / 1.5
}

/// Batch sizes from 1 to N, evenly spaced by their logarithm but denser towards N, where the
/// corrected law falls to 0.
fn sizes(samples: f64) -> impl Iterator<Item = f64> {
    (0..=POINTS).map(move |number| {
        let share = f64::from(number) / f64::from(POINTS);
        let eased = 1.0 - (1.0 - share).powi(3);
        samples.powf(eased)
    })
}
