//! What is known of a statement, and what follows from it: true, false, undefined, tied and out of reach under every
//! connective; false before undefined; the number of telling cases.

use std::fmt::Write as _;

use descentcheck::evaluate::Known;
use descentcheck::judge::{Options, judge};
use descentcheck::language::check::Chapter;
use descentcheck::report::found;
use descentcheck::verdict::{Evidence, Verdict};

const NEWTON: &str = "```method newton()\ng[t] = grad R(w[t-1])\n\
                      w[t] = w[t-1] - solve(hess R(w[t-1]), g[t])\n```\n";
const GD: &str = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";

fn chapter(text: &str) -> Chapter {
    Chapter::load(vec![("notes.md".to_owned(), text.to_owned())], false)
        .unwrap_or_else(|errors| panic!("{}", errors.join("\n")))
}

fn judged(methods: &str, lines: &str, cases: u64) -> Verdict {
    let chapter = chapter(&format!("{methods}```claim c\n{lines}\n```\n"));
    let options = Options { cases, jobs: 1, mutants: false, ..Options::default() };
    judge(&chapter.claims[0].claim, "c", &options)
}

fn verdict(lines: &str) -> Verdict {
    judged("", lines, 100)
}

/// The strongest evidence for a claim that holds.
fn strongest(verdict: &Verdict) -> Option<&Evidence> {
    match verdict {
        Verdict::Holds(findings) => findings.strongest(),
        Verdict::Refuted(..) | Verdict::Undecided(..) => None,
    }
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Holds(_) => "holds",
        Verdict::Refuted(..) => "refuted",
        Verdict::Undecided(..) => "undecided",
    }
}

/// Each claim, written in one line with semicolons between its lines, has this verdict.
fn all_are(wanted: &str, methods: &str, claims: &[&str]) {
    let mut wrong = Vec::new();
    for claim in claims {
        let mut lines = (*claim).to_owned();
        for word in ["given", "assume", "draw", "run", "show"] {
            lines = lines.replace(&format!("; {word} "), &format!("\n{word} "));
        }
        let verdict = judged(methods, &lines, 100);
        if word(&verdict) != wanted {
            wrong.push(format!("{claim}: {}", found(&verdict)));
        }
    }
    assert_eq!(wrong, Vec::<String>::new(), "{wanted} is wanted");
}

#[test]
fn what_has_no_value_beside_something_that_decides_does_not_matter() {
    all_are(
        "holds",
        "",
        &[
            "given x in R; show x == x or 1/(x-x) > 0",
            "given x in R; show 1/(x-x) > 0 or x == x",
            "given x in R; show x == 0 or 1/x^2 > 0",
            "given x in R; show 1/x^2 > 0 or x == 0",
            "given x in R; show x != 0 implies 1/x^2 > 0",
            "given x in R; show not (x != 0 and 1/x^2 <= 0)",
            "given x in R; show not (1/x^2 <= 0 and x != 0)",
            "given x in R; show x > 0 implies log(x) <= x",
            "given x in R; show cases(x == 0: 0; else 1/x)*x <= 1",
            "given x in R; show cases(x > 0 or x < 0: 1/x; else 5) != 0",
            "given x in R; show cases(1/x^2 > 0 or x == 0: 1; else 0) == 1",
            "given x in R; show not defined(1/x) iff x == 0",
            "given x in R; show defined(1/x) or x == 0",
            "given u in R^W; show count(i: u_i == 0 or 1/u_i^2 > 0) == W",
            "given k in 0..3; show sum(s in 1..k: 1) == k",
            "given k in 0..3; show k == 0 or mean(s in 1..k: 1) == 1",
        ],
    );
}

#[test]
fn what_has_no_value_refutes_where_nothing_else_decides() {
    all_are(
        "refuted",
        "",
        &[
            "given x in R; show not (1/(x-x) == 1)",
            "given x in R; show 1/x^2 > 0",
            "given x in R; show not (1/x^2 <= 0)",
            "given x in R; show not (x > 1/x and x == 0)",
            "given x in R; show x == 0 implies 1/x > 0",
            "given x in R; show 1/x > 0 iff x > 0",
            "given x in [-2, -1]; show log(x) <= 0 or sqrt(x) >= 0",
            "given k in 0..3; show mean(s in 1..k: 1) == 1",
            "given k in 0..3; show max(s in 1..k: 1) == 1",
            "given x in R; show first(s in 1..3: 1/x > 0) == 1",
        ],
    );
}

