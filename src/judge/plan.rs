//! The plan of a claim: which case a number means, and how the numbers are cut into chunks of work. It depends on the
//! claim, the seed and the budget alone, so that every run, shard and resumption numbers the same cases the same way.

use rand_chacha::ChaCha8Rng;

use super::case::CaseJudge;
use super::data::{OnData, cases_each, with_data};
use super::gather::Decision;
use super::seam::Judge;
use super::search::{self, Found};
use super::statistical;
use crate::evaluate::Program;
use crate::generate::{Schema, case_stream, random_case, small_scope};
use crate::numeric::Fault;
use crate::numeric::tolerance::ORDER_COST;
use crate::problem::ProblemSpec;
use crate::verdict::{Case, Draws};

/// Cases of a chunk at the least: a failing claim does not run on for long.
const CHUNK: u64 = 250;
/// Chunks that a kind of case is cut into at the most, whatever the budget, so that what is kept of a campaign stays small.
const CHUNKS: u64 = 1024;
/// Cases of real data in a chunk: each is as much work as hundreds of small ones.
const DATA_CHUNK: u64 = 4;

/// Random cases that tell whether those of a claim ask for more work than a case may take.
const DEAR_PROBES: u64 = 2;
/// Random cases of a claim whose cases do.
const DEAR_CASES: u64 = 2;
/// Random cases that tell whether a claim is judged statistically from the start.
const PROBES: u64 = 16;
/// Random cases among which one with too many outcomes is looked for.
const STATISTICAL_TRIES: u64 = 256;
/// Cases with too many outcomes among which one whose moments can be estimated is looked for.
const ESTIMABLE_TRIES: usize = 16;
/// A case with draws is a sum over all their outcomes, and counts as so many others.
const DRAWING_COST: usize = 8;
/// The part of the draws of a random case that a case of real data has.
const DATA_SHARE: u64 = 8;
/// Random cases of a claim that draws nothing but the horizon.
const FIXED_CASES: u64 = 16;

/// How many cases of each kind a round has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Budget {
    /// Random cases.
    pub(super) random: u64,
    /// Climbs of the search.
    pub(super) climbs: u64,
    /// Cases of real data.
    pub(super) data: u64,
    /// Random cases with too many outcomes to enumerate, which are judged statistically.
    pub(super) statistical: u64,
}

impl Budget {
    /// The budget of a claim for so many random cases, without those of real data.
    fn of(schema: &Schema, program: &Program, cases: u64) -> Self {
        if schema.is_fixed() {
            return Self { random: FIXED_CASES.min(cases), climbs: 0, data: 0, statistical: 0 };
        }
        // An equality has no slack that a search could lower.
        if schema.equality {
            return Self { random: cases, climbs: 0, data: 0, statistical: 0 };
        }
        // A case with draws is a sum over all their outcomes: too much work to be run hundreds of times for one more case.
        let is_searched = schema.has_numbers() && program.draws.is_empty();
        let climbs = if is_searched { cases.div_ceil(search::EVALUATIONS) } else { 0 };
        Self { random: cases, climbs, data: 0, statistical: 0 }
    }

    /// The same for a claim that draws. Where all random cases have too many outcomes, they are the statistical ones.
    const fn drawing(self, all_are_statistical: bool, statistical: u64) -> Self {
        let enumerated = if all_are_statistical { Self { random: 0, climbs: 0, ..self } } else { self };
        Self { statistical, ..enumerated }
    }

    /// The budget of a claim that measures an order of convergence, in thousands of bits: few cases, and no search, which
    /// goes by doubles.
    pub(super) const fn of_measured(cases: u64) -> Self {
        Self { random: cases.div_ceil(ORDER_COST), climbs: 0, data: 0, statistical: 0 }
    }

    const fn round(self) -> u64 {
        self.random + self.climbs + self.data + self.statistical
    }
}

/// What a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// A kept or small case, by its place in the list.
    Listed(u64),
    /// A random case.
    Random,
    /// Where a climb ends.
    Climb,
    /// Real data, by its place in the round.
    Data(u64),
    /// A case for the statistical judge.
    Statistical,
}

/// A run of case numbers that one worker judges in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chunk {
    /// The chunk's own number.
    pub(super) number: u64,
    /// The first case number.
    pub(super) first: u64,
    /// One past the last case number.
    pub(super) end: u64,
}

/// The numbered cases of one claim.
pub(super) struct Plan<'a> {
    program: &'a Program,
    judges: Vec<&'a dyn Judge>,
    schema: Schema,
    listed: Vec<Case>,
    data: Vec<OnData>,
    budget: Budget,
    cases: u64,
    /// How many judgements the run has.
    judgements: usize,
    seed: u64,
    /// The name that the streams derive from.
    id: String,
}

