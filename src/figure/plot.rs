//! From a `figure` block to a `Figure`: makes the runs and reads off the numbers.

use std::collections::BTreeMap;

use super::axis::{Axis, Scale};
use super::data::{Arrows, At, Contours, Curve, Figure, Layer, Level, Panel, Path};
use super::data_source::{PlotError, problem};
use crate::judge;
use crate::language::check::{Drawn, DrawnAxis, DrawnKind, DrawnLayer, FigureBlock, GRID, Version};
use crate::language::typed::Given;
use crate::numeric::Dyadic;
use crate::problem::{Coordinate, DataSet, ProblemSpec, Property};
use crate::verdict::Case;

/// The random stream of what a figure draws by lot: any will do, so long as it stays the same.
const STREAM: u64 = 7;

/// The points of one statement after the other.
type Points = Vec<Vec<(f64, f64)>>;

/// Computes a figure, whose lines `data` may name the user's `own` data set.
///
/// # Errors
/// Where its data are not there, or its runs cannot be computed in doubles.
pub fn plot(block: &FigureBlock, own: Option<&DataSet>) -> Result<Figure, PlotError> {
    let drawn = &block.drawn;
    let computed: Vec<(&Version, Points)> = drawn
        .versions
        .iter()
        .map(|version| Ok((version, points(drawn, version, own)?)))
        .collect::<Result<_, PlotError>>()?;
    let panels = drawn.panels.iter().map(|panel| Panel {
        title: panel.title.clone(),
        x: axis(&panel.x),
        y: axis(&panel.y),
        equal: panel.equal,
        layers: layers(&panel.layers, &computed),
    });
    Ok(Figure {
        title: block.title.clone(),
        note: drawn.note.clone(),
        panels: panels.collect(),
        animated: drawn.animated,
    })
}

fn axis(axis: &DrawnAxis) -> Axis {
    let scale = if axis.log { Scale::Log } else { Scale::Linear };
    Axis { title: axis.title.clone(), scale, range: axis.range }
}

/// The left and right sides of each statement, as places: (right, left). What has no value is not a number.
fn points(drawn: &Drawn, version: &Version, own: Option<&DataSet>) -> Result<Points, PlotError> {
    let mut points: Points = vec![Vec::new(); version.claim.shows.len()];
    for (show, _, sides) in judge::read(&version.claim, &case(drawn, version, own)?, version.sampled.then_some(STREAM))?
    {
        points[show].push(sides.map_or((f64::NAN, f64::NAN), |(left, right)| (right, left)));
    }
    Ok(points)
}

/// The one case that a figure is about.
fn case(drawn: &Drawn, version: &Version, own: Option<&DataSet>) -> Result<Case, PlotError> {
    let objectives = || {
        version.claim.givens.iter().filter_map(|given| match given {
            Given::Objective { name, class, .. } => Some((name, class)),
            _ => None,
        })
    };
    let two = objectives().any(|(_, class)| class.demands(Property::TwoDimensional)).then_some(2);
    let dimension = version.dimension.or(two);
    let named = objectives().filter_map(|(name, class)| {
        let (family, _) = class.family.as_ref()?;
        Some((name.clone(), ProblemSpec::new(*family, vec![Coordinate::default(); dimension.unwrap_or(1)])))
    });
    let mut problems: BTreeMap<String, ProblemSpec> = named.collect();
    for data in &drawn.data {
        problems.insert(data.name.clone(), problem(data, own)?);
    }
    // A point that nothing names says how many parameters there are.
    let point = dimension.map(|dimension| (String::new(), vec![Dyadic::ZERO; dimension]));
    Ok(Case {
        horizon: 1,
        problems,
        scalars: BTreeMap::new(),
        vectors: point.into_iter().collect(),
        matrices: BTreeMap::new(),
        draws: None,
    })
}

/// The layers of a panel: each for every version, but those that versions agree on once; the points of curves of one name
/// make one curve.
fn layers(layers: &[DrawnLayer], computed: &[(&Version, Points)]) -> Vec<Layer> {
    let mut all = Vec::new();
    // What has no name of its own stays with the layer that it belongs to.
    for group in layers.chunk_by(|_, next| next.label.is_empty()) {
        let mut groups: Vec<Vec<Layer>> = Vec::new();
        for (version, points) in computed {
            let made: Vec<Layer> = group.iter().map(|layer| made(layer, points, name(&layer.label, version))).collect();
            if groups.iter().any(|known| known.iter().map(nameless).eq(made.iter().map(nameless))) {
                continue;
            }
            match groups.iter_mut().find(|known| known.iter().zip(&made).all(|(known, made)| is_one(known, made))) {
                Some(known) => known.iter_mut().zip(made).for_each(|(known, made)| join(known, made)),
                None => groups.push(made),
            }
        }
        all.extend(groups.into_iter().flatten());
    }
    all
}

/// A label with the values of a version substituted.
fn name(label: &str, version: &Version) -> String {
    let put_in = |label: String, (name, value): &(String, String)| label.replace(&format!("{{{name}}}"), value);
    version.values.iter().fold(label.to_owned(), put_in)
}

fn made(layer: &DrawnLayer, points: &Points, name: String) -> Layer {
    let own = points[layer.show].clone();
    // The coordinates of a point of the plane stand left and right.
    let plane = |points: &[(f64, f64)]| points.iter().map(|&(second, first)| (first, second)).collect::<Vec<_>>();
    match &layer.kind {
        DrawnKind::Curve(role) => Layer::Curve(Curve { name, points: own, role: *role }),
        DrawnKind::Path => Layer::Path(Path { name, points: plane(&own) }),
        DrawnKind::Arrows => {
            let heads = plane(&points[layer.show + 1]);
            Layer::Arrows(Arrows { name, arrows: plane(&own).into_iter().zip(heads).collect() })
        }
        DrawnKind::Contours { across, up } => {
            let heights: Vec<f64> = own.iter().map(|&(_, height)| height).collect();
            let z = heights.chunks(GRID as usize).map(<[f64]>::to_vec).collect();
            Layer::Contours(Contours { name, x: places(*across), y: places(*up), z, levels: None })
        }
        DrawnKind::Level { upright } => {
            let at = own.first().map_or(f64::NAN, |point| point.0);
            Layer::Level(Level { name, at: if *upright { At::X(at) } else { At::Y(at) } })
        }
    }
}

/// Even distances from end to end.
fn places((low, high): (f64, f64)) -> Vec<f64> {
    (0..GRID).map(|k| low + (high - low) * f64::from(k) / f64::from(GRID - 1)).collect()
}

/// Whether the points of two curves belong together.
fn is_one(one: &Layer, other: &Layer) -> bool {
    matches!((one, other), (Layer::Curve(one), Layer::Curve(other)) if one.name == other.name)
}

fn join(one: &mut Layer, other: Layer) {
    if let (Layer::Curve(one), Layer::Curve(other)) = (one, other) {
        // Single points make one line, lines stay apart.
        if other.points.len() > 1 {
            one.points.push((f64::NAN, f64::NAN));
        }
        one.points.extend(other.points);
    }
}

fn nameless(layer: &Layer) -> Layer {
    let mut layer = layer.clone();
    match &mut layer {
        Layer::Curve(Curve { name, .. })
        | Layer::Path(Path { name, .. })
        | Layer::Contours(Contours { name, .. })
        | Layer::Arrows(Arrows { name, .. })
        | Layer::Level(Level { name, .. }) => name.clear(),
    }
    layer
}
