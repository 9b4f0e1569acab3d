//! Flat code: instructions whose operands are looked up once and that are carried out for many values of an index.
//!
//! A run looks its operands up once and then goes through the times; a statement that is judged over an index is
//! evaluated for a block of its values. In both cases the numbers are evenly spaced in memory.

use super::centred;
use super::flat_code::{Flat, FlatOperation};
use super::functions::{apply, power, whole};
use super::machine::{Machine, drawn};
use super::operand::Span;
use super::program::{Instruction, Operation, Place};
use crate::language::syntax::BinaryOp;
use crate::language::typed::ObjectiveId;
use crate::numeric::{Arithmetic, Fault};

/// Memory around the result that is being written.
struct Around<'a, N> {
    before: &'a [N],
    after: &'a [N],
    /// Where `after` begins.
    from: usize,
}

impl<'a, N> Around<'a, N> {
    #[inline]
    fn split(memory: &'a mut [N], at: usize, length: usize) -> (&'a mut [N], Self) {
        let (before, rest) = memory.split_at_mut(at);
        let (out, after) = rest.split_at_mut(length);
        (out, Self { before, after, from: at + length })
    }

    #[inline]
    fn slice(&self, (at, length): (usize, usize)) -> &'a [N] {
        let found = if at < self.before.len() {
            self.before.get(at..at + length)
        } else {
            at.checked_sub(self.from).and_then(|at| self.after.get(at..at + length))
        };
        found.expect("no operand overlaps its result")
    }
}

/// `out = f(x)`, component by component; one number in `x` stands for all.
#[inline]
fn map<N>(out: &mut [N], x: &[N], f: impl Fn(&N) -> Result<N, Fault>) -> Result<(), Fault> {
    if let [x] = x {
        for out in out {
            *out = f(x)?;
        }
    } else {
        for (out, x) in out.iter_mut().zip(x) {
            *out = f(x)?;
        }
    }
    Ok(())
}

/// `out = f(x, y)`, component by component; one number in `x` or `y` stands for all.
#[inline]
fn zip<N>(out: &mut [N], x: &[N], y: &[N], f: impl Fn(&N, &N) -> Result<N, Fault>) -> Result<(), Fault> {
    match (x, y) {
        ([x], y) => map(out, y, |y| f(x, y)),
        (x, [y]) => map(out, x, |x| f(x, y)),
        _ => {
            for ((out, x), y) in out.iter_mut().zip(x).zip(y) {
                *out = f(x, y)?;
            }
            Ok(())
        }
    }
}

