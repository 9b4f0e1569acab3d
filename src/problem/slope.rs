//! Points where a gradient is what is asked for, approximately: where a function is level, or steep along an axis.

use super::objective::Objective;
use super::spec::ProblemSpec;
use crate::numeric::{Dyadic, Float};

/// Points farther out are of no use: exponentials of such numbers have no short values.
const FARTHEST: f64 = 1024.0;
/// Newton steps: in pieces of parabolas one leads to the point of a piece.
const STEPS: usize = 6;

impl ProblemSpec {
    /// A point near `start` where the gradient is about `slope`, by Newton's method in doubles; nothing where it leads nowhere. What is
    /// curved downwards is found like anything else.
    #[must_use]
    pub fn point_with_slope(&self, slope: &[f64], start: &[Dyadic]) -> Option<Vec<f64>> {
        let objective = Objective::new(self, &Float).ok()?;
        let mut w: Vec<f64> = start.iter().map(Dyadic::to_f64).collect();
        let d = w.len();
        let (mut gradient, mut hessian) = (vec![0.0; d], vec![0.0; d * d]);
        for _ in 0..STEPS {
            objective.gradient(&Float, &w, &mut gradient).ok()?;
            gradient.iter_mut().zip(slope).for_each(|(g, slope)| *g -= slope);
            if gradient.iter().all(|g| *g == 0.0) {
                break;
            }
            objective.hessian(&Float, &w, &mut hessian).ok()?;
            let step = solved(&mut hessian, &gradient)?;
            w.iter_mut().zip(&step).for_each(|(w, step)| *w -= step);
        }
        w.iter().all(|entry| entry.abs() <= FARTHEST).then_some(w)
    }
}

/// Solves `H x = b` by elimination with pivots; a direction in which `H` is flat is left alone.
fn solved(matrix: &mut [f64], right: &[f64]) -> Option<Vec<f64>> {
    let n = right.len();
    let mut x = right.to_vec();
    let largest = matrix.iter().fold(0.0_f64, |most, entry| most.max(entry.abs()));
    let mut rows: Vec<usize> = (0..n).collect();
    let mut pivots = Vec::with_capacity(n);
    for column in 0..n {
        let done = pivots.len();
        let best = (done..n).max_by(|a, b| {
            let size = |row: usize| matrix[rows[row] * n + column].abs();
            size(*a).total_cmp(&size(*b))
        })?;
        let pivot = matrix[rows[best] * n + column];
        if pivot.abs() <= largest * f64::EPSILON * n as f64 {
            continue;
        }
        rows.swap(done, best);
        pivots.push(column);
        for row in 0..n {
            let (from, to) = (rows[done], rows[row]);
            if row == done {
                continue;
            }
            let factor = matrix[to * n + column] / pivot;
            if factor != 0.0 {
                for k in 0..n {
                    matrix[to * n + k] -= factor * matrix[from * n + k];
                }
                x[to] -= factor * x[from];
            }
        }
    }
    let mut found = vec![0.0; n];
    for (place, column) in pivots.into_iter().enumerate() {
        found[column] = x[rows[place]] / matrix[rows[place] * n + column];
    }
    found.iter().all(|entry| entry.is_finite()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::ProblemSpec;
    use crate::numeric::Dyadic;
    use crate::problem::{Coordinate, Family};

    #[test]
    fn a_turned_bowl_is_steep_along_an_axis_at_the_point_found() {
        let axis = |entry| Coordinate { axis: Dyadic::integer(entry), ..Coordinate::default() };
        let mut spec = ProblemSpec::new(Family::Quadratic, vec![axis(1), axis(2)]);
        spec.coordinates[1].curvature = Dyadic::integer(8);
        let point = spec.point_with_slope(&[1.0, 0.0], &[Dyadic::ONE, Dyadic::ONE]).unwrap();
        let mut gradient = vec![0.0; 2];
        let objective = super::Objective::new(&spec, &super::Float).unwrap();
        objective.gradient(&super::Float, &point, &mut gradient).unwrap();
        assert!((gradient[0] - 1.0).abs() < 1e-12 && gradient[1].abs() < 1e-12, "{gradient:?}");
    }

    #[test]
    fn the_ridge_between_two_wells_is_level() {
        let spec = ProblemSpec::new(Family::DoubleWell, vec![Coordinate::default()]);
        assert_eq!(spec.point_with_slope(&[0.0], &[Dyadic::new(1, -2)]), Some(vec![0.0]));
    }
}
