//! Cases on real data are judged whatever the budget, counted separately, and never skipped silently.

use std::path::Path;

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::numeric::Dyadic;
use descentcheck::problem::{DataOptions, DataSet, Loss, ProblemSpec, Sample};
use descentcheck::report;
use descentcheck::verdict::{Evidence, Judged, Verdict};

const STANDARD: DataOptions = DataOptions { standardise: true, intercept: true };

fn table(name: &str, loss: Loss) -> ProblemSpec {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name);
    DataSet::read(&path, "y", STANDARD, loss).expect("it is a table").problem(loss).expect("its target suits")
}

/// The table of three rows has no column `y`: its last one is predicted.
fn three_rows() -> ProblemSpec {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/three-rows.csv");
    let text = std::fs::read_to_string(&path).expect("it is there");
    let target = text.lines().next().and_then(|header| header.rsplit(',').next()).expect("it has columns").to_owned();
    DataSet::read(&path, &target, STANDARD, Loss::Squares)
        .expect("it is a table")
        .problem(Loss::Squares)
        .expect("numbers")
}

/// Samples without any pattern.
fn random_table(rows: usize, features: usize, loss: Loss) -> ProblemSpec {
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 44) as i64 - (1 << 19)
    };
    let target =
        |value: i64| if loss.classifies() { Dyadic::integer(value.signum() | 1) } else { Dyadic::new(value, -18) };
    let samples: Vec<Sample> = (0..rows)
        .map(|_| Sample { features: (0..features).map(|_| Dyadic::new(next(), -18)).collect(), target: target(next()) })
        .collect();
    let mut spec = loss.problem(samples, features);
    let shipped = DataSet::shipped()[0].problem(Loss::Squares).expect("numbers");
    spec.data =
        shipped.data.map(|data| descentcheck::problem::DataReference { name: "random".to_owned(), loss, ..data });
    spec
}

fn chapter(text: &str) -> Chapter {
    Chapter::load(vec![("notes.md".to_owned(), text.to_owned())], false)
        .unwrap_or_else(|errors| panic!("{}", errors.join("\n")))
}

fn judged(text: &str, data: Vec<ProblemSpec>, cases: u64, seed: u64) -> Vec<Judged> {
    verify(&chapter(text), &Options { cases, seed, data, mutants: false, ..Options::default() }, &|_| {}).claims
}

fn one(lines: &str, data: Vec<ProblemSpec>) -> Judged {
    judged(&format!("# 1 Notes\n\n{METHOD}\n```claim c\n{lines}\n```\n"), data, 50, 0).remove(0)
}

const METHOD: &str = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";

fn notes(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name)).expect("it is there")
}

const NOTES: [&str; 3] = ["equalities-on-data.md", "false-on-data-only.md", "speaks-of-the-data.md"];

#[test]
fn what_is_false_on_the_data_alone_is_refuted_whatever_the_budget() {
    for name in NOTES {
        for cases in [10, 200] {
            // `b-L` is true of the table; that it is false of its class is no matter of data.
            let claims = judged(&notes(name), vec![table("sixty-rows.csv", Loss::Squares)], cases, 0).into_iter();
            for claim in claims.filter(|claim| claim.id != "b-L") {
                assert!(claim.as_expected, "{name}, {cases} cases: {} {:?}", claim.id, claim.verdict);
            }
        }
    }
}

#[test]
fn on_a_table_of_more_columns_than_rows_nothing_false_holds() {
    for name in NOTES {
        for claim in judged(&notes(name), vec![three_rows()], 10, 0) {
            // Those that turn on N > 20 are true of three rows.
            let about_rows = ["eq-draw", "le-draw", "d-mean", "e-draw", "f-data", "b-L"].contains(&claim.id.as_str());
            let holds = matches!(claim.verdict, Verdict::Holds(_));
            assert!(
                !holds || about_rows || claim.expected == descentcheck::verdict::Expectation::Holds,
                "{} {:?}",
                claim.id,
                claim.verdict
            );
        }
    }
}

#[test]
fn a_table_of_300_by_200_is_decided_or_reported_undecided() {
    for name in NOTES {
        for claim in judged(&notes(name), vec![random_table(300, 200, Loss::Squares)], 10, 0) {
            let holds = matches!(claim.verdict, Verdict::Holds(_));
            assert!(!holds || claim.as_expected || claim.id == "b-L", "{} {:?}", claim.id, claim.verdict);
        }
    }
}

#[test]
fn true_claims_hold_on_data_and_say_on_how_many_cases() {
    for (lines, exact) in [
        (
            "given R: convex, L-smooth\ngiven eta in (0, 1/L]\nrun gd(eta) on R\nshow w[1] == w[0] - eta*grad R(w[0])",
            true,
        ),
        (
            "given R: convex, L-smooth\ngiven eta in (0, 1/L]\nrun gd(eta) on R\nshow R(w[t]) <= R(w[t-1]) for t >= 1",
            false,
        ),
        ("given R: mean of N losses\ngiven w in R^W\nshow R(w) == mean(n: R[n](w))", true),
        (
            "given R: mean of N losses\ngiven w in R^W\ndraw B: 1 of N with replacement\nshow E[grad R[B](w)] == grad R(w)",
            true,
        ),
        ("given R: convex, L-smooth, with minimiser\nshow grad R(w_star) == 0", false),
        (
            "given R: convex, L-smooth, with minimiser\ngiven eta in (0, 1/L]\nrun gd(eta) on R\nshow R(w[t]) - R(w_star) <= |w[0] - w_star|^2/(2*eta*t) for t >= 1",
            false,
        ),
    ] {
        let claim = one(lines, vec![table("sixty-rows.csv", Loss::Squares)]);
        assert!(matches!(claim.verdict, Verdict::Holds(_)), "{lines}\n{:?}", claim.verdict);
        let [set] = claim.verdict.findings().data.as_slice() else { panic!("{:?}", claim.verdict) };
        assert!(set.cases > 0 && set.undecided == 0 && set.not_judged.is_none(), "{lines}\n{set:?}");
        assert!(!exact || set.evidence == Some(Evidence::ExactOnCases), "{lines}\n{set:?}");
    }
}

