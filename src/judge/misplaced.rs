//! Witnesses that do not satisfy the hypotheses of their claims: an error in the notes, reported with the values.

use crate::evaluate::{Judgement, Machine, Program, compile};
use crate::generate::{Schema, case_stream, unchecked_case};
use crate::language::check::{Chapter, ClaimBlock};
use crate::language::print;
use crate::language::syntax::{Line, LineKind, Span};
use crate::language::{Diagnostic, WrongFile, WrongNotes};
use crate::numeric::Intervals;
use crate::verdict::Case;

/// Cases of a witness that leaves something open; outside is only what is outside in all of them.
const TRIES: u64 = 8;
/// Enough to tell two different numbers of a lecture apart.
const BITS: u32 = 256;

/// Makes sure that no witness is outside its claim's ranges.
///
/// # Errors
/// Each witness that is, with its place in its file.
pub fn misplaced_witnesses(chapter: &Chapter) -> Result<(), WrongNotes> {
    let pairs = chapter.claims.iter().filter_map(|claim| Some((claim, chapter.witness_of(&claim.id)?)));
    let misplaced: Vec<WrongFile> = pairs.filter_map(|(claim, witness)| misplaced(chapter, claim, witness)).collect();
    if misplaced.is_empty() { Ok(()) } else { Err(WrongNotes(misplaced)) }
}

fn misplaced(chapter: &Chapter, claim: &ClaimBlock, witness: &ClaimBlock) -> Option<WrongFile> {
    let (number, judgement) = outside(witness)?;
    let conditions: Vec<&Line> = witness.lines.iter().filter(|line| matches!(line.kind, LineKind::Assume(_))).collect();
    // What an objective asks of its parameters comes before what the claim says.
    let of_objectives = witness.claim.assumptions.len().saturating_sub(conditions.len());
    let line = number.checked_sub(of_objectives).and_then(|number| conditions.get(number));
    let condition = line.map_or_else(
        || "the ranges of its objective's parameters".to_owned(),
        |line| print::line_unicode(line).trim_start_matches("assume").trim().to_owned(),
    );
    let side = judgement.side?;
    let label = format!("here the two sides are {} and {}", side.left, side.right);
    let diagnostic =
        Diagnostic::new("the witness does not satisfy a hypothesis of its claim", place(&claim.lines)?, label)
            .help(format!("the claim requires {condition}; a witness must satisfy its claim's hypotheses"));
    let document = chapter.documents.iter().chain(&chapter.used).find(|document| document.name == claim.place.file)?;
    Some(document.wrong(vec![diagnostic]))
}

/// The place of the first `witness` line.
fn place(lines: &[Line]) -> Option<Span> {
    lines.iter().find(|line| matches!(line.kind, LineKind::Witness(_))).map(|line| line.span)
}

/// The condition that no case of the witness meets, by its number, with its judgement.
fn outside(witness: &ClaimBlock) -> Option<(usize, Judgement)> {
    let program = compile(&witness.claim);
    let schema = Schema::of(&witness.claim);
    let cases = (0..TRIES).filter_map(|number| unchecked_case(&schema, case_stream(0, &witness.id, number)));
    let found: Vec<Option<(usize, Judgement)>> = cases.map(|case| unmet(&program, &case)).collect();
    let first = found.first().copied().flatten()?;
    found.iter().all(|other| other.is_some_and(|(number, _)| number == first.0)).then_some(first)
}

fn unmet(program: &Program, case: &Case) -> Option<(usize, Judgement)> {
    let mut machine = Machine::new(program, Intervals { bits: BITS });
    machine.load(case.inputs()).ok()?;
    machine.unmet()
}
