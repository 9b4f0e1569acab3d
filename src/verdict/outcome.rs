//! Verdict, evidence and counterexample.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Case;
use super::finding::Finding;
use super::quantity::Named;
use super::tried::Tried;
use crate::numeric::tolerance::FEW_ASSUMED;

/// What the judges found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// Nothing broke the claim; the findings say what speaks for it and how hard it was tried.
    Holds(Findings),
    /// A counterexample exists.
    Refuted(Box<Counterexample>, Findings),
    /// Neither, and why.
    Undecided(String, Findings),
}

impl Verdict {
    /// The findings that any verdict carries.
    #[must_use]
    pub const fn findings(&self) -> &Findings {
        match self {
            Self::Holds(findings) | Self::Refuted(_, findings) | Self::Undecided(_, findings) => findings,
        }
    }

    /// The same, to be changed.
    pub const fn findings_mut(&mut self) -> &mut Findings {
        match self {
            Self::Holds(findings) | Self::Refuted(_, findings) | Self::Undecided(_, findings) => findings,
        }
    }
}

/// What speaks for a claim. The kinds are graded and stand here weakest first; a further kind has its place in this order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Moments were estimated from random draws, and nothing contradicts the claim beyond chance.
    Consistent {
        /// The probability that a true claim would have been refuted.
        error: f64,
    },
    /// Survived the cases in doubles, with a share audited exactly.
    Survived,
    /// An equality between numbers that are not rational: both sides lie in one enclosure.
    AgreesTo {
        /// Width 2^-bits.
        bits: u32,
    },
    /// Every case was decided in exact arithmetic.
    ExactOnCases,
}

impl Evidence {
    /// The place in the order, from 0 for the weakest.
    #[must_use]
    pub const fn strength(&self) -> u8 {
        match self {
            Self::Consistent { .. } => 0,
            Self::Survived => 1,
            Self::AgreesTo { .. } => 2,
            Self::ExactOnCases => 3,
        }
    }
}

/// What was done to break a claim, and what speaks for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Findings {
    /// One piece of evidence from each judge that has any, strongest first; none where no case decided anything.
    pub evidence: Vec<Evidence>,
    /// How many cases were judged, and what became of them.
    pub counts: Counts,
    /// What the cases were made of.
    #[serde(default)]
    pub tried: Tried,
    /// The smallest slack met, with its case.
    pub smallest_slack: Option<Slack>,
    /// What was judged on each data set; these cases are not among the others.
    #[serde(default)]
    pub data: Vec<DataEvidence>,
    /// Time spent in exact arithmetic; never written to a report's files.
    #[serde(skip)]
    pub exact_time: Measured,
}

/// How many cases were judged, and what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Cases whose hypotheses were met and that were judged.
    pub cases: u64,
    /// Cases among them that met the claim and say something: neither degenerate nor vacuous, unless all are degenerate.
    pub telling: u64,
    /// Cases among them that met the claim and compared nothing but 0 with 0.
    pub degenerate: u64,
    /// Cases among them that met the claim because every premise was false.
    pub vacuous: u64,
    /// Cases among them on which the claim has no value.
    pub undefined: u64,
    /// Cases among them that are met if ties count as true.
    pub tied: u64,
    /// The fewest bits to which both sides of a tie agree.
    pub agrees: Option<u32>,
    /// Cases among them that were not 0 <= 0 throughout.
    pub nondegenerate: u64,
    /// Cases decided in exact arithmetic because the screen could not, was not allowed to, or was audited.
    pub escalated: u64,
    /// Cases among the escalated that a fixed share of settled cases was audited with.
    pub audited: u64,
    /// Cases that no arithmetic settled.
    pub undecided: u64,
    /// Cases thrown away by `assume`.
    pub rejected: u64,
    /// Cases thrown away since what is assumed has no value there, or none that is known.
    pub unclear: u64,
    /// Cases left untried, since those before them had cost what the cases of a chunk may.
    pub untried: u64,
    /// Screenings that the search made on its way to its cases.
    pub searched: u64,
    /// The largest horizon judged.
    pub horizon: u32,
}

