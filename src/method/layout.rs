//! Where the memory of a case lies: registers first, then the runs, each as long as it takes steps.

use super::machine::Machine;
use crate::numeric::tolerance::CASE_NUMBERS;
use crate::numeric::{Arithmetic, Fault};

impl<A: Arithmetic> Machine<'_, A> {
    /// Where the memory of the runs begins.
    pub(super) fn first_free(&self) -> usize {
        let [scalars, vectors, matrices] = self.program.registers;
        scalars + vectors * self.dimension + matrices * self.dimension * self.dimension
    }

    /// Makes the memory at least so large; what stands beyond belongs to no one.
    pub(super) fn grow(&mut self, total: usize) {
        if self.memory.len() < total {
            self.memory.resize(total, self.arithmetic.integer(0));
        }
    }

    /// Gives each run the memory for its steps, once the givens that their number may depend on are known.
    pub(super) fn lay_out_runs(&mut self) -> Result<(), Fault> {
        let mut total = self.first_free();
        for (run, code) in self.program.runs.iter().enumerate() {
            self.lengths[run] = self.length;
            if let Some(steps) = code.steps {
                self.block(code.prelude)?;
                self.lengths[run] = self.whole(steps)?.max(0);
            }
            let times = usize::try_from(self.lengths[run] + 1).unwrap_or(1);
            self.bases[run].clear();
            for (_, shape, _) in &code.sequences {
                self.bases[run].push(total);
                total = total.saturating_add(times.saturating_mul(self.width(*shape)));
            }
        }
        if total > CASE_NUMBERS {
            return Err(Fault::Exhausted("the runs of the case hold more numbers than CASE_NUMBERS"));
        }
        self.grow(total);
        Ok(())
    }
}
