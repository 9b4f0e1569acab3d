//! The helper: it restricts itself and then becomes the submission.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode};

use rustix::process::{
    Gid, Pid, Resource, Rlimit, Signal, Uid, getpid, getppid, getuid, set_parent_process_death_signal, setrlimit,
    setsid,
};
use rustix::thread::{
    CapabilitySet, CapabilitySets, clear_ambient_capability_set, remove_capability_from_bounding_set, set_capabilities,
    set_no_new_privs, set_thread_groups, set_thread_res_gid, set_thread_res_uid,
};

use super::goals::{Goal, Mechanism, missing};
use super::policy::Policy;
use super::{calls, files, root};

/// The word by which the program is started as the helper. It is no command: nobody types it.
pub const SANDBOX_EXEC: &str = "sandbox-exec";

/// Files that a submission may hold open.
const MOST_FILES: u64 = 256;
/// Processes and threads of a user that runs nothing else.
const MOST_THREADS: u64 = 64;
/// The exit code of a helper that could not become the submission.
const FAILED: u8 = 71;

/// Restricts this process as the first argument says and then becomes the program that the others say. The first line that it writes says
/// what is in force, or why nothing is run.
#[must_use]
pub fn sandbox_exec(mut arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let policy = arguments.next().and_then(|text| serde_json::from_str::<Policy>(text.to_str()?).ok());
    let (Some(policy), Some(program)) = (policy, arguments.next()) else { return ExitCode::from(FAILED) };
    let told = match enter(&policy) {
        Ok(active) => match missing(&active).as_slice() {
            [] => say(&format!("sandbox {}", words(&active))),
            goals => {
                let goals: Vec<String> = goals.iter().map(|goal| goal_word(*goal).to_string()).collect();
                say(&format!("refused {}", goals.join(" "))).and(Err(io::Error::other("refused")))
            }
        },
        Err(reason) => say(&format!("failed {}", reason.replace('\n', " "))).and(Err(io::Error::other(reason))),
    };
    if told.is_ok() {
        // It only returns where it fails; the parent finds the pipe closed after the first line.
        drop(Command::new(program).args(arguments).exec());
    }
    ExitCode::from(FAILED)
}

fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(line.as_bytes())?;
    out.write_all(b"\n")?;
    out.flush()
}

fn words(active: &[Mechanism]) -> String {
    active.iter().map(|mechanism| mechanism.word()).collect::<Vec<_>>().join(" ")
}

/// The place of a goal in the list of all.
fn goal_word(goal: Goal) -> usize {
    Goal::ALL.iter().position(|known| *known == goal).unwrap_or_default()
}

/// Restricts this process. Returns what is in force.
fn enter(policy: &Policy) -> Result<Vec<Mechanism>, String> {
    let mut active = Vec::new();
    let failed = |what: &'static str| move |error: rustix::io::Errno| format!("{what}: {error}");
    let _ = setsid();
    close_descriptors().map_err(|error| format!("descriptors cannot be closed: {error}"))?;
    limit(policy).map_err(failed("limits cannot be set"))?;
    active.push(Mechanism::Limits);
    let guards_lengths = files::guards_lengths();
    let before = active.len();
    if policy.allows(Mechanism::Landlock) && files::restrict(&policy.readable)? {
        active.push(Mechanism::Landlock);
    }
    if active.len() == before && policy.allows(Mechanism::MountNamespace) && root::unshare_mounts().is_ok() {
        root::enter(&policy.scratch, &policy.readable).map_err(|error| format!("no root of its own: {error}"))?;
        active.push(Mechanism::MountNamespace);
    } else if rustix::process::chdir(&policy.scratch).is_err() {
        return Err("the scratch folder cannot be entered".to_owned());
    }
    let may_change = policy.allows(Mechanism::OtherUser) && !active.contains(&Mechanism::MountNamespace);
    if let Some(user) = policy.user.filter(|_| may_change && getuid().is_root()) {
        become_user(user).map_err(failed("the user cannot be changed"))?;
        active.push(Mechanism::OtherUser);
    }
    if policy.allows(Mechanism::Capabilities) {
        drop_capabilities().map_err(failed("capabilities cannot be dropped"))?;
        active.push(Mechanism::Capabilities);
    }
    set_no_new_privs(true).map_err(failed("privileges can be gained"))?;
    // The kernel clears it where the user changes.
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(failed("it would outlive its parent"))?;
    if getppid().map(Pid::as_raw_pid) != Some(policy.parent) {
        return Err("its parent has ended".to_owned());
    }
    if policy.allows(Mechanism::Seccomp) {
        let own = getpid().as_raw_nonzero().get().unsigned_abs();
        calls::restrict(own, active.contains(&Mechanism::Landlock) && guards_lengths)?;
        active.push(Mechanism::Seccomp);
    }
    // Last, as the helper may need more memory than the submission is given.
    at_most(Resource::As, policy.memory).map_err(failed("memory cannot be limited"))?;
    active.sort_unstable();
    Ok(active)
}

/// Closes what the parent left open, beside the three pipes.
fn close_descriptors() -> io::Result<()> {
    let entries: Vec<OsString> =
        fs::read_dir("/proc/self/fd")?.map(|entry| Ok(entry?.file_name())).collect::<io::Result<_>>()?;
    let numbers = entries.iter().filter_map(|name| name.to_str()?.parse::<i32>().ok());
    for number in numbers.filter(|number| *number > 2) {
        // That of the folder itself is closed by now.
        let _ = nix::unistd::close(number);
    }
    Ok(())
}

/// Lowers a limit.
fn at_most(resource: Resource, most: u64) -> rustix::io::Result<()> {
    let hard = rustix::process::getrlimit(resource).maximum.map_or(most, |hard| hard.min(most));
    setrlimit(resource, Rlimit { current: Some(hard), maximum: Some(hard) })
}

fn limit(policy: &Policy) -> rustix::io::Result<()> {
    // The program is told by a signal before it is killed, which says why it ended.
    let cpu = Rlimit { current: Some(policy.cpu), maximum: Some(policy.cpu + 1) };
    setrlimit(Resource::Cpu, cpu).or_else(|_| at_most(Resource::Cpu, policy.cpu))?;
    at_most(Resource::Core, 0)?;
    at_most(Resource::Fsize, 0)?;
    at_most(Resource::Nofile, MOST_FILES)?;
    at_most(Resource::Memlock, 0)?;
    at_most(Resource::Msgqueue, 0)?;
    if policy.user.is_some() { at_most(Resource::Nproc, MOST_THREADS) } else { Ok(()) }
}

/// Becomes a user that owns nothing.
fn become_user(user: u32) -> rustix::io::Result<()> {
    let (uid, gid) = (Uid::from_raw(user), Gid::from_raw(user));
    set_thread_groups(&[])?;
    set_thread_res_gid(gid, gid, gid)?;
    set_thread_res_uid(uid, uid, uid)
}

/// Gives up all rights of the superuser, also those that a program might get back.
fn drop_capabilities() -> rustix::io::Result<()> {
    for capability in CapabilitySet::all().iter() {
        // Where this is not permitted there is nothing to drop: no new privileges are gained later.
        let _ = remove_capability_from_bounding_set(capability);
    }
    let _ = clear_ambient_capability_set();
    let none = CapabilitySet::empty();
    set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none })
}
