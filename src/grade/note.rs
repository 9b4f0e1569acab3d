//! What is noticed of a submission while it runs: data, and the words for it.

use std::fmt;

/// A place in the student's own code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The function, `<module>` outside of any.
    pub function: String,
    /// The line, from 1.
    pub line: usize,
}

/// Which limit was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Processor time.
    Cpu,
    /// Time on the clock.
    Wall,
    /// Printed bytes.
    Output,
    /// Questions to the oracle.
    Calls,
}

/// What was noticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// An exception left the student's code.
    Raised {
        /// The kind of exception.
        error: String,
        /// Its message.
        message: String,
        /// The student's own frames, the innermost last.
        frames: Vec<Frame>,
    },
    /// The file has nothing that could be called as the assignment says.
    Uncallable {
        /// Why, as the rest of a sentence.
        why: String,
    },
    /// What was handed over was changed.
    InPlace {
        /// Which argument.
        name: String,
        /// The line that does it, where it is known.
        line: Option<usize>,
    },
    /// A point has the wrong shape or is none.
    Shape {
        /// What was returned, in words.
        got: String,
    },
    /// A limit was hit and the program stopped.
    Stopped {
        /// Which one.
        limit: Limit,
        /// The student's own frames at that time, the innermost last, where they are known.
        frames: Vec<Frame>,
    },
    /// The program ended by itself.
    Died {
        /// How, in words.
        how: String,
    },
    /// It said something that nobody asked for.
    OutOfTurn {
        /// What it said, shortened.
        said: String,
    },
    /// It died so often that it is not started again.
    GivenUp {
        /// How often it was started.
        starts: usize,
    },
    /// It imports a module that it may use, and that cannot be imported.
    Missing {
        /// Which one.
        module: String,
    },
    /// It printed something.
    Printed {
        /// The beginning of it.
        text: String,
    },
    /// Something that the loader says in words.
    Remark {
        /// The words.
        text: String,
    },
}

/// Something noticed, with where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What.
    pub what: What,
    /// The run in which it was noticed first, from 1; 0 while the program was loaded.
    pub first: usize,
    /// In how many runs.
    pub runs: usize,
}

/// "line 9 of optimize".
fn innermost(frames: &[Frame]) -> String {
    frames.last().map_or_else(String::new, |frame| match frame.function.as_str() {
        "<module>" => format!(" in line {}", frame.line),
        function => format!(" in line {} of `{function}`", frame.line),
    })
}

impl What {
    /// The whole grading was stopped from outside.
    pub(super) fn interrupted() -> Self {
        Self::Died { how: "was interrupted".to_owned() }
    }

    /// Whether both are said once. In which line of its loop a program was when its time ended is chance.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Stopped { limit, .. }, Self::Stopped { limit: again, .. }) => limit == again,
            _ => self == other,
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Raised { error, message, frames } if message.is_empty() => {
                write!(f, "raised {error}{}", innermost(frames))
            }
            Self::Raised { error, message, frames } => write!(f, "raised {error}{}: {message}", innermost(frames)),
            Self::Uncallable { why } => write!(f, "{why}"),
            Self::InPlace { name, line: Some(line) } => write!(f, "changes its input `{name}` in line {line}"),
            Self::InPlace { name, line: None } => write!(f, "changes its input `{name}`"),
            Self::Shape { got } => write!(f, "{got}"),
            Self::Stopped { limit, frames } => {
                let why = match limit {
                    Limit::Cpu => "used more processor time than allowed",
                    Limit::Wall => "took longer than allowed",
                    Limit::Output => "printed more than allowed",
                    Limit::Calls => "asked its oracle more often than allowed",
                };
                write!(f, "stopped: it {why}{}", innermost(frames))
            }
            Self::Died { how } => write!(f, "{how}"),
            Self::OutOfTurn { said } => write!(f, "answered out of turn: {said}"),
            Self::GivenUp { starts } => write!(f, "not started again: it was started {starts} times"),
            Self::Missing { module } => write!(f, "imports `{module}`, which cannot be imported here"),
            Self::Printed { text } => write!(f, "printed: {text}"),
            Self::Remark { text } => write!(f, "{text}"),
        }
    }
}

/// Keeps a note, together with an equal one of another run.
pub(super) fn keep(notes: &mut Vec<Note>, what: What, run: usize) {
    if let Some(known) = notes.iter_mut().find(|known| known.what.is_like(&what)) {
        known.runs += 1;
    } else if notes.len() < MOST_NOTES {
        notes.push(Note { what, first: run, runs: 1 });
    }
}

/// A submission that fails in ever new words fills no memory.
const MOST_NOTES: usize = 200;
