//! Runs of methods: step by step, flat where every step is the same, or from an opaque method.

use std::collections::BTreeMap;

use super::flat::{Batch, Flat, Span};
use super::machine::{Machine, Progress, Reader};
use super::measure::MEASURED;
use super::program::{BlockId, Instruction, Place, RunCode};
use super::subject::{Method, Query};
use crate::language::typed::{RunId, SequenceId, When};
use crate::numeric::{Arithmetic, Fault};

/// An instruction of a run, with its operands looked up where that can be done once for all times.
#[derive(Debug, Clone, Copy)]
pub(super) enum FlatStep<'p> {
    Flat(Flat),
    Other(&'p Instruction, Span),
}

/// What an opaque method returned, or why it did not, and how its doubles are read.
type Iterates<A> = (Result<Vec<f64>, &'static str>, Reader<A>);

impl<'p, A: Arithmetic> Machine<'p, A> {
    /// Runs a method to its end, or to where it has no next value.
    pub(super) fn run(&mut self, id: RunId, run: &'p RunCode) -> Result<(), Fault> {
        self.block(run.prelude)?;
        let opaque = match self.subject {
            Some((subject, read)) if subject.replaces() == run.method => match self.opaque(id, run, subject) {
                Ok(iterates) => Some((Ok(iterates), read)),
                // The run has its start and nothing beyond it, which is for the statement to judge.
                Err(Fault::Undefined(reason)) => Some((Err(reason), read)),
                Err(fault @ Fault::Exhausted(_)) => return Err(fault),
                Err(fault) => {
                    self.end(id, 0, fault);
                    return Ok(());
                }
            },
            _ => None,
        };
        let mut flats = std::mem::take(&mut self.flats);
        let regular = opaque.is_none() && !run.measured;
        let mut goal = None;
        let end = self.progress[id].last;
        let mut begun = self.spent;
        let mut t = 0;
        while t <= end {
            if t == 1 {
                begun = self.spent;
            }
            self.indices[run.time] = t;
            if t == run.steady && regular && self.flatten(id, run, t, &mut flats).is_ok() {
                match self.run_flat(run, t, end, &flats) {
                    Ok(()) => break,
                    Err(fault @ Fault::Exhausted(_)) => return Err(fault),
                    // Some value of this step is none; which one shows step by step.
                    Err(_) => t = self.indices[run.time],
                }
            }
            match self.advance(id, run, t, opaque.as_ref()) {
                Ok(()) => {}
                Err(fault @ Fault::Exhausted(_)) => return Err(fault),
                Err(fault) => {
                    self.end(id, t - 1, fault);
                    break;
                }
            }
            if run.measured {
                match self.is_at_its_goal(id, &mut goal, t) {
                    Ok(false) => {}
                    Ok(true) => {
                        self.end(id, t, MEASURED);
                        break;
                    }
                    Err(fault @ Fault::Exhausted(_)) => return Err(fault),
                    Err(fault) => {
                        self.end(id, t, fault);
                        break;
                    }
                }
            }
            t += 1;
        }
        self.flats = flats;
        self.progress[id].spent = self.spent - begun;
        Ok(())
    }

    /// Whether a measured run is near enough to its goal, which is found once.
    fn is_at_its_goal(&mut self, id: RunId, goal: &mut Option<Vec<A::Number>>, t: i64) -> Result<bool, Fault> {
        let goal = match goal {
            Some(goal) => goal,
            unknown => unknown.insert(self.goal(id)?),
        };
        self.near_enough(id, goal, t)
    }

    /// A run has no values after a time, for a reason.
    fn end(&mut self, id: RunId, last: i64, reason: Fault) {
        self.progress[id].last = last;
        self.progress[id].reason = reason;
    }

    /// One step, looking up each operand; the iterate comes from an opaque method where there is one. A sequence that has no
    /// value at this time may have one again later, and the others may have theirs.
    fn advance(&mut self, id: RunId, run: &'p RunCode, t: i64, opaque: Option<&Iterates<A>>) -> Result<(), Fault> {
        let time = u32::try_from(t).unwrap_or(u32::MAX);
        for (sequence, when, block, value) in &run.recurrences {
            let applies = match when {
                When::At(at) => time == *at,
                When::From(from) => time >= *from,
            };
            if !applies {
                continue;
            }
            let done = match opaque {
                Some(iterates) if *sequence == run.iterate && t > 0 => self.returned(id, run, t, iterates),
                _ => self.step(id, *sequence, t, *block, *value),
            };
            match done {
                Err(Fault::Undefined(reason)) => {
                    self.holes.insert((self.progress[id].sequences + *sequence, t), reason);
                }
                other => other?,
            }
        }
        Ok(())
    }

    /// Takes over the iterate that an opaque method returned for a time.
    fn returned(&mut self, id: RunId, run: &RunCode, t: i64, (iterates, read): &Iterates<A>) -> Result<(), Fault> {
        let iterates = iterates.as_ref().map_err(|reason| Fault::Undefined(reason))?;
        let entry = self.entry(id, run.iterate, t)?;
        let from = usize::try_from(t).unwrap_or(0) * self.dimension;
        if iterates[from..from + self.dimension].iter().any(|x| !x.is_finite()) {
            return Err(Fault::Undefined("the method returned a number that is not finite"));
        }
        for i in 0..self.dimension {
            self.memory[entry + i] = read(&self.arithmetic, iterates[from + i]);
        }
        Ok(())
    }

    /// Looks up the operands of all recurrences for the times from `t` to the end of the run.
    fn flatten(&mut self, id: RunId, run: &'p RunCode, t: i64, flats: &mut Vec<FlatStep<'p>>) -> Result<(), Fault> {
        self.batch = Batch { count: usize::try_from(self.progress[id].last - t + 1).unwrap_or(1), index: run.time };
        let found = self.look_up(id, run, t, flats);
        self.batch = Batch::ONE;
        found
    }

    fn look_up(&self, id: RunId, run: &'p RunCode, t: i64, flats: &mut Vec<FlatStep<'p>>) -> Result<(), Fault> {
        flats.clear();
        let program = self.program;
        for (sequence, when, block, value) in &run.recurrences {
            if matches!(when, When::At(_)) {
                continue;
            }
            let at = self.entry(id, *sequence, t)?;
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
        }
        Ok(())
    }

    /// Goes through the times from `first` to `end`.
    fn run_flat(&mut self, run: &RunCode, first: i64, end: i64, flats: &[FlatStep<'p>]) -> Result<(), Fault> {
        for t in first..=end {
            self.indices[run.time] = t;
            let k = usize::try_from(t - first).unwrap_or(0);
            for step in flats {
                match step {
                    FlatStep::Flat(flat) => self.perform(flat, k, 1)?,
                    FlatStep::Other(instruction, to) => self.execute_into(instruction, to.value(k))?,
                }
            }
        }
        Ok(())
    }

    /// The initial values of a run whose steps depend on a draw.
    pub(super) fn start(&mut self, id: RunId, run: &'p RunCode) -> Result<(), Fault> {
        self.indices[run.time] = 0;
        for (sequence, when, block, value) in &run.recurrences {
            if *when == When::At(0) {
                match self.step(id, *sequence, 0, *block, *value) {
                    Err(Fault::Undefined(reason)) => {
                        self.holes.insert((self.progress[id].sequences + *sequence, 0), reason);
                    }
                    other => other?,
                }
            }
        }
        Ok(())
    }

    /// Runs a method again, for another outcome of the draws.
    pub(super) fn run_again(&mut self, id: RunId) -> Result<(), Fault> {
        let program = self.program;
        let Progress { sequences, planned, .. } = self.progress[id];
        (self.progress[id].last, self.progress[id].reason) = planned;
        let own = sequences..sequences + program.runs[id].sequences.len();
        self.holes.retain(|(sequence, _), _| !own.contains(sequence));
        self.run(id, &program.runs[id])
    }

    fn step(&mut self, run: RunId, sequence: SequenceId, t: i64, block: BlockId, value: Place) -> Result<(), Fault> {
        self.block(block)?;
        let (from, width) = self.locate(value)?;
        let entry = self.entry(run, sequence, t)?;
        let wanted = self.width(self.program.runs[run].sequences[sequence].1);
        for i in 0..wanted {
            let at = from + if width == 1 { 0 } else { i };
            self.memory[entry + i] = self.memory[at].clone();
        }
        Ok(())
    }

    /// The iterates of an opaque method from the start of the run, `w[0]` first.
    fn opaque(&mut self, id: RunId, run: &RunCode, subject: &dyn Method) -> Result<Vec<f64>, Fault> {
        if run.oracle.is_none() {
            return Err(Fault::Undefined("an opaque method sees one objective, not a loss for each step"));
        }
        self.indices[run.time] = 0;
        for (sequence, when, block, value) in &run.recurrences {
            if *sequence == run.iterate && *when == When::At(0) {
                self.step(id, *sequence, 0, *block, *value)?;
            }
        }
        let entry = self.entry(id, run.iterate, 0)?;
        let start: Vec<f64> =
            self.memory[entry..entry + self.dimension].iter().map(|x| self.arithmetic.approximate(x)).collect();
        let mut parameters = BTreeMap::new();
        for (name, place) in &run.parameters {
            let (at, width) = self.locate(*place)?;
            let values = self.memory[at..at + width].iter().map(|x| self.arithmetic.approximate(x)).collect();
            parameters.insert(name.clone(), values);
        }
        let horizon = usize::try_from(self.progress[id].last).unwrap_or(0);
        let dimension = self.dimension;
        let machine = std::cell::RefCell::new(self);
        let given_up = std::cell::Cell::new(None);
        let gradient = |w: &[f64]| {
            let found = machine.borrow_mut().gradient_at(run, w);
            found.unwrap_or_else(|fault| {
                if !matches!(fault, Fault::Undefined(_)) {
                    given_up.set(Some(fault));
                }
                vec![f64::NAN; w.len()]
            })
        };
        let query = Query { start: &start, horizon, parameters: &parameters, gradient: &gradient };
        let iterates = subject.iterates(&query);
        // What the oracle could not say is no fault of the method.
        if let Some(fault) = given_up.get() {
            return Err(fault);
        }
        let iterates = iterates.map_err(|_| Fault::Undefined("the method failed"))?;
        if iterates.len() != (horizon + 1) * dimension {
            return Err(Fault::Undefined("the method returned more or fewer numbers than a run has"));
        }
        Ok(iterates)
    }
}
