//! Envelopes out of choices, their pieces drawn so that many of them are active near the points that runs start from.

use super::choice::reach;
use super::kind::Kind;
use super::source::Source;
use crate::language::typed::Class;
use crate::numeric::Dyadic;
use crate::problem::{Envelope, MAX_PIECES, Piece, Property};

/// Above this dimension few pieces are drawn: the sets of pieces that may be active grow with both.
const FEW_DIMENSIONS: usize = 3;
/// One in so many strongly convex envelopes is nearly flat.
const FLAT_SHARE: usize = 3;
/// One in so many envelopes of several parameters takes on data along a line.
const LINE_SHARE: usize = 2;

/// An envelope that meets a class.
pub(super) fn envelope(class: &Class, dimension: usize, source: &mut impl Source) -> Envelope {
    let (low, high) = curvatures(class, source);
    // Where a minimiser is asked of a function that is not convex, the envelope is subtracted.
    let needs = class.demands(Property::Minimiser);
    let subtracted = source.choose(2) == 1 || needs && low.signum() < 0;
    let rests = needs || source.rarely();
    let mut all = Envelope { low, high, subtracted, pieces: Vec::new() };
    all.pieces = pieces(all.constant(), rests, subtracted, dimension, source);
    all
}

/// The least and the largest curvature.
fn curvatures(class: &Class, source: &mut impl Source) -> (Dyadic, Dyadic) {
    let high = source.curvature();
    if class.demands(Property::StrictlyConvex) || class.demands(Property::StronglyConvex) {
        let mut more = source.curvature();
        if source.now_and_then(FLAT_SHARE) {
            // Far from round: what holds of functions of no strong convexity nearly does.
            let flatter = Dyadic::new(1, -4 - i32::try_from(source.choose(8)).unwrap_or(0));
            more = high.mul(flatter).unwrap_or(more);
        }
        // What is strictly convex may be nearly flat.
        return if more > high { (high, more) } else { (more, high.add(more).unwrap_or(high)) };
    }
    if class.demands(Property::Convex) { (Dyadic::ZERO, high) } else { (high.neg(), high) }
}

