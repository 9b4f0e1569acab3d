//! Judges solvers of the crate `argmin` as they are: `Landweber` and `Newton`.
//!
//! `cargo run --release --example argmin`
//!
//! Nothing of argmin is looked into: a program is the points that it asks about, and where it ends.

use std::cell::RefCell;

use argmin::core::{Error, Executor, Gradient, Hessian, State};
use argmin::solver::landweber::Landweber;
use argmin::solver::newton::Newton;
use argmin_math::{ArgminDot, ArgminInv, Error as MathError};
use descentcheck::{CannotJudge, Ended, Failure, MethodOptions, Oracle, Question, finding};
use nalgebra::DMatrix;

/// The objective of a question, for argmin.
struct Problem<'a> {
    oracle: RefCell<&'a mut dyn Oracle>,
    asked: RefCell<Vec<Vec<f64>>>,
}

/// A square matrix, row by row.
#[derive(Clone)]
struct Square(Vec<f64>);

fn failed(ended: Ended) -> Error {
    Error::msg(ended.to_string())
}

impl Gradient for Problem<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, w: &Self::Param) -> Result<Self::Gradient, Error> {
        self.asked.borrow_mut().push(w.clone());
        self.oracle.borrow_mut().gradient(w).map_err(failed)
    }
}

impl Hessian for Problem<'_> {
    type Param = Vec<f64>;
    type Hessian = Square;

    fn hessian(&self, w: &Self::Param) -> Result<Self::Hessian, Error> {
        self.oracle.borrow_mut().hessian(w).map(Square).map_err(failed)
    }
}

impl ArgminInv<Square> for Square {
    fn inv(&self) -> Result<Square, MathError> {
        let n = self.0.len().isqrt();
        // A Hessian is symmetric, so that rows may be read as columns.
        let inverse = DMatrix::from_column_slice(n, n, &self.0).try_inverse();
        inverse
            .map(|inverse| Square(inverse.as_slice().to_vec()))
            .ok_or_else(|| MathError::msg("the Hessian is singular"))
    }
}

impl ArgminDot<Vec<f64>, Vec<f64>> for Square {
    fn dot(&self, x: &Vec<f64>) -> Vec<f64> {
        self.0.chunks(x.len()).map(|row| row.iter().zip(x).map(|(a, x)| a * x).sum()).collect()
    }
}

/// The points of a run: those that the solver asked about, and where it ended.
macro_rules! solver {
    ($make:expr) => {
        |question: Question<'_>| -> Result<Vec<Vec<f64>>, Failure> {
            let Question { start, steps, parameters, oracle, .. } = question;
            let problem = Problem { oracle: RefCell::new(oracle), asked: RefCell::default() };
            let limit = u64::try_from(steps).unwrap_or(u64::MAX);
            let mut result = Executor::new(problem, $make(parameters))
                .configure(|state| state.param(start.to_vec()).max_iters(limit))
                .run()
                .map_err(|error| Failure::new(error.to_string()))?;
            let last = result.state().get_param().cloned();
            let mut points = result.problem.take_problem().map_or_else(Vec::new, |problem| problem.asked.into_inner());
            points.extend(last);
            Ok(points)
        }
    };
}

fn main() -> Result<(), CannotJudge> {
    use descentcheck::Parameters;
    let options = MethodOptions::default();
    let landweber = solver!(|parameters: &Parameters| Landweber::new(parameters.number("eta")));
    println!("argmin's Landweber: {}", finding("gradient_descent", &landweber, &options)?);
    let newton = solver!(|_: &Parameters| Newton::<f64>::new());
    println!("argmin's Newton: {}", finding("newton", &newton, &options)?);
    let damped = solver!(|_: &Parameters| Newton::new().with_gamma(0.5).unwrap_or_default());
    println!("argmin's Newton with gamma = 1/2: {}", finding("newton", &damped, &options)?);
    Ok(())
}
