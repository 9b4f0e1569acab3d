//! Profiles in pieces: second derivatives that are constant or linear between bends.

use std::cmp::Ordering;

use super::functions::half;
use crate::numeric::{Arithmetic, Dyadic, Fault, Rational};
use crate::problem::coordinate::{Bends, Coordinate};

/// What is known of a profile's second derivative.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::problem) enum Curvatures {
    /// Every piece of it.
    Pieces(Vec<Piece>),
    /// Its bounds; None above where there is none.
    Between {
        low: Rational,
        high: Option<Rational>,
        /// Whether the profile is strictly convex.
        strict: bool,
    },
}

impl Curvatures {
    /// The same everywhere.
    pub(super) fn whole(curvature: &Dyadic) -> Self {
        let curvature = curvature.to_rational();
        Self::Pieces(vec![Piece { low: None, high: None, first: curvature.clone(), last: curvature }])
    }

    /// One within a distance of 0, another one beyond.
    pub(super) fn inside(outer: &Dyadic, inner: &Dyadic, distance: &Dyadic) -> Self {
        let piece = |low: Option<Rational>, high: Option<Rational>, curvature: &Dyadic| Piece {
            low,
            high,
            first: curvature.to_rational(),
            last: curvature.to_rational(),
        };
        let (right, left) = (distance.to_rational(), -distance.to_rational());
        Self::Pieces(vec![
            piece(None, Some(left.clone()), outer),
            piece(Some(left), Some(right.clone()), inner),
            piece(Some(right), None, outer),
        ])
    }

    /// Somewhere between bounds; `strict` where the profile is strictly convex unless its curvature is 0.
    pub(super) fn between(low: &Rational, high: Option<&Dyadic>, strict: bool) -> Self {
        Self::Between { low: low.clone(), high: high.map(Dyadic::to_rational), strict }
    }

    /// The least and the largest second derivative; None where there is no largest.
    pub(in crate::problem) fn range(&self) -> (Rational, Option<Rational>) {
        match self {
            Self::Between { low, high, .. } => (low.clone(), high.clone()),
            Self::Pieces(pieces) => {
                let all = || pieces.iter().flat_map(|piece| [&piece.first, &piece.last]);
                (all().min().cloned().unwrap_or(Rational::ZERO), all().max().cloned())
            }
        }
    }

    /// The steepest change of the second derivative; None where it jumps or is not known.
    pub(in crate::problem) fn steepest(&self) -> Option<Rational> {
        let Self::Pieces(pieces) = self else { return None };
        if pieces.windows(2).any(|pair| pair[0].last != pair[1].first) {
            return None;
        }
        pieces.iter().map(|piece| absolute(piece.rate())).max()
    }

    /// The points where the slope is what it is at `z`, of a convex profile; None where it is not known to be convex.
    pub(in crate::problem) fn level(&self, z: &Rational) -> Option<Level> {
        let pieces = match self {
            Self::Between { strict: true, high: Some(high), .. } if high.is_zero() => return Some(Level::everywhere()),
            Self::Between { strict: true, .. } => return Some(Level::point(z)),
            Self::Between { strict: false, .. } => return None,
            Self::Pieces(pieces) => pieces,
        };
        if self.range().0 < Rational::ZERO {
            return None;
        }
        let holds = |piece: &Piece| piece.first.is_zero() && piece.last.is_zero();
        let mut level = Level::point(z);
        for piece in pieces.iter().filter(|piece| holds(piece)) {
            if level.high.as_ref().is_some_and(|high| piece.contains(high)) {
                level.high.clone_from(&piece.high);
            }
        }
        for piece in pieces.iter().rev().filter(|piece| holds(piece)) {
            if level.low.as_ref().is_some_and(|low| piece.contains(low)) {
                level.low.clone_from(&piece.low);
            }
        }
        Some(level)
    }
}

/// An interval; None stands for infinity.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::problem) struct Level {
    pub(in crate::problem) low: Option<Rational>,
    pub(in crate::problem) high: Option<Rational>,
}

