//! What replaying asks of an arithmetic besides its operations.

use super::allowance::Allowance;
use super::linear::solve;
use super::tree::Constant;
use crate::language::syntax::RelationOp;
use crate::numeric::{Arithmetic, Bracket, Fault, Float, Outward, Rationals};

/// An arithmetic in which equations are replayed.
pub(super) trait Replayed: Arithmetic {
    /// `a`, widened by the rounding of a number that was added to it and taken away again, where rounding counts.
    fn own_value_counts(&self, a: &Self::Number, _by: &Self::Number) -> Result<Self::Number, Fault> {
        Ok(a.clone())
    }

    /// A constant of an equation.
    fn constant(&self, value: &Constant) -> Self::Number {
        self.rational(&value.exact)
    }

    /// The solution of a linear system, where the arithmetic has a rule of its own for it.
    fn solution(&self, _matrix: &[Self::Number], _right: &[Self::Number]) -> Option<Result<Vec<Self::Number>, Fault>> {
        None
    }

    /// Whether two zeros may be divided.
    fn divides_zeros(&self) -> bool {
        true
    }

    /// What a relation is that [`Arithmetic::compare`] leaves open, where that is known all the same.
    fn relation(&self, _op: RelationOp, _x: &Self::Number, _y: &Self::Number) -> Option<bool> {
        None
    }
}

impl Replayed for Float {
    fn constant(&self, value: &Constant) -> f64 {
        // One of the two ends is nearest, but which is not told by the bracket.
        if value.near.is_point() { value.near.low() } else { self.rational(&value.exact) }
    }

    /// Nothing but being different is true of what is not a number.
    fn relation(&self, op: RelationOp, _x: &f64, _y: &f64) -> Option<bool> {
        Some(op == RelationOp::Ne)
    }
}

impl Replayed for Outward {
    fn constant(&self, value: &Constant) -> Bracket {
        value.near
    }
}

impl Replayed for Rationals {}

impl Replayed for Allowance {
    fn own_value_counts(&self, a: &Bracket, by: &Bracket) -> Result<Bracket, Fault> {
        self.grown(a, by)
    }

    fn constant(&self, value: &Constant) -> Bracket {
        self.neighbour(value.near)
    }

    fn solution(&self, matrix: &[Bracket], right: &[Bracket]) -> Option<Result<Vec<Bracket>, Fault>> {
        Some(solve(self, matrix, right))
    }

    fn divides_zeros(&self) -> bool {
        false
    }

    /// Where brackets touch at an end only, one answer may still be left.
    fn relation(&self, op: RelationOp, x: &Bracket, y: &Bracket) -> Option<bool> {
        let (never_greater, never_less) = (x.high() <= y.low(), x.low() >= y.high());
        match op {
            RelationOp::Le if never_greater => Some(true),
            RelationOp::Gt if never_greater => Some(false),
            RelationOp::Ge if never_less => Some(true),
            RelationOp::Lt if never_less => Some(false),
            _ => None,
        }
    }
}
