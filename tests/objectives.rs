//! Objectives written as formulas, matrices, samples and taught counterexamples, from text to verdict.

use descentcheck::blackbox::{self, Step, steps, verify_method};
use descentcheck::judge::{Options, verify};
use descentcheck::language::WrongNotes;
use descentcheck::language::check::Chapter;
use descentcheck::report::{failure, trace};
use descentcheck::verdict::{Results, Verdict};

const DESCENT: &str = "```method descent(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n";

/// Two valleys and what is around them.
const OBJECTIVES: &str = "\
```objective root(k, tau)
given k, tau > 0
R(w) = k*tau*sum(i: sqrt(tau^2 + w_i^2))
class strictly convex, L-smooth, with minimiser, separable
L = k
w_star = 0
```
```objective well(a = 1, b = 2)
given b > 0
R(w) = (a - w_1)^2 + b*(w_2 - w_1^2)^2
class two-dimensional, with minimiser
w_star = a*unit(1) + a^2*unit(2)
```
```objective box()
R(w) = sum(i: max(abs(w_i) - 1, 0)^2)/2
class convex, L-smooth, with minimiser
L = 1
w_star = max(min(w, 1), -1)
```
```objective risk()
given data: N samples
let G = sum(n in 1..N: outer(X[n], X[n])) + I
R(w) = sum(n in 1..N: (y[n] - <w, X[n]>)^2) + |w|^2
class alpha-strongly convex, L-smooth, quadratic, with minimiser
L = 2*lambda_max(G)
alpha = 2*lambda_min(G)
w_star = solve(G, sum(n in 1..N: y[n]*X[n]))
```
```objective mixed()
R(w) = exp(w_1/8)*cos(w_1) + cases(w_1 > 0: w_1^3; else w_1^2) + |w - 1|^3 + norm1(w)^2
```
";

fn load(text: &str) -> Result<Chapter, WrongNotes> {
    Chapter::load(vec![("notes.md".to_owned(), text.to_owned())])
}

fn judged(text: &str) -> Results {
    let chapter = load(text).unwrap_or_else(|errors| panic!("{errors}"));
    verify(&chapter, &Options { cases: 80, ..Options::default() }, &|_| {})
}

fn surprises(text: &str) -> Vec<String> {
    judged(text).claims.into_iter().filter(|claim| !claim.as_expected).map(|claim| claim.id).collect()
}

fn complaint(text: &str) -> String {
    load(text).map(|_| ()).expect_err("it is wrong").to_string()
}

#[test]
fn what_a_block_declares_is_tested() {
    let results = judged(OBJECTIVES);
    let ids: Vec<&str> = results.claims.iter().map(|claim| claim.id.as_str()).collect();
    for id in ["root/strictly-convex", "root/smooth", "root/minimiser", "root/separable", "box/convex", "mixed/defined"]
    {
        assert!(ids.contains(&id), "{ids:?}");
    }
    assert!(results.claims.iter().all(|claim| claim.as_expected && matches!(claim.verdict, Verdict::Holds(_))));
    assert!(results.claims.iter().all(|claim| claim.title.as_ref().is_some_and(|title| title.contains("tested"))));
}

#[test]
fn a_false_declaration_is_refuted_with_numbers() {
    let text = "```objective steep(k)\ngiven k > 0\nR(w) = k*sum(i: w_i^2)\nclass convex, L-smooth, with minimiser\n\
                L = k\nw_star = 1\n```\n";
    assert_eq!(surprises(text), ["steep/smooth", "steep/minimiser"]);
    let results = judged(text);
    let Verdict::Refuted(found, _) = &results.claims[1].verdict else { panic!("it is too steep") };
    assert_eq!(found.objectives[0].text, "R(w) = k·Σ(i: wᵢ²)");
    let shown = trace(found, false);
    assert!(failure(found).contains('≤') && shown.contains("k = 1"), "{shown}");
}

#[test]
fn a_concave_function_is_not_convex() {
    let text = "```objective hill()\nR(w) = -|w|^2\nclass convex\n```\n";
    assert_eq!(surprises(text), ["hill/convex"]);
}

#[test]
fn symbolic_derivatives_are_those_of_the_families() {
    let text = format!(
        "{OBJECTIVES}```claim same\ngiven k, tau > 0\ngiven R: root(k, tau)\ngiven S: pseudo-huber(curvature = k, threshold = tau)\n\
         given w in R^W\nshow R(w) == S(w) and grad R(w) == grad S(w) and hess R(w) == hess S(w)\n```\n"
    );
    assert_eq!(surprises(&text), Vec::<String>::new());
}

#[test]
fn symbolic_derivatives_are_limits_of_difference_quotients() {
    // The quotient is off by the third derivative times h^2/6; the constant is generous for points up to 36.
    let quotient = |name: &str, i: usize| {
        format!(
            "```claim slope-{name}-{i}\ngiven R: {name}\ngiven w in R^W with -1 <= w <= 1\nlet h = 1/4096\n\
             let d = h*unit({i})\nshow abs((R(w + d) - R(w - d))/(2*h) - <grad R(w), unit({i})>) <= 1/1024\n\
             show |(grad R(w + d) - grad R(w - d))/(2*h) - hess R(w) @ unit({i})| <= 1/16\n```\n"
        )
    };
    let smooth =
        "```objective wavy()\nR(w) = sum(i: exp(w_i/2)*cos(w_i)) + |w - 3|^3 + log(2 + |w|^2)/sqrt(1 + w_1^2)\n```\n";
    let text = format!("{OBJECTIVES}{smooth}{}{}{}", quotient("well", 1), quotient("well", 2), quotient("wavy", 1));
    assert_eq!(surprises(&text), Vec::<String>::new());
}

#[test]
fn a_formula_runs_like_any_objective() {
    let text = format!(
        "{DESCENT}{OBJECTIVES}```claim bound\ngiven R: box\ngiven eta in (0, 1/L]\nrun descent(eta) on R\n\
         show R(w[t]) - R_star <= |w[0] - w_star|^2/(2*eta*t) for t >= 1\n```\n\
         ```claim ridge\ngiven data: N samples\ngiven R: risk\nshow grad R(w_star) + w_star == w_star\n```\n\
         ```claim scaled\ngiven R: well(a = 2); c, eta > 0\nrun a: descent(eta) on c*R\nrun b: descent(eta = c*eta) on R from a.w[0]\n\
         show a.w[t] == b.w[t] for t in 1..2\n```\n"
    );
    assert_eq!(surprises(&text), Vec::<String>::new());
}

#[test]
fn an_opaque_method_sees_the_gradient_of_what_it_runs_on() {
    let chapter = load(&format!(
        "{DESCENT}{OBJECTIVES}```claim bound\ngiven R: box\ngiven eta in (0, 1/L]\nrun descent(eta) on R\n\
         show R(w[t]) - R_star <= |w[0] - w_star|^2/(2*eta*t) for t >= 1\n```\n\
         ```claim halved\ngiven R: convex, L-smooth, with minimiser\ngiven eta in (0, 1/L]\nrun descent(eta) on 1/2*R\n\
         assume |grad R(w[0])| > 1/4\nshow R(w[1]) <= R(w[0]) - eta/4*|grad R(w[0])|^2\n```\n"
    ))
    .unwrap_or_else(|errors| panic!("{errors}"));
    let step = |factor: f64| {
        steps(move |step: &mut Step<'_>| {
            let (eta, g) = (step.number("eta"), step.gradient()?);
            Ok(g.iter().zip(step.w).map(|(g, w)| w - factor * eta * g).collect())
        })
    };
    let options = blackbox::Options { cases: 60, ..blackbox::Options::default() };
    for claim in ["bound", "halved"] {
        let right = verify_method(&chapter, claim, "descent", &step(1.0), &options);
        assert!(matches!(&right, Ok(right) if right.holds()), "{claim}: {right:?}");
        let wrong = verify_method(&chapter, claim, "descent", &step(-1.0), &options);
        assert!(matches!(&wrong, Ok(wrong) if wrong.is_refuted()), "{claim}: {wrong:?}");
    }
}

#[test]
fn given_matrices_are_what_they_are_said_to_be() {
    let text = "```claim symmetric\ngiven A in R^(W x W) with symmetric(A); d in R^W with |d| == 1\n\
                show lambda_min(A) <= <d, A @ d> <= lambda_max(A)\nshow transpose(A) == A\n```\n\
                ```claim positive\ngiven A in R^(W x W) with positive_definite(A)\nshow lambda_min(A) > 0\n```\n\
                ```claim invertible\ngiven A in R^(W x W) with invertible(A)\ngiven b in R^W\nshow A @ solve(A, b) == b\n```\n\
                ```claim any\ngiven A in R^(W x W)\ngiven b in R^W\nshow A @ solve(A, b) == b\nexpect refuted\n```\n\
                ```claim sphere\ngiven d in R^W with |d| == 1\nshow <d, d> == 1\n```\n\
                ```claim products\ngiven u, v, x in R^W\nshow outer(u, v) @ x == <v, x>*u and diag(u) @ x == u*x and I @ x == x\n\
                show sum(i in 1..W: entry(u, i)*unit(i)) == u and u_1 == entry(u, 1)\n```\n";
    assert_eq!(surprises(text), Vec::<String>::new());
}

#[test]
fn newton_follows_a_change_of_variables_and_descent_does_not() {
    let text = format!(
        "{DESCENT}```method newton()\nw[t] = w[t-1] - solve(hess R(w[t-1]), grad R(w[t-1]))\n```\n\
         ```claim affine\ngiven R: convex, L-smooth, twice differentiable, strictly convex\n\
         given A in R^(W x W) with invertible(A); x0 in R^W\nrun a: newton() on R(A @ x) from x0\nrun b: newton() on R from A @ x0\n\
         show A @ a.w[t] == b.w[t] for t in 1..2\n```\n\
         ```claim steps\ngiven R: convex, L-smooth, strictly convex; eta > 0\ngiven A in R^(W x W) with invertible(A); x0 in R^W\n\
         run a: descent(eta) on R(A @ x) from x0\nrun b: descent(eta) on R from A @ x0\nshow A @ a.w[1] == b.w[1]\nexpect refuted\n```\n"
    );
    assert_eq!(surprises(&text), Vec::<String>::new());
}

const ANY_STEP: &str = "```claim any-step\ngiven R: convex, L-smooth, with minimiser\ngiven eta > 0\nrun descent(eta) on R\n\
                        show R(w[t]) - R(w_star) <= |w[0] - w_star|^2/(2*eta*t) for t >= 1\nexpect refuted\n";

