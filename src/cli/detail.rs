//! How much is said of what was found: the digest, or a table of all claims or some.

use super::arguments::{DetailArguments, ShowArgument};
use super::screen;
use crate::language::check::Chapter;
use crate::report::{self, Replays};
use crate::verdict::{Judged, Results, Verdict};

/// Up to this many claims are listed without being asked for.
const FEW: usize = 12;

/// What was found, except for what is not as expected and the last lines.
pub(super) fn findings(chapter: &Chapter, results: &Results, detail: &DetailArguments) -> String {
    let (width, color) = (screen::width(), screen::color());
    if !detail.show.is_empty() {
        let chosen = results.claims.iter().filter(|claim| detail.show.iter().any(|kind| is_of(claim, *kind)));
        let chosen = Results { claims: chosen.cloned().collect(), ..results.clone() };
        return if chosen.claims.is_empty() {
            "No claim is of this kind.\n".to_owned()
        } else {
            report::table(&chosen, width, color)
        };
    }
    if is_listed(results, detail) {
        return report::table(results, width, color);
    }
    let files: Vec<(String, String)> = chapter
        .documents
        .iter()
        .map(|document| {
            let title = document.title().unwrap_or(&document.name);
            (document.name.clone(), title.to_owned())
        })
        .collect();
    report::digest(results, &files, width, color)
}

/// Whether every claim is listed.
pub(super) fn is_listed(results: &Results, detail: &DetailArguments) -> bool {
    detail.verbose || detail.show.is_empty() && results.claims.len() <= FEW
}

/// All that is said of results, whose last lines are `end`.
pub(super) fn said(
    detail: &DetailArguments,
    findings: &str,
    results: &Results,
    replays: &Replays,
    end: &str,
) -> String {
    let color = screen::color();
    let summary = report::summary(results, color);
    if detail.quiet {
        return summary.lines().next_back().map(|line| format!("{line}\n")).unwrap_or_default();
    }
    format!("{findings}\n{}{summary}{end}", report::surprises(results, replays, color))
}

fn is_of(claim: &Judged, kind: ShowArgument) -> bool {
    match kind {
        ShowArgument::Refuted => matches!(claim.verdict, Verdict::Refuted(..)),
        ShowArgument::Undecided => matches!(claim.verdict, Verdict::Undecided(..)),
        ShowArgument::Unexpected => !claim.as_expected || claim.steps.iter().any(|step| !step.as_expected),
        ShowArgument::Sampled => matches!(claim.verdict, Verdict::Holds(_)),
    }
}
