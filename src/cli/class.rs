//! A class: submissions that are graded by one assignment, several at once, until all are done or a stop comes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow};

use super::arguments::GradeFormat;
use super::class_progress::ClassProgress;
use super::{files, screen, stop};
use crate::grade::{
    Assignment, Book, CASES, Graded, HandedIn, Outcome, Settings, failed, grade, key, name_of, results,
};

/// How often it is looked whether a stop has come.
const GLANCE: Duration = Duration::from_millis(50);
/// So long after a stop it is waited for programs to be ended. Judging takes longer, and is left where it is.
const TO_END: Duration = Duration::from_millis(200);

/// Submissions that are graded by one assignment.
pub(super) struct Class<'a> {
    pub(super) assignment: Assignment<'a>,
    pub(super) settings: Settings,
    pub(super) format: GradeFormat,
    pub(super) out: Option<&'a Path>,
    pub(super) single: bool,
}

/// What came of a class so far.
struct Done {
    found: Vec<Option<Graded>>,
    /// Those that took too long beside others.
    slow: Vec<usize>,
    wrong: Option<anyhow::Error>,
    /// Threads that are at work.
    working: usize,
}

/// The same, and a sign that something was added.
struct Board {
    done: Mutex<Done>,
    changed: Condvar,
}

impl Board {
    fn new(count: usize) -> Self {
        let done = Done { found: vec![None; count], slow: Vec::new(), wrong: None, working: 0 };
        Self { done: Mutex::new(done), changed: Condvar::new() }
    }

    fn look(&self) -> MutexGuard<'_, Done> {
        self.done.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, what: impl FnOnce(&mut Done)) {
        what(&mut self.look());
        self.changed.notify_all();
    }
}

