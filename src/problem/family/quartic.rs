//! `k z^4`. The gradient is not Lipschitz.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::text::{TermNumbers, with_factor};
use crate::numeric::{Arithmetic, Fault, Rational};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `k z^4`. The gradient is not Lipschitz.
pub(super) struct Quartic;

impl Description for Quartic {
    fn properties(&self, least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::Separable,
            Property::Minimiser,
        ])
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
        Third::Unbounded
    }

    fn valley(&self) -> Valley {
        Valley::Centre
    }

    fn growth(&self) -> Growth {
        Growth::Fast
    }

    fn composition(&self) -> Composition {
        Composition::Profiles
    }

    fn bends(&self) -> Bends {
        Bends::Unused
    }

    fn curvatures(&self, coordinate: &Coordinate) -> Curvatures {
        if coordinate.curvature.is_zero() {
            return Curvatures::whole(&coordinate.curvature);
        }
        Curvatures::between(&Rational::ZERO, None, true)
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        let square = &numbers.stretch * &numbers.stretch;
        with_factor(&(&numbers.factor * &square * &square), &format!("{}⁴", numbers.base))
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for Quartic {
    const NAME: &'static str = "quartic";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let square = a.mul(z, z)?;
        a.mul(numbers.curvature, &a.mul(&square, &square)?)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let cube = a.mul(z, &a.mul(z, z)?)?;
        a.mul(&a.mul(numbers.curvature, &a.integer(4))?, &cube)
    }

    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        a.mul(&a.mul(numbers.curvature, &a.integer(12))?, &a.mul(z, z)?)
    }
}
