//! The report is complete: every claim is on its page with its verdict, and pages are self-contained.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use descentcheck::judge::{Options, verify};
use descentcheck::language::check::Chapter;
use descentcheck::report::{Drawing, Images, Notes, Page, Replays, html, json, junit, markdown};
use descentcheck::verdict::Results;
use serde_json::Value;

struct Judged {
    chapter: Chapter,
    results: Results,
    pages: Vec<Page>,
}

fn load() -> Chapter {
    let mut paths: Vec<PathBuf> =
        fs::read_dir("proofs").expect("the chapter is there").map(|entry| entry.expect("listed").path()).collect();
    paths.sort();
    let files = paths.iter().map(|path| {
        let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("it can be read"))
    });
    Chapter::load(files.collect()).unwrap_or_else(|errors| panic!("{errors}"))
}

fn pages(chapter: &Chapter, results: &Results, drawings: &BTreeMap<String, Drawing>) -> Vec<Page> {
    let images = Images::new();
    html(&Notes { documents: &chapter.documents, results, replays: &replays(results), drawings, images: &images })
        .expect("every page can be filled in")
        .pages
}

/// A command for each claim.
fn replays(results: &Results) -> Replays {
    let command = "descentcheck replay --claim 'x' --case '{\"a\": \"<b>\"}'";
    results.claims.iter().map(|claim| (claim.id.clone(), command.to_owned())).collect()
}

/// The chapter, judged once for all tests.
fn judged() -> &'static Judged {
    static JUDGED: OnceLock<Judged> = OnceLock::new();
    JUDGED.get_or_init(|| {
        let chapter = load();
        let results = verify(&chapter, &Options { cases: 60, ..Options::default() }, &|_| {});
        let pages = pages(&chapter, &results, &BTreeMap::new());
        Judged { chapter, results, pages }
    })
}

/// Every claim and step of the results file.
fn entries() -> Vec<Value> {
    let text = json(&judged().results, &replays(&judged().results)).expect("results have a JSON form");
    let results: Value = serde_json::from_str(&text).expect("it is JSON");
    let claims = results["claims"].as_array().expect("a list").iter();
    claims
        .flat_map(|claim| std::iter::once(claim.clone()).chain(claim["steps"].as_array().expect("a list").clone()))
        .collect()
}

/// The parts of a text that begin and end like this, both included.
fn parts<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let inside = start + open.len();
        let Some(end) = rest[inside..].find(close).map(|end| inside + end + close.len()) else { break };
        found.push(&rest[start..end]);
        rest = &rest[end..];
    }
    found
}

/// The card of a block, or the part of a card that shows what was made of a block.
fn card<'a>(page: &'a str, id: &str) -> Option<&'a str> {
    let anchor = page.find(&format!(" id=\"{id}\""))?;
    let start = page[..anchor].rfind('<')?;
    let name = if page[start..].starts_with("<article") { "article" } else { "details" };
    let (open, close) = (format!("<{name}"), format!("</{name}>"));
    let mut depth = 0_u32;
    for (at, _) in page[start..].match_indices('<') {
        let tag = &page[start + at..];
        if tag.starts_with(&open) {
            depth += 1;
        } else if tag.starts_with(&close) {
            depth -= 1;
            if depth == 0 {
                return Some(&page[start..start + at]);
            }
        }
    }
    None
}

/// The values of an attribute.
fn attributes<'a>(text: &'a str, name: &str) -> Vec<&'a str> {
    let open = format!(" {name}=\"");
    parts(text, &open, "\"").iter().map(|part| part[open.len()..].trim_end_matches('"')).collect()
}

#[test]
fn every_claim_and_step_is_on_its_page_with_the_verdict_of_the_results_file() {
    for entry in entries() {
        let (id, verdict) = (entry["id"].as_str().expect("text"), entry["verdict"].as_str().expect("text"));
        let page = entry["file"].as_str().expect("text").replace(".md", ".html");
        let page = judged().pages.iter().find(|own| own.name == page).expect("its page is there");
        let card = card(&page.text, id).unwrap_or_else(|| panic!("{id} has no card"));
        // Verdicts of other claims on the card are links.
        let own = parts(card, "<span class=\"mark ", "\"");
        assert_eq!(own.first(), Some(&format!("<span class=\"mark {verdict}\"").as_str()), "{id}");
        let is_refuted = verdict == "refuted";
        assert!(!is_refuted || card.contains("class=\"counterexample\""), "{id}");
        assert!(entry["replay"].is_null() || !is_refuted || card.contains("descentcheck replay"), "{id}");
    }
}

