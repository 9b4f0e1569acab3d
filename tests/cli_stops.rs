//! Ctrl-C and SIGTERM end every command within a second, with 130, whatever it is doing.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A second, and as much again for a machine that has other things to do.
const SOON: Duration = Duration::from_secs(2);

const GD: &str = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";

fn folder(notes: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    fs::write(folder.path().join("mine.md"), notes).expect("the notes are written");
    folder
}

fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_descentcheck"));
    command.current_dir(folder).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

/// Lets a command work for a while, stops it, and returns what it said; fails where it takes long to obey.
fn stopped(folder: &Path, arguments: &[&str], after: Duration, signal: &str) -> Output {
    let child = start(folder, arguments);
    sleep(after);
    let sent = Instant::now();
    let id = child.id().to_string();
    assert!(Command::new("kill").args([signal, &id]).status().expect("there is a `kill`").success());
    let output = child.wait_with_output().expect("it ends");
    let took = sent.elapsed();
    assert!(took < SOON, "{arguments:?} took {took:?} to stop");
    assert_eq!(output.status.code(), Some(130), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

fn claim(name: &str, lines: &str) -> String {
    format!("```claim {name}\n{lines}\n```\n")
}

#[test]
fn work_on_one_case_is_left() {
    let sums = claim("c", "given x in [0, 1]\nshow sum(i in 1..65536: sum(j in 1..65536: x*i*j)) >= 0");
    let long = "given R: convex, L-smooth\ngiven eta in (0, 1/L]\nrun gd(eta) on R\nshow R(w[t]) <= R(w[t-1]) for t in 1..65536";
    let flow = "```flow gf()\ndw/dt = -grad R(w)\n```\n".to_owned()
        + &claim("c", "given R: quadratic, convex\nrun gf() on R\ngiven s >= 0\nshow R(w(s)) <= R(w(s))");
    for (notes, signal) in [(sums, "-INT"), (format!("{GD}{}", claim("c", long)), "-TERM"), (flow, "-INT")] {
        let folder = folder(&notes);
        stopped(folder.path(), &["verify", "mine.md", "--cases", "100000"], Duration::from_millis(500), signal);
    }
}

#[test]
fn what_was_judged_is_printed_and_kept() {
    let sums = "given x in [0, 1]\nshow sum(i in 1..65536: sum(j in 1..65536: x*i*j)) >= 0";
    // Each of the slow ones is given up after some cases.
    let slow: String = (0..100).map(|i| claim(&format!("slow-{i}"), sums)).collect();
    let folder = folder(&format!("{}{slow}", claim("quick", "given x in [0, 1]\nshow x >= 0")));
    // One thread takes the claims in order; of two, both may work on slow ones first.
    let arguments = ["verify", "mine.md", "--cases", "100000", "--jobs", "1", "--resume", "kept.jsonl"];
    let output = stopped(folder.path(), &arguments, Duration::from_secs(5), "-INT");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("quick") && text.contains("Interrupted"), "{text}");
    let kept = fs::read_to_string(folder.path().join("kept.jsonl")).expect("the campaign is there");
    assert!(kept.lines().count() > 2, "{kept}");
}

#[test]
fn an_interrupted_report_leaves_the_finished_one_as_it_was() {
    let quick = claim("quick", "given x in [0, 1]\nshow x >= 0");
    let folder = folder(&quick);
    assert!(start(folder.path(), &["report", "mine.md", "-o", "out"]).wait().expect("it ends").success());
    let page = || fs::read(folder.path().join("out/mine.html")).expect("the page is there");
    let before = page();
    let sums = "given x in [0, 1]\nshow sum(i in 1..65536: sum(j in 1..65536: x*i*j)) >= 0";
    fs::write(folder.path().join("mine.md"), quick + &claim("slow", sums)).expect("the notes are written");
    let arguments = ["report", "mine.md", "-o", "out", "--cases", "100000"];
    stopped(folder.path(), &arguments, Duration::from_secs(1), "-TERM");
    assert_eq!(page(), before);
    let names = fs::read_dir(folder.path().join("out")).expect("the folder is there").count();
    assert_eq!(names, 2, "nothing unfinished is left behind");
}

#[test]
fn watching_and_drawing_and_mistakes_end() {
    let folder = folder(&claim("quick", "given x in [0, 1]\nshow x >= 0"));
    let watching = ["report", "mine.md", "-o", "out", "--watch"];
    stopped(folder.path(), &watching, Duration::from_secs(2), "-INT");
    for (command, wait) in [("figures", 300), ("mutants", 1500), ("report", 300)] {
        let arguments: &[&str] = if command == "mutants" { &["mutants"] } else { &[command, "-o", "drawn"] };
        stopped(folder.path(), arguments, Duration::from_millis(wait), "-TERM");
    }
}
