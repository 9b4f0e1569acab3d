//! Draws: enumerates all outcomes with their probabilities, or draws one at random.

use rand::RngExt;

use super::judgement::TIED_CONDITION;
use super::machine::Machine;
use super::outcome::Outcome;
use super::program::{OutcomeCode, Place, TruthCode};
use crate::language::syntax::MomentKind;
use crate::language::typed::{DrawId, DrawKind};
use crate::numeric::tolerance::CASE_NUMBERS;
use crate::numeric::{Arithmetic, Fault, Rational};

/// How many outcomes of the draws are enumerated: all batches of eight out of eight, drawn with replacement, are fewer.
const OUTCOMES: u64 = 8_000;

const NO_BATCH: Fault = Fault::Undefined("a batch of that size cannot be drawn");

/// A draw with its numbers.
pub(super) type Plan = DrawKind<usize>;

/// One independent part of an outcome: the batches of one step or of one epoch, and the ways to draw them.
struct Part {
    draw: DrawId,
    /// The number of its first batch.
    first: usize,
    /// The ways with their probabilities, shared by parts that are alike.
    ways: usize,
}

/// What is done in each outcome, given its probability.
type Visit<'a, M, N> = dyn FnMut(&mut M, &N) -> Result<(), Fault> + 'a;

/// Batches with their probability.
type Way<N> = (Vec<Vec<usize>>, N);

