//! `merge`: combines the parts of a campaign.

use std::path::PathBuf;

use super::arguments::{
    CampaignArguments, DetailArguments, EffortArguments, MergeArguments, TypedArguments, VerifyArguments,
};
use super::campaign_file::{are_all_parts, read_part};
use super::exit::Exit;
use super::verify;

/// Reads every part and judges the campaign with what they hold, which leaves nothing to be done but what an
/// interrupted part had left.
pub(super) fn run(arguments: &MergeArguments) -> anyhow::Result<Exit> {
    let mut parts = Vec::new();
    let mut records = Vec::new();
    for path in &arguments.files {
        let (header, found) = read_part(path)?;
        parts.push(header);
        records.extend(found);
    }
    let first = &parts[0];
    for (path, header) in arguments.files.iter().zip(&parts).skip(1) {
        header.check(first, path)?;
    }
    are_all_parts(&parts)?;
    let asked = VerifyArguments {
        files: first.notes.clone(),
        claim: first.claim.clone(),
        effort: EffortArguments { cases: first.cases, seed: first.seed, jobs: 0, exact: first.exact },
        campaign: CampaignArguments {
            regressions: first.regressions.clone(),
            effort: arguments.effort,
            ..CampaignArguments::default()
        },
        json: arguments.json.clone(),
        data: first.data.clone(),
        detail: DetailArguments::default(),
        typed: TypedArguments::default(),
    };
    verify::judge(&asked, records, Some((first, &arguments.files[0] as &PathBuf)))
}
