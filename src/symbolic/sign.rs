//! Signs of polynomials on the whole range of their atoms: what is found positive is, what is not found may be anything.

use std::collections::BTreeMap;

use super::atom::{Atoms, Kind, Place};
use super::polynomial::{AtomId, Polynomial};
use crate::numeric::Rational;

/// Parameters beyond these are not expanded in Bernstein form: the number of coefficients is the product of the degrees.
const MOST_PARAMETERS: usize = 4;
const MOST_COEFFICIENTS: usize = 4096;
const MOST_WORK: usize = 50_000;

/// What is known of signs: the atoms, and polynomials that are assumed to be positive or not 0.
pub struct Signs<'a> {
    /// The atoms.
    pub atoms: &'a Atoms,
    /// Polynomials that are positive by assumption.
    pub positive: &'a [Polynomial],
    /// Polynomials that are not 0 by assumption.
    pub nonzero: &'a [Polynomial],
}

/// A coefficient's place in the Bernstein form: one index per parameter.
type Index = Vec<u32>;

impl Signs<'_> {
    /// Whether the polynomial is above 0 on the whole range of its atoms.
    #[must_use]
    pub fn is_positive(&self, polynomial: &Polynomial) -> bool {
        let assumed = self.positive.iter().any(|known| is_multiple(polynomial, known, true));
        assumed || self.is_sum_of_signs(polynomial, true) || self.has_signed_coefficients(polynomial, true)
    }

    /// Whether the polynomial is nowhere below 0 on the whole range of its atoms.
    #[must_use]
    pub fn is_nonnegative(&self, polynomial: &Polynomial) -> bool {
        self.is_sum_of_signs(polynomial, false)
            || self.positive.iter().any(|known| is_multiple(polynomial, known, true))
            || self.has_signed_coefficients(polynomial, false)
    }

    /// Whether the polynomial is 0 nowhere on the range of its atoms.
    #[must_use]
    pub fn is_nonzero(&self, polynomial: &Polynomial) -> bool {
        let known = self.nonzero.iter().chain(self.positive);
        known.into_iter().any(|known| is_multiple(polynomial, known, false))
            || self.is_positive(polynomial)
            || self.is_positive(&polynomial.negated())
    }

    /// Whether a power of an atom is nowhere below 0 (strictly: above 0).
    fn has_sign(&self, atom: AtomId, exponent: u32, strictly: bool) -> bool {
        if self.positive.iter().any(|known| known.as_atom() == Some(atom)) {
            return true;
        }
        let known = self.nonzero.iter().any(|known| known.as_atom() == Some(atom));
        match self.atoms.get(atom).place {
            Place::Positive => true,
            Place::Unit(zero, _) => !strictly || !zero || known,
            Place::NonNegative => !strictly || known,
            Place::Anywhere => exponent.is_multiple_of(2) && (!strictly || known),
        }
    }

    /// Whether no term is below 0, and some term above 0 where that is asked for.
    fn is_sum_of_signs(&self, polynomial: &Polynomial, strictly: bool) -> bool {
        let mut is_strict = false;
        for (monomial, coefficient) in polynomial.terms() {
            let powers = monomial.powers();
            if *coefficient < Rational::ZERO || !powers.iter().all(|(atom, e)| self.is_power_nonnegative(*atom, *e)) {
                return false;
            }
            is_strict |= powers.iter().all(|(atom, e)| self.has_sign(*atom, *e, true));
        }
        is_strict || !strictly
    }

    fn is_power_nonnegative(&self, atom: AtomId, exponent: u32) -> bool {
        exponent.is_multiple_of(2)
            || self.has_sign(atom, exponent, false)
            // Sums of squares over the components.
            || matches!(&self.atoms.get(atom).kind, Kind::Sum(summed)
                if summed.factors().is_empty() && self.is_sum_of_signs(summed.numerator(), false))
    }

    /// Whether the Bernstein coefficients in the bounded parameters have no negative one, and on every part of the range
    /// that is included (inside, and at the ends that belong to it) one above 0 where that is asked for.
    fn has_signed_coefficients(&self, polynomial: &Polynomial, strictly: bool) -> bool {
        let bounded = |atom: &AtomId| matches!(self.atoms.get(*atom).place, Place::Unit(..));
        let parameters: Vec<AtomId> = polynomial.atoms().into_iter().filter(bounded).collect();
        let degrees: Vec<u32> = parameters.iter().map(|parameter| polynomial.degree(*parameter)).collect();
        let count: usize = degrees.iter().map(|degree| *degree as usize + 1).product();
        if parameters.is_empty()
            || parameters.len() > MOST_PARAMETERS
            || count > MOST_COEFFICIENTS
            || count * polynomial.len() > MOST_WORK
        {
            return false;
        }
        let coefficients = bernstein(polynomial, &parameters, &degrees);
        if !coefficients.values().all(|value| self.is_sum_of_signs(value, false)) {
            return false;
        }
        if !strictly {
            return true;
        }
        let positive: Vec<&Index> = coefficients
            .iter()
            .filter(|(_, value)| self.is_sum_of_signs(value, true))
            .map(|(index, _)| index)
            .collect();
        // Of each parameter: inside, at 0 where that belongs to the range, at 1 where that does.
        let parts = parameters.iter().map(|parameter| match self.atoms.get(*parameter).place {
            Place::Unit(zero, one) => [Some(None), zero.then_some(Some(false)), one.then_some(Some(true))],
            _ => [Some(None), None, None],
        });
        let faces = parts.fold(vec![Vec::new()], |faces: Vec<Vec<Option<bool>>>, parts| {
            let with = |face: &Vec<Option<bool>>| {
                let face = face.clone();
                parts.into_iter().flatten().map(move |part| [face.clone(), vec![part]].concat())
            };
            faces.iter().flat_map(with).collect()
        });
        let lies_on = |index: &Index, face: &[Option<bool>]| {
            index.iter().zip(face).zip(&degrees).all(|((at, part), degree)| match part {
                None => true,
                Some(false) => *at == 0,
                Some(true) => at == degree,
            })
        };
        faces.iter().all(|face| positive.iter().any(|index| lies_on(index, face)))
    }
}

