//! Minimisers of sums of squares: solved exactly once for a recipe where the equations are short, and eliminated in the
//! current arithmetic if fractions would grow too long.

use std::cell::RefCell;
use std::rc::Rc;

use super::exact::{Normal, Reflection, Solution, dot, reduce, solve};
use super::objective::Objective;
use super::spec::ProblemSpec;
use crate::numeric::{Arithmetic, Fault, Rational};

/// Equations of at most this size are solved in fractions: their entries double in length with each one that is
/// eliminated, and so do tens of milliseconds.
const EXACT_SIZE: usize = 24;

/// Recipes whose equations are kept, as those of the case at hand are asked for by every arithmetic.
const KNOWN_EQUATIONS: usize = 4;

/// The equations for the minimiser of a recipe, as they are best solved.
enum Equations {
    /// The normal equations, solved.
    Normal(Solution),
    /// Of fewer samples than parameters: `G`, row by row, with which `start + X^T G (y - X start)` is the nearest minimiser.
    Samples(Vec<Rational>),
    /// Too long for fractions.
    Long,
}

thread_local! {
    static KNOWN: RefCell<Vec<(ProblemSpec, Rc<Equations>)>> = const { RefCell::new(Vec::new()) };
}

impl Equations {
    fn of(spec: &ProblemSpec, penalised: bool) -> Rc<Self> {
        KNOWN.with_borrow_mut(|known| {
            if let Some(place) = known.iter().position(|(other, _)| other == spec) {
                return Rc::clone(&known[place].1);
            }
            let equations = Rc::new(Self::computed(spec, penalised));
            known.truncate(KNOWN_EQUATIONS - 1);
            known.insert(0, (spec.clone(), Rc::clone(&equations)));
            equations
        })
    }

    fn computed(spec: &ProblemSpec, penalised: bool) -> Self {
        let (samples, dimension) = (spec.samples.len(), spec.dimension());
        if dimension <= EXACT_SIZE {
            let normal = Normal::of(spec, i64::from(penalised));
            return Self::Normal(solve(&normal.matrix, &normal.right));
        }
        if !penalised && samples <= EXACT_SIZE { Self::Samples(of_samples(spec)) } else { Self::Long }
    }
}

/// The rows `Q S x_n`, exact.
fn exact_rows(spec: &ProblemSpec) -> Vec<Vec<Rational>> {
    let reflection = Reflection::of(spec);
    let row = |features: &[crate::numeric::Dyadic]| {
        let scaled = features.iter().zip(&spec.coordinates).map(|(x, c)| x.to_rational() * c.stretch.to_rational());
        let mut row: Vec<Rational> = scaled.collect();
        if let Some(q) = &reflection {
            q.apply(&mut row);
        }
        row
    };
    spec.samples.iter().map(|sample| row(&sample.features)).collect()
}

/// `G` with `K K G = K` for the matrix `K` of the inner products of all samples. A correction `X^T a` of a start is the
/// one that minimises where `K (K a - r) = 0` for the residuals `r`, and `a = G r` is that.
fn of_samples(spec: &ProblemSpec) -> Vec<Rational> {
    let rows = exact_rows(spec);
    let n = rows.len();
    let products: Vec<Vec<Rational>> = rows.iter().map(|u| rows.iter().map(|v| dot(u, v)).collect()).collect();
    let column = |k: usize| products.iter().map(|row| row[k].clone()).collect::<Vec<Rational>>();
    // The products are symmetric: a column is a row.
    let mut equations: Vec<Vec<Rational>> = products
        .iter()
        .enumerate()
        .map(|(i, row)| {
            let squared = (0..n).map(|k| dot(row, &column(k)));
            squared.chain(products[i].iter().cloned()).collect()
        })
        .collect();
    let pivots = reduce(&mut equations, n);
    let mut result = vec![Rational::ZERO; n * n];
    for (row, &pivot) in equations.iter().zip(&pivots) {
        result[pivot * n..(pivot + 1) * n].clone_from_slice(&row[n..]);
    }
    result
}

