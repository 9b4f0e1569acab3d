//! A private copy of what a student hands in.

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tempfile::TempDir;

use super::class::hex;
use super::plain::plain_line;

/// The largest submission, in bytes: notebooks with pictures are below it.
const LARGEST: u64 = 16 << 20;
/// What the program in a folder is usually called.
pub const USUAL_NAMES: [&str; 4] = ["submission.py", "submission.ipynb", "main.py", "solution.py"];
/// The most files in a folder that is handed in.
const MOST_FILES: usize = 1_000;

/// What kind of program it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A Python file.
    Python,
    /// A notebook, whose code cells are Python.
    Notebook,
    /// Any other executable.
    Program,
}

/// Why a submission cannot be taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// It cannot be read.
    #[error("cannot read {name}: {error}")]
    Unreadable {
        /// Which file.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// It is a link, a pipe or a device.
    #[error("{name} is {what}, not a file: hand in the file itself")]
    NoFile {
        /// Which file.
        name: String,
        /// What it is.
        what: &'static str,
    },
    /// The folder has too many files.
    #[error("{name} holds more than {MOST_FILES} files")]
    TooMany {
        /// Which folder.
        name: String,
    },
    /// It is too large.
    #[error("{name} is larger than {} MiB", LARGEST >> 20)]
    TooLarge {
        /// Which file.
        name: String,
    },
    /// The folder has no file that could be the program, or several.
    #[error("{name} holds {found}: put one program into it, or call the one to run `submission.py`")]
    NoMain {
        /// Which folder.
        name: String,
        /// What it holds.
        found: String,
    },
    /// It is neither Python nor an executable.
    #[error("{name} is neither a Python file (.py), a notebook (.ipynb) nor an executable")]
    NoProgram {
        /// Which file.
        name: String,
    },
    /// No scratch folder can be made.
    #[error("cannot make a scratch folder: {0}")]
    Scratch(io::Error),
}

impl TakeError {
    /// Whether the machine is at fault, or whoever set it up, and not the student.
    #[must_use]
    pub const fn is_of_the_machine(&self) -> bool {
        matches!(self, Self::Unreadable { .. } | Self::Scratch(_))
    }
}

/// A copy of a file, notebook, folder or executable in a private scratch folder.
#[derive(Debug)]
pub struct Submission {
    /// Removed with the submission. `code` holds the copy, `scratch` is the empty folder that the program starts in.
    folder: TempDir,
    main: PathBuf,
    name: String,
    hash: String,
    kind: Kind,
    user: Option<u32>,
}

/// The first of the users that programs run as where the superuser starts them: beyond those that people have.
const FIRST_USER: u32 = 0x4000_0000;

impl Submission {
    /// Takes a copy of a submission.
    ///
    /// # Errors
    /// Where it cannot be read, is too large, is a link or a device, or is no program.
    pub fn take(path: &Path) -> Result<Self, TakeError> {
        Self::take_to(path, &std::env::temp_dir())
    }

    /// Takes a copy of a submission to a new folder inside another one.
    ///
    /// # Errors
    /// As [`take`](Self::take).
    pub fn take_to(path: &Path, scratch: &Path) -> Result<Self, TakeError> {
        let name = name_of(path);
        let folder =
            tempfile::Builder::new().prefix("descentcheck-").tempdir_in(scratch).map_err(TakeError::Scratch)?;
        let code = folder.path().join("code");
        for inner in [&code, &folder.path().join("scratch")] {
            fs::create_dir(inner).map_err(TakeError::Scratch)?;
            fs::set_permissions(inner, fs::Permissions::from_mode(0o700)).map_err(TakeError::Scratch)?;
        }
        let mut hasher = Sha256::new();
        let kind_of_file = |path: &Path| fs::symlink_metadata(path).map_err(|error| unreadable(path, error));
        let main = if kind_of_file(path)?.is_dir() {
            copy_folder(path, &code, &name, &mut hasher)?;
            main_of(&code, &name)?
        } else {
            let target = code.join(plain_name(path));
            copy_file(path, &target, LARGEST, &mut hasher)?;
            target
        };
        let kind = kind(&main).ok_or_else(|| TakeError::NoProgram { name: name.clone() })?;
        let hash = hex(&hasher.finalize());
        let user = hand_over(folder.path());
        Ok(Self { folder, main, name, hash, kind, user })
    }

    /// The user that it runs as, where the superuser starts it.
    pub(super) const fn user(&self) -> Option<u32> {
        self.user
    }

    /// The folder that the private folder is in.
    pub(super) fn parent(&self) -> &Path {
        self.folder.path().parent().unwrap_or_else(|| Path::new("/"))
    }

    /// The folder of the copy.
    pub(super) fn code(&self) -> PathBuf {
        self.folder.path().join("code")
    }

    /// The name under which it was handed in.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The SHA-256 of what it holds.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// What kind of program it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The copy of the program.
    pub(super) fn main(&self) -> &Path {
        &self.main
    }

    /// The folder that the program starts in.
    pub(super) fn scratch(&self) -> PathBuf {
        self.folder.path().join("scratch")
    }
}

/// Lets a user that is nobody else read the copy, which stays the superuser's. Nothing where this is not the superuser.
fn hand_over(folder: &Path) -> Option<u32> {
    if !rustix::process::geteuid().is_root() {
        return None;
    }
    // Two submissions at the same time have different users, but for one chance in some hundred million.
    let random = std::hash::BuildHasher::hash_one(&std::hash::RandomState::new(), folder);
    #[allow(clippy::cast_possible_truncation)] // Some of its bits will do.
    let user = FIRST_USER | (random as u32 & (FIRST_USER - 1));
    give(folder, user).ok().map(|()| user)
}

