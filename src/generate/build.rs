//! Builds a case out of choices.

use std::collections::BTreeMap;

use super::choice::{reach, weighted};
use super::compose::{along, bend, loss_count, mean};
use super::envelope::envelope;
use super::few_bits::with_few_bits;
use super::kind::Kind;
use super::schema::{Schema, needs_diagonal};
use super::source::Source;
use crate::language::typed::{Class, MatrixForm};
use crate::numeric::Dyadic;
use crate::problem::{Bends, Composition, Coordinate, Curvature, Family, ProblemSpec, Property, Sample};
use crate::verdict::Case;

/// One in so many problems of many coordinates is decided in exact rationals.
const LARGE_SHARE: usize = 4;

/// One in so many cases has points where an objective is special.
const SPECIAL_SHARE: usize = 4;

/// One in so many cases whose objectives have marked points does not go there.
const UNMARKED_SHARE: usize = 8;

/// One in so many objectives is raised or lowered as a whole.
const RAISED_SHARE: usize = 12;

/// How far beside a special point others are drawn, in numbers of few bits.
const ASIDE: Dyadic = Dyadic::new(1, -5);

/// One in so many numbers is drawn from those at which the claim may change its mind.
const THRESHOLD_SHARE: usize = 8;

/// A case of the schema from a source of choices; nothing where no family belongs to a class.
pub fn build(schema: &Schema, source: &mut impl Source) -> Option<Case> {
    let dimension = match schema.fixed_dimension {
        Some(fixed) => fixed,
        None if schema.one_dimensional => 1,
        None => source.dimension(),
    };
    // Exact rationals of many coordinates are dear, but some are needed: a claim may fail there alone.
    let few = schema.equality && dimension > 4 && !source.now_and_then(LARGE_SHARE);
    let dimension = if few { dimension.min(4) } else { dimension };
    let rational = schema.equality && !source.takes_any_family();
    let mut problems = BTreeMap::new();
    for (name, class, all) in &schema.objectives {
        let families = if rational { rational_of(all) } else { all.clone() };
        if families.is_empty() {
            return None;
        }
        let family = families[weighted(&families, dimension, source)];
        problems.insert(name.clone(), problem(family, class, dimension, rational, source)?);
    }
    let horizon = source.horizon(schema.longest);
    let scalars = schema
        .scalars
        .iter()
        .map(|(name, kind)| (name.clone(), number(*kind, schema.thresholds.get(name), source)))
        .collect();
    let vectors = vectors(schema, dimension, source);
    let matrices =
        schema.matrices.iter().map(|(name, form)| (name.clone(), matrix(*form, dimension, source))).collect();
    let mut case = Case { horizon, problems, scalars, vectors, matrices, draws: None };
    if !source.marks().is_empty() && !source.now_and_then(UNMARKED_SHARE) {
        put_at_marks(schema, &mut case, source);
    } else if source.now_and_then(SPECIAL_SHARE) {
        put_at_special_points(schema, &mut case, source);
    }
    raise(schema, &mut case, source);
    if !schema.lengths.is_empty() && source.now_and_then(THRESHOLD_SHARE) {
        resize(schema, &mut case, source);
    }
    Some(case)
}

/// Moves points to where an objective is special, as what is said of stationary points is met nowhere else, and along the axes.
fn put_at_special_points(schema: &Schema, case: &mut Case, source: &mut impl Source) {
    let mut points = Vec::new();
    case.problems.values().for_each(|spec| special_points(spec, &mut points));
    for (name, _) in schema.vectors.iter().filter(|(_, kind)| *kind == Kind::Real) {
        let Some(vector) = case.vectors.get_mut(name) else { continue };
        match source.choose(8) {
            0..=2 if !points.is_empty() => {
                vector.clone_from(&points[source.choose(points.len())]);
                // Just beside it, too: what is on both sides of a bend is seen from there.
                let way = source.choose(4);
                for entry in vector.iter_mut().filter(|_| way > 1) {
                    // Twice as far out as well: what bends halfway is seen from there.
                    let by = match way {
                        2 => *entry,
                        _ => source.number(Kind::Real).mul(ASIDE).unwrap_or(Dyadic::ZERO),
                    };
                    *entry = entry.add(by).unwrap_or(*entry);
                }
            }
            // Far out along an axis.
            3 if vector.len() > 1 => {
                let far = Dyadic::new(1, i32::try_from(source.choose(6)).unwrap_or(0));
                let place = source.choose(vector.len());
                let entry = source.number(Kind::Real).mul(far).unwrap_or(far);
                vector.fill(Dyadic::ZERO);
                vector[place] = entry;
            }
            // Where the objective is level, or steep along an axis alone.
            4..=6 => {
                let Some(spec) = case.problems.values().next() else { continue };
                let mut slope = vec![0.0; vector.len()];
                if source.choose(2) == 1 {
                    let place = source.choose(vector.len());
                    slope[place] = source.number(Kind::Real).to_f64();
                }
                let found = spec.point_with_slope(&slope, vector);
                let short = found.map(|point| point.into_iter().map(with_few_bits).collect::<Option<Vec<_>>>());
                if let Some(Some(point)) = short {
                    *vector = point;
                }
            }
            _ => {}
        }
    }
}

