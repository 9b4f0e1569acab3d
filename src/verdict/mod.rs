//! Verdicts and the evidence they carry: data only.

mod case;
mod outcome;
mod results;

pub use case::{Case, Draws};
pub use outcome::{Arithmetic, Counterexample, Evidence, Grade, Measured, Slack, TraceRow, Verdict};
pub use results::{Catch, Expectation, Judged, MutantOutcome, Results};
