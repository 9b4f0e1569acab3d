//! Intervals contain what they should.

use std::cmp::Ordering;

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};

use super::{Arithmetic, Equality, Fault, Interval, Intervals, Rational};
use crate::numeric::{Rationals, parse_rational, power_of_two};

const BITS: Intervals = Intervals { bits: 128 };

fn fraction(text: &str) -> Rational {
    parse_rational(text).unwrap()
}

fn point(text: &str) -> Interval {
    BITS.rational(&fraction(text))
}

fn between(low: &str, high: &str) -> Interval {
    BITS.from_bounds(&fraction(low), &fraction(high))
}

fn big(exponent: isize) -> Interval {
    BITS.rational(&power_of_two(exponent))
}

#[test]
fn dyadic_values_are_points_and_a_third_is_not() {
    assert!(point("3/2").is_point());
    assert_eq!(BITS.exact(&point("-7/1024")), Some(fraction("-7/1024")));
    assert_eq!(BITS.exact(&point("0")), Some(fraction("0")));
    let third = point("1/3");
    assert!(!third.is_point() && third.contains(&fraction("1/3")));
    // The width is relative to the number, which is less than a half.
    assert!((126..=128).contains(&third.width_bits()), "{}", third.width_bits());
}

#[test]
fn exact_operations_on_points_stay_points() {
    let (a, b) = (point("3/2"), point("-5/4"));
    for result in [BITS.add(&a, &b), BITS.sub(&a, &b), BITS.mul(&a, &b), BITS.sub(&a, &a)] {
        assert!(result.unwrap().is_point());
    }
    assert_eq!(BITS.sqrt(&point("9/4")).unwrap(), a);
    assert_eq!(BITS.exp(&point("0")).unwrap(), point("1"));
    assert_eq!(BITS.ln(&point("1")).unwrap(), point("0"));
    assert_eq!(BITS.cos(&point("0")).unwrap(), point("1"));
}

#[test]
fn a_divisor_around_zero_is_undecided_and_zero_is_undefined() {
    let one = point("1");
    assert_eq!(BITS.div(&one, &point("0")), Err(Fault::Undefined("division by zero")));
    for (low, high) in [("-1", "1"), ("0", "1"), ("-1", "0")] {
        assert_eq!(BITS.div(&one, &between(low, high)), Err(Fault::Undecided));
    }
    assert_eq!(BITS.div(&one, &between("-4", "-2")).unwrap(), between("-1/2", "-1/4"));
}

#[test]
fn domains_of_root_and_logarithm_are_respected() {
    assert!(matches!(BITS.sqrt(&between("-2", "-1")), Err(Fault::Undefined(_))));
    assert_eq!(BITS.sqrt(&between("-1", "1")), Err(Fault::Undecided));
    assert_eq!(BITS.sqrt(&between("0", "4")).unwrap(), between("0", "2"));
    assert!(matches!(BITS.ln(&between("-2", "0")), Err(Fault::Undefined(_))));
    assert!(matches!(BITS.ln(&point("0")), Err(Fault::Undefined(_))));
    assert_eq!(BITS.ln(&between("0", "1")), Err(Fault::Undecided));
    assert_eq!(BITS.ln(&between("-1", "1")), Err(Fault::Undecided));
}

#[test]
fn powers_around_zero_are_tight() {
    assert_eq!(BITS.power(&between("-2", "1"), 2).unwrap(), between("0", "4"));
    assert_eq!(BITS.power(&between("-2", "3"), 3).unwrap(), between("-8", "27"));
    assert_eq!(BITS.power(&between("-3", "-2"), 3).unwrap(), between("-27", "-8"));
    assert_eq!(BITS.power(&between("-2", "1"), 0).unwrap(), point("1"));
    assert_eq!(BITS.power(&between("2", "4"), -1).unwrap(), between("1/4", "1/2"));
    assert_eq!(BITS.power(&between("-1", "1"), -2), Err(Fault::Undecided));
    assert_eq!(BITS.power(&point("0"), -2), Err(Fault::Undefined("division by zero")));
}

