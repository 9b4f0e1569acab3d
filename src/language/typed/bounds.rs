//! Between which numbers a term lies, as far as the ranges of what is given say, and so whether it can be 0.
//!
//! Interval arithmetic on rationals (Moore 1966) with ends that are reached or not: `k` in `(0, 1]` is not 0, and in `[0, 1]` it may be.
//! Terms that occur twice are taken as independent, so the bounds may be too wide and never too narrow.

use std::cmp::Ordering;
use std::collections::HashMap;

use super::claim::Given;
use super::formula::Range;
use super::function::Function;
use super::shape::{ObjectiveId, ScalarId};
use super::term::{Node, Term};
use crate::language::syntax::BinaryOp;
use crate::numeric::{Rational, is_longer, round_down_to_bits, round_up_to_bits};
use crate::problem::ClassConstant;

/// Ends are rounded outwards to so many bits, so that powers of powers stay short.
const END_BITS: usize = 256;
/// Larger constant powers than this are only known by their sign.
const LARGEST_POWER: i64 = 64;

/// Whether a number of the claim can be 0 where what is given lies in its range. What its assumptions rule out is not looked at.
#[must_use]
pub fn may_vanish(term: &Term, givens: &[Given]) -> bool {
    Reader::new(givens).bounds(term).has_zero()
}

/// Whether a number of the claim can be below 0, in the same sense.
#[must_use]
pub fn may_be_negative(term: &Term, givens: &[Given]) -> bool {
    Reader::new(givens).bounds(term).low.place.sign() < 0
}

/// Where a number may end.
#[derive(Debug, Clone, PartialEq)]
enum Place {
    Below,
    At(Rational),
    Above,
}

impl Place {
    fn order(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::At(a), Self::At(b)) => a.cmp(b),
            (Self::Below, Self::Below) | (Self::Above, Self::Above) => Ordering::Equal,
            (Self::Below, _) | (_, Self::Above) => Ordering::Less,
            (Self::Above, _) | (_, Self::Below) => Ordering::Greater,
        }
    }

    fn sign(&self) -> i32 {
        match self.order(&Self::At(Rational::ZERO)) {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        }
    }

    fn negated(&self) -> Self {
        match self {
            Self::Below => Self::Above,
            Self::At(value) => Self::At(-value),
            Self::Above => Self::Below,
        }
    }
}

/// One end of an interval.
#[derive(Debug, Clone, PartialEq)]
struct End {
    place: Place,
    /// Whether the interval has it.
    reached: bool,
}

impl End {
    const fn at(value: Rational, reached: bool) -> Self {
        Self { place: Place::At(value), reached }
    }

    fn negated(&self) -> Self {
        Self { place: self.place.negated(), reached: self.reached }
    }

    fn plus(&self, other: &Self) -> Self {
        let place = match (&self.place, &other.place) {
            (Place::At(a), Place::At(b)) => Place::At(a + b),
            (Place::At(_), infinite) | (infinite, _) => infinite.clone(),
        };
        Self { place, reached: self.reached && other.reached }
    }

    /// The lower of two ends; of equal ones the one that is reached.
    fn lower(&self, other: &Self) -> Self {
        self.first(other, Ordering::Less)
    }

    /// The higher of two ends; of equal ones the one that is reached.
    fn higher(&self, other: &Self) -> Self {
        self.first(other, Ordering::Greater)
    }

    fn first(&self, other: &Self, wanted: Ordering) -> Self {
        match self.place.order(&other.place) {
            Ordering::Equal => Self { reached: self.reached || other.reached, ..self.clone() },
            order if order == wanted => self.clone(),
            _ => other.clone(),
        }
    }

    /// A corner of a product; 0 times anything is 0.
    fn times(&self, other: &Self) -> Self {
        let sign = self.place.sign() * other.place.sign();
        let place = match (&self.place, &other.place) {
            (Place::At(a), Place::At(b)) => Place::At(a * b),
            _ if sign == 0 => Place::At(Rational::ZERO),
            _ if sign < 0 => Place::Below,
            _ => Place::Above,
        };
        let is_zero = |end: &Self| end.reached && end.place.sign() == 0;
        Self { place, reached: self.reached && other.reached || is_zero(self) || is_zero(other) }
    }
}

/// The numbers between two ends.
#[derive(Debug, Clone, PartialEq)]
struct Bounds {
    low: End,
    high: End,
}

impl Bounds {
    fn anything() -> Self {
        Self { low: End { place: Place::Below, reached: false }, high: End { place: Place::Above, reached: false } }
    }

    fn from(low: i64, reached: bool) -> Self {
        Self { low: End::at(Rational::from(low), reached), ..Self::anything() }
    }

