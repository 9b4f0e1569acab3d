//! `1/N (sum_n 1/2 (x_n.z - y_n)^2 + sum_i k_i/2 z_i^2)`.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::quadratic::Quadratic;
use super::text::TermNumbers;
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `1/N (sum_n 1/2 (x_n.z - y_n)^2 + sum_i k_i/2 z_i^2)`.
pub(super) struct Ridge;

impl Description for Ridge {
    fn properties(&self, least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Quadratic,
            Property::Sampled,
            Property::Minimiser,
            Property::SmallestSmoothness,
        ])
        .with_if(Property::StronglyConvex, least_curvature > 0)
        .with_if(Property::StrictlyConvex, least_curvature > 0)
    }

    fn curvature(&self) -> Curvature {
        Curvature::NonNegative
    }

    fn has_threshold(&self) -> bool {
        false
    }

    fn loss(&self) -> Option<SampleLoss> {
        Some(SampleLoss::PenalisedSquares)
    }

    fn third(&self) -> Third {
        Third::AtMost(0, 1)
    }

    fn valley(&self) -> Valley {
        Valley::Normal
    }

    fn growth(&self) -> Growth {
        Growth::Steady
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
        numbers.square(numbers.samples)
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for Ridge {
    const NAME: &'static str = "ridge";
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
