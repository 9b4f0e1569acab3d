//! Cases on real data: the data set is the objective, and everything else is drawn. They are counted separately:
//! every claim that makes sense for a data set is judged on it, whatever the budget.

use std::collections::BTreeMap;

use rand::RngExt;

use super::case::CaseJudge;
use super::gather::Decision;
use super::tally::{CaseOutcome, Tally, judge_case};
use crate::evaluate::Program;
use crate::generate::{Random, Schema, Source};
use crate::language::typed::{Class, Data};
use crate::numeric::tolerance::{DATA_STEPS, SHRINK_DATA_DECISIONS, SHRINK_DATA_OPERATIONS};
use crate::numeric::{Dyadic, Fault};
use crate::problem::{Loss, ProblemSpec, Property, PropertySet};
use crate::verdict::{Case, Counts, DataEvidence, Findings, Verdict};

/// The fewest cases of a data set, and the most.
const CASES: (u64, u64) = (2, 10);
/// Random cases for one case of each data set, between these.
const RANDOM_CASES: u64 = 200;

/// A data set as a claim's objective.
pub(super) struct OnData {
    name: String,
    loss: String,
    /// The objective, or why the claim is not judged on it.
    pub(super) fitted: Result<ProblemSpec, Unfit>,
}

impl OnData {
    /// What a data set is to a claim.
    pub(super) fn new(schema: &Schema, problem: &ProblemSpec) -> Self {
        let (name, loss) = problem.data.as_ref().map_or_else(
            || ("the data".to_owned(), problem.family.name().to_owned()),
            |data| (data.name.clone(), data.loss.name().to_owned()),
        );
        Self { name, loss, fitted: fitted(schema, problem) }
    }

    /// `longley (squares)`
    fn title(&self) -> String {
        format!("{} ({})", self.name, self.loss)
    }
}

/// Why a claim is not about a data set.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Unfit {
    /// The claim has no objective.
    #[error("the claim is not given an objective")]
    NoObjective,
    /// The claim has more than one.
    #[error("the claim is given several objectives")]
    SeveralObjectives,
    /// The claim says which one it is about.
    #[error("the claim fixes its own objective")]
    OwnObjective,
    /// The numbers of samples differ.
    #[error("the claim is about {claim} samples, but the data have {data}")]
    Samples {
        /// Of the claim.
        claim: usize,
        /// Of the data.
        data: usize,
    },
    /// The numbers of parameters differ.
    #[error("the claim is about {claim} parameters, but the data have {data}")]
    Parameters {
        /// Of the claim.
        claim: usize,
        /// Of the data.
        data: usize,
    },
    /// What the objective over the data is cannot be found out.
    #[error("{0}")]
    Problem(String),
    /// It is not known to have a property of the claim's class, named as in `be convex`.
    #[error("the objective over the data is not known to {0}")]
    NotKnownTo(&'static str),
    /// The objective over the data is of another class.
    #[error("the objective over the data is not of the claim's class")]
    OtherClass,
    /// The claim needs labels.
    #[error("the claim is about labels, but the targets of the data are numbers")]
    NoLabels,
    /// The claim draws, and what it shows cannot be estimated.
    #[error("the outcomes are too many to enumerate, and what is shown of them cannot be estimated")]
    NotEstimable,
}

/// Cases of each data set for a budget of this many random cases. Where each is a sum over many outcomes, or takes hundreds of
/// bits, there is one.
pub(super) fn cases_each(program: &Program, cases: u64) -> u64 {
    let is_dear = program.is_random() || program.equality || program.measured;
    if is_dear { 1 } else { (cases / RANDOM_CASES).clamp(CASES.0, CASES.1) }
}

