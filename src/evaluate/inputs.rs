//! The inputs that a case gives to a program.

use std::collections::BTreeMap;

use crate::numeric::Dyadic;
use crate::problem::ProblemSpec;

/// What a case gives, by name.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The horizon.
    pub horizon: u32,
    /// Recipes.
    pub problems: &'a BTreeMap<String, ProblemSpec>,
    /// Numbers as unit parameters.
    pub scalars: &'a BTreeMap<String, Dyadic>,
    /// Vectors.
    pub vectors: &'a BTreeMap<String, Vec<Dyadic>>,
    /// Matrices, row by row.
    pub matrices: &'a BTreeMap<String, Vec<Dyadic>>,
}
