//! Merges what the judges say of a claim.

use super::seam::Answer;
use crate::verdict::{Evidence, Verdict};

/// The verdict of the cases, with what the judges say of the claim as a whole. A refutation wins over everything: it is confirmed
/// in exact arithmetic, or by draws. A claim that the cases leave undecided holds where a judge says that it holds as a whole.
pub(super) fn merged(mut verdict: Verdict, answers: &[Answer]) -> Verdict {
    if matches!(verdict, Verdict::Refuted(..)) {
        return verdict;
    }
    let speaks_for = |answer: &Answer| match answer {
        Answer::Holds(evidence) | Answer::Supports(evidence) => Some(evidence.clone()),
        Answer::Suspects(_) => None,
    };
    let further: Vec<Evidence> = answers.iter().filter_map(speaks_for).collect();
    further.into_iter().for_each(|evidence| verdict.findings_mut().add(evidence));
    match verdict {
        Verdict::Undecided(_, findings) if answers.iter().any(|answer| matches!(answer, Answer::Holds(_))) => {
            Verdict::Holds(findings)
        }
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::merged;
    use crate::judge::Answer;
    use crate::verdict::{Evidence, Findings, Verdict};

    fn undecided() -> Verdict {
        Verdict::Undecided(
            "too hard".to_owned(),
            Findings { evidence: vec![Evidence::Survived], ..Findings::default() },
        )
    }

    #[test]
    fn the_strongest_evidence_comes_first() {
        let found =
            Verdict::Holds(Findings { evidence: vec![Evidence::AgreesTo { bits: 500 }], ..Findings::default() });
        let answers = [Answer::Supports(Evidence::Survived), Answer::Supports(Evidence::ExactOnCases)];
        let expected = [Evidence::ExactOnCases, Evidence::AgreesTo { bits: 500 }, Evidence::Survived];
        assert_eq!(merged(found, &answers).findings().evidence, expected);
    }

    #[test]
    fn an_undecided_claim_holds_where_a_judge_says_so_of_the_whole_claim() {
        assert!(matches!(merged(undecided(), &[Answer::Supports(Evidence::ExactOnCases)]), Verdict::Undecided(..)));
        assert!(matches!(merged(undecided(), &[Answer::Holds(Evidence::ExactOnCases)]), Verdict::Holds(_)));
    }
}
