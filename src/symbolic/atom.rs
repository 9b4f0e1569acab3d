//! Atoms: what a claim's values are polynomials of, with what is known of each.

use super::fraction::Fraction;
use super::polynomial::{AtomId, Monomial, Polynomial};
use crate::language::typed::{Function, ObjectiveId, RunId, ScalarId, SequenceId, VectorId};
use crate::numeric::Rational;
use crate::problem::ClassConstant;

/// What an atom stands for. Two atoms are one where kind and arguments agree exactly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// The number pi.
    Pi,
    /// The number of parameters.
    Dimension,
    /// What a given scalar varies by: all of it, its share of its range, or its distance to the end of its range.
    Scalar(ScalarId),
    /// A component of a given vector.
    Vector(VectorId),
    /// A constant of an objective's class; of `alpha` the share of `L`, where there is an `L`.
    Constant(ObjectiveId, ClassConstant),
    /// A component of the minimiser (nearest to a point).
    Minimiser(ObjectiveId, Option<Fraction>),
    /// The value of an objective, or of the loss of a sample, at a point.
    Value(ObjectiveId, Option<usize>, Fraction),
    /// A component of a gradient at a point.
    Gradient(ObjectiveId, Option<usize>, Fraction),
    /// A component of a gradient that is the same everywhere, or at the origin.
    Slope(ObjectiveId),
    /// A component of the product of a constant Hessian and a vector of atoms.
    Hessian(ObjectiveId, AtomId),
    /// A component of a sample's features.
    Features(ObjectiveId, usize),
    /// A sample's target.
    Target(ObjectiveId, usize),
    /// A sequence at a time that is not determined: so many steps before the time of the statement.
    State(RunId, SequenceId, i64),
    /// The sum over the components of what is no product of a number and atoms.
    Sum(Fraction),
    /// The square root.
    Root(Fraction),
    /// A power that is not whole.
    Power(Fraction, Fraction),
    /// The quotient, or 0 where both are 0.
    QuotientOrZero(Fraction, Fraction),
    /// Another function.
    Function(Function, Vec<Fraction>),
}

/// Where an atom lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Anywhere.
    Anywhere,
    /// At least 0.
    NonNegative,
    /// Above 0.
    Positive,
    /// Between 0 and 1, and whether 0 and 1 are included.
    Unit(bool, bool),
}

/// An atom.
#[derive(Debug, Clone)]
pub struct Atom {
    /// What it stands for.
    pub kind: Kind,
    /// Whether it is a component of a vector, at the index that components share.
    pub is_component: bool,
    /// Where it lies.
    pub place: Place,
}

/// All atoms of an execution.
#[derive(Debug, Clone, Default)]
pub struct Atoms(Vec<Atom>);

/// The most rounds of replacing the squares of roots, and the most terms on the way.
const MOST_ROUNDS: usize = 64;
const MOST_TERMS: usize = 20_000;

impl Atoms {
    /// What an atom is.
    #[must_use]
    pub fn get(&self, atom: AtomId) -> &Atom {
        &self.0[atom as usize]
    }

    /// All atoms with their numbers.
    pub fn iter(&self) -> impl Iterator<Item = (AtomId, &Atom)> {
        (0..).zip(&self.0)
    }

    /// The atom of a kind: the known one, or a new one.
    pub fn of(&mut self, kind: Kind, is_component: bool, place: Place) -> AtomId {
        if let Some(known) = self.find(&kind) {
            return known;
        }
        self.0.push(Atom { kind, is_component, place });
        AtomId::try_from(self.0.len() - 1).unwrap_or(AtomId::MAX)
    }

    fn find(&self, kind: &Kind) -> Option<AtomId> {
        let identical = self.iter().find(|(_, atom)| atom.kind == *kind);
        identical.or_else(|| self.iter().find(|(_, atom)| self.is_one(&atom.kind, kind))).map(|(id, _)| id)
    }

