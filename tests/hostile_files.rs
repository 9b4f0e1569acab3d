//! Paths that are not files, bytes that are not text, cases that are too large: the program ends with 2, says in one
//! message what is wrong and what to do, and takes little memory.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use descentcheck::language::check::Chapter;
use tempfile::TempDir;

/// Kilobytes of memory that the program may ask for, code and stacks of its threads included.
const MEMORY: usize = 1_500_000;

fn folder() -> TempDir {
    tempfile::tempdir().expect("a folder for temporary files")
}

/// Runs the program with bounded memory.
fn run(folder: &Path, arguments: &[&str]) -> Output {
    let program = assert_cmd::cargo::cargo_bin("descentcheck");
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\"")).arg(program).args(arguments);
    shell.current_dir(folder).env("COLUMNS", "80").output().expect("the program starts")
}

/// The message of a run that is to end with 2.
fn refuses(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    let err = String::from_utf8(output.stderr).expect("the program writes UTF-8");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}\n{err}");
    assert!(err.contains("error"), "{arguments:?}\n{err}");
    err
}

const DATA: [&str; 4] = ["--target", "y", "--loss", "squares"];

#[cfg(unix)]
#[test]
fn what_is_no_file_is_refused_and_named() {
    let folder = folder();
    let made = Command::new("mkfifo").arg(folder.path().join("pipe")).status().expect("mkfifo starts");
    assert!(made.success());
    std::os::unix::fs::symlink("there", folder.path().join("here")).expect("a link");
    std::os::unix::fs::symlink("here", folder.path().join("there")).expect("a link");
    for (path, word) in [("pipe", "a pipe"), ("/dev/zero", "a device"), (".", "a folder"), ("here", "here")] {
        for arguments in [vec!["verify", path], vec!["list", path], vec!["explain", "c", path], vec!["replay", path]] {
            let err = refuses(folder.path(), &arguments);
            assert!(err.contains(word) && err.contains(path), "{arguments:?}\n{err}");
        }
        let err = refuses(folder.path(), &[&["verify", "--data", path][..], &DATA].concat());
        assert!(err.contains(word) && err.contains(path), "{err}");
    }
}

#[test]
fn text_that_is_no_utf_8_is_refused_with_its_line() {
    let folder = folder();
    for (name, arguments) in [
        ("x.md", vec!["verify", "x.md"]),
        ("x.json", vec!["replay", "x.json"]),
        ("x.csv", [&["verify", "--data", "x.csv"][..], &DATA].concat()),
    ] {
        fs::write(folder.path().join(name), b"one\ntwo \xff\n").expect("the file is written");
        let err = refuses(folder.path(), &arguments);
        assert!(err.contains(&format!("{name}, line 2: not UTF-8")), "{err}");
    }
}

#[test]
fn a_file_beyond_measure_is_refused_without_reading_it_into_memory() {
    let folder = folder();
    for (name, arguments) in [
        ("x.md", vec!["verify", "x.md"]),
        ("x.json", vec!["replay", "x.json"]),
        ("x.csv", [&["verify", "--data", "x.csv"][..], &DATA].concat()),
    ] {
        // A file with a hole: eight gigabytes that take no room on the disk.
        let file = fs::File::create(folder.path().join(name)).expect("the file is made");
        file.set_len(8 << 30).expect("the file has a length");
        let err = refuses(folder.path(), &arguments);
        assert!(err.contains(name) && err.contains("more than"), "{err}");
    }
}