impl<A: Arithmetic> Objective<A> {
    /// Writes the minimiser of a sum of squares nearest to `start`, or to the centre, into `out`.
    pub(super) fn least_squares(
        &self,
        a: &A,
        penalised: bool,
        start: Option<&[A::Number]>,
        out: &mut [A::Number],
    ) -> Result<(), Fault> {
        let Some(spec) = &self.normal else {
            return Err(Fault::Limit("the objective has no normal equations"));
        };
        match &*Equations::of(spec, penalised) {
            Equations::Normal(solution) => self.place_solution(a, spec, solution, start, out),
            Equations::Samples(inverse) => {
                let residuals = self.residuals(a, start)?;
                let n = residuals.len();
                let weights = (0..n).map(|i| {
                    let row = inverse[i * n..(i + 1) * n].iter().zip(&residuals).filter(|(entry, _)| !entry.is_zero());
                    row.into_iter()
                        .try_fold(a.integer(0), |sum, (entry, r)| a.add(&sum, &a.mul(&a.rational(entry), r)?))
                });
                self.corrected(a, start, &weights.collect::<Result<Vec<_>, Fault>>()?, out)
            }
            Equations::Long if a.exact(&a.rational(&third())) == Some(third()) => Err(Fault::TooLarge),
            Equations::Long if !penalised && self.sample_count() < self.dimension() => {
                let residuals = self.residuals(a, start)?;
                let n = residuals.len();
                let mut products: Vec<A::Number> = Vec::with_capacity(n * n);
                for i in 0..n {
                    for k in 0..n {
                        let sum = if k < i { products[k * n + i].clone() } else { self.inner_of_rows(a, i, k)? };
                        products.push(sum);
                    }
                }
                self.corrected(a, start, &eliminated(a, products, residuals)?, out)
            }
            Equations::Long => self.eliminate_normal_equations(a, penalised, out),
        }
    }

    /// The exact solution, or the point of the affine space of solutions nearest to the start.
    fn place_solution(
        &self,
        a: &A,
        spec: &ProblemSpec,
        solution: &Solution,
        start: Option<&[A::Number]>,
        out: &mut [A::Number],
    ) -> Result<(), Fault> {
        let Some(projector) = &solution.projector else {
            let point = back_in_place(spec, solution.point.clone());
            for (out, entry) in out.iter_mut().zip(&point) {
                *out = a.rational(entry);
            }
            return Ok(());
        };
        let d = self.dimension();
        let point: Vec<A::Number> = solution.point.iter().map(|entry| a.rational(entry)).collect();
        let mut away = point.iter().map(|entry| a.negate(entry)).collect::<Vec<_>>();
        if let Some(start) = start {
            let projection = self.projection(a, start)?;
            for ((away, axis), w) in away.iter_mut().zip(&self.axes).zip(start) {
                *away = a.add(away, &axis.turned(a, w, projection.as_ref())?)?;
            }
        }
        for (i, out) in out.iter_mut().enumerate() {
            let mut sum = point[i].clone();
            for (entry, away) in projector[i * d..(i + 1) * d].iter().zip(&away) {
                if !entry.is_zero() {
                    sum = a.add(&sum, &a.mul(&a.rational(entry), away)?)?;
                }
            }
            *out = sum;
        }
        self.reflect(a, out)?;
        for (out, axis) in out.iter_mut().zip(&self.axes) {
            *out = a.add(out, &axis.centre)?;
        }
        Ok(())
    }

    /// What each sample's prediction at the start, or at the centre, lacks.
    fn residuals(&self, a: &A, start: Option<&[A::Number]>) -> Result<Vec<A::Number>, Fault> {
        let residual = |n: usize| match start {
            Some(start) => a.sub(&self.targets[n], &self.prediction(a, n, start)?),
            None => Ok(self.targets[n].clone()),
        };
        (0..self.sample_count()).map(residual).collect()
    }

