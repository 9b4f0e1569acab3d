//! Executable lecture notes for the theory of learning methods.
//!
//! Methods and claims are written in Markdown as they appear on a slide. This crate runs each method on
//! generated problems, tries to break each claim, and returns a verdict with evidence that anyone can
//! replay. `docs/architecture.md` explains the modules.
//!
//! The modules form layers; each uses only those above it in the list below (`tests/tidy.rs` checks it).
#![deny(unsafe_code)]

pub mod numeric;
pub mod problem;
pub mod language;
pub mod evaluate;
pub mod verdict;
pub mod generate;
pub mod judge;
pub mod figure;
pub mod report;
pub mod cli;
