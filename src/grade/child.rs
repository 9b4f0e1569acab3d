//! One running process of a submission: its pipes, its clocks, its end.

use std::os::fd::OwnedFd;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child as Process, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use nix::time::{ClockId, clock_getcpuclockid};
use nix::unistd::Pid as NixPid;
use rustix::process::{Pid, Signal, kill_process, kill_process_group};

use super::channel::{Channel, Silence};
use super::launch::{Launch, StartError};
use super::limits::Limits;
use super::note::{Frame, Limit, What};

/// So often a child that is silent is looked after.
const GLANCE: Duration = Duration::from_millis(20);
/// So long a child may take to say where it is, once its time is over.
const LAST_WORDS: Duration = Duration::from_millis(200);
/// So long a child that closed its end may take to end.
const TO_END: Duration = Duration::from_millis(500);

/// A running process.
pub(super) struct Child {
    process: Process,
    pid: Pid,
    channel: Channel,
    clock: Option<ClockId>,
    /// When the present run began, on the clock and in processor time.
    begun: (Instant, Duration),
    /// When the clocks were looked at last.
    looked: Instant,
    file: String,
    /// Set from outside: it is heard no more.
    stop: Arc<AtomicBool>,
}

impl Child {
    /// Starts a process.
    pub(super) fn start(launch: &Launch, limits: &Limits, name: &str, file: &str) -> Result<Self, StartError> {
        let failed = |reason: String| StartError::Process { name: name.to_owned(), reason };
        let mut process = launch.command().spawn().map_err(|error| failed(error.to_string()))?;
        let pipes = (process.stdin.take(), process.stdout.take(), process.stderr.take());
        let (Some(to), Some(from), Some(printed)) = pipes else { return Err(failed("it has no pipes".to_owned())) };
        let (to, from, printed) = (OwnedFd::from(to), OwnedFd::from(from), OwnedFd::from(printed));
        let channel = Channel::new(to, from, printed, limits.output).map_err(|error| failed(error.to_string()))?;
        let pid = Pid::from_child(&process);
        let clock = clock_getcpuclockid(NixPid::from_raw(pid.as_raw_nonzero().get())).ok();
        let now = Instant::now();
        let (begun, file) = ((now, Duration::ZERO), file.to_owned());
        let mut child = Self { process, pid, channel, clock, begun, looked: now, file, stop: Arc::clone(&launch.stop) };
        child.begin();
        Ok(child)
    }

    /// A run begins: its time counts from now.
    pub(super) fn begin(&mut self) {
        self.begun = (Instant::now(), self.used());
        self.channel.begin();
    }

    /// The processor time used so far.
    fn used(&self) -> Duration {
        self.clock.and_then(|clock| clock.now().ok()).map_or(Duration::ZERO, Duration::from)
    }

    /// Says a line.
    pub(super) fn say(&mut self, line: &str) -> Result<(), What> {
        self.channel.say(line).map_err(|silence| self.silent(silence))
    }

    /// Whether it has said something that nobody asked for.
    pub(super) fn has_more(&self) -> bool {
        self.channel.has_more()
    }

    /// The next line, within the time that the run has left.
    pub(super) fn hear(&mut self, limits: &Limits) -> Result<Vec<u8>, What> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(What::interrupted());
            }
            // Also where it never falls silent.
            if self.looked.elapsed() >= GLANCE {
                self.looked = Instant::now();
                let spent = self.used().saturating_sub(self.begun.1);
                if spent >= limits.cpu {
                    return Err(self.stop(Limit::Cpu));
                }
                if self.begun.0.elapsed() >= limits.wall {
                    return Err(self.stop(Limit::Wall));
                }
            }
            match self.channel.hear(GLANCE) {
                Ok(line) => return Ok(line),
                Err(Silence::NotYet) => {}
                Err(silence) => return Err(self.silent(silence)),
            }
        }
    }

    /// What a silence means.
    fn silent(&mut self, silence: Silence) -> What {
        match silence {
            Silence::Printed => self.stop(Limit::Output),
            Silence::TooLong => What::OutOfTurn { said: "a line that is too long".to_owned() },
            Silence::NotYet | Silence::Closed => self.end(),
        }
    }

    /// Asks it where it is; it is killed when it is dropped.
    fn stop(&mut self, limit: Limit) -> What {
        let frames = if limit != Limit::Output && kill_process(self.pid, Signal::USR1).is_ok() {
            self.channel.drain_printed(LAST_WORDS);
            frames_of(&self.channel.tail(), &self.file)
        } else {
            Vec::new()
        };
        What::Stopped { limit, frames }
    }

    /// How it ended.
    fn end(&mut self) -> What {
        let since = Instant::now();
        let status = loop {
            match self.process.try_wait() {
                Ok(Some(status)) => break Some(status),
                Ok(None) if since.elapsed() < TO_END => std::thread::sleep(Duration::from_millis(1)),
                _ => break None,
            }
        };
        self.channel.drain_printed(Duration::ZERO);
        let how = status.map_or("closed its connection".to_owned(), described);
        let frames = frames_of(&self.channel.tail(), &self.file);
        let place = frames.last().map_or_else(String::new, |frame| format!(" in line {}", frame.line));
        What::Died { how: how + &place }
    }

    /// The beginning of what it printed.
    pub(super) fn printed(&mut self) -> String {
        self.channel.drain_printed(Duration::ZERO);
        self.channel.head()
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // The group as well: where nothing forbids it, it may have children of its own.
        let _ = kill_process_group(self.pid, Signal::KILL);
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// How a process ended, in words.
fn described(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("ended itself with exit code {code}"),
        (None, Some(11)) => "crashed (segmentation fault)".to_owned(),
        (None, Some(24)) => "used more processor time than allowed".to_owned(),
        (None, Some(31)) => "was killed for a system call that is not allowed".to_owned(),
        (None, Some(signal)) => format!("was killed by signal {signal}"),
        (None, None) => "ended".to_owned(),
    }
}

/// The frames of the student's file in what Python's `faulthandler` printed, the innermost last.
fn frames_of(text: &str, file: &str) -> Vec<Frame> {
    let Some(at) = text.rfind("(most recent call first):") else { return Vec::new() };
    let frame = |line: &str| -> Option<Frame> {
        let (path, rest) = line.trim().strip_prefix("File \"")?.split_once("\", line ")?;
        let (number, function) = rest.split_once(" in ")?;
        let is_own = path == file || path.starts_with("<cell");
        is_own.then_some(Frame { function: function.trim().to_owned(), line: number.parse().ok()? })
    };
    let mut frames: Vec<Frame> = text[at..].lines().filter_map(frame).collect();
    frames.reverse();
    frames
}
