//! Which files can be reached, by Landlock.

use std::path::PathBuf;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus,
    Scope, path_beneath_rules,
};

/// Files that programs expect to be able to write to, and that keep nothing.
const NOWHERE: [&str; 1] = ["/dev/null"];

/// Whether the kernel sees to it that no file is cut short while it is opened for reading.
pub(super) fn guards_lengths() -> bool {
    let strict = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    strict.handle_access(AccessFs::Truncate).and_then(Ruleset::create).is_ok()
}

/// Lets this process read these files and folders and run what is in them, and nothing else. Returns whether that is in force.
///
/// Rights that a kernel does not know are left out; the list of system calls stands for them.
pub(super) fn restrict(readable: &[PathBuf]) -> Result<bool, String> {
    let abi = ABI::V6;
    let to_read = AccessFs::ReadFile | AccessFs::ReadDir | AccessFs::Execute;
    let to_write = AccessFs::ReadFile | AccessFs::WriteFile;
    let told = |error: landlock::RulesetError| error.to_string();
    let status = Ruleset::default()
        .handle_access(AccessFs::from_all(abi))
        .and_then(|rules| rules.handle_access(AccessNet::from_all(abi)))
        .and_then(|rules| rules.scope(Scope::from_all(abi)))
        .and_then(Ruleset::create)
        .and_then(|rules| rules.add_rules(path_beneath_rules(readable, to_read)))
        .and_then(|rules| rules.add_rules(path_beneath_rules(NOWHERE, to_write)))
        .and_then(|rules| rules.restrict_self())
        .map_err(told)?;
    Ok(status.ruleset != RulesetStatus::NotEnforced)
}