impl<A: Arithmetic> Machine<'_, A> {
    /// The draws with their numbers.
    pub(super) fn plans(&mut self) -> Result<Vec<Plan>, Fault> {
        (0..self.program.draws.len()).map(|draw| self.plan(draw)).collect()
    }

    /// The draws with their numbers, those that a code does not depend on without any batch.
    fn plans_of(&mut self, code: &OutcomeCode) -> Result<Vec<Plan>, Fault> {
        let mut plans = self.plans()?;
        for (draw, plan) in plans.iter_mut().enumerate() {
            if !code.draws.contains(&draw) {
                *plan = DrawKind::Batches { steps: Some(0), size: 1, population: 1, replacement: false };
            }
        }
        Ok(plans)
    }

    /// One draw with its numbers.
    pub(super) fn plan(&mut self, draw: DrawId) -> Result<Plan, Fault> {
        let program = self.program;
        let code = &program.draws[draw];
        self.block(code.block)?;
        let count = |this: &Self, place: Place| {
            usize::try_from(this.whole(place)?).map_err(|_| Fault::Undefined("a draw of a negative number"))
        };
        match &code.kind {
            DrawKind::Batches { steps, size, population, replacement } => {
                let steps = steps.map(|steps| count(self, steps)).transpose()?;
                let (size, population) = (count(self, *size)?, count(self, *population)?);
                if size == 0 || population == 0 || (!replacement && size > population) {
                    return Err(NO_BATCH);
                }
                fits(steps.unwrap_or(1), size)?;
                Ok(DrawKind::Batches { steps, size, population, replacement: *replacement })
            }
            DrawKind::Epochs { count: epochs, size, population } => {
                let (epochs, size, population) =
                    (count(self, *epochs)?, count(self, *size)?, count(self, *population)?);
                if size == 0 || population == 0 {
                    return Err(NO_BATCH);
                }
                fits(epochs, population)?;
                Ok(DrawKind::Epochs { count: epochs, size, population })
            }
            DrawKind::Symmetric { rows } => Ok(DrawKind::Symmetric { rows: *rows }),
        }
    }

    /// Whether some moment of the case runs over more outcomes than are enumerated.
    ///
    /// # Errors
    /// Where a draw's numbers have no value.
    pub fn too_many_outcomes(&mut self) -> Result<bool, Fault> {
        Ok(count(&self.plans()?).is_none())
    }

    /// Calls `visit` for every outcome of all draws jointly, with its probability.
    pub(super) fn for_each_outcome(
        &mut self,
        plans: &[Plan],
        visit: &mut Visit<'_, Self, A::Number>,
    ) -> Result<(), Fault> {
        count(plans).ok_or(Fault::TooManyOutcomes)?;
        let mut lists: Vec<Vec<Way<A::Number>>> = Vec::new();
        let mut parts: Vec<Part> = Vec::new();
        for (draw, plan) in plans.iter().enumerate() {
            let (times, each) = match plan {
                DrawKind::Batches { steps, .. } => (steps.unwrap_or(1), 1),
                DrawKind::Epochs { count, size, population } => (*count, population.div_ceil(*size)),
                DrawKind::Symmetric { .. } => return Err(Fault::TooManyOutcomes),
            };
            lists.push(ways(&self.arithmetic, plan)?);
            let ways = lists.len() - 1;
            parts.extend((0..times).map(|time| Part { draw, first: time * each, ways }));
            self.outcome.batches[draw] = vec![Vec::new(); times * each];
        }
        let mut chosen = vec![0; parts.len()];
        let mut probability = vec![self.arithmetic.integer(1); parts.len() + 1];
        let mut changed = 0;
        loop {
            for p in changed..parts.len() {
                let part = &parts[p];
                let (batches, weight) = &lists[part.ways][chosen[p]];
                for (i, batch) in batches.iter().enumerate() {
                    self.outcome.batches[part.draw][part.first + i].clone_from(batch);
                }
                probability[p + 1] = self.arithmetic.mul(&probability[p], weight)?;
            }
            visit(self, &probability[parts.len()])?;
            let Some(next) = (0..parts.len()).rev().find(|p| chosen[*p] + 1 < lists[parts[*p].ways].len()) else {
                return Ok(());
            };
            chosen[next] += 1;
            chosen[next + 1..].fill(0);
            changed = next;
        }
    }

    /// Runs what depends on the outcome.
    pub(super) fn in_outcome(&mut self, code: &OutcomeCode) -> Result<(), Fault> {
        for run in &code.runs {
            self.run_again(*run)?;
        }
        self.block(code.block)
    }

    /// `E[..]` or `Var[..]`, by component.
    pub(super) fn moment(
        &mut self,
        kind: MomentKind,
        code: &OutcomeCode,
        place: Place,
        to: usize,
        width: usize,
    ) -> Result<(), Fault> {
        let plans = self.plans_of(code)?;
        if self.estimate.is_some() && count(&plans).is_none() {
            return self.estimated_moment(kind, &plans, code, place, to, width);
        }
        let mut values = Vec::new();
        let mut mean = vec![self.arithmetic.integer(0); width];
        self.for_each_outcome(&plans, &mut |this, weight| {
            this.in_outcome(code)?;
            let (from, _) = this.located(place)?;
            let a = &this.arithmetic;
            for (sum, x) in mean.iter_mut().zip(&this.memory[from..from + width]) {
                *sum = a.add(sum, &a.mul(weight, x)?)?;
            }
            if kind == MomentKind::Variance {
                values.push((this.memory[from..from + width].to_vec(), weight.clone()));
            }
            Ok(())
        })?;
        let result = if kind == MomentKind::Variance { self.spread(values.into_iter(), &mean)? } else { mean };
        self.memory[to..to + width].clone_from_slice(&result);
        Ok(())
    }

    /// `P[..]`.
    pub(super) fn probability(&mut self, code: &OutcomeCode, truth: &TruthCode) -> Result<A::Number, Fault> {
        let plans = self.plans_of(code)?;
        if self.estimate.is_some() && count(&plans).is_none() {
            return self.estimated_probability(&plans, code, truth);
        }
        // The probability of what is true for certain, and of what may be.
        let (mut sure, mut open) = (self.arithmetic.integer(0), self.arithmetic.integer(0));
        let mut is_open = false;
        self.for_each_outcome(&plans, &mut |this, weight| {
            this.in_outcome(code)?;
            match this.decided(truth) {
                Ok(true) => sure = this.arithmetic.add(&sure, weight)?,
                Ok(false) => {}
                Err(TIED_CONDITION) => {
                    is_open = true;
                    open = this.arithmetic.add(&open, weight)?;
                }
                Err(fault) => return Err(fault),
            }
            Ok(())
        })?;
        if is_open {
            let share = self.arithmetic.between(&Rational::ZERO, &Rational::ONE)?;
            sure = self.arithmetic.add(&sure, &self.arithmetic.mul(&open, &share)?)?;
        }
        Ok(sure)
    }
}

