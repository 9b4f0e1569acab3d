//! Proofs of the chapter's claims: identities, certificates and their two checkers, and what must never be proved.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::process::Command;

use descentcheck::certificate::check::{Certificate, Class, Fault, Point, Problem, SCHEMA, WrittenForm, check};
use descentcheck::language::check::{Chapter, ClaimBlock};
use descentcheck::numeric::room::with_room;
use descentcheck::numeric::{Rational, parse_rational, print_rational};
use descentcheck::prove::{At, Entry, File, Proof, THOROUGH, prove, prove_class, prove_identity};
use descentcheck::verdict::Times;
use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop_oneof};
use proptest::proptest;

/// Claims and steps that are proved as identities.
const IDENTITIES: &[&str] = &[
    "adadelta/start-corrected",
    "adadelta/taught",
    "adadelta/zeiler-unrolled",
    "adagrad/regret/one-coordinate",
    "adagrad/summed",
    "adam-memory-corrected",
    "adam/unrolled",
    "delta-delta-corrected",
    "empirical-risk",
    "empirical-risk/expectation",
    "epoch",
    "epoch-mean/unbiased",
    "epoch-mean/weighted",
    "epoch/updates",
    "flat-region",
    "flat-region/mean",
    "free-decay-discrete/iteration",
    "hilltop/smooth",
    "hundredfold",
    "hundredfold/numbers",
    "minibatch-unbiased",
    "minibatch-unbiased/without-replacement",
    "momentum-damps/energy-falls",
    "momentum-damps/two-term",
    "momentum-displacement",
    "momentum-increment",
    "momentum-index-corrected",
    "momentum-rate-corrected/ahead",
    "momentum-reduces",
    "momentum-unrolled",
    "momentum-unrolled/line",
    "momentum-unrolled/line-1",
    "momentum-unrolled/line-2",
    "momentum-unrolled/line-3",
    "momentum-unrolled/weights",
    "momentum-unscaled",
    "momentum-velocity-form-corrected",
    "momentum-velocity-form-corrected/velocity",
    "ode-limit/semi-implicit",
    "ode-limit/semi-implicit/second-difference",
    "ode-limit/taught-iteration",
    "per-parameter-direction",
    "quickprop-secant",
    "reductions/adam-rmsprop",
    "reductions/equal-rates",
    "reductions/momentum",
    "rmsprop/unrolled",
    "robbins-monro/constant",
    "schedules/exponential-ends",
    "schedules/inverse-root-ends",
    "schedules/inverse-time-ends",
    "schedules/linear-ends",
    "schedules/linear-sum",
    "schedules/none",
    "sgd-batch-mean",
    "sgd-noise-floor/squared-distance",
    "sgd-reduces",
    "sgd-unbiased-step",
    "standard-error",
    "step-size-regimes",
    "step-size-regimes/eigenvalue",
    "straight_line/convex",
    "taylor-step/square",
    "theorem-7.1-sharp/borders",
    "theorem-7.1-sharp/parabola",
];

/// Claims and steps that have certificates, with the times for which they are proved.
const CERTIFIED: &[(&str, Times)] = &[
    ("theorem-7.1", Times::UpTo(10)),
    ("theorem-7.1/descent-lemma", Times::All),
    ("theorem-7.1/sufficient-decrease", Times::Every),
    ("theorem-7.1/tangent-below", Times::Every),
    ("theorem-7.1/one-step", Times::Every),
    ("theorem-7.1/telescoped", Times::UpTo(10)),
    ("theorem-7.1/last-is-least", Times::UpTo(11)),
    ("theorem-7.1-sharp/beyond-one", Times::UpTo(10)),
    ("theorem-7.1-sharp/first-step", Times::All),
    ("monotone", Times::Every),
    ("monotone/distance", Times::Every),
    ("local-minima/value", Times::UpTo(10)),
    ("momentum-rate-corrected", Times::UpTo(4)),
    ("momentum-rate-corrected/nearer", Times::All),
];

fn chapter() -> Chapter {
    Chapter::load(descentcheck::blackbox::chapter_sources()).expect("the chapter is right")
}

fn blocks(chapter: &Chapter) -> Vec<&ClaimBlock> {
    chapter.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps)).collect()
}

fn notes(text: &str) -> Chapter {
    Chapter::load(vec![("notes.md".to_owned(), text.to_owned())]).unwrap_or_else(|wrong| panic!("{wrong}"))
}

/// The proof of the one claim that notes make.
fn proof(lines: &str) -> Proof {
    let chapter = notes(&format!(
        "```method descent(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n\n```claim it\n{lines}\n```\n"
    ));
    with_room(|| prove(&chapter.claims[0]))
}

