//! The machine that runs a compiled claim on one case in one arithmetic. Its memory is one list of
//! numbers that is kept from case to case.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::batches::{Outcome, Shares};
use super::estimate::Estimate;
use super::measure::MEASURED;
use super::program::{BlockId, GivenCode, ObjectiveUse, PartUse, Place, Program, RangeCode, Register, RunCode};
use super::subject::{Method, Query};
use super::truth::Judgement;
use crate::language::typed::{DrawKind, Property, RunId, SequenceId, Shape, When};
use crate::numeric::tolerance::{CASE_NUMBERS, CASE_OPERATIONS};
use crate::numeric::{Arithmetic, Dyadic, Fault};
use crate::problem::{Objective, ProblemSpec};

/// The longest run, whatever a case asks for.
const LONGEST_RUN: i64 = 1 << 16;

/// What a case gives, by name.
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    /// The horizon.
    pub horizon: u32,
    /// Recipes.
    pub problems: &'a BTreeMap<String, ProblemSpec>,
    /// Numbers as unit parameters.
    pub scalars: &'a BTreeMap<String, Dyadic>,
    /// Vectors.
    pub vectors: &'a BTreeMap<String, Vec<Dyadic>>,
    /// Matrices, row by row.
    pub matrices: &'a BTreeMap<String, Vec<Dyadic>>,
}

/// An opaque method, and how a double that it returns is read.
type Subject<'p, A> = (&'p dyn Method, fn(&A, f64) -> <A as Arithmetic>::Number);

/// Runs a program in an arithmetic.
pub struct Machine<'p, A: Arithmetic> {
    pub(super) program: &'p Program,
    /// The arithmetic.
    pub arithmetic: A,
    pub(super) memory: Vec<A::Number>,
    pub(super) objectives: Vec<Option<Objective<A>>>,
    pub(super) indices: Vec<i64>,
    /// What was drawn.
    pub(super) outcome: Outcome,
    /// The gradients of the samples at the point that they were last asked for at.
    pub(super) shares: Vec<Shares<A::Number>>,
    /// How moments over too many outcomes are enclosed.
    pub(super) estimate: Option<Estimate<'p, A>>,
    pub(super) dimension: usize,
    /// The last time of each run, and why it ended before the horizon.
    pub(super) ended: Vec<Option<(i64, &'static str)>>,
    /// Where the sequences of each run begin in memory.
    bases: Vec<Vec<usize>>,
    length: i64,
    /// What the case at hand has cost so far, in operations on doubles.
    pub(super) spent: u64,
    /// An opaque method in the place of the one it names, and how a double it returns is read.
    subject: Option<Subject<'p, A>>,
}

impl<'p, A: Arithmetic> Machine<'p, A> {
    /// A machine for a program.
    pub fn new(program: &'p Program, arithmetic: A) -> Self {
        Self {
            program,
            arithmetic,
            memory: Vec::new(),
            objectives: (0..program.objectives).map(|_| None).collect(),
            indices: vec![0; program.indices],
            outcome: Outcome::of(program.draws.len()),
            shares: (0..program.objectives).map(|_| Shares::default()).collect(),
            estimate: None,
            dimension: 0,
            ended: vec![None; program.runs.len()],
            bases: vec![Vec::new(); program.runs.len()],
            length: 0,
            spent: 0,
            subject: None,
        }
    }

    /// Puts an opaque method in the place of the method of its name; `read` makes a number of each double.
    #[must_use]
    pub fn with_subject(mut self, subject: &'p dyn Method, read: fn(&A, f64) -> A::Number) -> Self {
        self.subject = Some((subject, read));
        self
    }