/// Whether this many batches or epochs of this many samples fit into memory.
fn fits(times: usize, samples: usize) -> Result<(), Fault> {
    match times.checked_mul(samples) {
        Some(numbers) if numbers <= CASE_NUMBERS => Ok(()),
        _ => Err(Fault::Exhausted("the drawn batches hold more numbers than CASE_NUMBERS")),
    }
}

/// How many outcomes there are; `None` if they are more than are enumerated, or too large to be listed.
fn count(plans: &[Plan]) -> Option<u64> {
    let mut total = 1_u64;
    for plan in plans {
        let (ways, times) = match plan {
            DrawKind::Batches { steps, size, population, replacement } => {
                let from = if *replacement { population + size - 1 } else { *population };
                let ways = binomial(from, *size)?;
                // All ways to draw one batch are listed.
                fits(usize::try_from(ways).ok()?, *size).ok()?;
                (ways, steps.unwrap_or(1))
            }
            DrawKind::Epochs { count, size, population } => {
                let mut ways = 1_u64;
                let mut left = *population;
                while left > 0 {
                    let batch = (*size).min(left);
                    ways = within(ways.checked_mul(binomial(left, batch)?)?)?;
                    left -= batch;
                }
                (ways, *count)
            }
            DrawKind::Symmetric { .. } => return None,
        };
        for _ in 0..times {
            total = within(total.checked_mul(ways)?)?;
            if ways == 1 {
                break;
            }
        }
    }
    Some(total)
}

fn within(total: u64) -> Option<u64> {
    (total <= OUTCOMES).then_some(total)
}

/// `n` over `k`; `None` if it is more than is enumerated.
fn binomial(n: usize, k: usize) -> Option<u64> {
    let k = k.min(n - k);
    let mut result = 1_u64;
    for i in 0..k {
        result = result * u64::try_from(n - i).ok()? / u64::try_from(i + 1).ok()?;
        within(result)?;
    }
    Some(result)
}

/// The ways to draw one step's batch, or one epoch's, with their probabilities.
fn ways<A: Arithmetic>(a: &A, plan: &Plan) -> Result<Vec<Way<A::Number>>, Fault> {
    let found: Vec<Vec<Vec<usize>>> = match plan {
        DrawKind::Batches { size, population, replacement, .. } => {
            subsets(*size, *population, *replacement).into_iter().map(|batch| vec![batch]).collect()
        }
        DrawKind::Epochs { size, population, .. } => {
            let mut all = Vec::new();
            partitions((0..*population).collect(), *size, &mut Vec::new(), &mut all);
            all
        }
        DrawKind::Symmetric { .. } => return Err(Fault::TooManyOutcomes),
    };
    let repeats = matches!(plan, DrawKind::Batches { replacement: true, .. });
    let mut total = a.integer(0);
    let mut weights = Vec::with_capacity(found.len());
    for batches in &found {
        let weight = if repeats { orderings(a, &batches[0])? } else { a.integer(1) };
        total = a.add(&total, &weight)?;
        weights.push(weight);
    }
    found.into_iter().zip(weights).map(|(batches, weight)| Ok((batches, a.div(&weight, &total)?))).collect()
}

/// Batches as ascending lists, with repetition where drawn with replacement.
fn subsets(size: usize, population: usize, repeat: bool) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    let mut batch: Vec<usize> = (0..size).map(|i| if repeat { 0 } else { i }).collect();
    loop {
        all.push(batch.clone());
        let last = |i: usize| if repeat { population - 1 } else { population - size + i };
        let Some(i) = (0..size).rev().find(|i| batch[*i] < last(*i)) else {
            return all;
        };
        batch[i] += 1;
        for j in i + 1..size {
            batch[j] = if repeat { batch[i] } else { batch[j - 1] + 1 };
        }
    }
}

