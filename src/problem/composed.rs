//! Objectives composed of others: sums along directions and means of losses, tilted so that a chosen
//! point is stationary. A convex function has its minimiser there.

use super::exact::{Reflection, dot, solve};
use super::family::Composition;
use super::family::bends::Level;
use super::objective::{Component, Composed, NO_SAMPLE, Objective, SHAPE, Tilt, whole};
use super::property::Property;
use super::spec::ProblemSpec;
use crate::numeric::{Arithmetic, Fault, Rational};

impl<A: Arithmetic> Objective<A> {
    /// Makes the parts of a composed recipe ready.
    pub(super) fn compose(&mut self, spec: &ProblemSpec, a: &A) -> Result<(), Fault> {
        let parts = spec.parts.iter().map(|part| {
            let direction = part.direction.iter().map(|number| a.dyadic(number)).collect();
            let tilt = part.tilt.iter().map(|number| a.dyadic(number)).collect();
            let curve = (!part.curve.is_zero()).then(|| a.dyadic(&part.curve));
            Ok(Component { direction, tilt, curve, objective: Self::new(&part.recipe, a)? })
        });
        let parts = parts.collect::<Result<Vec<_>, Fault>>()?;
        let mean = spec.family.composition() == Composition::Mean;
        let mut composed = Composed { parts, mean, tilt: Tilt::Level };
        if !spec.stationary.is_empty() {
            let point: Vec<A::Number> = spec.stationary.iter().map(|number| a.dyadic(number)).collect();
            let mut slope = vec![a.integer(0); point.len()];
            composed.tilt = match composed.gradient(a, &point, &mut slope) {
                Ok(()) => Tilt::At { slope, point },
                Err(fault) => Tilt::Failed(fault),
            };
        }
        self.composed = Some(composed);
        Ok(())
    }

    /// The minimiser of a composed convex objective nearest to `start`: the stationary point where it is the only one.
    pub(super) fn stationary_minimiser(
        &self,
        a: &A,
        start: Option<&[A::Number]>,
        out: &mut [A::Number],
    ) -> Result<(), Fault> {
        const UNKNOWN: Fault = Fault::Limit("no minimiser of the objective is known");
        let spec = self.normal.as_ref().ok_or(UNKNOWN)?;
        if let Some(common) = spec.common_loss() {
            return Self::new(&common, a)?.minimiser(a, start, out);
        }
        let facts = spec.facts().map_err(|_| UNKNOWN)?;
        if !facts.has(Property::Minimiser) {
            return Err(UNKNOWN);
        }
        let point = spec.stationary_point();
        let here = |out: &mut [A::Number]| {
            out.iter_mut().zip(&point).for_each(|(out, entry)| *out = a.rational(entry));
        };
        let is_only = facts.has(Property::StrictlyConvex) || spec.has_shared_minimiser();
        let (false, Some(start)) = (is_only, start) else {
            here(out);
            return Ok(());
        };
        let rows = spec.level_rows(&point).ok_or(UNKNOWN)?;
        if let ([entry], [out]) = (start, &mut *out) {
            let level = rows.iter().fold(Level::everywhere(), |common, row| {
                common.common(&row.level.mapped(&Rational::ZERO, &row.row[0]))
            });
            *out = level.nearest(a, entry);
            return Ok(());
        }
        let d = self.dimension();
        let mut matrix = vec![Rational::ZERO; d * d];
        for row in &rows {
            add_outer(&mut matrix, &row.row, &Rational::ONE);
        }
        let right: Vec<Rational> = matrix.chunks(d).map(|row| dot(row, &point)).collect();
        let Some(projector) = solve(&matrix, &right).projector else {
            here(out);
            return Ok(());
        };
        for (i, out) in out.iter_mut().enumerate() {
            let mut sum = a.rational(&point[i]);
            for ((entry, start), point) in projector[i * d..(i + 1) * d].iter().zip(start).zip(&point) {
                if !entry.is_zero() {
                    sum = a.add(&sum, &a.mul(&a.rational(entry), &a.sub(start, &a.rational(point))?)?)?;
                }
            }
            *out = sum;
        }
        Ok(())
    }
}

/// A condition on the minimisers: `row.w` lies in `level`.
pub(super) struct LevelRow {
    pub(super) row: Vec<Rational>,
    pub(super) level: Level,
}

impl ProblemSpec {
    /// The stationary point of a composed recipe.
    pub(super) fn stationary_point(&self) -> Vec<Rational> {
        self.stationary.iter().map(crate::numeric::Dyadic::to_rational).collect()
    }

