//! Programs that nobody here wrote: run once and recorded, judged by replaying equations on the record.

mod allowance;
mod assignment;
mod cases;
mod evaluate;
mod landscape;
mod linear;
mod question;
mod record;
mod replay;
mod resolve;
mod tree;
mod written;

pub use allowance::{Allowance, OUT_OF_RANGE, Precision};
pub use assignment::Assignment;
pub use cases::{Kind, Trial, trials};
pub use evaluate::Asked;
pub use landscape::{Bowl, Landscape, Told};
pub use question::{
    Ended, Failure, Method, Oracle, Parameters, Question, Stateful, Step, Stepper, Steps, Value, stateful, steps,
};
pub use record::{Call, End, Record, Setup, record};
pub use replay::{Agreement, Anew, Difference, replay};
pub use resolve::resolve;
pub use tree::Equations;
pub use written::Written;
