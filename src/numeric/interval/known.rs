//! What the one number in an interval is known by that is meant, so that equal numbers are told from tied ones.

use dashu_float::Repr;

use super::super::fingerprint::Fingerprint;
use super::Interval;

impl Interval {
    /// What the number is known by.
    pub(super) fn fingerprint(&self) -> Fingerprint {
        if self.is_point() { Fingerprint::of_end(&self.low) } else { self.print }
    }

    /// The interval with what the number in it is known by: a point where that says that it is zero.
    pub(super) fn known_by(self, print: impl FnOnce() -> Fingerprint) -> Self {
        if self.is_point() {
            return self;
        }
        let print = print();
        if print.is_zero() && self.holds_zero() {
            return Self::point(Repr::zero());
        }
        Self { print, ..self }
    }

    /// Whether it holds zero, perhaps at an end.
    fn holds_zero(&self) -> bool {
        self.low <= Repr::zero() && Repr::zero() <= self.high
    }
}

/// What the one of two numbers is known by that is taken, where one is known to be it.
pub(super) fn one_of(a: &Interval, b: &Interval, is_first: bool, is_second: bool) -> Fingerprint {
    let (first, second) = (a.fingerprint(), b.fingerprint());
    if is_first || first.is_that_of(second) {
        first
    } else if is_second {
        second
    } else {
        Fingerprint::UNKNOWN
    }
}
