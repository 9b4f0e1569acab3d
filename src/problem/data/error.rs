//! Errors in data files.

use std::fmt;

use super::format::Decimal;

/// Why a file is not a data set: each message names the place and a remedy.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The file cannot be opened or read.
    #[error("{file}: cannot be read ({reason}); check the path and its permissions")]
    Unreadable {
        /// The file.
        file: String,
        /// The system's words.
        reason: std::io::Error,
    },
    /// The path leads to something else than a file.
    #[error("{file}: it is {what}, not a file; name the file that holds the data")]
    NotAFile {
        /// The path.
        file: String,
        /// What it is.
        what: &'static str,
    },
    /// Nothing at all in the file.
    #[error("{file}: the file is empty; the first line must name the columns, as in `height,weight,age`")]
    Empty {
        /// The file.
        file: String,
    },
    /// A header and nothing else.
    #[error("{file}: there is a header but no data; add a line of numbers for each sample")]
    NoRows {
        /// The file.
        file: String,
    },
    /// Fewer rows than anything can be learnt from.
    #[error("{file}: {rows} data row(s); at least {needed} are needed")]
    TooFewRows {
        /// The file.
        file: String,
        /// How many there are.
        rows: usize,
        /// How many it takes.
        needed: usize,
    },
    /// More rows, columns or bytes than this program takes.
    #[error("{file}: more than {limit} {what}; take a part of it")]
    TooLarge {
        /// The file.
        file: String,
        /// The limit.
        limit: usize,
        /// Of what.
        what: &'static str,
    },
    /// Each number is fine, but together they are more than exact arithmetic can take.
    #[error("{file}: {rows} rows of {columns} columns are too much for exact arithmetic; take a part of them")]
    TooManyNumbers {
        /// The file.
        file: String,
        /// Its rows.
        rows: usize,
        /// Its columns.
        columns: usize,
    },
    /// Not text, or not in the encoding that text is in.
    #[error("{file}, line {line}: not UTF-8 text; save the file as UTF-8 CSV")]
    NotUtf8 {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
    },
    /// A row is longer or shorter than the header.
    #[error(
        "{file}, line {line}: {found} values where there are {expected} columns{}; fix the row, leave it out with `--drop-rows {row}`{}",
        if *.is_open { " (is a quotation mark left open?)" } else { "" },
        if *.found == *.expected + 1 { ", or say `--row-names yes` if the first column names the rows" } else { ", or put values that hold a separator in quotation marks" }
    )]
    RowLength {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// Which row it is, from 1.
        row: usize,
        /// The row's values.
        found: usize,
        /// The header's columns.
        expected: usize,
        /// Whether a value goes on over a line's end.
        is_open: bool,
    },
    /// The first line holds numbers alone.
    #[error(
        "{file}, line {line}: every name of a column is a number; say `--header no` if this line is data, and `--header yes` if these are the names"
    )]
    NumbersAsNames {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
    },
    /// A column without a name.
    #[error(
        "{file}, line {line}: column {column} has no name; name it in the header, or leave it out with `--drop @{column}`"
    )]
    UnnamedColumn {
        /// The file.
        file: String,
        /// The line of the header.
        line: u64,
        /// Counted from 1.
        column: usize,
    },
    /// Two columns of one name.
    #[error(
        "{file}, line {line}: two columns are named `{column}`; rename one, leave one out with `--drop @{}`, or name them by their places @{} and @{}",
        .places[1], .places[0], .places[1]
    )]
    DuplicateColumn {
        /// The file.
        file: String,
        /// The line of the header.
        line: u64,
        /// The name.
        column: String,
        /// The places of both, from 1.
        places: [usize; 2],
    },
    /// No column has this name.
    #[error("{file}: no column is named `{column}`, as `{option}` asks{}; {}", suggestion(.nearest.as_deref()), known(.columns))]
    NoColumn {
        /// The file.
        file: String,
        /// The option that names it.
        option: &'static str,
        /// What was asked for.
        column: String,
        /// The name that looks most like it.
        nearest: Option<String>,
        /// What there is.
        columns: Vec<String>,
    },
    /// The table has no such row.
    #[error(
        "{file}: `{option}` names row {row}, but there are {rows} rows; rows are counted from 1, without the header"
    )]
    NoRow {
        /// The file.
        file: String,
        /// The option that names it.
        option: &'static str,
        /// What was asked for.
        row: usize,
        /// How many rows there are.
        rows: usize,
    },
    /// An option for features names the target.
    #[error("{file}: `{target}` is the target, which `{option}` cannot name; choose another column")]
    TargetChosen {
        /// The file.
        file: String,
        /// The target.
        target: String,
        /// The option.
        option: &'static str,
    },
    /// A column to be coded is none of the features.
    #[error(
        "{file}: `--one-hot` names `{column}`, which is not among the features; add it to `--columns`, or do not drop it"
    )]
    NoFeature {
        /// The file.
        file: String,
        /// The column.
        column: String,
    },
    /// The target is the only column.
    #[error("{file}: `{target}` is the only column; add a feature, or ask for an intercept")]
    NoFeatures {
        /// The file.
        file: String,
        /// The target.
        target: String,
    },
    /// A value is missing.
    #[error(
        "{place}: the value is missing{}; fill it in, or leave out such rows with `--drop-missing rows`, or such columns with `--drop-missing columns`",
        if .text.is_empty() { String::new() } else { format!(" (`{text}`)") }
    )]
    Missing {
        /// Where.
        place: Place,
        /// What stands there.
        text: String,
    },
    /// Text where a number should stand.
    #[error("{place}: `{text}` is not a number{}; {}", reason(.text, *.decimal), remedy(.place, .text, *.is_target))]
    NotANumber {
        /// Where.
        place: Place,
        /// The text found there.
        text: String,
        /// The decimal sign that was looked for.
        decimal: Decimal,
        /// Whether it is a value of the target.
        is_target: bool,
    },
    /// An infinity, a NaN, or a number beyond reason.
    #[error(
        "{place}: `{text}` is not a finite number of reasonable size (below 2^200); fix it, leave the row out with `--drop-rows {}`, or say `--missing {}` if a value is missing there", .place.row, shell(.text)
    )]
    NotFinite {
        /// Where.
        place: Place,
        /// The text found there.
        text: String,
    },
    /// A column of equal values has no standard deviation to divide by.
    #[error(
        "{file}, column `{column}`: all values are equal{}",
        if *.is_target { ", so there is nothing to predict; choose another target, or take the numbers as they are with `--raw`".to_owned() } else { format!(", so it cannot be standardised; leave it out with `--drop {}`, or take the numbers as they are with `--raw`", shell(.column)) }
    )]
    ConstantColumn {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// Whether it is the target.
        is_target: bool,
    },
    /// A column of text with a value in nearly every row.
    #[error("{file}, column `{column}`: more than {limit} different values are too many for `--one-hot`; leave the column out with `--drop {}`", shell(.column))]
    ManyValues {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// How many it may have.
        limit: usize,
    },
    /// Every number with a comma has three digits after it.
    #[error(
        "{place}: `{text}` is {decimal} with a decimal comma and {whole} with a separator of thousands, and every other number with a comma can be read in both ways as well; say `--decimal comma`, or take the separators of thousands out of the file"
    )]
    Thousands {
        /// Where the first one stands.
        place: Box<Place>,
        /// The text.
        text: String,
        /// Its value with a decimal comma.
        decimal: String,
        /// Its value with a separator of thousands.
        whole: String,
    },
    /// More than one format parses every row, and the numbers are not the same.
    #[error("{file}: it can be read in {} ways: {}; say which", .readings.len(), .readings.join("; or "))]
    Ambiguous {
        /// The file.
        file: String,
        /// The options of each, and what the first row then is.
        readings: Vec<String>,
    },
    /// A classification target with one class or more than two.
    #[error("{file}, column `{column}`: {} class(es) ({}) where a logistic loss needs two; choose rows of two classes with `--rows`, or another target", .classes.len(), .classes.join(", "))]
    Classes {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// The first few labels.
        classes: Vec<String>,
    },
    /// The data were read for another kind of loss.
    #[error("{file}: read for the {read} loss, which cannot serve the {asked} loss; read it again for that one")]
    OtherLoss {
        /// The data set.
        file: String,
        /// What it was read for.
        read: &'static str,
        /// What was asked for.
        asked: &'static str,
    },
    /// There is no data set of this name.
    #[error("there is no data set named `{name}`; those that come with the program are {}; `--data` names a file of your own", .known.join(", "))]
    Unknown {
        /// The name.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// The file is not what it was.
    #[error(
        "{file}: the data changed since the recipe was made ({expected} then, {found} now); restore the file or make the recipe again"
    )]
    Changed {
        /// The file.
        file: String,
        /// The digest in the recipe.
        expected: String,
        /// The digest of the file.
        found: String,
    },
}

