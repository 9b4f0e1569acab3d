//! Schedules can replace any rate of a method, and a run's order of convergence is measured.

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::language::syntax::{Body, Recurrences};
use descentcheck::verdict::Results;

/// A call of each schedule of the chapter; each starts at a quarter.
const SCHEDULES: [&str; 7] = [
    "constant(1/4)",
    "exponential(1/4, 1/2)",
    "inverse_time(1/4, 1)",
    "inverse_root(1/4)",
    "linear(1/4, 5)",
    "cosine(1/4, 5)",
    "reduce_on_plateau(1/4, 1/2, 2)",
];

const DESCENT: &str = "```method descent(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";
const NEWTON: &str = "```method newton()\nw[t] = w[t-1] - solve(hess R(w[t-1]), grad R(w[t-1]))\n```\n";

fn sections() -> Vec<(String, String)> {
    let mut paths: Vec<_> = std::fs::read_dir("proofs")
        .expect("the chapter is there")
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("it can be read")))
        .collect()
}

fn load(files: Vec<(String, String)>) -> Chapter {
    Chapter::load(files).unwrap_or_else(|errors| panic!("{errors}"))
}

fn judged(chapter: &Chapter, claim: Option<String>) -> Results {
    verify(chapter, &Options { cases: 60, claim, mutants: false, ..Options::default() }, &|_| {})
}

fn assert_as_expected(text: &str) {
    let results = judged(&load(vec![("notes.md".to_owned(), text.to_owned())]), None);
    for claim in &results.claims {
        assert!(claim.as_expected, "{}: {:?}", claim.id, claim.verdict);
    }
}

fn error(text: &str) -> String {
    let errors = Chapter::load(vec![("notes.md".to_owned(), text.to_owned())]).expect_err("it is wrong");
    errors.to_string()
}

/// The call of a method with a schedule for its rate, the other parameters without a default at one half, and the
/// rate's name; `None` if it takes no rate.
fn scheduled(name: &str, method: &Recurrences, schedule: &str) -> Option<(String, String)> {
    let takes_rate = |name: &str| name == "eta" || name == "rate";
    let rate = method.parameters.iter().find(|parameter| takes_rate(&parameter.name.text))?.name.text.clone();
    let arguments: Vec<String> = method
        .parameters
        .iter()
        .filter(|parameter| parameter.name.text == rate || parameter.default.is_none())
        .map(|parameter| {
            let value = if parameter.name.text == rate { schedule } else { "1/2" };
            format!("{} = {value}", parameter.name.text)
        })
        .collect();
    Some((format!("{name}({})", arguments.join(", ")), rate))
}

#[test]
fn every_schedule_stands_in_every_method_that_takes_a_rate() {
    let chapter = load(sections());
    let blocks =
        chapter.documents.iter().flat_map(|document| document.blocks.iter().map(move |block| (document, block)));
    // A method that is handed batches runs where something is drawn, and has values in moments only.
    let is_handed_batches = |source: &str| source.contains("R[");
    let methods = blocks.filter_map(|(document, block)| match &block.body {
        Body::Method(method) if !is_handed_batches(&document.source[block.span.range()]) => {
            Some((block.name.text.clone(), method.clone()))
        }
        _ => None,
    });
    let (mut text, mut ids) = (String::new(), Vec::new());
    for (name, method) in methods {
        for schedule in SCHEDULES {
            if let Some((call, rate)) = scheduled(&name, &method, schedule) {
                let id = format!("scheduled-{}", ids.len());
                text +=
                    &format!("```claim {id}\ngiven R: convex, L-smooth\nrun {call} on R\nshow {rate}[1] == 1/4\n```\n");
                ids.push(id);
            }
        }
    }
    assert!(ids.len() >= 4 * SCHEDULES.len(), "few methods take a rate: {ids:?}");
    let mut files = sections();
    files.push(("scheduled.md".to_owned(), text));
    let chapter = load(files);
    for id in ids {
        let results = judged(&chapter, Some(id.clone()));
        assert!(
            results.claims[0].as_expected,
            "{id}: {}: {:?}",
            results.claims[0].statement, results.claims[0].verdict
        );
    }
}

