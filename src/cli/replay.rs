//! `replay`: shows one case step by step and judges it again.

use std::path::PathBuf;

use anyhow::{anyhow, bail};

use super::arguments::ReplayArguments;
use super::case_file::CaseFile;
use super::exit::Exit;
use super::{inputs, screen, set};
use crate::judge::{self, Replay};
use crate::report::{self, Replays};
use crate::verdict::Verdict;

/// Judges the case again and shows its run. The expected verdict is about all cases, so that one case on which
/// it holds is never a surprise: only a case that breaks a claim which is to hold is.
pub(super) fn run(arguments: &ReplayArguments) -> anyhow::Result<Exit> {
    if !arguments.set.is_empty() {
        let positional = arguments.file.as_ref().map(|id| id.display().to_string());
        let Some(id) = arguments.claim.clone().or(positional) else { bail!("`--set` needs the id of a claim") };
        let chapter = inputs::chapter(&arguments.notes)?;
        inputs::require(&chapter, &id)?;
        let chosen = set::at(&chapter, &id, &arguments.set)?;
        let may_be_refuted = chapter.find(&id).is_some_and(|block| block.refuted);
        return show(&chosen.replay, (&chosen.before, &chosen.after), may_be_refuted, arguments.exact_values);
    }
    let mut case = case(arguments)?;
    for problem in case.case.problems.values_mut() {
        problem.load_data()?;
    }
    let notes: Vec<PathBuf> = if arguments.notes.is_empty() {
        case.file.iter().map(PathBuf::from).collect()
    } else {
        arguments.notes.clone()
    };
    let chapter = inputs::chapter(&notes)?;
    inputs::require(&chapter, &case.claim)?;
    if let Some(mutant) = case.mutant.as_deref().filter(|id| chapter.find_mutant(id).is_none()) {
        bail!("there is no known mistake `{mutant}`; `descentcheck list` shows them all");
    }
    let replay = judge::replay(&chapter, &case.claim, case.mutant.as_deref(), &case.case)
        .map_err(|reason| anyhow!("the case does not fit the claim `{}`: {reason}", case.claim))?;
    let may_be_refuted = chapter.find(&case.claim).is_some_and(|block| block.refuted) || case.mutant.is_some();
    show(&replay, ("On this case", ""), may_be_refuted, arguments.exact_values)
}

/// Shows a run with its verdict, and what is said before and after that.
fn show(replay: &Replay, (what, rest): (&str, &str), may_be_refuted: bool, exact_values: bool) -> anyhow::Result<Exit> {
    let judged = &replay.judged;
    let color = screen::color();
    let mut text = format!("{}\n", judged.id);
    text.push_str(&match &judged.verdict {
        Verdict::Refuted(..) => report::counterexample(judged, &Replays::default(), color),
        Verdict::Holds(_) | Verdict::Undecided(..) => {
            format!("  {:<12}{}\n{}", "claim", judged.statement, report::trace(&replay.shown, color))
        }
    });
    if exact_values {
        text.push_str(&report::exact_values(&replay.shown));
    }
    text.push_str(&format!("\n{what} the claim {}{rest}.\n", said(&judged.verdict)));
    screen::out(&text)?;
    Ok(exit(&judged.verdict, may_be_refuted))
}

fn case(arguments: &ReplayArguments) -> anyhow::Result<CaseFile> {
    let mut case = match (&arguments.file, &arguments.case, &arguments.claim) {
        (Some(path), _, _) => CaseFile::read(path)?,
        (None, Some(text), Some(claim)) => CaseFile::inline(claim.clone(), text)?,
        (None, _, _) => bail!("name a case file, or a claim and its case"),
    };
    if let Some(claim) = &arguments.claim {
        case.claim.clone_from(claim);
    }
    if arguments.mutant.is_some() {
        case.mutant.clone_from(&arguments.mutant);
    }
    Ok(case)
}

fn said(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Holds(_) => "holds".to_owned(),
        Verdict::Refuted(..) => "is refuted".to_owned(),
        Verdict::Undecided(reason, _) => format!("remains undecided: {reason}"),
    }
}

fn exit(verdict: &Verdict, may_be_refuted: bool) -> Exit {
    match verdict {
        Verdict::Undecided(..) => Exit::Undecided,
        Verdict::Refuted(..) if !may_be_refuted => Exit::Unexpected,
        Verdict::Holds(_) | Verdict::Refuted(..) => Exit::AsExpected,
    }
}
