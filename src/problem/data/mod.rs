//! Real data: the bytes of a file become text, a table, chosen columns and rows, numbers, and samples in the end.

mod cell;
mod choice;
mod decide;
mod error;
mod format;
mod labels;
mod numbers;
mod ranges;
mod reading;
mod reference;
mod set;
mod table;
mod taken;
mod text;
mod thousands;

pub use choice::{DataChoice, DropMissing};
pub use error::{DataError, Place};
pub use format::{Comment, Decimal, Separator, TableFormat};
pub use ranges::RowRanges;
pub use reading::Reading;
pub use reference::{DataOptions, DataReference, Loss};
pub use set::DataSet;
pub use taken::Taken;
