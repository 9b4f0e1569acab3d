//! A campaign: many claims, each cut into chunks of cases, judged by several threads, cut short and resumed at any chunk.
//!
//! The result of a chunk depends only on the claim, the seed and the budget. So verdicts are the same for any
//! number of threads and any cut into shards: they are concluded from the chunks in order, up to the first that fails.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};
use std::thread::Builder;
use std::time::Instant;

use super::case::CaseJudge;
use super::counterexample::{describe, shrunk};
use super::data::{as_judged, joined, judge_on_data, shrunk_on_data};
use super::gather::Decision;
use super::merge::merged;
use super::options::Options;
use super::plan::{Chunk, Plan};
use super::progress::Event;
use super::record::Record;
use super::seam::{Answer, Judge, Question, applying};
use super::search::Found;
use super::tally::{Tally, judge_case};
use crate::generate::Schema;
use crate::numeric::clock;
use crate::numeric::room::WORKER_STACK;
use crate::numeric::stop::Watch;
use crate::numeric::tolerance::{CASE_ALLOWANCE, CHUNK_OPERATIONS};
use crate::verdict::{Case, Counterexample, Verdict};

/// A chunk whose first cases all need more work than allowed is abandoned: its others would need as much, each for
/// as long as the limit lasts.
const GIVEN_UP_AFTER: u32 = 3;

/// This many cases of a chunk are tried, however expensive they are.
const LEAST: u64 = 50;

/// One claim to be judged.
pub(super) struct Task<'a> {
    /// Its name in records.
    pub(super) label: String,
    /// The claim.
    question: Question<'a>,
    /// The judges that apply to it.
    judges: Vec<&'a dyn Judge>,
    /// Cases kept from earlier runs, to be judged first.
    kept: Vec<Case>,
}

impl<'a> Task<'a> {
    /// A claim for those of the judges that apply to it.
    pub(super) fn new(label: String, question: Question<'a>, judges: &[&'a dyn Judge], kept: Vec<Case>) -> Self {
        Self { label, question, judges: applying(judges, &question), kept }
    }

    fn plan(&self, options: &'a Options, judgements: usize) -> Plan<'a> {
        let Question { id, claim, program } = self.question;
        let numbering = (options.cases, options.seed, id);
        let judges = self.judges.clone();
        Plan::new(program, judges, Schema::of(claim), &self.kept, &options.data, judgements, numbering)
    }

    /// What the judges say of the claim as a whole.
    fn answers(&self, horizon: u32) -> Vec<Answer> {
        self.judges.iter().flat_map(|judge| judge.of_claim(&self.question, horizon)).collect()
    }
}

/// What a worker reports.
#[expect(clippy::large_enum_variant, reason = "messages are few, and moved once")]
enum Message<'a> {
    /// A task's chunks of this round are known; this many of them are this run's.
    Planned(usize, Arc<Plan<'a>>, usize),
    /// What is said of a task's claim as a whole.
    Answered(usize, Vec<Answer>),
    /// A chunk is done; its tally is missing if an earlier one has failed or the run was stopped.
    Done(usize, Option<Record>),
}

/// Work that is waiting.
struct Queue<'a> {
    chunks: VecDeque<(usize, Arc<Plan<'a>>, Chunk)>,
    next_task: usize,
    /// Workers that are making a plan, whose chunks are still to come.
    planning: usize,
}

/// What the workers share.
struct Shared<'a, 'b> {
    tasks: &'b [Task<'a>],
    judgements: usize,
    options: &'a Options,
    round: u64,
    deadline: Option<Instant>,
    queue: Mutex<Queue<'a>>,
    changed: Condvar,
    /// The lowest chunk of each task that failed.
    failed: &'b [AtomicU64],
    done: &'b HashMap<(&'b str, u64), &'b Record>,
    /// The plan of each task, made in the first of several rounds.
    plans: &'b [OnceLock<Arc<Plan<'a>>>],
}

