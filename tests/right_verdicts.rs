//! Claims whose verdict is known by mathematics get that verdict: true claims are never refuted, false ones are refuted at the
//! default budget. Most represent a kind of statement that is easily misread, or are textbook inequalities and variants that
//! are slightly false.

use std::path::Path;

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::verdict::{Evidence, Expectation, Judged, Verdict};

/// The default budget of the command line.
const CASES: u64 = 1_000;

/// True claims that may also stay undecided, with a reason: a limit of the program is met, or an exact zero is behind a root.
const MAY_BE_UNDECIDED: [&str; 7] =
    ["falls", "unbiased", "short/lars", "assume-met-falsely", "more/hessian-range", "cancelled-mean", "small-step"];

fn judged(name: &str, seed: u64) -> Vec<Judged> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/verdicts").join(format!("{name}.md"));
    let text = std::fs::read_to_string(&path).expect("it is there");
    let chapter = Chapter::load(vec![(format!("{name}.md"), text)]).unwrap_or_else(|errors| panic!("{name}: {errors}"));
    let options = Options { cases: CASES, seed, mutants: false, ..Options::default() };
    verify(&chapter, &options, &|_| {}).claims
}

/// What is wrong with the verdicts of a file, one line per claim.
fn wrong(name: &str, seed: u64) -> Vec<String> {
    let all = judged(name, seed);
    let is_wrong = |claim: &&Judged| {
        let is_right = match (&claim.verdict, claim.expected) {
            (Verdict::Holds(_), Expectation::Holds) | (Verdict::Refuted(..), Expectation::Refuted) => true,
            (Verdict::Undecided(reason, _), Expectation::Holds) => {
                !reason.is_empty() && MAY_BE_UNDECIDED.contains(&claim.id.as_str())
            }
            _ => false,
        };
        !is_right
    };
    let line = |claim: &Judged| format!("{name}: {}: {}", claim.id, descentcheck::report::found(&claim.verdict));
    all.iter().filter(is_wrong).map(line).collect()
}

/// False claims that the default budget refutes under about every other seed: a kink has to lie just halfway between two points.
const RARELY_REFUTED: [&str; 1] = ["more/middle-hessian-fifth"];

fn all_right(names: &[&str], seed: u64) {
    let is_rare = |line: &String| RARELY_REFUTED.iter().any(|id| line.contains(&format!(": {id}: ")));
    let found: Vec<String> = names.iter().flat_map(|name| wrong(name, seed)).filter(|line| !is_rare(line)).collect();
    assert!(found.is_empty(), "{} verdicts are wrong:\n{}", found.len(), found.join("\n"));
}

#[test]
fn forms_that_are_easily_misread_are_read_right() {
    let names = [
        "conserved",
        "first-value",
        "index-past-the-run",
        "limit-is-not-undefined",
        "next-step",
        "objective-named",
        "same-bits",
        "samples-not-shown",
        "scope",
        "short-forms",
        "sixteen-cases",
        "tie-absolute",
        "tie-under-negation",
        "witness-against-its-claim",
        "zero-equals-zero",
    ];
    all_right(&names, 1);
}

#[test]
fn what_the_doubles_absorb_is_found_under_every_seed() {
    (1..=5).for_each(|seed| all_right(&["screen-cancels"], seed));
}

#[test]
fn estimated_claims_are_consistent_and_not_vacuous() {
    assert!(wrong("statistical-rounding", 1).is_empty());
    for claim in judged("statistical-rounding", 1) {
        let Verdict::Holds(evidence) = &claim.verdict else { continue };
        assert!(!evidence.counts.is_vacuous(), "{}", claim.id);
        assert!(
            matches!(evidence.evidence[..], [Evidence::Consistent { .. }]),
            "{}: {:?}",
            claim.id,
            evidence.evidence
        );
    }
}

#[test]
fn families_are_flat_where_a_parameter_is_zero_and_have_no_minimiser_where_it_is_negative() {
    (1..=3).for_each(|seed| all_right(&["flat-families"], seed));
}

