//! The families of objectives and what is known of each.

use serde::{Deserialize, Serialize};

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
}

/// What holds for every valid recipe of a family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent properties of a function")]
pub struct Traits {
    /// Convex.
    pub convex: bool,
    /// The gradient is Lipschitz.
    pub smooth: bool,
    /// Strongly convex when all curvatures are positive.
    pub strongly_convex: bool,
    /// Strictly convex when all curvatures are positive.
    pub strictly_convex: bool,
    /// The gradient exists everywhere.
    pub differentiable: bool,
    /// The Hessian exists everywhere and is continuous.
    pub twice_differentiable: bool,
    /// The Hessian is constant.
    pub quadratic: bool,
    /// The gradient is constant.
    pub linear: bool,
    /// A sum of functions of one coordinate each, provided that the recipe's axis is zero.
    pub separable: bool,
    /// A mean of `N` losses.
    pub sampled: bool,
    /// A minimiser exists, and [`super::Objective::minimiser`] finds it.
    pub has_minimiser: bool,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 13] = [
        Self::Quadratic,
        Self::Huber,
        Self::PseudoHuber,
        Self::Bump,
        Self::DoubleWell,
        Self::Saddle,
        Self::Quartic,
        Self::ThreeHalves,
        Self::LeastSquares,
        Self::Ridge,
        Self::Logistic,
        Self::RidgeLogistic,
        Self::Linear,
    ];

    /// What holds for every valid recipe of the family.
    #[must_use]
    pub const fn traits(self) -> Traits {
        let sampled = matches!(self, Self::LeastSquares | Self::Ridge | Self::Logistic | Self::RidgeLogistic);
        let strongly_convex = matches!(self, Self::Quadratic | Self::Ridge | Self::RidgeLogistic);
        Traits {
            convex: !matches!(self, Self::Bump | Self::DoubleWell | Self::Saddle),
            smooth: !matches!(self, Self::Quartic | Self::ThreeHalves),
            strongly_convex,
            strictly_convex: strongly_convex || matches!(self, Self::PseudoHuber | Self::Quartic | Self::ThreeHalves),
            differentiable: true,
            twice_differentiable: !matches!(self, Self::Huber | Self::DoubleWell | Self::ThreeHalves),
            quadratic: matches!(self, Self::Quadratic | Self::Saddle | Self::LeastSquares | Self::Ridge),
            separable: !sampled,
            sampled,
            linear: matches!(self, Self::Linear),
            has_minimiser: !matches!(self, Self::Saddle | Self::Logistic | Self::Linear),
        }
    }

    /// Whether the profile has a threshold.
    #[must_use]
    pub const fn uses_threshold(self) -> bool {
        matches!(self, Self::Huber | Self::PseudoHuber | Self::Bump | Self::DoubleWell)
    }

    /// Whether the curvatures of the coordinates mean anything.
    #[must_use]
    pub const fn uses_curvature(self) -> bool {
        !matches!(self, Self::LeastSquares | Self::Logistic)
    }

    /// The name as it stands in a recipe, `pseudo-huber`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quadratic => "quadratic",
            Self::Huber => "huber",
            Self::PseudoHuber => "pseudo-huber",
            Self::Bump => "bump",
            Self::DoubleWell => "double-well",
            Self::Saddle => "saddle",
            Self::Quartic => "quartic",
            Self::ThreeHalves => "three-halves",
            Self::Linear => "linear",
            Self::LeastSquares => "least-squares",
            Self::Ridge => "ridge",
            Self::Logistic => "logistic",
            Self::RidgeLogistic => "ridge-logistic",
        }
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
