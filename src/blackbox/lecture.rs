//! The methods of the chapter that comes with the crate, for tests of programs.

use super::embedded::sources;
use super::error::CannotJudge;
use super::finding::Finding;
use super::judge::judge_method;
use super::options::Options;
use super::question::Method;
use crate::language::check::Chapter;

/// The chapter that comes with the crate.
///
/// # Panics
/// Where the chapter does not check, which its own tests exclude.
#[must_use]
pub fn lecture() -> Chapter {
    Chapter::load(sources()).unwrap_or_else(|wrong| panic!("the chapter does not check: {wrong}"))
}

/// Asserts that a program is a method of the chapter that comes with the crate and behaves: in a test, what it is instead is said.
///
/// ```
/// use descentcheck::{Failure, Step, Stepper, assert_is, stateful};
///
/// #[derive(Default)]
/// struct Momentum {
///     m: Vec<f64>,
/// }
///
/// impl Stepper for Momentum {
///     fn step(&mut self, step: &mut Step<'_>) -> Result<Vec<f64>, Failure> {
///         let (eta, mu, g) = (step.number("eta"), step.number("mu"), step.gradient()?);
///         self.m.resize(g.len(), 0.0);
///         for (m, g) in self.m.iter_mut().zip(&g) {
///             *m = mu * *m + (1.0 - mu) * g;
///         }
///         Ok(step.w.iter().zip(&self.m).map(|(w, m)| w - eta * m).collect())
///     }
/// }
///
/// assert_is("momentum", &stateful(Momentum::default));
/// ```
///
/// # Panics
/// Where the program is not the method or misbehaves, with the finding; and where there is no such method.
#[track_caller]
pub fn assert_is(name: &str, method: &dyn Method) {
    assert_is_with(name, method, &Options::default());
}

/// The same with other options: more cases, another seed, numbers of 32 bits, ranges of parameters.
///
/// # Panics
/// Where the program is not the method or misbehaves, with the finding; and where there is no such method.
#[track_caller]
pub fn assert_is_with(name: &str, method: &dyn Method, options: &Options) {
    match judge_method(&lecture(), name, method, options) {
        Ok(found) if found.is_right() => {}
        Ok(found) => panic!("{found}"),
        Err(reason) => panic!("`{name}` cannot be judged: {reason}"),
    }
}

/// What is found of a program that should be a method of the chapter that comes with the crate.
///
/// # Errors
/// Where there is no such method, or a parameter has no range.
pub fn finding(name: &str, method: &dyn Method, options: &Options) -> Result<Finding, CannotJudge> {
    judge_method(&lecture(), name, method, options)
}
