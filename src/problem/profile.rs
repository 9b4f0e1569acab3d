//! The functions of one variable that separable families are sums of.
//!
//! Exact in rationals, enclosed in intervals, within a few rounding errors in doubles. Branches are decided by
//! [`Arithmetic::compare`], so that an enclosure that straddles one is undecided.

use std::cmp::Ordering;

use super::family::Family;
use crate::numeric::{Arithmetic, Fault};

/// Family, curvature `k` and threshold `tau` of one coordinate.
pub(super) struct Profile<'a, N> {
    /// The family; sampled ones mean their penalty `k/2 z^2`.
    pub(super) family: Family,
    /// `k`.
    pub(super) curvature: &'a N,
    /// `tau`.
    pub(super) threshold: &'a N,
}

impl<N: Clone> Profile<'_, N> {
    /// The value at `z`.
    pub(super) fn value<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        let (k, tau) = (self.curvature, self.threshold);
        match self.family {
            Family::Huber => {
                if inside(a, z, tau)? {
                    return half(a, &a.mul(k, &a.mul(z, z)?)?);
                }
                let beyond = a.sub(&a.abs(z), &half(a, tau)?)?;
                a.mul(&a.mul(k, tau)?, &beyond)
            }
            Family::PseudoHuber => {
                let root = a.sqrt(&self.square_sum(a, z)?)?;
                a.mul(&a.mul(k, tau)?, &root)
            }
            Family::Bump => {
                // 1 - tau^2/(tau^2 + z^2) names z once, so that its enclosure is tight.
                let square = a.mul(tau, tau)?;
                let share = a.div(&square, &self.square_sum(a, z)?)?;
                let rest = a.sub(&a.integer(1), &share)?;
                half(a, &a.mul(&a.mul(k, &square)?, &rest)?)
            }
            Family::DoubleWell => {
                if on_hill(a, z, tau)? {
                    let top = half(a, &a.mul(tau, tau)?)?;
                    return half(a, &a.mul(k, &a.sub(&top, &a.mul(z, z)?)?)?);
                }
                let away = a.sub(&a.abs(z), tau)?;
                half(a, &a.mul(k, &a.mul(&away, &away)?)?)
            }
            Family::Quartic => {
                let square = a.mul(z, z)?;
                a.mul(k, &a.mul(&square, &square)?)
            }
            Family::ThreeHalves => {
                let size = a.abs(z);
                let root = a.sqrt(&size)?;
                a.mul(k, &a.mul(&size, &root)?)
            }
            Family::Linear => a.mul(k, z),
            _ => half(a, &a.mul(k, &a.mul(z, z)?)?),
        }
    }

    /// The first derivative at `z`.
    pub(super) fn derivative<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        let (k, tau) = (self.curvature, self.threshold);
        match self.family {
            Family::Huber => {
                // Clamping needs no decision: it encloses the kink.
                let low = a.negate(tau);
                a.mul(k, &a.max(&a.min(z, tau), &low))
            }
            Family::PseudoHuber => {
                let root = a.sqrt(&self.square_sum(a, z)?)?;
                a.mul(&a.mul(k, tau)?, &a.div(z, &root)?)
            }
            Family::Bump => {
                let share = a.div(&a.mul(tau, tau)?, &self.square_sum(a, z)?)?;
                a.mul(k, &a.mul(z, &a.mul(&share, &share)?)?)
            }
            Family::DoubleWell => {
                if on_hill(a, z, tau)? {
                    return a.mul(k, &a.negate(z));
                }
                let nearest = if a.sign(z)? < 0 { a.negate(tau) } else { tau.clone() };
                a.mul(k, &a.sub(z, &nearest)?)
            }
            Family::Quartic => {
                let cube = a.mul(z, &a.mul(z, z)?)?;
                a.mul(&a.mul(k, &a.integer(4))?, &cube)
            }
            Family::ThreeHalves => {
                let root = a.sqrt(&a.abs(z))?;
                let size = half(a, &a.mul(&a.mul(k, &a.integer(3))?, &root)?)?;
                Ok(match a.sign(z)? {
                    sign if sign < 0 => a.negate(&size),
                    _ => size,
                })
            }
            Family::Linear => Ok(k.clone()),
            _ => a.mul(k, z),
        }
    }

    /// The second derivative at `z`.
    pub(super) fn second<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        let (k, tau) = (self.curvature, self.threshold);
        match self.family {
            Family::Huber => match a.compare(&a.abs(z), tau)? {
                Ordering::Less => Ok(k.clone()),
                Ordering::Greater => Ok(a.integer(0)),
                Ordering::Equal => {
                    Err(Fault::Undefined("the Huber function has no second derivative at its threshold"))
                }
            },
            Family::PseudoHuber => {
                let square = a.mul(tau, tau)?;
                let sum = self.square_sum(a, z)?;
                let cube = a.mul(&sum, &a.sqrt(&sum)?)?;
                a.div(&a.mul(&a.mul(k, tau)?, &square)?, &cube)
            }
            Family::Bump => {
                // With s = tau^2/(tau^2 + z^2): k s^2 (4 s - 3).
                let share = a.div(&a.mul(tau, tau)?, &self.square_sum(a, z)?)?;
                let factor = a.sub(&a.mul(&a.integer(4), &share)?, &a.integer(3))?;
                a.mul(k, &a.mul(&a.mul(&share, &share)?, &factor)?)
            }
            Family::DoubleWell => match a.compare(&a.abs(z), &half(a, tau)?)? {
                Ordering::Less => Ok(a.negate(k)),
                Ordering::Greater => Ok(k.clone()),
                Ordering::Equal => {
                    Err(Fault::Undefined("the double well has no second derivative where hill and well meet"))
                }
            },
            Family::Quartic => a.mul(&a.mul(k, &a.integer(12))?, &a.mul(z, z)?),
            Family::ThreeHalves => {
                if a.sign(z)? == 0 {
                    return Err(Fault::Undefined("|z|^(3/2) has no second derivative at 0"));
                }
                let root = a.sqrt(&a.abs(z))?;
                a.div(&a.mul(k, &a.integer(3))?, &a.mul(&a.integer(4), &root)?)
            }
            Family::Linear => Ok(a.integer(0)),
            _ => Ok(k.clone()),
        }
    }

    /// `tau^2 + z^2`.
    fn square_sum<A: Arithmetic<Number = N>>(&self, a: &A, z: &N) -> Result<N, Fault> {
        a.add(&a.mul(self.threshold, self.threshold)?, &a.mul(z, z)?)
    }
}

/// `ln(1 + exp(m))`, the logistic loss at margin `-m`.
pub(super) fn softplus<A: Arithmetic>(a: &A, m: &A::Number) -> Result<A::Number, Fault> {
    let small = a.exp(&a.negate(&a.abs(m)))?;
    let rest = a.ln(&a.add(&a.integer(1), &small)?)?;
    a.add(&a.max(m, &a.integer(0)), &rest)
}

/// `1/(1 + exp(-m))`, the derivative of [`softplus`].
pub(super) fn sigmoid<A: Arithmetic>(a: &A, m: &A::Number) -> Result<A::Number, Fault> {
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
pub(super) fn half<A: Arithmetic>(a: &A, x: &A::Number) -> Result<A::Number, Fault> {
    a.div(x, &a.integer(2))
}

fn inside<A: Arithmetic>(a: &A, z: &A::Number, tau: &A::Number) -> Result<bool, Fault> {
    Ok(a.compare(&a.abs(z), tau)? != Ordering::Greater)
}

fn on_hill<A: Arithmetic>(a: &A, z: &A::Number, tau: &A::Number) -> Result<bool, Fault> {
    inside(a, z, &half(a, tau)?)
}
