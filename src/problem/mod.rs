//! Problems: recipes that are the objective exactly, the families they draw from, and real data.

mod axis;
mod bounds;
mod columns;
mod composed;
mod concrete;
mod coordinate;
mod data;
mod dyadic;
mod eigen;
mod envelope;
mod exact;
mod facts;
mod family;
mod formula;
mod least;
mod minimiser;
mod moments;
mod named;
mod objective;
mod property;
mod shared;
mod slope;
mod spec;
mod spectrum;
mod trajectory;
mod tunable;

pub use concrete::Problem;
pub use coordinate::{Bend, Bends, Coordinate, Sample};
pub use data::{
    Comment, DataChoice, DataError, DataOptions, DataReference, DataSet, Decimal, DropMissing, Loss, Place, Reading,
    RowRanges, Separator, TableFormat, Taken,
};
pub use eigen::largest_eigenvalue;
pub use envelope::{Bottom, Envelope, EnvelopeError, MAX_PIECES, Piece};
pub use facts::Facts;
pub use family::{Composition, Curvature, Family, Growth};
pub use formula::Arguments;
pub use objective::{NO_SAMPLE, Objective};
pub use property::{ClassConstant, Property, PropertyRow, PropertySet, PropertyTest};
pub use spec::{Part, ProblemError, ProblemSpec};
pub use trajectory::Trajectory;
pub use tunable::Tuning;