impl Class<'_> {
    /// Grades all of them, a thread for each of so many at once. Those that took too long are run again, one after the other.
    pub(super) fn grade(&self, paths: &[PathBuf], jobs: usize) -> anyhow::Result<Vec<Graded>> {
        let book = self.book()?;
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let jobs = if jobs == 0 { cores } else { jobs };
        let board = Board::new(paths.len());
        let progress = ClassProgress::new(paths.len());
        stop::asks(&self.settings.stop);
        let all: Vec<usize> = (0..paths.len()).collect();
        self.round(paths, &all, jobs, false, book.as_ref(), (&board, &progress))?;
        let mut slow = std::mem::take(&mut board.look().slow);
        slow.sort_unstable();
        self.round(paths, &slow, 1, true, book.as_ref(), (&board, &progress))?;
        progress.finish();
        stop::ends_at_once();
        let found = std::mem::take(&mut board.look().found);
        Ok(found.into_iter().flatten().collect())
    }

    /// The record of what was graded, which a run that was stopped goes on from.
    fn book(&self) -> anyhow::Result<Option<Book>> {
        let Some(out) = self.out else { return Ok(None) };
        fs::create_dir_all(out).with_context(|| format!("cannot create the folder {}", out.display()))?;
        let path = out.join(".descentcheck-results.jsonl");
        let book = Book::open(&path, &key(&self.assignment, self.settings.seed));
        Ok(Some(book.with_context(|| format!("cannot use {}", path.display()))?))
    }

    /// Grades some of them. The last time they are graded however long they take.
    fn round(
        &self,
        paths: &[PathBuf],
        places: &[usize],
        jobs: usize,
        last: bool,
        book: Option<&Book>,
        (board, progress): (&Board, &ClassProgress),
    ) -> anyhow::Result<()> {
        let next = AtomicUsize::new(0);
        let jobs = jobs.min(places.len());
        board.look().working = jobs;
        let work = || {
            while !self.settings.is_stopped() && board.look().wrong.is_none() {
                let Some(&place) = places.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
                let found = self.one(&paths[place], book, last);
                board.add(|done| match found {
                    Ok(Some(graded)) => done.found[place] = Some(graded),
                    Ok(None) => done.slow.push(place),
                    Err(error) => _ = done.wrong.get_or_insert(error),
                });
            }
            board.add(|done| done.working -= 1);
        };
        thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(work);
            }
            self.watch(board, progress)
        });
        board.look().wrong.take().map_or(Ok(()), Err)
    }

    /// Waits until all threads are done, or a stop comes: then the program ends here.
    fn watch(&self, board: &Board, progress: &ClassProgress) {
        let mut stopped: Option<Instant> = None;
        let mut done = board.look();
        loop {
            progress.show(done.found.iter().flatten().count());
            if self.settings.is_stopped() {
                let since = *stopped.get_or_insert_with(Instant::now);
                if done.working == 0 || since.elapsed() > TO_END {
                    progress.finish();
                    self.say_stopped(&done.found);
                    drop(done);
                    stop::leave();
                }
            } else if done.working == 0 {
                return;
            }
            done = board.changed.wait_timeout(done, GLANCE).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// What was finished when the run was stopped, and how it goes on.
    fn say_stopped(&self, found: &[Option<Graded>]) {
        let finished: Vec<Graded> = found.iter().flatten().cloned().collect();
        let so_far = format!("stopped: {} of {} submissions are graded", finished.len(), found.len());
        let text = match self.out {
            Some(out) => format!("{so_far} and kept in {}; the same command goes on from there\n", out.display()),
            None => {
                // A pipe that is closed changes nothing any more.
                let _ = self.shown(&finished).and_then(|text| Ok(screen::out(&text)?));
                format!("{so_far}, and shown; with `-o DIR` they are kept, and the same command goes on from there\n")
            }
        };
        screen::err(&text);
    }

    /// Grades one, unless that is already done. Nothing where it took too long, if it is not the last time: it is then run again when
    /// nothing else runs, as it may be fast enough alone on the machine.
    fn one(&self, path: &Path, book: Option<&Book>, last: bool) -> anyhow::Result<Option<Graded>> {
        let handed_in = HandedIn { name: name_of(path), hash: String::new() };
        let unfinished = |runs: usize| {
            let is_due = runs <= CASES || runs.is_multiple_of(CASES);
            if is_due && self.format == GradeFormat::Gradescope && self.out.is_some() {
                let reason = format!("The grader was stopped from outside after {runs} runs of the program.");
                let headline = "it was not graded to the end";
                let _ = self.write_one(&failed(&self.assignment, &handed_in, headline, &[reason]));
            }
        };
        unfinished(0);
        let known = |own: &HandedIn| book.and_then(|book| book.find(&own.name, &own.hash)).cloned();
        let outcome = grade(&self.assignment, path, &self.settings, &known, &unfinished);
        let Outcome { graded, took_too_long } = outcome.map_err(|error| anyhow!(error))?;
        if took_too_long && !last {
            return Ok(None);
        }
        if let Some(book) = book
            && graded.points.is_some()
            && book.find(&graded.submission, &graded.hash).is_none()
        {
            book.keep(&graded).context("cannot keep a result")?;
        }
        Ok(Some(graded))
    }

    /// Writes the files of a run with `-o`.
    pub(super) fn write(&self, results: &[Graded]) -> anyhow::Result<()> {
        let Some(out) = self.out else { return Ok(()) };
        files::write(&out.join("grades.csv"), results::csv(results)?.as_bytes())?;
        for graded in results {
            let file = out.join("feedback").join(format!("{}.txt", files::flat_name(&graded.submission)));
            files::write(&file, results::text(graded).as_bytes())?;
        }
        match self.format {
            GradeFormat::Json => files::write(&out.join("results.json"), results::json(results)?.as_bytes()),
            GradeFormat::Junit => files::write(&out.join("junit.xml"), results::junit(results)?.as_bytes()),
            GradeFormat::Gradescope | GradeFormat::Prairielearn => {
                results.iter().try_for_each(|graded| self.write_one(graded))
            }
            GradeFormat::Text | GradeFormat::Csv => Ok(()),
        }
    }

    /// Writes the `results.json` of one submission; of several, each has a folder of its own.
    fn write_one(&self, graded: &Graded) -> anyhow::Result<()> {
        let Some(out) = self.out else { return Ok(()) };
        let folder = if self.single { out.to_owned() } else { out.join(files::flat_name(&graded.submission)) };
        let text = if self.format == GradeFormat::Gradescope {
            results::gradescope(graded)?
        } else {
            results::prairielearn(graded)?
        };
        files::write(&folder.join("results.json"), text.as_bytes())
    }

    /// What is printed where there is no folder for it.
    pub(super) fn shown(&self, results: &[Graded]) -> anyhow::Result<String> {
        Ok(match self.format {
            GradeFormat::Text => results.iter().map(results::text).collect::<Vec<_>>().join("\n"),
            GradeFormat::Json => results::json(results)?,
            GradeFormat::Csv => results::csv(results)?,
            GradeFormat::Junit => results::junit(results)?,
            GradeFormat::Gradescope => results.iter().map(results::gradescope).collect::<Result<String, _>>()?,
            GradeFormat::Prairielearn => results.iter().map(results::prairielearn).collect::<Result<String, _>>()?,
        })
    }
}
