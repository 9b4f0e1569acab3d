//! Objectives: recipes prepared for one arithmetic.

use super::axis::Axis;
use super::columns::Columns;
use super::coordinate::Bends;
use super::envelope::Prepared;
use super::exact::Reflection;
use super::family::Composition;
use super::family::Family;
use super::family::bends::{self};
use super::family::description::{Numbers, SampleLoss, Valley};
use super::family::functions::{half, sigmoid, softplus};
use super::family::registry::Profile;
use super::moments::Moments;
use super::spec::ProblemSpec;
use crate::numeric::{Arithmetic, Dyadic, Fault, Rational};

/// `R` of a recipe in one arithmetic: `R(w) = scale * f(S Q (w - c))`.
///
/// Everything is exact in rationals and enclosed in intervals; in doubles each number is within a few rounding
/// errors of terms of the sums that define it.
#[derive(Debug, Clone)]
pub struct Objective<A: Arithmetic> {
    pub(super) family: Family,
    /// Nothing stands for 1.
    pub(super) scale: Option<A::Number>,
    /// Nothing stands for 0.
    pub(super) height: Option<A::Number>,
    pub(super) axes: Vec<Axis<A::Number>>,
    /// The same column by column, for the inner loops, where every profile is `k/2 z^2` and no stretch is there.
    pub(super) columns: Option<Columns<A::Number>>,
    /// The whole objective except for its scale and centre, where it is an envelope.
    pub(super) envelope: Option<Prepared<A::Number>>,
    /// `2/|a|^2`, where there is a reflection.
    pub(super) reflection: Option<A::Number>,
    /// Rows `Q S x_n`: the derivative of `x_n . z` by `w`.
    pub(super) rows: Vec<A::Number>,
    pub(super) targets: Vec<A::Number>,
    /// The sums over the samples that squares need, where there are very many.
    pub(super) moments: Option<Moments<A::Number>>,
    /// The recipe of families whose minimisers are found from it exactly.
    pub(super) normal: Option<ProblemSpec>,
    /// The parts of a composed family.
    pub(super) composed: Option<Composed<A>>,
    /// Why there is no such function, where the parameters of a named family leave none.
    pub(super) missing: Option<Fault>,
}

/// The parts of a composed objective in one arithmetic.
#[derive(Debug, Clone)]
pub(super) struct Composed<A: Arithmetic> {
    pub(super) parts: Vec<Component<A>>,
    /// Whether it is the mean of its parts, and not their sum.
    pub(super) mean: bool,
    pub(super) tilt: Tilt<A::Number>,
}

/// One part.
#[derive(Debug, Clone)]
pub(super) struct Component<A: Arithmetic> {
    /// Empty where the part takes all variables.
    pub(super) direction: Vec<A::Number>,
    /// The slope of the term added to a loss; empty if there is none.
    pub(super) tilt: Vec<A::Number>,
    /// The curvature of the term added to a loss; `None` is 0.
    pub(super) curve: Option<A::Number>,
    pub(super) objective: Objective<A>,
}

/// The linear function that is taken away.
#[derive(Debug, Clone)]
pub(super) enum Tilt<N> {
    /// None is.
    Level,
    /// `<slope, w - point>`.
    At {
        /// The gradient at the point before the tilt.
        slope: Vec<N>,
        /// The point.
        point: Vec<N>,
    },
    /// The gradient at the point cannot be computed in this arithmetic.
    Failed(Fault),
}

pub(super) const SHAPE: Fault = Fault::Undefined("the vector has another dimension than the objective");
/// A mean has fewer losses than were asked for.
pub const NO_SAMPLE: Fault = Fault::Undefined("the objective has no such sample");
pub(super) const INVALID: Fault = Fault::Undefined("the recipe is not an objective of its family");

impl<A: Arithmetic> Objective<A> {
    pub(super) fn rebuild_columns(&mut self) {
        if self.has_profile() && self.family.has_parabolas() && self.axes.iter().all(|axis| axis.stretch.is_none()) {
            self.columns.get_or_insert_default().fill(&self.axes);
        } else {
            self.columns = None;
        }
    }

