//! The ends of intervals: whole numbers times powers of two, kept within the limits of their exponents.

use dashu_base::Sign;
use dashu_float::round::mode::{Down, Up};
use dashu_float::{FBig, FpError, FpResult, Repr};
use dashu_int::IBig;

use super::super::arithmetic::Fault;
use super::super::bound::Toward;
use super::super::fixed_point::{leading_position, scaled};
use super::super::rational::{Rational, power_of_two};
use super::super::tolerance::INTERVAL_EXPONENT;

/// One end of an interval: a whole number times a power of two.
pub(super) type Bound = Repr<2>;

/// The size of what has no summands but itself: no limit to how small.
pub(super) const NONE: isize = isize::MIN;

/// The leading position of a product, from those of its factors; one of them may be [`NONE`].
pub(super) const fn times(a: isize, b: isize) -> isize {
    if a == NONE || b == NONE { NONE } else { a.saturating_add(b) }
}

/// The leading position of a quotient, from those of the dividend, which may be [`NONE`], and of the divisor.
pub(super) const fn over(a: isize, b: isize) -> isize {
    if a == NONE { NONE } else { a.saturating_sub(b).saturating_add(1) }
}

pub(super) fn is_zero(end: &Bound) -> bool {
    end.significand().is_zero()
}

pub(super) fn negated(end: &Bound) -> Bound {
    if is_zero(end) { Repr::zero() } else { -end.clone() }
}

/// The float library tells -0 from 0; an end of an interval must not.
pub(super) fn without_sign_of_zero(end: Bound) -> Bound {
    if is_zero(&end) { Repr::zero() } else { end }
}

/// Whether the first bit lies beyond `2^INTERVAL_EXPONENT` or before `2^-INTERVAL_EXPONENT`.
pub(super) fn is_extreme(end: &Bound) -> bool {
    leading_position(end).unsigned_abs() > INTERVAL_EXPONENT.unsigned_abs()
}

/// The number itself, or one beyond it in the direction given that is zero or whose exponent is
/// within the limit.
pub(super) fn limited(value: Bound, toward: Toward) -> Result<Bound, Fault> {
    if is_zero(&value) {
        return Ok(Repr::zero());
    }
    if !is_extreme(&value) {
        return Ok(value);
    }
    if leading_position(&value) > 0 {
        return Err(Fault::TooLarge);
    }
    Ok(match (toward, value.sign()) {
        (Toward::Below, Sign::Negative) => Repr::new(IBig::NEG_ONE, -INTERVAL_EXPONENT),
        (Toward::Above, Sign::Positive) => Repr::new(IBig::ONE, -INTERVAL_EXPONENT),
        (Toward::Below, Sign::Positive) | (Toward::Above, Sign::Negative) => Repr::zero(),
    })
}

/// A result of the float library that was rounded down.
pub(super) fn outward_down(result: FpResult<FBig<Down, 2>>) -> Result<Bound, Fault> {
    limited(result.map_err(fault)?.value().into_repr(), Toward::Below)
}

/// A result of the float library that was rounded up.
pub(super) fn outward_up(result: FpResult<FBig<Up, 2>>) -> Result<Bound, Fault> {
    limited(result.map_err(fault)?.value().into_repr(), Toward::Above)
}

/// What a failure of the float library means; the callers exclude all but the range errors.
pub(super) fn fault(error: FpError) -> Fault {
    match error {
        FpError::Overflow(_) | FpError::Underflow(_) => Fault::TooLarge,
        _ => Fault::Undecided,
    }
}

/// The value of an end. Exact.
pub(super) fn to_rational(end: &Bound) -> Rational {
    Rational::from(end.significand().clone()) * power_of_two(end.exponent())
}

/// The nearest double, or nearly so among the subnormal ones.
pub(super) fn to_f64(end: &Bound) -> f64 {
    let sign = if end.sign() == Sign::Negative { -1.0 } else { 1.0 };
    if is_zero(end) {
        0.0
    } else if leading_position(end) > 1025 {
        sign * f64::INFINITY
    } else if leading_position(end) < -1080 {
        sign * 0.0
    } else {
        end.to_f64().value()
    }
}

/// The largest whole number that is not above; `end` has few digits before the point.
pub(super) fn floor(end: &Bound) -> IBig {
    scaled(end, 0)
}

/// The smallest whole number that is not below; `end` has few digits before the point.
pub(super) fn ceiling(end: &Bound) -> IBig {
    -floor(&negated(end))
}
