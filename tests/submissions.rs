//! Programs of students, run in processes of their own: right ones get the verdict of the same steps in Rust, whatever runs beside them;
//! each kind of misbehaviour is said.
//!
//! A program of its own, as these tests speak of time and processes.

#[path = "submissions/command.rs"]
mod command;
#[path = "submissions/corpus.rs"]
mod corpus;
#[path = "submissions/hostile.rs"]
mod hostile;
#[path = "submissions/protocol.rs"]
mod protocol;
#[path = "submissions/styles.rs"]
mod styles;

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use descentcheck::blackbox::{Finding, Options, judge_method, lecture};
use descentcheck::grade::{Confinement, Form, Limits, Mechanism, Note, Python, StartError, Submission, Worker, doctor};
use descentcheck::language::check::Chapter;

/// The interpreter of the tests.
fn python() -> &'static Python {
    static FOUND: OnceLock<Python> = OnceLock::new();
    FOUND.get_or_init(|| {
        // Where that of the system is there, any user can read it.
        let chosen = std::env::var_os("DESCENTCHECK_PYTHON").map(PathBuf::from);
        let chosen = chosen.or_else(|| Some(PathBuf::from("/usr/bin/python3")).filter(|path| path.exists()));
        Python::find(chosen.as_deref()).expect("the tests need Python 3.8 or later")
    })
}

/// A sandbox with all that this machine gives, but for some.
fn sandbox(without: &[Mechanism]) -> Confinement {
    Confinement::Sandboxed { helper: helper(), without: without.to_vec() }
}

/// The program, or a copy of it where the tests run a second time as somebody else.
fn helper() -> PathBuf {
    std::env::var_os("DESCENTCHECK_HELPER").unwrap_or_else(|| env!("CARGO_BIN_EXE_descentcheck").into()).into()
}

/// Whether this machine gives something. Containers seldom give mount namespaces, and old kernels no Landlock.
fn gives(mechanism: Mechanism) -> bool {
    doctor(&helper()).iter().any(|row| row.mechanisms.contains(&(mechanism, true)))
}

/// Whether the tests run a second time, as somebody else.
fn is_again() -> bool {
    std::env::var_os("DESCENTCHECK_HELPER").is_some()
}

fn limits() -> Limits {
    Limits { cpu: Duration::from_millis(300), wall: Duration::from_secs(3), ..Limits::default() }
}

/// A submission with this text. The file that was handed in is gone by then.
fn submission(name: &str, text: &str) -> Submission {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    Submission::take(&path).unwrap()
}

/// What is found of a program, and what was noticed.
#[derive(Debug)]
struct Graded {
    finding: Finding,
    notes: Vec<Note>,
    layers: Vec<Mechanism>,
}

impl Graded {
    fn is_right(&self) -> bool {
        self.finding.is_right()
    }

    /// Whether some note says this.
    fn says(&self, words: &str) -> bool {
        self.notes.iter().any(|note| note.what.to_string().contains(words))
    }
}

fn graded_as(
    submission: &Submission,
    method: &str,
    form: &Form,
    confinement: &Confinement,
) -> Result<Graded, StartError> {
    let worker = Worker::start(submission, form, &limits(), Some(python()), confinement)?;
    let options = Options { cases: 12, explain: false, ..Options::default() };
    let finding = judge_method(chapter(), method, &worker, &options).unwrap();
    Ok(Graded { finding, notes: worker.notes(), layers: worker.layers().to_vec() })
}

fn graded(text: &str, method: &str, form: &Form) -> Graded {
    let submission = submission("submission.py", text);
    graded_as(&submission, method, form, &sandbox(&[])).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Whether the interpreter has NumPy. Where the environment says that it must, its absence is a failure.
fn has_numpy() -> bool {
    let mut command = std::process::Command::new(&python().executable);
    let found = command.args(["-I", "-c", "import numpy"]).output().is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("DESCENTCHECK_NEEDS_NUMPY").is_none(), "NumPy is not there");
    found
}

/// The chapter, read once.
fn chapter() -> &'static Chapter {
    static READ: OnceLock<Chapter> = OnceLock::new();
    READ.get_or_init(lecture)
}

/// Gradient descent.
fn descent() -> Form {
    Form::step("step", &["w", "g", "eta"])
}

const RIGHT: &str = "def step(w, g, eta):\n    return [wi - eta * gi for wi, gi in zip(w, g)]\n";
