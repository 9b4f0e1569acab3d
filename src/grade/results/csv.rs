//! A grade book: one row a submission.

use std::collections::BTreeMap;

use ::csv::Writer;

use crate::grade::result::{Graded, Line, said};

/// The grade book. What begins like a formula of a spreadsheet is put in quotes for it.
///
/// # Errors
/// None that can happen: it is written to memory.
pub fn csv(results: &[Graded]) -> Result<String, ::csv::Error> {
    let mut columns: Vec<(&str, &str)> = Vec::new();
    for line in results.iter().flat_map(|graded| &graded.lines) {
        let column = column(line);
        if !columns.iter().any(|(known, _)| *known == column.0) {
            columns.push(column);
        }
    }
    let mut twins: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for graded in results.iter().filter(|graded| !graded.hash.is_empty()) {
        twins.entry(&graded.hash).or_default().push(&graded.submission);
    }
    let mut writer = Writer::from_writer(Vec::new());
    let fixed = ["submission", "assignment", "points", "of", "verdict", "diagnosis"];
    writer.write_record(
        fixed.iter().copied().chain(columns.iter().map(|(_, name)| *name)).chain(["sha256", "same file as"]),
    )?;
    for graded in results {
        let mut row = vec![
            plain(&graded.submission),
            graded.assignment.clone(),
            graded.points.map_or(String::new(), said),
            said(graded.total),
            graded.verdict.clone(),
            plain(graded.diagnosis.as_deref().unwrap_or_default()),
        ];
        row.extend(columns.iter().map(|(key, _)| {
            let line = graded.lines.iter().find(|line| column(line).0 == *key);
            line.map_or(String::new(), |line| said(line.points))
        }));
        let others = twins.get(graded.hash.as_str()).into_iter().flatten().filter(|other| **other != graded.submission);
        row.push(graded.hash.clone());
        row.push(plain(&others.copied().collect::<Vec<_>>().join("; ")));
        writer.write_record(&row)?;
    }
    let bytes = writer.into_inner().map_err(|error| ::csv::Error::from(error.into_error()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// What a line's column is told from others by, and its heading. Points that are kept have one column, whatever they are kept for.
fn column(line: &Line) -> (&str, &str) {
    if line.most.is_none() { ("kept", "kept") } else { (&line.number, &line.name) }
}

/// A text that no spreadsheet takes for a formula.
fn plain(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}
