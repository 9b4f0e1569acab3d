//! Flows: reads the rates as a matrix and a constant, and computes states by the exponential series.

use super::linear_flow::LinearFlow;
use super::machine::Machine;
use super::program::{FlowCode, Place};
use crate::language::typed::{FlowId, StateId};
use crate::numeric::{Affine, Arithmetic, Fault};

impl<A: Arithmetic> Machine<'_, A> {
    /// Puts a state of a flow at a time where `to` says.
    pub(super) fn state(
        &mut self,
        flow: FlowId,
        state: StateId,
        time: Place,
        to: usize,
        width: usize,
    ) -> Result<(), Fault> {
        let code = &self.program.flows[flow];
        if self.flows[flow].is_none() {
            self.flows[flow] = Some(self.linear(code)?);
        }
        let (at, _) = self.locate(time)?;
        let known = self.flows[flow].as_ref().ok_or(Fault::Undecided)?;
        let operations = known.rates.operations(&self.arithmetic, &self.memory[at])?;
        self.spend(operations, at)?;
        let known = self.flows[flow].as_ref().ok_or(Fault::Undecided)?;
        let values = known.rates.flow(&self.arithmetic, &known.start, &self.memory[at])?;
        let before: usize = code.states[..state].iter().map(|state| self.width(state.now.shape)).sum();
        self.memory[to..to + width].clone_from_slice(&values[before..before + width]);
        Ok(())
    }

    /// The check has made sure that the rates are linear: their values at 0 and at each unit vector say all.
    fn linear(&mut self, code: &FlowCode) -> Result<LinearFlow<A>, Fault> {
        self.block(code.prelude)?;
        let start = self.gathered(code, |state| state.start)?;
        let size = start.len();
        let (zero, one) = (self.arithmetic.integer(0), self.arithmetic.integer(1));
        let constant = self.rates_at(code, &vec![zero.clone(); size])?;
        let mut matrix = vec![zero.clone(); size * size];
        for column in 0..size {
            let mut unit = vec![zero.clone(); size];
            unit[column] = one.clone();
            for (row, rate) in self.rates_at(code, &unit)?.iter().enumerate() {
                matrix[row * size + column] = self.arithmetic.sub(rate, &constant[row])?;
            }
        }
        Ok(LinearFlow { rates: Affine { matrix, constant }, start })
    }

    /// The rates where the states have these values.
    fn rates_at(&mut self, code: &FlowCode, values: &[A::Number]) -> Result<Vec<A::Number>, Fault> {
        let mut from = 0;
        for state in &code.states {
            let (at, width) = (self.address(state.now), self.width(state.now.shape));
            self.memory[at..at + width].clone_from_slice(&values[from..from + width]);
            from += width;
        }
        self.block(code.rates)?;
        self.gathered(code, |state| state.rate)
    }

    /// One value for each state, a number spread over a vector.
    fn gathered(
        &self,
        code: &FlowCode,
        place: impl Fn(&super::program::StateCode) -> Place,
    ) -> Result<Vec<A::Number>, Fault> {
        let mut all = Vec::new();
        for state in &code.states {
            let (at, found) = self.locate(place(state))?;
            let width = self.width(state.now.shape);
            all.extend((0..width).map(|i| self.memory[at + if found == 1 { 0 } else { i }].clone()));
        }
        Ok(all)
    }
}
