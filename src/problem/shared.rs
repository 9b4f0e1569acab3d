//! Means whose losses share a minimiser, which is then a minimiser of the mean, convex or not.

use super::coordinate::Bends;
use super::family::description::Valley;
use super::family::{Composition, Curvature};
use super::property::Property;
use super::spec::ProblemSpec;
use crate::numeric::{Dyadic, Rational};

impl ProblemSpec {
    /// What every loss of a mean is but for a positive factor, a constant and a tilt: the mean has the same minimisers.
    pub(super) fn common_loss(&self) -> Option<Self> {
        if self.family.composition() != Composition::Mean || !self.stationary.is_empty() {
            return None;
        }
        let bare = |recipe: &Self| Self { scale: Dyadic::ONE, height: Dyadic::ZERO, ..recipe.clone() };
        let common = bare(&self.parts.first()?.recipe);
        self.parts.iter().all(|part| bare(&part.recipe) == common).then_some(common)
    }

    /// Whether every loss of a mean is convex as its recipe shows without arithmetic.
    #[must_use]
    pub fn always_convex(&self) -> bool {
        self.parts.iter().all(|part| part.recipe.always().has(Property::Convex))
    }

    /// Whether the stationary point of a mean is known to be its only minimiser, since every loss has a minimiser there and one
    /// of them no other.
    pub(super) fn has_shared_minimiser(&self) -> bool {
        if self.family.composition() != Composition::Mean || self.stationary.is_empty() {
            return false;
        }
        let point = self.stationary_point();
        self.parts.iter().all(|part| part.recipe.is_least_at(&point))
            && self.parts.iter().any(|part| part.recipe.rises_from_its_centre())
    }

    /// Whether a point is known to be a minimiser of a recipe that is not composed.
    fn is_least_at(&self, point: &[Rational]) -> bool {
        let offsets: Vec<Rational> =
            self.coordinates.iter().zip(point).map(|(coordinate, p)| p - coordinate.centre.to_rational()).collect();
        match &self.envelope {
            Some(envelope) if envelope.curvatures().0 < Rational::ZERO => {
                envelope.bottom().is_some() && envelope.lowest_points().contains(&offsets)
            }
            Some(_) => false,
            None => self.family.rests_at_its_centre() && offsets.iter().all(Rational::is_zero),
        }
    }

    /// Whether the centre is the only minimiser of a recipe of one of the families that rest there.
    fn rises_from_its_centre(&self) -> bool {
        self.family.rests_at_its_centre() && self.coordinates.iter().all(|c| c.curvature.signum() > 0)
    }

    /// Moves a recipe so that a point is one of its minimisers; None where it cannot be moved there exactly, or none is known.
    #[must_use]
    pub fn resting_at(mut self, point: &[Dyadic]) -> Option<Self> {
        let offsets: Vec<Dyadic> = match &self.envelope {
            Some(envelope) => {
                envelope.bottom()?;
                envelope.lowest_points().first()?.iter().map(Dyadic::from_rational).collect::<Option<_>>()?
            }
            None => vec![Dyadic::ZERO; point.len()],
        };
        for ((coordinate, entry), offset) in self.coordinates.iter_mut().zip(point).zip(&offsets) {
            coordinate.centre = entry.sub(*offset)?;
        }
        let exact: Vec<Rational> = point.iter().map(Dyadic::to_rational).collect();
        self.is_least_at(&exact).then_some(self)
    }
}

impl super::Family {
    /// Whether the profiles rise from the centre where they are curved there, and are flat otherwise.
    #[must_use]
    pub fn rests_at_its_centre(self) -> bool {
        let about = self.about();
        about.valley() == Valley::Centre
            && about.bends() == Bends::Unused
            && matches!(about.curvature(), Curvature::NonNegative | Curvature::Positive)
    }
}
