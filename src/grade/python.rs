//! The Python that runs submissions.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// Loads a submission and speaks the protocol for it.
pub(super) const LOADER: &str = include_str!("python/loader.py");

/// Asks an interpreter where it and its library are.
const WHERE: &str = "import sys\nprint(sys.executable)\nprint('%d.%d.%d' % sys.version_info[:3])\nfor p in sorted({sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix} | set(sys.path)):\n    p and print(p)";

/// There is no Python that can be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no Python 3.8 or later was found: `{program}` {reason}; install it, or say which one with `--python PATH`")]
pub struct NoPython {
    /// What was tried.
    pub program: String,
    /// What came of it.
    pub reason: String,
}

/// An interpreter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Python {
    /// The interpreter itself, no script that looks for it.
    pub executable: PathBuf,
    /// Its version, as `3.11.7`.
    pub version: String,
    /// The folders that it and its library are in.
    pub folders: Vec<PathBuf>,
}

impl Python {
    /// `python3` of this system, which is asked once.
    ///
    /// # Errors
    /// As [`find`](Self::find).
    pub fn of_the_system() -> Result<Self, NoPython> {
        static FOUND: OnceLock<Result<Python, NoPython>> = OnceLock::new();
        FOUND.get_or_init(|| Self::find(None)).clone()
    }

    /// The interpreter at a path, or `python3` of this system.
    ///
    /// # Errors
    /// Where it cannot be started, or is older than 3.8.
    pub fn find(program: Option<&Path>) -> Result<Self, NoPython> {
        let program = program.map_or_else(|| OsString::from("python3"), |path| path.as_os_str().to_owned());
        let failed = |reason: String| NoPython { program: program.to_string_lossy().into_owned(), reason };
        let mut command = Command::new(&program);
        command.args(["-I", "-c", WHERE]).stdin(Stdio::null()).stderr(Stdio::null());
        let output = command.output().map_err(|error| failed(format!("cannot be started ({error})")))?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let mut lines = text.lines();
        let (Some(executable), Some(version)) = (lines.next(), lines.next()) else {
            return Err(failed("does not answer".to_owned()));
        };
        let numbers: Vec<u32> = version.split('.').filter_map(|word| word.parse().ok()).collect();
        if numbers.as_slice() < [3, 8].as_slice() {
            return Err(failed(format!("is Python {version}")));
        }
        let folders = lines.map(PathBuf::from).filter(|path| path.is_dir()).collect();
        Ok(Self { executable: PathBuf::from(executable), version: version.to_owned(), folders })
    }
}
