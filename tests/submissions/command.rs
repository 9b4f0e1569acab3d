//! `grade` and `check` as commands: what they say of files and machines that are not as they should be, and how they stop.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{RIGHT, has_numpy, helper, python};

/// A second, and as much again for a machine that has other things to do.
const SOON: Duration = Duration::from_secs(2);

const WRONG: &str = "def step(w, g, eta):\n    return [a + eta*b for a, b in zip(w, g)]\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let class = folder.path().join("class");
    fs::create_dir(&class).unwrap();
    fs::create_dir(folder.path().join("tmp")).unwrap();
    for (name, text) in files {
        fs::write(class.join(name), text).unwrap();
    }
    folder
}

/// `descentcheck grade class`, with a folder for temporary files that nobody else uses.
fn grade(folder: &TempDir, python: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(helper());
    command.current_dir(folder.path()).args(["grade", "class", "--assignment", "gradient-descent", "--python"]);
    command.arg(python).args(more).env("TMPDIR", folder.path().join("tmp"));
    command
}

fn texts(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// An interpreter that has no NumPy, whatever the machine has.
fn without_numpy(folder: &Path) -> PathBuf {
    let place = folder.join("python");
    let mut command = Command::new(&python().executable);
    let made = command.args(["-m", "venv", "--without-pip"]).arg(&place).status().unwrap();
    assert!(made.success(), "the tests need Python's own `venv`");
    place.join("bin/python")
}

/// What the grade book says of a submission: points, verdict, diagnosis.
fn row<'a>(book: &'a str, name: &str) -> Vec<&'a str> {
    let line =
        book.lines().find(|line| line.starts_with(&format!("{name},"))).unwrap_or_else(|| panic!("{name}\n{book}"));
    line.split(',').skip(2).take(3).collect()
}

#[test]
fn a_machine_without_numpy_costs_nobody_points() {
    let notebook = r#"{"cells": [{"cell_type": "code", "source": ["import numpy as np\n"]},
        {"cell_type": "code", "source": ["def step(w, g, eta):\n", "    return np.asarray(w) - eta*np.asarray(g)\n"]}]}"#;
    let folder = folder(&[
        ("array.py", b"import numpy as np\ndef step(w, g, eta):\n    return w - eta*g\n"),
        ("late.py", b"def step(w, g, eta):\n    import numpy as np\n    return np.array(w) - eta*np.array(g)\n"),
        ("either.py", format!("try:\n    import numpy\nexcept ImportError:\n    numpy = None\n{RIGHT}").as_bytes()),
        ("plain.py", RIGHT.as_bytes()),
        ("wrong.py", WRONG.as_bytes()),
        ("other.py", format!("import scipy\n{RIGHT}").as_bytes()),
        (
            "liar.py",
            format!("raise ModuleNotFoundError(\"No module named 'numpy'\", name='numpy')\n{RIGHT}").as_bytes(),
        ),
        ("book.ipynb", notebook.as_bytes()),
    ]);
    let bare = without_numpy(folder.path());
    let output = grade(&folder, &bare, &["-o", "out"]).output().unwrap();
    let (out, said) = texts(&output);
    assert_eq!(output.status.code(), Some(3), "{out}{said}");
    assert!(said.contains("3 of 8 are not graded: this machine has no NumPy"), "{said}");
    assert!(out.starts_with("5 submissions graded, "), "{out}");
    let book = fs::read_to_string(folder.path().join("out/grades.csv")).unwrap();
    for name in ["array.py", "late.py", "book.ipynb"] {
        assert_eq!(row(&book, name)[..1], [""], "{book}");
        assert!(book.contains(&format!("{name},gradient-descent,,10,not-graded,")), "{book}");
        let feedback = fs::read_to_string(folder.path().join(format!("out/feedback/{name}.txt"))).unwrap();
        assert!(feedback.contains("a fault of the machine, and not of the program"), "{feedback}");
        assert!(!feedback.contains(&folder.path().display().to_string()), "{feedback}");
    }
    assert_eq!(row(&book, "either.py")[0], "10");
    assert_eq!(row(&book, "plain.py")[0], "10");
    assert_ne!(row(&book, "wrong.py")[0], "");
    for name in ["other.py", "liar.py"] {
        assert_eq!(row(&book, name)[0], "0", "{book}");
    }
    // Once NumPy is there, the same command grades those, and those only.
    if has_numpy() {
        let output = grade(&folder, &python().executable, &["-o", "out"]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{:?}", texts(&output));
        let book = fs::read_to_string(folder.path().join("out/grades.csv")).unwrap();
        for name in ["array.py", "late.py", "book.ipynb"] {
            assert_eq!(row(&book, name)[0], "10", "{book}");
        }
    }
}

