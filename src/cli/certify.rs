//! `certify`: proves claims for whole classes, and writes and checks the certificates.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::arguments::CertifyArguments;
use super::exit::Exit;
use super::{certificates, files, inputs, screen};
use crate::language::check::{Chapter, ClaimBlock};
use crate::prove::{Proof, prove};
use crate::report;

/// Proves claims, one line each.
pub(super) fn run(arguments: &CertifyArguments) -> anyhow::Result<Exit> {
    let (names, paths): (Vec<&String>, Vec<&String>) = arguments.names.iter().partition(|name| !is_file(name));
    let paths: Vec<PathBuf> = paths.into_iter().map(PathBuf::from).collect();
    let chapter = inputs::chapter(&paths)?;
    let wanted = match names.as_slice() {
        [] => None,
        [name] => Some(name.as_str()),
        [_, second, ..] => bail!("`{second}` is neither a Markdown file nor the only claim; name one claim"),
    };
    if let Some(name) = wanted {
        inputs::require(&chapter, name)?;
    }
    let folder = arguments.output.clone().unwrap_or_else(|| default_folder(&paths));
    let mut exit = Exit::AsExpected;
    for block in wanted_blocks(&chapter, wanted) {
        let found = if arguments.check { check(block, &folder)? } else { Some(find(block, &folder)?) };
        match found {
            Some((line, is_proved)) => {
                screen::out(&format!("{}: {line}\n", block.id))?;
                if !is_proved && (wanted.is_some() || arguments.check) {
                    exit = exit.max(if arguments.check { Exit::Unexpected } else { Exit::Undecided });
                }
            }
            None if wanted.is_some() => bail!("{} has no certificates of `{}`", folder.display(), block.id),
            None => {}
        }
    }
    Ok(exit)
}

fn is_file(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"))
}

fn default_folder(paths: &[PathBuf]) -> PathBuf {
    match paths.first() {
        None => PathBuf::from("proofs/certificates"),
        Some(first) => certificates::folder_beside(first),
    }
}

/// The claims and steps that are not expected to be refuted, or the one that is wanted.
fn wanted_blocks<'a>(chapter: &'a Chapter, wanted: Option<&str>) -> Vec<&'a ClaimBlock> {
    let all = chapter.claims.iter().flat_map(|claim| std::iter::once(claim).chain(&claim.steps));
    all.filter(|block| wanted.map_or(!block.refuted, |wanted| block.id == wanted)).collect()
}

fn path_of(block: &ClaimBlock, folder: &Path) -> PathBuf {
    folder.join(format!("{}.json", files::flat_name(&block.id)))
}

/// Proves one claim; what came out, and whether it is proved.
fn find(block: &ClaimBlock, folder: &Path) -> anyhow::Result<(String, bool)> {
    Ok(match prove(block) {
        Proof::Identity(scope) => (report::identity(&scope), true),
        Proof::Signs(scope) => (report::signs(&scope), true),
        Proof::Certified(scope, file) => {
            let path = path_of(block, folder);
            files::write(&path, file.text().as_bytes())?;
            (format!("{} ({})", report::certified(&scope, &file.parameters()), path.display()), true)
        }
        Proof::Open(reasons) => (report::open(&reasons), false),
    })
}

/// Checks the file of one claim; nothing where there is none.
fn check(block: &ClaimBlock, folder: &Path) -> anyhow::Result<Option<(String, bool)>> {
    let path = path_of(block, folder);
    if !path.exists() {
        return Ok(None);
    }
    let file = certificates::read(&path)?;
    if !file.is_about(block) {
        return Ok(Some((format!("{} is about other words than the claim's", path.display()), false)));
    }
    Ok(Some(match file.check(&block.claim) {
        Ok(scope) => (report::certified(&scope, &file.parameters()), true),
        Err(error) => (format!("not proved by {}: {error}", path.display()), false),
    }))
}