    /// Where the gradient is what it is at a point, of a convex recipe: all of these conditions together; None where a
    /// part is not known to be convex.
    pub(super) fn level_rows(&self, point: &[Rational]) -> Option<Vec<LevelRow>> {
        let mut all = Vec::new();
        match self.family.composition() {
            Composition::Mean => {
                for part in &self.parts {
                    all.extend(part.recipe.level_rows(point)?);
                }
            }
            // Their minimisers are no conditions on single directions.
            Composition::Envelope => return None,
            Composition::Along => {
                for part in &self.parts {
                    let row: Vec<Rational> = part.direction.iter().map(crate::numeric::Dyadic::to_rational).collect();
                    let centre = part.recipe.coordinates.first()?.centre.to_rational();
                    all.extend(part.recipe.level_row(0, row, &centre, point)?);
                }
            }
            Composition::Profiles => {
                let reflection = Reflection::of(self);
                let centres: Vec<Rational> = self.coordinates.iter().map(|c| c.centre.to_rational()).collect();
                for i in 0..self.dimension() {
                    let mut row = vec![Rational::ZERO; self.dimension()];
                    row[i] = Rational::ONE;
                    if let Some(q) = &reflection {
                        q.apply(&mut row);
                    }
                    let centre = dot(&row, &centres);
                    all.extend(self.level_row(i, row, &centre, point)?);
                }
            }
        }
        Some(all)
    }

    /// The condition that coordinate `i`, taken along a row, makes; an empty one where there is none.
    fn level_row(
        &self,
        i: usize,
        row: Vec<Rational>,
        centre: &Rational,
        point: &[Rational],
    ) -> Option<Option<LevelRow>> {
        let coordinate = &self.coordinates[i];
        let stretch = coordinate.stretch.to_rational();
        let z = (dot(&row, point) - centre) * &stretch;
        let level = self.family.about().curvatures(coordinate).level(&z)?;
        let level = level.mapped(&(centre * &stretch), &stretch);
        Some((!level.is_everywhere()).then_some(LevelRow { row, level }))
    }
}

/// Adds `factor` times the outer product of a row with itself.
pub(super) fn add_outer(matrix: &mut [Rational], row: &[Rational], factor: &Rational) {
    if factor.is_zero() {
        return;
    }
    let d = row.len();
    for (i, a) in row.iter().enumerate().filter(|(_, a)| !a.is_zero()) {
        let scaled = a * factor;
        for (k, b) in row.iter().enumerate().filter(|(_, b)| !b.is_zero()) {
            matrix[i * d + k] += &scaled * b;
        }
    }
}

impl<A: Arithmetic> Composed<A> {
    /// The number of losses that it is a mean of; 0 where it is a sum.
    pub(super) fn losses(&self) -> usize {
        if self.mean { self.parts.len() } else { 0 }
    }

    /// How many operations a value or a gradient stands for, of a mean that of this many losses.
    pub(super) fn point_operations(&self, losses: usize) -> usize {
        let each = self.parts.iter().map(|part| part.direction.len() + part.objective.point_operations(0));
        if self.mean { losses * each.max().unwrap_or(0) } else { each.sum() }
    }

    /// The value before the scale.
    pub(super) fn value(&self, a: &A, w: &[A::Number]) -> Result<A::Number, Fault> {
        let mut sum = a.integer(0);
        for part in &self.parts {
            sum = a.add(&sum, &part.value(a, w)?)?;
        }
        if self.mean {
            sum = a.div(&sum, &whole(a, self.parts.len()))?;
        }
        self.tilted(a, sum, w)
    }

    /// The value of one loss before the scale.
    pub(super) fn loss_value(&self, a: &A, n: usize, w: &[A::Number]) -> Result<A::Number, Fault> {
        let loss = self.loss(n)?;
        let mut value = loss.value(a, w)?;
        // Those of all losses add up to 0: the mean has none.
        for (slope, w) in loss.tilt.iter().zip(w) {
            value = a.add(&value, &a.mul(slope, w)?)?;
        }
        if let Some(curve) = &loss.curve {
            let half = a.div(curve, &a.integer(2))?;
            for w in w {
                value = a.add(&value, &a.mul(&half, &a.mul(w, w)?)?)?;
            }
        }
        self.tilted(a, value, w)
    }

    fn tilted(&self, a: &A, mut value: A::Number, w: &[A::Number]) -> Result<A::Number, Fault> {
        match &self.tilt {
            Tilt::Level => {}
            Tilt::Failed(fault) => return Err(*fault),
            Tilt::At { slope, point } => {
                for ((slope, point), w) in slope.iter().zip(point).zip(w) {
                    value = a.sub(&value, &a.mul(slope, &a.sub(w, point)?)?)?;
                }
            }
        }
        Ok(value)
    }

