//! Extends runs on demand: a value past the end of a run is computed when it is read, up to the longest run.

use super::machine::Machine;
use super::program::{Instruction, Place};
use super::timeline::LONGEST_RUN;
use crate::language::typed::RunId;
use crate::numeric::{Arithmetic, Fault};

impl<A: Arithmetic> Machine<'_, A> {
    /// Reads something; where a run is too short for that but can go on, makes it longer and reads again.
    pub(super) fn reaching<T>(&mut self, mut read: impl FnMut(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        loop {
            match read(self) {
                Err(fault) if self.ends.is_wanting() => self.go_on(fault)?,
                found => return found,
            }
        }
    }

    /// Where a place is in memory, and how many numbers are there; a run that is too short for that goes on.
    pub(super) fn located(&mut self, place: Place) -> Result<(usize, usize), Fault> {
        self.reaching(|machine| machine.locate(place))
    }

    /// Carries out an instruction again after it failed, where it did because a run is too short.
    #[cold]
    pub(super) fn again(&mut self, instruction: &Instruction, fault: Fault) -> Result<(), Fault> {
        if !self.ends.is_wanting() {
            return Err(fault);
        }
        self.go_on(fault)?;
        self.reaching(|machine| machine.execute_into(instruction, machine.address(instruction.to)))
    }

    /// Makes the run longer that was read behind its end; gives the fault back where that is not the reason for it.
    fn go_on(&mut self, fault: Fault) -> Result<(), Fault> {
        match self.ends.take_wanted() {
            Some((run, at)) if !matches!(fault, Fault::Exhausted(_)) => self.extend(run, at),
            _ => Err(fault),
        }
    }

    /// Makes a run longer.
    fn extend(&mut self, run: RunId, at: i64) -> Result<(), Fault> {
        if self.ends.are_fixed() && at > self.length + self.program.runs[run].ahead {
            self.ends.pass();
            return Err(Fault::Exhausted("a value past the end of an open range"));
        }
        if at > LONGEST_RUN {
            return Err(Fault::Limit("a value past the end of the longest run"));
        }
        self.ends.extend();
        let room = self.progress[run].room;
        if at >= room {
            self.make_room(run, (at + 1).max(room.saturating_mul(2).min(LONGEST_RUN + 1)))?;
        }
        self.progress[run].planned = at;
        let program = self.program;
        let batch = std::mem::replace(&mut self.batch, super::operand::Batch::ONE);
        let done = self.continue_run(run, &program.runs[run]);
        self.batch = batch;
        done
    }
}
