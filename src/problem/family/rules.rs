//! The description of a family. It has no defaults, so a new family must say everything.

use std::cmp::Ordering;

use super::bends::{Bends, Curvatures, Segment};
use super::name::Family;
use super::piecewise_cubic::{NonconvexPiecewiseCubic, PiecewiseCubic};
use super::piecewise_quadratic::{NonconvexPiecewiseQuadratic, PiecewiseQuadratic};
use super::text::TermNumbers;
use super::{
    along::Along, bump::Bump, double_well::DoubleWell, envelope::Envelope, huber::Huber, least_squares::LeastSquares,
    linear::Linear, logistic::Logistic, mean::Mean, pseudo_huber::PseudoHuber, quadratic::Quadratic, quartic::Quartic,
    ridge::Ridge, ridge_logistic::RidgeLogistic, saddle::Saddle, three_halves::ThreeHalves,
};
use crate::numeric::{Arithmetic, Fault};
use crate::problem::property::PropertySet;
use crate::problem::spec::Coordinate;

/// Which curvatures the recipes of a family may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curvature {
    /// They mean nothing.
    Unused,
    /// Zero or positive.
    NonNegative,
    /// Positive.
    Positive,
    /// Of any sign.
    Any,
}

impl Curvature {
    /// Whether a curvature of this sign is allowed.
    #[must_use]
    pub const fn admits(self, sign: i32) -> bool {
        match self {
            Self::Unused | Self::NonNegative => sign >= 0,
            Self::Positive => sign > 0,
            Self::Any => true,
        }
    }
}

/// What the recipes of a family are put together from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Composition {
    /// Profiles of the coordinates, and samples.
    Profiles,
    /// Recipes of one variable along directions.
    Along,
    /// Recipes of all variables, whose mean it is.
    Mean,
    /// The pieces of one envelope in all variables.
    Envelope,
}

/// How exact rationals grow when steps are taken along the gradient.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Growth {
    /// By a few bits a step.
    Steady,
    /// To about twice their length with every step.
    Twofold,
    /// Threefold with every step.
    Fast,
    /// The gradient is not rational.
    Irrational,
}

impl Growth {
    /// Whether exact rationals stay affordable over a few steps.
    #[must_use]
    pub const fn is_rational(self) -> bool {
        matches!(self, Self::Steady | Self::Twofold)
    }
}

/// A bound of the third derivative of `f` along one coordinate, for curvature 1 and threshold 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::problem) enum Third {
    /// There is none.
    Unbounded,
    /// At most this fraction; it scales with the curvature, and with the inverse of the threshold.
    AtMost(u32, u32),
    /// What the pieces of each coordinate's profile say.
    OfPieces,
    /// At most this fraction times the cube of a sample's features.
    OfLoss(u32, u32),
}

/// Where the minimisers of a family are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::problem) enum Valley {
    /// At the centre, and wherever a coordinate of curvature 0 puts it; none where a curvature is negative.
    Centre,
    /// At the threshold to either side of the centre.
    Wells,
    /// Where normal equations put it.
    Normal,
    /// At an irrational point that strong convexity encloses.
    Enclosed,
    /// Where the recipe of an envelope puts it.
    Envelope,
    /// Where the pieces of each coordinate's profile put them.
    Pieces,
    /// At the stationary point that the recipe was tilted to.
    Stationary,
    /// There is none, or none is known.
    Unknown(&'static str),
}

/// The loss of one sample, and the samples' part of the penalty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::problem) enum SampleLoss {
    /// `1/2 (x.z - y)^2` without a penalty.
    Squares,
    /// `1/2 (x.z - y)^2` with the `N`-th part of the penalty.
    PenalisedSquares,
    /// `ln(1 + exp(-y x.z))` without a penalty.
    Logistic,
    /// `ln(1 + exp(-y x.z))` with the whole penalty.
    PenalisedLogistic,
}

impl SampleLoss {
    /// Whether targets are the labels 1 and -1.
    pub(in crate::problem) const fn has_labels(self) -> bool {
        matches!(self, Self::Logistic | Self::PenalisedLogistic)
    }
}

/// The description of a family, apart from its arithmetic.
pub(in crate::problem) trait Description: Sync {
    /// What holds of a recipe whose smallest curvature has this sign (`-1`, 0 or 1), unless it is rotated or,
    /// where it is made of samples, their number decides. Of its constants, that they exist.
    fn properties(&self, least_curvature: i32) -> PropertySet;
    /// Which curvatures it takes.
    fn curvature(&self) -> Curvature;
    /// Whether the profile has a threshold.
    fn has_threshold(&self) -> bool;
    /// The loss of a sample, where it is a mean of losses.
    fn loss(&self) -> Option<SampleLoss>;
    /// The third derivative.
    fn third(&self) -> Third;
    /// The minimisers.
    fn valley(&self) -> Valley;
    /// How exact rationals grow.
    fn growth(&self) -> Growth;
    /// What recipes are put together from.
    fn composition(&self) -> Composition;
    /// What the bends of a coordinate mean.
    fn bends(&self) -> Bends;
    /// The second derivatives of one coordinate's profile, before scale and stretch.
    fn curvatures(&self, coordinate: &Coordinate) -> Curvatures;
    /// One coordinate's term of the formula.
    fn term(&self, numbers: &TermNumbers) -> String;
    /// What explains the names in the formula.
    fn legend(&self) -> Option<&'static str>;
}

