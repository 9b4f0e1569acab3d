//! The texts of a table as numbers.

use super::cell::{MAX_BITS, is_nonzero, number};
use super::choice::{Chosen, Column, DataChoice, DropMissing};
use super::error::{DataError, Place};
use super::format::Decimal;
use super::labels::{coded, labels};
use super::table::{Row, Table};
use crate::numeric::excerpt;

/// A table as numbers.
#[derive(Debug, PartialEq)]
pub(super) struct Numbers {
    /// The columns but the target.
    pub(super) features: Vec<Feature>,
    /// The target; a class is 1 or -1.
    pub(super) target: Vec<f64>,
    /// The labels of the classes -1 and 1.
    pub(super) classes: Option<[String; 2]>,
    /// How many rows were left out for a missing value.
    pub(super) dropped_rows: usize,
    /// The features that were left out for a missing value.
    pub(super) dropped_columns: Vec<String>,
    /// How many numbers that are not 0 are too small for a double.
    pub(super) vanished: usize,
}

/// One column.
#[derive(Debug, PartialEq)]
pub(super) struct Feature {
    /// What it is called.
    pub(super) name: String,
    /// One number a row.
    pub(super) values: Vec<f64>,
    /// Whether it codes a text, 1 where it stands and 0 elsewhere.
    pub(super) is_coded: bool,
}

/// The chosen columns as numbers, or classes for a target that `classifies`.
pub(super) fn numbers(
    table: &Table,
    chosen: &Chosen,
    choice: &DataChoice,
    decimal: Decimal,
    classifies: bool,
) -> Result<Numbers, DataError> {
    let present = Present::of(table, chosen, choice)?;
    let (rows, dropped) = (&present.rows, table.rows.len() - present.rows.len());
    let mut vanished = 0;
    let mut columns: Vec<(&Column, Vec<f64>)> = Vec::new();
    let targets = (!classifies).then_some(&chosen.target);
    for column in targets.into_iter().chain(present.features.iter().copied().filter(|column| !column.is_text)) {
        columns.push((column, Vec::with_capacity(rows.len())));
    }
    // Row by row, so that what is wrong first in the file is named.
    for row in rows {
        for (column, values) in &mut columns {
            let text = row.cell(column.index);
            let value = finite(table, row, column, text, decimal, column.index == chosen.target.index)?;
            vanished += usize::from(value == 0.0 && is_nonzero(text));
            values.push(value);
        }
    }
    let mut columns = columns.into_iter();
    let (target, classes) = if classifies {
        let (target, classes) = labels(&table.header.file, rows, &chosen.target, decimal)?;
        (target, Some(classes))
    } else {
        (columns.next().map(|(_, values)| values).unwrap_or_default(), None)
    };
    let mut features = Vec::new();
    for column in &present.features {
        if column.is_text {
            let of_values = coded(&table.header.file, rows, column)?;
            features.extend(of_values.into_iter().map(|(name, values)| Feature { name, values, is_coded: true }));
        } else if let Some((column, values)) = columns.next() {
            features.push(Feature { name: column.name.clone(), values, is_coded: false });
        }
    }
    Ok(Numbers { features, target, classes, dropped_rows: dropped, dropped_columns: present.dropped, vanished })
}

/// What is left of a table without missing values.
struct Present<'a> {
    rows: Vec<&'a Row>,
    features: Vec<&'a Column>,
    dropped: Vec<String>,
}

impl<'a> Present<'a> {
    fn of(table: &'a Table, chosen: &'a Chosen, choice: &DataChoice) -> Result<Self, DataError> {
        let lacks = |row: &Row, column: &Column| choice.is_missing(row.cell(column.index));
        let has_all =
            |row: &Row| !lacks(row, &chosen.target) && chosen.features.iter().all(|column| !lacks(row, column));
        let (mut rows, mut features): (Vec<&Row>, Vec<&Column>) =
            (table.rows.iter().collect(), chosen.features.iter().collect());
        let mut dropped = Vec::new();
        match choice.drop_missing {
            Some(DropMissing::Rows) => rows.retain(|row| has_all(row)),
            Some(DropMissing::Columns) => {
                let is_whole = |column: &&Column| !rows.iter().any(|row| lacks(row, column));
                let (kept, lacking): (Vec<&Column>, Vec<&Column>) = features.into_iter().partition(is_whole);
                features = kept;
                dropped = lacking.into_iter().map(|column| column.name.clone()).collect();
            }
            None => {}
        }
        for row in &rows {
            for column in std::iter::once(&chosen.target).chain(features.iter().copied()) {
                if lacks(row, column) {
                    let text = excerpt(row.cell(column.index));
                    return Err(DataError::Missing { place: place(table, row, column), text });
                }
            }
        }
        Ok(Self { rows, features, dropped })
    }
}

