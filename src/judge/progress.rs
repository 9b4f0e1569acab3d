//! Events that a run reports.

use super::record::Record;
use crate::verdict::{Judged, MutantOutcome};

/// Something happened.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// The run begins.
    Started {
        /// How many claims, steps and claims with mutants in them will be judged.
        tasks: usize,
    },
    /// The cases of one of them are known.
    Planned {
        /// The claim or step.
        id: &'a str,
        /// The chunks that its cases are cut into.
        chunks: usize,
    },
    /// A chunk of cases was judged, or is not needed any more.
    Chunk {
        /// The claim or step.
        id: &'a str,
        /// What is new in it.
        record: Option<&'a Record>,
    },
    /// A record of an earlier run says that a case fails, and it does not: the record is not of this program, or was
    /// changed. The claim gets no verdict.
    Contradicted {
        /// The record's claim, step or mutant.
        task: &'a str,
        /// The number of the case.
        case: u64,
    },
    /// A failing case is being made simpler.
    Simplified {
        /// The claim or step.
        id: &'a str,
        /// How many simpler cases were tried.
        tried: usize,
    },
    /// A claim has its verdict, with its steps.
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