#[test]
fn a_schedule_reads_the_run_and_keeps_sequences_of_its_own() {
    // The method has sequences `loss` and `m`, the schedule has others of these names.
    assert_as_expected(
        "```method slow(eta)\nloss[t] = 7\nm[t] = 5\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n\
         ```schedule watching(eta, factor)\nloss[t] = R(w[t-1])\nm[1] = eta\n\
         m[t] = cases(loss[t] > loss[t-1]: factor*m[t-1]; else m[t-1])\neta[t] = m[t]\n```\n\
         ```claim apart\ngiven R: quadratic(curvature = 1)\nrun slow(eta = watching(3, 1/2)) on R from 1\n\
         show loss[t] == 7 and m[t] == 5 and eta[1] == 3 and eta[2] == 3/2 and w[2] == 1 for t >= 1\n```\n",
    );
}

#[test]
fn a_run_goes_as_far_beyond_a_given_time_as_it_is_read() {
    assert_as_expected(&format!(
        "{DESCENT}```claim beyond\ngiven R: quadratic(curvature = 1); T in 1..9\nrun descent(eta = 1/2) on R from 1\n\
         show w[T+3] == 1/2^(T+3)\n```\n```claim sum\ngiven R: quadratic(curvature = 1); T in 1..9\n\
         run descent(eta = 1/2) on R from 1\nshow sum(s in 1..T+1: w[s]) == 1 - 1/2^(T+1)\n```\n"
    ));
}

#[test]
fn the_measured_order_is_one_for_descent_and_three_for_newton_on_an_even_function() {
    let given = "given x in [1/8, 1/2]; R: pseudo-huber(curvature = 1, threshold = 1)";
    assert_as_expected(&format!(
        "{DESCENT}{NEWTON}```claim linear\n{given}\nrun descent(eta = 1/2) on R from x\nshow abs(order(w) - 1) <= 1/1000\n```\n\
         ```claim cubic\n{given}\nrun newton() on R from x\nshow abs(order(w) - 3) <= 1/1000\n```\n\
         ```claim both\n{given}\nrun a: newton() on R from x\nrun b: descent(eta = 1/2) on R from x\n\
         show order(b.w) < 2 < order(a.w)\n```\n\
         ```claim not-so-fast\n{given}\nrun newton() on R from x\nshow order(w) >= 3.001\nexpect refuted\n```\n"
    ));
}

#[test]
fn a_run_that_meets_the_minimiser_has_no_order() {
    assert_as_expected(&format!(
        "{NEWTON}```claim met\ngiven R: quadratic(curvature = 1); x > 0\nrun newton() on R from x\nshow not defined(order(w))\n```\n"
    ));
}

#[test]
fn what_cannot_be_measured_is_said_where_it_stands() {
    let claim = |class: &str, show: &str| {
        format!("{DESCENT}```claim c\ngiven R: {class}; eta > 0\nrun descent(eta) on R\nshow {show}\n```\n")
    };
    assert!(
        error(&claim("L-smooth", "order(w) > 1")).contains("the objective of the run is not given with a minimiser")
    );
    assert!(error(&claim("convex, with minimiser", "order(w[1]) > 1")).contains("`order` takes the iterates of a run"));
    assert!(error(&claim("convex, with minimiser", "order(v) > 1")).contains("`v` is not the iterate of a run"));
    let inside = "```method m()\nw[t] = w[t-1]*order(w)\n```\n```claim c\ngiven R: convex, with minimiser\nrun m() on R\nshow w[1] == 1\n```\n";
    assert!(error(inside).contains("a run cannot measure itself"));
}
