//! Where the runs of a case lie in memory: behind the registers, each as long as it takes steps.

use super::machine::{AFTER_ITS_STEPS, AFTER_THE_END, Machine, Progress, SequenceMemory};
use crate::numeric::tolerance::CASE_NUMBERS;
use crate::numeric::{Arithmetic, Fault};

impl<A: Arithmetic> Machine<'_, A> {
    /// Makes the memory at least so large; what stands beyond belongs to no one.
    pub(super) fn grow(&mut self, total: usize) {
        if self.memory.len() < total {
            self.memory.resize(total, self.arithmetic.integer(0));
        }
    }

    /// Gives each run the memory for its steps, once the givens that their number may depend on are known.
    pub(super) fn lay_out_runs(&mut self) -> Result<(), Fault> {
        let mut total = self.free;
        self.sequences.clear();
        self.progress.clear();
        for code in &self.program.runs {
            let (mut last, mut reason) = (self.length, AFTER_THE_END);
            if let Some(steps) = code.steps {
                self.block(code.prelude)?;
                (last, reason) = match self.whole(steps) {
                    Ok(steps) => (steps.max(0), AFTER_ITS_STEPS),
                    // A run of no number of steps has no value at all.
                    Err(fault) => (-1, fault),
                };
            }
            let times = usize::try_from(last + 1).unwrap_or(1);
            let (sequences, planned) = (self.sequences.len(), (last, reason));
            self.progress.push(Progress { sequences, last, reason, planned, spent: 0 });
            for (_, shape, first) in &code.sequences {
                let width = self.widths[*shape as usize];
                self.sequences.push(SequenceMemory { at: total, width, first: i64::from(*first) });
                total = total.saturating_add(times.saturating_mul(width));
            }
        }
        if total > CASE_NUMBERS {
            return Err(Fault::Exhausted("the runs of the case hold more numbers than CASE_NUMBERS"));
        }
        self.grow(total);
        Ok(())
    }
}
