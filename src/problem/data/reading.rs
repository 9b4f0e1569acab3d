//! All that is told of the reading of a data file.

use serde::{Deserialize, Serialize};

use super::choice::DataChoice;
use super::format::TableFormat;

/// The format of a file, and what is taken of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The format; what is not told of it is found out.
    pub format: TableFormat,
    /// The columns and rows that are taken, and how.
    #[serde(default, skip_serializing_if = "DataChoice::is_everything")]
    pub choice: DataChoice,
}

impl Reading {
    /// Everything of a plain CSV file.
    #[must_use]
    pub fn plain() -> Self {
        Self { format: TableFormat::PLAIN, choice: DataChoice::default() }
    }

    /// Whether it is [`Self::plain`].
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::plain()
    }
}
