//! How a submission is started.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use super::form::Form;
use super::limits::Limits;
use super::note::{Note, What};
use super::python::{LOADER, NoPython, Python};
use super::sandbox::{Goal, Mechanism, Policy, SANDBOX_EXEC};
use super::submission::{Kind, Submission};

/// What keeps a submission in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Confinement {
    /// All that this machine gives. Where that does not reach the goals, nothing is run.
    Sandboxed {
        /// This program, which starts itself as the helper.
        helper: PathBuf,
        /// What is not to be used although it could, for tests.
        without: Vec<Mechanism>,
    },
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
    /// The sandbox does not reach its goals on this machine.
    #[error(
        "{name} is not run: nothing on this machine ensures that a program {}; `descentcheck doctor` says what is missing, and `--unsafe` runs programs that you trust",
        listed(.goals)
    )]
    Refused {
        /// Which submission.
        name: String,
        /// The goals that nothing reaches.
        goals: Vec<Goal>,
    },
    /// The submission fails while it is loaded.
    #[error("{what}")]
    Submission {
        /// How.
        what: What,
        /// What was noticed before.
        notes: Vec<Note>,
    },
}

fn listed(goals: &[Goal]) -> String {
    goals.iter().map(|goal| goal.words()).collect::<Vec<_>>().join(", ")
}

/// Folders that hold the libraries of the system.
const LIBRARIES: [&str; 6] = ["/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"];
/// Files that the C library and Python read.
const SETTINGS: [&str; 5] = ["/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo", "/dev/urandom", "/dev/zero"];
/// Folders with interpreters of scripts that are no Python.
const INTERPRETERS: [&str; 3] = ["/bin", "/usr/bin", "/usr/local/bin"];
/// The processor time of all runs together is bounded by that of so many runs: more than any grading has. Each run has a limit of its own.
const RUNS_IN_ALL: u64 = 2_000;

/// Starts a submission, as often as it takes.
#[derive(Debug, Clone)]
pub(super) struct Launch {
    program: PathBuf,
    arguments: Vec<OsString>,
    scratch: PathBuf,
    /// The helper with what it is told; nothing for programs that are trusted.
    sandbox: Option<(PathBuf, String)>,
    /// Set from outside: what runs is ended.
    pub(super) stop: Arc<AtomicBool>,
}

impl Launch {
    /// How this submission is started.
    pub(super) fn new(
        submission: &Submission,
        form: &Form,
        python: Option<&Python>,
        limits: &Limits,
        confinement: &Confinement,
        stop: &Arc<AtomicBool>,
    ) -> Result<Self, StartError> {
        let scratch = submission.scratch();
        let paths = |list: &[&str]| list.iter().map(PathBuf::from).collect::<Vec<_>>();
        let mut readable = paths(&LIBRARIES);
        readable.extend(paths(&SETTINGS));
        let (program, arguments) = if submission.kind() == Kind::Program {
            readable.extend(paths(&INTERPRETERS));
            (submission.main().to_owned(), Vec::new())
        } else {
            let python = python.cloned().map_or_else(Python::of_the_system, Ok)?;
            readable.push(python.executable.clone());
            readable.extend(python.folders);
            // Without the user's own packages and without bytecode files; text in UTF-8 whatever the machine's language is. Hashes are the
            // same in every run, which needs an environment, so it is not `-I`; the environment is made here.
            let mut arguments: Vec<OsString> = ["-s", "-B", "-X", "utf8", "-c", LOADER].map(Into::into).to_vec();
            arguments.push(submission.main().into());
            arguments.extend(form.lists.then(|| "lists".into()));
            (python.executable, arguments)
        };
        let sandbox = match confinement {
            Confinement::Unsafe => None,
            Confinement::Sandboxed { helper, without } => {
                let wanted = !without.contains(&Mechanism::OtherUser);
                let is_there = readable.iter().all(|path| is_open(path)) && is_passable(submission.parent());
                let user = submission.user().filter(|_| wanted && is_there);
                readable.push(submission.code());
                let policy = Policy {
                    parent: rustix::process::getpid().as_raw_nonzero().get(),
                    user,
                    readable,
                    scratch: scratch.clone(),
                    memory: limits.memory,
                    cpu: (limits.cpu.as_secs() + 1) * RUNS_IN_ALL,
                    without: without.clone(),
                };
                let text = serde_json::to_string(&policy).map_err(|error| StartError::Process {
                    name: submission.name().to_owned(),
                    reason: error.to_string(),
                })?;
                Some((helper.clone(), text))
            }
        };
        Ok(Self { program, arguments, scratch, sandbox, stop: Arc::clone(stop) })
    }

    /// Whether a helper comes first.
    pub(super) const fn is_sandboxed(&self) -> bool {
        self.sandbox.is_some()
    }

    /// The command that starts it, with three pipes.
    pub(super) fn command(&self) -> Command {
        use std::os::unix::process::CommandExt as _;
        let mut command = match &self.sandbox {
            // The helper begins a session of its own.
            Some((helper, policy)) => {
                let mut command = Command::new(helper);
                command.arg(SANDBOX_EXEC).arg(policy).arg(&self.program);
                command
            }
            None => {
                let mut command = Command::new(&self.program);
                command.current_dir(&self.scratch).process_group(0);
                command
            }
        };
        command.args(&self.arguments).env_clear();
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

/// Whether any user can pass through a folder to what is in it.
fn is_passable(folder: &Path) -> bool {
    let mode = |part: &Path| std::fs::metadata(part).map_or(0, |meta| meta.permissions().mode());
    folder.canonicalize().is_ok_and(|real| real.ancestors().all(|part| mode(part) & 0o001 != 0))
}

/// Whether any user can read a file or folder, or it is not there.
fn is_open(path: &Path) -> bool {
    let Ok(real) = path.canonicalize() else { return true };
    real.ancestors().all(|part| {
        // A folder on the way need only be passed.
        let needed = match (part == real, part.is_dir()) {
            (false, _) => 0o001,
            (true, true) => 0o005,
            (true, false) => 0o004,
        };
        let mode = std::fs::metadata(part).map_or(0, |meta| meta.permissions().mode());
        mode & needed == needed
    })
}
