//! Intervals of doubles on one grid: sums of many of them without a rounding, by whole numbers of 128 bits, or in doubles where
//! these have room for them.

use std::ops::{AddAssign, RangeInclusive};

/// Bits of the largest end, in units of the grid: a double that is 2^53 times smaller still loses nothing.
const BITS: i32 = 106;
/// How many intervals may be summed up: so many times the largest end is below 2^126.
const MOST: usize = 1 << 20;
/// Bits that the largest end may have in doubles, so that [`MOST`] of it are sums of 53 bits at the most.
const SHORT_BITS: i32 = 33;
/// Exponents of the largest end with which units and sums are doubles of full precision.
const EXPONENTS: RangeInclusive<i32> = -700..=700;

/// Intervals whose ends are multiples of one power of two, rounded outwards where they are not.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The numbers themselves, where they are points whose sums doubles have room for; empty otherwise, and else the others are.
    short: Vec<f64>,
    lower: Vec<i128>,
    /// Empty where every interval is a point.
    upper: Vec<i128>,
    /// A power of two.
    unit: f64,
}

/// Sums of intervals of a grid, column by column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GridSum {
    short: Vec<f64>,
    lower: Vec<i128>,
    upper: Vec<i128>,
}

impl Grid {
    /// The grid for these ends, lower and upper in turn; nothing where one is not finite or the largest has no exponent that
    /// sums can have.
    #[must_use]
    pub fn new(ends: &[(f64, f64)]) -> Option<Self> {
        let largest = ends.iter().fold(0.0_f64, |largest, (low, high)| largest.max(low.abs()).max(high.abs()));
        if !ends.iter().all(|(low, high)| low.is_finite() && high.is_finite()) {
            return None;
        }
        // 2^exponent is the smallest power above the largest end.
        let exponent = if largest == 0.0 { 0 } else { exponent(largest) + 1 };
        if !EXPONENTS.contains(&exponent) {
            return None;
        }
        #[allow(clippy::float_cmp)] // Identity is meant here.
        let is_short = |(low, high): &(f64, f64)| low == high && is_multiple(*low, exponent - SHORT_BITS);
        if ends.iter().all(is_short) {
            let short = ends.iter().map(|(low, _)| *low).collect();
            return Some(Self { short, lower: Vec::new(), upper: Vec::new(), unit: 1.0 });
        }
        let unit = exponent - BITS;
        let lower = ends.iter().map(|(low, _)| multiple_below(*low, unit)).collect();
        #[allow(clippy::float_cmp)] // Identity is meant here.
        let are_points = ends.iter().all(|(low, high)| low == high && is_multiple(*low, unit));
        let above = |(_, high): &(f64, f64)| -multiple_below(-high, unit);
        let upper = if are_points { Vec::new() } else { ends.iter().map(above).collect() };
        Some(Self { short: Vec::new(), lower, upper, unit: libm::ldexp(1.0, unit) })
    }

    /// Sums up some rows, each so wide; nothing where a row is not there or they are too many.
    #[must_use]
    pub fn add_up(&self, rows: &[usize], width: usize, sum: &mut GridSum) -> Option<()> {
        if rows.len() > MOST {
            return None;
        }
        add_rows(&self.short, 0.0, rows, width, &mut sum.short)?;
        add_rows(&self.lower, 0, rows, width, &mut sum.lower)?;
        add_rows(&self.upper, 0, rows, width, &mut sum.upper)
    }

    /// The largest double not above a column's sum, and the smallest not below it.
    #[must_use]
    pub fn ends(&self, sum: &GridSum, column: usize) -> (f64, f64) {
        if let Some(sum) = sum.short.get(column) {
            return (*sum, *sum);
        }
        let low = sum.lower[column];
        let high = sum.upper.get(column).copied().unwrap_or(low);
        let (below, is_exact) = double_below(low);
        let above = if is_exact && low == high { below } else { -double_below(-high).0 };
        (below * self.unit, above * self.unit)
    }
}

/// Sums up some rows of a list that is not empty.
fn add_rows<T: Copy + AddAssign>(all: &[T], zero: T, rows: &[usize], width: usize, sum: &mut Vec<T>) -> Option<()> {
    sum.clear();
    if all.is_empty() {
        return Some(());
    }
    // Short sums are kept in the processor's registers.
    match width {
        1 => add_short_rows::<T, 1>(all, zero, rows, sum),
        2 => add_short_rows::<T, 2>(all, zero, rows, sum),
        3 => add_short_rows::<T, 3>(all, zero, rows, sum),
        4 => add_short_rows::<T, 4>(all, zero, rows, sum),
        _ => {
            sum.resize(width, zero);
            for row in rows {
                for (total, next) in sum.iter_mut().zip(all.get(row * width..(row + 1) * width)?) {
                    *total += *next;
                }
            }
            Some(())
        }
    }
}

/// [`add_rows`] for rows of `W` numbers.
fn add_short_rows<T: Copy + AddAssign, const W: usize>(
    all: &[T],
    zero: T,
    rows: &[usize],
    sum: &mut Vec<T>,
) -> Option<()> {
    let (all, _) = all.as_chunks::<W>();
    let mut total = [zero; W];
    for row in rows {
        let next = all.get(*row)?;
        for (total, next) in total.iter_mut().zip(next) {
            *total += *next;
        }
    }
    sum.extend_from_slice(&total);
    Some(())
}

