//! Identities: equalities that hold for every objective of the class and all parameters, since both sides are one fraction.

use super::assumption::assume;
use super::instance::{ANY_TIME, Choices, LATEST_STEADY, Open, assume_all, nothing_left, time_range};
use crate::language::syntax::{RelationOp, Span};
use crate::language::typed::{Claim, Show, Term, Truth};
use crate::numeric::Rational;
use crate::symbolic::{Choice, Execution, Outcome, Unsupported};
use crate::verdict::{Scope, Times};

/// How many times past its first a statement over an open range is proved one by one, if the work allows.
const HORIZON: i64 = 20;
/// A statement over an open range that is not proved for so many times is not proved at all.
const FEWEST_TIMES: i64 = 3;
/// The work of a thorough proof, in products of terms: some seconds.
pub const THOROUGH: u64 = 8_000_000;
/// The work of a quick proof: some tenths of a second.
pub const QUICK: u64 = 400_000;

/// Proves every statement of a claim as an identity, with so much work, in products of terms.
///
/// # Errors
/// The first statement that is not one, or is not shown to be one, with the reason.
pub fn prove_identity(claim: &Claim, work: u64) -> Result<Scope, Open> {
    let whole = claim.shows.first().map_or_else(Span::default, |show| show.span);
    let open = |span: Span, error: Unsupported| Open { span, reason: error.reason };
    let choices = Choices::of(claim).map_err(|error| open(whole, error))?;
    let mut times: Option<Times> = None;
    let mut work = work;
    for choice in &choices.all {
        for show in &claim.shows {
            let proved = prove_show(claim, choice, show, &mut work).map_err(|error| open(show.span, error))?;
            times = match (times, proved) {
                (Some(known), Some(new)) => Some(known.and(new)),
                (known, new) => known.or(new),
            };
        }
    }
    let times = times.ok_or_else(|| open(whole, nothing_left()))?;
    Ok(Scope { times, samples: choices.samples, whole_numbers: choices.whole_numbers })
}

/// Whether all that a claim shows is equalities.
#[must_use]
pub fn claims_equalities(claim: &Claim) -> bool {
    fn is_equality(truth: &Truth) -> bool {
        match truth {
            Truth::Relation(op, x, _) => match &**x {
                Term::Probability(event) => is_equality(event),
                _ => *op == RelationOp::Eq,
            },
            Truth::And(parts) => parts.iter().all(is_equality),
            Truth::Or(x, y) => is_equality(x) && is_equality(y),
            Truth::Implies(_, conclusion) => is_equality(conclusion),
            Truth::Not(_) | Truth::Iff(..) | Truth::Defined(_) => false,
        }
    }
    claim.shows.iter().all(|show| is_equality(&show.truth))
}

/// Proves one statement for one choice; `None` where the choice does not meet what is assumed.
fn prove_show(claim: &Claim, choice: &Choice, show: &Show, work: &mut u64) -> Outcome<Option<Times>> {
    let mut execution = Execution::new(claim, choice.clone()).within(*work);
    let found = prove_times(claim, show, &mut execution);
    *work = work.saturating_sub(execution.work());
    let found = found?;
    let (Some((first, last, proved)), None) = (found.range, found.whole) else { return Ok(found.whole) };
    if last == Some(proved) {
        return Ok(Some(Times::All));
    }
    let is_steady = claim.runs.iter().all(|run| i64::from(run.steady) <= LATEST_STEADY);
    if last.is_none() && proved >= first + FEWEST_TIMES && proved >= 2 * LATEST_STEADY && is_steady {
        let mut execution = Execution::new(claim, choice.clone()).within(*work);
        if let Some((index, _, _)) = &show.range {
            execution.open_index(*index, ANY_TIME);
        }
        assume_all(claim, &mut execution);
        let is_proved = prove(&show.truth, &mut execution).is_ok();
        *work = work.saturating_sub(execution.work());
        if is_proved {
            return Ok(Some(Times::Every));
        }
    }
    Ok(Some(Times::UpTo(u32::try_from(proved).unwrap_or(0))))
}

/// What was proved one by one.
#[derive(Default)]
struct Found {
    /// Of a statement with a range: the first time, the last (absent: open), and the last that is proved.
    range: Option<(i64, Option<i64>, i64)>,
    /// Of a statement without one: that it is proved.
    whole: Option<Times>,
}

/// Proves a statement at each of its times, as far as the work goes; nothing where the choice does not meet what is assumed.
fn prove_times(claim: &Claim, show: &Show, execution: &mut Execution<'_>) -> Outcome<Found> {
    if !assume_all(claim, execution) {
        return Ok(Found::default());
    }
    let Some((index, first, last)) = time_range(show, execution)? else {
        prove(&show.truth, execution)?;
        return Ok(Found { range: None, whole: Some(Times::All) });
    };
    let end = last.unwrap_or(i64::MAX).min(first.saturating_add(HORIZON));
    let mut range = None;
    for time in first..=end {
        execution.set_index(index, time);
        match prove(&show.truth, execution) {
            Ok(()) => range = Some((first, last, time)),
            // What grows too large is proved as far as it went; what is not an identity is not one.
            Err(error) if error.is_limit() && time >= first + FEWEST_TIMES => break,
            Err(error) => return Err(error),
        }
    }
    Ok(Found { range, whole: None })
}

/// Proves a statement.
fn prove(truth: &Truth, execution: &mut Execution<'_>) -> Outcome<()> {
    match truth {
        Truth::And(parts) => parts.iter().try_for_each(|part| prove(part, execution)),
        Truth::Or(x, y) => prove(x, execution).or_else(|_| prove(y, execution)),
        Truth::Implies(premise, conclusion) => {
            // What the premise says is a fact for its conclusion alone, and so is all that is made with it.
            let mut inner = execution.clone();
            let proved = if assume(premise, &mut inner) { prove(conclusion, &mut inner) } else { Ok(()) };
            execution.count_work_of(&inner);
            proved
        }
        Truth::Defined(x) => execution.term(x).map(|_| ()),
        Truth::Relation(RelationOp::Eq, x, y) => match (&**x, &**y) {
            (Term::Probability(event), Term::Constant(one)) if *one == Rational::ONE => {
                execution.in_every_outcome(|execution| prove(event, execution)).map(|_| ())
            }
            (Term::Norm(x), Term::Norm(y)) => {
                let square = |x: &crate::language::typed::Node| Term::Inner(x.clone(), x.clone());
                prove_equal(&square(x), &square(y), execution)
            }
            (x, y) => prove_equal(x, y, execution),
        },
        _ => match execution.decide(truth)? {
            true => Ok(()),
            false => Err(Unsupported::because("it is false as it is written")),
        },
    }
}

fn prove_equal(x: &Term, y: &Term, execution: &mut Execution<'_>) -> Outcome<()> {
    let (x, y) = (execution.term(x)?, execution.term(y)?);
    if execution.atoms.are_equal(&x, &y) {
        return Ok(());
    }
    Err(Unsupported::because("the two sides are not one expression"))
}
