//! Runs mean what their equations say: they go as far as the `show` lines read, start from any initial values, and have
//! one minimiser per claim. Sums run over what their index is used for, and `cases` choose between matrices.

use descentcheck::judge::{Options, verify};
use descentcheck::language::WrongNotes;
use descentcheck::language::check::Chapter;

const GD: &str = "```method gd(eta)\ng[t] = grad R(w[t-1])\nw[t] = w[t-1] - eta*g[t]\n```\n";

fn load(text: &str) -> Result<Chapter, WrongNotes> {
    Chapter::load(vec![("notes.md".to_owned(), text.to_owned())])
}

/// Judges every claim of a text; those that are not as their `expect` line says.
fn unexpected(text: &str, cases: u64) -> Vec<String> {
    let chapter = load(text).unwrap_or_else(|errors| panic!("{errors}"));
    let results = verify(&chapter, &Options { cases, ..Options::default() }, &|_| {});
    let wrong = results.claims.iter().filter(|claim| !claim.as_expected);
    wrong.map(|claim| format!("{}: {:?}", claim.id, claim.verdict)).collect()
}

fn all_as_expected(text: &str) {
    let wrong = unexpected(text, 60);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn claim(name: &str, lines: &str) -> String {
    format!("```claim {name}\n{lines}\n```\n")
}

fn error_of(text: &str) -> String {
    load(text).expect_err("there is an error to be found").to_string()
}

#[test]
fn a_run_goes_as_far_as_what_is_shown_reads() {
    let given = "given R: L-smooth; eta > 0; T in 1..3; k in 1..3\nrun gd(eta) on R\n";
    let step = "w[{+1}] == w[{}] - eta*grad R(w[{}])";
    let at = |index: &str| step.replace("{+1}", &format!("{index}+1")).replace("{}", index);
    let mut text = GD.to_owned();
    for (name, index, range) in [
        ("next", "t", " for t >= 1"),
        ("next-from-zero", "t", " for t >= 0"),
        ("next-in-a-range", "t", " for t in 1..3"),
        ("five-ahead", "t+5", " for t in 1..T"),
        ("twice", "2*t", " for t in 1..3"),
        ("squares", "t^2", " for t >= 0"),
        ("twice-a-number", "2*T", ""),
        ("dimension", "W", ""),
        ("sum-of-numbers", "T+k*W", ""),
        ("fixed", "37", ""),
    ] {
        text += &claim(name, &format!("{given}show {}{range}", at(index)));
    }
    text += &claim("sums", &format!("{given}show w[0] - w[2*T] == eta*sum(s in 1..2*T: g[s])"));
    text += &claim("windows", &format!("{given}show max(s in t..t+3: R(w[s])) >= R(w[t+3]) for t >= 1"));
    text += &claim("let", &format!("let d[s] = w[s] - w[s-1]\n{given}show sum(s in 1..3*k: d[s]) == w[3*k] - w[0]"));
    text += &claim("count", &format!("{given}show count(s in 1..2*T+1: w[s] == w[s-1] - eta*g[s]) == 2*T+1"));
    all_as_expected(&text);
}

#[test]
fn a_run_goes_on_for_other_runs_for_schedules_and_inside_of_moments() {
    let text = GD.to_owned()
        + "```method lookahead(eta)\nu[t] = w[t-1] - eta*grad R(w[t-1])\nw[t] = u[t] - eta*grad R(u[t])\n```\n\
           ```method sgd(eta, B)\nw[t] = w[t-1] - eta*grad R[B[t]](w[t-1])\n```\n\
           ```schedule triangle(low, high, k)\neta[t] = low + (high - low)*(1 - abs(mod(t-1, 2*k)/k - 1))\n```\n"
        + &claim(
            "start",
            "given R: L-smooth; eta > 0\nrun a: gd(eta) on R\nrun b: gd(eta) on R from a.w[7]\nshow b.w[t] == a.w[t+7] for t in 0..3",
        )
        + &claim(
            "two",
            "given R: L-smooth; eta > 0\nrun a: lookahead(eta) on R\nrun b: gd(eta) on R from a.w[0]\nshow a.w[t] == b.w[2*t] for t in 1..3",
        )
        + &claim(
            "open",
            "given R: L-smooth; eta > 0\nrun a: lookahead(eta) on R\nrun b: gd(eta) on R from a.w[0]\nshow a.w[t] == b.w[2*t] for t >= 1",
        )
        + &claim(
            "rates",
            "given R: linear; low, high > 0; k in 1..3\nrun gd(eta = triangle(low, high, k)) on R\nshow sum(s in 1..2*k: eta[s]) == k*(low + high)",
        )
        + &claim(
            "moment",
            "given R: mean of 2 losses; eta > 0\ndraw B[1..2]: 1 of N with replacement\nrun sgd(eta, B) on R\nshow E[w[W-W+1]] == w[0] - eta*grad R(w[0])",
        );
    all_as_expected(&text);
}

#[test]
fn what_is_read_past_a_stated_end_has_no_value() {
    let run = "given R: L-smooth; eta > 0\nrun gd(eta) on R for 2 steps\n";
    all_as_expected(
        &(GD.to_owned()
            + &claim("within", &format!("{run}show w[2] == w[1] - eta*grad R(w[1])"))
            + &claim("past", &format!("{run}show defined(w[3])\nexpect refuted"))
            + &claim("before", &format!("{run}show R(w[t-2]) >= 0 or R(w[t-2]) <= 0 for t >= 1\nexpect refuted"))),
    );
}

#[test]
fn a_step_that_takes_as_many_steps_as_there_are_parameters_can_be_said() {
    let cg = "```method cg()\nr[0] = -grad R(w[0])\np[0] = r[0]\nq[t] = hess R(w[t-1]) @ p[t-1]\n\
              a[t] = div0(<r[t-1], r[t-1]>, <p[t-1], q[t]>)\nw[t] = w[t-1] + a[t]*p[t-1]\nr[t] = r[t-1] - a[t]*q[t]\n\
              b[t] = div0(<r[t], r[t]>, <r[t-1], r[t-1]>)\np[t] = r[t] + b[t]*p[t-1]\n```\n";
    let given = "given R: quadratic, strictly convex, with minimiser\nrun cg() on R";
    all_as_expected(
        &(cg.to_owned()
            + &claim("at", &format!("{given}\nshow w[W] == w_star"))
            + &claim("from", &format!("{given}\nshow w[t] == w_star for t >= W"))
            + &claim("steps", &format!("{given} for W steps\nshow w[W] == w_star"))
            + &claim("too-soon", &format!("{given}\nshow w[W-1] == w_star\nexpect refuted"))),
    );
}

#[test]
fn a_method_may_be_written_from_one_step_to_the_next() {
    let text = GD.to_owned()
        + "```method next(eta)\ng[t] = grad R(w[t])\nw[t+1] = w[t] - eta*g[t]\n```\n\
           ```method two(eta, mu)\nw[1] = w[0] - eta*grad R(w[0])\nw[t+2] = w[t+1] - eta*grad R(w[t+1]) + mu*(w[t+1] - w[t])\n```\n"
        + &claim(
            "same",
            "given R: L-smooth; eta > 0\nrun a: gd(eta) on R\nrun b: next(eta) on R from a.w[0]\nshow a.w[t] == b.w[t] and a.g[t+1] == b.g[t] for t >= 0",
        )
        + &claim(
            "two-steps",
            "given R: L-smooth; eta > 0; mu in [0, 1)\nrun two(eta, mu) on R\nshow w[t] - w[t-1] == mu*(w[t-1] - w[t-2]) - eta*grad R(w[t-1]) for t >= 2",
        );
    all_as_expected(&text);
    let gap = "```method gap(eta)\nw[t+2] = w[t+1] - eta*grad R(w[t])\n```\n".to_owned()
        + &claim("c", "given R: L-smooth; eta > 0\nrun gap(eta) on R\nshow R(w[t]) >= 0 for t >= 0");
    assert!(error_of(&gap).contains("`w[1]` is used but never defined"), "{}", error_of(&gap));
}

#[test]
fn a_first_value_may_be_made_of_later_ones() {
    let text =
        "```method ema(eta)\na[0] = grad R(w[0])\na[t] = (a[t-1] + grad R(w[t-1]))/2\nw[t] = w[t-1] - eta*a[t]\n```\n\
                ```method warm(eta)\ng[t] = grad R(w[t-1])\nv[0] = g[1]^2\nv[t] = (v[t-1] + g[t]^2)/2\n\
                w[t] = w[t-1] - eta*div0(g[t], sqrt(v[t]))\n```\n"
            .to_owned()
            + &claim(
                "first-step",
                "given R: L-smooth; eta > 0\nrun ema(eta) on R\nshow w[1] == w[0] - eta*grad R(w[0])",
            )
            + &claim("v0", "given R: L-smooth; eta > 0\nrun warm(eta) on R\nshow v[0] == g[1]^2")
            + &claim("step", "given R: L-smooth; eta > 0\nrun warm(eta) on R\nshow w[1] == w[0] - eta*sign(g[1])")
            + &claim("none", "given R: L-smooth; eta > 0\nrun warm(eta) on R for 0 steps\nshow v[0] == grad R(w[0])^2");
    all_as_expected(&text);
}

#[test]
fn a_circle_of_first_values_is_an_error_at_an_equation() {
    let text = "```method circle(eta)\nv[0] = w[1]\nv[t] = v[t-1]\nw[t] = w[t-1] - eta*v[t-1]\n```\n".to_owned()
        + &claim("c", "given R: L-smooth; eta > 0\nrun circle(eta) on R\nshow R(w[t]) <= R(w[0]) for t >= 1");
    let error = error_of(&text);
    assert!(error.contains("the equations form a cycle: `v[0]`, `w[1]` depend on each other"), "{error}");
    let future = "```method future(eta)\nw[t] = w[t-1] - eta*g[5]\ng[t] = grad R(w[t-1])\n```\n".to_owned()
        + &claim("c", "given R: L-smooth; eta > 0\nrun future(eta) on R\nshow R(w[t]) <= R(w[0]) for t >= 1");
    assert!(error_of(&future).contains("form a cycle"), "{}", error_of(&future));
}

#[test]
fn the_order_of_equations_does_not_matter() {
    let text = "```method late(eta)\nm[t] = sum(s in 1..t: g[s])\ng[t] = grad R(w[t-1])\nw[t] = w[0] - eta*m[t]\n```\n"
        .to_owned()
        + &claim("c", "given R: L-smooth; eta > 0\nrun late(eta) on R\nshow w[t] == w[t-1] - eta*g[t] for t >= 1");
    all_as_expected(&text);
}

#[test]
fn a_value_that_no_equation_makes_is_not_zero() {
    let text = "```method once(eta)\nc[0] = 1\nw[t] = w[t-1] - eta*c[t-1]*grad R(w[t-1])\n```\n".to_owned()
        + &claim("c", "given R: L-smooth; eta > 0\nrun once(eta) on R\nshow R(w[t]) <= R(w[0]) for t >= 1");
    assert!(error_of(&text).contains("`c` is read at every step, but has no value at every step"));
    let ahead = "```method ahead(eta, T)\ng[t] = grad R(w[t-1])\nw[t] = w[t-1] - eta*sum(s in 1..T: g[s])\n```\n";
    let fixed = claim("c", "given R: L-smooth; eta > 0\nrun ahead(eta, T = 2) on R\nshow w[1] == w[1]");
    let error = error_of(&(ahead.to_owned() + &fixed));
    assert!(error.contains("form a cycle"), "{error}");
    // Which steps are read is found out when they are: at the first one they are not made yet.
    let given = claim(
        "c",
        "given R: L-smooth; eta > 0; T in 2..3\nrun ahead(eta, T) on R\nshow R(w[1]) <= R(w[0]) or R(w[1]) >= R(w[0])\nexpect refuted",
    );
    all_as_expected(&(ahead.to_owned() + &given));
}

#[test]
fn the_minimiser_is_one_in_a_claim() {
    let given = "given R: convex, L-smooth, with minimiser\ngiven x in R^W\n";
    let text = GD.to_owned()
        + &claim(
            "twice",
            &format!("{given}let D = |x - w_star|^2\nrun gd(eta = D) on R from x\nshow w[1] == w[0] - D*g[1]"),
        )
        + &claim("from", &format!("{given}run gd(eta = 1/L) on R from w_star + x\nshow w[0] - w_star == x"))
        + &claim("any", &format!("{given}show |x - w_star| <= |x - w_star(x)|\nexpect refuted"))
        + &claim("nearest", &format!("{given}show |x - w_star(x)| <= |x - w_star| and R(w_star(x)) == R_star"))
        + &claim(
            "start",
            &format!("{given}run gd(eta = 1/L) on R\nshow |w[t] - w_star(w[0])| <= |w[0] - w_star| for t >= 1"),
        )
        + &claim("unique", "given R: alpha-strongly convex, with minimiser\ngiven x in R^W\nshow w_star == w_star(x)")
        + &claim(
            "several",
            "given F, G: convex, L-smooth, with minimiser\ngiven x in R^W\nshow |x - w_star(F, x)| <= |x - w_star(F)| and G(w_star(G, x)) == G_star",
        );
    all_as_expected(&text);
}

#[test]
fn a_sum_without_a_range_runs_over_what_its_index_numbers() {
    let text = claim(
        "targets",
        "given data: N samples\nshow sum(n: y[n]) == sum(n in 1..N: y[n]) and count(n: y[n] > 0) == count(n in 1..N: y[n] > 0)",
    ) + &claim(
        "features",
        "given data: N samples\nshow mean(n: outer(X[n], X[n])) == mean(n in 1..N: outer(X[n], X[n]))",
    ) + &claim(
        "batch",
        "given R: mean of 3 losses\ndraw B: 2 of N without replacement\nshow E[sum(n: multiplicity(n, B))] == 2",
    ) + &claim(
        "components",
        "given u, v in R^W\nshow sum(i: u_i*v_i) == <u, v> and sum(i: entry(u, i)) == <u, sum(k: unit(k))>",
    );
    all_as_expected(&text);
    let both = claim("both", "given data: N samples\ngiven w in R^W\nshow sum(i: y[i]*w_i) == 0");
    assert!(error_of(&both).contains("`i` indexes both samples and components"));
    let neither = claim("neither", "given R: L-smooth\nshow sum(i: 2*i) == 0");
    assert!(error_of(&neither).contains("it is unclear what `i` runs over"));
}

#[test]
fn cases_choose_between_matrices() {
    let text = "```method precondition(eta)\nA[0] = I\nA[t] = cases(t > 0: A[t-1]; else A[t-1])\n\
                w[t] = w[t-1] - eta*(A[t] @ grad R(w[t-1]))\n```\n\
                ```method rank-one()\nH[0] = I\ng[t] = grad R(w[t-1])\nw[t] = w[t-1] - H[t-1] @ g[t]\ns[t] = w[t] - w[t-1]\n\
                y[t] = grad R(w[t]) - g[t]\nr[t] = s[t] - H[t-1] @ y[t]\n\
                H[t] = cases(<r[t], y[t]> == 0: H[t-1]; else H[t-1] + outer(r[t], r[t])/<r[t], y[t]>)\n```\n"
        .to_owned()
        + &claim("unit", "given R: L-smooth; eta > 0\nrun precondition(eta) on R\nshow A[t] == I for t >= 1")
        + &claim("not-ones", "given R: L-smooth; eta > 0\nrun precondition(eta) on R\nshow A[t] == outer(sum(i: unit(i)), sum(i: unit(i))) for t >= 1\nexpect refuted")
        + &claim("step", "given R: L-smooth; eta > 0\nrun precondition(eta) on R\nshow w[t] == w[t-1] - eta*grad R(w[t-1]) for t >= 1")
        + &claim("secant", "given R: quadratic, convex\nrun rank-one() on R\nshow <r[t], y[t]> != 0 implies H[t] @ y[t] == s[t] for t >= 1");
    all_as_expected(&text);
    for (lines, message) in [
        ("given A in R^(W x W)\nshow cases(W == 1: A; else 1) == A", "a matrix is expected here"),
        ("given A, C in R^(W x W)\nshow cases(A == C: 1; else 0) == 1", "a condition on matrices"),
        ("given A in R^(W x W)\nshow product(i in 1..2: A) == A", "this is not defined for matrices"),
        ("given A in R^(W x W); u in R^W\nshow A/u == A", "the shapes do not fit"),
        ("given A in R^(W x W)\nshow A + 1 == A", "the shapes do not fit"),
    ] {
        let error = error_of(&claim("c", lines));
        assert!(error.contains(message), "{error}");
    }
    let ones = "```method ones(eta)\nA[0] = 1\nA[t] = I\nw[t] = w[t-1] - eta*(A[t] @ grad R(w[t-1]))\n```\n".to_owned()
        + &claim("c", "given R: L-smooth; eta > 0\nrun ones(eta) on R\nshow A[t] == I for t >= 1");
    assert!(error_of(&ones).contains("a matrix is expected here"), "{}", error_of(&ones));
}
