//! What was seen of a program: what its steps are, and how it behaved.

use crate::blackbox::{Behaviour, End, Finding};

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// A run was not the same twice.
    Unsteady,
    /// A run ended early.
    Ends,
    /// The program was stopped or has died: what else is seen of its runs may come from that.
    Stopped,
    /// Something else.
    Other,
}

/// Something that is said of a program beside its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// In words.
    pub text: String,
    /// What it is about.
    pub topic: Topic,
    /// Whether it costs the points for behaviour.
    pub costs: bool,
}

/// What was seen of a program.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// What is found of its steps.
    pub finding: Finding,
    /// What else is said of it.
    pub remarks: Vec<Remark>,
}

impl Observed {
    /// What is found of a program that is not run in a worker.
    #[must_use]
    pub fn of(finding: Finding) -> Self {
        let remarks = remarks(&finding);
        Self { finding, remarks }
    }

    /// Takes in what was noticed while it ran. This says better why a run ended than the end itself does.
    pub fn take(&mut self, noticed: Vec<Remark>) {
        let says_why = noticed.iter().any(|remark| remark.costs);
        if says_why {
            self.remarks.retain(|remark| remark.topic != Topic::Ends);
        }
        if noticed.iter().any(|remark| remark.topic == Topic::Stopped) {
            // A process that was not there the second time does not keep state.
            self.remarks.retain(|remark| remark.topic != Topic::Unsteady);
        }
        self.remarks.extend(noticed);
    }

    /// Whether it behaves.
    #[must_use]
    pub fn behaves(&self) -> bool {
        !self.remarks.iter().any(|remark| remark.costs)
    }

    /// Whether it gives another result on the same problem: what equations say of it is then true of some of its runs only.
    #[must_use]
    pub fn is_unsteady(&self) -> bool {
        self.remarks.iter().any(|remark| remark.topic == Topic::Unsteady)
    }

    /// Whether it ended early in most of its runs, so that it cannot be said to have any property.
    #[must_use]
    pub fn hardly_runs(&self) -> bool {
        let ended = self.finding.on_cases.iter().filter(|case| case.ended).count();
        2 * ended > self.finding.on_cases.len()
    }
}

/// The behaviours of a finding in words for the person who wrote the program.
#[must_use]
pub fn remarks(finding: &Finding) -> Vec<Remark> {
    let cases = finding.cases;
    let unsteady =
        |rest: &str| (Topic::Unsteady, format!("Run on the same problem again, it gives another result{rest}"));
    let remark = |behaviour: &Behaviour| {
        let (topic, text) = match behaviour {
            Behaviour::OtherBits => unsteady(
                ": something is kept from run to run (a global variable, a default argument), or random numbers are drawn.",
            ),
            Behaviour::KeepsState => unsteady(
                ", and a fresh start gives the first one: something is kept from run to run (a global variable, a default argument).",
            ),
            Behaviour::Random => unsteady(", also after a fresh start: random numbers are drawn."),
            Behaviour::Seen(what) => (Topic::Other, what.clone()),
            Behaviour::Ends { end, cases: ended, first } => {
                let often =
                    if *ended == cases { "in every case".to_owned() } else { format!("in {ended} of {cases} cases") };
                let whence = if *ended == cases { String::new() } else { format!(", first in case {first}") };
                (Topic::Ends, format!("It stops early {often}{whence}: {}.", said(end)))
            }
        };
        Remark { text, topic, costs: true }
    };
    finding.behaviours.iter().map(remark).collect()
}

fn said(end: &End) -> String {
    match end {
        End::GaveUp(reason) | End::Panicked(reason) => reason.trim_end_matches('.').to_owned(),
        End::AskedTooOften(most) => format!("it asked for more than {most} gradients"),
        End::Shape { t, got, wanted } => format!("the point after step {t} has {}, not {wanted}", numbers(*got)),
        End::Length { got, wanted } => format!("it returned {got} points after the start, not {wanted}"),
        End::Start => "the first point of its list is not the start".to_owned(),
    }
}

fn numbers(count: usize) -> String {
    if count == 1 { "1 number".to_owned() } else { format!("{count} numbers") }
}
