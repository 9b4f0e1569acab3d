//! Constants of an objective, known by construction.

use std::cell::RefCell;

use super::coordinate::{Bends, Coordinate};
use super::dyadic::{product, scaled};
use super::envelope::Envelope;
use super::exact::Normal;
use super::family::description::{SampleLoss, Third};
use super::family::{Composition, Curvature};
use super::property::{Property, PropertySet};
use super::spec::{ProblemError, ProblemSpec};
use super::spectrum::Spectrum;
use crate::numeric::{Dyadic, Rational};

/// What is known of `R` exactly as its recipe states it.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// A Lipschitz constant L of the gradient: positive, never understated; None where the gradient has none.
    pub smoothness: Option<Rational>,
    /// A strong convexity constant alpha: positive, never overstated; None where none is known.
    pub strong_convexity: Option<Rational>,
    /// A Lipschitz constant M of the Hessian, never understated; None where none is known.
    pub hessian_lipschitz: Option<Rational>,
    /// The properties that it is known to have.
    pub properties: PropertySet,
}

impl Facts {
    /// Whether it is known to have a property.
    #[must_use]
    pub const fn has(&self, property: Property) -> bool {
        self.properties.has(property)
    }

    /// With a positive L where the gradient is constant: any will do.
    fn with_some_smoothness(mut self) -> Self {
        if self.smoothness.as_ref().is_some_and(Rational::is_zero) {
            self.smoothness = Some(Rational::ONE);
            self.set(Property::SmallestSmoothness, false);
        }
        self
    }

    pub(super) fn set(&mut self, property: Property, holds: bool) {
        self.properties = self.properties.with_if(property, holds);
    }
}

/// Recipes whose facts are kept: those of the case at hand, which every arithmetic asks for again.
const KNOWN_FACTS: usize = 4;

thread_local! {
    /// The facts of sampled recipes, whose spectrum is expensive, the latest first.
    static KNOWN: RefCell<Vec<(ProblemSpec, Facts)>> = const { RefCell::new(Vec::new()) };
}

impl ProblemSpec {
    /// Everything known of the objective by construction.
    ///
    /// # Errors
    /// The recipe is not valid.
    pub fn facts(&self) -> Result<Facts, ProblemError> {
        self.validate()?;
        if !self.family.is_sampled() && self.parts.is_empty() {
            return Ok(self.computed_facts());
        }
        let known =
            KNOWN.with_borrow(|known| known.iter().find(|(spec, _)| spec == self).map(|(_, facts)| facts.clone()));
        if let Some(facts) = known {
            return Ok(facts);
        }
        // Those of its parts are asked for meanwhile.
        let facts = self.computed_facts();
        KNOWN.with_borrow_mut(|known| {
            known.truncate(KNOWN_FACTS - 1);
            known.insert(0, (self.clone(), facts.clone()));
        });
        Ok(facts)
    }

    /// What holds of the recipe and takes no arithmetic to see.
    #[must_use]
    pub fn always(&self) -> PropertySet {
        if let Some(envelope) = &self.envelope {
            return self.properties_of_an_envelope(envelope);
        }
        let about = self.family.about();
        if self.family.composition() != Composition::Profiles {
            return PropertySet::NONE;
        }
        let bends = about.bends();
        let least = match about.curvature() {
            Curvature::Unused => 1,
            Curvature::NonNegative | Curvature::Positive | Curvature::Any => {
                self.coordinates.iter().map(|c| c.least_sign(bends)).min().unwrap_or(0)
            }
        };
        let properties = about.properties(least);
        let separable = properties.has(Property::Separable);
        let strictly = least == 0 && bends == Bends::Ramps && self.coordinates.iter().all(Coordinate::is_flat_nowhere);
        properties
            .with_if(Property::StrictlyConvex, strictly || properties.has(Property::StrictlyConvex))
            .with_if(Property::Separable, separable && (self.dimension() == 1 || !self.is_rotated()))
            .with_if(Property::OneDimensional, self.dimension() == 1)
            .with_if(Property::TwoDimensional, self.dimension() == 2)
            .with_if(Property::SmallestSmoothness, false)
            .with_if(Property::Minimiser, properties.has(Property::Minimiser) && self.is_bounded_below())
    }

    /// Whether pieces that are not convex end in rising ones, so that there is a least value.
    fn is_bounded_below(&self) -> bool {
        let bends = self.family.bends();
        bends == Bends::Unused
            || self.coordinates.iter().all(|c| {
                let ends = [&c.curvature, c.bends.last().map_or(&c.curvature, |bend| &bend.curvature)];
                c.least_sign(bends) >= 0 || ends.iter().all(|curvature| curvature.signum() > 0)
            })
    }