#[test]
fn enormous_results_are_too_large_and_return_at_once() {
    assert_eq!(BITS.exp(&point("1000000")), Err(Fault::TooLarge));
    assert_eq!(BITS.exp(&big(100_000)), Err(Fault::TooLarge));
    assert_eq!(BITS.power(&point("2"), i64::MAX), Err(Fault::TooLarge));
    assert_eq!(BITS.mul(&big(900_000), &big(900_000)), Err(Fault::TooLarge));
    assert!(BITS.exp(&point("700000")).is_ok());
}

#[test]
fn vanishing_results_are_enclosed_with_zero() {
    let tiny = BITS.exp(&point("-1000000")).unwrap();
    assert!(tiny.contains(&Rational::ZERO) && !tiny.is_point());
    let product = BITS.mul(&big(-900_000), &big(-900_000)).unwrap();
    assert!(product.contains(&Rational::ZERO) && !product.is_point());
    let negative = BITS.mul(&big(-900_000), &BITS.negate(&big(-900_000))).unwrap();
    assert_eq!(BITS.compare(&negative, &point("0")), Err(Fault::Undecided));
    assert!(BITS.power(&point("1/2"), i64::MAX).unwrap().contains(&Rational::ZERO));
}

#[test]
fn the_exponential_of_almost_nothing_is_almost_one() {
    for exponent in [-127, -128, -129, -1000, -1_000_000] {
        let x = big(exponent);
        let up = BITS.exp(&x).unwrap();
        assert!(up.contains(&(Rational::ONE + power_of_two(exponent))), "{exponent}");
        let down = BITS.exp(&BITS.negate(&x)).unwrap();
        assert!(down.contains(&(Rational::ONE - power_of_two(exponent))), "{exponent}");
        assert!(up.width_bits() >= 125 && down.width_bits() >= 125, "{exponent}");
    }
}

#[test]
fn a_sum_of_far_apart_numbers_is_rounded_outwards() {
    let sum = BITS.add(&big(500_000), &big(-500_000)).unwrap();
    assert!(sum.contains(&(power_of_two(500_000) + power_of_two(-500_000))));
    let difference = BITS.sub(&big(1000), &big(-1000)).unwrap();
    assert!(difference.contains(&(power_of_two(1000) - power_of_two(-1000))));
    assert!(!difference.is_point());
}

#[test]
fn the_cosine_reaches_its_turning_points() {
    assert_eq!(BITS.cos(&between("-1", "1")).unwrap().high(), Rational::ONE);
    assert_eq!(BITS.cos(&between("3", "4")).unwrap().low(), -Rational::ONE);
    assert!(BITS.cos(&between("3", "4")).unwrap().high() < Rational::ZERO);
    assert_eq!(BITS.cos(&between("0", "4")).unwrap(), between("-1", "1"));
    assert_eq!(BITS.cos(&between("-1000", "1000")).unwrap(), between("-1", "1"));
    let falling = BITS.cos(&between("1", "2")).unwrap();
    assert!(falling.high() < fraction("55/100") && falling.low() > fraction("-42/100"));
    assert!(BITS.cos(&BITS.pi().unwrap()).unwrap().contains(&-Rational::ONE));
}

#[test]
fn the_cosine_of_a_huge_argument_is_sharp_or_uninformative() {
    let sharp = BITS.cos(&big(1000)).unwrap();
    assert!(sharp.width_bits() > 120);
    assert_eq!(BITS.cos(&big(1_000_000)).unwrap(), between("-1", "1"));
}

