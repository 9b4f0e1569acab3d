//! Claims that need more work or memory than allowed: each case ends undecided, with a reason.

use std::collections::BTreeMap;

use descentcheck::evaluate::compile;
use descentcheck::generate::{Schema, case_stream, random_case};
use descentcheck::judge::{CaseJudge, Decision, Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::numeric::{Dyadic, Fault};
use descentcheck::problem::{Coordinate, Family, ProblemError, ProblemSpec, Sample};
use descentcheck::verdict::{Case, Verdict};

/// What exact arithmetic makes of one case of the first claim of a text; `change` alters the case first.
fn decided(text: &str, change: impl Fn(&mut Case)) -> Decision {
    let chapter = Chapter::load(vec![("notes.md".to_owned(), text.to_owned())], false)
        .unwrap_or_else(|errors| panic!("{}", errors.join("\n")));
    let claim = &chapter.claims[0].claim;
    let program = compile(claim);
    let mut case = random_case(&Schema::of(claim), case_stream(1, "claim", 3)).expect("the class has families");
    change(&mut case);
    CaseJudge::new(claim, &program).decide(&case)
}

fn claim(lines: &str) -> String {
    format!("```claim c\n{lines}\n```\n")
}

fn gives_up(text: &str) {
    let found = decided(text, |_| {});
    assert!(matches!(found, Decision::Undecided(Fault::Exhausted(_))), "{text}: {found:?}");
}

#[test]
fn nested_sums_end() {
    gives_up(&claim(
        "given w in R^W\nshow sum(i in 1..1000: sum(j in 1..1000: sum(k in 1..1000: i*j*k))) >= -1 + 0*<w, w>",
    ));
}

#[test]
fn nested_searches_end() {
    gives_up(&claim("given a > 0\nshow count(i in 1..60000: first(k in 1..60000: k + i/60001 > 59999) > 0) >= -a"));
}

#[test]
fn products_whose_numbers_grow_end() {
    let found = decided(&claim("given a > 0\nshow product(i in 1..60000: a + i/3) >= -1"), |_| {});
    assert!(!matches!(found, Decision::Fails { .. }), "{found:?}");
    // The last power has more binary digits than the intervals take.
    let found = decided(&claim("given a > 0\nshow (((a + 2)^60000)^60000)^60000 >= 1"), |_| {});
    assert!(matches!(found, Decision::Undecided(_)), "{found:?}");
}

const SQUARING: &str = "```method squaring(eta)\nx[0] = eta + 4/3\nx[t] = x[t-1]^2\nw[t] = w[t-1]\n```\n";

#[test]
fn a_method_whose_numbers_square_in_each_step_ends() {
    for relation in ["x[t] >= x[t-1]", "x[t] == x[t-1]^2"] {
        let lines = format!("given R: convex, L-smooth; eta > 0\nrun squaring(eta) on R\nshow {relation} for t >= 1");
        let found = decided(&format!("{SQUARING}{}", claim(&lines)), |case| case.horizon = 100);
        assert!(matches!(found, Decision::Undecided(_)), "{relation}: {found:?}");
    }
}

#[test]
fn a_horizon_beyond_memory_ends() {
    let text = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n```claim c\ngiven R: convex, L-smooth; eta > 0\n\
                run gd(eta) on R\nshow R(w[t]) >= R(w[t]) - 1 for t >= 1\n```\n";
    let found = decided(text, |case| {
        case.horizon = 1 << 16;
        let spec = ProblemSpec::new(Family::Quadratic, vec![Coordinate::default(); 1_000]);
        case.problems = BTreeMap::from([("R".to_owned(), spec)]);
        for vector in case.vectors.values_mut() {
            *vector = vec![Dyadic::ONE; 1_000];
        }
    });
    assert!(matches!(found, Decision::Undecided(Fault::Exhausted(_))), "{found:?}");
}

#[test]
fn dense_work_in_a_thousand_dimensions_ends() {
    let text =
        claim("given R: L-smooth, twice differentiable\ngiven w in R^W\nshow <w, solve(hess R(w), grad R(w))> >= -1");
    let found = decided(&text, |case| {
        let spec = ProblemSpec::new(Family::Quadratic, vec![Coordinate::default(); 1_000]);
        case.problems = BTreeMap::from([("R".to_owned(), spec)]);
        for vector in case.vectors.values_mut() {
            *vector = vec![Dyadic::ONE; 1_000];
        }
    });
    assert!(matches!(found, Decision::Undecided(Fault::Exhausted(_))), "{found:?}");
}

#[test]
fn samples_too_many_for_exact_arithmetic_are_no_recipe() {
    let sample = Sample { features: vec![Dyadic::ONE; 1_000], target: Dyadic::ONE };
    let mut spec = ProblemSpec::new(Family::LeastSquares, vec![Coordinate::default(); 1_000]);
    spec.samples = vec![sample; 300];
    let too_much = ProblemError::TooManyNumbers { samples: 300, coordinates: 1_000 };
    assert_eq!(spec.validate(), Err(too_much));
}

#[test]
fn batches_beyond_memory_end() {
    let text = claim(
        "given R: mean of N losses\ngiven w in R^W\ndraw B[1..60000]: 60000 of N with replacement\nshow E[|grad R[B[1]](w)|] >= -1",
    );
    let found = decided(&text, |case| {
        let mut spec = ProblemSpec::new(Family::LeastSquares, vec![Coordinate::default()]);
        spec.samples = vec![Sample { features: vec![Dyadic::ONE], target: Dyadic::ONE }];
        case.problems = BTreeMap::from([("R".to_owned(), spec)]);
        case.vectors = BTreeMap::from([("w".to_owned(), vec![Dyadic::ONE])]);
    });
    assert!(matches!(found, Decision::Undecided(Fault::Exhausted(_))), "{found:?}");
}

#[test]
fn a_claim_whose_every_case_is_too_much_says_so_and_is_given_up() {
    let text =
        claim("given w in R^W\nshow sum(i in 1..1000: sum(j in 1..1000: sum(k in 1..1000: i*j*k))) >= -1 + 0*<w, w>");
    let chapter = Chapter::load(vec![("notes.md".to_owned(), text)], false)
        .unwrap_or_else(|errors| panic!("{}", errors.join("\n")));
    let results = verify(&chapter, &Options { cases: 250, ..Options::default() }, &|_| {});
    let Verdict::Undecided(reason, evidence) = &results.claims[0].verdict else { panic!("{results:?}") };
    assert!(reason.contains("CASE_OPERATIONS"), "{reason}");
    assert_eq!((evidence.counts.undecided, evidence.counts.escalated), (evidence.counts.cases, evidence.counts.cases));
}

#[test]
fn dear_cases_are_fewer_unless_all_are_to_be_exact_and_the_evidence_says_how_many_are_left_out() {
    let text = claim("given a in [0, 1]\nshow sum(i in 1..40: exp(a*i/40)) == sum(i in 1..40: exp(a*(41 - i)/40))");
    let chapter = Chapter::load(vec![("notes.md".to_owned(), text)], false).expect("it is right");
    let cases = |exact| {
        let results = verify(&chapter, &Options { cases: 1_000, exact, ..Options::default() }, &|_| {});
        match &results.claims[0].verdict {
            Verdict::Holds(evidence) => (evidence.counts.cases, evidence.counts.untried),
            other => panic!("{other:?}"),
        }
    };
    let ((some, untried), (all, none)) = (cases(false), cases(true));
    assert!(some >= 200 && some < all && all >= 1_000, "{some} of {all}");
    assert_eq!((some + untried, none), (all, 0));
}
