//! Identities: equalities that hold for every objective of the class and all parameters, since both sides are one fraction.

use super::assumption::assume;
use super::instance::{ANY_TIME, Choices, LATEST_STEADY, Open, Scope, Times, assume_all, nothing_left, time_range};
use crate::language::syntax::{RelationOp, Span};
use crate::language::typed::{Claim, Show, Term, Truth};
use crate::numeric::Rational;
use crate::symbolic::{Choice, Execution, Outcome, Unsupported};

/// How many times past its first a statement over an open range is proved one by one, if the work allows.
const HORIZON: i64 = 20;
/// A statement over an open range that is not proved for so many times is not proved at all.
const FEWEST_TIMES: i64 = 4;
/// Proves every statement of a claim as an identity.
///
/// # Errors
/// The first statement that is not one, or is not shown to be one, with the reason.
pub fn prove_identity(claim: &Claim) -> Result<Scope, Open> {
    let whole = claim.shows.first().map_or_else(Span::default, |show| show.span);
    let open = |span: Span, error: Unsupported| Open { span, reason: error.reason };
    let choices = Choices::of(claim).map_err(|error| open(whole, error))?;
    let mut times: Option<Times> = None;
    for choice in &choices.all {
        for show in &claim.shows {
            let proved = prove_show(claim, choice, show).map_err(|error| open(show.span, error))?;
            times = match (times, proved) {
                (Some(known), Some(new)) => Some(known.and(new)),
                (known, new) => known.or(new),
            };
        }
    }
    let times = times.ok_or_else(|| open(whole, nothing_left()))?;
    Ok(Scope { times, samples: choices.samples, whole_numbers: choices.whole_numbers })
}

/// Proves one statement for one choice; `None` where the choice does not meet what is assumed.
fn prove_show(claim: &Claim, choice: &Choice, show: &Show) -> Outcome<Option<Times>> {
    let mut execution = Execution::new(claim, choice.clone());
    if !assume_all(claim, &mut execution) {
        return Ok(None);
    }
    let Some((index, first, last)) = time_range(show, &mut execution)? else {
        prove(&show.truth, &mut execution)?;
        return Ok(Some(Times::All));
    };
    let end = last.unwrap_or(i64::MAX).min(first.saturating_add(HORIZON));
    let mut proved = None;
    for time in first..=end {
        execution.set_index(index, time);
        match prove(&show.truth, &mut execution) {
            Ok(()) => proved = Some(time),
            // What grows too large is proved as far as it went; what is not an identity is not one.
            Err(error) if error.is_limit() && time >= first + FEWEST_TIMES => break,
            Err(error) => return Err(error),
        }
    }
    let Some(proved) = proved else { return Ok(None) };
    if last == Some(proved) {
        return Ok(Some(Times::All));
    }
    let is_steady = claim.runs.iter().all(|run| i64::from(run.steady) <= LATEST_STEADY);
    if last.is_none() && proved >= first + FEWEST_TIMES && proved >= 2 * LATEST_STEADY && is_steady {
        let mut execution = Execution::new(claim, choice.clone());
        execution.open_index(index, ANY_TIME);
        assume_all(claim, &mut execution);
        if prove(&show.truth, &mut execution).is_ok() {
            return Ok(Some(Times::Every));
        }
    }
    Ok(Some(Times::UpTo(u32::try_from(proved).unwrap_or(0))))
}

/// Proves a statement.
fn prove(truth: &Truth, execution: &mut Execution<'_>) -> Outcome<()> {
    match truth {
        Truth::And(parts) => parts.iter().try_for_each(|part| prove(part, execution)),
        Truth::Or(x, y) => prove(x, execution).or_else(|_| prove(y, execution)),
        Truth::Implies(premise, conclusion) => {
            if assume(premise, execution) { prove(conclusion, execution) } else { Ok(()) }
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
