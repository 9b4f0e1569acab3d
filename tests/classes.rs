//! No class is silently narrowed: what is false for a class is refuted, whatever narrower class it holds for.

use descentcheck::judge::{Options, judge};
use descentcheck::language::WrongNotes;
use descentcheck::language::check::Chapter;
use descentcheck::verdict::Verdict;

const METHODS: &str = "\
```method gd(eta)
g[t] = grad R(w[t-1])
w[t] = w[t-1] - eta*g[t]
```
```method sgd(eta, B)
g[t] = grad R[B[t]](w[t-1])
w[t] = w[t-1] - eta*g[t]
```
```method heavy_ball(eta, mu)
g[t] = grad R(w[t-1])
d[0] = 0
d[t] = mu*d[t-1] - eta*g[t]
w[t] = w[t-1] + d[t]
```
";

/// The default budget.
const CASES: u64 = 1_000;
/// Seeds in ordinary runs.
const SEEDS: u64 = 2;

fn load(lines: &str) -> Result<Chapter, WrongNotes> {
    Chapter::load(vec![("notes.md".to_owned(), format!("{METHODS}```claim probe\n{lines}\n```\n"))])
}

fn verdict(lines: &str, seed: u64, cases: u64) -> Verdict {
    let chapter = load(lines).unwrap_or_else(|errors| panic!("{errors}"));
    let claim = &chapter.find("probe").expect("it was just written").claim;
    judge(claim, "probe", &Options { cases, seed, jobs: 1, ..Options::default() })
}

fn is_refuted(lines: &str) {
    for seed in 0..SEEDS {
        let found = verdict(lines, seed, CASES);
        assert!(matches!(found, Verdict::Refuted(..)), "seed {seed}: {lines}\n{found:?}");
    }
}

fn holds(lines: &str) {
    let found = verdict(lines, 0, CASES / 5);
    assert!(matches!(found, Verdict::Holds(_)), "{lines}\n{found:?}");
}

#[test]
fn an_equality_that_is_true_of_quadratics_alone_is_refuted() {
    for class in ["convex", "strictly convex, L-smooth", "alpha-strongly convex, L-smooth", "convex, mean of 2 losses"]
    {
        is_refuted(&format!(
            "given R: {class}\ngiven u, v in R^W\nshow grad R(u/2 + v/2) == grad R(u)/2 + grad R(v)/2"
        ));
    }
}

#[test]
fn what_is_true_of_even_functions_alone_is_refuted() {
    is_refuted("given R: convex, L-smooth, with minimiser\ngiven u in R^W\nshow R(w_star + u) == R(w_star - u)");
    is_refuted("given R: L-smooth, one-dimensional\ngiven u in R^W\nshow grad R(u) + grad R(-u) == 2*grad R(0)");
}

#[test]
fn what_is_true_of_separable_functions_alone_is_refuted() {
    is_refuted(
        "given R: convex, L-smooth, two-dimensional\ngiven u in R^W; x > 0\n\
         show entry(grad R(u), 1) == entry(grad R(u + x*unit(2)), 1)",
    );
}

#[test]
fn a_statement_of_probability_one_meets_every_loss() {
    is_refuted(
        "given R: convex, mean of 2 losses\ngiven u, v in R^W\ndraw B: 1 of N with replacement\n\
         show P[R[B](u+v) + R[B](u-v) - 2*R[B](u) <= R[B](v) + R[B](-v) - 2*R[B](0)] == 1",
    );
}

#[test]
fn a_premise_does_not_narrow_the_class() {
    is_refuted(
        "given R: convex, mean of 2 losses\ngiven u, v in R^W\n\
         show W == 1 implies R(u+v) + R(u-v) - 2*R(u) <= R(v) + R(-v) - 2*R(0)",
    );
}

#[test]
fn stochastic_steps_are_not_steps_of_the_mean() {
    let given = "given R: mean of 2 losses, convex\ngiven eta > 0\n";
    is_refuted(&format!(
        "{given}draw B[1..2]: 1 of N with replacement\nrun a: sgd(eta, B) on R\nrun b: gd(eta) on R from a.w[0]\n\
         show E[a.w[t]] == b.w[t] for t in 1..2"
    ));
    is_refuted(&format!(
        "{given}draw B[1..1]: 1 of N with replacement\nrun sgd(eta, B) on R\nshow E[grad R(w[1])] == grad R(E[w[1]])"
    ));
}

#[test]
fn losses_with_one_minimiser_meet_the_assumption_of_no_noise() {
    is_refuted(
        "given R: mean of 3 losses, alpha-strongly convex, L-smooth, with minimiser\ngiven eta in (0, 1/L]\n\
         draw B[1..1]: 1 of N with replacement\nrun sgd(eta, B) on R\n\
         assume mean(n: |grad R[n](w_star)|^2) == 0\n\
         show E[|w[1] - w_star|^2] <= (1 - alpha*eta)^2*|w[0] - w_star|^2",
    );
}

#[test]
fn a_loss_need_not_be_convex_where_the_mean_is() {
    is_refuted(
        "given R: convex, L-smooth, mean of 3 losses\ngiven u, v in R^W\n\
         show R[1](v) >= R[1](u) + <grad R[1](u), v - u> and R[3](v) >= R[3](u) + <grad R[3](u), v - u>",
    );
    holds("given R: convex, L-smooth, mean of 3 losses\ngiven u, v in R^W\nshow R(v) >= R(u) + <grad R(u), v - u>");
}

#[test]
fn heavy_ball_tuned_for_quadratics_is_caught_in_a_cycle() {
    is_refuted(
        "given R: alpha-strongly convex, L-smooth, one-dimensional, with minimiser\nassume L <= 25*alpha\n\
         let q = sqrt(L/alpha)\n\
         run heavy_ball(eta = 4/(sqrt(L) + sqrt(alpha))^2, mu = ((q - 1)/(q + 1))^2) on R\n\
         show |w[20] - w_star| <= |w[0] - w_star|/10",
    );
}

#[test]
fn sizes_reach_beyond_the_small_scope() {
    is_refuted("given R: mean of N losses\ngiven w in R^W\nshow N <= 6");
    is_refuted("given R: convex\ngiven w in R^W\nshow W <= 6 or R(w) == R(w) + 1");
    is_refuted("given R: convex, L-smooth\ngiven w in R^W\nshow W <= 6");
    is_refuted("given k in 1..\nshow k <= 10");
}

#[test]
fn curvatures_are_not_whole_not_equal_and_not_away_from_zero() {
    is_refuted("given R: convex, L-smooth\ngiven u, v in R^W\nassume u != v\nshow <grad R(u) - grad R(v), u - v> > 0");
    is_refuted(
        "given R: alpha-strongly convex, L-smooth\ngiven u, v in R^W\n\
         show <grad R(u) - grad R(v), u - v> == L*|u - v|^2",
    );
    is_refuted("given R: convex, L-smooth\nshow mod(L, 1) == 0");
}

#[test]
fn the_least_value_is_not_zero_nor_at_zero() {
    is_refuted("given R: convex, L-smooth, with minimiser\nshow R(w_star) == 0");
    is_refuted("given R: convex, L-smooth, with minimiser, one-dimensional\nshow w_star == 0");
    is_refuted("given R: L-smooth, with minimiser\ngiven u in R^W\nshow R(u) == R_star implies u == w_star");
}

#[test]
fn what_is_true_of_a_class_is_not_refuted() {
    holds(
        "given R: convex, L-smooth\ngiven u, v in R^W\n\
         show R(v) >= R(u) + <grad R(u), v - u> + |grad R(v) - grad R(u)|^2/(2*L)",
    );
    holds(
        "given R: alpha-strongly convex, L-smooth, with minimiser\ngiven u in R^W\n\
         show |grad R(u)|^2 >= 2*alpha*(R(u) - R(w_star))",
    );
    holds("given R: L-smooth\ngiven u, v in R^W\nshow R(v) <= R(u) + <grad R(u), v - u> + L/2*|v - u|^2");
    holds(
        "given R: M-Lipschitz Hessian\ngiven u, v in R^W\n\
         show |grad R(v) - grad R(u) - hess R(u) @ (v - u)| <= M/2*|v - u|^2",
    );
    holds(
        "given R: mean of N losses, alpha-strongly convex, L-smooth, with minimiser\ngiven u in R^W\n\
         show R(u) >= R(w_star) + alpha/2*|u - w_star|^2 and mean(n: grad R[n](w_star)) == 0",
    );
    holds(
        "given R: convex, L-smooth, with minimiser\ngiven eta in (0, 1/L]\nrun gd(eta) on R\n\
         show R(w[t]) - R(w_star) <= |w[0] - w_star|^2/(2*eta*t) for t in 1..8",
    );
}

#[test]
fn a_hessian_is_read_of_what_has_one_only() {
    let lines = "given R: convex, L-smooth\ngiven u in R^W\nshow <u, hess R(u) @ u> >= 0";
    let errors = load(lines).expect_err("a convex function need not have a Hessian");
    assert!(errors.to_string().contains("twice differentiable"), "{errors:?}");
    holds("given R: convex, twice differentiable\ngiven u in R^W\nshow <u, hess R(u) @ u> >= 0");
}

#[test]
fn a_minimiser_is_least_and_a_flat_bottom_has_several() {
    holds("given R: convex, with minimiser\ngiven u in R^W\nshow R(w_star) <= R(u)");
    holds("given R: L-smooth, with minimiser\ngiven u in R^W\nshow R(w_star) <= R(u)");
    is_refuted(
        "given R: convex, L-smooth, with minimiser, one-dimensional\ngiven u in R^W\n\
         show R(u) == R(w_star) implies u == w_star",
    );
}
