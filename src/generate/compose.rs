//! Recipes in pieces, along directions, and of several losses.

use super::choice::{Draw, pick, reach};
use super::kind::Kind;
use super::losses::{alike, set_apart};
use super::source::Source;
use crate::language::typed::Class;
use crate::numeric::Dyadic;
use crate::problem::{
    Bend, Bends, Composition, Coordinate, Curvature, Family, Part, ProblemSpec, Property, PropertySet,
};

/// The most samples of a generated problem: few enough to enumerate every batch.
const MOST_SAMPLES: usize = 5;
/// The most samples of one that is to be large.
const MANY_SAMPLES: usize = 40;
/// One in so many problems has many samples.
const MANY_SHARE: usize = 24;
/// The most bends of a profile.
const MOST_BENDS: usize = 6;
/// One in so many profiles that are to be strictly convex is flat in a point.
const POINT_SHARE: usize = 3;
/// How much larger than the least the largest curvature of a profile in pieces is: condition numbers that methods are
/// tuned for, and the ones around them.
const RATIOS: [i64; 8] = [4, 1, 2, 9, 16, 25, 25, 100];
/// One in so many means has losses that are one function many times.
const ALIKE_SHARE: usize = 4;
/// The same where the mean is lowest somewhere though it is not convex: others of these have all their losses lowest there.
const ALIKE_SHARE_OF_VALLEYS: usize = 2;
/// One in so many of the others has losses that something is added to, in all 0.
const APART_SHARE: usize = 6;
/// One in so many of them has a loss that outweighs the others.
const HEAVY_SHARE: usize = 4;
/// The most directions beyond one for each parameter.
const MORE_DIRECTIONS: usize = 3;

/// What can be asked of a part for the whole to have it.
const INHERITED: PropertySet = PropertySet::of(&[
    Property::Convex,
    Property::Smooth,
    Property::Differentiable,
    Property::TwiceDifferentiable,
    Property::HessianLipschitz,
    Property::Quadratic,
    Property::Linear,
]);

/// How many losses a recipe has.
pub(super) fn loss_count(wanted: Option<usize>, source: &mut impl Source) -> usize {
    wanted.unwrap_or_else(|| {
        if source.now_and_then(MANY_SHARE) {
            MOST_SAMPLES + 1 + source.choose(MANY_SAMPLES - MOST_SAMPLES)
        } else {
            1 + (source.choose(MOST_SAMPLES) + 1) % MOST_SAMPLES
        }
    })
}

/// Gives a coordinate bends, and curvatures between the extremes of its class: those are drawn often.
pub(super) fn bend(family: Family, class: &Class, coordinate: &mut Coordinate, source: &mut impl Source) {
    let kinks = family.bends() == Bends::Kinks;
    let strongly = class.demands(Property::StrictlyConvex);
    let low = source.curvature();
    let ratio = Dyadic::integer(RATIOS[source.choose(RATIOS.len())]);
    let high = low.mul(ratio).unwrap_or(low);
    let reach = reach(source);
    let count = 1 + source.choose(MOST_BENDS);
    // Bends far apart and bends at equal distances: iterates step from piece to piece, or cycle through some.
    let step = (source.choose(2) == 1).then(|| source.number(Kind::Real)).filter(|step| !step.is_zero());
    let mut places: Vec<Dyadic> = (1..=count)
        .filter_map(|i| match step {
            Some(step) => step.mul(Dyadic::integer(i64::try_from(i).ok()?)),
            None => Some(source.number(Kind::Real)),
        })
        .map(|number| number.mul(reach).unwrap_or(number))
        .collect();
    places.sort();
    places.dedup();
    let any = family.curvature() == Curvature::Any;
    let pick = |source: &mut dyn FnMut(usize) -> usize| match source(if strongly { 3 } else { 4 }) {
        0 => high,
        1 | 2 => low,
        _ => Dyadic::ZERO,
    };
    // Worst cases go from one extreme to the other and back.
    let alternates = source.choose(2) == 1;
    let first = source.choose(2);
    let mut curvatures = Vec::with_capacity(places.len() + 1);
    for place in 0..=places.len() {
        let size = match alternates {
            true if (place + first).is_multiple_of(2) => high,
            true => low,
            false => pick(&mut |count| source.choose(count)),
        };
        // Ends rise where a least value is asked for.
        let end = place == 0 || place == places.len();
        let falls = any && source.choose(2) == 1 && !(end && class.demands(Property::Minimiser));
        let size = if end && any && size.is_zero() && class.demands(Property::Minimiser) { high } else { size };
        curvatures.push(if falls { size.neg() } else { size });
    }
    if !strongly && !any && curvatures.iter().all(Dyadic::is_zero) {
        curvatures[0] = high;
    }
    let strictly_alone = strongly && !class.demands(Property::StronglyConvex) && !kinks;
    if strictly_alone && places.len() > 2 && source.now_and_then(POINT_SHARE) {
        // Strictly convex is what is flat in a point alone.
        let place = 1 + source.choose(places.len() - 2);
        curvatures[place] = Dyadic::ZERO;
        if places[place - 1].signum() < 0 && places[place + 1].signum() > 0 {
            places[place] = Dyadic::ZERO;
        }
    }
    if kinks {
        coordinate.curvature = curvatures[0];
    } else {
        coordinate.curvature = Dyadic::ONE;
    }
    let after = if kinks { &curvatures[1..] } else { &curvatures[..places.len()] };
    coordinate.bends =
        places.into_iter().zip(after).map(|(at, curvature)| Bend { at, curvature: *curvature }).collect();
}

