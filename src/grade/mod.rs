//! Programs of students: run in a sandbox of their own, judged by what they answer.

mod channel;
mod child;
mod form;
mod launch;
mod limits;
mod note;
mod protocol;
mod python;
mod sandbox;
mod submission;
mod worker;

pub use form::{Form, Style};
pub use launch::{Confinement, StartError};
pub use limits::Limits;
pub use note::{Frame, Limit, Note, What};
pub use python::{NoPython, Python};
pub use sandbox::{Goal, Mechanism, Row, SANDBOX_EXEC, doctor, missing, sandbox_exec};
pub use submission::{Kind, Submission, TakeError};
pub use worker::Worker;
