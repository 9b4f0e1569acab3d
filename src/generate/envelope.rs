//! Envelopes out of choices, their pieces drawn so that many of them are active near the points that runs start from.

use super::compose::reach;
use super::schema::Kind;
use super::source::Source;
use crate::language::typed::Class;
use crate::numeric::Dyadic;
use crate::problem::{Envelope, MAX_PIECES, Piece, Property};

/// Above this dimension few pieces are drawn: the sets of pieces that may be active grow with both.
const FEW_DIMENSIONS: usize = 3;
/// The choice of offsets that makes pieces take over from each other along an axis.
const CHAIN: usize = 4;

/// An envelope that meets a class.
pub(super) fn envelope(class: &Class, dimension: usize, source: &mut impl Source) -> Envelope {
    let (low, high) = curvatures(class, source);
    // Where a minimiser is asked of a function that is not convex, the envelope is subtracted.
    let needs = class.demands(Property::Minimiser);
    let subtracted = source.choose(2) == 1 || needs && low.signum() < 0;
    let rests = needs || source.rarely();
    let mut all = Envelope { low, high, subtracted, pieces: Vec::new() };
    all.pieces = pieces(all.constant(), rests, dimension, source);
    all
}

/// The least and the largest curvature.
fn curvatures(class: &Class, source: &mut impl Source) -> (Dyadic, Dyadic) {
    let high = source.curvature();
    if class.demands(Property::StrictlyConvex) || class.demands(Property::StronglyConvex) {
        let more = source.curvature();
        // What is strictly convex may be nearly flat.
        return if more > high { (high, more) } else { (more, high.add(more).unwrap_or(high)) };
    }
    if class.demands(Property::Convex) { (Dyadic::ZERO, high) } else { (high.neg(), high) }
}

/// Pieces for an envelope of constant `k`. Their slopes are `k v` for small vectors `v`, so that the envelope bends at
/// distances of the size of `v`; with `rests`, the first one is 0 and no offset is above its own.
fn pieces(k: Dyadic, rests: bool, dimension: usize, source: &mut impl Source) -> Vec<Piece> {
    let most = if dimension > FEW_DIMENSIONS { 4 } else { 6 };
    let count = if source.rarely() { most.max(2) } else { 2 + source.choose(most - 1) }.min(MAX_PIECES);
    let plain = source.choose(2) == 0;
    let depth = source.choose(5);
    if depth == CHAIN && dimension > 1 {
        return chain(k, count, dimension, source);
    }
    let reach = reach(source);
    let lift = if source.rarely() { source.number(Kind::Real) } else { Dyadic::ZERO };
    let lift = [lift, lift.mul(reach).unwrap_or(lift)][source.choose(2)];
    let mut all: Vec<Piece> = (0..count)
        .map(|i| {
            let still = i == 0 && rests;
            let point: Vec<Dyadic> =
                (0..dimension).map(|_| if still { Dyadic::ZERO } else { entry(plain, source) }).collect();
            let sunk = if still { Dyadic::ZERO } else { sunk(depth, rests, &point, source) };
            let by = |number: Dyadic, factor: Dyadic| number.mul(factor).unwrap_or(Dyadic::ZERO);
            let slope = point.into_iter().map(|v| by(by(v, k), reach)).collect();
            Piece { slope, offset: by(by(by(sunk, k), reach), reach) }
        })
        .collect();
    if !rests && all.iter().all(|piece| piece.slope == all[0].slope) {
        // One slope alone makes a parabola.
        let entry = &mut all[0].slope[0];
        *entry = entry.add(k).unwrap_or(k);
    }
    for piece in &mut all {
        piece.offset = piece.offset.add(lift).unwrap_or(piece.offset);
    }
    all
}

/// Pieces that are active one after another along an axis, from the constant one at the origin on: their slopes rise along it
/// and go to and fro across it. Far from round: the gradient may turn by more than a right angle along the way.
fn chain(k: Dyadic, count: usize, dimension: usize, source: &mut impl Source) -> Vec<Piece> {
    let axis = source.choose(dimension);
    let across = source.number(Kind::Positive { closed: false });
    let step = source.number(Kind::Positive { closed: false });
    // Where the steps are long, each piece has a stretch of its own between those where the envelope bends.
    let stretch = Dyadic::new(1, i32::try_from(source.choose(5)).unwrap_or(0));
    let by = |x: Dyadic, y: Dyadic| x.mul(y).unwrap_or(Dyadic::ZERO);
    let mut along = Dyadic::ZERO;
    let mut offset = Dyadic::ZERO;
    let mut reached = Dyadic::ZERO;
    let mut all = vec![Piece { slope: vec![Dyadic::ZERO; dimension], offset }];
    for i in 1..count {
        let rise = by(k, by(across, Dyadic::new(1, -i32::try_from(source.choose(4)).unwrap_or(0))));
        reached =
            reached.add(by(by(step, stretch), source.number(Kind::Positive { closed: false }))).unwrap_or(reached);
        along = along.add(rise).unwrap_or(along);
        // Where the next piece takes over from the last one, both are equally high.
        offset = offset.sub(by(rise, reached)).unwrap_or(offset);
        let slope = (0..dimension).map(|entry| {
            let size = by(k, across);
            let turned = if i % 2 == 0 { size } else { size.neg() };
            match source.choose(3) {
                _ if entry == axis => along,
                0 => Dyadic::ZERO,
                1 => turned,
                _ => by(turned, Dyadic::new(1, -1)),
            }
        });
        all.push(Piece { slope: slope.collect(), offset });
    }
    all
}

/// A component of a point.
fn entry(plain: bool, source: &mut impl Source) -> Dyadic {
    if plain { Dyadic::integer([1, 0, -1, 2, -2][source.choose(5)]) } else { source.number(Kind::Real) }
}

/// How far the offset of a piece lies below that of a constant one. By a share of `|v|^2/2` all pieces are active somewhere; by
/// nothing they meet in one point; otherwise by a number of its own.
fn sunk(depth: usize, rests: bool, point: &[Dyadic], source: &mut impl Source) -> Dyadic {
    let square = point.iter().try_fold(Dyadic::ZERO, |sum, v| sum.add(v.mul(*v)?)).unwrap_or(Dyadic::ZERO);
    match depth {
        0 => square.mul(Dyadic::new(-1, -1 - i32::try_from(source.choose(3)).unwrap_or(0))).unwrap_or(Dyadic::ZERO),
        1 => Dyadic::ZERO,
        2 => square.neg(),
        _ => {
            let own = source.number(Kind::Real);
            if rests { own.abs().neg() } else { own }
        }
    }
}