    /// The gradient before the scale.
    pub(super) fn gradient(&self, a: &A, w: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        out.fill(a.integer(0));
        let mut scratch = Vec::new();
        for part in &self.parts {
            part.add_gradient(a, w, out, &mut scratch)?;
        }
        if self.mean {
            let count = whole(a, self.parts.len());
            for out in out.iter_mut() {
                *out = a.div(out, &count)?;
            }
        }
        self.tilt_gradient(a, out)
    }

    /// The gradient of one loss before the scale.
    pub(super) fn loss_gradient(&self, a: &A, n: usize, w: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        out.fill(a.integer(0));
        let loss = self.loss(n)?;
        loss.add_gradient(a, w, out, &mut Vec::new())?;
        for (out, slope) in out.iter_mut().zip(&loss.tilt) {
            *out = a.add(out, slope)?;
        }
        if let Some(curve) = &loss.curve {
            for (out, w) in out.iter_mut().zip(w) {
                *out = a.add(out, &a.mul(curve, w)?)?;
            }
        }
        self.tilt_gradient(a, out)
    }

    fn tilt_gradient(&self, a: &A, out: &mut [A::Number]) -> Result<(), Fault> {
        match &self.tilt {
            Tilt::Level => {}
            Tilt::Failed(fault) => return Err(*fault),
            Tilt::At { slope, .. } => {
                for (out, slope) in out.iter_mut().zip(slope) {
                    *out = a.sub(out, slope)?;
                }
            }
        }
        Ok(())
    }

    /// The Hessian before the scale, into zeros.
    pub(super) fn hessian(&self, a: &A, w: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        for part in &self.parts {
            part.add_hessian(a, w, out)?;
        }
        if self.mean {
            let count = whole(a, self.parts.len());
            for out in out.iter_mut() {
                *out = a.div(out, &count)?;
            }
        }
        Ok(())
    }

    fn loss(&self, n: usize) -> Result<&Component<A>, Fault> {
        self.parts.get(n).filter(|_| self.mean).ok_or(NO_SAMPLE)
    }
}

impl<A: Arithmetic> Component<A> {
    /// `d.w`.
    fn argument(&self, a: &A, w: &[A::Number]) -> Result<A::Number, Fault> {
        let mut sum = a.integer(0);
        for (d, w) in self.direction.iter().zip(w) {
            sum = a.add(&sum, &a.mul(d, w)?)?;
        }
        Ok(sum)
    }

    fn value(&self, a: &A, w: &[A::Number]) -> Result<A::Number, Fault> {
        if self.direction.is_empty() {
            return self.objective.value(a, w);
        }
        self.objective.value(a, &[self.argument(a, w)?])
    }

    fn add_gradient(
        &self,
        a: &A,
        w: &[A::Number],
        out: &mut [A::Number],
        scratch: &mut Vec<A::Number>,
    ) -> Result<(), Fault> {
        if self.direction.is_empty() {
            scratch.resize(w.len(), a.integer(0));
            self.objective.gradient(a, w, scratch)?;
            for (out, entry) in out.iter_mut().zip(scratch.iter()) {
                *out = a.add(out, entry)?;
            }
            return Ok(());
        }
        let mut slope = [a.integer(0)];
        self.objective.gradient(a, &[self.argument(a, w)?], &mut slope)?;
        for (out, d) in out.iter_mut().zip(&self.direction) {
            *out = a.add(out, &a.mul(&slope[0], d)?)?;
        }
        Ok(())
    }

    fn add_hessian(&self, a: &A, w: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        let d = w.len();
        if out.len() != d * d {
            return Err(SHAPE);
        }
        if self.direction.is_empty() {
            let mut own = vec![a.integer(0); d * d];
            self.objective.hessian(a, w, &mut own)?;
            for (out, entry) in out.iter_mut().zip(&own) {
                *out = a.add(out, entry)?;
            }
            return Ok(());
        }
        let mut second = [a.integer(0)];
        self.objective.hessian(a, &[self.argument(a, w)?], &mut second)?;
        for (i, row) in out.chunks_mut(d).enumerate() {
            let factor = a.mul(&second[0], &self.direction[i])?;
            for (out, entry) in row.iter_mut().zip(&self.direction) {
                *out = a.add(out, &a.mul(&factor, entry)?)?;
            }
        }
        Ok(())
    }
}
