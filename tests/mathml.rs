//! Formulas on pages say what the statement says.

use descentcheck::language::Document;
use descentcheck::language::print::mathml::{display, inline};
use descentcheck::language::syntax::{Body, Expr, LineKind};

/// What is shown by a claim with this statement.
fn read(statement: &str) -> Expr {
    let (document, wrong) = Document::parse("x.md", format!("```claim x\nshow {statement}\n```\n"));
    assert!(wrong.is_empty(), "{statement}: {wrong:?}");
    let Body::Claim(lines) = document.blocks[0].body.clone() else { panic!("it is a claim") };
    let LineKind::Show { statement, .. } = lines[0].kind.clone() else { panic!("it is shown") };
    statement
}

/// The signs of a formula: fractions as `{a|b}`, scripts as `_{a}` and `^{b}`, roots as `√{a}`.
fn signs(formula: &str) -> String {
    let tree = format!("<all>{}</all>", formula.replace("<wbr>", ""));
    let tree = roxmltree::Document::parse(&tree).unwrap_or_else(|error| panic!("{error}: {formula}"));
    text(tree.root_element())
        .replace('\u{2062}', "")
        .replace("\u{a0} ", " ")
        .replace(" \u{a0}", " ")
        .replace('\u{a0}', " ")
}

fn text(node: roxmltree::Node<'_, '_>) -> String {
    let children: Vec<_> = node.children().filter(roxmltree::Node::is_element).collect();
    let part = |place: usize| text(children[place]);
    match node.tag_name().name() {
        "mi" | "mn" | "mo" | "mtext" => node.text().unwrap_or_default().to_owned(),
        "mfrac" => format!("{{{}|{}}}", part(0), part(1)),
        "msub" | "munder" => format!("{}_{{{}}}", part(0), part(1)),
        "msup" => format!("{}^{{{}}}", part(0), part(1)),
        "msubsup" | "munderover" => format!("{}_{{{}}}^{{{}}}", part(0), part(1), part(2)),
        "msqrt" => format!("√{{{}}}", children.iter().map(|child| text(*child)).collect::<String>()),
        _ => children.iter().map(|child| text(*child)).collect(),
    }
}

fn shown(statement: &str) -> String {
    signs(&display(&read(statement)))
}

fn flat(statement: &str) -> String {
    signs(&inline(&read(statement)))
}

#[test]
fn the_theorem_looks_as_on_a_slide() {
    assert_eq!(
        shown("R(w[t]) - R(w_star) <= |w[0] - w_star|^2 / (2*eta*t)"),
        "R(w_{t})−R(w^{⋆})≤{‖w_{0}−w^{⋆}‖^{2}|2ηt}"
    );
}

#[test]
fn a_divisor_takes_the_factors_before_it_and_no_more() {
    assert_eq!(shown("a*b/c*d == 1"), "{ab|c}d=1");
    assert_eq!(shown("a/b/c == 1"), "{a|bc}=1");
    assert_eq!(shown("a/(b*c) == a/b*c"), "{a|bc}={a|b}c");
    assert_eq!(shown("(a + b)/2*(c - d) == 1"), "{a+b|2}(c−d)=1");
}

#[test]
fn on_the_line_a_factor_behind_a_quotient_is_set_apart() {
    assert_eq!(flat("eta <= 1/L"), "η≤1/L");
    assert_eq!(flat("x == a/b*c"), "x=a/b·c");
    assert_eq!(flat("x == a/(b*c)"), "x=a/(bc)");
    assert_eq!(flat("x == a/(b/c)"), "x=a/(b/c)");
}

#[test]
fn brackets_stand_where_the_meaning_needs_them() {
    assert_eq!(shown("a - (b - c) == 0"), "a−(b−c)=0");
    assert_eq!(shown("(a + b)^2 == 0"), "(a+b)^{2}=0");
    assert_eq!(shown("(-x)^2 == -x^2"), "(−x)^{2}=−x^{2}");
    assert_eq!(shown("-eta*(1 - mu) == a - (-b)"), "−η(1−μ)=a−(−b)");
    assert_eq!(shown("(a/b)^2 == 2^-k"), "({a|b})^{2}=2^{−k}");
    assert_eq!(shown("sum(i in 1..t: x[i])*y == 1"), "(∑_{i=1}^{t}x_{i})y=1");
    assert_eq!(shown("y*sum(i in 1..t: x[i] + 1) == 1"), "y∑_{i=1}^{t}(x_{i}+1)=1");
    assert_eq!(shown("(x > 0 or y > 0) and z > 0"), "(x>0 or y>0) and z>0");
}

#[test]
fn scripts_of_one_letter_are_put_together() {
    assert_eq!(shown("a.w[t]^2 == w[t]_i"), "w_{t}^{(a)}^{2}=w_{t,i}");
    assert_eq!(shown("w_star^2 == beta1[t]"), "w^{⋆}^{2}=β_{1,t}");
    assert_eq!(shown("grad R[B](w)_i == 0"), "(∇R_{B}(w))_{i}=0");
}

#[test]
fn functions_have_their_own_signs() {
    assert_eq!(shown("sqrt(x + 1) <= abs(x) + norm1(x)"), "√{x+1}≤|x|+‖x‖_{1}");
    assert_eq!(shown("solve(A, b) == hess R(w) @ x"), "A^{−1}b=∇^{2}R(w)x");
    assert_eq!(shown("E[x] == P[x > 0] and Var[x] >= 0"), "𝔼[x]=ℙ[x>0] and Var[x]≥0");
    assert_eq!(shown("cases(x > 0: x; else -x) == y"), "{xif x>0−xotherwise=y");
}

#[test]
fn every_statement_of_the_chapter_can_be_typeset_and_broken() {
    for entry in std::fs::read_dir("proofs").expect("the chapter is there") {
        let path = entry.expect("listed").path();
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let (document, _) = Document::parse(path.display().to_string(), text);
        for block in &document.blocks {
            let (Body::Claim(lines) | Body::Step { lines, .. }) = &block.body else { continue };
            for line in lines {
                if let LineKind::Show { statement, .. } = &line.kind {
                    let formula = display(statement);
                    assert!(!signs(&formula).is_empty(), "{}", block.name.text);
                }
            }
        }
    }
}
