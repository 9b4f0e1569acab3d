//! What is found of a program: data, and the words for it.

use std::fmt;

use super::cases::Kind;
use super::question::{Parameters, Value};
use super::record::End;
use crate::numeric::{Rational, from_f64_exact, print_rational};

/// Where an explanation comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// A mistake that the chapter knows, by the name of its `mutant` block.
    Mistake(String),
    /// Another method of the chapter, by its name.
    Variant(String),
    /// The equations with one thing changed.
    Automatic,
    /// The first of two changes comes from there, or the only one where it holds from step 2 on.
    Pair(Box<Origin>),
}

/// What a program is instead of the method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Where the explanation comes from.
    pub origin: Origin,
    /// What is wrong, in words.
    pub what: String,
    /// The equations that the program really computes, where they differ.
    pub yours: Vec<String>,
    /// Those of the lecture in their place.
    pub lecture: Vec<String>,
    /// Where else it comes from: the same method under other names.
    pub also: Vec<Origin>,
}

/// What is known of a program that is not the method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Diagnosis {
    /// It does exactly what this says, and nothing else that was tried does.
    Named(Box<Explanation>),
    /// It does what each of these says; they cannot be told apart on the cases.
    OneOf(Vec<Explanation>),
    /// It does nothing of what was tried.
    Unknown,
}

/// Which coordinates of a point, where it has more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coordinates {
    /// The first alone.
    First,
    /// The last alone.
    Last,
    /// Some of those after the first.
    AllButFirst,
    /// Some of those before the last.
    AllButLast,
}

/// What the steps of a program that is not the method have in common, whatever they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// Each step is so many times the method's from the same point.
    Ratio(Rational),
    /// Only the first step of a run differs.
    FirstStepOnly,
    /// Only the last step of a run differs.
    LastStepOnly,
    /// The first step of a run never differs, and later ones do.
    FromSecondStep,
    /// Of points with more than one coordinate only these differ.
    Coordinates {
        /// Which.
        which: Coordinates,
        /// Whether they never move where they differ.
        stay: bool,
    },
    /// It takes no notice of a parameter.
    Ignores(String),
}

/// How a program behaves, apart from the steps that it takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Behaviour {
    /// It gives other bits when it is asked the same again: it keeps state from run to run, or draws random numbers.
    OtherBits,
    /// It gives other bits when it is asked the same again, and a new instance of it gives the first ones: it keeps state from run to
    /// run.
    KeepsState,
    /// Each new instance of it gives other bits: it draws random numbers, or depends on something else that changes.
    Random,
    /// What whoever runs the program saw of it: [`Method::seen`](super::question::Method::seen).
    Seen(String),
    /// A run ended before its last step, in so many cases, first in this one.
    Ends {
        /// How the first one ended.
        end: End,
        /// In how many cases.
        cases: usize,
        /// The first of them.
        first: usize,
    },
}

/// The first step that differs, in the smallest case where one does.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// The number of the case.
    pub case: usize,
    /// Of what kind it is.
    pub kind: Kind,
    /// The parameters.
    pub parameters: Parameters,
    /// The objective, in words.
    pub objective: String,
    /// The points of the program up to the step, `w[0]` first.
    pub points: Vec<Vec<f64>>,
    /// The gradients that the program was told at them, where it asked.
    pub gradients: Vec<Option<Vec<f64>>>,
    /// The samples (from 0) of each step's batch with their gradients at the point before the step, where it asked.
    pub batches: Vec<Vec<(usize, Option<Vec<f64>>)>>,
    /// The step, from 1.
    pub t: usize,
    /// The component, from 0.
    pub component: usize,
    /// What the method has there, from the points and answers of the program.
    pub expected: f64,
    /// What the program has there.
    pub got: f64,
}

/// What is found of a program's steps.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is the method.
    Agrees,
    /// It is not.
    Differs {
        /// A case in which it is not; nothing where it only ends early.
        example: Option<Box<Example>>,
        /// In how many cases it is not.
        cases: usize,
        /// What it is instead.
        diagnosis: Diagnosis,
    },
    /// Too few cases could be judged, for this reason.
    Unjudged(String),
}

