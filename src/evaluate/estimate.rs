//! Moments over too many outcomes to enumerate: samples outcomes, computes each in intervals of doubles, and encloses the moment in confidence
//! intervals. So the rounding of each value is bounded, and an outcome that may depend on it counts both ways.

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

use super::absent::Absent;
use super::confidence::Estimate;
use super::draws::{Plan, draw_one};
use super::inputs::Inputs;
use super::judgement::Judgement;
use super::known::Known;
use super::machine::Machine;
use super::outcome::Batches;
use super::program::{OutcomeCode, Place, Program, TruthCode};
use super::timeline::{Progress, SequenceMemory};
use super::work::Work;
use crate::language::syntax::MomentKind;
use crate::language::typed::DrawKind;
use crate::numeric::concentration::{Range, Sample, binomial_interval, mean_interval};
use crate::numeric::stop::go_on;
use crate::numeric::tolerance::{BINOMIAL_ROUNDING, DRAWS_OPERATIONS, SAMPLED_ROUNDING, WINDOW_TAIL_BITS};
use crate::numeric::{Arithmetic, Bracket, Fault, Outward};

/// Operations on doubles that drawing one number stands for.
const DRAWN_COST: u64 = 4;
/// Draws that are summed up at a time.
const CHUNK: u64 = 1 << 13;
/// One in this many draws goes before the others, to see where the values lie.
const PILOT_SHARE: u64 = 16;

/// An outcome that methods have to be run for counts as this many others; one of several batches for as many as these are.
const RUN_COST: u64 = 256;
/// The fewest draws.
const FEWEST: u64 = 512;

/// The stream of the draws that count.
const DRAWS: u64 = 0;
/// The stream of those that go before them.
const PILOT: u64 = 1;

impl<'p, A: Arithmetic> Machine<'p, A> {
    /// Encloses moments over too many outcomes by confidence intervals.
    #[must_use]
    pub fn with_estimates(mut self, estimate: Estimate<'p, A>) -> Self {
        self.estimate = Some(estimate);
        self
    }