/// Curvature `k` and threshold `tau` of one coordinate.
pub(in crate::problem) struct Numbers<'a, N> {
    /// `k`.
    pub(in crate::problem) curvature: &'a N,
    /// `tau`.
    pub(in crate::problem) threshold: &'a N,
    /// The pieces to the right and to the left of 0, where there are bends.
    pub(in crate::problem) segments: &'a [Segment<N>],
}

impl<N> Numbers<'_, N> {
    /// `tau^2 + z^2`.
    pub(super) fn square_sum<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        a.add(&a.mul(self.threshold, self.threshold)?, &a.mul(z, z)?)
    }
}

/// The function of one variable that a separable family is a sum of; of a sampled family, its penalty.
///
/// Exact in rationals, enclosed in intervals, within a few rounding errors in doubles. Branches are decided by
/// [`Arithmetic::compare`], so that an enclosure that straddles one is undecided.
pub(super) trait Curve {
    /// The value at `z`.
    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault>;
    /// The first derivative at `z`.
    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault>;
    /// The second derivative at `z`.
    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault>;
}

impl Family {
    /// The description of the family.
    pub(in crate::problem) const fn about(self) -> &'static dyn Description {
        match self {
            Self::Quadratic => &Quadratic,
            Self::Huber => &Huber,
            Self::PseudoHuber => &PseudoHuber,
            Self::Bump => &Bump,
            Self::DoubleWell => &DoubleWell,
            Self::Envelope => &Envelope,
            Self::Saddle => &Saddle,
            Self::Quartic => &Quartic,
            Self::ThreeHalves => &ThreeHalves,
            Self::Linear => &Linear,
            Self::LeastSquares => &LeastSquares,
            Self::Ridge => &Ridge,
            Self::Logistic => &Logistic,
            Self::RidgeLogistic => &RidgeLogistic,
            Self::PiecewiseQuadratic => &PiecewiseQuadratic,
            Self::NonconvexPiecewiseQuadratic => &NonconvexPiecewiseQuadratic,
            Self::PiecewiseCubic => &PiecewiseCubic,
            Self::NonconvexPiecewiseCubic => &NonconvexPiecewiseCubic,
            Self::Along => &Along,
            Self::Mean => &Mean,
        }
    }
}

/// A family's profile with its numbers.
pub(in crate::problem) struct Profile<'a, N> {
    /// The family.
    pub(in crate::problem) family: Family,
    /// Its numbers.
    pub(in crate::problem) numbers: Numbers<'a, N>,
}

impl<'a, N: Clone> Profile<'a, N> {
    /// The profile of a family with its numbers.
    pub(in crate::problem) const fn new(family: Family, numbers: Numbers<'a, N>) -> Self {
        Self { family, numbers }
    }

