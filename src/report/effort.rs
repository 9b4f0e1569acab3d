//! The cost of exact arithmetic: the share of cases that needed it, the time per case, and the undecided cases.

use std::time::Duration;

use comfy_table::{CellAlignment, Table};

use super::table;
use super::words;
use crate::verdict::{Counts, Findings, Results};

/// One row a claim or step. Its times are measured: they differ from run to run.
#[must_use]
pub fn effort(results: &Results, width: u16, color: bool) -> String {
    let mut rows = table::empty(width, color);
    rows.add_row(["Claim", "Cases", "Untried", "Searched", "Exact", "Time per case", "Undecided", "On data"]);
    for claim in results.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps)) {
        rows.add_row(row(&claim.id, claim.verdict.findings()));
    }
    right_aligned(&mut rows);
    rows.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn row(id: &str, findings: &Findings) -> [String; 8] {
    let Counts { cases, escalated, undecided, untried, searched, .. } = findings.counts;
    [
        id.to_owned(),
        words::count(cases),
        words::count(untried),
        words::count(searched),
        share(escalated, cases),
        if escalated == 0 { String::new() } else { time(findings.exact_time.0, escalated) },
        share(undecided, cases),
        words::count(findings.data.iter().map(|set| set.cases).sum()),
    ]
}

fn right_aligned(table: &mut Table) {
    for column in table.column_iter_mut().skip(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// `3.1 %`
#[expect(clippy::cast_precision_loss, reason = "a share is shown to one digit")]
fn share(part: u64, whole: u64) -> String {
    if part == 0 { "0 %".to_owned() } else { format!("{:.1} %", 100.0 * part as f64 / whole as f64) }
}

/// The mean, `0.42 ms`.
#[expect(clippy::cast_precision_loss, reason = "a time is shown to two digits")]
fn time(total: Duration, count: u64) -> String {
    format!("{:.2} ms", total.as_secs_f64() * 1000.0 / count as f64)
}
