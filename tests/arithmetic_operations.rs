//! Single operations of the arithmetics against values computed by other programs (see `tests/oracle/numeric.py`, which
//! also says how to make the file of values anew).

use std::cmp::Ordering;

use descentcheck::numeric::{
    Arithmetic, Dyadic, Equality, Fault, Float, Intervals, Rational, Rationals, from_f64_exact, parse_rational,
    print_rational, round_down_to_bits, round_up_to_bits, to_f64_nearest,
};
use serde_json::Value;

/// Bits of the intervals; the recorded decimals have more digits than these tell apart.
const BITS: u32 = 256;

fn recorded(kind: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("oracle/operations.json")).expect("the oracle file is valid");
    let cases = all[kind].as_array().expect("the kind is there").clone();
    assert!(cases.len() >= 50, "{kind}: {}", cases.len());
    cases
}

fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap_or_else(|| panic!("{key} is a text in {case}"))
}

fn fraction(case: &Value, key: &str) -> Rational {
    parse_rational(text(case, key)).expect("it is a fraction")
}

fn double(case: &Value, key: &str) -> f64 {
    f64::from_bits(u64::from_str_radix(text(case, key), 16).expect("it is a double's bits"))
}

fn evaluate<A: Arithmetic>(a: &A, tree: &Value) -> Result<A::Number, Fault> {
    let operand = |index: usize| evaluate(a, &tree[index]);
    match tree[0].as_str().expect("an operation is a name") {
        "q" => Ok(a.rational(&parse_rational(tree[1].as_str().expect("a text")).expect("a fraction"))),
        "pi" => a.pi(),
        "sqrt" => a.sqrt(&operand(1)?),
        "exp" => a.exp(&operand(1)?),
        "ln" => a.ln(&operand(1)?),
        "cos" => a.cos(&operand(1)?),
        "neg" => Ok(a.negate(&operand(1)?)),
        "abs" => Ok(a.abs(&operand(1)?)),
        "pow" => a.power(&operand(1)?, tree[2].as_i64().expect("a whole exponent")),
        "+" => a.add(&operand(1)?, &operand(2)?),
        "-" => a.sub(&operand(1)?, &operand(2)?),
        "*" => a.mul(&operand(1)?, &operand(2)?),
        "/" => a.div(&operand(1)?, &operand(2)?),
        "min" => Ok(a.min(&operand(1)?, &operand(2)?)),
        "max" => Ok(a.max(&operand(1)?, &operand(2)?)),
        other => panic!("unknown operation {other}"),
    }
}

fn order(case: &Value) -> Ordering {
    case["order"].as_i64().expect("an order is a number").cmp(&0)
}

#[test]
fn rationals_have_the_recorded_order_and_equality() {
    let exact = Rationals::default();
    let mut decided = 0;
    for case in recorded("orders") {
        let (Ok(left), Ok(right)) = (evaluate(&exact, &case["left"]), evaluate(&exact, &case["right"])) else {
            continue;
        };
        assert_eq!(exact.compare(&left, &right), Ok(order(&case)), "{case}");
        let expected = if order(&case).is_eq() { Equality::Equal } else { Equality::Different };
        assert_eq!(exact.equality(&left, &right), expected, "{case}");
        assert_eq!(exact.sign(&exact.sub(&left, &right).unwrap()), Ok(order(&case) as i32));
        decided += 1;
    }
    assert!(decided >= 40, "{decided}");
}

#[test]
fn intervals_never_contradict_the_recorded_order_and_find_it_where_they_can() {
    for bits in [16, 53, 128, BITS] {
        let intervals = Intervals { bits };
        for case in recorded("orders") {
            let (left, right) = (evaluate(&intervals, &case["left"]), evaluate(&intervals, &case["right"]));
            let (Ok(left), Ok(right)) = (left, right) else { continue };
            match intervals.compare(&left, &right) {
                Ok(found) => assert_eq!(found, order(&case), "{bits} bits: {case}"),
                // The gaps are at least 10^-30, of values up to 10^30.
                Err(_) => assert!(bits < BITS || order(&case).is_eq(), "{bits} bits: {case}"),
            }
            match intervals.equality(&left, &right) {
                Equality::Equal => assert!(order(&case).is_eq(), "{bits} bits: {case}"),
                Equality::Different => assert!(order(&case).is_ne(), "{bits} bits: {case}"),
                Equality::AgreesTo { bits: agree } => {
                    // What is 10^-30 apart, of a size up to 10^30, agrees to less than 200 bits.
                    assert!(order(&case).is_eq() || agree < 200, "{bits} bits: {case}");
                    assert!(bits < BITS || order(&case).is_ne() || agree >= 100, "{agree}: {case}");
                }
            }
        }
    }
}

