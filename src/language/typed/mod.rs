//! Checked claims: terms with every name resolved, ready to be compiled or read by a judge.

mod analysis;
mod bounds;
mod claim;
mod class;
mod component;
mod derivative;
mod facts;
mod formula;
mod function;
mod rebuild;
mod shape;
mod spoken;
mod term;

pub use bounds::{may_be_negative, may_vanish};
pub use claim::{
    Claim, Draw, DrawKind, Flow, Given, MatrixForm, Opening, Recurrence, Run, Sequence, Show, State, When,
};
pub use class::{Class, Data, WrongClass};
pub(crate) use component::{component_of, is_number, simplified, truth_component};
pub(crate) use derivative::Derivative;
pub use formula::{Formula, Range};
pub use function::{BuiltIn, Function, FunctionRow, Takes};
pub use shape::{
    DrawId, FlowId, IndexId, MatrixId, ObjectiveId, RunId, ScalarId, SequenceId, Shape, StateId, VectorId,
};
pub use spoken::{Quantity, Spoken, Wording};
pub use term::{Cost, Node, ObjectiveTerm, Over, Part, Term, Truth};
