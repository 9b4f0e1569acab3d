//! Numbers at which a claim may change its mind: the constants of its relations and those at which an objective may be flat, what
//! lies just beside them, and what lies between two of them.
//!
//! A hypothesis that is written as a premise (`9/10 < x < 91/100 implies ..`) or an `assume` is met by few of the numbers that
//! are drawn blindly. Every given number is therefore drawn from this list now and then.

use std::collections::BTreeSet;

use super::few_bits::with_few_bits;
use super::kind::Kind;
use crate::language::syntax::BinaryOp;
use crate::language::typed::{Claim, Class, Given, Range, Term, Truth, may_vanish};
use crate::numeric::tolerance::TUNED_BITS;
use crate::numeric::{Dyadic, Rational};

/// The most constants of a claim that are looked at.
const MOST: usize = 24;
/// A constant from here on is far from 1, and so is its inverse.
const FAR: f64 = 16.0;
/// How deep a constant is folded or looked for.
const DEPTH: usize = 6;
/// The largest binary exponent of a size.
const SIZE_EXPONENT: i32 = 64;
/// The largest exponent of a constant power.
const EXPONENT: i64 = 64;

/// The constants of a claim's relations and conditions, ascending.
pub(super) fn constants(claim: &Claim) -> Vec<Rational> {
    let mut all = BTreeSet::new();
    for truth in claim.shows.iter().map(|show| &show.truth).chain(&claim.assumptions) {
        of_truth(truth, &mut all);
    }
    for given in &claim.givens {
        let Given::Objective { class: Class { family: Some((_, parameters)), .. }, .. } = given else { continue };
        let vanishing = parameters.iter().filter(|(_, value)| may_vanish(value, &claim.givens));
        vanishing.for_each(|(_, value)| of_zeros(value, &mut all));
    }
    // Zero alone is drawn often enough.
    if all.iter().all(Rational::is_zero) { Vec::new() } else { all.into_iter().collect() }
}

/// The constants and factors of a claim that are far from 1, ascending.
pub(super) fn factors(claim: &Claim) -> Vec<Rational> {
    let mut found = Vec::new();
    for truth in claim.shows.iter().map(|show| &show.truth).chain(&claim.assumptions) {
        truth.terms(&mut |node| inner(node, DEPTH, &mut found));
    }
    let is_far = |value: &Rational| {
        let size = value.to_f64().value().abs();
        size >= FAR || size > 0.0 && size <= 1.0 / FAR
    };
    found.into_iter().filter(is_far).collect::<BTreeSet<_>>().into_iter().collect()
}

fn of_truth(truth: &Truth, all: &mut BTreeSet<Rational>) {
    match truth {
        Truth::Relation(_, left, right) => {
            let (mut within, mut sides) = (Vec::new(), Vec::new());
            for side in [left, right] {
                match constant(side, DEPTH) {
                    Some(value) => sides.push(value),
                    None => inner(side, DEPTH, &mut within),
                }
            }
            // In `10 x < 9` and `x + 1 < 3` the number that counts is made of two.
            for (side, part) in sides.iter().flat_map(|side| within.iter().map(move |part| (side, part))) {
                if !part.is_zero() {
                    add(all, side / part);
                }
                add(all, side - part);
                add(all, side + part);
            }
            // Where no side is a constant, those inside are factors and no thresholds.
            sides.into_iter().for_each(|value| add(all, value));
        }
        Truth::And(parts) => parts.iter().for_each(|part| of_truth(part, all)),
        Truth::Or(a, b) | Truth::Implies(a, b) | Truth::Iff(a, b) => {
            of_truth(a, all);
            of_truth(b, all);
        }
        Truth::Not(a) => of_truth(a, all),
        Truth::Defined(_) => {}
    }
}

/// Where a parameter of a named family may be 0, for the function is flat there: in `k - 1/4` and `4*k - 1`, at `k = 1/4`.
fn of_zeros(parameter: &Term, all: &mut BTreeSet<Rational>) {
    let mut within = Vec::new();
    inner(parameter, DEPTH, &mut within);
    for part in within.iter().filter(|part| !part.is_zero()) {
        add(all, part.clone());
        add(all, -part);
        within.iter().filter(|other| *other != part).for_each(|other| {
            add(all, other / part);
            add(all, -(other / part));
        });
    }
}

fn add(all: &mut BTreeSet<Rational>, value: Rational) {
    if all.len() < MOST {
        all.insert(value);
    }
}

