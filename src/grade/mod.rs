//! Programs of students: graded by assignments of the notes, with feedback that teaches.

mod assignment;
mod feedback;
mod grading;
mod observed;
mod pattern;
mod result;
pub mod results;
mod score;

pub use assignment::Assignment;
pub use grading::{CASES, HandedIn, failed, grade_method};
pub use observed::{Observed, Remark, remarks};
pub use result::{Entry, Graded, Line};
