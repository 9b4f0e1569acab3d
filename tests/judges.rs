//! The seam for judges: a judge that is in no list, put to work beside those that are.

use std::collections::BTreeMap;

use descentcheck::judge::{Answer, Decision, Effort, Judge, Options, Question, Workspace, verify_with};
use descentcheck::language::check::Chapter;
use descentcheck::numeric::{Dyadic, Fault};
use descentcheck::verdict::{Case, Evidence, Results, Verdict};

/// A claim about a number that hardly any case meets the assumption of, one that no case breaks that is drawn, and one that breaks.
const NOTES: &str = "```claim scarce\ngiven x in R\nassume x^3 == 1881365963625/512\nshow x > 0\n```\n\
                     ```claim rare\ngiven x in R\nshow x^3 != 1881365963625/512\n```\n\
                     ```claim holds\ngiven x in [1, 2]\nshow x > 0\n```\n\
                     ```claim false\ngiven x in [1, 2]\nshow x < 1\n```\n";

/// Says the same of the whole of each claim that it applies to.
struct Fixed {
    applies_to: &'static str,
    answer: Answer,
}

impl Judge for Fixed {
    fn applies(&self, question: &Question<'_>) -> bool {
        question.id == self.applies_to
    }

    fn of_claim(&self, question: &Question<'_>, horizon: u32) -> Vec<Answer> {
        assert_eq!((question.id, horizon), (self.applies_to, 1), "no statement here goes up to a horizon");
        vec![self.answer.clone()]
    }
}

/// Leaves every case undecided.
struct Unable;

impl Judge for Unable {
    fn applies(&self, _: &Question<'_>) -> bool {
        true
    }

    fn of_case(&self, _: &Workspace<'_>, _: &Case, _: Effort) -> Option<Decision> {
        Some(Decision::Undecided(Fault::Undecided))
    }
}

fn judged(judges: &[&dyn Judge]) -> Results {
    let chapter = Chapter::load(vec![("notes.md".to_owned(), NOTES.to_owned())], false)
        .unwrap_or_else(|errors| panic!("{}", errors.join("\n")));
    let options = Options { cases: 200, jobs: 2, exact: true, ..Options::default() };
    verify_with(judges, &chapter, &options, &|_| {})
}

/// The verdict on a claim with one more judge of the whole claim.
fn with(id: &'static str, answer: Answer) -> Verdict {
    let results = judged(&[&Fixed { applies_to: id, answer }]);
    results.claims.into_iter().find(|claim| claim.id == id).expect("it is judged").verdict
}

fn number(x: i64, shift: i32) -> Box<Case> {
    let scalars = BTreeMap::from([("x".to_owned(), Dyadic::new(x, shift))]);
    Box::new(Case {
        horizon: 1,
        problems: BTreeMap::new(),
        scalars,
        vectors: BTreeMap::new(),
        matrices: BTreeMap::new(),
        draws: None,
    })
}

#[test]
fn evidence_of_another_judge_is_merged_by_its_grade() {
    let Verdict::Holds(alone) = &judged(&[]).claims[2].verdict.clone() else { panic!("it holds") };
    assert_eq!(alone.evidence, [Evidence::ExactOnCases]);
    let Verdict::Holds(weaker) = with("holds", Answer::Supports(Evidence::Survived)) else { panic!("it holds") };
    assert_eq!(weaker.evidence, [Evidence::ExactOnCases, Evidence::Survived]);
    assert_eq!(weaker.counts, alone.counts, "the judges of cases count what they counted before");
}

#[test]
fn what_holds_as_a_whole_holds_though_the_cases_leave_it_undecided_and_what_is_only_supported_does_not() {
    assert!(matches!(judged(&[]).claims[0].verdict, Verdict::Undecided(..)));
    assert!(matches!(with("scarce", Answer::Supports(Evidence::ExactOnCases)), Verdict::Undecided(..)));
    assert!(matches!(with("scarce", Answer::Holds(Evidence::ExactOnCases)), Verdict::Holds(_)));
}

#[test]
fn a_refutation_wins_over_every_answer() {
    let Verdict::Refuted(_, findings) = with("false", Answer::Holds(Evidence::ExactOnCases)) else {
        panic!("it is false")
    };
    assert!(findings.evidence.len() <= 1, "{findings:?}");
}

#[test]
fn a_suspected_case_refutes_where_exact_arithmetic_confirms_it_and_says_nothing_elsewhere() {
    assert!(matches!(judged(&[]).claims[1].verdict, Verdict::Holds(_)));
    let Verdict::Refuted(found, _) = with("rare", Answer::Suspects(number(12_345, -3))) else { panic!("it is false") };
    assert_eq!(found.case.scalars["x"], Dyadic::new(12_345, -3));
    assert_eq!(found.number, None, "it is none of the numbered cases");
    assert!(matches!(with("rare", Answer::Suspects(number(12_346, -3))), Verdict::Holds(_)));
}

#[test]
fn another_judge_of_cases_is_asked_before_those_of_the_list() {
    let results = judged(&[&Unable]);
    assert!(results.claims.iter().all(|claim| matches!(claim.verdict, Verdict::Undecided(..))), "{results:?}");
}
