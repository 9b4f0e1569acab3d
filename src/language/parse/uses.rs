//! Reads `use` blocks: which other notes a file uses.

use super::block::Piece;
use super::lexer::{TokenKind, tokens};
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::Span;

/// The word for the chapter that comes with the program.
const CHAPTER: &str = "chapter";

/// Notes whose methods, schedules, flows and objectives a file uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// Which.
    pub notes: UsedNotes,
    /// Where this is said.
    pub span: Span,
}

/// Which notes are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UsedNotes {
    /// The chapter that comes with the program.
    Chapter,
    /// A file, named from the folder of the file that uses it.
    File(String),
}

/// Reads the head and the lines of a `use` block: `"70-setting.md"` or `chapter`, one a line.
pub(super) fn uses(head: Piece<'_>, body: Piece<'_>, wrong: &mut Vec<Diagnostic>) -> Vec<Use> {
    let mut found = Vec::new();
    let words = [head, body].into_iter().flat_map(|piece| tokens(piece.text, piece.offset));
    for word in words.filter(|word| word.kind != TokenKind::Newline) {
        let notes = match word.kind {
            TokenKind::Text => UsedNotes::File(word.text),
            TokenKind::Name if word.text == CHAPTER => UsedNotes::Chapter,
            _ => {
                let message = "the name of a file in quotes, or `chapter`, is expected here";
                let help = "write `use \"setting.md\"`, or `use chapter` for the chapter that comes with the program";
                wrong.push(Diagnostic::new(message, word.span, "no file").help(help));
                return found;
            }
        };
        found.push(Use { notes, span: word.span });
    }
    if found.is_empty() {
        let span = Span { start: head.offset, end: head.offset + head.text.len() };
        wrong.push(Diagnostic::new("this block uses nothing", span, "no file").help("write `use \"setting.md\"`"));
    }
    found
}
