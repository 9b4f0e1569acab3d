//! Runs methods: step by step, as flat code if all steps are alike, or by calling a program in the place of the method.

use std::collections::BTreeMap;

use super::flat_code::{Flat, FlatStep};
use super::machine::Machine;
use super::operand::{Batch, Span};
use super::program::{BlockId, Place, RunCode};
use super::subject::{Asked, Subject, Wanted};
use super::timeline::{AFTER_THE_END, MEASURED, SequenceMemory};
use crate::language::typed::{RunId, SequenceId, When};
use crate::numeric::{Arithmetic, Fault};

/// The points of a program in place of the method, or why there are none.
type Iterates = Result<Vec<f64>, Fault>;

impl<'p, A: Arithmetic> Machine<'p, A> {
    /// Runs a method to its end, or to where nothing has a next value.
    pub(super) fn run(&mut self, id: RunId, run: &'p RunCode) -> Result<(), Fault> {
        self.block(run.prelude)?;
        self.forget(id, run);
        let before = self.work.spent();
        self.progress[id].running = true;
        let done = self.run_from_the_start(id, run);
        self.progress[id].running = false;
        let begun = done?.unwrap_or(before);
        let progress = &mut self.progress[id];
        progress.counted = progress.last;
        progress.spent = self.work.spent() - begun;
        Ok(())
    }

    /// Nothing of the run is made.
    fn forget(&mut self, id: RunId, run: &RunCode) {
        self.prefixes.forget();
        for sequence in self.own_sequences(id) {
            sequence.made = sequence.first - 1;
            sequence.lost = None;
        }
        let progress = &mut self.progress[id];
        progress.last = progress.planned;
        progress.reason = progress.after;
        progress.open = run.steps.is_none();
        let first = self.progress[id].sequences;
        self.absent.restore_entries(&(first..first + run.sequences.len()));
    }

    fn own_sequences(&mut self, id: RunId) -> &mut [SequenceMemory] {
        let first = self.progress[id].sequences;
        &mut self.sequences[first..first + self.program.runs[id].sequences.len()]
    }

    /// All of a run; what the case had cost before the first step.
    fn run_from_the_start(&mut self, id: RunId, run: &'p RunCode) -> Result<Option<u64>, Fault> {
        let opaque = match self.subject {
            Some(subject) if subject.replaces() == run.method => match self.opaque(id, run, subject) {
                Err(fault @ Fault::Exhausted(_)) => return Err(fault),
                // Where it has no points, the run has its start and nothing beyond it, which is for the statement to judge.
                found => Some(found),
            },
            _ => None,
        };
        let mut begun = None;
        let planned = self.progress[id].planned;
        for value in run.opening.iter().filter(|value| i64::from(value.needed) <= planned) {
            if value.at > 0 && begun.is_none() {
                begun = Some(self.work.spent());
            }
            self.make(id, run, value.recurrence, i64::from(value.at), opaque.as_ref())?;
        }
        let begun = begun.unwrap_or(self.work.spent());
        for t in 0..run.steady.min(planned + 1) {
            if run.measured && self.is_measured(id, t)? {
                return Ok(Some(begun));
            }
        }
        self.steps(id, run, run.steady, opaque.as_ref())?;
        Ok(Some(begun))
    }

    /// Goes on with a run up to the time that is planned by now.
    pub(super) fn continue_run(&mut self, id: RunId, run: &'p RunCode) -> Result<(), Fault> {
        let from = self.progress[id].last + 1;
        let replaced = self.subject.is_some_and(|subject| subject.replaces() == run.method);
        if from < run.steady || replaced {
            // A program is asked for all its iterates at once.
            return self.run(id, run);
        }
        self.progress[id].running = true;
        self.progress[id].reason = AFTER_THE_END;
        let done = self.steps(id, run, from, None);
        let progress = &mut self.progress[id];
        progress.running = false;
        progress.last = if done.is_ok() { progress.planned } else { from - 1 };
        done
    }

    /// The steps from a time on, at each of which the same recurrences apply.
    fn steps(&mut self, id: RunId, run: &'p RunCode, from: i64, opaque: Option<&Iterates>) -> Result<(), Fault> {
        let mut flats = std::mem::take(&mut self.flats);
        let done = self.steps_with(id, run, from, opaque, &mut flats);
        self.flats = flats;
        done
    }

