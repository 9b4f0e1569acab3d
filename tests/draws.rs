//! Draws: enumerated exactly if there are few outcomes, estimated with a stated error probability if there are many.

use descentcheck::judge::{Options, Replay, replay, verify};
use descentcheck::language::check::Chapter;
use descentcheck::numeric::Dyadic;
use descentcheck::problem::{Coordinate, Family, ProblemSpec, Sample};
use descentcheck::verdict::{Arithmetic, Case, Evidence, Verdict};
use std::collections::BTreeMap;

const NOTES: &str = "\
# 7.3 Draws

```claim variance
given R: mean of 120 losses
given w in R^W; b in 10..50
draw  B: b of N with replacement
show  Var[grad R[B](w)] == Var(n: grad R[n](w)) / b
```

```claim two-percent
given R: mean of 120 losses
given w in R^W; b in 10..50
draw  B: b of N with replacement
show  Var[grad R[B](w)] == (1 + 2/100)^2*Var(n: grad R[n](w)) / b
```

```claim twice
given R: mean of 120 losses
given w in R^W; b in 10..50
draw  B: b of N with replacement
show  Var[grad R[B](w)] >= 2*Var(n: grad R[n](w)) / b
```

```claim exactly-one
given R: mean of 40 losses
draw  B: 20 of N without replacement
show  P[multiplicity(3, B) >= 1/2] == 1/2
```

```claim inverse
given R: mean of 40 losses
given w in R^W
draw  B: 20 of N without replacement
show  E[1/(1 + |grad R[B](w)|^2) + log(multiplicity(1, B))] <= 1
```

```claim two-moments
given R: mean of 40 losses
given w in R^W
draw  B: 20 of N without replacement
show  E[|grad R[B](w) - E[grad R[B](w)]|^2] >= 0
```
";

fn chapter(text: &str) -> Chapter {
    let files = vec![("notes.md".to_owned(), text.to_owned())];
    Chapter::load(files, false).unwrap_or_else(|errors| panic!("{}", errors.join("\n")))
}

fn the_proofs() -> Chapter {
    let read = |name: &str| {
        let path = format!("proofs/{name}");
        let text = std::fs::read_to_string(&path).expect("the section is there");
        (path, text)
    };
    let files = vec![read("70-setting.md"), read("71-gradient-descent.md"), read("73-stochastic-gradient-descent.md")];
    Chapter::load(files, false).unwrap_or_else(|errors| panic!("{}", errors.join("\n")))
}

fn judged(id: &str, options: Options) -> Verdict {
    let results = verify(&chapter(NOTES), &Options { claim: Some(id.to_owned()), ..options }, &|_| {});
    results.claims[0].verdict.clone()
}

fn least_squares(samples: usize) -> ProblemSpec {
    let mut spec = ProblemSpec::new(Family::LeastSquares, vec![Coordinate::default()]);
    let sample = |n: usize| Sample {
        features: vec![Dyadic::integer(1 + n as i64 % 3)],
        target: Dyadic::new(n as i64 * 3 - 7, -1),
    };
    spec.samples = (0..samples).map(sample).collect();
    spec
}

fn of_batches(samples: usize, size: usize) -> Case {
    Case {
        horizon: 1,
        problems: BTreeMap::from([("R".to_owned(), least_squares(samples))]),
        scalars: BTreeMap::from([("b".to_owned(), Dyadic::integer(size as i64))]),
        vectors: BTreeMap::from([("w".to_owned(), vec![Dyadic::ONE])]),
        matrices: BTreeMap::new(),
        draws: None,
    }
}

fn holds_exactly(found: &Replay) -> bool {
    matches!(&found.judged.verdict, Verdict::Holds(evidence) if evidence.evidence == [Evidence::ExactOnCases])
}

#[test]
fn mean_and_variance_of_a_batch_are_exact_for_all_batches_of_up_to_eight_samples() {
    let proofs = the_proofs();
    for samples in 1..=8 {
        for size in 1..=samples {
            let case = of_batches(samples, size);
            let means = ["minibatch-unbiased", "minibatch-unbiased/without-replacement"];
            // One sample has no variance, nor has the one batch of all samples: 0 = 0 says nothing.
            let least = [("standard-error", samples > 1), ("standard-error/finite-population", size < samples)];
            let variances = least.into_iter().filter(|(_, varies)| *varies).map(|(id, _)| id);
            for id in means.into_iter().chain(variances) {
                let found = replay(&proofs, id, None, &case).expect("the case fits");
                assert!(holds_exactly(&found), "{id}, N = {samples}, b = {size}: {:?}", found.judged.verdict);
            }
        }
    }
}

#[test]
fn a_true_claim_is_consistent_and_says_its_error_probability() {
    for seed in 0..3 {
        let verdict = judged("variance", Options { cases: 100, seed, ..Options::default() });
        let Verdict::Holds(evidence) = verdict else { panic!("{verdict:?}") };
        let [Evidence::Consistent { error }] = evidence.evidence[..] else { panic!("{:?}", evidence.evidence) };
        assert!(error > 0.0 && error < 1e-11, "{error}");
        assert_eq!(evidence.counts.cases, 2);
    }
}

