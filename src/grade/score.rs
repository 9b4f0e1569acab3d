//! What a program is worth.

use super::assignment::{Assignment, points};
use super::observed::Observed;
use super::result::Line;
use crate::blackbox::{Diagnosis, Method, Options, Origin, Verdict, verify_method};
use crate::language::check::{Item, KeepLine, PointsLine};
use crate::numeric::Rational;

/// What a program gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Score {
    /// The sum.
    pub points: Rational,
    /// Line by line.
    pub lines: Vec<Line>,
    /// The `keep` line that applies.
    pub kept: Option<KeepLine>,
}

/// The name of what a program was named as, if that is a known mistake or another method.
#[must_use]
pub fn named(origin: &Origin) -> Option<&str> {
    match origin {
        Origin::Mistake(id) | Origin::Variant(id) => Some(id),
        Origin::Automatic | Origin::Pair(_) => None,
    }
}

/// The `keep` line of what a program was named as: under whatever name it keeps most.
#[must_use]
pub fn keep_of<'a>(assignment: &Assignment<'a>, observed: &Observed) -> Option<&'a KeepLine> {
    let Verdict::Differs { diagnosis: Diagnosis::Named(name), .. } = &observed.finding.verdict else { return None };
    let is_it = |keep: &&KeepLine| {
        let what = Some(keep.what.as_str());
        named(&name.origin) == what || name.also.iter().any(|also| named(also) == what)
    };
    assignment.block.assigned.keeps.iter().filter(is_it).max_by(|a, b| a.points.cmp(&b.points))
}

/// What a program gets, with the `keep` line that applies. Claims are judged on runs of the program.
#[must_use]
pub fn score(
    assignment: &Assignment<'_>,
    observed: &Observed,
    kept: Option<&KeepLine>,
    method: &dyn Method,
    options: &Options,
) -> Score {
    let assigned = &assignment.block.assigned;
    let finding = &observed.finding;
    let agrees = finding.verdict == Verdict::Agrees;
    let counts = matches!(finding.verdict, Verdict::Differs { .. }) && !observed.hardly_runs();
    let mut found = Score { points: Rational::ZERO, lines: Vec::new(), kept: kept.cloned() };
    for (place, line) in assigned.points.iter().enumerate() {
        let (earned, said) = match &line.item {
            Item::Agreement => (agrees, String::new()),
            Item::Behaviour => (observed.behaves() && (agrees || counts), String::new()),
            Item::Claims(_) if agrees => (true, String::new()),
            Item::Claims(ids) if counts && found.kept.is_none() => {
                let lost: Vec<&String> =
                    ids.iter().filter(|id| is_broken(assignment, observed, id, method, options)).collect();
                let said = lost.iter().map(|id| format!("your runs break it: {}", assignment.claim_title(id)));
                (lost.is_empty(), said.collect::<Vec<_>>().join("; "))
            }
            Item::Claims(_) | Item::Holds | Item::Strength | Item::Refutation => (false, String::new()),
        };
        let own = if earned { line.points.clone() } else { Rational::ZERO };
        found.points = &found.points + &own;
        found.lines.push(entry(place, line, &own, said));
    }
    if let Some(keep) = &found.kept {
        found.points = &found.points + &keep.points;
        found.lines.push(Line {
            number: format!("1.{}", found.lines.len() + 1),
            name: format!("kept for {}", keep.what),
            points: points(&keep.points),
            most: None,
            text: keep.reason.clone().unwrap_or_default(),
        });
    }
    found
}

/// A line of the result.
#[must_use]
pub fn entry(place: usize, line: &PointsLine, earned: &Rational, text: String) -> Line {
    let name = line.reason.clone().unwrap_or_else(|| match &line.item {
        Item::Agreement => "agreement with the lecture".to_owned(),
        Item::Behaviour => "behaviour".to_owned(),
        Item::Claims(ids) => ids.join(", "),
        Item::Holds => "a claim that holds".to_owned(),
        Item::Strength => "a claim that says enough".to_owned(),
        Item::Refutation => "a witness that refutes the claim".to_owned(),
    });
    Line { number: format!("1.{}", place + 1), name, points: points(earned), most: Some(points(&line.points)), text }
}

/// Whether the runs of a program break a claim. Those of whole claims are known from the finding.
fn is_broken(
    assignment: &Assignment<'_>,
    observed: &Observed,
    id: &str,
    method: &dyn Method,
    options: &Options,
) -> bool {
    let chapter = assignment.chapter;
    if chapter.claims.iter().any(|claim| claim.id == id) {
        return observed.finding.broken.iter().any(|broken| broken.id == id);
    }
    verify_method(chapter, id, &observed.finding.method, method, options).is_ok_and(|found| found.is_refuted())
}
