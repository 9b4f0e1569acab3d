//! The order of convergence of a run, measured, and what its steps cost.
//!
//! Let `e[t] = |w[t] - w_star|`. A measured run ends at the first step `T` whose error is below
//! [`ORDER_ERROR_BITS`] binary digits, or after [`ORDER_STEPS`] steps; its order is
//! `ln(e[T]/e[T-1]) / ln(e[T-1]/e[T-2])`. Where `e[t+1] / e[t]^p` tends to a positive number, this quotient tends
//! to `p` as the error wanted at the end tends to zero; for linear convergence it tends to 1.

use std::cmp::Ordering;

use super::functions::whole;
use super::machine::{Machine, drawn};
use crate::language::typed::{Cost, RunId, When};
use crate::numeric::tolerance::{ORDER_BITS, ORDER_ERROR_BITS, ORDER_STEPS};
use crate::numeric::{Arithmetic, Fault};

impl<A: Arithmetic> Machine<'_, A> {
    /// `|w[t] - w_star|^2` of a run.
    fn squared_error(&self, run: RunId, minimiser: &[A::Number], at: i64) -> Result<A::Number, Fault> {
        let entry = self.entry(run, self.program.runs[run].iterate, at)?;
        let a = &self.arithmetic;
        let mut total = a.integer(0);
        for (x, goal) in self.memory[entry..entry + self.dimension].iter().zip(minimiser) {
            total = a.add(&total, &a.power(&a.sub(x, goal)?, 2)?)?;
        }
        Ok(total)
    }

    /// The minimiser that a run is measured against: the one nearest to its start.
    pub(super) fn goal(&mut self, run: RunId) -> Result<Vec<A::Number>, Fault> {
        let program = self.program;
        let code = &program.runs[run];
        let entry = self.entry(run, code.iterate, 0)?;
        if let Some(formula) = &program.formulas[code.objective] {
            return self.formula_goal(formula, entry);
        }
        let start = &self.memory[entry..entry + self.dimension];
        let objective = drawn(&self.objectives, code.objective);
        let mut goal = vec![self.arithmetic.integer(0); self.dimension];
        objective.minimiser(&self.arithmetic, Some(start), &mut goal)?;
        Ok(goal)
    }

    /// Whether a measured run is at its end.
    pub(super) fn near_enough(&self, run: RunId, goal: &[A::Number], at: i64) -> Result<bool, Fault> {
        let a = &self.arithmetic;
        let limit = a.power(&a.integer(2), -2 * i64::from(ORDER_ERROR_BITS))?;
        Ok(a.compare(&self.squared_error(run, goal, at)?, &limit)? == Ordering::Less)
    }

    /// The measured order of convergence, to [`ORDER_BITS`] bits less the few that a quotient loses.
    pub(super) fn order(&mut self, run: RunId) -> Result<A::Number, Fault> {
        let last = self.last_time(run)?;
        let goal = self.goal(run)?;
        if last < 2 {
            return Err(Fault::Undefined("an order of convergence needs three points"));
        }
        let a = &self.arithmetic;
        let mut errors = Vec::with_capacity(3);
        for at in last - 2..=last {
            let error = self.squared_error(run, &goal, at)?;
            if a.sign(&error)? == 0 {
                return Err(Fault::Undefined("the run meets the minimiser, so it has no order of convergence"));
            }
            errors.push(error);
        }
        let gain = |at: usize| a.coarse_ln(&a.div(&errors[at], &errors[at - 1])?, ORDER_BITS);
        a.div(&gain(2)?, &gain(1)?)
    }

    /// What a step of a run costs, the mean of all its steps.
    pub(super) fn cost(&self, run: RunId, cost: Cost) -> Result<A::Number, Fault> {
        let progress = &self.progress[run];
        if progress.counted < 1 {
            return Err(Fault::Undefined("a run without steps has no cost per step"));
        }
        match cost {
            Cost::Operations => {
                let total = self.arithmetic.integer(i64::try_from(progress.spent).unwrap_or(i64::MAX));
                self.arithmetic.div(&total, &self.arithmetic.integer(progress.counted))
            }
            Cost::Numbers => {
                let steady = |when: &When| matches!(when, When::From(_));
                let blocks = self.program.runs[run].recurrences.iter().filter(|(_, when, ..)| steady(when));
                let made = blocks.flat_map(|(.., block, _)| &self.program.blocks[*block]);
                let numbers: usize = made.map(|instruction| self.width(instruction.to.shape)).sum();
                Ok(self.arithmetic.integer(whole(numbers)))
            }
        }
    }

    /// How many steps the runs of a program take at least, for their order to be measured.
    pub(super) const fn measured_steps(&self) -> i64 {
        if self.program.measured { ORDER_STEPS } else { 0 }
    }
}
