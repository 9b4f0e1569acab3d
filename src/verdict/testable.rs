//! Verdicts as the results of quickcheck properties.

use quickcheck::{TestResult, Testable};

use super::{Findings, Verdict};

impl Testable for Verdict {
    /// A claim that holds passes. One that no case met the assumptions of is discarded; a refuted or an undecided one fails.
    fn result(&self, _: &mut quickcheck::Gen) -> TestResult {
        match self {
            Self::Holds(_) => TestResult::passed(),
            Self::Undecided(_, Findings { counts, .. }) if counts.cases == 0 && counts.rejected > 0 => {
                TestResult::discard()
            }
            Self::Undecided(reason, _) => TestResult::error(format!("undecided: {reason}")),
            Self::Refuted(found, _) => {
                let case = serde_json::to_string(&found.case).unwrap_or_default();
                TestResult::error(format!("refuted by the case {case}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use quickcheck::{Gen, Testable};

    use crate::verdict::{Counts, Findings, Verdict};

    #[test]
    fn rejected_is_a_discard_and_undecided_fails() {
        let mut g = Gen::new(1);
        let rejected = Findings { counts: Counts { rejected: 3, ..Counts::default() }, ..Findings::default() };
        let discarded = Verdict::Undecided("no case".to_owned(), rejected).result(&mut g);
        assert!(!discarded.is_failure() && !discarded.is_error());
        assert!(Verdict::Undecided("too hard".to_owned(), Findings::default()).result(&mut g).is_failure());
        assert!(!Verdict::Holds(Findings::default()).result(&mut g).is_failure());
    }
}