/// The problem of a data set as a claim's objective, or why the claim is not about it.
fn fitted(schema: &Schema, problem: &ProblemSpec) -> Result<ProblemSpec, Unfit> {
    let (class, families) = match schema.objectives.as_slice() {
        [] => return Err(Unfit::NoObjective),
        [(_, class, families)] => (class, families),
        _ => return Err(Unfit::SeveralObjectives),
    };
    if class.family.is_some() {
        return Err(Unfit::OwnObjective);
    }
    let (rows, dimension) = (problem.samples.len(), problem.dimension());
    if let Some(samples) = class.samples.filter(|samples| *samples != rows) {
        return Err(Unfit::Samples { claim: samples, data: rows });
    }
    if let Some(fixed) = schema.fixed_dimension.filter(|fixed| *fixed != dimension) {
        return Err(Unfit::Parameters { claim: fixed, data: dimension });
    }
    let problem = with_loss(class, problem)?;
    if class.data.is_none() {
        let facts = problem.facts().map_err(|error| Unfit::Problem(error.to_string()))?;
        let lacking = class.properties - PropertySet::of(&[Property::Online]) - facts.properties;
        if let Some(property) = lacking.iter().next() {
            return Err(Unfit::NotKnownTo(property.row().words));
        }
        if !families.contains(&problem.family) && !Schema::families_of(class).contains(&problem.family) {
            return Err(Unfit::OtherClass);
        }
    }
    Ok(problem)
}

/// The problem; where the claim is about samples and makes its own objective of them, these samples.
fn with_loss(class: &Class, problem: &ProblemSpec) -> Result<ProblemSpec, Unfit> {
    let labels = problem.samples.iter().all(|sample| sample.target.abs() == Dyadic::ONE);
    let loss = match class.data {
        None => return Ok(problem.clone()),
        Some(Data::Numbers) => Loss::Squares,
        Some(Data::Labels) if labels => Loss::Logistic,
        Some(Data::Labels) => {
            return Err(Unfit::NoLabels);
        }
    };
    let plain = loss.problem(problem.samples.clone(), problem.dimension());
    Ok(ProblemSpec { data: problem.data.clone().map(|data| crate::problem::DataReference { loss, ..data }), ..plain })
}

/// A case on a data set: its numbers and its run length are those of a drawn case, its vectors are drawn at the size of
/// the data.
pub(super) fn with_data(schema: &Schema, drawn: Case, problem: &ProblemSpec, rng: impl RngExt) -> Option<Case> {
    let [(name, ..)] = schema.objectives.as_slice() else { return None };
    let mut source = Random::plain(rng);
    let mut case = drawn;
    let dimension = problem.dimension();
    for (name, kind) in &schema.vectors {
        case.vectors.insert(name.clone(), (0..dimension).map(|_| source.number(*kind)).collect());
    }
    for matrix in case.matrices.values_mut() {
        *matrix = enlarged(matrix, dimension);
    }
    let numbers = if problem.has_moments() { dimension } else { problem.samples.len().max(1) } * dimension;
    let steps = u32::try_from(DATA_STEPS / numbers).unwrap_or(u32::MAX).max(1);
    case.horizon = case.horizon.min(steps);
    case.problems.insert(name.clone(), problem.clone());
    schema.check(&case).is_ok().then_some(case)
}

/// A matrix with the entries of a small one along its diagonal, again and again.
fn enlarged(small: &[Dyadic], dimension: usize) -> Vec<Dyadic> {
    let size = small.len().isqrt().max(1);
    let entry = |at: usize| {
        let (row, column) = (at / dimension, at % dimension);
        let same_block = row / size == column / size;
        let found = small.get((row % size) * size + column % size).filter(|_| same_block);
        found.copied().unwrap_or(Dyadic::ZERO)
    };
    (0..dimension * dimension).map(entry).collect()
}

/// Judges a case on a data set, halving the number of steps as long as it needs more work than allowed.
pub(super) fn judge_on_data(judge: &CaseJudge<'_>, program: &Program, number: u64, case: &Case) -> CaseOutcome {
    let mut case = case.clone();
    loop {
        let outcome = judge_case(judge, program, number, &case, true, f64::NEG_INFINITY);
        if !(outcome.is_exhausted() && program.open && case.horizon > 1) {
            return outcome;
        }
        case.horizon /= 2;
    }
}

/// The case with as many steps as it was judged with.
pub(super) fn as_judged(judge: &CaseJudge<'_>, program: &Program, mut case: Case) -> Case {
    while program.open && case.horizon > 1 && matches!(judge.decide(&case), Decision::Undecided(Fault::Exhausted(_))) {
        case.horizon /= 2;
    }
    case
}

