//! Certificates: their format, and the exact check that accepts or refuses one.

pub mod check;