#[test]
fn fractions_are_rounded_to_the_recorded_doubles() {
    for case in recorded("doubles") {
        let value = fraction(&case, "value");
        let nearest = double(&case, "nearest");
        assert_eq!(to_f64_nearest(&value).to_bits() << 1, nearest.to_bits() << 1, "{case}");
        assert_eq!(Float.rational(&value).to_bits() << 1, nearest.to_bits() << 1, "{case}");
        if nearest.is_finite() {
            let back = from_f64_exact(nearest).expect("a finite double is a fraction");
            assert_eq!(to_f64_nearest(&back).to_bits(), to_f64_nearest(&value).to_bits(), "{case}");
            let dyadic = Dyadic::from_f64_exact(nearest).expect("a finite double is dyadic");
            assert_eq!(dyadic.to_rational(), back, "{case}");
            assert!(Intervals { bits: BITS }.rational(&value).contains(&value), "{case}");
        }
    }
}

#[test]
fn doubles_are_added_multiplied_divided_and_rooted_as_recorded() {
    for case in recorded("ieee") {
        let (a, b) = (double(&case, "a"), double(&case, "b"));
        let result = match text(&case, "operation") {
            "+" => Float.add(&a, &b),
            "-" => Float.sub(&a, &b),
            "*" => Float.mul(&a, &b),
            "/" => Float.div(&a, &b),
            _ => Float.sqrt(&a),
        };
        assert_eq!(result.unwrap().to_bits(), double(&case, "result").to_bits(), "{case}");
    }
}

#[test]
fn functions_of_doubles_are_within_two_units_of_the_recorded_values() {
    for case in recorded("functions_of_doubles") {
        let x = double(&case, "x");
        let (found, enclosure) = match text(&case, "function") {
            "exp" => (Float.exp(&x), Intervals { bits: 90 }.exp(&point(x))),
            "ln" => (Float.ln(&x), Intervals { bits: 90 }.ln(&point(x))),
            _ => (Float.cos(&x), Intervals { bits: 90 }.cos(&point(x))),
        };
        let found = found.unwrap();
        let value = Rational::from_str_decimal(text(&case, "value")).expect("a decimal number");
        let error = from_f64_exact(found).unwrap() - &value;
        let unit = from_f64_exact(found.abs().next_up() - found.abs()).unwrap() * Rational::from(2);
        assert!(error <= unit && error >= -unit, "{case}: {found}");
        // The recorded digits round within 10^-29 of the value.
        let enclosure = enclosure.unwrap();
        let slack = if value < Rational::ZERO { -&value } else { value.clone() }
            * parse_rational("1/10000000000000000000000000000").unwrap();
        assert!(enclosure.low() <= &value + &slack && &value - &slack <= enclosure.high(), "{case}");
    }
}

fn point(x: f64) -> descentcheck::numeric::Interval {
    Intervals { bits: BITS }.rational(&from_f64_exact(x).expect("it is finite"))
}

#[test]
fn roundings_to_bits_are_the_recorded_ones() {
    for case in recorded("roundings") {
        let value = fraction(&case, "value");
        let bits = usize::try_from(case["bits"].as_u64().expect("a number of bits")).unwrap();
        assert_eq!(round_down_to_bits(&value, bits), fraction(&case, "down"), "{case}");
        assert_eq!(round_up_to_bits(&value, bits), fraction(&case, "up"), "{case}");
        let enclosure = Intervals { bits: u32::try_from(bits.max(8)).unwrap() }.rational(&value);
        assert!(enclosure.contains(&value), "{case}");
        if bits >= 8 {
            assert!(enclosure.low() >= fraction(&case, "down") && enclosure.high() <= fraction(&case, "up"), "{case}");
        }
    }
}

#[test]
fn texts_of_fractions_are_read_and_printed_as_recorded() {
    for case in recorded("texts") {
        let read = parse_rational(text(&case, "text"));
        match case["reduced"].as_str() {
            Some(reduced) => assert_eq!(print_rational(&read.expect("it is a fraction")), reduced, "{case}"),
            None => assert!(read.is_err(), "{case}"),
        }
    }
}

#[test]
fn intervals_contain_the_recorded_extreme_values() {
    for case in recorded("extremes") {
        let value = Rational::from_str_decimal(text(&case, "value")).expect("a decimal number");
        for bits in [53, BITS] {
            match evaluate(&Intervals { bits }, &case["expression"]) {
                Ok(enclosure) => {
                    let slack = if value < Rational::ZERO { -&value } else { value.clone() };
                    // The recorded value has 90 digits.
                    let slack = slack / Rational::from(10).pow(89);
                    assert!(
                        enclosure.low() <= &value + &slack && &value - &slack <= enclosure.high(),
                        "{bits} bits: {case}"
                    );
                }
                Err(fault) => assert_eq!(fault, Fault::TooLarge, "{case}"),
            }
        }
    }
}