/// Moves a point to where it was chosen what is seen of an objective, from the origin or from a centre.
fn put_at_marks(schema: &Schema, case: &mut Case, source: &mut impl Source) {
    let marks = source.marks().to_vec();
    let mut points = Vec::new();
    case.problems.values().for_each(|spec| special_points(spec, &mut points));
    for (name, _) in schema.vectors.iter().filter(|(_, kind)| *kind == Kind::Real) {
        let Some(vector) = case.vectors.get_mut(name).filter(|_| !source.now_and_then(UNMARKED_SHARE)) else {
            continue;
        };
        vector.clone_from(&marks[source.choose(marks.len())]);
        if !points.is_empty() && source.choose(3) == 0 {
            for (entry, more) in vector.iter_mut().zip(&points[source.choose(points.len())]) {
                *entry = entry.add(*more).unwrap_or(*entry);
            }
        }
    }
}

/// Adds a constant to an objective, as no class asks for values of a size or a sign.
fn raise(schema: &Schema, case: &mut Case, source: &mut impl Source) {
    for (name, class, _) in &schema.objectives {
        let is_free = class.family.is_none() && class.data.is_none();
        if let Some(spec) = case.problems.get_mut(name).filter(|_| is_free)
            && source.now_and_then(RAISED_SHARE)
        {
            let height = match source.choose(4) {
                0 if !schema.sizes.is_empty() => schema.sizes[source.choose(schema.sizes.len())],
                _ => source.precise(Kind::Real),
            };
            let lowered = source.choose(2) == 1;
            spec.height = if lowered { height.neg() } else { height };
        }
    }
}

/// The centres of a recipe and of its losses, where their profiles bend, and the points that they are tilted to.
fn special_points(spec: &ProblemSpec, points: &mut Vec<Vec<Dyadic>>) {
    match spec.family.composition() {
        Composition::Profiles | Composition::Envelope => {
            points.push(spec.coordinates.iter().map(|coordinate| coordinate.centre).collect());
            if !spec.is_rotated() && (spec.family.uses_threshold() || spec.family.bends() != Bends::Unused) {
                points.extend(spec.coordinates.iter().map(bend_of).collect::<Option<Vec<_>>>());
            }
        }
        Composition::Along | Composition::Mean => {
            if !spec.stationary.is_empty() {
                points.push(spec.stationary.clone());
            }
            let whole = spec.parts.iter().filter(|part| part.direction.is_empty());
            whole.for_each(|part| special_points(&part.recipe, points));
        }
    }
}

/// Where a coordinate's profile first changes its shape; None where that is no dyadic number.
fn bend_of(coordinate: &Coordinate) -> Option<Dyadic> {
    let at = coordinate.bends.first().map_or(coordinate.threshold, |bend| bend.at);
    (coordinate.stretch == Dyadic::ONE).then(|| coordinate.centre.add(at))?
}

