//! The numbers of a recipe that may be changed without leaving its family.

use super::family::Curvature;
use super::spec::ProblemSpec;
use crate::numeric::Dyadic;

/// How a number may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tuning {
    /// It stays positive.
    Positive,
    /// To any number.
    Real,
}

impl ProblemSpec {
    /// The numbers that may be changed, always in the same order while the recipe keeps its shape. Zeros that stand for
    /// something left out (an unmoved centre, no change of basis, a flat coordinate) are not among them, nor are data.
    pub fn tunable(&mut self) -> Vec<(Tuning, &mut Dyadic)> {
        let mut all = Vec::new();
        if self.data.is_some() {
            return all;
        }
        let family = self.family;
        all.push((Tuning::Positive, &mut self.scale));
        if !self.height.is_zero() {
            all.push((Tuning::Real, &mut self.height));
        }
        for coordinate in &mut self.coordinates {
            if family.uses_curvature() && coordinate.curvature.signum() > 0 {
                all.push((Tuning::Positive, &mut coordinate.curvature));
            }
            if family.uses_threshold() {
                all.push((Tuning::Positive, &mut coordinate.threshold));
            }
            for bend in &mut coordinate.bends {
                all.push((Tuning::Real, &mut bend.at));
                if !bend.curvature.is_zero() {
                    let positive = family.curvature() != Curvature::Any;
                    all.push((if positive { Tuning::Positive } else { Tuning::Real }, &mut bend.curvature));
                }
            }
            let free = [&mut coordinate.centre, &mut coordinate.axis];
            all.extend(free.into_iter().filter(|number| !number.is_zero()).map(|number| (Tuning::Real, number)));
        }
        if let Some(envelope) = &mut self.envelope {
            all.push((Tuning::Positive, &mut envelope.high));
            if envelope.low.signum() > 0 {
                all.push((Tuning::Positive, &mut envelope.low));
            }
            let numbers =
                envelope.pieces.iter_mut().flat_map(|piece| piece.slope.iter_mut().chain([&mut piece.offset]));
            all.extend(numbers.filter(|number| !number.is_zero()).map(|number| (Tuning::Real, number)));
        }
        let labels = family.has_labels();
        for number in self.stationary.iter_mut().filter(|number| !number.is_zero()) {
            all.push((Tuning::Real, number));
        }
        for part in &mut self.parts {
            let direction = part.direction.iter_mut().filter(|number| !number.is_zero());
            all.extend(direction.map(|number| (Tuning::Real, number)));
            all.extend(part.recipe.tunable());
        }
        for sample in &mut self.samples {
            all.extend(sample.features.iter_mut().map(|feature| (Tuning::Real, feature)));
            if !labels {
                all.push((Tuning::Real, &mut sample.target));
            }
        }
        all
    }
}