/// What was judged on one data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DataEvidence {
    /// The data set's name.
    pub name: String,
    /// What is minimised over it, as its recipe says it.
    pub loss: String,
    /// What speaks for the claim on it; nothing where no case decided anything.
    pub evidence: Option<Evidence>,
    /// Cases that met the hypotheses and were judged.
    pub cases: u64,
    /// Cases among them that no arithmetic settled.
    pub undecided: u64,
    /// Cases thrown away by `assume`.
    pub rejected: u64,
    /// The largest horizon judged: runs on large tables are cut short.
    pub horizon: u32,
    /// Why the claim was not judged on it, where it was not.
    pub not_judged: Option<String>,
}

/// A measured time. All are equal to each other, so that results compare by what was found and not by how long it took.
#[derive(Debug, Clone, Copy, Default, Eq)]
pub struct Measured(pub Duration);

impl Findings {
    /// The strongest evidence.
    #[must_use]
    pub fn strongest(&self) -> Option<&Evidence> {
        self.evidence.first()
    }

    /// Adds a piece of evidence at its place in the order, behind others that are as strong.
    pub fn add(&mut self, evidence: Evidence) {
        let place = self.evidence.partition_point(|known| known.strength() >= evidence.strength());
        self.evidence.insert(place, evidence);
    }
}

impl Counts {
    /// Whether every case met the claim because its premises were false.
    #[must_use]
    pub const fn is_vacuous(&self) -> bool {
        self.cases > 0 && self.vacuous == self.cases
    }

    /// Whether so few cases met what is assumed that it has to be said.
    #[must_use]
    pub const fn is_scarce(&self) -> bool {
        self.rejected + self.unclear > 0 && self.cases < FEW_ASSUMED
    }

    /// Cases on which the claim is true, those that say nothing included.
    #[must_use]
    pub const fn met(&self) -> u64 {
        self.cases.saturating_sub(self.undefined).saturating_sub(self.undecided)
    }
}

impl PartialEq for Measured {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// How close a claim came to failing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slack {
    /// Relative slack: `1 - a/b` for `a <= b`, `b > 0`.
    pub value: f64,
    /// The case number.
    pub number: u64,
    /// The index (usually the time) where it stood.
    pub at: Option<i64>,
    /// The case.
    pub case: Case,
}

/// The arithmetic that had the last word.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arithmetic {
    /// Exact rationals.
    Rational,
    /// Intervals of this many bits.
    Interval {
        /// The precision of their ends.
        bits: u32,
    },
    /// Random draws: it is a counterexample except with this probability.
    Statistical {
        /// The probability that the claim is true of the case all the same.
        error: f64,
    },
    /// Doubles: for statements about doubles.
    Double,
}

/// Inputs that break a claim, confirmed in rigorous arithmetic, or by draws with a stated error probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Counterexample {
    /// The number of the case that it was first met at; none where a judge of the whole claim named the case.
    pub number: Option<u64>,
    /// The case, shrunk.
    pub case: Case,
    /// The claim that it is a case of, where that is the witness of the claim that it refutes.
    pub witness: Option<String>,
    /// What confirmed it.
    pub confirmed_by: Arithmetic,
    /// The index (usually the time) where it stood.
    pub at: Option<i64>,
    /// Each objective as it was judged, arguments and all.
    pub objectives: Vec<Formula>,
    /// What is given, in the order of the claim.
    pub given: Vec<Named>,
    /// The samples, where the claim reads them: `X[1]`, `y[1]` and so on.
    pub samples: Vec<Named>,
    /// Constants of the objectives and abbreviations that the claim names.
    pub constants: Vec<Named>,
    /// What was found of each statement; `None` for a case that was not judged to fail.
    pub finding: Option<Finding>,
    /// The run step by step, to check by hand.
    pub trace: Vec<TraceRow>,
}

/// An objective as a formula with its numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formula {
    /// Its name in the claim.
    pub name: String,
    /// The formula: `R(w) = 1/2·w²`.
    pub text: String,
    /// What a function in it is, in words.
    pub legend: Option<String>,
}

/// One time of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceRow {
    /// The run's label; empty where there is one run.
    pub run: String,
    /// The time.
    pub time: i64,
    /// Each sequence's value there, in the method's order.
    pub values: Vec<Named>,
}