#[test]
fn overlapping_intervals_are_undecided_and_agree_to_their_width() {
    // Nothing but the enclosure is known of these: two that come from one number are known to be equal.
    let third = between("1/3", "1/3");
    assert_eq!(BITS.compare(&third, &third), Err(Fault::Undecided));
    assert_eq!(BITS.compare(&point("1/3"), &point("1/3")), Ok(std::cmp::Ordering::Equal));
    let Equality::AgreesTo { bits } = BITS.equality(&third, &third) else {
        panic!("a third is no point");
    };
    assert!(bits >= 125);
    assert_eq!(BITS.equality(&third, &point("1/2")), Equality::Different);
    assert_eq!(BITS.equality(&point("1/2"), &point("1/2")), Equality::Equal);
    assert_eq!(BITS.equality(&between("-9", "9"), &point("0")), Equality::AgreesTo { bits: 0 });
    assert_eq!(BITS.compare(&point("2"), &point("2")), Ok(Ordering::Equal));
}

#[test]
fn more_bits_never_hurt_pi() {
    let mut enclosure = Intervals { bits: 64 }.pi().unwrap();
    for bits in [65, 128, 256, 512, 2048, 8192] {
        let finer = Intervals { bits }.pi().unwrap();
        assert!(finer.width_bits() >= bits - 2);
        assert!(enclosure.contains(&finer.low()) && enclosure.contains(&finer.high()));
        enclosure = finer;
    }
}

#[test]
fn midpoints_of_extreme_ends_are_doubles() {
    assert_eq!(big(1_000_000).midpoint(), f64::INFINITY);
    assert_eq!(big(-1_000_000).midpoint(), 0.0);
    assert_eq!(BITS.negate(&big(100_000)).midpoint(), f64::NEG_INFINITY);
    assert_eq!(big(-1074).midpoint(), f64::from_bits(1));
    assert_eq!(between("-1", "2").midpoint(), 0.5);
}

#[test]
fn too_few_bits_are_not_unlimited() {
    let none = Intervals { bits: 0 };
    let third = none.div(&none.integer(1), &none.integer(3)).unwrap();
    assert!(third.contains(&fraction("1/3")) && !third.is_point());
}

/// An expression over rationals, evaluated in any arithmetic.
#[derive(Debug, Clone)]
enum Tree {
    Leaf(i64, i64, i64),
    Add(Box<Tree>, Box<Tree>),
    Sub(Box<Tree>, Box<Tree>),
    Mul(Box<Tree>, Box<Tree>),
    Div(Box<Tree>, Box<Tree>),
    Min(Box<Tree>, Box<Tree>),
    Max(Box<Tree>, Box<Tree>),
    Abs(Box<Tree>),
    Power(Box<Tree>, i64),
}

/// The exact value and an enclosure of it, both or neither.
type Both = (Rational, Interval);

/// Evaluates in both; a leaf is widened by the third number over 1000, about its value.
fn evaluate(tree: &Tree, intervals: Intervals) -> Option<Both> {
    let exact = Rationals { bits: 50_000 };
    let both = |a: &Tree, b: &Tree| Some((evaluate(a, intervals)?, evaluate(b, intervals)?));
    Some(match tree {
        Tree::Leaf(numerator, denominator, width) => {
            let value = Rational::from(*numerator) / Rational::from(*denominator);
            let slack = Rational::from(*width) / Rational::from(1000);
            let enclosure = intervals.from_bounds(&(&value - &slack), &(&value + slack));
            (value, enclosure)
        }
        Tree::Add(a, b) => {
            let (a, b) = both(a, b)?;
            (exact.add(&a.0, &b.0).ok()?, intervals.add(&a.1, &b.1).ok()?)
        }
        Tree::Sub(a, b) => {
            let (a, b) = both(a, b)?;
            (exact.sub(&a.0, &b.0).ok()?, intervals.sub(&a.1, &b.1).ok()?)
        }
        Tree::Mul(a, b) => {
            let (a, b) = both(a, b)?;
            (exact.mul(&a.0, &b.0).ok()?, intervals.mul(&a.1, &b.1).ok()?)
        }
        Tree::Div(a, b) => {
            let (a, b) = both(a, b)?;
            (exact.div(&a.0, &b.0).ok()?, intervals.div(&a.1, &b.1).ok()?)
        }
        Tree::Min(a, b) => {
            let (a, b) = both(a, b)?;
            (exact.min(&a.0, &b.0), intervals.min(&a.1, &b.1))
        }
        Tree::Max(a, b) => {
            let (a, b) = both(a, b)?;
            (exact.max(&a.0, &b.0), intervals.max(&a.1, &b.1))
        }
        Tree::Abs(a) => {
            let a = evaluate(a, intervals)?;
            (exact.abs(&a.0), intervals.abs(&a.1))
        }
        Tree::Power(a, n) => {
            let a = evaluate(a, intervals)?;
            (exact.power(&a.0, *n).ok()?, intervals.power(&a.1, *n).ok()?)
        }
    })
}

