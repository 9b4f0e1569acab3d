//! The judge that proves: identities, and certificates that are given, compiled from the claim anew and checked.

use super::seam::{Answer, Judge, Question};
use crate::prove::{File, QUICK, claims_equalities, prove_identity};
use crate::verdict::Evidence;

/// Proves identities, and checks certificates.
#[derive(Debug, Default)]
pub struct Proofs {
    files: Vec<File>,
}

impl Proofs {
    /// With files of certificates.
    #[must_use]
    pub const fn new(files: Vec<File>) -> Self {
        Self { files }
    }
}

impl Judge for Proofs {
    fn applies(&self, _: &Question<'_>) -> bool {
        true
    }

    fn of_claim(&self, question: &Question<'_>, _: u32) -> Vec<Answer> {
        let (scope, evidence) = match prove_identity(question.claim, QUICK) {
            Ok(scope) if claims_equalities(question.claim) => (scope.clone(), Evidence::Identity(scope)),
            Ok(scope) => (scope.clone(), Evidence::Signs(scope)),
            Err(_) => {
                let own = self.files.iter().find(|file| file.claim == question.id);
                let checked = own.and_then(|file| Some((file.check(question.claim).ok()?, file.parameters())));
                let Some((scope, parameters)) = checked else { return Vec::new() };
                (scope.clone(), Evidence::Certified { scope, parameters })
            }
        };
        vec![if scope.is_everything() { Answer::Holds(evidence) } else { Answer::Supports(evidence) }]
    }
}
