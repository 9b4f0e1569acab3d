//! Numbers for readers: short fractions exactly, others as decimals with as many digits as needed.

use std::cmp::Ordering;

use dashu_int::{IBig, UBig};

use crate::numeric::{Rational, print_rational, to_f64_nearest};
use crate::verdict::{Quantity, Shape, Value};

/// The longest fraction that is shown as one; a longer one is shown as a decimal.
const LONGEST_FRACTION: usize = 24;
/// The longest fraction that is shown on demand; a longer one is read by nobody.
const LONGEST_EXACT: usize = 1_000;
/// Significant digits of a decimal that nothing has to be told apart from.
const DIGITS: usize = 9;
/// Significant digits of one of two decimals at the least.
const FEWEST_DIGITS: usize = 4;
/// Two numbers that this many digits do not tell apart are shown as they are known.
const MOST_DIGITS: usize = 600;
/// Decimals with more zeros than this in front of their digits, or behind them, are written with a power of ten.
const MOST_ZEROS: i64 = 4;

/// A number as it is shown, and whether that is exactly what it is.
pub(super) struct Shown {
    pub(super) text: String,
    pub(super) is_exact: bool,
}

impl Shown {
    fn exact(text: String) -> Self {
        Self { text, is_exact: true }
    }
}

/// A value of a case, which somebody may want to compute with: short fractions, else as many digits as a double has.
pub(super) fn value(value: &Value) -> String {
    joined(value, &|number| match short(number) {
        Some(text) => text,
        None => shortest(&number.middle()),
    })
}

/// A value with every number exactly, where it is known exactly and can be read at all.
pub(super) fn exact_value(value: &Value) -> String {
    joined(value, &exact)
}

/// A number exactly, where it is known exactly and can be read at all.
pub(super) fn exact(number: &Quantity) -> String {
    let text = number.exact().map(print_rational).filter(|text| text.len() <= LONGEST_EXACT);
    text.unwrap_or_else(|| decimal(&number.middle(), certain_digits(number)))
}

/// A value for a narrow table: a longer number is cut, and says so.
pub(super) fn rounded(value: &Value) -> String {
    joined(value, &|number| match short(number) {
        Some(text) => text,
        None => {
            let (shown, read) = at_digits(number, DIGITS);
            if number.exact() == Some(&read) { shown.text } else { format!("{}…", shown.text) }
        }
    })
}

fn joined(value: &Value, number: &dyn Fn(&Quantity) -> String) -> String {
    let texts: Vec<String> = value.numbers.iter().map(number).collect();
    let listed = |texts: &[String]| format!("({})", texts.join(", "));
    match value.shape {
        Shape::Scalar => texts.first().cloned().unwrap_or_default(),
        Shape::Vector if texts.len() == 1 => texts[0].clone(),
        Shape::Vector => listed(&texts),
        Shape::Matrix if texts.len() == 1 => texts[0].clone(),
        Shape::Matrix => {
            let rows: Vec<String> = texts.chunks(texts.len().isqrt().max(1)).map(listed).collect();
            listed(&rows)
        }
    }
}

/// An exact number whose fraction is short.
fn short(number: &Quantity) -> Option<String> {
    number.exact().map(print_rational).filter(|text| text.len() <= LONGEST_FRACTION)
}

/// The decimal of fewest digits that is read as the same double.
fn shortest(value: &Rational) -> String {
    let near = to_f64_nearest(value);
    if !near.is_finite() || near == 0.0 {
        return decimal(value, DIGITS);
    }
    let text = format!("{near:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let sign = if digits.starts_with('-') { "-" } else { "" };
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    format!("{sign}{}", placed(&digits, exponent.parse().unwrap_or(0)))
}

/// Two numbers with as many digits as tell them apart.
pub(super) fn apart(left: &Quantity, right: &Quantity) -> (Shown, Shown) {
    let order = left.order(right);
    for digits in FEWEST_DIGITS..=MOST_DIGITS {
        let (a, b) = (at_digits(left, digits), at_digits(right, digits));
        let is_told = order.is_none_or(|order| a.1.cmp(&b.1) == order);
        // A rounded zero would look as if nothing were there.
        let is_seen = |shown: &(Shown, Rational), number: &Quantity| {
            shown.1.is_zero() == (number.exact().is_some_and(Rational::is_zero))
        };
        if is_told && is_seen(&a, left) && is_seen(&b, right) || digits == MOST_DIGITS {
            return (a.0, b.0);
        }
    }
    unreachable!("the last number of digits is returned")
}

/// The number with this many digits, and what is read then.
fn at_digits(number: &Quantity, digits: usize) -> (Shown, Rational) {
    if let (Some(text), Some(exact)) = (short(number), number.exact()) {
        return (Shown::exact(text), exact.clone());
    }
    let middle = number.middle();
    let (mantissa, exponent) = scientific(&middle, digits);
    let read = times_ten(&Rational::from(mantissa), exponent - whole(digits) + 1);
    let is_exact = number.exact() == Some(&read);
    (Shown { text: decimal(&middle, digits), is_exact }, read)
}

/// To how many digits a number is known.
fn certain_digits(number: &Quantity) -> usize {
    let known = |digits: &usize| scientific(&number.low, *digits) == scientific(&number.high, *digits);
    (FEWEST_DIGITS..=40).take_while(known).last().unwrap_or(FEWEST_DIGITS)
}

/// A rational rounded to this many significant digits.
pub(super) fn decimal(value: &Rational, digits: usize) -> String {
    if value.is_zero() {
        return "0".to_owned();
    }
    let (mantissa, exponent) = scientific(value, digits);
    let text = mantissa.to_string();
    let (sign, text) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let text = text.trim_end_matches('0');
    format!("{sign}{}", placed(text, exponent))
}

/// Digits with the point behind the first of them, times a power of ten.
fn placed(digits: &str, exponent: i64) -> String {
    let count = whole(digits.len());
    if exponent < -MOST_ZEROS || exponent >= count + MOST_ZEROS {
        let (first, rest) = digits.split_at(1);
        if digits == "1" {
            return format!("10{}", raised(exponent));
        }
        let point = if rest.is_empty() { "" } else { "." };
        return format!("{first}{point}{rest}·10{}", raised(exponent));
    }
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
    if exponent < 0 {
        format!("0.{}{digits}", zeros(-exponent - 1))
    } else if exponent + 1 >= count {
        format!("{digits}{}", zeros(exponent + 1 - count))
    } else {
        let (whole, part) = digits.split_at(usize::try_from(exponent + 1).unwrap_or(1));
        format!("{whole}.{part}")
    }
}

/// A whole number above the line.
fn raised(exponent: i64) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let sign = |sign: char| sign.to_digit(10).map_or('⁻', |digit| DIGITS[digit as usize]);
    exponent.to_string().chars().map(sign).collect()
}

