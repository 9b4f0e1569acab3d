//! Results for PrairieLearn: `results.json` as its documentation of external graders describes it.

use serde::Serialize;

use super::text::feedback;
use crate::grade::result::Graded;

/// PrairieLearn reads at most a megabyte; so much of the feedback is far more than anybody reads.
const MOST_OUTPUT: usize = 100_000;

#[derive(Serialize)]
struct Document<'a> {
    gradable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    format_errors: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
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

/// One submission. What could not be run, or was not graded because of the machine, is not gradable: it costs no attempt. PrairieLearn has no
/// way to show something later, so that where feedback comes after the assignment is due there is only the score.
///
/// # Errors
/// None that can happen: every number is finite and every key a text.
pub fn prairielearn(graded: &Graded) -> Result<String, serde_json::Error> {
    let shown = |text: String| if graded.after_due { String::new() } else { text };
    let tests = graded.lines.iter().map(|line| Test {
        name: &line.name,
        description: format!("{} {}", graded.title, line.number),
        points: line.points,
        max_points: line.most.unwrap_or(0.0),
        message: if graded.after_due { "" } else { &line.text },
        output: "",
    });
    let mut output = shown(feedback(graded));
    if output.len() > MOST_OUTPUT {
        let end = (0..=MOST_OUTPUT).rev().find(|end| output.is_char_boundary(*end)).unwrap_or(0);
        output.truncate(end);
    }
    let share = |points: f64| if graded.total > 0.0 { (points / graded.total).clamp(0.0, 1.0) } else { 0.0 };
    let whole = format!("{}: {}", graded.mark(), graded.headline);
    let later = format!("{}; more is said once the assignment is due", graded.mark());
    let gradable = graded.was_run();
    // Whoever is told nothing else has to know what to mend.
    let reasons = graded.feedback.iter().flat_map(|entry| &entry.lines).cloned();
    let document = Document {
        gradable,
        format_errors: (!gradable).then(|| std::iter::once(graded.headline.clone()).chain(reasons).collect()),
        score: graded.points.filter(|_| gradable).map(share),
        message: if graded.after_due { later } else { whole },
        output,
        tests: tests.collect(),
    };
    serde_json::to_string_pretty(&document).map(|text| text + "\n")
}
