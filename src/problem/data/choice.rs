//! The columns and rows that are taken of a table.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::error::DataError;
use super::ranges::RowRanges;
use super::table::{Header, MAX_NAME};

/// More features than a data set may have.
pub(super) const MAX_FEATURES: usize = 200;
/// Texts that stand for a missing value without being told.
const MISSING: [&str; 11] = ["", "NA", "N/A", "n/a", "na", "null", "NULL", "None", "?", "-", "."];

/// What is taken of a table, and how.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DataChoice {
    /// The features, in this order; all columns but the target if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<String>,
    /// Columns that are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drop: Vec<String>,
    /// The rows, if not all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<RowRanges>,
    /// Rows that are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_rows: Option<RowRanges>,
    /// Features of text, of which each value becomes a feature that is 1 where the value stands, and else 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub one_hot: Vec<String>,
    /// Texts that stand for a missing value, besides the usual ones such as `NA` and nothing at all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<String>,
    /// What is left out where a value is missing; nothing makes it an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drop_missing: Option<DropMissing>,
}

/// What is left out where a value is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DropMissing {
    /// The row.
    Rows,
    /// The feature.
    Columns,
}

/// The columns that are taken, by their places in the table.
#[derive(Debug)]
pub(super) struct Chosen {
    /// The column to predict.
    pub(super) target: Column,
    /// The features.
    pub(super) features: Vec<Column>,
}

/// A column that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// Its place in the table, from 0.
    pub(super) index: usize,
    /// What it is called.
    pub(super) name: String,
    /// Whether it is text, to be coded.
    pub(super) is_text: bool,
}

impl DataChoice {
    /// Whether all of a table is taken as it is.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a row is taken, by its number from 1.
    #[must_use]
    pub fn keeps(&self, row: usize) -> bool {
        self.rows.as_ref().is_none_or(|rows| rows.has(row))
            && !self.drop_rows.as_ref().is_some_and(|rows| rows.has(row))
    }

    /// Whether a text stands for a missing value.
    #[must_use]
    pub fn is_missing(&self, text: &str) -> bool {
        MISSING.contains(&text) || self.missing.iter().any(|told| told == text)
    }
}

/// The target and the features.
pub(super) fn choose(
    header: &Header,
    target: &str,
    choice: &DataChoice,
    has_intercept: bool,
) -> Result<Chosen, DataError> {
    let target_at = place(header, target, "--target")?;
    let dropped = places(header, &choice.drop, "--drop")?;
    let one_hot = places(header, &choice.one_hot, "--one-hot")?;
    if dropped.contains(&target_at) {
        return Err(DataError::TargetChosen { file: header.file.clone(), target: target.to_owned(), option: "--drop" });
    }
    if one_hot.contains(&target_at) {
        let file = header.file.clone();
        return Err(DataError::TargetChosen { file, target: target.to_owned(), option: "--one-hot" });
    }
    let mut kept = if choice.columns.is_empty() {
        (usize::from(header.row_names)..header.columns.len()).collect()
    } else {
        places(header, &choice.columns, "--columns")?
    };
    kept.retain(|at| *at != target_at && !dropped.contains(at));
    if let Some(at) = one_hot.iter().position(|at| !kept.contains(at)) {
        return Err(DataError::NoFeature { file: header.file.clone(), column: choice.one_hot[at].clone() });
    }
    if kept.is_empty() && !has_intercept {
        return Err(DataError::NoFeatures { file: header.file.clone(), target: target.to_owned() });
    }
    if kept.len() > MAX_FEATURES {
        return Err(DataError::TooLarge { file: header.file.clone(), limit: MAX_FEATURES, what: "columns" });
    }
    let by_place = |at: usize| {
        let place = format!("@{}", at + 1);
        choice.columns.contains(&place) || target == place
    };
    let mut seen = HashMap::new();
    let mut column = |at: usize| {
        let own = &header.columns[at];
        let is_unique = header.columns.iter().filter(|other| *other == own).count() == 1;
        let name = if by_place(at) && (own.is_empty() || !is_unique) { format!("@{}", at + 1) } else { own.clone() };
        let (file, line) = (header.file.clone(), header.line);
        if name.is_empty() {
            return Err(DataError::UnnamedColumn { file, line, column: at + 1 });
        }
        if let Some(before) = seen.insert(name.clone(), at) {
            return Err(DataError::DuplicateColumn { file, line, column: name, places: [before + 1, at + 1] });
        }
        Ok(Column { index: at, name, is_text: one_hot.contains(&at) })
    };
    let target = column(target_at)?;
    let features = kept.into_iter().map(column).collect::<Result<_, _>>()?;
    Ok(Chosen { target, features })
}

/// Refuses rows beyond the last of a table.
pub(super) fn check_rows(file: &str, choice: &DataChoice, rows: usize) -> Result<(), DataError> {
    for (option, ranges) in [("--rows", &choice.rows), ("--drop-rows", &choice.drop_rows)] {
        if let Some(largest) = ranges.as_ref().map(RowRanges::largest).filter(|largest| *largest > rows) {
            return Err(DataError::NoRow { file: file.to_owned(), option, row: largest, rows });
        }
    }
    Ok(())
}

/// The places of columns, each once.
fn places(header: &Header, names: &[String], option: &'static str) -> Result<Vec<usize>, DataError> {
    let mut places = Vec::new();
    for name in names {
        let at = place(header, name, option)?;
        if !places.contains(&at) {
            places.push(at);
        }
    }
    Ok(places)
}