#[test]
fn an_output_that_cannot_be_written_is_refused_before_anything_is_judged() {
    let folder = folder();
    fs::write(folder.path().join("file"), "").expect("the file is written");
    for path in ["file/results.json", ".", "/", ""] {
        let arguments = ["verify", "--claim", "theorem-7.1", "--cases", "1", "--json", path];
        let output = run(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{path}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{path}");
    }
    let output = run(folder.path(), &["--cases", "1", "--out", "file"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(output.stdout, b"");
}

#[cfg(target_os = "linux")]
#[test]
fn results_on_a_full_disk_are_still_printed() {
    use std::os::unix::fs::FileTypeExt;
    let folder = folder();
    let arguments = ["verify", "--claim", "theorem-7.1", "--cases", "1", "--json", "/dev/full"];
    let output = run(folder.path(), &arguments);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(74), "{err}");
    assert!(err.contains("/dev/full") && err.contains("No space left"), "{err}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("theorem-7.1"));
    let kind = fs::metadata("/dev/full").expect("the device is there").file_type();
    assert!(kind.is_char_device(), "a device is written to, not replaced");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_results_file_stays_a_link() {
    let folder = folder();
    fs::write(folder.path().join("file.json"), "").expect("the file is written");
    std::os::unix::fs::symlink("file.json", folder.path().join("link.json")).expect("a link");
    let arguments = ["verify", "--claim", "theorem-7.1", "--cases", "1", "--json", "link.json"];
    assert_eq!(run(folder.path(), &arguments).status.code(), Some(0));
    let link = fs::symlink_metadata(folder.path().join("link.json")).expect("the link is there");
    assert!(link.file_type().is_symlink());
    assert!(fs::metadata(folder.path().join("file.json")).expect("the file is there").len() > 100);
}

#[test]
fn numbers_of_cases_and_threads_beyond_reason_are_refused() {
    let folder = folder();
    for (option, value) in [
        ("--cases", "18446744073709551615"),
        ("--cases", "-1"),
        ("--cases", "1e3"),
        ("--jobs", "99999999"),
        ("--jobs", "18446744073709551616"),
        ("--seed", "-1"),
        ("--seed", "x"),
    ] {
        let err = refuses(folder.path(), &["verify", option, value]);
        assert!(err.contains(value), "{err}");
    }
}

#[test]
fn notes_with_a_byte_order_mark_and_other_line_ends_are_read() {
    let folder = folder();
    let text = "\u{feff}# Mine\r\n\r\n```claim c\r\ngiven a > 0\r\nshow a + a > a\r\n```\r\n";
    fs::write(folder.path().join("mine.md"), text).expect("the notes are written");
    let output = run(folder.path(), &["verify", "mine.md", "--cases", "20", "--json", "-"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let results: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(results["claims"][0]["verdict"], "holds");
}

#[test]
fn a_case_file_cut_anywhere_is_refused() {
    let whole = r#"{"schema":"descentcheck/case/v1","claim":"theorem-7.1","case":{"horizon":1,"problems":{"R":{"family":"quadratic","coordinates":[{}]}},"scalars":{"eta":"1"},"vectors":{"w[0]":["1"]}}}"#;
    for end in 0..whole.len() {
        assert!(serde_json::from_str::<descentcheck::cli::CaseFile>(&whole[..end]).is_err(), "{}", &whole[..end]);
    }
    assert!(serde_json::from_str::<descentcheck::cli::CaseFile>(whole).is_ok());
    let folder = folder();
    fs::write(folder.path().join("cut.json"), &whole[..90]).expect("the file is written");
    let err = refuses(folder.path(), &["replay", "cut.json"]);
    assert!(err.contains("cut.json is not a case file") && err.contains("column 90"), "{err}");
}

#[test]
fn hostile_cases_are_refused_or_judged_in_bounded_memory() {
    let case = |horizon: &str, problem: &str, eta: &str, w: &str| {
        format!(
            r#"{{"horizon":{horizon},"problems":{{"R":{problem}}},"scalars":{{"eta":{eta}}},"vectors":{{"w[0]":{w}}}}}"#
        )
    };
    let parabola = r#"{"family":"quadratic","coordinates":[{}]}"#;
    let many = |count: usize, what: &str| format!("[{}]", vec![what; count].join(","));
    let wide = format!(r#"{{"family":"quadratic","coordinates":{}}}"#, many(1_001, "{}"));
    let digits = format!("\"{}\"", "9".repeat(100_000));
    let deep = "[".repeat(100_000);
    let folder = folder();
    for text in [
        case("4294967295", parabola, "\"1\"", "[\"1\"]"),
        case("4294967296", parabola, "\"1\"", "[\"1\"]"),
        case("-1", parabola, "\"1\"", "[\"1\"]"),
        case("1e3", parabola, "\"1\"", "[\"1\"]"),
        case("0", parabola, "\"1\"", "[\"1\"]"),
        case("1", &wide, "\"1\"", &many(1_001, "\"1\"")),
        case("1", parabola, &digits, "[\"1\"]"),
        case("1", parabola, "\"1/3\"", "[\"1\"]"),
        case("1", parabola, "\"1/0\"", "[\"1\"]"),
        case("1", parabola, "1", "[\"1\"]"),
        case("1", parabola, "null", "[\"1\"]"),
        case("1", parabola, "\"1\"", "[]"),
        case("1", parabola, "\"1\"", &many(2, "\"1\"")),
        case("1", parabola, "\"1\"", &deep),
        case("1", r#"{"family":"quadratic","coordinates":[{"curvature":"-1"}]}"#, "\"1\"", "[\"1\"]"),
        case("1", r#"{"family":"quadratic","coordinates":[{}],"coordinates":[{},{}]}"#, "\"1\"", "[\"1\"]"),
        case("1", r#"{"family":"least-squares","coordinates":[{}],"samples":[]}"#, "\"1\"", "[\"1\"]"),
        case("1", r#"{"family":"cubic","coordinates":[{}]}"#, "\"1\"", "[\"1\"]"),
    ] {
        let file = format!(r#"{{"schema":"descentcheck/case/v1","claim":"theorem-7.1","case":{text}}}"#);
        fs::write(folder.path().join("case.json"), file).expect("the file is written");
        let err = refuses(folder.path(), &["replay", "case.json"]);
        assert!(err.lines().count() <= 8 && err.len() < 2_000, "{} bytes: {}", err.len(), &err[..err.len().min(500)]);
    }
    // The longest horizon in the most dimensions: what does not fit into memory is undecided, and the message says so.
    let wide = format!(r#"{{"family":"huber","coordinates":{}}}"#, many(1_000, r#"{"axis":"1"}"#));
    let text = case("65536", &wide, "\"1\"", &many(1_000, "\"1\""));
    let file = format!(r#"{{"schema":"descentcheck/case/v1","claim":"theorem-7.1","case":{text}}}"#);
    fs::write(folder.path().join("case.json"), file).expect("the file is written");
    let output = run(folder.path(), &["replay", "case.json"]);
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The complaints about a text, which is to have some.
fn complaints(text: String) -> String {
    let found = Chapter::load(vec![("notes.md".to_owned(), text)]);
    let errors = found.expect_err("it cannot be judged as written").to_string();
    assert!(errors.contains("notes.md:"), "the place is not named: {errors}");
    errors
}

fn claim(lines: &str) -> String {
    format!("```claim c\n{lines}\n```\n")
}

#[test]
fn deep_nesting_is_refused_with_its_place() {
    for (open, close) in [("(", ")"), ("abs(", ")"), ("-", ""), ("|", "|"), ("<w, ", ">"), ("2^", ""), ("not ", "")] {
        for depth in [70, 5_000] {
            let inner = format!("{}w{}", open.repeat(depth), close.repeat(depth));
            complaints(claim(&format!("given w in R^W\nshow {inner} >= 0")));
        }
    }
    for fold in ["sum(i in 1..2: ", "cases(w > 0: ", "mean(i: "] {
        let inner = format!("{}1{}", fold.repeat(2_000), ")".repeat(2_000));
        complaints(claim(&format!("given w in R^W\nshow {inner} >= 0")));
    }
}

#[test]
fn numbers_beyond_measure_are_refused_with_their_place() {
    for number in
        ["9".repeat(10_000), format!("1.{}", "0".repeat(10_000)), "1e401".to_owned(), "1e-9999999999".to_owned()]
    {
        complaints(claim(&format!("given a > 0\nshow a > {number}")));
    }
    // The largest that is read is a number like any other.
    let found = Chapter::load(vec![("n.md".to_owned(), claim("given a > 0\nshow a < 1e400 + a"))]);
    assert!(found.is_ok());
}

#[test]
fn circles_between_blocks_are_refused_with_their_place() {
    let claims = "```claim a\ngiven x > 0\nshow x > 1\nexpect refuted\ncorrects b\n```\n\
                  ```claim b\ngiven x > 0\nshow x > 0\ncorrects a\n```\n";
    let errors = complaints(claims.to_owned());
    assert!(errors.contains("corrects"), "{errors}");
    complaints("```claim a\ngiven x > 0\nshow x > 0\ncorrects a\n```\n".to_owned());
    let method = "```method m(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";
    complaints(format!("{method}```mutant n of m\nw[t] = w[t-1]\n```\n```mutant o of n\nw[t] = w[0]\n```\n"));
    complaints("```mutant n of n\nw[t] = w[t-1]\n```\n".to_owned());
    let steps = "```claim a\ngiven x > 0\nshow x > 0\n```\n```step s of a\nshow x >= 0\n```\n```step r of a/s\nshow x > 0\n```\n";
    complaints(steps.to_owned());
    complaints("```step s of s\nshow 1 > 0\n```\n".to_owned());
}

#[test]
fn one_name_for_two_things_is_refused_with_its_place() {
    let method = "```method m(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";
    complaints(format!("{method}{method}"));
    complaints(format!("{method}```claim m\ngiven x > 0\nshow x > 0\n```\n"));
    complaints(claim("given x > 0; x > 1\nshow x > 0"));
    complaints(claim("given x > 0\nlet x = 2\nshow x > 0"));
    complaints("```method m(eta, eta)\nw[t] = w[t-1]\n```\n".to_owned());
}

#[test]
fn thousands_of_everything_are_read_in_bounded_time_and_memory() {
    let folder = folder();
    let givens: String = (0..4_000).map(|i| format!("given x{i} > 0\n")).collect();
    let shows: String = (0..4_000).map(|i| format!("show x{i} > 0\n")).collect();
    let runs: String = (0..4_000).map(|i| format!("run r{i}: m(eta = 1) on R\n")).collect();
    let method = "```method m(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";
    let blocks: String = (0..5_000).map(|i| format!("```claim c{i}\ngiven x > 0\nshow x > y\n```\n")).collect();
    for text in [
        claim(&givens),
        claim(&format!("given x0 > 0\n{shows}")),
        format!("{method}{}", claim(&format!("given R: L-smooth\n{runs}show r1.w[t] == r2.w[t] for t >= 1"))),
        blocks,
        "```claim\n".repeat(100_000),
        "```claim c\n".repeat(100_000),
        "> ".repeat(100_000),
        "[".repeat(1_000_000),
        format!("```claim c\n{}", "x ".repeat(500_000)),
        "`".repeat(1_000_000),
        "*_".repeat(500_000),
        "# x\n".repeat(250_000),
        format!("```claim {}\ngiven x > 0\nshow x > 0\ncorrects {}\n```\n", "a".repeat(30_000), "b".repeat(30_000)),
    ] {
        fs::write(folder.path().join("many.md"), &text).expect("the notes are written");
        let output = run(folder.path(), &["verify", "many.md", "--cases", "1"]);
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{}\n{}", &text[..60], &err[..err.len().min(500)]);
    }
}