impl Level {
    pub(in crate::problem) fn point(z: &Rational) -> Self {
        Self { low: Some(z.clone()), high: Some(z.clone()) }
    }

    pub(in crate::problem) const fn everywhere() -> Self {
        Self { low: None, high: None }
    }

    pub(in crate::problem) fn is_point(&self) -> bool {
        self.low.is_some() && self.low == self.high
    }

    pub(in crate::problem) const fn is_everywhere(&self) -> bool {
        self.low.is_none() && self.high.is_none()
    }

    /// Its image under `z -> (z + shift)/factor`, `factor` not 0.
    pub(in crate::problem) fn mapped(&self, shift: &Rational, factor: &Rational) -> Self {
        let image = |end: &Option<Rational>| end.as_ref().map(|end| (end + shift) / factor);
        let (low, high) = (image(&self.low), image(&self.high));
        if *factor < Rational::ZERO { Self { low: high, high: low } } else { Self { low, high } }
    }

    /// The points that are in both; a convex function's minimisers are never none.
    pub(in crate::problem) fn common(&self, other: &Self) -> Self {
        let low = match (&self.low, &other.low) {
            (Some(a), Some(b)) => Some(a.max(b).clone()),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        let high = match (&self.high, &other.high) {
            (Some(a), Some(b)) => Some(a.min(b).clone()),
            (a, b) => a.clone().or_else(|| b.clone()),
        };
        Self { low, high }
    }

    /// The point of it that is nearest to `v`.
    pub(in crate::problem) fn nearest<A: Arithmetic>(&self, a: &A, v: &A::Number) -> A::Number {
        let mut point = v.clone();
        if let Some(low) = &self.low {
            point = a.max(&point, &a.rational(low));
        }
        if let Some(high) = &self.high {
            point = a.min(&point, &a.rational(high));
        }
        point
    }
}

/// A piece of the second derivative, linear from `first` to `last`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::problem) struct Piece {
    /// Where it begins; None at minus infinity.
    pub(in crate::problem) low: Option<Rational>,
    /// Where it ends; None at infinity.
    pub(in crate::problem) high: Option<Rational>,
    /// The second derivative where it begins.
    pub(in crate::problem) first: Rational,
    /// The second derivative where it ends.
    pub(in crate::problem) last: Rational,
}

impl Piece {
    fn contains(&self, z: &Rational) -> bool {
        self.low.as_ref().is_none_or(|low| low <= z) && self.high.as_ref().is_none_or(|high| z <= high)
    }

    /// How fast the second derivative changes.
    fn rate(&self) -> Rational {
        match (&self.low, &self.high) {
            (Some(low), Some(high)) if self.first != self.last && low != high => {
                (&self.last - &self.first) / (high - low)
            }
            _ => Rational::ZERO,
        }
    }

    /// The second derivative at a point of the piece.
    fn at(&self, z: &Rational) -> Rational {
        match &self.low {
            Some(low) if self.first != self.last => &self.first + self.rate() * (z - low),
            Some(_) | None => self.first.clone(),
        }
    }
}

/// The pieces of a coordinate with bends.
pub(in crate::problem) fn pieces(coordinate: &Coordinate, bends: Bends) -> Vec<Piece> {
    let first = match bends {
        Bends::Unused | Bends::Kinks => coordinate.curvature.to_rational(),
        Bends::Ramps => coordinate.bends.first().map_or(Rational::ZERO, |bend| bend.curvature.to_rational()),
    };
    let mut all = vec![Piece { low: None, high: None, first: first.clone(), last: first }];
    for bend in &coordinate.bends {
        let (at, curvature) = (bend.at.to_rational(), bend.curvature.to_rational());
        if let Some(open) = all.last_mut() {
            open.high = Some(at.clone());
            if bends == Bends::Ramps {
                open.last.clone_from(&curvature);
            }
        }
        all.push(Piece { low: Some(at), high: None, first: curvature.clone(), last: curvature });
    }
    all
}

