//! Constants of composed objectives: bounds of the Hessian from those of the parts, exact in one dimension.

use super::composed::add_outer;
use super::coordinate::{Bends, Coordinate};
use super::dyadic::product;
use super::exact::Reflection;
use super::facts::{Facts, absolute, root_above};
use super::family::Composition;
use super::family::bends::{Curvatures, Piece};
use super::property::{Property, PropertySet};
use super::spec::ProblemSpec;
use super::spectrum::Spectrum;
use crate::numeric::Rational;

/// Bounds of a Hessian, row by row: it is never below `low` and never above `high`.
struct Bounds {
    low: Vec<Rational>,
    /// None where there is none.
    high: Option<Vec<Rational>>,
    /// Whether some part's curvature may be negative.
    falls: bool,
    /// A sum of squares of the directions along which the objective is strictly convex.
    strict: Vec<Rational>,
}

impl ProblemSpec {
    /// The facts of a composed recipe.
    pub(super) fn composed_facts(&self) -> Facts {
        let mut facts = Facts {
            smoothness: None,
            strong_convexity: None,
            hessian_lipschitz: self.composed_third(),
            properties: self.composed_properties(),
        };
        let d = self.dimension();
        let bounds = self.bounds();
        let low = Spectrum::new(&bounds.low, d).smallest();
        // What one part falls by another may make up for.
        if low.is_some() || bounds.falls && Spectrum::new(&negative(&bounds.low), d).is_at_most(&Rational::ZERO) {
            facts.set(Property::Convex, true);
        }
        facts.strong_convexity = low;
        if let Some(high) = bounds.high.filter(|_| facts.has(Property::Smooth)) {
            let may_fall = bounds.falls.then_some(&bounds.low[..]);
            facts.smoothness = Some(largest_in_size(may_fall, &high, d));
        }
        if let Some((low, high)) = self.merged_range() {
            facts.set(Property::Convex, low >= Rational::ZERO);
            facts.strong_convexity = Some(low.clone()).filter(|low| *low > Rational::ZERO);
            facts.smoothness = Some(absolute(low).max(absolute(high)));
            facts.set(Property::SmallestSmoothness, true);
        }
        let strongly = facts.strong_convexity.is_some();
        let strictly = strongly
            || facts.has(Property::Convex)
                && self.all_parts_are(Property::Convex)
                && Spectrum::new(&bounds.strict, d).smallest().is_some();
        facts.set(Property::StronglyConvex, strongly);
        facts.set(Property::StrictlyConvex, strictly);
        let is_known = facts.has(Property::Convex) && self.has_known_minimiser(strictly);
        let of_all =
            || self.common_loss().and_then(|common| common.facts().ok()).is_some_and(|f| f.has(Property::Minimiser));
        facts.set(Property::Minimiser, is_known || self.has_shared_minimiser() || of_all());
        facts
    }

    fn all_parts_are(&self, property: Property) -> bool {
        self.parts.iter().all(|part| part.recipe.quick_facts().has(property))
    }

    /// What holds of every part holds of the whole.
    fn composed_properties(&self) -> PropertySet {
        let kept = [
            Property::Convex,
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Quadratic,
        ];
        let mean = self.family.composition() == Composition::Mean;
        let of_means = [Property::Linear, Property::Separable];
        kept.into_iter()
            .chain(of_means.into_iter().filter(|_| mean))
            .filter(|property| self.all_parts_are(*property))
            .fold(PropertySet::NONE, PropertySet::with)
            .with_if(Property::Sampled, mean)
            .with_if(Property::OneDimensional, self.dimension() == 1)
            .with_if(Property::TwoDimensional, self.dimension() == 2)
    }

    /// The properties of a part, without constants.
    fn quick_facts(&self) -> PropertySet {
        match self.family.composition() {
            Composition::Profiles | Composition::Envelope => self.always(),
            Composition::Along | Composition::Mean => self.composed_properties(),
        }
    }

    /// Whether a convex recipe has a minimiser that [`super::Objective::minimiser`] finds: the stationary point, or
    /// one nearest to a start where the conditions on all of them can be met together.
    fn has_known_minimiser(&self, strictly: bool) -> bool {
        if self.stationary.is_empty() {
            return false;
        }
        if strictly {
            return true;
        }
        let rows = self.level_rows(&self.stationary_point());
        rows.is_some_and(|rows| self.dimension() == 1 || rows.iter().all(|row| row.level.is_point()))
    }

