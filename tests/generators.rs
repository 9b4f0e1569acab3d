//! The generators and shrinkers are tested themselves, through proptest and quickcheck.

use descentcheck::generate::{AnyProblem, CaseStrategy, Schema, case_stream, random_case, simpler_cases, small_scope};
use descentcheck::language::check::Chapter;
use descentcheck::numeric::{Arithmetic, Dyadic, Float, Rational, Rationals, from_f64_exact};
use descentcheck::problem::{Objective, ProblemSpec};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

const CLAIM: &str = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n```claim bound\ngiven R: convex, L-smooth, with minimiser\n\
given eta in (0, 1/L]\nrun gd(eta) on R\nshow R(w[t]) <= R(w[0]) for t >= 1\n```\n";

fn schema() -> Schema {
    let chapter = Chapter::load(vec![("claim.md".to_owned(), CLAIM.to_owned())]).expect("the claim is right");
    Schema::of(&chapter.claims[0].claim)
}

#[test]
fn every_drawn_case_meets_its_claims_hypotheses() {
    let schema = schema();
    for number in 0..2_000 {
        let case = random_case(&schema, case_stream(1, "claim", number)).expect("the class has families");
        assert_eq!(schema.check(&case), Ok(()));
    }
}

#[test]
fn a_closed_end_is_drawn_with_probability_at_least_one_eighth() {
    use statrs::distribution::{Binomial, DiscreteCDF};
    let schema = schema();
    let total: u64 = 2_000;
    let ends = (0..total)
        .filter_map(|number| random_case(&schema, case_stream(2, "claim", number)))
        .filter(|case| case.scalars["eta"] == Dyadic::ONE)
        .count() as u64;
    // Were the probability 1/8, so few ends or fewer would come up with less than this chance.
    let chance = Binomial::new(0.125, total).expect("a binomial").cdf(ends);
    assert!(chance > 1e-6, "{ends} of {total}");
}

#[test]
fn the_small_scope_begins_with_a_parabola_in_one_dimension() {
    let cases = small_scope(&schema());
    assert!(cases.len() > 100);
    assert_eq!(cases[0].problems["R"].formula(), "R(w) = 1/2·w²");
    assert!(cases.iter().all(|case| case.problems["R"].dimension() <= 2));
}

#[test]
fn simpler_cases_still_meet_the_hypotheses() {
    let schema = schema();
    let strategy = CaseStrategy { schema: schema.clone() };
    let mut runner = TestRunner::deterministic();
    for _ in 0..50 {
        let case = strategy.new_tree(&mut runner).expect("the class has families").current();
        for simpler in simpler_cases(&schema, &case) {
            assert_eq!(schema.check(&simpler), Ok(()));
        }
    }
}

#[test]
fn the_minimal_case_that_starts_away_from_zero_is_one_parabola() {
    let strategy = CaseStrategy { schema: schema() };
    let mut runner = TestRunner::deterministic();
    let fails = |case: &descentcheck::verdict::Case| case.vectors["w[0]"].iter().any(|x| x.to_f64().abs() >= 1.0);
    for _ in 0..20 {
        let mut tree = strategy.new_tree(&mut runner).expect("the class has families");
        if !fails(&tree.current()) {
            continue;
        }
        let mut minimal = tree.current();
        let mut more = tree.simplify();
        while more {
            let failing = fails(&tree.current());
            if failing {
                minimal = tree.current();
            }
            more = if failing { tree.simplify() } else { tree.complicate() };
        }
        assert_eq!(minimal.horizon, 1);
        assert_eq!(minimal.vectors["w[0]"].len(), 1, "{minimal:?}");
        assert_eq!(minimal.vectors["w[0]"][0].abs(), Dyadic::ONE, "{minimal:?}");
    }
}

/// By how much the value rises along a coordinate: exactly if the family has exact values, since doubles of steep pieces cancel.
fn rise(spec: &ProblemSpec, w: &[f64]) -> impl Fn(usize, f64) -> f64 {
    let exact = Rationals { bits: 20_000 };
    let exactly = Objective::new(spec, &exact).ok();
    let doubles = Objective::new(spec, &Float).expect("a valid recipe");
    let w = w.to_vec();
    move |i, step| {
        let mut moved = w.clone();
        moved[i] += step;
        let at = |w: &[f64]| -> Option<Rational> {
            let w: Vec<Rational> = w.iter().map(|x| from_f64_exact(*x)).collect::<Option<_>>()?;
            exactly.as_ref()?.value(&exact, &w).ok()
        };
        match (at(&moved), at(&w)) {
            (Some(value), Some(here)) => exact.approximate(&(value - here)),
            _ => doubles.value(&Float, &moved).expect("a value") - doubles.value(&Float, &w).expect("a value"),
        }
    }
}

#[test]
fn every_recipe_has_the_gradient_of_its_value() {
    fn agrees(AnyProblem(spec): AnyProblem) -> bool {
        if spec.validate().is_err() {
            return true;
        }
        let objective = Objective::new(&spec, &Float).expect("a valid recipe");
        let d = spec.dimension();
        let w: Vec<f64> = (0..d).map(|i| 0.3 + 0.17 * i as f64).collect();
        let mut gradient = vec![0.0; d];
        objective.gradient(&Float, &w, &mut gradient).expect("a gradient");
        let step = 2.0_f64.powi(-20);
        let rise = rise(&spec, &w);
        let size = objective.value(&Float, &w).expect("a value").abs();
        (0..d).all(|i| {
            let slope = (rise(i, step) - rise(i, -step)) / (2.0 * step);
            let scale = 1.0 + gradient[i].abs() + size;
            (slope - gradient[i]).abs() <= 1e-3 * scale
        })
    }
    quickcheck::QuickCheck::new().tests(200).quickcheck(agrees as fn(AnyProblem) -> bool);
}

#[test]
fn doubles_and_the_recipe_agree_on_zero() {
    assert_eq!(Float.approximate(&Float.integer(0)).to_bits(), 0.0_f64.to_bits());
}
