//! The machine that runs a compiled claim on one case in one arithmetic. Its memory is a single list of
//! numbers that is kept from case to case.

use std::cmp::Ordering;

use super::absent::Absent;
use super::confidence::Estimate;
use super::curvature::Descents;
use super::ends::Ends;
use super::flat_code::FlatStep;
use super::inputs::Inputs;
use super::judgement::Judgement;
use super::known::Known;
use super::linear_flow::LinearFlow;
use super::operand::Batch;
use super::outcome::Outcome;
use super::prefixes::Prefixes;
use super::program::{
    BlockId, GivenCode, ObjectiveUse, PartUse, Place, Program, RangeCode, Register, ShowCode, TruthCode,
};
use super::samples::Samples;
use super::subject::Subject;
use super::timeline::{LONGEST_RUN, NOT_MADE, Progress, SequenceMemory};
use super::work::Work;
use crate::language::typed::{DrawKind, IndexId, RunId, SequenceId, Shape};
use crate::numeric::tolerance::CASE_NUMBERS;
use crate::numeric::{Arithmetic, Dyadic, Fault, Nature};
use crate::problem::{ClassConstant, Facts, Objective, ProblemSpec, Property};

/// Nothing can be given from such a range.
pub const EMPTY_RANGE: Fault = Fault::Undefined("a given range is empty");
const BEFORE_THE_START: Fault = Fault::Undefined("a value before the start of the run");

/// The values of an index at which a statement is judged.
#[derive(Clone, Copy)]
struct IndexRange {
    index: IndexId,
    first: i64,
    /// Included.
    last: i64,
    /// Whether it ends where runs do.
    open: bool,
}

/// An objective that was drawn for the case; one that is a formula has none, and is never asked for it.
pub(super) fn drawn<A: Arithmetic>(objectives: &[Option<Objective<A>>], id: usize) -> &Objective<A> {
    objectives[id].as_ref().expect("an objective that is no formula is made before it is used")
}

/// Runs a program in an arithmetic.
pub struct Machine<'p, A: Arithmetic> {
    pub(super) program: &'p Program,
    /// The arithmetic.
    pub arithmetic: A,
    pub(super) memory: Vec<A::Number>,
    pub(super) objectives: Vec<Option<Objective<A>>>,
    /// What the screen knows of steps along a gradient.
    pub(super) descents: Descents<A::Number>,
    pub(super) indices: Vec<i64>,
    /// What was drawn.
    pub(super) outcome: Outcome,
    /// What is known of the samples at the point that they were last asked for at.
    pub(super) shares: Samples<A::Number>,
    /// How moments over too many outcomes are enclosed.
    pub(super) estimate: Option<Estimate<'p, A>>,
    pub(super) dimension: usize,
    /// The values of an index that are computed at a time.
    pub(super) batch: Batch,
    /// Where the registers of each shape begin in memory, first those that hold one value, then the batched.
    origins: [[usize; 3]; 2],
    /// Where the runs begin in memory.
    pub(super) free: usize,
    /// How many numbers a value of each shape is.
    pub(super) widths: [usize; 3],
    /// The instructions of the run at hand.
    pub(super) flats: Vec<FlatStep<'p>>,
    /// Where the sequences are in memory, run after run.
    pub(super) sequences: Vec<SequenceMemory>,
    /// The runs.
    pub(super) progress: Vec<Progress>,
    pub(super) length: i64,
    /// Where the memory of the runs ends.
    pub(super) end: usize,
    /// How far runs may be made longer.
    pub(super) ends: Ends,
    /// The flows that the case at hand has needed so far.
    pub(super) flows: Vec<Option<LinearFlow<A>>>,
    /// What folds have come to on the case at hand.
    pub(super) prefixes: Prefixes<A::Number>,
    /// What the case at hand has cost so far.
    pub(super) work: Work,
    /// A program in place of the method it names.
    pub(super) subject: Option<&'p dyn Subject>,
    /// The registers and the entries of sequences that have no value.
    pub(super) absent: Absent,
}

