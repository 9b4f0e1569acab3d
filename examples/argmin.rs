//! Judges solvers of the crate `argmin` as they are: `Landweber` and `Newton`.
//!
//! `cargo run --release --example argmin`
//!
//! Nothing of argmin is looked into: a program is the points that it asks about, and where it ends.

use std::cell::RefCell;

use argmin::core::{CostFunction, Error, Executor, Gradient, Hessian, State};
use argmin::solver::landweber::Landweber;
use argmin::solver::newton::Newton;
use argmin_math::{ArgminDot, ArgminInv, Error as MathError};
use descentcheck::blackbox::{Ended, Failure, Options, Oracle, Question, finding};

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

impl CostFunction for Problem<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, w: &Self::Param) -> Result<f64, Error> {
        self.oracle.borrow_mut().value(w).map_err(failed)
    }
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
    /// The inverse by elimination without exchanging rows, which is enough where the diagonal dominates.
    fn inv(&self) -> Result<Square, MathError> {
        let n = self.0.len().isqrt();
        let mut a = self.0.clone();
        let mut b: Vec<f64> = (0..n * n).map(|k| f64::from(u8::from(k / n == k % n))).collect();
        for k in 0..n {
            let head = a[k * n + k];
            for column in 0..n {
                a[k * n + column] /= head;
                b[k * n + column] /= head;
            }
            for row in (0..n).filter(|row| *row != k) {
                let factor = a[row * n + k];
                for column in 0..n {
                    a[row * n + column] -= factor * a[k * n + column];
                    b[row * n + column] -= factor * b[k * n + column];
                }
            }
        }
        Ok(Square(b))
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

fn main() -> Result<(), String> {
    use descentcheck::blackbox::Parameters;
    let options = Options::default();
    let landweber = solver!(|parameters: &Parameters| Landweber::new(parameters.number("eta")));
    println!("argmin's Landweber: {}", finding("gradient_descent", &landweber, &options)?);
    let newton = solver!(|_: &Parameters| Newton::<f64>::new());
    println!("argmin's Newton: {}", finding("newton", &newton, &options)?);
    let damped = solver!(|_: &Parameters| Newton::new().with_gamma(0.5).unwrap_or_default());
    println!("argmin's Newton with gamma = 1/2: {}", finding("newton", &damped, &options)?);
    Ok(())
}