    /// Makes a recipe ready.
    ///
    /// # Errors
    /// [`Fault::Undefined`] where the recipe is not valid ([`ProblemSpec::validate`] says why).
    pub fn new(spec: &ProblemSpec, a: &A) -> Result<Self, Fault> {
        let mut objective = Self {
            family: spec.family,
            scale: None,
            height: None,
            axes: Vec::with_capacity(spec.dimension()),
            columns: None,
            envelope: None,
            reflection: None,
            rows: Vec::new(),
            targets: Vec::new(),
            moments: None,
            normal: None,
            composed: None,
            missing: None,
        };
        objective.rebuild(spec, a)?;
        Ok(objective)
    }

    /// Makes another recipe ready in the same memory.
    ///
    /// # Errors
    /// As [`Self::new`]; the objective is not to be used afterwards.
    pub fn rebuild(&mut self, spec: &ProblemSpec, a: &A) -> Result<(), Fault> {
        spec.validate().map_err(|_| INVALID)?;
        self.family = spec.family;
        self.scale = unless_one(a, &spec.scale);
        self.height = (!spec.height.is_zero()).then(|| a.dyadic(&spec.height));
        self.axes.clear();
        let bends = spec.family.bends();
        for c in &spec.coordinates {
            let segments = match bends {
                Bends::Unused => Vec::new(),
                Bends::Kinks | Bends::Ramps => {
                    let exact = bends::segments(&bends::pieces(c, bends));
                    exact.iter().map(|segment| segment.in_arithmetic(a)).collect()
                }
            };
            self.axes.push(Axis {
                segments,
                curvature: a.dyadic(&c.curvature),
                flat: bends == Bends::Unused && c.curvature.is_zero(),
                centre: a.dyadic(&c.centre),
                reflector: a.dyadic(&c.axis),
                stretch: unless_one(a, &c.stretch),
                threshold: a.dyadic(&c.threshold),
            });
        }
        self.rebuild_columns();
        self.envelope = spec.envelope.as_ref().map(|envelope| Prepared::new(envelope, a));
        self.reflection = Reflection::factor_of(spec).map(|factor| a.rational(&factor));
        self.rebuild_samples(spec, a);
        self.moments = Moments::of(spec, a);
        let kept = match spec.family.about().valley() {
            Valley::Normal | Valley::Pieces | Valley::Stationary => true,
            Valley::Centre | Valley::Wells | Valley::Enclosed | Valley::Envelope | Valley::Unknown(_) => false,
        };
        self.normal = kept.then(|| spec.clone());
        self.composed = None;
        self.missing = None;
        if matches!(spec.family.composition(), Composition::Along | Composition::Mean) {
            self.compose(spec, a)?;
        }
        Ok(())
    }

    fn rebuild_samples(&mut self, spec: &ProblemSpec, a: &A) {
        self.rows.clear();
        self.targets.clear();
        if spec.samples.is_empty() {
            return;
        }
        let reflection = Reflection::of(spec);
        let plain = reflection.is_none() && self.axes.iter().all(|axis| axis.stretch.is_none());
        for sample in &spec.samples {
            self.targets.push(a.dyadic(&sample.target));
            if plain {
                for feature in &sample.features {
                    self.rows.push(a.dyadic(feature));
                }
                continue;
            }
            let mut row: Vec<Rational> = sample
                .features
                .iter()
                .zip(&spec.coordinates)
                .map(|(x, c)| x.to_rational() * c.stretch.to_rational())
                .collect();
            if let Some(q) = &reflection {
                q.apply(&mut row);
            }
            self.rows.extend(row.iter().map(|entry| a.rational(entry)));
        }
    }

