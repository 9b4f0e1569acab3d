//! Which pieces of an envelope are active at a point.
//!
//! Doubles guess; the conditions of Karush, Kuhn and Tucker, decided by [`Arithmetic::compare`], say whether that is so.

use std::cmp::Ordering;

use super::face::Face;
use super::prepared::{Prepared, dot};
use super::recipe::MAX_PIECES;
use crate::numeric::{Arithmetic, Fault, Nature, Rational};

/// What the weights of the pieces must satisfy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weights {
    /// At least 0, with sum 1.
    Simplex,
    /// Those after the first piece at least 0; the first one is active, and its weight is free.
    Cone,
}

/// Whether a face is the one of the best weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// It certainly is.
    Active,
    /// It may be.
    Possible,
    /// It certainly is not.
    Excluded,
}

/// The best weights on one face.
pub(super) struct Found<N> {
    pub(super) standing: Standing,
    /// One for each member of the face.
    pub(super) weights: Vec<N>,
    /// `h(z)`.
    pub(super) level: N,
}

/// The best weights: those of one face, or of several of which one is the right one.
pub(super) struct Solution<'e, N> {
    pub(super) faces: Vec<(&'e Face<N>, Found<N>)>,
}

impl<N: Clone> Prepared<N> {
    /// `s_i(x)` for every piece.
    pub(super) fn piece_values<A: Arithmetic<Number = N>>(&self, a: &A, x: &[N]) -> Result<Vec<N>, Fault> {
        let slopes = self.slopes.chunks(self.dimension);
        slopes.zip(&self.offsets).map(|(slope, offset)| a.add(&dot(a, slope, x)?, offset)).collect()
    }