/// The exponent of a positive double's leading bit.
fn exponent(value: f64) -> i32 {
    libm::ilogb(value)
}

/// A finite double as a whole number and a power of two.
#[allow(clippy::cast_possible_truncation)] // Eleven bits.
fn parts(value: f64) -> (i128, i32) {
    const STORED: i32 = 52;
    let (bits, bias) = (value.to_bits(), 1075);
    let (fraction, field) = (i128::from(bits & ((1 << STORED) - 1)), (bits >> STORED & 0x7ff) as i32);
    let size = if field == 0 { fraction } else { fraction | 1 << STORED };
    (if value < 0.0 { -size } else { size }, field.max(1) - bias)
}

/// The largest multiple of `2^unit` that is not above a double, whose size is below `2^(unit + 107)`.
fn multiple_below(value: f64, unit: i32) -> i128 {
    let (whole, exponent) = parts(value);
    match exponent - unit {
        shift @ 0.. => whole << shift,
        // A shift to the right rounds down.
        shift => whole >> (-shift).min(127),
    }
}

/// Whether a double is a multiple of `2^unit`.
fn is_multiple(value: f64, unit: i32) -> bool {
    multiple_below(value, unit) == -multiple_below(-value, unit)
}

/// The largest double that is not above a whole number of at most 126 bits, and whether it is that number.
#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)] // At most 2^53 in size.
fn double_below(value: i128) -> (f64, bool) {
    let bits = i128::BITS - value.unsigned_abs().leading_zeros();
    // The doubles of this size are the multiples of 2^shift, and a shift to the right rounds down.
    let shift = bits.saturating_sub(f64::MANTISSA_DIGITS);
    let leading = value >> shift;
    let power = f64::from_bits(u64::from(1023 + shift) << 52);
    (leading as i64 as f64 * power, leading << shift == value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{Just, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest};

    use super::{Grid, GridSum};
    use crate::numeric::{Rational, from_f64_exact};

    fn exact(value: f64) -> Rational {
        from_f64_exact(value).unwrap()
    }

    fn end() -> impl Strategy<Value = f64> {
        prop_oneof![
            -8.0..8.0,
            (-9_i32..=9).prop_map(f64::from),
            (-1.0..1.0_f64, -200_i32..60).prop_map(|(x, e)| libm::ldexp(x, e)),
            Just(0.0),
            Just(f64::from_bits(1)),
        ]
    }

    proptest! {
        #[test]
        fn sums_are_enclosed_by_the_next_doubles(
            numbers in proptest::collection::vec((end(), end()), 2..24),
            rows in proptest::collection::vec(0_usize..64, 0..40),
            points in proptest::bool::ANY,
        ) {
            let of = |(x, y): &(f64, f64)| if points { (*x, *x) } else { (x.min(*y), x.max(*y)) };
            let ends: Vec<(f64, f64)> = numbers.iter().map(of).collect();
            let rows: Vec<usize> = rows.iter().map(|row| row % (ends.len() / 2)).collect();
            let Some(grid) = Grid::new(&ends) else { return Ok(()) };
            let mut sum = GridSum::default();
            prop_assert!(grid.add_up(&rows, 2, &mut sum).is_some());
            let largest = ends.iter().fold(0.0_f64, |most, (x, y)| most.max(x.abs()).max(y.abs()));
            for column in 0..2 {
                let total = |end: fn(&(f64, f64)) -> f64| {
                    rows.iter().fold(Rational::ZERO, |sum, row| sum + exact(end(&ends[2 * row + column])))
                };
                let (low, high) = (total(|ends| ends.0), total(|ends| ends.1));
                let (below, above) = grid.ends(&sum, column);
                prop_assert!(exact(below) <= low && high <= exact(above));
                // What is cut off at the end of the grid, and one rounding.
                let cut = exact(largest * libm::ldexp(1.0, -95));
                prop_assert!(exact(below.next_up()) + &cut > low && exact(above.next_down()) - &cut < high);
            }
        }

        #[test]
        fn short_numbers_stay_points(rows in proptest::collection::vec(0_usize..4, 1..200)) {
            let numbers = [0.0, -3.5, 1024.0, 0.125];
            let grid = Grid::new(&numbers.map(|x| (x, x))).unwrap();
            let mut sum = GridSum::default();
            prop_assert!(grid.add_up(&rows, 1, &mut sum).is_some());
            let total: f64 = rows.iter().map(|row| numbers[*row]).sum();
            prop_assert_eq!(grid.ends(&sum, 0), (total, total));
        }
    }

    #[test]
    fn what_has_no_end_has_no_grid() {
        assert_eq!(Grid::new(&[(0.0, f64::INFINITY)]), None);
        assert_eq!(Grid::new(&[(f64::MIN, f64::MAX)]), None);
        assert!(Grid::new(&[(0.0, 0.0)]).is_some());
        let missing = Grid::new(&[(1.0, 1.0)]).unwrap().add_up(&[1], 1, &mut GridSum::default());
        assert_eq!(missing, None);
    }
}
