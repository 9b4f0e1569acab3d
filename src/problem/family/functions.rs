//! Functions that several families are made of.

use std::cmp::Ordering;

use crate::numeric::{Arithmetic, Fault};

/// `ln(1 + exp(m))`, the logistic loss at margin `-m`.
pub(in crate::problem) fn softplus<A: Arithmetic>(a: &A, m: &A::Number) -> Result<A::Number, Fault> {
    let small = a.exp(&a.negate(&a.abs(m)))?;
    let rest = a.ln(&a.add(&a.integer(1), &small)?)?;
    a.add(&a.max(m, &a.integer(0)), &rest)
}

/// `1/(1 + exp(-m))`, the derivative of [`softplus`].
pub(in crate::problem) fn sigmoid<A: Arithmetic>(a: &A, m: &A::Number) -> Result<A::Number, Fault> {
    let one = a.integer(1);
    // Both ways of writing it are right everywhere; the exponential of a number that is not positive does not overflow.
    if a.approximate(m) < 0.0 {
        let power = a.exp(m)?;
        return a.div(&power, &a.add(&one, &power)?);
    }
    let power = a.exp(&a.negate(m))?;
    a.div(&one, &a.add(&one, &power)?)
}

/// `x/2`.
#[inline]
pub(in crate::problem) fn half<A: Arithmetic>(a: &A, x: &A::Number) -> Result<A::Number, Fault> {
    a.div(x, &a.integer(2))
}

/// Whether `|z| <= bound`.
pub(super) fn within<A: Arithmetic>(a: &A, z: &A::Number, bound: &A::Number) -> Result<bool, Fault> {
    Ok(a.compare(&a.abs(z), bound)? != Ordering::Greater)
}
