//! The result of one submission: data only. Every format is written from it.

use serde::{Deserialize, Serialize};

/// What was found of one submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Graded {
    /// The file or folder that was handed in.
    pub submission: String,
    /// The SHA-256 of what was handed in.
    pub hash: String,
    /// The assignment's name.
    pub assignment: String,
    /// Its title.
    pub title: String,
    /// What it gets; nothing where it was not graded, because of the machine and not because of the program.
    pub points: Option<f64>,
    /// What it could get.
    pub total: f64,
    /// In one word: `agrees`, `differs`, `unjudged`, `not-run`, `not-graded`; of mathematics `right`, `wrong`.
    pub verdict: String,
    /// The known mistake or method that it is, by name; otherwise what it is, in words.
    pub diagnosis: Option<String>,
    /// In one sentence.
    pub headline: String,
    /// The points, line by line.
    pub lines: Vec<Line>,
    /// What the student reads.
    pub feedback: Vec<Entry>,
    /// Whether the student reads it only once the assignment is due.
    pub after_due: bool,
    /// The layers of the sandbox that it ran in.
    pub layers: Vec<String>,
}

/// One line of points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// `1.2`.
    pub number: String,
    /// What for.
    pub name: String,
    /// What it gets.
    pub points: f64,
    /// What it could get; nothing where points are kept in spite of a mistake.
    pub most: Option<f64>,
    /// Why.
    pub text: String,
}

/// A part of the feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What it is: `yours`, `lecture`, `see it`.
    pub label: String,
    /// Its lines.
    pub lines: Vec<String>,
}

impl Entry {
    /// A part with one line or more.
    pub fn new(label: &str, lines: Vec<String>) -> Self {
        Self { label: label.to_owned(), lines }
    }
}

/// Points as they are said: `4`, `2.5`.
#[must_use]
pub fn said(points: f64) -> String {
    format!("{points}")
}
