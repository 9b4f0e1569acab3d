//! Arithmetic that leaves a program room for its rounding: docs/black-boxes.md has the rules and the theorem.

use std::cmp::Ordering;

use crate::numeric::tolerance::{
    DOUBLE_ALLOWANCE_BITS, DOUBLE_FLOOR, DOUBLE_REACH, SINGLE_ALLOWANCE_BITS, SINGLE_FLOOR, SINGLE_REACH,
};
use crate::numeric::{Arithmetic, Bracket, Equality, Fault, Nature, Outward, Rational};

/// In which numbers a program calculates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Precision {
    /// In doubles.
    #[default]
    Double,
    /// In numbers of 32 bits, at least in part.
    Single,
}

/// Brackets of doubles in which the result of each operation is widened by what a program may have rounded there.
///
/// A result is widened by `2^-p` of its magnitude, a sum by `2^-p` of the sum of the magnitudes of its terms, and by the
/// smallest normal number for underflow. What is 0 because its operands are exact zeros stays 0.
#[derive(Debug, Clone, Copy)]
pub struct Allowance {
    /// `2^-p`.
    unit: f64,
    /// The smallest normal number of the program.
    floor: f64,
    /// The largest magnitude that is judged.
    reach: f64,
}

/// What is beyond the numbers of the program is not judged.
pub const OUT_OF_RANGE: Fault = Fault::Limit("a number beyond the range of the program's");

const ZERO: f64 = 0.0;

fn is_zero(a: &Bracket) -> bool {
    a.low() == ZERO && a.high() == ZERO
}

/// The largest absolute value in a bracket.
fn magnitude(a: &Bracket) -> f64 {
    a.low().abs().max(a.high().abs())
}

impl Allowance {
    /// The allowance of a program that calculates with such numbers.
    #[must_use]
    pub fn new(precision: Precision) -> Self {
        let (bits, floor, reach) = match precision {
            Precision::Double => (DOUBLE_ALLOWANCE_BITS, DOUBLE_FLOOR, DOUBLE_REACH),
            Precision::Single => (SINGLE_ALLOWANCE_BITS, SINGLE_FLOOR, SINGLE_REACH),
        };
        Self { unit: libm::ldexp(1.0, -bits.cast_signed()), floor, reach }
    }

    /// A bracket with so much more room on either side.
    fn room(&self, a: &Bracket, by: f64) -> Result<Bracket, Fault> {
        let by = (by * self.unit + self.floor).next_up();
        let (low, high) = ((a.low() - by).next_down(), (a.high() + by).next_up());
        if low.abs() <= self.reach && high.abs() <= self.reach {
            Ok(Bracket::new(low, high))
        } else {
            Err(OUT_OF_RANGE)
        }
    }

    /// A result with the room of its own magnitude; rounding never turns a sign.
    fn wide(&self, a: &Bracket, times: f64) -> Result<Bracket, Fault> {
        let wide = self.room(a, magnitude(a) * times)?;
        Ok(if a.low() >= ZERO {
            Bracket::new(wide.low().max(ZERO), wide.high())
        } else if a.high() <= ZERO {
            Bracket::new(wide.low(), wide.high().min(ZERO))
        } else {
            wide
        })
    }

    /// Whether a double is what the reference has, up to the rounding of one more operation.
    #[must_use]
    pub fn admits(&self, reference: &Bracket, got: f64) -> Option<bool> {
        let wide = self.room(reference, magnitude(reference)).ok()?;
        Some(wide.low() <= got && got <= wide.high())
    }

    /// `a`, widened by the rounding of a number `by` that was added to it and taken away again.
    ///
    /// # Errors
    /// Where it is beyond the program's numbers.
    pub fn grown(&self, a: &Bracket, by: &Bracket) -> Result<Bracket, Fault> {
        let wide = self.room(a, magnitude(by))?;
        // A mean of squares is cut at zero.
        Ok(if a.low() >= ZERO { Bracket::new(wide.low().max(ZERO), wide.high()) } else { wide })
    }

    /// The difference of two numbers that a program has, with the rounding of taking it.
    ///
    /// # Errors
    /// Where it is beyond the program's numbers.
    pub fn difference(&self, a: f64, b: f64) -> Result<Bracket, Fault> {
        let exact = Outward.sub(&Outward.double(a), &Outward.double(b))?;
        if is_zero(&exact) { Ok(exact) } else { self.wide(&exact, 1.0) }
    }

    /// The smallest bracket around two.
    #[must_use]
    pub fn hull(a: &Bracket, b: &Bracket) -> Bracket {
        Bracket::new(a.low().min(b.low()), a.high().max(b.high()))
    }

    /// A bracket of half the width on either side.
    #[must_use]
    pub fn around(&self, middle: f64, by: f64) -> Bracket {
        Bracket::new((middle - by).next_down(), (middle + by).next_up())
    }

