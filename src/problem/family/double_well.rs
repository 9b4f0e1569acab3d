//! Wells `k/2 (|z| - tau)^2` where `|z| >= tau/2`, joined by the hill `k/4 tau^2 - k/2 z^2`. Not convex.

use std::cmp::Ordering;

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::functions::{half, within};
use super::text::{TermNumbers, with_factor};
use crate::numeric::{Arithmetic, Dyadic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// Wells `k/2 (|z| - tau)^2` where `|z| >= tau/2`, joined by the hill `k/4 tau^2 - k/2 z^2`. Not convex.
pub(super) struct DoubleWell;

impl Description for DoubleWell {
    fn properties(&self, _least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Smooth,
            Property::Differentiable,
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
        Third::Unbounded
    }

    fn valley(&self) -> Valley {
        Valley::Wells
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
        let half = coordinate.threshold.mul(Dyadic::new(1, -1)).unwrap_or(coordinate.threshold);
        Curvatures::inside(&coordinate.curvature, &coordinate.curvature.neg(), &half)
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        with_factor(&numbers.factor, &format!("well({}, {})", numbers.stretched, numbers.threshold))
    }

    fn legend(&self) -> Option<&'static str> {
        Some("well(z, τ) is τ²/4 - z²/2 up to |z| = τ/2 and (|z| - τ)²/2 beyond")
    }
}

impl Curve for DoubleWell {
    const NAME: &'static str = "double-well";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        let hill = on_hill(a, z, tau);
        if hill == Err(Fault::Undecided) {
            // The hill's parabola and the square of what is beyond it: loose, but it needs no decision.
            let quarter = a.mul(&half(a, tau)?, &half(a, tau)?)?;
            let size = a.abs(z);
            let beyond = a.max(&a.sub(&size, &half(a, tau)?)?, &a.integer(0));
            let sum = a.add(&a.sub(&quarter, &half(a, &a.mul(&size, &size)?)?)?, &a.mul(&beyond, &beyond)?)?;
            return a.mul(k, &sum);
        }
        if hill? {
            let top = half(a, &a.mul(tau, tau)?)?;
            return half(a, &a.mul(k, &a.sub(&top, &a.mul(z, z)?)?)?);
        }
        let away = a.sub(&a.abs(z), tau)?;
        half(a, &a.mul(k, &a.mul(&away, &away)?)?)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        let hill = on_hill(a, z, tau);
        if hill == Err(Fault::Undecided) {
            let side = half(a, tau)?;
            let inside = a.max(&a.min(z, &side), &a.negate(&side));
            return a.mul(k, &a.sub(z, &a.add(&inside, &inside)?)?);
        }
        if hill? {
            return a.mul(k, &a.negate(z));
        }
        let nearest = if a.sign(z)? < 0 { a.negate(tau) } else { tau.clone() };
        a.mul(k, &a.sub(z, &nearest)?)
    }

    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        match a.compare(&a.abs(z), &half(a, tau)?)? {
            Ordering::Less => Ok(a.negate(k)),
            Ordering::Greater => Ok(k.clone()),
            Ordering::Equal => {
                Err(Fault::Undefined("the double well has no second derivative where hill and well meet"))
            }
        }
    }
}

fn on_hill<A: Arithmetic>(a: &A, z: &A::Number, tau: &A::Number) -> Result<bool, Fault> {
    within(a, z, &half(a, tau)?)
}
