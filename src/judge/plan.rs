//! The plan of a claim: which case a number means, and how the numbers are cut into chunks of work. It depends on the
//! claim, the seed and the budget alone, so that every run, shard and resumption numbers the same cases the same way.

use rand_chacha::ChaCha8Rng;

use super::case::CaseJudge;
use super::data::with_data;
use super::search;
use super::statistical;
use crate::generate::{Schema, case_stream, random_case, small_scope};
use crate::method::{Method, Program};
use crate::numeric::tolerance::ORDER_COST;
use crate::problem::ProblemSpec;
use crate::verdict::Case;

/// Cases of a chunk at the least: a failing claim does not run on for long.
const CHUNK: u64 = 250;
/// Chunks that a kind of case is cut into at the most, whatever the budget, so that what is kept of a campaign stays small.
const CHUNKS: u64 = 1024;
/// Cases of real data in a chunk: each is as much work as hundreds of small ones.
const DATA_CHUNK: u64 = 8;
/// Random cases for one case of each real data set, and the most of these.
const CASES_PER_DATA: (u64, u64) = (200, 10);

/// Random cases that tell whether a claim is judged statistically from the start.
const PROBES: u64 = 16;
/// Random cases among which one with too many outcomes is looked for.
const STATISTICAL_TRIES: u64 = 256;
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
    /// Cases with too many outcomes to enumerate, which are judged statistically: random ones, then one of each data set.
    pub(super) statistical: u64,
}

impl Budget {
    /// The budget of a claim for so many random cases.
    fn of(schema: &Schema, program: &Program, cases: u64, data: usize) -> Self {
        if schema.is_fixed() {
            return Self { random: FIXED_CASES.min(cases), climbs: 0, data: 0, statistical: 0 };
        }
        // An equality has no slack that a search could lower, and real data need too many digits for exact fractions.
        if schema.equality {
            return Self { random: cases, climbs: 0, data: 0, statistical: 0 };
        }
        let (per, most) = CASES_PER_DATA;
        // A case with draws is a sum over all their outcomes: too much work to be run hundreds of times for one more case.
        let is_searched = schema.has_numbers() && program.draws.is_empty();
        let climbs = if is_searched { cases.div_ceil(search::EVALUATIONS) } else { 0 };
        Self { random: cases, climbs, data: data as u64 * (cases / per).min(most), statistical: 0 }
    }

    /// The same for a claim that draws. Where all cases have too many outcomes, there are none but the statistical ones.
    const fn drawing(self, all_are_statistical: bool, statistical: u64) -> Self {
        let enumerated = if all_are_statistical { Self { random: 0, climbs: 0, data: 0, statistical } } else { self };
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
    /// Real data, by its place in the list.
    Data(u64),
    /// A case for the statistical judge, by its place in the round.
    Statistical(u64),
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
    subject: Option<&'a dyn Method>,
    schema: Schema,
    listed: Vec<Case>,
    data: &'a [ProblemSpec],
    budget: Budget,
    cases: u64,
    /// How many judgements the run has.
    judgements: usize,
    seed: u64,
    /// The name that the streams derive from.
    id: String,
}

/// A case with the screenings that it took to find it.
pub(super) struct Found {
    pub(super) case: Case,
    pub(super) evaluations: u64,
}

impl<'a> Plan<'a> {
    /// A plan in which kept cases come first, then the small scope, then rounds of random cases, climbs and real data.
    pub(super) fn new(
        program: &'a Program,
        subject: Option<&'a dyn Method>,
        schema: Schema,
        kept: &[Case],
        data: &'a [ProblemSpec],
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
            Budget::of(&schema, program, cases, data.len())
        } else {
            small = small.into_iter().step_by(DRAWING_COST).collect();
            Budget::of(&schema, program, cases.div_ceil(DRAWING_COST as u64), data.len())
        };
        let listed: Vec<Case> = fitting.chain(small).collect();
        let mut plan =
            Self { program, subject, schema, listed, data, budget, cases, judgements, seed, id: id.to_owned() };
        if program.is_random() {
            let all = plan.all_are_statistical();
            // What cannot be estimated is left to the cases that can be enumerated, where there are any.
            let statistical = if all || program.estimable() { plan.statistical_cases() } else { 0 };
            plan.budget = budget.drawing(all, statistical);
        }
        plan
    }

    /// Cases for the statistical judge in a round. Where nothing is given but the draw, all cases are the same.
    fn statistical_cases(&self) -> u64 {
        (if self.schema.is_fixed() { 1 } else { statistical::CASES }) + self.data.len() as u64
    }

    /// Whether random cases have too many outcomes to enumerate: judged by a few that no other part of the plan uses.
    fn all_are_statistical(&self) -> bool {
        let judge = CaseJudge::new(self.program, None);
        let mut tried =
            (0..PROBES).filter_map(|probe| random_case(&self.schema, self.stream(u64::MAX - probe))).peekable();
        tried.peek().is_some() && tried.all(|case| judge.too_many_outcomes(&case))
    }

    fn stream(&self, number: u64) -> ChaCha8Rng {
        case_stream(self.seed, &self.id, number)
    }

    /// A case with too many outcomes to enumerate, and how to draw them; nothing where none is found.
    fn statistical(&self, number: u64, place: u64) -> Option<Case> {
        let judge = CaseJudge::new(self.program, None);
        let mut rng = self.stream(number);
        let random = self.statistical_cases() - self.data.len() as u64;
        let found = (0..STATISTICAL_TRIES).find_map(|_| {
            let case = random_case(&self.schema, &mut rng)?;
            let case = match place.checked_sub(random) {
                Some(data) => with_data(&self.schema, &case, &self.data[usize::try_from(data).ok()?])?,
                None => Some(case).filter(|case| self.schema.check(case).is_ok())?,
            };
            judge.too_many_outcomes(&case).then_some(case)
        })?;
        let round = (number - self.listed.len() as u64) / self.budget.round().max(1);
        let error = statistical::error(self.judgements, self.statistical_cases(), round);
        // The random cases have the power; those of real data are many draws over many samples as it is.
        let cases = if place < random { self.cases } else { self.cases.div_ceil(DATA_SHARE) };
        Some(Case { draws: Some(statistical::draws(rng, cases, error)), ..found })
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
            Origin::Statistical(within - random - climbs - data)
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
            Origin::Climb => return search::climb(self.program, self.subject, &self.schema, stream()),
            Origin::Statistical(place) => self.statistical(number, place)?,
            Origin::Data(place) => {
                let drawn = random_case(&self.schema, stream())?;
                let which = usize::try_from(place).ok()? % self.data.len();
                with_data(&self.schema, &drawn, &self.data[which])?
            }
        };
        Some(Found { case, evaluations: 0 })
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
