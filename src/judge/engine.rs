//! The engine: small scope first, then random cases, in parallel; the lowest failing case wins.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::{IntoParallelIterator, ParallelIterator};

use super::case::{CaseJudge, Exact, Screen};
use super::counterexample::{describe, shown, shrunk};
use super::data::with_data;
use super::mutants;
use super::progress::Event;
use super::statistical;
use crate::generate::{Schema, case_stream, random_case, small_scope};
use crate::language::check::{Chapter, ClaimBlock};
use crate::language::typed::Claim;
use crate::method::{Method, Program, compile};
use crate::numeric::Fault;
use crate::numeric::tolerance::{AUDIT_SHARE, UNDECIDED_SHARE};
use crate::problem::ProblemSpec;
use crate::verdict::{Case, Counterexample, Evidence, Expectation, Grade, Judged, Results, Slack, Verdict};

/// Cases between two looks at the results: a failing claim does not run on for long.
const CHUNK: u64 = 250;

/// The fewest judgements that the statistical error probability is divided over, so that a claim judged alone gets the
/// verdict that it gets in its chapter.
const JUDGEMENTS: u64 = 1 << 10;

/// How to judge.
#[derive(Debug, Clone)]
pub struct Options {
    /// Random cases a claim, beside the small scope.
    pub cases: u64,
    /// The seed.
    pub seed: u64,
    /// Threads; 0 for one a core.
    pub jobs: usize,
    /// Only this claim (with its steps), or this step.
    pub claim: Option<String>,
    /// Problems of real data, each used as further cases.
    pub data: Vec<ProblemSpec>,
    /// Whether mutants are judged too.
    pub mutants: bool,
    /// Over how many judgements the error probability of the statistical judge is divided.
    pub judgements: u64,
    /// Set from outside to stop.
    pub cancel: Arc<AtomicBool>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            cases: 2_000,
            seed: 0,
            jobs: 0,
            claim: None,
            data: Vec::new(),
            mutants: true,
            judgements: JUDGEMENTS,
            cancel: Arc::default(),
        }
    }
}

impl Options {
    pub(super) fn cancelled(&self) -> bool {
        self.cancel.load(Ordering::Relaxed)
    }

    /// The same with the statistical error probability divided over at least so many judgements.
    pub(super) fn with_judgements(&self, judgements: usize) -> Self {
        Self { judgements: self.judgements.max(judgements as u64), ..self.clone() }
    }

    /// Runs on the wanted number of threads.
    pub(super) fn on_threads<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        match rayon::ThreadPoolBuilder::new().num_threads(self.jobs).build() {
            Ok(pool) => pool.install(work),
            Err(_) => work(),
        }
    }
}

/// What one case came to.
struct Outcome {
    number: u64,
    kind: Kind,
    escalated: bool,
    audited: bool,
    horizon: u32,
    slack: f64,
    at: Option<i64>,
    agrees: Option<u32>,
    degenerate: bool,
    error: Option<f64>,
    reason: Option<&'static str>,
}

enum Kind {
    Holds,
    Fails,
    Rejected,
    Undecided,
    /// Left to the statistical judge.
    TooManyOutcomes,
}

