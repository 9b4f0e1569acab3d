//! Simpler cases than a given one.

use super::schema::Schema;
use crate::numeric::Dyadic;
use crate::problem::{Composition, Envelope, Family, Part, ProblemSpec};
use crate::verdict::Case;

/// Cases that are simpler in one respect, the largest steps first, all admitted by the schema.
#[must_use]
pub fn simpler_cases(schema: &Schema, case: &Case) -> Vec<Case> {
    let mut all = Vec::new();
    dimensions(case, &mut all);
    horizons(case, &mut all);
    translations(case, &mut all);
    for name in case.problems.keys() {
        let spec = &case.problems[name];
        for simpler in simpler_problems(spec) {
            let mut other = case.clone();
            other.problems.insert(name.clone(), simpler);
            all.push(other);
        }
    }
    for (name, value) in &case.scalars {
        for simpler in value.simpler() {
            let mut other = case.clone();
            other.scalars.insert(name.clone(), simpler);
            all.push(other);
        }
    }
    for (name, values) in &case.vectors {
        for (i, value) in values.iter().enumerate() {
            for simpler in value.simpler() {
                let mut other = case.clone();
                other.vectors.get_mut(name).expect("just read")[i] = simpler;
                all.push(other);
            }
        }
    }
    for (name, values) in &case.matrices {
        for (i, value) in values.iter().enumerate() {
            for simpler in value.simpler() {
                let mut other = case.clone();
                other.matrices.get_mut(name).expect("just read")[i] = simpler;
                all.push(other);
            }
        }
    }
    all.retain(|other| schema.check(other).is_ok());
    all
}

fn dimensions(case: &Case, all: &mut Vec<Case>) {
    if case.problems.values().all(|spec| spec.data.is_none()) {
        all.extend((0..case.dimension()).filter_map(|k| case.without_coordinate(k)));
    }
}

fn horizons(case: &Case, all: &mut Vec<Case>) {
    for horizon in [1, case.horizon / 2, case.horizon.saturating_sub(1)] {
        if horizon > 0 && horizon < case.horizon {
            all.push(Case { horizon, ..case.clone() });
        }
    }
}

/// The whole case moved so that the centre of one coordinate is 0.
fn translations(case: &Case, all: &mut Vec<Case>) {
    let [(name, spec)] = case.problems.iter().collect::<Vec<_>>()[..] else { return };
    for (k, coordinate) in spec.coordinates.iter().enumerate() {
        if coordinate.centre.is_zero() {
            continue;
        }
        let mut other = case.clone();
        let moved = other.vectors.values_mut().try_for_each(|vector| {
            vector[k] = vector[k].sub(coordinate.centre)?;
            Some(())
        });
        if let (Some(()), Some(problem)) = (moved, other.problems.get_mut(name)) {
            problem.coordinates[k].centre = Dyadic::ZERO;
            all.push(other);
        }
    }
}

/// Simpler recipes of the same dimension.
#[must_use]
pub fn simpler_problems(spec: &ProblemSpec) -> Vec<ProblemSpec> {
    let mut all = Vec::new();
    if spec.data.is_some() {
        return all;
    }
    for family in [Family::Quadratic, Family::Huber] {
        let profiles = spec.family.composition() == Composition::Profiles && !spec.family.has_samples();
        if family.name() != spec.family.name() && profiles && spec.family != Family::Quadratic {
            let mut other = ProblemSpec { family, ..spec.clone() };
            other.coordinates.iter_mut().for_each(|coordinate| coordinate.bends.clear());
            all.push(other);
        }
    }
    composed(spec, &mut all);
    all.extend((0..spec.samples.len()).filter_map(|n| spec.remove_sample(n)));
    all.extend(simpler_envelopes(spec));
    if spec.is_rotated() {
        all.push(spec.unrotated());
    }
    for value in spec.scale.simpler() {
        all.push(ProblemSpec { scale: value, ..spec.clone() });
    }
    for value in spec.height.simpler() {
        all.push(ProblemSpec { height: value, ..spec.clone() });
    }
    for k in 0..spec.coordinates.len() {
        let fields: [fn(&mut crate::problem::Coordinate) -> &mut Dyadic; 5] =
            [|c| &mut c.centre, |c| &mut c.curvature, |c| &mut c.axis, |c| &mut c.stretch, |c| &mut c.threshold];
        for field in fields {
            let mut other = spec.clone();
            let value = *field(&mut other.coordinates[k]);
            for simpler in value.simpler() {
                *field(&mut other.coordinates[k]) = simpler;
                all.push(other.clone());
            }
        }
    }
    bends(spec, &mut all);
    for n in 0..spec.samples.len() {
        for simpler in spec.samples[n].target.simpler() {
            let mut other = spec.clone();
            other.samples[n].target = simpler;
            all.push(other);
        }
        for i in 0..spec.samples[n].features.len() {
            for simpler in spec.samples[n].features[i].simpler() {
                let mut other = spec.clone();
                other.samples[n].features[i] = simpler;
                all.push(other);
            }
        }
    }
    all.retain(|other| other.validate().is_ok());
    all
}