    /// The value at `z`.
    pub(in crate::problem) fn value<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        match self.family {
            Family::Quadratic => Quadratic::value(a, &self.numbers, z),
            Family::Huber => Huber::value(a, &self.numbers, z),
            Family::PseudoHuber => PseudoHuber::value(a, &self.numbers, z),
            Family::Bump => Bump::value(a, &self.numbers, z),
            Family::DoubleWell => DoubleWell::value(a, &self.numbers, z),
            Family::Envelope => Envelope::value(a, &self.numbers, z),
            Family::Saddle => Saddle::value(a, &self.numbers, z),
            Family::Quartic => Quartic::value(a, &self.numbers, z),
            Family::ThreeHalves => ThreeHalves::value(a, &self.numbers, z),
            Family::Linear => Linear::value(a, &self.numbers, z),
            Family::LeastSquares => LeastSquares::value(a, &self.numbers, z),
            Family::Ridge => Ridge::value(a, &self.numbers, z),
            Family::Logistic => Logistic::value(a, &self.numbers, z),
            Family::RidgeLogistic => RidgeLogistic::value(a, &self.numbers, z),
            Family::PiecewiseQuadratic => PiecewiseQuadratic::value(a, &self.numbers, z),
            Family::NonconvexPiecewiseQuadratic => NonconvexPiecewiseQuadratic::value(a, &self.numbers, z),
            Family::PiecewiseCubic => PiecewiseCubic::value(a, &self.numbers, z),
            Family::NonconvexPiecewiseCubic => NonconvexPiecewiseCubic::value(a, &self.numbers, z),
            Family::Along => Along::value(a, &self.numbers, z),
            Family::Mean => Mean::value(a, &self.numbers, z),
        }
    }

    /// The first derivative at `z`.
    pub(in crate::problem) fn slope<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        match self.family {
            Family::Quadratic => Quadratic::slope(a, &self.numbers, z),
            Family::Huber => Huber::slope(a, &self.numbers, z),
            Family::PseudoHuber => PseudoHuber::slope(a, &self.numbers, z),
            Family::Bump => Bump::slope(a, &self.numbers, z),
            Family::DoubleWell => DoubleWell::slope(a, &self.numbers, z),
            Family::Envelope => Envelope::slope(a, &self.numbers, z),
            Family::Saddle => Saddle::slope(a, &self.numbers, z),
            Family::Quartic => Quartic::slope(a, &self.numbers, z),
            Family::ThreeHalves => ThreeHalves::slope(a, &self.numbers, z),
            Family::Linear => Linear::slope(a, &self.numbers, z),
            Family::LeastSquares => LeastSquares::slope(a, &self.numbers, z),
            Family::Ridge => Ridge::slope(a, &self.numbers, z),
            Family::Logistic => Logistic::slope(a, &self.numbers, z),
            Family::RidgeLogistic => RidgeLogistic::slope(a, &self.numbers, z),
            Family::PiecewiseQuadratic => PiecewiseQuadratic::slope(a, &self.numbers, z),
            Family::NonconvexPiecewiseQuadratic => NonconvexPiecewiseQuadratic::slope(a, &self.numbers, z),
            Family::PiecewiseCubic => PiecewiseCubic::slope(a, &self.numbers, z),
            Family::NonconvexPiecewiseCubic => NonconvexPiecewiseCubic::slope(a, &self.numbers, z),
            Family::Along => Along::slope(a, &self.numbers, z),
            Family::Mean => Mean::slope(a, &self.numbers, z),
        }
    }

    /// The second derivative at `z`.
    pub(in crate::problem) fn second<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        match self.family {
            Family::Quadratic => Quadratic::second(a, &self.numbers, z),
            Family::Huber => Huber::second(a, &self.numbers, z),
            Family::PseudoHuber => PseudoHuber::second(a, &self.numbers, z),
            Family::Bump => Bump::second(a, &self.numbers, z),
            Family::DoubleWell => DoubleWell::second(a, &self.numbers, z),
            Family::Envelope => Envelope::second(a, &self.numbers, z),
            Family::Saddle => Saddle::second(a, &self.numbers, z),
            Family::Quartic => Quartic::second(a, &self.numbers, z),
            Family::ThreeHalves => ThreeHalves::second(a, &self.numbers, z),
            Family::Linear => Linear::second(a, &self.numbers, z),
            Family::LeastSquares => LeastSquares::second(a, &self.numbers, z),
            Family::Ridge => Ridge::second(a, &self.numbers, z),
            Family::Logistic => Logistic::second(a, &self.numbers, z),
            Family::RidgeLogistic => RidgeLogistic::second(a, &self.numbers, z),
            Family::PiecewiseQuadratic => PiecewiseQuadratic::second(a, &self.numbers, z),
            Family::NonconvexPiecewiseQuadratic => NonconvexPiecewiseQuadratic::second(a, &self.numbers, z),
            Family::PiecewiseCubic => PiecewiseCubic::second(a, &self.numbers, z),
            Family::NonconvexPiecewiseCubic => NonconvexPiecewiseCubic::second(a, &self.numbers, z),
            Family::Along => Along::second(a, &self.numbers, z),
            Family::Mean => Mean::second(a, &self.numbers, z),
        }
    }
}

/// `ln(1 + exp(m))`, the logistic loss at margin `-m`.
pub(in crate::problem) fn softplus<A: Arithmetic>(a: &A, m: &A::Number) -> Result<A::Number, Fault> {
    let small = a.exp(&a.negate(&a.abs(m)))?;
    let rest = a.ln(&a.add(&a.integer(1), &small)?)?;
    a.add(&a.max(m, &a.integer(0)), &rest)
}

/// `1/(1 + exp(-m))`, the derivative of [`softplus`].
pub(in crate::problem) fn sigmoid<A: Arithmetic>(a: &A, m: &A::Number) -> Result<A::Number, Fault> {
    let one = a.integer(1);
    // Both ways of writing it are right everywhere; the exponential of a number that is not positive does not overflow.
    if a.approximate(m) < 0.0 {
        let power = a.exp(m)?;
        return a.div(&power, &a.add(&one, &power)?);
    }
    let power = a.exp(&a.negate(m))?;
    a.div(&one, &a.add(&one, &power)?)
}

/// `x/2`.
#[inline]
pub(in crate::problem) fn half<A: Arithmetic>(a: &A, x: &A::Number) -> Result<A::Number, Fault> {
    a.div(x, &a.integer(2))
}

/// Whether `|z| <= bound`.
pub(super) fn within<A: Arithmetic>(a: &A, z: &A::Number, bound: &A::Number) -> Result<bool, Fault> {
    Ok(a.compare(&a.abs(z), bound)? != Ordering::Greater)
}