/// The families of one variable, or of all, that parts of a class are drawn from: first those whose gradients are rational.
fn part_families(class: &Class, composition: Composition) -> Vec<Family> {
    let fits = |family: &Family| {
        let inner = match composition {
            Composition::Mean => family.composition() != Composition::Mean,
            Composition::Along | Composition::Profiles | Composition::Envelope => {
                family.composition() == Composition::Profiles
            }
        };
        inner && !family.has_samples() && family.properties().has_all(class.properties)
    };
    let mut all: Vec<Family> = Family::ALL.into_iter().filter(fits).collect();
    all.sort_by_key(|family| !family.growth().is_rational());
    all
}

fn part_class(class: &Class) -> Class {
    let mut properties = class.properties & INHERITED;
    if class.demands(Property::Minimiser) {
        properties = properties.with(Property::Convex);
    }
    Class { properties, ..Class::default() }
}

fn strict(class: &Class, whole: &Class) -> Class {
    let strongly = whole.demands(Property::StronglyConvex);
    let more = if strongly { Property::StronglyConvex } else { Property::StrictlyConvex };
    Class { properties: class.properties.with(more).declared(), ..Class::default() }
}

/// A sum along directions, more of them than parameters or fewer.
pub(super) fn along<S: Source>(
    class: &Class,
    dimension: usize,
    equality: bool,
    draw: Draw<S>,
    source: &mut S,
) -> Option<ProblemSpec> {
    let mut spec = ProblemSpec::new(Family::Along, vec![Coordinate::default(); dimension]);
    let convex = part_class(class);
    let strictly = class.demands(Property::StrictlyConvex);
    // With several parameters the minimiser is known where the parts that are flat leave a line or plane alone.
    let unique = strictly || class.demands(Property::Minimiser) && dimension > 1;
    let fewer = unique && !strictly && dimension > 1 && source.now_and_then(4);
    let count = if fewer { 1 + source.choose(dimension - 1) } else { dimension + source.choose(MORE_DIRECTIONS + 1) };
    for j in 0..count {
        let basic = j < dimension;
        let own = if unique && (basic || fewer) { strict(&convex, class) } else { convex.clone() };
        let family = pick(&part_families(&own, Composition::Along), equality, source)?;
        let direction = direction(dimension, j, source);
        let recipe = draw(family, &own, 1, equality, source)?;
        spec.parts.push(Part::new(direction, recipe));
    }
    if class.demands(Property::Minimiser) || source.rarely() {
        spec.stationary = (0..dimension).map(|_| source.precise(Kind::Real)).collect();
    }
    Some(spec)
}

/// Direction `j`: the first ones span the space, one for each parameter.
fn direction(dimension: usize, j: usize, source: &mut impl Source) -> Vec<Dyadic> {
    if dimension == 1 {
        return vec![Dyadic::integer([1, 2, -1][source.choose(3)])];
    }
    let entries = [0, 1, -1, 2, 3];
    let plain = j < dimension && source.choose(2) == 0;
    let mut all: Vec<Dyadic> = (0..dimension)
        .map(|i| match i.cmp(&j) {
            _ if plain => Dyadic::ZERO,
            std::cmp::Ordering::Greater if j < dimension => Dyadic::ZERO,
            _ => Dyadic::integer(entries[source.choose(entries.len())]),
        })
        .collect();
    if j < dimension {
        all[j] = Dyadic::ONE;
    } else if all.iter().all(Dyadic::is_zero) {
        all[j % dimension] = Dyadic::ONE;
    }
    all
}