    fn just(value: Rational) -> Self {
        Self { low: End::at(value.clone(), true), high: End::at(value, true) }
    }

    fn has_zero(&self) -> bool {
        let (low, high) = (self.low.place.sign(), self.high.place.sign());
        (low < 0 || low == 0 && self.low.reached) && (high > 0 || high == 0 && self.high.reached)
    }

    fn is_positive(&self) -> bool {
        !self.has_zero() && self.low.place.sign() >= 0
    }

    fn negated(&self) -> Self {
        Self { low: self.high.negated(), high: self.low.negated() }
    }

    fn plus(&self, other: &Self) -> Self {
        Self { low: self.low.plus(&other.low), high: self.high.plus(&other.high) }
    }

    fn times(&self, other: &Self) -> Self {
        let corners = [
            self.low.times(&other.low),
            self.low.times(&other.high),
            self.high.times(&other.low),
            self.high.times(&other.high),
        ];
        let [first, rest @ ..] = corners;
        let start = Self { low: first.clone(), high: first };
        rest.into_iter().fold(start, |all, end| all.joined(&Self { low: end.clone(), high: end }))
    }

    /// The numbers of both, and those between.
    fn joined(&self, other: &Self) -> Self {
        Self { low: self.low.lower(&other.low), high: self.high.higher(&other.high) }
    }

    /// `1/x`; where x is 0 there is none.
    fn inverted(&self) -> Self {
        let invert = |end: &End, at_zero: Place| match &end.place {
            Place::At(value) if value.is_zero() => End { place: at_zero, reached: false },
            Place::At(value) => End::at(Rational::ONE / value, end.reached),
            Place::Below | Place::Above => End::at(Rational::ZERO, false),
        };
        match (self.low.place.sign(), self.high.place.sign()) {
            (0 | 1, _) => Self { low: invert(&self.high, Place::Above), high: invert(&self.low, Place::Above) },
            (_, 0 | -1) => Self { low: invert(&self.high, Place::Below), high: invert(&self.low, Place::Below) },
            _ => Self::anything(),
        }
    }

    fn absolute(&self) -> Self {
        if self.low.place.sign() >= 0 {
            return self.clone();
        }
        let negated = self.negated();
        if self.high.place.sign() <= 0 {
            return negated;
        }
        Self { low: End::at(Rational::ZERO, true), ..self.joined(&negated) }
    }

    /// Where only the sign survives: of a root, say.
    fn of_sign(&self) -> Self {
        Self::from(0, self.has_zero())
    }

    fn power(&self, exponent: &Self) -> Self {
        let whole = match (&exponent.low.place, &exponent.high.place) {
            (Place::At(a), Place::At(b)) if a == b && a.is_int() => i64::try_from(a.numerator()).ok(),
            _ => None,
        };
        match whole {
            Some(0) => Self::just(Rational::ONE),
            Some(n) if n.abs() <= LARGEST_POWER => {
                let base = if n % 2 == 0 { self.absolute() } else { self.clone() };
                // A power is monotone there: each end has its own.
                let power = |end: &End| (1..n.abs()).fold(end.clone(), |power, _| power.times(end));
                let found = Self { low: power(&base.low), high: power(&base.high) };
                if n < 0 { found.inverted() } else { found }
            }
            _ if self.is_positive() => Self::from(0, false),
            Some(n) if n % 2 == 0 => Self::from(0, self.has_zero()),
            _ => Self::anything(),
        }
    }

    /// The same or a little more, with short ends.
    fn rounded(self) -> Self {
        let round = |end: End, to: fn(&Rational, usize) -> Rational| match &end.place {
            Place::At(value) if is_longer(value, END_BITS) => End::at(to(value, END_BITS), false),
            Place::At(_) | Place::Below | Place::Above => end,
        };
        Self { low: round(self.low, round_down_to_bits), high: round(self.high, round_up_to_bits) }
    }
}

/// Reads bounds off terms, of a shared one once.
struct Reader<'a> {
    givens: &'a [Given],
    known: HashMap<usize, Bounds>,
    scalars: HashMap<ScalarId, Bounds>,
}

impl<'a> Reader<'a> {
    fn new(givens: &'a [Given]) -> Self {
        Self { givens, known: HashMap::new(), scalars: HashMap::new() }
    }

    fn of(&mut self, node: &Node) -> Bounds {
        if let Some(known) = self.known.get(&node.address()) {
            return known.clone();
        }
        let found = self.bounds(node);
        self.known.insert(node.address(), found.clone());
        found
    }