#[test]
fn a_witness_is_checked_to_refute_its_claim() {
    let with = |witness: &str| format!("{DESCENT}{ANY_STEP}witness {witness}\n```\n");
    let results = judged(&with("R = quadratic(curvature = 1), eta = 3, w[0] = 1, t = 2"));
    let taught = &results.claims[1];
    assert_eq!(taught.id, "any-step/witness");
    let Verdict::Refuted(found, _) = &taught.verdict else { panic!("{taught:?}") };
    assert_eq!(found.at, Some(2));
    assert_eq!(
        found.trace[2].values.iter().find(|own| own.name == "w").map(|own| own.value.numbers[0].near()),
        Some(4.0)
    );
    assert_eq!(surprises(&with("R = quadratic(curvature = 1), eta = 1, w[0] = 1")), ["any-step/witness"]);
    // Out of its range it refutes nothing.
    assert_eq!(surprises(&with("R = quadratic(curvature = 1), eta = -1, w[0] = 1")), ["any-step/witness"]);
}

#[test]
fn a_witness_must_be_of_the_class() {
    let hill = "```objective hill()\nR(w) = -|w|^2\nclass L-smooth, with minimiser\nL = 2\nw_star = 0\n```\n";
    let text = format!("{DESCENT}{hill}{ANY_STEP}witness R = hill, eta = 1, w[0] = 1\n```\n");
    assert!(complaint(&text).contains("not known to be convex"), "{}", complaint(&text));
    let text = format!("{DESCENT}```objective hill()\nR(w) = -|w|^2\n```\n{ANY_STEP}witness R = hill\n```\n");
    assert!(complaint(&text).contains("does not fit its claim"), "{}", complaint(&text));
    let text = format!("{DESCENT}{ANY_STEP}witness mu = 1\n```\n");
    assert!(complaint(&text).contains("gives nothing with this name"), "{}", complaint(&text));
}

