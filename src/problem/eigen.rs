//! The extreme eigenvalues of a symmetric matrix, in any arithmetic.

use dashu_base::Gcd;
use dashu_int::{IBig, UBig};

use super::spectrum::{Definite, definiteness, eigenvalues, with_few_bits};
use crate::numeric::tolerance::{EIGENVALUE_BITS, EIGENVALUE_MARGIN_BITS};
use crate::numeric::{Arithmetic, Fault, Nature, Rational, from_f64_exact, power_of_two};

/// Margins tried before the row sums have to do.
const PROPOSALS: usize = 64;

/// The largest eigenvalue of a symmetric matrix, given row by row.
///
/// In doubles it is that of Jacobi's method, good to about `1e-15` of the matrix's norm. In rationals it is exact, and
/// [`Fault::Irrational`] where it is not a short number. In intervals it is enclosed: a bound `q` is accepted where
/// `q I - A` is positive semidefinite by exact elimination, and what the entries' enclosures leave open is added by
/// Weyl's inequality. The smallest eigenvalue of `A` is minus the largest of `-A`.
///
/// # Errors
/// [`Fault::Undefined`] where the matrix is certainly not symmetric, and what the arithmetic cannot do.
pub fn largest_eigenvalue<A: Arithmetic>(a: &A, matrix: &[A::Number], dimension: usize) -> Result<A::Number, Fault> {
    let doubles: Vec<f64> = matrix.iter().map(|entry| a.approximate(entry)).collect();
    if !doubles.iter().all(|entry| entry.is_finite()) {
        return Err(Fault::TooLarge);
    }
    if a.nature() == Nature::Rounded {
        let largest = eigenvalues(symmetrised(&doubles, dimension), dimension).into_iter().fold(f64::NAN, f64::max);
        return if largest.is_finite() { Ok(a.double(largest)) } else { Err(Fault::TooLarge) };
    }
    for i in 0..dimension {
        for k in 0..i {
            let difference = a.sub(&matrix[i * dimension + k], &matrix[k * dimension + i])?;
            if a.exact(&difference).is_some_and(|value| !value.is_zero()) {
                return Err(Fault::Undefined("the matrix is not symmetric"));
            }
        }
    }
    if a.nature() == (Nature::Enclosing { bits: f64::MANTISSA_DIGITS })
        && let Some((near, radius)) = eliminated_bounds(a, matrix, &doubles, dimension)?
    {
        return a.add(&a.double(near), &a.enclosed_by(&a.double(radius))?);
    }
    let bits = match a.nature() {
        // Half of the bits take half of the eliminations, and are far more than the doubles have.
        Nature::Enclosing { bits } => bits / 2,
        _ => EIGENVALUE_BITS / 2,
    };
    let exact: Option<Vec<Rational>> = matrix.iter().map(|entry| a.exact(entry)).collect();
    if let Some(exact) = exact {
        let (low, high) = bounds(&exact, dimension, bits.min(EIGENVALUE_BITS));
        return a.between(&low, &high);
    }
    let middle = symmetrised(&doubles, dimension);
    let middle: Option<Vec<Rational>> = middle.into_iter().map(from_f64_exact).collect();
    let middle = middle.ok_or(Fault::TooLarge)?;
    let (low, high) = bounds(&middle, dimension, bits.min(EIGENVALUE_BITS));
    let mut radius = a.integer(0);
    for (row, middle) in matrix.chunks(dimension).zip(middle.chunks(dimension)) {
        let mut sum = a.integer(0);
        for (entry, middle) in row.iter().zip(middle) {
            sum = a.add(&sum, &a.abs(&a.sub(entry, &a.rational(middle))?))?;
        }
        radius = a.max(&radius, &sum);
    }
    let around = a.mul(&radius, &a.between(&-Rational::ONE, &Rational::ONE)?)?;
    a.add(&a.between(&low, &high)?, &around)
}

/// A double and how far from it the largest eigenvalue may be, by elimination in enclosures of doubles, which is quick: `q` is
/// above it where all pivots of `q I - A` are positive for certain, and below it where one is negative for certain. `None`
/// where no such bounds are found near the estimate in doubles.
fn eliminated_bounds<A: Arithmetic>(
    a: &A,
    matrix: &[A::Number],
    doubles: &[f64],
    n: usize,
) -> Result<Option<(f64, f64)>, Fault> {
    let estimate = eigenvalues(symmetrised(doubles, n), n).into_iter().fold(f64::NAN, f64::max);
    let size = doubles.chunks(n).map(|row| row.iter().map(|x| x.abs()).sum::<f64>()).fold(0.0, f64::max);
    let mut margin = size * libm::ldexp(1.0, i32::try_from(-EIGENVALUE_MARGIN_BITS).unwrap_or(i32::MIN));
    let (mut below, mut above) = (false, false);
    let mut rest = Vec::with_capacity(n * n);
    for _ in 0..PROPOSALS {
        below = below || has_positive_pivots(a, matrix, estimate - margin, &mut rest)? == Some(false);
        above = above || has_positive_pivots(a, matrix, estimate + margin, &mut rest)? == Some(true);
        if below && above {
            // Twice the margin covers the rounding of the estimate plus or minus it.
            return Ok(Some((estimate, 2.0 * margin)));
        }
        margin += margin;
    }
    Ok(None)
}

