//! Any program that speaks the protocol is graded: the examples in C and in Rust.

use std::path::{Path, PathBuf};
use std::process::Command;

use descentcheck::grade::{Form, Mechanism, Style, Submission};

use super::{descent, graded_as, sandbox};

/// Compiles an example and takes the program.
fn compiled(compiler: &str, options: &[&str], source: &str) -> Submission {
    let folder = tempfile::tempdir().unwrap();
    let program: PathBuf = folder.path().join("descent");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/protocol").join(source);
    let status = Command::new(compiler).args(options).arg("-o").arg(&program).arg(source).status();
    assert!(status.unwrap_or_else(|error| panic!("`{compiler}` is needed: {error}")).success());
    Submission::take(&program).unwrap()
}

#[test]
fn a_program_in_c_is_graded() {
    let submission = compiled("cc", &["-O2", "-Wall", "-Werror"], "descent.c");
    for without in [&[][..], &[Mechanism::Landlock][..]] {
        let found = graded_as(&submission, "gradient_descent", &descent(), &sandbox(without)).unwrap();
        assert!(found.is_right(), "{found:?}");
        assert_eq!(found.notes, []);
    }
}

#[test]
fn a_program_in_rust_is_graded() {
    let submission = compiled("rustc", &["--edition", "2021", "-O"], "descent.rs");
    let form = Form::new(Style::Loop, "optimize", &["gradient", "w", "eta", "steps"]);
    let found = graded_as(&submission, "gradient_descent", &form, &sandbox(&[])).unwrap();
    assert!(found.is_right(), "{found:?}");
}
