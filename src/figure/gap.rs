//! The gap to the minimum against time, with the bound of Theorem 7.1 and the exact worst case.

use super::axis::{Axis, Scale};
use super::data::{Curve, Figure, Layer, Panel, Role};

/// What the figure shows; all points are (t, value) with t >= 1.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// What is seen, as a sentence.
    pub title: String,
    /// The setting: L, D and eta with their numbers.
    pub note: String,
    /// Measured `R(w[t]) - R*` of several runs, each with its name.
    pub runs: Vec<(String, Vec<(f64, f64)>)>,
    /// `D^2/(2 eta t)` (equation 7.5).
    pub bound: Vec<(f64, f64)>,
    /// `L D^2/(2(2 t h + 1))` with `h = eta L` (Drori & Teboulle 2014), which some function attains.
    pub worst_case: Vec<(f64, f64)>,
    /// The lowest gap shown; runs that fall below leave the picture.
    pub lowest: f64,
}

/// The figure `gap`.
#[must_use]
pub fn gap(data: &Gap) -> Figure {
    let mut curves: Vec<Curve> = data
        .runs
        .iter()
        .map(|(name, points)| Curve { name: name.clone(), points: points.clone(), role: Role::Run })
        .collect();
    curves.push(Curve { name: "Theorem 7.1: D²/(2ηt)".to_owned(), points: data.bound.clone(), role: Role::Law });
    curves.push(Curve {
        name: "exact worst case: LD²/(4tηL\u{a0}+\u{a0}2)".to_owned(),
        points: data.worst_case.clone(),
        role: Role::Law,
    });
    let mut y = Axis::new("gap R(w[t]) − R*", Scale::Log);
    let highest = data.bound.iter().map(|point| point.1).fold(0.0, f64::max);
    y.range = Some((data.lowest, highest * 1.5));
    let mut x = Axis::new("step t", Scale::Log);
    let last = data.bound.iter().map(|point| point.0).fold(1.0, f64::max);
    x.range = Some((1.0, last.max(2.0)));
    let layers = curves.into_iter().map(Layer::Curve).collect();
    let panel = Panel { title: None, x, y, equal: false, layers };
    Figure { title: data.title.clone(), note: data.note.clone(), panels: vec![panel], animated: false }
}

#[cfg(test)]
mod tests {
    use super::{Gap, gap};
    use crate::figure::{Figure, Size, render};

    fn figure() -> Figure {
        let times = || (1..=50).map(f64::from);
        gap(&Gap {
            title: "Every run stays below".to_owned(),
            note: "L = 1 < 2 & D = 1".to_owned(),
            runs: vec![("falls to zero".to_owned(), times().map(|t| (t, (0.1 - t / 100.0).max(0.0))).collect())],
            bound: times().map(|t| (t, 1.0 / (2.0 * t))).collect(),
            worst_case: times().map(|t| (t, 1.0 / (4.0 * t + 2.0))).collect(),
            lowest: 0.001,
        })
    }

    #[test]
    fn the_same_data_give_the_same_bytes() {
        let (once, again) = (render(&figure(), Size::Slide), render(&figure(), Size::Slide));
        assert_eq!(once.expect("it is drawn"), again.expect("it is drawn"));
    }

    #[test]
    fn pictures_need_no_font() {
        let svg = render(&figure(), Size::Slide).expect("it is drawn").svg;
        assert!(svg.contains("<path") && !svg.contains("<text"));
    }
}
