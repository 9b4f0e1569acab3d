//! The main claims of the chapter get the verdicts of the lecture, also with other seeds, other names and opaque methods.

use descentcheck::blackbox::{self, Method, Step, steps, verify_method};
use descentcheck::judge::{Options, verify};
use descentcheck::language::Document;
use descentcheck::language::check::Chapter;
use descentcheck::language::syntax::{Block, Body, LineKind};
use descentcheck::verdict::{Judged, Results, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

fn files() -> Vec<(String, String)> {
    let mut paths: Vec<_> = std::fs::read_dir("proofs")
        .expect("the chapter is there")
        .map(|entry| entry.expect("it can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.sort();
    let read = |path: std::path::PathBuf| {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        (path.display().to_string(), text)
    };
    paths.into_iter().map(read).collect()
}

fn chapter() -> Chapter {
    Chapter::load(files()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn judged(chapter: &Chapter, options: &Options) -> Results {
    verify(chapter, options, &|_| {})
}

/// The chapter judged on few cases, with its mutants left out.
fn on_few_cases(seed: u64, jobs: usize) -> Results {
    judged(&chapter(), &Options { cases: 60, seed, jobs, mutants: false, ..Options::default() })
}

/// The same on one thread, judged once for all tests that compare with it.
static FEW_CASES: LazyLock<Results> = LazyLock::new(|| on_few_cases(1, 1));
/// The chapter with its mutants, judged once for all tests that look at it.
static MORE_CASES: LazyLock<Results> =
    LazyLock::new(|| judged(&chapter(), &Options { cases: 300, ..Options::default() }));

fn all(results: &Results) -> impl Iterator<Item = &Judged> {
    results.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps))
}

fn surprises(results: &Results) -> Vec<String> {
    let claims =
        all(results).filter(|claim| !claim.as_expected).map(|claim| format!("{}: {:?}", claim.id, claim.verdict));
    let mutants = results.mutants.iter().filter(|mutant| !mutant.as_expected).map(|mutant| mutant.id.clone());
    claims.chain(mutants).collect()
}

#[test]
fn every_verdict_is_as_expected_and_some_known_mistake_breaks_every_true_claim() {
    let (chapter, results) = (chapter(), &*MORE_CASES);
    assert_eq!(surprises(results), Vec::<String>::new());
    // As expected, a mutant is killed by every claim that it names.
    let killed: BTreeSet<&str> =
        results.mutants.iter().flat_map(|mutant| &mutant.should_be_killed_by).map(String::as_str).collect();
    let mut findings = Vec::new();
    for claim in &results.claims {
        let Verdict::Holds(evidence) = &claim.verdict else { continue };
        // What an objective declares of itself is broken by declaring it of another; tests/objectives.rs does.
        let is_declared = chapter.find(&claim.id).is_some_and(|block| block.declared);
        if !is_declared && !killed.contains(claim.id.as_str()) {
            findings.push(format!("{}: no mutant breaks it", claim.id));
        }
        if evidence.counts.nondegenerate == 0 {
            findings.push(format!("{}: every case is 0 = 0", claim.id));
        }
    }
    assert_eq!(findings, Vec::<String>::new());
}

#[test]
fn verdicts_do_not_depend_on_the_seed() {
    assert_eq!(surprises(&FEW_CASES), Vec::<String>::new());
    // tests/long.sh goes through hundreds.
    assert_eq!(surprises(&on_few_cases(2, 2)), Vec::<String>::new());
}

#[test]
fn the_same_seed_gives_the_same_results_at_any_thread_count() {
    // Printing results of this size would hide which they are. .ci/run compares one, two and four threads on more cases.
    assert!(*FEW_CASES == on_few_cases(1, 3), "three threads differ from one");
}

#[test]
fn every_refutation_is_small_enough_to_check_by_hand() {
    for claim in all(&MORE_CASES) {
        if let Verdict::Refuted(counterexample, _) = &claim.verdict {
            let case = &counterexample.case;
            assert!(case.problems.values().all(|spec| spec.dimension() <= 2), "{}", claim.id);
            assert!(case.horizon <= 8, "{}", claim.id);
            let numbers = case.vectors.values().flatten().chain(case.scalars.values());
            assert!(numbers.clone().all(|x| x.to_f64().abs() <= 4.0), "{}: {case:?}", claim.id);
        }
    }
}

#[test]
fn a_counterexample_replays_from_its_json() {
    let chapter = chapter();
    let options = Options {
        cases: 300,
        mutants: false,
        claim: Some("theorem-7.1/any-step-size".to_owned()),
        ..Options::default()
    };
    let results = judged(&chapter, &options);
    let claim = results.claims.last().expect("the claim is judged");
    let Verdict::Refuted(counterexample, _) = &claim.verdict else { panic!("{:?}", claim.verdict) };
    let text = serde_json::to_string(&counterexample.case).expect("a case is JSON");
    let case = serde_json::from_str(&text).expect("and back");
    let again = descentcheck::judge::replay(&chapter, &claim.id, None, &case).expect("the case fits the claim");
    let Verdict::Refuted(replayed, _) = again.judged.verdict else { panic!("{again:?}") };
    assert_eq!(replayed.finding, counterexample.finding);
    assert_eq!(replayed.trace, counterexample.trace);
}

fn descend(rate: f64) -> impl Method {
    steps(move |step: &mut Step<'_>| {
        let (eta, g) = (step.number("eta"), step.gradient()?);
        Ok(g.iter().zip(step.w).map(|(g, w)| w - rate * eta * g).collect())
    })
}

#[test]
fn an_opaque_gradient_descent_satisfies_theorem_7_1() {
    let options = blackbox::Options { cases: 200, ..blackbox::Options::default() };
    let found = verify_method(&chapter(), "theorem-7.1", "gradient_descent", &descend(1.0), &options);
    assert!(matches!(&found, Ok(found) if found.holds()), "{found:?}");
}

#[test]
fn an_opaque_gradient_ascent_does_not() {
    let options = blackbox::Options { cases: 200, ..blackbox::Options::default() };
    let found = verify_method(&chapter(), "theorem-7.1", "gradient_descent", &descend(-1.0), &options);
    assert!(matches!(&found, Ok(found) if found.is_refuted()), "{found:?}");
}

#[test]
fn nothing_is_judged_by_its_name() {
    let options = Options { cases: 60, mutants: false, ..Options::default() };
    let words = |results: &Results| -> Vec<&'static str> {
        all(results)
            .map(|claim| match claim.verdict {
                Verdict::Holds(_) => "holds",
                Verdict::Refuted(..) => "refuted",
                Verdict::Undecided(..) => "undecided",
            })
            .collect()
    };
    let other = Chapter::load(renamed(&files())).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(chapter().assignments.len(), other.assignments.len());
    assert_eq!(words(&FEW_CASES), words(&judged(&other, &options)));
}

/// What a program may be handed beside the parameters of its method: words of the language.
const HANDED: [&str; 13] =
    ["w", "g", "H", "t", "state", "gradient", "gradients", "value", "hessian", "steps", "batch", "N", "class"];

/// The whole chapter with other names for everything that its author named: blocks, parameters, quantities, sequences, runs,
/// draws and indices. What the language itself names (`w`, `R`, `W`, `t`, its functions) stays.
fn renamed(chapter: &[(String, String)]) -> Vec<(String, String)> {
    let (documents, wrong): (Vec<Document>, Vec<_>) =
        chapter.iter().map(|(name, text)| Document::parse(name, text.clone())).unzip();
    assert!(wrong.iter().all(Vec::is_empty));
    let blocks: Vec<&Block> = documents.iter().flat_map(|document| &document.blocks).collect();
    let names = Names::of(&blocks);
    let rewritten = documents.iter().map(|document| {
        let judged = document.blocks.iter().filter(|block| !matches!(block.body, Body::Figure(_)));
        let text: String = judged.map(|block| names.rewrite(&document.source[block.span.range()]) + "\n\n").collect();
        (document.name.clone(), format!("# Renamed\n\n{text}"))
    });
    rewritten.collect()
}

struct Names {
    /// Claims, steps and mutants, which only other blocks name.
    ids: BTreeMap<String, String>,
    /// Methods, schedules, flows and objectives.
    callables: BTreeMap<String, String>,
    /// Everything else.
    variables: BTreeSet<String>,
}

impl Names {
    fn of(blocks: &[&Block]) -> Self {
        let (mut ids, mut callables) = (BTreeMap::new(), BTreeMap::new());
        for (number, block) in blocks.iter().enumerate() {
            let map = match block.body {
                Body::Method(_) | Body::Schedule(_) | Body::Flow(_) | Body::Objective(_) => &mut callables,
                // It has a name space of its own, and is mostly called like its method.
                Body::Assignment(_) => continue,
                _ => &mut ids,
            };
            map.insert(block.name.text.clone(), format!("block{number}"));
        }
        let mut variables = BTreeSet::new();
        let word = |text: &str| text.split('_').next().unwrap_or(text).to_owned();
        for block in blocks {
            match &block.body {
                Body::Method(own) | Body::Schedule(own) | Body::Flow(own) => {
                    variables.extend(own.parameters.iter().map(|parameter| word(&parameter.name.text)));
                    variables.extend(own.equations.iter().map(|equation| word(&equation.target.text)));
                }
                Body::Objective(own) => {
                    variables.extend(own.parameters.iter().map(|parameter| word(&parameter.name.text)));
                }
                Body::Claim(lines) | Body::Step { lines, .. } => {
                    for line in lines {
                        match &line.kind {
                            LineKind::GivenObjective { names, .. } | LineKind::Given { names, .. } => {
                                variables.extend(names.iter().map(|name| word(&name.text)));
                            }
                            LineKind::Let { name, index, .. } => {
                                variables.insert(word(&name.text));
                                variables.extend(index.iter().map(|index| word(&index.text)));
                            }
                            LineKind::Run(run) => variables.extend(run.label.iter().map(|label| word(&label.text))),
                            LineKind::Draw { name, .. } => {
                                variables.insert(word(&name.text));
                            }
                            _ => {}
                        }
                    }
                }
                Body::Mutant(_) | Body::Figure(_) | Body::Assignment(_) => {}
            }
        }
        // What the language names: the iterate, the objective that `L` and the like speak of, the samples' parts, functions.
        let fixed = "w R W N L M t X y I pi alpha data x mean sum min max first count product size order";
        for fixed in fixed.split(' ') {
            variables.remove(fixed);
        }
        Self { ids, callables, variables }
    }

    /// A block with the other names; titles stay as they are.
    fn rewrite(&self, block: &str) -> String {
        let mut names_blocks = false;
        let line = |line: &str| {
            let goes_on = names_blocks && line.starts_with(' ');
            let starts = |words: &[&str]| words.iter().any(|word| line.starts_with(word));
            if starts(&["limit", "accept", "feedback"]) {
                return line.to_owned();
            }
            names_blocks =
                goes_on || starts(&["killed by", "corrects", "points", "keep", "submit claim", "submit witness"]);
            if names_blocks || line.starts_with("```") {
                return self.head(line);
            }
            let comment = line.find('#').unwrap_or(line.len());
            if let Some(rest) = line[..comment].strip_prefix("submit ") {
                let pieces = rest.split_inclusive(['(', ',', ' ', ')']);
                let handed = |piece: &str| HANDED.contains(&piece.trim_end_matches(['(', ',', ' ', ')']));
                let piece = |piece: &str| if handed(piece) { piece.to_owned() } else { self.words(piece) };
                return format!("submit {}", pieces.map(piece).collect::<String>());
            }
            if let Some(rest) = line[..comment].strip_prefix("at least ") {
                return format!("at least {}", self.words(rest));
            }
            line[..comment]
                .split('"')
                .enumerate()
                .map(|(k, part)| if k % 2 == 0 { self.words(part) } else { format!("\"{part}\"") })
                .collect()
        };
        block.lines().map(line).collect::<Vec<String>>().join("\n")
    }

    /// A line that names blocks; a head also names parameters.
    fn head(&self, line: &str) -> String {
        let (line, title) =
            line.split_once('"').map_or((line, String::new()), |(line, rest)| (line, format!("\"{rest}")));
        let (line, parameters) =
            line.split_once('(').map_or((line, String::new()), |(line, rest)| (line, format!("({}", self.words(rest))));
        // A step may be called like a method: what a line is decides which of the two it names.
        let runs = ["```method", "```schedule", "```flow", "```objective"].iter().any(|kind| line.starts_with(kind));
        let mut run = runs;
        let words = line.split(' ').map(|word| {
            run |= line.starts_with("```mutant") && word == "of";
            if let Some(other) = self.callables.get(word).filter(|_| run) {
                return other.clone();
            }
            let (id, comma) = word.strip_suffix(',').map_or((word, ""), |id| (id, ","));
            format!("{}{comma}", self.id(id))
        });
        words.collect::<Vec<String>>().join(" ") + &parameters + &title
    }

    fn id(&self, id: &str) -> String {
        if let Some(other) = self.ids.get(id).or_else(|| self.callables.get(id)) {
            return other.clone();
        }
        // A step is named behind its claim, a promise behind its objective.
        match id.rsplit_once('/') {
            Some((claim, step)) => format!("{}/{}", self.id(claim), self.ids.get(step).map_or(step, String::as_str)),
            None => id.to_owned(),
        }
    }

    fn words(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(|sign: char| sign.is_ascii_alphabetic()) {
            out.push_str(&rest[..start]);
            let word = &rest[start..];
            let end = word.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_')).unwrap_or(word.len());
            let (word, behind) = word.split_at(end);
            out.push_str(&self.word(word, behind));
            rest = behind;
        }
        out + rest
    }

    fn word(&self, word: &str, behind: &str) -> String {
        const FUNCTIONS: [&str; 4] = ["lambda_max", "lambda_min", "w_star", "R_star"];
        // `linear` is a schedule in front of a bracket and a class of objectives elsewhere.
        let is_class = word == "linear" && !behind.starts_with('(');
        if FUNCTIONS.contains(&word) || is_class {
            return word.to_owned();
        }
        if let Some(other) = self.callables.get(word) {
            return other.clone();
        }
        // `dp/dt` is the rate of the state `p`.
        if let Some(state) = word.strip_prefix('d').filter(|_| behind.starts_with("/dt")) {
            return format!("d{}", self.word(state, ""));
        }
        let part = |part: &str| if self.variables.contains(part) { format!("{part}q") } else { part.to_owned() };
        word.split('_').map(part).collect::<Vec<String>>().join("_")
    }
}
