//! Results for Gradescope: `results.json` as its autograder documentation describes it.

use serde::Serialize;

use super::text::feedback;
use crate::grade::result::{Graded, Line};

#[derive(Serialize)]
struct Document<'a> {
    output: String,
    output_format: &'static str,
    visibility: &'static str,
    tests: Vec<Test<'a>>,
    extra_data: Extra<'a>,
}

#[derive(Serialize)]
struct Test<'a> {
    score: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    name: &'a str,
    number: &'a str,
    output: &'a str,
    output_format: &'static str,
    visibility: &'static str,
}

#[derive(Serialize)]
struct Extra<'a> {
    assignment: &'a str,
    verdict: &'a str,
    diagnosis: Option<&'a str>,
    sha256: &'a str,
    version: &'static str,
    sandbox: &'a [String],
}

/// One submission. The score stands at the tests, whose sum Gradescope shows; one at the top would hide them. What was not graded has no
/// score at all: Gradescope then says that the grader failed, and not that the student has no points.
///
/// # Errors
/// None that can happen: every number is finite and every key a text.
pub fn gradescope(graded: &Graded) -> Result<String, serde_json::Error> {
    let visibility = if graded.after_due { "after_due_date" } else { "visible" };
    let document = Document {
        output: format!(
            "{}: {}\n\n```text\n{}```\n",
            graded.mark(),
            graded.headline,
            feedback(graded).replace("```", "'''")
        ),
        output_format: "md",
        visibility,
        tests: graded.lines.iter().map(|line| test(line, visibility)).collect(),
        extra_data: Extra {
            assignment: &graded.assignment,
            verdict: &graded.verdict,
            diagnosis: graded.diagnosis.as_deref(),
            sha256: &graded.hash,
            version: env!("CARGO_PKG_VERSION"),
            sandbox: &graded.layers,
        },
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}

fn test<'a>(line: &'a Line, visibility: &'static str) -> Test<'a> {
    Test {
        score: line.points,
        max_score: line.most,
        status: line.most.map(|most| if line.points < most { "failed" } else { "passed" }),
        name: &line.name,
        number: &line.number,
        output: &line.text,
        output_format: "text",
        visibility,
    }
}
