//! Results for a terminal.

use crate::grade::result::{Entry, Graded};

/// Where the text of a part begins.
const INDENT: usize = 14;

/// What is said of a submission: its mark, what it is, and the feedback.
#[must_use]
pub fn text(graded: &Graded) -> String {
    format!("{}  {}: {}\n{}", graded.submission, graded.mark(), graded.headline, feedback(graded))
}

/// The parts of the feedback, each under its label, and the points that were lost or kept.
#[must_use]
pub fn feedback(graded: &Graded) -> String {
    let mut out = String::new();
    for entry in &graded.feedback {
        part(&mut out, entry);
    }
    let lines: Vec<String> = graded
        .lines
        .iter()
        .map(|line| {
            // Points that are kept say themselves what for.
            let most = line.most.map_or(String::new(), |most| format!(" of {most} for"));
            let why = if line.text.is_empty() { String::new() } else { format!(" ({})", line.text) };
            format!("{}{most} {}{why}", line.points, line.name)
        })
        .collect();
    if !lines.is_empty() {
        part(&mut out, &Entry::new("points", lines));
    }
    out
}

fn part(out: &mut String, entry: &Entry) {
    let label = format!("  {}", entry.label);
    for (place, line) in entry.lines.iter().flat_map(|text| text.lines()).enumerate() {
        let front = if place == 0 { label.as_str() } else { "" };
        // A label that is longer than the margin pushes its line to the right.
        let gap = if front.chars().count() + 2 > INDENT { "  " } else { "" };
        out.push_str(&format!("{front:<INDENT$}{gap}{line}\n"));
    }
}
