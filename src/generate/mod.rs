//! Cases: drawn at random, enumerated from the smallest, and shrunk.

mod build;
mod choice;
mod compose;
mod doubles;
mod envelope;
mod few_bits;
mod kind;
mod losses;
mod neighbour;
mod problems;
mod scope;
mod schema;
mod shrink;
mod source;
mod strategy;
mod thresholds;

pub use build::build;
pub use kind::Kind;
pub use neighbour::{Knob, Structure, knobs, restructured, turn};
pub use problems::{
    ClassError, Convex, ConvexHessianLipschitz, ConvexSmooth, ConvexSmoothWithMinimiser, ProblemStrategy, ProblemTree,
    Quadratic, Smooth, StronglyConvexSmooth, strategy,
};
pub use schema::{Misfit, Schema};
pub use scope::small_scope;
pub use shrink::simpler_cases;
pub use source::{Random, Source, Stream, case_stream};
pub use strategy::{AnyProblem, CaseStrategy, CaseTree, random_case, unchecked_case};