#[test]
fn a_negation_is_pushed_inwards_to_the_relations() {
    all_are(
        "holds",
        "",
        &[
            "given x, y in R; show not (x < y) iff x >= y",
            "given x, y in R; show not (x == y) iff x != y",
            "given u, v in R^W; show u != v or u == v",
            "given u, v in R^W; show not (u == v) iff u != v",
            "given u, v in R^W; show not (u <= v) iff count(i: u_i > v_i) > 0",
            "given u, v in R^W; show u != v iff count(i: u_i != v_i) > 0",
            "given u, v in R^W; show not (u == v and v == u) iff u != v",
            "given x, y in R; show not (x <= y implies y > x) iff x == y",
            "given x, y in R; show not (x <= y iff y <= x) iff x != y",
        ],
    );
    all_are(
        "refuted",
        "",
        &["given u, v in R^W; show not (u <= v) iff u > v", "given u, v in R^W; show u < v or u >= v"],
    );
}

#[test]
fn ties_under_a_negation_and_in_a_premise_are_told_apart_or_undecided_and_never_refute() {
    all_are(
        "holds",
        NEWTON,
        &[
            "given x in [100, 200]; show not (1/(1 + exp(-x)) == 1)",
            "given x in [100, 200]; show 1/(1 + exp(-x)) != 1",
            "given x in [100, 200]; show 1/(1 + exp(-x)) == 1 implies x > 300",
            "given x in [1, 2]; show sqrt(x)*sqrt(x+1) == sqrt(x*(x+1)) + 10^-40 implies x > 5",
            "given x in [1, 2]; show cases(sqrt(x)*sqrt(x+1) == sqrt(x*(x+1)) + 10^-40: 1; else 0) == 0",
            "given R: pseudo-huber(curvature = 1, threshold = 1); given x in [1/8, 1/2]; run newton() on R from x; \
             show not (w[t] == w_star) for t in 1..6",
        ],
    );
    all_are(
        "undecided",
        "",
        &[
            "given x in [1, 2]; show sqrt(x+1/3)*sqrt(x+2/3) < sqrt((x+1/3)*(x+2/3)) or x < 0",
            "given x in [1, 2]; show sqrt(x+1/3)*sqrt(x+2/3) != sqrt((x+1/3)*(x+2/3))",
            "given x in [1, 2]; show sqrt(x+1/3)*sqrt(x+2/3) == sqrt((x+1/3)*(x+2/3)) iff x > 5",
            "given x in [1, 2]; show sqrt(x+1/3)*sqrt(x+2/3) == sqrt((x+1/3)*(x+2/3)) implies x > 5",
            "given x in [1, 2]; show cases(sqrt(x+1/3)*sqrt(x+2/3) < sqrt((x+1/3)*(x+2/3)): 1; else 2) == 3 or x < 0",
        ],
    );
}

#[test]
fn an_assumption_that_is_never_met_leaves_the_claim_undecided() {
    all_are(
        "undecided",
        "",
        &[
            "given x in [1, 2]; assume sqrt(x)*sqrt(x+1) == sqrt(x*(x+1)) + 10^-40; show x > 5",
            "given x in [1, 2]; assume 1/(x - x) > 0; show x > 5",
            "given x in R; assume 1/x^2 > 0; show x != 0",
        ],
    );
}

#[test]
fn small_numbers_are_not_zero_and_what_is_left_of_a_cancellation_ties() {
    all_are(
        "refuted",
        NEWTON,
        &[
            "given x in [400, 500]; show log(1 + exp(-x)) >= 2*exp(-x)",
            "given x in [500, 600]; show 1/(1 + exp(-x)) >= 1",
            "given x in 1..3; show abs(exp(-461/2) - exp(-461/2)*(1 + 10^-50)) <= exp(-461/2)/10^60",
            "given x in [500, 600]; show exp(-x) == 0",
            "given R: pseudo-huber(curvature = 1, threshold = 1); given x in [1/8, 1/4]; run newton() on R from x; \
             show R(w[6]) <= R_star",
        ],
    );
    for shown in ["sqrt(x)*sqrt(x+1) - sqrt(x*(x+1)) == 0", "sqrt(x)*sqrt(x+1) <= sqrt(x*(x+1))", "exp(x)*exp(-x) == 1"]
    {
        let verdict = verdict(&format!("given x in [1, 2]\nshow {shown}"));
        assert!(
            matches!(strongest(&verdict), Some(Evidence::AgreesTo { bits }) if *bits >= 200),
            "{shown}: {}",
            found(&verdict)
        );
    }
}

#[test]
fn equal_trees_and_functions_of_equal_numbers_are_equal_and_not_tied() {
    for shown in [
        "sqrt(x) == sqrt(x)",
        "sqrt(2*x) == sqrt(x + x)",
        "1 + exp(x) == exp(x) + 1",
        "(sqrt(x) + 1)*(sqrt(x) - 1) == sqrt(x)^2 - 1",
        "log(1 + x) - log(x + 1) == 0",
        "exp(x) >= exp(x + 1 - 1)",
        "1/(1 + exp(x)) + exp(x)/(1 + exp(x)) == 1",
    ] {
        let verdict = verdict(&format!("given x in [1, 2]\nshow {shown}"));
        assert!(strongest(&verdict) == Some(&Evidence::ExactOnCases), "{shown}: {}", found(&verdict));
    }
    all_are(
        "refuted",
        "",
        &["given x in [1, 2]; show sqrt(x) < sqrt(x)", "given x in [1, 2]; show exp(x) != exp(x + 0)"],
    );
}

