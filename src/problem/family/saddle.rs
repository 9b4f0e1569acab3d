//! `k/2 z^2` with `k` of any sign. Not convex where some `k < 0`.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::quadratic::Quadratic;
use super::text::TermNumbers;
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `k/2 z^2` with `k` of any sign. Not convex where some `k < 0`.
pub(super) struct Saddle;

impl Description for Saddle {
    fn properties(&self, least_curvature: i32) -> PropertySet {
        if least_curvature >= 0 {
            return Quadratic.properties(least_curvature);
        }
        PropertySet::of(&[
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Quadratic,
            Property::Separable,
            Property::SmallestSmoothness,
        ])
    }

    fn curvature(&self) -> Curvature {
        Curvature::Any
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

impl Curve for Saddle {
    const NAME: &'static str = "saddle";
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
