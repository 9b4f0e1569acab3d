//! A program in the place of a method, as a machine sees it: asked once for all points of a run.

use std::collections::BTreeMap;

/// What is asked of the objective of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The value.
    Value,
    /// The gradient.
    Gradient,
    /// The Hessian, row by row.
    Hessian,
}

/// What a program in the place of a method is asked.
pub struct Asked<'a> {
    /// `w[0]`.
    pub start: &'a [f64],
    /// The number of steps.
    pub steps: usize,
    /// The parameters that are the same at every step, by name; a number is a list of one.
    pub parameters: &'a BTreeMap<String, Vec<f64>>,
    /// The numbers that have another value at each step, that of step 1 first.
    pub schedules: &'a BTreeMap<String, Vec<f64>>,
    /// Answers questions about the objective at a point, in doubles; where there is no value, with what is not a number.
    pub oracle: &'a dyn Fn(Wanted, &[f64]) -> Vec<f64>,
}

/// A program in the place of a method.
pub trait Subject: Sync {
    /// The name of the `method` block that it takes the place of.
    fn replaces(&self) -> &str;

    /// The names of the method's parameters.
    fn parameters(&self) -> &[String];

    /// The points `w[0], w[1], ...`, one after the other, as far as it came.
    fn points(&self, asked: &Asked<'_>) -> Vec<f64>;
}