    /// Bounds of the Hessian.
    fn bounds(&self) -> Bounds {
        let d = self.dimension();
        let mut all = Bounds {
            low: vec![Rational::ZERO; d * d],
            high: Some(vec![Rational::ZERO; d * d]),
            falls: false,
            strict: vec![Rational::ZERO; d * d],
        };
        let scale = self.scale.to_rational();
        match self.family.composition() {
            Composition::Profiles => {
                let reflection = Reflection::of(self);
                for (i, coordinate) in self.coordinates.iter().enumerate() {
                    let mut row = vec![Rational::ZERO; d];
                    row[i] = Rational::ONE;
                    if let Some(q) = &reflection {
                        q.apply(&mut row);
                    }
                    all.add_row(self, coordinate, &row, &scale);
                }
            }
            Composition::Along => {
                for part in &self.parts {
                    let row: Vec<Rational> = part.direction.iter().map(crate::numeric::Dyadic::to_rational).collect();
                    let factor = &scale * part.recipe.scale.to_rational();
                    if let Some(coordinate) = part.recipe.coordinates.first() {
                        all.add_row(&part.recipe, coordinate, &row, &factor);
                    }
                }
            }
            Composition::Envelope => {
                if let Some(envelope) = &self.envelope {
                    all.add_range(&envelope.curvatures(), d, &scale);
                }
            }
            Composition::Mean => {
                let share = scale / Rational::from(self.parts.len());
                for part in &self.parts {
                    all.add_bounds(part.recipe.bounds(), &share);
                }
            }
        }
        all
    }

    /// M of a composed recipe, never understated.
    fn composed_third(&self) -> Option<Rational> {
        let scale = self.scale.to_rational();
        let mean = self.family.composition() == Composition::Mean;
        let mut sum = Rational::ZERO;
        for part in &self.parts {
            let own = part.recipe.facts().ok()?.hessian_lipschitz?;
            let square = part.direction.iter().fold(Rational::ZERO, |sum, entry| sum + product(&[entry, entry]));
            sum += if mean { own } else { own * &square * root_above(&square) };
        }
        let count = if mean { self.parts.len() } else { 1 };
        Some(sum * scale / Rational::from(count))
    }

    /// The least and the largest second derivative in one dimension, exactly; None in more, or where a part's second
    /// derivative is not piecewise constant.
    fn merged_range(&self) -> Option<(Rational, Rational)> {
        if self.dimension() != 1 {
            return None;
        }
        let mut base = Rational::ZERO;
        let mut jumps: Vec<(Rational, Rational)> = Vec::new();
        self.add_jumps(&Rational::ONE, &mut base, &mut jumps)?;
        jumps.sort_by(|a, b| a.0.cmp(&b.0));
        let (mut low, mut high, mut here) = (base.clone(), base.clone(), base);
        for (at, group) in jumps.iter().enumerate() {
            here += &group.1;
            if jumps.get(at + 1).is_some_and(|next| next.0 == group.0) {
                continue;
            }
            low = low.min(here.clone());
            high = high.max(here.clone());
        }
        Some((low, high))
    }

    /// Adds the second derivative at minus infinity and its jumps, times a factor.
    fn add_jumps(&self, factor: &Rational, base: &mut Rational, jumps: &mut Vec<(Rational, Rational)>) -> Option<()> {
        let scale = factor * self.scale.to_rational();
        match self.family.composition() {
            Composition::Mean => {
                let share = scale / Rational::from(self.parts.len());
                self.parts.iter().try_for_each(|part| part.recipe.add_jumps(&share, base, jumps))
            }
            // A kink moves with the others in ways that are not worth merging.
            Composition::Envelope => None,
            Composition::Along => self.parts.iter().try_for_each(|part| {
                let d = part.direction.first()?.to_rational();
                part.recipe.add_coordinate_jumps(&d, &scale, base, jumps)
            }),
            Composition::Profiles => {
                // In one dimension the reflection turns w - c over.
                let turned = if self.is_rotated() { -Rational::ONE } else { Rational::ONE };
                let centre = self.coordinates.first()?.centre.to_rational() * &turned;
                self.add_profile_jumps(&turned, &centre, &scale, base, jumps)
            }
        }
    }

    fn add_coordinate_jumps(
        &self,
        direction: &Rational,
        scale: &Rational,
        base: &mut Rational,
        jumps: &mut Vec<(Rational, Rational)>,
    ) -> Option<()> {
        let centre = self.coordinates.first()?.centre.to_rational();
        self.add_profile_jumps(direction, &centre, &(scale * self.scale.to_rational()), base, jumps)
    }

