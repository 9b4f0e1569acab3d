//! Flows are solved and compared with formulas and runs; runs have their stated length; abbreviations take an index.

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::verdict::{Evidence, Results, Verdict};

const BLOCKS: &str = "# 7.2\n\n\
    ```method descent(eta)\ng[t] = grad R(w[t-1])\nw[t] = w[t-1] - eta*g[t]\n```\n\n\
    ```flow body(friction)\ndp/dt = -friction*p - grad R(w)\np(0) = 0\ndw/dt = p\n```\n\n\
    ```flow fall(g)\ndv/dt = g\nv(0) = 1\ndx/dt = v\nx(0) = 2\n```\n\n\
    ```flow pendulum(k)\ndp/dt = -k*w*p\np(0) = 1\ndw/dt = p\n```\n\n";

fn load(claims: &str) -> Result<Chapter, String> {
    Chapter::load(vec![("a.md".to_owned(), format!("{BLOCKS}{claims}"))], false).map_err(|errors| errors.join("\n"))
}

fn judged(claims: &str) -> Results {
    let chapter = load(claims).unwrap_or_else(|errors| panic!("{errors}"));
    verify(&chapter, &Options { cases: 100, ..Options::default() }, &|_| {})
}

fn verdict(lines: &str) -> Verdict {
    judged(&format!("```claim c\n{lines}\n```\n")).claims.remove(0).verdict
}

fn holds(lines: &str) -> Evidence {
    match verdict(lines) {
        Verdict::Holds(mut findings) => findings.evidence.remove(0),
        other => panic!("{lines}: {other:?}"),
    }
}

fn is_refuted(lines: &str) -> bool {
    matches!(verdict(lines), Verdict::Refuted(..))
}

fn complaint(lines: &str) -> String {
    load(&format!("```claim c\n{lines}\n```\n")).err().unwrap_or_else(|| panic!("accepted: {lines}"))
}

#[test]
fn a_flow_whose_series_ends_is_exact() {
    let lines = "given g in R; s in [0, 4]\nrun fall(g)\nshow x(s) == 2 + s + g*s^2/2 and v(s) == 1 + g*s";
    assert_eq!(holds(lines), Evidence::ExactOnCases);
    assert!(is_refuted("given g in R; s in [0, 4]\nrun fall(g)\nshow x(s) == 2 + s"));
}

#[test]
fn a_flow_without_friction_keeps_its_energy() {
    let lines = "given k in (0, 4]; s in [0, 2]\ngiven R: quadratic(curvature = k)\nrun f: body(friction = 0) on R\n\
                 show |f.p(s)|^2/2 + R(f.w(s)) == R(f.w(0))";
    assert!(matches!(holds(lines), Evidence::AgreesTo { bits } if bits > 60));
    assert!(is_refuted(&lines.replace("friction = 0", "friction = 1")));
}

#[test]
fn complex_real_and_equal_roots_come_out_of_the_same_series() {
    // w'' = -f w' - w/4: f = 1 has a double root, f = 5/4 the roots -1/4 and -1.
    let of = |friction: &str, solution: &str| {
        format!(
            "given R: quadratic(curvature = 1/4)\ngiven s in [0, 2]\nrun f: body(friction = {friction}) on R from 1 + 0*w_star\n\
             show f.w(s) - w_star == (1 - w_star)*({solution})"
        )
    };
    assert!(matches!(holds(&of("0", "cos(s/2)")), Evidence::AgreesTo { .. }));
    assert!(matches!(holds(&of("1", "(1 + s/2)*exp(-s/2)")), Evidence::AgreesTo { .. }));
    assert!(matches!(holds(&of("5/4", "4/3*exp(-s/4) - exp(-s)/3")), Evidence::AgreesTo { .. }));
    assert!(is_refuted(&of("5/4", "4/3*exp(-s/4) - exp(-s)/2")));
}

#[test]
fn what_no_closed_form_covers_is_an_error_at_its_rate() {
    let text = complaint("given R: quadratic\nrun f: pendulum(k = 1) on R\nshow |f.p(1)| >= 0");
    assert!(text.contains("not linear") && text.contains("dp/dt = -k*w*p"), "{text}");
    let text = complaint("given R: convex, L-smooth\nrun f: body(friction = 1) on R\nshow |f.p(1)| >= 0");
    assert!(text.contains("not linear"), "{text}");
}

