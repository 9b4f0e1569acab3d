//! Test vectors: what a method does on hand-sized problems, as fractions and as doubles, for test suites in any language.

use serde::Serialize;

use super::assignment::Assignment;
use super::cases::{Kind, Trial, trials};
use super::error::CannotJudge;
use super::evaluate::Asked;
use super::options::Options;
use super::question::Value;
use super::replayed::Replayed;
use super::sameness::BITS;
use super::written::run_in;
use crate::language::check::Chapter;
use crate::numeric::tolerance::RATIONAL_BITS;
use crate::numeric::{Intervals, Rationals, from_f64_exact, print_rational};

/// A number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Number {
    /// As a fraction; nothing where it is not rational.
    pub exact: Option<String>,
    /// The nearest double.
    pub double: f64,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: Number,
}

/// A loss `(w - centre)' matrix (w - centre)/2`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Loss {
    /// The centre.
    pub centre: Vec<Number>,
    /// The rows of the matrix.
    pub matrix: Vec<Vec<Number>>,
}

/// A step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The number of the step; 0 is the start.
    pub t: usize,
    /// The point after it.
    pub w: Vec<Number>,
    /// The gradient of the whole objective there.
    pub gradient: Vec<Number>,
    /// The samples (from 0) of the batch of this step; empty where nothing is drawn.
    pub batch: Vec<usize>,
}

/// A case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Vector {
    /// Its number, from 1.
    pub case: usize,
    /// The objective is the mean of these losses.
    pub losses: Vec<Loss>,
    /// The parameters of the method.
    pub parameters: Vec<Parameter>,
    /// The start and the steps.
    pub steps: Vec<Row>,
}

/// The test vectors of a method.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Vectors {
    /// The version of this format.
    pub format: u32,
    /// The method.
    pub method: String,
    /// Its equations.
    pub equations: Vec<String>,
    /// The cases.
    pub cases: Vec<Vector>,
}

/// The test vectors of a method: at most so many hand-sized cases, those first on which no step of the method rounds.
///
/// # Errors
/// Where there is no such method, it cannot be replayed, or a parameter has no range.
pub fn vectors(chapter: &Chapter, name: &str, cases: usize, options: &Options) -> Result<Vectors, CannotJudge> {
    let assignment = Assignment::with_options(chapter, name, options)?;
    // One case in five is hand-sized.
    let all = trials(&assignment, cases.saturating_mul(5), options.seed, options.precision);
    let small = all.iter().filter(|trial| matches!(trial.kind, Kind::ByHand | Kind::Small));
    let mut found = Vec::new();
    for trial in small {
        if let Some(vector) = vector(&assignment, trial, found.len() + 1) {
            found.push(vector);
        }
        if found.len() == cases {
            break;
        }
    }
    Ok(Vectors { format: 1, method: name.to_owned(), equations: assignment.lines(), cases: found })
}

fn double(x: f64) -> Number {
    Number { exact: from_f64_exact(x).map(|exact| print_rational(&exact)), double: x }
}

/// Points with the gradients at them.
type Path = Vec<(Vec<Number>, Vec<Number>)>;

fn vector(assignment: &Assignment, trial: &Trial, case: usize) -> Option<Vector> {
    let path = path(assignment, trial, &Rationals { bits: RATIONAL_BITS })
        .or_else(|| path(assignment, trial, &Intervals { bits: BITS }))?;
    let steps = path.into_iter().enumerate().map(|(t, (w, gradient))| {
        let batch = t.checked_sub(1).and_then(|t| trial.setup.batches.get(t)).cloned().unwrap_or_default();
        Row { t, w, gradient, batch }
    });
    let parameters = trial.setup.parameters.iter().filter_map(|(name, value)| match value {
        Value::Number(value) => Some(Parameter { name: name.to_owned(), value: double(*value) }),
        Value::Vector(_) | Value::Matrix(_) | Value::PerStep(_) => None,
    });
    let losses = trial.landscape.bowls.iter().map(|bowl| Loss {
        centre: bowl.centre.iter().map(|x| double(*x)).collect(),
        matrix: bowl.matrix.chunks(bowl.centre.len()).map(|row| row.iter().map(|x| double(*x)).collect()).collect(),
    });
    Some(Vector { case, losses: losses.collect(), parameters: parameters.collect(), steps: steps.collect() })
}

/// The run in an arithmetic; nothing where a step has no value in it.
fn path<A: Replayed>(assignment: &Assignment, trial: &Trial, arithmetic: &A) -> Option<Path> {
    let (points, ended) = run_in(&assignment.equations, &trial.setup, &trial.landscape, arithmetic);
    if ended.is_some() {
        return None;
    }
    let number = |x: &A::Number| Number {
        exact: arithmetic.exact(x).map(|exact| print_rational(&exact)),
        double: arithmetic.approximate(x),
    };
    let row = |point: &Vec<A::Number>| {
        let gradient = trial.landscape.answer(arithmetic, Asked::Gradient, point).ok()?;
        Some((point.iter().map(number).collect(), gradient.iter().map(number).collect()))
    };
    points.iter().map(row).collect()
}

impl Vectors {
    /// One number a line: `case,t,quantity,component,exact,double`. Parameters and losses stand at step 0.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut text = "case,t,quantity,component,exact,double\n".to_owned();
        let mut line = |case: usize, t: usize, what: &str, component: usize, number: &Number| {
            let exact = number.exact.as_deref().unwrap_or_default();
            text.push_str(&format!("{case},{t},{what},{component},{exact},{:?}\n", number.double));
        };
        for vector in &self.cases {
            let case = vector.case;
            for parameter in &vector.parameters {
                line(case, 0, &parameter.name, 0, &parameter.value);
            }
            for (n, loss) in vector.losses.iter().enumerate() {
                for (i, number) in loss.centre.iter().enumerate() {
                    line(case, 0, &format!("centre {n}"), i, number);
                }
                for (i, number) in loss.matrix.iter().flatten().enumerate() {
                    line(case, 0, &format!("matrix {n}"), i, number);
                }
            }
            for row in &vector.steps {
                for (k, sample) in row.batch.iter().enumerate() {
                    #[allow(clippy::cast_precision_loss)] // There are few samples.
                    line(case, row.t, "batch", k, &double(*sample as f64));
                }
                for (i, number) in row.w.iter().enumerate() {
                    line(case, row.t, "w", i, number);
                }
                for (i, number) in row.gradient.iter().enumerate() {
                    line(case, row.t, "gradient", i, number);
                }
            }
        }
        text
    }
}
