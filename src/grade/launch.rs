//! How a submission is started.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::limits::Limits;
use super::note::What;
use super::python::{LOADER, NoPython, Python};
use super::submission::{Kind, Submission};

/// What keeps a submission in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confinement {
    /// Nothing but limits of time: for one's own programs.
    Unsafe,
}

/// Why a submission is not run.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no interpreter.
    #[error(transparent)]
    NoPython(#[from] NoPython),
    /// The process cannot be started.
    #[error("cannot start {name}: {reason}")]
    Process {
        /// Which submission.
        name: String,
        /// Why.
        reason: String,
    },
    /// The submission fails while it is loaded.
    #[error("{0}")]
    Submission(What),
}

/// Starts a submission, as often as it takes.
#[derive(Debug)]
pub(super) struct Launch {
    program: PathBuf,
    arguments: Vec<std::ffi::OsString>,
    scratch: PathBuf,
}

impl Launch {
    /// How this submission is started.
    pub(super) fn new(
        submission: &Submission,
        python: Option<&Python>,
        _limits: &Limits,
        _confinement: &Confinement,
    ) -> Result<Self, StartError> {
        let scratch = submission.scratch();
        if submission.kind() == Kind::Program {
            return Ok(Self { program: submission.main().to_owned(), arguments: Vec::new(), scratch });
        }
        let found;
        let python = match python {
            Some(python) => python,
            None => {
                found = Python::find(None)?;
                &found
            }
        };
        // Isolated, without bytecode files, text in UTF-8 whatever the machine's language is.
        let mut arguments: Vec<std::ffi::OsString> = ["-I", "-B", "-X", "utf8", "-c", LOADER].map(Into::into).to_vec();
        arguments.push(submission.main().into());
        Ok(Self { program: python.executable.clone(), arguments, scratch })
    }

    /// The command that starts it, with three pipes.
    pub(super) fn command(&self) -> Command {
        use std::os::unix::process::CommandExt as _;
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).current_dir(&self.scratch).env_clear().process_group(0);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        for (name, value) in [
            ("LC_ALL", "C.UTF-8"),
            ("PATH", "/usr/bin:/bin"),
            ("PYTHONHASHSEED", "0"),
            ("OPENBLAS_NUM_THREADS", "1"),
            ("OMP_NUM_THREADS", "1"),
            ("MKL_NUM_THREADS", "1"),
            ("DESCENTCHECK_IN", "0"),
            ("DESCENTCHECK_OUT", "1"),
        ] {
            command.env(name, value);
        }
        command.env("HOME", &self.scratch).env("TMPDIR", &self.scratch);
        command
    }
}