/// The constants inside of a term.
fn inner(term: &Term, depth: usize, into: &mut Vec<Rational>) {
    if depth == 0 || into.len() >= MOST {
        return;
    }
    if let Some(value) = constant(term, depth) {
        into.push(value);
        return;
    }
    term.parts(&mut |part| inner(part, depth - 1, into), &mut |_| {});
}

/// The value of a term that is made of numbers alone.
fn constant(term: &Term, depth: usize) -> Option<Rational> {
    let depth = depth.checked_sub(1)?;
    match term {
        Term::Constant(value) => Some(value.clone()),
        Term::Negate(x) => constant(x, depth).map(|value| -value),
        Term::Binary(op, x, y) => {
            let (x, y) = (constant(x, depth)?, constant(y, depth)?);
            match op {
                BinaryOp::Add => Some(x + y),
                BinaryOp::Sub => Some(x - y),
                BinaryOp::Mul => Some(x * y),
                BinaryOp::Div => (!y.is_zero()).then(|| x / y),
                BinaryOp::Pow => {
                    let whole = i64::try_from(y.numerator()).ok().filter(|n| y.is_int() && n.abs() <= EXPONENT)?;
                    (whole >= 0 || !x.is_zero()).then(|| x.pow(isize::try_from(whole).unwrap_or(0)))
                }
                BinaryOp::MatMul => None,
            }
        }
        _ => None,
    }
}

/// The stored numbers of a given by which it takes values at the constants, beside them and between them.
pub(super) fn stored(constants: &[Rational], range: &Range, kind: Kind) -> Vec<Dyadic> {
    let end = |term: &Term| constant(term, DEPTH).map(|value| value.to_f64().value());
    // From the value of the given to the number that is stored for it; where an end depends on others, the number itself.
    let place: Box<dyn Fn(f64) -> f64> = match range {
        Range::Interval { low, high, .. } => match (end(low), end(high)) {
            (Some(low), Some(high)) if low < high => Box::new(move |x| (x - low) / (high - low)),
            _ => Box::new(|x| x),
        },
        Range::Above { low, .. } => {
            end(low).map_or_else(|| Box::new(|x| x) as _, |low| Box::new(move |x| x - low) as _)
        }
        Range::Below { high, .. } => {
            end(high).map_or_else(|| Box::new(|x| x) as _, |high| Box::new(move |x| high - x) as _)
        }
        Range::Real | Range::Near | Range::Sphere => Box::new(|x| x),
        Range::Integers { .. } => Box::new(f64::round),
    };
    let mut found = BTreeSet::new();
    for value in values(constants) {
        found.extend(with_few_bits(place(value)).filter(|stored| kind.admits(stored)));
    }
    found.into_iter().collect()
}

/// Positive factors that bring an objective of curvature 1 to the constants, below them and beyond.
pub(super) fn sizes(constants: &[Rational]) -> Vec<Dyadic> {
    let mut found = BTreeSet::new();
    for value in constants.iter().map(|value| value.to_f64().value().abs()) {
        let (fraction, exponent) = libm::frexp(value);
        if value.is_normal() && exponent.abs() <= SIZE_EXPONENT {
            // One digit is enough: it is the size that counts.
            let leading = Dyadic::integer(if fraction < 0.75 { 1 } else { 2 });
            found
                .extend([-2, 0, 2].map(|shift| Dyadic::new(leading.mantissa(), leading.exponent() + exponent + shift)));
        }
    }
    found.into_iter().collect()
}

fn values(constants: &[Rational]) -> Vec<f64> {
    let doubles: Vec<f64> = constants.iter().map(|value| value.to_f64().value()).collect();
    let near = libm::ldexp(1.0, 2 - TUNED_BITS);
    let mut all = Vec::new();
    for value in &doubles {
        all.extend([*value, value * (1.0 + near), value * (1.0 - near)]);
    }
    for pair in doubles.windows(2) {
        let (low, high) = (pair[0], pair[1]);
        all.extend([0.25, 0.5, 0.75].map(|share| low + share * (high - low)));
        if low > 0.0 {
            all.push((low * high).sqrt());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::{Kind, Range, Term, stored};
    use crate::numeric::{Rational, parse_rational};

    #[test]
    fn a_number_between_two_constants_is_among_the_stored() {
        let constants = [Rational::ZERO, parse_rational("9/10").unwrap(), parse_rational("91/100").unwrap()];
        let range =
            Range::Interval { low: Term::integer(0), low_closed: true, high: Term::integer(2), high_closed: true };
        let kind = Kind::Unit { low_closed: true, high_closed: true };
        let found = stored(&constants, &range, kind);
        assert!(found.iter().any(|stored| (0.45..0.455).contains(&stored.to_f64())), "{found:?}");
    }
}
