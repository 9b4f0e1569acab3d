//! Executable lecture notes for the theory of learning methods.
//!
//! A method and a claim are written in Markdown the way they stand on a slide; this crate runs the
//! method on generated convex, L-smooth problems, tries to break the claim, and returns a verdict
//! with evidence that anyone can replay.
//!
//! The modules form layers; each uses only those above it in the list below (`tests/tidy.rs` checks it).
#![deny(unsafe_code)]

pub mod numeric;
pub mod problem;
pub mod language;
pub mod method;
pub mod verdict;
pub mod generate;
pub mod judge;
pub mod blackbox;
pub mod figure;
pub mod report;
pub mod cli;
