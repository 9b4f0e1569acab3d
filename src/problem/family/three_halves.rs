//! `k |z|^(3/2)`. The gradient is not Lipschitz.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::functions::half;
use super::text::{TermNumbers, with_factor};
use crate::numeric::{Arithmetic, Fault, Rational};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `k |z|^(3/2)`. The gradient is not Lipschitz.
pub(super) struct ThreeHalves;

impl Description for ThreeHalves {
    fn properties(&self, least_curvature: i32) -> PropertySet {
        PropertySet::of(&[Property::Convex, Property::Differentiable, Property::Separable, Property::Minimiser])
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
        Growth::Irrational
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
        with_factor(&numbers.factor, &format!("|{}|^(3/2)", numbers.stretched))
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for ThreeHalves {
    const NAME: &'static str = "three-halves";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let size = a.abs(z);
        let root = a.sqrt(&size)?;
        a.mul(numbers.curvature, &a.mul(&size, &root)?)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let root = a.sqrt(&a.abs(z))?;
        let size = half(a, &a.mul(&a.mul(numbers.curvature, &a.integer(3))?, &root)?)?;
        if a.sign(z) == Err(Fault::Undecided) {
            return a.mul(&size, &a.between(&-Rational::ONE, &Rational::ONE)?);
        }
        Ok(match a.sign(z)? {
            sign if sign < 0 => a.negate(&size),
            _ => size,
        })
    }

    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        if a.sign(z)? == 0 {
            return Err(Fault::Undefined("|z|^(3/2) has no second derivative at 0"));
        }
        let root = a.sqrt(&a.abs(z))?;
        a.div(&a.mul(numbers.curvature, &a.integer(3))?, &a.mul(&a.integer(4), &root)?)
    }
}
