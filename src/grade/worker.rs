//! A submission that runs: asked for one run after the other, started again where it dies.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::child::Child;
use super::form::Form;
use super::launch::{Confinement, Launch, StartError};
use super::limits::Limits;
use super::note::{Limit, Note, What, keep};
use super::plain::{plain_line, shortened};
use super::protocol::{self, Ask, Said};
use super::python::Python;
use super::sandbox::{Goal, Mechanism};
use super::submission::Submission;
use crate::blackbox::{Ended, Failure, Method, Oracle, Question};

/// So often a submission is started again after it has died.
const RESTARTS: usize = 3;
/// So many characters of something that nobody asked for are shown.
const SHOWN: usize = 60;
/// So often in a run the oracle says that it was asked too often, before the program is stopped.
const REFUSALS: usize = 10;

/// A submission in a process of its own. It is a method: each run is one conversation with the process.
///
/// A submission that dies costs the run in which it does; it is started anew at most three times.
pub struct Worker {
    form: Form,
    limits: Limits,
    launch: Launch,
    name: String,
    file: String,
    /// The private folder of the copy, with the stroke behind it.
    folder: String,
    language: String,
    layers: Vec<Mechanism>,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    child: Option<Child>,
    starts: usize,
    runs: usize,
    notes: Vec<Note>,
    /// What processes printed that have ended.
    printed: String,
}

/// How a run ends before its last step.
enum Stop {
    /// The program said why; it is there for the next run.
    Said(What),
    /// It is not, or nothing that it says can be believed any more.
    Dead(What),
}

impl Worker {
    /// Starts a submission and loads it. The process ends with the thread that calls this.
    ///
    /// # Errors
    /// Where there is no interpreter, the process cannot be started, or the submission fails while it is loaded.
    pub fn start(
        submission: &Submission,
        form: &Form,
        limits: &Limits,
        python: Option<&Python>,
        confinement: &Confinement,
    ) -> Result<Self, StartError> {
        Self::start_until(submission, form, limits, python, confinement, &Arc::default())
    }

