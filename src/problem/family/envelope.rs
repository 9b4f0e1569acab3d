//! An envelope of a polyhedral function in all coordinates together; its recipe says everything of it.

use super::bends::Curvatures;
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::quadratic::Quadratic;
use super::text::TermNumbers;
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// `q/2 |z|^2 + E(z)` or `q/2 |z|^2 - E(z)` with an envelope `E`.
pub(super) struct Envelope;

impl Description for Envelope {
    /// The least curvature is that of the whole recipe.
    fn properties(&self, least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Smooth,
            Property::Differentiable,
            Property::Minimiser,
            Property::SmallestSmoothness,
        ])
        .with_if(Property::Convex, least_curvature >= 0)
        .with_if(Property::StrictlyConvex, least_curvature > 0)
        .with_if(Property::StronglyConvex, least_curvature > 0)
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
        Valley::Envelope
    }

    fn growth(&self) -> Growth {
        Growth::Steady
    }

    fn composition(&self) -> Composition {
        Composition::Envelope
    }

    fn bends(&self) -> Bends {
        Bends::Unused
    }

    fn curvatures(&self, coordinate: &Coordinate) -> Curvatures {
        Quadratic.curvatures(coordinate)
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        numbers.square(1)
    }

    fn legend(&self) -> Option<&'static str> {
        Some("the minimum is over all points z")
    }
}

impl Curve for Envelope {
    const NAME: &'static str = "envelope";
    const IS_PARABOLA: bool = false;

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
