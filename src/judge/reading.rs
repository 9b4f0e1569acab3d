//! The sides of a claim's statements on one case in doubles, for figures.

use crate::evaluate::{Estimate, Hooks, Machine, Sides, compile};
use crate::language::typed::Claim;
use crate::numeric::{Fault, Float};
use crate::verdict::Case;

/// The random stream of probabilities over too many outcomes: any will do, so long as it stays the same.
const STREAM: u64 = 11;
/// Outcomes drawn for each of them.
const DRAWS: u64 = 1 << 17;
/// The probability that one lies outside the interval whose middle is drawn: at most 0.5 % wide with this many draws.
const ERROR: f64 = 0.01;
/// A probability is the middle of its interval. Other moments have no enclosures in doubles, and so no estimates.
const HOOKS: Hooks<Float> =
    Hooks { join: |_, _| f64::NAN, enclose: |_, low, high| f64::midpoint(low, high), ends: |value| (*value, *value) };

/// Both sides of every statement at every index, in order; those that depend on a draw on the outcome that the stream
/// `outcome` gives.
///
/// # Errors
/// Where the case cannot be run in doubles, or does not meet what the claim assumes.
pub fn read(claim: &Claim, case: &Case, outcome: Option<u64>) -> Result<Vec<Sides>, Fault> {
    let program = compile(claim);
    let mut machine = Machine::new(&program, Float);
    if !machine.load_outcome(case.inputs(), outcome)? {
        return Err(Fault::Undefined("an assumption does not hold"));
    }
    if outcome.is_none() && machine.too_many_outcomes()? {
        machine = machine.with_estimates(Estimate::new(case.inputs(), STREAM, DRAWS, ERROR, HOOKS));
    }
    machine.sides()
}
