//! Makes tasks of the blocks of a chapter, and puts the verdicts together in the order of the notes.

use std::borrow::Cow;
use std::collections::HashMap;

use super::progress::Event;
use crate::language::check::{Chapter, ClaimBlock, MutantBlock};
use crate::language::typed::Claim;
use crate::verdict::{Catch, Counterexample, Expectation, Findings, Judged, MutantOutcome, Verdict};

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

/// The tasks that a claim's verdict is put together from.
#[derive(Debug, Clone)]
struct ClaimTasks {
    own: usize,
    /// That of its witness, which refutes the claim where it is refuted itself.
    witness: Option<usize>,
    /// Those of what the witness's objective declares of itself: it is of the claim's class only where they hold.
    declared: Vec<usize>,
}

impl ClaimTasks {
    fn all(&self) -> impl Iterator<Item = usize> {
        std::iter::once(self.own).chain(self.witness).chain(self.declared.iter().copied())
    }
}

/// A claim with the tasks of itself and its steps.
struct BlockTasks<'a> {
    block: &'a ClaimBlock,
    tasks: ClaimTasks,
    steps: Vec<(&'a ClaimBlock, ClaimTasks)>,
}

/// A claim that judges a mutant.
struct MutantJudge<'a> {
    id: &'a str,
    /// The claim as it stands.
    right: ClaimTasks,
    /// The claim with the mutant in it, or why the mutant makes no claim of it.
    changed: Result<usize, String>,
}

/// A mutant with the claims that judge it.
struct MutantTasks<'a> {
    mutant: &'a MutantBlock,
    judges: Vec<MutantJudge<'a>>,
}

/// The blocks to be judged, and what was found of them.
#[derive(Default)]
pub(super) struct Assembly<'a> {
    subjects: Vec<Subject<'a>>,
    /// The tasks of the claims and steps without a mutant, by their names.
    known: HashMap<&'a str, usize>,
    /// Those of the claims and steps with their witnesses.
    judged: HashMap<&'a str, ClaimTasks>,
    verdicts: Vec<Option<Verdict>>,
    blocks: Vec<BlockTasks<'a>>,
    mutants: Vec<MutantTasks<'a>>,
    not_judged: Vec<&'a MutantBlock>,
    claims_done: Vec<Judged>,
    mutants_done: Vec<MutantOutcome>,
}

impl<'a> Assembly<'a> {
    /// The claims that are wanted, with their steps and witnesses.
    pub(super) fn of_claims(chapter: &'a Chapter, wanted: &dyn Fn(&ClaimBlock) -> bool) -> Self {
        let mut all = Self::default();
        for block in chapter.claims.iter().filter(|block| wanted(block)) {
            let tasks = all.add(chapter, block);
            let steps = block.steps.iter().map(|step| (step, all.add(chapter, step))).collect();
            all.blocks.push(BlockTasks { block, tasks, steps });
        }
        all
    }

    /// The tasks of a claim and its witness, each once.
    fn add(&mut self, chapter: &'a Chapter, block: &'a ClaimBlock) -> ClaimTasks {
        let own = self.add_one(block);
        let witness = chapter.witness_of(&block.id);
        let declared = witness.map_or(Vec::new(), |witness| chapter.declared_by_objectives_of(witness));
        let declared = declared.into_iter().map(|promise| self.add_one(promise)).collect();
        let tasks = ClaimTasks { own, witness: witness.map(|witness| self.add_one(witness)), declared };
        self.judged.insert(&block.id, tasks.clone());
        tasks
    }

