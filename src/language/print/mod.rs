//! Syntax trees as text, in signs and as MathML.

mod assignment;
mod figure;
pub mod mathml;
mod numeral;
mod text;
pub mod typeset;

pub use text::{
    ascii, assignment_line_unicode, block_ascii, block_unicode, equation_ascii, equation_unicode, figure_line_unicode,
    line_ascii, line_unicode, objective_line_unicode, unicode, unicode_name,
};
