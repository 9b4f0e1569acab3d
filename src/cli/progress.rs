//! What is going on, on standard error: a bar on a terminal, plain lines elsewhere.

use std::io::{self, IsTerminal};
use std::sync::OnceLock;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::screen;
use crate::judge::Event;
use crate::report;
use crate::verdict::Judged;

/// How often the bar moves while nothing is finished.
const TICK: Duration = Duration::from_millis(120);

/// Shows events as they come.
pub(super) struct Progress {
    bar: Option<OnceLock<ProgressBar>>,
}

impl Progress {
    /// A bar where standard error is a terminal.
    pub(super) fn new() -> Self {
        Self { bar: io::stderr().is_terminal().then(OnceLock::new) }
    }

    /// Shows one event.
    pub(super) fn observe(&self, event: &Event<'_>) {
        match event {
            Event::Started { .. } => self.start(),
            Event::Planned { chunks, .. } => self.planned(*chunks),
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

    fn start(&self) {
        let Some(cell) = &self.bar else {
            return;
        };
        cell.get_or_init(|| {
            let bar = ProgressBar::new(0);
            if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} {elapsed} {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            bar
        });
    }

    /// The length is the number of chunks known so far; the bar grows with it.
    fn planned(&self, chunks: usize) {
        if let Some(bar) = self.bar() {
            bar.inc_length(u64::try_from(chunks).unwrap_or(u64::MAX));
        }
    }

    fn judged(&self, claim: &Judged) {
        if self.bar.is_none() {
            let mark = if claim.as_expected { "" } else { " NOT AS EXPECTED" };
            screen::err(&format!("{}: {}{mark}\n", claim.id, report::found(&claim.verdict)));
        }
    }

    fn simplified(&self, id: &str, tried: usize) {
        if let Some(bar) = self.bar() {
            bar.set_message(format!("{id}: making the counterexample simpler, {tried} tried"));
        }
    }

    fn step(&self, id: &str) {
        if let Some(bar) = self.bar() {
            bar.set_message(id.to_owned());
            bar.inc(1);
        }
    }
}
