//! The source of a recipe's samples, and the loss over them.

use serde::{Deserialize, Serialize};

use super::reading::Reading;

/// What is minimised over the data. All weights are penalised alike, that of an intercept included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Loss {
    /// `1/N sum_n 1/2 (x_n.w - y_n)^2`.
    Squares,
    /// `sum_n (x_n.w - y_n)^2 + |w|^2`.
    Ridge,
    /// `1/N sum_n ln(1 + exp(-y_n x_n.w))`.
    Logistic,
    /// The logistic loss plus `1/64 |w|^2/2`, which has a minimiser.
    RidgeLogistic,
}

/// How a file becomes numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct DataOptions {
    /// Shift and scale each feature (and a numeric target) to mean 0 and population standard deviation 1, rounded to
    /// the nearest multiple of 2^-20, so that exact arithmetic on them stays cheap.
    pub standardise: bool,
    /// Add a last feature that is 1.
    pub intercept: bool,
}

/// Where a recipe's samples come from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataReference {
    /// The data set's name.
    pub name: String,
    /// The file; nothing for a data set that comes with the program.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The column to predict.
    pub target: String,
    /// What is minimised.
    pub loss: Loss,
    /// Whether columns are standardised.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub standardise: bool,
    /// Whether there is a last feature that is 1.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub intercept: bool,
    /// The format of the file, all of it told, and what is taken; plain CSV, and everything, where left out.
    #[serde(default = "Reading::plain", skip_serializing_if = "Reading::is_plain")]
    pub reading: Reading,
    /// The number of samples.
    pub rows: usize,
    /// A digest of the samples (FNV-1a, 64 bits), so that a changed file is noticed.
    pub digest: String,
}
