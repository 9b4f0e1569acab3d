//! Problems: recipes that are the objective exactly, the families they draw from, and real data.

mod bounds;
mod columns;
mod composed;
mod data;
mod data_error;
mod eigen;
mod envelope;
mod exact;
mod facts;
mod family;
mod formula;
mod least;
mod minimiser;
mod objective;
mod property;
mod shared;
mod slope;
mod spec;
mod spectrum;
mod table;
mod tunable;

pub use data::{DataOptions, DataReference, DataSet, Loss};
pub use data_error::DataError;
pub use eigen::largest_eigenvalue;
pub use envelope::{Bottom, Envelope, EnvelopeError, MAX_PIECES, Piece};
pub use facts::Facts;
pub use family::{Bends, Composition, Curvature, Family, Growth};
pub use formula::Arguments;
pub use objective::Objective;
pub use property::{ClassConstant, Property, PropertyRow, PropertySet, PropertyTest};
pub use spec::{Bend, Coordinate, Part, ProblemError, ProblemSpec, Sample};
pub use tunable::Tuning;