/// Pieces for an envelope of constant `k`. Their slopes are `k v` for small vectors `v`, so that the envelope bends at
/// distances of the size of `v`; with `rests`, the first one is 0 and no offset is above its own.
fn pieces(k: Dyadic, rests: bool, subtracted: bool, dimension: usize, source: &mut impl Source) -> Vec<Piece> {
    let most = if dimension > FEW_DIMENSIONS { 4 } else { 6 };
    let count = if source.rarely() { most.max(2) } else { 2 + source.choose(most - 1) }.min(MAX_PIECES);
    if dimension > 1
        && source.now_and_then(LINE_SHARE)
        && let Some(all) = line(k, (count.max(3), rests, subtracted), dimension, source)
    {
        return all;
    }
    let plain = source.choose(2) == 0;
    let depth = source.choose(4);
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

/// Pieces that take on values and gradients that are drawn at points of a line from the origin on, so that each is active at one
/// of them. The slopes rise along the line, as those of a convex function do, and are free across it: the gradient may turn by
/// more than a right angle, grow and shrink along the way. The points are marked. Nothing where the numbers get too long.
///
/// On a line any such data are those of a convex function: with values in the middle of what the slopes allow,
/// `f_j - f_i - <g_i, x_j - x_i>` is positive for every pair, and at least `|g_i - g_j|^2/(2K)` for a large K. Gradients and
/// values are then brought to the constant that is asked for.
fn line(
    k: Dyadic,
    (count, rests, subtracted): (usize, bool, bool),
    dimension: usize,
    source: &mut impl Source,
) -> Option<Vec<Piece>> {
    let data = Data::on_a_line(count, rests, dimension, source)?;
    let (mut least, square) = (0.0_f64, |x: &[Dyadic]| dot(x, x));
    for i in 0..count {
        for j in (0..count).filter(|j| *j != i) {
            let step = difference(&data.points[j], &data.points[i])?;
            let gap = data.values[j].sub(data.values[i])?.sub(dot(&data.slopes[i], &step)?)?.to_f64();
            let turn = square(&difference(&data.slopes[j], &data.slopes[i])?)?.to_f64();
            least = least.max(turn / (2.0 * gap));
        }
    }
    // A power of two, so that dividing by it stays exact.
    let needed = Dyadic::new(1, libm::ilogb(least.max(f64::MIN_POSITIVE)) + 1);
    let inverse = Dyadic::new(1, -needed.exponent());
    let factor = k.mul(inverse)?;
    let half = Dyadic::new(1, -1);
    let mut all = Vec::with_capacity(count);
    for i in 0..count {
        let (point, mut slope, mut value) = (&data.points[i], data.slopes[i].clone(), data.values[i]);
        if subtracted {
            // The rest of a parabola: the envelope is to be subtracted from that.
            for (slope, x) in slope.iter_mut().zip(point) {
                *slope = needed.mul(*x)?.sub(*slope)?;
            }
            value = needed.mul(half)?.mul(square(point)?)?.sub(value)?;
        }
        let bowl = square(&slope)?.mul(half)?.mul(inverse)?;
        let offset = value.sub(dot(&slope, point)?)?.add(bowl)?;
        let slope = slope.into_iter().map(|g| g.mul(factor)).collect::<Option<_>>()?;
        all.push(Piece { slope, offset: offset.mul(factor)? });
    }
    data.points.into_iter().skip(1).for_each(|point| source.mark(point));
    Some(all)
}

/// What a convex function may be seen to be.
struct Data {
    points: Vec<Vec<Dyadic>>,
    values: Vec<Dyadic>,
    slopes: Vec<Vec<Dyadic>>,
}

impl Data {
    /// Points of a line from the origin on, mostly along an axis, at doubled, equal or any distances.
    fn on_a_line(count: usize, rests: bool, dimension: usize, source: &mut impl Source) -> Option<Self> {
        const POSITIVE: Kind = Kind::Positive { closed: false };
        let axis = source.choose(dimension);
        let mut direction = vec![Dyadic::ZERO; dimension];
        direction[axis] = Dyadic::integer([1, -1][source.choose(2)]);
        let other = source.choose(dimension);
        if other != axis && source.rarely() {
            direction[other] = Dyadic::ONE;
        }
        let length = dot(&direction, &direction)?;
        let (spacing, step) = (source.choose(4), source.number(POSITIVE));
        let across = source.number(POSITIVE);
        // What the slopes grow by along the line, and whether they go to and fro across it.
        let flatter = Dyadic::new(1, -i32::try_from(source.choose(5)).unwrap_or(0) - 1);
        let alternates = source.choose(2) == 1;
        let zero = vec![Dyadic::ZERO; dimension];
        let first = if rests { zero.clone() } else { (0..dimension).map(|_| source.number(Kind::Real)).collect() };
        let mut all = Self { points: vec![zero], values: vec![Dyadic::ZERO], slopes: vec![first.clone()] };
        let (mut reached, mut along) = (Dyadic::ZERO, Dyadic::ZERO);
        for i in 1..count {
            let before = reached;
            reached = match spacing {
                0 | 1 if i == 1 => step,
                0 | 1 => reached.add(reached)?,
                2 => reached.add(step)?,
                _ => reached.add(source.number(POSITIVE))?,
            };
            let more = Dyadic::integer(i64::try_from(source.choose(3)).ok()? + 1);
            along = along.add(across.mul(flatter)?.mul(more)?)?;
            let mut turned: Vec<Dyadic> = (0..dimension)
                .map(|entry| {
                    let size = [across, across.neg(), Dyadic::ZERO][source.choose(3)];
                    let to_and_fro = if i % 2 == 0 { across } else { across.neg() };
                    if alternates && entry == (axis + 1) % dimension { to_and_fro } else { size }
                })
                .collect();
            // Only what is across the line is free.
            let inner = dot(&turned, &direction)?;
            for (entry, d) in turned.iter_mut().zip(&direction) {
                *entry = entry.mul(length)?.sub(inner.mul(*d)?)?.add(along.mul(*d)?)?;
            }
            for (entry, first) in turned.iter_mut().zip(&first) {
                *entry = entry.add(*first)?;
            }
            let slopes = dot(&turned, &direction)?.add(dot(all.slopes.last()?, &direction)?)?;
            let rise = slopes.mul(reached.sub(before)?)?.mul(Dyadic::new(1, -1))?;
            all.values.push(all.values.last()?.add(rise)?);
            all.points.push(direction.iter().map(|d| d.mul(reached)).collect::<Option<_>>()?);
            all.slopes.push(turned);
        }
        Some(all)
    }
}

fn dot(x: &[Dyadic], y: &[Dyadic]) -> Option<Dyadic> {
    x.iter().zip(y).try_fold(Dyadic::ZERO, |sum, (x, y)| sum.add(x.mul(*y)?))
}

fn difference(x: &[Dyadic], y: &[Dyadic]) -> Option<Vec<Dyadic>> {
    x.iter().zip(y).map(|(x, y)| x.sub(*y)).collect()
}

/// A component of a point.
fn entry(plain: bool, source: &mut impl Source) -> Dyadic {
    if plain { Dyadic::integer([1, 0, -1, 2, -2][source.choose(5)]) } else { source.number(Kind::Real) }
}

/// How far the offset of a piece lies below that of a constant one. By a share of `|v|^2/2` all pieces are active somewhere; by
/// nothing they meet in one point; otherwise by a number of its own.
fn sunk(depth: usize, rests: bool, point: &[Dyadic], source: &mut impl Source) -> Dyadic {
    let square = dot(point, point).unwrap_or(Dyadic::ZERO);
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