    /// The best weights for given values of the pieces.
    pub(super) fn solve<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        values: &[N],
        weights: Weights,
    ) -> Result<Solution<'_, N>, Fault> {
        let guess = self.guess(a, values, weights);
        let found = self.stand(a, guess, values, weights)?;
        if found.standing == Standing::Active {
            return Ok(Solution { faces: vec![(guess, found)] });
        }
        let mut possible = Vec::new();
        for face in self.allowed(weights) {
            let found = self.stand(a, face, values, weights)?;
            match found.standing {
                Standing::Active => return Ok(Solution { faces: vec![(face, found)] }),
                Standing::Possible => possible.push((face, found)),
                Standing::Excluded => {}
            }
        }
        if possible.is_empty() {
            // Rounding alone can exclude every face.
            assert!(a.nature() == Nature::Rounded, "some set of pieces is active");
            possible.push((guess, found));
        }
        Ok(Solution { faces: possible })
    }

    fn allowed(&self, weights: Weights) -> impl Iterator<Item = &Face<N>> {
        self.faces.iter().filter(move |face| weights == Weights::Simplex || face.members[0] == 0)
    }

    /// The face whose conditions doubles find met, or least violated.
    fn guess<A: Arithmetic<Number = N>>(&self, a: &A, values: &[N], weights: Weights) -> &Face<N> {
        let mut rough = [0.0; MAX_PIECES];
        for (rough, value) in rough.iter_mut().zip(values) {
            *rough = a.approximate(value);
        }
        let mut best = (f64::INFINITY, &self.faces[0]);
        for face in self.allowed(weights) {
            let violation = self.violation(face, &rough[..values.len()], weights, best.0);
            if violation < best.0 {
                best = (violation, face);
                if violation <= 0.0 {
                    break;
                }
            }
        }
        best.1
    }

    /// By how much a face violates its conditions in doubles, as a share of the weights; infinite where that is `enough` or more.
    fn violation(&self, face: &Face<N>, values: &[f64], weights: Weights, enough: f64) -> f64 {
        let (count, k) = (values.len(), self.rough_constant);
        let gram = |i: usize, j: usize| self.rough_gram[i * count + j];
        let first = face.members[0];
        let rest = &face.members[1..];
        let mut right = [0.0; MAX_PIECES];
        for (right, &j) in right.iter_mut().zip(rest) {
            *right = k * (values[j] - values[first]) - (gram(j, first) - gram(first, first));
        }
        let (mut lambda, mut sum, mut worst) = ([0.0; MAX_PIECES], 0.0, 0.0_f64);
        for (lambda, row) in lambda.iter_mut().zip(face.rough.chunks(rest.len().max(1))) {
            let product: f64 = row.iter().zip(&right).map(|(entry, right)| entry * right).sum();
            *lambda = product / face.rough_determinant;
            sum += *lambda;
            worst = worst.max(-*lambda);
        }
        if weights == Weights::Simplex {
            worst = worst.max(sum - 1.0);
        }
        if worst.is_nan() || worst >= enough {
            return f64::INFINITY;
        }
        let height = |i: usize| {
            let slope: f64 = rest.iter().zip(&lambda).map(|(&j, lambda)| gram(i, j) * lambda).sum();
            k * values[i] - (gram(i, first) * (1.0 - sum) + slope)
        };
        let level = height(first);
        for i in (0..count).filter(|i| !face.members.contains(i)) {
            // Slopes of the size of this one turn an excess of height into a weight.
            let size = gram(i, i) + gram(first, first);
            worst = worst.max((height(i) - level) / size.max(f64::MIN_POSITIVE));
        }
        worst
    }

    /// The weights of a face, and whether they are the best.
    fn stand<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        face: &Face<N>,
        values: &[N],
        weights: Weights,
    ) -> Result<Found<N>, Fault> {
        let mut standing = Standing::Active;
        let found = self.weights(a, face, values)?;
        let zero = a.integer(0);
        let bounded = usize::from(weights == Weights::Cone);
        for weight in &found.weights[bounded..] {
            match a.compare(weight, &zero) {
                Ok(Ordering::Less) => return Ok(Found { standing: Standing::Excluded, ..found }),
                Ok(_) => {}
                Err(Fault::Undecided) => standing = Standing::Possible,
                Err(fault) => return Err(fault),
            }
        }
        for i in (0..values.len()).filter(|i| !face.members.contains(i)) {
            match a.compare(&self.height(a, face, &found, values, i)?, &found.level) {
                Ok(Ordering::Greater) => return Ok(Found { standing: Standing::Excluded, ..found }),
                Ok(_) => {}
                Err(Fault::Undecided) => standing = Standing::Possible,
                Err(fault) => return Err(fault),
            }
        }
        Ok(Found { standing, ..found })
    }

    /// The weights with which a face solves its system, and the common height of its pieces at `z`.
    pub(super) fn weights<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        face: &Face<N>,
        values: &[N],
    ) -> Result<Found<N>, Fault> {
        let first = face.members[0];
        let rest = &face.members[1..];
        let mut right = Vec::with_capacity(rest.len());
        for &j in rest {
            let rise = a.mul(&self.constant, &a.sub(&values[j], &values[first])?)?;
            right.push(a.sub(&rise, &a.sub(self.product(j, first), self.product(first, first))?)?);
        }
        let mut weights = vec![a.integer(1)];
        let system = face.system(a);
        for row in system.adjugate.chunks(rest.len().max(1)) {
            weights.push(a.div(&dot(a, row, &right)?, &system.determinant)?);
        }
        for i in 1..weights.len() {
            weights[0] = a.sub(&weights[0], &weights[i])?;
        }
        let mut found = Found { standing: Standing::Possible, weights, level: a.integer(0) };
        found.level = self.height(a, face, &found, values, first)?;
        Ok(found)
    }

    /// `s_i(z) = s_i(x) - <g_i, p>/K`.
    pub(super) fn height<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        face: &Face<N>,
        found: &Found<N>,
        values: &[N],
        i: usize,
    ) -> Result<N, Fault> {
        let mut sum = a.integer(0);
        for (&j, weight) in face.members.iter().zip(&found.weights) {
            sum = a.add(&sum, &a.mul(self.product(i, j), weight)?)?;
        }
        a.sub(&values[i], &a.div(&sum, &self.constant)?)
    }

    pub(super) fn product(&self, i: usize, j: usize) -> &N {
        &self.gram[i * self.offsets.len() + j]
    }
}

impl<N: Clone> Solution<'_, N> {
    /// A quantity of the right face: that of the only one, or an enclosure of those of all.
    pub(super) fn hull<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        mut quantity: impl FnMut(&Face<N>) -> Result<N, Fault>,
    ) -> Result<N, Fault> {
        let mut hull: Option<N> = None;
        for (face, _) in &self.faces {
            let next = quantity(face)?;
            hull = Some(match hull {
                None => next,
                Some(known) => either(a, &known, &next)?,
            });
        }
        hull.ok_or(Fault::Undecided)
    }
}

/// What is known of a number that is one of two: `low + t (high - low)` with a `t` between 0 and 1.
fn either<A: Arithmetic>(a: &A, x: &A::Number, y: &A::Number) -> Result<A::Number, Fault> {
    let (low, high) = (a.min(x, y), a.max(x, y));
    let share = a.between(&Rational::ZERO, &Rational::ONE)?;
    a.add(&low, &a.mul(&share, &a.sub(&high, &low)?)?)
}