fn shipped(id: &str) -> File {
    let path = format!("proofs/certificates/{}.json", id.replace('/', "--"));
    File::read(&fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))).expect("it can be read")
}

#[test]
fn the_pinned_identities_are_proved() {
    let chapter = chapter();
    let missing: Vec<String> = IDENTITIES
        .iter()
        .filter_map(|id| {
            let claim = &chapter.find(id).expect("it is in the chapter").claim;
            with_room(|| prove_identity(claim, THOROUGH)).err().map(|open| format!("{id}: {}", open.reason))
        })
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
    assert!(IDENTITIES.len() >= 65);
}

#[test]
fn the_shipped_certificates_prove_what_is_pinned() {
    let chapter = chapter();
    for (id, times) in CERTIFIED {
        let block = chapter.find(id).expect("it is in the chapter");
        let file = shipped(id);
        assert!(file.is_about(block), "{id}");
        assert_eq!(file.check(&block.claim).map(|scope| scope.times), Ok(*times), "{id}");
    }
    assert_eq!(fs::read_dir("proofs/certificates").unwrap().count(), CERTIFIED.len());
}

#[test]
fn certificates_are_found_anew_byte_for_byte() {
    let chapter = chapter();
    for id in ["theorem-7.1", "monotone", "theorem-7.1/one-step"] {
        let (file, _) = File::find(chapter.find(id).expect("it is in the chapter")).expect("it is certified");
        assert_eq!(file.text(), shipped(id).text(), "{id}");
    }
}

#[test]
fn no_refuted_claim_is_proved_as_an_identity() {
    let chapter = chapter();
    for block in blocks(&chapter).into_iter().filter(|block| block.refuted) {
        let found = with_room(|| prove_identity(&block.claim, THOROUGH));
        assert!(found.is_err(), "{}: {found:?}", block.id);
    }
}

#[test]
fn no_claim_with_a_known_mistake_that_breaks_it_is_proved_as_an_identity() {
    let chapter = chapter();
    let mut pairs = 0;
    for mutant in &chapter.mutants {
        for block in blocks(&chapter).into_iter().filter(|block| mutant.killed_by.contains(&block.id)) {
            let Some(Ok(claim)) = chapter.with_mutant(block, mutant) else { continue };
            let found = with_room(|| prove_identity(&claim, THOROUGH));
            assert!(found.is_err(), "{} with {}: {found:?}", block.id, mutant.id);
            pairs += 1;
        }
    }
    assert!(pairs > 300, "{pairs}");
}

#[test]
fn certificates_of_false_claims_end_before_the_time_at_which_they_are_false() {
    let chapter = chapter();
    // False from t = 2 on.
    for id in ["theorem-7.1-sharp/beyond-the-root", "theorem-7.1/without-convexity"] {
        assert!(prove_class(&chapter.find(id).expect("it is in the chapter").claim).is_err(), "{id}");
    }
    for mutant in &chapter.mutants {
        for (id, _) in CERTIFIED.iter().filter(|(id, _)| mutant.killed_by.iter().any(|killer| killer == id)) {
            let block = chapter.find(id).expect("it is in the chapter");
            let Some(Ok(claim)) = chapter.with_mutant(block, mutant) else { continue };
            let found = prove_class(&claim).map(|(scope, _)| scope);
            assert!(found.is_err(), "{id} with {}: {found:?}", mutant.id);
        }
    }
}

#[test]
fn smoothness_one_is_earned() {
    // True for L = 1 alone: of R = w^2/2 with L = 4 it is false.
    let lines = "given R: convex, L-smooth, with minimiser\ngiven u in R^W\n\
                 show R(u) - R_star <= |u - w_star|^2/2";
    assert!(matches!(proof(lines), Proof::Open(_)));
    assert!(matches!(proof(&lines.replace("|u - w_star|^2/2", "L*|u - w_star|^2/2")), Proof::Certified(..)));
}

#[test]
fn translation_is_earned() {
    // True where the minimiser is the origin: of R = (w - 1)^2/2 it is false.
    let lines = "given R: convex, L-smooth, with minimiser\ngiven u in R^W\n\
                 run descent(eta = 1/L) on R from u\nshow |w[1]| <= |w[0]|";
    assert!(matches!(proof(lines), Proof::Open(_)));
    let about_the_minimiser = lines.replace("|w[1]| <= |w[0]|", "|w[1] - w_star| <= |w[0] - w_star|");
    assert!(matches!(proof(&about_the_minimiser), Proof::Certified(..)));
}

