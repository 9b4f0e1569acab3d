//! Values, gradients and minimisers of envelopes, in any arithmetic.
//!
//! Exact in rationals, enclosed in intervals, within a few rounding errors of the terms of the sums in doubles.

use std::cmp::Ordering;

use super::active::{Solution, Weights};
use super::face::{Face, Integers, Shape, faces};
use super::prepared::{Prepared, dot};
use super::recipe::{Bottom, Envelope};
use crate::numeric::{Arithmetic, Fault};

impl<N: Clone> Prepared<N> {
    /// Makes a recipe ready.
    pub(in crate::problem) fn new<A: Arithmetic<Number = N>>(recipe: &Envelope, a: &A) -> Self {
        let integers = Integers::of(recipe);
        let gram = integers.gram(a);
        let dimension = recipe.dimension();
        Self {
            dimension,
            constant: a.dyadic(&recipe.constant()),
            parabola: (!recipe.parabola().is_zero()).then(|| a.dyadic(&recipe.parabola())),
            slopes: recipe.pieces.iter().flat_map(|piece| &piece.slope).map(|g| a.dyadic(g)).collect(),
            offsets: recipe.pieces.iter().map(|piece| a.dyadic(&piece.offset)).collect(),
            rough_gram: gram.iter().map(|entry| a.approximate(entry)).collect(),
            gram,
            rough_constant: recipe.constant().to_f64(),
            faces: faces(&integers, dimension),
            recipe: recipe.clone(),
        }
    }

    /// How many operations a value or a gradient stands for: all pieces have values, and the weights of one set of pieces are
    /// solved for.
    pub(in crate::problem) const fn point_operations(&self) -> usize {
        let pieces = self.offsets.len();
        pieces * (2 * self.dimension + pieces)
    }

