//! `verify`: claims of the chapter or of the user's files.

use std::path::Path;

use anyhow::ensure;

use super::arguments::VerifyArguments;
use super::exit::Exit;
use super::{case_file, files, inputs, judging, screen};
use crate::judge::Options;
use crate::report;
use crate::verdict::Results;

/// Judges the claims and says what was found.
pub(super) fn run(arguments: &VerifyArguments) -> anyhow::Result<Exit> {
    let chapter = inputs::chapter(&arguments.files)?;
    if let Some(id) = &arguments.claim {
        inputs::require(&chapter, id)?;
    }
    let data = inputs::data(&arguments.data, arguments.files.is_empty())?;
    let options = Options { claim: arguments.claim.clone(), ..judging::options(&arguments.effort, data)? };
    let mut results = judging::verify(&chapter, &options);
    // Nothing judged must never look like everything as expected.
    ensure!(!results.claims.is_empty() || results.interrupted, "there is no claim to judge");
    let extra = case_file::extra(&arguments.files);
    match &arguments.json {
        Some(path) if path.as_os_str() == "-" => {
            case_file::inline_all(&mut results, &case_file::notes(&arguments.files))?;
            screen::out(&report::json(&results)?);
            return Ok(Exit::of(&results));
        }
        Some(path) => write(path, &mut results, &extra)?,
        None => case_file::inline_all(&mut results, &case_file::notes(&arguments.files))?,
    }
    screen::out(&text(&results, arguments.claim.is_some()));
    Ok(Exit::of(&results))
}

/// Writes the results file and the case files beside it.
fn write(path: &Path, results: &mut Results, extra: &str) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new(""));
    case_file::write_all(folder, results)?;
    case_file::name_all(results, Path::new(""), extra);
    files::write(path, report::json(results)?.as_bytes())?;
    case_file::name_all(results, folder, extra);
    Ok(())
}

fn text(results: &Results, is_single: bool) -> String {
    let color = screen::color();
    let mut text = report::table(results, screen::width(), color);
    text.push('\n');
    if is_single {
        // Who asks for one claim wants to see what breaks it, surprising or not.
        let expected = results.claims.iter().filter(|claim| claim.as_expected);
        text.extend(expected.map(|claim| report::counterexample(claim, color)));
    }
    text.push_str(&report::surprises(results, color));
    let replays = report::replays(results);
    if !is_single && !replays.is_empty() {
        text.push_str(&format!("Counterexamples, to see step by step:\n{replays}\n"));
    }
    text.push_str(&report::summary(results, color));
    text
}