/// Judges every claim of a chapter.
pub fn verify(chapter: &Chapter, options: &Options, observe: &(dyn Fn(Event<'_>) + Sync)) -> Results {
    let steps: usize = chapter.claims.iter().map(|claim| 1 + claim.steps.len()).sum();
    let options = &options.with_judgements(steps + chapter.mutants.iter().map(|m| m.killed_by.len()).sum::<usize>());
    options.on_threads(|| {
        let wanted = |block: &&ClaimBlock| {
            let claim = options.claim.as_deref();
            claim.is_none_or(|claim| claim == block.id || block.steps.iter().any(|step| step.id == claim))
        };
        let claims: Vec<&ClaimBlock> = chapter.claims.iter().filter(wanted).collect();
        let mutants = if options.mutants && options.claim.is_none() { chapter.mutants.len() } else { 0 };
        observe(Event::Started { claims: claims.len(), mutants });
        let mut results = Results {
            seed: options.seed,
            cases: options.cases,
            claims: Vec::new(),
            mutants: Vec::new(),
            interrupted: false,
        };
        for block in claims {
            if options.cancelled() {
                break;
            }
            observe(Event::Judging { id: &block.id });
            let judged = judge_block(block, options);
            if options.cancelled() {
                break;
            }
            observe(Event::Judged { claim: &judged });
            results.claims.push(judged);
        }
        if mutants > 0 && !options.cancelled() {
            results.mutants = mutants::expected_kills(chapter, options, observe);
        }
        results.interrupted = options.cancelled();
        results
    })
}

fn judge_block(block: &ClaimBlock, options: &Options) -> Judged {
    let steps = block.steps.iter().map(|step| judge_block(step, options)).collect();
    judged_as(block, judge_claim(&block.claim, &block.id, options, None), steps)
}

fn judged_as(block: &ClaimBlock, verdict: Verdict, steps: Vec<Judged>) -> Judged {
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
        corrects: block.corrects.clone(),
        expected,
        verdict,
        as_expected,
        steps,
        replay: None,
    }
}

/// Judges one checked claim, perhaps with an opaque method in the place of one it runs.
#[must_use]
pub fn judge_claim(claim: &Claim, id: &str, options: &Options, subject: Option<&dyn Method>) -> Verdict {
    let program = compile(claim);
    let schema = Schema::of(claim);
    let small = small_scope(&schema);
    let first_random = small.len() as u64;
    let random = options.cases;
    let real: u64 = if schema.equality { 0 } else { options.data.len() as u64 * (options.cases / 200).min(10) };
    let total = first_random + random + real;
    let make = |number: u64| -> Option<Case> {
        if number < first_random {
            return small.get(usize::try_from(number).ok()?).cloned();
        }
        let case = random_case(&schema, case_stream(options.seed, id, number))?;
        if number < first_random + random {
            return schema.check(&case).is_ok().then_some(case);
        }
        let which = usize::try_from(number - first_random - random).ok()? % options.data.len();
        with_data(&schema, &case, &options.data[which])
    };
    let drawing = |number: u64| {
        let draws = statistical::draws(options, id, number);
        make(number).map(|case| Case { draws: Some(draws), ..case })
    };
    let mut queue = statistical::Queue::new(first_random..first_random + random, &schema, options);
    let mut tally = Tally::default();
    let mut number = 0;
    while number < total && !options.cancelled() {
        let end = (number + CHUNK).min(total);
        let outcomes: Vec<Option<Outcome>> = (number..end)
            .into_par_iter()
            .map_init(
                || CaseJudge::new(&program, subject),
                |judge, number| make(number).map(|case| judge_case(judge, &program, number, &case)),
            )
            .collect();
        for mut outcome in outcomes.into_iter().flatten() {
            let mut case = None;
            if matches!(outcome.kind, Kind::TooManyOutcomes) {
                case = queue.admits(outcome.number).then(|| drawing(outcome.number)).flatten();
                let Some(case) = &case else { continue };
                outcome = judge_case(&mut CaseJudge::new(&program, subject), &program, outcome.number, case);
                queue.judged(outcome.number, matches!(outcome.kind, Kind::Rejected));
            }
            let failed = matches!(outcome.kind, Kind::Fails);
            tally.add(&outcome);
            if failed {
                let judge = CaseJudge::new(&program, subject);
                if let Some(case) = case.or_else(|| make(outcome.number))
                    && let Some(counterexample) = minimal(&schema, &program, &judge, outcome.number, case)
                {
                    return Verdict::Refuted(Box::new(counterexample), tally.evidence(&make));
                }
            }
        }
        number = end;
    }
    tally.verdict(&make)
}

fn minimal(
    schema: &Schema,
    program: &Program,
    judge: &CaseJudge<'_>,
    number: u64,
    case: Case,
) -> Option<Counterexample> {
    // Making a statistical counterexample smaller would take as many draws again for each attempt.
    let small = if case.draws.is_some() { case } else { shrunk(schema, judge, case) };
    describe(program, judge, number, small)
}

fn judge_case(judge: &mut CaseJudge<'_>, program: &Program, number: u64, case: &Case) -> Outcome {
    let mut outcome = Outcome {
        number,
        kind: Kind::Holds,
        escalated: false,
        audited: false,
        horizon: if program.open { case.horizon } else { 1 },
        slack: f64::INFINITY,
        at: None,
        agrees: None,
        degenerate: false,
        error: None,
        reason: None,
    };
    match judge.screen(case) {
        Screen::Settled { slack, at } => {
            outcome.slack = slack;
            outcome.at = at;
            outcome.degenerate = slack.is_infinite();
            if !number.is_multiple_of(u64::from(AUDIT_SHARE)) {
                return outcome;
            }
            outcome.audited = true;
        }
        Screen::Unsettled => {}
    }
    outcome.escalated = true;
    match judge.decide(case) {
        Exact::Holds { slack, at, agrees, degenerate, error } => {
            outcome.error = error;
            outcome.slack = slack;
            outcome.at = at;
            outcome.agrees = agrees;
            outcome.degenerate = degenerate;
        }
        Exact::Fails { .. } => outcome.kind = Kind::Fails,
        Exact::Rejected => outcome.kind = Kind::Rejected,
        Exact::Undecided(Fault::TooManyOutcomes) => outcome.kind = Kind::TooManyOutcomes,
        Exact::Undecided(_) => outcome.kind = Kind::Undecided,
        Exact::Refused(reason) => {
            outcome.kind = Kind::Undecided;
            outcome.reason = Some(reason);
        }
    }
    outcome
}

/// Counts.
#[derive(Default)]
struct Tally {
    cases: u64,
    nondegenerate: u64,
    escalated: u64,
    audited: u64,
    undecided: u64,
    rejected: u64,
    horizon: u32,
    agrees: Option<u32>,
    /// The error probability of one statistical case, and how many there were.
    statistical: Option<(f64, u64)>,
    reason: Option<&'static str>,
    smallest: Option<(f64, u64, Option<i64>)>,
}

impl Tally {
    fn add(&mut self, outcome: &Outcome) {
        if matches!(outcome.kind, Kind::Rejected) {
            self.rejected += 1;
            return;
        }
        self.cases += 1;
        self.escalated += u64::from(outcome.escalated);
        self.audited += u64::from(outcome.audited);
        if matches!(outcome.kind, Kind::Undecided) {
            self.undecided += 1;
            self.reason = self.reason.or(outcome.reason);
            return;
        }
        self.horizon = self.horizon.max(outcome.horizon);
        self.nondegenerate += u64::from(!outcome.degenerate);
        if let Some(error) = outcome.error {
            self.statistical = Some((error, self.statistical.map_or(1, |(_, count)| count + 1)));
        }
        if let Some(bits) = outcome.agrees {
            self.agrees = Some(self.agrees.map_or(bits, |known| known.min(bits)));
        }
        let found = (outcome.slack, outcome.number, outcome.at);
        if outcome.slack.is_finite() && self.smallest.is_none_or(|known| found.0 < known.0) {
            self.smallest = Some(found);
        }
    }

    fn evidence(&self, make: &impl Fn(u64) -> Option<Case>) -> Evidence {
        let decided = self.cases - self.undecided;
        let grade = match (self.agrees, self.statistical) {
            _ if decided == 0 => Grade::None,
            (_, Some((error, count))) => Grade::Consistent { error: error * count as f64 },
            (Some(bits), None) => Grade::AgreesTo { bits },
            _ if self.escalated == self.cases => Grade::ExactOnCases,
            _ => Grade::Survived,
        };
        let smallest_slack =
            self.smallest.and_then(|(value, number, at)| Some(Slack { value, number, at, case: make(number)? }));
        Evidence {
            grade,
            cases: self.cases,
            nondegenerate: self.nondegenerate,
            escalated: self.escalated,
            audited: self.audited,
            undecided: self.undecided,
            rejected: self.rejected,
            horizon: self.horizon,
            smallest_slack,
        }
    }

    fn verdict(&self, make: &impl Fn(u64) -> Option<Case>) -> Verdict {
        let evidence = self.evidence(make);
        if self.cases == 0 {
            return Verdict::Undecided("no case met what the claim is given".to_owned(), evidence);
        }
        if self.undecided as f64 > UNDECIDED_SHARE * self.cases as f64 {
            let why = self.reason.map_or(String::new(), |reason| format!(": {reason}"));
            let reason = format!("{} of {} cases stayed undecided{why}", self.undecided, self.cases);
            return Verdict::Undecided(reason, evidence);
        }
        if self.nondegenerate == 0 {
            return Verdict::Undecided("every case was 0 = 0".to_owned(), evidence);
        }
        Verdict::Holds(evidence)
    }
}

/// One case judged again.
#[derive(Debug, Clone)]
pub struct Replay {
    /// The claim with its verdict on this case.
    pub judged: Judged,
    /// The case with its run, whether it breaks the claim or not.
    pub shown: Counterexample,
}

/// Judges one case of a claim or step again, perhaps with a mutant in it.
///
/// # Errors
/// What does not fit, in words.
pub fn replay(chapter: &Chapter, id: &str, mutant: Option<&str>, case: &Case) -> Result<Replay, String> {
    let block = chapter.find(id).ok_or_else(|| format!("there is no claim `{id}`"))?;
    let changed = match mutant {
        None => None,
        Some(mutant) => {
            let mutant = chapter.find_mutant(mutant).ok_or_else(|| format!("there is no mutant `{mutant}`"))?;
            let changed = chapter.with_mutant(block, mutant);
            Some(changed.ok_or_else(|| format!("the mutant `{}` changes nothing in `{id}`", mutant.id))??)
        }
    };
    let claim = changed.as_ref().unwrap_or(&block.claim);
    let program = compile(claim);
    let schema = Schema::of(claim);
    schema.check(case)?;
    let mut judge = CaseJudge::new(&program, None);
    let mut tally = Tally::default();
    tally.add(&judge_case(&mut judge, &program, 0, case));
    let verdict = match describe(&program, &judge, 0, case.clone()) {
        Some(counterexample) => Verdict::Refuted(Box::new(counterexample), tally.evidence(&|_| Some(case.clone()))),
        None => tally.verdict(&|_| Some(case.clone())),
    };
    let shown = match &verdict {
        Verdict::Refuted(counterexample, _) => (**counterexample).clone(),
        _ => shown(&program, case.clone()),
    };
    Ok(Replay { judged: judged_as(block, verdict, Vec::new()), shown })
}

/// Judges a claim with an opaque method in the place of the one it replaces.
///
/// # Errors
/// Where there is no such claim, or it does not run the method.
pub fn verify_method(
    chapter: &Chapter,
    claim: &str,
    method: &dyn Method,
    options: &Options,
) -> Result<Verdict, String> {
    let block = chapter.find(claim).ok_or_else(|| format!("there is no claim `{claim}`"))?;
    if !Chapter::methods_of(block).contains(method.replaces()) {
        return Err(format!("`{claim}` does not run `{}`", method.replaces()));
    }
    Ok(options.on_threads(|| judge_claim(&block.claim, claim, options, Some(method))))
}
