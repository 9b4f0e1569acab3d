//! Claims by section, with each correction at the claim that it corrects.

use crate::verdict::Judged;

/// One row of the report: a claim as taught, with what corrects it.
pub(super) struct Row<'a> {
    pub(super) claim: &'a Judged,
    pub(super) corrections: Vec<&'a Judged>,
}

/// Rows under one heading.
pub(super) struct Section<'a> {
    pub(super) file: &'a str,
    pub(super) heading: &'a str,
    pub(super) rows: Vec<Row<'a>>,
}

/// Sections in the order of the files. A correction is in the row of its claim, unless that claim is not
/// there (or is a correction itself, so that its row is taken).
pub(super) fn sections(claims: &[Judged]) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for claim in claims.iter().filter(|claim| !is_folded(claim, claims)) {
        let corrections = claims
            .iter()
            .filter(|other| other.corrects.as_deref() == Some(&claim.id) && is_folded(other, claims))
            .collect();
        let row = Row { claim, corrections };
        match sections.last_mut() {
            Some(last) if last.file == claim.file && last.heading == claim.section => last.rows.push(row),
            _ => sections.push(Section { file: &claim.file, heading: &claim.section, rows: vec![row] }),
        }
    }
    sections
}

fn is_folded(claim: &Judged, claims: &[Judged]) -> bool {
    let corrected = claim.corrects.as_ref().and_then(|id| claims.iter().find(|other| other.id == *id));
    corrected.is_some_and(|other| other.corrects.is_none())
}
