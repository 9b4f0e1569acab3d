//! The logistic loss plus `sum_i k_i/2 z_i^2`, every `k > 0`.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::quadratic::Quadratic;
use super::text::TermNumbers;
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// The logistic loss plus `sum_i k_i/2 z_i^2`, every `k > 0`.
pub(super) struct RidgeLogistic;

impl Description for RidgeLogistic {
    fn properties(&self, _least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
            Property::StrictlyConvex,
            Property::StronglyConvex,
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Sampled,
            Property::Minimiser,
            Property::SmallestSmoothness,
        ])
    }

    fn curvature(&self) -> Curvature {
        Curvature::Positive
    }

    fn has_threshold(&self) -> bool {
        false
    }

    fn loss(&self) -> Option<SampleLoss> {
        Some(SampleLoss::PenalisedLogistic)
    }

    fn third(&self) -> Third {
        // `max |f'''|` of `ln(1 + exp z)` is `1/(6 sqrt 3) = 0.0962250...`.
        Third::OfLoss(9_623, 100_000)
    }

    fn valley(&self) -> Valley {
        Valley::Enclosed
    }

    fn growth(&self) -> Growth {
        Growth::Irrational
    }

    fn composition(&self) -> Composition {
        Composition::Profiles
    }

    fn bends(&self) -> Bends {
        Bends::Unused
    }

    fn curvatures(&self, coordinate: &Coordinate) -> Curvatures {
        Curvatures::whole(&coordinate.curvature)
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        numbers.square(1)
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for RidgeLogistic {
    const NAME: &'static str = "ridge-logistic";
    const IS_PARABOLA: bool = true;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        Quadratic::value(a, numbers, z)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        Quadratic::slope(a, numbers, z)
    }

    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        Quadratic::second(a, numbers, z)
    }
}
