//! Claims of a chapter on recorded runs of a program.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Mutex;

use super::allowance::Allowance;
use super::error::CannotJudge;
use super::evaluate::Asked;
use super::finding::Broken;
use super::options::Options;
use super::question::{Ended, Method, Oracle, Parameters, Value};
use super::record::{End, Setup, record};
use super::replay::{Agreement, replay};
use super::resolve::resolved;
use super::tree::Equations;
use super::written::Written;
use crate::evaluate::{Known, Machine, Program, Subject, Wanted, compile};
use crate::generate::{Schema, case_stream, random_case, small_scope};
use crate::judge;
use crate::language::check::{Chapter, ClaimBlock};
use crate::numeric::tolerance::BROKEN_SLACK;
use crate::numeric::{Fault, Float};
use crate::verdict::{self, Case};

/// What is found of a claim with a program in the place of a method that it runs.
#[derive(Debug, Clone)]
pub enum OnClaim {
    /// On all cases the program takes the steps of the method: what is found of the claim is found of the program.
    TheMethod(Box<verdict::Verdict>),
    /// The program is not the method, and some of its runs break the claim.
    Broken(Box<BrokenRun>),
    /// The program is not the method, but none of its runs breaks the claim.
    NotBroken {
        /// How many runs.
        runs: usize,
    },
    /// Too few cases could be judged, for this reason.
    Unjudged(String),
}

/// The first run that breaks a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct BrokenRun {
    /// The case.
    pub case: Case,
    /// The index at which the claim fails.
    pub at: Option<i64>,
    /// The relative slack, negative; not a number where the claim has no value.
    pub slack: f64,
    /// Why it has none.
    pub reason: Option<String>,
    /// How the program's run ended, where it ended early.
    pub end: Option<End>,
    /// Of so many runs.
    pub runs: usize,
    /// So many break it.
    pub broken: usize,
}

impl OnClaim {
    /// Whether the claim holds of the program, as far as anything is said to hold.
    #[must_use]
    pub fn holds(&self) -> bool {
        matches!(self, Self::TheMethod(verdict) if matches!(**verdict, verdict::Verdict::Holds(_)))
    }

    /// Whether the claim is false of the program.
    #[must_use]
    pub fn is_refuted(&self) -> bool {
        match self {
            Self::TheMethod(verdict) => matches!(**verdict, verdict::Verdict::Refuted(..)),
            Self::Broken(_) => true,
            Self::NotBroken { .. } | Self::Unjudged(_) => false,
        }
    }
}

/// Judges a claim with a program in the place of a method that it runs.
///
/// The program is run once on each case of the claim and its steps are compared with the method's. Where all agree the claim is
/// judged of the method itself. Where they do not, the claim is judged on the recorded runs, in doubles and to within
/// [`BROKEN_SLACK`] of the size of its terms.
///
/// # Errors
/// Where there is no such claim, or it does not run the method, or the method cannot be replayed, or its runs depend on draws.
pub fn verify_method(
    chapter: &Chapter,
    claim: &str,
    name: &str,
    method: &dyn Method,
    options: &Options,
) -> Result<OnClaim, CannotJudge> {
    let block = chapter.find(claim).ok_or_else(|| CannotJudge::NoClaim(claim.to_owned()))?;
    let found = run_on(chapter, block, name, method, options)?;
    if found.differing == 0 && found.agreeing > 0 {
        let options = judge::Options {
            cases: options.cases as u64,
            seed: options.seed,
            mutants: false,
            ..judge::Options::default()
        };
        return Ok(OnClaim::TheMethod(Box::new(judge::judge(&block.claim, claim, &options))));
    }
    if let Some(first) = found.first {
        return Ok(OnClaim::Broken(Box::new(BrokenRun { runs: found.runs, broken: found.broken, ..first })));
    }
    if found.differing > 0 {
        return Ok(OnClaim::NotBroken { runs: found.runs });
    }
    Ok(OnClaim::Unjudged(found.reason.unwrap_or_else(|| "no case has a step that can be judged".to_owned())))
}

/// The claims that hold of a method and that runs of a program break, each tried on so many cases.
pub(super) fn broken(chapter: &Chapter, name: &str, method: &dyn Method, options: &Options) -> Vec<Broken> {
    let mut all = Vec::new();
    for block in true_claims(chapter, name) {
        let Ok(found) = run_on(chapter, block, name, method, options) else { continue };
        if found.broken > 0 {
            let title = block.title.clone().unwrap_or_else(|| block.statement());
            all.push(Broken { id: block.id.clone(), title, runs: found.runs, broken: found.broken });
        }
    }
    all
}

