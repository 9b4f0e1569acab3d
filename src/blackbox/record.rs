//! A program is run once a case, and everything that it was told and said is kept.

use std::cell::Cell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::evaluate::Asked;
use super::question::{Ended, Method, Oracle, Parameters, Question};

/// What a program is run on.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// `w[0]`.
    pub start: Vec<f64>,
    /// How many steps.
    pub steps: usize,
    /// The parameters.
    pub parameters: Parameters,
    /// How many samples the objective is the mean of.
    pub samples: usize,
    /// The samples (from 0) of each step's batch.
    pub batches: Vec<Vec<usize>>,
}

/// One question of a program to its oracle.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What it asked.
    pub what: Asked,
    /// At which point.
    pub point: Vec<f64>,
    /// What it was told.
    pub answer: Vec<f64>,
}

/// Why a run ended before its last step.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// The program gave up, with its own words.
    GaveUp(String),
    /// The program panicked, with its own words.
    Panicked(String),
    /// It asked the oracle more often than it may.
    AskedTooOften(usize),
    /// A point had so many numbers instead of so many.
    Shape {
        /// The step.
        t: usize,
        /// How many numbers.
        got: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// It returned so many points instead of so many.
    Length {
        /// How many, `w[0]` not counted.
        got: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// The first point it returned is not the start.
    Start,
}

/// A recorded run.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What the program was handed.
    pub setup: Setup,
    /// Its questions with the answers, in order.
    pub calls: Vec<Call>,
    /// `w[0], w[1], ...` as far as it came.
    pub iterates: Vec<Vec<f64>>,
    /// Why it ended early.
    pub ended: Option<End>,
    /// The calls by what was asked and where.
    index: HashMap<(Asked, Vec<u64>), usize>,
}

/// A point as a key: both zeros are one number.
fn key(point: &[f64]) -> Vec<u64> {
    point.iter().map(|x| (x + 0.0).to_bits()).collect()
}

impl Record {
    /// What the program was told of a point, where it asked.
    #[must_use]
    pub fn answer(&self, what: Asked, point: &[f64]) -> Option<&[f64]> {
        self.index.get(&(what, key(point))).map(|at| self.calls[*at].answer.as_slice())
    }

    /// Whether another run gave the same bits.
    #[must_use]
    pub fn has_same_bits(&self, other: &Self) -> bool {
        let bits = |record: &Self| -> Vec<u64> { record.iterates.iter().flatten().map(|x| x.to_bits()).collect() };
        bits(self) == bits(other) && self.ended == other.ended
    }
}

/// An oracle that keeps account.
struct Recorder<'a> {
    inner: &'a mut dyn Oracle,
    calls: Vec<Call>,
    most: usize,
    too_often: &'a Cell<bool>,
}

impl Recorder<'_> {
    fn note(&mut self, what: Asked, point: &[f64], answer: &[f64]) {
        self.calls.push(Call { what, point: point.to_vec(), answer: answer.to_vec() });
    }

    fn admit(&self) -> Result<(), Ended> {
        if self.calls.len() < self.most {
            return Ok(());
        }
        self.too_often.set(true);
        Err(Ended::TooOften)
    }
}

impl Oracle for Recorder<'_> {
    fn gradient(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended> {
        self.admit()?;
        let answer = self.inner.gradient(w)?;
        self.note(Asked::Gradient, w, &answer);
        Ok(answer)
    }

    fn value(&mut self, w: &[f64]) -> Result<f64, Ended> {
        self.admit()?;
        let answer = self.inner.value(w)?;
        self.note(Asked::Value, w, &[answer]);
        Ok(answer)
    }

    fn hessian(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended> {
        self.admit()?;
        let answer = self.inner.hessian(w)?;
        self.note(Asked::Hessian, w, &answer);
        Ok(answer)
    }

    fn sample_gradients(&mut self, w: &[f64], samples: &[usize]) -> Result<Vec<f64>, Ended> {
        self.admit()?;
        let answer = self.inner.sample_gradients(w, samples)?;
        for (n, row) in samples.iter().zip(answer.chunks(w.len().max(1))) {
            self.note(Asked::Sample(*n), w, row);
        }
        Ok(answer)
    }
}

/// Runs a program once. It may ask the oracle at most `most` times.
pub fn record(setup: &Setup, method: &dyn Method, oracle: &mut dyn Oracle, most: usize) -> Record {
    let too_often = Cell::new(false);
    let mut recorder = Recorder { inner: oracle, calls: Vec::new(), most, too_often: &too_often };
    let found = catch_unwind(AssertUnwindSafe(|| {
        method.run(Question {
            start: &setup.start,
            steps: setup.steps,
            parameters: &setup.parameters,
            samples: setup.samples,
            batches: &setup.batches,
            oracle: &mut recorder,
        })
    }));
    let calls = recorder.calls;
    let (mut points, mut ended) = match found {
        Ok(Ok(points)) => (points, None),
        Ok(Err(failure)) => (failure.iterates, Some(End::GaveUp(failure.reason))),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied());
            (Vec::new(), Some(End::Panicked(text.unwrap_or("no message").to_owned())))
        }
    };
    if too_often.get() {
        ended = Some(End::AskedTooOften(most));
    }
    // A list of the points may begin with the start or with the first step: its length tells which.
    let with_start = ended.is_some() || points.len() == setup.steps + 1;
    if !with_start {
        points.insert(0, setup.start.clone());
    } else if points.is_empty() {
        points.push(setup.start.clone());
    }
    let wanted = setup.start.len();
    if let Some(t) = points.iter().position(|point| point.len() != wanted) {
        ended = Some(End::Shape { t, got: points[t].len(), wanted });
        points.truncate(t);
    } else if ended.is_none() && points.len() != setup.steps + 1 {
        ended = Some(End::Length { got: points.len() - 1, wanted: setup.steps });
        points.truncate(setup.steps + 1);
    }
    if points.first().is_none_or(|first| key(first) != key(&setup.start)) {
        ended = Some(End::Start);
        points = vec![setup.start.clone()];
    }
    let mut index = HashMap::new();
    for (at, call) in calls.iter().enumerate() {
        index.entry((call.what, key(&call.point))).or_insert(at);
    }
    Record { setup: setup.clone(), calls, iterates: points, ended, index }
}
