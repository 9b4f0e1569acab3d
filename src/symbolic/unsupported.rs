//! What symbolic execution cannot do, said and never dropped.

/// Why a statement was not executed symbolically.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Unsupported {
    /// The reason, as the end of "not proved: ".
    pub reason: String,
    is_limit: bool,
}

impl Unsupported {
    /// With a reason.
    #[must_use]
    pub fn because(reason: impl Into<String>) -> Self {
        Self { reason: reason.into(), is_limit: false }
    }

    /// A limit of the work was met.
    #[must_use]
    pub fn limit() -> Self {
        Self { reason: "it grows too large when it is written out".to_owned(), is_limit: true }
    }

    /// Whether only the work was too much: less of the same may be done.
    #[must_use]
    pub const fn is_limit(&self) -> bool {
        self.is_limit
    }
}

/// A result of symbolic execution.
pub type Outcome<T> = Result<T, Unsupported>;