#[test]
fn what_cancels_must_not_vanish() {
    assert!(matches!(proof("given x in R\nshow x/x == 1"), Proof::Open(_)));
    assert!(matches!(proof("given x in [0, 1]\nshow x/x == 1"), Proof::Open(_)));
    assert!(matches!(proof("given x in (0, 1]\nshow x/x == 1"), Proof::Identity(_)));
    assert!(matches!(proof("given x in [0, 1)\nshow (1 - x^2)/(1 - x) == 1 + x"), Proof::Identity(_)));
    assert!(matches!(proof("given x in [0, 1]\nshow (1 - x^2)/(1 - x) == 1 + x"), Proof::Open(_)));
    assert!(matches!(proof("given x in R\nassume x > 0\nshow x/x == 1"), Proof::Identity(_)));
    assert!(matches!(proof("given x in R\nshow sqrt(x)^2 == x"), Proof::Open(_)));
    assert!(matches!(proof("given x >= 0\nshow sqrt(x)^2 == x"), Proof::Identity(_)));
    assert!(matches!(proof("given x in R\nshow sqrt(x^2) == x"), Proof::Open(_)));
}

#[test]
fn components_are_not_confused() {
    let given = "given u, v in R^W\n";
    let same = "show sum(i: u_i*v_i) == <u, v>";
    assert!(matches!(proof(&format!("{given}{same}")), Proof::Identity(_)));
    let other = "show sum(i: u_i*sum(j: v_j)) == <u, v>";
    assert!(matches!(proof(&format!("{given}{other}")), Proof::Open(_)));
    let both = "show sum(i: sum(j: u_i*v_j)) == <u, v>";
    assert!(matches!(proof(&format!("{given}{both}")), Proof::Open(_)));
    let lengths = "show sum(i: |u_i*v|^2) == <u*v, u*v>";
    assert!(matches!(proof(&format!("{given}{lengths}")), Proof::Open(_)));
}

#[test]
fn a_premise_is_a_fact_for_its_conclusion_alone() {
    let lines = "given x in R\nshow (x > 0 implies x/x == 1) and x/x == 1";
    assert!(matches!(proof(lines), Proof::Open(_)));
    assert!(matches!(proof("given x in R\nshow x > 0 implies x/x == 1"), Proof::Identity(_)));
}

#[test]
fn a_moment_inside_a_moment_is_not_taken_for_its_body() {
    let lines = "given R: mean of N losses\ngiven w in R^W\ndraw B: 1 of N with replacement\n\
                 show E[(R[B](w) - E[R[B](w)])^2] == 0";
    assert!(matches!(proof(lines), Proof::Open(_)));
}

#[test]
fn objectives_with_different_numbers_of_losses_have_no_number_of_losses() {
    let lines = "given R: mean of 2 losses\ngiven F: mean of 3 losses\ngiven w in R^W\n\
                 show sum(n in 1..2: R[n](w)) == sum(n in 1..3: F[n](w))";
    assert!(matches!(proof(lines), Proof::Open(_)));
}

#[test]
fn minimisers_of_one_objective_are_not_confused() {
    let lines = "given R: convex, L-smooth, with minimiser\ngiven u, v in R^W\nshow w_star(u) == w_star(v)";
    assert!(matches!(proof(lines), Proof::Open(_)));
}

#[test]
fn every_time_is_said_only_where_the_time_does_not_matter() {
    let run = "given R: convex, L-smooth\nrun descent(eta = 1/L) on R\n";
    let times = |show: &str| match proof(&format!("{run}{show}")) {
        Proof::Identity(scope) | Proof::Signs(scope) | Proof::Certified(scope, _) => Some(scope.times),
        Proof::Open(_) => None,
    };
    assert_eq!(times("show w[t] - w[t-1] == -grad R(w[t-1])/L   for t >= 1"), Some(Times::Every));
    assert_eq!(times("show R(w[t]) <= R(w[t-1])   for t >= 1"), Some(Times::Every));
    let sum = "show w[t] == w[0] - sum(s in 1..t: grad R(w[s-1]))/L   for t >= 1";
    assert!(matches!(times(sum), Some(Times::UpTo(_))), "{:?}", times(sum));
    // True at t = 30 alone of the first thirty times is nothing that sampling the first ones shows.
    assert!(!matches!(times("show t <= 25   for t >= 1"), Some(Times::Every)));
}

