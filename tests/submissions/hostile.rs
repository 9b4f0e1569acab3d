//! Programs that mean harm, or fail in ways that harm: each beside a right one, whose result must not change.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use descentcheck::blackbox::judge_method;
use descentcheck::grade::{Goal, Limits, Mechanism, StartError, Submission, Worker, doctor, missing};

use super::{Graded, RIGHT, chapter, descent, gives, graded_as, is_again, limits, python, sandbox, submission};

/// Runs a program beside a right one, in a sandbox without some of its mechanisms, and returns what was said of it.
fn beside_a_right_one(text: &str, without: &[Mechanism]) -> String {
    let confinement = sandbox(without);
    let (bad, good) = (submission("bad.py", text), submission("good.py", RIGHT));
    let alone = graded_as(&good, "gradient_descent", &descent(), &confinement).unwrap();
    let (bad, good) = std::thread::scope(|scope| {
        let bad = scope.spawn(|| graded_as(&bad, "gradient_descent", &descent(), &confinement));
        let good = scope.spawn(|| graded_as(&good, "gradient_descent", &descent(), &confinement));
        (bad.join().unwrap(), good.join().unwrap().unwrap())
    });
    assert!(alone.is_right(), "{alone:?}");
    assert_eq!(format!("{alone:?}"), format!("{good:?}"), "the right program is judged otherwise beside\n{text}");
    match bad {
        Ok(Graded { finding, notes, .. }) => {
            let notes: Vec<String> = notes.iter().map(|note| note.what.to_string()).collect();
            format!("{}\n{}", if finding.is_right() { "right" } else { "not right" }, notes.join("\n"))
        }
        Err(error) => format!("not right\n{error}"),
    }
}

/// The body of a step, as a program.
fn step(body: &str) -> String {
    let lines: Vec<String> = body.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "import os, sys, time, signal\ndef step(w, g, eta):\n{}    return [a - eta*b for a, b in zip(w, g)]\n",
        lines.concat()
    )
}