/// The place of a column, by its name, or by its number in the file as in `@3`.
fn place(header: &Header, name: &str, option: &'static str) -> Result<usize, DataError> {
    let first = usize::from(header.row_names);
    let mut found = (first..header.columns.len()).filter(|at| header.columns[*at] == name);
    match (found.next(), found.next()) {
        (Some(at), None) => return Ok(at),
        (Some(one), Some(two)) => {
            return Err(DataError::DuplicateColumn {
                file: header.file.clone(),
                line: header.line,
                column: name.to_owned(),
                places: [one + 1, two + 1],
            });
        }
        (None, _) => {}
    }
    let by_number = name.strip_prefix('@').and_then(|number| number.parse::<usize>().ok());
    if let Some(at) = by_number.filter(|number| (first + 1..=header.columns.len()).contains(number)) {
        return Ok(at - 1);
    }
    Err(DataError::NoColumn {
        file: header.file.clone(),
        option,
        column: name.to_owned(),
        nearest: nearest(header, name),
        columns: header.columns[first..].to_vec(),
    })
}

fn nearest(header: &Header, name: &str) -> Option<String> {
    if name.len() > MAX_NAME {
        return None;
    }
    let name = name.to_lowercase();
    let named = header.columns.iter().filter(|column| !column.is_empty());
    named
        .map(|column| (strsim::levenshtein(&name, &column.to_lowercase()), column))
        .min()
        .filter(|(distance, column)| *distance <= column.chars().count().max(2) / 2)
        .map(|(_, column)| column.clone())
}

#[cfg(test)]
mod tests {
    use super::{Chosen, DataChoice, DataError, Header, check_rows, choose};

    fn header(columns: &[&str], row_names: bool) -> Header {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Header { file: "f.csv".to_owned(), line: 1, columns, row_names }
    }

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    fn chosen(columns: &[&str], choice: &DataChoice) -> Result<Chosen, DataError> {
        choose(&header(columns, false), "y", choice, true)
    }

    fn names(chosen: &Chosen) -> Vec<&str> {
        chosen.features.iter().map(|feature| feature.name.as_str()).collect()
    }

    #[test]
    fn features_are_all_columns_or_those_chosen_or_those_not_dropped() {
        let columns = ["a", "b", "y", "c"];
        assert_eq!(names(&chosen(&columns, &DataChoice::default()).expect("they are there")), ["a", "b", "c"]);
        let choice = DataChoice { columns: list(&["c", "a", "y", "c"]), ..DataChoice::default() };
        assert_eq!(names(&chosen(&columns, &choice).expect("they are there")), ["c", "a"]);
        let choice = DataChoice { drop: list(&["b", "@4"]), ..DataChoice::default() };
        assert_eq!(names(&chosen(&columns, &choice).expect("they are there")), ["a"]);
    }

    #[test]
    fn columns_without_a_name_of_their_own_are_named_by_place() {
        let columns = ["a", "a", "", "y"];
        let wrong = chosen(&columns, &DataChoice::default()).unwrap_err().to_string();
        assert!(wrong.contains("two columns are named `a`") && wrong.contains("--drop @2"), "{wrong}");
        let choice = DataChoice { drop: list(&["@2"]), ..DataChoice::default() };
        let wrong = chosen(&columns, &choice).unwrap_err().to_string();
        assert!(wrong.contains("column 3 has no name") && wrong.contains("--drop @3"), "{wrong}");
        let choice = DataChoice { columns: list(&["@2", "@3"]), ..DataChoice::default() };
        assert_eq!(names(&chosen(&columns, &choice).expect("they are there")), ["@2", "@3"]);
        let choice = DataChoice { columns: list(&["a"]), ..DataChoice::default() };
        assert!(chosen(&columns, &choice).unwrap_err().to_string().contains("two columns are named `a`"));
    }

    #[test]
    fn the_names_of_rows_are_no_feature() {
        let chosen = choose(&header(&["", "a", "y"], true), "y", &DataChoice::default(), true).expect("they are there");
        assert_eq!(names(&chosen), ["a"]);
    }

    #[test]
    fn the_target_is_neither_dropped_nor_coded() {
        let dropped = DataChoice { drop: list(&["y"]), ..DataChoice::default() };
        let coded = DataChoice { one_hot: list(&["y"]), ..DataChoice::default() };
        for (choice, option) in [(dropped, "--drop"), (coded, "--one-hot")] {
            let wrong = chosen(&["a", "y"], &choice).unwrap_err().to_string();
            assert!(wrong.contains(option), "{wrong}");
        }
    }

    #[test]
    fn an_unknown_column_is_named_with_its_option() {
        let choice = DataChoice { drop: list(&["heigth"]), ..DataChoice::default() };
        let wrong = chosen(&["height", "y"], &choice).unwrap_err().to_string();
        assert!(wrong.contains("--drop") && wrong.contains("did you mean `height`?"), "{wrong}");
    }

    #[test]
    fn rows_beyond_the_last_are_refused() {
        let choice = DataChoice { rows: Some("1-9".parse().expect("rows")), ..DataChoice::default() };
        assert!(check_rows("f.csv", &choice, 9).is_ok());
        assert!(check_rows("f.csv", &choice, 8).unwrap_err().to_string().contains("--rows"));
        assert!(choice.keeps(9) && !choice.keeps(10));
    }
}
