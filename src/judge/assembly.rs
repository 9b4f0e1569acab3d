//! From the tasks of a campaign back to the blocks that they came from, in the order of the notes.

use std::borrow::Cow;

use super::engine::{judged_as, nothing};
use super::progress::Event;
use crate::language::check::{Chapter, ClaimBlock, MutantBlock};
use crate::language::typed::Claim;
use crate::verdict::{Judged, MutantOutcome, Verdict};

/// What a task judges.
pub(super) struct Subject<'a> {
    /// The claim or step.
    pub(super) id: String,
    /// The mutant that was put into it.
    pub(super) mutant: Option<String>,
    /// The claim as judged.
    pub(super) claim: Cow<'a, Claim>,
}

impl Subject<'_> {
    /// Its name in records.
    pub(super) fn label(&self) -> String {
        match &self.mutant {
            None => self.id.clone(),
            Some(mutant) => format!("{mutant} in {}", self.id),
        }
    }
}

/// A claim with the tasks of itself and its steps.
struct BlockTasks<'a> {
    block: &'a ClaimBlock,
    task: usize,
    steps: Vec<(&'a ClaimBlock, usize)>,
}

/// A mutant with the claims that judge it: each one's task, or why the mutant makes no claim of it.
struct MutantTasks<'a> {
    mutant: &'a MutantBlock,
    judges: Vec<(&'a str, Result<usize, String>)>,
}

/// The blocks to be judged, and what was found of them.
#[derive(Default)]
pub(super) struct Assembly<'a> {
    subjects: Vec<Subject<'a>>,
    verdicts: Vec<Option<Verdict>>,
    blocks: Vec<BlockTasks<'a>>,
    mutants: Vec<MutantTasks<'a>>,
    claims_done: Vec<Judged>,
    mutants_done: Vec<MutantOutcome>,
}

impl<'a> Assembly<'a> {
    /// The claims with their steps.
    pub(super) fn of_claims(blocks: impl Iterator<Item = &'a ClaimBlock>) -> Self {
        let mut all = Self::default();
        for block in blocks {
            let task = all.add(block);
            let steps = block.steps.iter().map(|step| (step, all.add(step))).collect();
            all.blocks.push(BlockTasks { block, task, steps });
        }
        all
    }

    fn add(&mut self, block: &'a ClaimBlock) -> usize {
        self.push(Subject { id: block.id.clone(), mutant: None, claim: Cow::Borrowed(&block.claim) })
    }

    fn push(&mut self, subject: Subject<'a>) -> usize {
        self.subjects.push(subject);
        self.verdicts.push(None);
        self.subjects.len() - 1
    }

    /// Every mutant with the claims and steps that it changes, where wanted.
    pub(super) fn add_mutants(&mut self, chapter: &'a Chapter, wanted: &dyn Fn(&MutantBlock, &ClaimBlock) -> bool) {
        for mutant in &chapter.mutants {
            let mut judges = Vec::new();
            for block in chapter.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps)) {
                if !wanted(mutant, block) {
                    continue;
                }
                let Some(changed) = chapter.with_mutant(block, mutant) else { continue };
                let task = changed.map(|claim| {
                    let (id, mutant) = (block.id.clone(), Some(mutant.id.clone()));
                    self.push(Subject { id, mutant, claim: Cow::Owned(claim) })
                });
                judges.push((block.id.as_str(), task));
            }
            self.mutants.push(MutantTasks { mutant, judges });
        }
    }

    /// Hands over what the tasks judge.
    pub(super) fn subjects(&mut self) -> Vec<Subject<'a>> {
        std::mem::take(&mut self.subjects)
    }

    /// Takes in a verdict.
    pub(super) fn found(&mut self, task: usize, verdict: Verdict) {
        self.verdicts[task] = Some(verdict);
    }

    /// Tells of the blocks that are judged whole, as far as all before them are.
    pub(super) fn tell(&mut self, observe: &(dyn Fn(Event<'_>) + Sync)) {
        while let Some(next) = self.blocks.get(self.claims_done.len()) {
            let mut tasks = next.steps.iter().map(|(_, task)| *task).chain([next.task]);
            if !tasks.all(|task| self.verdicts[task].is_some()) {
                return;
            }
            let Some(judged) = self.claim(self.claims_done.len()) else { return };
            observe(Event::Judged { claim: &judged });
            self.claims_done.push(judged);
        }
        while self.mutants_done.len() < self.mutants.len() {
            let Some(outcome) = self.mutant(self.mutants_done.len()) else { return };
            observe(Event::Mutant { mutant: &outcome });
            self.mutants_done.push(outcome);
        }
    }

    /// The claim of that place with as many of its steps as were judged.
    fn claim(&mut self, place: usize) -> Option<Judged> {
        let BlockTasks { block, task, steps } = &self.blocks[place];
        let verdict = self.verdicts[*task].take()?;
        let steps = steps.iter().filter_map(|(step, task)| {
            let verdict = self.verdicts[*task].take()?;
            Some(judged_as(step, verdict, Vec::new()))
        });
        let steps = steps.collect();
        Some(judged_as(block, verdict, steps))
    }

    /// The mutant of that place; nothing where some claim has not judged it.
    fn mutant(&mut self, place: usize) -> Option<MutantOutcome> {
        let MutantTasks { mutant, judges } = &self.mutants[place];
        if !judges.iter().all(|(_, task)| task.as_ref().map_or(true, |task| self.verdicts[*task].is_some())) {
            return None;
        }
        let verdict = |task: &Result<usize, String>| match task {
            Ok(task) => self.verdicts[*task].clone().unwrap_or_else(|| Verdict::Undecided(String::new(), nothing())),
            Err(reason) => Verdict::Undecided(reason.clone(), nothing()),
        };
        let judged_by: Vec<(String, Verdict)> =
            judges.iter().map(|(id, task)| ((*id).to_owned(), verdict(task))).collect();
        let kills = |id: &String| judged_by.iter().any(|(by, found)| by == id && matches!(found, Verdict::Refuted(..)));
        Some(MutantOutcome {
            id: mutant.id.clone(),
            title: mutant.title.clone(),
            of: mutant.of.clone(),
            file: mutant.place.file.clone(),
            line: mutant.place.line,
            should_be_killed_by: mutant.killed_by.clone(),
            as_expected: !mutant.killed_by.is_empty() && mutant.killed_by.iter().all(kills),
            judged_by,
        })
    }

    /// Everything that was judged, in order; where the run was cut short, what there is.
    pub(super) fn finish(mut self) -> (Vec<Judged>, Vec<MutantOutcome>) {
        for place in self.claims_done.len()..self.blocks.len() {
            let judged = self.claim(place);
            self.claims_done.extend(judged);
        }
        for place in self.mutants_done.len()..self.mutants.len() {
            let outcome = self.mutant(place);
            self.mutants_done.extend(outcome);
        }
        (self.claims_done, self.mutants_done)
    }
}