/// Gradient descent on `c*x^2/2` in one dimension, by hand, against the problem that is compiled from Theorem 7.1.
#[test]
fn the_compiled_problem_is_the_statement_on_runs_made_by_hand() {
    let file = shipped("theorem-7.1");
    let number = |text: &str| parse_rational(text).expect("a number");
    for (curvature, share, start) in [("1", "1", "3"), ("1/2", "1/3", "-2"), ("0", "1/2", "1"), ("7/8", "1/5", "4")] {
        let (c, p, x0) = (number(curvature), number(share), number(start));
        for entry in &file.certificates {
            let At::Time(time) = entry.place.at else { panic!("it is not about every time") };
            let problem = &entry.certificate.problem;
            let poly = |written: &BTreeMap<String, String>| {
                written.iter().fold(Rational::ZERO, |sum, (exponent, value)| {
                    let power = (0..exponent.parse::<u32>().unwrap()).fold(Rational::ONE, |power, _| power * &p);
                    sum + number(value) * power
                })
            };
            // w[0] is in units of the share; then every gradient.
            let mut iterates = vec![x0.clone()];
            for _ in 0..time {
                let last = iterates.last().unwrap().clone();
                iterates.push(&last - &p * &c * &last);
            }
            let basis: Vec<Rational> = problem
                .basis
                .iter()
                .map(|name| match name.strip_prefix("grad R(w[").and_then(|rest| rest.strip_suffix("])")) {
                    Some(at) => &c * &iterates[at.parse::<usize>().unwrap()],
                    None if name.contains("over") => &x0 / &p,
                    None => x0.clone(),
                })
                .collect();
            let vector = |written: &BTreeMap<usize, BTreeMap<String, String>>| {
                written.iter().fold(Rational::ZERO, |sum, (at, value)| sum + poly(value) * &basis[*at])
            };
            for point in &problem.points {
                let expected = match point.name.strip_prefix("w[").and_then(|rest| rest.strip_suffix(']')) {
                    Some(at) => iterates[at.parse::<usize>().unwrap()].clone(),
                    None => Rational::ZERO,
                };
                assert_eq!(vector(&point.x), expected, "{}", point.name);
                assert_eq!(vector(&point.g), &c * &expected, "{}", point.name);
            }
            let value = |at: &usize| {
                let x = vector(&problem.points[*at].x);
                &c * &x * &x / Rational::from(2)
            };
            let mut target = Rational::ZERO;
            for (pair, coefficient) in &problem.target.gram {
                let (i, j) = pair.split_once(',').unwrap();
                target += poly(coefficient) * &basis[i.parse::<usize>().unwrap()] * &basis[j.parse::<usize>().unwrap()];
            }
            for (at, coefficient) in &problem.target.values {
                target += poly(coefficient) * value(at);
            }
            let last = iterates.last().unwrap();
            let two = Rational::from(2);
            let slack = &x0 * &x0 / (&two * &p * Rational::from(time)) - &c * last * last / &two;
            // The target is the slack itself; times the share where the start is not in units of it.
            let is_scaled = problem.basis.iter().any(|name| name.contains("over"));
            assert_eq!(target, if is_scaled { slack } else { slack * &p }, "t = {time}");
        }
    }
}

/// The results of the checker in Python on a file, `true` for each certificate that it accepts; `None` without Python.
fn checked_in_python(file: &File) -> Option<Vec<bool>> {
    let mut written = tempfile::NamedTempFile::new().unwrap();
    written.write_all(file.text().as_bytes()).unwrap();
    let output = Command::new("python3").arg("tests/oracle/certificate.py").arg(written.path()).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().lines().map(|line| line == "ok").collect())
}

#[test]
fn both_checkers_accept_every_shipped_certificate() {
    for (id, _) in CERTIFIED {
        let file = shipped(id);
        assert!(file.certificates.iter().all(|entry| check(&entry.certificate).is_ok()), "{id}");
        if let Some(found) = checked_in_python(&file) {
            assert_eq!(found.len(), file.certificates.len(), "{id}");
            assert!(found.into_iter().all(|accepted| accepted), "{id}");
        }
    }
}

/// A certificate with each number of its proof changed in turn.
fn changed(entry: &Entry) -> Vec<Entry> {
    let mut all = Vec::new();
    let changes = |text: &String| {
        let value = parse_rational(text).unwrap();
        let by = |step: &str| print_rational(&(&value + parse_rational(step).unwrap()));
        [by("1/7"), by("-1/7"), print_rational(&-value.clone())]
    };
    for (number, multiplier) in entry.certificate.multipliers.iter().enumerate() {
        for (index, value) in &multiplier.bernstein {
            for change in changes(value) {
                let mut entry = entry.clone();
                entry.certificate.multipliers[number].bernstein.insert(index.clone(), change);
                all.push(entry);
            }
        }
    }
    for (exponent, value) in &entry.certificate.denominator {
        for change in changes(value) {
            let mut entry = entry.clone();
            entry.certificate.denominator.insert(exponent.clone(), change);
            all.push(entry);
        }
    }
    all
}

