//! Simpler cases than a given one.

use super::schema::Schema;
use crate::numeric::Dyadic;
use crate::problem::{Family, ProblemSpec};
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
        if family.name() != spec.family.name() && !spec.family.is_sampled() && spec.family != Family::Quadratic {
            all.push(ProblemSpec { family, ..spec.clone() });
        }
    }
    all.extend((0..spec.samples.len()).filter_map(|n| spec.remove_sample(n)));
    if spec.is_rotated() {
        all.push(spec.unrotated());
    }
    for value in spec.scale.simpler() {
        all.push(ProblemSpec { scale: value, ..spec.clone() });
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
