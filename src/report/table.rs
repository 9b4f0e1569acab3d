//! The table: one row a claim, to be understood at a glance.

use comfy_table::presets::NOTHING;
use comfy_table::{Cell, CellAlignment, Color, ColumnConstraint, ContentArrangement, Table, Width};

use super::paint::Paint;
use super::sections::{Row, sections};
use super::words;
use crate::verdict::{Judged, Results, Verdict};

/// Narrower terminals get this width and wrap.
const NARROWEST: u16 = 72;
/// Lines longer than this are hard to read.
const WIDEST: u16 = 180;
/// `✓ undecided` and room beside it.
const VERDICT_WIDTH: u16 = 13;
const SLACK_WIDTH: u16 = 9;
/// The room for evidence in words: two fifths of what is left, within these.
const EVIDENCE_WIDTHS: (u16, u16) = (16, 36);
/// Blank columns between two cells.
const GUTTER: u16 = 2;

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
    let mut table = empty(width, color);
    let claim = row.claim;
    // A correction whose claim is not in these results has nothing to say of what was taught.
    let taught = if claim.corrects.is_some() { Cell::new("") } else { verdict_cell(claim, color) };
    let corrected = if claim.corrects.is_some() { verdict_cell(claim, color) } else { Cell::new("") };
    table.add_row([
        Cell::new(name(claim)),
        taught,
        corrected,
        Cell::new(words::rests_on(&claim.verdict)),
        slack_cell(claim),
    ]);
    for correction in &row.corrections {
        table.add_row([
            Cell::new(format!("↳ {}", name(correction))),
            Cell::new(""),
            verdict_cell(correction, color),
            Cell::new(words::rests_on(&correction.verdict)),
            slack_cell(correction),
        ]);
    }
    finish(table, width)
}

fn empty(width: u16, color: bool) -> Table {
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

/// Settles the widths, which are the same for every table, and takes the blanks off the ends of lines.
fn finish(mut table: Table, width: u16) -> String {
    let fixed = 2 * VERDICT_WIDTH + SLACK_WIDTH;
    let left = width - fixed;
    let evidence = (left * 2 / 5).clamp(EVIDENCE_WIDTHS.0 + GUTTER, EVIDENCE_WIDTHS.1 + GUTTER);
    let widths = [left - evidence, VERDICT_WIDTH, VERDICT_WIDTH, evidence, SLACK_WIDTH];
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

/// The id, its statement, and its proof in one line.
fn name(claim: &Judged) -> String {
    let mut lines = vec![claim.id.clone(), claim.statement.clone()];
    lines.extend(proof(&claim.steps));
    lines.join("\n")
}

/// `5 of 5 proof steps hold`, and the first that does not.
fn proof(steps: &[Judged]) -> Option<String> {
    let holding = steps.iter().filter(|step| matches!(step.verdict, Verdict::Holds(_))).count();
    let first = steps.iter().find(|step| !matches!(step.verdict, Verdict::Holds(_)));
    let noun = if steps.len() == 1 { "step holds" } else { "steps hold" };
    let text = format!("{holding} of {} proof {noun}", steps.len());
    match first {
        _ if steps.is_empty() => None,
        None => Some(text),
        Some(step) => Some(format!("{text}; first not: {} ({})", step.id, words::verdict(&step.verdict))),
    }
}

fn verdict_cell(claim: &Judged, color: bool) -> Cell {
    let mut text = words::marked(&claim.verdict);
    if !claim.as_expected {
        text.push_str(&format!("\nexpected:\n{}", words::expectation(claim.expected)));
    }
    let cell = Cell::new(text);
    let hue = match &claim.verdict {
        _ if !claim.as_expected => Color::Red,
        Verdict::Holds(_) => Color::Green,
        Verdict::Refuted(..) | Verdict::Undecided(..) => Color::Yellow,
    };
    if color { cell.fg(hue) } else { cell }
}

fn slack_cell(claim: &Judged) -> Cell {
    let text = match &claim.verdict {
        Verdict::Holds(evidence) => evidence.smallest_slack.as_ref().map(words::slack),
        Verdict::Refuted(..) | Verdict::Undecided(..) => None,
    };
    Cell::new(text.unwrap_or_default()).set_alignment(CellAlignment::Right)
}
