//! What counts as a caught mistake, and what a taught counterexample says of its claim.

use assert_cmd::Command;
use descentcheck::judge::{Options, matrix, verify};
use descentcheck::language::check::Chapter;
use descentcheck::verdict::{Catch, Judged, MutantOutcome, Results, Verdict};

const METHOD: &str = "\
# 1 Notes

```method gd(eta)
w[t] = w[t-1] - eta*grad R(w[t-1])
```
";

const WRONG: &str = "
```claim wrong
given R: convex, L-smooth, with minimiser
given eta in (0, 1/L]
run gd(eta) on R
show R(w[t]) <= R(w_star)   for t >= 1
```
";

const RIGHT: &str = "
```claim right
given R: convex, L-smooth
given eta in (0, 1/L]
run gd(eta) on R
show w[t] == w[t-1] - eta*grad R(w[t-1])   for t in 1..3
```
";

const HALF: &str = "
```mutant half of gd \"half the rate\"
w[t] = w[t-1] - eta/2*grad R(w[t-1])
";

fn chapter(text: &str) -> Chapter {
    let files = vec![("notes.md".to_owned(), text.to_owned())];
    Chapter::load(files).unwrap_or_else(|errors| panic!("{errors}"))
}

fn judged(text: &str, mutants: bool) -> Results {
    verify(&chapter(text), &Options { cases: 50, mutants, ..Options::default() }, &|_| {})
}

fn claim<'a>(results: &'a Results, id: &str) -> &'a Judged {
    results.claims.iter().find(|claim| claim.id == id).expect("it was judged")
}

fn of_both(text: &str) -> [MutantOutcome; 2] {
    let from_matrix = matrix(&chapter(text), &Options { cases: 50, ..Options::default() }, &|_| {}).remove(0);
    [judged(text, true).mutants.remove(0), from_matrix]
}

#[test]
fn a_claim_that_is_false_of_the_right_method_catches_no_mistake() {
    for expected in ["", "expect refuted\n"] {
        let wrong = WRONG.replace("t >= 1\n", &format!("t >= 1\n{expected}"));
        let text = format!("{METHOD}{wrong}{HALF}killed by wrong\n```\n");
        for outcome in of_both(&text) {
            assert_eq!(outcome.said_by("wrong"), Some(&Catch::DoesNotCount));
            assert!(!outcome.as_expected && outcome.killers().next().is_none());
        }
        // Without judging the mutant it is known as well.
        let outcome = judged(&text, false).mutants.remove(0);
        assert!(!outcome.as_expected && outcome.missed_by().eq(["wrong"]));
    }
}

#[test]
fn a_claim_that_holds_of_the_right_method_catches_a_mistake() {
    let text = format!("{METHOD}{RIGHT}{HALF}killed by right\n```\n");
    for outcome in of_both(&text) {
        assert!(outcome.as_expected && outcome.is_killed_by("right"), "{outcome:?}");
    }
    assert!(judged(&text, false).mutants.is_empty());
}

#[test]
fn a_claim_that_is_undecided_of_the_right_method_leaves_a_mistake_undecided() {
    // No case meets the assumption, so that nothing is said of the correct method.
    let never = RIGHT.replace("show", "assume eta*L > 2\nshow").replace("claim right", "claim never");
    let text = format!("{METHOD}{never}{HALF}killed by never\n```\n");
    for outcome in of_both(&text) {
        assert!(matches!(outcome.said_by("never"), Some(Catch::Undecided(_))), "{outcome:?}");
        assert!(!outcome.as_expected);
    }
}

#[test]
fn every_command_says_with_exit_code_1_that_a_false_claim_catches_nothing() {
    for name in ["mutant-of-a-false-claim", "mutant-of-a-refuted-claim"] {
        let expected = if name.contains("refuted") { "expect refuted\n" } else { "" };
        let wrong = WRONG.replace("t >= 1\n", &format!("t >= 1\n{expected}"));
        let folder = tempfile::tempdir().expect("there is room");
        let notes = folder.path().join("notes.md");
        std::fs::write(&notes, format!("{METHOD}{wrong}{HALF}killed by wrong\n```\n")).expect("it can be written");
        let out = folder.path().join("out");
        let (notes, out) = (notes.display().to_string(), out.display().to_string());
        for arguments in [
            vec!["verify", &notes, "--cases", "50"],
            vec!["verify", &notes, "--cases", "50", "--json", "-"],
            vec!["mutants", &notes, "--cases", "50"],
            vec!["report", &notes, "--cases", "50", "-o", &out, "--format", "html,md,json,junit"],
        ] {
            let run =
                Command::cargo_bin("descentcheck").expect("it is built").args(&arguments).output().expect("it runs");
            assert_eq!(run.status.code(), Some(1), "{arguments:?}\n{}", String::from_utf8_lossy(&run.stdout));
            let text = String::from_utf8_lossy(&run.stdout);
            let says_so = text.contains("also refuted for the correct method") || text.contains("not-counted");
            assert!(says_so, "{arguments:?}\n{text}");
        }
        for (file, words) in [("results.json", "not-counted"), ("junit.xml", "also refuted for the correct method")] {
            let text = std::fs::read_to_string(folder.path().join("out").join(file)).expect("it was written");
            assert!(text.contains(words), "{file}\n{text}");
        }
    }
}

