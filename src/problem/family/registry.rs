//! The families by name.

use serde::{Deserialize, Serialize};

use super::description::{Composition, Curvature, Curve, Description, Growth, Numbers, SampleLoss};
use super::{
    along, bump, double_well, envelope, huber, least_squares, linear, logistic, mean, piecewise_cubic,
    piecewise_quadratic, pseudo_huber, quadratic, quartic, ridge, ridge_logistic, saddle, three_halves,
};
use crate::numeric::{Arithmetic, Fault};
use crate::problem::coordinate::Bends;
use crate::problem::property::PropertySet;

/// A family of functions `f`; a recipe turns one into `R(w) = scale * f(S Q (w - c))`.
///
/// A separable `f(z)` is the sum of one profile for each coordinate, written here for curvature `k` and
/// threshold `tau`. A sampled `f(z)` is a mean over `N` samples `(x, y)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Family {
    /// `k/2 z^2`, `k >= 0`.
    Quadratic,
    /// `k/2 z^2` where `|z| <= tau`, `k tau (|z| - tau/2)` beyond.
    Huber,
    /// `k tau sqrt(tau^2 + z^2)`; `sqrt(1 + z^2)` at `k = tau = 1`.
    PseudoHuber,
    /// `k/2 tau^2 z^2/(tau^2 + z^2)`; `z^2/(1 + z^2)` at `k = 2`, `tau = 1`. Not convex.
    Bump,
    /// Wells `k/2 (|z| - tau)^2` where `|z| >= tau/2`, joined by the hill `k/4 tau^2 - k/2 z^2`. Not convex.
    DoubleWell,
    /// `q/2 |z|^2` plus or minus the envelope of a polyhedral function: `L`, `alpha` and convexity are the recipe's.
    Envelope,
    /// `k/2 z^2` with `k` of any sign. Not convex where some `k < 0`.
    Saddle,
    /// `k z^4`. The gradient is not Lipschitz.
    Quartic,
    /// `k |z|^(3/2)`. The gradient is not Lipschitz.
    ThreeHalves,
    /// `k z`, every `k > 0`: the gradient is the same everywhere, and not zero.
    Linear,
    /// `1/N sum_n 1/2 (x_n.z - y_n)^2`.
    LeastSquares,
    /// `1/N (sum_n 1/2 (x_n.z - y_n)^2 + sum_i k_i/2 z_i^2)`. With every `k = 1` and scale `2N` it is
    /// `sum_n (y_n - x_n.w)^2 + |w|^2`; with scale 1 a mean of `N` losses, each with its `N`-th part of the penalty.
    Ridge,
    /// `1/N sum_n ln(1 + exp(-y_n x_n.z))`, `y_n = 1` or `-1`.
    Logistic,
    /// The logistic loss plus `sum_i k_i/2 z_i^2`, every `k > 0`.
    RidgeLogistic,
    /// The slope is piecewise linear, its rises (the curvatures) zero or positive; value and slope are 0 at `z = 0`.
    PiecewiseQuadratic,
    /// The slope is piecewise linear, with rises of any sign. Not convex where one is negative.
    NonconvexPiecewiseQuadratic,
    /// The second derivative is piecewise linear, zero or positive; value and slope are 0 at `z = 0`.
    PiecewiseCubic,
    /// The second derivative is piecewise linear, of any sign. Not convex where it is negative.
    NonconvexPiecewiseCubic,
    /// A sum of functions of one variable along directions `d_j`: `sum_j r_j(d_j.w)`, tilted to a stationary point.
    Along,
    /// A mean of `N` losses, each a recipe of its own: `1/N sum_n r_n(w)`, tilted to a stationary point.
    Mean,
}

