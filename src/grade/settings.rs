//! How submissions are graded.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::launch::Confinement;
use super::limits::Limits;
use super::numpy::numpy;
use super::python::Python;
use crate::verdict::Counterexample;

/// How submissions are graded.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Which cases.
    pub seed: u64,
    /// What keeps programs in.
    pub confinement: Confinement,
    /// The interpreter, where it is not the system's.
    pub python: Option<Python>,
    /// A counterexample in words, a line each.
    pub explain: fn(&Counterexample) -> Vec<String>,
    /// The folder that copies of submissions are made in, where it is not the system's for temporary files.
    pub scratch: Option<PathBuf>,
    /// Set from outside: nothing more is run, and what runs is ended.
    pub stop: Arc<AtomicBool>,
    /// What came of importing NumPy; it is tried once, and only where a submission could not.
    numpy: OnceLock<Result<String, String>>,
}

impl Settings {
    /// Settings with the system's Python and its folder for temporary files.
    #[must_use]
    pub fn new(seed: u64, confinement: Confinement, explain: fn(&Counterexample) -> Vec<String>) -> Self {
        Self { seed, confinement, python: None, explain, scratch: None, stop: Arc::default(), numpy: OnceLock::new() }
    }

    /// Whether nothing more is to be run.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Why NumPy cannot be imported on this machine; nothing where it can.
    pub(super) fn lacks_numpy(&self, limits: &Limits) -> Option<&str> {
        let found = self.numpy.get_or_init(|| numpy(self.python.as_ref(), &self.confinement, limits));
        found.as_ref().err().map(String::as_str)
    }
}