/// The number as `mantissa * 10^(exponent - digits + 1)` with a mantissa of this many digits, rounded to the nearest.
fn scientific(value: &Rational, digits: usize) -> (IBig, i64) {
    if value.is_zero() {
        return (IBig::ZERO, 0);
    }
    let length = |number: &IBig| whole(number.to_string().trim_start_matches('-').len());
    let mut exponent = length(value.numerator()) - length(&value.denominator().clone().into());
    loop {
        let scaled = times_ten(value, whole(digits) - 1 - exponent);
        let half = Rational::from(1) / Rational::from(2);
        let mantissa = if *value > Rational::ZERO { (scaled + half).floor() } else { (scaled - half).ceil() };
        match length(&mantissa).cmp(&whole(digits)) {
            Ordering::Equal if !mantissa.is_zero() => return (mantissa, exponent),
            Ordering::Greater => exponent += 1,
            Ordering::Less | Ordering::Equal => exponent -= 1,
        }
    }
}

fn times_ten(value: &Rational, power: i64) -> Rational {
    let ten = Rational::from(UBig::from(10_u8).pow(usize::try_from(power.unsigned_abs()).unwrap_or(0)));
    if power >= 0 { value * ten } else { value / ten }
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::{apart, decimal, shortest};
    use crate::numeric::{Rational, parse_rational, power_of_two};
    use crate::verdict::Quantity;

    fn rational(text: &str) -> Rational {
        parse_rational(text).expect("a number")
    }

    #[test]
    fn decimals_are_rounded_to_their_digits() {
        assert_eq!(decimal(&rational("1/3"), 4), "0.3333");
        assert_eq!(decimal(&rational("-2/3"), 4), "-0.6667");
        assert_eq!(decimal(&rational("99999/10"), 4), "10000");
        assert_eq!(decimal(&rational("1/2"), 4), "0.5");
        assert_eq!(decimal(&rational("123456"), 4), "123500");
        assert_eq!(decimal(&power_of_two(-100), 4), "7.889·10⁻³¹");
        assert_eq!(decimal(&power_of_two(100), 4), "1.268·10³⁰");
        assert_eq!(decimal(&rational("1/5000"), 4), "0.0002");
        assert_eq!(decimal(&rational("1/100000"), 4), "10⁻⁵");
        assert_eq!(decimal(&Rational::ZERO, 4), "0");
    }

    #[test]
    fn two_numbers_have_as_many_digits_as_tell_them_apart() {
        let third = Quantity::exactly(rational("1/3"));
        let near = Quantity::exactly(rational("1/3") + power_of_two(-80));
        let (a, b) = apart(&third, &near);
        assert_eq!((a.text.as_str(), b.text.as_str()), ("1/3", "0.333333333333333333333334"));
        let long = Quantity::exactly(rational("1/3") - power_of_two(-90));
        let (a, b) = apart(&long, &near);
        assert_eq!((a.text.as_str(), b.text.as_str()), ("0.333333333333333333333333", "0.333333333333333333333334"));
    }

    #[test]
    fn a_double_is_shown_by_the_fewest_digits_that_say_it() {
        assert_eq!(shortest(&rational("1/10")), "0.1");
        assert_eq!(shortest(&rational("-1234567/8")), "-154320.875");
        assert_eq!(shortest(&power_of_two(-40)), "9.094947017729282·10⁻¹³");
    }
}
