//! Axes: scales, ranges and ticks.

/// How numbers become places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// In proportion.
    Linear,
    /// By the logarithm; only positive numbers have a place.
    Log,
}

/// One axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it measures, with its symbol.
    pub title: String,
    /// How numbers become places.
    pub scale: Scale,
    /// The ends; absent: the data's.
    pub range: Option<(f64, f64)>,
}

/// One tick: its number, and its label where it is a large one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) value: f64,
    pub(super) label: Option<String>,
}

/// An axis with its ends settled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    pub(super) scale: Scale,
    low: f64,
    high: f64,
}

/// Ticks at the very ends of an axis must survive the rounding of a logarithm and a quotient.
const ROUNDING: f64 = 64.0 * f64::EPSILON;
/// More decades than this and only every second one (or third, ...) is labelled.
const MOST_DECADE_LABELS: i32 = 8;
/// Decades of steps between numbers that are written out.
const WRITTEN_OUT: std::ops::Range<f64> = -4.0..5.0;
/// No linear axis has more ticks.
const MOST_TICKS: u32 = 40;
/// Digits behind the point that doubles tell apart.
const MOST_DECIMALS: usize = 15;
/// With more decades than this, small ticks at each would run into one bar.
const MOST_SMALL_TICKS: i32 = 40;
/// Numbers of larger binary exponents, and lengths of smaller ones than its negative, would leave the range of doubles on the
/// way to a place.
const LARGEST_EXPONENT: f64 = 1_000.0;
/// With fewer decades than this, 2 and 5 are labelled as well, and numbers are written out.
const FEW_DECADES: f64 = 2.5;

impl Axis {
    /// An axis whose range is the data's.
    #[must_use]
    pub fn new(title: &str, scale: Scale) -> Self {
        Self { title: title.to_owned(), scale, range: None }
    }

    /// The ends: those asked for if they can be, else those of the values, a little widened.
    pub(super) fn extent(&self, values: impl Iterator<Item = f64>) -> Extent {
        let asked = self.range.filter(|range| is_range(self.scale, *range));
        let (low, high) = asked.unwrap_or_else(|| span(self.scale, values));
        let (low, high) = match self.scale {
            Scale::Linear => (low, high),
            Scale::Log => (low.log10(), high.log10()),
        };
        Extent { scale: self.scale, low, high }
    }
}

/// Whether an axis can reach from one number to the other.
fn is_range(scale: Scale, (low, high): (f64, f64)) -> bool {
    let length = match scale {
        Scale::Linear => high - low,
        Scale::Log => high.log10() - low.log10(),
    };
    // The logarithm of what is not positive is not a number, and compares as false.
    length.log2().abs() <= LARGEST_EXPONENT
}

/// The smallest and largest value that have a place; a unit apart where they coincide.
fn span(scale: Scale, values: impl Iterator<Item = f64>) -> (f64, f64) {
    let (low, high) = values
        .filter(|value| value.abs().log2() <= LARGEST_EXPONENT && (scale == Scale::Linear || *value > 0.0))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    match scale {
        _ if low > high => (1.0, 10.0),
        Scale::Linear if is_range(scale, (low, high)) => (low, high),
        Scale::Linear => (low - 0.5 * low.abs().max(1.0), high + 0.5 * high.abs().max(1.0)),
        // A tenth of a decade on either side keeps points off the frame.
        Scale::Log => (low * 0.8, high * 1.25),
    }
}

impl Extent {
    /// Its length in its own units; decades on a logarithmic axis.
    pub(super) fn length(&self) -> f64 {
        self.high - self.low
    }

    /// With a share of its length left free at both ends, except for an end at 0.
    pub(super) fn widened(self, share: f64) -> Self {
        let more = share * self.length();
        let low = if self.low == 0.0 { 0.0 } else { self.low - more };
        let high = if self.high == 0.0 { 0.0 } else { self.high + more };
        Self { low, high, ..self }
    }

    /// The place of a number, 0 at the low end and 1 at the high end; absent where it has none.
    pub(super) fn place(&self, value: f64) -> Option<f64> {
        let value = match self.scale {
            Scale::Linear => value,
            Scale::Log if value > 0.0 => value.log10(),
            Scale::Log => return None,
        };
        value.is_finite().then(|| (value - self.low) / (self.high - self.low))
    }

    /// The ticks inside the range, small ones without a label, and of those with one about `wished` on a linear axis.
    pub(super) fn ticks(&self, wished: f64) -> Vec<Tick> {
        let mut ticks = match self.scale {
            Scale::Linear => self.linear_ticks(wished),
            Scale::Log => self.log_ticks(),
        };
        ticks.retain(|tick| self.place(tick.value).is_some_and(|place| (-ROUNDING..=1.0 + ROUNDING).contains(&place)));
        ticks
    }

    #[allow(clippy::cast_possible_truncation)] // decades of doubles fit in an i32
    fn log_ticks(&self) -> Vec<Tick> {
        let first = self.low.floor() as i32;
        let last = self.high.ceil() as i32;
        let every = ((last - first) / MOST_DECADE_LABELS + 1).max(1);
        let few = self.high - self.low < FEW_DECADES;
        // Within one decade there is room for every digit.
        let is_single = self.high - self.low < 1.0;
        let mut ticks = Vec::new();
        // Where a decade is short, small ticks would run together.
        let digits = if last - first > MOST_DECADE_LABELS { 1 } else { 9 };
        let between = if last - first > MOST_SMALL_TICKS { every } else { 1 };
        for decade in (first..=last).filter(|decade| decade.rem_euclid(between) == 0) {
            for digit in 1..=digits {
                let labelled = if digit == 1 {
                    decade.rem_euclid(every) == 0
                } else {
                    is_single || few && (digit == 2 || digit == 5)
                };
                ticks.push(Tick {
                    value: f64::from(digit) * 10_f64.powi(decade),
                    label: labelled.then(|| decade_label(digit, decade, few)),
                });
            }
        }
        ticks
    }

