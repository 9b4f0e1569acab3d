//! Proofs of typed claims: identities, and certificates for whole classes, which `certificate` checks.

mod assumption;
mod identity;
mod instance;

pub use identity::prove_identity;
pub use instance::{Open, Scope, Times};
