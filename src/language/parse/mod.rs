//! From Markdown to syntax trees.

mod assignment;
mod block;
mod document;
mod equation;
mod expression;
mod figure;
mod given;
mod logical_lines;
mod lexer;
mod line;
mod name;
mod objective;
mod uses;

pub use block::{KINDS, LARGEST_BLOCK, parse_expression};
pub use document::{Document, Parsed, Section};
pub(crate) use expression::KEYWORDS;
pub(crate) use lexer::{GREEK, LOWERED, RAISED, moment_name};
pub use uses::{Use, UsedNotes};