/// A mean of losses: each with a minimiser of its own, or all with one; now and then one is not convex though the mean is.
pub(super) fn mean<S: Source>(
    class: &Class,
    dimension: usize,
    equality: bool,
    draw: Draw<S>,
    source: &mut S,
) -> Option<ProblemSpec> {
    let count = loss_count(class.samples, source);
    let valleys = class.demands(Property::Minimiser) && !class.demands(Property::Convex);
    if source.now_and_then(if valleys { ALIKE_SHARE_OF_VALLEYS } else { ALIKE_SHARE }) {
        return alike(class, dimension, count, equality, draw, source);
    }
    let spec = unlike(class, dimension, count, equality, draw, source)?;
    if source.now_and_then(APART_SHARE) { set_apart(spec, class, source) } else { Some(spec) }
}

/// A mean of losses that are drawn one by one.
fn unlike<S: Source>(
    class: &Class,
    dimension: usize,
    count: usize,
    equality: bool,
    draw: Draw<S>,
    source: &mut S,
) -> Option<ProblemSpec> {
    let mut spec = ProblemSpec::new(Family::Mean, vec![Coordinate::default(); dimension]);
    let mut own = part_class(class);
    let separable = class.demands(Property::Separable);
    if separable {
        own.properties = own.properties.with(Property::Separable);
    }
    let minimiser = class.demands(Property::Minimiser);
    // Of the losses of an online problem each is convex, where that is said.
    let each = class.demands(Property::Online);
    let uncurved = [Property::Convex, Property::Separable, Property::Quadratic, Property::Linear];
    if minimiser && !uncurved.into_iter().any(|property| class.demands(property)) && source.choose(3) > 0 {
        return bowls(class, dimension, count, equality, draw, source);
    }
    let shared = minimiser && source.choose(3) == 1;
    let point: Vec<Dyadic> = (0..dimension).map(|_| source.precise(Kind::Real)).collect();
    let strictly = class.demands(Property::StrictlyConvex) || minimiser && dimension > 1;
    for n in 0..count {
        let loss = if strictly && n == 0 { strict(&own, class) } else { own.clone() };
        let mut families = part_families(&loss, Composition::Mean);
        if shared {
            families.retain(|family| family.properties().has(Property::Minimiser));
        }
        let family = pick(&families, equality, source)?;
        // Whether these two have a minimiser is up to their numbers.
        let asked = if shared && family.composition() != Composition::Profiles {
            Class { properties: loss.properties.with(Property::Minimiser), ..loss.clone() }
        } else {
            loss
        };
        let mut recipe = draw(family, &asked, dimension, equality, source)?;
        if shared {
            share(&mut recipe, &point);
        }
        spec.parts.push(Part::new(Vec::new(), recipe));
    }
    let bent = class.demands(Property::Convex) && !each && !shared && count > 1;
    let mut centre = None;
    if bent && !separable && !class.demands(Property::Linear) && source.now_and_then(6) {
        unbend(&mut spec, class, equality, draw, source)?;
    } else if count > 1 && source.now_and_then(HEAVY_SHARE) {
        centre = outweigh(&mut spec, source);
    }
    if minimiser {
        spec.stationary = centre.filter(|_| !shared).unwrap_or(point);
    }
    Some(spec)
}

/// Makes all losses light but one, so that the mean is nearly that one; the centre of that, where it has one.
fn outweigh(spec: &mut ProblemSpec, source: &mut impl Source) -> Option<Vec<Dyadic>> {
    let heavy = source.choose(spec.parts.len());
    let lighter = Dyadic::new(1, -4 - i32::try_from(source.choose(8)).unwrap_or(0));
    for (_, part) in spec.parts.iter_mut().enumerate().filter(|(n, _)| *n != heavy) {
        part.recipe.scale = part.recipe.scale.mul(lighter).unwrap_or(part.recipe.scale);
    }
    let recipe = &spec.parts[heavy].recipe;
    let has_centre = matches!(recipe.family.composition(), Composition::Profiles | Composition::Envelope);
    has_centre.then(|| recipe.coordinates.iter().map(|coordinate| coordinate.centre).collect())
}