    /// Why a moment could not be estimated, where that is so.
    #[must_use]
    pub fn refusal(&self) -> Option<&'static str> {
        self.estimate.as_ref().and_then(|estimate| estimate.refusal)
    }

    /// Whether every draw of every moment turned on rounding, so that more of them would say no more.
    #[must_use]
    pub fn is_beyond_doubles(&self) -> bool {
        self.estimate.as_ref().is_some_and(|estimate| estimate.moments > 0 && estimate.unresolved == estimate.moments)
    }

    fn refuse<T>(&mut self, reason: &'static str) -> Result<T, Fault> {
        if let Some(estimate) = &mut self.estimate {
            // What depends on a moment that cannot be estimated cannot be either: the first reason is the one.
            estimate.refusal.get_or_insert(reason);
        }
        Err(Fault::Undecided)
    }

    /// `E[..]` or `Var[..]`, by component.
    pub(super) fn estimated_moment(
        &mut self,
        kind: MomentKind,
        plans: &[Plan],
        code: &OutcomeCode,
        place: Place,
        to: usize,
        width: usize,
    ) -> Result<(), Fault> {
        let variance = kind == MomentKind::Variance;
        let ranges = self.ranges(code, place, width, variance)?;
        let sampler = self.sampler(plans, code)?;
        // What cannot be told of an outcome is enclosed by what can be told of all of them.
        let anything: Vec<Bracket> = ranges.iter().map(|range| range.whole).collect();
        let read = |machine: &mut Machine<'_, Outward>, ran: Result<(), Fault>, values: &mut Vec<Bracket>| {
            match ran.and_then(|()| machine.located(place)) {
                Ok((from, _)) => values.extend_from_slice(&machine.memory[from..from + width]),
                Err(fault) if is_of_precision(fault) => values.extend_from_slice(&anything),
                Err(fault) => return Err(fault),
            }
            Ok(())
        };
        let draws = sampler.draws;
        let windows: Vec<Windows> = ranges.iter().map(|range| [range.range.likely; 2]).collect();
        let pilot = sampler.samples(PILOT, draws / PILOT_SHARE, variance, &windows, &ranges, &read)?;
        let typical = |([low, high], range): (&[Sample; 2], &Ranges)| {
            [low.typical(range.range.likely), high.typical(range.range.likely)]
        };
        let windows: Vec<Windows> = pilot.iter().zip(&ranges).map(typical).collect();
        let samples = sampler.samples(DRAWS, draws, variance, &windows, &ranges, &read)?;
        let error = sampler.error / width as f64;
        let enclose = sampler.enclose;
        for (i, ([below, above], Ranges { range, magnitude, .. })) in samples.iter().zip(&ranges).enumerate() {
            // Each has two ends, of which one is used; so both are right with the error of one.
            let (low, high) = (mean_interval(below, range, error).0, mean_interval(above, range, error).1);
            if !(low.is_finite() && high.is_finite()) {
                return self.refuse("a drawn value is not finite");
            }
            let rounding = SAMPLED_ROUNDING * magnitude;
            let low = if variance { (low - rounding).max(0.0) } else { low - rounding };
            self.memory[to + i] = enclose(&self.arithmetic, low, high + rounding);
        }
        Ok(())
    }

    /// `P[..]`.
    pub(super) fn estimated_probability(
        &mut self,
        plans: &[Plan],
        code: &OutcomeCode,
        truth: &TruthCode,
    ) -> Result<A::Number, Fault> {
        let sampler = self.sampler(plans, code)?;
        let (yes, no, doubtful) = (Bracket::new(1.0, 1.0), Bracket::new(0.0, 0.0), Bracket::new(0.0, 1.0));
        let read = |machine: &mut Machine<'_, Outward>, ran: Result<(), Fault>, values: &mut Vec<Bracket>| {
            values.push(match ran.and_then(|()| machine.judge(truth)) {
                Ok(found) if found.known == Known::TRUE => yes,
                Ok(found) if found.known == Known::FALSE => no,
                Ok(Judgement { known: Known::UNDEFINED, fault: Some(fault), .. }) => return Err(fault),
                Ok(_) => doubtful,
                Err(fault) if is_of_precision(fault) => doubtful,
                Err(fault) => return Err(fault),
            });
            Ok(())
        };
        let (mut sure, mut possible) = (0, 0);
        sampler.draw(DRAWS, sampler.draws, &read, &mut |values| {
            for value in values {
                sure += u64::from(value.low() > 0.5);
                possible += u64::from(value.high() > 0.5);
            }
        })?;
        let (low, high) = binomial_interval(sure, possible, sampler.draws, sampler.error);
        let enclose = sampler.enclose;
        let is_unresolved = sure == 0 && possible == sampler.draws;
        if let Some(estimate) = self.estimate.as_mut().filter(|_| is_unresolved) {
            estimate.unresolved += 1;
        }
        Ok(enclose(&self.arithmetic, low - BINOMIAL_ROUNDING, high + BINOMIAL_ROUNDING))
    }

    /// A range for each component of what the code leaves in a place, or of half the squared distance of two of them.
    fn ranges(&mut self, code: &OutcomeCode, place: Place, width: usize, variance: bool) -> Result<Vec<Ranges>, Fault> {
        let certain = self.enclosed(code, place, width, Batches::All)?;
        self.outcome.windows = 0;
        // Within a run the points depend on what was drawn, and nothing better is known.
        let likely =
            if code.runs.is_empty() { self.enclosed(code, place, width, Batches::Likely)? } else { certain.clone() };
        let values = if variance { 2.0 } else { 1.0 };
        let beyond = values * 2.0 * f64::from(self.outcome.windows) * libm::ldexp(1.0, -WINDOW_TAIL_BITS);
        let made = certain.into_iter().zip(likely).map(|(certain, likely)| {
            let magnitude = certain.0.abs().max(certain.1.abs());
            let whole = Bracket::new(certain.0, certain.1);
            if !variance {
                return Ranges { range: Range { certain, likely, beyond }, magnitude, whole };
            }
            let half_square = |(low, high): (f64, f64)| (0.0, ((high - low) * (high - low) / 2.0).next_up());
            let spread = certain.1 - certain.0;
            let range = Range { certain: half_square(certain), likely: half_square(likely), beyond };
            Ranges { range, magnitude: spread * magnitude.max(spread), whole }
        });
        Ok(made.collect())
    }

    /// Finite ends of each component of what the code leaves in a place.
    fn enclosed(
        &mut self,
        code: &OutcomeCode,
        place: Place,
        width: usize,
        batches: Batches,
    ) -> Result<Vec<(f64, f64)>, Fault> {
        let Some(ends) = self.estimate.as_ref().map(|estimate| estimate.hooks.ends) else {
            return Err(Fault::Undecided);
        };
        self.outcome.widest = Some(batches);
        let found = self.in_outcome(code).and_then(|()| self.located(place));
        self.outcome.widest = None;
        let Ok((from, _)) = found else {
            return self.refuse("no finite range was found for a drawn quantity");
        };
        let ranges: Vec<(f64, f64)> = self.memory[from..from + width].iter().map(ends).collect();
        if ranges.iter().any(|(low, high)| !(low.is_finite() && high.is_finite())) {
            return self.refuse("no finite range was found for a drawn quantity");
        }
        Ok(ranges)
    }

    /// What draws for the next moment.
    fn sampler<'m>(&mut self, plans: &'m [Plan], code: &'m OutcomeCode) -> Result<Sampler<'m, 'p, A>, Fault> {
        if self.program.nested {
            return self.refuse("a moment inside another moment");
        }
        let estimate = self.estimate.as_mut().ok_or(Fault::Undecided)?;
        let (error, moment) = estimate.next();
        let mut bytes = [0; 32];
        bytes[..8].copy_from_slice(&estimate.stream.to_le_bytes());
        bytes[8..12].copy_from_slice(&moment.to_le_bytes());
        let (inputs, enclose, ends) = (estimate.inputs, estimate.hooks.enclose, estimate.hooks.ends);
        let cost = if code.runs.is_empty() { most_batches(plans) } else { RUN_COST };
        let draws = (estimate.draws / cost.max(1)).max(FEWEST.min(estimate.draws));
        let bracket = |(low, high)| Bracket::new(low, high);
        let memory = self.memory.iter().map(|x| bracket(ends(x))).collect();
        let (program, indices) = (self.program, self.indices.clone());
        let (progress, sequences) = (self.progress.clone(), self.sequences.clone());
        Ok(Sampler {
            program,
            inputs,
            memory,
            indices,
            progress,
            sequences,
            absent: self.absent.clone(),
            end: self.end,
            plans,
            code,
            seed: bytes,
            draws,
            error,
            enclose,
        })
    }
}

