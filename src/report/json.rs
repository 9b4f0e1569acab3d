//! The results file, version 1 (docs/results.md). Its shape is its own, so that the program's types may change
//! without it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::finding;
use super::number;
use super::replays::Replays;
use super::words;
use crate::verdict::{
    Arithmetic, Case, Comparison, Counterexample, Counts, DataEvidence, Evidence, Findings, Judged, MutantOutcome,
    Named, Outcome, Results, Side, Slack, TraceRow, Tried, Verdict,
};

/// The name and version of the format.
pub const SCHEMA: &str = "descentcheck/results/v1";

/// The results as JSON, indented, with a line feed at its end; the same results give the same bytes.
///
/// # Errors
/// A number that has no JSON form; no results of a judge hold one.
pub fn json(results: &Results, replays: &Replays) -> Result<String, serde_json::Error> {
    let file = File {
        schema: SCHEMA,
        seed: results.seed,
        interrupted: results.interrupted,
        claims: results.claims.iter().map(|judged| claim(judged, replays)).collect(),
        mutants: results.mutants.iter().map(mutant).collect(),
    };
    let mut text = serde_json::to_string_pretty(&file)?;
    text.push('\n');
    Ok(text)
}

#[derive(Serialize)]
struct File<'a> {
    schema: &'static str,
    seed: u64,
    /// Only there where the run was cut short.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    interrupted: bool,
    claims: Vec<ClaimEntry<'a>>,
    mutants: Vec<MutantEntry<'a>>,
}

#[derive(Serialize)]
struct ClaimEntry<'a> {
    id: &'a str,
    title: Option<&'a str>,
    file: &'a str,
    line: usize,
    section: &'a str,
    statement: &'a str,
    corrects: Option<&'a str>,
    verdict: &'static str,
    expected: &'static str,
    as_expected: bool,
    evidence: EvidenceEntry<'a>,
    counterexample: Option<CounterexampleEntry<'a>>,
    reason: Option<&'a str>,
    replay: Option<&'a str>,
    steps: Vec<ClaimEntry<'a>>,
}

#[derive(Serialize)]
struct EvidenceEntry<'a> {
    grade: Grade<'a>,
    /// What speaks for the claim beside that; only there where more than one judge has evidence.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    further: &'a [Evidence],
    #[serde(flatten)]
    counts: &'a Counts,
    tried: &'a Tried,
    smallest_slack: Option<SlackEntry<'a>>,
    data: Vec<DataEntry<'a>>,
}

/// The strongest evidence, or `none`.
#[derive(Serialize)]
#[serde(untagged)]
enum Grade<'a> {
    Of(&'a Evidence),
    None(&'static str),
}

impl<'a> Grade<'a> {
    fn of(evidence: Option<&'a Evidence>) -> Self {
        evidence.map_or(Self::None("none"), Self::Of)
    }
}

#[derive(Serialize)]
struct DataEntry<'a> {
    name: &'a str,
    loss: &'a str,
    grade: Grade<'a>,
    cases: u64,
    undecided: u64,
    rejected: u64,
    horizon: u32,
    not_judged: Option<&'a str>,
}

#[derive(Serialize)]
struct SlackEntry<'a> {
    value: f64,
    number: u64,
    at: Option<i64>,
    case: &'a Case,
}

#[derive(Serialize)]
struct CounterexampleEntry<'a> {
    number: Option<u64>,
    case: &'a Case,
    confirmed_by: Arithmetic,
    at: Option<i64>,
    objectives: BTreeMap<&'a str, String>,
    given: BTreeMap<&'a str, String>,
    samples: BTreeMap<&'a str, String>,
    constants: BTreeMap<&'a str, String>,
    failure: String,
    relations: Vec<RelationEntry<'a>>,
    trace: Vec<RowEntry<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    witness: Option<&'a str>,
}

/// A relation that the statement is made of, with the numbers of its sides.
#[derive(Serialize)]
struct RelationEntry<'a> {
    left: SideEntry<'a>,
    relation: &'static str,
    right: SideEntry<'a>,
    component: Option<usize>,
    /// Absent where it has no value or is not decided.
    holds: Option<bool>,
}

#[derive(Serialize)]
struct SideEntry<'a> {
    written: &'a str,
    exact: Option<String>,
    near: Option<f64>,
}

#[derive(Serialize)]
struct RowEntry<'a> {
    run: &'a str,
    time: i64,
    values: Vec<(&'a str, String)>,
}

#[derive(Serialize)]
struct MutantEntry<'a> {
    id: &'a str,
    title: Option<&'a str>,
    of: &'a str,
    file: &'a str,
    line: usize,
    should_be_killed_by: &'a [String],
    judged_by: Vec<(&'a str, &'static str)>,
    as_expected: bool,
}