#[test]
fn what_is_not_graded_has_no_score_in_any_format() {
    let folder = folder(&[("array.py", b"import numpy as np\ndef step(w, g, eta):\n    return w - eta*g\n")]);
    let bare = without_numpy(folder.path());
    // A folder with one file is one submission.
    for (format, is_there, is_not) in [
        ("text", "class  not graded: this machine has no NumPy", " of 10"),
        ("json", "\"points\": null", "\"points\": 0"),
        ("csv", "class,gradient-descent,,10,not-graded,", ",0,"),
        ("gradescope", "not graded: this machine has no NumPy", "\"score\""),
        ("junit", "<error message=\"not graded: this machine has no NumPy\"", "<failure"),
        ("prairielearn", "\"gradable\": false", "\"score\""),
    ] {
        let output = grade(&folder, &bare, &["--format", format]).output().unwrap();
        let (out, said) = texts(&output);
        assert_eq!(output.status.code(), Some(3), "{out}{said}");
        assert!(out.contains(is_there) && !out.contains(is_not), "{format}:\n{out}");
    }
    let mut check = Command::new(helper());
    check.current_dir(folder.path()).args(["check", "class/array.py", "--assignment", "gradient-descent", "--python"]);
    let output = check.arg(&bare).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(texts(&output).0.contains("this machine has no NumPy"), "{:?}", texts(&output));
}

#[test]
fn the_doctor_says_whether_numpy_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let doctor = |python: &Path| {
        let output = Command::new(helper()).args(["doctor", "--python"]).arg(python).output().unwrap();
        texts(&output).0
    };
    let found = doctor(&without_numpy(folder.path()));
    assert!(found.contains("NO   NumPy cannot be imported there (ModuleNotFoundError"), "{found}");
    let here = doctor(&python().executable);
    assert_eq!(here.contains("yes  NumPy "), has_numpy(), "{here}");
}

