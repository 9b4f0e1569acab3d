//! The rules of the house, checked: imports flow one way, only the command line prints, tolerances have
//! names, section files have the same structure, and the pages name claims and files that exist.
//!
//! Each test collects all that is wrong before it fails, one line per finding: `file:line: what and why`.

mod source;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use source::Source;
use source::imports::Imports;

/// A file beyond this is searched and not read.
const LONGEST_FILE: usize = 750;

#[test]
fn imports_flow_from_lower_modules_to_higher_ones_only() {
    let layers = layers();
    let mut findings = Vec::new();
    for source in sources() {
        let Some(own) = source.module().and_then(|module| layers.iter().position(|l| *l == module)) else {
            continue;
        };
        for (line, used) in source.crate_paths() {
            match layers.iter().position(|layer| *layer == used) {
                Some(layer) if layer <= own => {}
                Some(_) => findings.push(source.finding(
                    line,
                    &format!("`{}` uses `crate::{used}`, which stands below it in src/lib.rs", layers[own]),
                )),
                None => findings.push(source.finding(
                    line,
                    &format!("`crate::{used}` names no module of src/lib.rs; write one full path per `use`"),
                )),
            }
        }
    }
    report("a module uses only itself and the modules above it in src/lib.rs", &findings);
}

#[test]
fn files_form_no_circle() {
    let sources: Vec<Source> = sources().into_iter().filter(|source| !source.path.ends_with("/tests.rs")).collect();
    let imports = Imports::of(&sources);
    let circles = imports.circles();
    let findings: Vec<String> = circles
        .iter()
        .map(|circle| format!("{} use each other", circle.iter().copied().collect::<Vec<_>>().join(", ")))
        .collect();
    report("no two files use each other, directly or by way of others", &findings);
}

#[test]
fn every_folder_of_src_is_a_layer() {
    let layers = layers();
    let findings: Vec<String> = sources()
        .iter()
        .filter_map(|source| source.module())
        .filter(|module| !layers.contains(module))
        .map(|module| format!("src/{module} is not declared in src/lib.rs"))
        .collect();
    report("every module is declared in src/lib.rs, whose order is the order of the layers", &findings);
}

#[test]
fn nothing_is_imported_by_a_star() {
    let findings =
        find_in_code(&sources(), "::*", "import names one by one, so that a reader sees where each comes from");
    report("no glob imports in src/", &findings);
}

#[test]
fn only_the_command_line_prints_or_exits() {
    let library: Vec<Source> = sources()
        .into_iter()
        .filter(|source| source.module().as_deref() != Some("cli"))
        .map(Source::without_tests)
        .collect();
    let mut findings = Vec::new();
    for word in ["print!", "println!", "eprint!", "eprintln!", "dbg!", "process::exit", "process::abort"] {
        findings.extend(find_in_code(&library, word, "return it instead; only src/cli prints and exits"));
    }
    report("printing and exiting is left to src/cli", &findings);
}

#[test]
fn every_tolerance_has_a_name_and_a_reason() {
    let mut findings = Vec::new();
    for source in sources().into_iter().map(Source::without_tests) {
        if source.path.ends_with("numeric/tolerance.rs") {
            continue;
        }
        for (line, literal) in source.scientific_literals() {
            findings.push(
                source.finding(line, &format!("`{literal}` belongs into src/numeric/tolerance.rs, with its reason")),
            );
        }
    }
    report("no bare tolerance outside src/numeric/tolerance.rs", &findings);
}

#[test]
fn nothing_is_unsafe() {
    let findings = find_in_code(&sources(), "unsafe", "nothing here needs it");
    report("no unsafe code", &findings);
}

#[test]
fn mod_files_hold_no_logic() {
    let mut findings = Vec::new();
    for source in sources() {
        if !source.path.ends_with("mod.rs") {
            continue;
        }
        for (line, statement) in source.statements() {
            let allowed = ["mod ", "pub mod ", "pub(crate) mod ", "use ", "pub use ", "pub(crate) use "];
            if !allowed.iter().any(|start| statement.starts_with(start)) {
                findings.push(source.finding(line, "a mod.rs holds documentation, `mod` and `use` lines only"));
            }
        }
    }
    report("no logic in mod.rs", &findings);
}

#[test]
fn every_file_says_first_what_it_is_and_ends_in_time() {
    let mut findings = Vec::new();
    for source in sources() {
        if !source.text.starts_with("//!") {
            findings.push(source.finding(1, "the first line must be a `//!` sentence saying what the file is"));
        }
        let lines = source.text.lines().count();
        if lines > LONGEST_FILE {
            findings.push(source.finding(lines, &format!("{lines} lines; split it below {LONGEST_FILE}")));
        }
    }
    report("every file is introduced and short", &findings);
}