    /// The number of parameters.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.axes.len()
    }

    /// The number of losses that `R` is a mean of; 0 where the family is not sampled.
    #[must_use]
    pub fn sample_count(&self) -> usize {
        self.composed.as_ref().map_or(self.targets.len(), Composed::losses)
    }

    /// How many operations a value or a gradient of the objective, or of this many of its losses, stands for.
    #[must_use]
    pub fn point_operations(&self, losses: usize) -> usize {
        if let Some(composed) = &self.composed {
            return composed.point_operations(losses);
        }
        if let Some(envelope) = &self.envelope {
            return envelope.point_operations();
        }
        self.dimension() * (1 + losses)
    }

    /// How many terms a value or a gradient of the whole objective sums: its losses, unless their sums are taken already.
    #[must_use]
    pub fn summed_losses(&self) -> usize {
        if self.moments.is_some() { self.dimension() } else { self.sample_count() }
    }

    /// The features of sample `n` (from 0) for the parameters `w`: its prediction is their inner product with `w`,
    /// compared with [`Self::target`].
    ///
    /// # Errors
    /// [`Fault::Undefined`] where there is no such sample.
    pub fn features(&self, n: usize) -> Result<&[A::Number], Fault> {
        if n < self.targets.len() { Ok(self.row(n)) } else { Err(NO_SAMPLE) }
    }

    /// What sample `n` (from 0) says should be predicted; a class is 1 or -1.
    ///
    /// # Errors
    /// [`Fault::Undefined`] where there is no such sample.
    pub fn target(&self, a: &A, n: usize) -> Result<A::Number, Fault> {
        let mut target = self.targets.get(n).ok_or(NO_SAMPLE)?.clone();
        if !self.is_logistic() {
            for (x, axis) in self.row(n).iter().zip(&self.axes) {
                target = a.add(&target, &a.mul(x, &axis.centre)?)?;
            }
        }
        Ok(target)
    }

    /// `R(w)`.
    ///
    /// # Errors
    /// Whatever the arithmetic cannot do (a root in rationals, a branch of an interval), or a wrong dimension.
    pub fn value(&self, a: &A, w: &[A::Number]) -> Result<A::Number, Fault> {
        let value = self.value_above_the_height(a, w)?;
        self.raised(a, value)
    }

    fn value_above_the_height(&self, a: &A, w: &[A::Number]) -> Result<A::Number, Fault> {
        self.check(w)?;
        if let Some(envelope) = &self.envelope {
            let value = envelope.value(a, &self.less_the_centre(a, w)?)?;
            return self.scale_by(a, value);
        }
        if let Some(composed) = &self.composed {
            let value = composed.value(a, w)?;
            return self.scale_by(a, value);
        }
        let count = self.sample_count();
        if count == 0 {
            let sum = self.profile_sum(a, w)?;
            return self.scale_by(a, sum);
        }
        if let Some(moments) = &self.moments {
            let sum = moments.loss(a, &self.less_the_centre(a, w)?)?;
            return self.finish_value(a, w, sum, count);
        }
        let mut sum = a.integer(0);
        for n in 0..count {
            sum = a.add(&sum, &self.loss(a, n, w)?)?;
        }
        self.finish_value(a, w, sum, count)
    }

    /// One sample's loss, `n` from 0; `R` is the mean of these, exactly.
    ///
    /// # Errors
    /// As [`Self::value`]; [`Fault::Undefined`] where there is no sample `n`.
    pub fn sample_value(&self, a: &A, n: usize, w: &[A::Number]) -> Result<A::Number, Fault> {
        self.check(w)?;
        if let Some(composed) = &self.composed {
            let value = composed.loss_value(a, n, w)?;
            let value = self.scale_by(a, value)?;
            return self.raised(a, value);
        }
        if n >= self.sample_count() {
            return Err(NO_SAMPLE);
        }
        let loss = self.loss(a, n, w)?;
        let value = self.finish_value(a, w, loss, 1)?;
        self.raised(a, value)
    }

    /// The gradient at `w`.
    ///
    /// # Errors
    /// As [`Self::value`].
    pub fn gradient(&self, a: &A, w: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        self.check(w)?;
        self.check(out)?;
        if let Some(envelope) = &self.envelope {
            envelope.gradient(a, &self.less_the_centre(a, w)?, out)?;
            return self.scale_all(a, out);
        }
        if let Some(composed) = &self.composed {
            composed.gradient(a, w, out)?;
            return self.scale_all(a, out);
        }
        let count = self.sample_count();
        if count == 0 {
            self.profile_gradient(a, w, out)?;
        } else {
            self.penalty_gradient(a, w, out)?;
            let weight = a.div(&a.integer(1), &whole(a, count))?;
            if let Some(moments) = &self.moments {
                moments.add_slopes(a, &self.less_the_centre(a, w)?, &weight, out)?;
                return self.scale_all(a, out);
            }
            for n in 0..count {
                self.add_slope(a, n, w, &weight, out)?;
            }
        }
        self.scale_all(a, out)
    }

    /// The gradient of one sample's loss, `n` from 0.
    ///
    /// # Errors
    /// As [`Self::sample_value`].
    pub fn sample_gradient(&self, a: &A, n: usize, w: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        self.check(w)?;
        self.check(out)?;
        if let Some(composed) = &self.composed {
            composed.loss_gradient(a, n, w, out)?;
            return self.scale_all(a, out);
        }
        if n >= self.sample_count() {
            return Err(NO_SAMPLE);
        }
        self.penalty_gradient(a, w, out)?;
        self.add_slope(a, n, w, &a.integer(1), out)?;
        self.scale_all(a, out)
    }

    /// The Hessian at `w`, row by row.
    ///
    /// # Errors
    /// As [`Self::value`]; [`Fault::Undefined`] where it does not exist.
    pub fn hessian(&self, a: &A, w: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        self.check(w)?;
        let d = self.dimension();
        if out.len() != d * d {
            return Err(SHAPE);
        }
        if let Some(envelope) = &self.envelope {
            envelope.hessian(a, &self.less_the_centre(a, w)?, out)?;
            return self.scale_all(a, out);
        }
        out.fill(a.integer(0));
        if let Some(composed) = &self.composed {
            composed.hessian(a, w, out)?;
            return self.scale_all(a, out);
        }
        let count = self.sample_count();
        if self.has_profile() {
            let projection = self.projection(a, w)?;
            for (i, axis) in self.axes.iter().enumerate().filter(|(_, axis)| !axis.flat) {
                let z = axis.argument(a, &w[i], projection.as_ref())?;
                let second = axis.stretched(a, self.profile(axis).second(a, &z)?)?;
                let second = axis.stretched(a, second)?;
                out[i * d + i] = self.penalty_share(a, second)?;
            }
            self.reflect_matrix(a, out)?;
        }
        if count > 0 {
            let weight = a.div(&a.integer(1), &whole(a, count))?;
            if let Some(moments) = &self.moments {
                moments.add_curvatures(a, &weight, out)?;
                return self.scale_all(a, out);
            }
            for n in 0..count {
                self.add_curvature(a, n, w, &weight, out)?;
            }
        }
        self.scale_all(a, out)
    }

    pub(super) fn profile<'a>(&self, axis: &'a Axis<A::Number>) -> Profile<'a, A::Number> {
        let numbers = Numbers { curvature: &axis.curvature, threshold: &axis.threshold, segments: &axis.segments };
        Profile::new(self.family, numbers)
    }

    /// Whether the coordinates' profiles (or penalties) are part of the objective.
    fn has_profile(&self) -> bool {
        self.family.uses_curvature() || self.family.bends() != Bends::Unused
    }

    /// `w - c`.
    pub(super) fn less_the_centre(&self, a: &A, w: &[A::Number]) -> Result<Vec<A::Number>, Fault> {
        w.iter().zip(&self.axes).map(|(w, axis)| a.sub(w, &axis.centre)).collect()
    }

    pub(super) fn check(&self, w: &[A::Number]) -> Result<(), Fault> {
        match self.missing {
            Some(reason) => Err(reason),
            None if w.len() == self.dimension() => Ok(()),
            None => Err(SHAPE),
        }
    }

    /// `2/|a|^2 * <a, w - c>`, `None` if there is no reflection.
    pub(super) fn projection(&self, a: &A, w: &[A::Number]) -> Result<Option<A::Number>, Fault> {
        let Some(factor) = &self.reflection else {
            return Ok(None);
        };
        let mut sum = a.integer(0);
        for (axis, w) in self.axes.iter().zip(w) {
            sum = a.add(&sum, &a.mul(&axis.reflector, &a.sub(w, &axis.centre)?)?)?;
        }
        a.mul(&sum, factor).map(Some)
    }

    fn profile_sum(&self, a: &A, w: &[A::Number]) -> Result<A::Number, Fault> {
        let projection = self.projection(a, w)?;
        let mut sum = a.integer(0);
        if let Some(columns) = &self.columns {
            return columns.value(a, w, projection.as_ref());
        }
        for (axis, w) in self.axes.iter().zip(w).filter(|(axis, _)| !axis.flat) {
            let z = axis.argument(a, w, projection.as_ref())?;
            sum = a.add(&sum, &self.profile(axis).value(a, &z)?)?;
        }
        Ok(sum)
    }

    fn profile_gradient(&self, a: &A, w: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        let projection = self.projection(a, w)?;
        if let Some(columns) = &self.columns {
            columns.slopes(a, w, projection.as_ref(), out)?;
            return self.reflect(a, out);
        }
        for ((axis, w), out) in self.axes.iter().zip(w).zip(out.iter_mut()) {
            if axis.flat {
                *out = a.integer(0);
                continue;
            }
            let z = axis.argument(a, w, projection.as_ref())?;
            *out = axis.stretched(a, self.profile(axis).slope(a, &z)?)?;
        }
        self.reflect(a, out)
    }

    /// Replaces `u` by `Q u`.
    pub(super) fn reflect(&self, a: &A, u: &mut [A::Number]) -> Result<(), Fault> {
        let Some(factor) = &self.reflection else {
            return Ok(());
        };
        let mut sum = a.integer(0);
        for (axis, u) in self.axes.iter().zip(u.iter()) {
            sum = a.add(&sum, &a.mul(&axis.reflector, u)?)?;
        }
        let inner = a.mul(&sum, factor)?;
        for (axis, u) in self.axes.iter().zip(u) {
            *u = a.sub(u, &a.mul(&inner, &axis.reflector)?)?;
        }
        Ok(())
    }

    /// Replaces a symmetric `H` by `Q H Q`.
    fn reflect_matrix(&self, a: &A, matrix: &mut [A::Number]) -> Result<(), Fault> {
        if self.reflection.is_none() {
            return Ok(());
        }
        let d = self.dimension();
        for row in matrix.chunks_mut(d) {
            self.reflect(a, row)?;
        }
        let mut column = Vec::with_capacity(d);
        for k in 0..d {
            column.clear();
            column.extend((0..d).map(|i| matrix[i * d + k].clone()));
            self.reflect(a, &mut column)?;
            for (i, entry) in column.drain(..).enumerate() {
                matrix[i * d + k] = entry;
            }
        }
        Ok(())
    }

    pub(super) fn row(&self, n: usize) -> &[A::Number] {
        let d = self.dimension();
        &self.rows[n * d..(n + 1) * d]
    }

    /// `x_n . z`, taken at the differences `w - c` so that nothing cancels near the centre.
    pub(super) fn prediction(&self, a: &A, n: usize, w: &[A::Number]) -> Result<A::Number, Fault> {
        let mut sum = a.integer(0);
        for ((x, axis), w) in self.row(n).iter().zip(&self.axes).zip(w) {
            sum = a.add(&sum, &a.mul(x, &a.sub(w, &axis.centre)?)?)?;
        }
        Ok(sum)
    }

    /// The argument of the loss: the residual, or minus the margin.
    fn loss_argument(&self, a: &A, n: usize, w: &[A::Number]) -> Result<A::Number, Fault> {
        let prediction = self.prediction(a, n, w)?;
        if self.is_logistic() {
            Ok(a.negate(&a.mul(&self.targets[n], &prediction)?))
        } else {
            a.sub(&prediction, &self.targets[n])
        }
    }

    pub(super) fn is_logistic(&self) -> bool {
        self.family.has_labels()
    }

    fn loss(&self, a: &A, n: usize, w: &[A::Number]) -> Result<A::Number, Fault> {
        let m = self.loss_argument(a, n, w)?;
        if self.is_logistic() { softplus(a, &m) } else { half(a, &a.mul(&m, &m)?) }
    }

    /// Adds `weight` times the gradient of loss `n`.
    fn add_slope(
        &self,
        a: &A,
        n: usize,
        w: &[A::Number],
        weight: &A::Number,
        out: &mut [A::Number],
    ) -> Result<(), Fault> {
        let m = self.loss_argument(a, n, w)?;
        let slope = if self.is_logistic() { a.negate(&a.mul(&self.targets[n], &sigmoid(a, &m)?)?) } else { m };
        let slope = a.mul(&slope, weight)?;
        for (x, out) in self.row(n).iter().zip(out) {
            *out = a.add(out, &a.mul(&slope, x)?)?;
        }
        Ok(())
    }

    /// Adds `weight` times the Hessian of loss `n`.
    fn add_curvature(
        &self,
        a: &A,
        n: usize,
        w: &[A::Number],
        weight: &A::Number,
        out: &mut [A::Number],
    ) -> Result<(), Fault> {
        let d = self.dimension();
        let curvature = if self.is_logistic() {
            let m = self.loss_argument(a, n, w)?;
            let both = a.mul(&sigmoid(a, &m)?, &sigmoid(a, &a.negate(&m))?)?;
            a.mul(&both, weight)?
        } else {
            weight.clone()
        };
        let row = self.row(n);
        for i in 0..d {
            let factor = a.mul(&curvature, &row[i])?;
            for k in 0..d {
                out[i * d + k] = a.add(&out[i * d + k], &a.mul(&factor, &row[k])?)?;
            }
        }
        Ok(())
    }

    /// A sample's part of the penalty: the N-th in ridge regression, where `R` is the mean of the sums.
    fn penalty_share(&self, a: &A, penalty: A::Number) -> Result<A::Number, Fault> {
        match self.family.about().loss() {
            Some(SampleLoss::PenalisedSquares) => a.div(&penalty, &whole(a, self.sample_count())),
            Some(SampleLoss::Squares | SampleLoss::Logistic | SampleLoss::PenalisedLogistic) | None => Ok(penalty),
        }
    }

    /// The gradient of a sampled family's penalty, or zero.
    fn penalty_gradient(&self, a: &A, w: &[A::Number], out: &mut [A::Number]) -> Result<(), Fault> {
        if !self.has_profile() {
            out.fill(a.integer(0));
            return Ok(());
        }
        self.profile_gradient(a, w, out)?;
        for out in out.iter_mut() {
            *out = self.penalty_share(a, out.clone())?;
        }
        Ok(())
    }

    /// From a sum of `count` losses to their mean with the penalty, scaled.
    fn finish_value(&self, a: &A, w: &[A::Number], sum: A::Number, count: usize) -> Result<A::Number, Fault> {
        let mut mean = if count == 1 { sum } else { a.div(&sum, &whole(a, count))? };
        if self.has_profile() {
            let penalty = self.profile_sum(a, w)?;
            mean = a.add(&mean, &self.penalty_share(a, penalty)?)?;
        }
        self.scale_by(a, mean)
    }

    pub(super) fn scale_by(&self, a: &A, value: A::Number) -> Result<A::Number, Fault> {
        match &self.scale {
            Some(scale) => a.mul(scale, &value),
            None => Ok(value),
        }
    }

    fn raised(&self, a: &A, value: A::Number) -> Result<A::Number, Fault> {
        match &self.height {
            Some(height) => a.add(&value, height),
            None => Ok(value),
        }
    }

    fn scale_all(&self, a: &A, out: &mut [A::Number]) -> Result<(), Fault> {
        if let Some(scale) = &self.scale {
            for out in out {
                *out = a.mul(scale, out)?;
            }
        }
        Ok(())
    }
}

/// A count as a number.
pub(super) fn whole<A: Arithmetic>(a: &A, count: usize) -> A::Number {
    a.integer(i64::try_from(count).unwrap_or(i64::MAX))
}

fn unless_one<A: Arithmetic>(a: &A, value: &Dyadic) -> Option<A::Number> {
    (*value != Dyadic::ONE).then(|| a.dyadic(value))
}
