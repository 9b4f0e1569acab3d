//! Carries out single instructions, and counts what they cost.

use super::functions::whole;
use super::judgement::TIED_CONDITION;
use super::machine::{Machine, drawn};
use super::operand::Span;
use super::program::{BlockId, Instruction, ObjectiveUse, Operation, OverUse, PartUse, Place, TruthCode};
use crate::language::syntax::{BinaryOp, FoldKind};
use crate::language::typed::{Function, IndexId};
use crate::numeric::tolerance::{EIGENVALUE_OPERATIONS, SERIES_OPERATIONS};
use crate::numeric::{Arithmetic, Fault, Nature, solve};

impl<A: Arithmetic> Machine<'_, A> {
    /// Runs a block.
    pub(super) fn block(&mut self, block: BlockId) -> Result<(), Fault> {
        let program = self.program;
        program.blocks[block].iter().try_for_each(|instruction| self.execute(instruction))?;
        // A block without instructions, in a fold or a map, is work too.
        self.spend(1, 0)
    }

    /// Carries out an instruction. If it has no value, neither has any instruction that reads its result.
    pub(super) fn execute(&mut self, instruction: &Instruction) -> Result<(), Fault> {
        let to = self.address(instruction.to);
        let done = match self.execute_into(instruction, to) {
            Err(fault) => self.again(instruction, fault),
            done => done,
        };
        self.settle(to, done)
    }

    /// Carries out an instruction whose result goes to `to`, for all values of the batch where it is batched.
    pub(super) fn execute_into(&mut self, instruction: &Instruction, to: usize) -> Result<(), Fault> {
        let width = self.width(instruction.to.shape);
        let operations = self.operations(&instruction.operation, width);
        if let Some(flat) = self.flat(instruction, Span { at: to, width, step: width }, operations)? {
            let count = if instruction.to.batched { self.batch.count } else { 1 };
            return self.perform(&flat, 0, count);
        }
        self.spend(operations, to)?;
        match &instruction.operation {
            Operation::Gradient(objective, x) => return self.gradient_of(objective, *x, to, width),
            Operation::Hessian(objective, x) => return self.hessian(objective, *x, to, width),
            Operation::Read { run, sequence, index } => {
                let at = self.whole(*index)?;
                let entry = self.entry(*run, *sequence, at)?;
                for i in 0..width {
                    self.memory[to + i] = self.memory[entry + i].clone();
                }
                return Ok(());
            }
            Operation::State { flow, state, time } => return self.state(*flow, *state, *time, to, width),
            Operation::Minimiser(objective, start) => return self.minimiser(*objective, *start, to, width),
            Operation::MatMul(x, y) | Operation::Binary(BinaryOp::MatMul, x, y) => {
                return self.matmul(*x, *y, to, width);
            }
            Operation::Solve(x, y) => return self.solve(*x, *y, to),
            Operation::Unit(k) => return self.unit(*k, to),
            Operation::Features(id, n) => return self.features(*id, *n, to),
            Operation::Transpose(x) => return self.transpose(*x, to),
            Operation::Rows(index, block, place) => return self.rows(*index, *block, *place, to),
            Operation::Map(index, block, place) => {
                for i in 0..width {
                    self.indices[*index] = whole(i + 1);
                    self.block(*block)?;
                    let (at, _) = self.located(*place)?;
                    self.memory[to + i] = self.memory[at].clone();
                }
                return Ok(());
            }
            Operation::Fold(code) => return self.fold(code, to, width),
            Operation::Cases(arms, block, place) => return self.cases(arms, *block, *place, to, width),
            Operation::Moment(kind, code, place) => return self.moment(*kind, code, *place, to, width),
            Operation::Drawn(draw) => return self.drawn(*draw, to, width),
            Operation::Copy(_)
            | Operation::Index(_)
            | Operation::Negate(_)
            | Operation::Power(..)
            | Operation::Function(..)
            | Operation::Function2(..)
            | Operation::Inner(..)
            | Operation::Norm(_)
            | Operation::Binary(BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div | BinaryOp::Pow, ..) => {
                unreachable!("it was made flat and carried out")
            }
            Operation::Dimension
            | Operation::Samples(_)
            | Operation::Pi
            | Operation::Value(..)
            | Operation::Reduce(..)
            | Operation::Component(..)
            | Operation::Entry(..)
            | Operation::Target(..)
            | Operation::Eigenvalue(..)
            | Operation::FoldTruth(..)
            | Operation::Probability(..)
            | Operation::BatchSize(..)
            | Operation::Multiplicity(..)
            | Operation::Order(_)
            | Operation::Cost(..) => {}
        }
        self.memory[to] = self.number(&instruction.operation)?;
        Ok(())
    }

    /// How many operations an instruction stands for, beside those of the blocks that it runs.
    pub(super) fn operations(&self, operation: &Operation, width: usize) -> usize {
        let d = self.dimension;
        match operation {
            Operation::MatMul(..) | Operation::Solve(..) => d * d * width,
            Operation::Eigenvalue(..) => d * d * d * EIGENVALUE_OPERATIONS,
            Operation::Value(objective, _) | Operation::Gradient(objective, _) => {
                let losses = self.losses(objective);
                // What the samples of a batch cost beyond a sum is counted where they are asked.
                let is_batch = matches!(objective.part, PartUse::Batch(..));
                let found = self.objectives[objective.id].as_ref().filter(|_| !is_batch);
                found.map_or(d * (1 + losses), |found| found.point_operations(losses))
            }
            Operation::Hessian(objective, _) => d * d * (1 + self.losses(objective)),
            Operation::Minimiser(objective, _) => {
                let bits = match self.arithmetic.nature() {
                    Nature::Enclosing { bits } => bits,
                    _ => 0,
                };
                self.objectives[*objective].as_ref().map_or(d * d * d, |found| found.minimiser_operations(bits))
            }
            Operation::Inner(..) | Operation::Norm(_) | Operation::Reduce(..) => d,
            Operation::Function(function, _) => width * function.row().operations,
            Operation::Binary(BinaryOp::Pow, ..) => width * SERIES_OPERATIONS,
            Operation::Unit(_) | Operation::Features(..) | Operation::Transpose(_) | Operation::Drawn(_) => width,
            Operation::Copy(_)
            | Operation::Dimension
            | Operation::Samples(_)
            | Operation::Index(_)
            | Operation::Pi
            | Operation::Read { .. }
            | Operation::Negate(_)
            | Operation::Binary(..)
            | Operation::Power(..)
            | Operation::Function2(..)
            | Operation::Component(..)
            | Operation::Entry(..)
            | Operation::Target(..)
            | Operation::BatchSize(..)
            | Operation::Multiplicity(..)
            | Operation::Order(_)
            | Operation::Cost(..) => width,
            // These run blocks, which count for themselves; a flow counts its products.
            Operation::State { .. }
            | Operation::Rows(..)
            | Operation::Map(..)
            | Operation::Fold(..)
            | Operation::FoldTruth(..)
            | Operation::Cases(..)
            | Operation::Moment(..)
            | Operation::Probability(..) => width,
        }
    }

    /// How many losses an objective's part sums up; 0 where it is no sum.
    fn losses(&self, objective: &ObjectiveUse) -> usize {
        match objective.part {
            PartUse::Whole => {
                self.objectives[objective.id].as_ref().map_or(0, crate::problem::Objective::summed_losses)
            }
            PartUse::Batch(draw, _) => self.outcome.batches[draw].first().map_or(1, Vec::len),
            PartUse::Sample(_) | PartUse::Step(_) => 1,
        }
    }

    /// The operations whose result is one number.
    fn number(&mut self, operation: &Operation) -> Result<A::Number, Fault> {
        match operation {
            Operation::Dimension => Ok(self.arithmetic.integer(whole(self.dimension))),
            Operation::Samples(id) => {
                let count = self.objectives[*id].as_ref().map_or(0, crate::problem::Objective::sample_count);
                Ok(self.arithmetic.integer(whole(count)))
            }
            Operation::Pi => self.arithmetic.pi(),
            Operation::Value(objective, x) => self.objective_value(objective, *x),
            Operation::Reduce(function, x) => {
                let (at, width) = self.locate(*x)?;
                let a = &self.arithmetic;
                let mut total = a.integer(0);
                for x in &self.memory[at..at + width] {
                    total =
                        if *function == Function::Norm1 { a.add(&total, &a.abs(x))? } else { a.max(&total, &a.abs(x)) };
                }
                Ok(total)
            }
            Operation::Component(x, index) => {
                let (at, width) = self.locate(*x)?;
                let i = usize::try_from(self.indices[*index] - 1).ok().filter(|i| *i < width);
                Ok(self.memory[at + i.ok_or(Fault::Undefined("there is no such component"))?].clone())
            }
            Operation::Entry(x, k) => self.component_at(*x, *k),
            Operation::Target(id, n) => self.target(*id, *n),
            Operation::Eigenvalue(function, x) => self.eigenvalue(*function, *x),
            Operation::FoldTruth(kind, index, over, code) => self.fold_truth(*kind, *index, *over, code),
            Operation::Probability(code, truth) => self.probability(code, truth),
            Operation::BatchSize(draw, at) => self.batch_size(*draw, *at),
            Operation::Multiplicity(draw, at, sample) => self.multiplicity(*draw, *at, *sample),
            Operation::Order(run) => self.order(*run),
            Operation::Cost(run, cost) => self.cost(*run, *cost),
            other => unreachable!("{other:?} makes no single number"),
        }
    }

    fn objective_value(&mut self, objective: &ObjectiveUse, x: Place) -> Result<A::Number, Fault> {
        if let Some(code) = &self.program.formulas[objective.id] {
            let (at, _) = self.formula(code, code.value, x)?;
            return self.scaled(objective, self.memory[at].clone());
        }
        self.sampled_value(objective, x)
    }

    /// The mean of some samples' losses.
    fn sampled_value(&mut self, objective: &ObjectiveUse, x: Place) -> Result<A::Number, Fault> {
        let (at, width) = self.locate(x)?;
        if let (PartUse::Batch(draw, step), true) = (objective.part, self.widens()) {
            let value = self.widest_value(objective.id, draw, step, at, width)?;
            return self.scaled(objective, value);
        }
        let samples = self.samples(objective)?;
        if matches!(objective.part, PartUse::Batch(..)) {
            let value = self.batch_value(objective.id, &samples, at, width)?;
            return self.scaled(objective, value);
        }
        let found = drawn(&self.objectives, objective.id);
        let a = &self.arithmetic;
        let w = &self.memory[at..at + width];
        let mut total = a.integer(0);
        for n in &samples {
            total = a.add(&total, &found.sample_value(a, *n, w)?)?;
        }
        self.scaled(objective, a.div(&total, &a.integer(whole(samples.len())))?)
    }

    fn gradient_of(&mut self, objective: &ObjectiveUse, x: Place, to: usize, width: usize) -> Result<(), Fault> {
        if let Some(code) = &self.program.formulas[objective.id] {
            let from = self.formula(code, code.gradient, x)?;
            self.spread_over(from, to, width);
            return self.scale_all(objective, to, width);
        }
        self.sampled_gradient(objective, x, to, width)
    }

    /// The mean of the gradients of some samples' losses.
    fn sampled_gradient(&mut self, objective: &ObjectiveUse, x: Place, to: usize, width: usize) -> Result<(), Fault> {
        let (at, _) = self.locate(x)?;
        if let PartUse::Batch(draw, step) = objective.part {
            self.batch_gradient(objective.id, draw, step, at, to, width)?;
            return self.scale_all(objective, to, width);
        }
        let samples = self.samples(objective)?;
        let found = drawn(&self.objectives, objective.id);
        let a = &self.arithmetic;
        let Ok([w, out]) = self.memory.get_disjoint_mut([at..at + width, to..to + width]) else {
            unreachable!("an operand overlaps its result");
        };
        let mut total = vec![a.integer(0); width];
        for n in &samples {
            found.sample_gradient(a, *n, w, out)?;
            for (sum, x) in total.iter_mut().zip(out.iter()) {
                *sum = a.add(sum, x)?;
            }
        }
        let count = a.integer(whole(samples.len()));
        for (sum, x) in total.iter().zip(out) {
            *x = a.div(sum, &count)?;
        }
        self.scale_all(objective, to, width)
    }

    fn hessian(&mut self, objective: &ObjectiveUse, x: Place, to: usize, width: usize) -> Result<(), Fault> {
        if let Some(code) = &self.program.formulas[objective.id] {
            let hessian = code.hessian.ok_or(Fault::Limit("the Hessian is not available"))?;
            let from = self.formula(code, hessian, x)?;
            self.spread_over(from, to, width);
            return self.scale_all(objective, to, width);
        }
        let (at, w_width) = self.locate(x)?;
        let found = drawn(&self.objectives, objective.id);
        let Ok([w, out]) = self.memory.get_disjoint_mut([at..at + w_width, to..to + width]) else {
            unreachable!("an operand overlaps its result");
        };
        found.hessian(&self.arithmetic, w, out)?;
        self.scale_all(objective, to, width)
    }

    fn scale_all(&mut self, objective: &ObjectiveUse, to: usize, width: usize) -> Result<(), Fault> {
        if objective.factor.is_some() {
            for i in to..to + width {
                self.memory[i] = self.scaled(objective, self.memory[i].clone())?;
            }
        }
        Ok(())
    }

    fn minimiser(&mut self, objective: usize, start: Option<Place>, to: usize, width: usize) -> Result<(), Fault> {
        if let Some(code) = &self.program.formulas[objective] {
            return self.formula_minimiser(code, start, to, width);
        }
        let start = start.map(|place| self.locate(place)).transpose()?;
        let start = start.map(|(at, _)| self.memory[at..at + width].to_vec());
        let found = drawn(&self.objectives, objective);
        found.minimiser(&self.arithmetic, start.as_deref(), &mut self.memory[to..to + width])
    }

    fn matmul(&mut self, x: Place, y: Place, to: usize, width: usize) -> Result<(), Fault> {
        let (x, _) = self.locate(x)?;
        let (y, _) = self.locate(y)?;
        let a = &self.arithmetic;
        let d = self.dimension;
        let columns = width / d;
        let mut result = Vec::with_capacity(width);
        for row in 0..d {
            for column in 0..columns {
                let mut total = a.integer(0);
                for k in 0..d {
                    total =
                        a.add(&total, &a.mul(&self.memory[x + row * d + k], &self.memory[y + k * columns + column])?)?;
                }
                result.push(total);
            }
        }
        self.memory[to..to + width].clone_from_slice(&result);
        Ok(())
    }

    fn solve(&mut self, matrix: Place, right: Place, to: usize) -> Result<(), Fault> {
        let d = self.dimension;
        let (m, _) = self.locate(matrix)?;
        let (b, _) = self.locate(right)?;
        let found = solve(&self.arithmetic, self.memory[m..m + d * d].to_vec(), self.memory[b..b + d].to_vec())?;
        self.memory[to..to + d].clone_from_slice(&found);
        Ok(())
    }

    pub(super) fn bounds(&self, over: OverUse) -> Result<(i64, i64), Fault> {
        match over {
            OverUse::Range(first, last) => Ok((self.whole(first)?, self.whole(last)?)),
            OverUse::Components => Ok((1, whole(self.dimension))),
            OverUse::Samples(id) => {
                Ok((1, whole(self.objectives[id].as_ref().map_or(0, crate::problem::Objective::sample_count))))
            }
        }
    }

    /// `sum weight (value - mean)^2`, by component.
    pub(super) fn spread(
        &self,
        values: impl Iterator<Item = (Vec<A::Number>, A::Number)>,
        mean: &[A::Number],
    ) -> Result<Vec<A::Number>, Fault> {
        let a = &self.arithmetic;
        let mut total = vec![a.integer(0); mean.len()];
        for (value, weight) in values {
            for i in 0..mean.len() {
                let square = a.power(&a.sub(&value[i], &mean[i])?, 2)?;
                total[i] = a.add(&total[i], &a.mul(&weight, &square)?)?;
            }
        }
        Ok(total)
    }

    fn fold_truth(
        &mut self,
        kind: FoldKind,
        index: IndexId,
        over: OverUse,
        code: &TruthCode,
    ) -> Result<A::Number, Fault> {
        let (first, last) = self.bounds(over)?;
        // How often it is true for certain, and how often it may be.
        let (mut sure, mut possible) = (0, 0);
        for at in first..=last {
            self.indices[index] = at;
            match self.decided(code) {
                // It stops at the first that is true, unless something that is not known stands before it.
                Ok(true) if kind == FoldKind::First => return Ok(self.arithmetic.integer(at)),
                Ok(true) => (sure, possible) = (sure + 1, possible + 1),
                Ok(false) => {}
                // True or false: it may count.
                Err(TIED_CONDITION) if kind == FoldKind::Count => possible += 1,
                Err(fault) => return Err(fault),
            }
        }
        if kind == FoldKind::First {
            return Err(Fault::Undefined("the condition holds for no index"));
        }
        self.between(sure, possible)
    }

    /// What is known of a whole number between two.
    pub(super) fn between(&self, low: i64, high: i64) -> Result<A::Number, Fault> {
        match self.arithmetic.nature() {
            _ if low == high => Ok(self.arithmetic.integer(low)),
            Nature::Rounded => Err(Fault::Undecided),
            Nature::Exact | Nature::Enclosing { .. } => self.arithmetic.between(&low.into(), &high.into()),
        }
    }

    fn cases(
        &mut self,
        arms: &[(TruthCode, BlockId, Place)],
        block: BlockId,
        place: Place,
        to: usize,
        width: usize,
    ) -> Result<(), Fault> {
        let mut chosen = (block, place);
        for (condition, block, place) in arms {
            if self.decided(condition)? {
                chosen = (*block, *place);
                break;
            }
        }
        self.block(chosen.0)?;
        let from = self.located(chosen.1)?;
        self.spread_over(from, to, width);
        Ok(())
    }
}