    /// Whether two kinds with arguments are one: the arguments are the same polynomials.
    fn is_one(&self, known: &Kind, kind: &Kind) -> bool {
        match (known, kind) {
            (Kind::Value(a, m, x), Kind::Value(b, n, y)) | (Kind::Gradient(a, m, x), Kind::Gradient(b, n, y)) => {
                a == b && m == n && self.are_equal(x, y)
            }
            (Kind::Minimiser(a, Some(x)), Kind::Minimiser(b, Some(y))) => a == b && self.are_equal(x, y),
            (Kind::Root(x), Kind::Root(y)) | (Kind::Sum(x), Kind::Sum(y)) => self.are_equal(x, y),
            (Kind::Power(x, e), Kind::Power(y, f)) => self.are_equal(x, y) && self.are_equal(e, f),
            (Kind::QuotientOrZero(a, b), Kind::QuotientOrZero(c, d)) => self.are_equal(a, c) && self.are_equal(b, d),
            (Kind::Function(f, xs), Kind::Function(g, ys)) => {
                f == g && xs.len() == ys.len() && xs.iter().zip(ys).all(|(x, y)| self.are_equal(x, y))
            }
            _ => false,
        }
    }

    /// Whether two fractions are the same wherever both have a value.
    #[must_use]
    pub fn are_equal(&self, x: &Fraction, y: &Fraction) -> bool {
        x == y || self.is_zero(x.minus(y).numerator())
    }

    /// Whether a polynomial is 0 everywhere once squares of roots and products with quotients are replaced. `false` decides nothing.
    #[must_use]
    pub fn is_zero(&self, polynomial: &Polynomial) -> bool {
        let mut rest = polynomial.clone();
        for _ in 0..MOST_ROUNDS {
            if rest.is_zero() {
                return true;
            }
            let Some(next) = self.simplified(&rest).filter(|next| next.len() <= MOST_TERMS) else { return false };
            rest = next;
        }
        false
    }

    /// One rule applied to a polynomial, which is multiplied by a denominator on the way; `None` where no rule applies.
    ///
    /// The rules: `sqrt(x)^2 = x`, and `b*div0(a, b) = a` where `b` is one term. Both hold wherever the atoms have a value.
    #[must_use]
    pub fn simplified(&self, polynomial: &Polynomial) -> Option<Polynomial> {
        polynomial.atoms().into_iter().rev().find_map(|atom| match &self.get(atom).kind {
            Kind::Root(radicand) if polynomial.degree(atom) >= 2 => Some(without_squares(polynomial, atom, radicand)),
            Kind::QuotientOrZero(above, below) => multiplied_out(polynomial, atom, above, below),
            _ => None,
        })
    }
}

/// The polynomial with even powers of a root replaced, times a power of the radicand's denominator.
fn without_squares(polynomial: &Polynomial, root: AtomId, radicand: &Fraction) -> Polynomial {
    let parts = polynomial.by_power(root);
    let top = parts.len() / 2;
    let below = radicand.denominator();
    let mut sum = Polynomial::zero();
    for (power, part) in parts.into_iter().enumerate() {
        let half = power / 2;
        let rest = if power % 2 == 1 { Polynomial::atom(root) } else { Polynomial::one() };
        let factor = (0..half).fold(rest, |product, _| product.times(radicand.numerator()));
        let factor = (half..top).fold(factor, |product, _| product.times(&below));
        sum = sum.plus(&part.times(&factor));
    }
    sum
}

/// `b*div0(a, b)` replaced by `a` in every term that has both, times the denominator of `a`; `None` where none has.
fn multiplied_out(polynomial: &Polynomial, quotient: AtomId, above: &Fraction, below: &Fraction) -> Option<Polynomial> {
    let mut terms = below.numerator().terms();
    let (Some((lead, coefficient)), None) = (terms.next(), terms.next()) else { return None };
    let pair = lead.times(&Monomial::of([(quotient, 1)]));
    if !polynomial.terms().any(|(monomial, _)| monomial.over(&pair).is_some()) {
        return None;
    }
    // b = coefficient*lead/B and a = A/D, so lead*div0(a, b) = A*B/(coefficient*D).
    let replaced = above.numerator().times(&below.denominator()).scaled(&(Rational::ONE / coefficient));
    let other = above.denominator();
    let mut sum = Polynomial::zero();
    for (monomial, value) in polynomial.terms() {
        let term = |monomial: &Monomial| Polynomial::term(monomial.clone(), value.clone());
        sum = sum.plus(&match monomial.over(&pair) {
            Some(rest) => term(&rest).times(&replaced),
            None => term(monomial).times(&other),
        });
    }
    Some(sum)
}
