//! The slope is piecewise linear.

use super::bends::{self, Curvatures};
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::text::{TermNumbers, with_factor};
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// The rises of the slope are zero or positive.
pub(super) struct PiecewiseQuadratic;

impl Description for PiecewiseQuadratic {
    fn properties(&self, least_curvature: i32) -> PropertySet {
        PropertySet::of(&[
            Property::Convex,
            Property::Smooth,
            Property::Differentiable,
            Property::Separable,
            Property::Minimiser,
            Property::SmallestSmoothness,
        ])
        .with_if(Property::StronglyConvex, least_curvature > 0)
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
        Valley::Pieces
    }

    fn growth(&self) -> Growth {
        Growth::Steady
    }

    fn composition(&self) -> Composition {
        Composition::Profiles
    }

    fn bends(&self) -> Bends {
        Bends::Kinks
    }

    fn curvatures(&self, coordinate: &Coordinate) -> Curvatures {
        Curvatures::Pieces(bends::pieces(coordinate, Bends::Kinks))
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        with_factor(&numbers.scale, &format!("bend({}; {})", numbers.stretched, numbers.pieces))
    }

    fn legend(&self) -> Option<&'static str> {
        Some("bend(z; a | b: c | …) and its slope are 0 at z = 0, and its second derivative is a before b, then c, …")
    }
}

impl Curve for PiecewiseQuadratic {
    const NAME: &'static str = "piecewise-quadratic";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        bends::value(a, numbers.segments, z)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        bends::slope(a, numbers.segments, z)
    }

    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        bends::second(a, numbers.segments, z)
    }
}

/// The rises of the slope are of any sign. Not convex where one is negative.
pub(super) struct NonconvexPiecewiseQuadratic;

impl Description for NonconvexPiecewiseQuadratic {
    fn properties(&self, least_curvature: i32) -> PropertySet {
        if least_curvature >= 0 {
            return PiecewiseQuadratic.properties(least_curvature);
        }
        PropertySet::of(&[
            Property::Smooth,
            Property::Differentiable,
            Property::Separable,
            Property::Minimiser,
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
        Third::Unbounded
    }

    fn valley(&self) -> Valley {
        Valley::Pieces
    }

    fn growth(&self) -> Growth {
        Growth::Steady
    }

    fn composition(&self) -> Composition {
        Composition::Profiles
    }

    fn bends(&self) -> Bends {
        Bends::Kinks
    }

    fn curvatures(&self, coordinate: &Coordinate) -> Curvatures {
        Curvatures::Pieces(bends::pieces(coordinate, Bends::Kinks))
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        with_factor(&numbers.scale, &format!("bend({}; {})", numbers.stretched, numbers.pieces))
    }

    fn legend(&self) -> Option<&'static str> {
        Some("bend(z; a | b: c | …) and its slope are 0 at z = 0, and its second derivative is a before b, then c, …")
    }
}

impl Curve for NonconvexPiecewiseQuadratic {
    const NAME: &'static str = "nonconvex-piecewise-quadratic";
    const IS_PARABOLA: bool = false;

    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        bends::value(a, numbers.segments, z)
    }

    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        bends::slope(a, numbers.segments, z)
    }

    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault> {
        bends::second(a, numbers.segments, z)
    }
}
