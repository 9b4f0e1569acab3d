//! The judged notes as pages: one per file and an index, each self-contained.

mod card;
mod claim;
mod counterexample;
mod figure;
mod index;
mod links;
mod method;
mod picture;
mod prose;
mod site;
mod step;
mod typeset;

pub use site::{Page, html};
