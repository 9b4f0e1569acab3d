//! Reads names of blocks and texts in quotes, and finds near misses.

use super::expression::{Parsed, Reader};
use super::lexer::TokenKind;
use crate::language::syntax::{Name, Span};

/// A block's name: letters, digits, `_ . / -` without spaces.
pub(super) fn id(reader: &mut Reader<'_>, what: &str) -> Parsed<Name> {
    let start = reader.here();
    let mut text = String::new();
    let mut end = start.start;
    while let Some(word) = reader.peek().filter(|word| word.span.start == end) {
        let part = match word.kind {
            TokenKind::Subscript => format!("_{}", word.text),
            TokenKind::Text | TokenKind::Newline => break,
            _ => word.text.clone(),
        };
        if !part.chars().all(|sign| sign.is_ascii_alphanumeric() || "_./-".contains(sign)) {
            break;
        }
        text.push_str(&part);
        end = word.span.end;
        reader.skip(1);
    }
    if text.is_empty() {
        let mut wrong = reader.unexpected(what);
        wrong.help = Some("a block's name is made of letters, digits and `_ . / -`, without spaces".into());
        return Err(wrong);
    }
    Ok(Name { text, span: Span { start: start.start, end } })
}

pub(super) fn ids(reader: &mut Reader<'_>, what: &str) -> Parsed<Vec<Name>> {
    let mut names = vec![id(reader, what)?];
    while reader.take_sign(",") {
        names.push(id(reader, what)?);
    }
    Ok(names)
}

/// A text in quotes, without them.
pub(super) fn quoted(reader: &mut Reader<'_>) -> Parsed<String> {
    match reader.peek() {
        Some(word) if word.kind == TokenKind::Text => {
            reader.skip(1);
            Ok(word.text.clone())
        }
        _ => Err(reader.unexpected("a text in quotes")),
    }
}

/// Whether two words differ by one letter: left out, added, changed, or two neighbours exchanged.
pub(super) fn nearly(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() < 3 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let room = a.len().min(b.len()) - front;
    let back = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (&a[front..a.len() - back], &b[front..b.len() - back]);
    rest_a.len().max(rest_b.len()) <= 1
        || (rest_a.len() == 2 && rest_b.len() == 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0])
}