    fn steps_with(
        &mut self,
        id: RunId,
        run: &'p RunCode,
        mut t: i64,
        opaque: Option<&Iterates>,
        flats: &mut Vec<FlatStep<'p>>,
    ) -> Result<(), Fault> {
        let end = self.progress[id].planned;
        if t > end {
            return Ok(());
        }
        let measured = run.measured && self.progress[id].last == end && self.progress[id].open;
        self.indices[run.time] = t;
        if opaque.is_none() && !run.measured && self.flatten(id, run, t, flats) {
            match self.run_flat(id, run, t, end, flats) {
                Ok(()) => return Ok(()),
                Err(fault @ Fault::Exhausted(_)) => return Err(fault),
                // What has a value at this time is found out one by one.
                Err(_) => t = self.indices[run.time],
            }
        }
        while t <= end && self.own_sequences(id).iter().any(|sequence| sequence.lost.is_none()) {
            for recurrence in 0..run.recurrences.len() {
                if matches!(run.recurrences[recurrence].1, When::From(_)) {
                    self.make(id, run, recurrence, t, opaque)?;
                }
            }
            if measured && self.is_measured(id, t)? {
                return Ok(());
            }
            t += 1;
        }
        Ok(())
    }

    /// Whether a measured run ends here.
    fn is_measured(&mut self, id: RunId, t: i64) -> Result<bool, Fault> {
        let goal = match self.goal(id) {
            Ok(goal) => goal,
            Err(fault @ Fault::Exhausted(_)) => return Err(fault),
            // Nor has the run an order without a goal.
            Err(_) => return Ok(false),
        };
        match self.near_enough(id, &goal, t) {
            Ok(true) => {
                self.progress[id].last = t;
                self.progress[id].reason = MEASURED;
                Ok(true)
            }
            Ok(false) => Ok(false),
            Err(fault @ Fault::Exhausted(_)) => Err(fault),
            Err(_) => Ok(false),
        }
    }

    /// Makes the value of a sequence at a time, looking up each operand; the iterate comes from a program where
    /// there is one. A sequence that has no value at this time may have one again later; one that the arithmetic cannot
    /// follow is lost from here on.
    fn make(
        &mut self,
        id: RunId,
        run: &'p RunCode,
        recurrence: usize,
        t: i64,
        opaque: Option<&Iterates>,
    ) -> Result<(), Fault> {
        let (sequence, _, block, value) = run.recurrences[recurrence];
        let position = self.progress[id].sequences + sequence;
        if self.sequences[position].lost.is_some() {
            return Ok(());
        }
        self.indices[run.time] = t;
        let made = match opaque {
            Some(iterates) if sequence == run.iterate && t > 0 => self.take_over(id, sequence, t, iterates),
            _ => self.step(id, sequence, t, block, value),
        };
        match made {
            Ok(()) => {}
            Err(Fault::Undefined(reason)) => {
                self.absent.lose_entry(position, t, reason);
            }
            Err(fault @ Fault::Exhausted(_)) => return Err(fault),
            Err(fault) => {
                self.sequences[position].lost = Some(fault);
                return Ok(());
            }
        }
        self.sequences[position].made = self.sequences[position].made.max(t);
        Ok(())
    }

    /// Takes over an iterate of a program.
    fn take_over(&mut self, id: RunId, sequence: SequenceId, t: i64, opaque: &Iterates) -> Result<(), Fault> {
        let iterates = opaque.as_ref().map_err(|fault| *fault)?;
        let entry = self.room(id, sequence, t);
        let from = usize::try_from(t).unwrap_or(0) * self.dimension;
        let iterate = iterates.get(from..from + self.dimension);
        let iterate = iterate.ok_or(Fault::Undefined("the method ended before this step"))?;
        if iterate.iter().any(|x| !x.is_finite()) {
            return Err(Fault::Undefined("the method returned a number that is not finite"));
        }
        for (i, x) in iterate.iter().enumerate() {
            self.memory[entry + i] = self.arithmetic.double(*x);
        }
        Ok(())
    }

    /// Where the value of a sequence at a time is to be put.
    fn room(&self, id: RunId, sequence: SequenceId, t: i64) -> usize {
        let memory = &self.sequences[self.progress[id].sequences + sequence];
        memory.at + usize::try_from(t).unwrap_or(0) * memory.width
    }

    /// Looks up the operands of all recurrences for the times from `t` to the end of the run; false where that cannot be
    /// done.
    fn flatten(&mut self, id: RunId, run: &'p RunCode, t: i64, flats: &mut Vec<FlatStep<'p>>) -> bool {
        let end = self.progress[id].planned;
        if !self.absent.no_entries() || self.own_sequences(id).iter().any(|sequence| sequence.lost.is_some()) {
            return false;
        }
        let made: Vec<i64> = self.own_sequences(id).iter().map(|sequence| sequence.made).collect();
        for (sequence, when, ..) in &run.recurrences {
            if matches!(when, When::From(_)) {
                self.own_sequences(id)[*sequence].made = end;
            }
        }
        self.batch = Batch { count: usize::try_from(end - t + 1).unwrap_or(1), index: run.time };
        let found = self.look_up(id, run, t, flats);
        self.batch = Batch::ONE;
        self.ends.want_nothing();
        for (sequence, made) in self.own_sequences(id).iter_mut().zip(made) {
            sequence.made = made;
        }
        found.is_ok()
    }

