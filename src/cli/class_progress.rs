//! How far a class is, on standard error: a bar on a terminal, a line now and then elsewhere.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::screen;

/// Where there is no terminal a line comes after so many parts of the class.
const PARTS: usize = 10;
/// And at the latest after so long, if something was finished.
const SILENCE: Duration = Duration::from_secs(15);

/// How far a class is.
pub(super) struct ClassProgress {
    count: usize,
    bar: Option<ProgressBar>,
    /// What was said last, and when.
    said: Mutex<(usize, Instant)>,
}

impl ClassProgress {
    /// Nothing is shown of a single submission.
    pub(super) fn new(count: usize) -> Self {
        let bar = (count > 1 && io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new(count as u64);
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} graded, {eta} left") {
                bar.set_style(style);
            }
            bar
        });
        Self { count, bar, said: Mutex::new((0, Instant::now())) }
    }

    /// So many are graded.
    pub(super) fn show(&self, done: usize) {
        if let Some(bar) = &self.bar {
            bar.set_position(done as u64);
            return;
        }
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, when) = *said;
        let is_due = done * PARTS / self.count.max(1) > before * PARTS / self.count.max(1);
        if self.count > 1 && done > before && (is_due || when.elapsed() >= SILENCE) {
            *said = (done, Instant::now());
            screen::err(&format!("{done} of {} graded\n", self.count));
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
