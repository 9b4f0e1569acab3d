//! Whether two methods are one.

use std::fmt;

use super::allowance::{Allowance, Precision};
use super::assignment::Assignment;
use super::cases::{Kind, trials};
use super::error::CannotJudge;
use super::finding::Example;
use super::judge::example_of;
use super::landscape::Told;
use super::options::Options;
use super::record::record;
use super::replay::{Agreement, replay};
use super::resolve::resolve;
use super::written::Written;
use crate::language::check::Chapter;
use crate::language::parse::parse_expression;
use crate::language::syntax::{Expr, ExprKind, RelationOp};

/// What is found of two methods.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The first.
    pub first: String,
    /// The second.
    pub second: String,
    /// What parameters were taken to be.
    pub values: Vec<String>,
    /// On how many cases they were compared.
    pub cases: usize,
    /// In how many of these all arithmetic of the first is exact in doubles.
    pub exact: usize,
    /// How many numbers were compared and agree.
    pub components: usize,
    /// In how many cases they part.
    pub differing: usize,
    /// The first step where they part, in a small case.
    pub example: Option<Box<Example>>,
}

impl Comparison {
    /// Whether no case parts them.
    #[must_use]
    pub const fn is_same(&self) -> bool {
        self.differing == 0
    }
}

/// Compares two methods of a chapter on the cases of the first: does the second take the same steps from the same points and
/// gradients? `values` say what parameters are in terms of others and of the step, as `beta2 = 1 - 1/t`, in the first method that has
/// a parameter of the name.
///
/// # Errors
/// Where there is no such method, it cannot be replayed, a parameter has no value or range, or a value is not understood.
pub fn compare(
    chapter: &Chapter,
    first: &str,
    second: &str,
    values: &[String],
    options: &Options,
) -> Result<Comparison, CannotJudge> {
    let bound = values.iter().map(|text| value(text)).collect::<Result<Vec<_>, _>>()?;
    let has = |method: &str, name: &str| {
        chapter.recurrences(method).is_some_and(|known| known.parameters.iter().any(|known| known.name.text == name))
    };
    let (of_first, of_second): (Vec<_>, Vec<_>) = bound.into_iter().partition(|(name, _)| has(first, name));
    if let Some((unknown, _)) = of_second.iter().find(|(name, _)| !has(second, name)) {
        let (first, second, parameter) = (first.to_owned(), second.to_owned(), unknown.clone());
        return Err(CannotJudge::NeitherHas { first, second, parameter });
    }
    let of = |name: &str, values: &[(String, Expr)]| {
        Assignment::unranged(chapter, name, &options.given, &options.scheduled, values)
    };
    let (mut one, two) = (of(first, &of_first)?, of(second, &of_second)?);
    // A parameter has the range that either method's claims say. Numbers that the second alone is handed are drawn as well; those that
    // a value names are needed by both.
    for range in &two.ranges {
        if !one.ranges.iter().any(|known| known.name == range.name) {
            one.ranges.push(range.clone());
        }
    }
    let has_range = |parameter: &&str| one.ranges.iter().any(|range| range.name == **parameter);
    if let Some(parameter) = one.without_range() {
        return Err(one.no_range(parameter));
    }
    if let Some(parameter) = two.equations.parameters().find(|parameter| !has_range(parameter)) {
        return Err(two.no_range(parameter));
    }
    one.convex |= two.convex;
    one.handed.extend(two.equations.parameters().map(str::to_owned));
    let cases = trials(&one, options.cases, options.seed, Precision::Double);
    if cases.is_empty() {
        return Err(CannotJudge::NoCase(first.to_owned()));
    }
    let mut found = Comparison {
        first: first.to_owned(),
        second: second.to_owned(),
        values: values.to_vec(),
        cases: 0,
        exact: 0,
        components: 0,
        differing: 0,
        example: None,
    };
    for (number, trial) in cases.iter().enumerate() {
        let mut oracle = Told::new(&trial.landscape, false);
        let run = record(&trial.setup, &Written(&one.equations), &mut oracle, usize::MAX);
        let told = Told::new(&trial.landscape, false);
        let anew = |what, w: &[f64]| told.answer(what, w);
        let mut setting = run.clone();
        setting.ended = None;
        match replay(&two.equations, &setting, Allowance::new(Precision::Double), &anew, 1) {
            Agreement::Agrees { steps, components, .. } => {
                found.components += components;
                found.cases += usize::from(steps > 0);
                found.exact += usize::from(steps > 0 && trial.kind == Kind::ByHand);
            }
            Agreement::Ends { .. } => {}
            Agreement::Differs(difference) => {
                found.cases += 1;
                found.differing += 1;
                if found.example.is_none() {
                    // The exact points of the case are those of the first method; what is expected is the second's.
                    found.example = Some(Box::new(example_of(number, trial, &run, &difference, None)));
                }
            }
        }
    }
    if found.cases == 0 {
        return Err(CannotJudge::NothingToCompare);
    }
    Ok(found)
}

/// Compares a method with every other one of a chapter that its parameters fit; those that cannot be compared are left out.
///
/// # Errors
/// Where there is no such method, or it cannot be replayed.
pub fn compare_with_all(
    chapter: &Chapter,
    first: &str,
    values: &[String],
    options: &Options,
) -> Result<Vec<Comparison>, CannotJudge> {
    let bound = values.iter().map(|text| value(text)).collect::<Result<Vec<_>, _>>()?;
    Assignment::unranged(chapter, first, &options.given, &options.scheduled, &bound)?;
    let own: Vec<&str> = chapter.recurrences(first).map_or_else(Vec::new, |written| {
        written.parameters.iter().map(|parameter| parameter.name.text.as_str()).collect()
    });
    let fits = |name: &str| own.contains(&name) || bound.iter().any(|(known, _)| known == name);
    let others = chapter.methods().filter(|(name, written)| {
        *name != first
            && written.parameters.iter().all(|parameter| fits(&parameter.name.text))
            && resolve(written, &[]).is_ok()
    });
    let mut found: Vec<Comparison> =
        others.filter_map(|(name, _)| compare(chapter, first, name, values, options).ok()).collect();
    found.sort_by_key(|comparison| comparison.differing);
    Ok(found)
}

/// Reads `beta2 = 1 - 1/t`.
fn value(text: &str) -> Result<(String, Expr), CannotJudge> {
    let wrong = || CannotJudge::NoValue(text.to_owned());
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    let name = parse_expression(name.trim()).map_err(|_| wrong())?;
    let ExprKind::Name { run: None, name } = name.kind else { return Err(wrong()) };
    let value = parse_expression(value.trim())
        .map_err(|error| CannotJudge::WrongValue { text: text.to_owned(), message: error.message })?;
    if matches!(value.kind, ExprKind::Relation(_, ref rest) if rest.iter().any(|(op, _)| *op == RelationOp::Eq)) {
        return Err(wrong());
    }
    Ok((name, value))
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { first, second, values, cases, exact, components, differing, .. } = self;
        let under = if values.is_empty() { String::new() } else { format!(" under {}", values.join(", ")) };
        if *differing == 0 {
            return write!(
                f,
                "`{first}` and `{second}` are the same method{under} on all {cases} cases tried ({components} numbers, each to the \
                 rounding of its step; {exact} cases without any rounding)"
            );
        }
        write!(f, "`{first}` and `{second}` are different methods{under}: they part in {differing} of {cases} cases")?;
        if let Some(example) = &self.example {
            write!(f, "\n{}", example.between(first, second))?;
        }
        Ok(())
    }
}
