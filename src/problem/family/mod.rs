//! The families: one file each, and what every one of them says of itself.

mod bump;
mod double_well;
mod huber;
mod least_squares;
mod linear;
mod logistic;
mod name;
mod pseudo_huber;
mod quadratic;
mod quartic;
mod ridge;
mod ridge_logistic;
pub(crate) mod rules;
mod saddle;
pub(crate) mod text;
mod three_halves;

pub use name::Family;
pub use rules::{Curvature, Growth};
