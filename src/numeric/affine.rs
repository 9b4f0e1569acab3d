//! Linear differential equations with constant coefficients, solved by the exponential series.

use super::arithmetic::{Arithmetic, Fault};
use super::stop::go_on;
use super::tolerance::{FLOW_GUARD_BITS, FLOW_SUBSTEPS};

/// The map `y -> A y + b`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Affine<N> {
    /// `A`, row after row.
    pub matrix: Vec<N>,
    /// `b`.
    pub constant: Vec<N>,
}

impl<N: Clone> Affine<N> {
    /// `y(t)`, where `y' = A y + b` and `y(0) = start`.
    ///
    /// Exact in rationals, where the series ends by itself (else [`Fault::Irrational`]); enclosed in intervals;
    /// within some rounding errors for each of about `|t| |A|` substeps in doubles.
    ///
    /// The time is cut into substeps `h` with `|h| |A| <= 1` in the norm of the largest row sum. The terms
    /// `x_1 = h (A y + b)`, `x_k = h A x_(k-1)/k` then fall so fast that what comes after the `k`-th is at most
    /// `|x_k| (1/(k+1) + 1/((k+1)(k+2)) + ...) <= |x_k|` in every component.
    ///
    /// # Errors
    /// A time that would take too many substeps is too large.
    pub fn flow<A: Arithmetic<Number = N>>(&self, a: &A, start: &[N], time: &N) -> Result<Vec<N>, Fault> {
        let Some(bits) = a.series_bits() else { return self.finite(a, start, time) };
        let (count, step) = self.substeps(a, time)?;
        let terms = terms_for(bits);
        let mut y = start.to_vec();
        for _ in 0..count {
            go_on()?;
            let mut term = self.first_term(a, &y, &step)?;
            for k in 2..=terms {
                if is_negligible(a, &term, &y, bits) {
                    break;
                }
                y = sum(a, &y, &term)?;
                term = self.next_term(a, &term, &step, k)?;
            }
            // Wherever the sum was cut off, the rest is no larger than the last term.
            y = sum(a, &y, &term)?;
            let rest = a.enclosed_by(&norm(a, &term))?;
            for value in &mut y {
                *value = a.add(value, &rest)?;
            }
        }
        Ok(y)
    }

    /// Roughly how many operations [`Self::flow`] takes up to a time.
    ///
    /// # Errors
    /// As for the flow.
    pub fn operations<A: Arithmetic<Number = N>>(&self, a: &A, time: &N) -> Result<usize, Fault> {
        let size = self.constant.len();
        let (substeps, terms) = match a.series_bits() {
            Some(bits) => (self.substeps(a, time)?.0, terms_for(bits)),
            None => (1, size + 2),
        };
        let substeps = usize::try_from(substeps).unwrap_or(usize::MAX);
        // A term is a product with the matrix, a division, a sum and a look at its size.
        Ok(substeps.saturating_mul(terms).saturating_mul((2 * size + 6).saturating_mul(size)))
    }

    /// The sum of a series that ends: of a nilpotent matrix, or at time 0.
    fn finite<A: Arithmetic<Number = N>>(&self, a: &A, start: &[N], time: &N) -> Result<Vec<N>, Fault> {
        let mut y = start.to_vec();
        let mut term = self.first_term(a, &y, time)?;
        for k in 1..=start.len() + 1 {
            let mut zero = true;
            for value in &term {
                zero &= a.sign(value)? == 0;
            }
            if zero {
                return Ok(y);
            }
            y = sum(a, &y, &term)?;
            term = self.next_term(a, &term, time, k + 1)?;
        }
        Err(Fault::Irrational)
    }

    /// How many substeps, and how long each is.
    fn substeps<A: Arithmetic<Number = N>>(&self, a: &A, time: &N) -> Result<(i64, N), Fault> {
        let size = self.constant.len();
        let mut largest = a.integer(0);
        for row in self.matrix.chunks(size.max(1)) {
            let mut total = a.integer(0);
            for entry in row {
                total = a.add(&total, &a.abs(entry))?;
            }
            largest = a.max(&largest, &total);
        }
        let whole = a.mul(&a.abs(time), &largest)?;
        let near = a.approximate(&whole);
        if !near.is_finite() || near > FLOW_SUBSTEPS {
            return Err(Fault::TooLarge);
        }
        // The approximation is within one of the truth, and one more substep never harms.
        #[allow(clippy::cast_possible_truncation)]
        let count = near.ceil() as i64 + 1;
        let step = a.div(time, &a.integer(count))?;
        match a.compare(&a.mul(&a.abs(&step), &largest)?, &a.integer(1))? {
            std::cmp::Ordering::Greater => Err(Fault::Undecided),
            _ => Ok((count, step)),
        }
    }

    fn first_term<A: Arithmetic<Number = N>>(&self, a: &A, y: &[N], step: &N) -> Result<Vec<N>, Fault> {
        let product = self.product(a, y)?;
        let with = sum(a, &product, &self.constant)?;
        with.iter().map(|value| a.mul(step, value)).collect()
    }

    fn next_term<A: Arithmetic<Number = N>>(&self, a: &A, term: &[N], step: &N, k: usize) -> Result<Vec<N>, Fault> {
        let factor = a.div(step, &a.integer(i64::try_from(k).unwrap_or(i64::MAX)))?;
        self.product(a, term)?.iter().map(|value| a.mul(&factor, value)).collect()
    }

