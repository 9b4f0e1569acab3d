//! The images that notes show, read so that pages can hold them.

use std::path::{Component, Path};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::language::Document;
use crate::report::Images;

/// The most bytes of an image that a page holds.
const LARGEST: u64 = 4 << 20;
/// The kinds of image that every browser shows.
const KINDS: [(&str, &str); 6] = [
    ("gif", "image/gif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("webp", "image/webp"),
];

/// The images beside the files, or in folders there. Links stand for all others.
pub(super) fn read(documents: &[Document]) -> Images {
    let mut found = Images::new();
    for document in documents {
        for address in document.images() {
            let path = Path::new(&document.name).parent().unwrap_or(Path::new("")).join(&address);
            if let Some(data) = stays_inside(&address).then(|| data(&path)).flatten() {
                found.insert((document.name.clone(), address), data);
            }
        }
    }
    found
}

/// Whether an address leads neither out of the folder of the notes nor out of this machine.
fn stays_inside(address: &str) -> bool {
    Path::new(address).components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
        && !address.contains(':')
}

fn data(path: &Path) -> Option<String> {
    let extension = path.extension()?.to_str()?.to_lowercase();
    let (_, kind) = KINDS.iter().find(|(own, _)| *own == extension)?;
    let about = std::fs::metadata(path).ok()?;
    let bytes = (about.is_file() && about.len() <= LARGEST).then(|| std::fs::read(path).ok()).flatten()?;
    Some(format!("data:{kind};base64,{}", STANDARD.encode(bytes)))
}