/// How many batches the longest of the draws has: each is as much work as an outcome of one batch.
fn most_batches(plans: &[Plan]) -> u64 {
    let batches = plans.iter().map(|plan| match plan {
        DrawKind::Batches { steps, .. } => steps.unwrap_or(1),
        DrawKind::Epochs { count, size, population } => count * population.div_ceil(*size),
        DrawKind::Symmetric { .. } => 1,
    });
    batches.max().map_or(1, |most| most as u64)
}

/// What is known beforehand of a variable that is drawn.
struct Ranges {
    range: Range,
    /// The largest magnitude that the rounding of its interval is relative to.
    magnitude: f64,
    /// The certain range of one outcome's value.
    whole: Bracket,
}

/// Windows of the lower and of the upper ends of a variable's values.
type Windows = [(f64, f64); 2];

/// Whether a fault says no more than that doubles are too coarse to tell: the outcome has a value, and any of the range.
const fn is_of_precision(fault: Fault) -> bool {
    matches!(fault, Fault::Undecided | Fault::Unsettled(_) | Fault::TooLarge | Fault::Irrational)
}

/// Draws outcomes, and encloses the value of each in intervals of doubles.
struct Sampler<'m, 'p, A: Arithmetic> {
    program: &'p Program,
    inputs: Inputs<'p>,
    /// What the other machine has computed up to here.
    memory: Vec<Bracket>,
    indices: Vec<i64>,
    progress: Vec<Progress>,
    sequences: Vec<SequenceMemory>,
    absent: Absent,
    end: usize,
    plans: &'m [Plan],
    code: &'m OutcomeCode,
    seed: [u8; 32],
    draws: u64,
    error: f64,
    enclose: fn(&A, f64, f64) -> A::Number,
}

