//! Programs as students write them: every right one is the method, every wrong one loses, and most are rightly named.
//!
//! tests/grading/right/METHOD/ and tests/grading/wrong/METHOD/ hold one program a file. What a wrong one is to be called stands in its
//! first line, written before it was tried. Ordinarily every tenth is tried; with `DESCENTCHECK_LONG` set, all of them.

use std::fs;
use std::path::{Path, PathBuf};

use descentcheck::blackbox::{Diagnosis, Explanation, Finding, Options, Origin, Verdict, judge_method};
use descentcheck::grade::{Form, Limits, Style, Submission, Worker};

use super::{chapter, has_numpy, python, sandbox};

/// What the programs of a method are handed.
const ARGUMENTS: &[(&str, &[&str])] = &[
    ("gradient_descent", &["eta"]),
    ("momentum", &["eta", "mu"]),
    ("heavy_ball", &["eta", "mu"]),
    ("momentum_velocity", &["rate", "mu"]),
    ("sgd", &["batch", "eta"]),
    ("adagrad", &["eta", "eps"]),
    ("rmsprop", &["eta", "gamma", "eps"]),
    ("adadelta", &["eta", "gamma", "eps"]),
    ("adadelta_zeiler", &["gamma", "eps"]),
    ("adam", &["eta", "beta1", "beta2", "eps"]),
    ("adam_corrected", &["eta", "beta1", "beta2", "eps"]),
    ("rprop", &["eta0", "up", "down"]),
    ("quickprop", &["eta"]),
    ("newton", &[]),
    ("delta_delta", &["eta0", "gamma"]),
    ("delta_bar_delta", &["eta0", "kappa", "phi", "theta"]),
    ("sign_descent", &["eta"]),
];

/// How a program is called, which its text tells.
fn form(method: &str, text: &str) -> Form {
    let own = ARGUMENTS.iter().find(|(name, _)| *name == method).unwrap_or_else(|| panic!("{method}?")).1;
    let is_loop = text.contains("def optimize(");
    let mut arguments = match (is_loop, method) {
        (true, "newton") => vec!["gradient", "hessian", "w"],
        (true, _) => vec!["gradient", "w"],
        (false, "newton") => vec!["w", "g", "H"],
        (false, "sgd") => vec!["w", "gradients"],
        (false, _) => vec!["w", "g"],
    };
    arguments.extend(own);
    if is_loop {
        arguments.push("steps");
        Form::new(Style::Loop, "optimize", &arguments)
    } else if text.lines().any(|line| line.starts_with("class ")) {
        Form::new(Style::Class, "Optimizer", &arguments)
    } else {
        Form::step("step", &arguments)
    }
}

/// The programs of a kind that can be run here, in the order of their names: method, path, text.
fn programs(kind: &str) -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grading").join(kind);
    let with_numpy = has_numpy();
    let mut found = Vec::new();
    for folder in fs::read_dir(&root).unwrap() {
        let folder = folder.unwrap();
        for file in fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "py") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            if with_numpy || !text.contains("import numpy") {
                found.push((folder.file_name().to_string_lossy().into_owned(), path, text));
            }
        }
    }
    found.sort();
    found
}

/// Every tenth, or all of them.
fn chosen(kind: &str) -> Vec<(String, PathBuf, String)> {
    let every = if std::env::var_os("DESCENTCHECK_LONG").is_some() { 1 } else { 10 };
    programs(kind).into_iter().step_by(every).collect()
}

fn judged(
    (method, path, text): &(String, PathBuf, String),
    cases: usize,
    seed: u64,
    explain: bool,
) -> (Finding, Vec<String>) {
    let submission = Submission::take(path).unwrap();
    let limits = Limits { calls: 10_000, ..Limits::default() };
    let worker = Worker::start(&submission, &form(method, text), &limits, Some(python()), &sandbox(&[]))
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let options = Options { cases, seed, explain, ..Options::default() };
    let finding = judge_method(chapter(), method, &worker, &options).unwrap();
    (finding, worker.notes().iter().map(|note| note.what.to_string()).collect())
}

#[test]
fn right_programs_are_the_method() {
    let seeds = if std::env::var_os("DESCENTCHECK_LONG").is_some() { 1..=20 } else { 1..=1 };
    let mut wrong = Vec::new();
    for program in chosen("right") {
        for seed in seeds.clone() {
            let (finding, notes) = judged(&program, 120, seed, false);
            if !finding.is_right() {
                wrong.push(format!("{} seed {seed}: {finding}\n{notes:?}", program.1.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What a diagnosis says, its origin first.
fn said(name: &Explanation) -> String {
    let origin = match &name.origin {
        Origin::Mistake(id) | Origin::Variant(id) => id.as_str(),
        Origin::Automatic | Origin::Pair(_) => "",
    };
    format!("[{origin}] {} | {}", name.what, name.yours.join("; "))
}

#[test]
fn wrong_programs_lose_and_most_are_named() {
    let (mut found, mut nameless, mut wrong, mut named, mut wrongly) = (0, 0, Vec::new(), 0, Vec::new());
    for program in chosen("wrong") {
        let (finding, notes) = judged(&program, 120, 1, true);
        let title = program.1.display().to_string();
        found += 1;
        if finding.is_right() && notes.is_empty() {
            wrong.push(format!("{title}: {finding}"));
        }
        let expected = program.2.lines().next().and_then(|line| line.strip_prefix("# expected: "));
        let expected = expected.unwrap_or_else(|| panic!("{title} does not say what is expected"));
        let diagnosis = match &finding.verdict {
            Verdict::Differs { diagnosis: Diagnosis::Named(name), .. } => said(name),
            Verdict::Differs { diagnosis: Diagnosis::OneOf(names), .. } => {
                println!("{title}: one of {:?}", names.iter().map(said).collect::<Vec<_>>());
                String::new()
            }
            _ => String::new(),
        };
        // Some mistakes have no name.
        if expected == "Unknown" {
            nameless += 1;
        }
        let all = format!("{diagnosis}\n{}\n{:?}", notes.join("\n"), finding.behaviours);
        let is_named = expected.split(" | ").any(|words| all.contains(words));
        named += usize::from(is_named);
        if !is_named && !diagnosis.is_empty() && !expected.contains("Unknown") {
            wrongly.push(format!("{title}: expected {expected}, said {diagnosis}"));
        }
        println!("{title}: {} {all}", if is_named { "as expected:" } else { "OTHERWISE:" });
    }
    println!("{found} wrong programs, {named} named as expected, {} otherwise", wrongly.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(wrongly.is_empty(), "{}", wrongly.join("\n\n"));
    assert!(20 * named >= 17 * (found - nameless), "{named} of {} are named as expected", found - nameless);
}

#[test]
fn there_are_four_right_programs_a_method() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grading/right");
    for (method, _) in ARGUMENTS {
        let count = fs::read_dir(root.join(method)).map_or(0, Iterator::count);
        assert!(count >= 4, "{method}: {count}");
    }
}
