//! Values, gradients and minimisers of envelopes, in any arithmetic.
//!
//! Exact in rationals, enclosed in intervals. Doubles guess which pieces are active; the conditions of Karush, Kuhn and Tucker,
//! decided by [`Arithmetic::compare`], say whether that is so.

use std::cmp::Ordering;

use super::face::{Face, Integers, faces, gram};
use super::recipe::{Bottom, Envelope, MAX_PIECES};
use crate::numeric::{Arithmetic, Fault, Nature};

/// A recipe made ready for an arithmetic.
#[derive(Debug, Clone)]
pub(in crate::problem) struct Prepared<N> {
    recipe: Envelope,
    dimension: usize,
    constant: N,
    /// Nothing stands for 0.
    parabola: Option<N>,
    /// The slopes, piece by piece.
    slopes: Vec<N>,
    offsets: Vec<N>,
    /// The inner products of the slopes.
    gram: Vec<N>,
    rough_gram: Vec<f64>,
    rough_constant: f64,
    faces: Vec<Face<N>>,
}

/// What the weights of the pieces must satisfy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weights {
    /// At least 0, with sum 1.
    Simplex,
    /// Those after the first piece at least 0; the first one is active, and its weight is free.
    Cone,
}

/// Whether a face is the one of the best weights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It certainly is.
    Active,
    /// It may be.
    Possible,
    /// It certainly is not.
    Excluded,
}

/// The best weights on one face.
struct Found<N> {
    standing: Standing,
    /// One for each member of the face.
    weights: Vec<N>,
    /// `h(z)`.
    level: N,
}

/// The best weights: those of one face, or of several of which one is the right one.
struct Solution<'e, N> {
    faces: Vec<(&'e Face<N>, Found<N>)>,
}

impl<N: Clone> Prepared<N> {
    /// Makes a recipe ready.
    pub(in crate::problem) fn new<A: Arithmetic<Number = N>>(recipe: &Envelope, a: &A) -> Self {
        let integers = Integers::of(recipe);
        let gram = gram(a, &integers);
        let dimension = recipe.dimension();
        Self {
            dimension,
            constant: a.dyadic(&recipe.constant),
            parabola: (!recipe.parabola.is_zero()).then(|| a.dyadic(&recipe.parabola)),
            slopes: recipe.pieces.iter().flat_map(|piece| &piece.slope).map(|g| a.dyadic(g)).collect(),
            offsets: recipe.pieces.iter().map(|piece| a.dyadic(&piece.offset)).collect(),
            rough_gram: gram.iter().map(|entry| a.approximate(entry)).collect(),
            gram,
            rough_constant: recipe.constant.to_f64(),
            faces: faces(a, &integers, dimension),
            recipe: recipe.clone(),
        }
    }

    /// `q/2 |x|^2 + E(x)`, or with `E` subtracted.
    ///
    /// # Errors
    /// What the arithmetic cannot do.
    pub(in crate::problem) fn value<A: Arithmetic<Number = N>>(&self, a: &A, x: &[N]) -> Result<N, Fault> {
        let values = self.piece_values(a, x)?;
        let solution = self.solve(a, &values, Weights::Simplex)?;
        let double = a.mul(&a.integer(2), &self.constant)?;
        let envelope = solution.hull(a, |face, found| {
            let square = self.squared_slope(a, face, found)?;
            a.add(&found.level, &a.div(&square, &double)?)
        })?;
        let Some(parabola) = &self.parabola else {
            return Ok(if self.recipe.subtracted { a.negate(&envelope) } else { envelope });
        };
        let square = dot(a, x, x)?;
        let bowl = a.mul(&a.div(parabola, &a.integer(2))?, &square)?;
        if self.recipe.subtracted { a.sub(&bowl, &envelope) } else { a.add(&bowl, &envelope) }
    }

