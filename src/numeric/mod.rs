//! Arithmetics behind one trait: doubles to screen with, rationals and intervals to decide with.

mod affine;
mod arithmetic;
mod ball;
mod bound;
mod circular;
pub mod clock;
pub mod concentration;
mod digest;
mod dyadic;
mod elimination;
mod exponential;
mod fingerprint;
mod fixed_point;
mod float;
mod grid;
mod interval;
mod logarithm;
mod outward;
mod rational;
mod rationals;
pub mod room;
pub mod stop;
pub mod tolerance;

pub use affine::Affine;
pub use arithmetic::{Arithmetic, Equality, Fault, Nature};
pub use ball::{Ball, Balls};
pub use digest::Digest;
pub use dyadic::{Dyadic, ParseDyadicError};
pub use elimination::solve;
pub use float::Float;
pub use grid::{Grid, GridSum};
pub use interval::{Interval, Intervals};
pub use outward::{Bracket, Outward};
pub(crate) use rational::excerpt;
pub use rational::{
    ParseRationalError, Rational, from_f64_exact, is_longer, parse_rational, power_of_two, print_rational,
    round_down_to_bits, round_up_to_bits, to_f64_nearest,
};
pub use rationals::Rationals;
