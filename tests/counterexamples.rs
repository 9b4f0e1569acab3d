//! Counterexamples state the truth. Each sentence is evaluated again from the printed text alone: what it calls true is
//! true of the printed numbers, what it calls false is false, and the numbers are the values of the sides with the
//! formula of the objective, the given numbers and the runs printed above.

use std::collections::BTreeMap;

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::language::parse::parse_expression;
use descentcheck::report::{Images, Notes, Replays, counterexample, failure, html, json, markdown, trace};
use descentcheck::verdict::{Arithmetic, Catch, Counterexample, Judged, Results, Verdict};
use evaluation::{Known, number};

mod evaluation;

/// What was checked of one sentence.
#[derive(Debug, Default)]
struct Checked {
    relations: usize,
    sides: usize,
    sides_redone: usize,
}

/// Checks every relation of a sentence; of each side that is named, that its value is the one printed.
fn check(sentence: &str, known: &Known, place: &str) -> Checked {
    let mut checked = Checked::default();
    let words: Vec<&str> = sentence.split(' ').collect();
    let bare = |word: &str| number(word.trim_end_matches([',', ';']));
    let mut from = 0;
    for (at, word) in words.iter().enumerate() {
        let (verdict, is_equality) = match (*word, words.get(at + 1).copied().unwrap_or_default()) {
            ("holds" | "holds,", _) => (true, false),
            ("is", next) if next.trim_end_matches([',', ';']) == "false" => (false, false),
            ("are", next) if next.trim_end_matches([',', ';']) == "equal" => (true, true),
            ("are", "not") => (false, true),
            _ => continue,
        };
        let clause = &words[from..at];
        from = at + 1;
        if is_equality {
            let Some(right) = clause.last().and_then(|word| bare(word)) else { continue };
            let Some(and) = (1..clause.len()).rev().find(|k| clause[*k] == "and" && bare(clause[*k - 1]).is_some())
            else {
                continue;
            };
            let left = bare(clause[and - 1]).expect("just found");
            assert_eq!(left == right, verdict, "{place}: {sentence}");
            checked.relations += 1;
            behind(&clause[..and - 1], left, known, &mut checked, place);
            if clause.len() > and + 2 {
                behind(&clause[and + 1..clause.len() - 1], right, known, &mut checked, place);
            }
            continue;
        }
        let is_sign = |k: &usize| ["≤", "<", "≥", ">"].contains(&clause[*k]);
        let sign = (1..clause.len().saturating_sub(1))
            .filter(is_sign)
            .find(|k| bare(clause[*k - 1]).is_some() && bare(clause[*k + 1]).is_some());
        let Some(sign) = sign else { continue };
        let (left, right) = (bare(clause[sign - 1]).expect("a number"), bare(clause[sign + 1]).expect("a number"));
        let holds = match clause[sign] {
            "≤" => left <= right,
            "<" => left < right,
            "≥" => left >= right,
            _ => left > right,
        };
        // Numbers that differ in more digits than a double has are compared as they are printed.
        let is_told = left != right || clause[sign - 1] == clause[sign + 1];
        assert!(holds == verdict || !is_told, "{place}: {sentence}");
        checked.relations += 1;
        behind(&clause[..sign - 1], left, known, &mut checked, place);
        if let Some("=" | "≈") = clause.get(sign + 2).copied() {
            is_worth(&clause[sign + 3..], clause[sign + 2], right, known, &mut checked, place);
        }
    }
    checked
}

/// The words in front of a number: `... R(w) =`.
fn behind(words: &[&str], value: f64, known: &Known, checked: &mut Checked, place: &str) {
    if let Some((equals @ &("=" | "≈"), written)) = words.split_last() {
        is_worth(written, equals, value, known, checked, place);
    }
}

/// The longest end (or, where it starts at once, the whole) of these words that is an expression comes to the number.
fn is_worth(words: &[&str], equals: &str, value: f64, known: &Known, checked: &mut Checked, place: &str) {
    let expression = (0..words.len()).find_map(|start| parse_expression(&words[start..].join(" ")).ok());
    let Some(expression) = expression else { return };
    checked.sides += 1;
    let Some(found) = known.evaluate(&expression).filter(|found| found.len() == 1) else { return };
    checked.sides_redone += 1;
    // Four digits are printed at least; differences in doubles have some nine.
    let near = if equals == "=" { 1e-6 } else { 1e-3 };
    let text = words.join(" ");
    // A gradient that is 0 is not 0 by differences.
    let floor = if text.contains('∇') { 1e-3 } else { 0.0 };
    let is_near = (found[0] - value).abs() <= near * found[0].abs().max(value.abs()).max(floor);
    assert!(is_near, "{place}: {text} is {}, not {value}\n{known:?}", found[0]);
}

