//! Bounds on the extreme eigenvalues of an exact symmetric matrix, never on the wrong side.
//!
//! Doubles propose a bound, exact integers check it: `q I - A` (or `A - q I`) must be positive semidefinite.

use dashu_base::Gcd;
use dashu_int::{IBig, UBig};

use super::dyadic::scaled;
use crate::numeric::Rational;

/// Exact elimination above this dimension takes seconds; the row-sum bound is used instead.
const MAX_EXACT: usize = 64;
/// Significant bits of a proposed bound: few, so that numbers made from it stay short.
const BITS: i32 = 20;
/// Sweeps of the Jacobi iteration; it converges quadratically, ten is plenty.
const SWEEPS: usize = 30;
/// Proposals tried before giving up: each is half (or twice) as cautious as the one before.
const PROPOSALS: u32 = 64;

/// A symmetric positive semidefinite matrix with rational entries, as integers over one denominator.
pub(super) struct Spectrum {
    dimension: usize,
    integers: Vec<IBig>,
    denominator: UBig,
    eigenvalues: Vec<f64>,
}

impl Spectrum {
    /// Takes the matrix row by row.
    pub(super) fn new(matrix: &[Rational], dimension: usize) -> Self {
        let mut denominator = UBig::ONE;
        for entry in matrix {
            let own = entry.denominator();
            let common = (&denominator).gcd(own);
            denominator *= own / common;
        }
        let integers =
            matrix.iter().map(|entry| entry.numerator() * IBig::from(&denominator / entry.denominator())).collect();
        let doubles = matrix.iter().map(|entry| entry.to_f64().value()).collect();
        let eigenvalues = if dimension <= MAX_EXACT { eigenvalues(doubles, dimension) } else { Vec::new() };
        Self { dimension, integers, denominator, eigenvalues }
    }

    /// An upper bound of the largest eigenvalue, and whether it is that eigenvalue exactly.
    pub(super) fn largest(&self) -> (Rational, bool) {
        if self.dimension == 1 {
            return (self.rational(&self.integers[0]), true);
        }
        let estimate = self.eigenvalues.iter().copied().fold(f64::NAN, f64::max);
        if !(estimate.is_finite() && estimate > 0.0) {
            return (self.row_sum(), false);
        }
        let nearest = with_few_bits(estimate, f64::round);
        if let Definite::Singular = self.shifted(&nearest, Side::Above) {
            return (nearest, true);
        }
        let mut margin = (-f64::from(BITS)).exp2();
        for _ in 0..PROPOSALS {
            let bound = with_few_bits(estimate * (1.0 + margin), f64::ceil);
            match self.shifted(&bound, Side::Above) {
                Definite::Positive => return (bound, false),
                Definite::Singular => return (bound, true),
                Definite::No => margin *= 2.0,
            }
        }
        (self.row_sum(), false)
    }

    /// Whether no eigenvalue is above a bound; false where the matrix is too large to tell.
    pub(super) fn is_at_most(&self, bound: &Rational) -> bool {
        self.dimension <= MAX_EXACT && self.shifted(bound, Side::Above) != Definite::No
    }

    /// Whether some eigenvalue is positive, by the doubles.
    pub(super) fn may_be_positive(&self) -> bool {
        self.eigenvalues.iter().any(|value| *value > 0.0)
    }

    /// A positive lower bound of the smallest eigenvalue, if there is one.
    pub(super) fn smallest(&self) -> Option<Rational> {
        if self.dimension == 1 {
            let value = self.rational(&self.integers[0]);
            return (value > Rational::ZERO).then_some(value);
        }
        if self.dimension > MAX_EXACT || !matches!(self.shifted(&Rational::ZERO, Side::Below), Definite::Positive) {
            return None;
        }
        let estimate = self.eigenvalues.iter().copied().fold(f64::NAN, f64::min);
        let largest = self.eigenvalues.iter().copied().fold(f64::NAN, f64::max);
        // Where rounding swallowed the smallest eigenvalue, start from the rounding unit instead.
        let mut proposal = estimate.max(largest * f64::EPSILON);
        if !(proposal.is_finite() && proposal > 0.0) {
            return None;
        }
        let nearest = with_few_bits(proposal, f64::round);
        if self.shifted(&nearest, Side::Below) == Definite::Singular {
            return Some(nearest);
        }
        proposal *= 1.0 - (-f64::from(BITS)).exp2();
        for _ in 0..PROPOSALS {
            let bound = with_few_bits(proposal, f64::floor);
            if self.shifted(&bound, Side::Below) != Definite::No {
                return Some(bound);
            }
            proposal /= 2.0;
        }
        None
    }

