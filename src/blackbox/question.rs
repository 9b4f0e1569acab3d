//! What a program under test is asked, and what it may ask back.

use std::collections::BTreeMap;
use std::fmt;

/// A parameter of a method, as the program gets it.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One number.
    Number(f64),
    /// One number a component.
    Vector(Vec<f64>),
    /// `W` rows of `W` numbers, one after the other.
    Matrix(Vec<f64>),
    /// One number a step, that of step 1 first, where a schedule gives them.
    PerStep(Vec<f64>),
}

/// The parameters of a method by name.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Parameters(BTreeMap<String, Value>);

impl Parameters {
    /// Parameters by name.
    #[must_use]
    pub const fn new(values: BTreeMap<String, Value>) -> Self {
        Self(values)
    }

    /// A parameter, whatever its kind.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// A number.
    ///
    /// # Panics
    /// Where there is no such parameter or it is no number; the program is then said to have given up.
    #[must_use]
    pub fn number(&self, name: &str) -> f64 {
        match self.0.get(name) {
            Some(Value::Number(value)) => *value,
            Some(_) => panic!("the parameter `{name}` is not one number"),
            None => panic!("there is no parameter `{name}`"),
        }
    }

    /// The number that applies at step `t` (from 1), whether a schedule gives one a step or not.
    ///
    /// # Panics
    /// Where there is no such number; the program is then said to have given up.
    #[must_use]
    pub fn at(&self, name: &str, t: usize) -> f64 {
        match self.0.get(name) {
            Some(Value::PerStep(values)) if t >= 1 && t <= values.len() => values[t - 1],
            _ => self.number(name),
        }
    }

    /// The names with the values, in the order of the alphabet.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// Why an oracle does not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Ended {
    /// The point has another dimension than the objective.
    #[error("the point has the wrong dimension")]
    Dimension,
    /// There is no such sample.
    #[error("there is no such sample")]
    Sample,
    /// It was asked as often as it may be.
    #[error("asked more often than allowed")]
    TooOften,
}

/// Answers questions about the objective, in doubles. Where the objective has no value, the answer is not a number.
pub trait Oracle {
    /// The gradient: `W` numbers.
    ///
    /// # Errors
    /// Where it does not answer.
    fn gradient(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended>;

    /// The value.
    ///
    /// # Errors
    /// Where it does not answer.
    fn value(&mut self, w: &[f64]) -> Result<f64, Ended>;

    /// The Hessian: `W` rows of `W` numbers, one after the other.
    ///
    /// # Errors
    /// Where it does not answer.
    fn hessian(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended>;

    /// The gradients of the losses of some samples (from 0): one row of `W` numbers a sample.
    ///
    /// # Errors
    /// Where it does not answer.
    fn sample_gradients(&mut self, w: &[f64], samples: &[usize]) -> Result<Vec<f64>, Ended>;
}

/// What a program is asked: a run of a method.
pub struct Question<'a> {
    /// `w[0]`.
    pub start: &'a [f64],
    /// How many steps to take.
    pub steps: usize,
    /// The parameters of the method.
    pub parameters: &'a Parameters,
    /// How many samples the objective is the mean of; 1 where it is no mean.
    pub samples: usize,
    /// The samples (from 0) of the batch of each step, that of step 1 first; empty where nothing is drawn.
    pub batches: &'a [Vec<usize>],
    /// Answers questions about the objective.
    pub oracle: &'a mut dyn Oracle,
}

/// Why a program has no answer, in its own words, with the points it came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// Why.
    pub reason: String,
    /// `w[0], w[1], ...` as far as it came.
    pub iterates: Vec<Vec<f64>>,
}

impl Failure {
    /// A failure without any points.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), iterates: Vec::new() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Failure {}

impl From<Ended> for Failure {
    fn from(ended: Ended) -> Self {
        Self::new(ended.to_string())
    }
}

/// A program under test: a whole run of a method.
///
/// A closure that takes a [`Question`] is one; [`steps`] and [`stateful`] make one of a single step.
pub trait Method: Sync {
    /// The points `w[1], ..., w[steps]`, each `W` numbers; `w[0]` may stand before them.
    ///
    /// # Errors
    /// Where the program gives up.
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure>;

    /// Another instance of the program, which has not run yet and shares nothing with this one: a second process, where the program
    /// runs in a process. It is asked the first question once more, which tells state that outlives a run from random numbers.
    /// Nothing where there is no such instance; [`with_second`] hands one over.
    fn fresh(&self) -> Option<Box<dyn Method + '_>> {
        None
    }

    /// What was seen of the program while it ran and its points do not show, one sentence each, such as that it changes the array
    /// that it is handed. It is asked for after the last run.
    fn seen(&self) -> Vec<String> {
        Vec::new()
    }
}

