//! One case: everything that a claim is given, as small dyadic numbers. A case *is* its inputs; no
//! seed is needed to judge it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::numeric::Dyadic;
use crate::problem::ProblemSpec;

/// The inputs of one run of a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// Judged up to this time.
    pub horizon: u32,
    /// One recipe for each `given` objective, by name; all have the same dimension.
    pub problems: BTreeMap<String, ProblemSpec>,
    /// Scalars as unit parameters: `eta in (0, 1/L]` stores h in (0, 1]; unbounded ranges store the value
    /// beyond their end; whole numbers store themselves.
    pub scalars: BTreeMap<String, Dyadic>,
    /// Vectors (starts `w[0]`, points `u`, `v`), one number a coordinate; those with a range a component
    /// store unit parameters.
    pub vectors: BTreeMap<String, Vec<Dyadic>>,
    /// Matrices, row by row: the numbers that one of the claim's form is made from.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub matrices: BTreeMap<String, Vec<Dyadic>>,
}
