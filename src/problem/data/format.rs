//! How the text of a file is a table: separator, decimal sign, comments, header and row names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What stands between two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Separator {
    /// One character of ASCII, such as `,`.
    Character(u8),
    /// One or more spaces or tabs.
    Blanks,
}

/// What stands before the fraction of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decimal {
    /// `1.5`
    Point,
    /// `1,5`
    Comma,
}

/// How lines that are no data begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Comment {
    /// There are no such lines.
    None,
    /// With this character of ASCII.
    Character(u8),
}

/// What is told of a table's format; what is not told is found out, where only one format parses every row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableFormat {
    /// What stands between two values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<Separator>,
    /// What stands before the fraction of a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal: Option<Decimal>,
    /// How lines that are no data begin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Comment>,
    /// Whether the first line names the columns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<bool>,
    /// Whether the first column names the rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_names: Option<bool>,
}

impl Separator {
    /// The comma.
    pub const COMMA: Self = Self::Character(b',');

    /// As it is said in a sentence: `values separated by commas`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Character(b',') => "commas".to_owned(),
            Self::Character(b';') => "semicolons".to_owned(),
            Self::Character(b'\t') => "tabs".to_owned(),
            Self::Character(other) => format!("`{}`", char::from(other)),
            Self::Blanks => "blanks".to_owned(),
        }
    }
}

impl Decimal {
    /// As it is said in a sentence: `1,5 with a decimal comma`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Point => "decimal points",
            Self::Comma => "decimal commas",
        }
    }
}

impl TableFormat {
    /// Plain CSV: commas, decimal points, a header, neither comments nor row names.
    pub const PLAIN: Self = Self {
        separator: Some(Separator::COMMA),
        decimal: Some(Decimal::Point),
        comment: Some(Comment::None),
        header: Some(true),
        row_names: Some(false),
    };
}

impl fmt::Display for Separator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(b'\t') => f.write_str("tab"),
            Self::Character(other) => write!(f, "{}", char::from(*other)),
            Self::Blanks => f.write_str("blanks"),
        }
    }
}

impl FromStr for Separator {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.as_bytes()) {
            ("comma", _) => Ok(Self::COMMA),
            ("semicolon", _) => Ok(Self::Character(b';')),
            ("tab" | "\\t", _) => Ok(Self::Character(b'\t')),
            ("blanks" | "blank" | " ", _) => Ok(Self::Blanks),
            (_, [one]) if one.is_ascii_punctuation() && !b"\"'.+-".contains(one) || *one == b'\t' => {
                Ok(Self::Character(*one))
            }
            _ => Err("a separator is `,`, `;`, `tab`, `blanks`, or another single sign such as `|`".to_owned()),
        }
    }
}

impl fmt::Display for Comment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Character(sign) => write!(f, "{}", char::from(*sign)),
        }
    }
}

impl FromStr for Comment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.as_bytes()) {
            ("none", _) => Ok(Self::None),
            (_, [one]) if one.is_ascii_punctuation() && *one != b'"' => Ok(Self::Character(*one)),
            _ => Err("comment lines begin with a single sign such as `#`, or there are `none`".to_owned()),
        }
    }
}

impl FromStr for Decimal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "point" | "." => Ok(Self::Point),
            "comma" | "," => Ok(Self::Comma),
            _ => Err("a decimal sign is `point` or `comma`".to_owned()),
        }
    }
}

impl TryFrom<String> for Separator {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Separator> for String {
    fn from(separator: Separator) -> Self {
        separator.to_string()
    }
}

impl TryFrom<String> for Comment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Comment> for String {
    fn from(comment: Comment) -> Self {
        comment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::{Comment, Decimal, Separator};

    #[test]
    fn every_separator_is_read_as_it_is_written() {
        for separator in [Separator::COMMA, Separator::Character(b';'), Separator::Character(b'\t'), Separator::Blanks]
        {
            assert_eq!(separator.to_string().parse(), Ok(separator));
        }
        assert_eq!("|".parse(), Ok(Separator::Character(b'|')));
        for wrong in ["", "ab", "a", "1", "\"", ".", "-"] {
            assert!(wrong.parse::<Separator>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn signs_of_decimals_and_comments_have_names() {
        assert_eq!(",".parse(), Ok(Decimal::Comma));
        assert!("dot".parse::<Decimal>().is_err());
        assert_eq!("none".parse(), Ok(Comment::None));
        assert_eq!("%".parse(), Ok(Comment::Character(b'%')));
        assert!("//".parse::<Comment>().is_err());
    }
}
