//! The outcome of the draws and what is computed from it: gradients and sizes of mini-batches, random matrices.

use super::functions::whole;
use super::machine::{Machine, drawn};
use super::outcome::{Batches, NO_SUCH_BATCH};
use super::program::Place;
use crate::language::typed::{DrawId, DrawKind, ObjectiveId};
use crate::numeric::concentration::batch_window;
use crate::numeric::{Arithmetic, Fault};
use crate::problem::NO_SAMPLE;

impl<A: Arithmetic> Machine<'_, A> {
    /// Whether nothing is drawn and batches are enclosed.
    pub(super) fn widens(&self) -> bool {
        self.outcome.widest.is_some()
    }

    /// The batch that is meant.
    pub(super) fn batch(&self, draw: DrawId, at: Option<Place>) -> Result<&[usize], Fault> {
        self.outcome.batch(draw, self.batch_number(at)?)
    }

    /// The number of the batch that is meant, from 0.
    fn batch_number(&self, at: Option<Place>) -> Result<usize, Fault> {
        let number = at.map_or(Ok(1), |at| self.whole(at))?;
        usize::try_from(number - 1).map_err(|_| NO_SUCH_BATCH)
    }

    /// The mean of the gradients of a batch's samples, from the point at `at` to `to`.
    pub(super) fn batch_gradient(
        &mut self,
        objective: ObjectiveId,
        draw: DrawId,
        step: Option<Place>,
        at: usize,
        to: usize,
        width: usize,
    ) -> Result<(), Fault> {
        let known = self.share(objective, at, width)?;
        if self.widens() {
            return self.widest_gradient(objective, draw, step, (at, known), to, width);
        }
        let number = self.batch_number(step)?;
        let size = self.outcome.batch(draw, number)?.len();
        if !known {
            self.spend_on_samples(objective, size, at)?;
        }
        let (a, batch) = (&self.arithmetic, self.outcome.batch(draw, number)?);
        let total = if known {
            self.shares.sum(a, objective, batch, width)?
        } else {
            self.shares.sum_at(a, drawn(&self.objectives, objective), batch, &self.memory[at..at + width])?
        };
        let count = a.integer(whole(size));
        for (out, sum) in self.memory[to..to + width].iter_mut().zip(total) {
            *out = a.div(sum, &count)?;
        }
        Ok(())
    }

    /// Counts what the gradients or values of this many samples cost beyond a sum of as many.
    fn spend_on_samples(&mut self, objective: ObjectiveId, count: usize, at: usize) -> Result<(), Fault> {
        let all = drawn(&self.objectives, objective).point_operations(count);
        self.spend(all.saturating_sub(self.dimension * (1 + count)), at)
    }

    /// Whether the gradients of all samples at the point are at hand; computes them when the point is met twice running.
    fn share(&mut self, objective: ObjectiveId, at: usize, width: usize) -> Result<bool, Fault> {
        if !self.shares.are_met_again(objective, &self.memory[at..at + width]) {
            return Ok(false);
        }
        if self.shares.gradients(objective).is_empty() {
            self.spend_on_samples(objective, drawn(&self.objectives, objective).sample_count(), at)?;
            let (found, point) = (drawn(&self.objectives, objective), &self.memory[at..at + width]);
            let mut gradients = vec![self.arithmetic.integer(0); found.sample_count() * width];
            for (n, row) in gradients.chunks_mut(width).enumerate() {
                found.sample_gradient(&self.arithmetic, n, point, row)?;
            }
            self.shares.learn_gradients(&self.arithmetic, objective, gradients);
        }
        Ok(true)
    }

    /// The mean of the values of a batch's samples at the point at `at`.
    pub(super) fn batch_value(
        &mut self,
        objective: ObjectiveId,
        batch: &[usize],
        at: usize,
        width: usize,
    ) -> Result<A::Number, Fault> {
        let known = self.share_values(objective, at, width);
        if !known {
            self.spend_on_samples(objective, batch.len(), at)?;
        }
        let a = &self.arithmetic;
        let mut total = a.integer(0);
        if known {
            for n in batch {
                let value = self.shares.values(objective).get(*n);
                total = a.add(&total, value.ok_or(NO_SAMPLE)?)?;
            }
        } else {
            let found = drawn(&self.objectives, objective);
            let w = &self.memory[at..at + width];
            for n in batch {
                total = a.add(&total, &found.sample_value(a, *n, w)?)?;
            }
        }
        a.div(&total, &a.integer(whole(batch.len())))
    }

    /// Whether the values of all samples at the point are at hand; computes them when the point is met twice running. Where
    /// one has no value, each batch sees for itself.
    fn share_values(&mut self, objective: ObjectiveId, at: usize, width: usize) -> bool {
        if !self.shares.are_met_again(objective, &self.memory[at..at + width]) {
            return false;
        }
        if self.shares.values(objective).is_empty() {
            let (found, point) = (drawn(&self.objectives, objective), &self.memory[at..at + width]);
            let all = (0..found.sample_count()).map(|n| found.sample_value(&self.arithmetic, n, point));
            let Ok(values) = all.collect::<Result<Vec<_>, _>>() else { return false };
            self.shares.learn_values(objective, values);
        }
        true
    }

    /// An enclosure of the gradient of every batch: it lies between those of the samples, component by component.
    fn widest_gradient(
        &mut self,
        objective: ObjectiveId,
        draw: DrawId,
        step: Option<Place>,
        (at, known): (usize, bool),
        to: usize,
        width: usize,
    ) -> Result<(), Fault> {
        let population = self.population(draw)?;
        let found = drawn(&self.objectives, objective);
        let a = &self.arithmetic;
        let at_hand = self.shares.gradients(objective);
        let gradients = if known && at_hand.len() >= population * width {
            at_hand[..population * width].to_vec()
        } else {
            let mut gradients = vec![a.integer(0); population * width];
            for (n, row) in gradients.chunks_mut(width).enumerate() {
                found.sample_gradient(a, n, &self.memory[at..at + width], row)?;
            }
            gradients
        };
        for i in 0..width {
            let values: Vec<A::Number> = gradients.iter().skip(i).step_by(width).cloned().collect();
            self.memory[to + i] = self.widest(&values, draw, step)?;
        }
        Ok(())
    }

    /// An enclosure of the mean of a batch of these values.
    fn widest(&mut self, values: &[A::Number], draw: DrawId, step: Option<Place>) -> Result<A::Number, Fault> {
        let hooks = self.estimate.as_ref().ok_or(Fault::Undecided)?.hooks.clone();
        if self.outcome.widest == Some(Batches::Likely) {
            let size = self.batch_size(draw, step)?;
            let size = usize::try_from(rounded_down(self.arithmetic.approximate(&size))).unwrap_or(1);
            let (low, high): (Vec<f64>, Vec<f64>) = values.iter().map(hooks.ends).unzip();
            self.outcome.windows += 1;
            let (low, high) = (batch_window(&low, size).0, batch_window(&high, size).1);
            return Ok((hooks.enclose)(&self.arithmetic, low, high));
        }
        let (first, rest) = values.split_first().ok_or(NO_SUCH_BATCH)?;
        Ok(rest.iter().fold(first.clone(), |hull, value| (hooks.join)(&hull, value)))
    }

    /// An enclosure of the value of every batch.
    pub(super) fn widest_value(
        &mut self,
        objective: ObjectiveId,
        draw: DrawId,
        step: Option<Place>,
        at: usize,
        width: usize,
    ) -> Result<A::Number, Fault> {
        let population = self.population(draw)?;
        let found = drawn(&self.objectives, objective);
        let w = &self.memory[at..at + width];
        let values: Result<Vec<_>, _> = (0..population).map(|n| found.sample_value(&self.arithmetic, n, w)).collect();
        self.widest(&values?, draw, step)
    }

    /// From how many samples a draw draws.
    fn population(&mut self, draw: DrawId) -> Result<usize, Fault> {
        match self.plan(draw)? {
            DrawKind::Batches { population, .. } | DrawKind::Epochs { population, .. } => Ok(population),
            DrawKind::Symmetric { .. } => Err(Fault::Undecided),
        }
    }

    /// `size(B[k])`.
    pub(super) fn batch_size(&mut self, draw: DrawId, at: Option<Place>) -> Result<A::Number, Fault> {
        let number = self.batch_number(at)?;
        let (size, last) = match self.plan(draw)? {
            DrawKind::Batches { steps, size, .. } => (size, steps.unwrap_or(1)),
            DrawKind::Epochs { count, size, population } => {
                let each = population.div_ceil(size);
                let left = population - (number % each) * size;
                (size.min(left), count * each)
            }
            DrawKind::Symmetric { .. } => return Err(NO_SUCH_BATCH),
        };
        if number >= last {
            return Err(NO_SUCH_BATCH);
        }
        Ok(self.arithmetic.integer(whole(size)))
    }

    /// `multiplicity(n, B[k])`.
    pub(super) fn multiplicity(&mut self, draw: DrawId, at: Option<Place>, sample: Place) -> Result<A::Number, Fault> {
        let sample =
            usize::try_from(self.whole(sample)? - 1).map_err(|_| Fault::Undefined("samples are counted from 1"))?;
        if !self.widens() {
            let times = self.batch(draw, at)?.iter().filter(|n| **n == sample).count();
            return Ok(self.arithmetic.integer(whole(times)));
        }
        let most = match self.plan(draw)? {
            DrawKind::Batches { replacement: true, size, .. } => size,
            _ => 1,
        };
        let join = self.estimate.as_ref().ok_or(Fault::Undecided)?.hooks.join;
        Ok(join(&self.arithmetic.integer(0), &self.arithmetic.integer(whole(most))))
    }

    /// The entries of a drawn matrix.
    pub(super) fn drawn(&mut self, draw: DrawId, to: usize, width: usize) -> Result<(), Fault> {
        if self.widens() {
            // A normal number has no bounds.
            return Err(Fault::Undecided);
        }
        for i in 0..width {
            let entry = self.outcome.matrices[draw].get(i).ok_or(Fault::TooManyOutcomes)?;
            self.memory[to + i] = self.arithmetic.double(*entry);
        }
        Ok(())
    }
}

/// A whole number that a double is.
#[allow(clippy::cast_possible_truncation)] // The size of a batch is far below 2^53.
fn rounded_down(value: f64) -> i64 {
    value as i64
}
