//! Evaluates objectives that are formulas.

use super::machine::Machine;
use super::program::{BlockId, FormulaCode, Place};
use crate::numeric::{Arithmetic, Fault};

impl<A: Arithmetic> Machine<'_, A> {
    /// Runs a block of a formula at a point; says where its result is and how many numbers it has.
    pub(super) fn formula(
        &mut self,
        code: &FormulaCode,
        (block, place): (BlockId, Place),
        x: Place,
    ) -> Result<(usize, usize), Fault> {
        let from = self.locate(x)?;
        let point = self.address(code.point);
        self.spread_over(from, point, self.dimension);
        self.block(block)?;
        self.locate(place)
    }

    /// Copies numbers, or one number to all places.
    pub(super) fn spread_over(&mut self, (from, from_width): (usize, usize), to: usize, width: usize) {
        for i in 0..width {
            self.memory[to + i] = self.memory[from + if from_width == 1 { 0 } else { i }].clone();
        }
    }

    /// The minimiser nearest to the start that is at an address.
    pub(super) fn formula_goal(&mut self, code: &FormulaCode, start: usize) -> Result<Vec<A::Number>, Fault> {
        let (block, place) = code.minimiser.ok_or(Fault::Limit("no minimiser is known"))?;
        let point = self.address(code.point);
        let dimension = self.dimension;
        self.spread_over((start, dimension), point, dimension);
        self.block(block)?;
        let (at, width) = self.locate(place)?;
        Ok((0..dimension).map(|i| self.memory[at + if width == 1 { 0 } else { i }].clone()).collect())
    }

    /// The minimiser nearest to a start, or to the origin if there is no start.
    pub(super) fn formula_minimiser(
        &mut self,
        code: &FormulaCode,
        start: Option<Place>,
        to: usize,
        width: usize,
    ) -> Result<(), Fault> {
        let minimiser = code.minimiser.ok_or(Fault::Limit("no minimiser is known"))?;
        let from = if let Some(start) = start {
            self.formula(code, minimiser, start)?
        } else {
            let point = self.address(code.point);
            let dimension = self.dimension;
            self.memory[point..point + dimension].fill(self.arithmetic.integer(0));
            self.block(minimiser.0)?;
            self.locate(minimiser.1)?
        };
        self.spread_over(from, to, width);
        Ok(())
    }
}
