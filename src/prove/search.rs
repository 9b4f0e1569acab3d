//! The search for a certificate: exact elimination, a solver in doubles, rounding, and the exact check, which alone decides.

use std::collections::BTreeMap;

use super::assembly::{Assembly, Shape, grid};
use super::barrier::{Block, Inequalities, Line, Solution};
use super::compile::{Interpolation, Problem};
use super::elimination::Affine;
use super::faces::{null_vectors, simplest};
use super::form::{whole, written};
use crate::certificate::check::{Certificate, Inequality, Multiplier, SCHEMA, Written, check};
use crate::numeric::tolerance::{BARRIER_WANTED, CERTIFICATE_HOPELESS, MULTIPLIER_WEIGHT, MULTIPLIER_ZERO};
use crate::numeric::{Rational, from_f64_exact, print_rational, to_f64_nearest};
use crate::symbolic::{AtomId, Polynomial};

/// Rounds of replacing null vectors in a tight certificate.
const ROUNDS: usize = 6;
/// Binary digits after the point to which multipliers are rounded, the shortest first.
const DIGITS: [u32; 9] = [2, 4, 6, 8, 12, 16, 24, 32, 40];
/// Powers of ten within which multipliers are taken to be the simplest fractions.
const NEAR: [i32; 6] = [2, 3, 4, 5, 6, 7];
/// More unknowns are not tried.
const MOST_UNKNOWNS: usize = 600;

/// Looks for a certificate.
///
/// # Errors
/// None was found; why the last attempt failed.
pub fn search(problem: &Problem) -> Result<Certificate, String> {
    let mut last = "nothing was tried".to_owned();
    for shape in shapes(problem) {
        match Attempt::new(problem, &shape).and_then(Attempt::run) {
            Ok(certificate) => return Ok(certificate),
            Err(why) => last = why,
        }
    }
    Err(last)
}

/// What is tried, the cheapest first.
fn shapes(problem: &Problem) -> Vec<Shape> {
    let count = problem.parameters.len();
    let parameters: Vec<AtomId> = (0..).take(count).collect();
    let base: Vec<u32> = parameters
        .iter()
        .map(|parameter| problem.target.values.values().map(|value| value.degree(*parameter)).max().unwrap_or(0))
        .collect();
    let mut degrees: Vec<Vec<u32>> = match count {
        0 => vec![vec![]],
        1 => vec![vec![0], vec![1], vec![2]],
        _ => grid(&vec![1; count]),
    };
    if base.iter().any(|degree| *degree > 0) {
        degrees.push(base.clone());
        degrees.push(base.iter().map(|degree| degree + 1).collect());
    }
    // D is positive on the whole range: a parameter may be a factor where its end 0 is not included.
    let open = parameters.iter().zip(&problem.parameters).filter(|(_, parameter)| !parameter.closed[0]);
    let denominators: Vec<Polynomial> =
        std::iter::once(whole(1)).chain(open.map(|(parameter, _)| Polynomial::atom(*parameter))).collect();
    let mut shapes = Vec::new();
    let neighbours = neighbours(problem);
    let all = pairs(problem);
    let sets = if neighbours.len() < all.len() { vec![neighbours, all] } else { vec![all] };
    for inequalities in sets {
        for degree in &degrees {
            for denominator in &denominators {
                shapes.push(Shape {
                    inequalities: inequalities.clone(),
                    degree: degree.clone(),
                    denominator: denominator.clone(),
                });
            }
        }
    }
    shapes
}

/// All pairs of points, and what a minimiser adds where the class is not convex.
fn pairs(problem: &Problem) -> Vec<Inequality> {
    let count = problem.points.len();
    let pair = |i: usize| (0..count).filter(move |j| i != *j).map(move |j| Inequality::Pair(i, j));
    let mut all: Vec<Inequality> = (0..count).flat_map(pair).collect();
    let is_convex = match &problem.class {
        Interpolation::Convex => true,
        Interpolation::Smooth(alpha) => *alpha != whole(-1),
    };
    if !is_convex {
        for minimiser in (0..count).filter(|at| problem.points[*at].is_minimiser) {
            all.extend((0..count).filter(|at| *at != minimiser).map(|at| Inequality::Floor(at, minimiser)));
        }
    }
    all
}

