//! What was taken of a data file, in a sentence.

use std::fmt;

use super::format::{Comment, Decimal, TableFormat};

/// More names than are listed.
const LISTED: usize = 6;

/// What was taken of a data file.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The file.
    pub file: String,
    /// The format, all of it told.
    pub format: TableFormat,
    /// How many rows are taken.
    pub rows: usize,
    /// How many rows the file has.
    pub rows_in_all: usize,
    /// How many rows were left out for a missing value.
    pub dropped_rows: usize,
    /// The features that were left out for a missing value.
    pub dropped_columns: Vec<String>,
    /// The features, the constant one included.
    pub features: Vec<String>,
    /// The target.
    pub target: String,
    /// The labels of the classes -1 and 1.
    pub classes: Option<[String; 2]>,
    /// How many numbers that are not 0 are too small and were read as 0.
    pub vanished: usize,
}

impl fmt::Display for Taken {
    /// One line without an end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let TableFormat { separator, decimal, comment, header, row_names } = self.format;
        let mut format: Vec<String> = Vec::new();
        format.extend(separator.map(|separator| format!("separated by {}", separator.words())));
        format.extend(decimal.filter(|sign| *sign == Decimal::Comma).map(|sign| sign.words().to_owned()));
        if let Some(Comment::Character(sign)) = comment {
            format.push(format!("without the lines that begin with `{}`", char::from(sign)));
        }
        if header == Some(false) {
            format.push("no header".to_owned());
        }
        if row_names == Some(true) {
            format.push("names of rows in the first column".to_owned());
        }
        write!(f, "{}: {}; {} ", self.file, format.join(", "), self.rows)?;
        if self.rows == self.rows_in_all {
            write!(f, "rows")?
        } else {
            write!(f, "of {} rows", self.rows_in_all)?
        }
        if self.dropped_rows > 0 {
            write!(f, " ({} left out for a missing value)", self.dropped_rows)?;
        }
        match &self.classes {
            Some([low, high]) => write!(f, ", target `{}` (`{low}` is -1, `{high}` is 1)", self.target)?,
            None => write!(f, ", target `{}`", self.target)?,
        }
        write!(f, ", {} {}", self.features.len(), if self.features.len() == 1 { "feature" } else { "features" })?;
        write!(f, " ({})", listed(&self.features))?;
        if !self.dropped_columns.is_empty() {
            write!(f, "; left out for a missing value: {}", listed(&self.dropped_columns))?;
        }
        if self.vanished > 0 {
            write!(f, "; {} too close to 0 for this program, taken for 0", numbers(self.vanished))?;
        }
        Ok(())
    }
}

fn numbers(count: usize) -> String {
    if count == 1 { "1 number is".to_owned() } else { format!("{count} numbers are") }
}

fn listed(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(LISTED).map(String::as_str).collect();
    if names.len() <= LISTED {
        return first.join(", ");
    }
    // The last one is the constant feature, where there is one.
    format!("{}, ..., {}", first[..LISTED - 1].join(", "), names[names.len() - 1])
}

#[cfg(test)]
mod tests {
    use super::{TableFormat, Taken};

    #[test]
    fn one_line_says_what_was_taken() {
        let mut taken = Taken {
            file: "f.csv".to_owned(),
            format: TableFormat::PLAIN,
            rows: 5,
            rows_in_all: 5,
            dropped_rows: 0,
            dropped_columns: Vec::new(),
            features: vec!["height".to_owned(), "intercept".to_owned()],
            target: "age".to_owned(),
            classes: None,
            vanished: 0,
        };
        let line = "f.csv: separated by commas; 5 rows, target `age`, 2 features (height, intercept)";
        assert_eq!(taken.to_string(), line);
        taken.rows_in_all = 7;
        taken.dropped_rows = 2;
        assert!(taken.to_string().contains("5 of 7 rows (2 left out for a missing value)"));
    }
}
