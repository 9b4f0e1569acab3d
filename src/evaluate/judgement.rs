//! What is known of a statement, and by how much it holds.

use std::cmp::Ordering;

use super::known::Known;
use crate::language::syntax::RelationOp;
use crate::numeric::Fault;

/// A condition is true or false, and which of the two is not known.
pub(super) const TIED_CONDITION: Fault = Fault::Unsettled("no available precision decides whether a condition holds");

/// One side of a relation against the other, approximately.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// The left value.
    pub left: f64,
    /// The right value.
    pub right: f64,
    /// The relation to decide, after a `not` before it was applied: `not (a < b)` is `a >= b`.
    pub op: RelationOp,
    /// The component, from 1, where the sides are vectors.
    pub component: Option<usize>,
}

/// How much a case says that meets a statement; the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// A premise is false, or the range that the statement is judged over is empty.
    Vacuous,
    /// Both sides of every relation are 0.
    Degenerate,
    /// Something was compared.
    Telling,
}

/// What was found of a statement at one index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judgement {
    /// What is known of it.
    pub known: Known,
    /// What is known of it where the ties of `<=`, `>=` and `==` in positive positions count as true.
    pub with_ties: Known,
    /// How it looks without regard to rounding. In exact arithmetic: whether it is true for certain.
    pub seems: bool,
    /// The relative slack, negative where it fails; NaN where it cannot be said.
    pub slack: f64,
    /// How far off the slack may be, in the arithmetic of the screen; 0 in an exact one.
    pub error: f64,
    /// How much it says.
    pub weight: Weight,
    /// The fewest bits to which the sides agree of a tie that was counted as true.
    pub agrees: Option<u32>,
    /// The relation that decided.
    pub side: Option<Side>,
    /// Why the part that decided has no value, or none that is known.
    pub fault: Option<Fault>,
}

impl Judgement {
    /// True of nothing yet: what `and` starts with.
    pub(super) const TRUE: Self = Self {
        known: Known::TRUE,
        with_ties: Known::TRUE,
        seems: true,
        slack: f64::INFINITY,
        error: 0.0,
        weight: Weight::Vacuous,
        agrees: None,
        side: None,
        fault: None,
    };

    /// A statement that has no value, or none that is known, for this reason.
    pub(super) const fn without_value(fault: Fault) -> Self {
        let known = Known::of_fault(fault);
        Self {
            known,
            with_ties: known,
            seems: false,
            slack: f64::NAN,
            weight: Weight::Telling,
            fault: Some(fault),
            ..Self::TRUE
        }
    }

    /// Whether it is false or has no value, whatever is not known.
    #[must_use]
    pub const fn fails(&self) -> bool {
        !self.known.may_be(Known::TRUE)
    }

    /// Whether it is met, ties counted as true.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.with_ties == Known::TRUE
    }

    /// How much it decides in a conjunction; what decides most comes first.
    pub(super) fn rank(&self) -> u8 {
        if self.known == Known::FALSE {
            0
        } else if self.fails() {
            1
        } else if !self.is_met() {
            2
        } else {
            3
        }
    }

    /// Whether this one decides and not the other, of two that have to hold.
    pub(super) fn decides_before(&self, other: &Self) -> bool {
        match self.rank().cmp(&other.rank()) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal if self.weight != other.weight => self.weight > other.weight,
            Ordering::Equal => !(other.slack < self.slack || other.slack.is_nan()),
        }
    }

    /// Both.
    pub(super) fn and(self, other: Self) -> Self {
        let agrees = match (self.agrees, other.agrees) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let chosen = if self.decides_before(&other) { self } else { other };
        let smaller = if self.slack.is_nan() || other.slack.is_nan() { f64::NAN } else { self.slack.min(other.slack) };
        Self {
            known: self.known.and(other.known),
            with_ties: self.with_ties.and(other.with_ties),
            seems: self.seems && other.seems,
            slack: if chosen.rank() < 3 { chosen.slack } else { smaller },
            error: error_of_smaller(&self, &other),
            weight: self.weight.max(other.weight),
            agrees,
            ..chosen
        }
    }

    /// At least one.
    pub(super) fn or(self, other: Self) -> Self {
        // The one that is known to hold decides, of two the one that holds by more.
        let first = match self.rank().cmp(&other.rank()) {
            Ordering::Greater => true,
            Ordering::Less => false,
            Ordering::Equal => !(other.slack > self.slack || self.slack.is_nan()),
        };
        let chosen = if first { self } else { other };
        let weight = if self.rank() == other.rank() { self.weight.max(other.weight) } else { chosen.weight };
        let sure = self.known == Known::TRUE || other.known == Known::TRUE;
        Self {
            known: self.known.or(other.known),
            with_ties: self.with_ties.or(other.with_ties),
            seems: self.seems || other.seems,
            slack: self.slack.max(other.slack),
            error: self.error.max(other.error),
            weight,
            agrees: chosen.agrees.filter(|_| !sure),
            fault: if chosen.is_met() { None } else { chosen.fault.or(self.fault).or(other.fault) },
            ..chosen
        }
    }

    /// Both or neither. Ties in it do not stand positively.
    pub(super) fn iff(self, other: Self) -> Self {
        let known = self.known.iff(other.known);
        let seems = self.seems == other.seems;
        let nearest = self.slack.abs().min(other.slack.abs());
        let chosen = if other.rank() == 1 { other } else { self };
        Self {
            known,
            with_ties: known,
            seems,
            slack: if seems { nearest } else { -nearest },
            error: self.error.max(other.error),
            weight: self.weight.max(other.weight),
            agrees: None,
            fault: [self.fault, other.fault].into_iter().flatten().max_by_key(|fault| is_undefined(*fault)),
            ..chosen
        }
    }
}

/// How far off the smaller slack may be: that of the one that is smaller for certain, else the larger of the two.
fn error_of_smaller(one: &Judgement, other: &Judgement) -> f64 {
    if one.slack - one.error >= other.slack {
        other.error
    } else if other.slack - other.error >= one.slack {
        one.error
    } else {
        one.error.max(other.error)
    }
}

pub(super) const fn is_undefined(fault: Fault) -> bool {
    matches!(fault, Fault::Undefined(_))
}
