//! One result model, made into text for a terminal and into JSON. Nothing here judges, prints or computes.

mod counterexample;
mod effort;
mod explain;
mod json;
mod list;
mod mutants;
mod paint;
mod sections;
mod summary;
mod table;
mod words;

pub use counterexample::{counterexample, nearest, trace};
pub use effort::effort;
pub use explain::explain;
pub use json::{SCHEMA, json};
pub use list::list;
pub use mutants::mutants;
pub use summary::{replays, summary, surprises};
pub use table::table;
pub use words::found;
