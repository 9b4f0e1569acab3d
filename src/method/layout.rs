//! Where the runs of a case lie in memory: behind the registers, each as long as it takes steps.

use super::machine::{AFTER_THE_END, Machine, Progress, SequenceMemory};
use crate::numeric::tolerance::CASE_NUMBERS;
use crate::numeric::{Arithmetic, Fault};

impl<A: Arithmetic> Machine<'_, A> {
    /// Gives each run the memory for its values up to a last time.
    ///
    /// # Errors
    /// [`Fault::Exhausted`] where they are too many.
    pub(super) fn lay_out_runs(&mut self, last: &[i64]) -> Result<(), Fault> {
        let mut total = self.registers_end;
        self.sequences.clear();
        self.progress.clear();
        for (run, last) in self.program.runs.iter().zip(last) {
            let times = usize::try_from(last + 1).unwrap_or(1);
            let sequences = self.sequences.len();
            self.progress.push(Progress { sequences, last: *last, reason: AFTER_THE_END });
            for (_, shape, first) in &run.sequences {
                let width = self.widths[*shape as usize];
                self.sequences.push(SequenceMemory { at: total, width, first: i64::from(*first) });
                total = total.saturating_add(times.saturating_mul(width));
            }
        }
        if total > CASE_NUMBERS {
            return Err(Fault::Exhausted("the runs of the case hold more numbers than CASE_NUMBERS"));
        }
        if self.memory.len() < total {
            self.memory.resize(total, self.arithmetic.integer(0));
        }
        Ok(())
    }

    /// Once the givens are known: runs that say how many steps they take get memory for so many.
    pub(super) fn lay_out_counted_runs(&mut self) -> Result<(), Fault> {
        let program = self.program;
        if program.runs.iter().all(|run| run.steps.is_none()) {
            return Ok(());
        }
        let mut last = vec![self.length; program.runs.len()];
        for (last, run) in last.iter_mut().zip(&program.runs) {
            if let Some(steps) = run.steps {
                self.block(run.prelude)?;
                *last = self.whole(steps)?.max(0);
            }
        }
        self.lay_out_runs(&last)
    }
}