    /// As [`start`](Self::start); once `stop` is set, what runs is ended, and nothing more is run.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub fn start_until(
        submission: &Submission,
        form: &Form,
        limits: &Limits,
        python: Option<&Python>,
        confinement: &Confinement,
        stop: &Arc<AtomicBool>,
    ) -> Result<Self, StartError> {
        let worker = Self {
            form: form.clone(),
            limits: limits.clone(),
            launch: Launch::new(submission, form, python, limits, confinement, stop)?,
            name: submission.name().to_owned(),
            file: submission.main().display().to_string(),
            folder: format!("{}/", submission.code().display()),
            language: String::new(),
            layers: Vec::new(),
            inner: Mutex::default(),
        };
        worker.loaded()
    }

    /// The same, once it is loaded.
    fn loaded(mut self) -> Result<Self, StartError> {
        let mut inner = Inner::default();
        let found = self.load(&mut inner);
        self.inner = Mutex::new(inner);
        match found {
            Ok((language, layers)) => {
                (self.language, self.layers) = (language, layers);
                Ok(self)
            }
            Err(StartError::Submission { what, .. }) => {
                let mut notes = self.notes();
                notes.retain(|note| note.what != what);
                Err(StartError::Submission { what, notes })
            }
            Err(error) => Err(error),
        }
    }

    /// What was noticed so far.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let last = inner.child.as_mut().map(Child::printed).unwrap_or_default();
        // The folder is another one each time, and of no use to a reader.
        let printed = (inner.printed.clone() + &last).replace(&self.folder, "");
        let mut notes = inner.notes.clone();
        if !printed.is_empty() {
            notes.push(Note { what: What::Printed { text: printed }, first: 0, runs: 0 });
        }
        notes
    }

    /// The language that it is written in, as it says itself.
    #[must_use]
    pub fn language(&self) -> &str {
        &self.language
    }

    /// What is in force of the sandbox; nothing where there is none.
    #[must_use]
    pub fn layers(&self) -> &[Mechanism] {
        &self.layers
    }

    /// Starts a process and waits until the submission is loaded. Returns the language, and what is in force of the sandbox.
    fn load(&self, inner: &mut Inner) -> Result<(String, Vec<Mechanism>), StartError> {
        inner.starts += 1;
        let mut child = Child::start(&self.launch, &self.limits, &self.name, &self.file)?;
        let layers = if self.launch.is_sandboxed() { self.restricted(&mut child)? } else { Vec::new() };
        let language = self.greet(&mut child, &mut inner.notes);
        match language {
            Ok(language) => {
                inner.child = Some(child);
                Ok((language, layers))
            }
            Err(what) => {
                inner.printed.push_str(&child.printed());
                Err(StartError::Submission { what, notes: Vec::new() })
            }
        }
    }

    /// Says what is asked for and waits until the program is loaded. Returns the language.
    fn greet(&self, child: &mut Child, notes: &mut Vec<Note>) -> Result<String, What> {
        child.say(&protocol::hello(&self.form))?;
        loop {
            let line = child.hear(&self.limits)?;
            match protocol::parse(&line) {
                Some(Said::Ready(language)) => return Ok(language),
                Some(Said::Note(what)) => keep(notes, what, 0),
                Some(Said::Failed(what)) => return Err(what),
                _ => return Err(out_of_turn(&line)),
            }
        }
    }

    /// What the helper says before it becomes the submission.
    fn restricted(&self, child: &mut Child) -> Result<Vec<Mechanism>, StartError> {
        let failed = |reason: String| StartError::Process { name: self.name.clone(), reason };
        let line = child.hear(&self.limits).map_err(|what| failed(format!("the sandbox: {what}")))?;
        let line = String::from_utf8_lossy(&line).into_owned();
        let (first, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match first {
            "sandbox" => Ok(rest.split(' ').filter_map(|word| word.parse().ok()).collect()),
            "refused" => {
                let numbers = rest.split(' ').filter_map(|word| word.parse::<usize>().ok());
                let goals = numbers.filter_map(|at| Goal::ALL.get(at).copied()).collect();
                Err(StartError::Refused { name: self.name.clone(), goals })
            }
            _ => Err(failed(format!("the sandbox: {rest}"))),
        }
    }

    /// Makes sure that there is a process, unless it died too often.
    fn revive(&self, inner: &mut Inner) -> Result<(), What> {
        if self.launch.stop.load(Ordering::Relaxed) {
            return Err(What::interrupted());
        }
        if inner.child.is_some() {
            return Ok(());
        }
        if inner.starts > RESTARTS {
            return Err(What::GivenUp { starts: inner.starts });
        }
        self.load(inner).map(drop).map_err(|error| match error {
            StartError::Submission { what, .. } => what,
            other => What::Died { how: other.to_string() },
        })
    }

    /// One run with a process that is there.
    fn converse(&self, inner: &mut Inner, mut question: Question<'_>, points: &mut Vec<Vec<f64>>) -> Result<(), Stop> {
        let Inner { child: Some(child), runs, notes, .. } = inner else {
            return Err(Stop::Dead(What::Died { how: "ended".to_owned() }));
        };
        if child.has_more() {
            return Err(Stop::Dead(What::OutOfTurn { said: "something before it was asked".to_owned() }));
        }
        child.begin();
        child.say(&protocol::run(*runs, &question)).map_err(Stop::Dead)?;
        let is_stepwise = self.form.is_stepwise();
        let mut talk = Talk { child, limits: &self.limits, asked: 0, refused: 0, notes, run: *runs };
        for t in 1..=question.steps {
            if is_stepwise {
                match self.step_line(t, points, &mut question, &mut talk) {
                    Ok(line) => talk.child.say(&line).map_err(Stop::Dead)?,
                    Err(ended) => {
                        talk.end(question.oracle)?;
                        let what = match ended {
                            Ended::TooOften => What::Stopped { limit: Limit::Calls, frames: Vec::new() },
                            other => What::Shape { got: format!("answered a point at which {other}") },
                        };
                        return Err(Stop::Said(what));
                    }
                }
            }
            match talk.until_told(question.oracle)? {
                (Said::At(told, point), _) if told == t => points.push(point),
                (Said::Done, _) if !is_stepwise => return Ok(()),
                (_, line) => return Err(Stop::Dead(out_of_turn(&line))),
            }
        }
        if is_stepwise {
            return talk.end(question.oracle);
        }
        // A loop says when it is over; further points are too many, which is for the judge to say.
        for _ in 0..=question.steps {
            match talk.until_told(question.oracle)? {
                (Said::Done, _) => return Ok(()),
                (Said::At(_, point), _) => points.push(point),
                (_, line) => return Err(Stop::Dead(out_of_turn(&line))),
            }
        }
        Err(Stop::Dead(What::OutOfTurn { said: "far too many points".to_owned() }))
    }

    /// What a program is told of a step: what the form says that it is handed.
    fn step_line(
        &self,
        t: usize,
        points: &[Vec<f64>],
        question: &mut Question<'_>,
        talk: &mut Talk<'_>,
    ) -> Result<String, Ended> {
        let w = points.last().map_or(question.start, Vec::as_slice);
        let mut line = format!("step {t}");
        if self.form.takes("g") {
            line.push_str(" g");
            protocol::say_numbers(&mut line, &question.oracle.gradient(w)?);
            talk.asked += 1;
        }
        if self.form.takes("H") {
            line.push_str(" H");
            protocol::say_numbers(&mut line, &question.oracle.hessian(w)?);
            talk.asked += 1;
        }
        if let Some(batch) = question.batches.get(t - 1) {
            protocol::say_batch(&mut line, batch);
        }
        Ok(line)
    }
}

