//! A claim at values that the user chooses.

use anyhow::{anyhow, bail};

use super::screen;
use crate::generate::{Schema, case_stream, random_case};
use crate::judge::{Options, Replay, judge, misplaced_witnesses, replay};
use crate::language::Document;
use crate::language::check::{Chapter, ClaimBlock};
use crate::language::print;
use crate::language::syntax::LineKind;
use crate::language::typed::{Given, Range};
use crate::verdict::Verdict;

/// The id of the claim with the values.
const CLAIM: &str = "chosen";
/// So many cases are tried where the values leave something open, such as the number of steps.
const TRIES: u64 = 64;
/// Cases on which it is tried whether an objective is what it declares.
const CASES: u64 = 200;

/// The claim of this id at these values, each as in a `witness` line (`eta = 3`). What they leave open is drawn; a case that
/// breaks the claim goes before others, and a longer run before a shorter one. With it come the names of what was drawn.
///
/// # Errors
/// Where the values do not fit the claim; the range that one is outside of is named.
pub(super) fn at(chapter: &Chapter, id: &str, values: &[String]) -> anyhow::Result<(Replay, Vec<String>)> {
    let block = chapter.find(id).ok_or_else(|| anyhow!("there is no claim `{id}`"))?;
    let chapter = with_values(chapter, block, values)?;
    let chosen = Chapter::witness_id(CLAIM);
    let witness = chapter.find(&chosen).ok_or_else(|| anyhow!("the values do not fit the claim `{id}`"))?;
    for declared in chapter.declared_by_objectives_of(witness) {
        let options = Options { cases: CASES, ..Options::default() };
        if let Verdict::Refuted(..) = judge(&declared.claim, &declared.id, &options) {
            bail!("an objective is not what it declares: `{}` is refuted, so nothing follows from it", declared.id);
        }
    }
    let schema = Schema::of(&witness.claim);
    let mut longest: Option<Replay> = None;
    for number in 0..TRIES {
        let Some(case) = random_case(&schema, case_stream(0, &chosen, number)) else { continue };
        let Ok(mut found) = replay(&chapter, &chosen, None, &case) else { continue };
        id.clone_into(&mut found.judged.id);
        if matches!(found.judged.verdict, Verdict::Refuted(..)) {
            return Ok((found, drawn(witness)));
        }
        if longest.as_ref().is_none_or(|known| known.shown.case.horizon < found.shown.case.horizon) {
            longest = Some(found);
        }
    }
    match longest {
        Some(found) => Ok((found, drawn(witness))),
        None => bail!("no case of the claim `{id}` has these values"),
    }
}

/// The names of what is drawn: which minimiser `w_star` is goes without saying.
fn drawn(claim: &ClaimBlock) -> Vec<String> {
    let is_drawn = |given: &&Given| match given {
        Given::Objective { class, .. } => class.family.is_none() && class.formula.is_none(),
        Given::Vector { range: Range::Near, .. } => false,
        Given::Scalar { .. } | Given::Vector { .. } | Given::Matrix { .. } => true,
    };
    let name = |given: &Given| match given {
        Given::Objective { name, .. }
        | Given::Scalar { name, .. }
        | Given::Vector { name, .. }
        | Given::Matrix { name, .. } => name.clone(),
    };
    claim.claim.givens.iter().filter(is_drawn).map(name).collect()
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
