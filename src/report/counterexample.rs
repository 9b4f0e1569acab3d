//! A counterexample, laid out to be checked by hand.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::finding;
use super::number;
use super::paint::Paint;
use super::replays::Replays;
use super::words;
use crate::language::print::mathml::signs;
use crate::verdict::{Counterexample, Formula, Judged, Named, TraceRow, Value, Verdict};

/// Columns that labels are set in.
const LABEL: usize = 12;

/// What breaks a refuted claim: the objective, what is given, the run, the failing relation and the command that
/// judges it again; empty for any other verdict.
#[must_use]
pub fn counterexample(claim: &Judged, replays: &Replays, color: bool) -> String {
    let Verdict::Refuted(found, _) = &claim.verdict else {
        return String::new();
    };
    let mut text = line("claim", &claim.statement);
    text.push_str(&trace(found, color));
    let fails = Paint::Red.on(&failure(found), color);
    text.push_str(&line(&place("fails", found.at), &fails));
    text.push_str(&line("confirmed", &words::confirmed(found)));
    if let Some(replay) = replays.of(claim) {
        text.push_str(&line("replay", replay));
    }
    text
}

/// Where a claim that holds came nearest to failing, and the command that judges that case again; empty where there is
/// no such case.
#[must_use]
pub fn nearest(claim: &Judged, replay: &str) -> String {
    let Verdict::Holds(findings) = &claim.verdict else { return String::new() };
    let Some(slack) = &findings.smallest_slack else { return String::new() };
    let found = format!("{}, at case {}", place(&format!("slack {}", words::slack(slack)), slack.at), slack.number);
    let mut text = line("nearest", &found);
    text.extend(slack.case.problems.values().map(|problem| line("objective", &problem.to_string())));
    text.push_str(&line("replay", replay));
    text
}

/// The sides of the relations that decide with their exact values, as far as they are known; empty where nothing failed.
#[must_use]
pub fn exact_values(found: &Counterexample) -> String {
    let sides = found.finding.as_ref().map(finding::exact_sides).unwrap_or_default();
    let all = found.given.iter().chain(&found.constants).chain(&sides);
    all.map(|named| line("exact", &format!("{} {}", subject(named), said(named, number::exact_value)))).collect()
}

/// Which part of the statement fails, with its numbers.
#[must_use]
pub fn failure(found: &Counterexample) -> String {
    found.finding.as_ref().map_or_else(|| "the statement is false".to_owned(), finding::sentence)
}

/// The objective, what is given, and the run step by step, without a judgement.
#[must_use]
pub fn trace(found: &Counterexample, color: bool) -> String {
    let mut text: String = found.objectives.iter().map(|own| line("objective", &objective(own))).collect();
    for (label, quantities) in [("given", &found.given), ("samples", &found.samples), ("where", &found.constants)] {
        if !quantities.is_empty() {
            text.push_str(&line(label, &in_order(quantities).map(named).collect::<Vec<_>>().join(", ")));
        }
    }
    for run in runs(&found.trace) {
        text.push('\n');
        if !run[0].run.is_empty() {
            text.push_str(&format!("  run {}\n", Paint::Bold.on(&run[0].run, color)));
        }
        text.push_str(&rows(run));
    }
    if !found.trace.is_empty() {
        text.push('\n');
    }
    text
}

fn named(quantity: &Named) -> String {
    format!("{} {}", signs(&subject(quantity)), said(quantity, number::value))
}

/// Quantities in the order in which they are said: which minimiser `w_star` is comes last.
pub(super) fn in_order(quantities: &[Named]) -> impl Iterator<Item = &Named> {
    let (last, first): (Vec<&Named>, Vec<&Named>) =
        quantities.iter().partition(|quantity| quantity.nearest_minimiser_of().is_some());
    first.into_iter().chain(last)
}

/// What a line of a counterexample is about: `eta`, or `w⋆` where it says which minimiser that is.
pub(super) fn subject(quantity: &Named) -> String {
    match quantity.nearest_minimiser_of() {
        None => quantity.name.clone(),
        Some("") => "w⋆".to_owned(),
        Some(objective) => format!("w⋆({objective})"),
    }
}

/// The text about it: `= 1/2`, or `the minimiser nearest to 0`.
pub(super) fn said(quantity: &Named, shown: fn(&Value) -> String) -> String {
    let value = shown(&quantity.value);
    match quantity.nearest_minimiser_of() {
        None => format!("= {value}"),
        Some(_) => format!("the minimiser nearest to {value}"),
    }
}

/// `R(w) = 1/2·huber(w, 1), where huber(z, τ) is ...`
pub(super) fn objective(formula: &Formula) -> String {
    match &formula.legend {
        Some(legend) => format!("{}, where {legend}", formula.text),
        None => formula.text.clone(),
    }
}

fn line(label: &str, value: &str) -> String {
    format!("  {label:<LABEL$}{value}\n")
}

fn place(word: &str, at: Option<i64>) -> String {
    at.map_or_else(|| word.to_owned(), |at| format!("{word} at {at}"))
}

/// The rows of each run, which are adjacent.
fn runs(trace: &[TraceRow]) -> impl Iterator<Item = &[TraceRow]> {
    trace.chunk_by(|a, b| a.run == b.run)
}

fn rows(run: &[TraceRow]) -> String {
    let names = names(run);
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled).force_no_tty();
    table.set_header(std::iter::once("t".to_owned()).chain(names.iter().map(|name| format!("{name}[t]"))));
    let mut before = None;
    for row in run {
        if before.is_some_and(|before| row.time > before + 1) {
            table.add_row(vec!["⋮"; names.len() + 1]);
        }
        before = Some(row.time);
        let cells = names.iter().map(|name| cell(row, name, number::value));
        table.add_row(std::iter::once(row.time.to_string()).chain(cells));
    }
    for column in table.column_iter_mut() {
        column.set_padding((2, 1)).set_cell_alignment(CellAlignment::Right);
    }
    table.lines().map(|line| format!("  {}\n", line.trim_end())).collect()
}

/// The names of a run's sequences, in the method's order.
pub(super) fn names(run: &[TraceRow]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for named in run.iter().flat_map(|row| &row.values) {
        if !names.contains(&named.name.as_str()) {
            names.push(&named.name);
        }
    }
    names
}

/// The value of a sequence at the time of a row.
pub(super) fn cell(row: &TraceRow, name: &str, shown: fn(&Value) -> String) -> String {
    row.values.iter().find(|own| own.name == name).map(|own| shown(&own.value)).unwrap_or_default()
}
