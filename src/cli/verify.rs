//! `verify`: claims of the chapter or of the user's files.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use anyhow::ensure;

use super::arguments::{TypedArguments, VerifyArguments};
use super::campaign_file::{CampaignFile, Header};
use super::exit::Exit;
use super::{case_file, detail, files, inputs, judging, regressions, screen, typed};
use crate::judge::{Options, Record};
use crate::language::check::Chapter;
use crate::report::{self, Replays};
use crate::verdict::{Results, Verdict};

/// Judges the claims and says what was found.
pub(super) fn run(arguments: &VerifyArguments) -> anyhow::Result<Exit> {
    judge(arguments, Vec::new(), None)
}

/// Judges the claims, going on from what was done before; that must have been done under the same header, if one is given.
pub(super) fn judge(
    arguments: &VerifyArguments,
    done: Vec<Record>,
    begun: Option<(&Header, &PathBuf)>,
) -> anyhow::Result<Exit> {
    let chapter = inputs::load(sources(arguments)?)?;
    if let Some(id) = &arguments.claim {
        inputs::require(&chapter, id)?;
    }
    if let Some(path) = arguments.json.as_deref().filter(|path| path.as_os_str() != "-") {
        files::prepare(path)?;
    }
    let campaign = &arguments.campaign;
    let own = inputs::own_data(&arguments.data)?;
    let data = inputs::data(own.as_ref(), &arguments.data, arguments.files.is_empty())?;
    drop(own);
    let kept = campaign.regressions.as_deref().map(regressions::read).transpose()?.unwrap_or_default();
    let mut options = Options {
        claim: arguments.claim.clone(),
        time: campaign.time,
        shard: campaign.shard,
        kept,
        done,
        ..judging::options(&arguments.effort, data)
    };
    let documents = chapter.documents.iter().chain(&chapter.used);
    let header = Header::of(arguments, &options, documents.map(|document| (&*document.name, &*document.source)));
    if let Some((found, path)) = begun {
        found.check(&header, path)?;
    }
    let file = match &campaign.resume {
        None => None,
        Some(path) => {
            let (file, done) = CampaignFile::open(path, &header)?;
            options.done = done;
            Some(file)
        }
    };
    let cancel = Arc::clone(&options.cancel);
    let results = judging::verify(&chapter, &options, &|record| {
        if file.as_ref().is_some_and(|file| !file.keep(record)) {
            cancel.store(true, Ordering::SeqCst);
        }
    })?;
    // Nothing judged must never look like everything as expected.
    let may_be_empty = results.interrupted || options.shard.is_some() || options.time.is_some();
    ensure!(!results.claims.is_empty() || may_be_empty, "there is no claim to judge");
    let regressions = campaign.regressions.as_deref().map(|path| regressions::add(path, &options.kept, &results));
    // What was found is said whatever cannot be written.
    let exit = present(arguments, &chapter, &results)?;
    regressions.transpose()?;
    file.map_or(Ok(()), CampaignFile::close)?;
    Ok(exit)
}

/// The notes: those in files, or a claim that is typed.
fn sources(arguments: &VerifyArguments) -> anyhow::Result<Vec<(String, String)>> {
    let TypedArguments { given, run } = &arguments.typed;
    if is_typed(&arguments.files) {
        ensure!(arguments.files.len() == 1, "`-` stands alone: what is typed cannot be judged together with files");
        let kept = arguments.campaign.resume.is_some() || arguments.campaign.shard.is_some();
        ensure!(!kept, "a claim that is typed cannot be resumed; put it into a file");
        return Ok(vec![typed::notes(given, run)?]);
    }
    ensure!(
        given.is_empty() && run.is_empty(),
        "`--given` and `--run` are for a claim that is typed: `descentcheck verify - --given 'R: convex, L-smooth'`"
    );
    inputs::sources(&arguments.files)
}

/// Whether the notes are typed or come through a pipe.
fn is_typed(files: &[PathBuf]) -> bool {
    files.iter().any(|file| file.as_os_str() == "-")
}

/// Writes and prints what was found.
fn present(arguments: &VerifyArguments, chapter: &Chapter, results: &Results) -> anyhow::Result<Exit> {
    // What was typed is gone: no command could name it.
    let inline = || match is_typed(&arguments.files) {
        true => Ok(Replays::default()),
        false => case_file::inline(results, &case_file::notes(&arguments.files)),
    };
    let mut written = Ok(());
    let replays = match &arguments.json {
        Some(path) if path.as_os_str() == "-" => {
            screen::out(&report::json(results, &inline()?)?)?;
            return Ok(Exit::of(results));
        }
        Some(path) => match write(path, results, &case_file::extra(&arguments.files)) {
            Ok(replays) => replays,
            Err(cause) => {
                // The file is lost, the work is not: each command then carries its case.
                written = Err(cause);
                inline()?
            }
        },
        None => inline()?,
    };
    let mut text = text(chapter, results, &replays, arguments)?;
    if let Some(shard) = arguments.campaign.shard {
        text.push_str(&format!("This is part {shard}; `descentcheck merge` combines the parts.\n"));
    }
    if arguments.campaign.effort {
        text.push_str(&format!("\n{}", report::effort(results, screen::width(), screen::color())));
    }
    let said = screen::out(&text);
    written?;
    said?;
    Ok(Exit::of(results))
}

/// Writes the results file and the case files beside it. Returns the commands that name these from where the user is.
fn write(path: &Path, results: &Results, extra: &str) -> anyhow::Result<Replays> {
    case_file::write_with_results(path, results, extra)?;
    Ok(case_file::by_file(results, path.parent().unwrap_or(Path::new("")), extra))
}

fn text(
    chapter: &Chapter,
    results: &Results,
    replays: &Replays,
    arguments: &VerifyArguments,
) -> anyhow::Result<String> {
    let color = screen::color();
    let is_single = arguments.claim.is_some();
    let mut text = detail::findings(chapter, results, &arguments.detail);
    if is_single {
        text.push('\n');
        // For a single claim, show the case that breaks it or nearly does, surprising or not.
        let expected = results.claims.iter().filter(|claim| claim.as_expected);
        text.extend(expected.map(|claim| report::counterexample(claim, replays, color)));
        text.push_str(&nearest(results, &case_file::notes(&arguments.files))?);
    }
    let not_on_data = report::not_on_data(results);
    if !not_on_data.is_empty() {
        text.push_str(&format!("{}{not_on_data}", if is_single { "" } else { "\n" }));
    }
    let lines = report::replay_lines(results, replays);
    if !is_single && detail::is_listed(results, &arguments.detail) && !lines.is_empty() {
        text.push_str(&format!("\nTo see the counterexamples step by step:\n{lines}"));
    }
    Ok(detail::said(&arguments.detail, &text, results, replays, ""))
}

/// Where each claim that holds came nearest to failing.
fn nearest(results: &Results, extra: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    for claim in &results.claims {
        if let Verdict::Holds(findings) = &claim.verdict
            && let Some(slack) = &findings.smallest_slack
        {
            let replay = case_file::command(&claim.id, &slack.case, extra)?;
            text.push_str(&report::nearest(claim, &replay));
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    Ok(text)
}
