//! What stands around other Markdown: directives, admonitions, divs and tabs.

/// A part of a file with a frame of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Container {
    /// `note`, `theorem`, `tab`, in lower-case letters.
    pub kind: String,
    /// The name that references to it use.
    pub label: Option<String>,
    /// Whether it is shown folded.
    pub is_folded: bool,
}

/// What the comments stand for that plain Markdown has between its blocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark {
    /// A container begins; its title follows.
    Open(usize),
    /// The title of a container ends.
    Titled(usize),
    /// A container ends.
    Close(usize),
    /// What follows, or the equation before, can be referred to by this name.
    Label(String),
}

/// How a mark is written in plain Markdown: as a comment, since no comment of the file is left there.
pub(super) fn written(mark: usize) -> String {
    format!("<!--{mark}-->")
}

/// The mark that a comment stands for.
pub(super) fn read(comment: &str) -> Option<usize> {
    comment.trim().strip_prefix("<!--")?.strip_suffix("-->")?.parse().ok()
}
