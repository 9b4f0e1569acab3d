//! What a sandbox must achieve, and what achieves it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Something that a submission must not be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Goal {
    /// It reads nothing but the interpreter, the libraries and itself, and writes nothing.
    Files,
    /// It reaches no network.
    Network,
    /// It sends no signals to other processes, traces none and sets limits on none.
    Others,
    /// It starts no processes.
    Processes,
    /// Its processor time, memory and files are bounded.
    Resources,
}

/// Something that restricts a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mechanism {
    /// Landlock, from Linux 5.13 on: which files can be reached.
    Landlock,
    /// A mount namespace with a root of its own, which holds nothing else.
    MountNamespace,
    /// A list of the system calls that are allowed.
    Seccomp,
    /// The rights of the superuser are given up.
    Capabilities,
    /// A user of its own, who owns nothing.
    OtherUser,
    /// Limits of the kernel on memory, processor time and files.
    Limits,
}

impl Mechanism {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Landlock, Self::MountNamespace, Self::Seccomp, Self::Capabilities, Self::OtherUser, Self::Limits];

    /// Its name on the command line and in results.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Landlock => "landlock",
            Self::MountNamespace => "mount-namespace",
            Self::Seccomp => "seccomp",
            Self::Capabilities => "capabilities",
            Self::OtherUser => "other-user",
            Self::Limits => "limits",
        }
    }
}

impl fmt::Display for Mechanism {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Mechanism {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|mechanism| mechanism.word() == word);
        known.ok_or_else(|| {
            let all: Vec<&str> = Self::ALL.iter().map(|mechanism| mechanism.word()).collect();
            format!("`{word}` is no part of the sandbox; the parts are {}", all.join(", "))
        })
    }
}

impl Goal {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Files, Self::Network, Self::Others, Self::Processes, Self::Resources];

    /// What it says, in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Files => "reads nothing but the interpreter, the libraries and itself; writes nothing",
            Self::Network => "reaches no network",
            Self::Others => "sends no signals to other processes, traces none and sets limits on none",
            Self::Processes => "starts no processes",
            Self::Resources => "has bounded processor time, memory and files",
        }
    }

    /// What achieves it, each alone, the best first.
    #[must_use]
    pub const fn mechanisms(self) -> &'static [Mechanism] {
        match self {
            Self::Files => &[Mechanism::Landlock, Mechanism::MountNamespace],
            Self::Network | Self::Others | Self::Processes => &[Mechanism::Seccomp],
            Self::Resources => &[Mechanism::Limits],
        }
    }

    /// What achieves it among what is active.
    #[must_use]
    pub fn met_by(self, active: &[Mechanism]) -> Option<Mechanism> {
        self.mechanisms().iter().copied().find(|mechanism| active.contains(mechanism))
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words())
    }
}

/// The goals that nothing active achieves.
#[must_use]
pub fn missing(active: &[Mechanism]) -> Vec<Goal> {
    Goal::ALL.into_iter().filter(|goal| goal.met_by(active).is_none()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Goal, Mechanism, missing};

    #[test]
    fn every_goal_needs_something() {
        assert_eq!(missing(&[]), Goal::ALL);
        assert_eq!(missing(&Mechanism::ALL), []);
        assert_eq!(missing(&[Mechanism::Landlock, Mechanism::Limits]), [Goal::Network, Goal::Others, Goal::Processes]);
        let without_landlock = [Mechanism::MountNamespace, Mechanism::Seccomp, Mechanism::Limits];
        assert_eq!(missing(&without_landlock), []);
    }

    #[test]
    fn mechanisms_are_read_by_their_words() {
        for mechanism in Mechanism::ALL {
            assert_eq!(mechanism.word().parse(), Ok(mechanism));
        }
        assert!("chroot".parse::<Mechanism>().unwrap_err().contains("landlock"));
    }
}