fn finite(
    table: &Table,
    row: &Row,
    column: &Column,
    text: &str,
    decimal: Decimal,
    is_target: bool,
) -> Result<f64, DataError> {
    let place = || place(table, row, column);
    let Some(value) = number(text, decimal) else {
        return Err(DataError::NotANumber { place: place(), text: excerpt(text), decimal, is_target });
    };
    if value.is_nan() || value.abs() >= f64::from(MAX_BITS).exp2() {
        return Err(DataError::NotFinite { place: place(), text: excerpt(text) });
    }
    Ok(value)
}

pub(super) fn place(table: &Table, row: &Row, column: &Column) -> Place {
    Place { file: table.header.file.clone(), line: row.line, row: row.number, column: column.name.clone() }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, Numbers, numbers};
    use crate::problem::data::choice::{DataChoice, DropMissing, choose};
    use crate::problem::data::error::DataError;
    use crate::problem::data::format::{Comment, Separator};
    use crate::problem::data::table::{Layout, Records};

    fn read(text: &str, choice: &DataChoice) -> Result<Numbers, DataError> {
        let layout =
            Layout { separator: Separator::Character(b';'), comment: Comment::None, header: None, row_names: None };
        let table = Records::open(text, "f.csv", layout)?.rows(&|_| true)?;
        let chosen = choose(&table.header, "y", choice, true)?;
        numbers(&table, &chosen, choice, Decimal::Point, false)
    }

    #[test]
    fn the_first_missing_value_of_the_file_is_named() {
        let wrong = read("a;b;y\n1;2;3\n4;?;6\nNA;8;9\n", &DataChoice::default()).unwrap_err().to_string();
        assert!(wrong.contains("line 3, column `b`: the value is missing (`?`)"), "{wrong}");
    }

    #[test]
    fn what_is_dropped_for_missing_values_is_counted() {
        let text = "a;b;y\n1;2;3\n4;x;6\nNA;8;9\n";
        let missing = vec!["x".to_owned()];
        let rows = DataChoice { missing, drop_missing: Some(DropMissing::Rows), ..DataChoice::default() };
        let found = read(text, &rows).expect("one row is whole");
        assert_eq!((found.target.as_slice(), found.dropped_rows), (&[3.0][..], 2));
        let columns = DataChoice { drop_missing: Some(DropMissing::Columns), ..rows };
        let found = read(text, &columns).expect("the target is whole");
        assert_eq!((found.target, found.dropped_columns), (vec![3.0, 6.0, 9.0], vec!["a".to_owned(), "b".to_owned()]));
        let wrong = read("a;y\n1;2\n3;NA\n", &columns).unwrap_err().to_string();
        assert!(wrong.contains("line 3, column `y`"), "{wrong}");
    }

    #[test]
    fn each_text_becomes_a_column_where_told() {
        let choice = DataChoice { one_hot: vec!["city".to_owned()], ..DataChoice::default() };
        let found = read("x;city;y\n1;Rome;2\n2;Oslo;3\n3;Rome;4\n", &choice).expect("it is a table");
        let columns: Vec<(&str, &[f64])> =
            found.features.iter().map(|feature| (feature.name.as_str(), feature.values.as_slice())).collect();
        let expected: [(&str, &[f64]); 3] =
            [("x", &[1.0, 2.0, 3.0]), ("city=Oslo", &[0.0, 1.0, 0.0]), ("city=Rome", &[1.0, 0.0, 1.0])];
        assert_eq!(columns, expected);
    }

    #[test]
    fn numbers_too_small_for_doubles_are_counted() {
        assert_eq!(read("a;y\n1e-400;2\n0e5;3\n", &DataChoice::default()).expect("numbers").vanished, 1);
    }
}
