//! Values that are not there, and why.

use std::collections::HashMap;
use std::ops::Range;

use crate::numeric::Fault;

/// The registers and the entries of sequences that have no value on the case at hand.
#[derive(Debug, Clone, Default)]
pub(super) struct Absent {
    /// Registers, by address, whose instruction has no value, and why. Only what reads one of them has none either: a value
    /// that is moved out of a branch or a loop may fail there and do no harm.
    registers: Vec<(usize, Fault)>,
    /// Values of sequences, by their number among those of all runs and their time, that are undefined before the end of
    /// their run, and why.
    entries: HashMap<(usize, i64), &'static str>,
}

impl Absent {
    /// Nothing is absent.
    pub(super) fn clear(&mut self) {
        self.registers.clear();
        self.entries.clear();
    }

    /// Passes where the register at an address has a value.
    #[inline]
    pub(super) fn register(&self, at: usize) -> Result<(), Fault> {
        if self.registers.is_empty() { Ok(()) } else { self.known_register(at) }
    }

    #[cold]
    fn known_register(&self, at: usize) -> Result<(), Fault> {
        self.registers.iter().find(|(absent, _)| *absent == at).map_or(Ok(()), |(_, fault)| Err(*fault))
    }

    /// The register at an address has a value.
    #[inline]
    pub(super) fn restore_register(&mut self, at: usize) {
        if !self.registers.is_empty() {
            self.registers.retain(|(absent, _)| *absent != at);
        }
    }

    /// The register at an address has no value.
    pub(super) fn lose_register(&mut self, at: usize, fault: Fault) {
        self.registers.push((at, fault));
    }

    /// Whether every sequence has a value wherever it was made.
    #[inline]
    pub(super) fn no_entries(&self) -> bool {
        self.entries.is_empty()
    }

    /// Passes where a sequence has a value at a time.
    #[inline]
    pub(super) fn entry(&self, sequence: usize, at: i64) -> Result<(), Fault> {
        if self.entries.is_empty() {
            return Ok(());
        }
        self.entries.get(&(sequence, at)).map_or(Ok(()), |reason| Err(Fault::Undefined(reason)))
    }

    /// A sequence has no value at a time.
    pub(super) fn lose_entry(&mut self, sequence: usize, at: i64, reason: &'static str) {
        self.entries.insert((sequence, at), reason);
    }

    /// Some sequences are made again.
    pub(super) fn restore_entries(&mut self, sequences: &Range<usize>) {
        if !self.entries.is_empty() {
            self.entries.retain(|(sequence, _), _| !sequences.contains(sequence));
        }
    }
}
