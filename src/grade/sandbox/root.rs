//! Which files can be reached, by a root folder that holds nothing else, where the kernel has no Landlock.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use nix::sched::{CloneFlags, unshare};
use rustix::mount::{
    MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind, mount_change, mount_remount, unmount,
};
use rustix::process::{chdir, getgid, getuid, pivot_root};

/// Moves this process into a mount namespace of its own, and into a new user namespace where that takes one.
pub(super) fn unshare_mounts() -> io::Result<()> {
    let (uid, gid) = (getuid().as_raw(), getgid().as_raw());
    let own = CloneFlags::CLONE_NEWNS;
    if unshare(own).is_ok() {
        return Ok(());
    }
    unshare(own | CloneFlags::CLONE_NEWUSER)?;
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{uid} {uid} 1"))?;
    fs::write("/proc/self/gid_map", format!("{gid} {gid} 1"))
}

/// Makes a root that holds these files and folders alone, nothing of it to be written to, and moves there.
///
/// `place` is an empty folder; what is mounted on it is seen by this process alone.
pub(super) fn enter(place: &Path, readable: &[PathBuf]) -> io::Result<()> {
    mount_change("/", MountPropagationFlags::PRIVATE | MountPropagationFlags::REC)?;
    mount("tmpfs", place, "tmpfs", MountFlags::NOSUID | MountFlags::NODEV, c"size=1m,mode=755")?;
    let nowhere = [PathBuf::from("/dev/null"), PathBuf::from("/dev/urandom")];
    let mut done: Vec<PathBuf> = Vec::new();
    let mut all: Vec<PathBuf> = readable.iter().chain(&nowhere).cloned().collect();
    // What lies in a folder that is there already is there too.
    all.sort();
    for path in all {
        // A link in the old root is a link in the new one, and what it points to is there as well.
        let parts = links(&path)?;
        for (link, target) in &parts {
            let inside = place.join(link.strip_prefix("/").unwrap_or(link));
            if let Some(parent) = inside.parent() {
                fs::create_dir_all(parent)?;
            }
            if fs::symlink_metadata(&inside).is_err() {
                std::os::unix::fs::symlink(target, &inside)?;
            }
        }
        let Ok(real) = path.canonicalize() else { continue };
        if done.iter().any(|known| real.starts_with(known)) {
            continue;
        }
        bind(place, &real)?;
        done.push(real);
    }
    mount_remount(place, MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID, c"")?;
    chdir(place)?;
    // The old root comes to lie upon the new one, and is taken off it.
    pivot_root(".", ".")?;
    unmount(".", UnmountFlags::DETACH)?;
    chdir("/")?;
    Ok(())
}

/// Binds one file or folder into the new root, read-only.
fn bind(place: &Path, real: &Path) -> io::Result<()> {
    let inside = place.join(real.strip_prefix("/").unwrap_or(real));
    if real.is_dir() {
        fs::create_dir_all(&inside)?;
    } else {
        if let Some(parent) = inside.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::File::create(&inside)?;
    }
    mount_bind(real, &inside)?;
    // In a user namespace, flags that the mount had must stay.
    let device = real.starts_with("/dev");
    let base = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID;
    let flags = if device { MountFlags::BIND | MountFlags::NOSUID } else { base };
    for more in [
        MountFlags::empty(),
        MountFlags::NODEV,
        MountFlags::NODEV | MountFlags::RELATIME,
        MountFlags::NODEV | MountFlags::NOATIME,
        MountFlags::NODEV | MountFlags::NOEXEC | MountFlags::RELATIME,
    ] {
        if mount_remount(&inside, flags | more, c"").is_ok() {
            return Ok(());
        }
    }
    if device { Ok(()) } else { Err(io::Error::other(format!("cannot make {} read-only", real.display()))) }
}

/// The links on the way to a path: each with what it points to.
fn links(path: &Path) -> io::Result<Vec<(PathBuf, PathBuf)>> {
    let (mut found, mut here) = (Vec::new(), path.to_owned());
    for _ in 0..40 {
        let link = here.ancestors().filter(|ancestor| ancestor.is_symlink()).last().map(Path::to_owned);
        let Some(link) = link else { break };
        let target = fs::read_link(&link)?;
        let rest = here.strip_prefix(&link).unwrap_or(Path::new("")).to_owned();
        let parent = link.parent().unwrap_or(Path::new("/"));
        // Without a lexical `..`: the folder of a link is known to be none by now.
        let mut next = parent.to_owned();
        for part in target.components() {
            match part {
                std::path::Component::RootDir => next = PathBuf::from("/"),
                std::path::Component::ParentDir => drop(next.pop()),
                std::path::Component::Normal(name) => next.push(name),
                std::path::Component::CurDir | std::path::Component::Prefix(_) => {}
            }
        }
        found.push((link, target));
        here = next.join(rest);
    }
    Ok(found)
}
