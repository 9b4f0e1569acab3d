//! Which system calls a submission may make.
//!
//! A list of what is allowed: what is not on it fails as not permitted, so that what a later kernel adds is not permitted either.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Len, SeccompCmpOp as Op, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch, apply_filter,
};

/// Calls that are allowed whatever their arguments.
const ALLOWED: &[c_long] = &[
    // Reading, and writing to what is open.
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_pread64,
    libc::SYS_pwrite64,
    libc::SYS_preadv,
    libc::SYS_lseek,
    libc::SYS_close,
    libc::SYS_close_range,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_pipe2,
    libc::SYS_eventfd2,
    libc::SYS_fsync,
    libc::SYS_fdatasync,
    libc::SYS_ftruncate,
    libc::SYS_flock,
    libc::SYS_fadvise64,
    // Looking at files.
    libc::SYS_newfstatat,
    libc::SYS_fstat,
    libc::SYS_statx,
    libc::SYS_statfs,
    libc::SYS_fstatfs,
    libc::SYS_getdents64,
    libc::SYS_readlinkat,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_getcwd,
    libc::SYS_chdir,
    libc::SYS_fchdir,
    libc::SYS_umask,
    libc::SYS_getxattr,
    libc::SYS_lgetxattr,
    libc::SYS_fgetxattr,
    // Memory.
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_msync,
    libc::SYS_mincore,
    libc::SYS_brk,
    libc::SYS_membarrier,
    // Threads of its own.
    libc::SYS_futex,
    libc::SYS_set_tid_address,
    libc::SYS_set_robust_list,
    libc::SYS_get_robust_list,
    libc::SYS_rseq,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_getparam,
    libc::SYS_sched_getscheduler,
    libc::SYS_sched_get_priority_max,
    libc::SYS_sched_get_priority_min,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Becoming the interpreter: whatever it becomes, it stays restricted.
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_wait4,
    libc::SYS_waitid,
    // Signals to itself.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_rt_sigpending,
    libc::SYS_rt_sigsuspend,
    libc::SYS_rt_sigtimedwait,
    libc::SYS_sigaltstack,
    libc::SYS_setitimer,
    libc::SYS_getitimer,
    libc::SYS_restart_syscall,
    // Time and waiting.
    libc::SYS_nanosleep,
    libc::SYS_clock_nanosleep,
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_gettimeofday,
    libc::SYS_times,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
    libc::SYS_epoll_create1,
    libc::SYS_epoll_ctl,
    libc::SYS_epoll_pwait,
    // Who and where it is.
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_gettid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
    libc::SYS_getresuid,
    libc::SYS_getresgid,
    libc::SYS_getgroups,
    libc::SYS_getpgid,
    libc::SYS_getsid,
    libc::SYS_getrusage,
    libc::SYS_getpriority,
    libc::SYS_getcpu,
    libc::SYS_getrandom,
    libc::SYS_uname,
    libc::SYS_sysinfo,
    libc::SYS_capget,
    // Answered as not there, by a filter of its own.
    libc::SYS_clone3,
    libc::SYS_openat2,
];

/// Calls of older programs that newer machines do not have.
#[cfg(target_arch = "x86_64")]
const ALLOWED_HERE: &[c_long] = &[
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_getdents,
    libc::SYS_dup2,
    libc::SYS_pipe,
    libc::SYS_poll,
    libc::SYS_select,
    libc::SYS_epoll_create,
    libc::SYS_epoll_wait,
    libc::SYS_pause,
    libc::SYS_alarm,
    libc::SYS_time,
    libc::SYS_getpgrp,
    libc::SYS_getrlimit,
    libc::SYS_arch_prctl,
];
#[cfg(not(target_arch = "x86_64"))]
const ALLOWED_HERE: &[c_long] = &[];

/// Ways to open a file that change or make one.
#[allow(clippy::cast_sign_loss)] // Flags are bits.
const TO_WRITE: u64 = (libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC) as u64;

/// What `prctl` may be asked: names of threads, names of memory, and whether something is so. Not to outlive the parent.
#[allow(clippy::cast_sign_loss)] // Options are positive.
const PRCTL: [u64; 6] = [
    libc::PR_SET_NAME as u64,
    libc::PR_GET_NAME as u64,
    libc::PR_SET_VMA as u64,
    libc::PR_GET_DUMPABLE as u64,
    libc::PR_CAPBSET_READ as u64,
    libc::PR_GET_PDEATHSIG as u64,
];

