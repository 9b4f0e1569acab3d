//! A claim at values that the user chooses.

use anyhow::{Context, anyhow, bail};

use super::inputs;
use crate::generate::{Schema, case_stream, random_case};
use crate::judge::{Options, Replay, judge, replay};
use crate::language::check::{Chapter, ClaimBlock};
use crate::language::typed::{Given, Range};
use crate::verdict::Verdict;

/// The id of the claim with the values.
const CLAIM: &str = "chosen";
/// So many cases are tried where the values leave something open, such as the number of steps.
const TRIES: u64 = 64;
/// Cases on which it is tried whether an objective is what it declares.
const CASES: u64 = 200;

/// A claim at chosen values.
pub(super) struct Chosen {
    pub(super) replay: Replay,
    /// What stands before the verdict.
    pub(super) before: String,
    /// What stands behind it.
    pub(super) after: String,
}

impl Chosen {
    /// Says what was drawn beside the values, and how long a run is of which nothing false was found.
    fn of(replay: Replay, claim: &ClaimBlock) -> Self {
        let drawn = drawn(claim);
        let before = match drawn.split_last() {
            Some((last, [])) => format!("At these values, with {last} drawn,"),
            Some((last, first)) => format!("At these values, with {} and {last} drawn,", first.join(", ")),
            None => "At these values".to_owned(),
        };
        let mut after = String::new();
        if matches!(replay.judged.verdict, Verdict::Holds(_)) {
            if !replay.shown.trace.is_empty() {
                after.push_str(&format!(" in a run of {} steps", replay.shown.case.horizon));
            }
            if !drawn.is_empty() {
                after.push_str("; other draws may break it");
            }
        }
        Self { replay, before, after }
    }
}

/// The claim of this id at these values, each as in a `witness` line (`eta = 3`). What they leave open is drawn; a case that
/// breaks the claim goes before others, and a longer run before a shorter one.
///
/// # Errors
/// Where the values do not fit the claim; the range that one is outside of is named.
pub(super) fn at(chapter: &Chapter, id: &str, values: &[String]) -> anyhow::Result<Chosen> {
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
            return Ok(Chosen::of(found, witness));
        }
        if longest.as_ref().is_none_or(|known| known.shown.case.horizon < found.shown.case.horizon) {
            longest = Some(found);
        }
    }
    match longest {
        Some(found) => Ok(Chosen::of(found, witness)),
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
    let text = format!("```claim {CLAIM}\n{}witness {}\n```\n", block.stated(), values.join(", "));
    inputs::right(chapter.with("--set", text))
        .with_context(|| format!("the values do not fit the claim `{}`", block.id))
}
