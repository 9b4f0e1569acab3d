//! Losses that have more to do with each other than being of a class: one function many times, and what adds up to 0.

use super::choice::{Draw, pick, weighted};
use super::kind::Kind;
use super::schema::Schema;
use super::source::Source;
use crate::language::typed::Class;
use crate::numeric::Dyadic;
use crate::problem::{Coordinate, Family, Part, ProblemSpec, Property, PropertySet};

/// One in so many of the means of one function many times has losses that all are lowest in the same points.
const LEVEL_SHARE: usize = 3;

/// The largest binary exponent of a steepness that is matched.
const MOST_EXPONENT: i32 = 40;

/// So many losses are few.
const FEW_LOSSES: usize = 3;

/// What is asked of a mean and of none of its losses.
const OF_MEANS: PropertySet = PropertySet::of(&[Property::Sampled, Property::Online]);

/// A mean whose losses are one function of the class but for a factor, a constant and a tilt, so that the mean is that function:
/// it has minimisers and stationary points of its own, convex or not.
pub(super) fn alike<S: Source>(
    class: &Class,
    dimension: usize,
    count: usize,
    equality: bool,
    draw: Draw<S>,
    source: &mut S,
) -> Option<ProblemSpec> {
    let own = Class { properties: class.properties - OF_MEANS, ..Class::default() };
    let mut families = Schema::families_of(&own);
    families.retain(|family| !family.has_samples());
    families.sort_by_key(|family| !family.growth().is_rational());
    // What is put together from much is dear, and drawn often where losses are few alone.
    let family = if equality || count > FEW_LOSSES {
        pick(&families, equality, source)?
    } else {
        *families.get(weighted(&families, dimension, source))?
    };
    let recipe = draw(family, &own, dimension, equality, source)?;
    let mut spec = ProblemSpec::new(Family::Mean, vec![Coordinate::default(); dimension]);
    for _ in 0..count {
        let mut recipe = recipe.clone();
        recipe.scale = recipe.scale.mul(source.curvature()).unwrap_or(recipe.scale);
        if source.rarely() {
            recipe.height = source.precise(Kind::Real);
        }
        spec.parts.push(Part::new(Vec::new(), recipe));
    }
    if source.now_and_then(LEVEL_SHARE) { Some(spec) } else { set_apart(spec, class, source) }
}

/// Adds to the losses of a mean what adds up to 0: linear functions, and parabolas of either sign, so that a loss may be curved
/// more than the mean, and downwards, by any factor. The mean stays what it is.
pub(super) fn set_apart(mut spec: ProblemSpec, class: &Class, source: &mut impl Source) -> Option<ProblemSpec> {
    let (count, dimension) = (spec.parts.len(), spec.dimension());
    if count < 2 {
        return Some(spec);
    }
    // Of the losses of an online problem each is convex, where that is said.
    let stays_convex = class.demands(Property::Online) && class.demands(Property::Convex);
    let curved = class.demands(Property::Smooth) && !class.demands(Property::Linear) && !stays_convex;
    let curved = curved && source.choose(2) == 1;
    let size = if curved { steepness(&spec) } else { None };
    for part in &mut spec.parts[..count - 1] {
        part.tilt = (0..dimension).map(|_| source.precise(Kind::Real)).collect();
        if let Some(size) = size {
            let factor = Dyadic::integer(i64::try_from(source.choose(17)).unwrap_or(0) - 8);
            part.curve = size.mul(factor).unwrap_or(Dyadic::ZERO);
        }
    }
    spec.balanced()
}

/// About the constant L of a mean without its scale: a power of two.
fn steepness(spec: &ProblemSpec) -> Option<Dyadic> {
    let bare = ProblemSpec { scale: Dyadic::ONE, ..spec.clone() };
    let constant = bare.facts().ok()?.smoothness?.to_f64().value();
    (constant.is_normal() && libm::ilogb(constant).abs() < MOST_EXPONENT).then(|| Dyadic::new(1, libm::ilogb(constant)))
}
