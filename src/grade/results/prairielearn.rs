//! Results for PrairieLearn: `results.json` as its documentation of external graders describes it.

use serde::Serialize;

use super::text::feedback;
use crate::grade::result::Graded;

/// PrairieLearn reads at most a megabyte; so much of the feedback is far more than anybody reads.
const MOST_OUTPUT: usize = 100_000;

#[derive(Serialize)]
struct Document<'a> {
    gradable: bool,
    score: f64,
    message: String,
    output: String,
    tests: Vec<Test<'a>>,
}

#[derive(Serialize)]
struct Test<'a> {
    name: &'a str,
    description: String,
    points: f64,
    max_points: f64,
    message: &'a str,
    output: &'a str,
}

/// One submission. What could not be run has no points, and counts as an attempt.
///
/// # Errors
/// None that can happen: every number is finite and every key a text.
pub fn prairielearn(graded: &Graded) -> Result<String, serde_json::Error> {
    let tests = graded.lines.iter().map(|line| Test {
        name: &line.name,
        description: format!("{} {}", graded.title, line.number),
        points: line.points,
        max_points: line.most.unwrap_or(0.0),
        message: &line.text,
        output: "",
    });
    let mut output = feedback(graded);
    if output.len() > MOST_OUTPUT {
        let end = (0..=MOST_OUTPUT).rev().find(|end| output.is_char_boundary(*end)).unwrap_or(0);
        output.truncate(end);
    }
    let document = Document {
        gradable: true,
        score: if graded.total > 0.0 { (graded.points / graded.total).clamp(0.0, 1.0) } else { 0.0 },
        message: format!("{}: {}", graded.mark(), graded.headline),
        output,
        tests: tests.collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}
