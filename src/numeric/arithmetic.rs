//! The trait that every arithmetic implements.

use std::cmp::Ordering;
use std::fmt::Debug;

use super::grid::{Grid, GridSum};
use super::{Dyadic, Rational};

/// Why an operation has no value in the arithmetic at hand.
///
/// Three kinds, never to be mixed up: mathematics has no value ([`Self::Undefined`]); this arithmetic gave up at this
/// precision, where another may not ([`Self::Undecided`], [`Self::Unsettled`], [`Self::Irrational`],
/// [`Self::TooLarge`]); a limit of the program ([`Self::TooManyOutcomes`], [`Self::Limit`], [`Self::Exhausted`]).
/// A bug is none of them: it panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The expression has no value in real arithmetic either, for the reason given.
    #[error("undefined: {0}")]
    Undefined(&'static str),
    /// The enclosure is too wide to tell; more bits may settle it.
    #[error("undecided at this precision")]
    Undecided,
    /// A numerical procedure gave up, as the text says; more bits may settle it.
    #[error("undecided: {0}")]
    Unsettled(&'static str),
    /// The value is not a rational number (or not known to be one).
    #[error("the value is not rational")]
    Irrational,
    /// The exact value needs more bits than the arithmetic allows itself.
    #[error("the exact value is too large")]
    TooLarge,
    /// A moment runs over more outcomes than are enumerated.
    #[error("there are too many outcomes to enumerate")]
    TooManyOutcomes,
    /// A limit of the program, as the text says, which no other arithmetic passes either.
    #[error("out of reach: {0}")]
    Limit(&'static str),
    /// The work or the memory would pass a limit of [`super::tolerance`]; more bits only make that worse.
    #[error("given up: {0}")]
    Exhausted(&'static str),
}

/// What an arithmetic can say about `a = b`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Equality {
    /// `a = b` is certain.
    Equal,
    /// `a != b` is certain.
    Different,
    /// Both lie in one enclosure of width at most `2^-bits`, relative to the largest summand that either was made of;
    /// nothing closer can be said.
    AgreesTo {
        /// The exponent of the width, negated.
        bits: u32,
    },
}

/// What a result says about the real number it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// It is near, and nothing can be proved with it.
    Rounded,
    /// It is that number.
    Exact,
    /// It contains that number.
    Enclosing {
        /// The significant bits of its ends.
        bits: u32,
    },
}

/// Numbers and the operations that objectives, methods and statements need.
///
/// Each operation is exact ([`super::Rationals`]), encloses the real result ([`super::Intervals`])
/// or is correctly rounded or approximate as its implementation states ([`super::Float`]).
pub trait Arithmetic: Clone + Send + Sync {
    /// One number.
    type Number: Clone + Debug + PartialEq + Send + Sync;

    /// For how many values of an index at a time a statement is evaluated. More than one pays only where a
    /// number costs so little that looking at the instruction costs more.
    const BATCH: usize = 1;

    /// Whether it is the arithmetic of the screen: quick, certain of what it tells apart, and no last word where it
    /// cannot.
    const SCREENS: bool = false;

    /// The number that equals (or tightly encloses, or is nearest to) a rational.
    fn rational(&self, value: &Rational) -> Self::Number;
    /// The number that equals (or tightly encloses, or is nearest to) a dyadic number.
    fn dyadic(&self, value: &Dyadic) -> Self::Number {
        // By way of whole numbers where they are exact: rationals are ten times slower to make.
        const EXACT_BITS: u32 = 53;
        let (mantissa, exponent) = (value.mantissa(), value.exponent());
        if mantissa.unsigned_abs() >> EXACT_BITS != 0 || exponent.unsigned_abs() >= EXACT_BITS {
            return self.rational(&value.to_rational());
        }
        let (mantissa, power) = (self.integer(mantissa), self.integer(1 << exponent.unsigned_abs()));
        let scaled = match exponent.signum() {
            0 => return mantissa,
            1 => self.mul(&mantissa, &power),
            _ => self.div(&mantissa, &power),
        };
        scaled.unwrap_or_else(|_| self.rational(&value.to_rational()))
    }
    /// A whole number; exact in every arithmetic up to 2^53.
    fn integer(&self, value: i64) -> Self::Number;
    /// The number that a finite double is (zero where it is not finite), exact.
    fn double(&self, value: f64) -> Self::Number {
        self.rational(&super::from_f64_exact(value).unwrap_or(Rational::ZERO))
    }
    /// `-a`, exact.
    fn negate(&self, a: &Self::Number) -> Self::Number;
    /// `a + b`.
    fn add(&self, a: &Self::Number, b: &Self::Number) -> Result<Self::Number, Fault>;
    /// `a - b`.
    fn sub(&self, a: &Self::Number, b: &Self::Number) -> Result<Self::Number, Fault>;
    /// `a * b`.
    fn mul(&self, a: &Self::Number, b: &Self::Number) -> Result<Self::Number, Fault>;
    /// `a / b`. Division by zero is [`Fault::Undefined`], except in doubles, where it follows IEEE 754.
    fn div(&self, a: &Self::Number, b: &Self::Number) -> Result<Self::Number, Fault>;
    /// The square root.
    fn sqrt(&self, a: &Self::Number) -> Result<Self::Number, Fault>;
    /// The exponential function.
    fn exp(&self, a: &Self::Number) -> Result<Self::Number, Fault>;
    /// The natural logarithm.
    fn ln(&self, a: &Self::Number) -> Result<Self::Number, Fault>;
    /// The natural logarithm in no more than so many bits, where more would be for nothing.
    fn coarse_ln(&self, a: &Self::Number, _bits: u32) -> Result<Self::Number, Fault> {
        self.ln(a)
    }
    /// The cosine.
    fn cos(&self, a: &Self::Number) -> Result<Self::Number, Fault>;
    /// The number pi.
    fn pi(&self) -> Result<Self::Number, Fault>;
    /// `|a|`.
    fn abs(&self, a: &Self::Number) -> Self::Number;
    /// The smaller of two.
    fn min(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// The larger of two.
    fn max(&self, a: &Self::Number, b: &Self::Number) -> Self::Number;
    /// The order of two numbers, [`Fault::Undecided`] where enclosures overlap or a double is NaN.
    fn compare(&self, a: &Self::Number, b: &Self::Number) -> Result<Ordering, Fault>;
    /// What can be said about `a = b`.
    fn equality(&self, a: &Self::Number, b: &Self::Number) -> Equality;
    /// A nearby double, to show or to screen with, never to decide with.
    fn approximate(&self, a: &Self::Number) -> f64;
    /// `sum_i k_i/2 (w_i - c_i)^2`, where the arithmetic has a quicker way than term by term.
    fn parabolas(&self, _w: &[Self::Number], _c: &[Self::Number], _k: &[Self::Number]) -> Option<Self::Number> {
        None
    }
    /// `out_i = k_i (w_i - c_i)`, where the arithmetic has a quicker way than term by term; false where it has none.
    fn lines(&self, _w: &[Self::Number], _c: &[Self::Number], _k: &[Self::Number], _out: &mut [Self::Number]) -> bool {
        false
    }
    /// `out_i = x_i - s g_i`, and a bound of the Euclidean norm of what is not known of the result, where the arithmetic keeps
    /// account of errors.
    fn step(
        &self,
        _x: &[Self::Number],
        _s: &Self::Number,
        _g: &[Self::Number],
        _out: &mut [Self::Number],
    ) -> Option<f64> {
        None
    }
    /// The numbers on a grid, where sums of many of them are quicker and rounded less there.
    fn on_grid(&self, _numbers: &[Self::Number]) -> Option<Grid> {
        None
    }
    /// What a column of numbers on a grid comes to; nothing where the arithmetic has no grids.
    fn off_grid(&self, _grid: &Grid, _sum: &GridSum, _column: usize) -> Option<Self::Number> {
        None
    }
    /// How far from [`Self::approximate`] the number may be, where the arithmetic is one of doubles that keeps account of
    /// that; 0 where the double is as near as a double can be or nothing is known.
    fn error(&self, _: &Self::Number) -> f64 {
        0.0
    }
    /// The number at the middle, which is exact and not farther than [`Self::error`] from the one that is meant; `None` in
    /// arithmetics that keep no such account.
    fn centre(&self, _: &Self::Number) -> Option<Self::Number> {
        None
    }
    /// The number with so much more of an error, where the arithmetic keeps account of errors.
    fn widen(&self, a: &Self::Number, _radius: f64) -> Self::Number {
        a.clone()
    }
    /// Roughly how many operations on doubles one operation on this number costs.
    fn cost(&self, a: &Self::Number) -> u64;
    /// The exact value where there is one (a point enclosure or a finite double counts).
    fn exact(&self, a: &Self::Number) -> Option<Rational>;

    /// Two rationals between which the number is known to lie: twice the same one where it is known exactly. A double
    /// that is not finite lies at 0.
    fn ends(&self, a: &Self::Number) -> (Rational, Rational) {
        let value = self.exact(a).or_else(|| super::from_f64_exact(self.approximate(a))).unwrap_or(Rational::ZERO);
        (value.clone(), value)
    }

    /// To how many bits an infinite series is worth summing; nothing where no finite sum of one is a value.
    fn series_bits(&self) -> Option<u32>;
    /// What is known of a number whose magnitude is at most `radius`: its enclosure, 0 in doubles, and in rationals
    /// [`Fault::Irrational`] unless the radius is 0.
    fn enclosed_by(&self, radius: &Self::Number) -> Result<Self::Number, Fault>;
    /// What results are.
    fn nature(&self) -> Nature;
    /// A number of which no more is known than that it lies between two rationals: the one nearest to their middle
    /// in doubles, the enclosure in intervals, and in rationals [`Fault::Irrational`] unless both are the same.
    fn between(&self, low: &Rational, high: &Rational) -> Result<Self::Number, Fault>;

    /// The sign of a number: -1, 0 or 1.
    fn sign(&self, a: &Self::Number) -> Result<i32, Fault> {
        Ok(match self.compare(a, &self.integer(0))? {
            Ordering::Less => -1,
            Ordering::Equal => 0,
            Ordering::Greater => 1,
        })
    }

    /// `a^n` for whole `n` by repeated squaring; `0^0 = 1`; a negative `n` divides.
    fn power(&self, a: &Self::Number, n: i64) -> Result<Self::Number, Fault> {
        let mut result = self.integer(1);
        let mut square = a.clone();
        let mut left = n.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                result = self.mul(&result, &square)?;
            }
            left >>= 1;
            if left > 0 {
                square = self.mul(&square, &square)?;
            }
        }
        if n < 0 {
            result = self.div(&self.integer(1), &result)?;
        }
        Ok(result)
    }
}
