//! Programs that nobody wrote for this crate: methods as people write them, right ones and wrong ones.

#![allow(dead_code)] // Each test uses some of them.
#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap)] // Steps and numbers of 32 bits.
#![allow(clippy::needless_range_loop)] // People write loops over components this way.

pub mod mistakes;
pub mod right;
pub mod unseen;
pub mod unusual;
pub mod wrong;

use descentcheck::blackbox::{Failure, Method, Question, Step, Stepper, stateful};

/// What programs keep from step to step.
#[derive(Default)]
pub struct Memory {
    pub a: Vec<f64>,
    pub b: Vec<f64>,
    pub c: Vec<f64>,
    /// The gradients and points of the steps before, the last one last.
    pub gradients: Vec<Vec<f64>>,
    pub points: Vec<Vec<f64>>,
}

/// A step: the memory, the step, the gradient of the whole objective (not asked for where batches are drawn).
pub type Body = fn(&mut Memory, &mut Step<'_>, &[f64]) -> Result<Vec<f64>, Failure>;

/// A program.
#[derive(Clone, Copy)]
pub struct Program {
    /// The method that it claims to be.
    pub method: &'static str,
    /// What is peculiar to it.
    pub style: &'static str,
    pub body: Body,
    /// The mistakes and variants that it is rightly called, any of them; nothing where it is right.
    pub names: &'static [&'static str],
}

struct Running(Memory, Body);

impl Stepper for Running {
    fn step(&mut self, step: &mut Step<'_>) -> Result<Vec<f64>, Failure> {
        let n = step.w.len();
        let Self(memory, body) = self;
        if memory.points.is_empty() {
            (memory.a, memory.b, memory.c) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
        }
        let gradient = if step.batch.is_empty() { step.gradient()? } else { Vec::new() };
        let next = body(memory, step, &gradient)?;
        memory.points.push(step.w.to_vec());
        memory.gradients.push(gradient);
        Ok(next)
    }
}

impl Method for Program {
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        let body = self.body;
        stateful(move || Running(Memory::default(), body)).run(question)
    }
}

/// Ranges of parameters that no claim of the chapter says: those of schedules.
pub fn given(method: &str) -> Vec<String> {
    let ranges: &[&str] = match method {
        "exponential" => &["eta0 in (0, 1]; q in (0, 1)"],
        "inverse_time" => &["eta0 in (0, 1]; k in (0, 2]"],
        "inverse_root" => &["eta0 in (0, 1]"],
        "linear" | "cosine" => &["eta0 in (0, 1]; T in 2..40"],
        _ => &[],
    };
    ranges.iter().map(|range| (*range).to_owned()).collect()
}

/// A vector by components.
pub fn each(n: usize, value: impl FnMut(usize) -> f64) -> Vec<f64> {
    (0..n).map(value).collect()
}

/// The quotient, and 0 where both are 0.
pub fn quotient(a: f64, b: f64) -> f64 {
    if a == 0.0 && b == 0.0 { 0.0 } else { a / b }
}

/// The sign, 0 of 0.
pub fn sign(x: f64) -> f64 {
    if x > 0.0 {
        1.0
    } else if x < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// Gaussian elimination with pivots.
pub fn solve(matrix: &[f64], right: &[f64]) -> Vec<f64> {
    let n = right.len();
    let (mut a, mut b) = (matrix.to_vec(), right.to_vec());
    for k in 0..n {
        let pivot = (k..n).max_by(|&i, &j| a[i * n + k].abs().total_cmp(&a[j * n + k].abs())).unwrap();
        for column in 0..n {
            a.swap(k * n + column, pivot * n + column);
        }
        b.swap(k, pivot);
        for row in k + 1..n {
            let factor = a[row * n + k] / a[k * n + k];
            for column in k..n {
                a[row * n + column] -= factor * a[k * n + column];
            }
            b[row] -= factor * b[k];
        }
    }
    for k in (0..n).rev() {
        for column in k + 1..n {
            b[k] -= a[k * n + column] * b[column];
        }
        b[k] /= a[k * n + k];
    }
    b
}

/// The inverse by Gauss and Jordan.
pub fn inverse(matrix: &[f64], n: usize) -> Vec<f64> {
    let columns: Vec<Vec<f64>> = (0..n).map(|k| solve(matrix, &each(n, |i| f64::from(u8::from(i == k))))).collect();
    (0..n * n).map(|at| columns[at % n][at / n]).collect()
}

/// A matrix times a vector.
pub fn times(matrix: &[f64], x: &[f64]) -> Vec<f64> {
    matrix.chunks(x.len()).map(|row| row.iter().zip(x).map(|(a, x)| a * x).sum()).collect()
}
