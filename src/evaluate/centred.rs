//! The screen's evaluation of objectives around the middle of what is known: bounds that do not grow with every step.
//!
//! Carried through a step `w - s grad R(w)` operation by operation, an error may double, since `w` occurs twice: after fifty
//! steps nothing would be left of a double. But the step itself moves two points apart by little, if at all. Let `R` have
//! all its curvature between `lo` and `hi`, that is, let `grad R(v) - grad R(w) = H (v - w)` with a symmetric `H` that has its
//! eigenvalues there, as it has for `hi`-smooth `R` (`lo = -hi`; 0 for convex, `alpha` for strongly convex ones). Then
//!
//! `|(v - s grad R(v)) - (w - s grad R(w))| <= q |v - w|`, `q = max(|1 - s lo|, |1 - s hi|)`,
//!
//! since `I - s H` is symmetric with eigenvalues between those two. So the step is taken from the middle, which is
//! exact, with no more than the rounding of one step, and what was not known before is multiplied by `q`. The distance is the
//! Euclidean norm, which is carried from step to step beside the radii of the components.
//!
//! Where a kink of `R` lies within a ball, so that it is not known which piece counts, the mean value theorem does without:
//! `R(v) = R(m) + <grad R(x), v - m>` for some `x` between, and gradients are continuous.

use super::flat_code::{Descent, Flat, FlatOperation};
use super::machine::Machine;
use super::operand::Span;
use crate::numeric::tolerance::SAFE_SQUARE;
use crate::numeric::{Arithmetic, Fault};
use crate::problem::Objective;

/// More than the relative rounding of the few operations on doubles by which a bound is put together here.
const OUTWARD: f64 = 1.0 + 16.0 * f64::EPSILON;
/// The value of an objective, by the mean value theorem where a kink keeps it from being computed straight on.
pub(super) fn value<A: Arithmetic>(a: &A, objective: &Objective<A>, w: &[A::Number]) -> Result<A::Number, Fault> {
    match objective.value(a, w) {
        Err(Fault::Undecided) if A::SCREENS => {}
        found => return found,
    }
    let centre = w.iter().map(|x| a.centre(x)).collect::<Option<Vec<_>>>().ok_or(Fault::Undecided)?;
    let mut gradient = vec![a.integer(0); w.len()];
    objective.gradient(a, w, &mut gradient)?;
    let reach = gradient.iter().zip(w).map(|(g, x)| (a.approximate(g).abs() + a.error(g)) * a.error(x)).sum::<f64>();
    // A product that underflows has lost less than the smallest double.
    Ok(a.widen(&objective.value(a, &centre)?, (reach + f64::MIN_POSITIVE) * OUTWARD))
}

/// The Euclidean norm of what is not known of each component, rounded up.
fn distance<A: Arithmetic>(a: &A, w: &[A::Number]) -> f64 {
    let errors = || w.iter().map(|x| a.error(x));
    let square: f64 = errors().map(|error| error * error).sum();
    // The sum of the components is never below their norm.
    if square < SAFE_SQUARE { errors().sum::<f64>() * OUTWARD } else { square.sqrt() * OUTWARD }
}

/// By how much a step of size `s`, which may be off by `off`, moves points apart at most.
fn expansion((low, high): (f64, f64), s: f64, off: f64) -> f64 {
    let largest = low.abs().max(high.abs());
    let factor = (1.0 - s * low).abs().max((1.0 - s * high).abs());
    (factor + off * largest) * OUTWARD + 8.0 * f64::EPSILON * (1.0 + s.abs() * largest)
}

impl<A: Arithmetic> Machine<'_, A> {
    /// Both instructions as a step along the gradient, where that is what they are and the screen can bound it as a whole.
    pub(super) fn descent(&self, first: &Flat, second: &Flat) -> Option<Flat> {
        if !A::SCREENS {
            return None;
        }
        let FlatOperation::Gradient(objective, None, x) = first.operation else { return None };
        let FlatOperation::MinusProduct(from, s, y) = second.operation else { return None };
        let is_step = x.is(from) && y.is(first.to) && s.width == 1 && s.step == 0 && x.width == second.to.width;
        self.descents.curvature(objective).filter(|_| is_step)?;
        let operation = FlatOperation::Descent(Descent { objective, x, s, g: first.to });
        Some(Flat { operation, to: second.to, operations: first.operations + second.operations })
    }

    /// Takes a step along the gradient for value `k` of the index.
    pub(super) fn descend(&mut self, step: &Descent, to: Span, k: usize) -> Result<(), Fault> {
        let Descent { objective: id, x, s, g } = *step;
        let a = &self.arithmetic;
        let objective = self.objectives[id].as_ref().ok_or(Fault::Undecided)?;
        let bounds = self.descents.curvature(id).ok_or(Fault::Undecided)?;
        let (from, s) = (x.value(k), self.memory[s.at].clone());
        let known = self.descents.distance(from);
        let far = known.unwrap_or_else(|| distance(a, &self.memory[from..from + x.width]));
        let centre = self.descents.middle(a, &self.memory[from..from + x.width])?;
        let (gradient, out) = (g.value(k), to.value(k));
        objective.gradient(a, centre, &mut self.memory[gradient..gradient + g.width])?;
        let moved = far * expansion(bounds, a.approximate(&s), a.error(&s));
        let steeper = far * bounds.1.max(-bounds.0) * OUTWARD;
        let between = [gradient..gradient + g.width, out..out + to.width];
        let Ok([slopes, next]) = self.memory.get_disjoint_mut(between) else { return Err(Fault::Undecided) };
        let rounding = a.step(centre, &s, slopes, next).ok_or(Fault::Undecided)?;
        for (slope, number) in slopes.iter_mut().zip(next) {
            *slope = a.widen(slope, steeper);
            *number = a.widen(number, moved);
        }
        self.descents.arrive(out, (moved + rounding) * OUTWARD);
        Ok(())
    }
}