/// Losses that have a minimiser in common and need not be convex; one of them has no other.
fn bowls<S: Source>(
    class: &Class,
    dimension: usize,
    count: usize,
    equality: bool,
    draw: Draw<S>,
    source: &mut S,
) -> Option<ProblemSpec> {
    let mut spec = ProblemSpec::new(Family::Mean, vec![Coordinate::default(); dimension]);
    let properties = (class.properties & INHERITED).with(Property::Minimiser);
    let own = Class { properties, ..Class::default() };
    let fits = |family: &Family| family.properties().has_all(properties);
    let rising: Vec<Family> =
        Family::ALL.into_iter().filter(|family| family.rests_at_its_centre()).filter(fits).collect();
    let mut any = rising.clone();
    // Half of the others are envelopes, which have more than one valley.
    let envelopes = Family::ALL.into_iter().filter(|family| family.composition() == Composition::Envelope);
    for family in envelopes.filter(fits) {
        any.extend(vec![family; rising.len()]);
    }
    let point: Vec<Dyadic> = (0..dimension).map(|_| source.precise(Kind::Real)).collect();
    let only = source.choose(count);
    for n in 0..count {
        let rational = |families: &[Family]| -> Vec<Family> {
            let kept = families.iter().copied().filter(|family| !equality || family.growth().is_rational());
            kept.collect()
        };
        let families = rational(if n == only { &rising } else { &any });
        let family = *families.get(source.choose(families.len().max(1)))?;
        let mut recipe = draw(family, &own, dimension, equality, source)?;
        if n == only {
            recipe.coordinates.iter_mut().filter(|c| c.curvature.is_zero()).for_each(|c| c.curvature = Dyadic::ONE);
            // Where it rises gently, the valleys of the others are valleys of the mean.
            let gently = Dyadic::new(1, -i32::try_from(source.choose(6)).unwrap_or(0));
            recipe.scale = recipe.scale.mul(gently).unwrap_or(recipe.scale);
        }
        let recipe = recipe.resting_at(&point)?;
        spec.parts.push(Part::new(Vec::new(), recipe));
    }
    spec.stationary = point;
    Some(spec)
}

/// Moves the minimiser of a loss.
fn share(recipe: &mut ProblemSpec, point: &[Dyadic]) {
    if recipe.family.composition() == Composition::Along {
        recipe.stationary = point.to_vec();
        return;
    }
    for (coordinate, point) in recipe.coordinates.iter_mut().zip(point) {
        coordinate.centre = *point;
    }
}

/// Puts a loss that is not convex in the place of the last or the first, and one in that of the other that makes up for it.
fn unbend<S: Source>(
    spec: &mut ProblemSpec,
    class: &Class,
    equality: bool,
    draw: Draw<S>,
    source: &mut S,
) -> Option<()> {
    let mut properties = (class.properties & INHERITED) - PropertySet::of(&[Property::Convex]);
    properties = properties.with(Property::Smooth);
    let own = Class { properties, ..Class::default() };
    let mut families = part_families(&own, Composition::Mean);
    families.retain(|family| family.curvature() == Curvature::Any);
    let family = pick(&families, equality, source)?;
    let dimension = spec.dimension();
    let mut recipe = draw(family, &own, dimension, equality, source)?;
    recipe.scale = Dyadic::ONE;
    let sizes = recipe
        .coordinates
        .iter()
        .flat_map(|c| std::iter::once(c.curvature).chain(c.bends.iter().map(|bend| bend.curvature)).map(Dyadic::abs));
    let most = sizes.max()?;
    let factor = Dyadic::integer([2, 1][source.choose(2)]);
    let curvature =
        if class.demands(Property::StrictlyConvex) { most.mul(Dyadic::integer(2))? } else { most.mul(factor)? };
    let mut even = draw(Family::Quadratic, &Class::default(), dimension, equality, source)?;
    even.scale = Dyadic::ONE;
    for coordinate in &mut even.coordinates {
        coordinate.curvature = curvature;
    }
    let last = spec.parts.len() - 1;
    // Neither the first loss nor the last one is always convex.
    let place = [last, 0][source.choose(2)];
    spec.parts[last - place].recipe = even;
    spec.parts[place].recipe = recipe;
    Some(())
}