fn give(path: &Path, user: u32) -> io::Result<()> {
    let meta = fs::symlink_metadata(path)?;
    rustix::fs::chown(path, None, Some(rustix::fs::Gid::from_raw(user)))?;
    let mode = meta.permissions().mode();
    fs::set_permissions(path, fs::Permissions::from_mode(mode & 0o700 | (mode & 0o500) >> 3))?;
    if meta.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), user)?;
        }
    }
    Ok(())
}

fn unreadable(path: &Path, error: io::Error) -> TakeError {
    TakeError::Unreadable { name: name_of(path), error }
}

/// The name of a file or folder, as results and feedback have it: where it is on this machine is nobody's business.
#[must_use]
pub fn name_of(path: &Path) -> String {
    plain_line(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
}

/// The file's own name where it is plain, so that nothing in a name can matter.
fn plain_name(path: &Path) -> String {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)) && !name.starts_with('.');
    if is_plain && !name.is_empty() {
        return name.to_owned();
    }
    match path.extension().and_then(|extension| extension.to_str()) {
        Some(end @ ("py" | "ipynb")) => format!("submission.{end}"),
        _ => "submission".to_owned(),
    }
}

fn kind(path: &Path) -> Option<Kind> {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("py") => Some(Kind::Python),
        Some("ipynb") => Some(Kind::Notebook),
        _ => {
            let mode = fs::metadata(path).ok()?.permissions().mode();
            (mode & 0o111 != 0).then_some(Kind::Program)
        }
    }
}

/// The bytes of a regular file of at most so many, with its mode.
pub(super) fn read_file(from: &Path, room: u64) -> Result<(Vec<u8>, u32), TakeError> {
    let name = || name_of(from);
    // A pipe is not waited for, and a link is not followed.
    let flags = (rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOFOLLOW).bits();
    let no_file = |what| TakeError::NoFile { name: name(), what };
    #[allow(clippy::cast_possible_wrap)] // Flags are bits.
    let opened = fs::OpenOptions::new().read(true).custom_flags(flags as i32).open(from);
    let file = opened.map_err(|error| match fs::symlink_metadata(from) {
        Ok(meta) if meta.is_symlink() => no_file("a symbolic link"),
        _ => unreadable(from, error),
    })?;
    let meta = file.metadata().map_err(|error| unreadable(from, error))?;
    if !meta.is_file() {
        return Err(no_file("a pipe, a socket or a device"));
    }
    let mut bytes = Vec::new();
    file.take(room + 1).read_to_end(&mut bytes).map_err(|error| unreadable(from, error))?;
    if bytes.len() as u64 > room {
        return Err(TakeError::TooLarge { name: name() });
    }
    Ok((bytes, meta.permissions().mode()))
}

/// Copies a regular file and adds it to the hash. Returns its size.
fn copy_file(from: &Path, to: &Path, room: u64, hasher: &mut Sha256) -> Result<u64, TakeError> {
    let (bytes, mode) = read_file(from, room)?;
    hasher.update((bytes.len() as u64).to_le_bytes());
    hasher.update(&bytes);
    let mode = if mode & 0o111 == 0 { 0o400 } else { 0o500 };
    let mut copy =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(TakeError::Scratch)?;
    copy.write_all(&bytes).map_err(TakeError::Scratch)?;
    copy.set_permissions(fs::Permissions::from_mode(mode)).map_err(TakeError::Scratch)?;
    Ok(bytes.len() as u64)
}

/// Copies the regular files of a folder, in the order of their names; links and devices are left out.
fn copy_folder(from: &Path, to: &Path, name: &str, hasher: &mut Sha256) -> Result<(), TakeError> {
    let (mut room, mut count) = (LARGEST, 0);
    let mut folders = vec![(from.to_owned(), to.to_owned())];
    while let Some((from, to)) = folders.pop() {
        let entries = fs::read_dir(&from).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut entries = entries.map_err(|error| unreadable(&from, error))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let kind = entry.file_type().map_err(|error| unreadable(&entry.path(), error))?;
            let target = to.join(entry.file_name());
            count += 1;
            if count > MOST_FILES {
                return Err(TakeError::TooMany { name: name.to_owned() });
            }
            if kind.is_dir() {
                fs::create_dir(&target).map_err(TakeError::Scratch)?;
                folders.push((entry.path(), target));
            } else if kind.is_file() {
                hasher.update(entry.file_name().as_encoded_bytes());
                room -= copy_file(&entry.path(), &target, room, hasher).map_err(|error| match error {
                    // It is the folder that is too large, and not the file that came last.
                    TakeError::TooLarge { .. } => TakeError::TooLarge { name: name.to_owned() },
                    other => other,
                })?;
            }
        }
    }
    Ok(())
}

/// The program among the files of a folder.
fn main_of(code: &Path, name: &str) -> Result<PathBuf, TakeError> {
    for usual in USUAL_NAMES {
        if code.join(usual).is_file() {
            return Ok(code.join(usual));
        }
    }
    let entries = fs::read_dir(code).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(TakeError::Scratch)?;
    let files = entries.iter().map(fs::DirEntry::path).filter(|path| path.is_file() && kind(path).is_some());
    let mut files: Vec<PathBuf> = files.collect();
    files.sort();
    match files.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(TakeError::NoMain { name: name.to_owned(), found: "no program".to_owned() }),
        _ => Err(TakeError::NoMain { name: name.to_owned(), found: format!("{} programs", files.len()) }),
    }
}
