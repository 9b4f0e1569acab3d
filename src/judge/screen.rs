//! The screen: random and searched cases are settled in doubles with an error bound of their own.

use super::gather::{Decision, Gathered, gather};
use super::seam::{Effort, Judge, Question};
use super::workspace::Workspace;
use crate::evaluate::{Known, Machine};
use crate::numeric::Arithmetic;
use crate::verdict::Case;

/// The judge of sampling and search. It settles the cases that hold beyond rounding; what it cannot settle, and a fixed share of
/// what it can, goes to the judges behind it.
pub(super) struct Screen;

impl Judge for Screen {
    /// Doubles cannot tell that two sides are equal, and a statement about bits or orders needs other arithmetic.
    fn applies(&self, question: &Question<'_>) -> bool {
        let program = question.program;
        !(program.equality || program.bits || program.measured)
    }

    fn is_screen(&self) -> bool {
        true
    }

    fn of_case(&self, workspace: &Workspace<'_>, case: &Case, _: Effort) -> Option<Decision> {
        workspace.in_balls(|machine| settled(machine, case))
    }
}

/// That the claim holds on a case, where an arithmetic of doubles shows it: both sides of what decides it lie farther apart than
/// their errors.
pub(super) fn settled<A: Arithmetic>(machine: &mut Machine<'_, A>, case: &Case) -> Option<Decision> {
    match machine.load(case.inputs()) {
        Ok(met) if met.known == Known::TRUE => {}
        Ok(_) | Err(_) => return None,
    }
    match gather(machine, false) {
        Gathered { failure: None, open: None, exhausted: None, slack, at, weight, above, .. } => {
            Some(Decision::Holds { slack, at, agrees: None, weight, error: None, above })
        }
        _ => None,
    }
}
