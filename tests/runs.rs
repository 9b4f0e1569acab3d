//! Schedules, scaled objectives and sequences that begin later, from text to verdict.

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;

const DESCENT: &str = "```method gradient_descent(eta)\ng[t] = grad R(w[t-1])\nw[t] = w[t-1] - eta*g[t]\n```\n";

fn all_as_expected(text: &str) -> bool {
    let chapter = Chapter::load(vec![("notes.md".to_owned(), text.to_owned())]);
    let chapter = chapter.unwrap_or_else(|errors| panic!("{errors}"));
    let results = verify(&chapter, &Options { cases: 60, ..Options::default() }, &|_| {});
    results.claims.iter().all(|claim| claim.as_expected)
}

#[test]
fn a_schedule_takes_the_place_of_a_rate() {
    assert!(all_as_expected(&format!(
        "{DESCENT}```schedule inverse(eta0, k)\neta[t] = eta0/(1 + k*(t-1))\n```\n```claim decreases\ngiven R: convex, L-smooth\n\
         given h in (0, 1/L]; k >= 0\nrun gradient_descent(eta = inverse(h, k)) on R\nshow R(w[t]) <= R(w[t-1]) for t >= 1\n```\n\
         ```claim stays\ngiven R: L-smooth\ngiven h, k > 0\nrun gradient_descent(eta = inverse(h, k)) on R\n\
         show eta[t] == h for t >= 1\nexpect refuted\n```\n"
    )));
}

#[test]
fn a_scaled_objective_is_run_with_its_scaled_gradient() {
    assert!(all_as_expected(&format!(
        "{DESCENT}```claim scaled\ngiven R: L-smooth; c > 0; eta > 0\nrun a: gradient_descent(eta) on c*R\n\
         run b: gradient_descent(eta = c*eta) on R from a.w[0]\nshow a.w[t] == b.w[t] for t >= 1\n```\n\
         ```claim unscaled\ngiven R: L-smooth; c > 0; eta > 0\nrun a: gradient_descent(eta) on c*R\n\
         run b: gradient_descent(eta) on R from a.w[0]\nshow a.w[t] == b.w[t] for t >= 1\nexpect refuted\n```\n"
    )));
}

#[test]
fn a_sequence_begins_once_what_it_reads_exists() {
    let rprop = "```method rprop(eta0, up = 1.2, down = 0.5)\ng[t] = grad R(w[t-1])\neta[1] = eta0\ns[t] = sign(g[t-1])*sign(g[t])\n\
                 eta[t] = cases(s[t] > 0: up*eta[t-1]; s[t] < 0: down*eta[t-1]; else eta[t-1])\n\
                 w[t] = w[t-1] - eta[t]*sign(g[t])\n```\n";
    assert!(all_as_expected(&format!(
        "{rprop}```claim rprop-scale\ngiven R: differentiable; c > 0; eta0 > 0\nrun a: rprop(eta0) on R\n\
         run b: rprop(eta0) on c*R from a.w[0]\nshow a.w[t] == b.w[t] for t >= 1\n```\n"
    )));
}

#[test]
fn a_recurrence_without_its_initial_value_is_an_error() {
    let text = "```method momentum(eta)\nm[t] = m[t-1] + grad R(w[t-1])\nw[t] = w[t-1] - eta*m[t]\n```\n\
                ```claim c\ngiven R: L-smooth; eta > 0\nrun momentum(eta) on R\nshow R(w[t]) <= R(w[0]) for t >= 1\n```\n";
    let errors =
        Chapter::load(vec![("notes.md".to_owned(), text.to_owned())]).expect_err("`m[0]` is missing").to_string();
    assert!(errors.contains("`m[0]` is used but never defined"), "{errors}");
}