    /// The start, or the centre, moved by these multiples of the samples.
    fn corrected(
        &self,
        a: &A,
        start: Option<&[A::Number]>,
        weights: &[A::Number],
        out: &mut [A::Number],
    ) -> Result<(), Fault> {
        for (i, out) in out.iter_mut().enumerate() {
            let mut sum = start.map_or_else(|| self.axes[i].centre.clone(), |start| start[i].clone());
            for (n, weight) in weights.iter().enumerate() {
                sum = a.add(&sum, &a.mul(weight, &self.row(n)[i])?)?;
            }
            *out = sum;
        }
        Ok(())
    }

    fn inner_of_rows(&self, a: &A, i: usize, k: usize) -> Result<A::Number, Fault> {
        let pairs = self.row(i).iter().zip(self.row(k));
        pairs.into_iter().try_fold(a.integer(0), |sum, (x, y)| a.add(&sum, &a.mul(x, y)?))
    }

    /// Solves the normal equations, which must be regular, in the arithmetic at hand.
    fn eliminate_normal_equations(&self, a: &A, penalised: bool, out: &mut [A::Number]) -> Result<(), Fault> {
        if self.reflection.is_some() || self.axes.iter().any(|axis| axis.stretch.is_some()) {
            // Only generated recipes are turned, and none is that large.
            return Err(Fault::TooLarge);
        }
        let d = self.dimension();
        let (mut matrix, mut right) = match &self.moments {
            Some(moments) => (moments.matrix.clone(), moments.right.clone()),
            None => (vec![a.integer(0); d * d], vec![a.integer(0); d]),
        };
        let summed = if self.moments.is_some() { 0 } else { self.sample_count() };
        for n in 0..summed {
            let row = self.row(n);
            for i in 0..d {
                right[i] = a.add(&right[i], &a.mul(&row[i], &self.targets[n])?)?;
                for k in 0..=i {
                    matrix[i * d + k] = a.add(&matrix[i * d + k], &a.mul(&row[i], &row[k])?)?;
                }
            }
        }
        for i in 0..d {
            if penalised {
                matrix[i * d + i] = a.add(&matrix[i * d + i], &self.axes[i].curvature)?;
            }
            for k in 0..i {
                matrix[k * d + i] = matrix[i * d + k].clone();
            }
        }
        let solution = eliminated(a, matrix, right)?;
        for ((out, entry), axis) in out.iter_mut().zip(&solution).zip(&self.axes) {
            *out = a.add(entry, &axis.centre)?;
        }
        Ok(())
    }
}

/// Solves symmetric positive definite equations by elimination, which needs no exchange of rows there.
///
/// # Errors
/// [`Fault::Undecided`] where a pivot is not known to be positive: at this precision, or because the matrix is singular.
fn eliminated<A: Arithmetic>(
    a: &A,
    mut matrix: Vec<A::Number>,
    mut right: Vec<A::Number>,
) -> Result<Vec<A::Number>, Fault> {
    let n = right.len();
    for k in 0..n {
        if a.sign(&matrix[k * n + k])? <= 0 {
            return Err(Fault::Undecided);
        }
        for i in k + 1..n {
            let factor = a.div(&matrix[k * n + i], &matrix[k * n + k])?;
            // The rest stays symmetric, and its upper half is all that is read.
            for j in i..n {
                matrix[i * n + j] = a.sub(&matrix[i * n + j], &a.mul(&factor, &matrix[k * n + j])?)?;
            }
            right[i] = a.sub(&right[i], &a.mul(&factor, &right[k])?)?;
        }
    }
    for k in (0..n).rev() {
        for j in k + 1..n {
            right[k] = a.sub(&right[k], &a.mul(&matrix[k * n + j], &right[j])?)?;
        }
        right[k] = a.div(&right[k], &matrix[k * n + k])?;
    }
    Ok(right)
}