/// The recipe with a simpler envelope: a piece less, or a number simpler.
fn simpler_envelopes(spec: &ProblemSpec) -> Vec<ProblemSpec> {
    let Some(envelope) = &spec.envelope else { return Vec::new() };
    let mut all: Vec<Envelope> = (0..envelope.pieces.len())
        .map(|i| {
            let mut other = envelope.clone();
            other.pieces.remove(i);
            other
        })
        .collect();
    all.push(Envelope { subtracted: false, ..envelope.clone() });
    for high in envelope.high.simpler() {
        // The range of an L-smooth function shrinks on both sides.
        if envelope.low == envelope.high.neg() {
            all.push(Envelope { low: high.neg(), high, ..envelope.clone() });
        }
        all.push(Envelope { high, ..envelope.clone() });
    }
    all.extend(envelope.low.simpler().into_iter().map(|low| Envelope { low, ..envelope.clone() }));
    for i in 0..envelope.pieces.len() {
        for place in 0..=envelope.dimension() {
            let mut other = envelope.clone();
            let piece = &mut other.pieces[i];
            let number = piece.slope.get(place).copied().unwrap_or(piece.offset);
            for simpler in number.simpler() {
                let piece = &mut other.pieces[i];
                *piece.slope.get_mut(place).unwrap_or(&mut piece.offset) = simpler;
                all.push(other.clone());
            }
        }
    }
    all.retain(|other| other != envelope);
    all.into_iter().map(|envelope| ProblemSpec { envelope: Some(envelope), ..spec.clone() }).collect()
}

/// The recipe of one part, fewer parts, and simpler numbers in those that are left.
fn composed(spec: &ProblemSpec, all: &mut Vec<ProblemSpec>) {
    if spec.family.composition() == Composition::Mean {
        all.extend(spec.parts.iter().map(|part| part.recipe.clone()));
    }
    all.extend((0..spec.parts.len()).filter_map(|j| spec.remove_part(j)));
    if !spec.stationary.is_empty() {
        all.push(ProblemSpec { stationary: Vec::new(), ..spec.clone() });
    }
    for i in 0..spec.stationary.len() {
        for simpler in spec.stationary[i].simpler() {
            let mut other = spec.clone();
            other.stationary[i] = simpler;
            all.push(other);
        }
    }
    all.extend(added(spec));
    for j in 0..spec.parts.len() {
        for recipe in simpler_problems(&spec.parts[j].recipe) {
            let mut other = spec.clone();
            other.parts[j].recipe = recipe;
            all.push(other);
        }
        for i in 0..spec.parts[j].direction.len() {
            for simpler in spec.parts[j].direction[i].simpler() {
                let mut other = spec.clone();
                other.parts[j].direction[i] = simpler;
                all.push(other);
            }
        }
    }
}

/// Nothing added to the losses, less of it, and simpler numbers in it.
fn added(spec: &ProblemSpec) -> Vec<ProblemSpec> {
    let mut all = Vec::new();
    if spec.parts.iter().all(Part::is_bare) {
        return all;
    }
    for change in [|part: &mut Part| part.tilt.clear(), |part: &mut Part| part.curve = Dyadic::ZERO] {
        let mut other = spec.clone();
        other.parts.iter_mut().for_each(change);
        all.push(other);
    }
    for j in 0..spec.parts.len() - 1 {
        for simpler in spec.parts[j].curve.simpler() {
            let mut other = spec.clone();
            other.parts[j].curve = simpler;
            all.extend(other.balanced());
        }
        for i in 0..spec.parts[j].tilt.len() {
            for simpler in spec.parts[j].tilt[i].simpler() {
                let mut other = spec.clone();
                other.parts[j].tilt[i] = simpler;
                all.extend(other.balanced());
            }
        }
    }
    all.retain(|other| other != spec);
    all
}

/// Fewer bends, and simpler ones.
fn bends(spec: &ProblemSpec, all: &mut Vec<ProblemSpec>) {
    for k in 0..spec.coordinates.len() {
        for i in 0..spec.coordinates[k].bends.len() {
            let mut fewer = spec.clone();
            fewer.coordinates[k].bends.remove(i);
            all.push(fewer);
            for simpler in spec.coordinates[k].bends[i].at.simpler() {
                let mut other = spec.clone();
                other.coordinates[k].bends[i].at = simpler;
                all.push(other);
            }
            for simpler in spec.coordinates[k].bends[i].curvature.simpler() {
                let mut other = spec.clone();
                other.coordinates[k].bends[i].curvature = simpler;
                all.push(other);
            }
        }
    }
}