/// Makes an objective as steep as the constants of the claim are large: `L` and values are no given numbers, but the claim may
/// change its mind at them as well.
fn resize(schema: &Schema, case: &mut Case, source: &mut impl Source) {
    for (name, class, _) in &schema.objectives {
        let is_free = class.family.is_none() && class.data.is_none();
        let Some(spec) = case.problems.get_mut(name).filter(|_| is_free) else { continue };
        if !schema.sizes.is_empty() && source.choose(2) == 0 {
            spec.scale = schema.sizes[source.choose(schema.sizes.len())];
        } else {
            let factor = schema.lengths[source.choose(schema.lengths.len())];
            let factor = factor.mul(source.number(Kind::Positive { closed: false })).unwrap_or(factor);
            // Losses that are lowest in one point are moved as they are.
            move_out(spec, factor, source);
        }
    }
}

/// Puts an objective as far out, or as near to the origin, as the numbers of the claim are large: its centre or the point that it is
/// tilted to.
fn move_out(spec: &mut ProblemSpec, factor: Dyadic, source: &mut impl Source) {
    let mut out = |entry: &mut Dyadic| {
        let from = if entry.is_zero() { source.number(Kind::Real) } else { *entry };
        *entry = from.mul(factor).unwrap_or(*entry);
    };
    match spec.family.composition() {
        Composition::Profiles | Composition::Envelope => {
            spec.coordinates.iter_mut().for_each(|coordinate| out(&mut coordinate.centre));
        }
        Composition::Along => spec.stationary.iter_mut().for_each(out),
        Composition::Mean if spec.always_convex() => spec.stationary.iter_mut().for_each(out),
        Composition::Mean => {}
    }
}

/// The families whose gradients stay rational, by which equalities are decided; all of them where there are none.
fn rational_of(all: &[Family]) -> Vec<Family> {
    let rational: Vec<Family> = all.iter().copied().filter(|family| family.growth().is_rational()).collect();
    if rational.is_empty() { all.to_vec() } else { rational }
}

/// The vectors; those that are to be near to something are one of the others, the origin, or anywhere.
fn vectors(schema: &Schema, dimension: usize, source: &mut impl Source) -> BTreeMap<String, Vec<Dyadic>> {
    let mut made: BTreeMap<String, Vec<Dyadic>> = BTreeMap::new();
    for (name, kind) in schema.vectors.iter().filter(|(name, _)| !schema.near.contains(name)) {
        made.insert(name.clone(), components(*kind, dimension, schema.thresholds.get(name), source));
    }
    let points = schema.vectors.iter().filter(|(_, kind)| *kind == Kind::Real).filter_map(|(name, _)| made.get(name));
    let points: Vec<Vec<Dyadic>> = points.cloned().collect();
    for name in &schema.near {
        let point = match source.choose(points.len() + 2) {
            place if place < points.len() => points[place].clone(),
            place if place == points.len() => vec![Dyadic::ZERO; dimension],
            _ => (0..dimension).map(|_| source.precise(Kind::Real)).collect(),
        };
        made.insert(name.clone(), point);
    }
    made
}

/// A number of a kind; now and then one at which the claim may change its mind.
fn number(kind: Kind, thresholds: Option<&Vec<Dyadic>>, source: &mut impl Source) -> Dyadic {
    match thresholds {
        Some(known) if !known.is_empty() && source.now_and_then(THRESHOLD_SHARE) => known[source.choose(known.len())],
        _ => source.precise(kind),
    }
}

/// The components of a vector; now and then all of them at or between thresholds.
fn components(kind: Kind, dimension: usize, thresholds: Option<&Vec<Dyadic>>, source: &mut impl Source) -> Vec<Dyadic> {
    let known = thresholds.filter(|known| !known.is_empty());
    let mut all: Vec<Dyadic> = match known.filter(|_| source.now_and_then(THRESHOLD_SHARE)) {
        Some(known) => (0..dimension).map(|_| known[source.choose(known.len())]).collect(),
        None => (0..dimension).map(|_| source.precise(kind)).collect(),
    };
    if kind == Kind::Real && source.now_and_then(PLAIN_SHARE) {
        // Along an axis, short, or both.
        let way = source.choose(3);
        let (place, shorter) = (source.choose(dimension), source.choose(4));
        for (i, entry) in all.iter_mut().enumerate() {
            if way != 1 && i != place {
                *entry = Dyadic::ZERO;
            }
            if way != 0 {
                *entry = entry.mul(Dyadic::new(1, -1 - i32::try_from(shorter).unwrap_or(0))).unwrap_or(*entry);
            }
        }
    }
    all
}

