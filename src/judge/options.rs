//! Options of the judges: budget, seed, threads, shard, data, and what earlier runs have kept.

use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::record::Record;
use crate::problem::ProblemSpec;
use crate::verdict::Case;

/// How to judge.
#[derive(Debug, Clone)]
pub struct Options {
    /// Random cases a claim (a round, where there is a time), beside the small scope and the search.
    pub cases: u64,
    /// The seed.
    pub seed: u64,
    /// Threads; 0 for one a core.
    pub jobs: usize,
    /// Only this claim (with its steps), or this step.
    pub claim: Option<String>,
    /// Problems of real data, each used as further cases.
    pub data: Vec<ProblemSpec>,
    /// Whether mutants are judged too.
    pub mutants: bool,
    /// Whether every case is decided in exact arithmetic.
    pub exact: bool,
    /// Rounds of cases are judged until this much time is over; one round where there is none.
    pub time: Option<Duration>,
    /// Only this part of the work.
    pub shard: Option<Shard>,
    /// Cases kept from earlier runs, to be judged first.
    pub kept: Vec<KeptCase>,
    /// Chunks that were judged before, with the same claims, seed and budget.
    pub done: Vec<Record>,
    /// Set from outside to stop.
    pub cancel: Arc<AtomicBool>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cases: 2_000,
            seed: 0,
            jobs: 0,
            claim: None,
            data: Vec::new(),
            mutants: true,
            exact: false,
            time: None,
            shard: None,
            kept: Vec::new(),
            done: Vec::new(),
            cancel: Arc::default(),
        }
    }
}

impl Options {
    pub(super) fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// The number of threads.
    #[must_use]
    pub fn threads(&self) -> usize {
        if self.jobs > 0 { self.jobs } else { std::thread::available_parallelism().map_or(1, usize::from) }
    }
}

/// A case that once broke a claim, perhaps with a mutant in it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptCase {
    /// The claim or step.
    pub claim: String,
    /// The mutant.
    pub mutant: Option<String>,
    /// The case.
    pub case: Case,
}

/// One of several parts of the work, `2/3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 0.
    index: u64,
    /// Of how many.
    count: u64,
}

impl Shard {
    /// Whether a piece of work is this shard's, by its number.
    pub(super) const fn has(self, piece: u64) -> bool {
        piece % self.count == self.index
    }

    /// Of how many shards this is one.
    #[must_use]
    pub const fn count(self) -> u64 {
        self.count
    }
}

/// A text that is no shard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a shard is written k/n with 1 <= k <= n, such as 2/3")]
pub struct ShardError;

impl FromStr for Shard {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, ShardError> {
        let parts = text.split_once('/').and_then(|(k, n)| Some((k.parse::<u64>().ok()?, n.parse::<u64>().ok()?)));
        match parts {
            Some((k, n)) if (1..=n).contains(&k) => Ok(Self { index: k - 1, count: n }),
            _ => Err(ShardError),
        }
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.index + 1, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::Shard;

    #[test]
    fn a_shard_is_written_as_a_fraction() {
        let shard: Shard = "2/3".parse().expect("it is one");
        assert_eq!(shard.to_string(), "2/3");
        assert!(shard.has(1) && shard.has(4) && !shard.has(2));
        for wrong in ["0/3", "4/3", "1/0", "1", "a/b", "-1/2", ""] {
            assert!(wrong.parse::<Shard>().is_err(), "{wrong}");
        }
    }
}
