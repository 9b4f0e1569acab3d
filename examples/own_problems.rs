//! The generated problems in property tests of one's own, with proptest and with quickcheck.
//!
//!     cargo run --example own_problems

use descentcheck::{ConvexSmooth, strategy};
use nalgebra::DVector;
use proptest::test_runner::{Config, TestCaseError, TestError, TestRunner};

/// A step of gradient descent with rate 1/L lowers the value by at least |grad R|²/(2L).
fn lowers_enough(problem: &descentcheck::Problem, w: &DVector<f64>) -> bool {
    let Some(smoothness) = problem.smoothness() else { return true };
    let gradient = problem.gradient(w);
    let next = w - &gradient / smoothness;
    let rounding = 1e-9 * (1.0 + problem.value(w).abs());
    problem.value(&next) <= problem.value(w) - gradient.norm_squared() / (2.0 * smoothness) + rounding
}

/// A claim that is false: the gradient is never longer than the distance to the minimiser.
fn gradient_is_short(problem: &descentcheck::Problem, w: &DVector<f64>) -> bool {
    problem.minimiser().is_none_or(|minimiser| problem.gradient(w).norm() <= (w - minimiser).norm() + 1e-9)
}

fn main() {
    let smooth = strategy("convex, L-smooth").expect("it is a class");
    let runner = || TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(500) });
    let found = runner().run(&smooth, |problem| {
        let w = DVector::from_element(problem.dimension(), 1.0);
        if lowers_enough(&problem, &w) { Ok(()) } else { Err(TestCaseError::fail("the step lowers too little")) }
    });
    println!("descent lemma in proptest: {found:?}");

    quickcheck::quickcheck(
        (|ConvexSmooth(problem)| {
            let w = DVector::from_element(problem.dimension(), -2.0);
            lowers_enough(&problem, &w)
        }) as fn(ConvexSmooth) -> bool,
    );
    println!("descent lemma in quickcheck: passed");

    let found = runner().run(&strategy("convex, L-smooth, with minimiser").expect("it is a class"), |problem| {
        let w = DVector::from_element(problem.dimension(), 3.0);
        if gradient_is_short(&problem, &w) { Ok(()) } else { Err(TestCaseError::fail("the gradient is longer")) }
    });
    match found.expect_err("it is false") {
        TestError::Fail(reason, problem) => println!("a false claim: {reason} for {problem}"),
        TestError::Abort(reason) => println!("given up: {reason}"),
    }
}
