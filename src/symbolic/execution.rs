//! The state of a symbolic execution: what is chosen, what was made, and the facts that it may use.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::atom::{Atoms, Kind, Place};
use super::fraction::Fraction;
use super::polynomial::{Monomial, Polynomial};
use super::sign::Signs;
use super::unsupported::{Outcome, Unsupported};
use crate::language::typed::{
    Claim, Class, DrawId, Given, IndexId, ObjectiveId, Range, RunId, ScalarId, SequenceId, Term, VectorId,
};
use crate::numeric::Rational;
use crate::problem::Property;

/// What is enumerated rather than left open.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// The number of losses of an objective that is their mean.
    pub samples: usize,
    /// The values of given whole numbers.
    pub integers: BTreeMap<ScalarId, i64>,
}

/// The batches of one outcome of a draw: the samples, counted from 1, of each batch.
pub type Batches = Vec<Vec<usize>>;

/// The work that an execution may do if nothing else is said: products of terms.
const WORK: u64 = 8_000_000;

/// A symbolic execution of the terms of one claim.
#[derive(Clone)]
pub struct Execution<'a> {
    pub(super) claim: &'a Claim,
    pub(super) choice: Choice,
    pub(super) indices: HashMap<IndexId, i64>,
    /// Indices whose value stands for any time: they may only say which value of a sequence is meant.
    pub(super) open: BTreeSet<IndexId>,
    /// The time at which sequences are unknown and before; absent: all values are computed.
    pub(super) unknown_to: Option<i64>,
    /// Whether what is executed is assumed to have a value.
    is_defined: bool,
    /// The index over components of the body at hand.
    pub(super) component: Option<IndexId>,
    pub(super) memo: HashMap<(RunId, SequenceId, i64), Fraction>,
    pub(super) points: HashMap<ObjectiveId, Fraction>,
    pub(super) outcome: HashMap<DrawId, Batches>,
    scalars: HashMap<ScalarId, Fraction>,
    /// The atoms met so far.
    pub atoms: Atoms,
    positive: Vec<Polynomial>,
    nonzero: Vec<Polynomial>,
    work: u64,
    allowed: u64,
}

impl<'a> Execution<'a> {
    /// An execution in which nothing was met yet.
    #[must_use]
    pub fn new(claim: &'a Claim, choice: Choice) -> Self {
        Self {
            claim,
            choice,
            indices: HashMap::new(),
            open: BTreeSet::new(),
            unknown_to: None,
            is_defined: false,
            component: None,
            memo: HashMap::new(),
            points: HashMap::new(),
            outcome: HashMap::new(),
            scalars: HashMap::new(),
            atoms: Atoms::default(),
            positive: Vec::new(),
            nonzero: Vec::new(),
            work: 0,
            allowed: WORK,
        }
    }

    /// The same with so much work allowed, in products of terms.
    #[must_use]
    pub const fn within(mut self, work: u64) -> Self {
        self.allowed = work;
        self
    }

    /// Gives an index its value.
    pub fn set_index(&mut self, index: IndexId, value: i64) {
        self.indices.insert(index, value);
    }

    /// Lets an index stand for any time: sequences before `value` are unknown, and its value counts for nothing else.
    pub fn open_index(&mut self, index: IndexId, value: i64) {
        self.indices.insert(index, value);
        self.open.insert(index);
        self.unknown_to = Some(value - 1);
    }

    /// The work done so far, in products of terms.
    #[must_use]
    pub const fn work(&self) -> u64 {
        self.work
    }

    /// Counts the work of an execution that was cloned from this one as its own.
    pub const fn count_work_of(&mut self, other: &Self) {
        self.work = other.work;
    }

