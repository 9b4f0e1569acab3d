//! The summary of a run: one paragraph, and everything that is not as expected.

use super::counterexample::counterexample;
use super::paint::Paint;
use super::replays::Replays;
use super::words;
use crate::verdict::{Catch, Judged, Results, Verdict};

/// `38 claims: 30 hold, 8 refuted. 40 of 40 proof steps hold. ... Every verdict is as expected.`
#[must_use]
pub fn summary(results: &Results, color: bool) -> String {
    let mut lines = lines(results);
    let paint = if surprising(results) == 0 { Paint::Green } else { Paint::Red };
    let last = lines.pop().unwrap_or_default();
    lines.push(format!("{} Seed {}.", paint.on(&last, color), results.seed));
    lines.join("\n") + "\n"
}

/// The same in sentences, of which the last says whether everything is as expected.
pub(super) fn lines(results: &Results) -> Vec<String> {
    let claims: Vec<&Judged> = results.claims.iter().collect();
    let mut lines: Vec<String> = words::claims(&claims).into_iter().collect();
    lines.extend(steps(&results.claims));
    lines.extend(killed(results));
    if results.interrupted {
        lines.push("Interrupted: the rest was not judged.".to_owned());
    }
    lines.push(match surprising(results) {
        0 => "Every verdict is as expected.".to_owned(),
        1 => "1 verdict is not as expected.".to_owned(),
        more => format!("{more} verdicts are not as expected."),
    });
    lines
}

/// How many verdicts are not as expected.
pub(super) fn surprising(results: &Results) -> usize {
    unexpected(results).len() + results.mutants.iter().filter(|mutant| !mutant.as_expected).count()
}

/// Each verdict that is not as expected: where it stands, why, and its counterexample.
#[must_use]
pub fn surprises(results: &Results, replays: &Replays, color: bool) -> String {
    let mut text = String::new();
    for claim in unexpected(results) {
        let head = format!("{}:{}: {}", claim.file, claim.line, claim.id);
        let found = words::verdict(&claim.verdict);
        let expected = words::expectation(claim.expected);
        text.push_str(&format!("{} is {found}, expected: {expected}\n", Paint::Red.on(&head, color)));
        match &claim.verdict {
            Verdict::Holds(_) => text.push_str(&format!("  {}\n", words::rests_on(&claim.verdict))),
            Verdict::Undecided(reason, _) => text.push_str(&format!("  {reason}\n")),
            Verdict::Refuted(..) => text.push_str(&counterexample(claim, replays, color)),
        }
        text.push('\n');
    }
    for mutant in results.mutants.iter().filter(|mutant| !mutant.as_expected) {
        let head = format!("{}:{}: {}", mutant.file, mutant.line, mutant.id);
        let survivors: Vec<String> = mutant.missed_by().map(|id| words::missed(mutant, id)).collect();
        let by = survivors.join(", ");
        text.push_str(&format!("{} should be killed by {by}, but is not\n", Paint::Red.on(&head, color)));
    }
    text
}

/// Which claims were not judged on which data sets, by the reason; empty where all were, or there are none.
#[must_use]
pub fn not_on_data(results: &Results) -> String {
    /// The most claims named for one reason.
    const NAMED: usize = 6;
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    let mut claims: Vec<Vec<&str>> = Vec::new();
    for claim in results.all() {
        for reason in words::reasons_not_on_data(claim.verdict.findings()) {
            let at = reasons.iter().position(|known| *known == reason).unwrap_or_else(|| {
                reasons.push(reason);
                claims.push(Vec::new());
                reasons.len() - 1
            });
            claims[at].push(&claim.id);
        }
    }
    let line = |((reason, sets), claims): (&(&str, Vec<String>), &Vec<&str>)| {
        let named = claims.iter().take(NAMED).copied().collect::<Vec<&str>>().join(", ");
        let more = claims.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("Not judged on {}, because {reason}: {named}{more}.\n", words::data_sets(sets))
    };
    reasons.iter().zip(&claims).map(line).collect()
}

/// The command that judges each counterexample again that the notes expect, one line per claim.
#[must_use]
pub fn replay_lines(results: &Results, replays: &Replays) -> String {
    let all = results.all().filter(|claim| claim.as_expected);
    all.filter_map(|claim| Some(format!("{}: {}\n", claim.id, replays.of(claim)?))).collect()
}

fn unexpected(results: &Results) -> Vec<&Judged> {
    let all = results.all();
    all.filter(|claim| !claim.as_expected).collect()
}

fn steps(claims: &[Judged]) -> Option<String> {
    let steps: Vec<&Judged> = claims.iter().flat_map(|claim| &claim.steps).collect();
    let held = steps.iter().filter(|step| matches!(step.verdict, Verdict::Holds(_))).count();
    (!steps.is_empty()).then(|| format!("{held} of {} proof steps hold.", steps.len()))
}

fn killed(results: &Results) -> Option<String> {
    // Where mutants were not judged, only those are listed that no judging could save.
    if results.mutants.iter().all(|mutant| mutant.judged_by.iter().all(|(_, found)| *found == Catch::DoesNotCount)) {
        return None;
    }
    let all = results.mutants.len();
    let killed = results.mutants.iter().filter(|mutant| mutant.as_expected).count();
    (all > 0).then(|| format!("{killed} of {all} known mistakes are caught by every claim that should catch them."))
}
