//! The arithmetics against values computed by other programs (see `tests/oracle/numeric.py`).

use descentcheck::numeric::{Arithmetic, Equality, Fault, Float, Intervals, Rational, Rationals, parse_rational};
use serde::Deserialize;
use serde_json::Value;

/// Bits of the intervals; the recorded decimals have more digits than these tell apart.
const BITS: u32 = 256;

/// Bits that the expressions recorded may lose to cancellation and large arguments.
const LOST_BITS: u32 = 120;

#[derive(Deserialize)]
struct Case {
    expression: Value,
    #[serde(flatten)]
    expected: Expected,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Expected {
    /// The value, exactly.
    Rational { value: String },
    /// The value to 90 digits.
    Real { value: String },
    /// Somewhere there is a division by zero.
    Undefined,
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("oracle/numeric.json")).expect("the oracle file is valid")
}

fn evaluate<A: Arithmetic>(arithmetic: &A, tree: &Value) -> Result<A::Number, Fault> {
    let operand = |index: usize| evaluate(arithmetic, &tree[index]);
    match tree[0].as_str().expect("an operation is a name") {
        "q" => {
            let text = tree[1].as_str().expect("a number is a text");
            Ok(arithmetic.rational(&parse_rational(text).expect("a number is a fraction")))
        }
        "pi" => arithmetic.pi(),
        "sqrt" => arithmetic.sqrt(&operand(1)?),
        "exp" => arithmetic.exp(&operand(1)?),
        "ln" => arithmetic.ln(&operand(1)?),
        "cos" => arithmetic.cos(&operand(1)?),
        "neg" => Ok(arithmetic.negate(&operand(1)?)),
        "abs" => Ok(arithmetic.abs(&operand(1)?)),
        "pow" => arithmetic.power(&operand(1)?, tree[2].as_i64().expect("a whole exponent")),
        "min" => Ok(arithmetic.min(&operand(1)?, &operand(2)?)),
        "max" => Ok(arithmetic.max(&operand(1)?, &operand(2)?)),
        "+" => arithmetic.add(&operand(1)?, &operand(2)?),
        "-" => arithmetic.sub(&operand(1)?, &operand(2)?),
        "*" => arithmetic.mul(&operand(1)?, &operand(2)?),
        "/" => arithmetic.div(&operand(1)?, &operand(2)?),
        other => panic!("unknown operation {other}"),
    }
}

fn decimal(text: &str) -> Rational {
    Rational::from_str_decimal(text).expect("a value is a decimal number")
}

#[test]
fn the_file_has_cases_of_every_kind() {
    let cases = cases();
    let count = |wanted: fn(&Expected) -> bool| cases.iter().filter(|case| wanted(&case.expected)).count();
    assert!(count(|expected| matches!(expected, Expected::Rational { .. })) >= 100);
    assert!(count(|expected| matches!(expected, Expected::Real { .. })) >= 200);
    assert!(count(|expected| matches!(expected, Expected::Undefined)) >= 1);
}

#[test]
fn rationals_equal_the_recorded_fractions() {
    let exact = Rationals::default();
    for case in cases() {
        let result = evaluate(&exact, &case.expression);
        match case.expected {
            Expected::Rational { value } => {
                assert_eq!(result, Ok(parse_rational(&value).unwrap()), "{}", case.expression);
            }
            Expected::Undefined => assert_eq!(result, Err(Fault::Undefined("division by zero"))),
            Expected::Real { .. } => {}
        }
    }
}

#[test]
fn intervals_contain_the_recorded_values_and_are_narrow() {
    let intervals = Intervals { bits: BITS };
    for case in cases() {
        let value = match case.expected {
            Expected::Rational { value } => parse_rational(&value).unwrap(),
            Expected::Real { value } => decimal(&value),
            Expected::Undefined => {
                let fault = evaluate(&intervals, &case.expression).unwrap_err();
                assert!(matches!(fault, Fault::Undefined(_) | Fault::Undecided));
                continue;
            }
        };
        let enclosure =
            evaluate(&intervals, &case.expression).unwrap_or_else(|fault| panic!("{fault}: {}", case.expression));
        assert!(enclosure.contains(&value), "{}", case.expression);
        assert!(enclosure.width_bits() >= BITS - LOST_BITS, "{}", case.expression);
    }
}

#[test]
fn coarse_intervals_contain_the_recorded_values_where_they_decide() {
    for bits in [16, 53, 100] {
        let intervals = Intervals { bits };
        for case in cases() {
            let (Expected::Real { value } | Expected::Rational { value }) = &case.expected else {
                continue;
            };
            let value = if value.contains('/') { parse_rational(value).unwrap() } else { decimal(value) };
            if let Ok(enclosure) = evaluate(&intervals, &case.expression) {
                assert!(enclosure.contains(&value), "{bits} bits: {}", case.expression);
            }
        }
    }
}

#[test]
fn doubles_are_near_the_recorded_values_where_the_arguments_are_moderate() {
    // One operation on leaves: the leaves are rounded once each and the operation rounds again, so
    // only a small condition number can move the result beyond a few dozen units.
    let shallow = |tree: &Value| {
        let leaf = |index: usize| tree[index].is_null() || tree[index][0] == "q";
        tree[0] != "cos" && tree[0] != "pow" && leaf(1) && leaf(2)
    };
    let mut checked = 0;
    for case in cases().iter().filter(|case| shallow(&case.expression)) {
        let (Expected::Real { value } | Expected::Rational { value }) = &case.expected else {
            continue;
        };
        let value = if value.contains('/') { parse_rational(value).unwrap() } else { decimal(value) };
        let double = evaluate(&Float, &case.expression).unwrap();
        let Equality::AgreesTo { bits } = Float.equality(&double, &Float.rational(&value)) else {
            panic!("doubles only agree");
        };
        assert!(bits >= 44, "{bits} bits: {}", case.expression);
        checked += 1;
    }
    assert!(checked >= 20, "{checked}");
}