    fn add_one(&mut self, block: &'a ClaimBlock) -> usize {
        if let Some(task) = self.known.get(block.id.as_str()) {
            return *task;
        }
        let task = self.push(Subject { id: block.id.clone(), mutant: None, claim: Cow::Borrowed(&block.claim) });
        self.known.insert(&block.id, task);
        task
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
                // A claim that is false of the correct method tells no mistake apart, so that is judged as well.
                let right = self.add(chapter, block);
                let changed = changed.map(|claim| {
                    let (id, mutant) = (block.id.clone(), Some(mutant.id.clone()));
                    self.push(Subject { id, mutant, claim: Cow::Owned(claim) })
                });
                judges.push(MutantJudge { id: &block.id, right, changed });
            }
            self.mutants.push(MutantTasks { mutant, judges });
        }
    }

    /// The mutants that are not to be judged.
    pub(super) fn leave_mutants(&mut self, chapter: &'a Chapter) {
        self.not_judged = chapter.mutants.iter().collect();
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
            let all = next.steps.iter().map(|(_, tasks)| tasks).chain([&next.tasks]);
            if !all.flat_map(ClaimTasks::all).all(|task| self.verdicts[task].is_some()) {
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
        let BlockTasks { block, tasks, steps } = &self.blocks[place];
        let verdict = self.verdict(&block.id, tasks)?;
        let steps =
            steps.iter().filter_map(|(step, tasks)| Some(judged_as(step, self.verdict(&step.id, tasks)?, Vec::new())));
        Some(judged_as(block, verdict, steps.collect()))
    }

    /// What was found of a claim; a witness that is refuted refutes it.
    fn verdict(&self, id: &str, tasks: &ClaimTasks) -> Option<Verdict> {
        let own = self.verdicts[tasks.own].as_ref()?;
        let belongs = tasks.declared.iter().all(|task| matches!(self.verdicts[*task], Some(Verdict::Holds(_))));
        match (own, tasks.witness.filter(|_| belongs).and_then(|task| self.verdicts[task].as_ref())) {
            (Verdict::Holds(findings) | Verdict::Undecided(_, findings), Some(Verdict::Refuted(found, _))) => {
                let witness = found.witness.clone().or_else(|| Some(Chapter::witness_id(id)));
                let found = Counterexample { witness, ..(**found).clone() };
                Some(Verdict::Refuted(Box::new(found), findings.clone()))
            }
            _ => Some(own.clone()),
        }
    }

    /// The mutant of that place; `None` if some claim has not judged it.
    fn mutant(&mut self, place: usize) -> Option<MutantOutcome> {
        let MutantTasks { mutant, judges } = &self.mutants[place];
        let found = judges.iter().map(|judge| Some((judge.id.to_owned(), self.catch(judge)?)));
        Some(outcome(mutant, mutant.killed_by.clone(), found.collect::<Option<_>>()?))
    }

    /// The mutants that were not judged and yet are known not to be killed by a claim that is named to do so, for that
    /// is refuted of the correct method.
    fn hopeless(&self) -> Vec<MutantOutcome> {
        let is_refuted = |id: &&String| {
            let tasks = self.judged.get(id.as_str());
            tasks.is_some_and(|tasks| matches!(self.verdict(id, tasks), Some(Verdict::Refuted(..))))
        };
        let mut all = Vec::new();
        for mutant in &self.not_judged {
            let named: Vec<String> = mutant.killed_by.iter().filter(is_refuted).cloned().collect();
            if !named.is_empty() {
                let found = named.iter().map(|id| (id.clone(), Catch::DoesNotCount)).collect();
                all.push(outcome(mutant, named, found));
            }
        }
        all
    }

    /// The answer of a claim to a mutant; `None` if it has not been judged yet.
    fn catch(&self, judge: &MutantJudge<'_>) -> Option<Catch> {
        if !judge.right.all().all(|task| self.verdicts[task].is_some()) {
            return None;
        }
        let right = self.verdict(judge.id, &judge.right)?;
        let mutant = match &judge.changed {
            Ok(task) => self.verdicts[*task].clone()?,
            Err(reason) => Verdict::Undecided(reason.clone(), Findings::default()),
        };
        Some(Catch::of(&right, mutant))
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
        let hopeless = self.hopeless();
        self.mutants_done.extend(hopeless);
        (self.claims_done, self.mutants_done)
    }
}

fn outcome(mutant: &MutantBlock, should_be_killed_by: Vec<String>, judged_by: Vec<(String, Catch)>) -> MutantOutcome {
    let mut outcome = MutantOutcome {
        id: mutant.id.clone(),
        title: mutant.title.clone(),
        of: mutant.of.clone(),
        file: mutant.place.file.clone(),
        line: mutant.place.line,
        should_be_killed_by,
        as_expected: false,
        judged_by,
    };
    outcome.as_expected = outcome.is_as_expected();
    outcome
}

/// A block with its verdict.
pub(super) fn judged_as(block: &ClaimBlock, verdict: Verdict, steps: Vec<Judged>) -> Judged {
    let expected = if block.refuted { Expectation::Refuted } else { Expectation::Holds };
    let as_expected = matches!(
        (&verdict, expected),
        (Verdict::Holds(_), Expectation::Holds) | (Verdict::Refuted(..), Expectation::Refuted)
    );
    Judged {
        id: block.id.clone(),
        title: block.title.clone(),
        file: block.place.file.clone(),
        line: block.place.line,
        section: block.place.heading.clone(),
        statement: block.statement(),
        index: block.index().map(str::to_owned),
        declared: block.declared,
        corrects: block.corrects.clone(),
        expected,
        verdict,
        as_expected,
        steps,
    }
}