fn leaf() -> impl Strategy<Value = Tree> {
    let whole = prop_oneof![-4_i64..=4, -1_000_000_i64..=1_000_000, any::<i64>()];
    let part = prop_oneof![Just(1_i64), 1_i64..=9, 1_i64..=i64::MAX];
    let width = prop_oneof![Just(0_i64), 0_i64..3000];
    (whole, part, width).prop_map(|(whole, part, width)| Tree::Leaf(whole, part, width))
}

fn tree() -> impl Strategy<Value = Tree> {
    leaf().prop_recursive(5, 40, 2, |inner| {
        let pair = (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            pair.clone().prop_map(|(a, b)| Tree::Add(a, b)),
            pair.clone().prop_map(|(a, b)| Tree::Sub(a, b)),
            pair.clone().prop_map(|(a, b)| Tree::Mul(a, b)),
            pair.clone().prop_map(|(a, b)| Tree::Div(a, b)),
            pair.clone().prop_map(|(a, b)| Tree::Min(a, b)),
            pair.prop_map(|(a, b)| Tree::Max(a, b)),
            inner.clone().prop_map(|a| Tree::Abs(Box::new(a))),
            (inner, -5_i64..=7).prop_map(|(a, n)| Tree::Power(Box::new(a), n)),
        ]
    })
}

