//! Why a program cannot be judged, or methods cannot be compared.

/// Why a method cannot be replayed on a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotReplayable {
    /// Its equations say nothing of the iterate.
    #[error("no equation for `{0}`")]
    NoIterate(&'static str),
    /// A sequence of it is a matrix.
    #[error("`{0}` is a matrix, which cannot be replayed")]
    Matrix(String),
    /// An expression of it.
    #[error("`{0}` cannot be replayed on a record")]
    Expression(String),
    /// Something else in it, in words.
    #[error("{0}")]
    Other(&'static str),
}

impl From<&'static str> for NotReplayable {
    fn from(reason: &'static str) -> Self {
        Self::Other(reason)
    }
}

/// Why a program cannot be judged, or methods cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CannotJudge {
    /// There is no such method; the nearest name, if one is near.
    #[error("no method is called `{name}`{}", near.as_ref().map_or(String::new(), |near| format!("; did you mean `{near}`?")))]
    NoMethod {
        /// The name.
        name: String,
        /// A name that is nearly the same.
        near: Option<String>,
    },
    /// There is no such claim.
    #[error("there is no claim `{0}`")]
    NoClaim(String),
    /// The claim does not run the method.
    #[error("`{claim}` does not run `{method}`")]
    NotRun {
        /// The claim.
        claim: String,
        /// The method.
        method: String,
    },
    /// The claim is about the method on random draws.
    #[error("`{claim}` runs `{method}` on random draws, of which a recorded run is only one")]
    RandomRun {
        /// The claim.
        claim: String,
        /// The method.
        method: String,
    },
    /// The method cannot be replayed.
    #[error(transparent)]
    NotReplayable(#[from] NotReplayable),
    /// No claim says what values a parameter has.
    #[error(
        "no claim says where `{parameter}` of `{method}` lies: say it with `--given` (`MethodOptions::given` in a test), as in `{parameter} in (0, 1]`"
    )]
    NoRange {
        /// The parameter.
        parameter: String,
        /// The method.
        method: String,
    },
    /// The method has no such parameter.
    #[error("`{method}` has no parameter `{parameter}`")]
    NoParameter {
        /// The method.
        method: String,
        /// The parameter.
        parameter: String,
    },
    /// A text that should be a range is none.
    #[error("`{text}` is no range: {message}")]
    NoSuchRange {
        /// The text.
        text: String,
        /// What is wrong with it.
        message: String,
    },
    /// The ranges of the method's parameters are empty.
    #[error("no case of `{0}` can be made: its ranges are empty, or no run of it has 1 to 1000 steps")]
    NoCase(String),
    /// Neither of two methods has a parameter.
    #[error("neither `{first}` nor `{second}` has a parameter `{parameter}`")]
    NeitherHas {
        /// One method.
        first: String,
        /// The other one.
        second: String,
        /// The parameter.
        parameter: String,
    },
    /// A text that should give a parameter a value does not.
    #[error("`{0}` gives no parameter a value: write `beta2 = 1 - 1/t`")]
    NoValue(String),
    /// The value in such a text is not an expression.
    #[error("`{text}`: {message}")]
    WrongValue {
        /// The text.
        text: String,
        /// What is wrong with it.
        message: String,
    },
    /// Two methods have no step that can be compared.
    #[error("no step of any case can be compared")]
    NothingToCompare,
}