    fn properties_of_an_envelope(&self, envelope: &Envelope) -> PropertySet {
        let least = if envelope.is_affine() { envelope.parabola() } else { envelope.low };
        self.family
            .about()
            .properties(least.signum())
            .with_if(Property::Minimiser, envelope.bottom().is_some())
            .with_if(Property::OneDimensional, self.dimension() == 1)
            .with_if(Property::Separable, self.dimension() == 1)
            .with_if(Property::TwoDimensional, self.dimension() == 2)
            .with_if(Property::SmallestSmoothness, false)
    }

    fn facts_of_an_envelope(&self, envelope: &Envelope, facts: &mut Facts) {
        let (low, high) = envelope.curvatures();
        let scale = self.scale.to_rational();
        facts.smoothness = Some(absolute(low.clone()).max(absolute(high)) * &scale);
        facts.strong_convexity = (low > Rational::ZERO).then(|| low * scale);
    }

    fn computed_facts(&self) -> Facts {
        if matches!(self.family.composition(), Composition::Along | Composition::Mean) {
            return self.composed_facts().with_some_smoothness();
        }
        let about = self.family.about();
        let smallest = self.family.properties().has(Property::SmallestSmoothness);
        let properties = self.always().with_if(Property::SmallestSmoothness, smallest);
        let mut facts = Facts { smoothness: None, strong_convexity: None, hessian_lipschitz: None, properties };
        match (&self.envelope, about.loss()) {
            (Some(envelope), _) => self.facts_of_an_envelope(envelope, &mut facts),
            (None, Some(loss)) => self.sampled_facts(loss, &mut facts),
            (None, None) => self.separable_facts(&mut facts),
        }
        facts.with_some_smoothness()
    }

    /// An orthogonal change of basis leaves the spectrum alone: each coordinate adds `scale s^2 k`.
    fn separable_facts(&self, facts: &mut Facts) {
        facts.hessian_lipschitz = self.separable_third();
        if !facts.has(Property::Smooth) {
            return;
        }
        if facts.has(Property::Linear) {
            facts.smoothness = Some(Rational::ZERO);
            return;
        }
        let strongly = facts.has(Property::StronglyConvex);
        let bends = self.family.bends();
        if bends != Bends::Unused {
            let ranges: Vec<(Rational, Rational)> = self.coordinates.iter().map(|c| self.bent_range(c)).collect();
            facts.smoothness =
                ranges.iter().flat_map(|(low, high)| [absolute(low.clone()), absolute(high.clone())]).max();
            facts.strong_convexity = ranges.into_iter().map(|(low, _)| low).min().filter(|_| strongly);
            return;
        }
        // Most recipes are made of short numbers, whose products are short too and quickly compared.
        let short = |c: &Coordinate| self.scale.mul(c.curvature)?.mul(c.stretch)?.mul(c.stretch);
        if let Some(curvatures) = self.coordinates.iter().map(short).collect::<Option<Vec<Dyadic>>>() {
            facts.smoothness = curvatures.iter().map(|k| k.abs()).max().map(|k| k.to_rational());
            facts.strong_convexity = curvatures.iter().min().filter(|_| strongly).map(Dyadic::to_rational);
            return;
        }
        let curvatures =
            || self.coordinates.iter().map(|c| product(&[&self.scale, &c.curvature, &c.stretch, &c.stretch]));
        facts.smoothness = curvatures().map(absolute).max();
        if strongly {
            facts.strong_convexity = curvatures().min();
        }
    }

    /// The least and the largest second derivative of a coordinate with bends, scaled and stretched.
    fn bent_range(&self, coordinate: &Coordinate) -> (Rational, Rational) {
        let (low, high) = self.family.about().curvatures(coordinate).range();
        let factor = product(&[&self.scale, &coordinate.stretch, &coordinate.stretch]);
        let high = high.unwrap_or_else(|| low.clone());
        (low * &factor, high * &factor)
    }

    fn separable_third(&self) -> Option<Rational> {
        let third = match self.family.about().third() {
            Third::AtMost(0, _) => return Some(Rational::ZERO),
            Third::AtMost(numerator, denominator) => fraction((numerator, denominator)),
            Third::OfPieces => return self.bent_third(),
            Third::OfLoss(..) | Third::Unbounded => return None,
        };
        self.coordinates
            .iter()
            .map(|c| {
                let cubic = product(&[&self.scale, &c.curvature, &c.stretch, &c.stretch, &c.stretch]);
                cubic * &third / c.threshold.to_rational()
            })
            .max()
    }

