//! The families of objectives, one file each.

mod along;
pub(crate) mod bends;
mod bump;
pub(crate) mod description;
mod double_well;
mod envelope;
pub(crate) mod functions;
mod huber;
mod least_squares;
mod linear;
mod logistic;
mod mean;
mod piecewise_cubic;
mod piecewise_quadratic;
mod pseudo_huber;
mod quadratic;
mod quartic;
pub(crate) mod registry;
mod ridge;
mod ridge_logistic;
mod saddle;
pub(crate) mod text;
mod three_halves;

pub use description::{Composition, Curvature, Growth};
pub use registry::Family;