/// Whether all pivots of `shift I - A` are positive, as far as their signs are certain; what is left of it goes to `rest`.
fn has_positive_pivots<A: Arithmetic>(
    a: &A,
    matrix: &[A::Number],
    shift: f64,
    rest: &mut Vec<A::Number>,
) -> Result<Option<bool>, Fault> {
    let n = matrix.len().isqrt();
    rest.clear();
    rest.extend(matrix.iter().map(|entry| a.negate(entry)));
    for i in 0..n {
        rest[i * n + i] = a.add(&rest[i * n + i], &a.double(shift))?;
    }
    for k in 0..n {
        let Ok(sign) = a.sign(&rest[k * n + k]) else { return Ok(None) };
        if sign <= 0 {
            // A pivot of zero leaves open whether the matrix is semidefinite.
            return Ok((sign < 0).then_some(false));
        }
        for i in k + 1..n {
            let factor = a.div(&rest[i * n + k], &rest[k * n + k])?;
            for j in k + 1..=i {
                let entry = a.sub(&rest[i * n + j], &a.mul(&factor, &rest[j * n + k])?)?;
                rest[i * n + j] = entry;
            }
        }
    }
    Ok(Some(true))
}

fn symmetrised(matrix: &[f64], n: usize) -> Vec<f64> {
    (0..n * n).map(|at| f64::midpoint(matrix[at], matrix[at % n * n + at / n])).collect()
}

/// Two rationals around the largest eigenvalue of a symmetric matrix, the same where it is a short number, else
/// `2^-bits` of the matrix's norm apart.
fn bounds(matrix: &[Rational], n: usize, bits: u32) -> (Rational, Rational) {
    if n == 1 {
        return (matrix[0].clone(), matrix[0].clone());
    }
    let size = row_sum(matrix, n);
    if size.is_zero() {
        return (Rational::ZERO, Rational::ZERO);
    }
    let doubles = matrix.iter().map(|entry| entry.to_f64().value()).collect();
    let estimate = eigenvalues(doubles, n).into_iter().fold(f64::NAN, f64::max);
    let Some(exact) = from_f64_exact(estimate) else {
        return (-&size, size);
    };
    let short = if estimate == 0.0 {
        Rational::ZERO
    } else if estimate > 0.0 {
        with_few_bits(estimate, f64::round)
    } else {
        -with_few_bits(-estimate, f64::round)
    };
    // An eigenvalue of a singular matrix is estimated as a tiny number.
    for candidate in [short, Rational::ZERO] {
        if shifted(matrix, n, &candidate) == Definite::Singular {
            return (candidate.clone(), candidate);
        }
    }
    let (mut low, mut high) = bracket(matrix, n, &size, &exact);
    let width = &size * power_of_two(-isize::try_from(bits).unwrap_or(0));
    while &high - &low > width {
        let middle = (&low + &high) / Rational::from(2);
        match shifted(matrix, n, &middle) {
            Definite::No => low = middle,
            Definite::Positive => high = middle,
            Definite::Singular => return (middle.clone(), middle),
        }
    }
    // A fraction of long numbers is the simplest one between bounds that are close enough.
    let simplest = Rational::simplest_in(low.clone(), high.clone());
    if shifted(matrix, n, &simplest) == Definite::Singular {
        return (simplest.clone(), simplest);
    }
    (low, high)
}

/// Bounds at a distance from the estimate that is doubled until both are certain.
fn bracket(matrix: &[Rational], n: usize, size: &Rational, estimate: &Rational) -> (Rational, Rational) {
    let (mut low, mut high) = (None, None);
    let mut margin = size * power_of_two(-EIGENVALUE_MARGIN_BITS);
    for _ in 0..PROPOSALS {
        let (below, above) = (estimate - &margin, estimate + &margin);
        if low.is_none() && shifted(matrix, n, &below) == Definite::No {
            low = Some(below);
        }
        if high.is_none() && shifted(matrix, n, &above) != Definite::No {
            high = Some(above);
        }
        if low.is_some() && high.is_some() {
            break;
        }
        margin = &margin + &margin;
    }
    (low.unwrap_or_else(|| -size), high.unwrap_or_else(|| size.clone()))
}