impl<A: Arithmetic> Machine<'_, A> {
    /// Where a place is for each value of the index.
    #[inline]
    pub(super) fn span(&self, place: Place) -> Result<Span, Fault> {
        let (at, width) = self.locate(place)?;
        let step = match place {
            Place::Register(register) => usize::from(register.batched) * width,
            Place::Sequence { run, sequence, index: Some(index), offset, .. } if index == self.batch.index => {
                if self.batch.count > 1 {
                    if !self.absent.no_entries() {
                        return Err(Fault::Undecided);
                    }
                    // What can be read first and last can be read between.
                    self.entry(run, sequence, self.indices[index] + offset + whole(self.batch.count - 1))?;
                }
                width
            }
            Place::Sequence { .. } => 0,
        };
        Ok(Span { at, width, step })
    }

    /// Looks up the operands of an instruction whose result goes to `to`; `None` if it is not to be made flat.
    pub(super) fn flat(&self, instruction: &Instruction, to: Span, operations: usize) -> Result<Option<Flat>, Fault> {
        let span = |place: &Place| self.span(*place);
        let factor = |factor: &Option<Place>| factor.as_ref().map(span).transpose();
        let operation = match &instruction.operation {
            Operation::Copy(x) => FlatOperation::Copy(span(x)?),
            Operation::Index(index) => {
                FlatOperation::Index { first: self.indices[*index], step: i64::from(*index == self.batch.index) }
            }
            Operation::Negate(x) => FlatOperation::Negate(span(x)?),
            Operation::Power(x, n) => FlatOperation::Power(span(x)?, *n),
            Operation::Function(function, x) => FlatOperation::Function(*function, span(x)?),
            Operation::Function2(function, x, y) => FlatOperation::Function2(*function, span(x)?, span(y)?),
            Operation::Binary(op, x, y) if *op != BinaryOp::MatMul => FlatOperation::Binary(*op, span(x)?, span(y)?),
            Operation::Inner(x, y) => FlatOperation::Inner(span(x)?, span(y)?),
            Operation::Norm(x) => FlatOperation::Norm(span(x)?),
            Operation::Value(objective, x) if self.program.is_flat(objective) => {
                FlatOperation::Value(objective.id, factor(&objective.factor)?, span(x)?)
            }
            Operation::Gradient(objective, x) if self.program.is_flat(objective) => {
                FlatOperation::Gradient(objective.id, factor(&objective.factor)?, span(x)?)
            }
            Operation::Dimension
            | Operation::Samples(_)
            | Operation::Pi
            | Operation::Minimiser(..)
            | Operation::Read { .. }
            | Operation::State { .. }
            | Operation::Hessian(..)
            | Operation::MatMul(..)
            | Operation::Reduce(..)
            | Operation::Solve(..)
            | Operation::Component(..)
            | Operation::Entry(..)
            | Operation::Unit(_)
            | Operation::Features(..)
            | Operation::Target(..)
            | Operation::Transpose(_)
            | Operation::Eigenvalue(..)
            | Operation::Rows(..)
            | Operation::Map(..)
            | Operation::Fold(..)
            | Operation::FoldTruth(..)
            | Operation::Cases(..)
            | Operation::Moment(..)
            | Operation::Probability(..)
            | Operation::Drawn(_)
            | Operation::BatchSize(..)
            | Operation::Multiplicity(..)
            | Operation::Order(_)
            | Operation::Cost(..)
            | Operation::Binary(..)
            | Operation::Value(..)
            | Operation::Gradient(..) => return Ok(None),
        };
        Ok(Some(Flat { operation, to, operations }))
    }

    /// The value that is at a place, taken over to `to`.
    pub(super) fn flat_copy(&self, from: Place, to: Span) -> Result<Flat, Fault> {
        Ok(Flat { operation: FlatOperation::Copy(self.span(from)?), to, operations: to.width })
    }

    /// Carries an instruction out for `count` values of the index from value `k` on.
    pub(super) fn perform(&mut self, flat: &Flat, k: usize, count: usize) -> Result<(), Fault> {
        self.carry_out(flat, k, count)?;
        // The result is the best indication of how expensive its numbers are.
        self.spend(flat.operations * count, flat.to.value(k + count - 1))
    }

    fn carry_out(&mut self, flat: &Flat, k: usize, count: usize) -> Result<(), Fault> {
        let to = flat.to;
        match flat.operation {
            FlatOperation::Binary(op, x, y) => self.binary(op, x, y, to, k, count),
            FlatOperation::PlusProduct(x, s, y) => self.triples(x, s, y, to, k, |a, x, p| a.add(x, p)),
            FlatOperation::MinusProduct(x, s, y) => self.triples(x, s, y, to, k, |a, x, p| a.sub(x, p)),
            FlatOperation::Gradient(objective, factor, x) => self.gradient(objective, factor, x, to, k, count),
            FlatOperation::Value(objective, factor, x) => self.value_of(objective, factor, x, to, k, count),
            FlatOperation::Descent(step) => (k..k + count).try_for_each(|k| self.descend(&step, to, k)),
            FlatOperation::Copy(x) => self.each(x, to, k, count, |_, x| Ok(x.clone())),
            FlatOperation::Index { first, step } => {
                for k in k..k + count {
                    self.memory[to.value(k)] = self.arithmetic.integer(first + step * whole(k));
                }
                Ok(())
            }
            FlatOperation::Negate(x) => self.each(x, to, k, count, |a, x| Ok(a.negate(x))),
            FlatOperation::Power(x, n) => self.each(x, to, k, count, |a, x| a.power(x, n)),
            FlatOperation::Function(function, x) => self.each(x, to, k, count, |a, x| apply(a, function, x, x)),
            FlatOperation::Function2(function, x, y) => {
                self.pairs(x, y, to, k, count, |a, x, y| apply(a, function, x, y))
            }
            FlatOperation::Inner(x, y) => {
                for k in k..k + count {
                    self.memory[to.value(k)] = self.inner(x.value(k), y.value(k), x.width)?;
                }
                Ok(())
            }
            FlatOperation::Norm(x) => {
                for k in k..k + count {
                    let square = self.inner(x.value(k), x.value(k), x.width)?;
                    self.memory[to.value(k)] = self.arithmetic.sqrt(&square)?;
                }
                Ok(())
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, x: Span, y: Span, to: Span, k: usize, count: usize) -> Result<(), Fault> {
        match op {
            BinaryOp::Add => self.pairs(x, y, to, k, count, A::add),
            BinaryOp::Sub => self.pairs(x, y, to, k, count, A::sub),
            BinaryOp::Mul => self.pairs(x, y, to, k, count, A::mul),
            BinaryOp::Div => self.pairs(x, y, to, k, count, A::div),
            BinaryOp::Pow => self.pairs(x, y, to, k, count, power),
            BinaryOp::MatMul => unreachable!("a product of matrices is no operation by component"),
        }
    }

    /// A function of each component.
    fn each(
        &mut self,
        x: Span,
        to: Span,
        k: usize,
        count: usize,
        f: impl Fn(&A, &A::Number) -> Result<A::Number, Fault>,
    ) -> Result<(), Fault> {
        let a = &self.arithmetic;
        let (passes, length) = if x.is_one(to, count) { (1, count) } else { (count, 1) };
        for k in k..k + passes {
            let (out, around) = Around::split(&mut self.memory, to.value(k), to.width * length);
            map(out, around.slice(x.range(k, length)), |x| f(a, x))?;
        }
        Ok(())
    }

    /// A function of each two components.
    #[inline]
    fn pairs(
        &mut self,
        x: Span,
        y: Span,
        to: Span,
        k: usize,
        count: usize,
        f: impl Fn(&A, &A::Number, &A::Number) -> Result<A::Number, Fault>,
    ) -> Result<(), Fault> {
        let a = &self.arithmetic;
        let together = x.is_one(to, count) && y.is_one(to, count);
        let (passes, length) = if together { (1, count) } else { (count, 1) };
        for k in k..k + passes {
            let (out, around) = Around::split(&mut self.memory, to.value(k), to.width * length);
            let (x, y) = (around.slice(x.range(k, length)), around.slice(y.range(k, length)));
            zip(out, x, y, |x, y| f(a, x, y))?;
        }
        Ok(())
    }

    /// A function of each component and a product of two others, for one value of the index.
    #[inline]
    fn triples(
        &mut self,
        x: Span,
        s: Span,
        y: Span,
        to: Span,
        k: usize,
        f: impl Fn(&A, &A::Number, &A::Number) -> Result<A::Number, Fault>,
    ) -> Result<(), Fault> {
        let a = &self.arithmetic;
        let (out, around) = Around::split(&mut self.memory, to.value(k), to.width);
        let slice = |span: Span| around.slice(span.range(k, 1));
        match (slice(x), slice(s), slice(y)) {
            (x, [s], y) if x.len() == y.len() => zip(out, x, y, |x, y| f(a, x, &a.mul(s, y)?)),
            (x, s, y) => {
                let one = |of: &[A::Number], i: usize| if of.len() == 1 { 0 } else { i };
                for (i, out) in out.iter_mut().enumerate() {
                    *out = f(a, &x[one(x, i)], &a.mul(&s[one(s, i)], &y[one(y, i)])?)?;
                }
                Ok(())
            }
        }
    }

    fn inner(&self, x: usize, y: usize, width: usize) -> Result<A::Number, Fault> {
        let a = &self.arithmetic;
        let (u, v) = (&self.memory[x..x + width], &self.memory[y..y + width]);
        let mut total = a.integer(0);
        if x == y {
            // A square through `power` stays tight in intervals.
            for x in u {
                total = a.add(&total, &a.power(x, 2)?)?;
            }
        } else {
            for (x, y) in u.iter().zip(v) {
                total = a.add(&total, &a.mul(x, y)?)?;
            }
        }
        Ok(total)
    }

    fn value_of(
        &mut self,
        objective: ObjectiveId,
        factor: Option<Span>,
        x: Span,
        to: Span,
        k: usize,
        count: usize,
    ) -> Result<(), Fault> {
        let objective = drawn(&self.objectives, objective);
        let a = &self.arithmetic;
        for k in k..k + count {
            let value = centred::value(a, objective, &self.memory[x.value(k)..x.value(k) + x.width])?;
            self.memory[to.value(k)] = match factor {
                Some(factor) => a.mul(&self.memory[factor.value(k)], &value)?,
                None => value,
            };
        }
        Ok(())
    }

    fn gradient(
        &mut self,
        objective: ObjectiveId,
        factor: Option<Span>,
        x: Span,
        to: Span,
        k: usize,
        count: usize,
    ) -> Result<(), Fault> {
        let objective = drawn(&self.objectives, objective);
        let a = &self.arithmetic;
        for k in k..k + count {
            let factor = factor.map(|factor| self.memory[factor.value(k)].clone());
            let (out, around) = Around::split(&mut self.memory, to.value(k), to.width);
            objective.gradient(a, around.slice((x.value(k), x.width)), out)?;
            if let Some(factor) = factor {
                for out in out {
                    *out = a.mul(&factor, out)?;
                }
            }
        }
        Ok(())
    }
}
