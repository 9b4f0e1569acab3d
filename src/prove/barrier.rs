//! Small linear matrix inequalities in doubles: the largest `t` for which every matrix less `t` times the identity is positive
//! semidefinite. What comes out is a suggestion; only the exact check speaks.

use crate::numeric::tolerance::{
    BARRIER_DECREASE, BARRIER_FACTOR, BARRIER_LAST, BARRIER_REACH, BARRIER_ROUNDS, BARRIER_STEP, BARRIER_WANTED,
    CERTIFICATE_HOPELESS,
};

/// A symmetric matrix that depends on the unknowns: `constant + sum of y[k] * entries[k]`.
#[derive(Debug, Clone)]
pub struct Block {
    /// Rows and columns.
    pub size: usize,
    /// The matrix at 0, row by row.
    pub constant: Vec<f64>,
    /// By unknown: row, column (not before the row), value.
    pub entries: Vec<Vec<(usize, usize, f64)>>,
}

/// A number that depends on the unknowns and must not be negative.
#[derive(Debug, Clone)]
pub struct Line {
    /// The number at 0.
    pub constant: f64,
    /// Unknowns with their coefficients.
    pub terms: Vec<(usize, f64)>,
}

/// Matrices and numbers that must not be negative.
#[derive(Debug, Clone)]
pub struct Inequalities {
    /// How many unknowns.
    pub unknowns: usize,
    /// The matrices.
    pub blocks: Vec<Block>,
    /// The numbers.
    pub lines: Vec<Line>,
}

/// Where the barrier method stopped.
#[derive(Debug, Clone)]
pub struct Solution {
    /// The unknowns.
    pub y: Vec<f64>,
    /// By how much all inequalities are met at once, at most 1.
    pub t: f64,
    /// The multiplier of each number of [`Inequalities::lines`].
    pub weights: Vec<f64>,
}

/// The lower triangular factor of a positive definite matrix in its place; `false` where it is not one.
fn factorise(a: &mut [f64], n: usize) -> bool {
    for j in 0..n {
        let squares: f64 = a[j * n..j * n + j].iter().map(|x| x * x).sum();
        let pivot = a[j * n + j] - squares;
        if !(pivot > 0.0 && pivot.is_finite()) {
            return false;
        }
        let pivot = pivot.sqrt();
        a[j * n + j] = pivot;
        for i in j + 1..n {
            let (above, below) = a.split_at_mut(i * n);
            let product: f64 = below[..j].iter().zip(&above[j * n..j * n + j]).map(|(x, y)| x * y).sum();
            below[j] = (below[j] - product) / pivot;
        }
    }
    true
}

/// Solves with a lower triangular factor and its transpose.
fn solve(factor: &[f64], n: usize, b: &mut [f64]) {
    for i in 0..n {
        let known: f64 = factor[i * n..i * n + i].iter().zip(&b[..i]).map(|(x, y)| x * y).sum();
        b[i] = (b[i] - known) / factor[i * n + i];
    }
    for i in (0..n).rev() {
        let known: f64 = (i + 1..n).map(|k| factor[k * n + i] * b[k]).sum();
        b[i] = (b[i] - known) / factor[i * n + i];
    }
}

/// The inverse of a positive definite matrix by its factor.
fn inverse(factor: &[f64], n: usize) -> Vec<f64> {
    let mut result = vec![0.0; n * n];
    for j in 0..n {
        let mut column = vec![0.0; n];
        column[j] = 1.0;
        solve(factor, n, &mut column);
        for (i, value) in column.into_iter().enumerate() {
            result[i * n + j] = value;
        }
    }
    result
}

impl Block {
    /// The matrix less `t` times the identity.
    #[must_use]
    pub fn at(&self, y: &[f64], t: f64) -> Vec<f64> {
        let n = self.size;
        let mut matrix = self.constant.clone();
        for (entries, value) in self.entries.iter().zip(y) {
            for (i, j, entry) in entries {
                matrix[i * n + j] += value * entry;
                if i != j {
                    matrix[j * n + i] += value * entry;
                }
            }
        }
        for i in 0..n {
            matrix[i * n + i] -= t;
        }
        matrix
    }
}

impl Line {
    fn at(&self, y: &[f64]) -> f64 {
        self.constant + self.terms.iter().map(|(k, value)| value * y[*k]).sum::<f64>()
    }
}

/// The gradient and the matrix of second derivatives of the barrier function.
struct Model {
    gradient: Vec<f64>,
    curvature: Vec<f64>,
}

