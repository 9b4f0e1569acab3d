//! The command `figures`: the pictures it writes.

use std::fs;
use std::process::{Command, Output};

use tempfile::TempDir;

const NOTES: &str = "\
# Mine

```figure parabola \"A parabola\"
plot (k/10)^2 against k/10   for k in -20..20 \"w²\"
```

```figure line \"A line\"
plot k against k   for k in 0..4
```
";

fn figures(arguments: &[&str]) -> (TempDir, Output) {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    fs::write(folder.path().join("mine.md"), NOTES).expect("the notes are written");
    let mut command = Command::new(env!("CARGO_BIN_EXE_descentcheck"));
    let output =
        command.current_dir(folder.path()).arg("figures").args(arguments).output().expect("the program starts");
    (folder, output)
}

#[test]
fn every_figure_is_written_and_named() {
    let (folder, output) = figures(&["mine.md", "-o", "out"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8_lossy(&output.stdout).replace('\\', "/");
    assert_eq!(told, "out/parabola.svg\nout/parabola.png\nout/line.svg\nout/line.png\n");
    for line in told.lines() {
        assert!(fs::metadata(folder.path().join(line)).expect("it is there").len() > 1_000);
    }
}

#[test]
fn only_what_is_asked_for_is_written() {
    let (folder, output) = figures(&["mine.md", "-o", "out", "--only", "line", "--format", "svg", "--size", "thumb"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_dir(folder.path().join("out")).expect("it is there").count(), 1);
}

#[test]
fn an_unknown_figure_is_an_error_that_names_the_nearest() {
    let (_, output) = figures(&["mine.md", "--only", "lime"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `line`?"));
}