    /// The gradient.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub(in crate::problem) fn gradient<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        x: &[N],
        out: &mut [N],
    ) -> Result<(), Fault> {
        let values = self.piece_values(a, x)?;
        let solution = self.solve(a, &values, Weights::Simplex)?;
        self.slope(a, &solution, out)?;
        for (out, x) in out.iter_mut().zip(x) {
            if self.recipe.subtracted {
                *out = a.negate(out);
            }
            if let Some(parabola) = &self.parabola {
                *out = a.add(out, &a.mul(parabola, x)?)?;
            }
        }
        Ok(())
    }

    /// The Hessian, row by row.
    ///
    /// # Errors
    /// As [`Self::value`]; [`Fault::Undefined`] where the active pieces change.
    pub(in crate::problem) fn hessian<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        x: &[N],
        out: &mut [N],
    ) -> Result<(), Fault> {
        const KINK: Fault = Fault::Undefined("an envelope has no second derivative where its active pieces change");
        let values = self.piece_values(a, x)?;
        let solution = self.solve(a, &values, Weights::Simplex)?;
        let [(face, found)] = &solution.faces[..] else { return Err(Fault::Undecided) };
        let zero = a.integer(0);
        for weight in &found.weights {
            if a.compare(weight, &zero)? != Ordering::Greater {
                return Err(KINK);
            }
        }
        for i in (0..values.len()).filter(|i| !face.members.contains(i)) {
            if a.compare(&self.height(a, face, found, &values, i)?, &found.level)? != Ordering::Less {
                return Err(KINK);
            }
        }
        let d = self.dimension;
        for i in 0..d {
            for j in 0..d {
                let mut entry = self.curvature(a, face, i, j)?;
                if self.recipe.subtracted {
                    entry = a.negate(&entry);
                }
                out[i * d + j] = match &self.parabola {
                    Some(parabola) if i == j => a.add(&entry, parabola)?,
                    _ => entry,
                };
            }
        }
        Ok(())
    }

    /// Writes the minimiser nearest to `x` into `out`.
    ///
    /// # Errors
    /// [`Fault::Undefined`] where none is known, [`Fault::Undecided`] where two are equally near as far as can be told.
    pub(in crate::problem) fn minimiser<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        x: &[N],
        out: &mut [N],
    ) -> Result<(), Fault> {
        match self.recipe.bottom() {
            None => Err(Fault::Undefined("the envelope has no known minimiser")),
            Some(Bottom::Origin) => {
                out.fill(a.integer(0));
                Ok(())
            }
            Some(Bottom::Below) => {
                // The nearest point with h(z) <= b_0 is x - p/K with p in the cone of the slopes.
                let values = self.piece_values(a, x)?;
                let solution = self.solve(a, &values, Weights::Cone)?;
                self.slope(a, &solution, out)?;
                for (out, x) in out.iter_mut().zip(x) {
                    *out = a.sub(x, &a.div(out, &self.constant)?)?;
                }
                Ok(())
            }
            Some(Bottom::Hull) => {
                // Of the envelope of <g_i, z> alone p/K is the projection on the hull of the points g_i/K.
                let hull = Self::new(&self.recipe.of_the_lowest(), a);
                let values = hull.piece_values(a, x)?;
                let solution = hull.solve(a, &values, Weights::Simplex)?;
                hull.slope(a, &solution, out)?;
                for out in out.iter_mut() {
                    *out = a.div(out, &self.constant)?;
                }
                Ok(())
            }
            Some(Bottom::Points) => self.nearest_point(a, x, out),
        }
    }

    fn nearest_point<A: Arithmetic<Number = N>>(&self, a: &A, x: &[N], out: &mut [N]) -> Result<(), Fault> {
        let mut nearest: Option<N> = None;
        for point in self.recipe.lowest_points() {
            let point: Vec<N> = point.iter().map(|entry| a.rational(entry)).collect();
            let mut distance = a.integer(0);
            for (x, point) in x.iter().zip(&point) {
                let gap = a.sub(x, point)?;
                distance = a.add(&distance, &a.mul(&gap, &gap)?)?;
            }
            // The first of several that are equally near.
            let nearer = match &nearest {
                None => true,
                Some(known) => a.compare(&distance, known)? == Ordering::Less,
            };
            if nearer {
                nearest = Some(distance);
                out.clone_from_slice(&point);
            }
        }
        Ok(())
    }

    /// `s_i(x)` for every piece.
    fn piece_values<A: Arithmetic<Number = N>>(&self, a: &A, x: &[N]) -> Result<Vec<N>, Fault> {
        let slopes = self.slopes.chunks(self.dimension);
        slopes.zip(&self.offsets).map(|(slope, offset)| a.add(&dot(a, slope, x)?, offset)).collect()
    }

    /// The best weights for given values of the pieces.
    fn solve<A: Arithmetic<Number = N>>(
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
        if !(worst < enough) {
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
        let mut found = self.weights(a, face, values)?;
        let (zero, one) = (a.integer(0), a.integer(1));
        let bounded = usize::from(weights == Weights::Cone);
        for weight in &mut found.weights[bounded..] {
            match a.compare(weight, &zero) {
                Ok(Ordering::Less) => return Ok(Found { standing: Standing::Excluded, ..found }),
                Ok(_) => {}
                Err(Fault::Undecided) => {
                    // If the face is the right one, the weight is no less than 0 and, on the simplex, no more than 1.
                    standing = Standing::Possible;
                    *weight = a.max(weight, &zero);
                    if weights == Weights::Simplex {
                        *weight = a.min(weight, &one);
                    }
                }
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
    fn weights<A: Arithmetic<Number = N>>(&self, a: &A, face: &Face<N>, values: &[N]) -> Result<Found<N>, Fault> {
        let first = face.members[0];
        let rest = &face.members[1..];
        let mut right = Vec::with_capacity(rest.len());
        for &j in rest {
            let rise = a.mul(&self.constant, &a.sub(&values[j], &values[first])?)?;
            right.push(a.sub(&rise, &a.sub(self.product(j, first), self.product(first, first))?)?);
        }
        let mut weights = vec![a.integer(1)];
        for row in face.adjugate.chunks(rest.len().max(1)) {
            weights.push(a.div(&dot(a, row, &right)?, &face.determinant)?);
        }
        for i in 1..weights.len() {
            weights[0] = a.sub(&weights[0], &weights[i])?;
        }
        let mut found = Found { standing: Standing::Possible, weights, level: a.integer(0) };
        found.level = self.height(a, face, &found, values, first)?;
        Ok(found)
    }

    /// `s_i(z) = s_i(x) - <g_i, p>/K`.
    fn height<A: Arithmetic<Number = N>>(
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

    /// `|p|^2`.
    fn squared_slope<A: Arithmetic<Number = N>>(&self, a: &A, face: &Face<N>, found: &Found<N>) -> Result<N, Fault> {
        let mut slope = vec![a.integer(0); self.dimension];
        self.add_slopes(a, face, found, &mut slope)?;
        dot(a, &slope, &slope)
    }

    /// `p = sum_i lambda_i g_i`, the hull where several faces are possible.
    fn slope<A: Arithmetic<Number = N>>(&self, a: &A, solution: &Solution<'_, N>, out: &mut [N]) -> Result<(), Fault> {
        if let [(face, found)] = &solution.faces[..] {
            return self.add_slopes(a, face, found, out);
        }
        for (i, out) in out.iter_mut().enumerate() {
            *out = solution.hull(a, |face, found| {
                let mut sum = a.integer(0);
                for (&j, weight) in face.members.iter().zip(&found.weights) {
                    sum = a.add(&sum, &a.mul(weight, &self.slopes[j * self.dimension + i])?)?;
                }
                Ok(sum)
            })?;
        }
        Ok(())
    }

    fn add_slopes<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        face: &Face<N>,
        found: &Found<N>,
        out: &mut [N],
    ) -> Result<(), Fault> {
        out.fill(a.integer(0));
        for (&j, weight) in face.members.iter().zip(&found.weights) {
            for (out, slope) in out.iter_mut().zip(&self.slopes[j * self.dimension..]) {
                *out = a.add(out, &a.mul(weight, slope)?)?;
            }
        }
        Ok(())
    }

    /// An entry of the Hessian of `E` on a face: `K D N^-1 D^T` with the differences `D` of its slopes.
    fn curvature<A: Arithmetic<Number = N>>(&self, a: &A, face: &Face<N>, i: usize, j: usize) -> Result<N, Fault> {
        let d = self.dimension;
        let first = face.members[0];
        let rest = &face.members[1..];
        let difference = |member: usize, k: usize| a.sub(&self.slopes[member * d + k], &self.slopes[first * d + k]);
        let mut sum = a.integer(0);
        for (row, &m) in face.adjugate.chunks(rest.len().max(1)).zip(rest) {
            for (entry, &n) in row.iter().zip(rest) {
                let both = a.mul(&difference(m, i)?, &difference(n, j)?)?;
                sum = a.add(&sum, &a.mul(entry, &both)?)?;
            }
        }
        a.mul(&self.constant, &a.div(&sum, &face.determinant)?)
    }

    fn product(&self, i: usize, j: usize) -> &N {
        &self.gram[i * self.offsets.len() + j]
    }
}

impl<N: Clone> Solution<'_, N> {
    /// A quantity of the right face: that of the only one, or an enclosure of those of all.
    fn hull<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        quantity: impl Fn(&Face<N>, &Found<N>) -> Result<N, Fault>,
    ) -> Result<N, Fault> {
        let mut hull: Option<N> = None;
        for (face, found) in &self.faces {
            let next = quantity(face, found)?;
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
    let share = a.between(&crate::numeric::Rational::ZERO, &crate::numeric::Rational::ONE)?;
    a.add(&low, &a.mul(&share, &a.sub(&high, &low)?)?)
}

fn dot<A: Arithmetic>(a: &A, u: &[A::Number], v: &[A::Number]) -> Result<A::Number, Fault> {
    let mut sum = a.integer(0);
    for (x, y) in u.iter().zip(v) {
        sum = a.add(&sum, &a.mul(x, y)?)?;
    }
    Ok(sum)
}
