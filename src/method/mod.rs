//! Methods: recurrences and statements compiled to flat code, run in any arithmetic; and the place of programs in them.

mod batches;
mod centred;
mod compile;
mod draws;
mod estimate;
mod evaluate;
mod flow;
mod formula;
mod flat;
mod known;
mod layout;
mod machine;
mod matrix;
mod measure;
mod program;
mod reach;
mod reading;
mod run;
mod subject;
mod terms;
mod truth;

pub use compile::compile;
pub use estimate::{Estimate, Hooks};
pub use known::Known;
pub use machine::{EMPTY_RANGE, Inputs, Machine};
pub use program::Program;
pub use reading::Sides;
pub use subject::{Asked, Subject, Wanted};
pub use truth::{Judgement, Side, Weight};
