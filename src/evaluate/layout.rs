//! The layout of memory: the runs of a case follow the registers.

use super::machine::Machine;
use super::timeline::{AFTER_ITS_STEPS, AFTER_THE_END, Progress, SequenceMemory};
use crate::language::typed::RunId;
use crate::numeric::tolerance::CASE_NUMBERS;
use crate::numeric::{Arithmetic, Fault};

const TOO_MANY_NUMBERS: Fault = Fault::Exhausted("the runs of the case hold more numbers than CASE_NUMBERS");

impl<A: Arithmetic> Machine<'_, A> {
    /// Makes the memory at least so large; what stands beyond belongs to no one.
    pub(super) fn grow(&mut self, total: usize) {
        if self.memory.len() < total {
            self.memory.resize(total, self.arithmetic.integer(0));
        }
    }

    /// Gives each run the memory for its steps, once the givens that their number may depend on are known.
    pub(super) fn lay_out_runs(&mut self) -> Result<(), Fault> {
        self.end = self.free;
        self.sequences.clear();
        self.progress.clear();
        for code in &self.program.runs {
            let (mut planned, mut after) = (self.length + code.ahead, AFTER_THE_END);
            if let Some(steps) = code.steps {
                self.block(code.prelude)?;
                (planned, after) = match self.whole(steps) {
                    Ok(steps) => (steps.max(0), AFTER_ITS_STEPS),
                    // A run of no number of steps has no value at all.
                    Err(fault) => (-1, fault),
                };
            }
            self.progress.push(Progress {
                sequences: self.sequences.len(),
                planned,
                room: 0,
                last: planned,
                reason: after,
                after,
                open: code.steps.is_none(),
                running: false,
                counted: planned,
                spent: 0,
            });
            for (_, shape, first) in &code.sequences {
                let (width, first) = (self.widths[*shape as usize], i64::from(*first));
                self.sequences.push(SequenceMemory { at: self.free, width, first, made: first - 1, lost: None });
            }
            let run = self.progress.len() - 1;
            self.make_room(run, (planned + 1).max(code.steady))?;
        }
        Ok(())
    }

    /// Gives a run room for this many times. What it has made moves behind all other runs, so that whatever was looked up
    /// before can still be read where it was.
    pub(super) fn make_room(&mut self, run: RunId, times: i64) -> Result<(), Fault> {
        let progress = self.progress[run];
        if times <= progress.room {
            return Ok(());
        }
        let count = usize::try_from(times).unwrap_or(1);
        for sequence in progress.sequences..progress.sequences + self.program.runs[run].sequences.len() {
            let memory = self.sequences[sequence];
            let to = self.end;
            self.end = to.saturating_add(count.saturating_mul(memory.width));
            if self.end > CASE_NUMBERS {
                return Err(TOO_MANY_NUMBERS);
            }
            self.grow(self.end);
            let made = usize::try_from(memory.made + 1).unwrap_or(0) * memory.width;
            for i in 0..made {
                self.memory[to + i] = self.memory[memory.at + i].clone();
            }
            self.sequences[sequence].at = to;
        }
        self.progress[run].room = times;
        Ok(())
    }
}