#[test]
fn the_index_holds_every_claim_once() {
    let index = &judged().pages[0].text;
    for entry in entries().iter().filter(|entry| entry["steps"].is_array()) {
        let id = entry["id"].as_str().expect("text");
        let is_step = judged().results.claims.iter().all(|claim| claim.id != id);
        let page = entry["file"].as_str().expect("text").replace(".md", ".html");
        let links = index.matches(&format!("\"{page}#{id}\"")).count();
        assert!(is_step || links >= 1, "{id}");
    }
}

#[test]
fn anchors_are_unique_and_every_link_leads_to_one() {
    let mut anchors = BTreeSet::new();
    for page in &judged().pages {
        anchors.insert(page.name.clone());
        for id in attributes(&page.text, "id") {
            assert!(anchors.insert(format!("{}#{id}", page.name)), "{}#{id} stands twice", page.name);
        }
    }
    for page in &judged().pages {
        for address in attributes(&page.text, "href") {
            let full = if address.starts_with('#') { format!("{}{address}", page.name) } else { address.to_owned() };
            assert!(anchors.contains(&full) || address == "data:,", "{} links to {address}", page.name);
        }
    }
}

#[test]
fn nothing_is_loaded_from_elsewhere() {
    for page in &judged().pages {
        for source in attributes(&page.text, "src") {
            assert!(source.starts_with("data:"), "{} loads {source}", page.name);
        }
        for word in ["<link rel=\"stylesheet", "@import", "url(", "<iframe", "<script src", "http://", "//fonts"] {
            assert!(!page.text.contains(word), "{} contains {word}", page.name);
        }
        assert!(page.text.contains("default-src 'none'"), "{} forbids nothing", page.name);
    }
}

#[test]
fn mathematics_is_well_formed() {
    let mut count = 0;
    for page in &judged().pages {
        for formula in parts(&page.text, "<math", "</math>") {
            let tree = roxmltree::Document::parse(formula).unwrap_or_else(|error| panic!("{error}: {formula}"));
            for node in tree.descendants().filter(roxmltree::Node::is_element) {
                let wanted = match node.tag_name().name() {
                    "mfrac" | "msub" | "msup" | "munder" => Some(2),
                    "msubsup" | "munderover" => Some(3),
                    _ => None,
                };
                let found = node.children().filter(roxmltree::Node::is_element).count();
                assert!(wanted.is_none_or(|wanted| wanted == found), "{formula}");
            }
            count += 1;
        }
    }
    assert!(count > 500, "{count} formulas");
}

#[test]
fn every_page_has_one_heading_of_its_own_and_no_level_is_left_out() {
    for page in &judged().pages {
        let levels: Vec<u8> = (1..=6)
            .flat_map(|level| {
                page.text.match_indices(&format!("<h{level}")).map(move |(place, _)| (place, level)).collect::<Vec<_>>()
            })
            .collect::<BTreeMap<usize, u8>>()
            .into_values()
            .collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{}", page.name);
        assert_eq!(levels.first(), Some(&1), "{}", page.name);
        for pair in levels.windows(2) {
            assert!(pair[1] <= pair[0] + 1, "{}: a heading {} below {}", page.name, pair[1], pair[0]);
        }
    }
}

#[test]
fn every_known_mistake_says_what_catches_it() {
    for mutant in &judged().results.mutants {
        let page = judged().pages.iter().find(|page| page.name == mutant.file.replace(".md", ".html"));
        let cards = parts(&page.expect("its page is there").text, "<article ", "</article>");
        let card = cards.iter().find(|card| card.contains(&format!(" id=\"{}\"", mutant.id))).expect("it has a card");
        assert_eq!(card.contains("mark caught"), mutant.as_expected, "{}", mutant.id);
        for killer in &mutant.should_be_killed_by {
            assert!(card.contains(&format!("#{killer}\"")), "{} names {killer}", mutant.id);
        }
    }
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let again = pages(&judged().chapter, &judged().results, &BTreeMap::new());
    assert!(again == judged().pages);
}

