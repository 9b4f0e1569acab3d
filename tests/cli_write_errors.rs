//! Output that cannot be written ends with 74 and one line; a closed pipe is not an error.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const NOTES: &str = "\
```method gd(eta)
w[t] = w[t-1] - eta*grad R(w[t-1])
```
```claim c
given R: convex, L-smooth
given eta in (0, 1/L]
run gd(eta) on R
show R(w[t]) <= R(w[t-1]) for t >= 1
```
```mutant uphill of gd
w[t] = w[t-1] + eta*grad R(w[t-1])
killed by c
```
```claim false
given x in [0, 1]
show x > 1/2
expect refuted
```
";

/// What every command is tried with, except for those that need a file of an earlier run.
const COMMANDS: [&str; 9] = [
    "list mine.md",
    "explain c mine.md",
    "verify mine.md --cases 60",
    "verify mine.md --cases 60 --json -",
    "verify mine.md --cases 60 --effort",
    "mutants mine.md --cases 60",
    "report mine.md -o out --cases 60",
    "--help",
    "--version",
];

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    fs::write(folder.path().join("mine.md"), NOTES).expect("the notes are written");
    folder
}

fn command(folder: &Path, arguments: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_descentcheck"));
    command.current_dir(folder).args(arguments.split(' ')).stdin(Stdio::null());
    command
}

/// Exit code 74, and one line that is no progress.
fn fails_to_write(output: &Output, what: &str) {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(74), "{what}: {said}");
    let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error: ")).collect();
    assert_eq!(errors.len(), 1, "{what}: {said}");
    assert!(errors[0].contains("cannot write") && errors[0].contains("space"), "{what}: {said}");
}

fn full() -> File {
    File::options().write(true).open("/dev/full").expect("there is such a device")
}

#[test]
fn a_full_device_ends_every_command_with_74() {
    let folder = folder();
    for arguments in COMMANDS {
        let output = command(folder.path(), arguments).stdout(full()).output().expect("the program starts");
        fails_to_write(&output, arguments);
    }
    let output = command(folder.path(), "verify mine.md --cases 60 --json results.json").output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    for arguments in ["replay cases/false.json", "verify mine.md --cases 60 --json /dev/full"] {
        let output = command(folder.path(), arguments).stdout(full()).output().expect("the program starts");
        fails_to_write(&output, arguments);
    }
    let output = command(folder.path(), "verify mine.md --cases 60 --json /dev/full").output().expect("it starts");
    fails_to_write(&output, "results on a full device");
    assert!(String::from_utf8_lossy(&output.stdout).contains("As taught"), "what was found is said all the same");
}

#[test]
fn a_reader_that_has_gone_changes_no_exit_code() {
    let folder = folder();
    for arguments in COMMANDS {
        let (reader, writer) = std::io::pipe().expect("there are pipes");
        drop(reader);
        let output = command(folder.path(), arguments).stdout(writer).output().expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{arguments}: {said}");
        assert!(!said.contains("error"), "{arguments}: {said}");
    }
}

/// The largest file that a command may write, as on a disk that is full.
fn with_little_room(folder: &Path, blocks: u32, arguments: &str) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {arguments}");
    let mut shell = Command::new("bash");
    shell.current_dir(folder).args(["-c", &script, env!("CARGO_BIN_EXE_descentcheck")]);
    shell.output().expect("the shell starts")
}

#[test]
fn a_disk_without_room_leaves_nothing_half_written() {
    let folder = folder();
    let arguments = "report mine.md -o out --cases 60 --format html,json";
    let output = with_little_room(folder.path(), 4, arguments);
    assert_eq!(output.status.code(), Some(74), "{}", String::from_utf8_lossy(&output.stderr));
    let left = fs::read_dir(folder.path().join("out")).map_or(0, Iterator::count);
    assert_eq!(left, 0, "the report is there as a whole or not at all");
    let output = with_little_room(folder.path(), 1, "verify mine.md --cases 3000 --resume kept.jsonl");
    assert_eq!(output.status.code(), Some(74), "{}", String::from_utf8_lossy(&output.stderr));
    let kept = fs::read_to_string(folder.path().join("kept.jsonl")).expect("what fits is there");
    assert!(kept.is_empty() || kept.ends_with('\n'), "{kept}");
    let output = command(folder.path(), "verify mine.md --cases 3000 --resume kept.jsonl").output().expect("it starts");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
