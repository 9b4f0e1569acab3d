//! What cases came to: one outcome each, counted in tallies that add up to evidence.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::case::{CaseJudge, Exact, Screen};
use crate::method::Program;
use crate::numeric::Fault;
use crate::numeric::tolerance::{AUDIT_SHARE, UNDECIDED_SHARE};
use crate::verdict::{Case, Evidence, Grade, Measured, Slack, Verdict};

/// What one case came to.
pub(super) struct Outcome {
    number: u64,
    kind: Kind,
    escalated: bool,
    audited: bool,
    horizon: u32,
    slack: f64,
    at: Option<i64>,
    agrees: Option<u32>,
    degenerate: bool,
    error: Option<f64>,
    /// Why it stayed undecided.
    reason: Option<String>,
    /// Whether it asked for more work or memory than a case may take.
    exhausted: bool,
    exact_time: Duration,
}

enum Kind {
    Holds,
    Fails,
    Rejected,
    Undecided,
    /// Left to the statistical judge.
    LeftOut,
}

impl Outcome {
    /// Whether the case breaks the claim.
    pub(super) const fn fails(&self) -> bool {
        matches!(self.kind, Kind::Fails)
    }

    /// Whether the case asked for more work or memory than there is for one.
    pub(super) const fn is_exhausted(&self) -> bool {
        self.exhausted
    }
}

/// Judges a case: screened in doubles, unless all are to be decided exactly, and decided where that says nothing.
/// `nearest` is the smallest slack of the cases before it.
///
/// # Panics
/// Where exact arithmetic contradicts the screen, whose bounds are then wrong.
pub(super) fn judge_case(
    judge: &mut CaseJudge<'_>,
    program: &Program,
    number: u64,
    case: &Case,
    all_exact: bool,
    nearest: f64,
) -> Outcome {
    let mut outcome = Outcome {
        number,
        kind: Kind::Holds,
        escalated: false,
        audited: false,
        horizon: if program.open { case.horizon } else { 1 },
        slack: f64::INFINITY,
        at: None,
        agrees: None,
        degenerate: false,
        error: None,
        reason: None,
        exhausted: false,
        exact_time: Duration::ZERO,
    };
    let screened = if all_exact { Screen::Unsettled } else { judge.screen(case) };
    if let Screen::Settled { slack, at, above } = screened {
        outcome.slack = slack;
        outcome.at = at;
        outcome.degenerate = slack.is_infinite() && above.is_infinite();
        outcome.audited = number.is_multiple_of(u64::from(AUDIT_SHARE));
        // A slack that the doubles do not know well is looked at where it may be the smallest.
        if !outcome.audited && !(above < slack && above < nearest) {
            return outcome;
        }
    }
    outcome.escalated = true;
    let begun = std::time::Instant::now();
    match judge.decide(case) {
        Exact::Holds { slack, at, agrees, degenerate, error } => {
            outcome.error = error;
            outcome.slack = slack;
            outcome.at = at;
            outcome.agrees = agrees;
            outcome.degenerate = degenerate;
        }
        Exact::Fails { .. } => {
            assert!(screened == Screen::Unsettled, "case {number}: the screen settled what exact arithmetic refutes");
            outcome.kind = Kind::Fails;
        }
        Exact::Rejected => {
            assert!(screened == Screen::Unsettled, "case {number}: the screen settled what exact arithmetic rejects");
            outcome.kind = Kind::Rejected;
        }
        Exact::Undecided(Fault::TooManyOutcomes) => outcome.kind = Kind::LeftOut,
        Exact::Undecided(fault) => {
            outcome.kind = Kind::Undecided;
            outcome.exhausted = matches!(fault, Fault::Exhausted(_));
            outcome.reason = Some(fault.to_string());
        }
        Exact::Refused(reason) => {
            outcome.kind = Kind::Undecided;
            outcome.reason = Some(reason.to_owned());
        }
    }
    outcome.exact_time = begun.elapsed();
    outcome
}

/// Counts of outcomes. Tallies of disjoint sets of cases add up to the tally of their union, in any order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    cases: u64,
    nondegenerate: u64,
    escalated: u64,
    audited: u64,
    undecided: u64,
    rejected: u64,
    /// Cases left out, since those before them had cost what the cases of a chunk may.
    #[serde(default)]
    untried: u64,
    /// Screenings by the search.
    searched: u64,
    horizon: u32,
    agrees: Option<u32>,
    /// Cases that were judged statistically, and the largest error probability of one.
    statistical: (u64, f64),
    /// Why a case stayed undecided; the first of several by the alphabet.
    reason: Option<String>,
    /// The smallest slack with its case's number and index; the lowest number where several are equal.
    smallest: Option<(f64, u64, Option<i64>)>,
    /// Time spent in exact arithmetic: measured, and so never part of a report's files.
    exact_nanoseconds: u64,
}

impl Tally {
    /// Whether counts read from a file can be those of a chunk.
    #[must_use]
    pub const fn is_possible(&self) -> bool {
        const MOST: u64 = 1 << 48; // so that no sum of them overflows
        self.cases <= MOST
            && self.rejected <= MOST
            && self.untried <= MOST
            && self.searched <= MOST
            && self.exact_nanoseconds <= 1 << 60
            && self.nondegenerate <= self.cases
            && self.undecided <= self.escalated
            && self.escalated <= self.cases
            && self.audited <= self.escalated
    }

