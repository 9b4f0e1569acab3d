//! Mutants: which claim kills which.

use super::engine::{Options, judge_claim};
use super::progress::Event;
use crate::language::check::{Chapter, ClaimBlock, MutantBlock};
use crate::verdict::{Evidence, Grade, MutantOutcome, Verdict};

/// Judges each mutant by the claims that it names.
pub(super) fn expected_kills(
    chapter: &Chapter,
    options: &Options,
    observe: &(dyn Fn(Event<'_>) + Sync),
) -> Vec<MutantOutcome> {
    judged(chapter, options, observe, &|mutant, block| mutant.killed_by.contains(&block.id))
}

/// Judges each mutant by every claim and step that it changes and that is expected to hold.
pub fn matrix(chapter: &Chapter, options: &Options, observe: &(dyn Fn(Event<'_>) + Sync)) -> Vec<MutantOutcome> {
    let blocks: usize = chapter.claims.iter().map(|claim| 1 + claim.steps.len()).sum();
    let options = &options.with_judgements(chapter.mutants.len() * blocks);
    options.on_threads(|| judged(chapter, options, observe, &|_, block| !block.refuted))
}

fn judged(
    chapter: &Chapter,
    options: &Options,
    observe: &(dyn Fn(Event<'_>) + Sync),
    wanted: &dyn Fn(&MutantBlock, &ClaimBlock) -> bool,
) -> Vec<MutantOutcome> {
    let mut outcomes = Vec::new();
    for mutant in &chapter.mutants {
        let mut judged_by = Vec::new();
        for block in chapter.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps)) {
            if options.cancelled() {
                return outcomes;
            }
            if !wanted(mutant, block) {
                continue;
            }
            let Some(changed) = chapter.with_mutant(block, mutant) else { continue };
            let verdict = match changed {
                Ok(claim) => judge_claim(&claim, &block.id, options, None),
                Err(reason) => Verdict::Undecided(reason, nothing()),
            };
            judged_by.push((block.id.clone(), verdict));
        }
        let killed =
            |id: &String| judged_by.iter().any(|(by, verdict)| by == id && matches!(verdict, Verdict::Refuted(..)));
        let as_expected = !mutant.killed_by.is_empty() && mutant.killed_by.iter().all(killed);
        let outcome = MutantOutcome {
            id: mutant.id.clone(),
            title: mutant.title.clone(),
            of: mutant.of.clone(),
            file: mutant.place.file.clone(),
            line: mutant.place.line,
            should_be_killed_by: mutant.killed_by.clone(),
            as_expected,
            judged_by,
        };
        observe(Event::Mutant { mutant: &outcome });
        outcomes.push(outcome);
    }
    outcomes
}

fn nothing() -> Evidence {
    Evidence {
        grade: Grade::None,
        cases: 0,
        nondegenerate: 0,
        escalated: 0,
        audited: 0,
        undecided: 0,
        rejected: 0,
        horizon: 0,
        smallest_slack: None,
    }
}