/// Hostile steps, each with what must be said of it.
const STEPS: &[(&str, &str)] = &[
    // Time.
    ("while True: pass", "than allowed in line 3 of `step`"),
    ("time.sleep(100)", "than allowed in line 3 of `step`"),
    ("while True:\n    time.sleep(0.05)\n    print('x', flush=True)", "than allowed in line"),
    (
        "for s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\nwhile True: pass",
        "than allowed",
    ),
    ("import re\nre.match(r'(a+)+$', 'a'*40 + 'b')", "than allowed"),
    // Processes.
    ("os.fork()", "PermissionError in line 3"),
    ("import subprocess\nsubprocess.run(['/bin/true'])", "PermissionError in line 4"),
    ("import multiprocessing\nmultiprocessing.Process(target=print).start()", "PermissionError"),
    ("os.system('true') and 1/0", "ZeroDivisionError"),
    (
        "import threading\nwhile True: threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()",
        "RuntimeError in line|MemoryError|than allowed|signal",
    ),
    ("os.setsid()", "PermissionError in line 3"),
    // Memory, descriptors, disk, output.
    ("import mmap\nmmap.mmap(-1, 1 << 32)", "Error in line 4"),
    ("os.memfd_create('x')", "PermissionError in line 3"),
    ("os.mkfifo('x')", "PermissionError in line 3"),
    ("open('/dev/shm/descentcheck-was-here', 'w')", "Error in line 3"),
    ("x = bytearray(1 << 30)", "MemoryError in line 3"),
    ("x = []\nwhile True: x.append(bytearray(1 << 20))", "MemoryError in line 4|than allowed in line 4"),
    ("x = [os.open('/dev/null', os.O_RDONLY) for _ in range(100000)]", "OSError"),
    ("open('x', 'w').write('x'*100)", "Error in line 3"),
    ("open('/tmp/descentcheck-was-here', 'w')", "Error in line 3"),
    ("while True: print('x'*1000)", "printed more than allowed"),
    ("while True: sys.stderr.write('x'*1000)", "printed more than allowed"),
    // Ends.
    ("sys.exit(0)", "SystemExit in line 3"),
    ("os._exit(0)", "ended itself with exit code 0"),
    ("os.kill(os.getpid(), signal.SIGKILL)", "killed by signal 9"),
    ("import ctypes\nctypes.string_at(0)", "segmentation fault"),
    ("os.abort()", "signal 6"),
    ("sys.setrecursionlimit(10**9)\nf = lambda x: f(x)\nf(1)", "crash|RecursionError|MemoryError|than allowed"),
    // Other processes.
    ("os.kill(os.getppid(), signal.SIGKILL)", "PermissionError in line 3"),
    ("os.kill(-1, signal.SIGKILL)", "PermissionError in line 3"),
    ("os.killpg(0, signal.SIGKILL)", "PermissionError in line 3"),
    ("import resource\nresource.prlimit(os.getppid(), resource.RLIMIT_NOFILE, (0, 0))", "PermissionError in line 4"),
    ("import fcntl\nfcntl.fcntl(0, fcntl.F_SETOWN, os.getppid())", "PermissionError in line 4"),
    ("os.setpriority(os.PRIO_PROCESS, os.getppid(), 19)", "PermissionError in line 3"),
    // 16 is PTRACE_ATTACH, 0x10000000 a new user namespace; 1 is to outlive the parent.
    (
        "import ctypes\nif ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == -1: raise PermissionError",
        "PermissionError in line 4",
    ),
    (
        "import ctypes\nif ctypes.CDLL(None).unshare(0x10000000) == -1: raise PermissionError",
        "PermissionError in line 4",
    ),
    (
        "import ctypes\nif ctypes.CDLL(None).prctl(1, 0, 0, 0, 0) == -1: raise PermissionError",
        "PermissionError in line 4",
    ),
    (
        "import ctypes\nif ctypes.CDLL(None).process_vm_readv(os.getppid(), 0, 0, 0, 0, 0) == -1: raise PermissionError",
        "PermissionError in line 4",
    ),
    (
        "import ctypes\nif ctypes.CDLL(None).mount(b'x', b'/', b'tmpfs', 0, 0) == -1: raise PermissionError",
        "PermissionError in line 4",
    ),
    // Files of others.
    ("open('/etc/passwd').read()", "Error in line 3"),
    ("open('/proc/%d/environ' % os.getppid(), 'rb').read()", "Error in line 3"),
    ("open('/proc/self/mem', 'rb').read(1)", "Error in line 3"),
    ("os.listdir(os.path.dirname(os.path.dirname(os.path.dirname(__file__))))", "Error in line 3"),
    ("os.symlink('/etc/passwd', 'x')", "Error in line 3"),
    ("os.chmod(__file__, 0o777)", "Error in line 3"),
    ("os.utime(__file__, (0, 0))", "Error in line 3"),
    ("open(__file__, 'a').write('x')", "Error in line 3"),
    ("os.remove(__file__)", "Error in line 3"),
    // Network.
    ("import socket\nsocket.socket()", "PermissionError in line 4"),
    ("import socket\nsocket.create_connection(('127.0.0.1', 80))", "Error"),
    // The protocol.
    ("for d in range(3, 256):\n    try: os.write(d, b'at 1 0.0\\n')\n    except OSError: pass", "out of turn"),
    (
        "for d in range(256):\n    try: os.close(d)\n    except OSError: pass",
        "ended itself|closed its connection|OSError",
    ),
    ("for d in range(3, 256):\n    try: os.write(d, b'x'*100000)\n    except OSError: pass", "out of turn"),
    (
        "for d in range(3, 256):\n    try: os.write(d, b'ask gradient 0.0\\n'*1000)\n    except OSError: pass",
        "out of turn|more often|ValueError",
    ),
    ("import __main__\n__main__.Pipe.say = lambda self, line: None", "than allowed"),
    ("import __main__\n__main__.Pipe.hear = lambda self: ['end']", "out of turn"),
    ("import __main__\n__main__.point = lambda value, width: [0.0]*width", ""),
    ("step.n = getattr(step, 'n', 0) + 1\nif step.n > 20: os._exit(0)", "exit code 0"),
    (
        "for d in range(3, 256):\n    try:\n        while True: os.write(d, b'note inplace w\\n')\n    except OSError: pass",
        "than allowed",
    ),
    // Numbers that lie, and chance.
    ("import random\nreturn [a - eta*b*random.random() for a, b in zip(w, g)]", ""),
    ("class A:\n    def __array__(self, *rest): return [0.0]\nreturn A()", "no point"),
    (
        "class F(float):\n    def __float__(self): return 0.0\n    def __repr__(self): return '1 2 3\\nat 9'\nreturn [F(1.0) for _ in w]",
        "",
    ),
    ("class L(list):\n    def __iter__(self):\n        while True: yield 1.0\nreturn L(w)", "more than"),
    ("class E:\n    def __float__(self): raise ValueError('no')\nreturn [E() for _ in w]", "ValueError in line 4"),
    ("return float('nan')", ""),
    ("raise type('\\n evil', (Exception,), {'__str__': lambda self: 1/0})()", "raised Exception"),
];