/// A piece to one side of 0, for evaluation: it adds what happens between its near end and `z`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::problem) struct Segment<N> {
    /// The end nearer to 0; the segment lies to the right of it where `right` says so.
    near: N,
    /// The end farther from 0; None at infinity.
    far: Option<N>,
    right: bool,
    /// The second derivative at the near end.
    height: N,
    /// How fast the second derivative changes; None where it is constant.
    rate: Option<N>,
    /// What the whole segment adds to the slope; 0 where it does not end.
    rise: N,
    /// Whether the second derivative jumps at the near end.
    jumps: bool,
}

/// The segments of pieces, those to the right of 0 first, each side outwards.
pub(in crate::problem) fn segments(pieces: &[Piece]) -> Vec<Segment<Rational>> {
    let zero = Rational::ZERO;
    let right = pieces.iter().filter(|piece| piece.high.as_ref().is_none_or(|high| *high > zero)).map(|piece| {
        let near = piece.low.clone().filter(|low| *low > zero).unwrap_or(Rational::ZERO);
        segment(piece, near, piece.high.clone(), true, pieces)
    });
    let left = pieces.iter().rev().filter(|piece| piece.low.as_ref().is_none_or(|low| *low < zero)).map(|piece| {
        let near = piece.high.clone().filter(|high| *high < zero).unwrap_or(Rational::ZERO);
        segment(piece, near, piece.low.clone(), false, pieces)
    });
    right.chain(left).collect()
}

fn segment(piece: &Piece, near: Rational, far: Option<Rational>, right: bool, pieces: &[Piece]) -> Segment<Rational> {
    let height = piece.at(&near);
    let rate = piece.rate();
    let rise = far.as_ref().map_or(Rational::ZERO, |far| {
        let length = far - &near;
        if rate.is_zero() { length * &height } else { &length * (&height + &rate * &length / Rational::from(2)) }
    });
    let met = |pair: &[Piece]| pair[0].high.as_ref() == Some(&near) && pair[0].last != pair[1].first;
    let jumps = pieces.windows(2).any(met);
    Segment { near, far, right, height, rate: (!rate.is_zero()).then_some(rate), rise, jumps }
}

impl Segment<Rational> {
    /// The segment in an arithmetic.
    pub(in crate::problem) fn in_arithmetic<A: Arithmetic>(&self, a: &A) -> Segment<A::Number> {
        Segment {
            near: a.rational(&self.near),
            far: self.far.as_ref().map(|far| a.rational(far)),
            right: self.right,
            height: a.rational(&self.height),
            rate: self.rate.as_ref().map(|rate| a.rational(rate)),
            rise: a.rational(&self.rise),
            jumps: self.jumps,
        }
    }
}

impl<N: Clone> Segment<N> {
    /// The segment with other numbers.
    pub(in crate::problem) fn map<M>(&self, number: impl Fn(&N) -> M) -> Segment<M> {
        Segment {
            near: number(&self.near),
            far: self.far.as_ref().map(&number),
            right: self.right,
            height: number(&self.height),
            rate: self.rate.as_ref().map(&number),
            rise: number(&self.rise),
            jumps: self.jumps,
        }
    }