/// Pairs of points that follow each other, and pairs from the minimiser.
fn neighbours(problem: &Problem) -> Vec<Inequality> {
    let ordinary: Vec<usize> = (0..problem.points.len()).filter(|at| !problem.points[*at].is_minimiser).collect();
    let minimisers = (0..problem.points.len()).filter(|at| problem.points[*at].is_minimiser);
    let mut chosen: Vec<Inequality> =
        minimisers.flat_map(|star| ordinary.iter().map(move |at| Inequality::Pair(star, *at))).collect();
    chosen.extend(ordinary.windows(2).map(|pair| Inequality::Pair(pair[0], pair[1])));
    chosen.extend(ordinary.windows(2).map(|pair| Inequality::Pair(pair[1], pair[0])));
    chosen
}

/// The numbers of the free unknowns of a numeric problem, and where its matrices come from.
struct Numeric {
    free: Vec<usize>,
    inequalities: Inequalities,
    /// Of each block: the slack matrix, and the rows that are kept.
    kept: Vec<(usize, Vec<usize>)>,
    /// Of each line: the unknown that must not be negative.
    lines: Vec<usize>,
}

struct Attempt<'a> {
    problem: &'a Problem,
    shape: &'a Shape,
    assembly: Assembly,
    removed: BTreeMap<usize, Vec<usize>>,
    zeros: Vec<usize>,
}

impl<'a> Attempt<'a> {
    fn new(problem: &'a Problem, shape: &'a Shape) -> Result<Self, String> {
        let unknowns = shape.inequalities.len() * grid(&shape.degree).len();
        if unknowns > MOST_UNKNOWNS {
            return Err(format!("{unknowns} unknown multipliers are too many"));
        }
        let assembly = Assembly::new(problem, shape).ok_or("the function values cannot cancel")?;
        Ok(Self { problem, shape, assembly, removed: BTreeMap::new(), zeros: Vec::new() })
    }

    fn run(mut self) -> Result<Certificate, String> {
        let mut why = String::new();
        for _ in 0..ROUNDS {
            self.remove_zero_rows()?;
            let numeric = self.numeric();
            let solution = numeric.inequalities.solve();
            if solution.t < -CERTIFICATE_HOPELESS {
                return Err("the inequalities of the class do not suffice in this form".to_owned());
            }
            match self.rounded(&numeric, &solution) {
                Ok(certificate) => return Ok(certificate),
                Err(error) => why = error,
            }
            if solution.t > BARRIER_WANTED || !self.replace_null_vectors(&numeric, &solution)? {
                break;
            }
        }
        Err(why)
    }

    fn is_removed(&self, matrix: usize, row: usize) -> bool {
        self.removed.get(&matrix).is_some_and(|rows| rows.contains(&row))
    }

    /// A matrix whose diagonal entry is 0 whatever the unknowns must have 0 in the whole row.
    fn remove_zero_rows(&mut self) -> Result<(), String> {
        let size = self.problem.basis.len();
        loop {
            let mut changed = false;
            for matrix in 0..self.assembly.matrices {
                for row in 0..size {
                    if self.is_removed(matrix, row) || !self.assembly.entry(matrix, row, row).is_zero() {
                        continue;
                    }
                    for column in 0..size {
                        let entry = self.assembly.entry(matrix, row, column);
                        if !entry.is_zero() && !self.assembly.solved.add(&entry, |unknown| unknown as f64) {
                            return Err("a row of the slack matrix cannot vanish".to_owned());
                        }
                    }
                    self.removed.entry(matrix).or_default().push(row);
                    changed = true;
                }
            }
            if !changed {
                return Ok(());
            }
        }
    }

    fn numeric(&self) -> Numeric {
        let free: Vec<usize> =
            (0..self.assembly.count()).filter(|unknown| !self.assembly.solved.is_determined(*unknown)).collect();
        let position: BTreeMap<usize, usize> = free.iter().enumerate().map(|(at, unknown)| (*unknown, at)).collect();
        let terms = |affine: &Affine| -> Vec<(usize, f64)> {
            affine.terms.iter().filter_map(|(k, value)| Some((*position.get(k)?, to_f64_nearest(value)))).collect()
        };
        let mut blocks = Vec::new();
        let mut kept = Vec::new();
        for matrix in 0..self.assembly.matrices {
            let rows: Vec<usize> = (0..self.problem.basis.len()).filter(|row| !self.is_removed(matrix, *row)).collect();
            if rows.is_empty() {
                continue;
            }
            let d = rows.len();
            let mut block = Block { size: d, constant: vec![0.0; d * d], entries: vec![Vec::new(); free.len()] };
            for (i, p) in rows.iter().enumerate() {
                for (j, q) in rows.iter().enumerate().skip(i) {
                    let entry = self.assembly.entry(matrix, *p, *q);
                    block.constant[i * d + j] = to_f64_nearest(&entry.constant);
                    block.constant[j * d + i] = block.constant[i * d + j];
                    for (k, value) in terms(&entry) {
                        block.entries[k].push((i, j, value));
                    }
                }
            }
            blocks.push(block);
            kept.push((matrix, rows));
        }
        let mut lines = Vec::new();
        let mut numbers = Vec::new();
        for unknown in (0..self.assembly.count()).filter(|unknown| !self.zeros.contains(unknown)) {
            let affine = self.assembly.solved.resolve(&Affine::unknown(unknown));
            if !affine.is_zero() {
                lines.push(Line { constant: to_f64_nearest(&affine.constant), terms: terms(&affine) });
                numbers.push(unknown);
            }
        }
        let inequalities = Inequalities { unknowns: free.len(), blocks, lines };
        Numeric { free, inequalities, kept, lines: numbers }
    }

