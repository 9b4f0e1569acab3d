//! `k/2 tau^2 z^2/(tau^2 + z^2)`; `z^2/(1 + z^2)` at `k = 2`, `tau = 1`. Not convex.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::functions::half;
use super::text::{TermNumbers, with_factor};
use crate::numeric::{Arithmetic, Fault, Rational};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `k/2 tau^2 z^2/(tau^2 + z^2)`; `z^2/(1 + z^2)` at `k = 2`, `tau = 1`. Not convex.
pub(super) struct Bump;

impl Description for Bump {
    fn properties(&self, _least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Separable,
            Property::Minimiser,
            Property::SmallestSmoothness,
        ])
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
        // `max |f'''|` of `1/2 z^2/(1 + z^2)` is `2.33428...`, at `z^2 = 1 - 2/sqrt 5`.
        Third::AtMost(2_335, 1_000)
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
        // With s = tau^2/(tau^2 + z^2) it is k s^2 (4 s - 3), least at s = 1/2.
        let least = -coordinate.curvature.to_rational() / Rational::from(4);
        Curvatures::between(&least, Some(&coordinate.curvature), false)
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        let squared = &numbers.threshold * &numbers.threshold;
        let argument = &numbers.stretched_base;
        let share = format!("{argument}²/({squared} + {argument}²)");
        with_factor(&(&numbers.factor * squared / Rational::from(2)), &share)
    }

    fn legend(&self) -> Option<&'static str> {
        None
    }
}

impl Curve for Bump {
    const NAME: &'static str = "bump";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        // 1 - tau^2/(tau^2 + z^2) names z once, so that its enclosure is tight.
        let square = a.mul(tau, tau)?;
        let share = a.div(&square, &numbers.square_sum(a, z)?)?;
        let rest = a.sub(&a.integer(1), &share)?;
        half(a, &a.mul(&a.mul(k, &square)?, &rest)?)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        let share = a.div(&a.mul(tau, tau)?, &numbers.square_sum(a, z)?)?;
        a.mul(k, &a.mul(z, &a.mul(&share, &share)?)?)
    }

    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        // With s = tau^2/(tau^2 + z^2): k s^2 (4 s - 3).
        let share = a.div(&a.mul(tau, tau)?, &numbers.square_sum(a, z)?)?;
        let factor = a.sub(&a.mul(&a.integer(4), &share)?, &a.integer(3))?;
        a.mul(k, &a.mul(&a.mul(&share, &share)?, &factor)?)
    }
}