    fn look_up(&self, id: RunId, run: &'p RunCode, t: i64, flats: &mut Vec<FlatStep<'p>>) -> Result<(), Fault> {
        flats.clear();
        let program = self.program;
        for (sequence, when, block, value) in &run.recurrences {
            if matches!(when, When::At(_)) {
                continue;
            }
            let at = self.room(id, *sequence, t);
            let width = self.sequences[self.progress[id].sequences + sequence].width;
            let entry = Span { at, width, step: width };
            let block = &program.blocks[*block];
            let last = block.last().filter(|last| *value == Place::Register(last.to));
            let in_place = last.is_some_and(|last| self.width(last.to.shape) == width);
            for (number, instruction) in block.iter().enumerate() {
                // Nothing else reads the last value where the block leaves it: it is made where it belongs.
                let to = if in_place && number + 1 == block.len() {
                    entry
                } else {
                    Span { at: self.address(instruction.to), width: self.width(instruction.to.shape), step: 0 }
                };
                let operations = self.operations(&instruction.operation, self.width(instruction.to.shape));
                let step = match self.flat(instruction, to, operations)? {
                    Some(flat) => FlatStep::Flat(flat),
                    None => FlatStep::Other(instruction, to),
                };
                let fused = match (flats.last(), &step) {
                    // What is made where it belongs comes last, so that no other instruction reads the first.
                    (Some(FlatStep::Flat(first)), FlatStep::Flat(second)) if number > 0 && to.at == entry.at => {
                        Flat::fused(first, second)
                    }
                    _ => None,
                };
                if let Some(fused) = fused {
                    flats.pop();
                    flats.push(FlatStep::Flat(fused));
                } else {
                    flats.push(step);
                }
            }
            if !in_place {
                flats.push(FlatStep::Flat(self.flat_copy(*value, entry)?));
            }
            flats.push(FlatStep::Made(*sequence));
        }
        // Where every operand was looked up there is nobody to ask what is made by now.
        if !flats.iter().any(|step| matches!(step, FlatStep::Other(..))) {
            flats.retain(|step| !matches!(step, FlatStep::Made(_)));
        }
        self.join_descents(flats);
        Ok(())
    }

    /// Makes one step of each gradient and the step along it, where the screen bounds these as one.
    fn join_descents(&self, flats: &mut Vec<FlatStep<'p>>) {
        let mut place = 0;
        while place + 1 < flats.len() {
            if let [FlatStep::Flat(first), FlatStep::Flat(second)] = &flats[place..place + 2]
                && let Some(descent) = self.descent(first, second)
            {
                flats[place] = FlatStep::Flat(descent);
                flats.remove(place + 1);
            }
            place += 1;
        }
    }