/// Evaluates an expression with the type of a family: the one place that names all of them.
macro_rules! with_curve {
    ($family:expr, $curve:ident => $body:expr) => {
        match $family {
            Family::Quadratic => {
                type $curve = quadratic::Quadratic;
                $body
            }
            Family::Huber => {
                type $curve = huber::Huber;
                $body
            }
            Family::PseudoHuber => {
                type $curve = pseudo_huber::PseudoHuber;
                $body
            }
            Family::Bump => {
                type $curve = bump::Bump;
                $body
            }
            Family::DoubleWell => {
                type $curve = double_well::DoubleWell;
                $body
            }
            Family::Envelope => {
                type $curve = envelope::Envelope;
                $body
            }
            Family::Saddle => {
                type $curve = saddle::Saddle;
                $body
            }
            Family::Quartic => {
                type $curve = quartic::Quartic;
                $body
            }
            Family::ThreeHalves => {
                type $curve = three_halves::ThreeHalves;
                $body
            }
            Family::Linear => {
                type $curve = linear::Linear;
                $body
            }
            Family::LeastSquares => {
                type $curve = least_squares::LeastSquares;
                $body
            }
            Family::Ridge => {
                type $curve = ridge::Ridge;
                $body
            }
            Family::Logistic => {
                type $curve = logistic::Logistic;
                $body
            }
            Family::RidgeLogistic => {
                type $curve = ridge_logistic::RidgeLogistic;
                $body
            }
            Family::PiecewiseQuadratic => {
                type $curve = piecewise_quadratic::PiecewiseQuadratic;
                $body
            }
            Family::NonconvexPiecewiseQuadratic => {
                type $curve = piecewise_quadratic::NonconvexPiecewiseQuadratic;
                $body
            }
            Family::PiecewiseCubic => {
                type $curve = piecewise_cubic::PiecewiseCubic;
                $body
            }
            Family::NonconvexPiecewiseCubic => {
                type $curve = piecewise_cubic::NonconvexPiecewiseCubic;
                $body
            }
            Family::Along => {
                type $curve = along::Along;
                $body
            }
            Family::Mean => {
                type $curve = mean::Mean;
                $body
            }
        }
    };
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 20] = [
        Self::Quadratic,
        Self::Huber,
        Self::PiecewiseQuadratic,
        Self::PseudoHuber,
        Self::PiecewiseCubic,
        Self::Bump,
        Self::DoubleWell,
        Self::Envelope,
        Self::Saddle,
        Self::NonconvexPiecewiseQuadratic,
        Self::NonconvexPiecewiseCubic,
        Self::Quartic,
        Self::ThreeHalves,
        Self::Along,
        Self::LeastSquares,
        Self::Mean,
        Self::Ridge,
        Self::Logistic,
        Self::RidgeLogistic,
        Self::Linear,
    ];

    /// The description of the family.
    pub(in crate::problem) const fn about(self) -> &'static dyn Description {
        with_curve!(self, C => &C {})
    }

    /// The name as it is in a recipe, `pseudo-huber`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        with_curve!(self, C => C::NAME)
    }

    /// Whether every profile is `k/2 z^2`.
    pub(in crate::problem) const fn has_parabolas(self) -> bool {
        with_curve!(self, C => C::IS_PARABOLA)
    }

    /// What a recipe of the family can be: what holds where its curvatures have the best signs that they may have.
    #[must_use]
    pub fn properties(self) -> PropertySet {
        let about = self.about();
        about.properties(if about.curvature() == Curvature::Any { -1 } else { 1 })
    }

    /// Which curvatures its recipes may have.
    #[must_use]
    pub fn curvature(self) -> Curvature {
        self.about().curvature()
    }

    /// Whether the profile has a threshold.
    #[must_use]
    pub fn uses_threshold(self) -> bool {
        self.about().has_threshold()
    }

    /// Whether the curvatures of the coordinates mean anything.
    #[must_use]
    pub fn uses_curvature(self) -> bool {
        self.curvature() != Curvature::Unused && self.bends() != Bends::Ramps
    }

    /// Whether it is a mean of losses.
    #[must_use]
    pub fn is_sampled(self) -> bool {
        self.about().loss().is_some() || self.composition() == Composition::Mean
    }

    /// Whether its losses are made from samples, features and a target each.
    #[must_use]
    pub fn has_samples(self) -> bool {
        self.about().loss().is_some()
    }

    /// What its recipes are put together from.
    #[must_use]
    pub fn composition(self) -> Composition {
        self.about().composition()
    }

    /// What the bends of a coordinate mean.
    #[must_use]
    pub fn bends(self) -> Bends {
        self.about().bends()
    }

    /// Whether a recipe is made of curvatures, thresholds and centres alone, so that another such family takes its
    /// numbers as they are.
    #[must_use]
    pub fn is_plain(self) -> bool {
        !self.has_samples() && self.composition() == Composition::Profiles && self.bends() == Bends::Unused
    }

    /// Whether its samples have the labels 1 and -1 as targets.
    #[must_use]
    pub fn has_labels(self) -> bool {
        self.about().loss().is_some_and(SampleLoss::has_labels)
    }

    /// How exact rationals grow when steps are taken along its gradient.
    #[must_use]
    pub fn growth(self) -> Growth {
        self.about().growth()
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
        with_curve!(self.family, C => C::value(a, &self.numbers, z))
    }

    /// The first derivative at `z`.
    pub(in crate::problem) fn slope<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        with_curve!(self.family, C => C::slope(a, &self.numbers, z))
    }

    /// The second derivative at `z`.
    pub(in crate::problem) fn second<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        with_curve!(self.family, C => C::second(a, &self.numbers, z))
    }
}

#[cfg(test)]
mod tests {
    use super::Family;

    #[test]
    fn a_family_is_written_under_its_name() {
        for family in Family::ALL {
            let text = serde_json::to_string(&family).unwrap();
            assert_eq!(text, format!("\"{}\"", family.name()));
        }
    }
}
