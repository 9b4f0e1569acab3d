//! Arithmetics behind one trait: doubles to screen with, rationals and intervals to decide with.

mod arithmetic;
mod dyadic;
mod float;
mod interval;
mod rational;
pub mod tolerance;

pub use arithmetic::{Arithmetic, Equality, Fault};
pub use dyadic::Dyadic;
pub use float::Float;
pub use interval::{Interval, Intervals};
pub use rational::{Rational, Rationals};
