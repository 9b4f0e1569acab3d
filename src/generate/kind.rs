//! Where the stored numbers of a case lie.

use crate::language::typed::Range;
use crate::numeric::Dyadic;

/// Where the stored number of a given lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// From 0 to 1: the position in an interval.
    Unit {
        /// Whether 0 is included.
        low_closed: bool,
        /// Whether 1 is included.
        high_closed: bool,
    },
    /// Above 0: the distance from an end.
    Positive {
        /// Whether 0 is included.
        closed: bool,
    },
    /// Any number.
    Real,
    /// A whole number.
    Whole {
        /// The first, where it is known beforehand.
        first: i64,
        /// The last, where it is known beforehand.
        last: Option<i64>,
        /// Whether there is no last one.
        open: bool,
    },
}

impl Kind {
    pub(super) fn of(range: &Range) -> Self {
        match range {
            Range::Interval { low_closed, high_closed, .. } => {
                Self::Unit { low_closed: *low_closed, high_closed: *high_closed }
            }
            Range::Above { closed, .. } | Range::Below { closed, .. } => Self::Positive { closed: *closed },
            Range::Real | Range::Near | Range::Sphere => Self::Real,
            Range::Integers { first, last } => Self::Whole {
                first: first.as_integer().unwrap_or(1),
                last: last.as_ref().and_then(crate::language::typed::Term::as_integer),
                open: last.is_none(),
            },
        }
    }

    /// Whether a stored number is of this kind.
    #[must_use]
    pub fn admits(self, value: &Dyadic) -> bool {
        let sign = value.signum();
        match self {
            Self::Unit { low_closed, high_closed } => {
                let low = if low_closed { sign >= 0 } else { sign > 0 };
                let high = if high_closed { *value <= Dyadic::ONE } else { *value < Dyadic::ONE };
                low && high
            }
            Self::Positive { closed } => sign > 0 || (closed && sign == 0),
            Self::Real => true,
            Self::Whole { first, last, .. } => {
                let within = last.is_none_or(|last| *value <= Dyadic::integer(last));
                value.exponent() >= 0
                    && *value >= Dyadic::integer(first)
                    && within
                    && *value <= Dyadic::integer(1 << 16)
            }
        }
    }
}
