//! Recipes of envelopes, and what is known of them by construction.

use serde::{Deserialize, Serialize};

use crate::numeric::{Dyadic, Rational};

/// An envelope with a parabola, exactly.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Envelope {
    /// The least curvature: `q` where the envelope is added.
    #[serde(default = "zero", skip_serializing_if = "Dyadic::is_zero")]
    pub low: Dyadic,
    /// The largest curvature, above `low`: `q` where the envelope is subtracted. `K = high - low`.
    pub high: Dyadic,
    /// Whether the envelope is subtracted from the parabola instead of added to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub subtracted: bool,
    /// The affine functions under the maximum, at least one.
    pub pieces: Vec<Piece>,
}

/// The affine function `<slope, z> + offset`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    /// `g`, one number a coordinate.
    pub slope: Vec<Dyadic>,
    /// `b`.
    pub offset: Dyadic,
}

/// More pieces than a recipe may have: the sets of pieces that may be active are gone through.
pub const MAX_PIECES: usize = 8;

/// Where the minimisers of a recipe are known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bottom {
    /// At the origin alone.
    Origin,
    /// Where no piece lies above the first, which is constant: a polyhedron around the origin.
    Below,
    /// In the convex hull of the points `g_i/K` of the pieces with the largest offset.
    Hull,
    /// In some of the points `g_i/q`.
    Points,
}

/// Why a recipe is not an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The largest curvature is no larger than the least one.
    #[error("the largest curvature of the envelope must be above the least one")]
    Curvatures,
    /// The difference of the curvatures is no dyadic number of 63 bits.
    #[error("the curvatures of the envelope are too far apart")]
    Constant,
    /// There are no pieces, or more than this program takes.
    #[error("the envelope has {0} pieces; 1 to {MAX_PIECES} are allowed")]
    Pieces(usize),
    /// A slope has the wrong number of components.
    #[error("the slope of piece {piece} has {found} components, the recipe {expected} coordinates")]
    Slope {
        /// Counted from 1.
        piece: usize,
        /// Its components.
        found: usize,
        /// The dimension.
        expected: usize,
    },
}

impl Envelope {
    /// The number of parameters, as the first piece has it.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.pieces.first().map_or(0, |piece| piece.slope.len())
    }

    /// Checks that the recipe is an envelope of a dimension, so that nothing later can panic on it.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn validate(&self, dimension: usize) -> Result<(), EnvelopeError> {
        if self.high <= self.low {
            return Err(EnvelopeError::Curvatures);
        }
        if self.high.sub(self.low).is_none() {
            return Err(EnvelopeError::Constant);
        }
        if !(1..=MAX_PIECES).contains(&self.pieces.len()) {
            return Err(EnvelopeError::Pieces(self.pieces.len()));
        }
        for (index, piece) in self.pieces.iter().enumerate() {
            if piece.slope.len() != dimension {
                let found = piece.slope.len();
                return Err(EnvelopeError::Slope { piece: index + 1, found, expected: dimension });
            }
        }
        Ok(())
    }

    /// `K` of a valid recipe.
    #[must_use]
    pub fn constant(&self) -> Dyadic {
        self.high.sub(self.low).unwrap_or(Dyadic::ONE)
    }

    /// `q`.
    #[must_use]
    pub const fn parabola(&self) -> Dyadic {
        if self.subtracted { self.high } else { self.low }
    }

    /// All numbers.
    pub fn numbers(&self) -> impl Iterator<Item = &Dyadic> {
        let pieces = self.pieces.iter().flat_map(|piece| piece.slope.iter().chain([&piece.offset]));
        [&self.low, &self.high].into_iter().chain(pieces)
    }

    /// The envelope of the slopes alone that have the largest offset.
    #[must_use]
    pub(super) fn of_the_lowest(&self) -> Self {
        let largest = self.pieces.iter().map(|piece| piece.offset).max();
        let pieces = self.pieces.iter().filter(|piece| Some(piece.offset) == largest);
        Self {
            low: Dyadic::ZERO,
            high: self.constant(),
            subtracted: false,
            pieces: pieces.map(|piece| Piece { offset: Dyadic::ZERO, ..piece.clone() }).collect(),
        }
    }

    /// The least and the largest curvature: both are met on open sets, so that neither can be improved. Exact.
    #[must_use]
    pub fn curvatures(&self) -> (Rational, Rational) {
        // Between two different slopes the gradient of E moves along a line with the curvature K; far away, one piece is active
        // alone and E is affine.
        if self.is_affine() {
            let q = self.parabola().to_rational();
            return (q.clone(), q);
        }
        (self.low.to_rational(), self.high.to_rational())
    }

    /// Whether all slopes are the same: then E is affine.
    #[must_use]
    pub fn is_affine(&self) -> bool {
        self.pieces.windows(2).all(|pair| pair[0].slope == pair[1].slope)
    }

    /// Where the minimisers are; nothing where there are none or they are not known.
    #[must_use]
    pub fn bottom(&self) -> Option<Bottom> {
        let (low, _) = self.curvatures();
        let q = self.parabola();
        if low < Rational::ZERO {
            // For weights lambda, x is best at V/q with V = sum lambda_i g_i; what is left is concave in lambda.
            return (self.subtracted && q.signum() > 0).then_some(Bottom::Points);
        }
        if self.subtracted && !self.is_affine() && self.low.is_zero() {
            return Some(Bottom::Hull);
        }
        // With a constant piece above all others at the origin the gradient is 0 there.
        let first = self.pieces.first()?;
        let rests = first.slope.iter().all(Dyadic::is_zero) && self.pieces.iter().all(|p| p.offset <= first.offset);
        match (rests, low.is_zero()) {
            (false, _) => None,
            (true, true) => Some(Bottom::Below),
            (true, false) => Some(Bottom::Origin),
        }
    }

    /// The points of [`Bottom::Points`], exact. With `V = sum lambda_i g_i` the least value for weights `lambda` is
    /// `-sum lambda_i b_i - (K - q)/(2 q K) |V|^2`, concave in `lambda` and so smallest in corners.
    #[must_use]
    pub fn lowest_points(&self) -> Vec<Vec<Rational>> {
        let (q, k) = (self.parabola().to_rational(), self.constant().to_rational());
        let factor = (&k - &q) / (Rational::from(2) * &q * k);
        let depth = |piece: &Piece| {
            let square = piece.slope.iter().fold(Rational::ZERO, |sum, g| sum + g.to_rational() * g.to_rational());
            piece.offset.to_rational() + &factor * square
        };
        let deepest = self.pieces.iter().map(depth).max();
        self.pieces
            .iter()
            .filter(|piece| Some(depth(piece)) == deepest)
            .map(|piece| piece.slope.iter().map(|g| g.to_rational() / &q).collect())
            .collect()
    }
}

fn zero() -> Dyadic {
    Dyadic::ZERO
}