#[test]
fn results_that_lack_a_claim_leave_its_card_without_a_verdict() {
    let nothing = Results { claims: Vec::new(), mutants: Vec::new(), ..judged().results.clone() };
    let pages = pages(&judged().chapter, &nothing, &BTreeMap::new());
    assert!(pages.iter().skip(1).all(|page| !page.text.contains("class=\"mark ")));
    assert!(pages.iter().any(|page| page.text.contains("Not judged.")));
}

const FIGURE: &str = "# One\n\n```figure a-picture \"A dot\"\nplot 1 against 1\n```\n\n<script>alert(1)</script>\n\n![far](https://example.org/x.png)\n";

fn one_page(drawings: &BTreeMap<String, Drawing>) -> String {
    let chapter = Chapter::load(vec![("one.md".to_owned(), FIGURE.to_owned())]).expect("it is fine");
    let nothing = Results { claims: Vec::new(), mutants: Vec::new(), ..judged().results.clone() };
    pages(&chapter, &nothing, drawings).pop().expect("there is a page").text
}

#[test]
fn a_figure_block_is_the_picture_that_there_is_for_it() {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><path id=\"a\" d=\"M0 0\"/></svg>";
    let drawing = Drawing {
        svg: svg.to_owned(),
        file: "a.svg".to_owned(),
        alt: "a \"dot\"".to_owned(),
        caption: "A dot.".to_owned(),
    };
    let page = one_page(&BTreeMap::from([("a-picture".to_owned(), drawing)]));
    assert!(page.contains("alt=\"a &quot;dot&quot;\"") && page.contains("<figcaption>A dot.</figcaption>"));
    assert!(page.contains("src=\"data:image/svg+xml,%3Csvg xmlns='http") && !page.contains("<svg xmlns"));
}

#[test]
fn without_a_picture_a_figure_block_stays_as_it_is_written() {
    assert!(one_page(&BTreeMap::new()).contains("plot 1 against 1"));
}

#[test]
fn programs_and_pictures_in_notes_are_shown_as_text_and_links() {
    let page = one_page(&BTreeMap::new());
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;alert(1)"));
    assert!(!page.contains("<img") && page.contains("<a href=\"https://example.org/x.png\">far</a>"));
}

#[test]
fn the_junit_file_has_a_case_for_everything_judged() {
    let text = junit(&judged().results, &Replays::default()).expect("it can be written");
    let tree = roxmltree::Document::parse(&text).expect("it is XML");
    let cases = tree.descendants().filter(|node| node.has_tag_name("testcase")).count();
    assert_eq!(cases, entries().len() + judged().results.mutants.len());
    let failures = tree.descendants().filter(|node| node.has_tag_name("failure") || node.has_tag_name("error")).count();
    let surprises = entries().iter().filter(|entry| entry["as_expected"] == false).count();
    let survivors = judged().results.mutants.iter().filter(|mutant| !mutant.as_expected).count();
    assert_eq!(failures, surprises + survivors);
    assert!(!text.contains(" time=") && !text.contains("timestamp"), "a measured time would differ from run to run");
}

#[test]
fn judged_markdown_is_the_notes_with_verdicts_between() {
    let Judged { chapter, results, .. } = judged();
    let files = markdown(&Notes {
        documents: &chapter.documents,
        results,
        replays: &replays(results),
        drawings: &BTreeMap::new(),
        images: &Images::new(),
    });
    assert_eq!(files.len(), chapter.documents.len() + 1);
    for (file, document) in files.iter().skip(1).zip(&chapter.documents) {
        assert_eq!(file.name, document.name);
        let (again, wrong) = descentcheck::language::Document::parse(&file.name, &file.text);
        assert!(wrong.is_empty(), "{}", file.name);
        assert_eq!(again.blocks, document.blocks, "{}", file.name);
        // The first line says what wrote the file.
        let kept = file.text.lines().skip(1).filter(|line| !line.starts_with('>') && !line.is_empty());
        let kept: Vec<&str> = kept.collect();
        let own: Vec<&str> = document.source.lines().filter(|line| !line.is_empty()).collect();
        assert_eq!(kept, own, "{}", file.name);
    }
    for claim in &results.claims {
        assert!(files[0].text.contains(&format!("`{}`", claim.id)), "{}", claim.id);
    }
}
