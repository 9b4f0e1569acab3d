//! Results as JUnit XML, for build servers: a submission is a suite, a line of points a test case, and points lost are a failure.

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::text::text;
use crate::grade::result::Graded;

/// All results, in order; without times, so that the same results give the same bytes.
///
/// # Errors
/// Where the XML cannot be written.
pub fn junit(results: &[Graded]) -> Result<String, SerializeError> {
    let mut report = Report::new("descentcheck");
    for graded in results {
        let mut suite = TestSuite::new(graded.submission.as_str());
        for line in graded.lines.iter().filter(|line| line.most.is_some()) {
            let status = if line.most.is_some_and(|most| line.points < most) {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                let why = if line.text.is_empty() { &graded.headline } else { &line.text };
                status.set_message(why.as_str());
                status
            } else {
                TestCaseStatus::success()
            };
            let mut case = TestCase::new(line.name.as_str(), status);
            case.set_classname(graded.assignment.as_str());
            suite.add_test_case(case);
        }
        if graded.points.is_none() {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(format!("{}: {}", graded.mark(), graded.headline));
            let mut case = TestCase::new("graded", status);
            case.set_classname(graded.assignment.as_str());
            suite.add_test_case(case);
        }
        suite.set_system_out(text(graded));
        report.add_test_suite(suite);
    }
    report.to_string()
}
