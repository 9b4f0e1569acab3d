//! The command `report`: the files it writes, and that it watches.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

const NOTES: &str = "\
# Mine

```method descent(eta)
w[t] = w[t-1] - eta*grad R(w[t-1])
```

```claim downhill
given R: convex, L-smooth
given eta > 0
run   descent(eta) on R
show  R(w[t]) <= R(w[t-1])   for t >= 1
expect refuted
```
";
/// Long enough for the busiest machine; nothing waits that long unless it fails.
const PATIENCE: Duration = Duration::from_secs(120);

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    fs::write(folder.path().join("mine.md"), NOTES).expect("the notes are written");
    folder
}

fn report(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_descentcheck"));
    command.current_dir(folder).arg("report").args(arguments).args(["--cases", "30"]);
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    report(folder, arguments).output().expect("the program starts")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("listed").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn every_format_is_written_on_one_command() {
    let folder = folder();
    let output = run(folder.path(), &["mine.md", "-o", "out", "--format", "html,md,json,junit"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let wanted = ["cases", "index.html", "index.md", "junit.xml", "mine.html", "mine.md", "results.json"];
    assert_eq!(names(&folder.path().join("out")), wanted);
}

#[test]
fn the_command_on_a_page_judges_its_case_again() {
    let folder = folder();
    run(folder.path(), &["mine.md", "-o", "out"]);
    assert_eq!(names(&folder.path().join("out")), ["index.html", "mine.html"]);
    let page = fs::read_to_string(folder.path().join("out/mine.html")).expect("the page is there");
    let shown = page.split("Run it again: <code>").nth(1).and_then(|rest| rest.split("</code>").next());
    let plain = shown.expect("the command is shown").replace("<span class=\"pair\">", "").replace("</span>", "");
    let command = plain.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let arguments = command.strip_prefix("descentcheck ").expect("it is this program's");
    let line = format!("exec \"$PROGRAM\" {arguments}");
    let mut shell = Command::new("sh");
    shell.current_dir(folder.path()).env("PROGRAM", env!("CARGO_BIN_EXE_descentcheck")).args(["-c", &line]);
    let output = shell.output().expect("the shell starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("On this case the claim is refuted."), "{command}\n{text}");
}

#[test]
fn judged_markdown_never_takes_the_place_of_the_notes() {
    let folder = folder();
    let output = run(folder.path(), &["mine.md", "-o", ".", "--format", "md"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_to_string(folder.path().join("mine.md")).expect("still there"), NOTES);
}

/// What the program says where it refuses to write a report, which changes nothing in the folder.
fn refused(folder: &Path, out: &str) -> String {
    let before = names(&folder.join(out));
    let output = run(folder, &["mine.md", "-o", out, "--format", "html,md,json"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert_eq!(names(&folder.join(out)), before);
    assert!(!said.contains("holds"), "nothing is judged before: {said}");
    assert!(said.contains("--out"), "the way out is said: {said}");
    said
}

#[test]
fn a_report_overwrites_nothing_but_reports() {
    let folder = folder();
    let out = folder.path().join("out");
    for (name, text) in [("index.html", "<h1>mine</h1>"), ("mine.md", "# Mine"), ("results.json", "{}")] {
        fs::create_dir_all(&out).expect("it can be made");
        fs::write(out.join(name), text).expect("it can be written");
        assert!(refused(folder.path(), "out").contains(&format!("out/{name} was not written by a report")));
        assert_eq!(fs::read_to_string(out.join(name)).expect("still there"), text);
        fs::remove_dir_all(&out).expect("it can be removed");
    }
    for _ in 0..2 {
        let output = run(folder.path(), &["mine.md", "-o", "out", "--format", "html,md,json,junit"]);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    }
    fs::write(out.join("other.html"), "<h1>mine</h1>").expect("it can be written");
    assert_eq!(run(folder.path(), &["mine.md", "-o", "out"]).status.code(), Some(0), "what is not in its way may stay");
    assert_eq!(fs::read_to_string(out.join("other.html")).expect("still there"), "<h1>mine</h1>");
}

#[cfg(unix)]
#[test]
fn a_report_follows_no_link_out_of_its_folder() {
    use std::os::unix::fs::symlink;
    let folder = folder();
    let (out, elsewhere) = (folder.path().join("out"), folder.path().join("elsewhere"));
    fs::create_dir_all(&elsewhere).expect("it can be made");
    fs::create_dir_all(&out).expect("it can be made");
    fs::write(elsewhere.join("page.html"), "mine").expect("it can be written");
    symlink(elsewhere.join("page.html"), out.join("mine.html")).expect("it can be linked");
    assert!(refused(folder.path(), "out").contains("is a link"));
    fs::remove_file(out.join("mine.html")).expect("it can be removed");
    symlink(&elsewhere, out.join("cases")).expect("it can be linked");
    assert!(refused(folder.path(), "out").contains("is a link"));
    assert_eq!(names(&elsewhere), ["page.html"]);
}

#[test]
fn a_report_is_not_written_where_the_notes_are() {
    let folder = folder();
    assert!(refused(folder.path(), ".").contains("the folder of the notes themselves"));
}

#[test]
fn only_files_can_be_watched() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["--watch"]).status.code(), Some(2));
}

/// A child that ends with the test.
struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn wait_for(page: &PathBuf, text: &str) {
    let start = Instant::now();
    while !fs::read_to_string(page).is_ok_and(|page| page.contains(text)) {
        assert!(start.elapsed() < PATIENCE, "{} never says {text}", page.display());
        thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_watched_file_is_judged_again_when_it_changes_even_after_a_mistake_in_it() {
    let folder = folder();
    let mut command = report(folder.path(), &["mine.md", "-o", "out", "--watch"]);
    let _child = Watching(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts"));
    let (notes, page) = (folder.path().join("mine.md"), folder.path().join("out/mine.html"));
    wait_for(&page, "Mine");
    fs::write(&notes, NOTES.replace("# Mine", "# Mine, changed")).expect("the notes are written");
    wait_for(&page, "Mine, changed");
    fs::write(&notes, NOTES.replace("given eta > 0\n", "")).expect("the notes are written");
    fs::write(&notes, NOTES.replace("# Mine", "# Mine, put right")).expect("the notes are written");
    wait_for(&page, "Mine, put right");
}
