//! Symbolic execution: typed claims as exact fractions of polynomials in what is given.

mod atom;
mod draw;
mod execution;
mod fraction;
mod name;
mod objective;
mod polynomial;
mod sign;
mod term;
mod unsupported;

pub use atom::{Atom, Atoms, Kind, Place};
pub use execution::{Choice, Execution};
pub use fraction::Fraction;
pub use polynomial::{AtomId, Monomial, Polynomial};
pub use sign::{Signs, bernstein, binomial};
pub use unsupported::{Outcome, Unsupported};
