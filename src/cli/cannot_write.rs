//! The error for output that cannot be written, which has its own exit code.

use std::io;
use std::path::Path;

/// Something could not be written where it was to be.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {what}")]
pub(super) struct CannotWrite {
    what: String,
    source: io::Error,
}

impl CannotWrite {
    /// What was to be written, and what the system says.
    pub(super) fn new(path: &Path, source: io::Error) -> Self {
        Self { what: path.display().to_string(), source }
    }

    /// The same of standard output.
    pub(super) fn output(source: io::Error) -> Self {
        Self { what: "standard output".to_owned(), source }
    }
}
