//! Colours of the terminal, or none.

/// A colour or weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Bold,
    Faint,
    Red,
    Green,
}

impl Paint {
    /// The text in this paint, or as it is where colours are off.
    pub(super) fn on(self, text: &str, color: bool) -> String {
        let code = match self {
            Self::Bold => "1",
            Self::Faint => "2",
            Self::Red => "1;31",
            Self::Green => "32",
        };
        if color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
