//! Problems: recipes that are the objective exactly, the families they draw from, and real data.

mod data;
mod facts;
mod family;
mod objective;
mod profile;
mod spec;

pub use data::{DataError, DataOptions, DataSet, Loss};
pub use facts::Facts;
pub use family::{Family, Traits};
pub use objective::Objective;
pub use spec::{Coordinate, ProblemSpec, Sample};
