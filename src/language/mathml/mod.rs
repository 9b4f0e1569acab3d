//! MathML for pages: from the syntax tree, and from mathematics as it stands in prose.

mod prose;
mod signs;
mod tree;

pub use prose::{prose, quantity, signs};
pub(super) use signs::greek;
pub(super) use tree::{argument, inline_equation, integers, interval, range, space};
pub use tree::{display, equation, inline, name, sequence};
