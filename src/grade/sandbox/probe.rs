//! What this machine gives: the table of `doctor`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::enter::SANDBOX_EXEC;
use super::goals::{Goal, Mechanism};
use super::policy::Policy;

/// One goal, and what achieves it here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The goal.
    pub goal: Goal,
    /// What could achieve it, each with whether it is there.
    pub mechanisms: Vec<(Mechanism, bool)>,
}

impl Row {
    /// Whether anything achieves it.
    #[must_use]
    pub fn is_met(&self) -> bool {
        self.mechanisms.iter().any(|(_, there)| *there)
    }
}

/// What this machine gives. `helper` is the program itself.
#[must_use]
pub fn doctor(helper: &Path) -> Vec<Row> {
    let mut there = active(helper, &[]);
    // The second way is only taken where the first is not.
    for mechanism in active(helper, &[Mechanism::Landlock]) {
        if !there.contains(&mechanism) {
            there.push(mechanism);
        }
    }
    let row = |goal: Goal| {
        let mechanisms = goal.mechanisms().iter().map(|mechanism| (*mechanism, there.contains(mechanism))).collect();
        Row { goal, mechanisms }
    };
    Goal::ALL.into_iter().map(row).collect()
}

/// What is in force in a helper that becomes nothing.
fn active(helper: &Path, without: &[Mechanism]) -> Vec<Mechanism> {
    let Ok(scratch) = tempfile::tempdir() else { return Vec::new() };
    let policy = Policy {
        parent: rustix::process::getpid().as_raw_nonzero().get(),
        readable: vec![PathBuf::from("/usr/lib")],
        scratch: scratch.path().to_owned(),
        memory: 512 << 20,
        cpu: 1,
        user: None,
        without: without.to_vec(),
    };
    let Ok(text) = serde_json::to_string(&policy) else { return Vec::new() };
    let mut command = Command::new(helper);
    // It becomes a program that is not there, and so ends.
    command.args([SANDBOX_EXEC, &text, "/nowhere"]).stdin(Stdio::null()).stderr(Stdio::null());
    let Ok(output) = command.output() else { return Vec::new() };
    let line = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut words = line.split_whitespace();
    match words.next() {
        Some("sandbox") => words.filter_map(|word| word.parse().ok()).collect(),
        _ => Vec::new(),
    }
}
