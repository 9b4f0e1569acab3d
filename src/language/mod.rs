//! The claim language: Markdown documents, their syntax trees, printers and diagnostics.

mod derivative;
pub mod diagnostic;
pub mod document;
mod expression;
pub mod figure;
mod given;
mod lexer;
mod logical_lines;
mod node;
mod numeral;
pub mod mathml;
mod objective;
pub mod parser;
pub mod print;
mod analysis;
pub mod check;
mod rebuild;
pub mod spoken;
pub mod syntax;
pub mod typeset;
pub mod typed;

pub use diagnostic::{Diagnostic, render};
pub use document::{Document, Section};
