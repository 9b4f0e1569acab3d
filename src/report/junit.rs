//! The results as JUnit XML, for build servers: a claim, step or known mistake is a test case, and what is not as
//! expected is a failure.

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::counterexample::counterexample;
use super::replays::Replays;
use super::words;
use crate::verdict::{Judged, MutantOutcome, Results, Verdict};

/// One suite a file. Without times, so that the same results give the same bytes.
///
/// # Errors
/// Where the XML cannot be written.
pub fn junit(results: &Results, replays: &Replays) -> Result<String, SerializeError> {
    let mut report = Report::new("descentcheck");
    for file in files(results) {
        let mut suite = TestSuite::new(file);
        let claims = results.claims.iter().filter(|claim| claim.file == file);
        for claim in claims.flat_map(|claim| std::iter::once(claim).chain(&claim.steps)) {
            suite.add_test_case(self::claim(claim, replays));
        }
        for mutant in results.mutants.iter().filter(|mutant| mutant.file == file) {
            suite.add_test_case(self::mutant(mutant));
        }
        report.add_test_suite(suite);
    }
    report.to_string()
}

/// Every file once, in order.
fn files(results: &Results) -> Vec<&str> {
    let claims = results.claims.iter().map(|claim| claim.file.as_str());
    let mut files: Vec<&str> = Vec::new();
    for file in claims.chain(results.mutants.iter().map(|mutant| mutant.file.as_str())) {
        if !files.contains(&file) {
            files.push(file);
        }
    }
    files
}

fn claim(claim: &Judged, replays: &Replays) -> TestCase {
    let mut case = TestCase::new(claim.id.as_str(), status(claim));
    case.set_classname(claim.file.as_str()).set_system_out(format!(
        "{}\n{}\n{}",
        claim.statement,
        words::found(&claim.verdict),
        counterexample(claim, replays, false)
    ));
    case.extra.insert("line".into(), claim.line.to_string().into());
    case
}

/// An undecided claim is an error: its test did not finish.
fn status(claim: &Judged) -> TestCaseStatus {
    if claim.as_expected {
        return TestCaseStatus::success();
    }
    let kind = match claim.verdict {
        Verdict::Undecided(..) => NonSuccessKind::Error,
        Verdict::Holds(_) | Verdict::Refuted(..) => NonSuccessKind::Failure,
    };
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(words::surprise(claim.expected)).set_type(words::verdict(&claim.verdict));
    status.set_description(format!("{}:{}: {}", claim.file, claim.line, words::found(&claim.verdict)));
    status
}

fn mutant(mutant: &MutantOutcome) -> TestCase {
    let status = if mutant.as_expected {
        TestCaseStatus::success()
    } else {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(words::survives(mutant)).set_type("survived");
        status
    };
    let mut case = TestCase::new(mutant.id.as_str(), status);
    case.set_classname(mutant.file.as_str());
    case.extra.insert("line".into(), mutant.line.to_string().into());
    case
}
