//! For what a claim is proved.

use serde::{Deserialize, Serialize};

/// The times at which a statement is proved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Times {
    /// It names no time, or all the times it names.
    All,
    /// From its first time up to this one.
    UpTo(u32),
    /// Every time, by an argument that does not depend on the time.
    Every,
}

impl Times {
    /// What is proved of two statements together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::UpTo(a), Self::UpTo(b)) => Self::UpTo(a.min(b)),
            (Self::UpTo(a), _) | (_, Self::UpTo(a)) => Self::UpTo(a),
            (Self::Every, _) | (_, Self::Every) => Self::Every,
            (Self::All, Self::All) => Self::All,
        }
    }
}

/// Of what instances a claim is proved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Scope {
    /// The times.
    pub times: Times,
    /// The numbers of losses `N`, where the claim leaves it open: from 1 to this one.
    pub samples: Option<usize>,
    /// The names of given whole numbers of which not all values were tried, with the largest that was.
    pub whole_numbers: Vec<(String, i64)>,
}

impl Scope {
    /// Whether it is all that the claim is about.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        !matches!(self.times, Times::UpTo(_)) && self.samples.is_none() && self.whole_numbers.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Times;

    #[test]
    fn two_statements_are_proved_at_the_times_of_both() {
        assert_eq!(Times::UpTo(3).and(Times::UpTo(5)), Times::UpTo(3));
        assert_eq!(Times::Every.and(Times::UpTo(5)), Times::UpTo(5));
        assert_eq!(Times::Every.and(Times::All), Times::Every);
    }
}
