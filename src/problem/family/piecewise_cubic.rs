//! The second derivative is piecewise linear.

use super::bends::{self, Curvatures};
use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss, Third, Valley};
use super::text::{TermNumbers, with_factor};
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::{Property, PropertySet};

/// The second derivative is zero or positive.
pub(super) struct PiecewiseCubic;

impl Description for PiecewiseCubic {
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
        Third::OfPieces
    }

    fn valley(&self) -> Valley {
        Valley::Pieces
    }

    fn growth(&self) -> Growth {
        Growth::Twofold
    }

    fn composition(&self) -> Composition {
        Composition::Profiles
    }

    fn bends(&self) -> Bends {
        Bends::Ramps
    }

    fn curvatures(&self, coordinate: &Coordinate) -> Curvatures {
        Curvatures::Pieces(bends::pieces(coordinate, Bends::Ramps))
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        with_factor(&numbers.scale, &format!("ramp({}; {})", numbers.stretched, numbers.pieces))
    }

    fn legend(&self) -> Option<&'static str> {
        Some(
            "ramp(z; b: c | …) and its slope are 0 at z = 0, and its second derivative is c at b, linear between and constant outside",
        )
    }
}

impl Curve for PiecewiseCubic {
    const NAME: &'static str = "piecewise-cubic";
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

/// The second derivative is of any sign. Not convex where it is negative.
pub(super) struct NonconvexPiecewiseCubic;

impl Description for NonconvexPiecewiseCubic {
    fn properties(&self, least_curvature: i32) -> PropertySet {
        if least_curvature >= 0 {
            return PiecewiseCubic.properties(least_curvature);
        }
        PropertySet::of(&[
            Property::Smooth,
            Property::Differentiable,
            Property::TwiceDifferentiable,
            Property::HessianLipschitz,
            Property::Separable,
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
        Third::OfPieces
    }

    fn valley(&self) -> Valley {
        Valley::Pieces
    }

    fn growth(&self) -> Growth {
        Growth::Twofold
    }

    fn composition(&self) -> Composition {
        Composition::Profiles
    }

    fn bends(&self) -> Bends {
        Bends::Ramps
    }

    fn curvatures(&self, coordinate: &Coordinate) -> Curvatures {
        Curvatures::Pieces(bends::pieces(coordinate, Bends::Ramps))
    }

    fn term(&self, numbers: &TermNumbers) -> String {
        with_factor(&numbers.scale, &format!("ramp({}; {})", numbers.stretched, numbers.pieces))
    }

    fn legend(&self) -> Option<&'static str> {
        Some(
            "ramp(z; b: c | …) and its slope are 0 at z = 0, and its second derivative is c at b, linear between and constant outside",
        )
    }
}

impl Curve for NonconvexPiecewiseCubic {
    const NAME: &'static str = "nonconvex-piecewise-cubic";
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
