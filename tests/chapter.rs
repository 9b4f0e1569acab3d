//! The chapter's heart comes out as the lecture says, and so it does for other seeds, other names and opaque methods.

use descentcheck::judge::{Options, verify, verify_method};
use descentcheck::language::check::Chapter;
use descentcheck::method::{Closure, Query};
use descentcheck::verdict::{Judged, Results, Verdict};

fn files() -> Vec<(String, String)> {
    let mut paths: Vec<_> = std::fs::read_dir("proofs")
        .expect("the chapter is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        (path.display().to_string(), text)
    };
    paths.into_iter().map(read).collect()
}

fn chapter() -> Chapter {
    Chapter::load(files(), false).unwrap_or_else(|errors| panic!("{}", errors.join("\n")))
}

fn judged(chapter: &Chapter, options: &Options) -> Results {
    verify(chapter, options, &|_| {})
}

fn all(results: &Results) -> impl Iterator<Item = &Judged> {
    results.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps))
}

fn surprises(results: &Results) -> Vec<String> {
    let claims =
        all(results).filter(|claim| !claim.as_expected).map(|claim| format!("{}: {:?}", claim.id, claim.verdict));
    let mutants = results.mutants.iter().filter(|mutant| !mutant.as_expected).map(|mutant| mutant.id.clone());
    claims.chain(mutants).collect()
}

#[test]
fn every_verdict_is_as_expected_and_every_mutant_is_killed() {
    let results = judged(&chapter(), &Options { cases: 300, ..Options::default() });
    assert_eq!(surprises(&results), Vec::<String>::new());
    assert!(results.claims.len() >= 40 && results.mutants.len() >= 20);
}

#[test]
fn verdicts_do_not_depend_on_the_seed() {
    let chapter = chapter();
    for seed in 1..=8 {
        let results = judged(&chapter, &Options { cases: 60, seed, mutants: false, ..Options::default() });
        assert_eq!(surprises(&results), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn the_same_seed_gives_the_same_results_at_any_thread_count() {
    let chapter = chapter();
    let run = |jobs| judged(&chapter, &Options { cases: 60, jobs, mutants: false, ..Options::default() });
    let one = run(1);
    // Printing results of this size would hide which they are.
    assert!(one == run(2), "two threads differ from one");
    assert!(one == run(4), "four threads differ from one");
}

#[test]
fn every_refutation_is_small_enough_to_check_by_hand() {
    let results = judged(&chapter(), &Options { cases: 300, mutants: false, ..Options::default() });
    for claim in all(&results) {
        if let Verdict::Refuted(counterexample, _) = &claim.verdict {
            let case = &counterexample.case;
            assert!(case.problems.values().all(|spec| spec.dimension() <= 2), "{}", claim.id);
            assert!(case.horizon <= 8, "{}", claim.id);
            let numbers = case.vectors.values().flatten().chain(case.scalars.values());
            assert!(numbers.clone().all(|x| x.to_f64().abs() <= 4.0), "{}: {case:?}", claim.id);
        }
    }
}

#[test]
fn a_counterexample_replays_from_its_json() {
    let chapter = chapter();
    let options = Options {
        cases: 300,
        mutants: false,
        claim: Some("theorem-7.1/any-step-size".to_owned()),
        ..Options::default()
    };
    let results = judged(&chapter, &options);
    let claim = results.claims.last().expect("the claim is judged");
    let Verdict::Refuted(counterexample, _) = &claim.verdict else { panic!("{:?}", claim.verdict) };
    let text = serde_json::to_string(&counterexample.case).expect("a case is JSON");
    let case = serde_json::from_str(&text).expect("and back");
    let again = descentcheck::judge::replay(&chapter, &claim.id, None, &case).expect("the case fits the claim");
    let Verdict::Refuted(replayed, _) = again.judged.verdict else { panic!("{again:?}") };
    assert_eq!(replayed.failure, counterexample.failure);
    assert_eq!(replayed.trace, counterexample.trace);
}

fn descend(rate: f64) -> impl Fn(usize, &[f64], &Query<'_>) -> Vec<f64> + Sync {
    move |_, w, query| {
        let eta = query.parameters["eta"][0];
        (query.gradient)(w).iter().zip(w).map(|(g, w)| w - rate * eta * g).collect()
    }
}

#[test]
fn an_opaque_gradient_descent_satisfies_theorem_7_1() {
    let method = Closure::new("gradient_descent", descend(1.0));
    let verdict = verify_method(&chapter(), "theorem-7.1", &method, &Options { cases: 200, ..Options::default() });
    assert!(matches!(verdict, Ok(Verdict::Holds(_))), "{verdict:?}");
}

#[test]
fn an_opaque_gradient_ascent_does_not() {
    let method = Closure::new("gradient_descent", descend(-1.0));
    let verdict = verify_method(&chapter(), "theorem-7.1", &method, &Options { cases: 200, ..Options::default() });
    assert!(matches!(verdict, Ok(Verdict::Refuted(..))), "{verdict:?}");
}

#[test]
fn nothing_is_judged_by_its_name() {
    let chapter = chapter();
    let options = Options { cases: 60, mutants: false, ..Options::default() };
    let words = |results: &Results| -> Vec<&'static str> {
        all(results)
            .map(|claim| match claim.verdict {
                Verdict::Holds(_) => "holds",
                Verdict::Refuted(..) => "refuted",
                Verdict::Undecided(..) => "undecided",
            })
            .collect()
    };
    let renamed: Vec<(String, String)> = files().into_iter().map(|(name, text)| (name, renamed(&text))).collect();
    let other = Chapter::load(renamed, false).unwrap_or_else(|errors| panic!("{}", errors.join("\n")));
    assert_eq!(words(&judged(&chapter, &options)), words(&judged(&other, &options)));
}

/// Other names for claims, methods and variables, inside the blocks.
fn renamed(text: &str) -> String {
    let mut inside = false;
    let line = |line: &str| {
        if line.starts_with("```") {
            inside = !inside && line.len() > 3;
        }
        if !(inside || line.starts_with("```")) {
            return line.to_owned();
        }
        let mut out = line.to_owned();
        for (old, new) in [
            ("theorem-7.1", "statement-a"),
            ("momentum", "inertia"),
            ("gradient_descent", "walk"),
            ("newton", "isaac"),
            ("quickprop", "hasty"),
            ("standard-error", "scatter"),
            ("per-parameter", "each-one"),
        ] {
            out = out.replace(old, new);
        }
        word_replaced(&word_replaced(&out, "eta", "zeta"), "mu", "nu")
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn word_replaced(line: &str, old: &str, new: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in line.chars().chain(std::iter::once('\n')) {
        if c.is_alphanumeric() {
            word.push(c);
        } else {
            out.push_str(if word == old { new } else { &word });
            word.clear();
            out.push(c);
        }
    }
    out.trim_end_matches('\n').to_owned()
}
