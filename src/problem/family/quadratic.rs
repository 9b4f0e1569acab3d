//! `k/2 z^2`, `k >= 0`.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::functions::half;
use super::text::TermNumbers;
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `k/2 z^2`, `k >= 0`.
pub(super) struct Quadratic;

impl Description for Quadratic {
    fn properties(&self, least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Quadratic,
            Property::Separable,
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
        None
    }

    fn third(&self) -> Third {
        Third::AtMost(0, 1)
    }

    fn valley(&self) -> Valley {
        Valley::Centre
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
        numbers.square(1)
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for Quadratic {
    const NAME: &'static str = "quadratic";
    const IS_PARABOLA: bool = true;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        half(a, &a.mul(numbers.curvature, &a.mul(z, z)?)?)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        a.mul(numbers.curvature, z)
    }

    fn second<A: Arithmetic>(_a: &A, numbers: &Numbers<A::Number>, _z: &A::Number) -> Result<A::Number, Fault> {
        Ok(numbers.curvature.clone())
    }
}