    /// What is known of signs.
    #[must_use]
    pub fn signs(&self) -> Signs<'_> {
        Signs { atoms: &self.atoms, positive: &self.positive, nonzero: &self.nonzero }
    }

    /// Assumes that a polynomial is positive.
    pub fn assume_positive(&mut self, polynomial: Polynomial) {
        self.positive.push(polynomial);
    }

    /// Assumes that a polynomial is not 0.
    pub fn assume_nonzero(&mut self, polynomial: Polynomial) {
        self.nonzero.push(polynomial);
    }

    /// Assumes that a term has a value: that no denominator in it is 0.
    pub fn assume_defined(&mut self, term: &Term) {
        self.is_defined = true;
        // What is not supported leaves the assumptions met before it.
        let _ = self.term(term);
        self.is_defined = false;
    }

    pub(super) fn spend(&mut self, work: usize) -> Outcome<()> {
        self.work = self.work.saturating_add(work as u64);
        if self.work > self.allowed {
            return Err(Unsupported::limit());
        }
        Ok(())
    }

    pub(super) fn add(&mut self, x: &Fraction, y: &Fraction) -> Outcome<Fraction> {
        self.spend(x.numerator().len() + y.numerator().len() + if x.factors() == y.factors() { 0 } else { 64 })?;
        Ok(x.plus(y))
    }

    pub(super) fn multiply(&mut self, x: &Fraction, y: &Fraction) -> Outcome<Fraction> {
        self.spend(x.numerator().len() * y.numerator().len())?;
        Ok(x.times(y))
    }

    /// The quotient. The divisor must be shown to be 0 nowhere.
    pub(super) fn divide(&mut self, x: &Fraction, y: &Fraction) -> Outcome<Fraction> {
        if self.is_defined && !y.is_zero() {
            self.nonzero.push(y.numerator().clone());
        } else if !self.signs().is_nonzero(y.numerator()) {
            return Err(Unsupported::because("a denominator could not be shown to be nonzero on the whole range"));
        }
        let inverse = y.inverse().ok_or_else(|| Unsupported::because("a denominator is 0"))?;
        self.multiply(x, &inverse)
    }

    /// Whether a fraction is nowhere below 0 (strictly: above 0), as far as that is shown.
    pub(super) fn is_at_least_zero(&self, x: &Fraction, strictly: bool) -> bool {
        let signs = self.signs();
        let has_sign = |numerator: &Polynomial| {
            if strictly { signs.is_positive(numerator) } else { signs.is_nonnegative(numerator) }
        };
        match self.positive_denominator(x) {
            Some(true) => has_sign(x.numerator()),
            Some(false) => has_sign(&x.numerator().negated()),
            None => false,
        }
    }

    /// Whether the denominator is above 0 everywhere, or below 0 everywhere; `None` where that is not shown.
    fn positive_denominator(&self, x: &Fraction) -> Option<bool> {
        let signs = self.signs();
        x.factors().iter().try_fold(true, |is_positive, (factor, exponent)| {
            if exponent.is_multiple_of(2) || signs.is_positive(factor) {
                Some(is_positive)
            } else if signs.is_positive(&factor.negated()) {
                Some(!is_positive)
            } else {
                None
            }
        })
    }

    /// The numerator of a fraction times the sign of its denominator, so that it has the fraction's sign.
    ///
    /// # Errors
    /// The sign of the denominator is not shown.
    pub fn signed_numerator(&self, x: &Fraction) -> Outcome<Polynomial> {
        match self.positive_denominator(x) {
            Some(true) => Ok(x.numerator().clone()),
            Some(false) => Ok(x.numerator().negated()),
            None => Err(Unsupported::because("the sign of a denominator is not known")),
        }
    }

    pub(super) fn atom(&mut self, kind: Kind, is_component: bool, place: Place) -> Fraction {
        Fraction::atom(self.atoms.of(kind, is_component, place))
    }

    pub(super) fn is_component(&self, x: &Fraction) -> bool {
        x.has_atom(|atom| self.atoms.get(atom).is_component)
    }

    /// The class of an objective.
    ///
    /// # Errors
    /// No objective of that number is given.
    pub fn class(&self, id: ObjectiveId) -> Outcome<&'a Class> {
        let class = self.claim.givens.iter().find_map(|given| match given {
            Given::Objective { id: known, class, .. } if *known == id => Some(class),
            _ => None,
        });
        class.ok_or_else(|| Unsupported::because("an objective that is not given"))
    }

    /// Whether there is one parameter only.
    pub(super) fn is_line(&self) -> bool {
        self.demanded(Property::OneDimensional)
    }

    /// The number of parameters where it is fixed.
    pub(super) fn dimension(&mut self) -> Fraction {
        if self.is_line() {
            Fraction::constant(Rational::ONE)
        } else if self.demanded(Property::TwoDimensional) {
            Fraction::constant(Rational::from(2))
        } else {
            self.atom(Kind::Dimension, false, Place::Positive)
        }
    }

    fn demanded(&self, property: Property) -> bool {
        let demands = |given: &Given| matches!(given, Given::Objective { class, .. } if class.demands(property));
        self.claim.givens.iter().any(demands)
    }

    pub(super) fn scalar(&mut self, id: ScalarId) -> Outcome<Fraction> {
        if let Some(known) = self.scalars.get(&id) {
            return Ok(known.clone());
        }
        if let Some(value) = self.choice.integers.get(&id) {
            return Ok(Fraction::constant(Rational::from(*value)));
        }
        let range = self.claim.givens.iter().find_map(|given| match given {
            Given::Scalar { id: known, range, .. } if *known == id => Some(range),
            _ => None,
        });
        let value = match range.ok_or_else(|| Unsupported::because("a number that is not given"))? {
            Range::Interval { low, low_closed, high, high_closed } => {
                let (low, high) = (self.term(low)?, self.term(high)?);
                let share = self.atom(Kind::Scalar(id), false, Place::Unit(*low_closed, *high_closed));
                let width = self.add(&high, &low.negated())?;
                let above = self.multiply(&width, &share)?;
                self.add(&low, &above)?
            }
            Range::Above { low, closed } => {
                let low = self.term(low)?;
                let above = self.atom(Kind::Scalar(id), false, half_line(*closed));
                self.add(&low, &above)?
            }
            Range::Below { high, closed } => {
                let high = self.term(high)?;
                let below = self.atom(Kind::Scalar(id), false, half_line(*closed));
                self.add(&high, &below.negated())?
            }
            Range::Real => self.atom(Kind::Scalar(id), false, Place::Anywhere),
            Range::Near | Range::Sphere | Range::Integers { .. } => {
                return Err(Unsupported::because("a whole number that is not chosen"));
            }
        };
        self.scalars.insert(id, value.clone());
        Ok(value)
    }

    /// A component of a given vector.
    pub(super) fn given_vector(&mut self, id: VectorId) -> Fraction {
        let place = self.claim.givens.iter().find_map(|given| match given {
            Given::Vector { id: known, range: Range::Above { low: Term::Constant(low), closed }, .. }
                if *known == id && *low >= Rational::ZERO =>
            {
                Some(half_line(*closed && low.is_zero()))
            }
            _ => None,
        });
        self.atom(Kind::Vector(id), true, place.unwrap_or(Place::Anywhere))
    }

    /// Whether a given vector has the length 1.
    fn is_unit(&self, id: VectorId) -> bool {
        let is_sphere =
            |given: &Given| matches!(given, Given::Vector { id: known, range: Range::Sphere, .. } if *known == id);
        self.claim.givens.iter().any(is_sphere)
    }

    /// The sum over the components of what stands at one component. Numbers are pulled out.
    pub(super) fn sum_components(&mut self, x: &Fraction) -> Outcome<Fraction> {
        if self.is_line() {
            return Ok(x.clone());
        }
        let below_varies = x.factors().keys().any(|factor| self.is_component(&factor.clone().into()));
        if below_varies {
            return Ok(self.atom(Kind::Sum(x.clone()), false, Place::Anywhere));
        }
        let mut sum = Fraction::constant(Rational::ZERO);
        let terms: Vec<(Monomial, Rational)> =
            x.numerator().terms().map(|(monomial, value)| (monomial.clone(), value.clone())).collect();
        for (monomial, value) in terms {
            let (varying, fixed) = monomial.split(|atom| self.atoms.get(atom).is_component);
            let summed = if varying.powers().is_empty() {
                self.dimension()
            } else {
                let varying = self.symmetric(varying);
                self.sum_of_monomial(varying)
            };
            let factor = Fraction::from(Polynomial::term(fixed, value));
            let part = self.multiply(&factor, &summed)?;
            sum = self.add(&sum, &part)?;
        }
        for (factor, exponent) in x.factors() {
            let below = Fraction::from(factor.clone()).inverse();
            let below = below.ok_or_else(|| Unsupported::because("a denominator is 0"))?.power(*exponent);
            sum = self.multiply(&sum, &below)?;
        }
        Ok(sum)
    }

    fn sum_of_monomial(&mut self, varying: Monomial) -> Fraction {
        if let [(atom, 2)] = varying.powers()
            && let Kind::Vector(id) = self.atoms.get(*atom).kind
            && self.is_unit(id)
        {
            return Fraction::constant(Rational::ONE);
        }
        let place = if varying.powers().iter().all(|(_, exponent)| exponent.is_multiple_of(2)) {
            Place::NonNegative
        } else {
            Place::Anywhere
        };
        self.atom(Kind::Sum(Polynomial::term(varying, Rational::ONE).into()), false, place)
    }

    /// `<x, H y>` and `<H x, y>` are one number: all factors `H` of a product of two are put on the later atom.
    fn symmetric(&mut self, product: Monomial) -> Monomial {
        let flat: Vec<_> =
            product.powers().iter().flat_map(|(atom, e)| std::iter::repeat_n(*atom, *e as usize)).collect();
        let [first, second] = flat[..] else { return product };
        let stripped = |mut atom| {
            let mut hessians = Vec::new();
            while let Kind::Hessian(objective, inner) = self.atoms.get(atom).kind {
                hessians.push(objective);
                atom = inner;
            }
            (atom, hessians)
        };
        let ((a, left), (b, right)) = (stripped(first), stripped(second));
        let all: Vec<ObjectiveId> = left.iter().chain(&right).copied().collect();
        let Some(objective) = all.first().copied().filter(|one| all.iter().all(|other| other == one)) else {
            return product;
        };
        let (low, mut high) = (a.min(b), a.max(b));
        for _ in 0..all.len() {
            high = self.atoms.of(Kind::Hessian(objective, high), true, Place::Anywhere);
        }
        Monomial::of([(low, 1), (high, 1)])
    }
}

const fn half_line(closed: bool) -> Place {
    if closed { Place::NonNegative } else { Place::Positive }
}
