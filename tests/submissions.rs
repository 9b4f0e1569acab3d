//! Programs of students, run in processes of their own: right ones get the verdict of the same steps in Rust, whatever they are beside;
//! each kind of misbehaviour is said.
//!
//! A program of its own, as these tests speak of time and processes.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use descentcheck::blackbox::{Finding, Options, judge_method, lecture};
use descentcheck::grade::{Confinement, Form, Limits, StartError, Submission, Worker};

/// A file with this text, in a folder that is removed.
struct Written(tempfile::TempDir, PathBuf);

fn written(name: &str, text: &str) -> Written {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    Written(folder, path)
}

fn limits() -> Limits {
    Limits { cpu: Duration::from_millis(500), wall: Duration::from_secs(5), ..Limits::default() }
}

fn start(text: &str, form: &Form) -> Result<Worker, StartError> {
    let file = written("submission.py", text);
    let submission = Submission::take(&file.1).unwrap();
    // The copy outlives the file that was handed in.
    drop(file);
    let submission = Box::leak(Box::new(submission));
    Worker::start(submission, form, &limits(), None, &Confinement::Unsafe)
}

fn judged(text: &str, method: &str, form: &Form) -> (Finding, Worker) {
    let worker = start(text, form).unwrap();
    let options = Options { cases: 20, ..Options::default() };
    (judge_method(&lecture(), method, &worker, &options).unwrap(), worker)
}

#[test]
fn a_right_step_function_is_the_method() {
    let text = "def step(w, g, eta):\n    return [wi - eta * gi for wi, gi in zip(w, g)]\n";
    let (found, worker) = judged(text, "gradient_descent", &Form::step("step", &["w", "g", "eta"]));
    assert!(found.is_right(), "{found}\n{:?}", worker.notes());
    assert_eq!(worker.notes(), []);
}

#[test]
fn a_wrong_step_function_is_named() {
    let text = "def step(w, g, eta):\n    return [wi + eta * gi for wi, gi in zip(w, g)]\n";
    let (found, _) = judged(text, "gradient_descent", &Form::step("step", &["w", "g", "eta"]));
    assert!(found.to_string().contains("along the gradient"), "{found}");
}
