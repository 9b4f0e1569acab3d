//! What the fuzz targets do with bytes. Tests run it on inputs of their own, `fuzz/` on those of a fuzzer.
//!
//! Each function reads input that anyone may give to the program and, if it can be read, does with it what the program
//! would do next. None may panic, run for long, or take memory without bounds.

#![allow(dead_code)] // Each user takes what it needs.

use std::collections::BTreeMap;
use std::path::Path;

use descentcheck::cli::{read_campaign, read_regressions};
use descentcheck::evaluate::compile;
use descentcheck::generate::Schema;
use descentcheck::judge::{CaseJudge, Decision};
use descentcheck::language::check::Chapter;
use descentcheck::language::{Document, parse, print};
use descentcheck::numeric::{Dyadic, Float, parse_rational, print_rational};
use descentcheck::problem::{DataOptions, DataSet, Loss, Objective, ProblemSpec};
use descentcheck::verdict::Case;

/// Bytes that are looked at: the readers take time with the length, and what is wrong shows in short inputs.
const LONGEST: usize = 64 << 10;
/// Claims of a text that are compiled and judged on a case.
const CLAIMS: usize = 4;

fn text(bytes: &[u8]) -> Option<&str> {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    std::str::from_utf8(bytes).ok()
}

/// An expression: read, printed, and read again.
pub fn expression(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(read) = parse::parse_expression(text) {
        let printed = print::ascii(&read);
        assert!(parse::parse_expression(&printed).is_ok(), "{text:?} is printed as {printed:?}");
    }
}

/// A Markdown file: read, and every complaint's place is in it.
pub fn document(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let (document, wrong) = Document::parse("notes.md", text);
    for section in &document.sections {
        assert!(document.line_of(section.span) >= 1);
    }
    let shown = descentcheck::language::render("notes.md", &document.source, &wrong, false);
    assert_eq!(shown.is_empty(), wrong.is_empty());
}

/// A chapter: read, checked, compiled, with every mutant in its place, and each claim judged on one small case.
pub fn chapter(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let chapter = match Chapter::load(vec![("notes.md".to_owned(), text.to_owned())], false) {
        Ok(chapter) => chapter,
        Err(errors) => {
            assert!(errors.iter().all(|error| !error.trim().is_empty()), "an error without words");
            return;
        }
    };
    for block in chapter.claims.iter().take(CLAIMS) {
        judge_one(&block.claim);
        for mutant in chapter.mutants.iter().take(CLAIMS) {
            if let Some(Ok(claim)) = chapter.with_mutant(block, mutant) {
                judge_one(&claim);
            }
        }
    }
}

fn judge_one(claim: &descentcheck::language::typed::Claim) {
    let program = compile(claim);
    let schema = Schema::of(claim);
    let stream = descentcheck::generate::case_stream(1, "fuzz", 1);
    let Some(mut case) = descentcheck::generate::random_case(&schema, stream) else { return };
    case.horizon = case.horizon.min(3);
    let judge = CaseJudge::new(claim, &program);
    let _ = judge.screen(&case);
    let _: Decision = judge.decide(&case);
}

/// A CSV file: read for each loss, and its recipe is an objective.
pub fn csv(bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    // The first line names the target: its last column, so that most inputs have one.
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first = String::from_utf8_lossy(first);
    let target = first.rsplit(',').next().unwrap_or_default().trim().trim_matches('"').to_owned();
    for loss in [Loss::Squares, Loss::Ridge, Loss::Logistic, Loss::RidgeLogistic] {
        for standardise in [false, true] {
            let options = DataOptions { standardise, intercept: standardise };
            match DataSet::from_reader(bytes, "data.csv", &target, options, loss) {
                Ok(set) => {
                    let spec = set.problem(loss).expect("it was read for this loss");
                    if spec.samples.len() * spec.dimension() <= 1_000 {
                        objective(&spec);
                    }
                }
                Err(error) => assert!(error.to_string().contains("data.csv"), "{error} names no file"),
            }
        }
    }
}