/// Whether a polynomial is another times a number (above 0 where that is asked for).
fn is_multiple(polynomial: &Polynomial, known: &Polynomial, positively: bool) -> bool {
    let (Some((_, a)), Some((_, b))) = (polynomial.terms().next(), known.terms().next()) else { return false };
    let factor = a / b;
    (!positively || factor > Rational::ZERO) && known.scaled(&factor) == *polynomial
}

/// The Bernstein coefficients of a polynomial in some parameters, of the given degrees, which are at least its own. Each is a
/// polynomial in the other atoms; zeros are left out.
#[must_use]
pub fn bernstein(polynomial: &Polynomial, parameters: &[AtomId], degrees: &[u32]) -> BTreeMap<Index, Polynomial> {
    let mut parts: BTreeMap<Index, Polynomial> = BTreeMap::from([(Vec::new(), polynomial.clone())]);
    for (parameter, degree) in parameters.iter().zip(degrees) {
        let degree = *degree;
        let mut next = BTreeMap::new();
        for (index, part) in parts {
            let powers = part.by_power(*parameter);
            for at in 0..=degree {
                let mut coefficient = Polynomial::zero();
                for (power, value) in (0_u32..).zip(&powers) {
                    if power <= at {
                        coefficient = coefficient.plus(&value.scaled(&(binomial(at, power) / binomial(degree, power))));
                    }
                }
                if !coefficient.is_zero() {
                    next.insert([index.clone(), vec![at]].concat(), coefficient);
                }
            }
        }
        parts = next;
    }
    parts
}

/// The number of ways to choose `k` of `n`.
#[must_use]
pub fn binomial(n: u32, k: u32) -> Rational {
    (0..k).fold(Rational::ONE, |product, i| product * Rational::from(n - i) / Rational::from(i + 1))
}
