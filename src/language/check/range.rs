//! Empty ranges, as far as they can be recognised without a case.

use std::cmp::Ordering;

use crate::language::syntax::BinaryOp;
use crate::language::typed::{Node, Range, Term};
use crate::numeric::{Rational, print_rational};

/// Why no number at all lies in a range; `None` if one may.
pub(super) fn emptiness(range: &Range) -> Option<String> {
    let (low, low_closed, high, high_closed) = match range {
        Range::Interval { low, low_closed, high, high_closed } => (low, *low_closed, high, *high_closed),
        Range::Integers { first, last: Some(last) } => (first, true, last, true),
        Range::Above { .. }
        | Range::Below { .. }
        | Range::Real
        | Range::Near
        | Range::Sphere
        | Range::Integers { last: None, .. } => {
            return None;
        }
    };
    let (below, above) = (if low_closed { "at least" } else { "above" }, if high_closed { "at most" } else { "below" });
    let (a, b) = (Multiple::of(low), Multiple::of(high));
    let is_empty = match a.compared(&b)? {
        Ordering::Less => false,
        Ordering::Equal => !(low_closed && high_closed),
        Ordering::Greater => true,
    };
    is_empty.then(|| match (&a.of, &b.of) {
        (None, None) => {
            format!("no number is {below} {} and {above} {}", print_rational(&a.factor), print_rational(&b.factor))
        }
        _ => "its lower end is never below its upper end".to_owned(),
    })
}

/// A number, or a multiple of a term.
struct Multiple {
    factor: Rational,
    of: Option<Node>,
}

impl Multiple {
    fn of(term: &Term) -> Self {
        let other = || Self { factor: Rational::ONE, of: Some(term.clone().into()) };
        match term {
            Term::Constant(value) => Self { factor: value.clone(), of: None },
            Term::Negate(x) => {
                let Self { factor, of } = Self::of(x);
                Self { factor: -factor, of }
            }
            Term::Binary(BinaryOp::Mul, a, b) => match (Self::of(a), Self::of(b)) {
                (a, Self { factor, of: None }) | (Self { factor, of: None }, a) => {
                    Self { factor: factor * a.factor, of: a.of }
                }
                _ => other(),
            },
            Term::Binary(BinaryOp::Div, a, b) => match (Self::of(a), Self::of(b)) {
                (a, Self { factor, of: None }) if !factor.is_zero() => Self { factor: a.factor / factor, of: a.of },
                (Self { factor, of: None }, b) if !b.factor.is_zero() => {
                    let one = Term::integer(1).into();
                    Self { factor: factor / b.factor, of: b.of.map(|of| Term::Binary(BinaryOp::Div, one, of).into()) }
                }
                _ => other(),
            },
            Term::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b) => match (Self::of(a), Self::of(b)) {
                (Self { factor: a, of: None }, Self { factor: b, of: None }) => {
                    Self { factor: if *op == BinaryOp::Add { a + b } else { a - b }, of: None }
                }
                _ => other(),
            },
            _ => other(),
        }
    }

    /// The order of two multiples of the same positive term; `None` if it is not known.
    fn compared(&self, other: &Self) -> Option<Ordering> {
        let comparable = self.of == other.of && self.of.as_ref().is_none_or(|of| is_positive(of));
        comparable.then(|| self.factor.cmp(&other.factor))
    }
}

/// `1/L` and the like: where it has a value, that is above 0.
fn is_positive(term: &Term) -> bool {
    match term {
        Term::Binary(BinaryOp::Div, a, b) => {
            matches!(&**a, Term::Constant(value) if *value > Rational::ZERO) && matches!(&**b, Term::Property(..))
        }
        _ => false,
    }
}
