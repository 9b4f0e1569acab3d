//! Methods under test: equations, and opaque methods that only return doubles.

use std::collections::BTreeMap;

/// What an opaque method is asked.
pub struct Query<'a> {
    /// `w[0]`.
    pub start: &'a [f64],
    /// The number of steps.
    pub horizon: usize,
    /// The parameters of the method it stands for, by name; a number is a list of one.
    pub parameters: &'a BTreeMap<String, Vec<f64>>,
    /// The gradient oracle.
    pub gradient: &'a dyn Fn(&[f64]) -> Vec<f64>,
}

/// A method under test.
pub trait Method: Sync {
    /// The name of the `method` block that it takes the place of.
    fn replaces(&self) -> &str;

    /// The iterates `w[0], w[1], ..., w[horizon]`, one after the other.
    ///
    /// # Errors
    /// In its own words, where the method gives up.
    fn iterates(&self, query: &Query<'_>) -> Result<Vec<f64>, String>;
}

/// A step function in the place of a method: it sees the time, the iterate and the oracle.
pub struct Closure<F> {
    name: String,
    step: F,
}

impl<F> Closure<F>
where
    F: Fn(usize, &[f64], &Query<'_>) -> Vec<f64> + Sync,
{
    /// `step(t, w, query)` makes `w[t]` of `w[t-1]`.
    pub fn new(replaces: impl Into<String>, step: F) -> Self {
        Self { name: replaces.into(), step }
    }
}

impl<F> Method for Closure<F>
where
    F: Fn(usize, &[f64], &Query<'_>) -> Vec<f64> + Sync,
{
    fn replaces(&self) -> &str {
        &self.name
    }

    fn iterates(&self, query: &Query<'_>) -> Result<Vec<f64>, String> {
        let mut all = query.start.to_vec();
        let mut w = query.start.to_vec();
        for t in 1..=query.horizon {
            w = (self.step)(t, &w, query);
            if w.len() != query.start.len() {
                return Err(format!("step {t} returned {} numbers, not {}", w.len(), query.start.len()));
            }
            all.extend_from_slice(&w);
        }
        Ok(all)
    }
}
