//! Starting the engine: options, interruption and progress.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use super::arguments::EffortArguments;
use super::exit::Exit;
use super::progress::Progress;
use crate::judge::{self, Event, Options, Record};
use crate::language::check::Chapter;
use crate::problem::ProblemSpec;
use crate::verdict::Results;

/// Options of the engine that stop it on Ctrl-C. Only once in a run of the program.
pub(super) fn options(effort: &EffortArguments, data: Vec<ProblemSpec>) -> anyhow::Result<Options> {
    let cancel = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&cancel);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::SeqCst) {
            // Asked twice: nothing is worth waiting for.
            process::exit(Exit::Interrupted.code().into());
        }
    })
    .context("cannot listen for Ctrl-C")?;
    Ok(Options {
        cases: effort.cases,
        seed: effort.seed,
        jobs: effort.jobs,
        exact: effort.exact,
        data,
        mutants: false,
        cancel,
        ..Options::default()
    })
}

/// Judges a chapter, or one claim of it; `keep` is told of each chunk of cases that is new.
pub(super) fn verify(chapter: &Chapter, options: &Options, keep: &(dyn Fn(&Record) + Sync)) -> Results {
    let progress = Progress::new();
    let results = judge::verify(chapter, options, &|event| {
        if let Event::Chunk { record: Some(record), .. } = event {
            keep(record);
        }
        progress.observe(&event);
    });
    progress.finish();
    results
}

/// Judges the known mistakes alone.
pub(super) fn matrix(chapter: &Chapter, options: &Options) -> Results {
    let progress = Progress::new();
    let mutants = judge::matrix(chapter, options, &|event| progress.observe(&event));
    progress.finish();
    Results {
        seed: options.seed,
        cases: options.cases,
        claims: Vec::new(),
        mutants,
        interrupted: options.cancel.load(Ordering::SeqCst),
    }
}
