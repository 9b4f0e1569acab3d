//! The command line on valid and invalid input.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

fn descentcheck(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("descentcheck").expect("the program is built");
    command.current_dir(folder).env_remove("NO_COLOR").env("COLUMNS", "80");
    command
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for temporary files")
}

/// Runs a command that is to end with a code, and returns what it wrote to standard output and error.
fn ends(arguments: &[&str], code: i32, folder: &Path) -> (String, String) {
    let output = descentcheck(folder).args(arguments).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
    (out, err)
}

#[test]
fn help_names_every_command_and_exit_code() {
    let (out, _) = ends(&["--help"], 0, folder().path());
    for word in ["verify", "list", "explain", "replay", "mutants", "Exit codes", "130"] {
        assert!(out.contains(word), "{word} is missing:\n{out}");
    }
}

#[test]
fn every_command_explains_its_options() {
    for command in ["verify", "list", "explain", "replay", "mutants"] {
        let (out, _) = ends(&[command, "--help"], 0, folder().path());
        assert!(out.contains("Usage: descentcheck"), "{out}");
    }
}

#[test]
fn a_wrong_option_ends_with_2() {
    let folder = folder();
    let (_, err) = ends(&["verify", "--cassees", "3"], 2, folder.path());
    assert!(err.contains("--cassees"), "{err}");
    ends(&["verify", "--cases", "many"], 2, folder.path());
    ends(&["verify", "--cases", "0"], 2, folder.path());
    ends(&["vreify"], 2, folder.path());
    ends(&["replay"], 2, folder.path());
}

#[test]
fn data_need_a_target_and_a_loss() {
    let folder = folder();
    ends(&["verify", "--data", "x.csv"], 2, folder.path());
    ends(&["verify", "--target", "y"], 2, folder.path());
    ends(&["verify", "--data", "x.csv", "--target", "y", "--loss", "hinge"], 2, folder.path());
}

#[test]
fn a_file_that_is_not_there_ends_with_2_and_is_named() {
    let folder = folder();
    for arguments in [["verify", "absent.md"], ["list", "absent.md"], ["replay", "absent.json"]] {
        let (_, err) = ends(&arguments, 2, folder.path());
        assert!(err.contains(arguments[1]), "{err}");
    }
    let (_, err) = ends(&["verify", "--data", "absent.csv", "--target", "y", "--loss", "squares"], 2, folder.path());
    assert!(err.contains("absent.csv"), "{err}");
}

#[test]
fn a_claim_that_is_not_there_ends_with_2_and_names_one_like_it() {
    let folder = folder();
    let (_, err) = ends(&["verify", "--claim", "theorem-7.2"], 2, folder.path());
    assert!(err.contains("theorem-7.1"), "{err}");
    let (_, err) = ends(&["explain", "theorem-7.2"], 2, folder.path());
    assert!(err.contains("theorem-7.1"), "{err}");
}

#[test]
fn notes_without_a_claim_end_with_2() {
    let folder = folder();
    fs::write(folder.path().join("empty.md"), "# Nothing\n").expect("the file is written");
    let (_, err) = ends(&["verify", "empty.md"], 2, folder.path());
    assert!(err.contains("no claim"), "{err}");
}

#[test]
fn a_mistake_in_the_notes_ends_with_2_and_shows_its_line() {
    let folder = folder();
    let text = "# Mine\n\n```claim mine\ngiven R: convex\nshow R(w) <= \n```\n";
    fs::write(folder.path().join("mine.md"), text).expect("the file is written");
    let (_, err) = ends(&["verify", "mine.md"], 2, folder.path());
    assert!(err.contains("mine.md:5"), "{err}");
}

#[test]
fn a_broken_case_file_ends_with_2() {
    let folder = folder();
    let path = folder.path().join("case.json");
    let wrong = [
        "{",
        "[]",
        r#"{"schema": "descentcheck/case/v1"}"#,
        r#"{"schema": "descentcheck/case/v9", "claim": "theorem-7.1",
            "case": {"horizon": 1, "problems": {}, "scalars": {}, "vectors": {}}}"#,
        r#"{"schema": "descentcheck/case/v1", "claim": "theorem-7.2",
            "case": {"horizon": 1, "problems": {}, "scalars": {}, "vectors": {}}}"#,
        r#"{"schema": "descentcheck/case/v1", "claim": "theorem-7.1", "mutant": "no-such-mistake",
            "case": {"horizon": 1, "problems": {}, "scalars": {}, "vectors": {}}}"#,
    ];
    for text in wrong {
        fs::write(&path, text).expect("the file is written");
        let (_, err) = ends(&["replay", "case.json"], 2, folder.path());
        assert!(err.starts_with("error: "), "{text}\n{err}");
    }
}

#[test]
fn a_broken_case_on_the_command_line_ends_with_2() {
    let folder = folder();
    ends(&["replay", "--case", "{}"], 2, folder.path());
    ends(&["replay", "--claim", "theorem-7.1", "--case", "{"], 2, folder.path());
}

#[test]
fn list_names_claims_steps_and_mistakes() {
    let (out, _) = ends(&["list"], 0, folder().path());
    for word in ["claim", "theorem-7.1", "step", "theorem-7.1/descent-lemma", "mutant"] {
        assert!(out.contains(word), "{word} is missing:\n{out}");
    }
}

#[test]
fn explain_shows_the_statement_the_proof_and_the_source() {
    let (out, _) = ends(&["explain", "theorem-7.1"], 0, folder().path());
    for word in ["η ∈ (0, 1/L]", "theorem-7.1/descent-lemma", "Known mistakes", "given eta in (0, 1/L]"] {
        assert!(out.contains(word), "{word} is missing:\n{out}");
    }
}

#[test]
fn what_is_not_a_terminal_gets_no_colours() {
    let (out, err) = ends(&["explain", "theorem-7.1"], 0, folder().path());
    assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'), "{out}{err}");
}
