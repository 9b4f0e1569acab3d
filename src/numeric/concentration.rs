//! Confidence intervals for finite samples: no normal approximation, no "large enough".
//!
//! Each holds with a stated probability whatever the distribution is, as long as the draws are independent and the
//! variable lies in the range that is given. The bounds are computed in doubles; what that adds is relative errors of a
//! few units in the last place, and is covered by [`super::tolerance::SAMPLED_ROUNDING`] and
//! [`super::tolerance::BINOMIAL_ROUNDING`], by which callers widen.

use statrs::function::beta::checked_beta_reg;

use super::tolerance::{BINOMIAL_BISECTIONS, WINDOW_ROUNDING, WINDOW_TAIL_BITS};

/// A compensated sum (Neumaier 1974, with Knuth's sum, which needs no comparison): off by a unit in its last place, and not by
/// one for each summand.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    const ZERO: Self = Self { sum: 0.0, lost: 0.0 };

    fn add(&mut self, value: f64) {
        let next = self.sum + value;
        let part = next - self.sum;
        self.lost += (self.sum - (next - part)) + (value - part);
        self.sum = next;
    }

    fn value(self) -> f64 {
        self.sum + self.lost
    }
}

/// A sample of one variable, clipped to a window.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The ends of the window.
    window: (f64, f64),
    count: u64,
    /// Sums of the distance from the middle of the window and of its square.
    sum: Sum,
    squares: Sum,
    /// How many values lay below and above the window.
    below: u64,
    above: u64,
    least: f64,
    greatest: f64,
}

impl Sample {
    /// No values yet.
    #[must_use]
    pub const fn new(window: (f64, f64)) -> Self {
        Self {
            window,
            count: 0,
            sum: Sum::ZERO,
            squares: Sum::ZERO,
            below: 0,
            above: 0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
        }
    }

    fn middle(&self) -> f64 {
        self.window.0 + (self.window.1 - self.window.0) / 2.0
    }

    /// Takes in a value.
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        self.below += u64::from(value < self.window.0);
        self.above += u64::from(value > self.window.1);
        self.least = self.least.min(value);
        self.greatest = self.greatest.max(value);
        let distance = value.clamp(self.window.0, self.window.1) - self.middle();
        self.sum.add(distance);
        self.squares.add(distance * distance);
    }

    /// Where further values will nearly all lie: what was seen with half its width on either side, within the range.
    #[must_use]
    pub fn typical(&self, range: (f64, f64)) -> (f64, f64) {
        if self.count == 0 {
            return range;
        }
        let margin = (self.greatest - self.least) / 2.0;
        ((self.least - margin).clamp(range.0, range.1), (self.greatest + margin).clamp(range.0, range.1))
    }
}

/// Where the values of a variable lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// All of them, for certain.
    pub certain: (f64, f64),
    /// All but those of probability [`Self::beyond`].
    pub likely: (f64, f64),
    /// At most this is the probability to lie outside of the likely range.
    pub beyond: f64,
}

/// An interval that contains the mean of a variable, with probability at least `1 - error`.
///
/// The mean of the variable clipped to the window lies in an empirical Bernstein interval (Maurer & Pontil 2009,
/// theorem 4; half of the error). The share of the variable beyond each end of the window is at most its exact binomial
/// bound (a quarter of the error each), and no value is further off than the likely range; what lies beyond that has
/// the probability stated for it, and is no further off than the certain range. The window lies within the likely range
/// and must not depend on the sample.
#[must_use]
pub fn mean_interval(sample: &Sample, range: &Range, error: f64) -> (f64, f64) {
    let n = sample.count as f64;
    if sample.count < 2 {
        return range.certain;
    }
    let (sum, squares) = (sample.sum.value(), sample.squares.value());
    let centred = sum / n;
    let variance = ((squares - sum * centred) / (n - 1.0)).max(0.0);
    let log = libm::log(8.0 / error);
    let width = sample.window.1 - sample.window.0;
    let half = libm::sqrt(2.0 * variance * log / n) + 7.0 * width * log / (3.0 * (n - 1.0));
    let mean = sample.middle() + centred;
    let tail = |beyond: u64, distance: f64| {
        if distance > 0.0 { binomial_interval(0, beyond, sample.count, error / 2.0).1 * distance } else { 0.0 }
    };
    let (likely, certain) = (range.likely, range.certain);
    let low = mean - half - tail(sample.below, sample.window.0 - likely.0) - range.beyond * (likely.0 - certain.0);
    let high = mean + half + tail(sample.above, likely.1 - sample.window.1) + range.beyond * (certain.1 - likely.1);
    (low.max(certain.0), high.min(certain.1))
}

/// Where the mean of `size` of these values lies, drawn at random with or without replacement, but for a probability of
/// `2^-`[`WINDOW_TAIL_BITS`] on either side.
///
/// By Chernoff's bound with the moment generating function of the values themselves: for every `l > 0` the mean exceeds
/// its expectation by `(size ln M(l) + ln 1/p)/(l size)` with probability at most `p`. Without replacement the bound
/// holds as well (Hoeffding 1963, theorem 4). Any `l` will do; the best of a list is taken.
#[must_use]
pub fn batch_window(values: &[f64], size: usize) -> (f64, f64) {
    let (low, high) =
        values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(*x), high.max(*x)));
    let spread = high - low;
    if !(spread > 0.0 && spread.is_finite()) {
        return (low, high);
    }
    let count = values.len() as f64;
    let mean = low + values.iter().map(|x| x - low).sum::<f64>() / count;
    let deviation = libm::sqrt(values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count);
    let tail = f64::from(WINDOW_TAIL_BITS) * std::f64::consts::LN_2;
    let size = size as f64;
    let reach = |sign: f64| {
        let far = if sign > 0.0 { high - mean } else { mean - low };
        let bound = |step: i32| {
            // Slopes around the one that is best for a normal variable, a factor of 2^(1/4) apart.
            let slope = libm::sqrt(2.0 * tail / size) / deviation * libm::exp2(f64::from(step) / 4.0);
            // The largest exponent is taken out, so that nothing overflows.
            let sum: f64 = values.iter().map(|x| libm::exp(slope * (sign * (x - mean) - far))).sum();
            (libm::log(sum / count) + slope * far + tail / size) / slope
        };
        (-24..=16).map(bound).fold(far, f64::min) + WINDOW_ROUNDING * spread
    };
    ((mean - reach(-1.0)).max(low), (mean + reach(1.0)).min(high))
}