    /// The profile at `z = s (d w - centre)`, times `scale`.
    fn add_profile_jumps(
        &self,
        direction: &Rational,
        centre: &Rational,
        scale: &Rational,
        base: &mut Rational,
        jumps: &mut Vec<(Rational, Rational)>,
    ) -> Option<()> {
        let coordinate = self.coordinates.first()?;
        let Curvatures::Pieces(pieces) = self.family.about().curvatures(coordinate) else { return None };
        if pieces.iter().any(|piece| piece.first != piece.last) {
            return None;
        }
        let stretch = coordinate.stretch.to_rational() * direction;
        let factor = scale * &stretch * &stretch;
        let backwards = stretch < Rational::ZERO;
        let first = if backwards { pieces.last()? } else { pieces.first()? };
        *base += &first.first * &factor;
        let shift = centre * coordinate.stretch.to_rational();
        let mut jump = |from: &Piece, to: &Piece| {
            let at = from.high.as_ref()?;
            let change = (&to.first - &from.first) * &factor;
            let change = if backwards { -change } else { change };
            jumps.push(((at + &shift) / &stretch, change));
            Some(())
        };
        pieces.windows(2).try_for_each(|pair| jump(&pair[0], &pair[1]))
    }
}

/// The largest absolute value that an eigenvalue of a matrix between two others may have, never understated; `low` is left out
/// where no eigenvalue may be negative.
fn largest_in_size(low: Option<&[Rational]>, high: &[Rational], dimension: usize) -> Rational {
    let above = Spectrum::new(high, dimension);
    let Some(low) = low else { return above.largest().0 };
    let both = [above, Spectrum::new(&negative(low), dimension)];
    // A side without positive eigenvalues has no bound near 0; that of the other is one, where it can be seen to be.
    let bound = both.iter().filter(|spectrum| spectrum.may_be_positive()).map(|spectrum| spectrum.largest().0).max();
    let seen = bound.filter(|bound| both.iter().all(|spectrum| spectrum.is_at_most(bound)));
    seen.unwrap_or_else(|| {
        let [above, below] = both.map(|spectrum| spectrum.largest().0);
        above.max(below).max(Rational::ZERO)
    })
}

fn negative(matrix: &[Rational]) -> Vec<Rational> {
    matrix.iter().map(|entry| -entry.clone()).collect()
}

impl Bounds {
    fn add_row(&mut self, spec: &ProblemSpec, coordinate: &Coordinate, row: &[Rational], scale: &Rational) {
        let curvatures = spec.family.about().curvatures(coordinate);
        let (low, high) = curvatures.range();
        let stretch = coordinate.stretch.to_rational();
        let factor = scale * &stretch * &stretch;
        self.falls |= low < Rational::ZERO;
        add_outer(&mut self.low, row, &(&low * &factor));
        match (&mut self.high, high) {
            (Some(sum), Some(high)) => add_outer(sum, row, &(high * &factor)),
            (sum, _) => *sum = None,
        }
        let strict = match &curvatures {
            Curvatures::Between { strict, .. } => *strict && spec.family.bends() == Bends::Unused,
            Curvatures::Pieces(_) => {
                low > Rational::ZERO
                    || low.is_zero() && spec.family.bends() == Bends::Ramps && coordinate.is_flat_nowhere()
            }
        };
        if strict {
            add_outer(&mut self.strict, row, &Rational::ONE);
        }
    }

    /// The same range of curvatures in all directions.
    fn add_range(&mut self, (low, high): &(Rational, Rational), d: usize, scale: &Rational) {
        self.falls |= *low < Rational::ZERO;
        for at in (0..d * d).step_by(d + 1) {
            self.low[at] += low * scale;
            if let Some(highs) = &mut self.high {
                highs[at] += high * scale;
            }
            if *low > Rational::ZERO {
                self.strict[at] += Rational::ONE;
            }
        }
    }

    fn add_bounds(&mut self, other: Self, factor: &Rational) {
        let add = |to: &mut [Rational], from: &[Rational]| {
            for (to, from) in to.iter_mut().zip(from).filter(|(_, from)| !from.is_zero()) {
                *to += from * factor;
            }
        };
        add(&mut self.low, &other.low);
        add(&mut self.strict, &other.strict);
        self.falls |= other.falls;
        match (&mut self.high, &other.high) {
            (Some(high), Some(own)) => add(high, own),
            (high, _) => *high = None,
        }
    }
}
