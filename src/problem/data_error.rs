//! Errors in data files.

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
    #[error("{file}: the file is empty; the first line must name the columns, separated by commas")]
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
        "{file}, line {line}: {found} values where the header names {expected} columns; fix the row or quote its commas"
    )]
    RowLength {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The row's values.
        found: usize,
        /// The header's columns.
        expected: usize,
    },
    /// A column without a name.
    #[error("{file}, line 1: column {column} has no name; name it in the header")]
    UnnamedColumn {
        /// The file.
        file: String,
        /// Counted from 1.
        column: usize,
    },
    /// Two columns of one name.
    #[error("{file}, line 1: two columns are named `{column}`; rename one")]
    DuplicateColumn {
        /// The file.
        file: String,
        /// The name.
        column: String,
    },
    /// No column has the target's name.
    #[error("{file}: no column is named `{target}`{}; the columns are {}", suggestion(.nearest.as_deref()), .columns.join(", "))]
    NoTarget {
        /// The file.
        file: String,
        /// What was asked for.
        target: String,
        /// The name that looks most like it.
        nearest: Option<String>,
        /// What there is.
        columns: Vec<String>,
    },
    /// The target is the only column.
    #[error("{file}: `{target}` is the only column; add a feature, or ask for an intercept")]
    NoFeatures {
        /// The file.
        file: String,
        /// The target.
        target: String,
    },
    /// An empty cell.
    #[error("{file}, line {line}, column `{column}`: the value is missing; fill it in or drop the row")]
    Missing {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
    },
    /// Text where a number should stand.
    #[error("{file}, line {line}, column `{column}`: `{text}` is not a number; code the column in numbers or drop it")]
    NotANumber {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// The text found there.
        text: String,
    },
    /// An infinity, a NaN, or a number beyond reason.
    #[error(
        "{file}, line {line}, column `{column}`: `{text}` is not a finite number of reasonable size (below 2^200); fix it or drop the row"
    )]
    NotFinite {
        /// The file.
        file: String,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// The text found there.
        text: String,
    },
    /// A column of equal values has no standard deviation to divide by.
    #[error(
        "{file}, column `{column}`: all values are equal, so it cannot be standardised; drop it, or ask for an intercept instead"
    )]
    ConstantColumn {
        /// The file.
        file: String,
        /// The column.
        column: String,
    },
    /// A classification target with one class or more than two.
    #[error("{file}, column `{column}`: {} class(es) ({}) where a logistic loss needs two; filter the rows or merge classes", .classes.len(), .classes.join(", "))]
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
    /// No data set of this name comes with the program.
    #[error("no data set named `{name}` comes with the program; there are {}", .known.join(", "))]
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

fn suggestion(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"))
}