/// The ways to cut what is left into batches one after the other; the order within a batch does not count.
fn partitions(left: Vec<usize>, size: usize, chosen: &mut Vec<Vec<usize>>, all: &mut Vec<Vec<Vec<usize>>>) {
    if left.is_empty() {
        all.push(chosen.clone());
        return;
    }
    for picked in subsets(size.min(left.len()), left.len(), false) {
        let rest = (0..left.len()).filter(|i| !picked.contains(i)).map(|i| left[i]).collect();
        chosen.push(picked.iter().map(|i| left[*i]).collect());
        partitions(rest, size, chosen, all);
        chosen.pop();
    }
}

/// In how many orders a batch with repetitions can be drawn: a multinomial coefficient.
fn orderings<A: Arithmetic>(a: &A, batch: &[usize]) -> Result<A::Number, Fault> {
    let mut result = a.integer(1);
    let mut run = 0;
    for (i, sample) in batch.iter().enumerate() {
        run = if i > 0 && batch[i - 1] == *sample { run + 1 } else { 1 };
        result = a.div(&a.mul(&result, &a.integer(super::functions::whole(i + 1)))?, &a.integer(run))?;
    }
    Ok(result)
}

/// Fills in one outcome at random. `orders` keeps a permutation of the samples for each draw; any will do to begin with.
pub(super) fn draw_one(
    plans: &[Plan],
    dimension: usize,
    rng: &mut impl RngExt,
    orders: &mut [Vec<usize>],
    outcome: &mut Outcome,
) {
    for (draw, plan) in plans.iter().enumerate() {
        let batches = &mut outcome.batches[draw];
        let order = &mut orders[draw];
        match plan {
            DrawKind::Batches { steps, size, population, replacement } => {
                batches.resize(steps.unwrap_or(1), Vec::new());
                for batch in batches.iter_mut() {
                    batch.clear();
                    if *replacement {
                        batch.extend((0..*size).map(|_| below(*population, rng)));
                    } else {
                        shuffle_front(order, *population, *size, rng);
                        batch.extend_from_slice(&order[..*size]);
                    }
                }
            }
            DrawKind::Epochs { count, size, population } => {
                let each = population.div_ceil(*size);
                batches.resize(count * each, Vec::new());
                for epoch in batches.chunks_mut(each) {
                    shuffle_front(order, *population, *population, rng);
                    for (batch, part) in epoch.iter_mut().zip(order.chunks(*size)) {
                        batch.clear();
                        batch.extend_from_slice(part);
                    }
                }
            }
            DrawKind::Symmetric { .. } => symmetric(dimension, rng, &mut outcome.matrices[draw]),
        }
    }
}

/// Puts `size` of the samples, drawn without replacement, to the front.
fn shuffle_front(order: &mut Vec<usize>, population: usize, size: usize, rng: &mut impl RngExt) {
    if order.len() != population {
        *order = (0..population).collect();
    }
    for i in 0..size {
        order.swap(i, i + below(population - i, rng));
    }
}

/// A whole number from 0 to below `count`; one random word is enough for all counts that occur.
fn below(count: usize, rng: &mut impl RngExt) -> usize {
    match u32::try_from(count) {
        Ok(count) => rng.random_range(0..count) as usize,
        Err(_) => rng.random_range(0..count),
    }
}

/// `(A + A^T)/2`: standard normal on the diagonal, of variance 1/2 beside it.
fn symmetric(dimension: usize, rng: &mut impl RngExt, matrix: &mut Vec<f64>) {
    matrix.resize(dimension * dimension, 0.0);
    for row in 0..dimension {
        for column in 0..=row {
            let value =
                if row == column { standard_normal(rng) } else { (standard_normal(rng) + standard_normal(rng)) / 2.0 };
            matrix[row * dimension + column] = value;
            matrix[column * dimension + row] = value;
        }
    }
}

/// A standard normal number, by the transform of Box and Muller.
fn standard_normal(rng: &mut impl RngExt) -> f64 {
    let radius = libm::sqrt(-2.0 * libm::log(1.0 - rng.random::<f64>()));
    radius * libm::cos(std::f64::consts::TAU * rng.random::<f64>())
}
