//! Sums, means and extremes of what a block leaves for each value of an index.
//!
//! A statement over `t` with `sum(s in 1..t: ..)` in it asks for every partial sum. Where the summands depend on the case and
//! on `s` alone, each goes on from the one before: the same summands are added in the same order, so that not a bit of the result
//! changes. The work of those that are there already is counted again, so that what is too dear to be judged does not depend on
//! what was remembered.

use super::machine::Machine;
use super::prefixes::Prefix;
use super::program::FoldCode;
use crate::language::syntax::FoldKind;
use crate::numeric::{Arithmetic, Fault};

const OVER_NOTHING: Fault = Fault::Undefined("a mean, maximum or minimum over nothing");

impl<A: Arithmetic> Machine<'_, A> {
    /// Folds what a block leaves for each value of an index, by component, into the numbers from `to` on.
    pub(super) fn fold(&mut self, code: &FoldCode, to: usize, width: usize) -> Result<(), Fault> {
        let (first, last) = self.bounds(code.over)?;
        let known = self.prefixes.take(code.prefix, first, last);
        let (mut next, mut spent) = (first, 0);
        if let Some(known) = known {
            self.work.charge(known.spent)?;
            self.memory[to..to + width].clone_from_slice(&known.total);
            self.indices[code.index] = last;
            (next, spent) = (known.last + 1, known.spent);
        }
        let (before, extensions) = (self.work.spent(), self.ends.extensions());
        let mut values: Vec<Vec<A::Number>> = Vec::new();
        for at in next..=last {
            self.indices[code.index] = at;
            self.block(code.block)?;
            let (from, _) = self.located(code.place)?;
            if code.kind == FoldKind::Variance {
                values.push(self.memory[from..from + width].to_vec());
            }
            self.gather(code.kind, at == first, from, to, width)?;
        }
        // What making a run longer has cost is not spent again.
        if let Some(fold) = code.prefix
            && first <= last
            && extensions == self.ends.extensions()
        {
            let total = self.memory[to..to + width].to_vec();
            self.prefixes.keep(fold, Prefix { first, last, total, spent: spent + (self.work.spent() - before) });
        }
        self.finish_fold(code.kind, (last - first).saturating_add(1).max(0), values, to, width)
    }

    /// From what was gathered of `count` values to the result.
    fn finish_fold(
        &mut self,
        kind: FoldKind,
        count: i64,
        values: Vec<Vec<A::Number>>,
        to: usize,
        width: usize,
    ) -> Result<(), Fault> {
        let a = &self.arithmetic;
        if count == 0 {
            let empty = match kind {
                FoldKind::Sum => a.integer(0),
                FoldKind::Product => a.integer(1),
                FoldKind::Mean | FoldKind::Variance | FoldKind::Max | FoldKind::Min => return Err(OVER_NOTHING),
                FoldKind::First | FoldKind::Count => unreachable!("these fold statements"),
            };
            self.memory[to..to + width].fill(empty);
            return Ok(());
        }
        let count = a.integer(count);
        if matches!(kind, FoldKind::Mean | FoldKind::Variance) {
            for sum in &mut self.memory[to..to + width] {
                *sum = a.div(sum, &count)?;
            }
        }
        if kind == FoldKind::Variance {
            let weighted = values.into_iter().map(|value| (value, a.integer(1)));
            let spread = self.spread(weighted, &self.memory[to..to + width])?;
            let a = &self.arithmetic;
            for (x, sum) in self.memory[to..to + width].iter_mut().zip(spread) {
                *x = a.div(&sum, &count)?;
            }
        }
        Ok(())
    }

    /// Takes the next value of a fold, at `from`, into what is at `to`, which no value of the fold reads.
    fn gather(&mut self, kind: FoldKind, is_first: bool, from: usize, to: usize, width: usize) -> Result<(), Fault> {
        let Ok([value, total]) = self.memory.get_disjoint_mut([from..from + width, to..to + width]) else {
            unreachable!("an operand overlaps its result");
        };
        if is_first {
            total.clone_from_slice(value);
            return Ok(());
        }
        let a = &self.arithmetic;
        for (sum, x) in total.iter_mut().zip(value.iter()) {
            *sum = match kind {
                FoldKind::Product => a.mul(sum, x)?,
                FoldKind::Max => a.max(sum, x),
                FoldKind::Min => a.min(sum, x),
                FoldKind::Sum | FoldKind::Mean | FoldKind::Variance => a.add(sum, x)?,
                FoldKind::First | FoldKind::Count => unreachable!("these fold statements"),
            };
        }
        Ok(())
    }
}
