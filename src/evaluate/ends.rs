//! Where the runs of a case end, and what was asked for beyond.

use std::cell::Cell;

use crate::language::typed::RunId;

/// How far the runs of a case may be made longer, and what was asked for beyond their ends.
#[derive(Debug, Clone, Default)]
pub(super) struct Ends {
    /// A value that was read behind the end of a run that can go on: the run and the time.
    wanted: Cell<Option<(RunId, i64)>>,
    /// Whether the index of a statement is behind the first of an open range, which ends where runs do.
    is_bounded: bool,
    /// Whether something was read there that lies behind that end.
    is_beyond: bool,
    /// How often a run was made longer.
    extensions: u64,
}

impl Ends {
    /// Takes note of a value that was read behind the end of a run that can go on.
    pub(super) fn want(&self, run: RunId, at: i64) {
        self.wanted.set(Some((run, at)));
    }

    /// Forgets what was read.
    pub(super) fn want_nothing(&self) {
        self.wanted.set(None);
    }

    /// From here on, runs are made longer on demand, or where `is_bounded` no longer than they were laid out.
    pub(super) fn bound(&mut self, is_bounded: bool) {
        self.is_bounded = is_bounded;
    }

    /// Whether something was read beyond that bound since this was asked for the last time.
    pub(super) fn take_beyond(&mut self) -> bool {
        std::mem::take(&mut self.is_beyond)
    }

    /// How often a run was made longer.
    pub(super) const fn extensions(&self) -> u64 {
        self.extensions
    }

    /// Whether a value was read behind the end of a run that can go on.
    pub(super) fn is_wanting(&self) -> bool {
        self.wanted.get().is_some()
    }

    /// The value that was read there.
    pub(super) fn take_wanted(&self) -> Option<(RunId, i64)> {
        self.wanted.take()
    }

    /// Whether runs are made no longer than they were laid out.
    pub(super) const fn are_fixed(&self) -> bool {
        self.is_bounded
    }

    /// Something was read beyond that.
    pub(super) const fn pass(&mut self) {
        self.is_beyond = true;
    }

    /// A run is made longer.
    pub(super) const fn extend(&mut self) {
        self.extensions += 1;
    }
}
