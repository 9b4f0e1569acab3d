//! Notes that use other notes, and claims that are typed.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use descentcheck::blackbox::CHAPTER;
use tempfile::TempDir;

const SETTING: &str = "# Setting\n\n```use \"deeper/methods.md\"\n```\n\n\
    ```objective bowl()\nR(w) = |w|^2\nclass convex, L-smooth\nL = 2\n```\n\n\
    ```claim false-here\ngiven u in R^W\nshow |u| <= 1\n```\n";
const METHODS: &str = "```use\n\"../setting.md\"\n```\n\n```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";
const NOTES: &str = "```use \"setting.md\"\n```\n\n\
    ```claim descends\ngiven R: bowl\ngiven eta in (0, 1/2]\nrun gd(eta) on R\nshow R(w[t]) <= R(w[t-1]) for t >= 1\n```\n";

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("it can be made");
        fs::write(path, text).expect("it can be written");
    }
    folder
}

/// Runs a command that is to end with a code, and returns what it wrote to standard output and error.
fn ends(arguments: &[&str], input: &str, code: i32, folder: &Path) -> (String, String) {
    let mut command = Command::cargo_bin("descentcheck").expect("the program is built");
    command.current_dir(folder).env("COLUMNS", "100").args(arguments).write_stdin(input);
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
    (out, err)
}

#[test]
fn notes_use_the_definitions_of_others_and_judge_none_of_their_claims() {
    let folder = folder(&[("setting.md", SETTING), ("deeper/methods.md", METHODS), ("notes.md", NOTES)]);
    let (out, _) = ends(&["verify", "notes.md", "--cases", "50"], "", 0, folder.path());
    assert!(out.contains("descends") && !out.contains("false-here"), "{out}");
}

#[test]
fn what_a_used_objective_declares_is_judged_with_the_claims_that_use_it() {
    let folder = folder(&[
        ("setting.md", &SETTING.replace("L = 2", "L = 1")),
        ("deeper/methods.md", METHODS),
        ("notes.md", NOTES),
        ("others.md", "```use \"setting.md\"\n```\n```claim length\ngiven u in R^W\nshow |u| >= 0\n```\n"),
    ]);
    let (out, _) = ends(&["verify", "notes.md", "--cases", "50"], "", 1, folder.path());
    assert!(out.contains("bowl/smooth"), "{out}");
    let (out, _) = ends(&["verify", "others.md", "--cases", "50"], "", 0, folder.path());
    assert!(!out.contains("bowl/smooth"), "{out}");
}

/// An objective that declares what is false of it.
const FALSE: &str = "```objective cap(k)\ngiven k > 0\nR(w) = -k*|w|^2\nclass convex\n```\n";

#[test]
fn a_used_objective_is_judged_wherever_its_name_stands() {
    let tangent = "given R: convex\ngiven u, v in R^W\nshow R(v) >= R(u) + <grad R(u), v - u>";
    for (block, code) in [
        (format!("```claim c\n{tangent}\nwitness R = cap(1), u = unit(1), v = 0*unit(1)\n```\n"), 1),
        (format!("```claim c\n{tangent}\nexpect refuted\nwitness R = cap(1), u = unit(1), v = 0*unit(1)\n```\n"), 1),
        (format!("```claim c\n{tangent}\n```\n```mutant m of c \"a cap\"\ngiven R: cap(1)\nkilled by c\n```\n"), 1),
        (format!("```claim c\n{tangent}\n```\n"), 0),
    ] {
        let notes = format!("# 1 x\n\n```use \"used.md\"\n```\n\n{block}");
        let folder = folder(&[("used.md", FALSE), ("notes.md", &notes)]);
        let (out, _) = ends(&["verify", "notes.md", "--cases", "60"], "", code, folder.path());
        assert_eq!(out.contains("cap/convex"), code == 1, "{block}\n{out}");
    }
}

#[test]
fn a_claim_named_like_one_that_another_block_makes_is_an_error() {
    let own = "```claim cap/convex\ngiven x in R\nshow x^2 >= 0\n```\n";
    let uses = "```use \"used.md\"\n```\n```claim c\ngiven R: cap(1)\ngiven u in R^W\nshow R(u) <= 0\n```\n";
    let witness = "```claim a\ngiven x in R\nshow x >= 0\nexpect refuted\nwitness x = -1\n```\n\
        ```claim a/witness\ngiven z in R\nshow z >= 0\n```\n";
    for notes in [format!("{FALSE}{own}"), format!("{uses}{own}"), witness.to_owned()] {
        let folder = folder(&[("used.md", FALSE), ("notes.md", &notes)]);
        let (_, err) = ends(&["verify", "notes.md", "--cases", "20"], "", 2, folder.path());
        assert!(err.contains("is the name of a claim that another block makes"), "{err}");
    }
}

