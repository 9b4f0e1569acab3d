//! Exact rational arithmetic.

/// An exact rational number, always reduced.
pub type Rational = dashu_ratio::RBig;

// HELPER-NUMERIC: `pub struct Rationals { pub bits: usize }` implementing Arithmetic exactly; results whose
// numerator or denominator exceed `bits` are Fault::TooLarge.
