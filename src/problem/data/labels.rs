//! Columns of text as numbers: two classes as -1 and 1, a text as a column for each of its values.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use super::cell::number;
use super::choice::Column;
use super::error::DataError;
use super::format::Decimal;
use super::table::Row;
use crate::numeric::excerpt;

/// Labels listed in a message.
const LISTED_CLASSES: usize = 5;
/// More values than a text may have that is coded.
const MAX_VALUES: usize = 200;

/// A column of two labels as -1 and 1, and the labels: numbers in their order, text in the alphabet's.
pub(super) fn labels(
    file: &str,
    rows: &[&Row],
    column: &Column,
    decimal: Decimal,
) -> Result<(Vec<f64>, [String; 2]), DataError> {
    let same = |a: &str, b: &str| {
        // `1` and `1.0` are one class.
        a == b || matches!((number(a, decimal), number(b, decimal)), (Some(a), Some(b)) if a.total_cmp(&b).is_eq())
    };
    let mut classes: Vec<&str> = Vec::new();
    for row in rows {
        let text = row.cell(column.index);
        if classes.len() < LISTED_CLASSES && !classes.iter().any(|class| same(class, text)) {
            classes.push(text);
        }
    }
    classes.sort_by(|a, b| match (number(a, decimal), number(b, decimal)) {
        (Some(x), Some(y)) => x.total_cmp(&y),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    });
    let [low, high] = classes[..] else {
        return Err(DataError::Classes {
            file: file.to_owned(),
            column: column.name.clone(),
            classes: classes.into_iter().map(excerpt).collect(),
        });
    };
    let target = rows.iter().map(|row| if same(row.cell(column.index), high) { 1.0 } else { -1.0 }).collect();
    Ok((target, [low.to_owned(), high.to_owned()]))
}

/// A column of text as one column for each of its values, in the alphabet's order: its name, and 1 where the value
/// stands, 0 elsewhere.
pub(super) fn coded(file: &str, rows: &[&Row], column: &Column) -> Result<Vec<(String, Vec<f64>)>, DataError> {
    let texts: Vec<&str> = rows.iter().map(|row| row.cell(column.index)).collect();
    let values: BTreeSet<&str> = texts.iter().copied().collect();
    if values.len() > MAX_VALUES {
        return Err(DataError::ManyValues { file: file.to_owned(), column: column.name.clone(), limit: MAX_VALUES });
    }
    if values.len() < 2 {
        return Err(DataError::ConstantColumn { file: file.to_owned(), column: column.name.clone(), is_target: false });
    }
    let places: BTreeMap<&str, usize> = values.iter().enumerate().map(|(place, value)| (*value, place)).collect();
    let mut columns: Vec<(String, Vec<f64>)> =
        values.iter().map(|value| (format!("{}={}", column.name, excerpt(value)), vec![0.0; rows.len()])).collect();
    for (row, text) in texts.iter().enumerate() {
        columns[places[text]].1[row] = 1.0;
    }
    Ok(columns)
}