#[test]
fn a_statistical_refutation_says_so_and_replays_from_its_json() {
    let notes = chapter(NOTES);
    let verdict = judged("twice", Options { cases: 20, ..Options::default() });
    let Verdict::Refuted(counterexample, _) = verdict else { panic!("{verdict:?}") };
    let Arithmetic::Statistical { error } = counterexample.confirmed_by else { panic!("{counterexample:?}") };
    assert!(error > 0.0 && error < 1e-11, "{error}");
    let text = serde_json::to_string(&counterexample.case).expect("a case is JSON");
    let case = serde_json::from_str(&text).expect("and back");
    let again = replay(&notes, "twice", None, &case).expect("the case fits the claim");
    let Verdict::Refuted(replayed, _) = again.judged.verdict else { panic!("{again:?}") };
    assert_eq!((replayed.finding, replayed.at), (counterexample.finding, counterexample.at));
    assert_eq!(replayed.confirmed_by, counterexample.confirmed_by);
}

#[test]
fn random_draws_are_the_same_at_any_thread_count() {
    let run = |jobs| judged("variance", Options { cases: 50, jobs, ..Options::default() });
    assert_eq!(run(1), run(4));
}

#[test]
fn a_probability_out_of_many_outcomes_is_estimated() {
    let verdict = judged("exactly-one", Options { cases: 50, ..Options::default() });
    let refused =
        matches!(&verdict, Verdict::Holds(evidence) if matches!(evidence.evidence[..], [Evidence::Consistent { .. }]));
    assert!(refused, "{verdict:?}");
}

#[test]
fn what_has_no_finite_range_is_left_undecided_with_the_reason() {
    let verdict = judged("inverse", Options { cases: 20, ..Options::default() });
    assert!(matches!(&verdict, Verdict::Undecided(reason, _) if reason.contains("no finite range")), "{verdict:?}");
}

#[test]
fn a_moment_within_a_moment_is_left_undecided_with_the_reason() {
    let verdict = judged("two-moments", Options { cases: 20, ..Options::default() });
    assert!(
        matches!(&verdict, Verdict::Undecided(reason, _) if reason.contains("a moment inside another moment")),
        "{verdict:?}"
    );
}

/// The figures of docs/judging.md: `cargo test --release --test suite draws:: -- --ignored --nocapture`.
#[test]
#[ignore = "takes some minutes"]
fn an_error_of_two_percent_is_found_at_the_default_budget() {
    let runs = 1_000;
    let missed = |id: &str, refuted: bool| -> Vec<u64> {
        (0..runs)
            .filter(|seed| {
                let verdict = judged(id, Options { cases: 1_000, seed: *seed, ..Options::default() });
                matches!(verdict, Verdict::Refuted(..)) != refuted
            })
            .collect()
    };
    let overlooked = missed("two-percent", true);
    assert!(overlooked.is_empty(), "of {runs} seeds these overlook it: {overlooked:?}");
}

fn errors(claim: &str) -> String {
    let text = format!(
        "# 7.3 x\n\n```method sgd(eta, B)\ng[t] = grad R[B[t]](w[t-1])\nw[t] = w[t-1] - eta*g[t]\n```\n\n```claim c\n{claim}\n```\n"
    );
    match Chapter::load(vec![("notes.md".to_owned(), text)], false) {
        Ok(_) => panic!("accepted: {claim}"),
        Err(errors) => errors.join("\n"),
    }
}

#[test]
fn misuse_of_a_draw_is_explained() {
    let given = "given R: mean of N losses\ngiven w in R^W; b in 1..N";
    for (lines, message) in [
        ("draw B: b of N with replacement\nshow E[grad R[B[1]](w)] == 0", "`B` is a single batch and takes no index"),
        ("draw B[1..2]: b of N with replacement\nshow E[grad R[B](w)] == 0", "`B` names several batches"),
        ("draw B[1..]: b of N with replacement\nshow E[grad R[B[1]](w)] == 0", "say how many batches there are"),
        ("draw B: b of N with replacement\nshow grad R[B](w) == 0", "outside `E[...]`, `Var[...]` and `P[...]`"),
        ("draw B: b of N with replacement\nshow E[multiplicity(B)] == 0", "`multiplicity` needs a batch"),
        ("draw H: goe(99)\nshow E[H @ w] == 0", "matrices have `W` rows"),
        (
            "draw B: b of N with replacement\ndraw A: multiplicity(1, B) of N with replacement\nshow E[grad R[A](w)] == 0",
            "cannot depend on a draw",
        ),
        (
            "draw B[1..2]: b of N with replacement\nrun sgd(1, B) on R from grad R[B[1]](w)\nshow E[w[1]] == 0",
            "cannot be drawn",
        ),
        (
            "draw B[1..2]: b of N with replacement\nrun sgd(1, B) on R\nshow w[1] == w[0]",
            "outside `E[...]`, `Var[...]` and `P[...]`",
        ),
    ] {
        let found = errors(&format!("{given}\n{lines}"));
        assert!(found.contains(message), "`{lines}` gives\n{found}");
    }
    let found = errors("given w in R^W\ndraw B[1..]: epoch of 2 without replacement\nshow E[w*size(B[1])] == 0");
    assert!(found.contains("which samples"), "{found}");
}
