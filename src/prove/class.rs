//! Statements about whole classes: a certificate for each relation and time, and one for every time where the statement allows.

use serde::{Deserialize, Serialize};

use super::compile::{Problem, compile};
use super::instance::{ANY_TIME, Choices, LATEST_STEADY, Open, assume_all, nothing_left, time_range};
use super::search::search;
use crate::certificate::check::Certificate;
use crate::language::syntax::Span;
use crate::language::typed::{Claim, Show, Truth};
use crate::symbolic::{Choice, Execution, Outcome, Unsupported};
use crate::verdict::{Scope, Times};

/// How many times from its first on a statement over an open range is certified one by one.
const HORIZON: i64 = 10;
/// A statement over an open range that is not certified for so many times is not certified at all.
const FEWEST_TIMES: i64 = 3;

/// The work that the search may do for a claim, in multiplications: some seconds.
const WORK: u64 = 3_000_000_000;

/// The instance of a statement that a certificate is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum At {
    /// The statement names no time.
    Once,
    /// This time.
    Time(i64),
    /// Every time from [`LATEST_STEADY`] on.
    AnyTime,
}

/// A relation of a claim at one instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The position of the `show` line, from 0.
    pub statement: usize,
    /// The position of the relation in it, from 0.
    pub relation: usize,
    /// The position of the choice of given whole numbers, from 0.
    pub choice: usize,
    /// The time.
    pub at: At,
}

/// A certificate with what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// What it is for.
    pub place: Place,
    /// The certificate.
    pub certificate: Certificate,
}

/// What certifies one problem: the search, or a file that knows the answer.
pub type Certify<'a> = dyn FnMut(&Place, &Problem) -> Result<Certificate, String> + 'a;

/// Looks for certificates of all statements of a claim.
///
/// # Errors
/// The first statement that has none, with the reason.
pub fn prove_class(claim: &Claim) -> Result<(Scope, Vec<Entry>), Open> {
    let mut entries = Vec::new();
    let mut work = WORK;
    let scope = certify_all(claim, &mut |place, problem| {
        let certificate = search(problem, &mut work)?;
        entries.push(Entry { place: place.clone(), certificate: certificate.clone() });
        Ok(certificate)
    })?;
    Ok((scope, entries))
}

/// Certifies all statements of a claim with what a function returns, and says for what that is enough.
///
/// # Errors
/// The first statement that is not certified, with the reason.
pub fn certify_all(claim: &Claim, certify: &mut Certify<'_>) -> Result<Scope, Open> {
    let whole = claim.shows.first().map_or_else(Span::default, |show| show.span);
    let open = |span: Span, error: Unsupported| Open { span, reason: error.reason };
    if !claim.draws.is_empty() || !claim.flows.is_empty() {
        return Err(open(whole, Unsupported::because("draws and flows have no certificates")));
    }
    let choices = Choices::of(claim).map_err(|error| open(whole, error))?;
    let mut times: Option<Times> = None;
    for (number, choice) in choices.all.iter().enumerate() {
        for (statement, show) in claim.shows.iter().enumerate() {
            let place = Place { statement, relation: 0, choice: number, at: At::Once };
            let proved = certify_show(claim, choice, show, &place, certify).map_err(|error| open(show.span, error))?;
            times = match (times, proved) {
                (Some(known), Some(new)) => Some(known.and(new)),
                (known, new) => known.or(new),
            };
        }
    }
    let times = times.ok_or_else(|| open(whole, nothing_left()))?;
    Ok(Scope { times, samples: choices.samples, whole_numbers: choices.whole_numbers })
}

fn certify_show(
    claim: &Claim,
    choice: &Choice,
    show: &Show,
    place: &Place,
    certify: &mut Certify<'_>,
) -> Outcome<Option<Times>> {
    let mut execution = Execution::new(claim, choice.clone());
    if !assume_all(claim, &mut execution) {
        return Ok(None);
    }
    let Some((index, first, last)) = time_range(show, &mut execution)? else {
        certify_relations(claim, choice, show, place, certify, None)?;
        return Ok(Some(Times::All));
    };
    let end = last.unwrap_or(i64::MAX).min(first.saturating_add(HORIZON - 1));
    let mut proved = None;
    for time in first..=end {
        let place = Place { at: At::Time(time), ..place.clone() };
        match certify_relations(claim, choice, show, &place, certify, Some((index, time))) {
            Ok(()) => proved = Some(time),
            Err(_) if last.is_none() && time >= first + FEWEST_TIMES => break,
            Err(error) => return Err(error),
        }
    }
    let Some(proved) = proved else { return Ok(None) };
    if last == Some(proved) {
        return Ok(Some(Times::All));
    }
    let is_steady = claim.runs.iter().all(|run| i64::from(run.steady) < LATEST_STEADY / 2);
    if last.is_none() && proved >= LATEST_STEADY && is_steady {
        let place = Place { at: At::AnyTime, ..place.clone() };
        if certify_relations(claim, choice, show, &place, certify, Some((index, ANY_TIME))).is_ok() {
            return Ok(Some(Times::Every));
        }
    }
    Ok(Some(Times::UpTo(u32::try_from(proved).unwrap_or(0))))
}

/// Certifies each relation of a conjunction.
fn certify_relations(
    claim: &Claim,
    choice: &Choice,
    show: &Show,
    place: &Place,
    certify: &mut Certify<'_>,
    time: Option<(usize, i64)>,
) -> Outcome<()> {
    for (number, relation) in relations(&show.truth)?.into_iter().enumerate() {
        let mut execution = Execution::new(claim, choice.clone());
        match time {
            Some((index, time)) if place.at == At::AnyTime => execution.open_index(index, time),
            Some((index, time)) => execution.set_index(index, time),
            None => {}
        }
        assume_all(claim, &mut execution);
        let Truth::Relation(op, x, y) = relation else {
            return Err(Unsupported::because("no inequality"));
        };
        let problem = compile(&mut execution, claim, *op, x, y)?;
        let place = Place { relation: number, ..place.clone() };
        certify(&place, &problem).map_err(Unsupported::because)?;
    }
    Ok(())
}

/// The relations of a conjunction.
fn relations(truth: &Truth) -> Outcome<Vec<&Truth>> {
    match truth {
        Truth::And(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(relations(part)?);
            }
            Ok(all)
        }
        Truth::Relation(..) => Ok(vec![truth]),
        _ => Err(Unsupported::because("a statement that is no conjunction of inequalities")),
    }
}
