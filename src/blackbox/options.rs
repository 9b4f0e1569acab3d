//! How programs are judged.

use super::allowance::Precision;
use crate::language::syntax::Expr;

/// How a program is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// On how many cases.
    pub cases: usize,
    /// Which cases.
    pub seed: u64,
    /// In which numbers the program calculates.
    pub precision: Precision,
    /// Ranges of parameters that the claims of the chapter do not say, as `eta in (0, 1]`.
    pub given: Vec<String>,
    /// Parameters that are handed over as one number a step, as a schedule gives them.
    pub scheduled: Vec<String>,
    /// Parameters that are not handed over, with their values: those that an assignment sets.
    pub values: Vec<(String, Expr)>,
    /// Whether the objectives are convex; where it is not said, as the claims about the method have it.
    pub convex: Option<bool>,
    /// How many steps a run has, in terms of the parameters; where it is not said, as many as the case likes.
    pub steps: Option<Expr>,
    /// How often the program may ask its oracle in a case.
    pub calls: usize,
    /// Whether to say what a program is that is not the method, and which claims it breaks.
    pub explain: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cases: 120,
            seed: 1,
            precision: Precision::Double,
            given: Vec::new(),
            scheduled: Vec::new(),
            values: Vec::new(),
            convex: None,
            steps: None,
            calls: 100_000,
            explain: true,
        }
    }
}
