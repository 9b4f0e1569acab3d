//! The certificates of a chapter: those that come with the program, or those beside one's own notes.

use std::path::{Path, PathBuf};

use anyhow::anyhow;

use super::{files, inputs};
use crate::language::check::Chapter;
use crate::prove::File;

/// Bytes that a file of certificates may have.
pub(super) const LARGEST: u64 = 16 << 20;

/// The certificates of the chapter that comes with the program.
const SHIPPED: [&str; 14] = [
    include_str!("../../proofs/certificates/local-minima--value.json"),
    include_str!("../../proofs/certificates/monotone--distance.json"),
    include_str!("../../proofs/certificates/monotone.json"),
    include_str!("../../proofs/certificates/momentum-rate-corrected.json"),
    include_str!("../../proofs/certificates/momentum-rate-corrected--nearer.json"),
    include_str!("../../proofs/certificates/theorem-7.1--descent-lemma.json"),
    include_str!("../../proofs/certificates/theorem-7.1--last-is-least.json"),
    include_str!("../../proofs/certificates/theorem-7.1--one-step.json"),
    include_str!("../../proofs/certificates/theorem-7.1--sufficient-decrease.json"),
    include_str!("../../proofs/certificates/theorem-7.1--tangent-below.json"),
    include_str!("../../proofs/certificates/theorem-7.1--telescoped.json"),
    include_str!("../../proofs/certificates/theorem-7.1-sharp--beyond-one.json"),
    include_str!("../../proofs/certificates/theorem-7.1-sharp--first-step.json"),
    include_str!("../../proofs/certificates/theorem-7.1.json"),
];

/// The certificates of the claims of a chapter. They prove nothing until they are checked.
///
/// # Errors
/// A file is none of certificates.
pub(super) fn of(chapter: &Chapter) -> anyhow::Result<Vec<File>> {
    let mut found = Vec::new();
    if chapter.documents.iter().any(|document| inputs::is_embedded(&document.name)) {
        for text in SHIPPED {
            found.push(File::read(text)?);
        }
    }
    let mut folders: Vec<PathBuf> = chapter
        .documents
        .iter()
        .filter(|document| !inputs::is_embedded(&document.name))
        .map(|document| folder_beside(Path::new(&document.name)))
        .collect();
    folders.dedup();
    let blocks = chapter.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps));
    for block in blocks {
        for folder in &folders {
            let path = folder.join(format!("{}.json", files::flat_name(&block.id)));
            if path.is_file() {
                found.push(read(&path)?);
            }
        }
    }
    Ok(found)
}

/// The folder of the certificates of notes.
pub(super) fn folder_beside(notes: &Path) -> PathBuf {
    notes.parent().unwrap_or(Path::new("")).join("certificates")
}

/// Reads a file of certificates.
pub(super) fn read(path: &Path) -> anyhow::Result<File> {
    let text = files::read(path, LARGEST)?;
    File::read(&text).map_err(|error| anyhow!("cannot use {}: {error}", path.display()))
}