/// What is found on one case.
#[derive(Debug, Clone, PartialEq)]
pub struct OnCase {
    /// Of what kind it is.
    pub kind: Kind,
    /// What the program was handed.
    pub parameters: Parameters,
    /// How many coordinates there are.
    pub dimension: usize,
    /// How many steps the run was to have.
    pub steps: usize,
    /// Whether at least one step was judged.
    pub judged: bool,
    /// Where the program first takes another step than the method.
    pub parting: Option<Parting>,
    /// Whether the run ended early.
    pub ended: bool,
}

/// The first step of a run that is not the method's.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parting {
    /// The step, from 1.
    pub t: usize,
    /// The component, from 0.
    pub component: usize,
    /// The number before the step.
    pub before: f64,
    /// What the method has.
    pub expected: f64,
    /// What the program has.
    pub got: f64,
}

/// What is found of a program.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The method that it claims to be.
    pub method: String,
    /// Whether it is.
    pub verdict: Verdict,
    /// How many cases there were.
    pub cases: usize,
    /// In how many of them at least one step was judged.
    pub judged: usize,
    /// How many numbers of how many steps were compared and agree.
    pub components: usize,
    /// What the steps of a program that is not the method have in common.
    pub patterns: Vec<Pattern>,
    /// What is found case by case.
    pub on_cases: Vec<OnCase>,
    /// What else was seen.
    pub behaviours: Vec<Behaviour>,
    /// The claims of the chapter that its runs break.
    pub broken: Vec<Broken>,
}

/// A claim that recorded runs of a program break.
#[derive(Debug, Clone, PartialEq)]
pub struct Broken {
    /// The claim.
    pub id: String,
    /// What it says, in words.
    pub title: String,
    /// Of so many runs.
    pub runs: usize,
    /// So many break it.
    pub broken: usize,
}

impl Finding {
    /// Whether the program is the method and behaves.
    #[must_use]
    pub fn is_right(&self) -> bool {
        self.verdict == Verdict::Agrees && self.behaviours.is_empty()
    }

    /// What a program is called that is not the method, where one explanation alone is left.
    #[must_use]
    pub fn name(&self) -> Option<&Explanation> {
        match &self.verdict {
            Verdict::Differs { diagnosis: Diagnosis::Named(name), .. } => Some(name),
            _ => None,
        }
    }
}

/// So many broken claims are named; whoever wants all of them has the finding.
const SHOWN: usize = 6;

/// A double as a person writes it: a fraction where that is short.
#[must_use]
pub fn written_number(x: f64) -> String {
    const SHORT: usize = 12;
    match from_f64_exact(x).map(|exact| print_rational(&exact)) {
        Some(text) if text.len() <= SHORT => text,
        _ => format!("{x:?}"),
    }
}

fn list(values: &[f64]) -> String {
    let all: Vec<String> = values.iter().map(|x| written_number(*x)).collect();
    if let [one] = &all[..] { one.clone() } else { format!("({})", all.join(", ")) }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.what)?;
        match &self.origin {
            Origin::Mistake(id) => write!(f, " (the known mistake `{id}`)"),
            Origin::Variant(_) | Origin::Automatic | Origin::Pair(_) => Ok(()),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(ratio) if *ratio == Rational::ZERO => f.write_str("it never moves"),
            Self::Ratio(ratio) => write!(f, "each step is {} times the lecture's", print_rational(ratio)),
            Self::FirstStepOnly => f.write_str("only the first step of a run differs"),
            Self::LastStepOnly => f.write_str("only the last step of a run differs"),
            Self::FromSecondStep => f.write_str("the first step of a run is right; later steps differ"),
            Self::Coordinates { which, stay } => {
                let (who, ending) = match which {
                    Coordinates::First => ("the first coordinate", "s"),
                    Coordinates::Last => ("the last coordinate", "s"),
                    Coordinates::AllButFirst => ("the coordinates after the first", ""),
                    Coordinates::AllButLast => ("the coordinates before the last", ""),
                };
                if *stay {
                    write!(
                        f,
                        "only {who} differ{ending}: the program does not move {}",
                        if ending.is_empty() { "them" } else { "it" }
                    )
                } else {
                    write!(f, "only {who} differ{ending}")
                }
            }
            Self::Ignores(name) => write!(f, "it ignores `{name}`: another value of it changed none of its points"),
        }
    }
}