#[test]
fn misuse_is_explained_where_it_stands() {
    let block = |lines: &str| format!("```objective f(k)\n{lines}\n```\n");
    for (lines, message) in [
        ("class convex", "has no formula"),
        ("R(w) = |w|^2\nR(w) = 0", "two formulas"),
        ("R(w) = k*w", "a vector is used where a number is expected"),
        ("R(w) = norminf(w)", "no rule for the derivative"),
        ("R(w) = |w|^2\nclass L-smooth", "add a line `L = ...`"),
        ("R(w) = |w|^2\nL = 2", "add `L-smooth` to its class"),
        ("R(w) = |w|^2\nQ = 2", "is not a constant of a class"),
        ("R(w) = |w|^2\nclass bumpy", "not a class of objectives"),
        ("R(w) = |w|^2\nclass mean of N losses", "cannot be declared"),
        ("given m > 0\nR(w) = |w|^2", "is not a parameter"),
        ("R(w) = |w - X[1]|^2", "nothing given has samples"),
        ("R(w) = w_0", "not known here"),
        ("R(w) |w|^2", "expected `=`"),
    ] {
        let found = complaint(&block(lines));
        assert!(found.contains(message), "{lines}: {found}");
    }
    let taken = "```objective convex()\nR(w) = |w|^2\n```\n";
    assert!(complaint(taken).contains("is already a class"));
    for (given, message) in [
        ("R: box(1)", "no such parameter"),
        ("R: root(1)", "has no value"),
        ("R: box, convex", "declares its own class"),
        ("R: risk", "has no `N`"),
        ("A in R^(W x 3)", "dimension `W`"),
        ("A in R^(W x W) with round(A)", "unknown property of a matrix"),
    ] {
        let found = complaint(&format!("{OBJECTIVES}```claim c\ngiven {given}\nshow 1 == 1\n```\n"));
        assert!(found.contains(message), "{given}: {found}");
    }
    for (show, message) in [
        ("lambda_max(u) > 0", "does not take a vector"),
        ("outer(u) == I", "takes 2 unnamed arguments"),
        ("u*I == I", "shapes do not fit"),
    ] {
        let found = complaint(&format!("{OBJECTIVES}```claim c\ngiven R: box; u in R^W\nshow {show}\n```\n"));
        assert!(found.contains(message), "{show}: {found}");
    }
}

