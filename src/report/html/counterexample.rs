//! A counterexample, laid out to be checked by hand.

use super::escape;
use super::picture::picture;
use crate::language::print::mathml;
use crate::report::counterexample as plain;
use crate::report::{finding, number, words};
use crate::verdict::{Counterexample, Formula, Judged, Named, TraceRow, Verdict};

/// A counterexample for the templates; every text is HTML.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub(super) objectives: Vec<String>,
    pub(super) given: Vec<String>,
    pub(super) samples: Vec<String>,
    pub(super) constants: Vec<String>,
    pub(super) runs: Vec<Run>,
    pub(super) failure: String,
    pub(super) exact: Vec<String>,
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
    let Counterexample { objectives, given, samples, constants, trace, at, .. } = &**found;
    let exact = found.finding.as_ref().map(finding::exact_sides).unwrap_or_default();
    Some(Shown {
        objectives: objectives.iter().map(objective).collect(),
        given: plain::in_order(given).map(quantity).collect(),
        samples: samples.iter().map(quantity).collect(),
        constants: constants.iter().map(quantity).collect(),
        runs: trace.chunk_by(|a, b| a.run == b.run).map(run).collect(),
        failure: signed(&plain::failure(found)),
        exact: exact.iter().map(exactly).collect(),
        at: at.map(|at| format!("{} = {}", mathml::quantity(words::index(claim)), signed(&at.to_string()))),
        confirmed: words::confirmed(found),
    })
}

/// A command, whose options are not broken behind their hyphens.
pub(super) fn command(command: &str) -> String {
    let word = |word: &str| {
        let text = escape::text(word);
        if word.starts_with("--") { format!("<span class=\"pair\">{text}</span>") } else { text }
    };
    command.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// A formula, and behind it in words what a function in it is.
fn objective(formula: &Formula) -> String {
    match &formula.legend {
        Some(legend) => format!("{}, where {}", mathml::prose(&formula.text), escape::text(legend)),
        None => mathml::prose(&formula.text),
    }
}

fn quantity(named: &Named) -> String {
    let said = signed(&plain::said(named, number::value));
    format!("<span class=\"pair\">{} {said}</span>", mathml::prose(&plain::subject(named)))
}

fn exactly(named: &Named) -> String {
    let value = signed(&number::exact_value(&named.value));
    format!("{} = <code>{value}</code>", mathml::prose(&named.name))
}

/// A text with minus signs in place of hyphens in front of digits.
fn signed(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    while let Some(sign) = rest.next() {
        let is_minus = sign == '-' && rest.peek().is_some_and(char::is_ascii_digit);
        out.push(if is_minus { '−' } else { sign });
    }
    escape::text(&out)
}

fn run(rows: &[TraceRow]) -> Run {
    let label = &rows[0].run;
    let names = plain::names(rows);
    let qualified = |name: &str| if label.is_empty() { format!("{name}[t]") } else { format!("{label}.{name}[t]") };
    let mut table = Vec::new();
    let mut before = None;
    for row in rows {
        if before.is_some_and(|before| row.time > before + 1) {
            table.push(Vec::new());
        }
        before = Some(row.time);
        let cells = names.iter().map(|name| signed(&plain::cell(row, name, number::rounded)));
        table.push(std::iter::once(row.time.to_string()).chain(cells).collect());
    }
    Run {
        caption: words::run(label),
        head: names.iter().map(|name| mathml::quantity(&qualified(name))).collect(),
        rows: table,
        picture: picture(rows).unwrap_or_default(),
    }
}
