//! Certificate files: what a claim's certificates are written to, and their check against the claim.

use serde::{Deserialize, Serialize};

use super::class::{Entry, certify_all, prove_class};
use super::identity::{THOROUGH, claims_equalities, prove_identity};
use super::instance::Open;
use crate::certificate::check::check;
use crate::language::check::ClaimBlock;
use crate::language::typed::Claim;
use crate::verdict::Scope;

/// What the first line of every file says.
const SCHEMA: &str = "descentcheck/certificates/1";
/// A file with more entries is not read.
const MOST_ENTRIES: usize = 1000;

/// The certificates of one claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// [`SCHEMA`].
    pub schema: String,
    /// The claim's name.
    pub claim: String,
    /// What it shows, in signs.
    pub statement: String,
    /// One certificate for each relation and instance.
    pub certificates: Vec<Entry>,
}

/// Why a file proves nothing of a claim.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("it is no file of certificates: {0}")]
    Malformed(String),
    /// A statement is not certified by what it holds.
    #[error("{0}; `descentcheck certify {1}` writes it anew")]
    Open(String, String),
}

impl File {
    /// Looks for the certificates of a claim.
    ///
    /// # Errors
    /// The first statement that has none, with the reason.
    pub fn find(block: &ClaimBlock) -> Result<(Self, Scope), Open> {
        let (scope, certificates) = prove_class(&block.claim)?;
        let file =
            Self { schema: SCHEMA.to_owned(), claim: block.id.clone(), statement: block.statement(), certificates };
        Ok((file, scope))
    }

    /// The file as text, a line for each certificate; always the same for the same certificates.
    #[must_use]
    pub fn text(&self) -> String {
        let entries: Vec<String> = self.certificates.iter().map(json).collect();
        format!(
            "{{\"schema\": {}, \"claim\": {},\n\"statement\": {},\n\"certificates\": [\n{}\n]}}\n",
            json(&self.schema),
            json(&self.claim),
            json(&self.statement),
            entries.join(",\n")
        )
    }

    /// Reads a file.
    ///
    /// # Errors
    /// It is not of this format.
    pub fn read(text: &str) -> Result<Self, FileError> {
        let file: Self = serde_json::from_str(text).map_err(|error| FileError::Malformed(error.to_string()))?;
        if file.schema != SCHEMA {
            return Err(FileError::Malformed(format!("its schema is not {SCHEMA}")));
        }
        if file.certificates.len() > MOST_ENTRIES {
            return Err(FileError::Malformed(format!("it has more than {MOST_ENTRIES} certificates")));
        }
        Ok(file)
    }

    /// Whether the file says that it is about a claim in the words that it has now.
    #[must_use]
    pub fn is_about(&self, block: &ClaimBlock) -> bool {
        self.claim == block.id && self.statement == block.statement()
    }

    /// Checks the file against a claim: every problem is compiled from the claim anew and must be the file's, and every
    /// certificate must pass the exact check. What the file says of itself proves nothing.
    ///
    /// # Errors
    /// Why it proves nothing of the claim.
    pub fn check(&self, claim: &Claim) -> Result<Scope, FileError> {
        let mut used = 0;
        let scope = certify_all(claim, &mut |place, problem| {
            let entry = self.certificates.iter().find(|entry| entry.place == *place);
            let entry = entry.ok_or("a certificate is missing")?;
            if !problem.versions().iter().any(|version| version.written() == entry.certificate.problem) {
                return Err("a certificate answers another question than the claim asks".to_owned());
            }
            check(&entry.certificate).map_err(|fault| fault.to_string())?;
            used += 1;
            Ok(entry.certificate.clone())
        });
        let scope = scope.map_err(|open| FileError::Open(open.reason, self.claim.clone()))?;
        if used != self.certificates.len() {
            let why = format!("only {used} of its {} certificates belong to the claim", self.certificates.len());
            return Err(FileError::Open(why, self.claim.clone()));
        }
        Ok(scope)
    }

    /// The parameters over whose whole ranges the certificates hold.
    #[must_use]
    pub fn parameters(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for parameter in self.certificates.iter().flat_map(|entry| &entry.certificate.problem.parameters) {
            // `eta, as a share of its range`
            let name = parameter.is.split(',').next().unwrap_or_default().to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

/// A value in one line of JSON.
fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// What is proved of a claim.
#[derive(Debug, Clone, PartialEq)]
pub enum Proof {
    /// Every statement is an identity.
    Identity(Scope),
    /// Every statement is an identity or follows from the signs of polynomials on the whole range of the parameters.
    Signs(Scope),
    /// Every statement is certified for the whole class and whole ranges of parameters.
    Certified(Scope, File),
    /// Nothing, and why.
    Open(Vec<Open>),
}

/// Proves a claim if it can: as identities, or else by certificates.
#[must_use]
pub fn prove(block: &ClaimBlock) -> Proof {
    let identity = match prove_identity(&block.claim, THOROUGH) {
        Ok(scope) if claims_equalities(&block.claim) => return Proof::Identity(scope),
        Ok(scope) => return Proof::Signs(scope),
        Err(open) => open,
    };
    match File::find(block) {
        Ok((file, scope)) => Proof::Certified(scope, file),
        Err(open) => Proof::Open(vec![identity, open]),
    }
}