/// What `fcntl` may be asked. Not to send signals to a process when something can be read.
#[allow(clippy::cast_sign_loss)] // Commands are positive.
const FCNTL: [u64; 10] = [
    libc::F_DUPFD as u64,
    libc::F_DUPFD_CLOEXEC as u64,
    libc::F_GETFD as u64,
    libc::F_SETFD as u64,
    libc::F_GETFL as u64,
    libc::F_SETFL as u64,
    libc::F_GETLK as u64,
    libc::F_SETLK as u64,
    libc::F_SETLKW as u64,
    libc::F_GETPIPE_SZ as u64,
];

/// What `ioctl` may be asked: whether something is a terminal and how large, and how many bytes wait.
const IOCTL: [u64; 6] = [libc::TCGETS, libc::TIOCGWINSZ, libc::FIONREAD, libc::FIOCLEX, libc::FIONCLEX, libc::FIONBIO];

type Rules = BTreeMap<c_long, Vec<SeccompRule>>;
type Found<T> = Result<T, seccompiler::BackendError>;

/// One rule: an argument has this value.
fn is(argument: u8, value: u64) -> Found<SeccompRule> {
    SeccompRule::new(vec![SeccompCondition::new(argument, Len::Dword, Op::Eq, value)?])
}

/// One rule: of an argument, these bits have this value.
fn bits(argument: u8, mask: u64, value: u64) -> Found<SeccompRule> {
    SeccompRule::new(vec![SeccompCondition::new(argument, Len::Dword, Op::MaskedEq(mask), value)?])
}

/// The rules of a process with this number. Where `writes` is false, no file can be opened for writing.
fn rules(own: u32, writes: bool) -> Found<Rules> {
    let mut rules: Rules = ALLOWED.iter().chain(ALLOWED_HERE).map(|call| (*call, Vec::new())).collect();
    let own = u64::from(own);
    // To itself, and to threads of its own.
    for call in [libc::SYS_kill, libc::SYS_tgkill] {
        rules.insert(call, vec![is(0, own)?]);
    }
    rules.insert(libc::SYS_prlimit64, vec![is(0, 0)?, is(0, own)?]);
    #[allow(clippy::cast_sign_loss)] // Flags are bits.
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(libc::SYS_clone, vec![bits(0, thread, thread)?]);
    rules.insert(libc::SYS_prctl, PRCTL.iter().map(|option| is(0, *option)).collect::<Found<_>>()?);
    rules.insert(libc::SYS_fcntl, FCNTL.iter().map(|command| is(1, *command)).collect::<Found<_>>()?);
    rules.insert(libc::SYS_ioctl, IOCTL.iter().map(|request| is(1, *request)).collect::<Found<_>>()?);
    let open = |flags: u8| -> Found<Vec<SeccompRule>> {
        if writes { Ok(Vec::new()) } else { Ok(vec![bits(flags, TO_WRITE, 0)?]) }
    };
    rules.insert(libc::SYS_openat, open(2)?);
    #[cfg(target_arch = "x86_64")]
    rules.insert(libc::SYS_open, open(1)?);
    Ok(rules)
}

/// Restricts the system calls of this process, for good. Where `writes` is false, no file can be opened for writing.
pub(super) fn restrict(own: u32, writes: bool) -> Result<(), String> {
    let told = |error: seccompiler::BackendError| error.to_string();
    let machine: TargetArch = std::env::consts::ARCH.try_into().map_err(told)?;
    let denied = |number: i32| SeccompAction::Errno(number.unsigned_abs());
    let list =
        SeccompFilter::new(rules(own, writes).map_err(told)?, denied(libc::EPERM), SeccompAction::Allow, machine);
    // The C library asks with an older call where these are not there.
    let newer: Rules = [libc::SYS_clone3, libc::SYS_openat2].map(|call| (call, Vec::new())).into();
    let absent = SeccompFilter::new(newer, SeccompAction::Allow, denied(libc::ENOSYS), machine);
    for filter in [absent, list] {
        let program: BpfProgram = filter.and_then(TryInto::try_into).map_err(told)?;
        apply_filter(&program).map_err(|error| error.to_string())?;
    }
    Ok(())
}