impl fmt::Display for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherBits => f.write_str(
                "asked the same again it gives other bits: it keeps state from run to run or draws random numbers",
            ),
            Self::KeepsState => f.write_str("asked the same again it gives other bits: it keeps state from run to run"),
            Self::Random => f.write_str(
                "a new instance of it gives other bits: it draws random numbers or depends on something else that changes",
            ),
            Self::Seen(text) => f.write_str(text),
            Self::Ends { end, cases, first } => write!(f, "in {cases} cases, first in case {first}, {end}"),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::GaveUp(reason) => write!(f, "it gave up: {reason}"),
            Self::Panicked(reason) => write!(f, "it panicked: {reason}"),
            Self::AskedTooOften(most) => write!(f, "it asked the oracle more than {most} times"),
            Self::Shape { t, got, wanted } => write!(f, "the point after step {t} has {got} numbers, not {wanted}"),
            Self::Length { got, wanted } => write!(f, "it returned {got} points after the start, not {wanted}"),
            Self::Start => f.write_str("the list of its points begins with another point than the start"),
        }
    }
}

impl Example {
    /// In words, with the program's step and the method's called so.
    pub(super) fn told(&self, yours: &str, theirs: &str) -> String {
        let mut text = format!("  see it      {}", self.objective);
        for (name, value) in self.parameters.iter() {
            let value = match value {
                Value::Number(x) => written_number(*x),
                Value::Vector(values) | Value::PerStep(values) | Value::Matrix(values) => list(values),
            };
            text.push_str(&format!(", {name} = {value}"));
        }
        for (t, point) in self.points.iter().enumerate().take(self.t) {
            text.push_str(&format!("\n              w[{t}] = {}", list(point)));
            if let Some(Some(gradient)) = self.gradients.get(t) {
                text.push_str(&format!(", slope there {}", list(gradient)));
            }
        }
        let index =
            if self.points[0].len() > 1 { format!(", component {}", self.component + 1) } else { String::new() };
        let (got, expected) = (written_number(self.got), written_number(self.expected));
        text + &format!("\n              w[{}]{index}: {yours} {got}, {theirs} {expected}", self.t)
    }

    /// Between two methods.
    pub(super) fn between(&self, first: &str, second: &str) -> String {
        self.told(&format!("`{first}` has"), &format!("`{second}`"))
    }
}

impl fmt::Display for Example {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told("yours is", "the lecture's"))
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { method, cases, judged, components, .. } = self;
        match &self.verdict {
            Verdict::Agrees => {
                write!(
                    f,
                    "it is `{method}`: {components} numbers of {judged} cases agree, each to the rounding of its own step"
                )?;
            }
            Verdict::Unjudged(reason) => write!(f, "nothing can be said: {reason}")?,
            Verdict::Differs { example, cases: differing, diagnosis } => {
                write!(f, "it is not `{method}`: a step differs in {differing} of {cases} cases")?;
                match diagnosis {
                    Diagnosis::Named(name) => {
                        write!(f, "\n  it behaves exactly like this mistake: {name}")?;
                        for line in &name.yours {
                            write!(f, "\n  yours       {line}")?;
                        }
                        for line in &name.lecture {
                            write!(f, "\n  lecture     {line}")?;
                        }
                    }
                    Diagnosis::OneOf(names) => {
                        f.write_str("\n  it behaves like each of these, which its runs do not tell apart:")?;
                        for name in names {
                            write!(f, "\n    {name}")?;
                        }
                    }
                    Diagnosis::Unknown => f.write_str("\n  it is none of the mistakes and variants that were tried")?,
                }
                for pattern in &self.patterns {
                    write!(f, "\n  seen        {pattern}")?;
                }
                if let Some(example) = example {
                    write!(f, "\n{example}")?;
                }
            }
        }
        for behaviour in &self.behaviours {
            write!(f, "\n  besides     {behaviour}")?;
        }
        for broken in self.broken.iter().take(SHOWN) {
            write!(f, "\n  it breaks   {}: {} ({} of {} runs)", broken.id, broken.title, broken.broken, broken.runs)?;
        }
        if let Some(more) = self.broken.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            write!(f, "\n              and {more} more claims")?;
        }
        Ok(())
    }
}