#[test]
fn a_witness_that_is_refuted_refutes_its_claim() {
    // Met by chance alone: random numbers have few digits.
    let text = "# 1 x\n\n```claim rare\ngiven a in R\nshow a != 1/3\nexpect refuted\nwitness a = 1/3\n```\n";
    let results = judged(text, false);
    let rare = claim(&results, "rare");
    let Verdict::Refuted(found, _) = &rare.verdict else { panic!("{:?}", rare.verdict) };
    assert_eq!(found.witness.as_deref(), Some("rare/witness"));
    assert!(rare.as_expected);
}

#[test]
fn a_claim_asked_for_alone_is_refuted_by_its_witness_as_well() {
    let text = "# 1 x\n\n```claim rare\ngiven a in R\nshow a != 1/3\nexpect refuted\nwitness a = 1/3\n```\n";
    let options = Options { cases: 50, mutants: false, claim: Some("rare".to_owned()), ..Options::default() };
    let results = verify(&chapter(text), &options, &|_| {});
    assert_eq!(results.claims.len(), 1);
    assert!(matches!(results.claims[0].verdict, Verdict::Refuted(..)));
}

#[test]
fn a_witness_that_is_not_what_it_declares_refutes_nothing() {
    // The objective calls itself convex and is not.
    let text = "# 1 x

```objective hill()
R(w) = sum(i: -w_i^2)
class convex, L-smooth
L = 2
```

```claim above-its-tangents
given R: convex, L-smooth
given u, v in R^W
show R(v) >= R(u) + <grad R(u), v - u>
witness R = hill, u = 0*unit(1), v = unit(1)
```
";
    let results = judged(text, false);
    assert!(matches!(claim(&results, "hill/convex").verdict, Verdict::Refuted(..)));
    assert!(matches!(claim(&results, "above-its-tangents").verdict, Verdict::Holds(_)));
}

#[test]
fn a_witness_outside_of_its_range_is_an_error_at_its_place_with_the_values() {
    let folder = tempfile::tempdir().expect("there is room");
    let notes = folder.path().join("notes.md");
    for (given, witness, place, values) in [
        ("given a in (0, 1]", "a = 3", "notes.md:6", ["3", "1"]),
        ("given a > 2", "a = 3/2", "notes.md:6", ["1.5", "2"]),
        (
            "given R: convex, L-smooth\ngiven a in (0, 1/L]",
            "R = quadratic(curvature = 4), a = 1/2",
            "notes.md:7",
            ["0.5", "0.25"],
        ),
        ("given a in R\nassume a^2 >= 2", "a = 1", "notes.md:7", ["1", "2"]),
        // Norms are compared by their squares and shown as they are.
        ("given v in R^W; a in R\nassume |v| <= 4 and a == a", "v = 5*unit(1), a = 1", "notes.md:7", ["5", "4"]),
    ] {
        let text = format!("# 1 x\n\n```claim c\n{given}\nshow a == 0*a\nwitness {witness}\n```\n");
        std::fs::write(&notes, text).expect("it can be written");
        let run = Command::cargo_bin("descentcheck")
            .expect("it is built")
            .arg("verify")
            .arg(&notes)
            .output()
            .expect("it runs");
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{said}");
        assert!(said.contains("does not satisfy a hypothesis of its claim") && said.contains(place), "{said}");
        assert!(values.iter().all(|value| said.contains(value)), "{said}");
    }
}

/// What is wrong with a claim of these lines, as the command says it.
fn said_of(lines: &str) -> String {
    let folder = tempfile::tempdir().expect("there is room");
    let notes = folder.path().join("notes.md");
    let method = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";
    std::fs::write(&notes, format!("# 1 x\n\n{method}```claim c\n{lines}\n```\n")).expect("it can be written");
    let run =
        Command::cargo_bin("descentcheck").expect("it is built").arg("verify").arg(&notes).output().expect("it runs");
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert_eq!(run.status.code(), Some(2), "{lines}\n{said}\n{}", String::from_utf8_lossy(&run.stdout));
    said
}

