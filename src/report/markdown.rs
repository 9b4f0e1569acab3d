//! The judged notes as Markdown: each file as written, with the verdict below each block, and an index.

use super::html::Page;
use super::list;
use super::notes::{Drawing, Notes};
use super::replays::Replays;
use super::sections::{Row, sections};
use super::summary;
use super::words;
use crate::language::Document;
use crate::language::print::mathml::signs;
use crate::language::syntax::{Block, Body};
use crate::verdict::{Judged, MutantOutcome};

/// The name of the index.
const INDEX: &str = "index.md";

/// The files, the index first.
#[must_use]
pub fn markdown(notes: &Notes<'_>) -> Vec<Page> {
    let mut pages = vec![Page { name: INDEX.to_owned(), text: index(notes) }];
    for document in notes.documents {
        let name = list::file_name(&document.name);
        let taken = |name: &str| pages.iter().any(|page| page.name == name);
        let mut free = name.to_owned();
        for n in 2.. {
            if !taken(&free) {
                break;
            }
            free = format!("{n}-{name}");
        }
        pages.push(Page { name: free, text: judged(notes, document) });
    }
    pages
}

fn index(notes: &Notes<'_>) -> String {
    let mut text = String::from("# The notes, judged\n\n");
    text.push_str(&summary::lines(notes.results).join(" "));
    text.push_str("\n\n| claim | as taught | corrected | evidence | smallest slack |\n|---|---|---|---|---|\n");
    for section in sections(&notes.results.claims) {
        text.extend(section.rows.iter().map(row));
    }
    text
}

fn row(row: &Row<'_>) -> String {
    let claim = row.claim;
    let own = words::marked(&claim.verdict);
    let corrections: Vec<String> =
        row.corrections.iter().map(|other| format!("{} (`{}`)", words::marked(&other.verdict), other.id)).collect();
    let (taught, corrected) =
        if claim.corrects.is_some() { (String::new(), own) } else { (own, corrections.join(", ")) };
    let slack = words::telling_slack(&claim.verdict).map(words::slack);
    let title = claim.title.as_deref().map(|title| format!(" {}", cell(&signs(title)))).unwrap_or_default();
    let (evidence, slack) = (cell(&words::rests_on(&claim.verdict)), slack.unwrap_or_default());
    format!("| `{}`{title} | {taught} | {corrected} | {evidence} | {slack} |\n", claim.id)
}

/// A text that ends no cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// A file with what was found below each block.
fn judged(notes: &Notes<'_>, document: &Document) -> String {
    // No prose can show it, and a report overwrites only what carries it.
    let mut text = String::with_capacity(document.source.len() * 2);
    text.push_str("<!-- judged by descentcheck -->\n");
    let mut done = 0;
    for block in &document.blocks {
        let end = block.span.end.clamp(done, document.source.len());
        text.push_str(document.source[done..end].trim_end());
        done = end;
        let found = found(notes, block);
        if !found.is_empty() {
            text.push_str(&format!("\n\n{}", quoted(&found)));
        }
        // What follows begins behind the line feed that ended the block.
        if !document.source[done..].starts_with('\n') {
            text.push('\n');
        }
    }
    text.push_str(document.source[done..].trim_end());
    text.push('\n');
    text
}

fn quoted(lines: &[String]) -> String {
    let lines: Vec<String> =
        lines.iter().flat_map(|line| line.lines()).map(|line| format!("> {line}").trim_end().to_owned()).collect();
    lines.join("\n")
}

fn found(notes: &Notes<'_>, block: &Block) -> Vec<String> {
    match &block.body {
        Body::Claim(_) | Body::Step { .. } => {
            notes.judged(&list::id(block)).map(|judged| claim(judged, notes.replays)).unwrap_or_default()
        }
        Body::Mutant(_) => notes.mutant(&block.name.text).map(mutant).unwrap_or_default(),
        Body::Figure(_) => notes.drawings.get(&block.name.text).map(picture).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// A link to the picture beside the page.
fn picture(drawing: &Drawing) -> Vec<String> {
    vec![format!("![{}]({})", drawing.alt.replace('[', "\\[").replace(']', "\\]"), drawing.file)]
}

fn claim(claim: &Judged, replays: &Replays) -> Vec<String> {
    let mut lines = vec![format!("**{}** {}", words::marked(&claim.verdict), words::at_length(claim).join(" "))];
    if !claim.as_expected {
        lines.push(format!("**{}**", words::surprise(claim.expected)));
    }
    lines.extend(words::proof(&claim.steps).map(|proof| proof + "."));
    let shown = super::counterexample::counterexample(claim, replays, false);
    if !shown.is_empty() {
        lines.push(format!("\n```text\n{}\n```", shown.trim_end()));
    }
    lines
}

fn mutant(mutant: &MutantOutcome) -> Vec<String> {
    let killers: Vec<String> = mutant.killers().map(|by| format!("`{by}`")).collect();
    let mut lines = Vec::new();
    if !killers.is_empty() {
        lines.push(format!("**✓ caught** by {}.", killers.join(", ")));
    }
    if !mutant.as_expected {
        lines.push(format!("**{}**", words::survives(mutant)));
    }
    lines
}
