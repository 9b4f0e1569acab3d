//! `grade` and `check`: what students hand in, graded by an assignment.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};

use super::arguments::{CheckArguments, GradeArguments, GradeFormat, SandboxArguments};
use super::class::Class;
use super::exit::Exit;
use super::stop::{self, Unfinished};
use super::{inputs, screen};
use crate::grade::{Assignment, Confinement, Graded, Python, Settings, USUAL_NAMES, grade, name_of, results};
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
    let scratch = Scratch::new()?;
    let mut settings = settings(arguments.seed, &arguments.sandbox)?;
    settings.scratch = Some(scratch.folder.clone());
    let class = Class { assignment, settings, format: arguments.format, out: arguments.out.as_deref(), single };
    let results = class.grade(&paths, arguments.jobs)?;
    class.write(&results)?;
    match arguments.out.as_deref() {
        None => screen::out(&class.shown(&results)?)?,
        Some(out) => screen::out(&summary(&results, out))?,
    }
    Ok(not_graded(&results))
}

/// What is said of a run whose results are in a folder.
fn summary(results: &[Graded], out: &Path) -> String {
    let points: Vec<f64> = results.iter().filter_map(|graded| graded.points).collect();
    #[allow(clippy::cast_precision_loss)] // There are few submissions.
    let mean = points.iter().sum::<f64>() / points.len().max(1) as f64;
    let total = results.first().map_or(0.0, |graded| graded.total);
    let what = if points.len() == 1 { "submission" } else { "submissions" };
    let average = if points.is_empty() { String::new() } else { format!(", {mean:.2} of {total} points on average") };
    format!("{} {what} graded{average}: see {}\n", points.len(), out.display())
}

/// Says how many submissions were not graded, and why. The exit code says so as well.
fn not_graded(results: &[Graded]) -> Exit {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for graded in results.iter().filter(|graded| graded.points.is_none()) {
        *reasons.entry(&graded.headline).or_default() += 1;
    }
    for (reason, count) in &reasons {
        let of = results.len();
        let verb = if *count == 1 { "is" } else { "are" };
        screen::err(&format!("{count} of {of} {verb} not graded: {reason}\n"));
    }
    if reasons.is_empty() { Exit::AsExpected } else { Exit::Undecided }
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
    let scratch = Scratch::new()?;
    let mut settings = Settings::new(arguments.seed, Confinement::Unsafe, explain);
    (settings.python, settings.scratch) = (python, Some(scratch.folder.clone()));
    stop::asks(&settings.stop);
    let found = grade(&assignment, &arguments.file, &settings, &|_| None, &|_| {});
    if settings.is_stopped() {
        return Ok(Exit::Interrupted);
    }
    let graded = found.map_err(|error| anyhow!(error))?.graded;
    screen::out(&results::text(&graded))?;
    Ok(if graded.points.is_none() { Exit::Undecided } else { Exit::AsExpected })
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
    let mut settings = Settings::new(seed, confinement, explain);
    settings.python = python;
    Ok(settings)
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

/// The folder with the copies of what was handed in. It is removed at the end, also where that comes by Ctrl-C.
struct Scratch {
    folder: PathBuf,
    _removed: Unfinished,
}

impl Scratch {
    fn new() -> anyhow::Result<Self> {
        let made =
            tempfile::Builder::new().prefix("descentcheck-").tempdir().context("cannot make a scratch folder")?;
        let folder = made.keep();
        let scratch = Self { _removed: Unfinished::new(&folder), folder };
        // Programs may run as another user, who has to pass through it, and need not see what is in it.
        fs::set_permissions(&scratch.folder, fs::Permissions::from_mode(0o711))
            .context("cannot use a scratch folder")?;
        Ok(scratch)
    }
}
