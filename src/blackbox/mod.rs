//! Programs that nobody here wrote: run once and recorded, judged by replaying equations on the record.

mod alike;
mod allowance;
mod asked;
mod assignment;
mod candidates;
mod cases;
mod claims;
mod compare;
mod diagnose;
mod elsewhere;
mod embedded;
mod error;
mod evaluate;
mod factors;
mod finding;
mod habits;
mod judge;
mod landscape;
mod lecture;
mod linear;
mod local;
mod moves;
mod mutate;
mod options;
mod orders;
mod patterns;
mod question;
mod record;
mod replay;
mod replayed;
mod resolve;
mod rewritten;
mod runs;
mod sameness;
mod terms;
mod tree;
mod vectors;
mod written;

pub use allowance::{Allowance, OUT_OF_RANGE, Precision};
pub use asked::asks_elsewhere;
pub use assignment::Assignment;
pub use cases::{Kind, Trial, trials};
pub use claims::{BrokenRun, OnClaim, beyond_programs, verify_method};
pub use compare::{Comparison, compare, compare_with_all};
pub use embedded::{CHAPTER, sources as chapter_sources};
pub use error::{CannotJudge, NotReplayable};
pub use evaluate::Asked;
pub use finding::{
    Behaviour, Broken, Coordinates, Diagnosis, Example, Explanation, Finding, OnCase, Origin, Parting, Pattern,
    Verdict, written_number,
};
pub use judge::judge_method;
pub use landscape::{Bowl, Landscape, Told};
pub use lecture::{assert_is, assert_is_with, finding, lecture};
pub use mutate::{Mutation, mutations};
pub use options::Options;
pub use question::{
    Ended, Failure, Method, Oracle, Parameters, Question, Stateful, Step, Stepper, Steps, Value, WithSecond, stateful,
    steps, with_second,
};
pub use record::{Call, End, Record, Setup, record};
pub use replay::{Agreement, Anew, Difference, replay};
pub use resolve::resolve;
pub use rewritten::rewritings;
pub use sameness::{Sameness, sameness};
pub use tree::Equations;
pub use vectors::{Loss, Number, Parameter, Row, Vector, Vectors, vectors};
pub use written::Written;
