//! How submissions are graded.

use super::launch::Confinement;
use super::python::Python;
use crate::verdict::Counterexample;

/// How submissions are graded.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which cases.
    pub seed: u64,
    /// What keeps programs in.
    pub confinement: Confinement,
    /// The interpreter, where it is not the system's.
    pub python: Option<Python>,
    /// A counterexample in words, a line each.
    pub explain: fn(&Counterexample) -> Vec<String>,
}