impl<'a> Plan<'a> {
    /// A plan in which kept cases come first, then the small scope, then rounds of random cases, climbs and real data.
    pub(super) fn new(
        program: &'a Program,
        judges: Vec<&'a dyn Judge>,
        schema: Schema,
        kept: &[Case],
        data: &[ProblemSpec],
        judgements: usize,
        (cases, seed, id): (u64, u64, &str),
    ) -> Self {
        let fitting = kept.iter().filter(|case| schema.check(case).is_ok()).cloned();
        let mut small = small_scope(&schema);
        let budget = if program.measured {
            let budget = Budget::of_measured(cases);
            small.truncate(usize::try_from(budget.random).unwrap_or(usize::MAX));
            budget
        } else if program.draws.is_empty() {
            Budget::of(&schema, program, cases)
        } else {
            small = small.into_iter().step_by(DRAWING_COST).collect();
            Budget::of(&schema, program, cases.div_ceil(DRAWING_COST as u64))
        };
        let listed: Vec<Case> = fitting.chain(small).collect();
        let data = data.iter().map(|problem| OnData::new(&schema, problem)).collect();
        let mut plan =
            Self { program, judges, schema, listed, data, budget, cases, judgements, seed, id: id.to_owned() };
        if program.is_random() {
            let all = plan.all_are_statistical();
            // What cannot be estimated is left to the cases that can be enumerated, where there are any.
            let statistical = if all || program.estimable() { plan.statistical_cases() } else { 0 };
            plan.budget = budget.drawing(all, statistical);
            plan.leave_what_cannot_be_estimated();
        } else if !program.measured && plan.all_are_too_dear() {
            // The small cases stay: they may be within reach, and one of them may refute the claim.
            plan.budget = Budget { random: plan.budget.random.min(DEAR_CASES), climbs: 0, ..plan.budget };
        }
        plan.budget.data = plan.sets().len() as u64 * cases_each(program, cases);
        plan
    }

    /// The data sets that the claim is about, by their places.
    fn sets(&self) -> Vec<usize> {
        (0..self.data.len()).filter(|place| self.data[*place].fitted.is_ok()).collect()
    }

    /// All data sets.
    pub(super) fn data(&self) -> &[OnData] {
        &self.data
    }

    /// Says of data sets with too many outcomes for a claim that cannot be estimated that it is not about them.
    fn leave_what_cannot_be_estimated(&mut self) {
        if self.program.estimable() {
            return;
        }
        for place in self.sets() {
            let case = self.on_data(place, u64::MAX - PROBES - place as u64);
            if case.is_some_and(|case| statistical::assumptions(self.program, &case).is_some()) {
                let reason = "the outcomes are too many to enumerate, and what is shown of them cannot be estimated";
                self.data[place].fitted = Err(reason.to_owned());
            }
        }
    }

    /// A case on a data set, from the stream of a number.
    fn on_data(&self, place: usize, number: u64) -> Option<Case> {
        let mut rng = self.stream(number);
        let drawn = random_case(&self.schema, &mut rng)?;
        with_data(&self.schema, drawn, self.data[place].fitted.as_ref().ok()?, rng)
    }

    /// Cases for the statistical judge in a round. Where nothing is given but the draw, all cases are the same.
    fn statistical_cases(&self) -> u64 {
        if self.schema.is_fixed() { 1 } else { statistical::CASES }
    }

    /// How a case with too many outcomes draws, for a budget of so many random cases. The error probability of the claim is
    /// divided over its statistical cases and one for each data set.
    fn draws(&self, number: u64, rng: ChaCha8Rng, cases: u64) -> Draws {
        let round = number.saturating_sub(self.listed.len() as u64) / self.budget.round().max(1);
        let all = self.statistical_cases() + self.data.len() as u64;
        statistical::draws(rng, cases, statistical::error(self.judgements, all, round))
    }

    /// Whether random cases have too many outcomes to enumerate: judged by a few that no other part of the plan uses.
    fn all_are_statistical(&self) -> bool {
        let mut tried =
            (0..PROBES).filter_map(|probe| random_case(&self.schema, self.stream(u64::MAX - probe))).peekable();
        tried.peek().is_some() && tried.all(|case| statistical::assumptions(self.program, &case).is_some())
    }

    /// Whether random cases ask for more work than a case may take, so that hundreds of them would only take long.
    fn all_are_too_dear(&self) -> bool {
        let judge = self.judge();
        let made = |probe| {
            random_case(&self.schema, self.stream(u64::MAX - probe)).filter(|case| self.schema.check(case).is_ok())
        };
        let mut tried = (0..DEAR_PROBES).filter_map(made).peekable();
        let is_dear = |case: Case| matches!(judge.decide(&case), Decision::Undecided(Fault::Exhausted(_)));
        tried.peek().is_some() && tried.all(is_dear)
    }

