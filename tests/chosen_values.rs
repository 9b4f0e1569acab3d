//! Claims at values that the user chooses: `replay ID --set eta=3`.

use assert_cmd::Command;

/// Runs a command that is to end with a code, and returns what it wrote to standard output and error.
fn ends(arguments: &[&str], code: i32) -> (String, String) {
    let mut command = Command::cargo_bin("descentcheck").expect("the program is built");
    let output = command.env("COLUMNS", "100").args(arguments).output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{out}\n{err}");
    (out, err)
}

#[test]
fn a_claim_is_refuted_at_values_that_break_it_and_holds_at_others() {
    let values = ["--set", "R=quadratic(curvature = 1)", "--set", "w[0]=1", "--set"];
    let (out, _) = ends(&[["replay", "theorem-7.1/any-step-size"].as_slice(), &values, &["eta=3"]].concat(), 0);
    assert!(out.contains("theorem-7.1/any-step-size") && out.contains("At these values the claim is refuted"), "{out}");
    assert!(out.contains("eta = 3") || out.contains("η = 3"), "{out}");
    let (out, _) = ends(&[["replay", "theorem-7.1/any-step-size"].as_slice(), &values, &["eta=1/2"]].concat(), 0);
    assert!(out.contains("At these values the claim holds"), "{out}");
}

#[test]
fn a_value_outside_its_range_is_an_error_that_names_the_range() {
    let (_, err) = ends(&["replay", "theorem-7.1", "--set", "R=quadratic(curvature = 1)", "--set", "eta=3"], 2);
    assert!(err.contains("eta=3") || err.contains("eta = 3"), "{err}");
    assert!(err.contains("1/L") && err.contains("the values do not fit the claim `theorem-7.1`"), "{err}");
}

#[test]
fn what_is_drawn_beside_the_values_is_said() {
    let (out, _) = ends(&["replay", "theorem-7.1", "--set", "eta=1/1000000"], 0);
    assert!(out.contains("At these values, with R and w[0] drawn, the claim holds in a run of "), "{out}");
}

#[test]
fn an_index_outside_its_range_is_no_counterexample() {
    for time in ["t=0", "t=-1", "t=3/2"] {
        let (_, err) = ends(&["replay", "theorem-7.1", "--set", "R=quadratic(curvature = 1)", "--set", time], 2);
        assert!(err.contains("does not satisfy a hypothesis"), "{err}");
    }
}

#[test]
fn a_value_that_the_claim_does_not_have_is_an_error() {
    let (_, err) = ends(&["replay", "theorem-7.1", "--set", "beta=3"], 2);
    assert!(err.contains("beta"), "{err}");
    let (_, err) = ends(&["replay", "theorem-7.2", "--set", "eta=3"], 2);
    assert!(err.contains("there is no claim `theorem-7.2`; did you mean `theorem-7.1`?"), "{err}");
    let (_, err) = ends(&["replay", "theorem-7.1", "--set", "eta="], 2);
    assert!(err.contains("--set"), "{err}");
}

#[test]
fn an_objective_that_is_not_what_it_declares_decides_nothing() {
    let folder = tempfile::tempdir().expect("a folder for temporary files");
    let notes = folder.path().join("notes.md");
    let objective = "```objective cap(k)\ngiven k > 0\nR(w) = -k*|w|^2\nclass convex\n```\n";
    let claim = "```claim c\ngiven R: convex\ngiven u, v in R^W\nshow R(v) >= R(u) + <grad R(u), v - u>\n```\n";
    std::fs::write(&notes, format!("{objective}{claim}")).expect("it can be written");
    let notes = notes.display().to_string();
    let (_, err) = ends(&["replay", "c", "--notes", &notes, "--set", "R=cap(1)"], 2);
    assert!(err.contains("`cap/convex` is refuted"), "{err}");
}
