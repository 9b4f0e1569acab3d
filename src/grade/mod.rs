//! Programs of students: run in a sandbox of their own, judged by what they answer, graded by assignments of the notes.

mod assignment;
mod channel;
mod child;
mod feedback;
mod form;
mod grading;
mod launch;
mod limits;
mod note;
mod observed;
mod pattern;
mod protocol;
mod python;
mod result;
pub mod results;
mod score;
mod submission;
mod worker;

pub use assignment::Assignment;
pub use form::{Form, Style};
pub use grading::{CASES, HandedIn, failed, grade_method};
pub use launch::{Confinement, StartError};
pub use limits::Limits;
pub use note::{Frame, Limit, Note, What};
pub use observed::{Observed, Remark, remarks};
pub use python::{NoPython, Python};
pub use result::{Entry, Graded, Line};
pub use submission::{Kind, Submission, TakeError};
pub use worker::Worker;
