//! Exit codes.

use std::process::ExitCode;

use super::cannot_write::CannotWrite;
use crate::verdict::{Catch, Expectation, Judged, MutantOutcome, Results, Verdict};

/// How a run ended. Where several apply, the one listed last here wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// 0: every verdict is as expected.
    AsExpected,
    /// 3: some verdict is undecided, or some submission could not be graded because of the machine.
    Undecided,
    /// 1: some verdict is not as expected.
    Unexpected,
    /// 2: the command line, a file or its contents could not be understood.
    Usage,
    /// 74: something could not be written.
    Output,
    /// 70: a fault of the program itself.
    Internal,
    /// 130: interrupted; what was judged until then was reported.
    Interrupted,
}

impl Exit {
    /// The number that the shell sees.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::AsExpected => 0,
            Self::Unexpected => 1,
            Self::Usage => 2,
            Self::Undecided => 3,
            Self::Output => 74,
            Self::Internal => 70,
            Self::Interrupted => 130,
        }
    }

    /// The exit for an error that ends the run.
    #[must_use]
    pub(super) fn of_error(error: &anyhow::Error) -> Self {
        if error.chain().any(|cause| cause.is::<CannotWrite>()) { Self::Output } else { Self::Usage }
    }

    /// The exit for results.
    #[must_use]
    pub fn of(results: &Results) -> Self {
        let claims = results.claims.iter().map(Self::of_claim);
        let mutants = results.mutants.iter().map(Self::of_mutant);
        let interrupted = if results.interrupted { Self::Interrupted } else { Self::AsExpected };
        claims.chain(mutants).fold(interrupted, Self::max)
    }

    /// The exit for one claim and its steps.
    #[must_use]
    pub fn of_claim(claim: &Judged) -> Self {
        let own = match (&claim.verdict, claim.expected) {
            (Verdict::Undecided(..), _) => Self::Undecided,
            (Verdict::Holds(_), Expectation::Holds) | (Verdict::Refuted(..), Expectation::Refuted) => Self::AsExpected,
            (Verdict::Holds(_), Expectation::Refuted) | (Verdict::Refuted(..), Expectation::Holds) => Self::Unexpected,
        };
        claim.steps.iter().map(Self::of_claim).fold(own, Self::max)
    }

    /// A mutant that should have been killed and was not is unexpected, unless that is only undecided.
    fn of_mutant(mutant: &MutantOutcome) -> Self {
        if mutant.as_expected {
            return Self::AsExpected;
        }
        let codes = mutant.should_be_killed_by.iter().map(|id| match mutant.said_by(id) {
            Some(Catch::Killed(_)) => Self::AsExpected,
            Some(Catch::Undecided(_)) => Self::Undecided,
            Some(Catch::Passes | Catch::DoesNotCount) | None => Self::Unexpected,
        });
        codes.max().unwrap_or(Self::Unexpected)
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn the_gravest_of_several_wins() {
        let by_gravity = [
            Exit::AsExpected,
            Exit::Undecided,
            Exit::Unexpected,
            Exit::Usage,
            Exit::Output,
            Exit::Internal,
            Exit::Interrupted,
        ];
        assert!(by_gravity.is_sorted());
        assert_eq!(by_gravity.map(Exit::code), [0, 3, 1, 2, 74, 70, 130]);
    }
}