#[test]
fn every_section_has_one_anatomy() {
    let mut findings = Vec::new();
    for (path, text) in sections() {
        let heading = text.lines().next().unwrap_or_default();
        if !heading.starts_with("# 7.") {
            findings.push(format!("{path}:1: starts with `{heading}`, must start with `# 7.`"));
        }
        for (line, name) in blocks(&text, "claim") {
            if !is_followed_by_proof(&text, line) {
                findings.push(format!("{path}:{line}: claim {name} is to hold, but no proof follows it"));
            }
        }
    }
    report("a section starts with its number, and a claim that is to hold is followed by its proof", &findings);
}

#[test]
fn every_method_and_schedule_has_four_known_mistakes() {
    let (mut methods, mut mutated) = (Vec::new(), Vec::new());
    for (path, text) in sections() {
        for kind in ["method", "schedule"] {
            methods.extend(blocks(&text, kind).into_iter().map(|(line, name)| (format!("{path}:{line}"), name)));
        }
        mutated.extend(mutant_bases(&text));
    }
    let findings: Vec<String> = methods
        .iter()
        .filter(|(_, name)| mutated.iter().filter(|base| *base == name).count() < 4)
        .map(|(place, name)| format!("{place}: {name} has fewer than four mutants"))
        .collect();
    report("known mistakes stand beside each method", &findings);
}

#[test]
fn block_names_are_unique_across_the_chapter() {
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for (path, text) in sections() {
        for kind in ["method", "schedule", "objective", "mutant", "claim"] {
            for (line, name) in blocks(&text, kind) {
                if !seen.insert(name.clone()) {
                    findings.push(format!("{path}:{line}: a second block named {name}"));
                }
            }
        }
    }
    report("a name means one block", &findings);
}

#[test]
fn every_claim_the_readme_names_exists() {
    let readme = read(&root().join("README.md"));
    let known: BTreeSet<String> = sections()
        .iter()
        .map(|(_, text)| text.as_str())
        .chain([readme.as_str()])
        .flat_map(|text| blocks(text, "claim").into_iter().map(|(_, name)| name).chain(steps(text)))
        .collect();
    let stems: BTreeSet<&str> = known.iter().map(|id| stem(id)).collect();
    let findings: Vec<String> = words_with_lines(&readme)
        .filter(|(_, word)| stems.contains(stem(word)) && !known.contains(*word) && !is_file_name(word))
        .map(|(line, word)| format!("README.md:{line}: `{word}` is no claim of proofs/"))
        .chain(code_spans(&readme).filter(|(_, span)| looks_like_claim(span) && !known.contains(*span)).map(
            |(line, span)| format!("README.md:{line}: `{span}` looks like a claim, but proofs/ has none of that name"),
        ))
        .collect();
    report("the README names claims that exist", &findings);
}

#[test]
fn every_path_that_the_pages_for_developers_name_exists() {
    let mut findings = Vec::new();
    for page in ["README.md", "CONTRIBUTING.md", "docs/architecture.md"] {
        let text = read(&root().join(page));
        // A bare file name belongs to the folder named last.
        let mut folder = root();
        for (line, span) in code_spans(&text).filter(|(_, span)| looks_like_path(span)) {
            let path = if span.contains('/') { root().join(span) } else { folder.join(span) };
            if !path.exists() && !root().join(span).exists() {
                findings.push(format!("{page}:{line}: `{span}` does not exist"));
            }
            if span.contains('/') {
                folder = if span.ends_with('/') { path } else { path.with_file_name("") };
            }
        }
        let broken = links(&text).filter(|(_, target)| !root().join(page).with_file_name(target).exists());
        findings.extend(broken.map(|(line, target)| format!("{page}:{line}: the link to {target} is broken")));
    }
    report("the pages for developers name files that exist", &findings);
}

#[test]
fn scanner_sees_code_and_not_what_is_quoted_or_commented() {
    let text =
        "//! Doc with crate::cli.\nlet x = \"crate::cli 1e-9\"; // crate::cli\nlet y = 'c'; /* 2e-3 */ let z = 3e-4;\n";
    let source = Source::new("src/judge/x.rs", text);
    assert!(source.crate_paths().is_empty(), "comments and strings are not code");
    assert_eq!(source.scientific_literals(), [(3, "3e-4".to_owned())]);
}

#[test]
fn scanner_keeps_lifetimes_hexadecimals_and_identifiers_apart_from_literals() {
    let text = "//! Doc.\nfn f<'a>(x: &'a str) -> u32 { 0x1e5 + x1e3 + 12 }\nlet w = r#\"say \"1e-5\" here\"#; use crate::numeric::Dyadic;\n";
    let source = Source::new("src/judge/x.rs", text);
    assert!(source.scientific_literals().is_empty());
    assert_eq!(source.crate_paths(), [(3, "numeric".to_owned())]);
}

