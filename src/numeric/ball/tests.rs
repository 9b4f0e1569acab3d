//! Tests of doubles with a bound of their error, against intervals of many bits.

use std::cmp::Ordering;

use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::test_runner::TestCaseError;

use super::{Ball, Balls, SAFE};
use crate::numeric::{Arithmetic, Fault, Interval, Intervals, Rational, from_f64_exact, power_of_two};

/// Bits enough for the sum of any two doubles, so that a large argument of a cosine loses nothing.
const WIDE: Intervals = Intervals { bits: 2_400 };

/// A random expression with its exact value, or an enclosure of it.
#[derive(Debug, Clone)]
enum Expression {
    Number(f64),
    Third(i64),
    Binary(u8, Box<Expression>, Box<Expression>),
    Unary(u8, Box<Expression>),
    Power(Box<Expression>, i64),
    /// `(x + y) - x`: all that is left of `y` is what rounding left.
    Cancelled(Box<Expression>, Box<Expression>),
}

fn evaluate<A: Arithmetic>(a: &A, expression: &Expression) -> Result<A::Number, Fault> {
    match expression {
        Expression::Number(x) => Ok(a.double(*x)),
        Expression::Third(n) => Ok(a.rational(&(Rational::from(*n) / Rational::from(3)))),
        Expression::Binary(op, x, y) => {
            let (x, y) = (evaluate(a, x)?, evaluate(a, y)?);
            match op % 6 {
                0 => a.add(&x, &y),
                1 => a.sub(&x, &y),
                2 => a.mul(&x, &y),
                3 => a.div(&x, &y),
                4 => Ok(a.min(&x, &y)),
                _ => Ok(a.max(&x, &y)),
            }
        }
        Expression::Unary(function, x) => {
            let x = evaluate(a, x)?;
            match function % 6 {
                0 => Ok(a.abs(&x)),
                1 => a.sqrt(&x),
                2 => a.exp(&x),
                3 => a.ln(&x),
                4 => a.cos(&x),
                _ => Ok(a.negate(&x)),
            }
        }
        Expression::Power(x, n) => a.power(&evaluate(a, x)?, *n),
        Expression::Cancelled(x, y) => {
            let (x, y) = (evaluate(a, x)?, evaluate(a, y)?);
            a.sub(&a.add(&x, &y)?, &x)
        }
    }
}

fn expressions() -> impl Strategy<Value = Expression> {
    let number = prop_oneof![
        4 => (-64_i32..=64, -8_i32..=8).prop_map(|(m, e)| Expression::Number(libm::ldexp(f64::from(m), e))),
        2 => any::<f64>().prop_filter_map("finite", |x| x.is_finite().then_some(Expression::Number(x))),
        2 => (-1000.0..1000.0).prop_map(Expression::Number),
        1 => (-100_i64..100).prop_map(Expression::Third),
        1 => Just(Expression::Number(libm::ldexp(1.0, 60))),
    ];
    number.prop_recursive(6, 40, 2, |inner| {
        let two = || (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            6 => (any::<u8>(), two()).prop_map(|(op, (x, y))| Expression::Binary(op, x, y)),
            2 => (any::<u8>(), inner.clone()).prop_map(|(f, x)| Expression::Unary(f, Box::new(x))),
            1 => (inner.clone(), -3_i64..=5).prop_map(|(x, n)| Expression::Power(Box::new(x), n)),
            2 => two().prop_map(|(x, y)| Expression::Cancelled(x, y)),
        ]
    })
}

/// Whether the number that an interval encloses may lie in a ball: the enclosure, far narrower, reaches it.
fn reaches(ball: Ball, interval: &Interval) -> bool {
    let (Some(middle), Some(radius)) = (from_f64_exact(ball.middle()), from_f64_exact(ball.reach())) else {
        return true;
    };
    interval.low() <= &middle + &radius && interval.high() >= middle - radius
}

