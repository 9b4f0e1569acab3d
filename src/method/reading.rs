//! Reading both sides of a claim's statements, on one outcome of its draws: what a figure draws.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::draws::draw_one;
use super::machine::{Inputs, Machine};
use crate::numeric::{Fault, Float};

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
    /// Whatever the arithmetic cannot do but for what has no value.
    pub fn sides(&mut self) -> Result<Vec<Sides>, Fault> {
        let mut all = Vec::new();
        self.judge_shows(&mut |number, at, found| {
            all.push((number, at, found.side.map(|side| (side.left, side.right))));
            true
        })?;
        Ok(all)
    }
}
