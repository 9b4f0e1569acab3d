//! The judges: sampling behind a screen of doubles, and exact arithmetic as the last word.

mod case;
mod counterexample;
mod data;
mod engine;
mod mutants;
mod progress;
mod statistical;

pub use case::{CaseJudge, Exact, Screen};
pub use counterexample::sides;
pub use engine::{Options, Replay, judge_claim, replay, verify, verify_method};
pub use mutants::matrix;
pub use progress::Event;
