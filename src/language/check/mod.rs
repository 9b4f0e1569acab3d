//! The type checker: resolves every name and gives every value a shape before anything runs.

mod assignment;
mod chapter;
mod claim;
mod draws;
mod expression;
mod figure;
mod flow;
mod fold;
mod formula;
mod matrix;
mod measure;
mod near;
mod minimiser;
mod order;
mod reads;
mod range;
mod recurrence;
mod scope;
mod spoken;
mod statement;
mod witness;

pub use assignment::{Assigned, CONVENTIONS, Item, KeepLine, Limits, PointsLine, ProgramTask, Task};
pub use chapter::{AssignmentBlock, Chapter, ClaimBlock, FigureBlock, MutantBlock, Section};
pub use figure::{Drawn, DrawnAxis, DrawnData, DrawnKind, DrawnLayer, DrawnPanel, DrawnSource, GRID, Version};