fn holds(expression: &Expression) -> Result<(), TestCaseError> {
    let ball = evaluate(&Balls, expression);
    let wide = evaluate(&WIDE, expression);
    match (ball, wide) {
        (Ok(ball), Ok(interval)) => {
            prop_assert!(reaches(ball, &interval), "{ball:?} misses {}", WIDE.approximate(&interval))
        }
        // What the balls find undefined is so for certain.
        (Err(Fault::Undefined(reason)), found) => {
            prop_assert!(matches!(found, Err(Fault::Undefined(_))), "{reason}, but {found:?}");
        }
        // Where a value has none, a ball must not know one.
        (Ok(ball), Err(Fault::Undefined(reason))) => {
            prop_assert!(!ball.reach().is_finite(), "{reason}, but {ball:?}");
        }
        _ => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_ball_holds_the_number_of_a_random_expression(expression in expressions()) {
        holds(&expression)?;
    }

    #[test]
    fn an_order_of_balls_is_that_of_the_numbers(x in expressions(), y in expressions()) {
        let intervals = WIDE;
        let order = evaluate(&Balls, &x).and_then(|x| Balls.compare(&x, &evaluate(&Balls, &y)?));
        let wide = evaluate(&intervals, &x).and_then(|x| intervals.compare(&x, &evaluate(&intervals, &y)?));
        if let (Ok(order), Ok(wide)) = (order, wide) {
            prop_assert!(order == wide);
        }
    }

    #[test]
    fn sums_and_products_of_any_doubles_are_within_their_bounds(x in any::<f64>(), y in any::<f64>()) {
        if x.is_finite() && y.is_finite() {
            for op in 0..6 {
                let of = |x| Box::new(Expression::Number(x));
                holds(&Expression::Binary(op, of(x), of(y)))?;
            }
        }
    }

    #[test]
    fn what_is_left_of_a_cancellation_is_within_its_bound(x in 0.0..1.0_f64, e in 0_i32..120) {
        let large = Box::new(Expression::Number(libm::ldexp(1.0, e)));
        holds(&Expression::Cancelled(large, Box::new(Expression::Number(x))))?;
    }
}

/// A ball near a double, and a number in it that is as far from the middle as it can be, or half as far.
fn with_member((middle, radius, share): (f64, f64, i64)) -> (Ball, Rational) {
    let exact = |x: f64| from_f64_exact(x).unwrap();
    (Ball::new(middle, radius), exact(middle) + exact(radius) * Rational::from(share) / Rational::from(2))
}

fn member() -> impl Strategy<Value = (f64, f64, i64)> {
    let radius = prop_oneof![Just(0.0), (-60_i32..0).prop_map(|e| libm::ldexp(1.0, e))];
    let middle =
        prop_oneof![-8.0..8.0, (-1.0..1.0).prop_map(|x| libm::ldexp(x, -530)), (-8_i32..=8).prop_map(f64::from)];
    (middle, radius, -2_i64..=2)
}

/// Whether a rational lies in a ball.
fn has(ball: Ball, value: &Rational) -> bool {
    let (middle, radius) = (from_f64_exact(ball.middle()).unwrap(), from_f64_exact(ball.reach()).unwrap());
    *value <= &middle + &radius && *value >= middle - radius
}

proptest! {
    #[test]
    fn the_quick_sums_and_steps_are_within_their_bounds(
        numbers in proptest::collection::vec((member(), member(), member()), 1..6),
        factor in member(),
    ) {
        let split = |column: Vec<(f64, f64, i64)>| column.into_iter().map(with_member).unzip();
        let (w, x): (Vec<Ball>, Vec<Rational>) = split(numbers.iter().map(|row| row.0).collect());
        let (c, y): (Vec<Ball>, Vec<Rational>) = split(numbers.iter().map(|row| row.1).collect());
        let (k, h): (Vec<Ball>, Vec<Rational>) = split(numbers.iter().map(|row| row.2).collect());
        let (s, step) = with_member(factor);
        let mut sum = Rational::ZERO;
        let mut out = w.clone();
        prop_assert!(Balls.lines(&w, &c, &k, &mut out));
        for i in 0..w.len() {
            let z = &x[i] - &y[i];
            let line = &h[i] * &z;
            prop_assert!(has(out[i], &line), "{i}: {:?}", out[i]);
            prop_assert_eq!(Ok(out[i]), Balls.sub(&w[i], &c[i]).and_then(|z| Balls.mul(&k[i], &z)));
            sum += line * z / Rational::from(2);
        }
        match Balls.parabolas(&w, &c, &k) {
            Some(value) => prop_assert!(has(value, &sum), "{value:?}"),
            None => prop_assert!(w.iter().all(|w| w.radius() == 0.0)),
        }
        let exact: Vec<Ball> = w.iter().map(|w| Ball::exact(w.middle())).collect();
        let norm = Balls.step(&exact, &s, &k, &mut out).unwrap();
        let mut square = Rational::ZERO;
        for i in 0..w.len() {
            let next = from_f64_exact(w[i].middle()).unwrap() - &step * &h[i];
            prop_assert!(has(out[i], &next), "{i}: {:?}", out[i]);
            prop_assert_eq!(Ok(out[i]), Balls.mul(&s, &k[i]).and_then(|change| Balls.sub(&exact[i], &change)));
            let off = next - from_f64_exact(out[i].middle()).unwrap();
            square += &off * &off;
        }
        let norm = from_f64_exact(norm).unwrap();
        prop_assert!(square <= &norm * &norm);
    }
}

#[test]
fn what_cancellation_has_taken_is_undecided() {
    let large = Ball::exact(libm::ldexp(1.0, 60));
    let x = Ball::exact(0.905);
    let left = Balls.sub(&Balls.add(&large, &x).unwrap(), &large).unwrap();
    assert_eq!(left.middle(), 0.0);
    let half = Balls.div(&x, &Balls.integer(2)).unwrap();
    assert_eq!(Balls.compare(&left, &half), Err(Fault::Undecided));
}

#[test]
fn short_numbers_tie_for_certain() {
    let (a, b) = (Ball::exact(0.75), Ball::exact(-2.5));
    let sum = Balls.add(&Balls.mul(&a, &b).unwrap(), &Balls.integer(3)).unwrap();
    assert_eq!(Balls.compare(&sum, &Ball::exact(1.125)), Ok(Ordering::Equal));
}

#[test]
fn what_is_not_finite_says_nothing() {
    let huge = Ball::exact(f64::MAX / 4.0);
    let product = Balls.mul(&huge, &huge).unwrap();
    for other in [Ball::exact(0.0), product, Ball::exact(f64::NAN), Ball::new(0.0, f64::INFINITY)] {
        assert_eq!(Balls.compare(&product, &other), Err(Fault::Undecided));
        assert_eq!(Balls.compare(&Balls.max(&product, &other), &Ball::exact(0.0)), Err(Fault::Undecided));
    }
}

#[test]
fn a_product_that_underflows_is_not_zero() {
    let tiny = Ball::exact(SAFE);
    let product = Balls.mul(&tiny, &tiny).unwrap();
    assert_eq!(product.middle(), 0.0);
    assert_eq!(Balls.compare(&product, &Ball::exact(0.0)), Err(Fault::Undecided));
    assert_eq!(Balls.compare(&Balls.mul(&tiny, &Ball::exact(0.0)).unwrap(), &Ball::exact(0.0)), Ok(Ordering::Equal));
    assert_eq!(power_of_two(-900), from_f64_exact(SAFE).unwrap());
}
