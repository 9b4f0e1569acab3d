//! `grade` and `check`: what students hand in, graded by an assignment.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use anyhow::{Context, anyhow, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};

use super::arguments::{CheckArguments, GradeArguments, GradeFormat, SandboxArguments};
use super::exit::Exit;
use super::{files, inputs, screen};
use crate::grade::{
    Assignment, Book, CASES, Confinement, Graded, HandedIn, Outcome, Python, Settings, USUAL_NAMES, failed, grade, key,
    name_of, results,
};
use crate::language::check::Chapter;
use crate::report;
use crate::verdict::Counterexample;

/// Grades submissions.
pub(super) fn run(arguments: &GradeArguments) -> anyhow::Result<Exit> {
    let (chapter, id) = chapter_of(&arguments.assignment, &arguments.notes)?;
    let assignment = Assignment::find(&chapter, &id).map_err(|error| anyhow!(error))?;
    let paths = submissions(&arguments.submissions)?;
    let single = paths.len() == 1;
    let is_one_file = matches!(arguments.format, GradeFormat::Gradescope | GradeFormat::Prairielearn);
    ensure!(
        single || !is_one_file || arguments.out.is_some(),
        "these results are of one submission each; say with `-o DIR` where they are to be written"
    );
    let settings = settings(arguments.seed, &arguments.sandbox)?;
    let class = Class { assignment, settings, format: arguments.format, out: arguments.out.as_deref(), single };
    let results = class.grade(&paths, arguments.jobs)?;
    class.write(&results)?;
    if arguments.out.is_none() {
        screen::out(&class.shown(&results)?)?;
    } else {
        let sum: f64 = results.iter().map(|graded| graded.points).sum();
        #[allow(clippy::cast_precision_loss)] // There are few submissions.
        let mean = sum / results.len().max(1) as f64;
        let total = results.first().map_or(0.0, |graded| graded.total);
        let out = arguments.out.as_deref().unwrap_or(Path::new("."));
        let count = results.len();
        let what = if count == 1 { "submission" } else { "submissions" };
        screen::out(&format!(
            "{count} {what} graded, {mean:.2} of {total} points on average: see {}\n",
            out.display()
        ))?;
    }
    Ok(Exit::AsExpected)
}

/// A student's own run.
pub(super) fn check(arguments: &CheckArguments) -> anyhow::Result<Exit> {
    let name = match &arguments.assignment {
        Some(name) => name.clone(),
        None => arguments
            .file
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .context("name the assignment with `--assignment ID`")?,
    };
    let (chapter, id) = chapter_of(&name, &arguments.notes)?;
    let assignment = Assignment::find(&chapter, &id)
        .map_err(|error| anyhow!("{error}\nA file that is not called like its assignment needs `--assignment ID`."))?;
    ensure!(arguments.file.exists(), "cannot read {}: there is no such file", arguments.file.display());
    let python = arguments.python.as_deref().map(|path| Python::find(Some(path))).transpose()?;
    let settings = Settings { seed: arguments.seed, confinement: Confinement::Unsafe, python, explain };
    let outcome = grade(&assignment, &arguments.file, &settings, &|_| None, &|_| {}).map_err(|error| anyhow!(error))?;
    screen::out(&results::text(&outcome.graded))?;
    Ok(Exit::AsExpected)
}

/// The notes that an assignment is in: the chapter, or a file of one's own beside it.
pub(super) fn chapter_of(name: &str, notes: &[PathBuf]) -> anyhow::Result<(Chapter, String)> {
    let mut notes = notes.to_vec();
    let file = name.split_once('#').map_or(name, |(file, _)| file);
    if Path::new(file).extension().is_none_or(|extension| extension != "md") {
        return Ok((inputs::with_chapter(&notes)?, name.to_owned()));
    }
    notes.push(PathBuf::from(file));
    let chapter = inputs::with_chapter(&notes)?;
    if let Some((_, id)) = name.split_once('#') {
        return Ok((chapter, id.to_owned()));
    }
    let own: Vec<&str> = chapter
        .assignments
        .iter()
        .filter(|assignment| Path::new(&assignment.place.file) == Path::new(file))
        .map(|assignment| assignment.id.as_str())
        .collect();
    match own[..] {
        [only] => {
            let only = only.to_owned();
            Ok((chapter, only))
        }
        [] => bail!("{file} has no assignment: write a block that begins with ```assignment and a name"),
        _ => bail!("{file} has several assignments: name one, as in `--assignment {file}#{}`", own[0]),
    }
}

fn settings(seed: u64, sandbox: &SandboxArguments) -> anyhow::Result<Settings> {
    let python = sandbox.python.as_deref().map(|path| Python::find(Some(path))).transpose()?;
    let confinement = if sandbox.trusted {
        Confinement::Unsafe
    } else {
        Confinement::Sandboxed { helper: std::env::current_exe()?, without: Vec::new() }
    };
    Ok(Settings { seed, confinement, python, explain })
}

