//! MathML for pages, from syntax trees and from mathematics in prose.

mod edge;
mod level;
mod prose;
mod signs;
mod tree;

pub use prose::{prose, quantity, signs};
pub use signs::greek;
pub use tree::{
    application, argument, display, equation, indexed, inline, inline_equation, integers, interval, name, range,
    sequence, space,
};
