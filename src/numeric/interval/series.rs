//! Exponentials, logarithms and cosines of intervals. Where each takes long, values that come up again are recalled, and a
//! narrow interval needs one of its ends alone.

use std::cell::RefCell;
use std::collections::HashMap;

use dashu_float::Repr;
use dashu_int::IBig;

use super::super::arithmetic::Fault;
use super::super::bound::{Toward, product, quotient};
use super::super::circular::cosine_bounds;
use super::super::exponential::{LONG, exponential_bounds};
use super::super::fingerprint::Atom;
use super::super::fixed_point::leading_position;
use super::super::logarithm::logarithm_bounds;
use super::super::tolerance::{LONG_VALUES, NARROW_BITS, SHORT_BITS, SHORT_VALUES};
use super::ends::{Bound, is_zero, outward_up};
use super::{Interval, Intervals};

/// The bounds of a function's value, as of [`exponential_bounds`].
type Bounds = fn(&Repr<2>, usize) -> (Bound, Bound);

/// The function, the argument and the bits.
type Asked = (Atom, IBig, isize, usize);

thread_local! {
    /// What was computed lately, with few bits and with many. Each value depends on its key alone.
    static KNOWN: [RefCell<HashMap<Asked, (Bound, Bound)>>; 2] = Default::default();
}

/// Bounds of a function's value, recalled where they are known: an objective's value, its gradient and the next statement about the
/// same point all ask for the same exponentials.
fn bounds(of: Atom, make: Bounds, x: &Bound, bits: usize) -> (Bound, Bound) {
    let is_long = bits >= LONG;
    let key = (of, x.significand().clone(), x.exponent(), bits);
    let recalled = KNOWN.with(|known| known[usize::from(is_long)].borrow().get(&key).cloned());
    if let Some(found) = recalled {
        return found;
    }
    let found = make(x, bits);
    KNOWN.with(|known| {
        let mut known = known[usize::from(is_long)].borrow_mut();
        if known.len() >= if is_long { LONG_VALUES } else { SHORT_VALUES } {
            known.clear();
        }
        known.insert(key, found.clone());
    });
    found
}

/// Bounds of the exponential.
pub(super) fn exponential(x: &Bound, bits: usize) -> (Bound, Bound) {
    bounds(Atom::Exponential, exponential_bounds, x, bits)
}

/// Bounds of the logarithm.
pub(super) fn logarithm(x: &Bound, bits: usize) -> (Bound, Bound) {
    bounds(Atom::Logarithm, logarithm_bounds, x, bits)
}

/// Bounds of the cosine.
pub(super) fn cosine(x: &Bound, bits: usize) -> (Bound, Bound) {
    bounds(Atom::Cosine, cosine_bounds, x, bits)
}

impl Intervals {
    /// How wide an interval is, rounded up, where it is so narrow and its ends so long that a function of one end tells as much as
    /// one of both.
    pub(super) fn narrow(self, a: &Interval) -> Result<Option<Bound>, Fault> {
        if self.precision() < LONG || a.is_point() {
            return Ok(None);
        }
        let width = outward_up(dashu_float::Context::new(SHORT_BITS).sub(&a.high, &a.low))?;
        let is_narrow = !is_zero(&width) && leading_position(&width) <= -NARROW_BITS;
        Ok(is_narrow.then_some(width))
    }

    /// The exponential of an interval of that width, from that of its lower end: `e^w <= 1 + w (1 + w)` for `w` up to 1.
    pub(super) fn exponential_from(self, low: Interval, width: &Bound) -> Result<Interval, Fault> {
        // `w (1 + 2^-NARROW_BITS)`, which is at least `w (1 + w)`.
        let step = (width.significand() << NARROW_BITS.unsigned_abs()) + width.significand();
        let step = Repr::new(step, width.exponent() - NARROW_BITS);
        let rise = product(&low.high, &step, self.precision(), Toward::Above);
        let high = self.sum(&low.high, &rise, Toward::Above)?;
        Ok(Interval::new(low.low, high))
    }

    /// The logarithm of an interval of that width, from that of its lower end: `ln(a + w) <= ln a + w/a`.
    pub(super) fn logarithm_from(self, low: Interval, end: &Bound, width: &Bound) -> Result<Interval, Fault> {
        let rise = quotient(width, end, SHORT_BITS, Toward::Above);
        let high = self.sum(&low.high, &rise, Toward::Above)?;
        Ok(Interval::new(low.low, high))
    }

    /// The cosine of an interval of that width, from that of its lower end: it moves by no more than its argument does.
    pub(super) fn cosine_from(self, low: &Interval, width: &Bound) -> Result<Interval, Fault> {
        let below = self.difference(&low.low, width, Toward::Below)?;
        let above = self.sum(&low.high, width, Toward::Above)?;
        Ok(Interval::new(below.max(Repr::neg_one()), above.min(Repr::one())))
    }
}
