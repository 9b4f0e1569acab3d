//! Reads files within limits, and writes them completely or not at all.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, ensure};

use super::cannot_write::CannotWrite;
use super::stop::Unfinished;
use crate::numeric::Digest;

/// Bytes that a file of notes may have: fifty times the longest section of the chapter.
pub(super) const LARGEST_NOTES: u64 = 1 << 20;
/// Bytes that a case file may have: the samples of the largest recipe that is judged in reasonable time.
pub(super) const LARGEST_CASE: u64 = 16 << 20;

/// Writes a file under another name beside it, then puts it in place, so that no reader ever sees half of it. What is no
/// file, such as a pipe or a device, is written to where it is.
pub(super) fn write(path: &Path, contents: &[u8]) -> anyhow::Result<()> {
    if is_stream(path) {
        return File::options()
            .write(true)
            .open(path)
            .and_then(|mut stream| stream.write_all(contents).and_then(|()| stream.flush()))
            .map_err(|error| CannotWrite::new(path, error).into());
    }
    // Behind a link stands the file that is to change, not the link.
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    make_folder(path)?;
    let unfinished = unfinished(path)?;
    let guard = Unfinished::new(&unfinished);
    let written = File::create(&unfinished)
        .and_then(|mut file| file.write_all(contents).and_then(|()| file.sync_all()))
        .and_then(|()| guard.finish(|| fs::rename(&unfinished, path)));
    written.map_err(|error| CannotWrite::new(path, error).into())
}

/// Whether a file can be written, asked before the work that fills it.
pub(super) fn prepare(path: &Path) -> anyhow::Result<()> {
    ensure!(!path.is_dir(), "cannot write {}: it is a folder; name a file in it", path.display());
    if is_stream(path) {
        return Ok(());
    }
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    make_folder(path)?;
    let unfinished = unfinished(path)?;
    File::create(&unfinished)
        .and_then(|_| fs::remove_file(&unfinished))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// Whether something is there that is neither a file nor a folder.
fn is_stream(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir())
}

/// The first bytes of a file as text, as far as they are text; `None` if it cannot be read.
pub(super) fn beginning(path: &Path, bytes: u64) -> Option<String> {
    let mut read = Vec::new();
    File::open(path).and_then(|file| file.take(bytes).read_to_end(&mut read)).ok()?;
    Some(String::from_utf8_lossy(&read).into_owned())
}

pub(super) fn make_folder(path: &Path) -> anyhow::Result<()> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder).with_context(|| format!("cannot create the folder {}", folder.display()))
}

/// A name of this process alone, in the same folder, because renaming works only there.
fn unfinished(path: &Path) -> anyhow::Result<PathBuf> {
    let name = path.file_name().with_context(|| format!("{} is not the name of a file", path.display()))?;
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}", std::process::id()));
    Ok(path.with_file_name(hidden))
}

/// Reads a text file of reasonable size; the message names it and the place. A mark of the byte order is left out.
pub(super) fn read(path: &Path, largest: u64) -> anyhow::Result<String> {
    let shown = path.display();
    require_file(path)?;
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(largest + 1).read_to_end(&mut bytes))
        .with_context(|| format!("cannot read {shown}"))?;
    ensure!(bytes.len() as u64 <= largest, "{shown} has more than {largest} bytes; split it into several files");
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        anyhow!("{shown}, line {line}: not UTF-8 text; save the file as UTF-8")
    })
}

/// An error that says what else is at a path that is to lead to a file. A pipe may never end, or never begin.
pub(super) fn require_file(path: &Path) -> anyhow::Result<()> {
    let shown = path.display();
    let found = fs::metadata(path).with_context(|| format!("cannot read {shown}"))?;
    let what = if found.is_dir() { "a folder" } else { "a pipe or a device" };
    ensure!(found.is_file(), "cannot read {shown}: it is {what}, not a file; name the file that holds the text");
    Ok(())
}

/// Letters of a block's name that a file's name takes over.
const LONGEST_STEM: usize = 80;
/// Names that some systems keep for devices, whatever follows a dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name of a block as that of a file without its ending; different for different names, also where capitals are not
/// told apart. What could be mistaken for another name carries a digest of its own.
pub(super) fn flat_name(id: &str) -> String {
    let flat: String = id
        .chars()
        .take(LONGEST_STEM)
        .map(|c| match c {
            '/' => "--".to_owned(),
            c if is_plain(c) || c.is_alphanumeric() => c.to_string(),
            _ => "_".to_owned(),
        })
        .collect();
    if is_its_own_name(id) { flat } else { format!("{flat}~{}", Digest::of(id)) }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c)
}

fn is_its_own_name(id: &str) -> bool {
    let is_device = |part: &str| {
        let stem = part.split('.').next().unwrap_or(part);
        let numbered = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
        DEVICES.contains(&stem) || numbered.is_some_and(|rest| rest.len() == 1)
    };
    let is_clear = |part: &str| {
        let edges = part.starts_with(['.', '-']) || part.ends_with(['.', '-']);
        !part.is_empty() && part.chars().all(is_plain) && !edges && !part.contains("--") && !is_device(part)
    };
    id.len() <= LONGEST_STEM && id.split('/').all(is_clear)
}

#[cfg(test)]
mod tests {
    use super::flat_name;

    #[test]
    fn different_blocks_have_different_files() {
        let long = "x".repeat(90);
        let longer = "x".repeat(91);
        let ids = [
            "a/b", "a--b", "a-/b", "a/-b", "A/b", "a/B", "con", "con.md", "com1", "a", "\u{e9}", "e\u{301}", ".a",
            "a.", "a_b", "a b", &long, &longer,
        ];
        let names: std::collections::BTreeSet<String> = ids.iter().map(|id| flat_name(id).to_lowercase()).collect();
        assert_eq!(names.len(), ids.len(), "{names:?}");
        assert_eq!(flat_name("theorem-7.1/one-step"), "theorem-7.1--one-step");
        assert!(names.iter().all(|name| name.len() < 200 && !name.contains('/')));
    }
}
