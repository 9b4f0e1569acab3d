//! The judges: sampling behind a screen of doubles, an adversarial search, and exact arithmetic as the last word.

mod assembly;
mod campaign;
mod case;
mod counterexample;
mod data;
mod engine;
mod explain;
mod gather;
mod misplaced;
mod options;
mod plan;
mod progress;
mod questions;
mod reading;
mod record;
mod search;
mod statistical;
mod tally;
mod tried;

pub use case::{CaseJudge, Screen};
pub use engine::{Replay, ReplayError, judge, matrix, replay, verify};
pub use gather::Exact;
pub use misplaced::misplaced_witnesses;
pub use options::{KeptCase, Options, Shard};
pub use progress::Event;
pub use reading::read;
pub use record::Record;
pub use tally::Tally;