    fn bounds(&mut self, term: &Term) -> Bounds {
        let found = match term {
            Term::Constant(value) => Bounds::just(value.clone()),
            Term::Pi => Bounds { low: End::at(Rational::from(3), false), high: End::at(Rational::from(4), false) },
            Term::Dimension | Term::Samples(_) => Bounds::from(1, true),
            Term::Scalar(id) => self.given(*id),
            Term::Property(id, constant) => self.constant(*id, *constant),
            Term::Negate(x) => self.of(x).negated(),
            Term::Binary(op, a, b) => {
                let (a, b) = (self.of(a), self.of(b));
                match op {
                    BinaryOp::Add => a.plus(&b),
                    BinaryOp::Sub => a.plus(&b.negated()),
                    BinaryOp::Mul => a.times(&b),
                    BinaryOp::Div => a.times(&b.inverted()),
                    BinaryOp::Pow => a.power(&b),
                    BinaryOp::MatMul => Bounds::anything(),
                }
            }
            Term::Function(function, arguments) => self.function(*function, arguments),
            Term::Norm(_) => Bounds::from(0, true),
            Term::Inner(a, b) if a == b => Bounds::from(0, true),
            Term::Cases(arms, otherwise) => {
                let otherwise = self.of(otherwise);
                arms.iter().fold(otherwise, |all, (_, value)| all.joined(&self.of(value)))
            }
            // What reads points, gradients, runs and draws may be anything.
            Term::Vector(_)
            | Term::Matrix(_)
            | Term::Point(_)
            | Term::Unit(_)
            | Term::Features(..)
            | Term::Target(..)
            | Term::Index(_)
            | Term::Minimiser(..)
            | Term::Sequence { .. }
            | Term::State { .. }
            | Term::Now { .. }
            | Term::Value(..)
            | Term::Gradient(..)
            | Term::Hessian(..)
            | Term::Inner(..)
            | Term::Component(..)
            | Term::Entry(..)
            | Term::Map(..)
            | Term::Rows(..)
            | Term::Fold { .. }
            | Term::FoldTruth { .. }
            | Term::Moment(..)
            | Term::Probability(_)
            | Term::Drawn(_)
            | Term::BatchSize(..)
            | Term::Multiplicity { .. }
            | Term::Order(..)
            | Term::Cost(..) => Bounds::anything(),
        };
        found.rounded()
    }

    fn function(&mut self, function: Function, arguments: &[Node]) -> Bounds {
        let all: Vec<Bounds> = arguments.iter().map(|argument| self.of(argument)).collect();
        let by_end = |pick: fn(&End, &End) -> End| {
            all.iter().cloned().reduce(|a, b| Bounds { low: pick(&a.low, &b.low), high: pick(&a.high, &b.high) })
        };
        let found = match (function, all.as_slice()) {
            (Function::Exp, _) => Some(Bounds::from(0, false)),
            (Function::Sqrt, [x]) => Some(x.of_sign()),
            (Function::Abs, [x]) => Some(x.absolute()),
            (Function::Min, _) if all.iter().all(Bounds::is_positive) => Some(Bounds::from(0, false)),
            (Function::Max, _) if all.iter().any(Bounds::is_positive) => Some(Bounds::from(0, false)),
            (Function::Min, _) => by_end(End::lower),
            (Function::Max, _) => by_end(End::higher),
            (Function::Norm1 | Function::NormInf, _) => Some(Bounds::from(0, true)),
            _ => None,
        };
        found.unwrap_or_else(Bounds::anything)
    }

    fn given(&mut self, id: ScalarId) -> Bounds {
        if let Some(known) = self.scalars.get(&id) {
            return known.clone();
        }
        let found = self.range_of(id);
        self.scalars.insert(id, found.clone());
        found
    }

    fn range_of(&mut self, id: ScalarId) -> Bounds {
        let found = self.givens.iter().find_map(|given| match given {
            Given::Scalar { id: own, range, .. } if *own == id => Some(range),
            _ => None,
        });
        match found {
            Some(Range::Interval { low, low_closed, high, high_closed }) => {
                let (low, high) = (self.bounds(low).low, self.bounds(high).high);
                Bounds {
                    low: End { reached: low.reached && *low_closed, ..low },
                    high: End { reached: high.reached && *high_closed, ..high },
                }
            }
            Some(Range::Above { low, closed }) => {
                let low = self.bounds(low).low;
                Bounds { low: End { reached: low.reached && *closed, ..low }, ..Bounds::anything() }
            }
            Some(Range::Below { high, closed }) => {
                let high = self.bounds(high).high;
                Bounds { high: End { reached: high.reached && *closed, ..high }, ..Bounds::anything() }
            }
            Some(Range::Integers { first, last }) => {
                let high = last.as_ref().map_or(Bounds::anything().high, |last| self.bounds(last).high);
                Bounds { low: self.bounds(first).low, high }
            }
            Some(Range::Real | Range::Near | Range::Sphere) | None => Bounds::anything(),
        }
    }

