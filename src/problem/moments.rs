//! Sums over very many samples, taken once and exactly: all that a mean of squares and its derivatives need of them.

use std::cell::RefCell;
use std::rc::Rc;

use super::coordinate::Sample;
use super::exact::Normal;
use super::family::description::SampleLoss;
use super::spec::ProblemSpec;
use crate::numeric::tolerance::MANY_NUMBERS;
use crate::numeric::{Arithmetic, Dyadic, Fault};

/// Sets of samples whose sums are kept, as each case on them asks in several arithmetics.
const KNOWN_SAMPLES: usize = 2;

thread_local! {
    static KNOWN: RefCell<Vec<(Vec<Sample>, Rc<Normal>)>> = const { RefCell::new(Vec::new()) };
}

/// `X^T X`, `X^T y` and `|y|^2` in one arithmetic.
#[derive(Debug, Clone)]
pub(super) struct Moments<N> {
    /// `X^T X`, row by row.
    pub(super) matrix: Vec<N>,
    /// `X^T y`.
    pub(super) right: Vec<N>,
    square: N,
}

impl ProblemSpec {
    /// Whether the objective is computed from sums that are taken once. A value or a gradient then costs the square of the
    /// number of parameters, however many samples there are.
    #[must_use]
    pub fn has_moments(&self) -> bool {
        let is_square = matches!(self.family.about().loss(), Some(SampleLoss::Squares | SampleLoss::PenalisedSquares));
        let is_plain = || self.coordinates.iter().all(|c| c.axis.is_zero() && c.stretch == Dyadic::ONE);
        is_square && self.samples.len() * self.dimension() >= MANY_NUMBERS && is_plain()
    }
}

impl<N: Clone> Moments<N> {
    /// The sums of a recipe's samples, if there are so many of them that it pays.
    pub(super) fn of<A: Arithmetic<Number = N>>(spec: &ProblemSpec, a: &A) -> Option<Self> {
        spec.has_moments().then(|| {
            let sums = exact(spec);
            Self {
                matrix: sums.matrix.iter().map(|entry| a.rational(entry)).collect(),
                right: sums.right.iter().map(|entry| a.rational(entry)).collect(),
                square: a.rational(&sums.square),
            }
        })
    }

    /// `1/2 |X z - y|^2`.
    pub(super) fn loss<A: Arithmetic<Number = N>>(&self, a: &A, z: &[N]) -> Result<N, Fault> {
        // |X z - y|^2 = z^T (X^T (X z - y) - X^T y) + |y|^2
        let mut sum = self.square.clone();
        for (i, z_i) in z.iter().enumerate() {
            let slope = a.sub(&self.slope(a, i, z)?, &self.right[i])?;
            sum = a.add(&sum, &a.mul(&slope, z_i)?)?;
        }
        a.div(&sum, &a.integer(2))
    }

    /// Adds `weight` times `X^T (X z - y)`.
    pub(super) fn add_slopes<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        z: &[N],
        weight: &N,
        out: &mut [N],
    ) -> Result<(), Fault> {
        for (i, out) in out.iter_mut().enumerate() {
            *out = a.add(out, &a.mul(weight, &self.slope(a, i, z)?)?)?;
        }
        Ok(())
    }

    /// Adds `weight` times `X^T X`.
    pub(super) fn add_curvatures<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        weight: &N,
        out: &mut [N],
    ) -> Result<(), Fault> {
        for (entry, out) in self.matrix.iter().zip(out) {
            *out = a.add(out, &a.mul(weight, entry)?)?;
        }
        Ok(())
    }

    /// Component `i` of `X^T (X z - y)`.
    fn slope<A: Arithmetic<Number = N>>(&self, a: &A, i: usize, z: &[N]) -> Result<N, Fault> {
        let row = &self.matrix[i * z.len()..(i + 1) * z.len()];
        row.iter().zip(z).try_fold(a.negate(&self.right[i]), |sum, (entry, z)| a.add(&sum, &a.mul(entry, z)?))
    }
}

/// The sums, as fractions.
fn exact(spec: &ProblemSpec) -> Rc<Normal> {
    KNOWN.with_borrow_mut(|known| {
        if let Some((_, sums)) = known.iter().find(|(samples, _)| *samples == spec.samples) {
            return Rc::clone(sums);
        }
        let sums = Rc::new(Normal::of(spec, 0));
        known.truncate(KNOWN_SAMPLES - 1);
        known.insert(0, (spec.samples.clone(), Rc::clone(&sums)));
        sums
    })
}

#[cfg(test)]
mod tests {
    use super::MANY_NUMBERS;
    use crate::numeric::{Dyadic, Rational, Rationals};
    use crate::problem::{Loss, Objective, ProblemSpec, Sample};

    const FEATURES: usize = 3;

    /// Samples without any pattern.
    fn spec(loss: Loss) -> ProblemSpec {
        let mut state = 1_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Dyadic::new((state >> 48) as i64 - (1 << 15), -12)
        };
        let sample = |_| Sample { features: (0..FEATURES).map(|_| next()).collect(), target: next() };
        loss.problem((0..MANY_NUMBERS / FEATURES + 1).map(sample).collect(), FEATURES)
    }

    #[test]
    fn sums_taken_once_give_what_the_samples_give() {
        let a = Rationals { bits: 20_000 };
        for loss in [Loss::Squares, Loss::Ridge] {
            let spec = spec(loss);
            let by_sums = Objective::new(&spec, &a).expect("it is valid");
            let mut by_samples = by_sums.clone();
            assert!(by_samples.moments.take().is_some());
            let w: Vec<Rational> = [3, -2, 5].map(Rational::from).to_vec();
            let values = [&by_sums, &by_samples].map(|objective| objective.value(&a, &w).expect("it has one"));
            assert_eq!(values[0], values[1]);
            let (mut one, mut other) = (w.clone(), w.clone());
            by_sums.gradient(&a, &w, &mut one).expect("it has one");
            by_samples.gradient(&a, &w, &mut other).expect("it has one");
            assert_eq!(one, other);
            let (mut one, mut other) = (vec![Rational::ZERO; 9], vec![Rational::ZERO; 9]);
            by_sums.hessian(&a, &w, &mut one).expect("it has one");
            by_samples.hessian(&a, &w, &mut other).expect("it has one");
            assert_eq!(one, other);
        }
    }

    #[test]
    fn few_samples_and_other_losses_are_summed_as_they_are() {
        assert!(!spec(Loss::Logistic).has_moments());
        let mut few = spec(Loss::Squares);
        few.samples.truncate(1_000);
        assert!(!few.has_moments());
    }
}
