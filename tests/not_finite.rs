//! NaN, infinities, overflow, subnormals and empty ranges end in a clear verdict or a clear error.

use descentcheck::blackbox::{self, End, Failure, Method, OnClaim, Question, Step, steps, verify_method};
use descentcheck::judge::{Options, judge};
use descentcheck::language::check::Chapter;
use descentcheck::numeric::{Arithmetic, Dyadic, Float};
use descentcheck::problem::{Coordinate, DataError, DataOptions, DataSet, Family, Loss, Objective, ProblemSpec};
use descentcheck::report::failure;
use descentcheck::verdict::Verdict;

const DESCENT: &str = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n```claim c\ngiven R: convex, L-smooth\n\
                       given eta in (0, 1/L]\nrun gd(eta) on R\nshow R(w[t]) <= R(w[t-1]) for t >= 1\n```\n";

fn chapter(text: &str) -> Chapter {
    Chapter::load(vec![("notes.md".to_owned(), text.to_owned())], false)
        .unwrap_or_else(|errors| panic!("{}", errors.join("\n")))
}

fn options() -> Options {
    Options { cases: 20, jobs: 1, mutants: false, ..Options::default() }
}

/// The verdict on a claim without runs.
fn verdict(lines: &str) -> Verdict {
    let chapter = chapter(&format!("```claim c\n{lines}\n```\n"));
    judge(&chapter.claims[0].claim, "c", &options())
}

/// A program is refuted, with a reason for the claim's failing or for the run's ending.
fn refuted_because(method: &dyn Method, reason: &str) {
    let options = blackbox::Options { cases: 20, ..blackbox::Options::default() };
    match verify_method(&chapter(DESCENT), "c", "gd", method, &options) {
        Ok(OnClaim::Broken(run)) => {
            let end = run.end.map(|end| end.to_string()).unwrap_or_default();
            let said = format!("{}; {end}", run.reason.unwrap_or_default());
            assert!(said.contains(reason), "{said}");
        }
        other => panic!("{reason}: {other:?}"),
    }
}

#[test]
fn a_method_that_returns_no_finite_numbers_is_refuted_with_that_reason() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let method = steps(move |step: &mut Step<'_>| Ok(vec![number; step.w.len()]));
        refuted_because(&method, "not finite");
    }
}

