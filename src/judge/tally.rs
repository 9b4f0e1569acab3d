//! The outcomes of cases, and tallies of them that add up to evidence.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::case::CaseJudge;
use super::gather::{Decision, fewer};
use super::tried;
use crate::evaluate::{Program, Weight};
use crate::numeric::tolerance::{AUDIT_SHARE, FEWEST_ASSUMED, TIES_TRIED, UNDECIDED_SHARE};
use crate::numeric::{Fault, clock};
use crate::verdict::{Case, Counts, Evidence, Findings, Measured, Slack, Tried, Verdict};

/// The outcome of one case.
pub(super) struct Outcome {
    number: u64,
    kind: Kind,
    escalated: bool,
    audited: bool,
    horizon: u32,
    slack: f64,
    at: Option<i64>,
    agrees: Option<u32>,
    weight: Weight,
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
    /// The claim has no value on the case.
    Undefined,
    Rejected,
    /// Whether the case meets what is assumed is not known.
    Unclear,
    Undecided,
    /// Left to the statistical judge.
    LeftOut,
}

impl Outcome {
    /// Whether the claim is false of the case. Where it only has no value, a case where it is false is looked for further.
    pub(super) const fn fails(&self) -> bool {
        matches!(self.kind, Kind::Fails)
    }

    /// Takes in what exact arithmetic says, which must not contradict a screen that did not leave the case open.
    fn take(&mut self, found: Decision, is_open: bool) {
        let is_false = found.is_false();
        match found {
            Decision::Holds { slack, at, agrees, weight, error, .. } => {
                self.error = error;
                self.slack = slack;
                self.at = at;
                self.agrees = agrees;
                self.weight = weight;
            }
            Decision::Fails { .. } => {
                assert!(is_open, "case {}: the screen settled what exact arithmetic refutes", self.number);
                self.kind = if is_false { Kind::Fails } else { Kind::Undefined };
            }
            Decision::Rejected => {
                assert!(is_open, "case {}: the screen settled what exact arithmetic rejects", self.number);
                self.kind = Kind::Rejected;
            }
            Decision::Unclear(fault) => {
                self.kind = Kind::Unclear;
                self.reason = Some(fault.to_string());
            }
            Decision::Undecided(Fault::TooManyOutcomes) => self.kind = Kind::LeftOut,
            Decision::Undecided(fault) => {
                self.kind = Kind::Undecided;
                self.exhausted = matches!(fault, Fault::Exhausted(_));
                self.reason = Some(fault.to_string());
            }
            Decision::Refused(reason) => {
                self.kind = Kind::Undecided;
                self.reason = Some(reason.to_owned());
            }
        }
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
    judge: &CaseJudge<'_>,
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
        weight: Weight::Telling,
        error: None,
        reason: None,
        exhausted: false,
        exact_time: Duration::ZERO,
    };
    let screened = if all_exact { None } else { judge.screen(case) };
    if let Some(Decision::Holds { slack, at, weight, above, .. }) = screened {
        outcome.slack = slack;
        outcome.at = at;
        outcome.weight = weight;
        outcome.audited = number.is_multiple_of(u64::from(AUDIT_SHARE));
        // A slack that the doubles do not know well is looked at where it may be the smallest.
        let may_be_smallest = above < slack && above < nearest;
        if !outcome.audited && !may_be_smallest {
            return outcome;
        }
    }
    outcome.escalated = true;
    let begun = clock::now();
    let found = judge.settle(case);
    outcome.take(found, screened.is_none());
    outcome.exact_time = begun.map_or(Duration::ZERO, |begun| begun.elapsed());
    outcome
}

