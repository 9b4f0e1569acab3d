//! What is known of a statement: a set of outcomes, and the connectives on such sets.
//!
//! Mathematics has three outcomes: true, false and undefined. What is known is the set of those that are still
//! possible: usually one; {true, false} if both sides of a relation lie in one enclosure; all three where the
//! program could not compute a side. A connective of sets is the set of its results over all choices of one outcome
//! from each, with the three-valued connectives of Kleene (Introduction to Metamathematics, 1952, section 64).

use crate::numeric::Fault;

/// A set of outcomes that is not empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Known(u8);

impl Known {
    /// True for certain.
    pub const TRUE: Self = Self(1);
    /// False for certain.
    pub const FALSE: Self = Self(2);
    /// Without a value for certain.
    pub const UNDEFINED: Self = Self(4);
    /// True or false: both sides have values, and which relation these have cannot be told.
    pub const TIED: Self = Self(1 | 2);
    /// Nothing is known.
    pub const OUT_OF_REACH: Self = Self(1 | 2 | 4);
    /// Every set, the three certain outcomes first.
    pub const ALL: [Self; 7] = [Self(1), Self(2), Self(4), Self(3), Self(5), Self(6), Self(7)];
    /// The certain outcomes.
    pub const OUTCOMES: [Self; 3] = [Self::TRUE, Self::FALSE, Self::UNDEFINED];

    /// What is known of a relation a side of which has no value, for the reason given.
    #[must_use]
    pub const fn of_fault(fault: Fault) -> Self {
        match fault {
            Fault::Undefined(_) => Self::UNDEFINED,
            Fault::Undecided
            | Fault::Unsettled(_)
            | Fault::Irrational
            | Fault::TooLarge
            | Fault::TooManyOutcomes
            | Fault::Limit(_)
            | Fault::Exhausted(_) => Self::OUT_OF_REACH,
        }
    }

    /// True or false, for certain.
    #[must_use]
    pub const fn certain(holds: bool) -> Self {
        if holds { Self::TRUE } else { Self::FALSE }
    }

    /// Whether an outcome (or any of several) is possible.
    #[must_use]
    pub const fn may_be(self, outcome: Self) -> bool {
        self.0 & outcome.0 != 0
    }

    /// Both sets together.
    #[must_use]
    pub const fn or_else(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The negation: true and false change places.
    #[must_use]
    #[allow(clippy::should_implement_trait)] // It stands beside `and` and `or`, which are no operators.
    pub const fn not(self) -> Self {
        Self(self.0 >> 1 & 1 | self.0 << 1 & 2 | self.0 & 4)
    }

    /// Both: false where one of them is false, whatever the other is.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        let is_true = a & b & 1;
        let is_false = (a | b) & 2;
        // No value: one of them has none, and the other is true or has none.
        let is_undefined = (a & 4 != 0 && b & 5 != 0 || b & 4 != 0 && a & 5 != 0) as u8 * 4;
        Self(is_true | is_false | is_undefined)
    }

    /// At least one: true where one of them is true, whatever the other is.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        self.not().and(other.not()).not()
    }

    /// `self implies other`: true where `self` is false, whatever the other is.
    #[must_use]
    pub const fn implies(self, other: Self) -> Self {
        self.not().or(other)
    }

    /// Both or neither; without a value where one of them has none.
    #[must_use]
    pub const fn iff(self, other: Self) -> Self {
        let (a, b) = (self.0, other.0);
        let is_true = (a & b & 3 != 0) as u8;
        let is_false = (a & 1 != 0 && b & 2 != 0 || a & 2 != 0 && b & 1 != 0) as u8 * 2;
        let is_undefined = (a | b) & 4;
        Self(is_true | is_false | is_undefined)
    }

    /// The set in letters, T, F and U.
    #[must_use]
    pub fn letters(self) -> String {
        let letters = Self::OUTCOMES.iter().zip(["T", "F", "U"]).filter(|(outcome, _)| self.may_be(**outcome));
        letters.map(|(_, letter)| letter).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Known;

    /// An outcome of Kleene's logic: whether it is true, where it has a value.
    type Outcome = Option<bool>;

    const OUTCOMES: [Outcome; 3] = [Some(true), Some(false), None];

    fn and(a: Outcome, b: Outcome) -> Outcome {
        match (a, b) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (Some(true), Some(true)) => Some(true),
            (None, _) | (_, None) => None,
        }
    }

    fn not(a: Outcome) -> Outcome {
        a.map(|a| !a)
    }

    fn or(a: Outcome, b: Outcome) -> Outcome {
        match (a, b) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (Some(false), Some(false)) => Some(false),
            (None, _) | (_, None) => None,
        }
    }

    fn implies(a: Outcome, b: Outcome) -> Outcome {
        match (a, b) {
            (Some(false), _) => Some(true),
            (Some(true), b) => b,
            (None, Some(true)) => Some(true),
            (None, _) => None,
        }
    }

    fn iff(a: Outcome, b: Outcome) -> Outcome {
        Some(a? == b?)
    }

    fn as_known(outcome: Outcome) -> Known {
        outcome.map_or(Known::UNDEFINED, Known::certain)
    }

    fn choices(known: Known) -> impl Iterator<Item = Outcome> {
        OUTCOMES.into_iter().filter(move |outcome| known.may_be(as_known(*outcome)))
    }

    fn union(outcomes: impl Iterator<Item = Outcome>) -> Known {
        outcomes.map(as_known).reduce(Known::or_else).expect("no set is empty")
    }

    #[test]
    fn a_connective_of_sets_is_the_set_of_its_results_over_all_choices() {
        let pointwise = [and, or, implies, iff];
        let lifted = [Known::and, Known::or, Known::implies, Known::iff];
        for a in Known::ALL {
            assert_eq!(a.not(), union(choices(a).map(not)), "not {}", a.letters());
            for b in Known::ALL {
                for (number, (pointwise, lifted)) in pointwise.iter().zip(lifted).enumerate() {
                    let results = choices(a).flat_map(|a| choices(b).map(move |b| pointwise(a, b)));
                    assert_eq!(lifted(a, b), union(results), "{} {} connective {number}", a.letters(), b.letters());
                }
            }
        }
    }

    #[test]
    fn the_seven_sets_differ() {
        let mut letters: Vec<String> = Known::ALL.iter().map(|known| known.letters()).collect();
        assert_eq!(letters, ["T", "F", "U", "TF", "TU", "FU", "TFU"]);
        letters.dedup();
        assert_eq!(letters.len(), 7);
    }
}