/// The numbers that a matrix is made from.
fn matrix(form: MatrixForm, dimension: usize, source: &mut impl Source) -> Vec<Dyadic> {
    let one = |at: usize| at.is_multiple_of(dimension + 1);
    (0..dimension * dimension)
        .map(|at| {
            let number = source.precise(Kind::Real);
            if number.is_zero() && one(at) && needs_diagonal(form) { Dyadic::ONE } else { number }
        })
        .collect()
}

/// One in so many vectors is short or lies along an axis.
const PLAIN_SHARE: usize = 4;

/// A problem of a family that meets the class, or for a few does not, as their facts tell; `equality` asks for parts
/// that stay rational. None where no part meets the class.
pub fn problem(
    family: Family,
    class: &Class,
    dimension: usize,
    equality: bool,
    source: &mut impl Source,
) -> Option<ProblemSpec> {
    match family.composition() {
        Composition::Along => along(class, dimension, equality, problem, source),
        Composition::Mean => mean(class, dimension, equality, problem, source),
        Composition::Profiles | Composition::Envelope => Some(profiles(family, class, dimension, source)),
    }
}

/// A problem of profiles and samples.
fn profiles(family: Family, class: &Class, dimension: usize, source: &mut impl Source) -> ProblemSpec {
    let own = family.properties();
    let plain = class.family.is_some() || class.data.is_some();
    let rotate = dimension > 1 && !class.demands(Property::Separable) && class.data.is_none() && source.rarely();
    let moved = !plain && source.rarely();
    let far = if moved { reach(source) } else { Dyadic::ONE };
    let flat = own.has(Property::Convex)
        && !class.demands(Property::StrictlyConvex)
        && family.curvature() == Curvature::NonNegative
        && !family.has_samples()
        && family.bends() == Bends::Unused
        && dimension > 1
        && source.rarely();
    let same = dimension > 1 && class.data.is_none() && source.rarely();
    let first = if plain { Dyadic::ONE } else { source.curvature() };
    let mut coordinates = Vec::with_capacity(dimension);
    for k in 0..dimension {
        let mut curvature = if k == 0 || same || class.data.is_some() { first } else { source.curvature() };
        if flat && k + 1 == dimension {
            curvature = Dyadic::ZERO;
        }
        if family.curvature() == Curvature::Any && family.bends() == Bends::Unused && k + 1 == dimension {
            curvature = curvature.neg();
        }
        let threshold =
            if family.uses_threshold() && class.family.is_none() { source.curvature() } else { Dyadic::ONE };
        let mut coordinate = Coordinate {
            curvature: if family.uses_curvature() { curvature } else { Dyadic::ONE },
            centre: if moved { source.precise(Kind::Real).mul(far).unwrap_or(Dyadic::ONE) } else { Dyadic::ZERO },
            axis: if rotate { Dyadic::integer([1, 2, 0, -1][source.choose(4)]) } else { Dyadic::ZERO },
            stretch: Dyadic::ONE,
            threshold,
            bends: Vec::new(),
        };
        if family.bends() != Bends::Unused {
            bend(family, class, &mut coordinate, source);
        }
        coordinates.push(coordinate);
    }
    if family == Family::Envelope {
        coordinates.iter_mut().for_each(|c| *c = Coordinate { centre: c.centre, ..Coordinate::default() });
    }
    let mut spec = ProblemSpec::new(family, coordinates);
    if family == Family::Envelope {
        spec.envelope = Some(envelope(class, dimension, source));
    }
    if !plain && source.rarely() {
        spec.scale = source.scale();
    }
    if family.has_samples() {
        spec.samples = samples(family, class.samples, dimension, source);
    }
    spec
}

fn samples(family: Family, wanted: Option<usize>, dimension: usize, source: &mut impl Source) -> Vec<Sample> {
    let labels = family.has_labels();
    let count = loss_count(wanted, source);
    (0..count)
        .map(|_| Sample {
            features: (0..dimension).map(|_| source.number(Kind::Real)).collect(),
            target: if labels { Dyadic::integer([1, -1][source.choose(2)]) } else { source.number(Kind::Real) },
        })
        .collect()
}
