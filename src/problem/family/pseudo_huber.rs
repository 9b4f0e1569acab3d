//! `k tau sqrt(tau^2 + z^2)`; `sqrt(1 + z^2)` at `k = tau = 1`.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::text::{TermNumbers, with_factor};
use crate::numeric::{Arithmetic, Fault, Rational};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `k tau sqrt(tau^2 + z^2)`; `sqrt(1 + z^2)` at `k = tau = 1`.
pub(super) struct PseudoHuber;

impl Description for PseudoHuber {
    fn properties(&self, least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Separable,
            Property::Minimiser,
            Property::SmallestSmoothness,
        ])
        .with_if(Property::StrictlyConvex, least_curvature > 0)
    }

    fn curvature(&self) -> Curvature {
        Curvature::NonNegative
    }

    fn has_threshold(&self) -> bool {
        true
    }

    fn loss(&self) -> Option<SampleLoss> {
        None
    }

    fn third(&self) -> Third {
        // `max |f'''|` of `sqrt(1 + z^2)` is `3/2 (4/5)^(5/2) = 0.858650...`, at `z = 1/2`.
        Third::AtMost(8_587, 10_000)
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
        Curvatures::between(&Rational::ZERO, Some(&coordinate.curvature), true)
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        let tau = &numbers.threshold;
        let root = format!("√({} + {}²)", tau * tau, numbers.stretched_base);
        with_factor(&(&numbers.factor * tau), &root)
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for PseudoHuber {
    const NAME: &'static str = "pseudo-huber";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let root = a.sqrt(&numbers.square_sum(a, z)?)?;
        a.mul(&a.mul(numbers.curvature, numbers.threshold)?, &root)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let root = a.sqrt(&numbers.square_sum(a, z)?)?;
        a.mul(&a.mul(numbers.curvature, numbers.threshold)?, &a.div(z, &root)?)
    }

    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        let square = a.mul(tau, tau)?;
        let sum = numbers.square_sum(a, z)?;
        let cube = a.mul(&sum, &a.sqrt(&sum)?)?;
        a.div(&a.mul(&a.mul(k, tau)?, &square)?, &cube)
    }
}
