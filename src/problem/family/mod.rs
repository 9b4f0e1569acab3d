//! The families of objectives, one file each.

mod along;
pub(crate) mod bends;
mod bump;
mod double_well;
mod envelope;
mod huber;
mod least_squares;
mod linear;
mod logistic;
mod mean;
mod name;
mod piecewise_cubic;
mod piecewise_quadratic;
mod pseudo_huber;
mod quadratic;
mod quartic;
mod ridge;
mod ridge_logistic;
pub(crate) mod rules;
mod saddle;
pub(crate) mod text;
mod three_halves;

pub use bends::Bends;
pub use name::Family;
pub use rules::{Composition, Curvature, Growth};
