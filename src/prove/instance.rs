//! What of a claim is enumerated before it is executed: numbers of losses, whole numbers and times.

use crate::language::syntax::Span;
use crate::language::typed::{Claim, Given, IndexId, Range, ScalarId, Show};
use crate::problem::Property;
use crate::symbolic::{Choice, Execution, Outcome, Unsupported};

/// For how many losses a statement on a mean of `N` losses is proved.
const MOST_SAMPLES: usize = 3;
/// A given whole number without a last one is tried so far past its first.
const OPEN_WHOLE_NUMBERS: i64 = 3;
/// A given whole number takes at most so many values.
const MOST_WHOLE_NUMBERS: i64 = 12;

/// The time that stands for any time; larger than any that is executed one by one.
pub const ANY_TIME: i64 = 1 << 20;
/// Times before this one are proved one by one, where the argument for any time may look back to before the beginning.
pub const LATEST_STEADY: i64 = 8;

/// Why a claim is not proved, at the place in its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    /// The statement.
    pub span: Span,
    /// The reason.
    pub reason: String,
}

/// The choices for which a claim must be proved.
#[derive(Debug, Clone)]
pub struct Choices {
    /// Each with its number of losses and its whole numbers.
    pub all: Vec<Choice>,
    /// The largest number of losses, where the claim leaves that open.
    pub samples: Option<usize>,
    /// Whole numbers of which not all were tried, with the largest value.
    pub whole_numbers: Vec<(String, i64)>,
}

impl Choices {
    /// The choices of a claim.
    ///
    /// # Errors
    /// The range of a whole number cannot be computed.
    pub fn of(claim: &Claim) -> Outcome<Self> {
        let (sizes, samples) = sample_sizes(claim)?;
        let mut whole_numbers: Vec<(String, i64)> = Vec::new();
        let mut all: Vec<Choice> = sizes.into_iter().map(|samples| Choice { samples, ..Choice::default() }).collect();
        for given in &claim.givens {
            let Given::Scalar { id, name, range: Range::Integers { first, last } } = given else { continue };
            let mut next = Vec::new();
            for choice in &all {
                let mut execution = Execution::new(claim, choice.clone());
                let first = execution.whole_term(first)?;
                let last = last.as_ref().map(|last| execution.whole_term(last)).transpose()?;
                let end = last.unwrap_or(first + OPEN_WHOLE_NUMBERS).min(first + MOST_WHOLE_NUMBERS - 1);
                if last != Some(end) {
                    match whole_numbers.iter_mut().find(|(known, _)| known == name) {
                        Some((_, largest)) => *largest = end.max(*largest),
                        None => whole_numbers.push((name.clone(), end)),
                    }
                }
                next.extend((first..=end).map(|value| with_whole_number(choice, *id, value)));
            }
            all = next;
        }
        Ok(Self { all, samples, whole_numbers })
    }
}

fn with_whole_number(choice: &Choice, id: ScalarId, value: i64) -> Choice {
    let mut choice = choice.clone();
    choice.integers.insert(id, value);
    choice
}

/// The numbers of losses to enumerate, and the largest where the claim leaves the number open.
fn sample_sizes(claim: &Claim) -> Outcome<(Vec<usize>, Option<usize>)> {
    let sampled = claim.givens.iter().filter_map(|given| match given {
        Given::Objective { class, .. } if class.demands(Property::Sampled) || class.data.is_some() => Some(class),
        _ => None,
    });
    let sizes: Vec<Option<usize>> = sampled.map(|class| class.samples).collect();
    match sizes.iter().flatten().next() {
        Some(fixed) if sizes.iter().all(|size| *size == Some(*fixed)) => Ok((vec![*fixed], None)),
        Some(_) => Err(Unsupported::because("numbers of losses that differ from objective to objective")),
        None if sizes.is_empty() => Ok((vec![0], None)),
        None => Ok(((1..=MOST_SAMPLES).collect(), Some(MOST_SAMPLES))),
    }
}

/// The index, the first time and the last (absent: open) of a statement that has a range.
///
/// # Errors
/// An end is not a whole number.
pub fn time_range(show: &Show, execution: &mut Execution<'_>) -> Outcome<Option<(IndexId, i64, Option<i64>)>> {
    let Some((index, first, last)) = &show.range else { return Ok(None) };
    let first = execution.whole_term(first)?;
    let last = last.as_ref().map(|last| execution.whole_term(last)).transpose()?;
    Ok(Some((*index, first, last)))
}

/// Whether a choice meets what a claim assumes, as far as that is known: `false` only where it does not for certain.
///
/// What is assumed and not decided becomes a fact of the execution, where it says that something is positive or not 0.
pub fn assume_all(claim: &Claim, execution: &mut Execution<'_>) -> bool {
    claim.assumptions.iter().all(|assumption| super::assumption::assume(assumption, execution))
}

/// No choice of the claim meets what it assumes.
#[must_use]
pub fn nothing_left() -> Unsupported {
    Unsupported::because("no instance that was tried meets what is assumed")
}