/// A counterexample checked from its text.
fn checked(found: &Counterexample, index: Option<&str>, place: &str) -> Checked {
    let text = trace(found, false);
    let sentence = failure(found);
    assert!(!sentence.is_empty() && sentence != "the statement is false", "{place} says which part decides");
    let known = Known::read(&text, index.zip(found.at));
    check(&sentence, &known, place)
}

fn is_without_numbers(sentence: &str) -> bool {
    ["has no value", "could not be computed", "is defined", "same bits"].iter().any(|words| sentence.contains(words))
}

fn every_counterexample(results: &Results) -> Vec<(String, &Counterexample, Option<String>)> {
    let mut all = Vec::new();
    for claim in results.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps)) {
        if let Verdict::Refuted(found, _) = &claim.verdict {
            all.push((claim.id.clone(), &**found, claim.index.clone()));
        }
    }
    for mutant in &results.mutants {
        for (by, found) in &mutant.judged_by {
            if let Catch::Killed(found) = found {
                let index = results.claims.iter().find(|claim| claim.id == *by).and_then(|claim| claim.index.clone());
                all.push((format!("{} in {by}", mutant.id), &**found, index));
            }
        }
    }
    all
}

/// The text of a page without its tags.
fn plain(page: &str) -> String {
    let mut text = String::new();
    let mut is_tag = false;
    for sign in page.chars() {
        match sign {
            '<' => is_tag = true,
            '>' => is_tag = false,
            _ if is_tag => {}
            _ => text.push(sign),
        }
    }
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
        .replace("&#60;", "<")
        .replace("&#62;", ">")
        .replace('−', "-")
}

/// Every format says the same sentence.
fn is_said_everywhere(chapter: &Chapter, results: &Results) {
    let drawings = BTreeMap::new();
    let replays = Replays::default();
    let images = Images::new();
    let notes =
        Notes { documents: &chapter.documents, results, replays: &replays, drawings: &drawings, images: &images };
    let pages: String = html(&notes).expect("pages").pages.iter().map(|page| plain(&page.text)).collect();
    let beside: String = markdown(&notes).iter().map(|page| page.text.as_str()).collect();
    let data: serde_json::Value = serde_json::from_str(&json(results, &replays).expect("it has a form")).expect("JSON");
    let entries = data["claims"].as_array().expect("a list");
    for (claim, entry) in results.claims.iter().zip(entries) {
        let Verdict::Refuted(found, _) = &claim.verdict else { continue };
        let sentence = failure(found);
        assert!(counterexample(claim, &replays, false).contains(&sentence), "{}: terminal", claim.id);
        assert_eq!(entry["counterexample"]["failure"], sentence.as_str(), "{}: JSON", claim.id);
        let is_declared = claim.declared;
        assert!(is_declared || beside.contains(&sentence), "{}: Markdown: {sentence}", claim.id);
        assert!(pages.contains(&sentence.replace('−', "-")), "{}: page: {sentence}", claim.id);
        relations_agree(&entry["counterexample"]["relations"], &claim.id);
    }
}

/// The relations in JSON are what they say, by their exact values.
fn relations_agree(relations: &serde_json::Value, place: &str) {
    for relation in relations.as_array().expect("a list") {
        let side = |side: &str| relation[side]["exact"].as_str().and_then(number);
        let (Some(left), Some(right), Some(holds)) = (side("left"), side("right"), relation["holds"].as_bool()) else {
            continue;
        };
        if left == right && relation["left"]["exact"] != relation["right"]["exact"] {
            continue; // More digits than a double has.
        }
        let found = match relation["relation"].as_str().expect("a sign") {
            "≤" => left <= right,
            "<" => left < right,
            "≥" => left >= right,
            ">" => left > right,
            "≠" => left != right,
            _ => left == right,
        };
        assert_eq!(found, holds, "{place}: {relation}");
    }
}