    /// L and alpha are positive but where an objective is named with its curvature.
    fn constant(&mut self, id: ObjectiveId, constant: ClassConstant) -> Bounds {
        let named = self.givens.iter().find_map(|given| match given {
            Given::Objective { id: own, class, .. } if *own == id => class.family.as_ref(),
            _ => None,
        });
        let curvature =
            named.and_then(|(_, parameters)| parameters.iter().find(|(name, _)| name == "curvature")).map(|(_, k)| k);
        match (curvature, constant) {
            (_, ClassConstant::HessianLipschitz) => Bounds::from(0, true),
            (Some(curvature), ClassConstant::Smoothness) => self.bounds(curvature).absolute(),
            (Some(curvature), ClassConstant::StrongConvexity) => self.bounds(curvature),
            (None, ClassConstant::Smoothness | ClassConstant::StrongConvexity) => Bounds::from(0, false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Given, Range, Term, may_be_negative, may_vanish};
    use crate::language::syntax::BinaryOp;
    use crate::numeric::Rational;

    fn given(low: i64, low_closed: bool, high: i64) -> [Given; 1] {
        let (low, high) = (Term::integer(low), Term::integer(high));
        let range = Range::Interval { low, low_closed, high, high_closed: true };
        [Given::Scalar { id: 0, name: "k".to_owned(), range }]
    }

    fn joined(op: BinaryOp, a: Term, b: Term) -> Term {
        Term::Binary(op, a.into(), b.into())
    }

    #[test]
    fn an_end_that_is_not_reached_is_not_zero() {
        assert!(!may_vanish(&Term::Scalar(0), &given(0, false, 1)));
        assert!(
            !may_be_negative(&Term::Scalar(0), &given(0, true, 1))
                && may_be_negative(&Term::Scalar(0), &given(-1, true, 1))
        );
        assert!(may_vanish(&Term::Scalar(0), &given(0, true, 1)));
        let product = joined(BinaryOp::Mul, Term::Scalar(0), Term::Scalar(0));
        assert!(!may_vanish(&product, &given(0, false, 1)));
        assert!(may_vanish(&product, &given(0, true, 1)));
        let inverse = joined(BinaryOp::Div, Term::integer(1), Term::Scalar(0));
        assert!(!may_vanish(&inverse, &given(0, true, 1)), "it is at least 1 where it has a value");
    }

    #[test]
    fn sums_differences_and_powers_have_the_bounds_of_their_parts() {
        let half = Term::Constant(Rational::from(1) / Rational::from(2));
        let shifted = |by: Term| joined(BinaryOp::Add, Term::Scalar(0), by);
        assert!(may_vanish(&shifted(half.clone()), &given(-1, true, 1)));
        assert!(!may_vanish(&shifted(Term::integer(2)), &given(-1, true, 1)));
        let square = joined(BinaryOp::Pow, Term::Scalar(0), Term::integer(2));
        assert!(!may_vanish(&joined(BinaryOp::Add, square.clone(), half.clone()), &given(-1, true, 1)));
        assert!(may_vanish(&square, &given(-1, true, 1)));
        let cube = joined(BinaryOp::Pow, Term::Scalar(0), Term::integer(3));
        assert!(may_vanish(&joined(BinaryOp::Add, cube.clone(), half), &given(-1, true, 1)));
        assert!(!may_vanish(&joined(BinaryOp::Add, cube, Term::integer(2)), &given(-1, true, 1)));
    }

    #[test]
    fn ranges_that_are_built_on_each_other_are_read_once() {
        let end = |id: usize| Term::Scalar(id);
        let range = |id: usize| match id {
            0 | 1 => Range::Interval {
                low: Term::Constant(Rational::ONE),
                low_closed: true,
                high: Term::Constant(Rational::ONE),
                high_closed: true,
            },
            _ => Range::Interval { low: end(id - 2), low_closed: true, high: end(id - 1), high_closed: true },
        };
        let given = |id: usize| Given::Scalar { id, name: format!("s{id}"), range: range(id) };
        let givens: Vec<Given> = (0..200).map(given).collect();
        assert!(!may_vanish(&Term::Scalar(199), &givens));
    }

    #[test]
    fn values_that_are_squared_again_and_again_take_little_time() {
        let mut node = joined(BinaryOp::Add, Term::Scalar(0), Term::integer(2));
        for _ in 0..25 {
            let shared = crate::language::typed::Node::new(node);
            node = Term::Binary(BinaryOp::Mul, shared.clone(), shared);
        }
        assert!(!may_vanish(&node, &given(0, true, 1)));
    }
}