#[test]
fn a_misused_flow_is_an_error_that_says_what_to_write() {
    for (lines, words) in [
        ("given R: quadratic\nrun f: body(friction = 1) on R\nshow |f.p[1]| >= 0", "no run defines a sequence `f.p`"),
        ("given R: quadratic\nrun f: body(friction = 1) on R\nshow |f.q(1)| >= 0", "no flow has a state `f.q`"),
        ("given R: quadratic\nrun f: body(friction = 1) on R for 3 steps\nshow |f.p(1)| >= 0", "has no steps"),
        ("given R: quadratic\nrun f: body(friction = 1) on R with q(0) = 1\nshow |f.p(1)| >= 0", "`q` has no rate"),
        ("given R: quadratic\nrun f: body(friction = 1) on R with p(1) = 1\nshow |f.p(1)| >= 0", "is defined by rates"),
        ("given R: quadratic\nrun f: body(friction = 1)\nshow |f.p(1)| >= 0", "`R` is not an objective"),
        ("given R: quadratic\nrun a: descent(eta = 1) on R\nshow |a.w(1)| >= 0", "write `a.w[t]`"),
        ("given R: quadratic\nrun a: descent(eta = 1)\nshow |a.w[1]| >= 0", "a method runs on an objective"),
    ] {
        let text = complaint(lines);
        assert!(text.contains(words), "{lines}: {text}");
    }
}

#[test]
fn rates_and_steps_do_not_mix() {
    let method = "```method m()\ndw/dt = w\n```\n```claim c\ngiven R: quadratic\nrun m() on R\nshow |w[1]| >= 0\n```\n";
    assert!(load(method).err().is_some_and(|text| text.contains("a method is defined per step")));
    let flow = "```flow m()\nw[t] = w[t-1]\n```\n```claim c\ngiven R: quadratic\nrun m() on R\nshow |w(1)| >= 0\n```\n";
    assert!(load(flow).err().is_some_and(|text| text.contains("a flow is defined by rates")));
    let start = "```flow m()\ndp/dt = p\n```\n```claim c\nrun m()\nshow |p(1)| >= 0\n```\n";
    assert!(load(start).err().is_some_and(|text| text.contains("`p(0)` has no value")));
}

#[test]
fn a_known_mistake_in_a_flow_is_judged() {
    let results = judged(
        "```claim c\ngiven g in R; s in [0, 4]\nrun fall(g)\nshow v(s) == 1 + g*s\n```\n\
         ```mutant a of fall\ndv/dt = 2*g\nkilled by c\n```\n```mutant b of fall\nv(0) = 0\nkilled by c\n```\n",
    );
    assert!(results.mutants.len() == 2 && results.mutants.iter().all(|mutant| mutant.as_expected), "{results:?}");
}

#[test]
fn a_run_takes_as_many_steps_as_it_is_told() {
    let lines = |steps: &str| {
        format!(
            "given R: quadratic; k in 0..5\nrun a: descent(eta = 1) on R for {steps} steps\n\
             show |a.w[2^k] - a.w[2^k]| <= 0 or |grad R(a.w[0])| < 0"
        )
    };
    assert_eq!(holds(&lines("2^k")), Evidence::Survived);
    assert!(is_refuted(&lines("(2^k - 1)")), "the last value does not exist");
}

#[test]
fn a_let_with_an_index_puts_its_value_in_at_the_index() {
    let lines = "given R: quadratic; eta > 0\nlet change[s] = w[s] - w[s-1]\nrun descent(eta) on R\n\
                 show change[t] + change[t-1] == w[t] - w[t-2] for t >= 2";
    assert_eq!(holds(lines), Evidence::ExactOnCases);
    assert!(is_refuted(&lines.replace("w[t] - w[t-2]", "w[t-1] - w[t-2]")));
    let bare = complaint("given R: quadratic\nlet c[s] = |w[s]|\nrun descent(eta = 1) on R\nshow c >= 0");
    assert!(bare.contains("`c` needs an index") && bare.contains("write `c[t]`"), "{bare}");
    let circle = complaint("given R: quadratic\nlet c[s] = c[s-1]\nrun descent(eta = 1) on R\nshow c[1] >= 0");
    assert!(circle.contains("no run defines a sequence `c`"), "{circle}");
}