proptest! {
    #[test]
    fn intervals_contain_the_exact_value_of_random_expressions(
        tree in tree(), bits in prop_oneof![8_u32..40, Just(64), Just(128), Just(256)],
    ) {
        if let Some((exact, enclosure)) = evaluate(&tree, Intervals { bits }) {
            prop_assert!(enclosure.contains(&exact));
        }
    }

    #[test]
    fn products_and_quotients_are_exactly_the_range_in_every_sign_case(
        a in -3_i64..=3, b in -3_i64..=3, c in -3_i64..=3, d in -3_i64..=3,
    ) {
        let (x, y) = ([a.min(b), a.max(b)], [c.min(d), c.max(d)]);
        let interval = |ends: [i64; 2]| {
            BITS.from_bounds(&Rational::from(ends[0]), &Rational::from(ends[1]))
        };
        let corners = |operation: fn(Rational, Rational) -> Rational| {
            x.map(|p| y.map(|q| operation(p.into(), q.into()))).into_iter().flatten()
        };
        let result = BITS.mul(&interval(x), &interval(y)).unwrap();
        prop_assert_eq!(result.low(), corners(|p, q| p * q).min().unwrap());
        prop_assert_eq!(result.high(), corners(|p, q| p * q).max().unwrap());
        if y[0] > 0 || y[1] < 0 {
            let result = BITS.div(&interval(x), &interval(y)).unwrap();
            let (low, high) = (corners(|p, q| p / q).min(), corners(|p, q| p / q).max());
            let exact = BITS.from_bounds(&low.unwrap(), &high.unwrap());
            prop_assert_eq!(result, exact);
        }
    }

    #[test]
    fn the_root_squares_back_around_its_argument(n in 0_u64.., d in 1_u64.., bits in 8_u32..300) {
        let intervals = Intervals { bits };
        let value = Rational::from_parts(n.into(), d.into());
        let root = intervals.sqrt(&intervals.rational(&value)).unwrap();
        prop_assert!(root.low() * root.low() <= value && value <= root.high() * root.high());
        prop_assert!(root.width_bits() >= bits - 3);
    }

    #[test]
    fn the_exponential_undoes_the_logarithm(n in 1_u64.., d in 1_u64.., bits in 8_u32..300) {
        let intervals = Intervals { bits };
        let value = Rational::from_parts(n.into(), d.into());
        let logarithm = intervals.ln(&intervals.rational(&value)).unwrap();
        prop_assert!(intervals.exp(&logarithm).unwrap().contains(&value));
    }

    #[test]
    fn the_cosine_is_even_periodic_and_doubles(n in any::<i64>(), d in 1_u32.., bits in 8_u32..300) {
        let intervals = Intervals { bits };
        let x = intervals.rational(&Rational::from_parts(n.into(), d.into()));
        let cosine = intervals.cos(&x).unwrap();
        prop_assert_eq!(&intervals.cos(&intervals.negate(&x)).unwrap(), &cosine);
        let overlap = |a: &Interval, b: &Interval| intervals.compare(a, b) == Err(Fault::Undecided);
        let turn = intervals.mul(&intervals.pi().unwrap(), &intervals.integer(2)).unwrap();
        prop_assert!(overlap(&intervals.cos(&intervals.add(&x, &turn).unwrap()).unwrap(), &cosine));
        let twice = intervals.mul(&x, &intervals.integer(2)).unwrap();
        let square = intervals.power(&cosine, 2).unwrap();
        let doubled = intervals.sub(
            &intervals.mul(&square, &intervals.integer(2)).unwrap(), &intervals.integer(1));
        prop_assert!(overlap(&intervals.cos(&twice).unwrap(), &doubled.unwrap()));
    }

    #[test]
    fn functions_of_narrow_intervals_with_long_ends_reach_no_farther_than_those_of_both_ends(
        n in 1_i64..100_000, d in 1_i64..1000, exponent in -2200_isize..-40, negative in any::<bool>(),
    ) {
        let intervals = Intervals { bits: 2100 };
        let low = Rational::from(n) / Rational::from(d);
        let high = &low + &low * power_of_two(exponent);
        let x = intervals.from_bounds(&low, &high);
        let x = if negative { intervals.negate(&x) } else { x };
        for function in [Intervals::cos, Intervals::exp, Intervals::ln] {
            let Ok(found) = function(&intervals, &x) else { continue };
            let end = |of: Rational| function(&intervals, &intervals.rational(&of)).unwrap();
            let (first, last) = (end(x.low()), end(x.high()));
            prop_assert!(found.low() <= first.low().min(last.low()) && first.high().max(last.high()) <= found.high());
            // It may stick out by the slope that was taken, times the width, and some units in the last place.
            let size = found.low().max(-found.high()).max(Rational::ONE);
            let slope = size.clone().max(Rational::ONE / x.low().max(-x.high()));
            let more = slope * (x.high() - x.low()) + size * power_of_two(-2095);
            prop_assert!(found.high() - found.low() <= Rational::from(3) * more);
        }
    }

    #[test]
    fn functions_contain_their_values_at_inner_points(
        low in -50_000_i64..50_000, width in 0_i64..20_000, inner in 0_i64..=100,
    ) {
        let thousandth = |n: i64| Rational::from(n) / Rational::from(1000);
        let x = BITS.from_bounds(&thousandth(low), &thousandth(low + width));
        let inside = thousandth(low) + thousandth(width) * Rational::from(inner) / Rational::from(100);
        let inside = BITS.rational(&inside);
        for function in [Intervals::cos, Intervals::exp, Intervals::ln, Intervals::sqrt] {
            if let (Ok(outer), Ok(value)) = (function(&BITS, &x), function(&BITS, &inside)) {
                // The enclosure of the value at a point may stick out by its own width.
                prop_assert!(outer.low() <= value.high() && value.low() <= outer.high());
            }
        }
    }
}
