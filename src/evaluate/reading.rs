//! Reads both sides of a claim's statements on one outcome of its draws, for figures.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::draws::draw_one;
use super::inputs::Inputs;
use super::machine::Machine;
use super::program::TruthCode;
use crate::numeric::{Arithmetic, Fault, Float};

/// The sides of one statement: its number, its index where it has one, and both sides where they have values.
pub type Sides = (usize, Option<i64>, Option<(f64, f64)>);

impl Machine<'_, Float> {
    /// Takes in a case, draws one outcome of its draws from a stream where `stream` names one, and runs what depends on it.
    ///
    /// # Errors
    /// Whatever the arithmetic cannot do; draws whose numbers have no value.
    pub fn load_outcome(&mut self, inputs: Inputs<'_>, stream: Option<u64>) -> Result<bool, Fault> {
        let holds = self.load(inputs)?.seems;
        let Some(stream) = stream else { return Ok(holds) };
        let plans = self.plans()?;
        let mut rng = ChaCha8Rng::seed_from_u64(stream);
        let mut orders = vec![Vec::new(); plans.len()];
        draw_one(&plans, self.dimension, &mut rng, &mut orders, &mut self.outcome);
        for (id, run) in self.program.runs.iter().enumerate() {
            if run.random {
                self.run_again(id)?;
            }
        }
        Ok(holds)
    }

    /// Both sides of every statement that is one relation, at every index in order.
    ///
    /// # Errors
    /// Whatever the arithmetic cannot do except for what has no value.
    pub fn sides(&mut self) -> Result<Vec<Sides>, Fault> {
        let mut all = Vec::new();
        self.judge_shows(&mut |number, at, found| {
            all.push((number, at, found.side.map(|side| (side.left, side.right))));
            true
        })?;
        Ok(all)
    }
}

impl<A: Arithmetic> Machine<'_, A> {
    /// The numbers that statement number `show` says are defined, at the first value of its index. A statement `defined(x)`
    /// is the way to have a claim compute more than it shows.
    ///
    /// # Errors
    /// Whatever the arithmetic cannot do; a statement that is another one.
    pub fn read(&mut self, show: usize) -> Result<Vec<A::Number>, Fault> {
        let code = &self.program.shows[show];
        let TruthCode::Defined { block, place, .. } = code.truth else {
            return Err(Fault::Undefined("not a value"));
        };
        self.block(code.prelude)?;
        if let Some((index, first, _)) = code.range {
            self.indices[index] = self.whole(first)?;
        }
        self.block(block)?;
        let (from, width) = self.locate(place)?;
        Ok(self.memory[from..from + width].to_vec())
    }

    /// The first outcome of the draws in which `wanted` finds what it looks for: the batches of each draw, samples counted
    /// from 1, and what it found.
    ///
    /// # Errors
    /// Whatever the arithmetic cannot do; more outcomes than are enumerated.
    #[expect(clippy::type_complexity, reason = "batches of samples of each draw, with what was looked for")]
    pub fn first_outcome<T>(
        &mut self,
        wanted: &mut dyn FnMut(&mut Self) -> Option<T>,
    ) -> Result<Option<(Vec<Vec<Vec<usize>>>, T)>, Fault> {
        let plans = self.plans()?;
        let program = self.program;
        let mut found = None;
        self.for_each_outcome(&plans, &mut |this, _| {
            if found.is_some() {
                return Ok(());
            }
            for (id, run) in program.runs.iter().enumerate() {
                if run.random {
                    this.run_again(id)?;
                }
            }
            found = wanted(this).map(|found| (this.outcome.batches.clone(), found));
            Ok(())
        })?;
        for batch in found.iter_mut().flat_map(|(draws, _)| draws.iter_mut().flatten()) {
            batch.iter_mut().for_each(|sample| *sample += 1);
        }
        Ok(found)
    }
}
