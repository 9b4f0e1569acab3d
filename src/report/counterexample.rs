//! A counterexample, laid out to be checked by hand.

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::paint::Paint;
use super::words;
use crate::verdict::{Counterexample, Judged, TraceRow, Verdict};

/// Rows of a run shown at either end of a long one.
const SHOWN_ROWS: usize = 12;
/// Columns that labels are set in.
const LABEL: usize = 12;

/// What breaks a refuted claim: the objective, what is given, the run, the failing relation and the command that
/// judges it again; empty for any other verdict.
#[must_use]
pub fn counterexample(claim: &Judged, color: bool) -> String {
    let Verdict::Refuted(found, _) = &claim.verdict else {
        return String::new();
    };
    let mut text = line("claim", &claim.statement);
    text.push_str(&trace(found, color));
    let fails = Paint::Red.on(&found.failure, color);
    text.push_str(&line(&place("fails", found.at), &fails));
    text.push_str(&line("confirmed", &words::confirmed(found)));
    if let Some(replay) = &claim.replay {
        text.push_str(&line("replay", replay));
    }
    text
}

/// Where a claim that holds came nearest to failing, and the command that judges that case again; empty where there is
/// no such case.
#[must_use]
pub fn nearest(claim: &Judged, replay: &str) -> String {
    let Verdict::Holds(evidence) = &claim.verdict else { return String::new() };
    let Some(slack) = &evidence.smallest_slack else { return String::new() };
    let found = format!("{}, at case {}", place(&format!("slack {}", words::slack(slack)), slack.at), slack.number);
    let mut text = line("nearest", &found);
    text.extend(slack.case.problems.values().map(|problem| line("objective", &problem.to_string())));
    text.push_str(&line("replay", replay));
    text
}

/// The objective, what is given, and the run step by step, without a judgement.
#[must_use]
pub fn trace(found: &Counterexample, color: bool) -> String {
    let mut text: String = found.objectives.values().map(|formula| line("objective", formula)).collect();
    if !found.given.is_empty() {
        let given: Vec<String> = found.given.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        text.push_str(&line("given", &given.join(", ")));
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

fn line(label: &str, value: &str) -> String {
    format!("  {label:<LABEL$}{value}\n")
}

fn place(word: &str, at: Option<i64>) -> String {
    at.map_or_else(|| word.to_owned(), |at| format!("{word} at {at}"))
}

/// The rows of each run, which stand together.
fn runs(trace: &[TraceRow]) -> impl Iterator<Item = &[TraceRow]> {
    trace.chunk_by(|a, b| a.run == b.run)
}

fn rows(run: &[TraceRow]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in run.iter().flat_map(|row| &row.values) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let mut table = Table::new();
    table.load_preset(NOTHING).set_content_arrangement(ContentArrangement::Disabled).force_no_tty();
    table.set_header(std::iter::once("t".to_owned()).chain(names.iter().map(|name| format!("{name}[t]"))));
    for (index, row) in run.iter().enumerate() {
        if index == SHOWN_ROWS && run.len() > 2 * SHOWN_ROWS {
            table.add_row(vec!["⋮"; names.len() + 1]);
        }
        if index >= SHOWN_ROWS && index + SHOWN_ROWS < run.len() {
            continue;
        }
        let value = |name: &&str| row.values.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value);
        table.add_row(std::iter::once(row.time.to_string()).chain(names.iter().map(|n| value(n).to_owned())));
    }
    for column in table.column_iter_mut() {
        column.set_padding((2, 1)).set_cell_alignment(CellAlignment::Right);
    }
    table.lines().map(|line| format!("  {}\n", line.trim_end())).collect()
}