fn files() -> Vec<(String, String)> {
    let mut paths: Vec<_> =
        std::fs::read_dir("proofs").expect("the chapter is there").map(|entry| entry.expect("listed").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).expect("it can be read"))
    };
    paths.iter().map(read).collect()
}

#[test]
fn every_counterexample_of_the_chapter_and_its_mutants_is_what_it_says() {
    let chapter = Chapter::load(files()).unwrap_or_else(|errors| panic!("{errors}"));
    let results = verify(&chapter, &Options { cases: 60, ..Options::default() }, &|_| {});
    let all = every_counterexample(&results);
    let mut sum = Checked::default();
    for (place, found, index) in &all {
        let one = checked(found, index.as_deref(), place);
        let sentence = failure(found);
        assert!(one.relations > 0 || is_without_numbers(&sentence), "{place}: nothing to check in: {sentence}");
        if !matches!(found.confirmed_by, Arithmetic::Statistical { .. }) {
            sum = Checked {
                relations: sum.relations + one.relations,
                sides: sum.sides + one.sides,
                sides_redone: sum.sides_redone + one.sides_redone,
            };
        }
    }
    assert!(all.len() > 150 && sum.relations >= all.len(), "{} counterexamples, {sum:?}", all.len());
    assert!(sum.sides_redone * 2 > sum.sides, "most sides can be redone: {sum:?}");
    is_said_everywhere(&chapter, &results);
}

fn judged(text: &str) -> (Chapter, Results) {
    let chapter = Chapter::load(vec![("x.md".to_owned(), text.to_owned())]).unwrap_or_else(|errors| panic!("{errors}"));
    let results = verify(&chapter, &Options { cases: 200, ..Options::default() }, &|_| {});
    (chapter, results)
}

fn refuted(claim: &Judged) -> &Counterexample {
    match &claim.verdict {
        Verdict::Refuted(found, _) => found,
        other => panic!("{}: {other:?}", claim.id),
    }
}

/// The sentence of one claim.
fn said(lines: &str) -> String {
    let (chapter, results) = judged(&format!("```claim x\n{lines}\nexpect refuted\n```\n"));
    is_said_everywhere(&chapter, &results);
    let found = refuted(&results.claims[0]);
    checked(found, results.claims[0].index.as_deref(), lines);
    failure(found)
}

#[test]
fn what_is_denied_holds_and_should_not() {
    assert_eq!(said("given x in 3..3\nshow not x > 2"), "x = 3 > 2 holds, though it should not");
    assert_eq!(said("given x in 3..3\nshow not x == 3"), "x = 3 and 3 are equal, though they should not be");
}

#[test]
fn of_an_equivalence_each_side_is_what_it_is() {
    assert_eq!(said("given x in -2..-2\nshow x^2 > 1 iff x > 1"), "x² = 4 > 1 holds, and x = -2 > 1 is false");
}

#[test]
fn a_premise_holds_where_the_conclusion_does_not() {
    let sentence = said("given u in R^W\nshow 1 <= 2 implies |u|^2 <= 1");
    assert_eq!(sentence, "the premise 1 ≤ 2 holds, and ‖u‖² = 4 ≤ 1 is false");
}

#[test]
fn the_link_of_a_chain_that_breaks_is_named() {
    assert_eq!(said("given x in 3..3\nshow 1 <= x < 3"), "1 ≤ 3 = x holds, but x = 3 < 3 is false");
}

#[test]
fn of_alternatives_none_holds() {
    assert_eq!(said("given x in 3..3\nshow x > 4 or x < 2"), "x = 3 > 4 is false, and x = 3 < 2 is false");
}

#[test]
fn of_vectors_the_component_that_decides_is_named() {
    let sentence = said("given u, v in R^W\nshow entry(u, 1) == entry(v, 1) and W >= 2 implies u == v");
    assert!(sentence.starts_with("the premise holds, since ") && sentence.contains("(u)₂ = "), "{sentence}");
}

#[test]
fn alike_vectors_are_shown_whole() {
    let sentence = said("given u in R^W\nshow u != u");
    assert_eq!(sentence, "u = 0 and u = 0 are equal");
}