impl DataError {
    /// The line that is wrong, where it is one.
    pub(super) fn line(&self) -> Option<u64> {
        match self {
            Self::RowLength { line, .. } | Self::NotUtf8 { line, .. } => Some(*line),
            Self::Missing { place, .. } | Self::NotANumber { place, .. } | Self::NotFinite { place, .. } => {
                Some(place.line)
            }
            _ => None,
        }
    }
}

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, from 1.
    pub line: u64,
    /// Which row it is, from 1 and without the header.
    pub row: usize,
    /// The column.
    pub column: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}, column `{}`", self.file, self.line, self.column)
    }
}

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}

/// The first columns of a table, and what a single one suggests.
fn known(columns: &[String]) -> String {
    const LISTED: usize = 20;
    let listed: Vec<&str> =
        columns.iter().take(LISTED).map(|name| if name.is_empty() { "(no name)" } else { name }).collect();
    match columns {
        [one] => format!("the only column is `{one}`; if it is several, say what separates them with `--separator`"),
        _ if columns.len() > LISTED => {
            format!("the columns are {} and {} more", listed.join(", "), columns.len() - LISTED)
        }
        _ => format!("the columns are {}", listed.join(", ")),
    }
}

/// Why a text that has digits is no number.
fn reason(text: &str, decimal: Decimal) -> &'static str {
    let has = |sign| text.contains(sign);
    let is_numeric = has(|sign: char| sign.is_ascii_digit())
        && text.chars().all(|sign| sign.is_ascii_digit() || "+-., '\u{a0}\u{202f}".contains(sign));
    match decimal {
        _ if !is_numeric => "",
        Decimal::Point if text.matches(',').count() == 1 && !text.contains('.') => {
            " with a decimal point (`--decimal comma` reads a decimal comma)"
        }
        Decimal::Comma if text.matches('.').count() == 1 && !text.contains(',') => {
            " with a decimal comma (`--decimal point` reads a decimal point)"
        }
        _ => " (separators of thousands are not read: take them out)",
    }
}

/// What to do about a text among numbers.
fn remedy(place: &Place, text: &str, is_target: bool) -> String {
    let (column, value) = (shell(&place.column), shell(text));
    let whole = if is_target {
        "predict classes with `--loss logistic`".to_owned()
    } else {
        format!("code the column with `--one-hot {column}`, leave it out with `--drop {column}`")
    };
    format!(
        "{whole}, leave the row out with `--drop-rows {}`, or say `--missing {value}` if a value is missing there",
        place.row
    )
}

/// A text as it is written in a command.
pub(super) fn shell(text: &str) -> String {
    let is_plain = |sign: char| sign.is_alphanumeric() || "_-./@=+:,".contains(sign);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}
