//! Turns results into text for a terminal, pages, Markdown, JSON and JUnit. Nothing here judges, prints or
//! computes.

mod counterexample;
mod digest;
mod effort;
mod explain;
mod finding;
mod html;
mod json;
mod junit;
mod list;
mod markdown;
mod mutants;
mod notes;
mod number;
mod paint;
mod sections;
mod replays;
mod summary;
mod table;
mod words;

pub use counterexample::{counterexample, exact_values, failure, nearest, trace};
pub use digest::digest;
pub use effort::effort;
pub use explain::explain;
pub use html::{Page, Site, html, page_names};
pub use json::{SCHEMA, json};
pub use junit::junit;
pub use list::list;
pub use markdown::markdown;
pub use mutants::mutants;
pub use notes::{Drawing, Images, Notes};
pub use replays::Replays;
pub use summary::{not_on_data, replay_lines, summary, surprises};
pub use table::table;
pub use words::found;