/// A conversation during one run.
struct Talk<'a> {
    child: &'a mut Child,
    limits: &'a Limits,
    asked: usize,
    refused: usize,
    notes: &'a mut Vec<Note>,
    run: usize,
}

impl Talk<'_> {
    /// Answers questions until the program says something else: what, and in which words.
    fn until_told(&mut self, oracle: &mut dyn Oracle) -> Result<(Said, Vec<u8>), Stop> {
        loop {
            let line = self.child.hear(self.limits).map_err(Stop::Dead)?;
            match protocol::parse(&line) {
                Some(Said::Ask(ask, point)) => self.answer(oracle, &ask, &point)?,
                Some(Said::Note(what)) => keep(self.notes, what, self.run),
                Some(Said::Failed(what)) => return Err(Stop::Said(what)),
                Some(said @ (Said::At(..) | Said::Done)) => return Ok((said, line)),
                Some(Said::Ready(_)) | None => return Err(Stop::Dead(out_of_turn(&line))),
            }
        }
    }

    /// Ends a run of single steps. The program says that it is done, so that whatever else it says is noticed now.
    fn end(&mut self, oracle: &mut dyn Oracle) -> Result<(), Stop> {
        self.child.say("end").map_err(Stop::Dead)?;
        match self.until_told(oracle)? {
            (Said::Done, _) => Ok(()),
            (_, line) => Err(Stop::Dead(out_of_turn(&line))),
        }
    }

    fn answer(&mut self, oracle: &mut dyn Oracle, ask: &Ask, point: &[f64]) -> Result<(), Stop> {
        self.asked += 1;
        let found = if self.asked > self.limits.calls {
            Err(Ended::TooOften)
        } else {
            match ask {
                Ask::Gradient => oracle.gradient(point),
                Ask::Value => oracle.value(point).map(|value| vec![value]),
                Ask::Hessian => oracle.hessian(point),
                Ask::Samples(samples) => oracle.sample_gradients(point, samples),
            }
        };
        let line = match found {
            Ok(numbers) => {
                let mut line = "answer".to_owned();
                protocol::say_numbers(&mut line, &numbers);
                line
            }
            Err(ended) => {
                self.refused += 1;
                if ended == Ended::TooOften {
                    let limit = What::Stopped { limit: Limit::Calls, frames: Vec::new() };
                    if self.refused > REFUSALS {
                        return Err(Stop::Dead(limit));
                    }
                    if self.refused == 1 {
                        keep(self.notes, limit, self.run);
                    }
                }
                format!("refused \"{ended}\"")
            }
        };
        self.child.say(&line).map_err(Stop::Dead)
    }
}

fn out_of_turn(line: &[u8]) -> What {
    What::OutOfTurn { said: shortened(&plain_line(&String::from_utf8_lossy(line)), SHOWN) }
}

impl Method for Worker {
    fn run(&self, question: Question<'_>) -> Result<Vec<Vec<f64>>, Failure> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.runs += 1;
        let run = inner.runs;
        if let Err(what) = self.revive(&mut inner) {
            let reason = what.to_string();
            keep(&mut inner.notes, what, run);
            return Err(Failure::new(reason));
        }
        let start = question.start.to_vec();
        let mut points = Vec::new();
        let what = match self.converse(&mut inner, question, &mut points) {
            Ok(()) => return Ok(points),
            Err(Stop::Said(what)) => what,
            Err(Stop::Dead(what)) => {
                if let Some(mut child) = inner.child.take() {
                    inner.printed.push_str(&child.printed());
                }
                what
            }
        };
        let reason = what.to_string();
        keep(&mut inner.notes, what, run);
        points.insert(0, start);
        Err(Failure { reason, iterates: points })
    }

    /// A second process of the same program.
    fn fresh(&self) -> Option<Box<dyn Method + '_>> {
        // One that has died has had a second process already.
        if self.inner.lock().unwrap_or_else(PoisonError::into_inner).starts > 1 {
            return None;
        }
        let other = Self {
            form: self.form.clone(),
            limits: self.limits.clone(),
            launch: self.launch.clone(),
            name: self.name.clone(),
            file: self.file.clone(),
            folder: self.folder.clone(),
            language: String::new(),
            layers: Vec::new(),
            inner: Mutex::default(),
        };
        other.loaded().ok().map(|other| Box::new(other) as Box<dyn Method>)
    }
}