fn claim<'a>(judged: &'a Judged, replays: &'a Replays) -> ClaimEntry<'a> {
    let (counterexample, reason) = match &judged.verdict {
        Verdict::Holds(_) => (None, None),
        Verdict::Refuted(counterexample, _) => (Some(entry(counterexample)), None),
        Verdict::Undecided(reason, _) => (None, Some(reason.as_str())),
    };
    ClaimEntry {
        id: &judged.id,
        title: judged.title.as_deref(),
        file: &judged.file,
        line: judged.line,
        section: &judged.section,
        statement: &judged.statement,
        corrects: judged.corrects.as_deref(),
        verdict: words::verdict(&judged.verdict),
        expected: words::expectation(judged.expected),
        as_expected: judged.as_expected,
        evidence: evidence(judged.verdict.findings()),
        counterexample,
        reason,
        replay: replays.of(judged),
        steps: judged.steps.iter().map(|step| claim(step, replays)).collect(),
    }
}

fn evidence(findings: &Findings) -> EvidenceEntry<'_> {
    // JSON has no infinite numbers; an infinite slack says nothing anyway.
    let smallest = findings.smallest_slack.as_ref().filter(|slack: &&Slack| slack.value.is_finite());
    EvidenceEntry {
        grade: Grade::of(findings.strongest()),
        further: findings.evidence.get(1..).unwrap_or_default(),
        counts: &findings.counts,
        tried: &findings.tried,
        smallest_slack: smallest.map(|slack| SlackEntry {
            value: slack.value,
            number: slack.number,
            at: slack.at,
            case: &slack.case,
        }),
        data: findings.data.iter().map(data).collect(),
    }
}

fn data(set: &DataEvidence) -> DataEntry<'_> {
    DataEntry {
        name: &set.name,
        loss: &set.loss,
        grade: Grade::of(set.evidence.as_ref()),
        cases: set.cases,
        undecided: set.undecided,
        rejected: set.rejected,
        horizon: set.horizon,
        not_judged: set.not_judged.as_deref(),
    }
}

fn entry(counterexample: &Counterexample) -> CounterexampleEntry<'_> {
    let relations = counterexample.finding.as_ref().map(finding::relations).unwrap_or_default();
    let objectives = counterexample.objectives.iter();
    CounterexampleEntry {
        number: counterexample.number,
        case: &counterexample.case,
        confirmed_by: counterexample.confirmed_by,
        at: counterexample.at,
        objectives: objectives.map(|own| (own.name.as_str(), super::counterexample::objective(own))).collect(),
        given: quantities(&counterexample.given),
        samples: quantities(&counterexample.samples),
        constants: quantities(&counterexample.constants),
        failure: super::counterexample::failure(counterexample),
        relations: relations.into_iter().map(relation).collect(),
        trace: counterexample.trace.iter().map(row).collect(),
        witness: counterexample.witness.as_deref(),
    }
}

fn quantities(all: &[Named]) -> BTreeMap<&str, String> {
    all.iter().map(|named| (named.name.as_str(), number::exact_value(&named.value))).collect()
}

fn relation(comparison: &Comparison) -> RelationEntry<'_> {
    RelationEntry {
        left: side(&comparison.left, comparison.component),
        relation: finding::sign(comparison.op),
        right: side(&comparison.right, comparison.component),
        component: comparison.component,
        holds: match comparison.outcome() {
            Outcome::True => Some(true),
            Outcome::False => Some(false),
            Outcome::Undefined | Outcome::Unknown => None,
        },
    }
}

/// A side that is one number, of vectors the component that decides.
fn side(side: &Side, component: Option<usize>) -> SideEntry<'_> {
    let number = side.value.as_ref().ok().and_then(|value| match (value.numbers.as_slice(), component) {
        ([only], _) => Some(only),
        (all, Some(component)) => all.get(component - 1),
        _ => None,
    });
    // JSON has no infinite numbers.
    let near = number.map(|number| number.near()).filter(|near| near.is_finite());
    SideEntry { written: &side.written, exact: number.map(number::exact), near }
}

fn row(row: &TraceRow) -> RowEntry<'_> {
    let values = row.values.iter().map(|named| (named.name.as_str(), number::value(&named.value)));
    RowEntry { run: &row.run, time: row.time, values: values.collect() }
}

fn mutant(outcome: &MutantOutcome) -> MutantEntry<'_> {
    let judged_by = outcome.judged_by.iter();
    MutantEntry {
        id: &outcome.id,
        title: outcome.title.as_deref(),
        of: &outcome.of,
        file: &outcome.file,
        line: outcome.line,
        should_be_killed_by: &outcome.should_be_killed_by,
        judged_by: judged_by.map(|(claim, found)| (claim.as_str(), words::catch(found))).collect(),
        as_expected: outcome.as_expected,
    }
}

#[cfg(test)]
mod tests {
    use super::{Replays, SCHEMA, json};
    use crate::verdict::Results;

    fn results(interrupted: bool) -> Results {
        Results { seed: 7, cases: 10, claims: Vec::new(), mutants: Vec::new(), interrupted }
    }

    #[test]
    fn results_name_their_format_and_end_in_a_line_feed() {
        let text = json(&results(false), &Replays::default()).expect("it has a JSON form");
        assert!(text.contains(SCHEMA) && text.ends_with("}\n") && !text.contains("interrupted"));
    }

    #[test]
    fn results_that_were_cut_short_say_so() {
        assert!(
            json(&results(true), &Replays::default()).expect("it has a JSON form").contains("\"interrupted\": true")
        );
    }
}