    /// The smallest slack so far; infinite where there is none.
    pub(super) fn nearest(&self) -> f64 {
        self.smallest.map_or(f64::INFINITY, |(slack, ..)| slack)
    }

    /// Counts one case.
    pub(super) fn add(&mut self, outcome: &Outcome) {
        self.exact_nanoseconds += u64::try_from(outcome.exact_time.as_nanos()).unwrap_or(u64::MAX);
        if matches!(outcome.kind, Kind::LeftOut) {
            return;
        }
        if matches!(outcome.kind, Kind::Rejected) {
            self.rejected += 1;
            return;
        }
        self.cases += 1;
        self.escalated += u64::from(outcome.escalated);
        self.audited += u64::from(outcome.audited);
        if matches!(outcome.kind, Kind::Undecided) {
            self.undecided += 1;
            self.reason = self.reason.take().or_else(|| outcome.reason.clone());
            return;
        }
        self.horizon = self.horizon.max(outcome.horizon);
        self.nondegenerate += u64::from(!outcome.degenerate);
        self.agrees = fewer(self.agrees, outcome.agrees);
        if let Some(error) = outcome.error {
            self.statistical = (self.statistical.0 + 1, self.statistical.1.max(error));
        }
        if outcome.slack.is_finite() {
            self.nearer((outcome.slack, outcome.number, outcome.at));
        }
    }

    /// Counts cases that are not tried, since none before them came to an end.
    pub(super) const fn give_up(&mut self, cases: u64) {
        self.cases += cases;
        self.escalated += cases;
        self.undecided += cases;
    }

    /// Counts cases that are not tried, since those before them had cost enough.
    pub(super) const fn leave_out(&mut self, cases: u64) {
        self.untried += cases;
    }

    /// Counts the screenings of a climb.
    pub(super) const fn add_search(&mut self, evaluations: u64) {
        self.searched += evaluations;
    }

    /// Adds the counts of other cases.
    pub(super) fn merge(&mut self, other: &Self) {
        self.cases += other.cases;
        self.nondegenerate += other.nondegenerate;
        self.escalated += other.escalated;
        self.audited += other.audited;
        self.undecided += other.undecided;
        self.rejected += other.rejected;
        self.untried += other.untried;
        self.searched += other.searched;
        self.exact_nanoseconds += other.exact_nanoseconds;
        self.horizon = self.horizon.max(other.horizon);
        self.agrees = fewer(self.agrees, other.agrees);
        self.statistical = (self.statistical.0 + other.statistical.0, self.statistical.1.max(other.statistical.1));
        self.reason = [self.reason.take(), other.reason.clone()].into_iter().flatten().min();
        if let Some(smallest) = other.smallest {
            self.nearer(smallest);
        }
    }

    fn nearer(&mut self, found: (f64, u64, Option<i64>)) {
        let is_nearer = |known: (f64, u64, Option<i64>)| found.0 < known.0 || (found.0 == known.0 && found.1 < known.1);
        if self.smallest.is_none_or(is_nearer) {
            self.smallest = Some(found);
        }
    }

    /// The evidence, whose case `make` makes again.
    pub(super) fn evidence(&self, make: impl Fn(u64) -> Option<Case>) -> Evidence {
        let decided = self.cases - self.undecided;
        let grade = match self.agrees {
            _ if decided == 0 => Grade::None,
            _ if self.statistical.0 > 0 => Grade::Consistent { error: self.statistical.1 * self.statistical.0 as f64 },
            Some(bits) => Grade::AgreesTo { bits },
            None if self.escalated == self.cases => Grade::ExactOnCases,
            None => Grade::Survived,
        };
        let smallest_slack =
            self.smallest.and_then(|(value, number, at)| Some(Slack { value, number, at, case: make(number)? }));
        Evidence {
            grade,
            cases: self.cases,
            nondegenerate: self.nondegenerate,
            escalated: self.escalated,
            audited: self.audited,
            undecided: self.undecided,
            rejected: self.rejected,
            untried: self.untried,
            searched: self.searched,
            horizon: self.horizon,
            smallest_slack,
            exact_time: Measured(Duration::from_nanos(self.exact_nanoseconds)),
        }
    }

    /// The verdict where no case broke the claim.
    pub(super) fn verdict(&self, make: impl Fn(u64) -> Option<Case>) -> Verdict {
        let evidence = self.evidence(make);
        if self.cases == 0 {
            return Verdict::Undecided("no case met what the claim is given".to_owned(), evidence);
        }
        if self.undecided as f64 > UNDECIDED_SHARE * self.cases as f64 {
            let why = self.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
            let reason = format!("{} of {} cases stayed undecided{why}", self.undecided, self.cases);
            return Verdict::Undecided(reason, evidence);
        }
        if self.nondegenerate == 0 {
            return Verdict::Undecided("every case was 0 = 0".to_owned(), evidence);
        }
        Verdict::Holds(evidence)
    }
}

/// The smaller of two numbers of bits, where there are two.
fn fewer(a: Option<u32>, b: Option<u32>) -> Option<u32> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
