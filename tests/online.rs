//! Online problems, arguments that depend on the step, quotients of zeros, clipping, and statements about doubles.

use descentcheck::judge::{Options, verify};
use descentcheck::language::WrongNotes;
use descentcheck::language::check::Chapter;

const DESCENT: &str = "```method gradient_descent(eta)\ng[t] = grad R(w[t-1])\nw[t] = w[t-1] - eta*g[t]\n```\n";

fn load(text: &str) -> Result<Chapter, WrongNotes> {
    Chapter::load(vec![("notes.md".to_owned(), format!("{DESCENT}{text}"))])
}

fn all_as_expected(text: &str) {
    let chapter = load(text).unwrap_or_else(|errors| panic!("{errors}"));
    let results = verify(&chapter, &Options { cases: 60, ..Options::default() }, &|_| {});
    for claim in &results.claims {
        assert!(claim.as_expected, "{}: {:?}", claim.id, claim.verdict);
    }
}

fn claim(name: &str, lines: &str) -> String {
    format!("```claim {name}\n{lines}\n```\n")
}

#[test]
fn an_online_problem_has_its_losses_in_turn() {
    all_as_expected(&claim(
        "in-turn",
        "given R: online, convex; w in R^W; k in 1..7\nshow R[k](w) == R[k+N](w) and grad R[k](w) == grad R[k+N](w)",
    ));
}

#[test]
fn a_method_on_an_online_problem_meets_the_loss_of_each_step() {
    let given = "given R: online, convex; eta > 0\nrun gradient_descent(eta) on R\n";
    all_as_expected(&format!(
        "{}{}",
        claim("each-step", &format!("{given}show g[t] == grad R[t](w[t-1]) for t >= 1")),
        claim("the-mean", &format!("{given}show g[t] == grad R(w[t-1]) for t >= 1\nexpect refuted")),
    ));
}

#[test]
fn an_argument_may_speak_of_the_step() {
    all_as_expected(&format!(
        "{}{}",
        claim(
            "falls",
            "given R: L-smooth; a > 0\nrun gradient_descent(eta = a/t) on R\nshow t*(w[t] - w[t-1]) == -a*g[t] for t >= 1",
        ),
        claim(
            "of-another-run",
            "given R: L-smooth; c > 0\nrun a: gradient_descent(eta = 1/2^t) on R\n\
             run b: gradient_descent(eta = c*norminf(a.g[t])) on R from a.w[0]\n\
             show b.w[t] - b.w[t-1] == -c*norminf(a.g[t])*b.g[t] for t >= 1",
        ),
    ));
}

#[test]
fn the_quotient_of_two_zeros_can_be_asked_to_be_zero_and_no_other_one() {
    all_as_expected(&format!(
        "{}{}{}",
        claim("quotient", "given x in R; y > 0\nshow div0(x, y) == x/y and div0(0, y - y) == 0"),
        claim("by-zero", "given x in R; y in R\nshow defined(div0(x, y - y))\nexpect refuted"),
        claim("of-roots", "given y >= 0\nshow div0(sqrt(y), y)*y == sqrt(y)"),
    ));
}

#[test]
fn clipping_keeps_what_is_inside_and_moves_the_rest_to_the_nearer_end() {
    all_as_expected(&claim(
        "clip",
        "given x in R^W; high > 0\n\
         show clip(x, -1, high) == cases(x < -1: -1; x > high: high; else x) and -1 <= clip(x, -1, high) <= high",
    ));
}

#[test]
fn same_bits_is_about_doubles_and_equality_about_real_numbers() {
    let given = "given x in R; k in 1..20\n";
    all_as_expected(&format!(
        "{}{}{}{}",
        claim("real", &format!("{given}show x/3*3 == x")),
        claim("rounded", &format!("{given}show x/49*49 same bits x\nexpect refuted")),
        claim("halves", "given x in [1, 2]; k in 1..20\nshow x/2^k*2^k same bits x"),
        // What is halved below the smallest double is lost.
        claim("halved-away", &format!("{given}show x/2^k*2^k same bits x\nexpect refuted")),
    ));
}

#[test]
fn bits_and_real_numbers_stand_in_claims_of_their_own() {
    for (lines, words) in [
        ("given x in R\nshow x same bits x and x == x", "`same bits` compares doubles"),
        ("given x in R\nshow x same bits x\nshow x <= x", "`same bits` compares doubles"),
        ("given x in R\nassume x same bits x\nshow x <= x", "a condition is about real numbers"),
        ("given x in R\nshow cases(x same bits x: 1; else 0) <= 1", "a condition is about real numbers"),
        ("given x in R\nshow clip(x, 1) <= 1", "`clip` takes 3 arguments"),
    ] {
        let errors = load(&claim("mixed", lines)).expect_err(lines).to_string();
        assert!(errors.contains(words), "{lines}: {errors}");
    }
}
