//! Progress on standard error: a bar on a terminal, plain lines elsewhere.

use std::collections::HashMap;
use std::io::{self, IsTerminal};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::screen;
use crate::judge::Event;
use crate::report;
use crate::verdict::Judged;

/// How often the bar moves while nothing is finished.
const TICK: Duration = Duration::from_millis(120);

/// The share of the bar that each claim, step or mutant has.
const SHARE: u64 = 1 << 20;

/// How the bar is shared out.
#[derive(Default)]
struct Shares {
    /// The shares of all that was planned so far.
    planned: u64,
    /// What a chunk of each claim or step is of its share.
    chunks: HashMap<String, u64>,
}

/// How many lines are written where there is no bar.
const LINES: u64 = 10;

/// How far a run is where there is no bar, in shares.
#[derive(Default)]
struct Done {
    judged: u64,
    of: u64,
    lines: u64,
}

/// Shows events as they come.
pub(super) struct Progress {
    bar: Option<OnceLock<ProgressBar>>,
    shares: Mutex<Shares>,
    done: Mutex<Done>,
}

impl Progress {
    /// A bar where standard error is a terminal.
    pub(super) fn new() -> Self {
        let bar = io::stderr().is_terminal().then(OnceLock::new);
        Self { bar, shares: Mutex::default(), done: Mutex::default() }
    }

    /// Shows one event.
    pub(super) fn observe(&self, event: &Event<'_>) {
        match event {
            Event::Started { tasks } => self.start(*tasks),
            Event::Planned { id, chunks } => self.planned(id, *chunks),
            Event::Chunk { id, .. } => self.step(id),
            Event::Simplified { id, tried } => self.simplified(id, *tried),
            Event::Judged { claim } => self.judged(claim),
            Event::Mutant { .. } | Event::Contradicted { .. } => {}
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        if let Some(bar) = self.bar() {
            bar.finish_and_clear();
        }
    }

    fn bar(&self) -> Option<&ProgressBar> {
        self.bar.as_ref()?.get()
    }

    fn start(&self, tasks: usize) {
        let Some(cell) = &self.bar else {
            self.done.lock().unwrap_or_else(PoisonError::into_inner).of = SHARE.saturating_mul(tasks as u64);
            return;
        };
        cell.get_or_init(|| {
            let bar = ProgressBar::new(SHARE.saturating_mul(tasks as u64));
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} % {elapsed} {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            bar
        });
    }

    /// Every claim, step and mutant has the same share of the bar, so that its length is known before any of their chunks.
    /// Only a run that goes on until a time is over makes it longer, round by round.
    fn planned(&self, id: &str, chunks: usize) {
        let mut shares = self.shares.lock().unwrap_or_else(PoisonError::into_inner);
        shares.planned += SHARE;
        if let Some(bar) = self.bar().filter(|bar| shares.planned > bar.length().unwrap_or(0)) {
            bar.inc_length(SHARE);
        }
        match SHARE.checked_div(chunks as u64) {
            Some(share) => _ = shares.chunks.insert(id.to_owned(), share),
            None => self.advance(SHARE),
        }
    }

    fn advance(&self, share: u64) {
        if let Some(bar) = self.bar() {
            bar.inc(share);
        }
        if self.bar.is_some() {
            return;
        }
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.judged += share;
        let lines = (done.judged / (done.of / LINES).max(1)).min(LINES);
        // A short run has nothing to report on the way.
        if lines > done.lines && done.of > LINES * SHARE {
            done.lines = lines;
            screen::err(&format!("{} % judged\n", lines * 100 / LINES));
        }
    }

    fn judged(&self, claim: &Judged) {
        if self.bar.is_none() && !claim.as_expected {
            screen::err(&format!("{}: {}, which is not as expected\n", claim.id, report::found(&claim.verdict)));
        }
    }

    fn simplified(&self, id: &str, tried: usize) {
        if let Some(bar) = self.bar() {
            bar.set_message(format!("{id}: simplifying the counterexample, {tried} tried"));
        }
    }

    fn step(&self, id: &str) {
        if let Some(bar) = self.bar() {
            bar.set_message(id.to_owned());
        }
        let share = self.shares.lock().unwrap_or_else(PoisonError::into_inner).chunks.get(id).copied().unwrap_or(0);
        self.advance(share);
    }
}