/// A case file's case, judged as a case of a claim.
pub fn case(bytes: &[u8]) {
    const CLAIM: &str = "```method gd(eta)\nw[t] = w[t-1] - eta*grad R(w[t-1])\n```\n```claim c\ngiven R: convex, L-smooth\n\
                         given eta in (0, 1/L]\nrun gd(eta) on R\nshow R(w[t]) <= R(w[t-1]) for t >= 1\n```\n";
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    let Ok(mut case) = serde_json::from_slice::<Case>(bytes) else { return };
    let again = serde_json::to_string(&case).expect("a case is JSON");
    assert_eq!(serde_json::from_str::<Case>(&again).expect("and back"), case);
    let chapter = Chapter::load(vec![("c.md".to_owned(), CLAIM.to_owned())], false).expect("the claim is right");
    let claim = &chapter.claims[0].claim;
    case.horizon = case.horizon.min(5);
    if case.problems.values().any(|spec| spec.data.is_some()) || Schema::of(claim).check(&case).is_err() {
        return;
    }
    let program = compile(claim);
    let judge = CaseJudge::new(claim, &program);
    let _ = judge.screen(&case);
    let _: Decision = judge.decide(&case);
}

/// A recipe: what it says is an objective is one.
pub fn problem(bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    if let Ok(spec) = serde_json::from_slice::<ProblemSpec>(bytes) {
        objective(&spec);
    }
}

/// Whether a recipe is an objective; if so, its facts, its formula, and its values at a point.
fn objective(spec: &ProblemSpec) {
    if spec.validate().is_err() {
        assert!(spec.facts().is_err());
        return;
    }
    let facts = spec.facts().expect("a valid recipe has facts");
    let zero = descentcheck::numeric::Rational::ZERO;
    for constant in [&facts.smoothness, &facts.strong_convexity].into_iter().flatten() {
        assert!(*constant > zero, "a constant is not positive");
    }
    assert!(!spec.formula().is_empty());
    let objective = Objective::new(spec, &Float).expect("a valid recipe is an objective");
    let w: Vec<f64> = (0..spec.dimension()).map(|i| if i % 2 == 0 { 1.0 } else { -0.5 }).collect();
    let mut gradient = vec![0.0; spec.dimension()];
    let _ = objective.value(&Float, &w);
    let _ = objective.gradient(&Float, &w, &mut gradient);
}

/// A file of results: plain data, which is read whole or not at all.
pub fn results(bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(LONGEST)];
    if let Ok(read) = serde_json::from_slice::<descentcheck::verdict::Results>(bytes) {
        let again = serde_json::to_string(&read).expect("results are JSON");
        assert!(serde_json::from_str::<descentcheck::verdict::Results>(&again).is_ok());
    }
}

/// A campaign file, whole or cut off: what it holds up to its last line feed reads the same without what follows.
pub fn campaign(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let path = Path::new("campaign.jsonl");
    match read_campaign(text, path) {
        Ok(Some(campaign)) => {
            let end = usize::try_from(campaign.end).expect("it is within the text");
            let again = read_campaign(&text[..end], path).expect("it was read before").expect("and it was begun");
            assert_eq!((again.header, again.records, again.end), (campaign.header, campaign.records, campaign.end));
        }
        Ok(None) => assert!(!text.contains('\n'), "a whole line is not read"),
        Err(error) => assert!(error.to_string().contains("campaign.jsonl"), "{error} names no file"),
    }
}

/// A regression file, without the data that its cases name.
pub fn regressions(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if !text.contains("\"data\"") {
        let _ = read_regressions(text);
    }
}

/// A number as a fraction: read, printed, and read again.
pub fn number(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(value) = parse_rational(text) {
        assert_eq!(parse_rational(&print_rational(&value)), Ok(value));
    }
    if let Ok(value) = text.parse::<Dyadic>() {
        assert_eq!(value.to_string().parse(), Ok(value));
    }
}

/// Each target by name.
pub fn all() -> BTreeMap<&'static str, fn(&[u8])> {
    BTreeMap::from([
        ("expression", expression as fn(&[u8])),
        ("document", document),
        ("chapter", chapter),
        ("csv", csv),
        ("case", case),
        ("problem", problem),
        ("results", results),
        ("campaign", campaign),
        ("regressions", regressions),
        ("number", number),
    ])
}