#[test]
fn a_witness_that_is_no_case_of_its_claim_is_an_error_and_refutes_nothing() {
    const OUTSIDE: &str = "does not satisfy a hypothesis of its claim";
    let descent = "given R: convex, L-smooth, with minimiser\ngiven eta in (0, 1/L]\nrun gd(eta) on R\n\
        show R(w[t]) - R_star <= |w[0] - w_star|^2/(2*eta*t) for t >= 1\nwitness R = quadratic(curvature = 1), eta = 1, w[0] = 1, ";
    let tangent = "given u, v in R^W\nshow R(v) >= R(u) + <grad R(u), v - u>\nwitness u = unit(1), v = 0*unit(1), ";
    let two_runs = "given R: L-smooth\ngiven eta in (0, 1/L]\nrun a: gd(eta) on R\nrun b: gd(eta) on R from a.w[0]\n\
        show a.w[t] == b.w[t] for t >= 1\nwitness eta = 1/8, R = quadratic(curvature = 1), ";
    for (lines, said) in [
        (format!("{descent}t = 0"), OUTSIDE),
        (format!("{descent}t = -1"), OUTSIDE),
        (format!("{descent}t = 3/2"), OUTSIDE),
        ("given T in 2..5\nshow t <= T for t in 2..T\nwitness T = 3, t = 4".to_owned(), OUTSIDE),
        ("given k in 1..3\nshow floor(k) == k\nwitness k = 3/2".to_owned(), OUTSIDE),
        ("given k in 1..\nshow floor(k) == k\nwitness k = 3/2".to_owned(), OUTSIDE),
        (format!("given R: convex\n{tangent}R = quadratic(curvature = -1)"), "is not known to be convex"),
        (format!("given R: convex\n{tangent}R = huber(curvature = -1, threshold = 1)"), "is not known to be convex"),
        (format!("given R: strictly convex\n{tangent}R = quadratic(curvature = 0)"), "is not known to be strictly convex"),
        (
            "given A in R^(W x W) with positive_definite(A)\ngiven x in R^W\nshow <x, A @ x> >= 0\nwitness A = -I, x = unit(1)"
                .to_owned(),
            OUTSIDE,
        ),
        (
            "given R: huber(curvature = 1, threshold = 1)\ngiven u in R^W\nshow R(u) <= |u|^2/2\nwitness R = quadratic(curvature = 5), u = unit(1)"
                .to_owned(),
            "the claim says which function its objective is",
        ),
        ("given A in R^(W x W) with invertible(A)\nshow A != A\nwitness A = 0*I".to_owned(), OUTSIDE),
        (format!("{two_runs}a.w[0] = 1, b.w[0] = 2"), "the claim says where this run starts"),
        (format!("{two_runs}a.w[0] = 1, eta = 1/4"), "`η` is set twice"),
    ] {
        let found = said_of(&lines);
        assert!(found.contains(said), "{lines}\n{found}");
    }
}

#[test]
fn a_witness_at_the_ends_of_its_ranges_is_judged() {
    for (lines, refuted) in [
        ("given k in 1..3\nshow k <= 2\nwitness k = 3", true),
        ("given k in 1..3\nshow k <= 2\nwitness k = 1", false),
        ("given T in 2..5\nshow t < T for t in 2..T\nwitness T = 3, t = 3", true),
        (
            "given R: convex, L-smooth\ngiven u in R^W\nshow R(u) > R(0*u)\nwitness R = quadratic(curvature = 0), u = unit(1)",
            true,
        ),
    ] {
        let results = judged(&format!("```claim c\n{lines}\n```\n"), false);
        let found = matches!(claim(&results, "c/witness").verdict, Verdict::Refuted(..));
        assert_eq!(found, refuted, "{lines}");
    }
}

#[test]
fn a_class_that_no_objective_meets_is_an_error_at_its_place() {
    let text = "# 1 x\n\n```claim c\ngiven R: linear, alpha-strongly convex\ngiven u in R^W\nshow R(u) >= R(u)\n```\n";
    let errors = Chapter::load(vec![("notes.md".to_owned(), text.to_owned())]).expect_err("there is none").to_string();
    assert!(errors.contains("no objective can have all these properties"), "{errors}");
    assert!(errors.contains("notes.md:4"), "{errors}");
}
