//! One coordinate and one sample of a recipe, and the limits on them.

use serde::{Deserialize, Serialize};

use crate::numeric::Dyadic;

/// More coordinates than a recipe may have.
pub(super) const MAX_DIMENSION: usize = 1_000;
/// More samples than a recipe may have.
pub(super) const MAX_SAMPLES: usize = 100_000;
/// More numbers than the samples may have together: 100,000 samples of 80 features fit.
pub(super) const MAX_ENTRIES: usize = 1 << 23;
/// More products than the normal equations of the samples may take: exact ones take about a minute.
pub(super) const MAX_PRODUCTS: usize = 1 << 28;
/// One coordinate of a recipe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Coordinate {
    /// The second derivative of the profile at its centre (or the penalty's weight); 1 where left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub curvature: Dyadic,
    /// Where the profile is centred; 0 where left out.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub centre: Dyadic,
    /// This coordinate of the reflection's axis; 0 where left out.
    #[serde(default = "zero", skip_serializing_if = "is_zero")]
    pub axis: Dyadic,
    /// A positive factor on the profile's argument; 1 where left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub stretch: Dyadic,
    /// Where the profile changes its shape; 1 where left out.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub threshold: Dyadic,
    /// Where the second derivative of a profile in pieces changes, from left to right.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bends: Vec<Bend>,
}

/// What the bends of a coordinate mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bends {
    /// There are none.
    Unused,
    /// The second derivative is the coordinate's curvature before the first bend, and each bend's after it.
    Kinks,
    /// The second derivative is a bend's curvature at the bend, linear between bends, and constant outside them.
    Ramps,
}

/// A place where the second derivative of a profile in pieces changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bend {
    /// Where.
    pub at: Dyadic,
    /// The second derivative from there on, or there, as the family says.
    pub curvature: Dyadic,
}

/// One sample of a sampled family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// One number a coordinate.
    pub features: Vec<Dyadic>,
    /// The value to predict; 1 or -1 for the logistic families.
    pub target: Dyadic,
}

impl Default for Coordinate {
    /// Curvature, stretch and threshold 1; centre and axis 0; no bends.
    fn default() -> Self {
        Self { curvature: one(), centre: zero(), axis: zero(), stretch: one(), threshold: one(), bends: Vec::new() }
    }
}

impl Coordinate {
    /// The sign of the least curvature of its pieces, of a family whose bends mean this.
    pub(super) fn least_sign(&self, bends: Bends) -> i32 {
        let own = (bends != Bends::Ramps).then_some(&self.curvature);
        let bent = self.bends.iter().map(|bend| &bend.curvature);
        own.into_iter().chain(bent).map(Dyadic::signum).min().unwrap_or(0)
    }
}

pub(super) const fn one() -> Dyadic {
    Dyadic::integer(1)
}

pub(super) const fn zero() -> Dyadic {
    Dyadic::integer(0)
}

pub(super) fn is_one(number: &Dyadic) -> bool {
    *number == one()
}

pub(super) fn is_zero(number: &Dyadic) -> bool {
    number.signum() == 0
}