/// Runs hostile steps, four at a time. Where the tests run a second time, as somebody else, a third of them will do.
fn as_expected(steps: &[(&str, &str)], without: &[Mechanism]) {
    let every = if is_again() { 3 } else { 1 };
    let steps: Vec<_> = steps.iter().step_by(every).collect();
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let quarter = |offset| {
            let steps: Vec<_> = steps.iter().skip(offset).step_by(4).copied().collect();
            scope.spawn(move || steps.into_iter().filter_map(|step| otherwise(step, without)).collect::<Vec<_>>())
        };
        let threads: Vec<_> = (0..4).map(quarter).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What is said of a hostile step, where it is not what must be said.
fn otherwise((body, expected): &(&str, &str), without: &[Mechanism]) -> Option<String> {
    let said = beside_a_right_one(&step(body), without);
    let is_told = said.starts_with("not right") && expected.split('|').any(|words| said.contains(words));
    (!is_told).then(|| format!("{body}\n  expected {expected}\n  found {said}"))
}

#[test]
fn hostile_steps_are_told_and_harm_nobody() {
    as_expected(STEPS, &[]);
    assert!(!std::path::Path::new("/tmp/descentcheck-was-here").exists());
}

#[test]
fn without_landlock_a_root_of_its_own_does() {
    if !gives(Mechanism::MountNamespace) {
        println!("skipped: no mount namespaces here");
        return;
    }
    // In a root of its own the folder above is there, with nothing else in it.
    let speaks_of_files = |body: &str| (body.contains("open(") || body.contains("os.")) && !body.contains("listdir");
    let steps: Vec<_> = STEPS.iter().filter(|(body, _)| speaks_of_files(body)).copied().collect();
    as_expected(&steps, &[Mechanism::Landlock]);
}

#[test]
fn what_is_done_while_the_file_is_loaded_is_told() {
    for (head, expected) in [
        ("while True: pass\n", "than allowed in line 1"),
        ("import os\nos._exit(0)\n", "ended itself with exit code 0"),
        ("raise SystemExit(3)\n", "SystemExit in line 1"),
        ("import socket\nsocket.socket()\n", "PermissionError in line 2"),
        ("x = bytearray(1 << 30)\n", "MemoryError in line 1"),
    ] {
        let said = beside_a_right_one(&format!("{head}{RIGHT}"), &[]);
        assert!(said.starts_with("not right") && said.contains(expected), "{head}{said}");
    }
}

#[test]
fn right_programs_with_bad_habits_stay_right() {
    for (head, words) in [
        ("import gc\ngc.disable()\n", ""),
        ("import atexit, os\natexit.register(lambda: os._exit(3))\n", ""),
        ("import threading, time\nthreading.Thread(target=time.sleep, args=(100,), daemon=False).start()\n", ""),
        ("import builtins\nbuiltins.print = None\nimport json\njson.dumps = None\n", ""),
        ("import random\nrandom.seed(0)\n", ""),
        ("print('hello')\n", "printed: hello"),
        ("input = None\nimport sys\nsys.stdout = None\n", ""),
        ("try:\n    input()\nexcept EOFError:\n    pass\n", ""),
        ("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n", ""),
        ("if __name__ == '__main__':\n    raise SystemExit\n", ""),
        ("import time, os\ntime.time = os.urandom = None\n", ""),
    ] {
        let said = beside_a_right_one(&format!("{head}{RIGHT}"), &[]);
        assert!(said.starts_with("right") && said.contains(words), "{head}{said}");
    }
}

#[test]
fn a_death_costs_one_case_and_three_are_forgiven() {
    let text = "import os\nn = 0\ndef step(w, g, eta):\n    if len(w) == 12: os._exit(1)\n    return [a - eta*b for a, b in zip(w, g)]\n";
    let said = beside_a_right_one(text, &[]);
    assert!(said.contains("exit code 1") && !said.contains("not started again"), "{said}");
    let said = beside_a_right_one(&step("os._exit(1)"), &[]);
    assert!(said.contains("not started again: it was started 4 times"), "{said}");
}

#[test]
fn more_questions_than_allowed_are_refused() {
    let text = "def optimize(gradient, w, eta, steps):\n    while True: gradient(w)\n";
    let form = descentcheck::grade::Form::new(
        descentcheck::grade::Style::Loop,
        "optimize",
        &["gradient", "w", "eta", "steps"],
    );
    let submission = submission("submission.py", text);
    let limits = Limits { calls: 50, ..limits() };
    let worker = Worker::start(&submission, &form, &limits, Some(python()), &sandbox(&[])).unwrap();
    let options = descentcheck::blackbox::Options { cases: 3, explain: false, ..Default::default() };
    let found = judge_method(chapter(), "gradient_descent", &worker, &options);
    assert!(!found.unwrap().is_right());
    let notes: Vec<String> = worker.notes().iter().map(|note| note.what.to_string()).collect();
    assert!(notes.iter().any(|note| note.contains("asked its oracle more often than allowed")), "{notes:?}");
}

#[test]
fn files_beside_a_submission_do_not_take_the_place_of_libraries() {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in [
        (
            "submission.py",
            "import json, helper\nfrom helper import rate\njson.dumps(1)\ndef step(w, g, eta):\n    return [a - rate(eta)*b for a, b in zip(w, g)]\n",
        ),
        ("helper.py", "def rate(eta):\n    return eta\n"),
        ("json.py", "raise SystemExit\n"),
        ("sitecustomize.py", "raise SystemExit\n"),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    symlink("/etc/passwd", folder.path().join("link.py")).unwrap();
    let submission = Submission::take(folder.path()).unwrap();
    let found = graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[])).unwrap();
    assert!(found.is_right(), "{found:?}");
}

