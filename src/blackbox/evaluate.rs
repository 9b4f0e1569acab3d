//! Values of equations on a record, in any arithmetic.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::rc::Rc;

use super::question::{Parameters, Value};
use super::replayed::Replayed;
use super::tree::{Condition, Equations, Function, Function2, Length, Over, Part, Tree, When};
use crate::language::syntax::{BinaryOp, FoldKind, RelationOp};
use crate::language::typed::Shape;
use crate::numeric::{Fault, solve};

/// What is asked of an objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Asked {
    /// The value.
    Value,
    /// The gradient.
    Gradient,
    /// The Hessian.
    Hessian,
    /// The gradient of the loss of a sample, from 0.
    Sample(usize),
}

/// Knows what the objective's answers are.
pub(super) trait Answers<N> {
    /// The answer to a question at a point.
    fn answer(&mut self, what: Asked, point: &[N]) -> Result<Vec<N>, Fault>;
}

/// The setting of a run: what a program was handed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setting<'a> {
    pub dimension: usize,
    pub samples: usize,
    pub parameters: &'a Parameters,
    pub batches: &'a [Vec<usize>],
}

/// What is known of a value of a sequence.
#[derive(Debug, Clone, Default)]
pub(super) enum Slot<N> {
    #[default]
    Empty,
    /// It is being made.
    Busy,
    Known(Result<N, Fault>),
}

/// Values of sequences by sequence, time and component.
pub(super) type Memory<N> = Vec<Vec<Slot<N>>>;

/// Whether a value is missing whatever the numbers are.
pub(super) fn is_undefined_by_the_equations(fault: Fault) -> bool {
    [CIRCLE, BEFORE_THE_START, NOT_MADE].contains(&fault)
}

const CIRCLE: Fault = Fault::Undefined("a value that depends on itself");
const BEFORE_THE_START: Fault = Fault::Undefined("a value from before the run's start");
const NOT_MADE: Fault = Fault::Undefined("a value that no equation defines");
const NOT_WHOLE: Fault = Fault::Undefined("an index that is not a whole number");
const TOO_LONG: Fault = Fault::Limit("a loop of too many steps");
/// Nothing is said of a step that divides 0 by 0.
pub(super) const ZERO_BY_ZERO: Fault = Fault::Limit("0 divided by 0, which is not judged");

/// The longest loop of an equation.
const LONGEST_LOOP: i64 = 1 << 16;

/// Evaluates equations step by step.
pub(super) struct Evaluator<'a, A: Replayed> {
    pub equations: &'a Equations,
    pub arithmetic: A,
    pub setting: Setting<'a>,
    pub answers: &'a mut dyn Answers<A::Number>,
    /// The points known by now, `w[0]` first.
    pub points: Vec<Vec<A::Number>>,
    pub memory: Memory<A::Number>,
    /// The component that is looked at alone, where it depends on no other.
    pub only: Option<usize>,
    /// How undecided conditions are to be taken, in the order in which they come up.
    pub script: Vec<bool>,
    /// How many came up by now.
    pub met: usize,
    /// How many terms were evaluated by now; an answer to a new question counts as many as it has numbers to add.
    pub cost: u64,
    time: i64,
    /// Whether what comes next is a term of a sum.
    in_sum: bool,
    bound: Vec<i64>,
    /// What parameters are in the arithmetic.
    constants: Vec<Option<Vec<A::Number>>>,
    /// Answers at points of the run.
    cache: HashMap<(Asked, i64), Told<A::Number>>,
}

type Found<N> = Result<N, Fault>;
/// An answer of the objective, which each component reads.
type Told<N> = Found<Rc<[N]>>;

