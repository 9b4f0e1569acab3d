//! The text of `explain`: one block and everything related to it.

use super::list::{id, kind};
use super::paint::Paint;
use crate::language::Document;
use crate::language::print::{
    assignment_line_unicode, equation_unicode, figure_line_unicode, line_unicode, objective_line_unicode,
};
use crate::language::syntax::{Block, Body, Line, LineKind};

/// A block by its id: what it says in mathematics, its proof, its known mistakes, and its source; `None` where no
/// block has that id.
#[must_use]
pub fn explain(documents: &[Document], wanted: &str, color: bool) -> Option<String> {
    let all = || documents.iter().flat_map(|document| document.blocks.iter().map(move |block| (document, block)));
    let (document, block) = all().find(|(_, block)| id(block) == wanted)?;
    let mut text = head(document, block, color);
    text.push_str(&says(block));
    let blocks: Vec<&Block> = all().map(|(_, block)| block).collect();
    for (title, related) in related(wanted, block, &blocks) {
        if !related.is_empty() {
            text.push_str(&format!("\n{}\n{related}", Paint::Bold.on(title, color)));
        }
    }
    let source = document.source.get(block.span.range()).unwrap_or_default().trim_end();
    let place = format!("{}:{}", document.name, document.line_of(block.span));
    text.push_str(&format!("\n{} {place}\n", Paint::Bold.on("As written in", color)));
    text.extend(source.lines().map(|line| format!("  {line}\n")));
    Some(text)
}

fn head(document: &Document, block: &Block, color: bool) -> String {
    let section = document.section_of(block.span).map_or("", |section| section.title.as_str());
    let mut text = format!("{} {}", kind(block), Paint::Bold.on(&id(block), color));
    if !section.is_empty() {
        text.push_str(&format!("  {}", Paint::Faint.on(&format!("in \"{section}\""), color)));
    }
    text.push('\n');
    if let Some(title) = &block.title {
        text.push_str(&format!("{title}\n"));
    }
    text.push('\n');
    text
}

/// The lines or equations of a block in the signs of mathematics.
fn says(block: &Block) -> String {
    match &block.body {
        Body::Method(recurrences) | Body::Schedule(recurrences) | Body::Flow(recurrences) => {
            recurrences.equations.iter().map(|equation| format!("  {}\n", equation_unicode(equation))).collect()
        }
        Body::Objective(objective) => {
            objective.lines.iter().map(|line| format!("  {}\n", objective_line_unicode(line))).collect()
        }
        Body::Claim(lines) | Body::Step { lines, .. } => {
            lines.iter().map(|line| format!("  {}\n", line_unicode(line))).collect()
        }
        Body::Figure(lines) => lines.iter().map(|line| format!("  {}\n", figure_line_unicode(line))).collect(),
        Body::Assignment(lines) => lines.iter().map(|line| format!("  {}\n", assignment_line_unicode(line))).collect(),
        Body::Mutant(mutant) => {
            let killers: Vec<&str> = mutant.killed_by.iter().map(|name| name.text.as_str()).collect();
            let mut text = format!("  changes {}\n", mutant.of.text);
            if !killers.is_empty() {
                text.push_str(&format!("  should be killed by {}\n", killers.join(", ")));
            }
            text
        }
    }
}

/// Proof steps, corrections, known mistakes and users of a block, each list under its title.
fn related(wanted: &str, block: &Block, all: &[&Block]) -> [(&'static str, String); 4] {
    let name = block.name.text.as_str();
    let mut lists = [
        ("Proof steps", String::new()),
        ("Corrected by", String::new()),
        ("Known mistakes", String::new()),
        ("Used by", String::new()),
    ];
    for other in all {
        let entry = |what: &str| format!("  {}{what}\n", id(other));
        let title = other.title.as_ref().map_or(String::new(), |title| format!("  {title}"));
        match &other.body {
            Body::Step { of, lines } if of.text == wanted => {
                lists[0].1.push_str(&format!("{}{}", entry(&title), shows(lines)))
            }
            Body::Claim(lines) if corrects(lines, wanted) => {
                lists[1].1.push_str(&format!("{}{}", entry(&title), shows(lines)))
            }
            Body::Claim(lines) if runs(lines, name) && is_method(block) => lists[3].1.push_str(&entry(&title)),
            Body::Mutant(mutant) => {
                let killed = mutant.killed_by.iter().any(|killer| killer.text == wanted || killer.text == name);
                if killed || mutant.of.text == wanted {
                    lists[2].1.push_str(&entry(&title));
                }
            }
            _ => {}
        }
    }
    lists
}

fn is_method(block: &Block) -> bool {
    matches!(block.body, Body::Method(_) | Body::Schedule(_) | Body::Flow(_))
}

fn shows(lines: &[Line]) -> String {
    let shows = lines.iter().filter(|line| matches!(line.kind, LineKind::Show { .. }));
    shows.map(|line| format!("      {}\n", line_unicode(line))).collect()
}

fn corrects(lines: &[Line], wanted: &str) -> bool {
    lines.iter().any(|line| matches!(&line.kind, LineKind::Corrects(name) if name.text == wanted))
}

fn runs(lines: &[Line], method: &str) -> bool {
    lines.iter().any(|line| matches!(&line.kind, LineKind::Run(run) if run.method.text == method))
}
