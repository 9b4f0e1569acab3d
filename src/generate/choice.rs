//! Which family is drawn for a class, and how far out its functions bend.

use super::source::Source;
use crate::language::typed::Class;
use crate::numeric::Dyadic;
use crate::problem::{Bends, Composition, Family, ProblemSpec};

/// Draws a recipe of a family for a class, a dimension, and equalities or not.
pub(super) type Draw<S> = fn(Family, &Class, usize, bool, &mut S) -> Option<ProblemSpec>;

/// How much more often than others the families are drawn that come near to whole classes.
const RICH_WEIGHT: usize = 2;
/// The same in one dimension, where there are fewer of them.
const RICH_WEIGHT_ON_A_LINE: usize = 6;

/// The place of a family in its list: those that are put together from others, or from pieces, are drawn more often.
pub(super) fn weighted(families: &[Family], dimension: usize, source: &mut impl Source) -> usize {
    let rich: Vec<usize> = (0..families.len())
        .filter(|place| {
            let family = families[*place];
            // In one dimension pieces alone come near to everything.
            family.composition() != Composition::Profiles && (dimension > 1 || family.is_sampled())
                || family.bends() == Bends::Kinks
        })
        .collect();
    let weight = if dimension > 1 { RICH_WEIGHT } else { RICH_WEIGHT_ON_A_LINE };
    let choice = source.choose(families.len() + weight * rich.len());
    match choice.checked_sub(families.len()) {
        Some(beyond) => rich[beyond % rich.len()],
        None => choice,
    }
}

/// One of the families; for equalities one of those at the front, whose gradients are rational.
pub(super) fn pick(families: &[Family], equality: bool, source: &mut impl Source) -> Option<Family> {
    let rational = families.iter().filter(|family| family.growth().is_rational()).count();
    let count = if equality && rational > 0 { rational } else { families.len() };
    if count == 0 { None } else { Some(families[source.choose(count)]) }
}

/// How far out functions bend: mostly at the distances that points are drawn from, now and then near the centre or far out.
pub(super) fn reach(source: &mut impl Source) -> Dyadic {
    const SHARE: usize = 3;
    if !source.now_and_then(SHARE) {
        return Dyadic::ONE;
    }
    let is_near = source.choose(2) == 0;
    let size = 1 + i32::try_from(source.choose(if is_near { 5 } else { 10 })).unwrap_or(0);
    Dyadic::new(1, if is_near { -size } else { size })
}