/// An interval that contains the probability of an event that occurred at least `least` and at most `most` times in
/// `count` independent trials, with probability at least `1 - error`: the exact bounds of Clopper & Pearson (1934), half
/// of the error each.
#[must_use]
pub fn binomial_interval(least: u64, most: u64, count: u64, error: f64) -> (f64, f64) {
    (1.0 - upper_bound(count - least, count, error / 2.0), upper_bound(most, count, error / 2.0))
}

/// The smallest probability at which `hits` or fewer hits in `count` trials have probability `error` or less.
///
/// It is searched for between the share of hits and the bound of Chernoff, which is never smaller, so that a failure of
/// the incomplete beta function costs sharpness alone.
fn upper_bound(hits: u64, count: u64, error: f64) -> f64 {
    if hits >= count {
        return 1.0;
    }
    let (k, n) = (hits as f64, count as f64);
    let chernoff = bisected(k / n, 1.0, |p| n * divergence(k / n, p) >= -libm::log(error));
    // P(at most k) = I(n - k, k + 1; 1 - p)
    bisected(k / n, chernoff, |p| checked_beta_reg(n - k, k + 1.0, 1.0 - p).is_ok_and(|tail| tail <= error))
}

/// The relative entropy of coins that show heads with probability `p` and `q`.
fn divergence(p: f64, q: f64) -> f64 {
    let part = |p: f64, q: f64| if p > 0.0 { p * libm::log(p / q) } else { 0.0 };
    if q >= 1.0 { f64::INFINITY } else { part(p, q) + part(1.0 - p, 1.0 - q) }
}

/// The place between `low` and `high` where a condition becomes true, from above.
fn bisected(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..BINOMIAL_BISECTIONS {
        let middle = low + (high - low) / 2.0;
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::{Range, Sample, batch_window, binomial_interval, mean_interval};

    fn within(low: f64, high: f64) -> Range {
        Range { certain: (low, high), likely: (low, high), beyond: 0.0 }
    }

    fn near(found: f64, expected: f64) {
        assert!((found / expected - 1.0).abs() < 1e-6, "{found} is not {expected}");
    }

    #[test]
    fn binomial_bounds_are_those_of_clopper_and_pearson() {
        // Quantiles of the beta distribution, computed with mpmath to 30 digits.
        let (low, high) = binomial_interval(3, 3, 10, 0.05);
        near(low, 0.066_739_511_176_034_56);
        near(high, 0.652_452_850_359_797_6);
    }

    #[test]
    fn an_event_that_never_occurred_has_the_bound_in_closed_form() {
        let (low, high) = binomial_interval(0, 0, 1000, 2e-12);
        assert_eq!(low, 0.0);
        near(high, 1.0 - 1e-12_f64.powf(1.0 / 1000.0));
    }

    #[test]
    fn a_constant_variable_is_known_to_rounding() {
        let mut sample = Sample::new((2.0, 2.0));
        (0..100).for_each(|_| sample.add(2.0));
        assert_eq!(mean_interval(&sample, &within(2.0, 2.0), 1e-9), (2.0, 2.0));
    }

    #[test]
    fn what_lies_beyond_the_window_widens_the_interval() {
        let mut sample = Sample::new((0.0, 1.0));
        (0..1000).for_each(|i| sample.add(f64::from(i % 2)));
        let (low, high) = mean_interval(&sample, &within(0.0, 100.0), 1e-6);
        assert!(low > 0.3 && high > 1.0 && high < 3.0, "{low} {high}");
    }

    #[test]
    fn a_batch_lies_in_its_window_but_for_the_tails() {
        // 64 coins: 64 times the relative entropy of k/64 and 1/2 is 40 bits between k = 4 and k = 5.
        let (low, high) = batch_window(&[0.0, 1.0], 64);
        assert!(low > 4.0 / 64.0 && low < 5.0 / 64.0, "{low}");
        assert!((low + high - 1.0).abs() < 1e-6);
        assert_eq!(batch_window(&[0.0, 1.0], 8), (0.0, 1.0));
        assert_eq!(batch_window(&[3.0, 3.0], 8), (3.0, 3.0));
    }

    #[test]
    fn the_interval_misses_the_mean_no_more_often_than_it_says() {
        // Skewed: 1 with probability 1/50. A simple generator of full period is enough here.
        let (mut state, mut missed) = (1_u64, 0);
        for _ in 0..400 {
            let mut sample = Sample::new((0.0, 1.0));
            for _ in 0..200 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                sample.add(f64::from(u8::from((state >> 33) % 50 == 0)));
            }
            let (low, high) = mean_interval(&sample, &within(0.0, 1.0), 0.1);
            missed += u32::from(!(low..=high).contains(&0.02));
        }
        assert!(missed <= 40, "{missed} of 400 at an error of 1/10");
    }
}
