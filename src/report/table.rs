//! The table of the terminal: one row per claim.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width};

use super::paint::Paint;
use super::sections::{Row, sections};
use super::words;
use crate::verdict::{Expectation, Judged, Results, Verdict};

/// Narrower terminals get this width and wrap.
const NARROWEST: u16 = 72;
/// Lines longer than this are hard to read.
const WIDEST: u16 = 140;
/// `✓ undecided` and room beside it.
const VERDICT_WIDTH: u16 = 12;
const SLACK_WIDTH: u16 = 8;
/// The room for evidence in words: two fifths of what is left, within these.
const EVIDENCE_WIDTHS: (u16, u16) = (22, 38);
/// Statements stand below their ids, a little to the right.
const INDENT: usize = 4;
/// Blank columns between two cells.
const GUTTER: u16 = 1;

/// All claims, by section, at a width in columns.
#[must_use]
pub fn table(results: &Results, width: u16, color: bool) -> String {
    let width = width.clamp(NARROWEST, WIDEST);
    let mut text = headings(width, color);
    for section in sections(&results.claims) {
        let rule = "─".repeat(usize::from(width));
        text.push_str(&format!("{}\n", Paint::Faint.on(&rule, color)));
        let heading = Paint::Bold.on(section.heading, color);
        text.push_str(&format!("{heading}  {}\n\n", Paint::Faint.on(section.file, color)));
        let rows: Vec<String> = section.rows.iter().map(|row| show(row, width, color)).collect();
        text.push_str(&rows.join("\n"));
    }
    text
}

fn headings(width: u16, color: bool) -> String {
    let mut table = empty(width, color);
    table.add_row(["Claim", "As taught", "Corrected", "Evidence", "Smallest slack"]);
    finish(table, width)
}

fn show(row: &Row<'_>, width: u16, color: bool) -> String {
    let claim = row.claim;
    // A correction whose claim is not in these results says nothing about what was taught.
    let mut text = entry(claim, claim.corrects.is_some(), &claim.id, width, color);
    for correction in &row.corrections {
        text.push_str(&entry(correction, true, &format!("↳ {}", correction.id), width, color));
    }
    text
}

/// The id with its verdict, and below, over the whole width, what it says and what it states.
fn entry(claim: &Judged, is_correction: bool, id: &str, width: u16, color: bool) -> String {
    let verdict = verdict_cell(claim, color);
    let (taught, corrected) = if is_correction { (Cell::new(""), verdict) } else { (verdict, Cell::new("")) };
    let mut table = empty(width, color);
    let name = Cell::new(broken(id, usize::from(columns(width)[0] - GUTTER)));
    table.add_row([name, taught, corrected, Cell::new(words::rests_on(&claim.verdict)), slack_cell(claim)]);
    let mut text = finish(table, width);
    if !claim.as_expected {
        let warning = format!("NOT AS EXPECTED: the notes say that it {}", expected(claim));
        text.push_str(&Paint::Red.on(&indented(&warning, usize::from(width)), color));
    }
    let proof = words::proof(&claim.steps);
    for line in claim.title.iter().chain(std::iter::once(&claim.statement)).chain(&proof) {
        text.push_str(&indented(line, usize::from(width)));
    }
    text
}

/// Breaks an id too long for its column behind a hyphen or slash.
fn broken(id: &str, width: usize) -> String {
    let mut lines: Vec<String> = vec![String::new()];
    for part in id.split_inclusive(['-', '/']) {
        let (last, long) = (lines.len() - 1, part.chars().count());
        if !lines[last].is_empty() && lines[last].chars().count() + long > width {
            lines.push(format!("  {part}"));
        } else {
            lines[last].push_str(part);
        }
    }
    lines.join("\n")
}

/// A text below its id, broken between words where it is too long for one line.
fn indented(text: &str, width: usize) -> String {
    let room = width - INDENT;
    let mut lines = vec![String::new()];
    if text.chars().count() <= room {
        lines[0].push_str(text);
    } else {
        for word in text.split_whitespace() {
            let last = lines.len() - 1;
            if lines[last].is_empty() {
                lines[last].push_str(word);
            } else if lines[last].chars().count() + 1 + word.chars().count() <= room {
                lines[last].push(' ');
                lines[last].push_str(word);
            } else {
                lines.push(format!("{:INDENT$}{word}", ""));
            }
        }
    }
    lines.iter().map(|line| format!("{:INDENT$}{line}\n", "")).collect()
}

pub(super) fn empty(width: u16, color: bool) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

/// The widths of the columns, which are the same for every table.
fn columns(width: u16) -> [u16; 5] {
    let left = width - 2 * VERDICT_WIDTH - SLACK_WIDTH;
    let evidence = (left * 2 / 5).clamp(EVIDENCE_WIDTHS.0, EVIDENCE_WIDTHS.1);
    [left - evidence, VERDICT_WIDTH, VERDICT_WIDTH, evidence, SLACK_WIDTH]
}

/// Settles the widths and takes the blanks off the ends of lines.
fn finish(mut table: Table, width: u16) -> String {
    let widths = columns(width);
    table.set_constraints(widths.map(|width| ColumnConstraint::Absolute(Width::Fixed(width))));
    for column in table.column_iter_mut() {
        column.set_padding((0, GUTTER));
    }
    if let Some(last) = table.column_mut(widths.len() - 1) {
        last.set_padding((0, 0));
    }
    let mut text = String::new();
    for line in table.lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn expected(claim: &Judged) -> &'static str {
    match claim.expected {
        Expectation::Holds => "holds",
        Expectation::Refuted => "is refuted",
    }
}

fn verdict_cell(claim: &Judged, color: bool) -> Cell {
    let cell = Cell::new(words::marked(&claim.verdict));
    let hue = match &claim.verdict {
        _ if !claim.as_expected => Color::Red,
        Verdict::Holds(_) => Color::Green,
        Verdict::Refuted(..) | Verdict::Undecided(..) => Color::Yellow,
    };
    if color { cell.fg(hue) } else { cell }
}

fn slack_cell(claim: &Judged) -> Cell {
    let text = match &claim.verdict {
        Verdict::Holds(findings) => findings.smallest_slack.as_ref().map(words::slack),
        Verdict::Refuted(..) | Verdict::Undecided(..) => None,
    };
    Cell::new(text.unwrap_or_default()).set_alignment(CellAlignment::Right)
}