#[test]
fn losses_of_every_kind_are_judged() {
    let lines =
        "given R: convex, L-smooth\ngiven eta in (0, 1/L]\nrun gd(eta) on R\nshow R(w[t]) <= R(w[t-1]) for t >= 1";
    let sets = [Loss::Squares, Loss::Ridge, Loss::Logistic, Loss::RidgeLogistic].map(|loss| random_table(20, 5, loss));
    let claim = one(lines, sets.to_vec());
    assert!(matches!(claim.verdict, Verdict::Holds(_)), "{:?}", claim.verdict);
    assert!(claim.verdict.findings().data.iter().all(|set| set.cases >= 2), "{:?}", claim.verdict.findings().data);
}

#[test]
fn a_claim_that_is_not_about_the_data_says_why() {
    for (lines, loss, reason) in [
        ("given x in R\nshow x^2 >= 0", Loss::Squares, "not given an objective"),
        ("given R, S: convex\ngiven u in R^W\nshow R(u) + S(u) >= S(u) + R(u)", Loss::Squares, "several objectives"),
        ("given R: quadratic(curvature = 1)\ngiven u in R^W\nshow R(u) >= 0", Loss::Squares, "fixes its own objective"),
        ("given R: alpha-strongly convex\ngiven u in R^W\nshow R(u) >= R(u)", Loss::Logistic, "strongly convex"),
        ("given R: quadratic\ngiven u in R^W\nshow R(u) >= R(u)", Loss::Logistic, "quadratic"),
        ("given R: convex, one-dimensional\ngiven u in R^W\nshow R(u) >= R(u)", Loss::Squares, "one-dimensional"),
        ("given R: mean of 7 losses\ngiven u in R^W\nshow R(u) >= R(u)", Loss::Squares, "7 samples"),
        ("given R: with smallest L\ngiven u in R^W\nshow R(u) >= R(u)", Loss::Squares, "smallest L"),
    ] {
        let claim = one(lines, vec![random_table(30, 5, loss)]);
        let [set] = claim.verdict.findings().data.as_slice() else { panic!("{:?}", claim.verdict) };
        let why = set.not_judged.as_deref().unwrap_or_default();
        assert!(set.cases == 0 && why.contains(reason), "{lines}\n{set:?}");
    }
}

#[test]
fn samples_are_judged_with_the_objective_that_the_claim_makes_of_them() {
    let text = "# 1 x

```objective sq()
given data: N samples
R(w) = sum(n in 1..N: (y[n] - <w, X[n]>)^2)
class convex, quadratic
```

```claim positive
given data: N samples
given R: sq
given w in R^W
show R(w) >= 0
```
";
    let claims = judged(text, vec![random_table(12, 4, Loss::Ridge)], 20, 0);
    let positive = claims.iter().find(|claim| claim.id == "positive").expect("it was judged");
    assert!(matches!(positive.verdict, Verdict::Holds(_)), "{:?}", positive.verdict);
    assert!(positive.verdict.findings().data[0].cases > 0, "{:?}", positive.verdict.findings().data);
}

#[test]
fn what_stays_undecided_on_the_data_is_undecided() {
    // Both sides are the same number, and too large for any arithmetic.
    let lines = "given R: convex, L-smooth\ngiven u in R^W\n\
                 show cases(W > 16: exp(exp(exp(100 + |u|^2))); else 0) >= cases(W > 16: exp(exp(exp(|u|^2 + 100))); else 0)";
    let claim = one(lines, vec![random_table(12, 17, Loss::Squares)]);
    let Verdict::Undecided(reason, _) = &claim.verdict else { panic!("{:?}", claim.verdict) };
    assert!(reason.contains("random (squares)"), "{reason}");
}

#[test]
fn results_on_data_are_the_same_at_any_thread_count() {
    let notes = notes("equalities-on-data.md");
    let run = |jobs| {
        let data = vec![table("sixty-rows.csv", Loss::Squares)];
        verify(&chapter(&notes), &Options { cases: 10, jobs, data, mutants: false, ..Options::default() }, &|_| {})
    };
    assert_eq!(run(1), run(4));
}

#[test]
fn table_json_and_effort_say_what_was_judged_on_the_data() {
    let text = "# 1 Notes

```claim about-data
given R: convex
given u, v in R^W
show R(v) >= R(u) + <grad R(u), v - u>
```

```claim about-numbers
given x in R
show x^2 >= 0
```
";
    let data = vec![table("sixty-rows.csv", Loss::Squares)];
    let results = verify(&chapter(text), &Options { cases: 20, data, mutants: false, ..Options::default() }, &|_| {});
    let shown = report::table(&results, 160, false);
    assert!(shown.contains("and 2 on data"), "{shown}");
    let json = report::json(&results, &report::Replays::default()).expect("it has a JSON form");
    assert!(json.contains("\"name\": \"sixty-rows\"") && json.contains("\"not_judged\": null"), "{json}");
    assert!(report::effort(&results, 100, false).contains("On data"));
    let not_judged = report::not_on_data(&results);
    assert!(not_judged.contains("not given an objective") && not_judged.contains("about-numbers"), "{not_judged}");
    assert!(!not_judged.contains("about-data"), "{not_judged}");
}
