//! A second, independent judge in Python reaches the same verdicts: for every refutation of the chapter, and for the case with the smallest
//! slack of each claim. It needs `python3` with mpmath and is skipped if these are missing, unless
//! `DESCENTCHECK_NEEDS_PYTHON` is set.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use assert_cmd::cargo::cargo_bin_cmd;

/// The chapter had 291 such cases when this was written; far fewer would mean that the program no longer reports them.
const NEAREST_CASES: u64 = 280;

fn notes() -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("proofs")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    found.sort();
    found
}

fn python() -> bool {
    let found =
        Command::new("python3").args(["-c", "import mpmath"]).output().is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("DESCENTCHECK_NEEDS_PYTHON").is_none(), "python3 with mpmath is missing");
    found
}

fn second_judge(results: &Path, notes: &[PathBuf]) -> Output {
    Command::new("python3").arg("tests/independent/judge.py").arg(results).args(notes).output().unwrap()
}

fn results_of(folder: &Path, notes: &[PathBuf], options: &[&str]) -> PathBuf {
    let results = folder.join("results.json");
    cargo_bin_cmd!().arg("verify").args(notes).args(options).arg("--json").arg(&results).output().unwrap();
    results
}

#[test]
fn a_second_judge_agrees_on_every_refutation_and_on_the_nearest_cases() {
    if !python() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let results = results_of(folder.path(), &[], &["--cases", "200"]);
    let output = second_judge(&results, &notes());
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    let counts: Vec<u64> = text.lines().last().unwrap().split(' ').filter_map(|word| word.parse().ok()).collect();
    let json: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&results).unwrap()).unwrap();
    let refuted =
        json["claims"].as_array().unwrap().iter().filter(|claim| claim["verdict"] == "refuted").count() as u64;
    assert_eq!(counts[0], refuted, "every refutation is judged: {text}");
    assert!(counts[1] >= NEAREST_CASES, "{text}");
    let mut skipped = text.lines().filter(|line| line.starts_with("not judged: "));
    assert!(skipped.all(|line| line.ends_with("there is no case in the results")), "{text}");
}

/// The sides differ by 2^-1000 of themselves, and are differences of roots that agree to 2^-1000: 1,600 bits without an error bound
/// took their rounding for a refutation.
#[test]
fn the_second_judge_takes_no_rounding_for_a_refutation() {
    if !python() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("note.md");
    let claim = "given k in 1000..1010\nshow sqrt(17 + 2^-k) - sqrt(17) < 2^-k/(2*sqrt(17))\n";
    std::fs::write(&note, format!("```claim roots\n{claim}```\n")).unwrap();
    let results = results_of(folder.path(), std::slice::from_ref(&note), &[]);
    let output = second_judge(&results, std::slice::from_ref(&note));
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("0 refutations and 1 nearest cases judged, 0 differ, 0 tied, 0 not judged"), "{text}");
}

#[test]
fn the_second_judge_notices_a_wrong_verdict() {
    if !python() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("note.md");
    std::fs::write(&note, "```claim small\ngiven x in [0, 1]\nshow x <= 1/2\n```\n").unwrap();
    let results = results_of(folder.path(), std::slice::from_ref(&note), &[]);
    assert!(second_judge(&results, std::slice::from_ref(&note)).status.success());
    std::fs::write(&note, "```claim small\ngiven x in [0, 1]\nshow x <= 1\n```\n").unwrap();
    let output = second_judge(&results, std::slice::from_ref(&note));
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
}