impl Inequalities {
    /// The barrier function; `None` outside.
    fn value(&self, y: &[f64], t: f64, weight: f64) -> Option<f64> {
        if t >= 1.0 {
            return None;
        }
        let mut value = -weight * t - libm::log(1.0 - t);
        for x in y {
            let share = x / BARRIER_REACH;
            if share.abs() >= 1.0 {
                return None;
            }
            value -= libm::log(1.0 - share * share);
        }
        for line in &self.lines {
            let slack = line.at(y) - t;
            if slack <= 0.0 {
                return None;
            }
            value -= libm::log(slack);
        }
        for block in &self.blocks {
            let mut matrix = block.at(y, t);
            if !factorise(&mut matrix, block.size) {
                return None;
            }
            value -= (0..block.size).map(|i| 2.0 * libm::log(matrix[i * block.size + i])).sum::<f64>();
        }
        value.is_finite().then_some(value)
    }

    fn model(&self, y: &[f64], t: f64, weight: f64) -> Model {
        let n = self.unknowns;
        let m = n + 1;
        let mut model = Model { gradient: vec![0.0; m], curvature: vec![0.0; m * m] };
        model.gradient[n] = -weight + 1.0 / (1.0 - t);
        model.curvature[n * m + n] = 1.0 / ((1.0 - t) * (1.0 - t));
        for (k, x) in y.iter().enumerate() {
            let share = x / BARRIER_REACH;
            let room = 1.0 - share * share;
            model.gradient[k] += 2.0 * share / BARRIER_REACH / room;
            model.curvature[k * m + k] +=
                (2.0 / room + 4.0 * share * share / (room * room)) / (BARRIER_REACH * BARRIER_REACH);
        }
        for line in &self.lines {
            let slack = line.at(y) - t;
            let terms: Vec<(usize, f64)> = line.terms.iter().copied().chain([(n, -1.0)]).collect();
            for (k, a) in &terms {
                model.gradient[*k] -= a / slack;
                for (l, b) in &terms {
                    model.curvature[k * m + l] += a * b / (slack * slack);
                }
            }
        }
        for block in &self.blocks {
            Self::add_block(block, y, t, n, &mut model);
        }
        model
    }

    fn add_block(block: &Block, y: &[f64], t: f64, n: usize, model: &mut Model) {
        let (d, m) = (block.size, n + 1);
        let mut factor = block.at(y, t);
        if !factorise(&mut factor, d) {
            return;
        }
        let inverse = inverse(&factor, d);
        let identity: Vec<(usize, usize, f64)> = (0..d).map(|i| (i, i, -1.0)).collect();
        let entries = |k: usize| -> &[(usize, usize, f64)] { block.entries.get(k).map_or(&identity, |known| known) };
        let used: Vec<usize> = (0..=n).filter(|k| !entries(*k).is_empty()).collect();
        let mut product = vec![0.0; d * d];
        for (at, k) in used.iter().enumerate() {
            product.fill(0.0);
            let mut trace = 0.0;
            for (p, q, v) in entries(*k) {
                trace += v * inverse[p * d + q] * if p == q { 1.0 } else { 2.0 };
                let (row_p, row_q) = (&inverse[p * d..p * d + d], &inverse[q * d..q * d + d]);
                for i in 0..d {
                    let (a, b) = (v * row_p[i], if p == q { 0.0 } else { v * row_q[i] });
                    for (cell, (x, z)) in product[i * d..i * d + d].iter_mut().zip(row_q.iter().zip(row_p)) {
                        *cell += a * x + b * z;
                    }
                }
            }
            model.gradient[*k] -= trace;
            for l in &used[at..] {
                let pair = |(p, q, v): &(usize, usize, f64)| {
                    v * if p == q { product[p * d + q] } else { product[p * d + q] + product[q * d + p] }
                };
                let sum: f64 = entries(*l).iter().map(pair).sum();
                model.curvature[k * m + l] += sum;
                if l != k {
                    model.curvature[l * m + k] += sum;
                }
            }
        }
    }

    /// The Newton step; the curvature is raised until it is positive definite.
    fn step(model: &Model) -> Vec<f64> {
        let m = model.gradient.len();
        let largest = (0..m).map(|i| model.curvature[i * m + i]).fold(0.0, f64::max);
        let mut raise = 0.0;
        let mut factor = model.curvature.clone();
        while !factorise(&mut factor, m) {
            raise = if raise == 0.0 { f64::EPSILON * largest } else { raise * 100.0 };
            factor.clone_from(&model.curvature);
            for i in 0..m {
                factor[i * m + i] += raise;
            }
            if !raise.is_finite() {
                return vec![0.0; m];
            }
        }
        let mut step: Vec<f64> = model.gradient.iter().map(|x| -x).collect();
        solve(&factor, m, &mut step);
        step
    }