/// The claims of a chapter about a method that no program can break: none of the method's known mistakes, run as a program, does.
///
/// Such a claim speaks of sequences that are computed from the points, whatever program made these; a program is not judged by it.
#[must_use]
pub fn beyond_programs(chapter: &Chapter, name: &str, options: &Options) -> Vec<String> {
    let mistakes: Vec<Equations> = chapter
        .mutants
        .iter()
        .filter(|mutant| mutant.of == name)
        .filter_map(|mutant| resolved(&chapter.mutated(mutant)?, &options.values).ok())
        .collect();
    let is_broken = |block: &ClaimBlock| {
        mistakes
            .iter()
            .any(|mistake| run_on(chapter, block, name, &Written(mistake), options).is_ok_and(|found| found.broken > 0))
    };
    true_claims(chapter, name).filter(|block| !is_broken(block)).map(|block| block.id.clone()).collect()
}

/// The claims that are expected to hold and run a method.
fn true_claims<'a>(chapter: &'a Chapter, name: &'a str) -> impl Iterator<Item = &'a ClaimBlock> {
    let runs_it = move |block: &&ClaimBlock| block.claim.runs.iter().any(|run| run.method == name && !run.random);
    chapter.claims.iter().filter(|block| !block.refuted && !block.declared).filter(runs_it)
}

/// What the runs of a program on the cases of a claim come to.
#[derive(Default)]
struct Runs {
    runs: usize,
    agreeing: usize,
    differing: usize,
    broken: usize,
    first: Option<BrokenRun>,
    reason: Option<String>,
}

fn run_on(
    chapter: &Chapter,
    block: &ClaimBlock,
    name: &str,
    method: &dyn Method,
    options: &Options,
) -> Result<Runs, CannotJudge> {
    let id = &block.id;
    let no_method = || CannotJudge::NoMethod { name: name.to_owned(), near: None };
    let written = chapter.recurrences(name).ok_or_else(no_method)?;
    let own: Vec<_> = block.claim.runs.iter().filter(|run| run.method == name).collect();
    if own.is_empty() {
        return Err(CannotJudge::NotRun { claim: id.clone(), method: name.to_owned() });
    }
    if own.iter().any(|run| run.random) {
        return Err(CannotJudge::RandomRun { claim: id.clone(), method: name.to_owned() });
    }
    let equations = resolved(written, &options.values)?;
    let program = compile(&block.claim);
    let schema = Schema::of(&block.claim);
    let mut cases = small_scope(&schema);
    cases.truncate(options.cases / 4);
    let number = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let rest = cases.len()..options.cases;
    cases.extend(rest.filter_map(|k| random_case(&schema, case_stream(options.seed, id, number(k)))));
    let parameters = written.parameters.iter().map(|parameter| parameter.name.text.clone()).collect();
    let wanted = own.len();
    let notes = Mutex::default();
    let recorder = Recorder { name, parameters, method, equations: &equations, options, wanted, notes };
    let mut found = Runs::default();
    for case in cases {
        found.take(&program, &recorder, case);
    }
    Ok(found)
}

impl Runs {
    fn take(&mut self, program: &Program, recorder: &Recorder<'_>, case: Case) {
        let Some((mut notes, failure)) = recorder.on(program, &case) else { return };
        if notes.len() < recorder.wanted {
            let reason =
                "the program cannot be handed what the claim hands over, such as a schedule that depends on the run";
            self.reason.get_or_insert_with(|| reason.to_owned());
            return;
        }
        if notes.iter().any(|note| note.agreement.is_difference()) {
            self.differing += 1;
        } else if notes.iter().any(|note| note.agreement.is_agreement()) {
            self.agreeing += 1;
        } else {
            self.reason = self.reason.take().or_else(|| match notes.first()?.agreement {
                Agreement::Agrees { until: Some(fault), .. } => Some(fault.to_string()),
                _ => None,
            });
        }
        self.runs += 1;
        let Some((at, slack, fault)) = failure else { return };
        // What the equations themselves break in doubles, rounding breaks and not the program.
        let own = Written(recorder.equations);
        let own =
            Recorder { method: &own, parameters: recorder.parameters.clone(), notes: Mutex::default(), ..*recorder };
        if own.on(program, &case).is_none_or(|(_, failure)| failure.is_some()) {
            return;
        }
        self.broken += 1;
        if self.first.is_none() {
            let end = notes.drain(..).find_map(|note| note.end);
            let reason = fault.map(|fault| fault.to_string());
            self.first = Some(BrokenRun { case, at, slack, reason, end, runs: 0, broken: 0 });
        }
    }
}

/// Where a claim fails: the index, the slack, and why it has no value.
type Failed = (Option<i64>, f64, Option<Fault>);