/// Judges every task, calling `conclude` with each verdict as soon as it is known, from this thread. Tasks of which nothing
/// was judged, because the run was stopped or they are another shard's, have none. The error probability of statistical
/// verdicts is divided over this many `judgements`, or over the tasks where they are more.
pub(super) fn run<'a>(
    tasks: &[Task<'a>],
    judgements: usize,
    options: &'a Options,
    observe: &(dyn Fn(Event<'_>) + Sync),
    conclude: &mut dyn FnMut(usize, Verdict),
) {
    let done: HashMap<(&str, u64), &Record> =
        options.done.iter().map(|record| ((record.task.as_str(), record.chunk), record)).collect();
    let plans: Vec<OnceLock<Arc<Plan<'a>>>> = tasks.iter().map(|_| OnceLock::new()).collect();
    let failed: Vec<AtomicU64> = tasks.iter().map(|_| AtomicU64::new(u64::MAX)).collect();
    let mut gathered: Vec<TaskState<'a>> = tasks.iter().map(|_| TaskState::default()).collect();
    let deadline = options.time.and_then(|time| Some(clock::now()? + time));
    let mut round = 0;
    loop {
        let queue = Queue { chunks: VecDeque::new(), next_task: 0, planning: 0 };
        let shared = Shared {
            tasks,
            judgements: judgements.max(tasks.len()),
            options,
            round,
            deadline,
            queue: Mutex::new(queue),
            changed: Condvar::new(),
            failed: &failed,
            done: &done,
            plans: &plans,
        };
        let is_last = deadline.is_none();
        shared.run_round(&mut gathered, observe, &mut |task, gathered| {
            if is_last && let Some(verdict) = gathered.verdict(&tasks[task], options, observe) {
                conclude(task, verdict);
            }
        });
        round += 1;
        if is_last || shared.is_over() || all_failed(&failed) {
            break;
        }
    }
    for (task, gathered) in gathered.iter_mut().enumerate() {
        if let Some(verdict) = gathered.verdict(&tasks[task], options, observe) {
            conclude(task, verdict);
        }
    }
}

fn all_failed(failed: &[AtomicU64]) -> bool {
    failed.iter().all(|chunk| chunk.load(Ordering::Relaxed) != u64::MAX)
}

impl<'a> Shared<'a, '_> {
    fn run_round(
        &self,
        gathered: &mut [TaskState<'a>],
        observe: &(dyn Fn(Event<'_>) + Sync),
        finished: &mut dyn FnMut(usize, &mut TaskState<'a>),
    ) {
        let (sender, receiver) = channel();
        std::thread::scope(|scope| {
            let workers = (0..self.options.threads()).filter(|_| {
                let sender = sender.clone();
                Builder::new().stack_size(WORKER_STACK).spawn_scoped(scope, move || self.work(&sender)).is_ok()
            });
            // Where no thread can be had, as in WebAssembly, this one does the work.
            if workers.count() == 0 {
                self.work(&sender);
            }
            drop(sender);
            self.gather(&receiver, gathered, observe, finished);
        });
    }

    fn gather(
        &self,
        receiver: &Receiver<Message<'a>>,
        gathered: &mut [TaskState<'a>],
        observe: &(dyn Fn(Event<'_>) + Sync),
        finished: &mut dyn FnMut(usize, &mut TaskState<'a>),
    ) {
        for message in receiver {
            let (task, complete) = match message {
                Message::Planned(task, plan, chunks) => {
                    observe(Event::Planned { id: self.tasks[task].question.id, chunks });
                    gathered[task].plan = Some(plan);
                    gathered[task].expected = chunks + usize::from(self.asks_for_answers());
                    (task, gathered[task].expected == 0)
                }
                Message::Answered(task, answers) => {
                    gathered[task].answers = answers;
                    gathered[task].expected -= 1;
                    (task, gathered[task].expected == 0)
                }
                Message::Done(task, record) => {
                    let new = record.as_ref().filter(|record| !self.done.contains_key(&key(record)));
                    observe(Event::Chunk { id: self.tasks[task].question.id, record: new });
                    if let Some(record) = record {
                        gathered[task].add(record);
                    }
                    gathered[task].expected -= 1;
                    (task, gathered[task].expected == 0)
                }
            };
            if complete && !self.is_over() {
                finished(task, &mut gathered[task]);
            }
        }
    }

    fn is_over(&self) -> bool {
        self.options.cancelled() || self.deadline.is_some_and(|deadline| clock::now() >= Some(deadline))
    }

    fn work(&self, sender: &Sender<Message<'a>>) {
        let _watch = Watch::over(&self.options.cancel);
        // The receiver outlives the workers, so that sending cannot fail.
        while let Some(work) = self.next() {
            match work {
                Work::Plan(task) => {
                    let (horizon, chunks) = self.plan(task, sender);
                    let mut queue = self.lock();
                    queue.planning -= 1;
                    queue.chunks.extend(chunks);
                    self.changed.notify_all();
                    drop(queue);
                    if self.asks_for_answers() {
                        let answers = self.tasks[task].answers(horizon);
                        // The stop may have changed what is answered.
                        let answers = if self.options.cancelled() { Vec::new() } else { answers };
                        let _ = sender.send(Message::Answered(task, answers));
                    }
                }
                Work::Judge(task, plan, chunk) => {
                    let _ = sender.send(Message::Done(task, self.judge(task, &plan, chunk)));
                }
            }
        }
    }

    /// The next piece of work; `None` if none is left or the run is over.
    fn next(&self) -> Option<Work<'a>> {
        let mut queue = self.lock();
        loop {
            if self.is_over() {
                return None;
            }
            if let Some((task, plan, chunk)) = queue.chunks.pop_front() {
                return Some(Work::Judge(task, plan, chunk));
            }
            if queue.next_task < self.tasks.len() {
                let task = queue.next_task;
                queue.next_task += 1;
                queue.planning += 1;
                return Some(Work::Plan(task));
            }
            if queue.planning == 0 {
                return None;
            }
            queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Queue<'a>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the judges are asked in this round what they say of claims as a whole: once, in the first.
    const fn asks_for_answers(&self) -> bool {
        self.round == 0
    }

    /// How far the cases of a task run, and its chunks that are this shard's.
    fn plan(&self, task: usize, sender: &Sender<Message<'a>>) -> (u32, Vec<(usize, Arc<Plan<'a>>, Chunk)>) {
        if self.failed[task].load(Ordering::Relaxed) != u64::MAX {
            return (0, Vec::new());
        }
        let make = || Arc::new(self.tasks[task].plan(self.options, self.judgements));
        // A plan that no other round needs is not kept: its small cases take room.
        let plan = if self.deadline.is_some() { Arc::clone(self.plans[task].get_or_init(make)) } else { make() };
        let is_ours = |chunk: &Chunk| self.options.shard.is_none_or(|shard| shard.has(task as u64 + chunk.number));
        let chunks: Vec<Chunk> = plan.chunks(self.round).into_iter().filter(is_ours).collect();
        let _ = sender.send(Message::Planned(task, Arc::clone(&plan), chunks.len()));
        (plan.schema().longest, chunks.into_iter().map(|chunk| (task, Arc::clone(&plan), chunk)).collect())
    }

    fn judge(&self, task: usize, plan: &Plan<'a>, chunk: Chunk) -> Option<Record> {
        let label = &self.tasks[task].label;
        if let Some(record) = self.done.get(&(label.as_str(), chunk.number)) {
            if record.failed.is_some() {
                self.failed[task].fetch_min(chunk.number, Ordering::Relaxed);
            }
            return Some((*record).clone());
        }
        let judge = plan.judge();
        let mut record = Record {
            task: label.clone(),
            chunk: chunk.number,
            tally: Tally::default(),
            data: BTreeMap::new(),
            failed: None,
        };
        let allowance = CASE_ALLOWANCE.saturating_mul(chunk.end - chunk.first);
        // How many cases there were, as long as each was too much.
        let mut exhausted = Some(0);
        for number in chunk.first..chunk.end {
            if self.is_over() || self.failed[task].load(Ordering::Relaxed) < chunk.number {
                return None;
            }
            let Some(found) = plan.case(number) else { continue };
            let program = self.tasks[task].question.program;
            let outcome = match found.on_data {
                Some(_) => judge_on_data(&judge, program, number, &found.case),
                None => {
                    let nearest = record.tally.nearest();
                    judge_case(&judge, program, number, &found.case, self.options.exact, nearest)
                }
            };
            if self.options.cancelled() {
                // The stop may have changed the outcome of this case.
                return None;
            }
            if let Some(set) = found.on_data {
                record.data.entry(set).or_default().add(&outcome);
                if outcome.fails() {
                    record.failed = Some(number);
                    self.failed[task].fetch_min(chunk.number, Ordering::Relaxed);
                    break;
                }
                continue;
            }
            record.tally.add_search(found.evaluations);
            record.tally.add_case(&outcome, program, &found.case);
            exhausted = exhausted.filter(|_| outcome.is_exhausted()).map(|cases| cases + 1);
            if exhausted == Some(GIVEN_UP_AFTER) {
                record.tally.give_up(chunk.end - number - 1);
                break;
            }
            if outcome.fails() {
                record.failed = Some(number);
                self.failed[task].fetch_min(chunk.number, Ordering::Relaxed);
                break;
            }
            let tried = number - chunk.first + 1;
            let is_dear = judge.spent() > allowance && tried >= LEAST || judge.spent() > CHUNK_OPERATIONS;
            if is_dear && !self.options.exact {
                record.tally.leave_out(chunk.end - number - 1);
                break;
            }
        }
        Some(record)
    }
}

enum Work<'a> {
    Plan(usize),
    Judge(usize, Arc<Plan<'a>>, Chunk),
}

fn key(record: &Record) -> (&str, u64) {
    (record.task.as_str(), record.chunk)
}

/// What is known of a task.
#[derive(Default)]
struct TaskState<'a> {
    plan: Option<Arc<Plan<'a>>>,
    /// The first chunks without a failure, up to the first that is not there, added up.
    settled: Tally,
    /// The same on each data set.
    data: BTreeMap<usize, Tally>,
    /// How many these are.
    chunks: u64,
    /// The others.
    records: BTreeMap<u64, Record>,
    /// What the judges say of the claim as a whole.
    answers: Vec<Answer>,
    /// The messages that are still to come.
    expected: usize,
}

impl TaskState<'_> {
    fn add(&mut self, record: Record) {
        self.records.insert(record.chunk, record);
        while let Some(next) = self.records.first_entry() {
            if *next.key() != self.chunks || next.get().failed.is_some() {
                return;
            }
            let record = next.remove();
            self.settled.merge(&record.tally);
            merge(&mut self.data, &record.data);
            self.chunks += 1;
        }
    }

    /// The verdict of the chunks that are there, once; `None` if there is none, or where a record from elsewhere
    /// names a case that does not fail.
    fn verdict(&mut self, task: &Task<'_>, options: &Options, observe: &(dyn Fn(Event<'_>) + Sync)) -> Option<Verdict> {
        let plan = self.plan.take()?;
        let records = std::mem::take(&mut self.records);
        if records.is_empty() && self.chunks == 0 && !plan.chunks(0).is_empty() {
            return None;
        }
        // A run that is stopped has no time to climb again to where a claim came nearest to failing.
        let make = |number| {
            let is_wanted = !(options.cancelled() && plan.is_climb(number));
            is_wanted.then(|| plan.case(number).map(|found| found.case))?
        };
        let refuted = |number, tally: &Tally| {
            let judge = plan.judge();
            let case = simplified(&plan, task, &judge, plan.case(number)?, options, observe);
            let Question { claim, program, .. } = task.question;
            let counterexample = describe(claim, program, &judge, Some(number), case)?;
            Some(Verdict::Refuted(Box::new(counterexample), tally.findings(make)))
        };
        let mut tally = std::mem::take(&mut self.settled);
        let mut data = std::mem::take(&mut self.data);
        for record in records.values() {
            tally.merge(&record.tally);
            merge(&mut data, &record.data);
            let Some(number) = record.failed else { continue };
            let verdict = refuted(number, &tally);
            if verdict.is_none() {
                let is_old = options.done.iter().any(|done| key(done) == key(record));
                assert!(is_old, "case {number} of {} fails, and does not fail when it is judged again", task.label);
                observe(Event::Contradicted { task: &task.label, case: number });
            }
            return verdict.map(|verdict| joined(verdict, plan.data(), &data));
        }
        // The claim is false of no case that was judged. It may be false of one that seemed to be a tie, and have no value on
        // others.
        // On data a tie stays one: tens of thousands of bits are more than a table's case may take.
        let told_apart = tally.ties().iter().copied().filter(|_| !options.cancelled()).find(|number| {
            let judge = plan.judge();
            make(*number).is_some_and(|case| matches!(judge.decide_deeply(&case), Decision::Fails { .. }))
        });
        let undefined = || tally.first_undefined().or_else(|| data.values().filter_map(Tally::first_undefined).min());
        let suspected = || {
            let counterexample = self.suspected(&plan, task, options, observe)?;
            Some(Verdict::Refuted(Box::new(counterexample), tally.findings(make)))
        };
        // A case on which the claim is false goes before one on which it has no value.
        let verdict = told_apart.and_then(|number| refuted(number, &tally)).or_else(suspected);
        let verdict = verdict.or_else(|| undefined().and_then(|number| refuted(number, &tally)));
        let verdict = verdict.unwrap_or_else(|| tally.verdict(make));
        let verdict = if options.cancelled() { verdict } else { plan.judge().with_exact_slack(verdict) };
        Some(merged(joined(verdict, plan.data(), &data), &self.answers))
    }

    /// The first case that a judge of the whole claim suspects and that breaks the claim in exact arithmetic.
    fn suspected(
        &self,
        plan: &Plan<'_>,
        task: &Task<'_>,
        options: &Options,
        observe: &(dyn Fn(Event<'_>) + Sync),
    ) -> Option<Counterexample> {
        let judge = plan.judge();
        let suspects = self.answers.iter().filter_map(|answer| match answer {
            Answer::Suspects(case) if plan.schema().check(case).is_ok() => Some(&**case),
            _ => None,
        });
        let mut fails = suspects.filter(|case| matches!(judge.decide_deeply(case), Decision::Fails { .. }));
        let found = Found { case: fails.next()?.clone(), evaluations: 0, on_data: None };
        let case = simplified(plan, task, &judge, found, options, observe);
        describe(task.question.claim, task.question.program, &judge, None, case)
    }
}

/// The failing case made simpler.
fn simplified(
    plan: &Plan<'_>,
    task: &Task<'_>,
    judge: &CaseJudge<'_>,
    found: Found,
    options: &Options,
    observe: &(dyn Fn(Event<'_>) + Sync),
) -> Case {
    let mut tried = |tried| observe(Event::Simplified { id: task.question.id, tried });
    if found.case.is_on_data() {
        let case = as_judged(judge, task.question.program, found.case);
        let _watch = Watch::over(&options.cancel);
        return if case.draws.is_some() { case } else { shrunk_on_data(plan.schema(), judge, case, &mut tried) };
    }
    let _watch = Watch::over(&options.cancel);
    shrunk(plan.schema(), judge, found.case, &mut tried)
}

/// Adds what was found on each data set.
fn merge(all: &mut BTreeMap<usize, Tally>, more: &BTreeMap<usize, Tally>) {
    for (set, tally) in more {
        all.entry(*set).or_default().merge(tally);
    }
}
