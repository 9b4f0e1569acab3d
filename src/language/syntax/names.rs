//! Names with a fixed meaning, one row each, and the words that cannot be names.

/// The iterate of a method and the point of an objective.
pub const ITERATE: &str = "w";
/// The objective that constants without an argument belong to.
pub const OBJECTIVE: &str = "R";
/// The current step of a method.
pub const STEP: &str = "t";
/// The value of a schedule.
pub const RATE: &str = "eta";
/// The number of parameters.
pub const DIMENSION: &str = "W";
/// The number of samples.
pub const SAMPLES: &str = "N";
/// The smoothness constant.
pub const SMOOTHNESS: &str = "L";
/// The constant of strong convexity.
pub const STRONG_CONVEXITY: &str = "alpha";
/// The Lipschitz constant of the Hessian.
pub const HESSIAN_LIPSCHITZ: &str = "M";
/// A minimiser.
pub const MINIMISER: &str = "w_star";
/// The features of samples.
pub const FEATURES: &str = "X";
/// The targets of samples.
pub const TARGETS: &str = "y";
/// The identity matrix.
pub const IDENTITY: &str = "I";
/// The number pi.
pub const PI: &str = "pi";

/// A name with a fixed meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FixedName {
    /// The name.
    pub name: &'static str,
    /// What it means, as in `docs/language.md`.
    pub meaning: &'static str,
    /// Whether a claim may give another quantity this name.
    pub may_be_given: bool,
}

/// Every name with a fixed meaning, in the order of the page.
pub const FIXED_NAMES: [FixedName; 14] = [
    free(ITERATE, "the iterate of a method, and the point of an objective"),
    free(OBJECTIVE, "of several objectives the one that `L`, `w_star` and the like belong to"),
    taken(STEP, "the current step of a method"),
    free(RATE, "the value of a schedule that has no sequence named like the parameter"),
    taken(DIMENSION, "the number of parameters"),
    taken(SAMPLES, "the number of samples, also `N(R)`"),
    taken(SMOOTHNESS, "the smoothness constant of the objective, also `L(R)`"),
    free(STRONG_CONVEXITY, "its constant of strong convexity, also `alpha(R)`"),
    taken(HESSIAN_LIPSCHITZ, "the Lipschitz constant of its Hessian, also `M(R)`"),
    free(MINIMISER, "a minimiser of the objective, see [minimisers](#minimisers); its value is `R_star`"),
    taken(FEATURES, "`X[n]` are the features of sample `n`"),
    free(TARGETS, "`y[n]` is the target of sample `n`"),
    taken(IDENTITY, "the identity matrix"),
    taken(PI, "the number pi"),
];

/// Words that cannot be names.
pub const RESERVED: [&str; 11] = ["and", "or", "not", "iff", "implies", "in", "for", "else", "same", "grad", "hess"];

const fn free(name: &'static str, meaning: &'static str) -> FixedName {
    FixedName { name, meaning, may_be_given: true }
}

const fn taken(name: &'static str, meaning: &'static str) -> FixedName {
    FixedName { name, meaning, may_be_given: false }
}