fn third() -> Rational {
    Rational::ONE / Rational::from(3)
}

/// From `v` to `w = c + Q v`, exact.
fn back_in_place(spec: &ProblemSpec, mut v: Vec<Rational>) -> Vec<Rational> {
    if let Some(q) = Reflection::of(spec) {
        q.apply(&mut v);
    }
    for (entry, c) in v.iter_mut().zip(&spec.coordinates) {
        *entry += c.centre.to_rational();
    }
    v
}

#[cfg(test)]
mod tests {
    use crate::numeric::{Arithmetic, Dyadic, Intervals, Rational, Rationals};
    use crate::problem::{Loss, Objective, ProblemSpec, Sample};

    /// Samples without any pattern; the last repeats the first where wanted.
    fn spec(loss: Loss, samples: usize, features: usize, repeat: bool) -> ProblemSpec {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Dyadic::new((state >> 48) as i64 - (1 << 15), -12)
        };
        let mut all: Vec<Sample> = (0..samples)
            .map(|_| Sample { features: (0..features).map(|_| next()).collect(), target: next() })
            .collect();
        if repeat {
            let target = next();
            all[samples - 1] = Sample { target, ..all[0].clone() };
        }
        loss.problem(all, features)
    }

    fn is_zero_gradient<A: Arithmetic>(a: &A, spec: &ProblemSpec, start: Option<i64>) -> Vec<A::Number> {
        let objective = Objective::new(spec, a).unwrap();
        let start = start.map(|first| (0..spec.dimension()).map(|i| a.integer(first + i as i64)).collect::<Vec<_>>());
        let mut w = vec![a.integer(0); spec.dimension()];
        objective.minimiser(a, start.as_deref(), &mut w).unwrap();
        let mut gradient = w.clone();
        objective.gradient(a, &w, &mut gradient).unwrap();
        assert!(gradient.iter().all(|slope| matches!(a.sign(slope), Ok(0) | Err(_))), "{gradient:?}");
        w
    }

    #[test]
    fn fewer_samples_than_parameters_are_solved_exactly_by_their_inner_products() {
        let exact = Rationals { bits: 20_000 };
        for repeat in [false, true] {
            let spec = spec(Loss::Squares, 4, 30, repeat);
            let w = is_zero_gradient(&exact, &spec, Some(-3));
            // The step from the start is a sum of samples, so that no minimiser is nearer: it is orthogonal to the null space.
            let step: Vec<Rational> = (0..30).map(|i| &w[i] - Rational::from(i as i64 - 3)).collect();
            let other = is_zero_gradient(&exact, &spec, Some(5));
            let along: Vec<Rational> = (0..30).map(|i| &other[i] - &w[i]).collect();
            let inner = step.iter().zip(&along).fold(Rational::ZERO, |sum, (x, y)| sum + x * y);
            assert!(inner.is_zero() && along.iter().any(|entry| !entry.is_zero()));
        }
    }

    #[test]
    fn long_equations_are_enclosed_by_elimination() {
        let fine = Intervals { bits: 512 };
        for (loss, samples, features) in [(Loss::Squares, 45, 30), (Loss::Squares, 30, 45), (Loss::Ridge, 30, 45)] {
            let spec = spec(loss, samples, features, false);
            let w = is_zero_gradient(&fine, &spec, Some(1));
            assert!(w.iter().all(|entry| entry.width_bits() > 200));
        }
    }

    #[test]
    fn enclosures_and_fractions_agree_where_both_are_short() {
        let (exact, fine) = (Rationals { bits: 20_000 }, Intervals { bits: 256 });
        let spec = spec(Loss::Ridge, 12, 7, false);
        let (known, found) = (is_zero_gradient(&exact, &spec, None), is_zero_gradient(&fine, &spec, None));
        assert!(known.iter().zip(&found).all(|(known, found)| found.contains(known)));
    }
}
