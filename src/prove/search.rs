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
/// The sets of inequalities that are tried: a chain, a chain both ways, all pairs.
const SETS: usize = 3;
/// More unknowns are not tried.
const MOST_UNKNOWNS: usize = 600;

/// Looks for a certificate with so much work, in multiplications, which it takes away from `work`.
///
/// # Errors
/// None was found; why the last attempt failed.
pub fn search(problem: &Problem, work: &mut u64) -> Result<Certificate, String> {
    let mut last = "nothing was tried".to_owned();
    let versions = problem.versions();
    for set in 0..SETS {
        // With all pairs the version that is not scaled comes first: it has the smaller degree.
        let ordered: Vec<&Problem> = if set == 0 { versions.iter().collect() } else { versions.iter().rev().collect() };
        for version in ordered {
            for shape in shapes(version, set) {
                match Attempt::new(version, &shape).and_then(|attempt| attempt.run(work)) {
                    Ok(certificate) => return Ok(certificate),
                    Err(why) => last = why,
                }
            }
        }
    }
    Err(last)
}

/// What is tried with one set of inequalities, the cheapest first.
fn shapes(problem: &Problem, set: usize) -> Vec<Shape> {
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
    let inequalities = match set {
        0 => chain(problem, false),
        1 => chain(problem, true),
        _ => pairs(problem),
    };
    let shape = |degree: &Vec<u32>, denominator: &Polynomial| Shape {
        inequalities: inequalities.clone(),
        degree: degree.clone(),
        denominator: denominator.clone(),
    };
    degrees.iter().flat_map(|degree| denominators.iter().map(|denominator| shape(degree, denominator))).collect()
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

/// What the points that runs are compared with say of each other point, and each of those of the next; perhaps the next of it as
/// well. One way, no inequalities add up to nothing, so that fewer multipliers vanish at an end of the range.
fn chain(problem: &Problem, both_ways: bool) -> Vec<Inequality> {
    let (references, ordinary): (Vec<usize>, Vec<usize>) =
        (0..problem.points.len()).partition(|at| problem.points[*at].is_reference);
    let seen = |reference: &usize| {
        let reference = *reference;
        ordinary.iter().map(move |at| Inequality::Pair(reference, *at)).collect::<Vec<_>>()
    };
    let mut chosen: Vec<Inequality> = references.iter().flat_map(seen).collect();
    chosen.extend(ordinary.windows(2).map(|pair| Inequality::Pair(pair[0], pair[1])));
    if both_ways {
        chosen.extend(ordinary.windows(2).map(|pair| Inequality::Pair(pair[1], pair[0])));
        chosen.extend(references.windows(2).map(|pair| Inequality::Pair(pair[0], pair[1])));
    }
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

    fn run(mut self, work: &mut u64) -> Result<Certificate, String> {
        let mut why = String::new();
        for _ in 0..ROUNDS {
            self.remove_zero_rows()?;
            let numeric = self.numeric();
            let solution = numeric.inequalities.solve(work);
            if numeric.inequalities.is_out_of(work) {
                return Err("no certificate was found with the work allowed".to_owned());
            }
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
            if value < MULTIPLIER_ZERO
                && *weight > MULTIPLIER_WEIGHT
                && self.assembly.solved.add(&Affine::unknown(*unknown), |number| number as f64)
            {
                self.zeros.push(*unknown);
                any = true;
            }
        }
        Ok(any)
    }
}