impl Recorder<'_> {
    /// Runs the program on a case of a claim: what is noted of its runs, and where the claim fails. Nothing where the case does not
    /// meet the claim's assumptions.
    fn on(&self, program: &Program, case: &Case) -> Option<(Vec<Note>, Option<Failed>)> {
        let mut machine = Machine::new(program, Float).with_subject(self);
        let met = machine.load(case.inputs());
        let notes = std::mem::take(&mut *self.notes.lock().unwrap_or_else(std::sync::PoisonError::into_inner));
        if !met.is_ok_and(|met| met.seems) {
            return None;
        }
        let mut failure: Option<Failed> = None;
        let judged = machine.judge_shows(&mut |_, at, judgement| {
            let is_undefined = judgement.known == Known::UNDEFINED;
            // What is nearer than this, rounding over a run may have made.
            let is_false = !judgement.seems && judgement.slack < -BROKEN_SLACK;
            if is_undefined || is_false {
                let slack = if is_undefined { f64::NAN } else { judgement.slack };
                failure = Some((at, slack, judgement.fault));
            }
            failure.is_none()
        });
        Some((notes, failure.filter(|_| judged.is_ok())))
    }
}

/// What is noted of one run.
struct Note {
    agreement: Agreement,
    end: Option<End>,
}

/// A program in the place of a method of a claim; its runs are recorded and compared with the method's steps.
struct Recorder<'a> {
    name: &'a str,
    parameters: Vec<String>,
    method: &'a dyn Method,
    equations: &'a Equations,
    options: &'a Options,
    /// How many runs of the method the claim has.
    wanted: usize,
    notes: Mutex<Vec<Note>>,
}

type Answer<'a> = &'a dyn Fn(Wanted, &[f64]) -> Vec<f64>;

/// The oracle of a machine's case.
struct OfCase<'a> {
    answer: Answer<'a>,
    dimension: usize,
}

impl OfCase<'_> {
    fn ask(&self, wanted: Wanted, w: &[f64]) -> Result<Vec<f64>, Ended> {
        if w.len() == self.dimension { Ok((self.answer)(wanted, w)) } else { Err(Ended::Dimension) }
    }
}

impl Oracle for OfCase<'_> {
    fn gradient(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended> {
        self.ask(Wanted::Gradient, w)
    }

    fn value(&mut self, w: &[f64]) -> Result<f64, Ended> {
        Ok(self.ask(Wanted::Value, w)?[0])
    }

    fn hessian(&mut self, w: &[f64]) -> Result<Vec<f64>, Ended> {
        self.ask(Wanted::Hessian, w)
    }

    fn sample_gradients(&mut self, _: &[f64], _: &[usize]) -> Result<Vec<f64>, Ended> {
        Err(Ended::Sample)
    }
}

impl Subject for Recorder<'_> {
    fn replaces(&self) -> &str {
        self.name
    }

    fn parameters(&self) -> &[String] {
        &self.parameters
    }

    fn points(&self, asked: &crate::evaluate::Asked<'_>) -> Vec<f64> {
        let constant = |values: &Vec<f64>| match &values[..] {
            [one] => Value::Number(*one),
            _ => Value::Vector(values.clone()),
        };
        // What an assignment fixes is not handed over, whatever the claim has in its place.
        let is_handed = |name: &str| !self.options.values.iter().any(|(fixed, _)| fixed == name);
        let constants = asked.parameters.iter().filter(|(name, _)| is_handed(name));
        let constants = constants.map(|(name, values)| (name.clone(), constant(values)));
        let schedules = asked.schedules.iter().filter(|(name, _)| is_handed(name));
        let schedules = schedules.map(|(name, values)| (name.clone(), Value::PerStep(values.clone())));
        let parameters: BTreeMap<String, Value> = constants.chain(schedules).collect();
        let setup = Setup {
            start: asked.start.to_vec(),
            steps: asked.steps,
            parameters: Parameters::new(parameters),
            samples: 1,
            batches: Vec::new(),
        };
        let mut oracle = OfCase { answer: asked.oracle, dimension: asked.start.len() };
        let run = record(&setup, self.method, &mut oracle, self.options.calls);
        let oracle = RefCell::new(oracle);
        let anew = |what: Asked, w: &[f64]| {
            let wanted = match what {
                Asked::Value => Wanted::Value,
                Asked::Gradient | Asked::Sample(_) => Wanted::Gradient,
                Asked::Hessian => Wanted::Hessian,
            };
            (oracle.borrow().answer)(wanted, w)
        };
        let agreement = replay(self.equations, &run, Allowance::new(self.options.precision), &anew, 1);
        let note = Note { agreement, end: run.ended.clone() };
        self.notes.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(note);
        run.iterates.concat()
    }
}
