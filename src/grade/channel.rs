//! Lines to and from a child, of which nothing is believed: no line is too long to be refused, no silence too long to be ended.

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;

use super::protocol::LONGEST_LINE;

/// So much of what a child prints is kept, from its beginning and from its end.
const KEPT: usize = 4 << 10;
/// A child that does not read what it is told is not told more than this.
const MOST_PENDING: usize = 1 << 20;

/// Why there is no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Silence {
    /// The child closed its end.
    Closed,
    /// The line is longer than any may be.
    TooLong,
    /// Nothing came in the time given.
    NotYet,
    /// It printed more than it may.
    Printed,
}

/// The pipes to a child.
pub(super) struct Channel {
    to: OwnedFd,
    from: OwnedFd,
    printed: Option<OwnedFd>,
    pending: VecDeque<u8>,
    heard: VecDeque<u8>,
    /// How far `heard` holds no end of a line.
    searched: usize,
    head: Vec<u8>,
    tail: VecDeque<u8>,
    count: u64,
    most: u64,
}

impl Channel {
    /// A channel over three pipes. The child may print so many bytes.
    pub(super) fn new(to: OwnedFd, from: OwnedFd, printed: OwnedFd, most: u64) -> io::Result<Self> {
        let flags = fcntl_getfl(&to)?;
        fcntl_setfl(&to, flags | OFlags::NONBLOCK)?;
        Ok(Self {
            to,
            from,
            printed: Some(printed),
            pending: VecDeque::new(),
            heard: VecDeque::new(),
            searched: 0,
            head: Vec::new(),
            tail: VecDeque::new(),
            count: 0,
            most,
        })
    }

    /// A run begins: what it prints counts from now.
    pub(super) const fn begin(&mut self) {
        self.count = 0;
    }

    /// Says a line. It is sent while lines are waited for.
    pub(super) fn say(&mut self, line: &str) -> Result<(), Silence> {
        if self.pending.len() > MOST_PENDING {
            return Err(Silence::TooLong);
        }
        self.pending.extend(line.as_bytes());
        self.pending.push_back(b'\n');
        self.send()
    }

    /// The next line, if one comes within the time.
    pub(super) fn hear(&mut self, within: Duration) -> Result<Vec<u8>, Silence> {
        if let Some(line) = self.line() {
            return line;
        }
        self.attend(within)?;
        self.line().unwrap_or(Err(Silence::NotYet))
    }

    /// A whole line that is here already.
    fn line(&mut self) -> Option<Result<Vec<u8>, Silence>> {
        let found = self.heard.iter().skip(self.searched).position(|byte| *byte == b'\n');
        match found.map(|at| at + self.searched) {
            Some(at) => {
                let mut line: Vec<u8> = self.heard.drain(..=at).collect();
                line.pop();
                self.searched = 0;
                Some(if line.len() > LONGEST_LINE { Err(Silence::TooLong) } else { Ok(line) })
            }
            None => {
                self.searched = self.heard.len();
                (self.searched > LONGEST_LINE).then_some(Err(Silence::TooLong))
            }
        }
    }

    /// Whether a line, or a part of one, is here that nobody has asked for.
    pub(super) fn has_more(&self) -> bool {
        !self.heard.is_empty()
    }

    /// Waits until something can be read or written, and does so.
    fn attend(&mut self, within: Duration) -> Result<(), Silence> {
        let mut wanted = vec![PollFd::new(&self.from, PollFlags::IN)];
        if let Some(printed) = &self.printed {
            wanted.push(PollFd::new(printed, PollFlags::IN));
        }
        let prints = self.printed.is_some();
        if !self.pending.is_empty() {
            wanted.push(PollFd::new(&self.to, PollFlags::OUT));
        }
        let time = Timespec::try_from(within).ok();
        match poll(&mut wanted, time.as_ref()) {
            Ok(0) | Err(Errno::INTR) => return Err(Silence::NotYet),
            Ok(_) => {}
            Err(_) => return Err(Silence::Closed),
        }
        let ready: Vec<bool> = wanted.iter().map(|fd| !fd.revents().is_empty()).collect();
        if !self.pending.is_empty() && ready.last() == Some(&true) {
            self.send()?;
        }
        if prints && ready[1] {
            self.read_printed()?;
        }
        if ready[0] {
            let mut buffer = [0; 8192];
            match rustix::io::read(&self.from, &mut buffer) {
                Ok(0) => return Err(Silence::Closed),
                Ok(count) => self.heard.extend(&buffer[..count]),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => return Err(Silence::Closed),
            }
        }
        Ok(())
    }

    fn send(&mut self) -> Result<(), Silence> {
        while !self.pending.is_empty() {
            match rustix::io::write(&self.to, self.pending.as_slices().0) {
                Ok(count) => drop(self.pending.drain(..count)),
                Err(Errno::AGAIN) => return Ok(()),
                Err(Errno::INTR) => {}
                // What it said before it closed its end is still to be heard.
                Err(_) => {
                    self.pending.clear();
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn read_printed(&mut self) -> Result<(), Silence> {
        let Some(printed) = &self.printed else { return Ok(()) };
        let mut buffer = [0; 8192];
        match rustix::io::read(printed, &mut buffer) {
            Ok(0) => self.printed = None,
            Ok(count) => {
                self.count += count as u64;
                let room = KEPT.saturating_sub(self.head.len()).min(count);
                self.head.extend_from_slice(&buffer[..room]);
                self.tail.extend(&buffer[..count]);
                let over = self.tail.len().saturating_sub(KEPT);
                self.tail.drain(..over);
                if self.count > self.most {
                    return Err(Silence::Printed);
                }
            }
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(_) => self.printed = None,
        }
        Ok(())
    }

    /// Reads what is still to be read of the printed text, for at most this time in all: a program may go on printing for ever.
    pub(super) fn drain_printed(&mut self, within: Duration) {
        let until = Instant::now() + within;
        while let Some(printed) = &self.printed {
            let mut wanted = [PollFd::new(printed, PollFlags::IN)];
            let time = Timespec::try_from(until.saturating_duration_since(Instant::now())).ok();
            if !matches!(poll(&mut wanted, time.as_ref()), Ok(1..)) || self.read_printed().is_err() {
                break;
            }
        }
    }

    /// The beginning of what was printed.
    pub(super) fn head(&self) -> String {
        String::from_utf8_lossy(&self.head).into_owned()
    }

    /// The end of what was printed.
    pub(super) fn tail(&self) -> String {
        String::from_utf8_lossy(&self.tail.iter().copied().collect::<Vec<u8>>()).into_owned()
    }
}
