//! Terms of a recipe's formula.

use crate::numeric::Rational;

/// One coordinate's numbers and the ways to write its argument.
pub(in crate::problem) struct TermNumbers {
    /// The scale.
    pub(in crate::problem) scale: Rational,
    /// The scale times the curvature.
    pub(in crate::problem) factor: Rational,
    /// The stretch.
    pub(in crate::problem) stretch: Rational,
    /// The threshold.
    pub(in crate::problem) threshold: Rational,
    /// The pieces of the second derivative, `1 | 2: 3`.
    pub(in crate::problem) pieces: String,
    /// The number of samples; 0 where there are none.
    pub(in crate::problem) samples: usize,
    /// `Q (w - c)` in this coordinate, in brackets where a power needs them.
    pub(in crate::problem) base: String,
    /// The same times the stretch, without brackets.
    pub(in crate::problem) stretched: String,
    /// The same times the stretch, in brackets where a power needs them.
    pub(in crate::problem) stretched_base: String,
    /// The same times the stretch and the factor, without brackets.
    pub(in crate::problem) multiple: String,
}

impl TermNumbers {
    /// `k/2 z^2` divided by a number.
    pub(super) fn square(&self, divisor: usize) -> String {
        let factor = &self.factor * &self.stretch * &self.stretch / Rational::from(2 * divisor);
        with_factor(&factor, &format!("{}²", self.base))
    }
}

/// `2·x`, `x`, `-x`.
pub(in crate::problem) fn with_factor(factor: &Rational, text: &str) -> String {
    if factor.is_one() {
        text.to_owned()
    } else if *factor == -Rational::ONE {
        format!("-{text}")
    } else {
        format!("{factor}·{text}")
    }
}
