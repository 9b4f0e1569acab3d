//! The part of the chapter that the benches judge.

use descentcheck::language::check::Chapter;

/// The setting and the section on gradient descent, which builds on it.
pub fn chapter() -> Chapter {
    let sources = [
        ("70-setting.md", include_str!("../../proofs/70-setting.md")),
        ("71-gradient-descent.md", include_str!("../../proofs/71-gradient-descent.md")),
    ];
    Chapter::load(sources.map(|(name, text)| (name.to_owned(), text.to_owned())).to_vec())
        .unwrap_or_else(|errors| panic!("{errors}"))
}