    /// About how many multiplications a Newton step takes.
    fn cost(&self) -> u64 {
        let m = self.unknowns + 1;
        let block = |block: &Block| {
            let filled: Vec<usize> = block.entries.iter().map(Vec::len).filter(|entries| *entries > 0).collect();
            let entries: usize = filled.iter().sum::<usize>() + block.size;
            2 * block.size * block.size * entries + (filled.len() + 1) * entries
        };
        let lines: usize = self.lines.iter().map(|line| (line.terms.len() + 1) * (line.terms.len() + 1)).sum();
        (m * m * m / 6 + lines + self.blocks.iter().map(block).sum::<usize>()) as u64
    }

    /// Whether the work left is not enough for another step.
    #[must_use]
    pub fn is_out_of(&self, work: &u64) -> bool {
        *work < self.cost()
    }

    /// Maximises `t`; stops as soon as it is clearly positive, and where the work allowed is done, which it takes away from `work`.
    #[must_use]
    pub fn solve(&self, work: &mut u64) -> Solution {
        let n = self.unknowns;
        let cost = self.cost();
        let mut y = vec![0.0; n];
        let mut t = -1.0;
        while self.value(&y, t, 1.0).is_none() && t > -BARRIER_LAST {
            t *= 2.0;
        }
        let mut weight = 1.0;
        // By how much, times the weight, the best t can exceed the one at hand: the barrier's own number.
        let order = (self.lines.len() + self.blocks.iter().map(|block| block.size).sum::<usize>() + 2 * n + 1) as f64;
        while t > -BARRIER_LAST {
            for _ in 0..BARRIER_ROUNDS {
                let Some(before) = self.value(&y, t, weight).filter(|_| *work >= cost) else { break };
                *work -= cost;
                let model = self.model(&y, t, weight);
                let step = Self::step(&model);
                let decrease: f64 = -model.gradient.iter().zip(&step).map(|(a, b)| a * b).sum::<f64>();
                let mut length = 1.0;
                let mut moved = None;
                while moved.is_none() && length > BARRIER_STEP {
                    let next: Vec<f64> = y.iter().zip(&step).map(|(a, b)| a + length * b).collect();
                    let above = t + length * step[n];
                    let bound = before - 0.1 * length * decrease.max(0.0) + f64::EPSILON * 16.0 * before.abs();
                    if self.value(&next, above, weight).is_some_and(|value| value <= bound) {
                        moved = Some((next, above));
                    }
                    length /= 2.0;
                }
                let Some((next, above)) = moved else { break };
                (y, t) = (next, above);
                if decrease < BARRIER_DECREASE {
                    break;
                }
            }
            let is_hopeless = t + 2.0 * order / weight < -CERTIFICATE_HOPELESS;
            if t > BARRIER_WANTED || weight >= BARRIER_LAST || is_hopeless || *work < cost {
                break;
            }
            weight *= BARRIER_FACTOR;
        }
        let weights = self.lines.iter().map(|line| 1.0 / (weight * (line.at(&y) - t))).collect();
        Solution { y, t, weights }
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Inequalities, Line};

    #[test]
    fn the_largest_smallest_eigenvalue_is_found() {
        // [[1 + y, 2], [2, 1 - y]] has the eigenvalues 1 + sqrt(y^2 + 4) and 1 - sqrt(y^2 + 4): best at y = 0.
        let block =
            Block { size: 2, constant: vec![1.0, 2.0, 2.0, 1.0], entries: vec![vec![(0, 0, 1.0), (1, 1, -1.0)]] };
        let solution = Inequalities { unknowns: 1, blocks: vec![block], lines: vec![] }.solve(&mut 1_000_000_000);
        assert!((solution.t + 1.0).abs() < 1e-6 && solution.y[0].abs() < 1e-3, "{solution:?}");
    }

    #[test]
    fn what_can_be_met_is_met_clearly() {
        let lines = vec![Line { constant: 0.0, terms: vec![(0, 1.0)] }, Line { constant: 1.0, terms: vec![(0, -1.0)] }];
        let solution = Inequalities { unknowns: 1, blocks: vec![], lines }.solve(&mut 1_000_000_000);
        assert!(solution.t > 0.0 && solution.y[0] > 0.0 && solution.y[0] < 1.0, "{solution:?}");
    }
}
