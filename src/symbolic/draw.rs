//! Draws with few outcomes, enumerated; all outcomes of a draw are equally likely.

use std::collections::HashMap;

use super::execution::{Batches, Execution};
use super::fraction::Fraction;
use super::unsupported::{Outcome, Unsupported};
use crate::language::syntax::MomentKind;
use crate::language::typed::{DrawId, DrawKind, Node, Term};
use crate::numeric::Rational;

/// The most outcomes of all draws together that are enumerated.
const MOST_OUTCOMES: usize = 5000;

impl Execution<'_> {
    /// The batch at hand: of several, the one whose number is given.
    pub(super) fn batch(&mut self, draw: DrawId, at: Option<&Node>) -> Outcome<Vec<usize>> {
        let at = self.batch_number(at)?;
        let batch = self.outcome.get(&draw).and_then(|batches| batches.get(at)).cloned();
        batch.ok_or_else(|| Unsupported::because("a batch outside of a moment, or beyond the last one"))
    }

    /// The size of a batch, which is the same in every outcome.
    pub(super) fn batch_size(&mut self, draw: DrawId, at: Option<&Node>) -> Outcome<usize> {
        let number = self.batch_number(at)?;
        let size = match self.outcome.get(&draw) {
            Some(batches) => batches.get(number).map(Vec::len),
            None => self.outcomes(draw)?.first().and_then(|batches| batches.get(number).map(Vec::len)),
        };
        size.ok_or_else(|| Unsupported::because("a batch beyond the last one"))
    }

    fn batch_number(&mut self, at: Option<&Node>) -> Outcome<usize> {
        let Some(at) = at else { return Ok(0) };
        let number = self.whole(at)?;
        usize::try_from(number - 1).map_err(|_| Unsupported::because("a batch before the first one"))
    }

    fn count(&mut self, term: &Term) -> Outcome<usize> {
        let number = self.whole_term(term)?;
        usize::try_from(number).map_err(|_| Unsupported::because("a negative number of samples"))
    }

    /// The outcomes of one draw.
    fn outcomes(&mut self, draw: DrawId) -> Outcome<Vec<Batches>> {
        let kind = &self.claim.draws[draw].kind;
        match kind {
            DrawKind::Batches { steps, size, population, replacement } => {
                let (size, population) = (self.count(size)?, self.count(population)?);
                let steps = match steps {
                    Some(steps) => self.count(steps)?,
                    None => 1,
                };
                let batches = tuples(population, size, *replacement)?;
                repeated(&batches.into_iter().map(|batch| vec![batch]).collect::<Vec<_>>(), steps)
            }
            DrawKind::Epochs { count, size, population } => {
                let (count, size, population) = (self.count(count)?, self.count(size)?, self.count(population)?);
                if size == 0 {
                    return Err(Unsupported::because("batches of no samples"));
                }
                let orders = tuples(population, population, false)?;
                let epochs: Vec<Batches> =
                    orders.into_iter().map(|order| order.chunks(size).map(<[usize]>::to_vec).collect()).collect();
                repeated(&epochs, count)
            }
            DrawKind::Symmetric { .. } => Err(Unsupported::because("a random matrix")),
        }
    }

    /// The joint outcomes of all draws that have none yet.
    fn joint_outcomes(&mut self) -> Outcome<Vec<HashMap<DrawId, Batches>>> {
        let mut joint = vec![self.outcome.clone()];
        for draw in 0..self.claim.draws.len() {
            if self.outcome.contains_key(&draw) {
                continue;
            }
            let outcomes = self.outcomes(draw)?;
            if joint.len() * outcomes.len() > MOST_OUTCOMES {
                return Err(Unsupported::because("too many outcomes of the draws"));
            }
            let with = |before: &HashMap<DrawId, Batches>| {
                let before = before.clone();
                outcomes.iter().map(move |batches| {
                    let mut all = before.clone();
                    all.insert(draw, batches.clone());
                    all
                })
            };
            joint = joint.iter().flat_map(with).collect();
        }
        if joint.is_empty() {
            return Err(Unsupported::because("a draw without outcomes"));
        }
        Ok(joint)
    }

    /// What a function returns in every joint outcome. What it makes of sequences is forgotten after each.
    ///
    /// # Errors
    /// There are too many outcomes, or the function fails in one.
    pub fn in_every_outcome<T>(&mut self, mut at: impl FnMut(&mut Self) -> Outcome<T>) -> Outcome<Vec<T>> {
        if !self.outcome.is_empty() {
            return Err(Unsupported::because("a moment inside a moment"));
        }
        let joint = self.joint_outcomes()?;
        self.spend(joint.len())?;
        let before = std::mem::take(&mut self.outcome);
        let memo = self.memo.clone();
        let mut values = Vec::with_capacity(joint.len());
        for outcome in joint {
            self.outcome = outcome;
            self.memo = memo.clone();
            let value = at(self);
            if value.is_err() {
                self.outcome = before;
                self.memo = memo;
                return value.map(|_| Vec::new());
            }
            values.extend(value);
        }
        self.outcome = before;
        self.memo = memo;
        Ok(values)
    }

    /// `E[..]` or `Var[..]`.
    pub(super) fn moment(&mut self, kind: MomentKind, body: &Node) -> Outcome<Fraction> {
        let values = self.in_every_outcome(|execution| execution.term(body))?;
        let mean = self.mean(&values)?;
        match kind {
            MomentKind::Expectation => Ok(mean),
            MomentKind::Variance => self.mean_square(&values, &mean),
            MomentKind::Probability => Err(Unsupported::because("a probability")),
        }
    }

    /// The mean of some values.
    pub(super) fn mean(&mut self, values: &[Fraction]) -> Outcome<Fraction> {
        if values.is_empty() {
            return Err(Unsupported::because("the mean of nothing"));
        }
        let mut sum = Fraction::constant(Rational::ZERO);
        for value in values {
            sum = self.add(&sum, value)?;
        }
        Ok(sum.scaled(&(Rational::ONE / Rational::from(values.len()))))
    }

    /// The mean squared distance of some values from a number.
    pub(super) fn mean_square(&mut self, values: &[Fraction], from: &Fraction) -> Outcome<Fraction> {
        let mut squares = Vec::with_capacity(values.len());
        for value in values {
            let distance = self.add(value, &from.negated())?;
            squares.push(self.multiply(&distance, &distance)?);
        }
        self.mean(&squares)
    }
}