#[test]
fn a_method_that_returns_vectors_of_another_length_is_refuted_with_that_reason() {
    for length in [0, 1, 7] {
        let method = steps(move |step: &mut Step<'_>| Ok(vec![0.5; step.w.len() + 1 + length]));
        refuted_because(&method, "numbers, not");
    }
    refuted_because(&steps(|_: &mut Step<'_>| Ok(Vec::new())), "returned 0 numbers");
}

#[test]
fn a_method_that_returns_too_few_iterates_is_refuted_with_that_reason() {
    for points in [Vec::new(), vec![vec![1.0]]] {
        let method = move |_: Question<'_>| -> Result<Vec<Vec<f64>>, Failure> { Ok(points.clone()) };
        let options = blackbox::Options { cases: 20, ..blackbox::Options::default() };
        let found = verify_method(&chapter(DESCENT), "c", "gd", &method, &options);
        let Ok(OnClaim::Broken(run)) = found else { panic!("{found:?}") };
        assert!(matches!(run.end, Some(End::Length { .. } | End::Start | End::Shape { .. })), "{run:?}");
    }
}

#[test]
fn a_method_that_returns_the_largest_doubles_is_judged() {
    for size in [f64::MAX, -f64::MAX, f64::MIN_POSITIVE, 5e-324] {
        let method = steps(move |step: &mut Step<'_>| Ok(vec![size; step.w.len()]));
        let options = blackbox::Options { cases: 20, ..blackbox::Options::default() };
        let found = verify_method(&chapter(DESCENT), "c", "gd", &method, &options);
        assert!(matches!(&found, Ok(found) if found.is_refuted()), "{size}: {found:?}");
    }
}

#[test]
fn a_method_that_asks_for_the_gradient_nowhere_gets_no_number() {
    let method = steps(|step: &mut Step<'_>| {
        let gradient = step.oracle.gradient(&vec![f64::NAN; step.w.len()])?;
        assert!(gradient.iter().all(|x| x.is_nan()));
        let gradient = step.oracle.gradient(&vec![1.0; step.w.len() + 1])?;
        Ok(gradient)
    });
    refuted_because(&method, "wrong dimension");
}

#[test]
fn a_range_that_is_seen_to_be_empty_is_an_error_at_its_place() {
    let ranges =
        ["x in (1, 0]", "x in [1, 0]", "x in (1, 1]", "x in [0, 0)", "x in 3..1", "2 < x < 3/2", "x in (2/L, 1/L]"];
    for range in ranges {
        let text = format!("```claim c\ngiven R: convex, L-smooth\ngiven {range}\nshow x < 0\n```\n");
        let errors = Chapter::load(vec![("notes.md".to_owned(), text)], false).expect_err(range).join("\n");
        assert!(errors.contains("the range of `x` is empty") && errors.contains("notes.md:3"), "{range}: {errors}");
    }
}

#[test]
fn a_range_that_is_empty_leaves_nothing_to_judge() {
    for range in ["a > 0; x in (2*a, a]", "n in 1..3; x in n+1..n"] {
        let found = verdict(&format!("given {range}\nshow x < 0"));
        let Verdict::Undecided(reason, evidence) = &found else { panic!("{range}: {found:?}") };
        assert_eq!(evidence.counts.cases, 0, "{range}");
        assert!(reason.contains("no case met the claim's hypotheses"), "{range}: {reason}");
    }
}

#[test]
fn a_range_that_is_empty_in_some_cases_is_judged_in_the_others() {
    let found = verdict("given a >= 0; x in (0, a]\nshow x > 0");
    assert!(matches!(&found, Verdict::Holds(evidence) if evidence.counts.rejected > 0), "{found:?}");
    let found = verdict("given x in [1, 1]\nshow x == 1");
    assert!(matches!(found, Verdict::Holds(_)), "{found:?}");
}

#[test]
fn numbers_beyond_the_doubles_are_compared_exactly() {
    for shown in
        ["1e400*x < 2e400*x", "1e-400*x > 0", "x/1e-400 > x*1e399", "x + 1e-400 > x", "(1e300*x)^2 > (1e299*x)^2"]
    {
        let found = verdict(&format!("given x > 0\nshow {shown}"));
        assert!(matches!(found, Verdict::Holds(_)), "{shown}: {found:?}");
    }
    for shown in ["1e400*x > 2e400*x", "1e-400*x <= 0", "x + 1e-400 <= x"] {
        let found = verdict(&format!("given x > 0\nshow {shown}"));
        assert!(matches!(found, Verdict::Refuted(..)), "{shown}: {found:?}");
    }
}

#[test]
fn what_has_no_value_is_false_and_says_why() {
    for (shown, reason) in [
        ("x/0 > 0", "division by zero"),
        ("sqrt(-x) >= 0", "square root"),
        ("log(-x) < 1", "logarithm"),
        ("0^(0-1) > x", "division by zero"),
    ] {
        let found = verdict(&format!("given x > 0\nshow {shown}"));
        let Verdict::Refuted(counterexample, _) = &found else { panic!("{shown}: {found:?}") };
        assert!(failure(counterexample).contains(reason), "{shown}: {}", failure(counterexample));
    }
}

#[test]
fn an_objective_whose_gradient_overflows_is_no_panic() {
    let coordinate =
        Coordinate { curvature: Dyadic::new(1, 256), stretch: Dyadic::new(1, 256), ..Coordinate::default() };
    for family in Family::ALL {
        let spec = ProblemSpec::new(family, vec![coordinate.clone(); 2]);
        let Ok(objective) = Objective::new(&spec, &Float) else { continue };
        for w in [f64::MAX, -f64::MAX, f64::INFINITY, f64::NAN, 5e-324, 0.0] {
            let mut gradient = vec![0.0; 2];
            let _ = objective.value(&Float, &[w, w]);
            let _ = objective.gradient(&Float, &[w, w], &mut gradient);
            let _ = objective.hessian(&Float, &[w, w], &mut [0.0; 4]);
        }
        assert!(spec.facts().is_ok(), "{}", family.name());
    }
}

#[test]
fn a_subnormal_unit_parameter_is_a_number_like_any_other() {
    let tiny = Dyadic::new(1, -1_100);
    assert_eq!(Float.rational(&tiny.to_rational()).to_bits(), 0, "as a double it is zero");
    let chapter = chapter(DESCENT);
    let case = serde_json::json!({
        "horizon": 2,
        "problems": {"R": {"family": "quadratic", "coordinates": [{}]}},
        "scalars": {"eta": tiny.to_string()},
        "vectors": {"w[0]": ["1"]},
    });
    let case = serde_json::from_value(case).expect("it is a case");
    let again = descentcheck::judge::replay(&chapter, "c", None, &case).expect("the case fits the claim");
    assert!(matches!(again.judged.verdict, Verdict::Holds(_)), "{:?}", again.judged.verdict);
}

#[test]
fn data_that_are_not_finite_are_refused_with_their_place() {
    for text in ["nan", "NaN", "inf", "-inf", "infinity", "1e400", "-1e400", "1e61"] {
        let table = format!("x,y\n1,2\n{text},3\n");
        let read = DataSet::from_reader(table.as_bytes(), "d.csv", "y", DataOptions::default(), Loss::Squares);
        let Err(error @ DataError::NotFinite { .. }) = read else { panic!("{text}: {read:?}") };
        assert!(error.to_string().contains("d.csv, line 3, column `x`"), "{error}");
    }
}

#[test]
fn data_too_small_to_matter_are_zero() {
    let table = "x,y\n5e-324,2\n1e-400,3\n-1e-100,4\n";
    let set = DataSet::from_reader(table.as_bytes(), "d.csv", "y", DataOptions::default(), Loss::Squares)
        .expect("they are numbers");
    assert!(set.rows.iter().all(|row| row.features[0].is_zero()));
}
