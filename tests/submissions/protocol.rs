//! Any program that speaks the protocol is graded: the examples in C and in Rust.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use descentcheck::grade::{Form, Mechanism, Style, Submission};

use super::{descent, gives, graded_as, sandbox};

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
    let other: &[&[Mechanism]] = if gives(Mechanism::MountNamespace) { &[&[], &[Mechanism::Landlock]] } else { &[&[]] };
    for without in other {
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

/// Numbers that look random and are the same every time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % bound
    }
}

/// Lines that a program may say, and some that none may.
const LINES: [&str; 18] = [
    "ready 1 sh",
    "done",
    "at 1 0.5",
    "at 1 0.5 0.5",
    "at 2 1.0",
    "at 1 nan",
    "at 18446744073709551616 1",
    "ask gradient 0.5",
    "ask gradient",
    "ask hessian 0.0 1.0",
    "ask samples[2] 0 1 0.5",
    "ask samples[9999999999] 0",
    "ask value 1e999",
    "note inplace w",
    "note remark \"x\"",
    "raised Error f:1 \"no\"",
    "raised",
    "\u{0} \u{e9}",
];

#[test]
fn whatever_a_program_says_is_only_its_own_answer() {
    let mut numbers = Numbers(1);
    for _ in 0..60 {
        let count = numbers.below(30);
        let lines: Vec<&str> = (0..count).map(|_| LINES[numbers.below(LINES.len())]).collect();
        let text = format!("#!/usr/bin/tail -n+2\nready 1 tail\n{}\n", lines.join("\n"));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("program");
        fs::write(&path, &text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        let submission = Submission::take(&path).unwrap();
        let found = graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[]));
        assert!(found.is_ok_and(|found| !found.is_right()), "{text}");
    }
}
