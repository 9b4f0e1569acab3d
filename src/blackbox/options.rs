//! How programs are judged.

use super::allowance::Precision;

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
            calls: 100_000,
            explain: true,
        }
    }
}
