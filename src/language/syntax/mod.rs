//! The syntax tree of the claim language: data only, readable by every judge and printer.

mod assignment;
mod block;
mod expression;
mod figure;
mod line;
pub mod names;
mod precedence;

pub use assignment::{AssignmentLine, AssignmentLineKind, LimitUnit, Submit};
pub use block::{Block, Body, Change, Constant, Formula, Mutant, Objective, ObjectiveLine, Parameter, Recurrences};
pub use expression::{Argument, BinaryOp, Expr, ExprKind, FoldKind, LogicOp, MomentKind, Name, RelationOp, Span};
pub use figure::{CurveRole, DataLine, DataSource, FigureLine, FigureLineKind, Layer, LayerShape};
pub use line::{Class, Domain, Drawing, Equation, Form, IndexRange, Line, LineKind, Run};
pub use precedence::Precedence;
