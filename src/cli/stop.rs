//! Ctrl-C and SIGTERM: every command ends within a second.
//!
//! While claims are judged, the judges are asked to stop, and the results so far are printed and kept; a thread that does not
//! stop within [`GRACE`] is abandoned. So it is while submissions are graded. At any other time the program ends at once. Unfinished files are removed in both cases.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::Context;

use super::exit::Exit;

/// How long the judges and the printing of what they found may take after a stop.
const GRACE: Duration = Duration::from_millis(900);

/// What a stop has to know.
struct State {
    /// The flag that asks the judges to end, while they work.
    judging: Option<Arc<AtomicBool>>,
    /// Files and folders that are not yet in their place.
    unfinished: Vec<PathBuf>,
}

static STATE: Mutex<State> = Mutex::new(State { judging: None, unfinished: Vec::new() });

/// Obeys stops from now on. Once in a run of the program.
pub(super) fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        let judging = state().judging.clone();
        // Asked twice: nothing is worth waiting for.
        if judging.is_some_and(|flag| !flag.swap(true, Ordering::SeqCst)) {
            thread::sleep(GRACE);
        }
        leave();
    })
    .context("cannot listen for Ctrl-C")
}

/// The flag is set by a stop from now on, and printing what was found gets its time as well.
pub(super) fn asks(flag: &Arc<AtomicBool>) {
    state().judging = Some(Arc::clone(flag));
}

/// What follows a run that nothing has stopped is not worth waiting for.
pub(super) fn ends_at_once() {
    let mut state = state();
    if state.judging.as_ref().is_some_and(|flag| !flag.load(Ordering::SeqCst)) {
        state.judging = None;
    }
}

/// A file or folder that is taken away by a stop, and when this ends.
pub(super) struct Unfinished(PathBuf);

impl Unfinished {
    /// Names it before it is made.
    pub(super) fn new(path: &Path) -> Self {
        state().unfinished.push(path.to_owned());
        Self(path.to_owned())
    }

    /// Does what puts it in its place; a stop waits until that is done.
    pub(super) fn finish<T>(&self, put: impl FnOnce() -> T) -> T {
        let _no_stop = state();
        put()
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        remove(&self.0);
        state().unfinished.retain(|path| *path != self.0);
    }
}

/// What is half written helps nobody; that it cannot be removed would hide the real reason.
fn remove(path: &Path) {
    let once = || if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    // A thread that is being stopped may still be adding to a folder.
    let _ = (0..5).any(|_| once().is_ok() || !path.exists());
}

/// Ends the program, as a stop does.
pub(super) fn leave() -> ! {
    let state = state();
    state.unfinished.iter().for_each(|path| remove(path));
    process::exit(Exit::Interrupted.code().into())
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}