    /// A constant that lies between two doubles: whole numbers and binary fractions are what they are; of a decimal the program has
    /// a neighbour.
    #[must_use]
    pub fn neighbour(&self, near: Bracket) -> Bracket {
        if near.is_point() { near } else { self.wide(&near, 1.0).unwrap_or(near) }
    }

    /// The share of a magnitude that one operation may be off by.
    #[must_use]
    pub const fn unit(&self) -> f64 {
        self.unit
    }
}

impl Arithmetic for Allowance {
    type Number = Bracket;

    fn rational(&self, value: &Rational) -> Bracket {
        self.neighbour(Outward.rational(value))
    }

    fn integer(&self, value: i64) -> Bracket {
        Outward.integer(value)
    }

    fn double(&self, value: f64) -> Bracket {
        Outward.double(value)
    }

    fn negate(&self, a: &Bracket) -> Bracket {
        Outward.negate(a)
    }

    fn add(&self, a: &Bracket, b: &Bracket) -> Result<Bracket, Fault> {
        if is_zero(a) || is_zero(b) {
            return Ok(if is_zero(a) { *b } else { *a });
        }
        let exact = Outward.add(a, b)?;
        let wide = self.room(&exact, magnitude(a) + magnitude(b))?;
        // Terms of one sign have a sum of that sign, in whatever order they are added.
        Ok(if a.low() >= ZERO && b.low() >= ZERO {
            Bracket::new(wide.low().max(ZERO), wide.high())
        } else if a.high() <= ZERO && b.high() <= ZERO {
            Bracket::new(wide.low(), wide.high().min(ZERO))
        } else {
            wide
        })
    }

    fn sub(&self, a: &Bracket, b: &Bracket) -> Result<Bracket, Fault> {
        self.add(a, &Outward.negate(b))
    }

    fn mul(&self, a: &Bracket, b: &Bracket) -> Result<Bracket, Fault> {
        if is_zero(a) || is_zero(b) {
            return Ok(Outward.integer(0));
        }
        self.wide(&Outward.mul(a, b)?, 1.0)
    }

    fn div(&self, a: &Bracket, b: &Bracket) -> Result<Bracket, Fault> {
        let exact = Outward.div(a, b)?;
        if is_zero(a) { Ok(exact) } else { self.wide(&exact, 1.0) }
    }

    fn sqrt(&self, a: &Bracket) -> Result<Bracket, Fault> {
        if is_zero(a) { Ok(*a) } else { self.wide(&Outward.sqrt(a)?, 1.0) }
    }

    fn exp(&self, a: &Bracket) -> Result<Bracket, Fault> {
        self.wide(&Outward.exp(a)?, 1.0)
    }

    fn ln(&self, a: &Bracket) -> Result<Bracket, Fault> {
        self.wide(&Outward.ln(a)?, 1.0)
    }

    fn cos(&self, a: &Bracket) -> Result<Bracket, Fault> {
        // The argument of a cosine is off by its own rounding even where it is one number.
        self.room(&Outward.cos(a)?, 1.0)
    }

    fn pi(&self) -> Result<Bracket, Fault> {
        self.wide(&Outward.pi()?, 1.0)
    }

    fn abs(&self, a: &Bracket) -> Bracket {
        Outward.abs(a)
    }

    fn min(&self, a: &Bracket, b: &Bracket) -> Bracket {
        Outward.min(a, b)
    }

    fn max(&self, a: &Bracket, b: &Bracket) -> Bracket {
        Outward.max(a, b)
    }

    fn compare(&self, a: &Bracket, b: &Bracket) -> Result<Ordering, Fault> {
        Outward.compare(a, b)
    }

    fn equality(&self, a: &Bracket, b: &Bracket) -> Equality {
        Outward.equality(a, b)
    }

    fn approximate(&self, a: &Bracket) -> f64 {
        Outward.approximate(a)
    }

    fn cost(&self, a: &Bracket) -> u64 {
        Outward.cost(a)
    }

    fn exact(&self, a: &Bracket) -> Option<Rational> {
        Outward.exact(a)
    }

    fn series_bits(&self) -> Option<u32> {
        Outward.series_bits()
    }

    fn enclosed_by(&self, radius: &Bracket) -> Result<Bracket, Fault> {
        Outward.enclosed_by(radius)
    }

    fn nature(&self) -> Nature {
        Outward.nature()
    }

    fn between(&self, low: &Rational, high: &Rational) -> Result<Bracket, Fault> {
        Outward.between(low, high)
    }

    /// A power counts as so many operations as its exponent says, for a program may keep a running product.
    #[allow(clippy::cast_precision_loss)] // Exponents are far below 2^53.
    fn power(&self, a: &Bracket, n: i64) -> Result<Bracket, Fault> {
        if n == 0 || is_zero(a) {
            return Outward.power(a, n);
        }
        self.wide(&Outward.power(a, n)?, n.unsigned_abs() as f64)
    }
}
