//! Operands: where the numbers of an instruction are in memory, for each value of an index.

use crate::language::typed::IndexId;

/// The values of an index for which operands are looked up: those that follow the one in `Machine::indices`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Batch {
    /// How many.
    pub(super) count: usize,
    /// Of which index.
    pub(super) index: IndexId,
}

impl Batch {
    /// One value, of no index in particular.
    pub(super) const ONE: Self = Self { count: 1, index: 0 };
}

/// An operand in memory: for value `k` of the index, `width` numbers from `at + k*step`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) at: usize,
    pub(super) width: usize,
    pub(super) step: usize,
}

impl Span {
    /// Where the numbers for value `k` of the index are.
    #[inline]
    pub(super) const fn value(self, k: usize) -> usize {
        self.at + k * self.step
    }

    /// Whether it is the same operand.
    pub(super) const fn is(self, other: Self) -> bool {
        self.at == other.at && self.width == other.width && self.step == other.step
    }

    /// Where component `i` for value `k` is; one number stands for every component.
    #[inline]
    pub(super) const fn component(self, k: usize, i: usize) -> usize {
        self.value(k) + if self.width == 1 { 0 } else { i }
    }

    /// Whether the numbers of all `count` values form one operand, either one number or as many as the result.
    pub(super) const fn is_one(self, to: Self, count: usize) -> bool {
        count == 1 || (self.step == 0 && self.width == 1) || (self.step == to.step && self.width == to.width)
    }

    /// Its numbers for value `k`, or for `count` values from `k` on that form one operand.
    #[inline]
    pub(super) const fn range(self, k: usize, count: usize) -> (usize, usize) {
        (self.value(k), if self.step == 0 { self.width } else { self.width * count })
    }
}