    fn linear_ticks(&self, wished: f64) -> Vec<Tick> {
        let rough = (self.high - self.low) / wished;
        let decade = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0]
            .into_iter()
            .map(|digit| digit * decade)
            .find(|step| *step >= rough)
            .unwrap_or(10.0 * decade);
        let first = (self.low / step).ceil();
        let largest = self.low.abs().max(self.high.abs());
        let number = |k: u32| first + f64::from(k);
        // Rounding may make a tick of the numbers just outside; they are left out with all that have no place.
        (0..MOST_TICKS)
            .map(|k| number(k) * step)
            .take_while(|value| *value <= self.high + step / 2.0)
            .map(|value| Tick { value, label: Some(linear_label(value, step, largest)) })
            .collect()
    }
}

/// A number written out where that stays short, otherwise with a power of ten.
#[allow(clippy::cast_possible_truncation)] // the decades of doubles fit in an i32
fn linear_label(value: f64, step: f64, largest: f64) -> String {
    if WRITTEN_OUT.contains(&step.log10()) && largest.log10() < WRITTEN_OUT.end + 1.0 {
        let decimals = usize::try_from(-(step.log10().floor() as i32)).unwrap_or(0);
        return format!("{value:.decimals$}").replace('-', "−");
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let decade = largest.log10().floor() as i32;
    let decimals = usize::try_from(decade - step.log10().floor() as i32).unwrap_or(0).min(MOST_DECIMALS);
    let digits = value / 10_f64.powi(decade);
    format!("{digits:.decimals$}·10{}", superscript(decade)).replace('-', "−")
}

/// `1`, `10`, `10²`, `10⁻³`; written out `20`, `0.05` where that stays short.
fn decade_label(digit: i32, decade: i32, written_out: bool) -> String {
    match decade {
        0..=1 => (f64::from(digit) * 10_f64.powi(decade)).to_string(),
        2..=4 if written_out => (f64::from(digit) * 10_f64.powi(decade)).to_string(),
        -3..=-1 if written_out => {
            let decimals = usize::try_from(-decade).unwrap_or(0);
            format!("{:.decimals$}", f64::from(digit) * 10_f64.powi(decade))
        }
        _ if digit == 1 => format!("10{}", superscript(decade)),
        _ => format!("{digit}·10{}", superscript(decade)),
    }
}

/// A whole number in superscript digits.
fn superscript(number: i32) -> String {
    number
        .to_string()
        .chars()
        .map(|sign| match sign {
            '-' => '⁻',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            '4' => '⁴',
            '5' => '⁵',
            '6' => '⁶',
            '7' => '⁷',
            '8' => '⁸',
            '9' => '⁹',
            _ => '⁰',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Axis, Scale, decade_label};

    #[test]
    fn decades_are_labelled_with_superscripts() {
        assert_eq!(decade_label(1, 0, false), "1");
        assert_eq!(decade_label(1, 1, false), "10");
        assert_eq!(decade_label(1, -12, false), "10⁻¹²");
        assert_eq!(decade_label(5, -2, true), "0.05");
    }

    #[test]
    fn a_logarithmic_axis_has_small_ticks_between_the_labelled_ones() {
        let mut axis = Axis::new("t", Scale::Log);
        axis.range = Some((1.0, 1000.0));
        let ticks = axis.extent(std::iter::empty()).ticks(6.0);
        let labels: Vec<_> = ticks.iter().filter_map(|t| t.label.clone()).collect();
        assert_eq!(labels, ["1", "10", "10²", "10³"]);
        assert_eq!(ticks.len(), 28);
    }

    #[test]
    fn zero_has_no_place_on_a_logarithmic_axis() {
        let extent = Axis::new("t", Scale::Log).extent([1.0, 10.0].into_iter());
        assert_eq!(extent.place(0.0), None);
        assert_eq!(extent.place(f64::NAN), None);
    }

    #[test]
    fn linear_ticks_are_round_numbers() {
        let extent = Axis::new("x", Scale::Linear).extent([0.0, 1.0].into_iter());
        let labels: Vec<_> = extent.ticks(6.0).into_iter().filter_map(|t| t.label).collect();
        assert_eq!(labels, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    }

    #[test]
    fn ticks_far_from_zero_are_told_apart_by_their_labels() {
        let extent = Axis::new("x", Scale::Linear).extent([1e15, 1e15 + 4.0].into_iter());
        let labels: BTreeSet<_> = extent.ticks(5.0).into_iter().filter_map(|tick| tick.label).collect();
        assert_eq!(labels.len(), 5, "{labels:?}");
    }

    #[test]
    fn ends_that_no_axis_can_have_give_way_to_those_of_the_data() {
        for (scale, range) in [(Scale::Linear, (2.0, 1.0)), (Scale::Linear, (-1e308, 1e308)), (Scale::Log, (0.0, 9.0))]
        {
            let asked = Axis { range: Some(range), ..Axis::new("x", scale) };
            let values = || [1.0, 10.0].into_iter();
            assert_eq!(asked.extent(values()), Axis::new("x", scale).extent(values()), "{range:?}");
        }
    }
}
