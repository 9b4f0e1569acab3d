//! The claim language: from Markdown to typed claims, and back to text, signs and MathML.

pub mod check;
pub mod diagnostic;
pub mod markdown;
pub mod parse;
pub mod print;
pub mod syntax;
pub mod typed;

pub use diagnostic::{Diagnostic, WrongFile, WrongNotes, render, render_warnings};
pub use parse::{Document, Parsed, Section, Use, UsedNotes};
