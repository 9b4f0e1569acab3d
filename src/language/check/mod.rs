//! The type checker: resolves every name and gives every value a shape before anything runs.

mod chapter;
mod claim;
mod class;
mod draws;
mod expression;
mod figure;
mod flow;
mod fold;
mod formula;
mod matrix;
mod measure;
mod minimiser;
mod order;
mod reads;
mod range;
mod recurrence;
mod scope;
mod spoken;
mod statement;
mod terms;
mod witness;

pub use chapter::{Chapter, ClaimBlock, FigureBlock, MutantBlock, Section};
pub use class::{Class, Data};
pub use figure::{Drawn, DrawnAxis, DrawnData, DrawnKind, DrawnLayer, DrawnPanel, DrawnSource, GRID, Version};
pub(crate) use terms::component_of;
