//! `k z`, every `k > 0`: the gradient is the same everywhere, and not zero.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::text::TermNumbers;
use crate::numeric::{Arithmetic, Dyadic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `k z`, every `k > 0`: the gradient is the same everywhere, and not zero.
pub(super) struct Linear;

impl Description for Linear {
    fn properties(&self, _least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Linear,
            Property::Separable,
        ])
    }

    fn curvature(&self) -> Curvature {
        Curvature::Positive
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
        Valley::Unknown("a linear function has no minimiser")
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

    fn curvatures(&self, _coordinate: &Coordinate) -> Curvatures {
        Curvatures::whole(&Dyadic::ZERO)
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        numbers.multiple.clone()
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for Linear {
    const NAME: &'static str = "linear";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        a.mul(numbers.curvature, z)
    }

    fn slope<A: Arithmetic>(_a: &A, numbers: &Numbers<A::Number>, _z: &A::Number) -> Result<A::Number, Fault> {
        Ok(numbers.curvature.clone())
    }

    fn second<A: Arithmetic>(a: &A, _numbers: &Numbers<A::Number>, _z: &A::Number) -> Result<A::Number, Fault> {
        Ok(a.integer(0))
    }
}
