//! Equations in the place of a program: run in doubles, or in any other arithmetic.

use super::evaluate::{Answers, Asked, Evaluator, Setting};
use super::landscape::Landscape;
use super::question::{Ended, Failure, Method, Oracle, Question};
use super::record::Setup;
use super::replayed::Replayed;
use super::tree::Equations;
use crate::numeric::{Fault, Float};

/// Equations that are run in doubles like a program.
pub struct Written<'a>(pub &'a Equations);

/// Answers of an oracle.
struct FromOracle<'a> {
    oracle: &'a mut dyn Oracle,
    ended: Option<Ended>,
}

impl Answers<f64> for FromOracle<'_> {
    fn answer(&mut self, what: Asked, point: &[f64]) -> Result<Vec<f64>, Fault> {
        let found = match what {
            Asked::Value => self.oracle.value(point).map(|value| vec![value]),
            Asked::Gradient => self.oracle.gradient(point),
            Asked::Hessian => self.oracle.hessian(point),
            Asked::Sample(n) => self.oracle.sample_gradients(point, &[n]),
        };
        found.map_err(|ended| {
            self.ended = Some(ended);
            Fault::Limit("the oracle did not answer")
        })
    }
}

impl Method for Written<'_> {
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        let Question { start, steps, parameters, samples, batches, oracle } = question;
        let setting = Setting { dimension: start.len(), samples, parameters, batches };
        let mut answers = FromOracle { oracle, ended: None };
        let (points, ended) = walk(self.0, &Float, setting, &mut answers, start.to_vec(), steps);
        match ended {
            None => Ok(points),
            Some(fault) => Err(Failure { reason: fault.to_string(), iterates: points }),
        }
    }
}

/// Runs equations in an arithmetic; the points as far as they have values, and why no farther.
pub(super) fn walk<A: Replayed>(
    equations: &Equations,
    arithmetic: &A,
    setting: Setting<'_>,
    answers: &mut dyn Answers<A::Number>,
    start: Vec<A::Number>,
    steps: usize,
) -> (Vec<Vec<A::Number>>, Option<Fault>) {
    let mut evaluator = Evaluator::new(equations, arithmetic.clone(), setting, answers, start);
    evaluator.settle(0);
    for t in 1..=steps {
        let at = i64::try_from(t).unwrap_or(i64::MAX);
        let next = evaluator.next_point(at);
        if evaluator.met > 0 {
            return (evaluator.points, Some(Fault::Undecided));
        }
        match next {
            Ok(next) => evaluator.points.push(next),
            Err(fault) => return (evaluator.points, Some(fault)),
        }
        evaluator.settle(at);
    }
    (evaluator.points, None)
}

/// Answers of a landscape in an arithmetic.
struct FromLandscape<'a, A: Replayed> {
    landscape: &'a Landscape,
    arithmetic: &'a A,
}

impl<A: Replayed> Answers<A::Number> for FromLandscape<'_, A> {
    fn answer(&mut self, what: Asked, point: &[A::Number]) -> Result<Vec<A::Number>, Fault> {
        self.landscape.answer(self.arithmetic, what, point)
    }
}

/// Runs equations on a landscape in an arithmetic; the points as far as they have values.
pub(super) fn run_in<A: Replayed>(
    equations: &Equations,
    setup: &Setup,
    landscape: &Landscape,
    arithmetic: &A,
) -> (Vec<Vec<A::Number>>, Option<Fault>) {
    let setting = Setting {
        dimension: setup.start.len(),
        samples: setup.samples,
        parameters: &setup.parameters,
        batches: &setup.batches,
    };
    let start = setup.start.iter().map(|x| arithmetic.double(*x)).collect();
    let mut answers = FromLandscape { landscape, arithmetic };
    walk(equations, arithmetic, setting, &mut answers, start, setup.steps)
}