impl<F> Method for F
where
    F: Fn(Question<'_>) -> Result<Vec<Vec<f64>>, Failure> + Sync,
{
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        self(question)
    }
}

/// A method with instances of its own to be compared with: see [`with_second`].
pub struct WithSecond<M, F> {
    method: M,
    second: F,
}

/// A method for which `second` makes other instances that share nothing with it.
///
/// A closure or a type that keeps state in a cell, a lock or a static is then told from one that draws random numbers: the same
/// question is asked of a second instance too.
pub const fn with_second<M, S, F>(method: M, second: F) -> WithSecond<M, F>
where
    M: Method,
    S: Method + 'static,
    F: Fn() -> S + Sync,
{
    WithSecond { method, second }
}

impl<M, S, F> Method for WithSecond<M, F>
where
    M: Method,
    S: Method + 'static,
    F: Fn() -> S + Sync,
{
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        self.method.run(question)
    }

    fn fresh(&self) -> Option<Box<dyn Method + '_>> {
        Some(Box::new((self.second)()))
    }

    fn seen(&self) -> Vec<String> {
        self.method.seen()
    }
}

/// What a step function sees.
pub struct Step<'a> {
    /// The number of the step, from 1.
    pub t: usize,
    /// The point before the step.
    pub w: &'a [f64],
    /// The parameters of the method.
    pub parameters: &'a Parameters,
    /// How many samples the objective is the mean of.
    pub samples: usize,
    /// The samples (from 0) of this step's batch; empty where nothing is drawn.
    pub batch: &'a [usize],
    /// Answers questions about the objective.
    pub oracle: &'a mut dyn Oracle,
}

impl Step<'_> {
    /// A parameter as it applies at this step.
    ///
    /// # Panics
    /// Where there is none of this name; the program is then said to have given up.
    #[must_use]
    pub fn number(&self, name: &str) -> f64 {
        self.parameters.at(name, self.t)
    }

    /// The gradient at the point before the step.
    ///
    /// # Errors
    /// Where the oracle does not answer.
    pub fn gradient(&mut self) -> Result<Vec<f64>, Ended> {
        self.oracle.gradient(self.w)
    }
}

/// Something with a memory that takes steps, made anew for each run.
pub trait Stepper {
    /// The point after the step.
    ///
    /// # Errors
    /// Where the program gives up.
    fn step(&mut self, step: &mut Step<'_>) -> Result<Vec<f64>, Failure>;
}

impl<F> Stepper for F
where
    F: FnMut(&mut Step<'_>) -> Result<Vec<f64>, Failure>,
{
    fn step(&mut self, step: &mut Step<'_>) -> Result<Vec<f64>, Failure> {
        self(step)
    }
}

/// A method that has no memory but the point: see [`steps`].
pub struct Steps<F>(F);

/// A method made of a step function that has no memory but the point.
pub const fn steps<F>(step: F) -> Steps<F>
where
    F: Fn(&mut Step<'_>) -> Result<Vec<f64>, Failure> + Sync,
{
    Steps(step)
}

/// A method that begins each run with a new memory: see [`stateful`].
pub struct Stateful<F>(F);

/// A method made of something that takes steps, for which `fresh` begins each run.
pub const fn stateful<S, F>(fresh: F) -> Stateful<F>
where
    S: Stepper,
    F: Fn() -> S + Sync,
{
    Stateful(fresh)
}

impl<F> Method for Steps<F>
where
    F: Fn(&mut Step<'_>) -> Result<Vec<f64>, Failure> + Sync,
{
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        walk(question, |step: &mut Step<'_>| (self.0)(step))
    }
}

impl<S, F> Method for Stateful<F>
where
    S: Stepper,
    F: Fn() -> S + Sync,
{
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        walk(question, (self.0)())
    }
}

/// Takes one step after the other.
fn walk(question: Question<'_>, mut stepper: impl Stepper) -> Result<Vec<Vec<f64>>, Failure> {
    let Question { start, steps, parameters, samples, batches, oracle } = question;
    let mut iterates = vec![start.to_vec()];
    for t in 1..=steps {
        let batch = batches.get(t - 1).map_or(&[][..], Vec::as_slice);
        let w = &iterates[t - 1];
        let mut step = Step { t, w, parameters, samples, batch, oracle: &mut *oracle };
        match stepper.step(&mut step) {
            Ok(next) if next.len() == w.len() => iterates.push(next),
            Ok(next) => {
                let reason = format!("step {t} returned {} numbers, not {}", next.len(), w.len());
                return Err(Failure { reason, iterates });
            }
            Err(failure) => return Err(Failure { reason: failure.reason, iterates }),
        }
    }
    Ok(iterates)
}