#[test]
fn both_checkers_agree_on_every_certificate_with_one_number_changed() {
    let mut refused = 0;
    for id in ["theorem-7.1", "theorem-7.1/one-step", "monotone/distance", "theorem-7.1/descent-lemma"] {
        let mut file = shipped(id);
        file.certificates = file.certificates.iter().take(4).flat_map(changed).collect();
        let here: Vec<bool> = file.certificates.iter().map(|entry| check(&entry.certificate).is_ok()).collect();
        refused += here.iter().filter(|accepted| !**accepted).count();
        if let Some(there) = checked_in_python(&file) {
            assert_eq!(here, there, "{id}");
        }
    }
    assert!(refused > 100, "{refused}");
}

#[test]
fn a_changed_problem_voids_a_file() {
    let chapter = chapter();
    let block = chapter.find("theorem-7.1/one-step").expect("it is in the chapter");
    let file = shipped("theorem-7.1/one-step");
    let mut other = file.clone();
    let target = &mut other.certificates[0].certificate.problem.target;
    target.gram.clear();
    target.values.clear();
    other.certificates[0].certificate.multipliers.clear();
    // It proves that 0 >= 0, which is not what the claim says.
    assert_eq!(check(&other.certificates[0].certificate), Ok(()));
    assert!(other.check(&block.claim).is_err());
    let mut fewer = file.clone();
    fewer.certificates.remove(0);
    assert!(fewer.check(&block.claim).is_err());
    assert!(file.check(&chapter.find("theorem-7.1").expect("it is in the chapter").claim).is_err());
}

fn small(class: Class) -> Certificate {
    let point = |name: &str, is_minimiser| Point {
        name: name.to_owned(),
        x: BTreeMap::new(),
        g: BTreeMap::new(),
        is_minimiser,
    };
    Certificate {
        schema: SCHEMA.to_owned(),
        problem: Problem {
            parameters: Vec::new(),
            basis: vec!["a".to_owned()],
            class,
            points: vec![point("x", false), point("y", true)],
            hypotheses: Vec::new(),
            target: WrittenForm::default(),
        },
        denominator: BTreeMap::from([(String::new(), "1".to_owned())]),
        multipliers: Vec::new(),
    }
}

#[test]
fn a_negative_target_has_no_certificate() {
    let mut certificate = small(Class::Convex);
    certificate.problem.target.gram.insert("0,0".to_owned(), BTreeMap::from([(String::new(), "-1".to_owned())]));
    assert_eq!(check(&certificate), Err(Fault::Indefinite(vec![])));
    certificate.problem.target.gram.clear();
    certificate.problem.target.values.insert(0, BTreeMap::from([(String::new(), "1".to_owned())]));
    assert_eq!(check(&certificate), Err(Fault::ValueLeft(0)));
    certificate.denominator.clear();
    assert_eq!(check(&certificate), Err(Fault::Denominator));
}

fn hostile_number() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("1/0".to_owned()),
        Just("-".to_owned()),
        Just(String::new()),
        Just("9".repeat(5000)),
        Just("1e9".to_owned()),
        any::<i64>().prop_map(|value| value.to_string()),
        (any::<i32>(), any::<u16>()).prop_map(|(a, b)| format!("{a}/{b}")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_check_refuses_or_accepts_whatever_it_is_given(
        number in hostile_number(),
        exponents in prop_oneof![Just(""), Just("1"), Just("0,0"), Just("99999"), Just("-1"), Just("01"), Just("4294967296")],
        (first, second) in (0_usize..5, 0_usize..5),
        place in 0_usize..6,
    ) {
        use descentcheck::certificate::check::{Inequality, Multiplier};
        let mut certificate = small(Class::Smooth);
        let written = BTreeMap::from([(exponents.to_owned(), number)]);
        match place {
            0 => certificate.denominator = written,
            1 => { certificate.problem.target.gram.insert(format!("{first},{second}"), written); }
            2 => { certificate.problem.target.values.insert(first, written); }
            3 => { certificate.problem.points[0].x.insert(second, written); }
            4 => { certificate.problem.class = Class::SmoothConvex { alpha: written }; }
            _ => certificate.multipliers.push(Multiplier { of: Inequality::Floor(first, second), degree: vec![], bernstein: written }),
        }
        certificate.multipliers.push(Multiplier {
            of: Inequality::Pair(first, second),
            degree: vec![],
            bernstein: BTreeMap::from([(String::new(), "1".to_owned())]),
        });
        let _ = check(&certificate);
    }
}