#[test]
fn norms_are_shown_as_norms_and_not_as_their_squares() {
    let sentence = said("given u in R^W\nassume |u|^2 == 4\nshow |u| <= |u|/2");
    assert!(sentence.starts_with("‖u‖ = 2 ≤ 1 = "), "{sentence}");
    let sentence = said("given u, v in R^W\nassume |u|^2 == 2 and |v|^2 == 1\nshow |u| <= |v|");
    assert_eq!(sentence, "‖u‖ ≈ 1.414 ≤ 1 = ‖v‖ is false");
}

#[test]
fn a_probability_names_a_draw_that_decides() {
    let sentence = said(
        "given R: mean of 2 losses\ngiven w in R^W\ndraw B: 1 of N with replacement\n\
         show P[|grad R[B](w)|^2 <= 1] == 1",
    );
    let (_, draw) = sentence.split_once("; when ").expect("a draw");
    assert!(draw.starts_with("B = {") && draw.ends_with("≤ 1 is false"), "{sentence}");
}

#[test]
fn where_there_is_no_value_it_says_where_and_with_which_numbers() {
    let sentence = said("given x in 0..0\nshow 2 + 1/x >= 0");
    assert_eq!(sentence, "2 + 1/x ≥ 0 has no value: 1/x at x = 0 (division by zero)");
}

#[test]
fn numbers_have_as_many_digits_as_tell_them_apart() {
    let sentence = said("given x in 1..1\nshow exp(x) + 10^-30 <= exp(x)");
    assert!(sentence.contains("2.71828182845904523536028747135"), "{sentence}");
    let sentence = said("given x in 40..40\nshow 1 <= exp(-2*x)");
    assert_eq!(sentence, "1 ≤ 1.805·10⁻³⁵ ≈ exp(-2·x) is false");
}

#[test]
fn the_objective_is_the_one_that_was_judged() {
    let (_, results) = judged(
        "```claim named\ngiven R: quadratic(curvature = 7)\ngiven w in R^W\nshow R(w) <= 1\nexpect refuted\n```\n\
         ```claim huber\ngiven lambda in [5, 6]\ngiven R: huber(curvature = lambda, threshold = 3)\ngiven w in R^W\n\
         show R(w) <= 1\nexpect refuted\n```\n",
    );
    let named = refuted(&results.claims[0]);
    assert_eq!(named.objectives[0].text, "R(w) = 7/2·w²");
    let huber = refuted(&results.claims[1]);
    assert!(huber.objectives[0].text.starts_with("R(w) = ") && huber.objectives[0].text.contains(", 3)"), "{huber:?}");
    for claim in &results.claims {
        let found = checked(refuted(claim), None, &claim.id);
        assert!(found.sides_redone > 0, "{}: the value can be redone from the formula", claim.id);
    }
}

#[test]
fn samples_and_constants_that_the_claim_reads_are_shown() {
    let (_, results) = judged(
        "```objective mean_half_squares()\ngiven data: N samples\n\
         R(w) = sum(n in 1..N: (<w, X[n]> - y[n])^2)/(2*N)\nclass convex, L-smooth, quadratic\n\
         L = lambda_max(sum(n in 1..N: outer(X[n], X[n])))/N\n```\n\
         ```claim lost\ngiven data: N samples\ngiven R: mean_half_squares\ngiven w in R^W\n\
         show grad R(w) == sum(n in 1..N: (<w, X[n]> - y[n])*X[n])\nexpect refuted\n```\n\
         ```claim rate\ngiven R: alpha-strongly convex, L-smooth, with minimiser\ngiven w in R^W\nlet q = alpha/L\n\
         show R(w) - R_star <= q*|w - w_star|^2/4\nexpect refuted\n```\n",
    );
    let text = counterexample(
        &results.claims.iter().find(|claim| claim.id == "lost").expect("judged").clone(),
        &Replays::default(),
        false,
    );
    assert!(text.contains("X[1] = ") && text.contains("y[1] = ") && text.contains("N = "), "{text}");
    let text = counterexample(
        &results.claims.iter().find(|claim| claim.id == "rate").expect("judged").clone(),
        &Replays::default(),
        false,
    );
    for name in ["R⋆ = ", "w⋆ = ", "q = "] {
        assert!(text.contains(name), "{name}: {text}");
    }
}
