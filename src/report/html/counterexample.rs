//! A counterexample, laid out to be checked by hand.

use super::picture::picture;
use super::typeset;
use crate::language::mathml;
use crate::report::words;
use crate::verdict::{Counterexample, Judged, TraceRow, Verdict};

/// Rows of a run shown at either end of a long one.
const SHOWN_ROWS: usize = 12;

/// A counterexample for the templates; every text is HTML.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) objectives: Vec<String>,
    pub(super) given: Vec<String>,
    pub(super) runs: Vec<Run>,
    pub(super) failure: String,
    pub(super) at: Option<String>,
    pub(super) confirmed: String,
}

/// One run as a table.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) caption: String,
    pub(super) head: Vec<String>,
    /// Each row begins with its time; an empty one stands for what is left out.
    pub(super) rows: Vec<Vec<String>>,
    pub(super) picture: String,
}

/// The counterexample of a refuted claim.
pub(super) fn shown(claim: &Judged) -> Option<Shown> {
    let Verdict::Refuted(found, _) = &claim.verdict else {
        return None;
    };
    let Counterexample { objectives, given, trace, failure, at, .. } = &**found;
    Some(Shown {
        objectives: objectives.values().map(|formula| objective(formula)).collect(),
        given: given.iter().map(|(name, value)| quantity(name, value)).collect(),
        runs: trace.chunk_by(|a, b| a.run == b.run).map(run).collect(),
        failure: relation(failure),
        at: at.map(|at| format!("{} = {}", mathml::quantity(words::index(claim)), signed(&at.to_string()))),
        confirmed: words::confirmed(found),
    })
}

/// A command, whose options are not broken behind their hyphens.
pub(super) fn command(command: &str) -> String {
    let word = |word: &str| {
        let text = typeset::text(word);
        if word.starts_with("--") { format!("<span class=\"pair\">{text}</span>") } else { text }
    };
    command.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A formula, and behind it in words what a function in it is.
fn objective(formula: &str) -> String {
    match formula.split_once(", where ") {
        Some((formula, legend)) => format!("{}, where {}", mathml::prose(formula), typeset::text(legend)),
        None => mathml::prose(formula),
    }
}

fn quantity(name: &str, value: &str) -> String {
    format!("<span class=\"pair\">{} = {}</span>", mathml::quantity(name), signed(value))
}

/// `0.5 ≤ 0.25 is false`, with its sides kept whole.
fn relation(failure: &str) -> String {
    signed(failure)
}

/// A text with minus signs in the place of hyphens in front of digits.
fn signed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(sign) = rest.next() {
        let is_minus = sign == '-' && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_minus { '−' } else { sign });
    }
    typeset::text(&out)
}

fn run(rows: &[TraceRow]) -> Run {
    let label = &rows[0].run;
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flat_map(|row| &row.values) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let qualified = |name: &str| if label.is_empty() { format!("{name}[t]") } else { format!("{label}.{name}[t]") };
    let mut table = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let is_long = rows.len() > 2 * SHOWN_ROWS;
        if is_long && place == SHOWN_ROWS {
            table.push(Vec::new());
        }
        if is_long && place >= SHOWN_ROWS && place + SHOWN_ROWS < rows.len() {
            continue;
        }
        let value = |name: &&str| row.values.iter().find(|(own, _)| own == name).map_or("", |(_, value)| value);
        let cells = names.iter().map(|name| signed(&words::shortened(value(name))));
        table.push(std::iter::once(row.time.to_string()).chain(cells).collect());
    }
    Run {
        caption: words::run(label),
        head: names.iter().map(|name| mathml::quantity(&qualified(name))).collect(),
        rows: table,
        picture: picture(rows).unwrap_or_default(),
    }
}