    /// The largest sum of absolute values in a row: an upper bound of the largest eigenvalue.
    fn row_sum(&self) -> Rational {
        let sum = self
            .integers
            .chunks(self.dimension)
            .map(|row| row.iter().fold(IBig::ZERO, |sum, entry| sum + absolute(entry)))
            .max()
            .unwrap_or(IBig::ZERO);
        self.rational(&sum)
    }

    fn rational(&self, integer: &IBig) -> Rational {
        Rational::from_parts(integer.clone(), self.denominator.clone())
    }

    /// How definite `q I - A` or `A - q I` is; exact.
    fn shifted(&self, shift: &Rational, side: Side) -> Definite {
        let ours = IBig::from(shift.denominator().clone());
        let diagonal = shift.numerator() * IBig::from(self.denominator.clone());
        let n = self.dimension;
        let mut matrix: Vec<IBig> = self.integers.iter().map(|entry| entry * &ours).collect();
        for i in 0..n {
            matrix[i * n + i] -= &diagonal;
        }
        if side == Side::Above {
            for entry in &mut matrix {
                *entry = -std::mem::take(entry);
            }
        }
        definiteness(matrix, n)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Above,
    Below,
}

/// How definite a symmetric matrix is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Definite {
    /// Positive definite.
    Positive,
    /// Positive semidefinite with a null vector.
    Singular,
    /// Some direction has a negative square.
    No,
}

/// Decides whether a symmetric integer matrix is positive semidefinite, by elimination without fractions
/// (Bareiss 1968): every division is exact. In a semidefinite matrix a zero on the diagonal has a zero row.
pub(super) fn definiteness(mut a: Vec<IBig>, n: usize) -> Definite {
    let mut previous = IBig::ONE;
    let mut result = Definite::Positive;
    for k in 0..n {
        let pivot = a[k * n + k].clone();
        if pivot < IBig::ZERO {
            return Definite::No;
        }
        if pivot == IBig::ZERO {
            if (k + 1..n).any(|j| a[k * n + j] != IBig::ZERO) {
                return Definite::No;
            }
            result = Definite::Singular;
            continue;
        }
        for i in k + 1..n {
            for j in i..n {
                let entry = (&a[i * n + j] * &pivot - &a[k * n + i] * &a[k * n + j]) / &previous;
                a[i * n + j] = entry;
            }
        }
        previous = pivot;
    }
    result
}

fn absolute(integer: &IBig) -> IBig {
    if *integer < IBig::ZERO { -integer } else { integer.clone() }
}

/// A positive double rounded to [`BITS`] significant bits.
pub(super) fn with_few_bits(value: f64, round: fn(f64) -> f64) -> Rational {
    let exponent = libm::ilogb(value) + 1 - BITS;
    let mantissa = round(libm::ldexp(value, -exponent));
    #[expect(clippy::cast_possible_truncation, reason = "a whole number of 21 bits at most")]
    scaled(mantissa as i128, exponent)
}

/// Approximate eigenvalues by the cyclic Jacobi iteration: slow and the same bytes everywhere.
pub(super) fn eigenvalues(mut a: Vec<f64>, n: usize) -> Vec<f64> {
    for _ in 0..SWEEPS {
        let mut rotated = false;
        for p in 0..n {
            for q in p + 1..n {
                rotated |= rotate(&mut a, n, p, q);
            }
        }
        if !rotated {
            break;
        }
    }
    (0..n).map(|i| a[i * n + i]).collect()
}

/// One Jacobi rotation that clears entry `(p, q)`; false where there is nothing to clear.
fn rotate(a: &mut [f64], n: usize, p: usize, q: usize) -> bool {
    let (app, aqq, apq) = (a[p * n + p], a[q * n + q], a[p * n + q]);
    if apq.abs() <= f64::EPSILON * f64::EPSILON * (app.abs() + aqq.abs()) || !apq.is_finite() {
        return false;
    }
    let theta = (aqq - app) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (akp, akq) = (a[k * n + p], a[k * n + q]);
        a[k * n + p] = c * akp - s * akq;
        a[k * n + q] = s * akp + c * akq;
    }
    for k in 0..n {
        let (apk, aqk) = (a[p * n + k], a[q * n + k]);
        a[p * n + k] = c * apk - s * aqk;
        a[q * n + k] = s * apk + c * aqk;
    }
    true
}