#[test]
fn what_is_no_file_is_not_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    symlink("/etc/passwd", path("link.py")).unwrap();
    rustix_fifo(&path("pipe.py"));
    fs::write(path("large.py"), vec![b'#'; 17 << 20]).unwrap();
    fs::write(path("text.txt"), "text").unwrap();
    for (name, words) in [
        ("link.py", "a symbolic link"),
        ("pipe.py", "a pipe"),
        ("large.py", "larger than 16 MiB"),
        ("text.txt", "neither a Python file"),
        ("missing.py", "cannot read"),
        ("../../nothing.py", "cannot read"),
    ] {
        let error = Submission::take(&path(name)).unwrap_err().to_string();
        assert!(error.contains(words), "{name}: {error}");
    }
}

fn rustix_fifo(path: &std::path::Path) {
    assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn names_that_are_no_text_are_taken() {
    use std::os::unix::ffi::OsStrExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(std::ffi::OsStr::from_bytes(b"\xff\xfe $(reboot).py"));
    fs::write(&path, RIGHT).unwrap();
    let submission = Submission::take(&path).unwrap();
    assert!(graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[])).unwrap().is_right());
}

#[test]
fn text_that_is_no_utf8_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("submission.py");
    fs::write(&path, b"x = '\xff\xfe'\n").unwrap();
    let submission = Submission::take(&path).unwrap();
    let Err(StartError::Submission { what, .. }) =
        graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[]))
    else {
        panic!("it is loaded")
    };
    assert!(what.to_string().contains("not UTF-8: line 1 has the byte 0xff"), "{what}");
}

#[test]
fn a_goal_that_nothing_meets_refuses() {
    let submission = submission("submission.py", RIGHT);
    let none = [Mechanism::Landlock, Mechanism::MountNamespace];
    let refused = graded_as(&submission, "gradient_descent", &descent(), &sandbox(&none));
    let Err(StartError::Refused { goals, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(goals, [Goal::Files]);
    let refused = graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[Mechanism::Seccomp]));
    assert!(matches!(refused, Err(StartError::Refused { .. })), "{refused:?}");
}

