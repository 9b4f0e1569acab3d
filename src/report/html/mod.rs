//! The judged notes as pages: one per file and an index, each self-contained.

mod boxes;
mod card;
mod claim;
mod code;
mod counterexample;
mod escape;
mod figure;
mod index;
mod labels;
mod links;
mod method;
mod picture;
mod prose;
mod roles;
mod site;
mod step;
mod tex;
mod title;
mod typeset;

pub use site::{Page, Site, html, page_names};
