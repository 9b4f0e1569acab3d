//! How much a submission may use.

use std::time::Duration;

/// How much a submission may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Processor time of one run, and of loading the program.
    pub cpu: Duration,
    /// Time on the clock of one run, and of loading the program.
    pub wall: Duration,
    /// Address space, in bytes.
    pub memory: u64,
    /// Questions to the oracle in one run.
    pub calls: usize,
    /// Printed bytes in one run.
    pub output: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cpu: Duration::from_secs(2),
            wall: Duration::from_secs(10),
            memory: 512 << 20,
            calls: 2_000,
            output: 1 << 20,
        }
    }
}
