//! An objective as a formula, and the range of a given number.

use super::term::Term;

/// Where a given number lies. Ends are terms over what is given before.
#[derive(Debug, Clone, PartialEq)]
pub enum Range {
    /// Between two ends.
    Interval {
        /// The lower end.
        low: Term,
        /// Whether it is included.
        low_closed: bool,
        /// The upper end.
        high: Term,
        /// Whether it is included.
        high_closed: bool,
    },
    /// Above an end.
    Above {
        /// The end.
        low: Term,
        /// Whether it is included.
        closed: bool,
    },
    /// Below an end.
    Below {
        /// The end.
        high: Term,
        /// Whether it is included.
        closed: bool,
    },
    /// Any real number.
    Real,
    /// Of a vector: any point, and in many cases one that is given, too; the origin where a case leaves it out.
    Near,
    /// Of a vector: anywhere on the unit sphere.
    Sphere,
    /// Whole numbers.
    Integers {
        /// The first.
        first: Term,
        /// The last.
        last: Option<Term>,
    },
}

/// An objective as a formula. Its terms refer to its own point.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    /// The value, a number.
    pub value: Term,
    /// The gradient, a vector.
    pub gradient: Term,
    /// The Hessian, a matrix; `None` if there is no rule for it.
    pub hessian: Option<Term>,
    /// `L`, where the class has it.
    pub smoothness: Option<Term>,
    /// `alpha`, where the class has it.
    pub strong_convexity: Option<Term>,
    /// `M`, where the class has it.
    pub hessian_lipschitz: Option<Term>,
    /// The minimiser nearest to the point, where the class has one.
    pub minimiser: Option<Term>,
    /// The name of its point in signs: `w`.
    pub argument: String,
    /// The right side of the formula in signs: `½·w²`.
    pub text: String,
    /// What its parameters and abbreviations stand for.
    pub legend: Option<String>,
}
