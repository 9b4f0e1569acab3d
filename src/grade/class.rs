//! The record of a class run: a line for each submission that is done, so that a run that was killed goes on where it was.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::assignment::Assignment;
use super::result::Graded;

/// What results depend on beside the submission: the assignment with its notes, the seed and the program's version.
#[must_use]
pub fn key(assignment: &Assignment<'_>, seed: u64) -> String {
    let mut hasher = Sha256::new();
    let documents = assignment.chapter.documents.iter().chain(&assignment.chapter.used);
    let parts = documents.flat_map(|document| [&document.name, &document.source]);
    for part in parts.chain([&assignment.block.written]) {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.update(seed.to_le_bytes());
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hex(&hasher.finalize())
}

/// The SHA-256 of some bytes.
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// One line of the record.
#[derive(Serialize, Deserialize)]
struct Kept {
    key: String,
    graded: Graded,
}

/// The record of a class run.
pub struct Book {
    key: String,
    done: BTreeMap<(String, String), Graded>,
    file: Mutex<File>,
}

impl Book {
    /// Opens a record, or begins one. Lines that are not whole, or that belong to another assignment, seed or version, do not count.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub fn open(path: &Path, key: &str) -> io::Result<Self> {
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let text = String::from_utf8_lossy(&text);
        let mut done = BTreeMap::new();
        for line in text.split_inclusive('\n').filter(|line| line.ends_with('\n')) {
            if let Ok(Kept { key: own, graded }) = serde_json::from_str(line)
                && own == key
            {
                done.insert((graded.submission.clone(), graded.hash.clone()), graded);
            }
        }
        if !text.is_empty() && !text.ends_with('\n') {
            // What was being written when the run was killed ends here.
            file.write_all(b"\n")?;
        }
        Ok(Self { key: key.to_owned(), done, file: Mutex::new(file) })
    }

    /// What is known of a submission; nothing of one that could not be read.
    #[must_use]
    pub fn find(&self, submission: &str, hash: &str) -> Option<&Graded> {
        self.done.get(&(submission.to_owned(), hash.to_owned())).filter(|graded| !graded.hash.is_empty())
    }

    /// Keeps a result: once this returns it outlives the program and the machine.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn keep(&self, graded: &Graded) -> io::Result<()> {
        let kept = Kept { key: self.key.clone(), graded: graded.clone() };
        let mut line = serde_json::to_vec(&kept)?;
        line.push(b'\n');
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.write_all(&line)?;
        file.sync_data()
    }
}