#[test]
fn inequalities_of_convex_functions_get_the_verdicts_of_the_textbooks() {
    all_right(&["convex-functions"], 1);
}

#[test]
fn methods_get_the_verdicts_of_the_textbooks() {
    all_right(&["methods"], 1);
}

#[test]
fn draws_and_numbers_get_the_verdicts_of_the_textbooks() {
    all_right(&["draws-and-numbers"], 1);
}

#[test]
fn claims_that_are_true_hold_and_those_beside_them_are_refuted() {
    all_right(&["true-or-nearly"], 1);
}

/// A claim that is alone.
fn one(lines: &str) -> Judged {
    let text = format!(
        "# 1 Notes\n\n```method gd(eta)\ng[t] = grad R(w[t-1])\nw[t] = w[t-1] - eta*g[t]\n```\n\n```claim c\n{lines}\n```\n"
    );
    let chapter = Chapter::load(vec![("notes.md".to_owned(), text)]).unwrap_or_else(|errors| panic!("{errors}"));
    verify(&chapter, &Options { cases: CASES, seed: 1, mutants: false, ..Options::default() }, &|_| {}).claims.remove(0)
}

#[test]
fn equalities_are_tried_on_long_numbers_and_irrational_ones() {
    let claims = [
        "given x in [0, 1]\nshow floor(2^20*x) == 2^20*x",
        "given x in R^W\nshow mod(2^30*x, 1) == 0",
        "given R: convex, L-smooth, with minimiser\nshow floor(2^12*w_star) == 2^12*w_star",
        "given R: convex, L-smooth\nshow floor(2^30*L) == 2^30*L",
        "given A in R^(W x W)\ngiven x in R^W\nshow floor(2^20*(A @ x)) == 2^20*(A @ x)",
        "given R: convex, L-smooth\ngiven u in R^W\nshow floor(2^60*grad R(u)) == 2^60*grad R(u)",
        "given R: L-smooth\ngiven u in R^W\nshow R(u) >= 0 or L <= 10^12",
        "given R: convex, L-smooth\nshow L <= 10^12",
    ];
    for claim in claims {
        let found = one(claim);
        assert!(
            matches!(found.verdict, Verdict::Refuted(..)),
            "{claim}: {}",
            descentcheck::report::found(&found.verdict)
        );
    }
}

#[test]
fn an_argument_that_speaks_of_the_step_is_a_sequence() {
    let run = "given R: convex, L-smooth\ngiven c > 0\nrun gd(eta = c/(t+1)) on R\n";
    let holds = format!("{run}show eta[t] == c/(t+1) and w[t] == w[t-1] - eta[t]*g[t] for t >= 1");
    assert!(matches!(one(&holds).verdict, Verdict::Holds(_)));
    let off_by_one = format!("{run}show eta[t] == c/t for t >= 1");
    assert!(matches!(one(&off_by_one).verdict, Verdict::Refuted(..)));
    // No step is made before the first one.
    let before = format!("{run}show defined(eta[0])");
    assert!(matches!(one(&before).verdict, Verdict::Refuted(..)));
}

#[test]
fn evidence_names_what_was_tried() {
    let found = one("given R: mean of N losses, L-smooth\ngiven k in 1..; w in R^W\nshow R(w) + k >= R(w)");
    let Verdict::Holds(evidence) = &found.verdict else { panic!("{:?}", found.verdict) };
    let tried = &evidence.tried;
    assert!(tried.families.len() > 5 && tried.parameters > 4 && tried.losses > 5, "{tried:?}");
    assert!(tried.whole["k"] > 10 && !tried.hessians, "{tried:?}");
    let hessians =
        one("given R: twice differentiable, L-smooth\ngiven u, v in R^W\nshow <u, hess R(v) @ u> <= L*|u|^2");
    let Verdict::Holds(evidence) = &hessians.verdict else { panic!("{:?}", hessians.verdict) };
    assert!(evidence.tried.hessians);
}
