//! Means of losses, each a recipe of its own.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::text::TermNumbers;
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `1/N sum_n r_n(w)`: what holds of it depends on its losses; its coordinates add nothing.
pub(super) struct Mean;

impl Description for Mean {
    fn properties(&self, _least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
            Property::StrictlyConvex,
            Property::StronglyConvex,
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Quadratic,
            Property::Minimiser,
            Property::Sampled,
            Property::Linear,
            Property::Separable,
        ])
    }

    fn curvature(&self) -> Curvature {
        Curvature::Unused
    }

    fn has_threshold(&self) -> bool {
        false
    }

    fn loss(&self) -> Option<SampleLoss> {
        None
    }

    fn third(&self) -> Third {
        Third::Unbounded
    }

    fn valley(&self) -> Valley {
        Valley::Stationary
    }

    fn growth(&self) -> Growth {
        Growth::Steady
    }

    fn composition(&self) -> Composition {
        Composition::Mean
    }

    fn bends(&self) -> Bends {
        Bends::Unused
    }

    fn curvatures(&self, _coordinate: &Coordinate) -> Curvatures {
        Curvatures::whole(&crate::numeric::Dyadic::ZERO)
    }

    fn term(&self, _numbers: &TermNumbers) -> String {
        String::new()
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for Mean {
    const NAME: &'static str = "mean";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, _numbers: &Numbers<A::Number>, _z: &A::Number) -> Result<A::Number, Fault> {
        Ok(a.integer(0))
    }

    fn slope<A: Arithmetic>(a: &A, _numbers: &Numbers<A::Number>, _z: &A::Number) -> Result<A::Number, Fault> {
        Ok(a.integer(0))
    }

    fn second<A: Arithmetic>(a: &A, _numbers: &Numbers<A::Number>, _z: &A::Number) -> Result<A::Number, Fault> {
        Ok(a.integer(0))
    }
}