/// The largest sum of absolute values in a row.
fn row_sum(matrix: &[Rational], n: usize) -> Rational {
    let absolute = |entry: &Rational| if *entry < Rational::ZERO { -entry } else { entry.clone() };
    let sums = matrix.chunks(n).map(|row| row.iter().fold(Rational::ZERO, |sum, entry| sum + absolute(entry)));
    sums.max().unwrap_or(Rational::ZERO)
}

/// How definite `shift I - A` is; exact.
fn shifted(matrix: &[Rational], n: usize, shift: &Rational) -> Definite {
    let mut all: Vec<Rational> = matrix.iter().map(|entry| -entry).collect();
    for i in 0..n {
        all[i * n + i] += shift;
    }
    let mut common = UBig::ONE;
    for entry in &all {
        let divisor = (&common).gcd(entry.denominator());
        common = &common / divisor * entry.denominator();
    }
    let whole = |entry: &Rational| entry.numerator() * IBig::from(&common / entry.denominator());
    definiteness(all.iter().map(whole).collect(), n)
}

#[cfg(test)]
mod tests {
    use super::largest_eigenvalue;
    use crate::numeric::{Arithmetic, Balls, Fault, Float, Intervals, Rational, Rationals};

    const EXACT: Rationals = Rationals { bits: 1 << 16 };

    fn of<A: Arithmetic>(a: &A, entries: &[i64], n: usize) -> Result<A::Number, Fault> {
        let matrix: Vec<A::Number> = entries.iter().map(|entry| a.integer(*entry)).collect();
        largest_eigenvalue(a, &matrix, n)
    }

    #[test]
    fn a_short_eigenvalue_is_exact_in_rationals() {
        assert_eq!(of(&EXACT, &[2, 1, 1, 2], 2), Ok(Rational::from(3)));
        assert_eq!(of(&EXACT, &[-2, 0, 0, -5], 2), Ok(Rational::from(-2)));
        assert_eq!(of(&EXACT, &[-1, 1, 1, -1], 2), Ok(Rational::ZERO));
        assert_eq!(of(&EXACT, &[0, 0, 0, 0], 2), Ok(Rational::ZERO));
        assert_eq!(of(&EXACT, &[1, 1, 1, 2], 2), Err(Fault::Irrational));
    }

    #[test]
    fn an_irrational_eigenvalue_is_enclosed_as_narrowly_as_asked() {
        for bits in [64_u32, 128, 256] {
            let a = Intervals { bits };
            let found = of(&a, &[1, 1, 1, 2], 2).unwrap();
            // The eigenvalue x of ((1, 1), (1, 2)) solves x^2 - 3 x + 1 = 0.
            let value = |x: &Rational| x * x - Rational::from(3) * x + Rational::ONE;
            assert!(value(&found.low()) <= Rational::ZERO && value(&found.high()) >= Rational::ZERO);
            assert!((found.high() - found.low()).to_f64().value() < 4.0 * (-f64::from(bits / 2).min(100.0)).exp2());
        }
        assert!((of(&Float, &[1, 1, 1, 2], 2).unwrap() - 2.618_033_988_749_895).abs() < 1e-14);
    }

    #[test]
    fn the_enclosures_of_the_entries_are_part_of_the_result() {
        let a = Intervals { bits: 64 };
        let entry = a.from_bounds(&Rational::from(1), &Rational::from(2));
        let zero = a.integer(0);
        let found = largest_eigenvalue(&a, &[entry.clone(), zero.clone(), zero, entry], 2).unwrap();
        assert!(found.contains(&Rational::from(1)) && found.contains(&Rational::from(2)));
    }

    #[test]
    fn enclosures_of_doubles_contain_the_eigenvalue_and_are_narrow() {
        for (entries, n, value) in
            [(vec![1, 1, 1, 2], 2, 2.618_033_988_749_895), (vec![3, 1, 0, 1, 2, 1, 0, 1, 1], 3, 3.732_050_807_568_877)]
        {
            let found = of(&Balls, &entries, n).unwrap();
            assert!((found.middle() - value).abs() <= found.radius() && found.radius() < 1e-9, "{found:?}");
        }
    }

    #[test]
    fn a_matrix_that_is_not_symmetric_is_refused() {
        assert!(matches!(of(&EXACT, &[1, 1, 0, 1], 2), Err(Fault::Undefined(_))));
    }
}
