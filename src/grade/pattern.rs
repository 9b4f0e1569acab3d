//! What the cases have in common on which a program is not the method.

use crate::blackbox::{Kind, OnCase, Parting, Value, written_number};

/// Fewer cases than these show no pattern.
const FEWEST: usize = 3;

/// On how many cases a program agrees, and where.
#[must_use]
pub fn agreed(cases: &[OnCase]) -> String {
    let judged: Vec<&OnCase> = cases.iter().filter(|case| case.judged).collect();
    let (agreeing, differing): (Vec<&OnCase>, Vec<&OnCase>) =
        judged.iter().copied().partition(|case| case.parting.is_none() && !case.ended);
    let (agree, all) = (agreeing.len(), judged.len());
    // Where most agree, that some value is among them says nothing.
    let rare = 2 * agree <= all;
    match sure(&agreeing, &differing).filter(|_| rare) {
        Some((name, value, count)) if count == agree => {
            let value = written_number(value);
            format!("none of the {} cases where {name} is not {value}, all {agree} where {name} = {value}", all - agree)
        }
        Some((name, value, count)) => {
            format!("{agree} of {all} cases, among them all {count} where {name} = {}", written_number(value))
        }
        None => format!("{agree} of {all} cases"),
    }
}

/// A value of a parameter with which all cases agree, and on how many: that of which there are most.
fn sure(agreeing: &[&OnCase], differing: &[&OnCase]) -> Option<(String, f64, usize)> {
    let numbers = |case: &OnCase| -> Vec<(String, f64)> {
        let number = |(name, value): (&str, &Value)| match value {
            // At 0 and 1 equations lose a part; that others agree is an accident of the cases.
            Value::Number(x) if [0.0, 1.0].contains(x) => Some((name.to_owned(), *x)),
            Value::Number(_) | Value::Vector(_) | Value::Matrix(_) | Value::PerStep(_) => None,
        };
        case.parameters.iter().filter_map(number).collect()
    };
    let mut counts: Vec<(String, f64, usize)> = Vec::new();
    for (name, value) in agreeing.iter().flat_map(|case| numbers(case)) {
        match counts.iter_mut().find(|(known, x, _)| *known == name && x.to_bits() == value.to_bits()) {
            Some((_, _, count)) => *count += 1,
            None => counts.push((name, value, 1)),
        }
    }
    counts.retain(|(name, value, count)| {
        let is_it = |(known, x): &(String, f64)| known == name && x.to_bits() == value.to_bits();
        *count >= FEWEST && !differing.iter().any(|case| numbers(case).iter().any(is_it))
    });
    // Of equals the first, so that the same cases give the same words.
    counts.into_iter().rev().max_by_key(|(_, _, count)| *count)
}

/// What the cases have in common on which it differs, beside the patterns of its steps.
#[must_use]
pub fn common(cases: &[OnCase]) -> Vec<String> {
    let differing: Vec<(&OnCase, Parting)> =
        cases.iter().filter_map(|case| case.parting.map(|parting| (case, parting))).collect();
    if differing.len() < FEWEST {
        return Vec::new();
    }
    let agreeing = cases.iter().filter(|case| case.judged && case.parting.is_none());
    let all = |is_so: &dyn Fn(&OnCase, &Parting) -> bool| differing.iter().all(|(case, parting)| is_so(case, parting));
    let mut found = Vec::new();
    let is_single = |case: &OnCase| case.dimension == 1;
    if all(&|case, _| !is_single(case)) && agreeing.filter(|case| is_single(case)).count() >= FEWEST {
        found.push("with one coordinate it is right; with several it is not".to_owned());
    }
    if all(&|case, _| case.kind == Kind::Extreme) {
        found.push("it is right except at extremes: slopes of 0, slopes below 1e-150 or above 1e80, steps that overshoot every time".to_owned());
    }
    if all(&|_, parting| parting.got.is_nan()) {
        found.push("where it differs, its result is not a number (nan)".to_owned());
    } else if all(&|_, parting| parting.got.to_bits() == parting.before.to_bits()) {
        found.push("where it differs, the point does not move".to_owned());
    }
    found
}
