//! The progress of the runs of a case, and the places of their values in memory.

use crate::numeric::Fault;

/// The longest run, whatever a case asks for.
pub(super) const LONGEST_RUN: i64 = 1 << 16;

/// Where a sequence is in memory.
#[derive(Debug, Clone, Copy)]
pub(super) struct SequenceMemory {
    /// Of its value at time 0.
    pub(super) at: usize,
    /// From one time to the next.
    pub(super) width: usize,
    /// The first time that has a value.
    pub(super) first: i64,
    /// The last time that has a value so far; before the first if none has.
    pub(super) made: i64,
    /// Why no later ones are known, where the arithmetic gave up.
    pub(super) lost: Option<Fault>,
}

/// How far a run came.
#[derive(Debug, Clone, Copy)]
pub(super) struct Progress {
    /// Where its sequences are among those of all runs.
    pub(super) sequences: usize,
    /// The last time that is to have values.
    pub(super) planned: i64,
    /// For how many times there is room.
    pub(super) room: i64,
    /// The last time that has values.
    pub(super) last: i64,
    /// Why there are no later ones.
    pub(super) reason: Fault,
    /// Why there are none after the planned ones.
    pub(super) after: Fault,
    /// Whether it goes on when a later value is read.
    pub(super) open: bool,
    /// Whether it is being run.
    pub(super) running: bool,
    /// Where it ended before any later value was read.
    pub(super) counted: i64,
    /// What the steps after the start have cost together up to there, in operations on doubles.
    pub(super) spent: u64,
}

/// A value that the equations of a run do not define, or not before it is read.
pub(super) const NOT_MADE: Fault = Fault::Undefined("a value that the run has not made");
/// A run goes on where later values are read, as far as any does.
pub(super) const AFTER_THE_END: Fault = Fault::Limit("no run goes that far");
/// A run of a stated number of steps.
pub(super) const AFTER_ITS_STEPS: Fault = Fault::Undefined("a value after the end of the run");
/// Why a measured run has no later values.
pub(super) const MEASURED: Fault = Fault::Limit("a value after the end of a run whose order is measured");