    fn product<A: Arithmetic<Number = N>>(&self, a: &A, y: &[N]) -> Result<Vec<N>, Fault> {
        let row = |row: &[N]| {
            row.iter().zip(y).try_fold(a.integer(0), |total, (entry, value)| a.add(&total, &a.mul(entry, value)?))
        };
        self.matrix.chunks(y.len().max(1)).map(row).collect()
    }
}

/// So many terms that the last one, below `1/k!` of the first, is below the precision.
fn terms_for(bits: u32) -> usize {
    let wanted = f64::from(bits + FLOW_GUARD_BITS);
    let (mut k, mut reached) = (1_u32, 0.0);
    while reached < wanted {
        k += 1;
        reached += libm::log2(f64::from(k));
    }
    k as usize
}

fn sum<A: Arithmetic>(a: &A, x: &[A::Number], y: &[A::Number]) -> Result<Vec<A::Number>, Fault> {
    x.iter().zip(y).map(|(x, y)| a.add(x, y)).collect()
}

/// Whether a term is too small to matter, as far as doubles can tell.
fn is_negligible<A: Arithmetic>(a: &A, term: &[A::Number], y: &[A::Number], bits: u32) -> bool {
    let (term, y) = (a.approximate(&norm(a, term)), a.approximate(&norm(a, y)));
    term.is_normal() && y.is_finite() && libm::log2(term / y) < -f64::from(bits + FLOW_GUARD_BITS)
}

fn norm<A: Arithmetic>(a: &A, x: &[A::Number]) -> A::Number {
    x.iter().fold(a.integer(0), |largest, value| a.max(&largest, &a.abs(value)))
}

#[cfg(test)]
mod tests {
    use super::Affine;
    use crate::numeric::{Arithmetic, Fault, Float, Intervals, Rational, Rationals};

    /// `y' = -2 y + 3` from `y(0) = 1`.
    fn decay<A: Arithmetic>(a: &A) -> Affine<A::Number> {
        Affine { matrix: vec![a.integer(-2)], constant: vec![a.integer(3)] }
    }

    /// `w' = p`, `p' = -w`: a turn.
    fn turn<A: Arithmetic>(a: &A) -> Affine<A::Number> {
        let entries = [0, 1, -1, 0];
        Affine { matrix: entries.iter().map(|n| a.integer(*n)).collect(), constant: vec![a.integer(0), a.integer(0)] }
    }

    #[test]
    fn a_decay_is_the_exponential() {
        for bits in [53, 128, 1000] {
            let a = Intervals { bits };
            let found = decay(&a).flow(&a, &[a.integer(1)], &a.integer(5)).unwrap();
            // 3/2 - 1/2 exp(-10)
            let half = a.rational(&(Rational::ONE / Rational::from(2)));
            let expected =
                a.sub(&a.mul(&a.integer(3), &half).unwrap(), &a.mul(&half, &a.exp(&a.integer(-10)).unwrap()).unwrap());
            let gap = a.sub(&found[0], &expected.unwrap()).unwrap();
            assert!(gap.contains(&Rational::ZERO), "{bits}");
            assert!(gap.width_bits() > bits - 30, "{bits}: {}", gap.width_bits());
        }
        let found = decay(&Float).flow(&Float, &[1.0], &5.0).unwrap();
        assert!((found[0] - (1.5 - 0.5 * (-10.0_f64).exp())).abs() < 16.0 * f64::EPSILON);
    }

    #[test]
    fn a_turn_is_cosine_and_sine() {
        let a = Intervals { bits: 200 };
        for time in [-3, 0, 1, 7] {
            let found = turn(&a).flow(&a, &[a.integer(1), a.integer(0)], &a.integer(time)).unwrap();
            let gap = a.sub(&found[0], &a.cos(&a.integer(time)).unwrap()).unwrap();
            assert!(gap.contains(&Rational::ZERO) && gap.width_bits() > 150, "{time}: {}", gap.width_bits());
            let squares = a.add(&a.power(&found[0], 2).unwrap(), &a.power(&found[1], 2).unwrap()).unwrap();
            assert!(squares.contains(&Rational::ONE));
        }
    }

    #[test]
    fn rationals_sum_a_series_that_ends_and_refuse_one_that_does_not() {
        let a = Rationals { bits: 1000 };
        let n = |value: i64| Rational::from(value);
        // w' = p, p' = 2: w(3) = 1 + 3*5 + 9.
        let falling = Affine { matrix: vec![n(0), n(1), n(0), n(0)], constant: vec![n(0), n(2)] };
        assert_eq!(falling.flow(&a, &[n(1), n(5)], &n(3)).unwrap(), [n(25), n(11)]);
        assert_eq!(decay(&a).flow(&a, &[n(1)], &n(0)).unwrap(), [n(1)]);
        assert_eq!(decay(&a).flow(&a, &[n(1)], &n(1)), Err(Fault::Irrational));
    }

    #[test]
    fn a_time_of_too_many_substeps_is_refused() {
        assert_eq!(decay(&Float).flow(&Float, &[1.0], &1e9), Err(Fault::TooLarge));
        assert_eq!(decay(&Float).flow(&Float, &[1.0], &f64::NAN), Err(Fault::TooLarge));
    }
}
