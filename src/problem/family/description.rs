//! The description of a family. It has no defaults, so a new family must say everything.

use super::bends::{Curvatures, Segment};
use super::text::TermNumbers;
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::coordinate::Coordinate;
use crate::problem::property::PropertySet;

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
    /// The family's name as it stands in a recipe, `pseudo-huber`.
    const NAME: &'static str;
    /// Whether it is `k/2 z^2`.
    const IS_PARABOLA: bool;

    /// The value at `z`.
    fn value<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault>;
    /// The first derivative at `z`.
    fn slope<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault>;
    /// The second derivative at `z`.
    fn second<A: Arithmetic>(a: &A, numbers: &Numbers<A::Number>, z: &A::Number) -> Result<A::Number, Fault>;
}
