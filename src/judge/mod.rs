//! The judges: sampling behind a screen of doubles, an adversarial search, and exact arithmetic as the last word.

mod assembly;
mod campaign;
mod case;
mod counterexample;
mod data;
mod engine;
mod explain;
mod misplaced;
mod options;
mod plan;
mod progress;
mod questions;
mod reading;
mod search;
mod statistical;
mod tally;
mod tried;

pub use campaign::Record;
pub use case::{CaseJudge, Exact, Screen};
pub use engine::{Replay, judge_claim, matrix, replay, verify};
pub use misplaced::misplaced_witnesses;
pub use options::{KeptCase, Options, Shard};
pub use progress::Event;
pub use reading::read;
pub use tally::Tally;
