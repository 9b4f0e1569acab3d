//! The options of the user's own data set.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

use crate::problem::{
    Comment, DataChoice, DataOptions, Decimal, DropMissing, Loss, Reading, RowRanges, Separator, TableFormat,
};

/// The user's own data set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Data")]
#[serde(default)]
pub struct DataArguments {
    /// Use this data set as well: a table of text, one row a line
    ///
    /// Commas, semicolons, tabs or blanks separate the values; its format is found out where only one parses every row,
    /// and what was taken is said.
    #[arg(long, value_name = "FILE", requires_all = ["target", "loss"])]
    pub data: Option<PathBuf>,
    /// The column to predict; `@3` is the third one, whatever its name
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub target: Option<String>,
    /// The loss to minimise over the data
    #[arg(long, value_enum, requires = "data")]
    pub loss: Option<LossArgument>,
    /// The features, separated by commas [default: all columns but the target]
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', requires = "data")]
    pub columns: Vec<String>,
    /// Columns to leave out, separated by commas
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', requires = "data")]
    pub drop: Vec<String>,
    /// The rows to take, counted from 1 without the header, as in `1-50,60,90-` [default: all]
    #[arg(long, value_name = "ROWS", requires = "data")]
    pub rows: Option<RowRanges>,
    /// Rows to leave out, written like `--rows`
    #[arg(long, value_name = "ROWS", requires = "data")]
    pub drop_rows: Option<RowRanges>,
    /// Columns of text to code: each value becomes a feature that is 1 where it stands and 0 elsewhere
    #[arg(long, value_name = "COLUMN", value_delimiter = ',', requires = "data")]
    pub one_hot: Vec<String>,
    /// Texts that stand for a missing value, besides nothing, `NA`, `?` and the like
    #[arg(long, value_name = "TEXT", value_delimiter = ',', allow_hyphen_values = true, requires = "data")]
    pub missing: Vec<String>,
    /// What to leave out where a value is missing [default: nothing; it is an error]
    #[arg(long, value_enum, requires = "data")]
    pub drop_missing: Option<DropMissingArgument>,
    /// What separates values: `,`, `;`, `tab`, `blanks` or another sign [default: found out]
    #[arg(long, value_name = "SIGN", requires = "data")]
    pub separator: Option<Separator>,
    /// What stands before fractions: `point` or `comma` [default: found out]
    #[arg(long, value_name = "SIGN", requires = "data")]
    pub decimal: Option<Decimal>,
    /// How lines that are no data begin: a sign such as `#`, or `none` [default: found out]
    #[arg(long, value_name = "SIGN", requires = "data")]
    pub comment: Option<Comment>,
    /// Whether the first line names the columns; without, they are c1, c2, ... [default: yes, unless its names are numbers]
    #[arg(long, value_enum, value_name = "YES/NO", requires = "data")]
    pub header: Option<YesNo>,
    /// Whether the first column names the rows and is no feature [default: yes, if it has no name]
    #[arg(long, value_enum, value_name = "YES/NO", requires = "data")]
    pub row_names: Option<YesNo>,
    /// Do not standardise the columns
    #[arg(long, requires = "data")]
    pub raw: bool,
    /// Do not add a constant feature for the intercept
    #[arg(long, requires = "data")]
    pub no_intercept: bool,
}

impl DataArguments {
    /// How the file becomes numbers.
    pub(super) fn options(&self) -> DataOptions {
        DataOptions { standardise: !self.raw, intercept: !self.no_intercept }
    }

    /// What is told of the file.
    pub(super) fn reading(&self) -> Reading {
        let format = TableFormat {
            separator: self.separator,
            decimal: self.decimal,
            comment: self.comment,
            header: self.header.map(YesNo::is_yes),
            row_names: self.row_names.map(YesNo::is_yes),
        };
        let choice = DataChoice {
            columns: self.columns.clone(),
            drop: self.drop.clone(),
            rows: self.rows.clone(),
            drop_rows: self.drop_rows.clone(),
            one_hot: self.one_hot.clone(),
            missing: self.missing.clone(),
            drop_missing: self.drop_missing.map(DropMissing::from),
        };
        Reading { format, choice }
    }
}

/// The losses by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum LossArgument {
    /// Mean of half the squared errors
    Squares,
    /// Sum of the squared errors plus the squared norm of the weights
    Ridge,
    /// Mean logistic loss
    Logistic,
}

impl From<LossArgument> for Loss {
    fn from(argument: LossArgument) -> Self {
        match argument {
            LossArgument::Squares => Self::Squares,
            LossArgument::Ridge => Self::Ridge,
            LossArgument::Logistic => Self::Logistic,
        }
    }
}

/// What is left out where a value is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum DropMissingArgument {
    /// The row
    Rows,
    /// The feature
    Columns,
}

impl From<DropMissingArgument> for DropMissing {
    fn from(argument: DropMissingArgument) -> Self {
        match argument {
            DropMissingArgument::Rows => Self::Rows,
            DropMissingArgument::Columns => Self::Columns,
        }
    }
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
pub enum YesNo {
    /// It is so
    Yes,
    /// It is not
    No,
}

impl YesNo {
    fn is_yes(self) -> bool {
        self == Self::Yes
    }
}
