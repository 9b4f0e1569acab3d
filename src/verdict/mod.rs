//! Verdicts and the evidence they carry: data only.

mod case;
mod finding;
mod outcome;
mod quantity;
mod results;
mod testable;
mod tried;

pub use case::{Case, Draws};
pub use finding::{Comparison, Drawn, Finding, Missing, Outcome, Side, compared};
pub use outcome::{
    Arithmetic, Counterexample, Counts, DataEvidence, Evidence, Findings, Formula, Measured, Slack, TraceRow, Verdict,
};
pub use quantity::{Named, Quantity, Shape, Value};
pub use results::{Catch, Expectation, Judged, MutantOutcome, Results};
pub use tried::Tried;