    /// Goes through the times from `first` to `end`. Where it fails, the time at which it did is in the run's index,
    /// and nothing counts as made there.
    fn run_flat(
        &mut self,
        id: RunId,
        run: &RunCode,
        first: i64,
        end: i64,
        flats: &[FlatStep<'p>],
    ) -> Result<(), Fault> {
        let mut done = Ok(());
        let mut t = first;
        while t <= end && done.is_ok() {
            self.indices[run.time] = t;
            let k = usize::try_from(t - first).unwrap_or(0);
            done = flats.iter().try_for_each(|step| match step {
                FlatStep::Flat(flat) => self.perform(flat, k, 1),
                FlatStep::Other(instruction, to) => {
                    self.reaching(|machine| machine.execute_into(instruction, to.value(k)))
                }
                FlatStep::Made(sequence) => {
                    let position = self.progress[id].sequences + sequence;
                    self.sequences[position].made = t;
                    Ok(())
                }
            });
            t += 1;
        }
        let made = if done.is_ok() { end } else { t - 2 };
        for (sequence, when, ..) in &run.recurrences {
            if matches!(when, When::From(_)) {
                self.own_sequences(id)[*sequence].made = made;
            }
        }
        done
    }

    /// The initial values of a run whose steps depend on a draw.
    pub(super) fn start(&mut self, id: RunId, run: &'p RunCode) -> Result<(), Fault> {
        let program = self.program;
        // What depends on a draw has no value yet.
        program.blocks[run.prelude].iter().try_for_each(|instruction| self.execute(instruction))?;
        self.forget(id, run);
        self.progress[id].running = true;
        let mut values = run.opening.iter().filter(|value| value.needed == 0);
        let done = values.try_for_each(|value| self.make(id, run, value.recurrence, i64::from(value.at), None));
        self.progress[id].running = false;
        done
    }

    /// Runs a method again, for another outcome of the draws.
    pub(super) fn run_again(&mut self, id: RunId) -> Result<(), Fault> {
        let program = self.program;
        self.run(id, &program.runs[id])
    }

    fn step(&mut self, run: RunId, sequence: SequenceId, t: i64, block: BlockId, value: Place) -> Result<(), Fault> {
        self.block(block)?;
        let (from, width) = self.located(value)?;
        let entry = self.room(run, sequence, t);
        let wanted = self.width(self.program.runs[run].sequences[sequence].1);
        for i in 0..wanted {
            let at = from + if width == 1 { 0 } else { i };
            self.memory[entry + i] = self.memory[at].clone();
        }
        Ok(())
    }

    /// The points of a program from the start of the run, `w[0]` first.
    fn opaque(&mut self, id: RunId, run: &'p RunCode, subject: &dyn Subject) -> Iterates {
        let Some(oracle) = &run.oracle else {
            return Err(Fault::Limit("a program sees one objective, not a loss for each step"));
        };
        for value in &run.opening {
            if run.recurrences[value.recurrence].0 == run.iterate && value.at == 0 {
                self.make(id, run, value.recurrence, 0, None)?;
            }
        }
        let doubles = |machine: &Self, at: usize, width: usize| -> Vec<f64> {
            machine.memory[at..at + width].iter().map(|x| machine.arithmetic.approximate(x)).collect()
        };
        let entry = self.entry(id, run.iterate, 0)?;
        let start = doubles(self, entry, self.dimension);
        let mut parameters = BTreeMap::new();
        for (name, place) in &run.parameters {
            let (at, width) = self.locate(*place)?;
            parameters.insert(name.clone(), doubles(self, at, width));
        }
        let steps = usize::try_from(self.progress[id].planned).unwrap_or(0);
        let schedules = self.schedules(id, run, subject, steps)?;
        let dimension = self.dimension;
        let machine = std::cell::RefCell::new(self);
        let given_up = std::cell::Cell::new(None);
        let answer = |wanted: Wanted, w: &[f64]| {
            let (code, numbers) = match wanted {
                Wanted::Value => (oracle.value, 1),
                Wanted::Gradient => (Some(oracle.gradient), w.len()),
                Wanted::Hessian => (oracle.hessian, w.len() * w.len()),
            };
            let none = Fault::Limit("the equations of the method ask for no such thing");
            let found = code.ok_or(none).and_then(|code| machine.borrow_mut().answer_at(oracle.point, code, w));
            found.unwrap_or_else(|fault| {
                if !matches!(fault, Fault::Undefined(_)) {
                    given_up.set(Some(fault));
                }
                vec![f64::NAN; numbers]
            })
        };
        let asked = Asked { start: &start, steps, parameters: &parameters, schedules: &schedules, oracle: &answer };
        let mut points = subject.points(&asked);
        // What the oracle could not say is no fault of the program.
        if let Some(fault) = given_up.get() {
            return Err(fault);
        }
        points.truncate((steps + 1) * dimension);
        Ok(points)
    }

    /// The values of the parameters that have another one at each step.
    fn schedules(
        &mut self,
        id: RunId,
        run: &'p RunCode,
        subject: &dyn Subject,
        steps: usize,
    ) -> Result<BTreeMap<String, Vec<f64>>, Fault> {
        let names = subject.parameters();
        let scheduled: Vec<usize> =
            (0..run.sequences.len()).filter(|k| *k != run.iterate && names.contains(&run.sequences[*k].0)).collect();
        let mut found = BTreeMap::new();
        if scheduled.is_empty() {
            return Ok(found);
        }
        let last = i64::try_from(steps).unwrap_or(i64::MAX);
        for t in 0..=last {
            for (number, (sequence, when, ..)) in run.recurrences.iter().enumerate() {
                let applies = match when {
                    When::At(at) => i64::from(*at) == t,
                    When::From(from) => {
                        i64::from(*from) <= t
                            && !run.recurrences.iter().any(|(other, when, ..)| {
                                other == sequence && matches!(when, When::At(at) if i64::from(*at) == t)
                            })
                    }
                };
                if applies && scheduled.contains(sequence) {
                    self.make(id, run, number, t, None)?;
                }
            }
        }
        for sequence in scheduled {
            let mut values = Vec::new();
            for t in 1..=last {
                let depends = Fault::Limit("a schedule that depends on the run");
                let at = self.entry(id, sequence, t).map_err(|_| depends)?;
                values.push(self.arithmetic.approximate(&self.memory[at]));
            }
            found.insert(run.sequences[sequence].0.clone(), values);
        }
        Ok(found)
    }
}
