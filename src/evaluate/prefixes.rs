//! What folds have come to on the case at hand, for longer ones to go on from.

/// What a fold came to, from one value of its index to another.
#[derive(Debug, Clone)]
pub(super) struct Prefix<N> {
    pub(super) first: i64,
    /// Included.
    pub(super) last: i64,
    /// The sum, product or extreme; of a mean the sum.
    pub(super) total: Vec<N>,
    /// What its values have cost, in operations on doubles.
    pub(super) spent: u64,
}

/// What folds have come to on the case at hand.
#[derive(Debug, Clone)]
pub(super) struct Prefixes<N> {
    known: Vec<Option<Prefix<N>>>,
    /// Whether any is known.
    any: bool,
}

impl<N: Clone> Prefixes<N> {
    /// Nothing of so many folds.
    pub(super) fn none(folds: usize) -> Self {
        Self { known: vec![None; folds], any: false }
    }

    /// Forgets them: a new case, or a run that is run again.
    pub(super) fn forget(&mut self) {
        if std::mem::take(&mut self.any) {
            self.known.fill(None);
        }
    }

    /// The part of a fold from `first` to `last` that is known.
    pub(super) fn take(&mut self, fold: Option<usize>, first: i64, last: i64) -> Option<Prefix<N>> {
        self.known[fold?].take().filter(|known| known.first == first && known.last <= last)
    }

    /// Takes in what a fold came to.
    pub(super) fn keep(&mut self, fold: usize, prefix: Prefix<N>) {
        self.any = true;
        self.known[fold] = Some(prefix);
    }
}
