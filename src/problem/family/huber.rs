//! `k/2 z^2` where `|z| <= tau`, `k tau (|z| - tau/2)` beyond.

use std::cmp::Ordering;

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::functions::half;
use super::text::{TermNumbers, with_factor};
use crate::numeric::{Arithmetic, Dyadic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `k/2 z^2` where `|z| <= tau`, `k tau (|z| - tau/2)` beyond.
pub(super) struct Huber;

impl Description for Huber {
    fn properties(&self, _least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
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
        Curvatures::inside(&Dyadic::ZERO, &coordinate.curvature, &coordinate.threshold)
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        with_factor(&numbers.factor, &format!("huber({}, {})", numbers.stretched, numbers.threshold))
    }

    fn legend(&self) -> Option<&'static str> {
        Some("huber(z, τ) is z²/2 up to |z| = τ and τ·(|z| - τ/2) beyond")
    }
}

impl Curve for Huber {
    const NAME: &'static str = "huber";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        // Clamping needs no decision: it encloses the kink.
        let size = a.abs(z);
        let inside = a.min(&size, tau);
        let beyond = a.max(&a.sub(&size, tau)?, &a.integer(0));
        a.mul(k, &a.add(&half(a, &a.mul(&inside, &inside)?)?, &a.mul(tau, &beyond)?)?)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        // Clamping needs no decision: it encloses the kink.
        let low = a.negate(tau);
        a.mul(k, &a.max(&a.min(z, tau), &low))
    }

    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        let (k, tau) = (numbers.curvature, numbers.threshold);
        match a.compare(&a.abs(z), tau)? {
            Ordering::Less => Ok(k.clone()),
            Ordering::Greater => Ok(a.integer(0)),
            Ordering::Equal => Err(Fault::Undefined("the Huber function has no second derivative at its threshold")),
        }
    }
}
