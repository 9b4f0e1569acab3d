//! Terms, executed: what each construct of the language becomes.

use super::atom::{Kind, Place};
use super::execution::Execution;
use super::fraction::Fraction;
use super::objective::Order;
use super::polynomial::Polynomial;
use super::unsupported::{Outcome, Unsupported};
use crate::language::syntax::{BinaryOp, FoldKind, RelationOp};
use crate::language::typed::{
    Function, IndexId, Node, Over, Part, Recurrence, RunId, SequenceId, Shape, Term, Truth, When,
};
use crate::numeric::{Rational, to_f64_nearest};
use crate::problem::Property;

/// Powers beyond are not written out.
const LARGEST_POWER: u32 = 400;
/// Folds over longer ranges are not written out.
const LONGEST_FOLD: i64 = 2000;
/// How far from an open time a sequence may be read.
const FARTHEST_SHIFT: i64 = 4;

impl Execution<'_> {
    /// The value of a term: a number, or what stands at one component of a vector.
    ///
    /// # Errors
    /// Something in it is not supported, or may have no value on the whole range.
    pub fn term(&mut self, term: &Term) -> Outcome<Fraction> {
        self.spend(1)?;
        match term {
            Term::Constant(value) => Ok(Fraction::constant(value.clone())),
            Term::Pi => Ok(self.atom(Kind::Pi, false, Place::Positive)),
            Term::Dimension => Ok(self.dimension()),
            Term::Samples(_) => Ok(Fraction::constant(Rational::from(self.choice.samples))),
            Term::Scalar(id) => self.scalar(*id),
            Term::Vector(id) => Ok(self.given_vector(*id)),
            Term::Index(index) => self.index(*index),
            Term::Point(id) => {
                self.points.get(id).cloned().ok_or_else(|| Unsupported::because("a formula without its point"))
            }
            Term::Features(id, sample) => {
                let sample = self.sample(sample)?;
                Ok(self.atom(Kind::Features(*id, sample), true, Place::Anywhere))
            }
            Term::Target(id, sample) => {
                let sample = self.sample(sample)?;
                Ok(self.atom(Kind::Target(*id, sample), false, Place::Anywhere))
            }
            Term::Property(id, constant) => self.constant(*id, *constant),
            Term::Minimiser(id, near) => {
                let near = near.as_ref().map(|near| self.vector(near)).transpose()?;
                self.minimiser(*id, near)
            }
            Term::Sequence { run, sequence, shape, index } => self.sequence(*run, *sequence, *shape, index),
            Term::Value(objective, x) => {
                let x = self.vector(x)?;
                self.objective_at(Order::Value, objective, &x)
            }
            Term::Gradient(objective, x) => {
                let x = self.vector(x)?;
                self.objective_at(Order::Gradient, objective, &x)
            }
            Term::Negate(x) => Ok(self.term(x)?.negated()),
            Term::Binary(op, x, y) => self.binary(*op, x, y),
            Term::Function(function, arguments) => self.function(*function, arguments),
            Term::Inner(x, y) => {
                let (x, y) = (self.vector(x)?, self.vector(y)?);
                let product = self.multiply(&x, &y)?;
                self.sum_components(&product)
            }
            Term::Norm(x) => {
                let square = self.squared_norm(x)?;
                self.root(square, false)
            }
            Term::Component(x, index) if self.component == Some(*index) => self.vector(x),
            Term::Map(index, body) => self.at_component(*index, body),
            Term::Fold { kind, index, over, body } => self.fold(*kind, *index, over, body),
            Term::Cases(arms, otherwise) => {
                for (condition, value) in arms {
                    if self.decide(condition)? {
                        return self.term(value);
                    }
                }
                self.term(otherwise)
            }
            Term::Moment(kind, body) => self.moment(*kind, body),
            Term::BatchSize(draw, at) => Ok(Fraction::constant(Rational::from(self.batch_size(*draw, at.as_ref())?))),
            Term::Multiplicity { draw, at, sample } => {
                let batch = self.batch(*draw, at.as_ref())?;
                let sample = self.sample(sample)?;
                let times = batch.iter().filter(|drawn| **drawn == sample).count();
                Ok(Fraction::constant(Rational::from(times)))
            }
            _ => Err(Unsupported::because(unsupported_construct(term))),
        }
    }

    /// What stands at a component of a vector that does not depend on the component at hand.
    pub(super) fn vector(&mut self, x: &Node) -> Outcome<Fraction> {
        let component = self.component.take();
        let value = self.term(x);
        self.component = component;
        value
    }

    fn at_component(&mut self, index: IndexId, body: &Node) -> Outcome<Fraction> {
        let component = self.component.replace(index);
        let value = self.term(body);
        self.component = component;
        value
    }

    fn index(&self, index: IndexId) -> Outcome<Fraction> {
        if self.open.contains(&index) {
            return Err(Unsupported::because("it depends on the time itself"));
        }
        let value = self.indices.get(&index).ok_or_else(|| Unsupported::because("the number of a component"))?;
        Ok(Fraction::constant(Rational::from(*value)))
    }

    /// The value of a term that must be a whole number.
    pub(super) fn whole(&mut self, node: &Node) -> Outcome<i64> {
        self.whole_term(node)
    }

    /// The value of a term that must be a whole number.
    ///
    /// # Errors
    /// It is not a number, or not a whole one.
    pub fn whole_term(&mut self, term: &Term) -> Outcome<i64> {
        let value = self.term(term)?.as_constant().filter(Rational::is_int);
        let value = value.and_then(|value| i64::try_from(value.numerator().clone()).ok());
        value.ok_or_else(|| Unsupported::because("an index or exponent that is not a whole number"))
    }

    pub(super) fn sample(&mut self, sample: &Node) -> Outcome<usize> {
        let number = self.whole(sample)?;
        let number = usize::try_from(number).ok().filter(|number| (1..=self.choice.samples).contains(number));
        number.ok_or_else(|| Unsupported::because("a sample that there is not"))
    }

    /// Where a sequence is read: at an index that stands for any time, moved by a number, or at a whole number.
    fn position(&mut self, index: &Node) -> Outcome<i64> {
        let open = |term: &Term| match term {
            Term::Index(index) if self.open.contains(index) => self.indices.get(index).copied(),
            _ => None,
        };
        if let Some(value) = open(index) {
            return Ok(value);
        }
        if let Term::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), time, shift) = &**index
            && let Some(value) = open(time)
        {
            let shift = self.whole(shift)?;
            if shift.abs() > FARTHEST_SHIFT {
                return Err(Unsupported::because("it reaches far from the time"));
            }
            return Ok(if *op == BinaryOp::Add { value + shift } else { value - shift });
        }
        let value = self.whole(index)?;
        if self.unknown_to.is_some() {
            return Err(Unsupported::because("it names a fixed time"));
        }
        Ok(value)
    }

    fn sequence(&mut self, run: RunId, sequence: SequenceId, shape: Shape, index: &Node) -> Outcome<Fraction> {
        let at = self.position(index)?;
        let key = (run, sequence, at);
        if let Some(known) = self.memo.get(&key) {
            return Ok(known.clone());
        }
        if let Some(last) = self.unknown_to.filter(|last| at <= *last) {
            return match shape {
                Shape::Scalar => Ok(self.atom(Kind::State(run, sequence, at - last), false, Place::Anywhere)),
                Shape::Vector => Ok(self.atom(Kind::State(run, sequence, at - last), true, Place::Anywhere)),
                Shape::Matrix => Err(Unsupported::because("matrices")),
            };
        }
        let claim = self.claim;
        let recurrences = &claim.runs[run].recurrences;
        let recurrence = recurrence_at(recurrences, sequence, at)
            .ok_or_else(|| Unsupported::because(format!("a sequence that has no value at {at}")))?;
        let time = claim.runs[run].time;
        let (component, before) = (self.component.take(), self.indices.insert(time, at));
        let was_open = if self.unknown_to.is_some() { self.open.insert(time) } else { false };
        let value = self.term(&recurrence.value);
        if was_open {
            self.open.remove(&time);
        }
        self.component = component;
        match before {
            Some(before) => self.indices.insert(time, before),
            None => self.indices.remove(&time),
        };
        let value = value?;
        self.memo.insert(key, value.clone());
        Ok(value)
    }

    fn binary(&mut self, op: BinaryOp, x: &Node, y: &Node) -> Outcome<Fraction> {
        match op {
            BinaryOp::Pow => self.power(x, y),
            BinaryOp::MatMul => match &**x {
                Term::Hessian(objective, _) => {
                    let class = self.class(objective.id)?;
                    let is_constant = class.demands(Property::Quadratic) && !class.demands(Property::Sampled);
                    let is_plain = class.formula.is_none() && class.family.is_none();
                    let is_whole = objective.part == Part::Whole && objective.change.is_none();
                    if !is_constant || !is_plain || !is_whole || objective.factor.is_some() {
                        return Err(Unsupported::because("a Hessian"));
                    }
                    let y = self.vector(y)?;
                    self.hessian_times(objective.id, &y)
                }
                _ => Err(Unsupported::because("matrices")),
            },
            BinaryOp::Add => {
                let (x, y) = (self.term(x)?, self.term(y)?);
                self.add(&x, &y)
            }
            BinaryOp::Sub => {
                let (x, y) = (self.term(x)?, self.term(y)?);
                self.add(&x, &y.negated())
            }
            BinaryOp::Mul => {
                let (x, y) = (self.term(x)?, self.term(y)?);
                self.multiply(&x, &y)
            }
            BinaryOp::Div => {
                let (x, y) = (self.term(x)?, self.term(y)?);
                self.divide(&x, &y)
            }
        }
    }

    /// The squared length of a vector.
    pub(super) fn squared_norm(&mut self, x: &Node) -> Outcome<Fraction> {
        let x = self.vector(x)?;
        let square = self.multiply(&x, &x)?;
        self.sum_components(&square)
    }

    fn power(&mut self, x: &Node, y: &Node) -> Outcome<Fraction> {
        let exponent = self.term(y)?;
        let whole = exponent.as_constant().filter(Rational::is_int).map(|e| to_f64_nearest(&e));
        let Some(whole) = whole else {
            let base = self.term(x)?;
            if !self.is_at_least_zero(&base, true) {
                return Err(Unsupported::because("a power of what may not be positive"));
            }
            let is_component = self.is_component(&base) || self.is_component(&exponent);
            return Ok(self.atom(Kind::Power(base, exponent), is_component, Place::Positive));
        };
        if whole.abs() > f64::from(LARGEST_POWER) {
            return Err(Unsupported::because("a large power"));
        }
        let size = whole.abs() as u32;
        let power = match &**x {
            Term::Norm(vector) if size.is_multiple_of(2) => {
                let square = self.squared_norm(vector)?;
                self.powered(&square, size / 2)?
            }
            _ => {
                let base = self.term(x)?;
                self.powered(&base, size)?
            }
        };
        if whole < 0.0 { self.divide(&Fraction::constant(Rational::ONE), &power) } else { Ok(power) }
    }

    fn powered(&mut self, base: &Fraction, exponent: u32) -> Outcome<Fraction> {
        let mut power = Fraction::constant(Rational::ONE);
        for _ in 0..exponent {
            power = self.multiply(&power, base)?;
        }
        Ok(power)
    }

    /// The root of what is a sum of squares by construction, or is shown to be nowhere below 0.
    fn root(&mut self, radicand: Fraction, is_component: bool) -> Outcome<Fraction> {
        if let Some(root) = radicand.as_constant().and_then(|value| exact_root(&value)) {
            return Ok(Fraction::constant(root));
        }
        let place = if self.is_at_least_zero(&radicand, true) { Place::Positive } else { Place::NonNegative };
        Ok(self.atom(Kind::Root(radicand), is_component, place))
    }

    fn function(&mut self, function: Function, arguments: &[Node]) -> Outcome<Fraction> {
        let whole_vector = matches!(function, Function::Norm1 | Function::NormInf);
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(if whole_vector { self.vector(argument)? } else { self.term(argument)? });
        }
        let is_component = !whole_vector && values.iter().any(|value| self.is_component(value));
        match (function, values.as_slice()) {
            (Function::Sqrt, [radicand]) => {
                if !self.is_at_least_zero(radicand, false) {
                    return Err(Unsupported::because("a root of what may be negative"));
                }
                self.root(radicand.clone(), is_component)
            }
            (Function::Mod | Function::Floor | Function::Ceil, _) => rounded(function, &values),
            (Function::QuotientOrZero, [above, below]) => self.quotient_or_zero(above, below, is_component),
            (Function::Ln, [x]) => {
                if !self.is_at_least_zero(x, true) {
                    return Err(Unsupported::because("a logarithm of what may not be positive"));
                }
                Ok(self.atom(Kind::Function(function, values.clone()), is_component, Place::Anywhere))
            }
            (Function::Exp, [_]) => Ok(self.atom(Kind::Function(function, values), is_component, Place::Positive)),
            (Function::Abs | Function::Norm1 | Function::NormInf, [_]) => {
                Ok(self.atom(Kind::Function(function, values), is_component, Place::NonNegative))
            }
            (Function::Sign | Function::Cos | Function::Min | Function::Max, _) => {
                Ok(self.atom(Kind::Function(function, values), is_component, Place::Anywhere))
            }
            _ => Err(Unsupported::because("matrices")),
        }
    }

    /// `div0(a, b)`: an atom `q` with `b*q = a`. That `a` is 0 wherever `b` is must be shown.
    fn quotient_or_zero(&mut self, above: &Fraction, below: &Fraction, is_component: bool) -> Outcome<Fraction> {
        if above.is_zero() && below.is_zero() {
            return Ok(Fraction::constant(Rational::ZERO));
        }
        if self.signs().is_nonzero(below.numerator()) {
            return self.divide(above, below);
        }
        if !self.vanishes_with(above, below) {
            return Err(Unsupported::because("a quotient whose denominator may be 0 where its numerator is not"));
        }
        // Of a single term only one factor that vanishes with the denominator stays: x*y/b is x times y/b, 0 where b is.
        let kept = match (above.numerator().len(), above.factors().is_empty()) {
            (1, true) => {
                above.numerator().atoms().into_iter().map(Fraction::atom).find(|x| self.vanishes_with(x, below))
            }
            _ => None,
        };
        let kept = kept.unwrap_or_else(|| above.clone());
        let rest = above.numerator().over(kept.numerator()).unwrap_or_else(Polynomial::one);
        let quotient = self.atom(Kind::QuotientOrZero(kept, below.clone()), is_component, Place::Anywhere);
        self.multiply(&rest.into(), &quotient)
    }

    /// Whether `a` is 0 wherever `b` is, shown by `b` being a (root of a) sum of squares times positive numbers.
    fn vanishes_with(&self, above: &Fraction, below: &Fraction) -> bool {
        let radicand = |fraction: &Fraction| match fraction.as_atom().map(|atom| &self.atoms.get(atom).kind) {
            Some(Kind::Root(radicand)) => Some(radicand.clone()),
            _ => None,
        };
        let squares = radicand(below).unwrap_or_else(|| below.clone());
        let mut squared: Vec<u32> = Vec::new();
        let components = squares.numerator().atoms().into_iter().filter(|atom| self.atoms.get(*atom).is_component);
        for atom in components {
            let parts = squares.numerator().by_power(atom);
            let [_, zero, square] = parts.as_slice() else { continue };
            if zero.is_zero() && self.signs().is_positive(square) {
                squared.push(atom);
            }
        }
        // All terms are squares times nonnegative numbers, so each of them is 0 where the sum is.
        let all_squares = squares.numerator().terms().all(|(monomial, _)| {
            monomial.powers().iter().all(|(atom, e)| !self.atoms.get(*atom).is_component || e.is_multiple_of(2))
        });
        let is_sum = all_squares && self.signs().is_nonnegative(squares.numerator());
        is_sum
            && above
                .numerator()
                .terms()
                .all(|(monomial, _)| monomial.powers().iter().any(|(atom, _)| squared.contains(atom)))
    }

    fn fold(&mut self, kind: FoldKind, index: IndexId, over: &Over, body: &Node) -> Outcome<Fraction> {
        let (first, last) = match over {
            Over::Components => {
                let summed = self.at_component(index, body)?;
                return match kind {
                    FoldKind::Sum => self.sum_components(&summed),
                    FoldKind::Mean => {
                        let sum = self.sum_components(&summed)?;
                        let dimension = self.dimension();
                        self.divide(&sum, &dimension)
                    }
                    _ => Err(Unsupported::because("a maximum or the like over components")),
                };
            }
            Over::Samples(_) => (1, i64::try_from(self.choice.samples).unwrap_or(i64::MAX)),
            Over::Range(first, last) => (self.whole(first)?, self.whole(last)?),
        };
        if last.saturating_sub(first) > LONGEST_FOLD {
            return Err(Unsupported::because("a long sum"));
        }
        let before = self.indices.get(&index).copied();
        let mut values = Vec::new();
        let mut failed = None;
        for at in first..=last {
            self.indices.insert(index, at);
            match self.term(body) {
                Ok(value) => values.push(value),
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        match before {
            Some(before) => self.indices.insert(index, before),
            None => self.indices.remove(&index),
        };
        match failed {
            Some(error) => Err(error),
            None => self.folded(kind, &values),
        }
    }

    fn folded(&mut self, kind: FoldKind, values: &[Fraction]) -> Outcome<Fraction> {
        match kind {
            FoldKind::Sum => {
                let mut sum = Fraction::constant(Rational::ZERO);
                for value in values {
                    sum = self.add(&sum, value)?;
                }
                Ok(sum)
            }
            FoldKind::Product => {
                let mut product = Fraction::constant(Rational::ONE);
                for value in values {
                    product = self.multiply(&product, value)?;
                }
                Ok(product)
            }
            FoldKind::Mean => self.mean(values),
            FoldKind::Variance => {
                let mean = self.mean(values)?;
                self.mean_square(values, &mean)
            }
            FoldKind::Max | FoldKind::Min => {
                let Some(first) = values.first() else { return Err(Unsupported::because("the largest of nothing")) };
                let function = if kind == FoldKind::Max { Function::Max } else { Function::Min };
                let is_component = values.iter().any(|value| self.is_component(value));
                Ok(values[1..].iter().fold(first.clone(), |most, value| {
                    let kind = Kind::Function(function, vec![most, value.clone()]);
                    self.atom(kind, is_component, Place::Anywhere)
                }))
            }
            FoldKind::First | FoldKind::Count => Err(Unsupported::because("a search for an index")),
        }
    }

    /// Whether a statement is true everywhere (`true`) or nowhere (`false`).
    ///
    /// # Errors
    /// Neither is shown.
    pub fn decide(&mut self, truth: &Truth) -> Outcome<bool> {
        match truth {
            Truth::Relation(op, x, y) => {
                let (x, y) = (self.term(x)?, self.term(y)?);
                let difference = self.add(&x, &y.negated())?;
                self.decide_sign(*op, &difference)
            }
            Truth::And(parts) => {
                for part in parts {
                    if !self.decide(part)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Truth::Or(x, y) => Ok(self.decide(x)? || self.decide(y)?),
            Truth::Implies(x, y) => Ok(!self.decide(x)? || self.decide(y)?),
            Truth::Not(x) => Ok(!self.decide(x)?),
            Truth::Iff(x, y) => Ok(self.decide(x)? == self.decide(y)?),
            Truth::Defined(_) => Err(Unsupported::because("a condition that depends on what is defined")),
        }
    }

    fn decide_sign(&self, op: RelationOp, difference: &Fraction) -> Outcome<bool> {
        let undecided = || Unsupported::because("a condition that depends on values");
        if self.is_component(difference) && difference.as_constant().is_none() {
            return Err(undecided());
        }
        let is_zero = self.atoms.is_zero(difference.numerator());
        let negated = difference.negated();
        let above = !is_zero && self.is_at_least_zero(difference, true);
        let below = !is_zero && self.is_at_least_zero(&negated, true);
        let known = |is_true: bool, is_false: bool| {
            if is_true {
                Some(true)
            } else if is_false {
                Some(false)
            } else {
                None
            }
        };
        let decided = match op {
            RelationOp::Eq => known(is_zero, above || below),
            RelationOp::Ne => known(above || below, is_zero),
            RelationOp::Lt => known(below, is_zero || self.is_at_least_zero(difference, false)),
            RelationOp::Le => known(is_zero || self.is_at_least_zero(&negated, false), above),
            RelationOp::Gt => known(above, is_zero || self.is_at_least_zero(&negated, false)),
            RelationOp::Ge => known(is_zero || self.is_at_least_zero(difference, false), below),
            RelationOp::SameBits => None,
        };
        decided.ok_or_else(undecided)
    }
}

/// The recurrence that defines a sequence at a time: the one for that time alone, else the latest that applies from some time on.
fn recurrence_at(recurrences: &[Recurrence], sequence: SequenceId, at: i64) -> Option<&Recurrence> {
    let own = || recurrences.iter().filter(|recurrence| recurrence.sequence == sequence);
    let alone = own().find(|recurrence| matches!(recurrence.when, When::At(time) if i64::from(time) == at));
    alone.or_else(|| {
        let from = |recurrence: &&Recurrence| match recurrence.when {
            When::From(time) if i64::from(time) <= at => Some(time),
            _ => None,
        };
        own().filter(|recurrence| from(recurrence).is_some()).max_by_key(from)
    })
}

/// The root of a rational number that is a square.
fn exact_root(value: &Rational) -> Option<Rational> {
    let root = to_f64_nearest(value).sqrt();
    let near = Rational::simplest_from_f64(root)?;
    (&near * &near == *value).then_some(near)
}

fn rounded(function: Function, values: &[Fraction]) -> Outcome<Fraction> {
    let numbers: Option<Vec<Rational>> = values.iter().map(Fraction::as_constant).collect();
    let numbers = numbers.ok_or_else(|| Unsupported::because("rounding of what is not a number"))?;
    let value = match (function, numbers.as_slice()) {
        (Function::Floor, [x]) => x.floor(),
        (Function::Ceil, [x]) => x.ceil(),
        (Function::Mod, [x, m]) if x.is_int() && m.is_int() && *m > Rational::ZERO => {
            let quotient = (x / m).floor();
            let rest = x - m * Rational::from(quotient);
            return Ok(Fraction::constant(rest));
        }
        _ => return Err(Unsupported::because("rounding")),
    };
    Ok(Fraction::constant(Rational::from(value)))
}

const fn unsupported_construct(term: &Term) -> &'static str {
    match term {
        Term::Matrix(_) | Term::Rows(..) | Term::Drawn(_) => "matrices",
        Term::Hessian(..) => "a Hessian",
        Term::State { .. } | Term::Now { .. } => "a flow",
        Term::Unit(_) | Term::Entry(..) | Term::Component(..) => "single components",
        Term::Probability(_) => "a probability",
        Term::Order(..) | Term::Cost(..) => "a measurement of a run",
        Term::FoldTruth { .. } => "a search for an index",
        _ => "a construct that is not executed symbolically",
    }
}