/// All ways to draw so many of the samples one after the other.
fn tuples(population: usize, size: usize, replacement: bool) -> Outcome<Vec<Vec<usize>>> {
    let mut all: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..size {
        let longer = |tuple: &Vec<usize>| {
            let tuple = tuple.clone();
            (1..=population).filter_map(move |sample| {
                let is_free = replacement || !tuple.contains(&sample);
                is_free.then(|| [tuple.clone(), vec![sample]].concat())
            })
        };
        all = all.iter().flat_map(longer).take(MOST_OUTCOMES + 1).collect();
        if all.len() > MOST_OUTCOMES {
            return Err(Unsupported::because("too many outcomes of a draw"));
        }
    }
    Ok(all)
}

/// All sequences of so many outcomes, one after the other.
fn repeated(one: &[Batches], times: usize) -> Outcome<Vec<Batches>> {
    let mut all: Vec<Batches> = vec![Vec::new()];
    for _ in 0..times {
        if all.len() * one.len() > MOST_OUTCOMES {
            return Err(Unsupported::because("too many outcomes of a draw"));
        }
        let longer = |batches: &Batches| {
            let batches = batches.clone();
            one.iter().map(move |next| [batches.clone(), next.clone()].concat())
        };
        all = all.iter().flat_map(longer).collect();
    }
    Ok(all)
}
