//! Draws: every outcome with its probability.

use super::evaluate::whole;
use super::machine::Machine;
use crate::numeric::{Arithmetic, Fault};

/// How many outcomes of the draws are enumerated; beyond it, enumeration is given up.
const OUTCOMES: usize = 20_000;

impl<A: Arithmetic> Machine<'_, A> {
    /// Every outcome of all draws jointly, with its probability.
    #[allow(clippy::type_complexity)]
    pub(super) fn outcomes(&mut self) -> Result<Vec<(Vec<Vec<usize>>, A::Number)>, Fault> {
        let program = self.program;
        let mut all: Vec<(Vec<Vec<usize>>, A::Number)> = vec![(Vec::new(), self.arithmetic.integer(1))];
        for draw in &program.draws {
            self.block(draw.block)?;
            let size =
                usize::try_from(self.whole(draw.size)?).map_err(|_| Fault::Undefined("a batch of negative size"))?;
            let population =
                usize::try_from(self.whole(draw.population)?).map_err(|_| Fault::Undefined("a negative population"))?;
            if size == 0 || population == 0 || (!draw.replacement && size > population) {
                return Err(Fault::Undefined("a batch of that size cannot be drawn"));
            }
            let batches = enumerate(size, population, draw.replacement).ok_or(Fault::TooLarge)?;
            let a = &self.arithmetic;
            let mut total = a.integer(0);
            let mut weights = Vec::with_capacity(batches.len());
            for batch in &batches {
                let weight = if draw.replacement { orderings(a, batch)? } else { a.integer(1) };
                total = a.add(&total, &weight)?;
                weights.push(weight);
            }
            let mut joint = Vec::new();
            for (earlier, probability) in &all {
                for (batch, weight) in batches.iter().zip(&weights) {
                    let mut both = earlier.clone();
                    both.push(batch.clone());
                    joint.push((both, a.mul(probability, &a.div(weight, &total)?)?));
                }
                if joint.len() > OUTCOMES {
                    return Err(Fault::TooLarge);
                }
            }
            all = joint;
        }
        Ok(all)
    }
}

/// Batches as ascending lists, with repetition where drawn with replacement; nothing where there are too many.
fn enumerate(size: usize, population: usize, repeat: bool) -> Option<Vec<Vec<usize>>> {
    let mut all = Vec::new();
    let mut batch: Vec<usize> = (0..size).map(|i| if repeat { 0 } else { i }).collect();
    loop {
        all.push(batch.clone());
        if all.len() > OUTCOMES {
            return None;
        }
        let last = |i: usize| if repeat { population - 1 } else { population - size + i };
        let Some(i) = (0..size).rev().find(|i| batch[*i] < last(*i)) else {
            return Some(all);
        };
        batch[i] += 1;
        for j in i + 1..size {
            batch[j] = if repeat { batch[i] } else { batch[j - 1] + 1 };
        }
    }
}

/// In how many orders a batch with repetitions can be drawn: a multinomial coefficient.
fn orderings<A: Arithmetic>(a: &A, batch: &[usize]) -> Result<A::Number, Fault> {
    let mut result = a.integer(1);
    let mut run = 0;
    for (i, sample) in batch.iter().enumerate() {
        run = if i > 0 && batch[i - 1] == *sample { run + 1 } else { 1 };
        result = a.div(&a.mul(&result, &a.integer(whole(i + 1)))?, &a.integer(run))?;
    }
    Ok(result)
}