    /// How far `z` goes into the segment, signed. Clamping needs no decision: it encloses the bends.
    fn depth<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        let inside = if self.right { a.max(z, &self.near) } else { a.min(z, &self.near) };
        let inside = match &self.far {
            Some(far) if self.right => a.min(&inside, far),
            Some(far) => a.max(&inside, far),
            None => inside,
        };
        a.sub(&inside, &self.near)
    }

    fn slope<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        let depth = self.depth(a, z)?;
        match &self.rate {
            None => a.mul(&self.height, &depth),
            Some(rate) => a.mul(&depth, &a.add(&self.height, &half(a, &a.mul(rate, &depth)?)?)?),
        }
    }

    fn value<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        let depth = self.depth(a, z)?;
        let mut factor = half(a, &self.height)?;
        if let Some(rate) = &self.rate {
            factor = a.add(&factor, &a.div(&a.mul(rate, &depth)?, &a.integer(6))?)?;
        }
        let size = a.abs(&depth);
        let inside = a.mul(&a.mul(&size, &size)?, &factor)?;
        let Some(far) = &self.far else { return Ok(inside) };
        let beyond =
            if self.right { a.max(&a.sub(z, far)?, &a.integer(0)) } else { a.min(&a.sub(z, far)?, &a.integer(0)) };
        a.add(&inside, &a.mul(&self.rise, &beyond)?)
    }

    /// The second derivative at `z`, where the segment holds it: with its near end, without its far one.
    fn second<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<Option<N>, Fault> {
        let inwards = if self.right { Ordering::Less } else { Ordering::Greater };
        let from_near = a.compare(z, &self.near)?;
        if from_near == inwards {
            return Ok(None);
        }
        if let Some(far) = &self.far
            && a.compare(z, far)? != inwards
        {
            return Ok(None);
        }
        if from_near == Ordering::Equal && self.jumps {
            return Err(Fault::Undefined("the slope has a kink here, and so no derivative"));
        }
        match &self.rate {
            None => Ok(Some(self.height.clone())),
            Some(rate) => a.add(&self.height, &a.mul(rate, &a.sub(z, &self.near)?)?).map(Some),
        }
    }
}

/// The value at `z`.
pub(super) fn value<A: Arithmetic>(a: &A, segments: &[Segment<A::Number>], z: &A::Number) -> Result<A::Number, Fault> {
    segments.iter().try_fold(a.integer(0), |sum, segment| a.add(&sum, &segment.value(a, z)?))
}

/// The slope at `z`.
pub(super) fn slope<A: Arithmetic>(a: &A, segments: &[Segment<A::Number>], z: &A::Number) -> Result<A::Number, Fault> {
    segments.iter().try_fold(a.integer(0), |sum, segment| a.add(&sum, &segment.slope(a, z)?))
}

/// The second derivative at `z`.
pub(super) fn second<A: Arithmetic>(a: &A, segments: &[Segment<A::Number>], z: &A::Number) -> Result<A::Number, Fault> {
    for segment in segments {
        if let Some(found) = segment.second(a, z)? {
            return Ok(found);
        }
    }
    Ok(a.integer(0))
}

/// The points where a profile with constant second derivatives is least; none where it has no least value.
pub(in crate::problem) fn valleys(pieces: &[Piece]) -> Vec<Level> {
    let exact = segments(pieces);
    let a = crate::numeric::Rationals { bits: usize::MAX };
    let slope_at = |z: &Rational| slope(&a, &exact, z);
    let value_at = |z: &Rational| value(&a, &exact, z);
    let zero = Rational::ZERO;
    let mut least: Option<Rational> = None;
    let mut all: Vec<Level> = Vec::new();
    for piece in pieces {
        let anchor = piece.low.clone().or_else(|| piece.high.clone()).unwrap_or(Rational::ZERO);
        let Ok(slope) = slope_at(&anchor) else { return Vec::new() };
        let outwards_left = piece.low.is_none() && (piece.first < zero || piece.first.is_zero() && slope > zero);
        let outwards_right = piece.high.is_none() && (piece.first < zero || piece.first.is_zero() && slope < zero);
        if outwards_left || outwards_right {
            return Vec::new();
        }
        let level = if piece.first.is_zero() && slope.is_zero() {
            Level { low: piece.low.clone(), high: piece.high.clone() }
        } else if piece.first > zero {
            let root = &anchor - &slope / &piece.first;
            if !piece.contains(&root) {
                continue;
            }
            Level::point(&root)
        } else {
            continue;
        };
        let inner = level.low.clone().or_else(|| level.high.clone()).unwrap_or(Rational::ZERO);
        let Ok(value) = value_at(&inner) else { return Vec::new() };
        if least.as_ref().is_none_or(|least| value < *least) {
            least = Some(value);
            all.clear();
        } else if least.as_ref() != Some(&value) {
            continue;
        }
        all.push(level);
    }
    all
}

fn absolute(value: Rational) -> Rational {
    if value < Rational::ZERO { -value } else { value }
}
