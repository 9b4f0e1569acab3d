//! What a run tells while it goes on.

use crate::verdict::{Judged, MutantOutcome};

/// Something happened.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The run begins.
    Started {
        /// How many claims will be judged.
        claims: usize,
        /// How many mutants.
        mutants: usize,
    },
    /// A claim is being judged.
    Judging {
        /// Its id.
        id: &'a str,
    },
    /// A claim has its verdict.
    Judged {
        /// The claim.
        claim: &'a Judged,
    },
    /// A mutant was judged.
    Mutant {
        /// The mutant.
        mutant: &'a MutantOutcome,
    },
}