    fn bent_third(&self) -> Option<Rational> {
        let all = self.coordinates.iter().map(|c| {
            let steepest = self.family.about().curvatures(c).steepest()?;
            Some(steepest * product(&[&self.scale, &c.stretch, &c.stretch, &c.stretch]))
        });
        all.collect::<Option<Vec<Rational>>>()?.into_iter().max()
    }

    fn sampled_facts(&self, loss: SampleLoss, facts: &mut Facts) {
        let count = i64::try_from(self.samples.len()).unwrap_or(i64::MAX);
        let penalty_weight = match loss {
            SampleLoss::PenalisedSquares => 1,
            SampleLoss::PenalisedLogistic => 4 * count,
            SampleLoss::Squares | SampleLoss::Logistic => 0,
        };
        let share = if loss.has_labels() { 4 * count } else { count };
        let factor = self.scale.to_rational() / Rational::from(share);
        let normal = Normal::of(self, penalty_weight);
        let spectrum = Spectrum::new(&normal.matrix, normal.dimension);
        let (largest, exact) = spectrum.largest();
        facts.smoothness = Some(largest * &factor);
        // The logistic loss bends most at margin 0, that is in the centre, for all samples at once.
        facts.set(Property::SmallestSmoothness, exact);
        facts.hessian_lipschitz = match self.family.about().third() {
            Third::OfLoss(numerator, denominator) => Some(self.loss_third(fraction((numerator, denominator)))),
            Third::AtMost(..) => Some(Rational::ZERO),
            Third::OfPieces | Third::Unbounded => None,
        };
        if loss == SampleLoss::PenalisedLogistic {
            facts.strong_convexity =
                self.coordinates.iter().map(|c| product(&[&self.scale, &c.curvature, &c.stretch, &c.stretch])).min();
            return;
        }
        // The penalty alone is a bound where the matrix is too large for its spectrum.
        let penalty = (loss == SampleLoss::PenalisedSquares).then(|| self.least_penalty()).flatten();
        let smallest = spectrum.smallest().or(penalty);
        facts.set(Property::StrictlyConvex, smallest.is_some());
        facts.set(Property::StronglyConvex, smallest.is_some() && !loss.has_labels());
        if !loss.has_labels() {
            facts.strong_convexity = smallest.map(|value| value * factor);
        }
    }

    /// `min s^2 k`, where it is positive.
    fn least_penalty(&self) -> Option<Rational> {
        let least = self.coordinates.iter().map(|c| product(&[&c.curvature, &c.stretch, &c.stretch])).min();
        least.filter(|least| *least > Rational::ZERO)
    }

    /// The mean of `|S x|^3` times the loss's largest third derivative, rounded up.
    fn loss_third(&self, third: Rational) -> Rational {
        let stretches: Vec<Rational> = self.coordinates.iter().map(|c| c.stretch.to_rational()).collect();
        let cubes = self.samples.iter().fold(Rational::ZERO, |sum, sample| {
            let square = squared_norm(&sample.features, &stretches);
            let root = root_above(&square);
            sum + square * root
        });
        cubes * third * self.scale.to_rational() / Rational::from(self.samples.len())
    }
}

fn squared_norm(features: &[Dyadic], stretches: &[Rational]) -> Rational {
    features.iter().zip(stretches).fold(Rational::ZERO, |sum, (x, s)| {
        let entry = x.to_rational() * s;
        sum + &entry * &entry
    })
}

/// A number with a few bits that is at least the square root; checked by squaring.
pub(super) fn root_above(square: &Rational) -> Rational {
    const BITS: i32 = 20;
    if square.is_zero() {
        return Rational::ZERO;
    }
    let estimate = square.to_f64().value().sqrt();
    if !estimate.is_normal() {
        // (1 + s)/2 is never below the root of s.
        return (Rational::ONE + square) / Rational::from(2);
    }
    let exponent = libm::ilogb(estimate) + 1 - BITS;
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of 21 bits at most")]
    let mut mantissa = libm::ldexp(estimate, -exponent).ceil() as i128;
    loop {
        let root = scaled(mantissa, exponent);
        if &root * &root >= *square {
            return root;
        }
        mantissa += 1;
    }
}

fn fraction((numerator, denominator): (u32, u32)) -> Rational {
    Rational::from(numerator) / Rational::from(denominator)
}

pub(super) fn absolute(value: Rational) -> Rational {
    if value < Rational::ZERO { -value } else { value }
}
