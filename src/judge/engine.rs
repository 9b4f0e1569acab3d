//! The public functions of the judges: for a chapter, a claim, or one case.

use super::assembly::{Assembly, judged_as};
use super::campaign::{Task, run};
use super::case::CaseJudge;
use super::counterexample::{describe, shown};
use super::options::Options;
use super::progress::Event;
use super::registry::JUDGES;
use super::seam::{Judge, Question};
use super::tally::{Tally, judge_case};
use crate::evaluate::compile;
use crate::generate::{Misfit, Schema};
use crate::language::WrongNotes;
use crate::language::check::{Chapter, ClaimBlock};
use crate::language::typed::Claim;
use crate::verdict::{Case, Counterexample, Findings, Judged, MutantOutcome, Results, Verdict};

/// Judges every claim of a chapter, and its mutants by the claims that they name.
pub fn verify(chapter: &Chapter, options: &Options, observe: &(dyn Fn(Event<'_>) + Sync)) -> Results {
    verify_with(&[], chapter, options, observe)
}

/// The same with judges beside those of the list. What a screen leaves open, and what is audited, comes to them before the other judges
/// of the list.
pub fn verify_with(
    more: &[&dyn Judge],
    chapter: &Chapter,
    options: &Options,
    observe: &(dyn Fn(Event<'_>) + Sync),
) -> Results {
    let wanted = |block: &ClaimBlock| {
        let claim = options.claim.as_deref();
        claim.is_none_or(|claim| claim == block.id || block.steps.iter().any(|step| step.id == claim))
    };
    let mut assembly = Assembly::of_claims(chapter, &wanted);
    if options.mutants && options.claim.is_none() {
        assembly.add_mutants(chapter, &|mutant, block| mutant.killed_by.contains(&block.id));
    } else {
        assembly.leave_mutants(chapter);
    }
    let judges: Vec<&dyn Judge> = more.iter().copied().chain(JUDGES.iter().copied()).collect();
    let (claims, mutants) = judged(assembly, &judges, judgements(chapter), options, observe);
    Results { seed: options.seed, cases: options.cases, claims, mutants, interrupted: options.cancelled() }
}

/// Judges each mutant by every claim and step that it changes and that is expected to hold or named to kill it.
pub fn matrix(chapter: &Chapter, options: &Options, observe: &(dyn Fn(Event<'_>) + Sync)) -> Vec<MutantOutcome> {
    let mut assembly = Assembly::of_claims(chapter, &|_| false);
    assembly.add_mutants(chapter, &|mutant, block| !block.refuted || mutant.killed_by.contains(&block.id));
    judged(assembly, JUDGES, judgements(chapter), options, observe).1
}

/// The most judgements of any run on a chapter, so that a claim gets the same statistical verdict in each of them.
fn judgements(chapter: &Chapter) -> usize {
    let blocks: usize = chapter.claims.iter().map(|claim| 1 + claim.steps.len()).sum();
    blocks * (1 + chapter.mutants.len())
}

fn judged(
    mut assembly: Assembly<'_>,
    judges: &[&dyn Judge],
    judgements: usize,
    options: &Options,
    observe: &(dyn Fn(Event<'_>) + Sync),
) -> (Vec<Judged>, Vec<MutantOutcome>) {
    let subjects = assembly.subjects();
    let programs: Vec<_> = subjects.iter().map(|subject| compile(&subject.claim)).collect();
    let kept = |claim: &str, mutant: Option<&str>| {
        let same = options.kept.iter().filter(|kept| kept.claim == claim && kept.mutant.as_deref() == mutant);
        same.map(|kept| kept.case.clone()).collect()
    };
    let tasks: Vec<Task<'_>> = subjects
        .iter()
        .zip(&programs)
        .map(|(subject, program)| {
            let question = Question { id: &subject.id, claim: &subject.claim, program };
            Task::new(subject.label(), question, judges, kept(&subject.id, subject.mutant.as_deref()))
        })
        .collect();
    observe(Event::Started { tasks: tasks.len() });
    run(&tasks, judgements, options, observe, &mut |task, verdict| {
        assembly.found(task, verdict);
        assembly.tell(observe);
    });
    assembly.finish()
}

/// Judges one checked claim; `id` names its random streams, so that a claim gets the verdict that it gets in its chapter.
#[must_use]
pub fn judge(claim: &Claim, id: &str, options: &Options) -> Verdict {
    let program = compile(claim);
    let kept = options.kept.iter().filter(|kept| kept.claim == id && kept.mutant.is_none());
    let kept = kept.map(|kept| kept.case.clone()).collect();
    let task = Task::new(id.to_owned(), Question { id, claim, program: &program }, JUDGES, kept);
    let mut found = None;
    run(&[task], 1, options, &|_| {}, &mut |_, verdict| found = Some(verdict));
    found.unwrap_or_else(|| Verdict::Undecided("nothing was judged".to_owned(), Findings::default()))
}

/// One case judged again.
#[derive(Debug, Clone)]
pub struct Replay {
    /// The claim with its verdict on this case.
    pub judged: Judged,
    /// The case with its run, whether it breaks the claim or not.
    pub shown: Counterexample,
}

/// Why a case cannot be judged again.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ReplayError {
    /// There is no such claim or step.
    #[error("there is no claim `{0}`")]
    NoClaim(String),
    /// There is no such mutant.
    #[error("there is no mutant `{0}`")]
    NoMutant(String),
    /// The mutant is of something that the claim does not use.
    #[error("the mutant `{mutant}` changes nothing in `{claim}`")]
    Unchanged {
        /// The mutant.
        mutant: String,
        /// The claim.
        claim: String,
    },
    /// With the mutant in it, the claim is none.
    #[error(transparent)]
    Broken(WrongNotes),
    /// The case is none of the claim's.
    #[error(transparent)]
    Misfit(#[from] Misfit),
}

/// Judges one case of a claim or step again, perhaps with a mutant in it.
///
/// # Errors
/// What does not fit, in words.
pub fn replay(chapter: &Chapter, id: &str, mutant: Option<&str>, case: &Case) -> Result<Replay, ReplayError> {
    let block = chapter.find(id).ok_or_else(|| ReplayError::NoClaim(id.to_owned()))?;
    let changed = match mutant {
        None => None,
        Some(mutant) => {
            let mutant = chapter.find_mutant(mutant).ok_or_else(|| ReplayError::NoMutant(mutant.to_owned()))?;
            let changed = chapter.with_mutant(block, mutant);
            let changed =
                changed.ok_or_else(|| ReplayError::Unchanged { mutant: mutant.id.clone(), claim: id.to_owned() });
            Some(changed?.map_err(ReplayError::Broken)?)
        }
    };
    let claim = changed.as_ref().unwrap_or(&block.claim);
    let program = compile(claim);
    Schema::of(claim).check(case)?;
    let judge = CaseJudge::new(claim, &program);
    let mut tally = Tally::default();
    tally.add_case(&judge_case(&judge, &program, 0, case, false, f64::INFINITY), &program, case);
    let make = |_| Some(case.clone());
    let verdict = match describe(claim, &program, &judge, Some(0), case.clone()) {
        Some(counterexample) => Verdict::Refuted(Box::new(counterexample), tally.findings(make)),
        None => judge.with_exact_slack(tally.verdict(make)),
    };
    let shown = match &verdict {
        Verdict::Refuted(counterexample, _) => (**counterexample).clone(),
        _ => shown(claim, &program, case.clone()),
    };
    Ok(Replay { judged: judged_as(block, verdict, Vec::new()), shown })
}
