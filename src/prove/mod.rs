//! Proofs of typed claims: identities, and certificates for whole classes, which `certificate` checks.

mod assembly;
mod assumption;
mod barrier;
mod class;
mod compile;
mod elimination;
mod faces;
mod file;
mod form;
mod identity;
mod instance;
mod search;

pub use class::{At, Entry, Place, certify_all, prove_class};
pub use compile::Problem;
pub use file::{File, FileError, Proof, prove};
pub use identity::{QUICK, THOROUGH, claims_equalities, prove_identity};
pub use instance::Open;