#[test]
fn the_doctor_says_what_is_in_force() {
    let rows = doctor(std::path::Path::new(env!("CARGO_BIN_EXE_descentcheck")));
    let submission = submission("submission.py", RIGHT);
    let found = graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[])).unwrap();
    assert_eq!(missing(&found.layers), []);
    for row in rows {
        let used = row.goal.met_by(&found.layers).unwrap();
        assert!(row.mechanisms.contains(&(used, true)), "{row:?}");
    }
}

/// Runs some tests a second time by another command, which starts with a copy of the tests that everybody can read.
fn again(more: &[&str], begin: impl Fn(&std::path::Path) -> Command) {
    if is_again() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let (tests, helper) = (folder.path().join("tests"), folder.path().join("helper"));
    fs::copy(std::env::current_exe().unwrap(), &tests).unwrap();
    fs::copy(super::helper(), &helper).unwrap();
    let chosen = ["hostile::hostile_steps", "hostile::right_programs", "styles::state"];
    let output = begin(&tests).args(chosen).args(more).env("DESCENTCHECK_HELPER", &helper).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        output.status.success() && text.contains(&format!("{} passed", 4 + more.len())),
        "{text}{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn an_ordinary_user_is_as_safe() {
    if !gives(Mechanism::Landlock) {
        println!("skipped: no Landlock here, and whoever is no superuser may have no mount namespaces");
        return;
    }
    again(&["hostile::without_landlock"], |tests| {
        let mut command = Command::new(tests);
        if rustix::process::geteuid().is_root() {
            command.uid(12_345).gid(12_345);
        }
        command
    });
}

#[test]
fn a_user_namespace_without_rights_is_as_safe() {
    let is_there =
        Command::new("unshare").args(["--user", "true"]).output().is_ok_and(|output| output.status.success());
    if !is_there || !gives(Mechanism::Landlock) {
        println!("skipped: no user namespaces here, or no Landlock in them");
        return;
    }
    again(&[], |tests| {
        let mut command = Command::new("unshare");
        command.arg("--user").arg(tests);
        command
    });
}

#[test]
fn the_superuser_gives_each_submission_a_user_of_its_own() {
    if !rustix::process::geteuid().is_root() {
        return;
    }
    let text = "import os\ndef step(w, g, eta):\n    raise ValueError(str(os.getuid()))\n";
    let mut users = Vec::new();
    for _ in 0..2 {
        let submission = submission("submission.py", text);
        let found = graded_as(&submission, "gradient_descent", &descent(), &sandbox(&[])).unwrap();
        assert!(found.layers.contains(&Mechanism::OtherUser), "{found:?}");
        users.push(found.notes.iter().map(|note| note.what.to_string()).collect::<String>());
    }
    assert_ne!(users[0], users[1]);
    assert!(!users[0].ends_with(": 0"), "{users:?}");
}

#[test]
fn a_submission_ends_with_descentcheck() {
    let endless = "while True: pass\n";
    let limits = Limits { cpu: Duration::from_secs(100), wall: Duration::from_secs(100), ..limits() };
    if let Some(name) = std::env::var_os("DESCENTCHECK_ORPHAN") {
        let submission = submission(name.to_str().unwrap(), endless);
        drop(Worker::start(&submission, &descent(), &limits, Some(python()), &sandbox(&[])));
        return;
    }
    let name = format!("orphan_{}.py", std::process::id());
    let runs = || {
        let processes =
            fs::read_dir("/proc").unwrap().filter_map(|entry| fs::read(entry.unwrap().path().join("cmdline")).ok());
        processes.filter(|line| String::from_utf8_lossy(line).contains(&name)).count()
    };
    let until = |there: bool| {
        let since = Instant::now();
        while (runs() > 0) != there {
            assert!(since.elapsed() < Duration::from_secs(60), "{name} is there: {}", !there);
            std::thread::sleep(Duration::from_millis(20));
        }
    };
    let mut parent = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "hostile::a_submission_ends_with_descentcheck"])
        .env("DESCENTCHECK_ORPHAN", &name)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    until(true);
    parent.kill().unwrap();
    parent.wait().unwrap();
    until(false);
}