impl<'p, A: Arithmetic> Machine<'p, A> {
    /// A machine for a program.
    pub fn new(program: &'p Program, arithmetic: A) -> Self {
        Self {
            program,
            arithmetic,
            memory: Vec::new(),
            objectives: (0..program.objectives).map(|_| None).collect(),
            descents: Descents::of(program.objectives),
            indices: vec![0; program.indices],
            outcome: Outcome::of(program.draws.len()),
            shares: Samples::of(program.objectives),
            estimate: None,
            dimension: 0,
            batch: Batch::ONE,
            origins: [[0; 3]; 2],
            free: 0,
            widths: [1; 3],
            flats: Vec::new(),
            sequences: Vec::new(),
            progress: Vec::new(),
            length: 0,
            end: 0,
            ends: Ends::default(),
            flows: vec![None; program.flows.len()],
            prefixes: Prefixes::none(program.prefixes),
            work: Work::default(),
            subject: None,
            absent: Absent::default(),
        }
    }

    /// Puts a program in place of the method of its name.
    #[must_use]
    pub fn with_subject(mut self, subject: &'p dyn Subject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Takes in a case and runs its methods. Returns what is found of its assumptions, all together.
    ///
    /// # Errors
    /// Where what is given has no value, such as a number from a range that is empty or undefined, and whatever the arithmetic
    /// cannot do.
    pub fn load(&mut self, inputs: Inputs<'_>) -> Result<Judgement, Fault> {
        self.work = Work::default();
        self.absent.clear();
        if self.program.too_long {
            return Err(Fault::Exhausted("the claim needs more than MOST_INSTRUCTIONS instructions"));
        }
        self.lay_out(inputs)?;
        let program = self.program;
        for given in &program.givens {
            self.given(given, inputs)?;
        }
        self.extend_to_batches()?;
        self.lay_out_runs()?;
        for (id, run) in program.runs.iter().enumerate() {
            if run.random { self.start(id, run)? } else { self.run(id, run)? }
        }
        let mut met = Judgement::TRUE;
        for (block, condition) in &program.assumptions {
            self.block(*block)?;
            met = met.and(self.judge(condition)?);
            if met.known == Known::FALSE {
                break;
            }
        }
        Ok(met)
    }

    /// The first assumption that is certainly false, by its number, with its judgement. For a case that was loaded.
    pub fn unmet(&mut self) -> Option<(usize, Judgement)> {
        let program = self.program;
        program.assumptions.iter().enumerate().find_map(|(number, (block, condition))| {
            self.block(*block).ok()?;
            let found = self.judge(condition).ok()?;
            (found.known == Known::FALSE).then_some((number, found))
        })
    }

    /// Judges every statement at every index, calling `visit` with the statement's number and the index.
    /// Stops where `visit` says so.
    ///
    /// # Errors
    /// [`Fault::Exhausted`], with nothing found from there on.
    pub fn judge_shows(&mut self, visit: &mut impl FnMut(usize, Option<i64>, Judgement) -> bool) -> Result<(), Fault> {
        let program = self.program;
        for (number, show) in program.shows.iter().enumerate() {
            self.block(show.prelude)?;
            let Some((index, first, last)) = show.range else {
                let found = self.judge(&show.truth)?;
                if !visit(number, None, found) {
                    return Ok(());
                }
                continue;
            };
            let ends = self.whole(first).and_then(|first| {
                let last = last.map_or(Ok(self.length.max(first)), |last| self.whole(last));
                last.map(|last| (first, last.min(LONGEST_RUN)))
            });
            let go_on = match ends {
                Ok((from, to)) => {
                    let range = IndexRange { index, first: from, last: to, open: last.is_none() };
                    self.judge_over(show, range, &mut |at, found| visit(number, Some(at), found))?
                }
                Err(fault) => visit(number, None, Judgement::without_value(fault)),
            };
            if !go_on {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Judges a statement at every index of a range; whether `visit` goes on.
    fn judge_over(
        &mut self,
        show: &ShowCode,
        range: IndexRange,
        visit: &mut impl FnMut(i64, Judgement) -> bool,
    ) -> Result<bool, Fault> {
        let IndexRange { index, first, last, open } = range;
        let most = if show.batched { A::BATCH } else { 1 };
        let mut at = first;
        while at <= last {
            let count = usize::try_from(last - at + 1).map_or(most, |left| left.min(most));
            self.indices[index] = at;
            self.batch = Batch { count, index };
            self.ends.bound(open && (count > 1 || at > first));
            // What cannot be computed for a batch as a whole is judged one by one, up to where it fails.
            let together = count > 1 && self.compute(&show.truth);
            let sides = match &show.truth {
                TruthCode::Relation(code) if together => self.span(code.left).ok().zip(self.span(code.right).ok()),
                _ => None,
            };
            for k in 0..count {
                if !together {
                    self.batch = Batch::ONE;
                    self.indices[index] = at;
                    self.ends.bound(open && at > first);
                    self.ends.take_beyond();
                }
                let found = match (&show.truth, sides) {
                    (TruthCode::Relation(code), Some(sides)) => Ok(self.weigh(code, sides, k)),
                    (truth, _) => self.judge_value(truth, together.then_some(k)),
                };
                if self.ends.take_beyond() {
                    // An open range ends where runs do.
                    self.ends.bound(false);
                    return Ok(true);
                }
                if found.is_err() || found.is_ok_and(|found| !visit(at, found)) {
                    self.batch = Batch::ONE;
                    self.ends.bound(false);
                    return found.map(|_| false);
                }
                at += 1;
            }
            self.batch = Batch::ONE;
            self.ends.bound(false);
        }
        Ok(true)
    }

    /// Sizes the memory for the case: registers first, so that constants keep their places.
    fn lay_out(&mut self, inputs: Inputs<'_>) -> Result<(), Fault> {
        let dimension = inputs
            .problems
            .values()
            .map(ProblemSpec::dimension)
            .chain(inputs.vectors.values().map(Vec::len))
            .chain(inputs.matrices.values().map(|matrix| matrix.len().isqrt()))
            .max();
        let two = self.program.givens.iter().any(|given| match given {
            GivenCode::Objective { class, .. } => class.demands(Property::TwoDimensional),
            _ => false,
        });
        self.dimension = dimension.or(self.program.dimension).unwrap_or(if two { 2 } else { 1 });
        let matches = inputs.problems.values().all(|spec| spec.dimension() == self.dimension)
            && inputs.vectors.values().all(|vector| vector.len() == self.dimension)
            && inputs.matrices.values().all(|matrix| matrix.len() == self.dimension * self.dimension);
        if !matches {
            return Err(Fault::Limit("the parts of the case have different dimensions"));
        }
        self.length = i64::from(inputs.horizon).max(self.program.latest.min(LONGEST_RUN));
        for given in &self.program.givens {
            if let GivenCode::Scalar { name, range: RangeCode::Integers(..), .. } = given
                && self.program.times.contains(name)
                && let Some(value) = inputs.scalars.get(name)
            {
                // A double holds every whole number that a horizon can be.
                #[allow(clippy::cast_possible_truncation)]
                let value = value.to_f64() as i64;
                self.length = self.length.max(value.saturating_add(self.program.beyond).min(LONGEST_RUN));
            }
        }
        self.length = self.length.max(self.measured_steps());
        self.widths = [1, self.dimension, self.dimension * self.dimension];
        let mut total: usize = 0;
        let counts = [(self.program.registers, 1), (self.program.batched, A::BATCH)];
        for (origins, (counts, values)) in self.origins.iter_mut().zip(counts) {
            for (shape, origin) in origins.iter_mut().enumerate() {
                *origin = total;
                total = total.saturating_add((counts[shape] * values).saturating_mul(self.widths[shape]));
            }
        }
        if total > CASE_NUMBERS {
            return Err(Fault::Exhausted("the registers of the case hold more numbers than CASE_NUMBERS"));
        }
        self.free = total;
        let fresh = self.memory.is_empty();
        self.grow(total);
        self.flows.fill(None);
        self.prefixes.forget();
        self.descents.forget();
        self.shares.forget();
        if fresh {
            for (value, register) in &self.program.constants {
                self.memory[register.slot] = self.arithmetic.rational(value);
            }
        }
        Ok(())
    }

    /// A run that receives batches continues as long as there are any.
    fn extend_to_batches(&mut self) -> Result<(), Fault> {
        if !self.program.runs.iter().any(|run| run.random) {
            return Ok(());
        }
        for draw in 0..self.program.draws.len() {
            let batches = match self.plan(draw) {
                Ok(DrawKind::Batches { steps, .. }) => steps.unwrap_or(0),
                Ok(DrawKind::Epochs { count, size, population }) => count * population.div_ceil(size),
                // What cannot be drawn is found out where it is used.
                Ok(DrawKind::Symmetric { .. }) | Err(_) => 0,
            };
            let batches = i64::try_from(batches).unwrap_or(LONGEST_RUN).min(LONGEST_RUN);
            self.length = self.length.max(batches);
        }
        Ok(())
    }

    /// Counts this many operations before they are done, each as expensive as one on the number at an address.
    ///
    /// # Errors
    /// [`Fault::Exhausted`] where the case would cost more than it may; then, and ever after, nothing is to be done.
    pub(super) fn spend(&mut self, operations: usize, address: usize) -> Result<(), Fault> {
        let each = self.memory.get(address).map_or(1, |number| self.arithmetic.cost(number));
        self.work.charge(each.saturating_mul(operations as u64))
    }

    /// What the case at hand has cost so far, in operations on doubles.
    #[must_use]
    pub const fn spent(&self) -> u64 {
        self.work.spent()
    }

    #[inline]
    pub(super) const fn width(&self, shape: Shape) -> usize {
        self.widths[shape as usize]
    }

    #[inline]
    pub(super) const fn address(&self, register: Register) -> usize {
        let shape = register.shape as usize;
        let room = if register.batched { A::BATCH } else { 1 };
        self.origins[register.batched as usize][shape] + register.slot * room * self.widths[shape]
    }

    /// Where a place is in memory, and how many numbers are there.
    #[inline]
    pub(super) fn locate(&self, place: Place) -> Result<(usize, usize), Fault> {
        match place {
            Place::Register(register) => {
                let at = self.address(register);
                self.absent.register(at)?;
                Ok((at, self.width(register.shape)))
            }
            Place::Sequence { run, sequence, shape, index, offset } => {
                let at = index.map_or(0, |index| self.indices[index]) + offset;
                Ok((self.entry(run, sequence, at)?, self.width(shape)))
            }
        }
    }

    /// Where the value of a sequence at a time is.
    #[inline]
    pub(super) fn entry(&self, run: RunId, sequence: SequenceId, at: i64) -> Result<usize, Fault> {
        let progress = &self.progress[run];
        let memory = &self.sequences[progress.sequences + sequence];
        if at < memory.first {
            return Err(BEFORE_THE_START);
        }
        if at > memory.made {
            return Err(self.not_made(run, memory, at));
        }
        self.absent.entry(progress.sequences + sequence, at)?;
        let at = usize::try_from(at).map_err(|_| BEFORE_THE_START)?;
        Ok(memory.at + at * memory.width)
    }

    /// Why a run has no value at a time; takes note where it will have one once it goes on.
    #[cold]
    fn not_made(&self, run: RunId, memory: &SequenceMemory, at: i64) -> Fault {
        let progress = &self.progress[run];
        if let Some(fault) = memory.lost {
            return fault;
        }
        if at <= progress.last || progress.running {
            return NOT_MADE;
        }
        if progress.open {
            self.ends.want(run, at);
        }
        progress.reason
    }

    /// Records the outcome of an instruction with this result address. Only an exhausted work budget is passed on as an error.
    pub(super) fn settle(&mut self, to: usize, done: Result<(), Fault>) -> Result<(), Fault> {
        self.absent.restore_register(to);
        match done {
            Ok(()) => Ok(()),
            Err(fault @ Fault::Exhausted(_)) => Err(fault),
            Err(fault) => {
                self.absent.lose_register(to, fault);
                Ok(())
            }
        }
    }

    /// The whole number that is at a place.
    pub(super) fn whole(&self, place: Place) -> Result<i64, Fault> {
        let (at, _) = self.locate(place)?;
        let number = &self.memory[at];
        let value = self.arithmetic.approximate(number);
        if value.abs() > LONGEST_RUN as f64 {
            return Err(Fault::Limit("an index is beyond the longest run"));
        }
        let is_rounded = self.arithmetic.nature() == Nature::Rounded;
        // Whole numbers within this range are exact doubles.
        if is_rounded && value.fract() != 0.0 {
            return Err(Fault::Undecided);
        }
        match self.arithmetic.exact(number) {
            _ if is_rounded => {}
            Some(value) if value.is_int() => {}
            Some(_) => return Err(Fault::Undefined("an index is not a whole number")),
            None => return Err(Fault::Undecided),
        }
        #[allow(clippy::cast_possible_truncation)]
        let whole = value as i64;
        Ok(whole)
    }

    fn given(&mut self, given: &GivenCode, inputs: Inputs<'_>) -> Result<(), Fault> {
        const MISSING: Fault = Fault::Limit("the case lacks a value that the claim is given");
        match given {
            GivenCode::Objective { id, name, block, parameters, .. } => {
                self.block(*block)?;
                if self.program.formulas[*id].is_some() {
                    return Ok(());
                }
                let spec = inputs.problems.get(name).ok_or(MISSING)?;
                match &mut self.objectives[*id] {
                    Some(objective) => objective.rebuild(spec, &self.arithmetic)?,
                    empty => *empty = Some(Objective::new(spec, &self.arithmetic)?),
                }
                self.properties(*id, spec, parameters)
            }
            GivenCode::Scalar { name, block, range, to } => {
                self.block(*block)?;
                let raw = inputs.scalars.get(name).ok_or(MISSING)?;
                let value = self.ranged(*range, raw)?;
                let at = self.address(*to);
                self.memory[at] = value;
                Ok(())
            }
            GivenCode::Matrix { name, form, to } => {
                let raw = inputs.matrices.get(name).ok_or(MISSING)?;
                self.given_matrix(raw, *form, *to)
            }
            GivenCode::Vector { name, range: RangeCode::Sphere, to, .. } => {
                let raw = inputs.vectors.get(name).ok_or(MISSING)?;
                self.given_direction(raw, *to)
            }
            GivenCode::Vector { name, range: RangeCode::Near, to, .. } if !inputs.vectors.contains_key(name) => {
                let at = self.address(*to);
                let zero = self.arithmetic.integer(0);
                self.memory[at..at + self.dimension].fill(zero);
                Ok(())
            }
            GivenCode::Vector { name, block, range, to } => {
                self.block(*block)?;
                let raw = inputs.vectors.get(name).ok_or(MISSING)?;
                let at = self.address(*to);
                for (i, raw) in raw.iter().enumerate() {
                    self.memory[at + i] = self.ranged(*range, raw)?;
                }
                Ok(())
            }
        }
    }

    /// Writes the constants of an objective, and puts the parameters of a named family in.
    fn properties(&mut self, id: usize, spec: &ProblemSpec, parameters: &[(String, Place)]) -> Result<(), Fault> {
        let parameter = |name: &str| parameters.iter().find(|(known, _)| known == name).map(|(_, place)| *place);
        let curvature = parameter("curvature").map(|place| self.locate(place)).transpose()?;
        let threshold = parameter("threshold").map(|place| self.locate(place)).transpose()?;
        let curvature = curvature.map(|(at, _)| self.memory[at].clone());
        let threshold = threshold.map(|(at, _)| self.memory[at].clone());
        let is_named = curvature.is_some() || threshold.is_some();
        if let Some(objective) = &mut self.objectives[id] {
            objective.set_parameters(&self.arithmetic, curvature.as_ref(), threshold.as_ref());
        }
        let wanted = self.program.properties.iter().filter(|(objective, ..)| *objective == id);
        let mut facts = None;
        for (_, property, register) in wanted {
            let value = if let (true, Some(objective)) = (is_named, &self.objectives[id]) {
                objective.named_constant(&self.arithmetic, *property)?
            } else {
                if facts.is_none() {
                    facts = Some(spec.facts().expect("an objective was made of the recipe, so it is valid"));
                }
                let facts: &Facts = facts.as_ref().expect("just computed");
                let value = match property {
                    ClassConstant::Smoothness => &facts.smoothness,
                    ClassConstant::StrongConvexity => &facts.strong_convexity,
                    ClassConstant::HessianLipschitz => &facts.hessian_lipschitz,
                };
                let value = value.as_ref().ok_or(Fault::Limit("the objective has no such constant"))?;
                self.arithmetic.rational(value)
            };
            self.memory[register.slot] = value;
        }
        let is_bounded = A::SCREENS && !is_named && !self.program.runs.is_empty();
        let facts = if is_bounded { facts.or_else(|| spec.facts().ok()) } else { None };
        self.descents.learn(id, facts.as_ref());
        Ok(())
    }

    /// The number that a unit parameter means.
    fn ranged(&self, range: RangeCode, raw: &Dyadic) -> Result<A::Number, Fault> {
        let a = &self.arithmetic;
        let number = |place| self.locate(place).map(|(at, _)| &self.memory[at]);
        let h = a.dyadic(raw);
        match range {
            RangeCode::Interval(low, high, closed) => {
                let (low, high) = (number(low)?, number(high)?);
                match a.compare(low, high) {
                    Ok(Ordering::Greater) => return Err(EMPTY_RANGE),
                    Ok(Ordering::Equal) if !closed => return Err(EMPTY_RANGE),
                    // Where enclosures overlap, the ends are as good as equal, and the value as good as either.
                    _ => {}
                }
                a.add(low, &a.mul(&h, &a.sub(high, low)?)?)
            }
            RangeCode::Above(low) => a.add(number(low)?, &h),
            RangeCode::Below(high) => a.sub(number(high)?, &h),
            RangeCode::Real | RangeCode::Near | RangeCode::Sphere => Ok(h),
            RangeCode::Integers(first, last) => {
                let first = number(first)?;
                let value = a.max(&h, first);
                match last {
                    Some(last) if a.compare(number(last)?, first) == Ok(Ordering::Less) => Err(EMPTY_RANGE),
                    Some(last) => Ok(a.min(&value, number(last)?)),
                    None => Ok(value),
                }
            }
        }
    }

    /// What code of a run's objective comes to at a point of doubles.
    pub(super) fn answer_at(
        &mut self,
        point: Register,
        (block, place): (BlockId, Place),
        w: &[f64],
    ) -> Result<Vec<f64>, Fault> {
        let to = self.address(point);
        if w.len() != self.dimension || w.iter().any(|x| !x.is_finite()) {
            return Err(Fault::Undefined("not a finite vector of the objective's dimension"));
        }
        for (i, x) in w.iter().enumerate() {
            self.memory[to + i] = self.arithmetic.double(*x);
        }
        self.block(block)?;
        let (at, width) = self.locate(place)?;
        Ok(self.memory[at..at + width].iter().map(|x| self.arithmetic.approximate(x)).collect())
    }

    pub(super) fn scaled(&self, objective: &ObjectiveUse, value: A::Number) -> Result<A::Number, Fault> {
        match objective.factor {
            Some(factor) => {
                let (at, _) = self.locate(factor)?;
                self.arithmetic.mul(&self.memory[at], &value)
            }
            None => Ok(value),
        }
    }

    /// The samples (from 0) that an objective's part means; where it is not the whole.
    pub(super) fn samples(&self, objective: &ObjectiveUse) -> Result<Vec<usize>, Fault> {
        let numbered = |place| {
            let number: i64 = self.whole(place)?;
            usize::try_from(number - 1).map_err(|_| Fault::Undefined("samples are counted from 1"))
        };
        match objective.part {
            PartUse::Whole => unreachable!("the whole objective is no part of it"),
            PartUse::Batch(draw, at) => Ok(self.batch(draw, at)?.to_vec()),
            PartUse::Sample(place) => Ok(vec![numbered(place)?]),
            PartUse::Step(place) => {
                let losses = self.objectives[objective.id].as_ref().map_or(0, Objective::sample_count);
                let turn = numbered(place)?.checked_rem(losses);
                Ok(vec![turn.ok_or(Fault::Undefined("an online problem has no losses"))?])
            }
        }
    }

    /// The value of a sequence at a time, where it has one.
    #[must_use]
    pub fn sequence(&self, run: RunId, sequence: SequenceId, at: i64) -> Option<&[A::Number]> {
        let entry = self.entry(run, sequence, at).ok()?;
        let width = self.width(self.program.runs[run].sequences[sequence].1);
        self.memory.get(entry..entry + width)
    }

    /// A register's numbers.
    #[must_use]
    pub fn value(&self, register: Register) -> &[A::Number] {
        let at = self.address(register);
        &self.memory[at..at + self.width(register.shape)]
    }

    /// The last time at which a run has values.
    pub(super) fn last_time(&self, run: RunId) -> Result<i64, Fault> {
        let progress = &self.progress[run];
        match self.sequences[progress.sequences + self.program.runs[run].iterate].lost {
            None => Ok(progress.counted),
            Some(fault) => Err(fault),
        }
    }

    /// The last time of the runs.
    #[must_use]
    pub const fn length(&self) -> i64 {
        self.length
    }
}
