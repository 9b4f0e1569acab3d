//! Waits for files to change.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use super::cannot_write::CannotWrite;
use super::screen;

/// How often the files are looked at. Nothing is missed between two looks, it only waits.
const PAUSE: Duration = Duration::from_millis(250);

/// Size and time of change of a file; `None` if it cannot be seen, as while an editor puts a new one in its place.
type Look = Option<(u64, SystemTime)>;

/// Files as they were last seen.
pub(super) struct Watched {
    files: Vec<(PathBuf, Look)>,
}

impl Watched {
    pub(super) fn new(files: &[PathBuf]) -> Self {
        Self { files: files.iter().map(|file| (file.clone(), look(file))).collect() }
    }

    /// Returns true once a file has changed, false once stopped from outside.
    ///
    /// # Errors
    /// Where it cannot be said that it waits.
    pub(super) fn wait(&mut self, stop: &AtomicBool) -> Result<bool, CannotWrite> {
        screen::out("Waiting for a file to change; press Ctrl-C to stop.\n")?;
        while !stop.load(Ordering::SeqCst) {
            thread::sleep(PAUSE);
            let mut has_changed = false;
            for (file, seen) in &mut self.files {
                let now = look(file);
                has_changed |= now.is_some() && now != *seen;
                *seen = now.or(*seen);
            }
            if has_changed {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn look(file: &PathBuf) -> Look {
    let metadata = fs::metadata(file).ok()?;
    Some((metadata.len(), metadata.modified().ok()?))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::sync::atomic::AtomicBool;

    use super::Watched;

    #[test]
    fn a_change_since_the_last_look_is_seen() {
        let folder = tempfile::tempdir().expect("a folder for temporary files");
        let file = folder.path().join("notes.md");
        fs::write(&file, "one").expect("it can be written");
        let mut watched = Watched::new(std::slice::from_ref(&file));
        fs::write(&file, "three").expect("it can be written");
        assert!(watched.wait(&AtomicBool::new(false)).expect("it can be said"));
    }

    #[test]
    fn waiting_ends_when_it_is_stopped() {
        assert!(!Watched::new(&[]).wait(&AtomicBool::new(true)).expect("it can be said"));
    }
}
