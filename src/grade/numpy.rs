//! Whether programs can use NumPy on this machine: every assignment accepts it, so its absence is not a student's fault.

use std::fs;

use super::form::Form;
use super::launch::{Confinement, StartError};
use super::limits::Limits;
use super::note::What;
use super::python::Python;
use super::submission::Submission;
use super::worker::Worker;

/// A submission that needs NumPy and nothing else.
const PROBE: &str = "import numpy\n\n\ndef step(w, g):\n    return w\n";

/// The version of NumPy that submissions get. It is imported as they import it: by the same interpreter, in the same sandbox, with the
/// same memory.
///
/// # Errors
/// Why it cannot be imported, as in `ModuleNotFoundError: No module named 'numpy'`.
pub fn numpy(python: Option<&Python>, confinement: &Confinement, limits: &Limits) -> Result<String, String> {
    let failed = |error: &dyn std::fmt::Display| error.to_string();
    let folder = tempfile::Builder::new().prefix("descentcheck-").tempdir().map_err(|error| failed(&error))?;
    let path = folder.path().join("numpy-probe.py");
    fs::write(&path, PROBE).map_err(|error| failed(&error))?;
    let submission = Submission::take(&path).map_err(|error| failed(&error))?;
    match Worker::start(&submission, &Form::step("step", &["w", "g"]), limits, python, confinement) {
        Ok(worker) => match worker.language().split_once(" numpy ") {
            Some((_, version)) => Ok(version.to_owned()),
            None => Err("it is imported, and has no version".to_owned()),
        },
        Err(StartError::Submission { what: What::Raised { error, message, .. }, .. }) => {
            Err(format!("{error}: {}", message.lines().next().unwrap_or_default()))
        }
        Err(error) => Err(failed(&error)),
    }
}