    /// The first rounding of the free unknowns that the check accepts.
    fn rounded(&self, numeric: &Numeric, solution: &Solution) -> Result<Certificate, String> {
        let binary = DIGITS.iter().map(|digits| {
            let scale = f64::from(1_u32 << digits.min(&30)) * f64::from(1_u32 << digits.saturating_sub(30));
            let round = move |value: &f64| from_f64_exact((value * scale).round() / scale).unwrap_or_default();
            solution.y.iter().map(round).collect::<Vec<Rational>>()
        });
        let simple = NEAR.iter().map(|power| {
            let distance = 1.0 / 10_f64.powi(*power);
            solution.y.iter().map(|value| simplest(*value, distance)).collect::<Vec<Rational>>()
        });
        let mut why = "no rounding was tried".to_owned();
        for values in binary.chain(simple) {
            let known: BTreeMap<usize, Rational> = numeric.free.iter().copied().zip(values).collect();
            let certificate = self.certificate(&known);
            match check(&certificate) {
                Ok(()) => return Ok(certificate),
                Err(fault) => why = fault.to_string(),
            }
        }
        Err(why)
    }

    fn certificate(&self, known: &BTreeMap<usize, Rational>) -> Certificate {
        let count = self.problem.parameters.len();
        let mut multipliers = Vec::new();
        for (k, of) in self.shape.inequalities.iter().enumerate() {
            let mut bernstein = Written::new();
            for (at, index) in self.assembly.indices.iter().enumerate() {
                let unknown = Affine::unknown(self.assembly.unknown(k, at));
                let value = self.assembly.solved.resolve(&unknown).at(known);
                if !value.is_zero() {
                    let index: Vec<String> = index.iter().map(u32::to_string).collect();
                    bernstein.insert(index.join(","), print_rational(&value));
                }
            }
            if !bernstein.is_empty() {
                multipliers.push(Multiplier { of: *of, degree: self.shape.degree.clone(), bernstein });
            }
        }
        Certificate {
            schema: SCHEMA.to_owned(),
            problem: self.problem.written(),
            denominator: written(&self.shape.denominator, count),
            multipliers,
        }
    }

    /// Puts the null vectors of the slack matrices and the multipliers that vanish into the equations; whether there were any.
    fn replace_null_vectors(&mut self, numeric: &Numeric, solution: &Solution) -> Result<bool, String> {
        let inconsistent = || "the null vectors of the slack matrices contradict each other".to_owned();
        let sizes: BTreeMap<usize, f64> =
            numeric.free.iter().copied().zip(solution.y.iter().map(|value| value.abs())).collect();
        let prefer = |unknown: usize| sizes.get(&unknown).copied().unwrap_or(0.0);
        let mut any = false;
        for (block, (matrix, rows)) in numeric.inequalities.blocks.iter().zip(&numeric.kept) {
            for (vector, pivot) in null_vectors(&block.at(&solution.y, 0.0), block.size) {
                for row in rows {
                    let mut image = Affine::default();
                    for (column, value) in rows.iter().zip(&vector) {
                        image.add(value, &self.assembly.entry(*matrix, *row, *column));
                    }
                    if !self.assembly.solved.add(&image, prefer) {
                        return Err(inconsistent());
                    }
                }
                self.removed.entry(*matrix).or_default().push(rows[pivot]);
                any = true;
            }
        }
        for ((unknown, line), weight) in numeric.lines.iter().zip(&numeric.inequalities.lines).zip(&solution.weights) {
            let value: f64 = line.constant + line.terms.iter().map(|(k, a)| a * solution.y[*k]).sum::<f64>();
            if value < MULTIPLIER_ZERO && *weight > MULTIPLIER_WEIGHT
                && self.assembly.solved.add(&Affine::unknown(*unknown), |number| number as f64)
            {
                self.zeros.push(*unknown);
                any = true;
            }
        }
        Ok(any)
    }
}
