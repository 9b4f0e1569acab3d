//! One case: everything that a claim is given, as small dyadic numbers. A case *is* its inputs; no
//! seed is needed to judge it again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::evaluate::Inputs;
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
    /// How to draw, where there are too many outcomes to enumerate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draws: Option<Draws>,
}

/// How the statistical judge draws: the same numbers give the same draws and the same verdict.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Draws {
    /// The random stream; a whole number below 2^53.
    pub stream: u64,
    /// Outcomes drawn for each moment.
    pub count: u64,
    /// The probability that the case is refuted though the claim is true of it.
    pub error: f64,
}

impl Case {
    /// The number of coordinates: the most of any part, so that parts which do not fit each other stay visible.
    #[must_use]
    pub fn dimension(&self) -> usize {
        let parts = self.problems.values().map(ProblemSpec::dimension).chain(self.vectors.values().map(Vec::len));
        parts.chain(self.matrices.values().map(|matrix| matrix.len().isqrt())).max().unwrap_or(0)
    }

    /// Its parts for a machine.
    #[must_use]
    pub const fn inputs(&self) -> Inputs<'_> {
        let Self { horizon, problems, scalars, vectors, matrices, draws: _ } = self;
        Inputs { horizon: *horizon, problems, scalars, vectors, matrices }
    }

    /// Whether an objective of it is over a data set.
    #[must_use]
    pub fn is_on_data(&self) -> bool {
        self.problems.values().any(|problem| problem.data.is_some())
    }

    /// The case without coordinate `k` (from 0) of every part; `None` if there is no other or a part has no such one.
    #[must_use]
    pub fn without_coordinate(&self, k: usize) -> Option<Self> {
        let mut other = self.clone();
        for spec in other.problems.values_mut() {
            *spec = spec.remove_coordinate(k)?;
        }
        for vector in other.vectors.values_mut() {
            if k >= vector.len() || vector.len() == 1 {
                return None;
            }
            vector.remove(k);
        }
        for matrix in other.matrices.values_mut() {
            let dimension = matrix.len().isqrt();
            if k >= dimension || dimension == 1 {
                return None;
            }
            let kept = (0..matrix.len()).filter(|at| at / dimension != k && at % dimension != k);
            *matrix = kept.map(|at| matrix[at]).collect();
        }
        Some(other)
    }
}