    /// The judges of the cases.
    pub(super) fn judge(&self) -> CaseJudge<'a> {
        CaseJudge::of(self.judges.clone(), self.program)
    }

    fn stream(&self, number: u64) -> ChaCha8Rng {
        case_stream(self.seed, &self.id, number)
    }

    /// A case with too many outcomes to enumerate, and how to draw them; nothing where none is found.
    fn statistical(&self, number: u64) -> Option<Case> {
        let mut rng = self.stream(number);
        let mut candidates = (0..STATISTICAL_TRIES).filter_map(|_| {
            let case = random_case(&self.schema, &mut rng).filter(|case| self.schema.check(case).is_ok())?;
            statistical::assumptions(self.program, &case).map(|met| (case, met.seems))
        });
        // What cannot be estimated is left to the cases that can be enumerated; where no case can be, the first says why. A case
        // that does not meet what is assumed would be one of two that say nothing.
        let first = candidates.next()?;
        let mut tries = std::iter::once(first.clone()).chain(candidates.take(ESTIMABLE_TRIES));
        let is_wanted = |(case, met): &(Case, bool)| *met && statistical::is_estimable(self.program, case);
        let (found, _) = tries.find(is_wanted).unwrap_or(first);
        Some(Case { draws: Some(self.draws(number, rng, self.cases)), ..found })
    }

    /// A case on a data set, with how to draw where its outcomes are too many to enumerate.
    fn data_case(&self, number: u64, place: u64) -> Option<Found> {
        let sets = self.sets();
        let set = *sets.get(usize::try_from(place).ok()? % sets.len().max(1))?;
        let mut case = self.on_data(set, number)?;
        if self.program.is_random() && statistical::assumptions(self.program, &case).is_some() {
            // The random cases have the power; those of real data are many draws over many samples as it is.
            let stream = self.stream(u64::MAX - PROBES - self.data.len() as u64 - number);
            case.draws = Some(self.draws(number, stream, self.cases.div_ceil(DATA_SHARE)));
        }
        Some(Found { case, evaluations: 0, on_data: Some(set) })
    }

    /// What the cases are made of.
    pub(super) const fn schema(&self) -> &Schema {
        &self.schema
    }

    fn origin(&self, number: u64) -> Origin {
        let listed = self.listed.len() as u64;
        if number < listed {
            return Origin::Listed(number);
        }
        let Budget { random, climbs, data, .. } = self.budget;
        let within = (number - listed) % self.budget.round().max(1);
        if within < random {
            Origin::Random
        } else if within < random + climbs {
            Origin::Climb
        } else if within < random + climbs + data {
            Origin::Data(within - random - climbs)
        } else {
            Origin::Statistical
        }
    }

    /// Whether a number means the end of a climb, which takes hundreds of screenings to find.
    pub(super) fn is_climb(&self, number: u64) -> bool {
        self.origin(number) == Origin::Climb
    }

    /// The case of a number; nothing where no case could be made.
    pub(super) fn case(&self, number: u64) -> Option<Found> {
        let stream = || self.stream(number);
        let case = match self.origin(number) {
            Origin::Listed(place) => self.listed.get(usize::try_from(place).ok()?)?.clone(),
            Origin::Random => random_case(&self.schema, stream()).filter(|case| self.schema.check(case).is_ok())?,
            Origin::Climb => return search::climb(self.judge(), &self.schema, stream()),
            Origin::Statistical => self.statistical(number)?,
            Origin::Data(place) => return self.data_case(number, place),
        };
        Some(Found { case, evaluations: 0, on_data: None })
    }

    /// The chunks of the kept and small cases and the first round, or of a later round.
    pub(super) fn chunks(&self, round: u64) -> Vec<Chunk> {
        let listed = self.listed.len() as u64;
        let mut all = Vec::new();
        let mut next = 0;
        cut(listed, CHUNK, &mut next, &mut all);
        let once = all.len() as u64;
        let Budget { random, climbs, data, statistical } = self.budget;
        let mut round_chunks = Vec::new();
        cut(random, CHUNK.max(random.div_ceil(CHUNKS)), &mut next, &mut round_chunks);
        cut(climbs, climbs.div_ceil(CHUNKS).max(1), &mut next, &mut round_chunks);
        cut(data, DATA_CHUNK, &mut next, &mut round_chunks);
        cut(statistical, 1, &mut next, &mut round_chunks);
        let (shift, chunks) = (round * self.budget.round(), round_chunks.len() as u64);
        let later = round_chunks.into_iter().map(|(first, end)| (first + shift, end + shift));
        let numbered = (once + round * chunks..).zip(later);
        let mut result: Vec<Chunk> = Vec::new();
        if round == 0 {
            result.extend((0..).zip(all).map(|(number, (first, end))| Chunk { number, first, end }));
        }
        result.extend(numbered.map(|(number, (first, end))| Chunk { number, first, end }));
        result
    }
}

/// Cuts the next `count` numbers into runs of `size`.
fn cut(count: u64, size: u64, next: &mut u64, into: &mut Vec<(u64, u64)>) {
    let end = *next + count;
    while *next < end {
        let stop = (*next + size).min(end);
        into.push((*next, stop));
        *next = stop;
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn runs_cover_every_number_once() {
        let (mut next, mut runs) = (3, Vec::new());
        cut(10, 4, &mut next, &mut runs);
        assert_eq!(runs, [(3, 7), (7, 11), (11, 13)]);
        assert_eq!(next, 13);
    }
}