#[test]
fn a_file_that_is_given_and_used_is_read_once() {
    let folder = folder(&[("setting.md", SETTING), ("deeper/methods.md", METHODS), ("notes.md", NOTES)]);
    ends(&["list", "notes.md", "setting.md", "./deeper/methods.md"], "", 0, folder.path());
}

#[test]
fn notes_that_cannot_be_used_are_an_error_at_their_place() {
    let folder = folder(&[("notes.md", "# Notes\n\n```use \"missing.md\"\n```\n"), ("empty.md", "```use\n```\n")]);
    let (_, err) = ends(&["verify", "notes.md"], "", 2, folder.path());
    assert!(err.contains("notes.md, line 3") && err.contains("missing.md"), "{err}");
    let (_, err) = ends(&["verify", "empty.md"], "", 2, folder.path());
    assert!(err.contains("this block uses nothing"), "{err}");
    let (_, err) = ends(&["verify", "-"], "```use everything\n```\n", 2, folder.path());
    assert!(err.contains("`use chapter`"), "{err}");
}

#[test]
fn every_section_of_the_chapter_can_be_judged_alone() {
    let chapter: Vec<(String, &str)> = CHAPTER.iter().map(|(name, text)| (format!("proofs/{name}"), *text)).collect();
    let folder = folder(&chapter.iter().map(|(name, text)| (name.as_str(), *text)).collect::<Vec<_>>());
    for (name, _) in &chapter {
        ends(&["list", name], "", 0, folder.path());
    }
}

#[test]
fn a_claim_that_is_typed_knows_the_methods_of_the_chapter() {
    let folder = folder(&[]);
    let given =
        ["verify", "-", "--given", "R: convex, L-smooth, with minimiser", "--given", "eta in (0, 1/L]"].as_slice();
    let run = ["--run", "gradient_descent(eta) on R"].as_slice();
    let typed = |constant: u32| format!("R(w[t]) - R_star <= |w[0] - w_star|^2/({constant}*eta*t)\n");
    let (out, _) = ends(&[given, run].concat(), &typed(8), 1, folder.path());
    assert!(out.contains("refuted") && !out.contains("replay"), "{out}");
    ends(&[given, run, &["--cases", "50"]].concat(), &typed(2), 0, folder.path());
    let (_, err) = ends(given, &typed(2), 2, folder.path());
    assert!(err.contains("run METHOD(eta) on R"), "{err}");
}

#[test]
fn what_is_typed_may_be_whole_lines_or_whole_blocks() {
    let folder = folder(&[]);
    let lines = "given u, v in R^W\n<u, v> <= |u|*|v|\n";
    ends(&["verify", "-", "--cases", "50"], lines, 0, folder.path());
    ends(
        &["verify", "-", "--cases", "50"],
        &format!("```claim mine\n{}```\n", lines.replace('<', "show <")),
        2,
        folder.path(),
    );
    ends(&["verify", "-", "--cases", "50"], "```claim mine\ngiven x >= 1\nshow x <= x^2\n```\n", 0, folder.path());
}

#[test]
fn blocks_that_are_typed_take_no_options_of_a_claim() {
    for fence in ["```", "~~~"] {
        let block = format!("{fence}claim mine\ngiven x >= 1\nshow x <= x^2\n{fence}\n");
        ends(&["verify", "-", "--cases", "50"], &block, 0, folder(&[]).path());
        let (_, err) = ends(&["verify", "-", "--given", "y > 0"], &block, 2, folder(&[]).path());
        assert!(err.contains("has blocks of its own"), "{err}");
    }
}

#[test]
fn typing_nothing_or_typing_beside_files_is_an_error() {
    let folder = folder(&[("notes.md", METHODS)]);
    for (arguments, said) in [
        (["verify", "-", "--cases", "5"].as_slice(), "standard input is empty"),
        (&["verify", "-", "notes.md"], "`-` stands alone"),
        (&["verify", "notes.md", "--run", "gd(1) on R"], "for a claim that is typed"),
    ] {
        let (_, err) = ends(arguments, "", 2, folder.path());
        assert!(err.contains(said), "{err}");
    }
}

#[test]
fn a_forgotten_range_or_run_is_told_in_those_words() {
    let folder = folder(&[(
        "notes.md",
        "```use chapter\n```\n```claim c\ngiven R: convex, L-smooth\ngiven eta in (0, 1/L]\n\
         run gradient_descent(eta) on R\nshow R(w[t]) <= R(w[t-1])\n```\n",
    )]);
    let (_, err) = ends(&["verify", "notes.md"], "", 2, folder.path());
    assert!(err.contains("it is not said for which `t`") && err.contains("for t >= 1"), "{err}");
}