    /// `q/2 |x|^2 + E(x)`, or with `E` subtracted.
    ///
    /// # Errors
    /// What the arithmetic cannot do.
    pub(in crate::problem) fn value<A: Arithmetic<Number = N>>(&self, a: &A, x: &[N]) -> Result<N, Fault> {
        let values = self.piece_values(a, x)?;
        let solution = self.solve(a, &values, Weights::Simplex)?;
        let double = a.mul(&a.integer(2), &self.constant)?;
        let mut slope = Vec::new();
        let envelope = solution.hull(a, |face| {
            let shape = self.shape(a, face)?;
            shape.gradient(a, x, &mut slope)?;
            let mut height = shape.level.clone();
            if !shape.tilt.is_empty() {
                height = a.add(&height, &dot(a, &shape.tilt, x)?)?;
            }
            a.add(&height, &a.div(&dot(a, &slope, &slope)?, &double)?)
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
        self.slope(a, &solution, x, out)?;
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
        out.fill(a.integer(0));
        for (out, entry) in out.iter_mut().zip(&self.shape(a, face)?.matrix) {
            *out = if self.recipe.subtracted { a.negate(entry) } else { entry.clone() };
        }
        if let Some(parabola) = &self.parabola {
            for diagonal in out.iter_mut().step_by(self.dimension + 1) {
                *diagonal = a.add(diagonal, parabola)?;
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
            None => Err(Fault::Limit("the envelope has no known minimiser")),
            Some(Bottom::Origin) => {
                out.fill(a.integer(0));
                Ok(())
            }
            Some(Bottom::Below) => {
                // The nearest point with h(z) <= b_0 is x - p/K with p in the cone of the slopes.
                let values = self.piece_values(a, x)?;
                let solution = self.solve(a, &values, Weights::Cone)?;
                self.slope(a, &solution, x, out)?;
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
                hull.slope(a, &solution, x, out)?;
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

    /// `p`, or an enclosure of it where several faces are possible.
    fn slope<A: Arithmetic<Number = N>>(
        &self,
        a: &A,
        solution: &Solution<'_, N>,
        x: &[N],
        out: &mut [N],
    ) -> Result<(), Fault> {
        let mut slope = Vec::new();
        for (i, out) in out.iter_mut().enumerate() {
            *out = solution.hull(a, |face| {
                let shape = self.shape(a, face)?;
                if i == 0 || solution.faces.len() > 1 {
                    shape.gradient(a, x, &mut slope)?;
                }
                Ok(slope[i].clone())
            })?;
        }
        Ok(())
    }

    /// The quadratic that `E` is on a face.
    fn shape<'f, A: Arithmetic<Number = N>>(&self, a: &A, face: &'f Face<N>) -> Result<&'f Shape<N>, Fault> {
        if let Some(shape) = face.shape.get() {
            return Ok(shape);
        }
        let made = self.make_shape(a, face)?;
        Ok(face.shape.get_or_init(|| made))
    }

    fn make_shape<A: Arithmetic<Number = N>>(&self, a: &A, face: &Face<N>) -> Result<Shape<N>, Fault> {
        let d = self.dimension;
        let first = face.members[0];
        let base = &self.slopes[first * d..(first + 1) * d];
        if face.members.len() == 1 {
            let level = a.sub(&self.offsets[first], &a.div(self.product(first, first), &self.constant)?)?;
            return Ok(Shape { matrix: Vec::new(), shift: base.to_vec(), tilt: base.to_vec(), level });
        }
        let differences = self.differences(a, face)?;
        // At the origin the pieces' values are their offsets.
        let found = self.weights(a, face, &self.offsets)?;
        let mut shift = base.to_vec();
        for (weight, difference) in found.weights[1..].iter().zip(differences.chunks(d)) {
            for (shift, entry) in shift.iter_mut().zip(difference) {
                *shift = a.add(shift, &a.mul(weight, entry)?)?;
            }
        }
        let full = face.members.len() == d + 1;
        let matrix = if full { self.times_identity(a) } else { self.projection(a, face, &differences)? };
        let mut tilt = Vec::new();
        for (row, entry) in matrix.chunks(d).zip(base).filter(|_| !full) {
            tilt.push(a.sub(entry, &a.div(&dot(a, row, base)?, &self.constant)?)?);
        }
        Ok(Shape { matrix, shift, tilt, level: found.level })
    }

    /// The differences of a face's slopes from the first of them, one after the other.
    fn differences<A: Arithmetic<Number = N>>(&self, a: &A, face: &Face<N>) -> Result<Vec<N>, Fault> {
        let d = self.dimension;
        let entry = |member: usize, i: usize| &self.slopes[member * d + i];
        let rest = face.members[1..].iter().flat_map(|&member| (0..d).map(move |i| (member, i)));
        rest.map(|(member, i)| a.sub(entry(member, i), entry(face.members[0], i))).collect()
    }

    /// `K I`.
    fn times_identity<A: Arithmetic<Number = N>>(&self, a: &A) -> Vec<N> {
        let d = self.dimension;
        let entry = |at: usize| if at.is_multiple_of(d + 1) { self.constant.clone() } else { a.integer(0) };
        (0..d * d).map(entry).collect()
    }

    /// `K D N^-1 D^T`.
    fn projection<A: Arithmetic<Number = N>>(&self, a: &A, face: &Face<N>, differences: &[N]) -> Result<Vec<N>, Fault> {
        let d = self.dimension;
        let system = face.system(a);
        let factor = a.div(&self.constant, &system.determinant)?;
        let mut matrix = vec![a.integer(0); d * d];
        for (row, left) in system.adjugate.chunks(face.members.len() - 1).zip(differences.chunks(d)) {
            for (entry, right) in row.iter().zip(differences.chunks(d)) {
                let entry = a.mul(entry, &factor)?;
                for (i, left) in left.iter().enumerate() {
                    let share = a.mul(&entry, left)?;
                    for (j, right) in right.iter().enumerate() {
                        matrix[i * d + j] = a.add(&matrix[i * d + j], &a.mul(&share, right)?)?;
                    }
                }
            }
        }
        Ok(matrix)
    }
}

impl<N: Clone> Shape<N> {
    /// `p` at `x`.
    fn gradient<A: Arithmetic<Number = N>>(&self, a: &A, x: &[N], out: &mut Vec<N>) -> Result<(), Fault> {
        out.clear();
        out.extend_from_slice(&self.shift);
        for (out, row) in out.iter_mut().zip(self.matrix.chunks(x.len().max(1))) {
            *out = a.add(out, &dot(a, row, x)?)?;
        }
        Ok(())
    }
}
