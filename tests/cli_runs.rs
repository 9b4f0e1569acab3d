//! Complete runs: exit codes, JSON, and the files written.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

const NOTES: &str = "\
# Mine

```method descent(eta)
w[t] = w[t-1] - eta*grad R(w[t-1])
```

```claim downhill
given R: convex, L-smooth
given eta in (0, 1/L]
run   descent(eta) on R
show  R(w[t]) <= R(w[t-1])   for t >= 1
```

```claim downhill/any-step-size
given R: convex, L-smooth
given eta > 0
run   descent(eta) on R
show  R(w[t]) <= R(w[t-1])   for t >= 1
EXPECT
```
";

/// A folder with `mine.md`, whose second claim is false and said to be so, or not.
fn folder(says_so: bool) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let notes = NOTES.replace("EXPECT\n", if says_so { "expect refuted\n" } else { "" });
    fs::write(folder.path().join("mine.md"), notes).expect("the notes are written");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("descentcheck").expect("the program is built");
    command.current_dir(folder).env("COLUMNS", "80").args(arguments).output().expect("the program starts")
}

fn verify(folder: &Path, more: &[&str]) -> Output {
    let arguments = [&["verify", "mine.md", "--cases", "50"], more].concat();
    run(folder, &arguments)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8")
}

fn json(bytes: &[u8]) -> Value {
    serde_json::from_slice(bytes).expect("it is JSON and nothing else")
}

#[test]
fn a_false_claim_that_is_said_to_be_false_is_no_failure() {
    let output = verify(folder(true).path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Every verdict is as expected."));
}

#[test]
fn a_false_claim_that_is_said_to_hold_ends_with_1_and_shows_what_breaks_it() {
    let output = verify(folder(false).path(), &[]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let out = text(&output.stdout);
    for word in ["NOT AS EXPECTED", "R(w) = ", "η = ", "descentcheck replay --claim downhill/any-step-size --case"] {
        assert!(out.contains(word), "{word} is missing:\n{out}");
    }
}

#[test]
fn json_on_standard_output_stands_alone() {
    let output = verify(folder(false).path(), &["--json", "-"]);
    let results = json(&output.stdout);
    assert_eq!(results["schema"], "descentcheck/results/v1");
    assert_eq!(results["claims"][0]["verdict"], "holds");
    assert_eq!(results["claims"][1]["verdict"], "refuted");
    assert_eq!(results["claims"][1]["as_expected"], false);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn the_same_seed_gives_the_same_bytes_at_any_number_of_threads() {
    let folder = folder(true);
    let one = verify(folder.path(), &["--json", "-", "--jobs", "1"]);
    let two = verify(folder.path(), &["--json", "-", "--jobs", "2"]);
    assert_eq!(text(&one.stdout), text(&two.stdout));
}

#[test]
fn a_case_file_is_written_beside_the_results_and_replays_alone() {
    let folder = folder(false);
    let output = verify(folder.path(), &["--json", "out/results.json"]);
    assert_eq!(output.status.code(), Some(1));
    let results = json(&fs::read(folder.path().join("out/results.json")).expect("the results are written"));
    assert_eq!(results["claims"][1]["replay"], "descentcheck replay cases/downhill--any-step-size.json");
    let replay = run(folder.path(), &["replay", "out/cases/downhill--any-step-size.json"]);
    assert_eq!(replay.status.code(), Some(1), "{}", text(&replay.stderr));
    assert!(text(&replay.stdout).contains("is refuted"));
    let left: Vec<_> = fs::read_dir(folder.path().join("out")).expect("the folder is there").collect();
    assert_eq!(left.len(), 2, "no unfinished file stays behind");
}

#[test]
fn a_case_on_the_command_line_replays_alone() {
    let folder = folder(false);
    let results = json(&verify(folder.path(), &["--json", "-"]).stdout);
    let case = results["claims"][1]["counterexample"]["case"].to_string();
    let arguments = ["replay", "--claim", "downhill/any-step-size", "--case", &case, "--notes", "mine.md"];
    let replay = run(folder.path(), &arguments);
    assert_eq!(replay.status.code(), Some(1), "{}", text(&replay.stderr));
    assert!(text(&replay.stdout).contains("is refuted"));
}

#[test]
fn a_counterexample_to_a_false_claim_is_none_to_the_true_one() {
    let folder = folder(true);
    let output = verify(folder.path(), &["--claim", "downhill", "--json", "-"]);
    let results = json(&output.stdout);
    assert_eq!(results["claims"].as_array().map(Vec::len), Some(1));
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_reader_that_leaves_early_is_no_panic() {
    use std::process::{Command, Stdio};
    let program = assert_cmd::cargo::cargo_bin("descentcheck");
    let mut child = Command::new(program)
        .args(["list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
}