/// Counts of outcomes. Tallies of disjoint sets of cases add up to the tally of their union, in any order.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tally {
    cases: u64,
    /// Cases that met the claim and compared nothing but 0 with 0.
    #[serde(default)]
    degenerate: u64,
    /// Cases that met the claim because every premise was false.
    #[serde(default)]
    vacuous: u64,
    /// Cases on which the claim has no value, and the lowest of their numbers.
    #[serde(default)]
    undefined: (u64, Option<u64>),
    /// Cases that are met except for ties.
    #[serde(default)]
    tied: u64,
    /// The lowest numbers of cases that are met except for ties: they are tried further in the end.
    #[serde(default)]
    ties: Vec<u64>,
    escalated: u64,
    audited: u64,
    undecided: u64,
    rejected: u64,
    /// Cases of which it is not known whether they meet what is assumed, or where that has no value.
    #[serde(default)]
    unclear: u64,
    /// Cases left out, since those before them had cost what the cases of a chunk may.
    #[serde(default)]
    untried: u64,
    /// Screenings by the search.
    searched: u64,
    horizon: u32,
    /// What the cases were made of.
    #[serde(default)]
    tried: Tried,
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
            && self.unclear <= MOST
            && self.degenerate <= self.cases
            && self.vacuous <= self.cases - self.degenerate
            && self.undefined.0 <= self.cases - self.degenerate - self.vacuous
            && self.undecided <= self.cases - self.degenerate - self.vacuous - self.undefined.0
            && (self.undefined.0 > 0) == self.undefined.1.is_some()
            && self.tied <= self.escalated
            && self.ties.len() as u64 <= self.tied
            && self.ties.len() <= TIES_TRIED
            && self.undecided <= self.escalated
            && self.escalated <= self.cases
            && self.audited <= self.escalated
    }

    /// The smallest slack so far; infinite where there is none.
    pub(super) fn nearest(&self) -> f64 {
        self.smallest.map_or(f64::INFINITY, |(slack, ..)| slack)
    }

    /// Counts one case, and what it was made of.
    pub(super) fn add_case(&mut self, outcome: &Outcome, program: &Program, case: &Case) {
        self.add(outcome);
        if matches!(outcome.kind, Kind::Holds | Kind::Fails) {
            tried::count(&mut self.tried, program, case);
        }
    }

    /// Counts one case.
    pub(super) fn add(&mut self, outcome: &Outcome) {
        self.exact_nanoseconds += u64::try_from(outcome.exact_time.as_nanos()).unwrap_or(u64::MAX);
        let reason = || outcome.reason.clone();
        match outcome.kind {
            Kind::LeftOut => return,
            Kind::Rejected => self.rejected += 1,
            Kind::Unclear => {
                self.unclear += 1;
                self.reason = self.reason.take().or_else(reason);
            }
            Kind::Holds | Kind::Fails | Kind::Undefined | Kind::Undecided => {
                self.cases += 1;
                self.escalated += u64::from(outcome.escalated);
                self.audited += u64::from(outcome.audited);
            }
        }
        match outcome.kind {
            Kind::Undecided => {
                self.undecided += 1;
                self.reason = self.reason.take().or_else(reason);
            }
            Kind::Undefined => {
                self.undefined.0 += 1;
                self.undefined.1 = [self.undefined.1, Some(outcome.number)].into_iter().flatten().min();
            }
            Kind::Holds | Kind::Fails => self.add_settled(outcome),
            Kind::LeftOut | Kind::Rejected | Kind::Unclear => {}
        }
    }

    /// Counts what a case says on which the claim is true or false.
    fn add_settled(&mut self, outcome: &Outcome) {
        self.horizon = self.horizon.max(outcome.horizon);
        if matches!(outcome.kind, Kind::Holds) {
            self.degenerate += u64::from(outcome.weight == Weight::Degenerate);
            self.vacuous += u64::from(outcome.weight == Weight::Vacuous);
        }
        if outcome.agrees.is_some() {
            self.tied += 1;
            if self.ties.len() < TIES_TRIED {
                self.ties.push(outcome.number);
            }
        }
        self.agrees = fewer(self.agrees, outcome.agrees);
        if let Some(error) = outcome.error {
            self.statistical = (self.statistical.0 + 1, self.statistical.1.max(error));
        }
        if outcome.slack.is_finite() {
            self.nearer((outcome.slack, outcome.number, outcome.at));
        }
    }

    /// Counts cases that are not tried, since none before them was finished.
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
        self.degenerate += other.degenerate;
        self.vacuous += other.vacuous;
        self.undefined.0 += other.undefined.0;
        self.undefined.1 = [self.undefined.1, other.undefined.1].into_iter().flatten().min();
        self.tied += other.tied;
        self.ties.extend(&other.ties);
        self.ties.sort_unstable();
        self.ties.truncate(TIES_TRIED);
        self.unclear += other.unclear;
        self.escalated += other.escalated;
        self.audited += other.audited;
        self.undecided += other.undecided;
        self.rejected += other.rejected;
        self.untried += other.untried;
        self.searched += other.searched;
        self.exact_nanoseconds += other.exact_nanoseconds;
        self.horizon = self.horizon.max(other.horizon);
        self.tried.merge(&other.tried);
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

    /// What speaks for the claim: the weakest that is known of a case. Nothing where no case decided anything.
    pub(super) fn evidence(&self) -> Option<Evidence> {
        (self.cases > self.undecided).then(|| match self.agrees {
            _ if self.statistical.0 > 0 => {
                Evidence::Consistent { error: self.statistical.1 * self.statistical.0 as f64 }
            }
            // Of some cases no more is known than that the doubles settled them.
            _ if self.escalated < self.cases => Evidence::Survived,
            Some(bits) => Evidence::AgreesTo { bits },
            None => Evidence::ExactOnCases,
        })
    }

    /// How many cases were judged, and what became of them.
    pub(super) const fn counts(&self) -> Counts {
        Counts {
            cases: self.cases,
            telling: self.telling(),
            degenerate: self.degenerate,
            vacuous: self.vacuous,
            undefined: self.undefined.0,
            tied: self.tied,
            agrees: self.agrees,
            nondegenerate: self.cases - self.degenerate,
            escalated: self.escalated,
            audited: self.audited,
            undecided: self.undecided,
            rejected: self.rejected,
            unclear: self.unclear,
            untried: self.untried,
            searched: self.searched,
            horizon: self.horizon,
        }
    }

    /// The findings, whose nearest case `make` makes again.
    pub(super) fn findings(&self, make: impl Fn(u64) -> Option<Case>) -> Findings {
        let smallest_slack =
            self.smallest.and_then(|(value, number, at)| Some(Slack { value, number, at, case: make(number)? }));
        Findings {
            evidence: self.evidence().into_iter().collect(),
            counts: self.counts(),
            tried: self.tried.clone(),
            smallest_slack,
            data: Vec::new(),
            exact_time: Measured(Duration::from_nanos(self.exact_nanoseconds)),
        }
    }

    /// The lowest number of a case on which the claim has no value.
    pub(super) const fn first_undefined(&self) -> Option<u64> {
        self.undefined.1
    }

    /// The lowest numbers of cases that are met except for ties.
    pub(super) fn ties(&self) -> &[u64] {
        &self.ties
    }

    /// Cases that say something. Where all compared 0 with 0, that is what the claim is about, and they do.
    const fn telling(&self) -> u64 {
        let compared = self.cases - self.undecided - self.undefined.0 - self.vacuous;
        if compared == self.degenerate { compared } else { compared - self.degenerate }
    }

    /// How many cases stayed open, of how many, and why; None where none did.
    pub(super) fn open(&self) -> Option<(u64, u64, Option<&str>)> {
        let open = self.undecided + self.unclear;
        (open > 0).then_some((open, self.cases + self.unclear, self.reason.as_deref()))
    }

    /// The verdict where no case broke the claim.
    pub(super) fn verdict(&self, make: impl Fn(u64) -> Option<Case>) -> Verdict {
        let findings = self.findings(make);
        if self.cases == 0 {
            let why = match (self.unclear, &self.reason) {
                (1.., Some(reason)) => format!(" for certain: {reason}"),
                _ => String::new(),
            };
            return Verdict::Undecided(format!("no case met the claim's hypotheses{why}"), findings);
        }
        let why = || self.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
        let asked = self.cases + self.rejected + self.unclear;
        if self.unclear as f64 > UNDECIDED_SHARE * asked as f64 {
            let reason = format!(
                "for {} of {asked} cases it is not known whether they meet the assumptions{}",
                self.unclear,
                why()
            );
            return Verdict::Undecided(reason, findings);
        }
        if self.rejected + self.unclear > 0 && self.cases < FEWEST_ASSUMED {
            return Verdict::Undecided(format!("only {} cases met the assumptions", self.cases), findings);
        }
        if self.undecided as f64 > UNDECIDED_SHARE * self.cases as f64 {
            let reason = format!("{} of {} cases remained undecided{}", self.undecided, self.cases, why());
            return Verdict::Undecided(reason, findings);
        }
        Verdict::Holds(findings)
    }
}