fn whole(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

impl<'a, A: Replayed> Evaluator<'a, A> {
    pub fn new(
        equations: &'a Equations,
        arithmetic: A,
        setting: Setting<'a>,
        answers: &'a mut dyn Answers<A::Number>,
        start: Vec<A::Number>,
    ) -> Self {
        let constants = equations.parameters.iter().map(|name| match setting.parameters.get(name) {
            Some(Value::Number(value)) => Some(vec![arithmetic.double(*value)]),
            Some(Value::Vector(values) | Value::Matrix(values)) => {
                Some(values.iter().map(|value| arithmetic.double(*value)).collect())
            }
            Some(Value::PerStep(_)) | None => None,
        });
        let constants = constants.collect();
        Self {
            memory: vec![Vec::new(); equations.sequences.len()],
            bound: vec![0; equations.indices],
            equations,
            constants,
            arithmetic,
            setting,
            answers,
            points: vec![start],
            only: None,
            script: Vec::new(),
            met: 0,
            cost: 0,
            time: 0,
            in_sum: false,
            cache: HashMap::new(),
        }
    }

    /// The components that are looked at.
    pub fn components(&self) -> std::ops::Range<usize> {
        self.only.map_or(0..self.setting.dimension, |only| only..only + 1)
    }

    /// The point at a time, of which nothing is known yet.
    pub fn next_point(&mut self, t: i64) -> Found<Vec<A::Number>> {
        self.components().map(|i| self.sequence(self.equations.iterate, t, i)).collect()
    }

    /// Makes the values of all sequences at a time, so that later ones find them.
    pub fn settle(&mut self, t: i64) {
        for id in 0..self.equations.sequences.len() {
            if id == self.equations.iterate {
                continue;
            }
            for i in self.components() {
                // What has no value matters only to what reads it.
                let _ = self.sequence(id, t, i);
                if self.equations.sequences[id].shape == Shape::Scalar {
                    break;
                }
            }
        }
    }

    /// Forgets what is known of a time.
    pub fn forget(&mut self, t: i64) {
        for id in 0..self.memory.len() {
            let width = self.width(id);
            let from = usize::try_from(t).unwrap_or(0) * width;
            if let Some(slots) = self.memory[id].get_mut(from..) {
                slots.iter_mut().for_each(|slot| *slot = Slot::Empty);
            }
        }
    }

    fn width(&self, id: usize) -> usize {
        if self.only.is_some() || self.equations.sequences[id].shape == Shape::Scalar {
            1
        } else {
            self.setting.dimension
        }
    }

    /// Where the value of a sequence is kept.
    fn slot(&self, id: usize, t: i64, i: usize) -> usize {
        let width = self.width(id);
        usize::try_from(t).unwrap_or(0) * width + if width == 1 { 0 } else { i }
    }

    /// Puts another value in the place of one that is known.
    pub fn replace(&mut self, id: usize, t: i64, i: usize, change: &dyn Fn(&A, &A::Number) -> A::Number) {
        let at = self.slot(id, t, i);
        if let Some(Slot::Known(Ok(value))) = self.memory[id].get_mut(at) {
            *value = change(&self.arithmetic, value);
        }
    }

    /// A parameter as it applies at a time.
    pub fn factor(&mut self, id: usize, t: i64, i: usize) -> Found<A::Number> {
        self.time = t;
        self.parameter(id, i)
    }

    /// The value of a sequence at a time.
    pub fn sequence(&mut self, id: usize, t: i64, i: usize) -> Found<A::Number> {
        if t < 0 {
            return Err(BEFORE_THE_START);
        }
        if id == self.equations.iterate
            && let Some(point) = usize::try_from(t).ok().and_then(|t| self.points.get(t))
        {
            return Ok(point[i].clone());
        }
        let at = self.slot(id, t, i);
        if self.memory[id].len() <= at {
            self.memory[id].resize(at + 1, Slot::Empty);
        }
        match &self.memory[id][at] {
            Slot::Known(found) => return found.clone(),
            Slot::Busy => return Err(CIRCLE),
            Slot::Empty => {}
        }
        self.memory[id][at] = Slot::Busy;
        let before = self.time;
        let found = self.made(id, t, i);
        self.time = before;
        self.memory[id][at] = Slot::Known(found.clone());
        found
    }

    fn made(&mut self, id: usize, t: i64, i: usize) -> Found<A::Number> {
        let equations = self.equations;
        let rules = &equations.sequences[id].rules;
        let of_its_own = rules.iter().find(|rule| rule.when == When::At(t));
        let rule = of_its_own.or_else(|| rules.iter().find(|rule| matches!(rule.when, When::Always(_))));
        let rule = rule.ok_or(NOT_MADE)?;
        self.time = match rule.when {
            When::At(t) => t,
            When::Always(shift) => t + shift,
        };
        let value = self.tree(&rule.value, i)?;
        if rule.adds_itself
            && let Ok(before) = self.sequence(id, t - 1, i)
        {
            return self.arithmetic.own_value_counts(&value, &before);
        }
        Ok(value)
    }

    /// A condition that the arithmetic cannot decide is taken as the script says.
    fn choose(&mut self) -> bool {
        if self.met == self.script.len() {
            self.script.push(true);
        }
        self.met += 1;
        self.script[self.met - 1]
    }

    fn tree(&mut self, tree: &'a Tree, i: usize) -> Found<A::Number> {
        let in_sum = std::mem::take(&mut self.in_sum);
        self.cost += 1;
        match tree {
            Tree::Number(value) => Ok(self.arithmetic.constant(value)),
            Tree::Parameter(id) => self.parameter(*id, i),
            Tree::Time => Ok(self.arithmetic.integer(self.time)),
            Tree::Bound(id) => Ok(self.arithmetic.integer(self.bound[*id])),
            Tree::Dimension => Ok(self.arithmetic.integer(whole(self.setting.dimension))),
            Tree::Samples => Ok(self.arithmetic.integer(whole(self.setting.samples))),
            Tree::Pi => self.arithmetic.pi(),
            Tree::Ahead(id, offset) => self.sequence(*id, self.time + offset, i),
            Tree::At(id, index) => {
                let t = self.whole(index, i)?;
                self.sequence(*id, t, i)
            }
            Tree::Value(part, point) => {
                if *part != Part::Whole {
                    return Err(Fault::Limit("values of single losses are not asked for"));
                }
                Ok(self.asked(Asked::Value, point)?[0].clone())
            }
            Tree::Gradient(part, point) => self.gradient(part, point, i),
            Tree::BatchSize(step) => {
                let t = self.whole(step, i)?;
                let size = self.batch(t)?.len();
                Ok(self.arithmetic.integer(whole(size)))
            }
            Tree::Negate(x) => {
                self.in_sum = in_sum;
                self.tree(x, i).map(|x| self.arithmetic.negate(&x))
            }
            Tree::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), both) => self.sum(*op, &both.0, &both.1, i, in_sum),
            Tree::Binary(op, both) => self.binary(*op, &both.0, &both.1, i),
            Tree::Apply(function, x) => {
                let x = self.tree(x, i)?;
                self.function(*function, &x)
            }
            Tree::Apply2(function, both) => {
                let (x, y) = (self.tree(&both.0, i)?, self.tree(&both.1, i)?);
                self.function2(*function, &x, &y)
            }
            Tree::Inner(both) => {
                let mut total = self.arithmetic.integer(0);
                for k in 0..self.setting.dimension {
                    let (x, y) = (self.tree(&both.0, k)?, self.tree(&both.1, k)?);
                    total = self.arithmetic.add(&total, &self.arithmetic.mul(&x, &y)?)?;
                }
                Ok(total)
            }
            Tree::Norm(length, x) => self.norm(*length, x),
            Tree::Solve(both) => {
                let matrix = self.matrix(&both.0)?;
                let right = (0..self.setting.dimension).map(|k| self.tree(&both.1, k)).collect::<Found<Vec<_>>>()?;
                let found = match self.arithmetic.solution(&matrix, &right) {
                    Some(found) => found?,
                    None => solve(&self.arithmetic, matrix, right)?,
                };
                Ok(found[i].clone())
            }
            Tree::Component(x, id) => {
                let k = usize::try_from(self.bound[*id] - 1).ok().filter(|k| *k < self.setting.dimension);
                self.tree(x, k.ok_or(Fault::Undefined("there is no such component"))?)
            }
            Tree::Fold(kind, id, over, body) => self.fold(*kind, *id, over, body, i),
            Tree::FoldTruth(kind, id, over, body) => self.fold_truth(*kind, *id, over, body, i),
            Tree::Cases(arms, otherwise) => {
                for (condition, value) in arms {
                    if self.condition(condition, i)? {
                        return self.tree(value, i);
                    }
                }
                self.tree(otherwise, i)
            }
            Tree::Hessian(_) | Tree::Diagonal(_) => Err(Fault::Limit("a matrix where a number or a vector is needed")),
        }
    }

    fn parameter(&mut self, id: usize, i: usize) -> Found<A::Number> {
        if let Some(values) = &self.constants[id] {
            return Ok(values.get(if values.len() == 1 { 0 } else { i }).ok_or(NOT_MADE)?.clone());
        }
        let equations = self.equations;
        if let Some(Value::PerStep(values)) = self.setting.parameters.get(&equations.parameters[id]) {
            let at = usize::try_from(self.time - 1).map_err(|_| BEFORE_THE_START)?;
            return values.get(at).map(|value| self.arithmetic.double(*value)).ok_or(NOT_MADE);
        }
        let value = equations.bound[id].as_ref().ok_or(Fault::Limit("a parameter without a value"))?;
        self.tree(value, i)
    }

    /// The whole number that a term of whole numbers is: nothing is rounded in indices and exponents.
    fn integer(&self, tree: &Tree) -> Option<i64> {
        match tree {
            Tree::Number(value) => value.whole,
            Tree::Time => Some(self.time),
            Tree::Bound(id) => Some(self.bound[*id]),
            Tree::Dimension => Some(whole(self.setting.dimension)),
            Tree::Samples => Some(whole(self.setting.samples)),
            Tree::Negate(x) => self.integer(x)?.checked_neg(),
            Tree::Binary(op, both) => {
                let (x, y) = (self.integer(&both.0)?, self.integer(&both.1)?);
                match op {
                    BinaryOp::Add => x.checked_add(y),
                    BinaryOp::Sub => x.checked_sub(y),
                    BinaryOp::Mul => x.checked_mul(y),
                    BinaryOp::Div | BinaryOp::Pow | BinaryOp::MatMul => None,
                }
            }
            _ => None,
        }
    }

    /// The whole number that a term comes to.
    fn whole(&mut self, tree: &'a Tree, i: usize) -> Found<i64> {
        if let Some(found) = self.integer(tree) {
            return Ok(found);
        }
        let value = self.tree(tree, i)?;
        let near = self.arithmetic.approximate(&value);
        let exact = self.arithmetic.exact(&value).is_some();
        if !exact || near.fract() != 0.0 || near.abs() > LONGEST_LOOP as f64 {
            return Err(if exact { NOT_WHOLE } else { Fault::Undecided });
        }
        #[allow(clippy::cast_possible_truncation)] // It is whole and small.
        Ok(near as i64)
    }

    fn batch(&self, t: i64) -> Found<&'a [usize]> {
        let batches: &'a [Vec<usize>] = self.setting.batches;
        let found = usize::try_from(t - 1).ok().and_then(|t| batches.get(t));
        found.map(Vec::as_slice).ok_or(Fault::Undefined("there is no such batch"))
    }

    /// What the objective answers at the point that a term is.
    fn asked(&mut self, what: Asked, point: &'a Tree) -> Told<A::Number> {
        let of_run = match point {
            Tree::Ahead(id, offset) if *id == self.equations.iterate => Some(self.time + offset),
            _ => None,
        };
        if let Some(t) = of_run
            && let Some(found) = self.cache.get(&(what, t))
        {
            return found.clone();
        }
        if let Some(t) = of_run
            && let Some(at) = usize::try_from(t).ok().and_then(|t| self.points.get(t))
        {
            let found = self.answers.answer(what, at).map(Rc::from);
            self.cache.insert((what, t), found.clone());
            return found;
        }
        let at = (0..self.setting.dimension).map(|k| self.tree(point, k)).collect::<Found<Vec<_>>>()?;
        self.cost += u64::try_from(self.setting.dimension.pow(2) * self.setting.samples).unwrap_or(u64::MAX);
        self.answers.answer(what, &at).map(Rc::from)
    }

    fn gradient(&mut self, part: &'a Part, point: &'a Tree, i: usize) -> Found<A::Number> {
        let samples: Vec<usize> = match part {
            Part::Whole => return Ok(self.asked(Asked::Gradient, point)?[i].clone()),
            Part::Sample(n) => {
                let n = self.whole(n, i)?;
                let found = usize::try_from(n - 1).ok().filter(|n| *n < self.setting.samples);
                vec![found.ok_or(Fault::Undefined("there is no such sample"))?]
            }
            Part::Batch(step) => {
                let t = self.whole(step, i)?;
                self.batch(t)?.to_vec()
            }
        };
        let mut total = self.arithmetic.integer(0);
        for n in &samples {
            let row = self.asked(Asked::Sample(*n), point)?;
            total = self.arithmetic.add(&total, &row[i])?;
        }
        self.arithmetic.div(&total, &self.arithmetic.integer(whole(samples.len())))
    }

    /// A sum or a difference, perhaps as a term of another.
    fn sum(&mut self, op: BinaryOp, left: &'a Tree, right: &'a Tree, i: usize, in_sum: bool) -> Found<A::Number> {
        self.in_sum = true;
        let x = self.tree(left, i)?;
        self.in_sum = true;
        let y = self.tree(right, i)?;
        // Two numbers that are handed over and stand by themselves cancel exactly in any program: `1 - theta` at 1.
        let is_handed = |tree: &Tree| matches!(tree, Tree::Parameter(_) | Tree::Number(_));
        if op == BinaryOp::Sub
            && !in_sum
            && is_handed(left)
            && is_handed(right)
            && self.arithmetic.compare(&x, &y) == Ok(Ordering::Equal)
        {
            return Ok(self.arithmetic.integer(0));
        }
        self.operation(op, &x, &y)
    }

    fn binary(&mut self, op: BinaryOp, left: &'a Tree, right: &'a Tree, i: usize) -> Found<A::Number> {
        if op == BinaryOp::MatMul {
            let matrix = self.matrix(left)?;
            let d = self.setting.dimension;
            let mut total = self.arithmetic.integer(0);
            for k in 0..d {
                let x = self.tree(right, k)?;
                total = self.arithmetic.add(&total, &self.arithmetic.mul(&matrix[i * d + k], &x)?)?;
            }
            return Ok(total);
        }
        let x = self.tree(left, i)?;
        if op == BinaryOp::Pow {
            if let Some(exponent) = self.integer(right).filter(|exponent| exponent.abs() <= LONGEST_LOOP) {
                return self.arithmetic.power(&x, exponent);
            }
            let y = self.tree(right, i)?;
            return self.power(&x, &y);
        }
        let y = self.tree(right, i)?;
        self.operation(op, &x, &y)
    }

    fn operation(&self, op: BinaryOp, x: &A::Number, y: &A::Number) -> Found<A::Number> {
        let a = &self.arithmetic;
        match op {
            BinaryOp::Add => a.add(x, y),
            BinaryOp::Sub => a.sub(x, y),
            BinaryOp::Mul => a.mul(x, y),
            BinaryOp::Div => a.div(x, y),
            BinaryOp::Pow | BinaryOp::MatMul => Err(Fault::Limit("such a product of matrices")),
        }
    }

    fn power(&self, x: &A::Number, y: &A::Number) -> Found<A::Number> {
        let a = &self.arithmetic;
        let near = a.approximate(y);
        let twice = 2.0 * near;
        if a.exact(y).is_some() && near.fract() == 0.0 && near.abs() <= LONGEST_LOOP as f64 {
            #[allow(clippy::cast_possible_truncation)] // It is whole and small.
            return a.power(x, near as i64);
        }
        if a.exact(y).is_some() && twice.fract() == 0.0 && twice.abs() <= LONGEST_LOOP as f64 {
            #[allow(clippy::cast_possible_truncation)] // It is whole and small.
            return a.power(&a.sqrt(x)?, twice as i64);
        }
        a.exp(&a.mul(y, &a.ln(x)?)?)
    }

    fn function(&mut self, function: Function, x: &A::Number) -> Found<A::Number> {
        let a = self.arithmetic.clone();
        match function {
            Function::Sqrt => a.sqrt(x),
            Function::Abs => Ok(a.abs(x)),
            Function::Exp => a.exp(x),
            Function::Ln => a.ln(x),
            Function::Cos => a.cos(x),
            Function::Sign => {
                let zero = a.integer(0);
                if self.holds(RelationOp::Gt, x, &zero) {
                    return Ok(a.integer(1));
                }
                Ok(a.integer(if self.holds(RelationOp::Lt, x, &zero) { -1 } else { 0 }))
            }
            Function::Ceil | Function::Floor => {
                let value = a.exact(x).ok_or(Fault::Undecided)?;
                let value = if function == Function::Ceil { value.ceil() } else { value.floor() };
                Ok(a.rational(&value.into()))
            }
        }
    }

    fn function2(&mut self, function: Function2, x: &A::Number, y: &A::Number) -> Found<A::Number> {
        let a = &self.arithmetic;
        match function {
            Function2::Min => Ok(a.min(x, y)),
            Function2::Max => Ok(a.max(x, y)),
            Function2::Mod => {
                let (p, q) = (a.approximate(x), a.approximate(y));
                let whole = |value: &A::Number, near: f64| a.exact(value).is_some() && near.fract() == 0.0;
                if !(whole(x, p) && whole(y, q) && q > 0.0) {
                    return Err(NOT_WHOLE);
                }
                #[allow(clippy::cast_possible_truncation)] // They are whole and small.
                Ok(a.integer((p as i64).rem_euclid(q as i64)))
            }
            Function2::QuotientOrZero => {
                let is_zero = |value: &A::Number| a.sign(value) == Ok(0);
                if is_zero(x) && is_zero(y) {
                    return if a.divides_zeros() { Ok(a.integer(0)) } else { Err(ZERO_BY_ZERO) };
                }
                a.div(x, y)
            }
        }
    }

    fn norm(&mut self, length: Length, x: &'a Tree) -> Found<A::Number> {
        let mut total = self.arithmetic.integer(0);
        for k in 0..self.setting.dimension {
            let x = self.tree(x, k)?;
            let a = &self.arithmetic;
            total = match length {
                Length::Euclid => a.add(&total, &a.power(&x, 2)?)?,
                Length::Sum => a.add(&total, &a.abs(&x))?,
                Length::Largest => a.max(&total, &a.abs(&x)),
            };
        }
        if length == Length::Euclid { self.arithmetic.sqrt(&total) } else { Ok(total) }
    }

    /// A matrix, row by row.
    fn matrix(&mut self, tree: &'a Tree) -> Found<Vec<A::Number>> {
        let d = self.setting.dimension;
        match tree {
            Tree::Hessian(point) => Ok(self.asked(Asked::Hessian, point)?.to_vec()),
            Tree::Diagonal(x) => {
                let zero = self.arithmetic.integer(0);
                let mut matrix = vec![zero; d * d];
                for k in 0..d {
                    matrix[k * d + k] = self.tree(x, k)?;
                }
                Ok(matrix)
            }
            Tree::Negate(x) => {
                let x = self.matrix(x)?;
                Ok(x.iter().map(|x| self.arithmetic.negate(x)).collect())
            }
            Tree::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), both) => {
                let (x, y) = (self.matrix(&both.0)?, self.matrix(&both.1)?);
                x.iter().zip(&y).map(|(x, y)| self.operation(*op, x, y)).collect()
            }
            Tree::Binary(op @ (BinaryOp::Mul | BinaryOp::Div), both) => {
                let is_matrix = |tree: &Tree| tree.any(&|part| matches!(part, Tree::Hessian(_) | Tree::Diagonal(_)));
                let (matrix, number, turned) =
                    if is_matrix(&both.0) { (&both.0, &both.1, false) } else { (&both.1, &both.0, true) };
                if turned && *op == BinaryOp::Div {
                    return Err(Fault::Limit("a number divided by a matrix"));
                }
                let matrix = self.matrix(matrix)?;
                let number = self.tree(number, 0)?;
                matrix.iter().map(|x| self.operation(*op, x, &number)).collect()
            }
            _ => Err(Fault::Limit("such a matrix")),
        }
    }

    fn range(&mut self, over: &'a Over, i: usize) -> Found<(i64, i64)> {
        match over {
            Over::Range(ends) => Ok((self.whole(&ends.0, i)?, self.whole(&ends.1, i)?)),
            Over::Components => Ok((1, whole(self.setting.dimension))),
            Over::Samples => Ok((1, whole(self.setting.samples))),
        }
    }

    fn fold(&mut self, kind: FoldKind, id: usize, over: &'a Over, body: &'a Tree, i: usize) -> Found<A::Number> {
        let (first, last) = self.range(over, i)?;
        if last - first > LONGEST_LOOP {
            return Err(TOO_LONG);
        }
        let mut values = Vec::new();
        for at in first..=last {
            self.bound[id] = at;
            values.push(self.tree(body, i)?);
        }
        let a = &self.arithmetic;
        let mut values = values.into_iter();
        let count = a.integer((last - first + 1).max(0));
        let empty = Fault::Undefined("a mean or an extreme of nothing");
        match kind {
            FoldKind::Sum => values.try_fold(a.integer(0), |total, x| a.add(&total, &x)),
            FoldKind::Product => values.try_fold(a.integer(1), |total, x| a.mul(&total, &x)),
            FoldKind::Mean if last < first => Err(empty),
            FoldKind::Mean => a.div(&values.try_fold(a.integer(0), |total, x| a.add(&total, &x))?, &count),
            FoldKind::Max => values.reduce(|most, x| a.max(&most, &x)).ok_or(empty),
            FoldKind::Min => values.reduce(|least, x| a.min(&least, &x)).ok_or(empty),
            FoldKind::Variance | FoldKind::First | FoldKind::Count => Err(Fault::Limit("a variance in a method")),
        }
    }

    fn fold_truth(
        &mut self,
        kind: FoldKind,
        id: usize,
        over: &'a Over,
        body: &'a Condition,
        i: usize,
    ) -> Found<A::Number> {
        let (first, last) = self.range(over, i)?;
        if last - first > LONGEST_LOOP {
            return Err(TOO_LONG);
        }
        let mut count = 0;
        for at in first..=last {
            self.bound[id] = at;
            if self.condition(body, i)? {
                if kind == FoldKind::First {
                    return Ok(self.arithmetic.integer(at));
                }
                count += 1;
            }
        }
        if kind == FoldKind::Count {
            return Ok(self.arithmetic.integer(count));
        }
        Err(Fault::Undefined("no index meets the condition"))
    }

    fn condition(&mut self, condition: &'a Condition, i: usize) -> Found<bool> {
        match condition {
            Condition::Relation(op, both) => {
                let (x, y) = (self.tree(&both.0, i)?, self.tree(&both.1, i)?);
                Ok(self.holds(*op, &x, &y))
            }
            Condition::And(both) => Ok(self.condition(&both.0, i)? && self.condition(&both.1, i)?),
            Condition::Or(both) => Ok(self.condition(&both.0, i)? || self.condition(&both.1, i)?),
            Condition::Not(inner) => self.condition(inner, i).map(|found| !found),
        }
    }

    fn holds(&mut self, op: RelationOp, x: &A::Number, y: &A::Number) -> bool {
        let Ok(order) = self.arithmetic.compare(x, y) else {
            return self.arithmetic.relation(op, x, y).unwrap_or_else(|| self.choose());
        };
        op.holds(order)
    }
}