impl<A: Arithmetic> Sampler<'_, '_, A> {
    /// A machine in the state of the one that asked.
    fn machine(&self) -> Result<Machine<'_, Outward>, Fault> {
        let mut machine = Machine::new(self.program, Outward);
        machine.load(self.inputs)?;
        machine.memory.clone_from(&self.memory);
        machine.indices.clone_from(&self.indices);
        machine.progress.clone_from(&self.progress);
        machine.sequences.clone_from(&self.sequences);
        machine.absent.clone_from(&self.absent);
        machine.end = self.end;
        machine.prefixes.forget();
        Ok(machine)
    }

    /// Draws this many outcomes from a stream and hands the values that `read` finds in them to `sum_up`, chunk by chunk.
    fn draw(
        &self,
        stream: u64,
        draws: u64,
        read: &Reader<'_>,
        sum_up: &mut dyn FnMut(&[Bracket]),
    ) -> Result<(), Fault> {
        let mut machine = self.machine()?;
        let mut rng = ChaCha8Rng::from_seed(self.seed);
        rng.set_stream(stream);
        let mut orders = vec![Vec::new(); self.plans.len()];
        let mut values = Vec::new();
        let mut spent: u64 = 0;
        for number in 0..draws {
            go_on()?;
            draw_one(self.plans, machine.dimension, &mut rng, &mut orders, &mut machine.outcome);
            machine.work = Work::default();
            let ran = machine.in_outcome(self.code);
            read(&mut machine, ran, &mut values)?;
            let drawn: usize = machine.outcome.batches.iter().flatten().map(Vec::len).sum();
            spent = spent.saturating_add(machine.work.spent()).saturating_add(drawn as u64 * DRAWN_COST);
            if spent > DRAWS_OPERATIONS {
                return Err(Fault::Exhausted("the draws take more operations than DRAWS_OPERATIONS"));
            }
            if (number + 1) % CHUNK == 0 || number + 1 == draws {
                sum_up(&values);
                values.clear();
            }
        }
        Ok(())
    }

    /// Two samples for each component, of the lower ends of its values and of the upper ones. A variance is the mean of
    /// half the squared distance of two draws.
    fn samples(
        &self,
        stream: u64,
        draws: u64,
        variance: bool,
        windows: &[Windows],
        ranges: &[Ranges],
        read: &Reader<'_>,
    ) -> Result<Vec<[Sample; 2]>, Fault> {
        let width = windows.len();
        let mut samples: Vec<[Sample; 2]> = windows.iter().map(|both| both.map(Sample::new)).collect();
        // As long as all values are points, both samples are the same, and one of them is enough.
        let mut one: Vec<bool> = windows.iter().map(|[low, high]| low == high).collect();
        self.draw(stream, draws, read, &mut |values| {
            let each = if variance { 2 * width } else { width };
            for found in values.chunks_exact(each) {
                for (i, (([low, high], range), one)) in samples.iter_mut().zip(ranges).zip(&mut one).enumerate() {
                    let value = if variance { half_square(found[i], found[width + i]) } else { found[i] };
                    // The number lies in the range for certain, whatever is known of it.
                    let (least, most) = range.range.certain;
                    if *one && !value.is_point() {
                        (*high, *one) = (low.clone(), false);
                    }
                    low.add(value.low().clamp(least, most));
                    if !*one {
                        high.add(value.high().clamp(least, most));
                    }
                }
            }
        })?;
        for ([low, high], _) in samples.iter_mut().zip(one).filter(|(_, one)| *one) {
            high.clone_from(low);
        }
        Ok(samples)
    }
}

/// Half the square of the distance of two numbers.
fn half_square(x: Bracket, y: Bracket) -> Bracket {
    let square = Outward.sub(&x, &y).and_then(|distance| Outward.power(&distance, 2));
    square.map_or_else(|_| Bracket::new(0.0, f64::INFINITY), |square| square.halved())
}

/// Appends what is wanted of an outcome to a list, given how computing it went.
type Reader<'a> = dyn Fn(&mut Machine<'_, Outward>, Result<(), Fault>, &mut Vec<Bracket>) -> Result<(), Fault> + 'a;
