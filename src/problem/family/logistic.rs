//! `1/N sum_n ln(1 + exp(-y_n x_n.z))`, `y_n = 1` or `-1`.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::quadratic::Quadratic;
use super::text::TermNumbers;
use crate::numeric::{Arithmetic, Dyadic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `1/N sum_n ln(1 + exp(-y_n x_n.z))`, `y_n = 1` or `-1`.
pub(super) struct Logistic;

impl Description for Logistic {
    fn properties(&self, _least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Sampled,
            Property::SmallestSmoothness,
        ])
    }

    fn curvature(&self) -> Curvature {
        Curvature::Unused
    }

    fn has_threshold(&self) -> bool {
        false
    }

    fn loss(&self) -> Option<SampleLoss> {
        Some(SampleLoss::Logistic)
    }

    fn third(&self) -> Third {
        // `max |f'''|` of `ln(1 + exp z)` is `1/(6 sqrt 3) = 0.0962250...`.
        Third::OfLoss(9_623, 100_000)
    }

    fn valley(&self) -> Valley {
        Valley::Unknown("the logistic loss without a penalty need not have a minimiser")
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

    fn curvatures(&self, _coordinate: &Coordinate) -> Curvatures {
        Curvatures::whole(&Dyadic::ZERO)
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        numbers.square(1)
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for Logistic {
    const NAME: &'static str = "logistic";
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
