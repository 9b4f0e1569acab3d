//! Functions of numbers, in any arithmetic.

use crate::language::typed::Function;
use crate::numeric::{Arithmetic, Fault};

/// A count as a whole number.
pub(super) fn whole(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// A function of one number or of two; of one, the second number is not looked at.
pub(super) fn apply<A: Arithmetic>(
    a: &A,
    function: Function,
    x: &A::Number,
    y: &A::Number,
) -> Result<A::Number, Fault> {
    match function {
        Function::Sqrt => a.sqrt(x),
        Function::Abs => Ok(a.abs(x)),
        Function::Sign => a.sign(x).map(|sign| a.integer(i64::from(sign))),
        Function::Exp => a.exp(x),
        Function::Ln => a.ln(x),
        Function::Cos => a.cos(x),
        Function::Ceil => rounded(a, x, f64::ceil),
        Function::Floor => rounded(a, x, f64::floor),
        Function::Min => Ok(a.min(x, y)),
        Function::Max => Ok(a.max(x, y)),
        Function::QuotientOrZero if a.sign(y)? == 0 && a.sign(x)? == 0 => Ok(a.integer(0)),
        Function::QuotientOrZero => a.div(x, y),
        Function::Mod => {
            let quotient = rounded(a, &a.div(x, y)?, f64::floor)?;
            a.sub(x, &a.mul(y, &quotient)?)
        }
        Function::Norm1
        | Function::NormInf
        | Function::Solve
        | Function::Transpose
        | Function::LambdaMax
        | Function::LambdaMin => unreachable!("{function:?} does not act component by component"),
    }
}

/// Rounds to a whole number, when the candidate next to the approximation is certain.
fn rounded<A: Arithmetic>(a: &A, x: &A::Number, round: fn(f64) -> f64) -> Result<A::Number, Fault> {
    #[allow(clippy::cast_possible_truncation)]
    let near = round(a.approximate(x)) as i64;
    // Casts stop at the ends of the whole numbers that there are, where no neighbour is left to compare with.
    if near.checked_add(2).is_none() || near.checked_sub(2).is_none() {
        return Err(Fault::TooLarge);
    }
    let up = round(0.5) > 0.5;
    for candidate in [near, near - 1, near + 1] {
        let (low, high) = if up { (candidate - 1, candidate) } else { (candidate, candidate + 1) };
        let above = a.compare(x, &a.integer(low))?;
        let below = a.compare(x, &a.integer(high))?;
        let inside = if up { above.is_gt() && below.is_le() } else { above.is_ge() && below.is_lt() };
        if inside {
            return Ok(a.integer(candidate));
        }
    }
    Err(Fault::TooLarge)
}

/// `x^y`: by multiplication where `y` is a whole number, by roots where its denominator is a power of two,
/// else through the exponential function.
pub(super) fn power<A: Arithmetic>(a: &A, x: &A::Number, y: &A::Number) -> Result<A::Number, Fault> {
    let exponent = a.approximate(y);
    if exponent.fract() == 0.0 && exponent.abs() < 1_048_576.0 && a.exact(y).is_some() {
        #[allow(clippy::cast_possible_truncation)]
        return a.power(x, exponent as i64);
    }
    let (mut root, mut exponent) = (x.clone(), exponent);
    if a.exact(y).is_some() {
        for _ in 0..8 {
            root = a.sqrt(&root)?;
            exponent *= 2.0;
            if exponent.fract() == 0.0 {
                #[allow(clippy::cast_possible_truncation)]
                return a.power(&root, exponent as i64);
            }
        }
    }
    a.exp(&a.mul(y, &a.ln(x)?)?)
}
