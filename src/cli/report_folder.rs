//! The folder of a report: checked before anything is judged, and changed only once the whole report is written to a temporary place.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};

use super::cannot_write::CannotWrite;
use super::case_file::FOLDER;
use super::files;
use super::stop::Unfinished;

/// What tells a file of a report from others of its kind: the ending of its name, and what it holds near its beginning.
const MARKS: [(&str, &str); 6] = [
    ("html", "<meta name=\"generator\" content=\"descentcheck\">"),
    ("md", "# The notes, judged\n"),
    ("md", "<!-- judged by descentcheck -->"),
    ("json", "\"schema\": \"descentcheck/"),
    ("json", "\"schema\":\"descentcheck/"),
    ("xml", "<testsuites name=\"descentcheck\""),
];
/// What pages of earlier versions hold instead.
const EARLIER: &str =
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'";
/// The mark is looked for in this many bytes.
const BEGINNING: u64 = 4096;

/// A report that is being written.
pub(super) struct ReportFolder {
    target: PathBuf,
    staging: PathBuf,
    unfinished: Unfinished,
}

impl ReportFolder {
    /// Checks that a report with files of these names may be written to a folder, and begins it aside.
    ///
    /// # Errors
    /// Where it holds the notes, or a file of such a name that is not a report's, or a link in place of one.
    pub(super) fn begin(target: &Path, names: &BTreeSet<PathBuf>, notes: &[PathBuf]) -> anyhow::Result<Self> {
        let shown = target.display();
        ensure!(target.is_dir() || !target.exists(), "cannot write {shown}: it is a file; choose a folder with --out");
        for file in notes {
            let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
            let is_same = matches!((folder.canonicalize(), target.canonicalize()), (Ok(a), Ok(b)) if a == b);
            ensure!(!is_same, "{shown} is the folder of the notes themselves; choose another folder with --out");
        }
        let has_report = names.iter().any(|name| is_own(&target.join(name)));
        for name in names {
            check(target, name, has_report)?;
        }
        fs::create_dir_all(target).with_context(|| format!("cannot create the folder {shown}"))?;
        let staging = target.join(format!(".unfinished-{}", std::process::id()));
        let unfinished = Unfinished::new(&staging);
        fs::create_dir_all(&staging).with_context(|| format!("cannot write to the folder {shown}"))?;
        Ok(Self { target: target.to_owned(), staging, unfinished })
    }

    /// Where the files are to be written.
    pub(super) fn path(&self) -> &Path {
        &self.staging
    }

    /// Puts every file in its place.
    ///
    /// # Errors
    /// Where one of them may not be overwritten after all, before any is; or the system refuses.
    pub(super) fn finish(self) -> anyhow::Result<()> {
        let mut names = BTreeSet::new();
        collect(&self.staging, Path::new(""), &mut names).map_err(|error| CannotWrite::new(&self.target, error))?;
        let has_report = names.iter().any(|name| is_own(&self.target.join(name)));
        for name in &names {
            check(&self.target, name, has_report)?;
        }
        self.unfinished.finish(|| {
            for name in &names {
                let to = self.target.join(name);
                files::make_folder(&to)?;
                fs::rename(self.staging.join(name), &to).map_err(|error| CannotWrite::new(&to, error))?;
            }
            Ok(())
        })
    }
}

/// Whether a file of this name may be written, by what is in its place.
fn check(target: &Path, name: &Path, has_report: bool) -> anyhow::Result<()> {
    let mut path = target.to_owned();
    for part in name {
        path.push(part);
        let Ok(found) = fs::symlink_metadata(&path) else { return Ok(()) };
        let shown = path.display();
        if found.is_symlink() {
            bail!(
                "{shown} is a link, and a report follows no link out of its folder; remove it, or choose another folder with --out"
            );
        }
        if path != target.join(name) || name == Path::new(FOLDER) {
            ensure!(
                found.is_dir(),
                "cannot write into {shown}: it is a file; remove it, or choose another folder with --out"
            );
            continue;
        }
        // A picture says nothing of where it comes from; beside a report it is taken for one of its own.
        let is_picture = ["svg", "png", "gif"].iter().any(|ending| path.extension().is_some_and(|own| own == *ending));
        let is_own = is_own(&path) || is_picture && has_report;
        ensure!(
            found.is_file() && is_own,
            "{shown} was not written by a report and would be overwritten; move it, or choose another folder with --out"
        );
    }
    Ok(())
}

/// Whether a file was written by a report.
fn is_own(path: &Path) -> bool {
    let Some(ending) = path.extension().and_then(|ending| ending.to_str()) else { return false };
    let is_file = fs::symlink_metadata(path).is_ok_and(|found| found.is_file());
    let Some(beginning) = is_file.then(|| files::beginning(path, BEGINNING)).flatten() else { return false };
    let is_marked = MARKS.iter().any(|(kind, mark)| *kind == ending && beginning.contains(mark));
    is_marked || (ending == "html" && beginning.contains(EARLIER))
}

fn collect(folder: &Path, within: &Path, names: &mut BTreeSet<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder.join(within))? {
        let entry = entry?;
        let name = within.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect(folder, &name, names)?;
        } else {
            names.insert(name);
        }
    }
    Ok(())
}
