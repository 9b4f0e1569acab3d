//! What the claim language accepts, and the errors for what it does not.

use std::time::{Duration, Instant};

use descentcheck::language::syntax::names::{FIXED_NAMES, FixedName, RESERVED};
use descentcheck::language::syntax::{Body, Domain, LineKind};
use descentcheck::language::typed::BuiltIn;
use descentcheck::language::{Diagnostic, Document, parse, print};

/// The examples the language was designed on.
const EXAMPLES: &str = include_str!("language/examples.md");

/// Reads one block and returns the only complaint.
fn complaint(block: &str) -> Diagnostic {
    let (_, mut wrong) = Document::parse("a.md", block);
    assert_eq!(wrong.len(), 1, "{wrong:?}\n{block}");
    wrong.remove(0)
}

fn show(statement: &str) -> String {
    format!("```claim c\nshow {statement}\n```\n")
}

fn ascii(text: &str) -> String {
    print::ascii(&parse::parse_expression(text).unwrap_or_else(|wrong| panic!("{text}: {wrong:?}")))
}

fn lines(claim: &str) -> Vec<String> {
    let (document, wrong) = Document::parse("a.md", format!("```claim c\n{claim}\n```\n"));
    assert_eq!(wrong, vec![], "{claim}");
    match &document.blocks[0].body {
        Body::Claim(lines) => lines.iter().map(print::line_ascii).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_example_is_read_and_printed() {
    let (document, wrong) = Document::parse("examples.md", EXAMPLES);
    assert_eq!(wrong, vec![], "{}", descentcheck::language::render("examples.md", EXAMPLES, &wrong, false));
    assert_eq!(document.blocks.len(), EXAMPLES.matches("\n```\n").count());
    for block in &document.blocks {
        for text in [print::block_ascii(block), print::block_unicode(block)] {
            let (again, wrong) = Document::parse("b.md", text.clone());
            assert_eq!((again.blocks, again.sections, wrong), (vec![block.clone()], vec![], vec![]), "{text}");
        }
    }
}

#[test]
fn signs_of_mathematics_are_spellings_of_ascii() {
    for (unicode, plain) in [
        ("η·‖∇R(w[t-1])‖² ≤ L/2", "eta*|grad R(w[t-1])|^2 <= L/2"),
        ("⟨u, v⟩ ≥ 0 ∧ u ≠ v", "<u, v> >= 0 and u != v"),
        ("∇²R(w⋆) @ d", "hess R(w_star) @ d"),
        ("β₁ᵗ + ηᵢ⊙μ⁻¹", "beta1^t + eta_i*mu^-1"),
        ("Σ(i ∈ 1…t: μᵗ⁻ⁱ·g[i])", "sum(i in 1..t: mu^(t-i)*g[i])"),
        ("√(v[t]) + ε", "sqrt(v[t]) + eps"),
        ("¬(a ⇒ b) ⇔ c ∨ d", "not (a implies b) iff c or d"),
        ("|x|_1 <= |x|_2 + ‖x‖_inf − ∞", "norm1(x) <= |x| + norminf(x) - inf"),
        ("𝔼[∇R(w)ᵢ] == ℙ[x > 0]", "E[grad R(w)_i] == P[x > 0]"),
    ] {
        assert_eq!(ascii(unicode), plain);
        assert_eq!(ascii(plain), plain);
    }
}

#[test]
fn the_unicode_print_looks_like_the_slide() {
    let tree = parse::parse_expression("R(w[t]) - R(w_star) <= |w[0] - w_star|^2/(2*eta*t)").expect("it is right");
    assert_eq!(print::unicode(&tree), "R(w[t]) - R(w⋆) ≤ ‖w[0] - w⋆‖²/(2·η·t)");
    let tree = parse::parse_expression("mu^t*m[0] + sum(i in 1..t: mu^(t-i)*grad R[n](w)_i)").expect("it is right");
    assert_eq!(print::unicode(&tree), "μᵗ·m[0] + Σ(i ∈ 1..t: μ^(t-i)·∇R[n](w)ᵢ)");
}

#[test]
fn operators_bind_as_in_mathematics() {
    for (text, brackets) in [
        ("-x^2", "-(x^2)"),
        ("2^-k^2", "2^(-(k^2))"),
        ("a^b^c", "a^(b^c)"),
        ("a - b - c", "(a - b) - c"),
        ("a/b*c @ d", "((a/b)*c) @ d"),
        ("-a*b", "(-a)*b"),
        ("not a < b and c", "(not (a < b)) and c"),
        ("a and b or c implies d implies e iff f", "((((a and b) or c) implies (d implies e)) iff f)"),
        ("||u| - |v||", "|(|u|) - (|v|)|"),
        ("<u, v> > 0", "(<u, v>) > 0"),
        ("a same bits b", "a same bits as b"),
    ] {
        assert_eq!(parse::parse_expression(text), parse::parse_expression(brackets), "{text}");
    }
}

#[test]
fn a_decimal_is_exact() {
    assert_eq!(ascii("1.20 + 1e-3 + 25E2"), "1.2 + 0.001 + 2500");
}

#[test]
fn every_group_of_a_given_line_is_a_line() {
    let found =
        lines("given R, S: Convex, L-Smooth, M-Lipschitz Hessian; a, b > 0; 0 <= x <= 1/L; k in 1..; A in R^(W x N)");
    assert_eq!(
        found,
        [
            "given R, S: convex, L-smooth, M-lipschitz hessian",
            "given a > 0",
            "given b > 0",
            "given 0 <= x <= 1/L",
            "given k in 1..",
            "given A in R^(W x N)",
        ]
    );
}

#[test]
fn a_bracket_after_in_opens_an_interval_or_an_expression() {
    assert_eq!(lines("given x in (a, b]; k in (a + b)*2..c"), ["given x in (a, b]", "given k in (a+b)*2..c"]);
}

#[test]
fn the_middle_of_a_chain_is_the_quantity_given() {
    let (document, _) = Document::parse("a.md", "```claim c\ngiven a <= x < b\n```\n");
    let Body::Claim(lines) = &document.blocks[0].body else { panic!("a claim") };
    assert!(matches!(&lines[0].kind, LineKind::Given { names, domain: Domain::Relation(_) } if names[0].text == "x"));
}

#[test]
fn a_run_has_a_label_a_start_and_initial_values() {
    let text = "run   a: momentum(eta, mu = 0) on c*R from b.w[0] with m[0] = m0; d[0] = 0";
    assert_eq!(lines(text), [text]);
    assert_eq!(lines(&text.replace("; d", " and d")), [text]);
}

#[test]
fn an_operator_a_comma_or_an_open_bracket_at_the_end_goes_on() {
    let found =
        lines("show  a +   # a comment\n  b <=\n\n max(\n c,\n d) and\n <u, v>\nshow <u,\n v> >\n 0\nassume |x| <\n 1");
    assert_eq!(found, ["show  a + b <= max(c, d) and <u, v>", "show  <u, v> > 0", "assume |x| < 1"]);
}

#[test]
fn a_norm_or_inner_product_at_the_end_closes_its_line() {
    assert_eq!(lines("show 0 <= |x|\nshow 0 == <u, v>\nassume x > 0").len(), 3);
    let block = "```assignment a\nat least show <u, v> > 0\nat least show <u, v>\nat least show |u|\npoints 2 for agreement\n```\n";
    let (document, wrong) = Document::parse("a.md", block);
    assert_eq!(wrong, vec![]);
    assert!(matches!(&document.blocks[0].body, Body::Assignment(lines) if lines.len() == 4));
}

#[test]
fn places_are_bytes_of_the_file() {
    let source = "# Título\n\n```claim c\nshow η ≤ )\n```\n";
    let wrong = complaint(source);
    assert_eq!(&source[wrong.span.range()], ")");
    let quoted = "> ```claim c\n> show a < 1\n> show a < )\n> ```\n";
    let wrong = complaint(quoted);
    assert_eq!(wrong.span.start, quoted.find(')').expect("it is there"));
    let windows = "```claim c\r\nshow a < 1\r\nshow a < )\r\n```\r\n";
    assert_eq!(complaint(windows).span.start, windows.find(')').expect("it is there"));
}

#[test]
fn every_line_that_is_wrong_is_told_and_the_others_are_kept() {
    let (document, wrong) = Document::parse("a.md", "```claim c\ngiven x >\nshow ) < 1\nshow x < 1\nsow x\n```\n");
    let messages: Vec<&str> = wrong.iter().map(|wrong| wrong.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    let Body::Claim(lines) = &document.blocks[0].body else { panic!("a claim") };
    assert_eq!(lines.len(), 1);
}

#[test]
fn complaints_are_in_the_words_of_the_lecture() {
    for (block, message, help) in [
        (show("x = y"), "a single `=` defines", "`==`"),
        (show("2 eta < 1"), "expected", "no implicit multiplication"),
        (show("ηL < 1"), "expected", "no implicit multiplication"),
        (show("(x + 1 < y"), "expected `)`", "continues on the next"),
        (show("x <= y z"), "expected", "no implicit multiplication"),
        (show("grad R == 0"), "expected the point in brackets", "grad R(w)"),
        (show("w_{t} < 1"), "expected", "not LaTeX"),
        (show("x < 1 for t > 1"), "expected `>=` or `in`", "for t >= 1"),
        (show("cases(x > 0: 1) == 1"), "expected `;`", "else value"),
        ("```claim c\nshwo x < 1\n```\n".into(), "expected a line that begins with", "did you mean `show`?"),
        ("```claim c\nw[t] = 1\n```\n".into(), "expected a line that begins with", "equations belong in a `method`"),
        ("```claim c\nexpect maybe\n```\n".into(), "expected `refuted` or `holds`", ""),
        ("```claim c\ngiven x + 1\n```\n".into(), "expected something given", "assume"),
        ("```claim c\ngiven x in 3\n```\n".into(), "expected `..`", "interval"),
        ("```claim\nshow x < 1\n```\n".into(), "expected the name of the claim", "letters"),
        ("```step s\nshow x < 1\n```\n".into(), "expected `of`", "step s of"),
        ("```method m(eta\nw[t] = 1\n```\n".into(), "expected `,` or `)`", ""),
        ("```method m()\nw = 1\n```\n".into(), "expected", "w[t] = ..."),
        ("```method m()\nw[t] == 1\n```\n".into(), "expected `=`", "single `=`"),
        ("```claims c\nshow x < 1\n```\n".into(), "no block of the kind `claims`", "did you mean `claim`?"),
        ("```Theorem c\nshow x < 1\n```\n".into(), "no block of the kind `Theorem`", "did you mean `claim`?"),
        ("```claim c\nshow x < 1\n".into(), "this claim block is never closed", "close it"),
    ] {
        let wrong = complaint(&block);
        assert!(wrong.message.contains(message), "{block}{wrong:?}");
        assert!(wrong.help.clone().unwrap_or_default().contains(help), "{block}{wrong:?}");
    }
}

#[test]
fn a_block_that_is_not_closed_does_not_swallow_the_next() {
    let (document, wrong) =
        Document::parse("a.md", "```claim a\nshow x < 1\n\nProse (\n\n```claim b\nshow x < 1\n```\n# End\n");
    assert_eq!(document.blocks.iter().map(|block| block.name.text.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    assert!(wrong[0].message.contains("never closed"));
    assert_eq!(document.sections[0].title, "End");
}

#[test]
fn other_fences_are_passed_over() {
    let (document, wrong) = Document::parse("a.md", "```rust\nfn x(\n```\n```\nshow\n```\n```text\n```\n");
    assert_eq!((document.blocks.len(), wrong.len()), (0, 0));
}

#[test]
fn a_block_knows_its_line_and_section() {
    let (document, _) =
        Document::parse("a.md", "# One\n\n## 7.1 *Gradient* `descent`\n\n```claim c\nshow x < 1\n```\n# Two\n");
    let block = document.block("c").expect("it is there");
    assert_eq!(document.line_of(block.span), 5);
    assert_eq!(document.section_of(block.span).map(|section| section.title.as_str()), Some("7.1 Gradient descent"));
}

#[test]
fn nesting_of_sixty_is_read_at_once_and_deeper_nesting_is_refused() {
    let started = Instant::now();
    for (open, close) in [
        ("(", ")"),
        ("|", "|"),
        ("<", ", x>"),
        ("-", ""),
        ("not ", ""),
        ("f(", ")"),
        ("w[", "]"),
        ("sum(i: ", ")"),
        ("2^", ""),
    ] {
        for depth in [60, 65, 10_000] {
            let text = format!("{}x{}", open.repeat(depth), close.repeat(depth));
            let read = parse::parse_expression(&text);
            assert_eq!(read.is_ok(), depth == 60, "{open} {depth} {read:?}");
            let _ = parse::parse_expression(&open.repeat(depth));
        }
    }
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_line_too_long_is_refused() {
    let text = format!("x{}", "+x".repeat(5000));
    assert!(parse::parse_expression(&text).expect_err("too long").message.contains("at most"));
    let block = format!("```claim c\n{}\n```\n", "show x < 1\n".repeat(7000));
    assert!(complaint(&block).message.contains("a block has at most"));
    assert!(parse::parse_expression("1e999999999").is_err());
}

#[test]
fn every_block_of_the_reference_page_is_read() {
    let page = include_str!("../docs/language.md");
    let (document, wrong) = Document::parse("language.md", page);
    let shown = descentcheck::language::render("language.md", page, &wrong, false);
    assert_eq!(wrong, vec![], "{shown}");
    assert_eq!(document.blocks.len(), page.matches("\n```\n").count());
}

/// The rows of a table of the page of the language, below a heading.
fn rows_below(heading: &str) -> Vec<String> {
    let page = include_str!("../docs/language.md");
    let section = page.split_once(&format!("\n## {heading}\n")).unwrap_or_else(|| panic!("no {heading}")).1;
    let table = section.lines().skip_while(|line| !line.starts_with('|')).take_while(|line| line.starts_with('|'));
    table.skip(2).map(str::to_owned).collect()
}

#[test]
fn the_page_lists_the_functions_of_the_table_and_no_others() {
    let rows: Vec<String> = BuiltIn::all().map(|(_, row)| format!("| `{}` | {} |", row.form, row.meaning)).collect();
    assert_eq!(rows_below("Functions"), rows);
}

#[test]
fn the_page_lists_the_names_with_a_fixed_meaning_and_no_others() {
    let row = |fixed: &FixedName| format!("| `{}` | {} |", fixed.name, fixed.meaning);
    assert_eq!(rows_below("Names"), FIXED_NAMES.iter().map(row).collect::<Vec<_>>());
    assert!(
        include_str!("../docs/language.md").contains(&format!("The words `{}` cannot be names.", RESERVED.join(" ")))
    );
}

#[test]
fn every_function_is_written_with_its_own_name_and_no_two_share_one() {
    let mut seen = std::collections::BTreeSet::new();
    for (built_in, row) in BuiltIn::all() {
        assert!(row.form.starts_with(&format!("{}(", row.names[0])), "{built_in:?}: {}", row.form);
        for name in row.names {
            assert!(seen.insert(*name), "{name} is there twice");
            assert_eq!(BuiltIn::named(name).map(|(found, _)| found), Some(built_in));
        }
    }
}