/// A failing case on a data set made simpler, the data left alone: vectors are set to 0 by halves and quarters, numbers
/// made short. The work is bounded by decisions and by operations.
pub(super) fn shrunk_on_data(schema: &Schema, judge: &CaseJudge<'_>, case: Case, tried: &mut dyn FnMut(usize)) -> Case {
    let found = judge.decide(&case);
    if !matches!(found, Decision::Fails { .. }) {
        // A tie that many bits told apart takes as many again.
        return case;
    }
    // Where the claim is false, it is not made one that has no value.
    let was_false = found.is_false();
    let begun = judge.spent();
    let mut best = case;
    let mut decisions = 0;
    let mut better = |best: &mut Case, candidate: Case| {
        let may_go_on = decisions < SHRINK_DATA_DECISIONS && judge.spent() - begun <= SHRINK_DATA_OPERATIONS;
        if !may_go_on || candidate == *best || schema.check(&candidate).is_err() {
            return;
        }
        decisions += 1;
        tried(decisions);
        let found = judge.decide(&candidate);
        let fails = if was_false { found.is_false() } else { matches!(found, Decision::Fails { .. }) };
        if fails {
            *best = candidate;
        }
    };
    for horizon in [1, best.horizon / 2, best.horizon.saturating_sub(1)] {
        if (1..best.horizon).contains(&horizon) {
            let candidate = Case { horizon, ..best.clone() };
            better(&mut best, candidate);
        }
    }
    let names: Vec<String> = best.vectors.keys().cloned().collect();
    for name in &names {
        for value in [Dyadic::ZERO, Dyadic::ONE] {
            for parts in [1, 2, 4] {
                for part in 0..parts {
                    let mut candidate = best.clone();
                    let vector = candidate.vectors.get_mut(name).expect("it was there");
                    let (from, to) = (vector.len() * part / parts, vector.len() * (part + 1) / parts);
                    vector[from..to].fill(value);
                    better(&mut best, candidate);
                }
            }
        }
    }
    let names: Vec<String> = best.scalars.keys().cloned().collect();
    for name in &names {
        for simpler in best.scalars[name].simpler() {
            let mut candidate = best.clone();
            candidate.scalars.insert(name.clone(), simpler);
            better(&mut best, candidate);
        }
    }
    best
}

/// What was judged on each data set, and why nothing was.
pub(super) fn evidence(sets: &[OnData], found: &BTreeMap<usize, Tally>) -> Vec<DataEvidence> {
    let nothing = Tally::default();
    let of = |(place, set): (usize, &OnData)| {
        let tally = found.get(&place).unwrap_or(&nothing);
        let Counts { cases, undecided, rejected, horizon, .. } = tally.counts();
        let not_judged = match &set.fitted {
            Err(reason) => Some(reason.to_string()),
            Ok(_) if cases == 0 && rejected > 0 => Some("no case on the data met the assumptions".to_owned()),
            Ok(_) if cases == 0 => Some("no case on the data was judged".to_owned()),
            Ok(_) => None,
        };
        DataEvidence {
            name: set.name.clone(),
            loss: set.loss.clone(),
            evidence: tally.evidence(),
            cases,
            undecided,
            rejected,
            horizon,
            not_judged,
        }
    };
    sets.iter().enumerate().map(of).collect()
}

/// The verdict with what was judged on data. What is undecided on them is undecided, however many other cases were met.
pub(super) fn joined(verdict: Verdict, sets: &[OnData], found: &BTreeMap<usize, Tally>) -> Verdict {
    let data = evidence(sets, found);
    let undecided = found.iter().find_map(|(place, tally)| {
        let (open, cases, reason) = tally.open()?;
        let because = reason.map_or(String::new(), |reason| format!(": {reason}"));
        Some(format!("{open} of {cases} cases on {} remained undecided{because}", sets.get(*place)?.title()))
    });
    match (verdict, undecided) {
        (Verdict::Holds(findings), Some(reason)) => Verdict::Undecided(reason, Findings { data, ..findings }),
        (mut verdict, _) => {
            verdict.findings_mut().data = data;
            verdict
        }
    }
}