/// A counterexample in words.
fn explain(found: &Counterexample) -> Vec<String> {
    let text = format!("{}{}", report::trace(found, false), report::failure(found));
    text.lines().map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// What is to be graded: a folder of submissions is a class, any other file or folder is one submission.
fn submissions(given: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in given {
        let what = fs::symlink_metadata(path).with_context(|| format!("cannot read {}", path.display()))?;
        if what.is_dir() && is_class(path)? {
            let mut inside = entries(path)?;
            inside.sort();
            found.extend(inside);
        } else {
            found.push(path.clone());
        }
    }
    ensure!(!found.is_empty(), "there is nothing to grade in {}", given[0].display());
    let mut names: Vec<String> = found.iter().map(|path| name_of(path)).collect();
    names.sort();
    if let Some(pair) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        bail!(
            "two submissions are called `{}`: results go by file name, so give each file its student's name",
            pair[0]
        );
    }
    Ok(found)
}

fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let all = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let all = all.with_context(|| format!("cannot read {}", folder.display()))?;
    let is_hidden = |path: &Path| path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    Ok(all.iter().map(fs::DirEntry::path).filter(|path| !is_hidden(path)).collect())
}

/// A folder with a program of a usual name, or with one file, is a submission.
fn is_class(folder: &Path) -> anyhow::Result<bool> {
    if USUAL_NAMES.iter().any(|name| folder.join(name).is_file()) {
        return Ok(false);
    }
    let inside = entries(folder)?;
    Ok(inside.len() != 1 || inside[0].is_dir())
}

/// Submissions that are graded by one assignment.
struct Class<'a> {
    assignment: Assignment<'a>,
    settings: Settings,
    format: GradeFormat,
    out: Option<&'a Path>,
    single: bool,
}

impl Class<'_> {
    /// Grades all of them, a thread for each of so many at once. Those that took too long are run again, one after the other.
    fn grade(&self, paths: &[PathBuf], jobs: usize) -> anyhow::Result<Vec<Graded>> {
        let book = match self.out {
            Some(out) => {
                fs::create_dir_all(out).with_context(|| format!("cannot create the folder {}", out.display()))?;
                let path = out.join(".descentcheck-results.jsonl");
                let book = Book::open(&path, &key(&self.assignment, self.settings.seed));
                Some(book.with_context(|| format!("cannot use {}", path.display()))?)
            }
            None => None,
        };
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let jobs = if jobs == 0 { cores } else { jobs }.min(paths.len());
        let bar = (paths.len() > 1 && io::stderr().is_terminal()).then(|| progress(paths.len()));
        let found: Mutex<Vec<Option<Graded>>> = Mutex::new(vec![None; paths.len()]);
        let slow: Mutex<Vec<usize>> = Mutex::default();
        let wrong: Mutex<Option<anyhow::Error>> = Mutex::new(None);
        let next = AtomicUsize::new(0);
        let take = |place: usize, graded: Graded| {
            found.lock().unwrap_or_else(PoisonError::into_inner)[place] = Some(graded);
            if let Some(bar) = &bar {
                bar.inc(1);
            }
        };
        let failing = |error: anyhow::Error| {
            wrong.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        };
        let has_failed = || wrong.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        thread::scope(|scope| {
            for _ in 0..jobs {
                scope.spawn(|| {
                    while !has_failed() {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(path) = paths.get(place) else { break };
                        match self.one(path, book.as_ref(), false) {
                            Ok(Some(graded)) => take(place, graded),
                            Ok(None) => slow.lock().unwrap_or_else(PoisonError::into_inner).push(place),
                            Err(error) => failing(error),
                        }
                    }
                });
            }
        });
        let mut slow = slow.into_inner().unwrap_or_else(PoisonError::into_inner);
        slow.sort_unstable();
        for place in slow.into_iter().take_while(|_| !has_failed()) {
            match self.one(&paths[place], book.as_ref(), true) {
                Ok(graded) => graded.into_iter().for_each(|graded| take(place, graded)),
                Err(error) => failing(error),
            }
        }
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        match wrong.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error),
            None => Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect()),
        }
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
                let _ = self.write_one(&failed(&self.assignment, &handed_in, headline, &reason));
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
            && book.find(&graded.submission, &graded.hash).is_none()
        {
            book.keep(&graded).context("cannot keep a result")?;
        }
        Ok(Some(graded))
    }

    /// Writes the files of a run with `-o`.
    fn write(&self, results: &[Graded]) -> anyhow::Result<()> {
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
    fn shown(&self, results: &[Graded]) -> anyhow::Result<String> {
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

fn progress(count: usize) -> ProgressBar {
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} graded, {eta} left") {
        bar.set_style(style);
    }
    bar
}
