//! Numbers with few bits.

use crate::numeric::Dyadic;
use crate::numeric::tolerance::{TUNED_BITS, TUNED_EXPONENT};

/// The number with its leading bits alone, so that exact arithmetic stays cheap; nothing where it is out of reason.
pub(super) fn with_few_bits(value: f64) -> Option<Dyadic> {
    if value == 0.0 {
        return Some(Dyadic::ZERO);
    }
    let (fraction, exponent) = libm::frexp(value);
    if !value.is_finite() || exponent.abs() > TUNED_EXPONENT {
        return None;
    }
    let scale = libm::ldexp(1.0, TUNED_BITS);
    Dyadic::from_f64_exact(libm::ldexp((fraction * scale).round(), exponent - TUNED_BITS))
}
