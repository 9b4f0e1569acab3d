//! The seam for judges: what a judge is asked, and what it answers.

use super::gather::Decision;
use super::workspace::Workspace;
use crate::evaluate::Program;
use crate::language::typed::Claim;
use crate::verdict::{Case, Evidence};

/// A claim as it is put to the judges.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The claim's or step's name, from which its random streams derive.
    pub id: &'a str,
    /// The claim, in which every name is resolved and every value has a shape.
    pub claim: &'a Claim,
    /// The claim compiled.
    pub program: &'a Program,
}

/// A judge of claims. It judges single cases, or looks at the claim as a whole, or both.
///
/// Today's judges are in the list of `registry.rs`; another one is a file with an implementation of this trait, and a line in
/// that list.
///
/// Its answers depend on what it is asked alone, so that every run and shard gets the same ones. Its work is bounded by counted
/// operations.
pub trait Judge: Sync {
    /// Whether it may have something to say of a claim. It is asked for nothing where it does not apply.
    fn applies(&self, question: &Question<'_>) -> bool;

    /// Whether what it says of cases is a screen: a share of it is audited by the judges behind it, and where every case is to be
    /// decided exactly, it is not asked.
    fn is_screen(&self) -> bool {
        false
    }

    /// What it says of one case; `None` leaves the case to the next judge.
    fn of_case(&self, _workspace: &Workspace<'_>, _case: &Case, _effort: Effort) -> Option<Decision> {
        None
    }

    /// What it says of the claim as a whole. Cases of the claim run up to `horizon` steps: a judge that can look only at a finite
    /// number of times looks this far.
    fn of_claim(&self, _question: &Question<'_>, _horizon: u32) -> Vec<Answer> {
        Vec::new()
    }
}

/// How much work a case is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// It is one of many: what settles it with little work is enough, and its slack need not be known well.
    OneOfMany,
    /// It is looked at by itself.
    Single,
    /// It is looked at by itself, and a tie is tried as far as any is.
    Last,
}

/// What a judge says of a claim as a whole.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// The claim holds: of every case, at all times and for all values that it is about.
    Holds(Evidence),
    /// Something speaks for the claim without settling it, because it holds at some times or for some values only.
    Supports(Evidence),
    /// This case may break the claim. It does where exact arithmetic confirms it; else nothing is said.
    Suspects(Box<Case>),
}

/// The judges of a list that apply to a claim, in the order of the list.
pub(super) fn applying<'a>(judges: &[&'a dyn Judge], question: &Question<'_>) -> Vec<&'a dyn Judge> {
    judges.iter().copied().filter(|judge| judge.applies(question)).collect()
}
