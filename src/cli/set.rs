//! A claim at values that the user chooses.

use anyhow::{anyhow, bail};

use super::screen;
use crate::generate::{Schema, case_stream, random_case};
use crate::judge::{Replay, misplaced_witnesses, replay};
use crate::language::Document;
use crate::language::check::{Chapter, ClaimBlock};
use crate::language::print;
use crate::language::syntax::LineKind;
use crate::verdict::Verdict;

/// The id of the claim with the values.
const CLAIM: &str = "chosen";
/// So many cases are tried where the values leave something open, such as the number of steps.
const TRIES: u64 = 64;

/// The claim of this id at these values, each as in a `witness` line (`eta = 3`). What they leave open is drawn; a case that
/// breaks the claim goes before others, and a longer run before a shorter one.
///
/// # Errors
/// Where the values do not fit the claim; the range that one is outside of is named.
pub(super) fn at(chapter: &Chapter, id: &str, values: &[String]) -> anyhow::Result<Replay> {
    let block = chapter.find(id).ok_or_else(|| anyhow!("there is no claim `{id}`"))?;
    let chapter = with_values(chapter, block, values)?;
    let chosen = Chapter::witness_id(CLAIM);
    let witness = chapter.find(&chosen).ok_or_else(|| anyhow!("the values do not fit the claim `{id}`"))?;
    let schema = Schema::of(&witness.claim);
    let mut longest: Option<Replay> = None;
    for number in 0..TRIES {
        let Some(case) = random_case(&schema, case_stream(0, &chosen, number)) else { continue };
        let Ok(mut found) = replay(&chapter, &chosen, None, &case) else { continue };
        id.clone_into(&mut found.judged.id);
        if matches!(found.judged.verdict, Verdict::Refuted(..)) {
            return Ok(found);
        }
        if longest.as_ref().is_none_or(|known| known.shown.case.horizon < found.shown.case.horizon) {
            longest = Some(found);
        }
    }
    match longest {
        Some(found) => Ok(found),
        None => bail!("no case of the claim `{id}` has these values"),
    }
}

/// The notes with the claim once more, the values in a `witness` line.
fn with_values(chapter: &Chapter, block: &ClaimBlock, values: &[String]) -> anyhow::Result<Chapter> {
    let sources = |documents: &[Document]| -> Vec<(String, String)> {
        documents.iter().map(|document| (document.name.clone(), document.source.clone())).collect()
    };
    let is_stated = |kind: &LineKind| {
        !matches!(kind, LineKind::Expect { .. } | LineKind::Witness(_) | LineKind::Corrects(_) | LineKind::Source(_))
    };
    let stated = block.lines.iter().filter(|line| is_stated(&line.kind));
    let lines: String = stated.map(|line| print::line_ascii(line) + "\n").collect();
    let text = format!("```claim {CLAIM}\n{lines}witness {}\n```\n", values.join(", "));
    let mut all = sources(&chapter.documents);
    all.push(("--set".to_owned(), text));
    let checked = Chapter::using(all, sources(&chapter.used)).and_then(|chapter| {
        misplaced_witnesses(&chapter)?;
        Ok(chapter)
    });
    checked.map_err(|wrong| {
        screen::err(&(wrong.render(screen::color_of_errors()) + "\n"));
        anyhow!("the values do not fit the claim `{}`", block.id)
    })
}
