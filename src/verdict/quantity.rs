//! Numbers of a counterexample, exact or approximate.

use std::cmp::Ordering;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::numeric::{Rational, parse_rational, print_rational, to_f64_nearest};

/// A real number: its exact value, or two rationals that it lies between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantity {
    /// Not above it.
    #[serde(serialize_with = "as_text", deserialize_with = "of_text")]
    pub low: Rational,
    /// Not below it.
    #[serde(serialize_with = "as_text", deserialize_with = "of_text")]
    pub high: Rational,
}

fn as_text<S: Serializer>(value: &Rational, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&print_rational(value))
}

fn of_text<'de, D: Deserializer<'de>>(from: D) -> Result<Rational, D::Error> {
    parse_rational(&String::deserialize(from)?).map_err(de::Error::custom)
}

impl Quantity {
    /// A number that is known exactly.
    #[must_use]
    pub fn exactly(value: Rational) -> Self {
        Self { low: value.clone(), high: value }
    }

    /// The exact value, where it is known.
    #[must_use]
    pub fn exact(&self) -> Option<&Rational> {
        (self.low == self.high).then_some(&self.low)
    }

    /// The middle of what it is known to lie between.
    #[must_use]
    pub fn middle(&self) -> Rational {
        if self.low == self.high { self.low.clone() } else { (&self.low + &self.high) / Rational::from(2) }
    }

    /// A nearby double.
    #[must_use]
    pub fn near(&self) -> f64 {
        to_f64_nearest(&self.middle())
    }

    /// The order of two numbers; `None` where what is known of them does not tell.
    #[must_use]
    pub fn order(&self, other: &Self) -> Option<Ordering> {
        if self.high < other.low {
            Some(Ordering::Less)
        } else if self.low > other.high {
            Some(Ordering::Greater)
        } else {
            (self.exact().is_some() && self.exact() == other.exact()).then_some(Ordering::Equal)
        }
    }
}

/// A number, a vector or a matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// The numbers, of a matrix row by row.
    pub numbers: Vec<Quantity>,
    /// What they are together.
    pub shape: Shape,
}

/// What numbers are together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// One number.
    Scalar,
    /// One number a parameter.
    Vector,
    /// As many rows as columns.
    Matrix,
}

/// A quantity by its name or text: `eta`, `w[0]`, `|u|²`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The text, in the signs of mathematics where it is more than a name of the case.
    pub name: String,
    /// Its value.
    pub value: Value,
}

impl Named {
    /// Where the name is that of the point which says what minimiser `w_star` is, of several: the objective's name, empty
    /// where there is but one.
    #[must_use]
    pub fn nearest_minimiser_of(&self) -> Option<&str> {
        let rest = self.name.strip_prefix("w_star near")?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix(" (")?.strip_suffix(')') }
    }
}
