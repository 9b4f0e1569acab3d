//! What the cases have in common on which a program is not the method.

use crate::blackbox::{Kind, OnCase, Parting, Value, written_number};
use crate::numeric::tolerance::SAME_RATIO;

/// Fewer cases than these show no pattern.
const FEWEST: usize = 3;

/// On how many cases a program agrees, and where.
#[must_use]
pub fn agreed(cases: &[OnCase]) -> String {
    let judged: Vec<&OnCase> = cases.iter().filter(|case| case.judged).collect();
    let (agreeing, differing): (Vec<&OnCase>, Vec<&OnCase>) =
        judged.iter().copied().partition(|case| case.parting.is_none() && !case.ended);
    if let Some((name, value)) = divider(&agreeing, &differing) {
        let value = written_number(value);
        return format!(
            "none of the {} cases where {name} is not {value}, all {} where {name} = {value}",
            differing.len(),
            agreeing.len()
        );
    }
    format!("{} of {} cases", agreeing.len(), judged.len())
}

/// The parameter that has one value on all cases that agree, and others on all that do not.
fn divider(agreeing: &[&OnCase], differing: &[&OnCase]) -> Option<(String, f64)> {
    if agreeing.len() < FEWEST {
        return None;
    }
    let number = |case: &OnCase, name: &str| match case.parameters.get(name) {
        Some(Value::Number(x)) => Some(*x),
        _ => None,
    };
    let mut names = agreeing[0].parameters.iter().map(|(name, _)| name.to_owned());
    names.find_map(|name| {
        let value = number(agreeing[0], &name)?;
        let is_it = |case: &&&OnCase| number(case, &name).is_some_and(|x| x.to_bits() == value.to_bits());
        let divides = agreeing.iter().all(|case| is_it(&case)) && !differing.iter().any(|case| is_it(&case));
        divides.then_some((name, value))
    })
}

/// What is seen where nothing explains it.
#[must_use]
pub fn patterns(cases: &[OnCase]) -> Vec<String> {
    let differing: Vec<(&OnCase, Parting)> =
        cases.iter().filter_map(|case| case.parting.map(|parting| (case, parting))).collect();
    if differing.len() < FEWEST {
        return Vec::new();
    }
    let agreeing: Vec<&OnCase> = cases.iter().filter(|case| case.judged && case.parting.is_none()).collect();
    let all = |is_so: &dyn Fn(&OnCase, &Parting) -> bool| differing.iter().all(|(case, parting)| is_so(case, parting));
    let mut found = Vec::new();
    if let Some(ratio) = ratio(&differing) {
        found
            .push(format!("where it differs first, your step is always {} times the lecture's", written_number(ratio)));
    }
    if all(&|_, parting| parting.t >= 2) {
        found.push("the first step is always right; a later one is not".to_owned());
    }
    if all(&|case, parting| parting.t == case.steps) && differing.iter().any(|(case, _)| case.steps > 1) {
        found.push("only the last step of a run is wrong".to_owned());
    }
    if differing.iter().any(|(case, _)| case.dimension > 1) {
        let several = |case: &OnCase| case.dimension > 1;
        if all(&|case, _| several(case)) && agreeing.iter().filter(|case| !several(case)).count() >= FEWEST {
            found.push("with one coordinate it is right; with several it is not".to_owned());
        } else if all(&|case, parting| several(case) && parting.component > 0) {
            found.push("the first coordinate is always right".to_owned());
        }
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

/// The quotient of the program's steps and the method's, where it is the same in all cases.
fn ratio(differing: &[(&OnCase, Parting)]) -> Option<f64> {
    let quotient = |parting: &Parting| {
        let (own, wanted) = (parting.got - parting.before, parting.expected - parting.before);
        (wanted != 0.0 && own != 0.0).then(|| own / wanted).filter(|ratio| ratio.is_finite())
    };
    let all: Option<Vec<f64>> = differing.iter().map(|(_, parting)| quotient(parting)).collect();
    let all = all?;
    let first = all[0];
    let rounded = (first * 1024.0).round() / 1024.0;
    let first = if (first - rounded).abs() <= SAME_RATIO * first.abs() { rounded } else { first };
    all.iter().all(|ratio| (ratio - first).abs() <= SAME_RATIO * first.abs()).then_some(first)
}
