//! What a submission may use: what the helper is told.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::goals::Mechanism;

/// What a submission may use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The process that it ends with.
    pub parent: i32,
    /// The files and folders that it may read.
    pub readable: Vec<PathBuf>,
    /// The folder that it starts in, empty and not to be written to.
    pub scratch: PathBuf,
    /// Address space, in bytes.
    pub memory: u64,
    /// Processor time in all, in seconds.
    pub cpu: u64,
    /// The user and group that it becomes, where it can.
    pub user: Option<u32>,
    /// What is not to be used although it could, for tests.
    pub without: Vec<Mechanism>,
}

impl Policy {
    /// Whether something is to be used.
    pub(super) fn allows(&self, mechanism: Mechanism) -> bool {
        !self.without.contains(&mechanism)
    }
}