#[test]
fn objectives_are_made_of_objectives() {
    let text = "```objective sum_of(F, G)\ngiven F, G: convex, L-smooth\nR(w) = F(w) + G(w)\nclass convex, L-smooth\nL = L(F) + L(G)\n```\n\
                ```objective changed(F, A)\ngiven F: strictly convex, L-smooth, with minimiser\ngiven A in R^(W x W) with invertible(A)\n\
                R(w) = F(A @ w)\nclass strictly convex, L-smooth, with minimiser\nL = L(F)*lambda_max(transpose(A) @ A)\n\
                w_star = solve(A, w_star(F))\n```\n\
                ```claim twice\ngiven F: convex, L-smooth\ngiven R: sum_of(F, F)\ngiven w in R^W\n\
                show R(w) == 2*F(w) and grad R(w) == 2*grad F(w) and L == 2*L(F)\n```\n\
                ```claim chain-rule\ngiven F: quadratic, L-smooth, strictly convex, with minimiser\ngiven A in R^(W x W) with invertible(A)\n\
                given R: changed(F, A)\ngiven w in R^W\nshow hess R(w) == transpose(A) @ hess F(A @ w) @ A\n\
                show grad R(w) == transpose(A) @ grad F(A @ w) and grad R(w_star) == 0\n```\n";
    assert_eq!(surprises(text), Vec::<String>::new());
    let wrong = format!("{text}```claim c\ngiven F: L-smooth\ngiven R: sum_of(F, F)\nshow 1 == 1\n```\n");
    assert!(complaint(&wrong).contains("not known to be convex"));
    let wrong = format!("{text}```claim c\ngiven F: convex, L-smooth\ngiven R: sum_of(F, 1)\nshow 1 == 1\n```\n");
    assert!(complaint(&wrong).contains("an objective is expected"));
}

#[test]
fn smallest_means_that_the_constant_is_attained() {
    let text = "```claim smallest\ngiven R: quadratic, with smallest L\ngiven w in R^W\n\
                show L == max(lambda_max(hess R(w)), -lambda_min(hess R(w)))\n```\n";
    assert_eq!(surprises(text), Vec::<String>::new());
}
