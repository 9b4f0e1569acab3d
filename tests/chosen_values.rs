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
fn a_value_that_the_claim_does_not_have_is_an_error() {
    let (_, err) = ends(&["replay", "theorem-7.1", "--set", "beta=3"], 2);
    assert!(err.contains("beta"), "{err}");
    let (_, err) = ends(&["replay", "theorem-7.2", "--set", "eta=3"], 2);
    assert!(err.contains("there is no claim `theorem-7.2`; did you mean `theorem-7.1`?"), "{err}");
    let (_, err) = ends(&["replay", "theorem-7.1", "--set", "eta="], 2);
    assert!(err.contains("--set"), "{err}");
}
