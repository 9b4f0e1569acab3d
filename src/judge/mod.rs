//! The judges: sampling behind a screen of doubles, an adversarial search, and exact arithmetic as the last word.

mod assembly;
mod campaign;
mod case;
mod counterexample;
mod data;
mod engine;
mod exact;
mod explain;
mod gather;
mod merge;
mod misplaced;
mod options;
mod plan;
mod progress;
mod questions;
mod reading;
mod record;
mod registry;
mod screen;
mod seam;
mod search;
mod statistical;
mod tally;
mod tried;
mod workspace;

pub use case::CaseJudge;
pub use engine::{Replay, ReplayError, judge, matrix, replay, verify, verify_with};
pub use gather::Decision;
pub use misplaced::misplaced_witnesses;
pub use options::{KeptCase, Options, Shard};
pub use progress::Event;
pub use reading::read;
pub use record::Record;
pub use seam::{Answer, Effort, Judge, Question};
pub use tally::Tally;
pub use workspace::Workspace;