#[test]
fn a_limit_of_the_program_never_refutes() {
    all_are(
        "undecided",
        GD,
        &[
            "given R: convex, L-smooth; given eta in (0, 1/L]; run gd(eta) on R; show R(w[65537]) <= R(w[0])",
            "given R: mean of 5 losses; given w in R^W; draw B[1..100000]: 1 of N with replacement; \
             show E[R[B[1]](w)] == R(w)",
        ],
    );
    all_are(
        "refuted",
        GD,
        &["given R: quadratic, convex; eta > 0; run gd(eta) on R; \
           show w[t-1] == w[t-2] - eta*grad R(w[t-2]) for t >= 1"],
    );
}

#[test]
fn what_is_zero_on_all_cases_tells_and_what_is_zero_on_some_does_not() {
    for lines in [
        "given R: convex, L-smooth, with minimiser\nshow grad R(w_star) == 0",
        "given x in [-2, -1]\nshow max(x, 0) == 0",
    ] {
        let verdict = verdict(lines);
        let found = verdict.findings().counts;
        assert!(matches!(verdict, Verdict::Holds(_)) && found.telling == found.cases && found.cases > 0, "{lines}");
    }
    let verdict = verdict("given x in R\nshow abs(x) >= x");
    let found = verdict.findings().counts;
    assert!(found.degenerate > 0 && found.telling == found.cases - found.degenerate, "{found:?}");
}

#[test]
fn vacuous_cases_are_counted_beside_and_a_claim_of_nothing_else_says_so() {
    let some = verdict("given x in R\nshow x > 0 implies x^2 > 0");
    let counted = some.findings().counts;
    assert!(counted.vacuous > 0 && counted.telling > 0, "{counted:?}");
    assert!(counted.telling + counted.vacuous + counted.degenerate == counted.cases, "{counted:?}");
    let none = verdict("given x in [1, 2]\nshow x > 5 implies x > 7");
    assert!(matches!(none, Verdict::Holds(_)));
    assert!(found(&none).contains("vacuous on all"), "{}", found(&none));
}

#[test]
fn a_case_where_it_is_false_goes_before_one_where_it_has_no_value() {
    // It has no value at 1, which comes first, and is false from 5/2 on.
    let verdict = verdict("given x in R\nshow 1/(x - 1)^2 > 4/9 or x < 0");
    let Verdict::Refuted(counterexample, found) = &verdict else { panic!("{verdict:?}") };
    assert!(found.counts.undefined > 0, "{found:?}");
    assert!(counterexample.case.scalars["x"].to_f64() >= 2.5, "{:?}", counterexample.case);
}

#[test]
fn where_it_is_only_undefined_the_verdict_says_so_and_on_how_many_cases_it_is_true() {
    let verdict = verdict("given x in R\nshow 1/x^2 > 0");
    let Verdict::Refuted(_, evidence) = &verdict else { panic!("{verdict:?}") };
    assert!(evidence.counts.undefined > 0 && evidence.counts.met() > 50, "{evidence:?}");
    let text = found(&verdict);
    assert!(text.starts_with("refuted (as written: no value"), "{text}");
    assert!(text.contains("x = 0") && text.contains(&format!("true on all {}", evidence.counts.met())), "{text}");
}

#[test]
fn the_tables_of_the_documentation_are_those_that_are_judged_by() {
    let page = std::fs::read_to_string("docs/judging.md").expect("the page is there");
    type Connective = fn(Known, Known) -> Known;
    let connectives: [(&str, Connective); 4] =
        [("and", Known::and), ("or", Known::or), ("implies", Known::implies), ("iff", Known::iff)];
    for (name, connective) in connectives {
        let mut table = format!("| A `{name}` B |");
        for b in Known::ALL {
            write!(table, " {} |", b.letters()).expect("a string takes it");
        }
        table.push_str("\n|---|---|---|---|---|---|---|---|\n");
        for a in Known::ALL {
            write!(table, "| **{}** |", a.letters()).expect("a string takes it");
            for b in Known::ALL {
                write!(table, " {} |", connective(a, b).letters()).expect("a string takes it");
            }
            table.push('\n');
        }
        assert!(page.contains(&table), "docs/judging.md lacks:\n{table}");
    }
    let mut negation = String::from("| A |");
    let mut results = String::from("| `not` A |");
    for a in Known::ALL {
        write!(negation, " {} |", a.letters()).expect("a string takes it");
        write!(results, " {} |", a.not().letters()).expect("a string takes it");
    }
    let table = format!("{negation}\n|---|---|---|---|---|---|---|---|\n{results}\n");
    assert!(page.contains(&table), "docs/judging.md lacks:\n{table}");
}
