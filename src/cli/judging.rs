//! Starts the judges with the user's options, interruption and progress.

use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

use anyhow::bail;

use super::arguments::EffortArguments;
use super::progress::Progress;
use super::stop;
use crate::judge::{self, Event, Options, Record};
use crate::language::check::Chapter;
use crate::problem::ProblemSpec;
use crate::verdict::Results;

/// Options of the engine.
pub(super) fn options(effort: &EffortArguments, data: Vec<ProblemSpec>) -> Options {
    Options {
        cases: effort.cases,
        seed: effort.seed,
        jobs: effort.jobs,
        exact: effort.exact,
        data,
        mutants: false,
        ..Options::default()
    }
}

/// Judges a chapter, or one claim of it, until a stop; `keep` is told of each chunk of cases that is new.
///
/// # Errors
/// Where a record of an earlier run says that a case fails, and it does not.
pub(super) fn verify(chapter: &Chapter, options: &Options, keep: &(dyn Fn(&Record) + Sync)) -> anyhow::Result<Results> {
    stop::asks(&options.cancel);
    let progress = Progress::new();
    let contradicted = Mutex::new(None);
    let results = judge::verify(chapter, options, &|event| {
        if let Event::Chunk { record: Some(record), .. } = event {
            keep(record);
        }
        if let Event::Contradicted { task, case } = event {
            let mut first = contradicted.lock().unwrap_or_else(PoisonError::into_inner);
            first.get_or_insert_with(|| format!("case {case} of `{task}`"));
        }
        progress.observe(&event);
    });
    progress.finish();
    stop::ends_at_once();
    if let Some(which) = contradicted.into_inner().unwrap_or_else(PoisonError::into_inner) {
        bail!(
            "{which} is recorded as a failure, but does not fail when judged again: the file was changed, or written by another build of descentcheck; start a new file"
        );
    }
    Ok(results)
}

/// Judges the known mistakes alone.
pub(super) fn matrix(chapter: &Chapter, options: &Options) -> Results {
    stop::asks(&options.cancel);
    let progress = Progress::new();
    let mutants = judge::matrix(chapter, options, &|event| progress.observe(&event));
    progress.finish();
    stop::ends_at_once();
    Results {
        seed: options.seed,
        cases: options.cases,
        claims: Vec::new(),
        mutants,
        interrupted: options.cancel.load(Ordering::SeqCst),
    }
}
