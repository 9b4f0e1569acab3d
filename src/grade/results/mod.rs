//! Results in the formats of others: each is written from the one model, and none prints.

mod csv;
mod gradescope;
mod json;
mod junit;
mod prairielearn;
mod text;

pub use csv::csv;
pub use gradescope::gradescope;
pub use json::json;
pub use junit::junit;
pub use prairielearn::prairielearn;
pub use text::{feedback, text};