/// Fails with every finding, or passes where there is none.
fn report(rule: &str, findings: &[String]) {
    assert!(findings.is_empty(), "the rule is: {rule}\n{}\n", findings.join("\n"));
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

/// The modules in the order in which src/lib.rs declares them.
fn layers() -> Vec<String> {
    let lib = read(&root().join("src/lib.rs"));
    let layers: Vec<String> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).map(str::to_owned).collect();
    assert!(!layers.is_empty(), "src/lib.rs declares no module as `pub mod name;`");
    layers
}

/// Every Rust file below src/, in the order of their paths.
fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    collect(&root().join("src"), "rs", &mut paths);
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let shown = path.strip_prefix(root()).expect("src/ lies below the root");
            Source::new(&shown.to_string_lossy(), &read(path))
        })
        .collect()
}

/// The files of the chapter, as name and text.
fn sections() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    collect(&root().join("proofs"), "md", &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "proofs/ holds no section");
    paths
        .iter()
        .map(|path| {
            let shown = path.strip_prefix(root()).expect("proofs/ lies below the root");
            (shown.to_string_lossy().into_owned(), read(path))
        })
        .collect()
}

fn collect(folder: &Path, extension: &str, paths: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()));
    for entry in entries {
        let path = entry.expect("a folder entry can be read").path();
        if path.is_dir() {
            collect(&path, extension, paths);
        } else if path.extension().is_some_and(|found| found == extension) {
            paths.push(path);
        }
    }
}

/// Each place where `word` is in code, not as part of a longer word.
fn find_in_code(sources: &[Source], word: &str, why: &str) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        for line in source.lines_with(word) {
            findings.push(source.finding(line, &format!("`{word}`: {why}")));
        }
    }
    findings
}

/// The blocks of one kind: the line of the opening fence, and the name without parameters.
fn blocks(text: &str, kind: &str) -> Vec<(usize, String)> {
    let opening = format!("```{kind} ");
    (1..)
        .zip(text.lines())
        .filter_map(|(line, content)| Some((line, content.strip_prefix(&opening)?)))
        .map(|(line, rest)| (line, rest.split([' ', '(']).next().unwrap_or_default().to_owned()))
        .collect()
}

/// The steps of proofs, each named after its claim.
fn steps(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("```step "))
        .filter_map(|rest| {
            let words: Vec<&str> = rest.split_whitespace().collect();
            Some(format!("{}/{}", words.get(2)?, words.first()?))
        })
        .collect()
}

/// The method or claim that each mutant changes.
fn mutant_bases(text: &str) -> Vec<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("```mutant "))
        .filter_map(|rest| rest.split_whitespace().nth(2))
        .map(str::to_owned)
        .collect()
}

/// Whether a proof starts before the next claim, or the claim is there to be refuted.
fn is_followed_by_proof(text: &str, opening: usize) -> bool {
    let rest = || text.lines().skip(opening);
    let refuted = rest().take_while(|line| *line != "```").any(|line| line == "expect refuted");
    refuted || rest().take_while(|line| !line.starts_with("```claim ")).any(|line| line.starts_with("**Proof.**"))
}

/// Words of claim-like characters, each with its line.
fn words_with_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(text.lines()).flat_map(|(line, content)| {
        content
            .split(|c: char| !(c.is_ascii_alphanumeric() || "-./_".contains(c)))
            .map(move |word| (line, word.trim_end_matches('.')))
    })
}

/// Code spans in single backticks, each with its line.
fn code_spans(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.lines())
        .filter(|(_, content)| !content.starts_with("```"))
        .flat_map(|(line, content)| content.split('`').skip(1).step_by(2).map(move |span| (line, span)))
}

/// Targets of links to files of the repository, without their anchors, each with its line.
fn links(text: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..)
        .zip(text.lines())
        .flat_map(|(line, content)| content.split("](").skip(1).map(move |rest| (line, rest)))
        .filter_map(|(line, rest)| Some((line, rest.split([')', '#']).next()?)))
        .filter(|(_, target)| !target.is_empty() && !target.contains("://"))
}

/// Lower-case words joined by hyphens, and no file, option or path.
fn looks_like_claim(span: &str) -> bool {
    span.contains('-')
        && span.starts_with(|c: char| c.is_ascii_lowercase())
        && span.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-./".contains(c))
        && !is_file_name(span)
}

/// A file name, or names with a slash between that are no claim: `numeric/ball.rs`, `tests/`, `.ci/run`, but not `1/L`.
fn looks_like_path(span: &str) -> bool {
    let is_plain = span.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    let has_folder = span.contains('/') && !span.starts_with(|c: char| c.is_ascii_digit()) && !looks_like_claim(span);
    is_plain && (has_folder || is_file_name(span))
}

fn is_file_name(word: &str) -> bool {
    Path::new(word).extension().is_some_and(|extension| {
        ["md", "rs", "svg", "json", "html", "xml", "toml"].iter().any(|known| extension == *known)
    })
}

/// The part of an id before the first slash.
fn stem(id: &str) -> &str {
    id.split('/').next().unwrap_or(id)
}