    /// Takes in a case and runs its methods. Returns whether its assumptions hold.
    ///
    /// # Errors
    /// Whatever the arithmetic cannot do.
    pub fn load(&mut self, inputs: Inputs<'_>) -> Result<bool, Fault> {
        self.spent = 0;
        self.lay_out(inputs)?;
        let program = self.program;
        for given in &program.givens {
            self.given(given, inputs)?;
        }
        self.extend_to_batches()?;
        for (id, run) in program.runs.iter().enumerate() {
            if run.random { self.start(id, run)? } else { self.run(id)? }
        }
        for (block, condition) in &program.assumptions {
            match self.block(*block) {
                Err(Fault::Undefined(_)) => return Ok(false),
                other => other?,
            }
            if !self.decided(condition)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Judges every statement at every index, calling `visit` with the statement's number and the index.
    /// Stops where `visit` says so.
    ///
    /// # Errors
    /// Whatever the arithmetic cannot do.
    pub fn judge_shows(&mut self, visit: &mut dyn FnMut(usize, Option<i64>, Judgement) -> bool) -> Result<(), Fault> {
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
            let first = self.whole(first)?;
            let last = last.map_or(Ok(self.length), |last| self.whole(last))?.min(LONGEST_RUN);
            for at in first..=last {
                self.indices[index] = at;
                let found = self.judge(&show.truth)?;
                if !visit(number, Some(at), found) {
                    return Ok(());
                }
            }
        }
        Ok(())
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
            GivenCode::Objective { class, .. } => class.two_dimensional,
            _ => false,
        });
        self.dimension = dimension.unwrap_or(if two { 2 } else { 1 });
        let matches = inputs.problems.values().all(|spec| spec.dimension() == self.dimension)
            && inputs.vectors.values().all(|vector| vector.len() == self.dimension)
            && inputs.matrices.values().all(|matrix| matrix.len() == self.dimension * self.dimension);
        if !matches {
            return Err(Fault::Undefined("the parts of the case have different dimensions"));
        }
        self.length = i64::from(inputs.horizon).max(self.program.latest.min(LONGEST_RUN));
        for given in &self.program.givens {
            if let GivenCode::Scalar { name, range: RangeCode::Integers(..), .. } = given
                && let Some(value) = inputs.scalars.get(name)
            {
                // A double holds every whole number that a horizon can be.
                #[allow(clippy::cast_possible_truncation)]
                let value = value.to_f64() as i64;
                self.length = self.length.max((value + self.program.beyond).min(LONGEST_RUN));
            }
        }
        self.length = self.length.max(self.measured_steps());
        self.lay_out_runs()?;
        self.ended.fill(None);
        self.shares.iter_mut().for_each(Shares::clear);
        Ok(())
    }

    /// A run that is handed batches goes on as long as there are any.
    fn extend_to_batches(&mut self) -> Result<(), Fault> {
        if !self.program.runs.iter().any(|run| run.random) {
            return Ok(());
        }
        for draw in 0..self.program.draws.len() {
            let batches = match self.plan(draw) {
                Ok(DrawKind::Batches { steps, .. }) => steps.unwrap_or(0),
                Ok(DrawKind::Epochs { count, size, population }) => count * population.div_ceil(size),
                // What cannot be drawn is found out where it is used.
                Ok(DrawKind::Symmetric) | Err(Fault::Undefined(_)) => 0,
                Err(fault) => return Err(fault),
            };
            let batches = i64::try_from(batches).unwrap_or(LONGEST_RUN).min(LONGEST_RUN);
            self.length = self.length.max(batches);
        }
        self.lay_out_runs()
    }

    /// Gives every register and every sequence its place.
    fn lay_out_runs(&mut self) -> Result<(), Fault> {
        let [scalars, vectors, matrices] = self.program.registers;
        let mut total = scalars + vectors * self.dimension + matrices * self.dimension * self.dimension;
        let times = usize::try_from(self.length + 1).unwrap_or(1);
        for (run, code) in self.program.runs.iter().enumerate() {
            self.bases[run].clear();
            for (_, shape, _) in &code.sequences {
                self.bases[run].push(total);
                total = total.saturating_add(times.saturating_mul(self.width(*shape)));
            }
        }
        if total > CASE_NUMBERS {
            return Err(Fault::Exhausted("the runs of the case hold more numbers than CASE_NUMBERS"));
        }
        let zero = self.arithmetic.integer(0);
        let fresh = self.memory.is_empty();
        self.memory.resize(total, zero);
        if fresh {
            for (value, register) in &self.program.constants {
                self.memory[register.slot] = self.arithmetic.rational(value);
            }
        }
        Ok(())
    }

    /// Counts so many operations, each as dear as one on the number at an address.
    ///
    /// # Errors
    /// [`Fault::Exhausted`] where the case has cost all it may.
    pub(super) fn spend(&mut self, operations: usize, address: usize) -> Result<(), Fault> {
        let each = self.memory.get(address).map_or(1, |number| self.arithmetic.cost(number));
        self.spent = self.spent.saturating_add(each.saturating_mul(operations as u64));
        if self.spent > CASE_OPERATIONS {
            return Err(Fault::Exhausted("the case takes more operations than CASE_OPERATIONS"));
        }
        Ok(())
    }

    /// What the case at hand has cost so far, in operations on doubles.
    #[must_use]
    pub const fn spent(&self) -> u64 {
        self.spent
    }

    pub(super) fn width(&self, shape: Shape) -> usize {
        match shape {
            Shape::Scalar => 1,
            Shape::Vector => self.dimension,
            Shape::Matrix => self.dimension * self.dimension,
        }
    }

    pub(super) fn address(&self, register: Register) -> usize {
        let [scalars, vectors, _] = self.program.registers;
        match register.shape {
            Shape::Scalar => register.slot,
            Shape::Vector => scalars + register.slot * self.dimension,
            Shape::Matrix => scalars + vectors * self.dimension + register.slot * self.dimension * self.dimension,
        }
    }

    /// Where a place is in memory, and how many numbers stand there.
    pub(super) fn locate(&self, place: Place) -> Result<(usize, usize), Fault> {
        match place {
            Place::Register(register) => Ok((self.address(register), self.width(register.shape))),
            Place::Sequence { run, sequence, shape, index, offset } => {
                let at = index.map_or(0, |index| self.indices[index]) + offset;
                Ok((self.entry(run, sequence, at)?, self.width(shape)))
            }
        }
    }

    /// Where the value of a sequence at a time is.
    pub(super) fn entry(&self, run: RunId, sequence: SequenceId, at: i64) -> Result<usize, Fault> {
        let (_, shape, first) = &self.program.runs[run].sequences[sequence];
        if at < i64::from(*first) {
            return Err(Fault::Undefined("a value from before the run's start"));
        }
        if let Some((ended, reason)) = self.ended[run]
            && at >= ended
        {
            return Err(Fault::Undefined(reason));
        }
        if at > self.length {
            return Err(Fault::Undefined("a value from after the run's end"));
        }
        let at = usize::try_from(at).map_err(|_| Fault::Undefined("a value from before the run's start"))?;
        Ok(self.bases[run][sequence] + at * self.width(*shape))
    }

    /// The whole number that stands at a place.
    pub(super) fn whole(&self, place: Place) -> Result<i64, Fault> {
        let (at, _) = self.locate(place)?;
        let value = self.arithmetic.approximate(&self.memory[at]);
        // Whole numbers within this range are exact doubles.
        if value.fract() != 0.0 || value.abs() > LONGEST_RUN as f64 {
            return Err(Fault::Undefined("an index is not a (small) whole number"));
        }
        #[allow(clippy::cast_possible_truncation)]
        let whole = value as i64;
        Ok(whole)
    }

    fn given(&mut self, given: &GivenCode, inputs: Inputs<'_>) -> Result<(), Fault> {
        const MISSING: Fault = Fault::Undefined("the case lacks a value that the claim is given");
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
        if let Some(objective) = &mut self.objectives[id] {
            objective.set_parameters(curvature.as_ref(), threshold.as_ref());
        }
        let wanted = self.program.properties.iter().filter(|(objective, ..)| *objective == id);
        let mut facts = None;
        for (_, property, register) in wanted {
            let value = if let (Some(curvature), Property::Smoothness | Property::StrongConvexity) =
                (&curvature, property)
            {
                curvature.clone()
            } else {
                if facts.is_none() {
                    facts = Some(
                        spec.facts().map_err(|_| Fault::Undefined("the recipe is not an objective of its family"))?,
                    );
                }
                let facts = facts.as_ref().expect("just computed");
                let value = match property {
                    Property::Smoothness => &facts.smoothness,
                    Property::StrongConvexity => &facts.strong_convexity,
                    Property::HessianLipschitz => &facts.hessian_lipschitz,
                };
                let value = value.as_ref().ok_or(Fault::Undefined("the objective has no such constant"))?;
                self.arithmetic.rational(value)
            };
            self.memory[register.slot] = value;
        }
        Ok(())
    }

    /// The number that a unit parameter means.
    fn ranged(&self, range: RangeCode, raw: &Dyadic) -> Result<A::Number, Fault> {
        const EMPTY: Fault = Fault::Undefined("the range of what is given is empty");
        let a = &self.arithmetic;
        let number = |place| self.locate(place).map(|(at, _)| &self.memory[at]);
        let h = a.rational(&raw.to_rational());
        match range {
            RangeCode::Interval(low, high, closed) => {
                let (low, high) = (number(low)?, number(high)?);
                match a.compare(low, high) {
                    Ok(Ordering::Greater) => return Err(EMPTY),
                    Ok(Ordering::Equal) if !closed => return Err(EMPTY),
                    // Where enclosures overlap, the ends are as good as equal, and the value as good as either.
                    _ => {}
                }
                a.add(low, &a.mul(&h, &a.sub(high, low)?)?)
            }
            RangeCode::Above(low) => a.add(number(low)?, &h),
            RangeCode::Below(high) => a.sub(number(high)?, &h),
            RangeCode::Real | RangeCode::Sphere => Ok(h),
            RangeCode::Integers(first, last) => {
                let first = number(first)?;
                let value = a.max(&h, first);
                match last {
                    Some(last) if a.compare(number(last)?, first) == Ok(Ordering::Less) => Err(EMPTY),
                    Some(last) => Ok(a.min(&value, number(last)?)),
                    None => Ok(value),
                }
            }
        }
    }

    /// The initial values of a run whose steps depend on a draw.
    fn start(&mut self, id: RunId, run: &'p RunCode) -> Result<(), Fault> {
        self.indices[run.time] = 0;
        for (sequence, when, block, value) in &run.recurrences {
            if *when == When::At(0) {
                self.step(id, *sequence, 0, *block, *value)?;
            }
        }
        Ok(())
    }

    /// Runs a method over the whole length.
    pub(super) fn run(&mut self, id: RunId) -> Result<(), Fault> {
        let program = self.program;
        let run = &program.runs[id];
        self.ended[id] = None;
        self.block(run.prelude)?;
        let mut failed = None;
        let opaque = match self.subject {
            Some((subject, read)) if subject.replaces() == run.method => match self.opaque(id, run, subject) {
                Ok(iterates) => Some((iterates, read)),
                // The run has its start and nothing beyond it, which is for the statement to judge.
                Err(Fault::Undefined(reason)) => {
                    failed = Some(reason);
                    None
                }
                Err(fault) => return Err(fault),
            },
            _ => None,
        };
        let mut goal = None;
        for t in 0..=self.length {
            self.indices[run.time] = t;
            let time = u32::try_from(t).unwrap_or(u32::MAX);
            for (sequence, when, block, value) in &run.recurrences {
                let applies = match when {
                    When::At(at) => time == *at,
                    When::From(from) => time >= *from,
                };
                if !applies {
                    continue;
                }
                let is_iterate = *sequence == run.iterate && t > 0;
                if let (Some(reason), true) = (failed, is_iterate) {
                    self.ended[id] = Some((t, reason));
                    return Ok(());
                }
                if let (Some((iterates, read)), true) = (&opaque, is_iterate) {
                    let entry = self.entry(id, *sequence, t)?;
                    let from = usize::try_from(t).unwrap_or(0) * self.dimension;
                    if iterates[from..from + self.dimension].iter().any(|x| !x.is_finite()) {
                        self.ended[id] = Some((t, "the method returned a number that is not finite"));
                        return Ok(());
                    }
                    for i in 0..self.dimension {
                        self.memory[entry + i] = read(&self.arithmetic, iterates[from + i]);
                    }
                    continue;
                }
                match self.step(id, *sequence, t, *block, *value) {
                    Ok(()) => {}
                    Err(Fault::Undefined(reason)) => {
                        self.ended[id] = Some((t, reason));
                        return Ok(());
                    }
                    Err(fault) => return Err(fault),
                }
            }
            if run.measured {
                let goal = match &mut goal {
                    Some(goal) => goal,
                    unknown => unknown.insert(self.goal(id)?),
                };
                if self.near_enough(id, goal, t)? {
                    self.ended[id] = Some((t + 1, MEASURED));
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn step(&mut self, run: RunId, sequence: SequenceId, t: i64, block: BlockId, value: Place) -> Result<(), Fault> {
        self.block(block)?;
        let (from, width) = self.locate(value)?;
        let entry = self.entry(run, sequence, t)?;
        let wanted = self.width(self.program.runs[run].sequences[sequence].1);
        for i in 0..wanted {
            let at = from + if width == 1 { 0 } else { i };
            self.memory[entry + i] = self.memory[at].clone();
        }
        Ok(())
    }

    /// The iterates of an opaque method from the start of the run, `w[0]` first.
    fn opaque(&mut self, id: RunId, run: &RunCode, subject: &dyn Method) -> Result<Vec<f64>, Fault> {
        if run.oracle.is_none() {
            return Err(Fault::Undefined("an opaque method sees one objective, not a loss for each step"));
        }
        self.indices[run.time] = 0;
        for (sequence, when, block, value) in &run.recurrences {
            if *sequence == run.iterate && *when == When::At(0) {
                self.step(id, *sequence, 0, *block, *value)?;
            }
        }
        let entry = self.entry(id, run.iterate, 0)?;
        let start: Vec<f64> =
            self.memory[entry..entry + self.dimension].iter().map(|x| self.arithmetic.approximate(x)).collect();
        let mut parameters = BTreeMap::new();
        for (name, place) in &run.parameters {
            let (at, width) = self.locate(*place)?;
            let values = self.memory[at..at + width].iter().map(|x| self.arithmetic.approximate(x)).collect();
            parameters.insert(name.clone(), values);
        }
        let horizon = usize::try_from(self.length).unwrap_or(0);
        let dimension = self.dimension;
        let machine = std::cell::RefCell::new(self);
        let gradient = |w: &[f64]| machine.borrow_mut().gradient_at(run, w).unwrap_or_else(|_| vec![f64::NAN; w.len()]);
        let query = Query { start: &start, horizon, parameters: &parameters, gradient: &gradient };
        let iterates = subject.iterates(&query).map_err(|_| Fault::Undefined("the method failed"))?;
        if iterates.len() != (horizon + 1) * dimension {
            return Err(Fault::Undefined("the method returned more or fewer numbers than a run has"));
        }
        Ok(iterates)
    }

    /// The gradient of what a run is on, at a point of doubles.
    fn gradient_at(&mut self, run: &RunCode, w: &[f64]) -> Result<Vec<f64>, Fault> {
        let (point, block, place) = run.oracle.ok_or(Fault::Undefined("there is no gradient"))?;
        let to = self.address(point);
        if w.len() != self.dimension || w.iter().any(|x| !x.is_finite()) {
            return Err(Fault::Undefined("not a finite vector of the objective's dimension"));
        }
        if w.iter().any(|x| !x.is_finite()) {
            return Ok(vec![f64::NAN; w.len()]);
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

    /// The samples (from 0) that an objective's part means; nothing for the whole.
    pub(super) fn samples(&self, objective: &ObjectiveUse) -> Result<Option<Vec<usize>>, Fault> {
        let numbered = |place| {
            let number: i64 = self.whole(place)?;
            usize::try_from(number - 1).map_err(|_| Fault::Undefined("samples are counted from 1"))
        };
        match objective.part {
            PartUse::Whole => Ok(None),
            PartUse::Batch(draw, at) => Ok(Some(self.batch(draw, at)?.to_vec())),
            PartUse::Sample(place) => Ok(Some(vec![numbered(place)?])),
            PartUse::Step(place) => {
                let losses = self.objectives[objective.id].as_ref().map_or(0, Objective::sample_count);
                let turn = numbered(place)?.checked_rem(losses);
                Ok(Some(vec![turn.ok_or(Fault::Undefined("an online problem has no losses"))?]))
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
        match self.ended[run] {
            None => Ok(self.length),
            Some((end, MEASURED)) => Ok(end - 1),
            Some((_, reason)) => Err(Fault::Undefined(reason)),
        }
    }

    /// The last time of the runs.
    #[must_use]
    pub const fn length(&self) -> i64 {
        self.length
    }
}