#[test]
fn each_kind_of_file_that_cannot_be_run_has_a_message_of_its_own() {
    let whole = r#"{"cells": [{"cell_type": "code", "source": "def step(w, g, eta):\n    return w"}], "nbformat": 4}"#;
    let cut = &whole[..whole.len() / 2];
    let deep = "[".repeat(100_000);
    let cases: &[(&str, &[u8], &str)] = &[
        ("empty.py", b"", "The file is empty."),
        ("blank.py", b" \n\n", "The file is empty."),
        ("latin.py", b"x = 'Gr\xfc\xdfe'\ndef step(w, g, eta):\n    return w\n", "The file is not UTF-8: line 1 has the byte 0xfc"),
        ("utf16.py", b"\xff\xfed\0e\0f\0", "The file is text in UTF-16: save it as UTF-8."),
        ("binary.py", b"PK\x03\x04\0\0\x01\0", "The file is not text: it has bytes that are zero."),
        ("empty.ipynb", b"", "The file is empty."),
        ("cut.ipynb", cut.as_bytes(), "The notebook is cut off: it ends in line 1, in the middle."),
        ("page.ipynb", b"<html>\n", "The file is not a notebook: line 1 is not JSON."),
        ("deep.ipynb", deep.as_bytes(), "The file is not a notebook: it is nested too deep."),
        ("list.ipynb", b"[1, 2]", "it is JSON, and has no cells."),
        ("odd.ipynb", br#"{"cells": [1, {"cell_type": "code", "source": 3, "metadata": 4}]}"#, "The notebook has no code."),
        ("old.ipynb", br#"{"worksheets": [{"cells": []}], "nbformat": 3}"#, "The notebook has an old format (3)"),
        ("text.txt", b"hello", "neither a Python file (.py), a notebook (.ipynb) nor an executable"),
        ("bom.py", b"\xef\xbb\xbfdef step(w, g, eta):\n    return [a - eta*b for a, b in zip(w, g)]\n", "10 of 10"),
        ("declared.py", b"# -*- coding: latin-1 -*-\n# Gr\xfc\xdfe\ndef step(w, g, eta):\n    return [a - eta*b for a, b in zip(w, g)]\n", "10 of 10"),
        ("bom.ipynb", b"\xef\xbb\xbf{\"cells\": [{\"cell_type\": \"code\", \"source\": \"def step(w, g, eta):\\n    return [a - eta*b for a, b in zip(w, g)]\"}]}", "10 of 10"),
    ];
    let files: Vec<(&str, &[u8])> = cases.iter().map(|(name, text, _)| (*name, *text)).collect();
    let folder = folder(&files);
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("class/link.py")).unwrap();
    let output = grade(&folder, &python().executable, &["-o", "out"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{:?}", texts(&output));
    let says = |name: &str| fs::read_to_string(folder.path().join(format!("out/feedback/{name}.txt"))).unwrap();
    for (name, _, words) in cases {
        let text = says(name);
        assert!(text.contains(words), "{name}: no `{words}` in\n{text}");
        let first = text.lines().next().unwrap();
        assert!(words.ends_with("of 10") || first.contains("0 of 10: it cannot be run"), "{text}");
    }
    assert!(says("link.py").contains("link.py is a symbolic link, not a file: hand in the file itself"));
}

#[test]
fn a_file_that_the_grader_may_not_read_is_not_graded() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[("a.py", RIGHT.as_bytes()), ("b.py", RIGHT.as_bytes())]);
    let closed = folder.path().join("class/b.py");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    if fs::read(&closed).is_ok() {
        println!("skipped: whoever runs this may read every file");
        return;
    }
    let output = grade(&folder, &python().executable, &[]).output().unwrap();
    let (out, said) = texts(&output);
    assert_eq!(output.status.code(), Some(3), "{out}{said}");
    assert!(out.contains("b.py  not graded: it cannot be read") && out.contains("Permission denied"), "{out}");
    assert!(said.contains("1 of 2 is not graded: it cannot be read"), "{said}");
}

const COURSES: &str = r#"# Courses

```assignment in-cs231n "Momentum as in CS231n"
given  R: convex, L-smooth
given  eta in (0, 1/L]; mu in [0, 1)
run    momentum(eta, mu) on R
submit sgd_momentum(w, g, eta, mu)
accept cs231n
points 10 for agreement
```

```assignment in-coursera "Gradient descent as on Coursera"
given  R: convex, L-smooth
given  eta in (0, 1/L]
run    gradient_descent(eta) on R
submit update_parameters_with_gd(w, g, eta)
accept coursera
points 10 for agreement
```

```assignment nesterov "Nesterov's momentum"
given  R: convex, L-smooth
given  eta in (0, 1/L]; mu in [0, 1)
run    nesterov(eta, mu) on R
submit optimize(gradient, w, eta, mu, steps)
points 8 for agreement
points 2 for behaviour
```

```method nesterov(eta, mu)
x[t] = w[t-1] + mu*p[t-1]
p[0] = 0
p[t] = mu*p[t-1] - eta*grad R(x[t])
w[t] = w[t-1] + p[t]
```
"#;

/// Runs `check` on a program, for an assignment of a lecturer's own notes.
fn checked(assignment: &str, text: &str) -> String {
    let folder = folder(&[]);
    fs::write(folder.path().join("own.md"), COURSES).unwrap();
    fs::write(folder.path().join("mine.py"), text).unwrap();
    let mut command = Command::new(helper());
    command.current_dir(folder.path()).args(["check", "mine.py", "--assignment", assignment, "--notes", "own.md"]);
    let output = command.arg("--python").arg(&python().executable).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{:?}", texts(&output));
    texts(&output).0
}

/// The file that a student begins with.
fn begun(assignment: &str) -> String {
    let folder = folder(&[]);
    fs::write(folder.path().join("own.md"), COURSES).unwrap();
    let mut command = Command::new(helper());
    command.current_dir(folder.path()).args(["assignment", "new", assignment, "--notes", "own.md", "-o", "-"]);
    texts(&command.output().unwrap()).0
}

#[test]
fn steps_in_the_style_of_other_courses_are_graded_as_they_are() {
    let momentum = "def sgd_momentum(w, dw, config=None):\n    config.setdefault('learning_rate', 1e-2)\n    v = config.get('velocity', [0.0]*len(w))\n    mu = config['momentum']\n    v = [mu*a + (1 - mu)*b for a, b in zip(v, dw)]\n    config['velocity'] = v\n    return [a - config['learning_rate']*b for a, b in zip(w, v)], config\n";
    let found = checked("in-cs231n", momentum);
    assert!(found.contains("10 of 10"), "{found}");
    let unscaled = checked("in-cs231n", &momentum.replace("(1 - mu)*b", "b"));
    assert!(
        !unscaled.contains("10 of 10") && unscaled.contains("no-averaging") | unscaled.contains("heavy_ball"),
        "{unscaled}"
    );
    let text = begun("in-cs231n");
    assert!(
        text.contains("def sgd_momentum(w, dw, config=None):") && text.contains("learning_rate, momentum;"),
        "{text}"
    );
    let text = begun("in-coursera");
    assert!(text.contains("def update_parameters_with_gd(parameters, grads, learning_rate):"), "{text}");
    if has_numpy() {
        let descent = "import numpy as np\ndef update_parameters_with_gd(parameters, grads, learning_rate):\n    for k in ('W1', 'b1'):\n        parameters[k] = parameters[k] - learning_rate*grads['d' + k]\n    return parameters\n";
        let found = checked("in-coursera", descent);
        assert!(found.contains("10 of 10"), "{found}");
    }
}

#[test]
fn a_loop_that_looks_ahead_has_to_return_its_points() {
    let text = begun("nesterov");
    assert!(text.contains("Returns the list of all points w[1], ..., w[steps]."), "{text}");
    assert!(text.contains("The last point alone is not enough"), "{text}");
    let body = "def optimize(gradient, w, eta, mu, steps):\n    p, points = [0.0]*len(w), []\n    for _ in range(steps):\n        g = gradient([a + mu*b for a, b in zip(w, p)])\n        p = [mu*b - eta*c for b, c in zip(p, g)]\n        w = [a + b for a, b in zip(w, p)]\n        points.append(w)\n";
    let right = checked("nesterov", &format!("{body}    return points\n"));
    assert!(right.contains("10 of 10"), "{right}");
    let last = checked("nesterov", &format!("{body}    return w\n"));
    assert!(last.contains("It returned the last point alone; it has to return the list of all points"), "{last}");
}

const QUICK: &str = r#"# Quick

```assignment quick "Gradient descent, quickly"
given  R: convex, L-smooth
given  eta in (0, 1/L]
run    gradient_descent(eta) on R
submit step(w, g, eta)
points 8 for agreement
points 2 for behaviour
limit  0.3 s
```
"#;

#[test]
fn a_program_that_hits_a_limit_is_run_again_alone_before_it_loses_points() {
    let folder = folder(&[("b.py", RIGHT.as_bytes())]);
    let mark = folder.path().join("mark");
    // Slow the first time only: whoever has it run once more finds it right.
    let slow = format!(
        "import os\nif not os.path.exists({mark:?}):\n    open({mark:?}, 'w').close()\n    while True:\n        pass\n{RIGHT}"
    );
    fs::write(folder.path().join("class/a.py"), slow).unwrap();
    fs::write(folder.path().join("quick.md"), QUICK).unwrap();
    for class in ["class", "class/a.py"] {
        drop(fs::remove_file(&mark));
        let mut command = Command::new(helper());
        command
            .current_dir(folder.path())
            .args(["grade", class, "-a", "quick.md", "--unsafe", "--format", "csv", "--python"]);
        let output = command.arg(&python().executable).output().unwrap();
        let (out, said) = texts(&output);
        assert!(mark.exists() && out.contains("a.py,quick,10,10,agrees"), "{class}: {out}{said}");
    }
}

#[test]
fn a_second_process_tells_the_feedback_what_is_kept_from_what_is_random() {
    let kept = "n = [0]\ndef step(w, g, eta):\n    n[0] += 1\n    return [a - eta*b + n[0] for a, b in zip(w, g)]\n";
    let random = "import os\nx = 1 + os.urandom(8)[0]/1000 + os.urandom(1)[0]/1e6\ndef step(w, g, eta):\n    return [a - x*eta*b for a, b in zip(w, g)]\n";
    let folder = folder(&[("kept.py", kept.as_bytes()), ("random.py", random.as_bytes())]);
    fs::write(folder.path().join("quick.md"), QUICK).unwrap();
    let said = |file: &str| {
        let mut command = Command::new(helper());
        command.current_dir(folder.path()).args(["grade", file, "-a", "quick.md", "--python"]);
        String::from_utf8(command.arg(&python().executable).output().unwrap().stdout).unwrap()
    };
    let (kept, random) = (said("class/kept.py"), said("class/random.py"));
    assert!(kept.contains("a fresh start gives the first one"), "{kept}");
    assert!(random.contains("also after a fresh start"), "{random}");
}

#[test]
fn a_submission_has_one_score_alone_and_among_others_one_or_two_at_a_time() {
    let folder = folder(&[
        ("right.py", RIGHT.as_bytes()),
        ("wrong.py", WRONG.as_bytes()),
        ("hangs.py", b"def step(w, g, eta):\n    while len(w) == 2: pass\n    return [a - eta*b for a, b in zip(w, g)]\n"),
        ("raises.py", b"def step(w, g, eta):\n    return [a - eta*b/g[0] for a, b in zip(w, g)]\n"),
        ("dies.py", b"import os\ndef step(w, g, eta):\n    len(w) == 12 and os._exit(1)\n    return [a - eta*b for a, b in zip(w, g)]\n"),
        ("noisy.py", format!("print(1)\n{RIGHT}").as_bytes()),
    ]);
    fs::write(folder.path().join("quick.md"), QUICK).unwrap();
    let run = |what: &str, jobs: &str| {
        let mut command = Command::new(helper());
        command
            .current_dir(folder.path())
            .args(["grade", what, "-a", "quick.md", "--format", "json", "--jobs", jobs, "--python"]);
        let output = command.arg(&python().executable).output().unwrap();
        let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        found["results"].as_array().unwrap().clone()
    };
    let one = run("class", "1");
    let two = run("class", "2");
    assert_eq!(one, two);
    for result in one {
        let alone = run(&format!("class/{}", result["submission"].as_str().unwrap()), "0");
        assert_eq!(alone, [result]);
    }
}

/// How many processes have this word in their command lines.
fn processes(word: &str) -> usize {
    let lines = fs::read_dir("/proc").unwrap().filter_map(|entry| fs::read(entry.ok()?.path().join("cmdline")).ok());
    lines.filter(|line| String::from_utf8_lossy(line).contains(word)).count()
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().next().is_none()
}

/// Waits until something is so.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let since = Instant::now();
    while !is_so() {
        assert!(since.elapsed() < Duration::from_secs(120), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_class_that_is_stopped_says_what_is_done_and_leaves_nothing_behind() {
    for (more, signal) in [(&[][..], "-INT"), (&["--unsafe"][..], "-TERM")] {
        let endless = b"while True:\n    pass\n".as_slice();
        let hanging = format!("hanging_{}_{}.py", std::process::id(), signal.len());
        let folder = folder(&[
            ("a.py", RIGHT.as_bytes()),
            ("b.py", RIGHT.as_bytes()),
            (&hanging, b"import time\ntime.sleep(1000)\n"),
            ("z.py", endless),
        ]);
        let mut command = grade(&folder, &python().executable, &["-o", "out", "--jobs", "1"]);
        let child = command.args(more).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        until("the hanging program runs", || processes(&hanging) > 0);
        let sent = Instant::now();
        assert!(Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap().success());
        let output = child.wait_with_output().unwrap();
        assert!(sent.elapsed() < SOON, "it took {:?} to stop", sent.elapsed());
        let (out, said) = texts(&output);
        assert_eq!(output.status.code(), Some(130), "{out}{said}");
        assert!(
            said.ends_with(
                "stopped: 2 of 4 submissions are graded and kept in out; the same command goes on from there\n"
            ),
            "{said}"
        );
        until("the hanging program is ended", || processes(&hanging) == 0);
        assert!(is_empty(&folder.path().join("tmp")), "a temporary folder is left behind");
        // It goes on: what was done is not done again.
        fs::write(folder.path().join("class").join(&hanging), RIGHT).unwrap();
        fs::remove_file(folder.path().join("class/z.py")).unwrap();
        let output = grade(&folder, &python().executable, &["-o", "out"]).args(more).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{:?}", texts(&output));
        let kept = fs::read_to_string(folder.path().join("out/.descentcheck-results.jsonl")).unwrap();
        assert_eq!(kept.lines().count(), 3, "{kept}");
        assert!(is_empty(&folder.path().join("tmp")), "a temporary folder is left behind");
    }
}

#[test]
fn a_students_own_run_that_is_stopped_ends_the_program_too() {
    let hanging = format!("hanging_{}_check.py", std::process::id());
    let folder = folder(&[(&hanging, format!("{RIGHT}while True:\n    pass\n").as_bytes())]);
    let mut command = Command::new(helper());
    command.current_dir(folder.path()).args(["check", &format!("class/{hanging}"), "--assignment", "gradient-descent"]);
    command.env("TMPDIR", folder.path().join("tmp")).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.arg("--python").arg(&python().executable).spawn().unwrap();
    // The command itself has the name in its arguments as well.
    until("the hanging program runs", || processes(&hanging) > 1);
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130), "{:?}", texts(&output));
    until("the hanging program is ended", || processes(&hanging) == 0);
    assert!(is_empty(&folder.path().join("tmp")), "a temporary folder is left behind");
}

#[test]
fn how_far_a_class_is_can_be_read_in_a_log() {
    let files: Vec<String> = (0..5).map(|n| format!("{n}.py")).collect();
    let files: Vec<(&str, &[u8])> = files.iter().map(|name| (name.as_str(), RIGHT.as_bytes())).collect();
    let folder = folder(&files);
    let output = grade(&folder, &python().executable, &["--jobs", "1", "--format", "csv"]).output().unwrap();
    let (_, said) = texts(&output);
    assert_eq!(said, "1 of 5 graded\n2 of 5 graded\n3 of 5 graded\n4 of 5 graded\n5 of 5 graded\n");
}

#[test]
fn what_a_program_prints_is_short_and_marked_and_obeyed_by_no_terminal() {
    let noisy = format!(
        "{}print('\\x1b[31mred', 'x'*1000)\n",
        RIGHT.replace("    return", "    print('step', w, '\\x1b[2J')\n    return")
    );
    let angry = "def step(w, g, eta):\n    raise ValueError('\\x1b[2J' + 'a\\nb ' + 'y'*5000)\n";
    let folder =
        folder(&[("noisy.py", noisy.as_bytes()), ("angry.py", angry.as_bytes()), ("o\x1bdd\n.py", WRONG.as_bytes())]);
    for format in ["text", "json", "csv", "junit"] {
        let output = grade(&folder, &python().executable, &["--format", format]).output().unwrap();
        let (out, said) = texts(&output);
        assert_eq!(output.status.code(), Some(0), "{out}{said}");
        assert!(!out.contains('\x1b') && !said.contains('\x1b') && !out.contains("\\u001b"), "{format}: {out}");
        assert!(!out.contains(&"x".repeat(150)) && !out.contains(&"y".repeat(400)), "{format}: {out}");
    }
    let output = grade(&folder, &python().executable, &["-o", "out"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{:?}", texts(&output));
    let noisy = fs::read_to_string(folder.path().join("out/feedback/noisy.py.txt")).unwrap();
    assert!(noisy.starts_with("noisy.py  10 of 10") && noisy.contains("It prints, which costs nothing:"), "{noisy}");
    assert!(noisy.contains("(and more)") && noisy.lines().count() < 20, "{noisy}");
    let angry = fs::read_to_string(folder.path().join("out/feedback/angry.py.txt")).unwrap();
    assert!(angry.contains("It raised ValueError in line 2 of `step`: \u{fffd}[2Ja b yyy"), "{angry}");
}

#[test]
fn what_was_noticed_while_loading_is_said_where_the_program_cannot_be_run() {
    let notebook = r#"{"cells": [{"cell_type": "code", "source": "x = undefined"}, {"cell_type": "code", "source": "import math"}]}"#;
    let folder =
        folder(&[("book.ipynb", notebook.as_bytes()), ("prints.py", b"print('here')\nraise ValueError('no')\n")]);
    let output = grade(&folder, &python().executable, &[]).output().unwrap();
    let (out, _) = texts(&output);
    assert!(out.contains("There is no function `step`"), "{out}");
    assert!(out.contains("cell 1 fails in line 1: NameError: name 'undefined' is not defined"), "{out}");
    assert!(out.contains("| here"), "{out}");
}
