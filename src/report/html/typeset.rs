//! Lines of blocks as HTML.

use super::escape;
use super::links::Links;
use crate::language::markdown::capital;
use crate::language::print::typeset::{self, Piece, Typeset};
use crate::language::syntax::{Line, LineKind};

/// A line for the templates: the word in front and the rest as HTML.
#[derive(Debug, Clone, Default)]
pub(super) struct Row {
    pub(super) keyword: String,
    pub(super) html: String,
}

/// One typeset line.
pub(super) fn row(line: &Typeset, links: &Links) -> Row {
    Row { keyword: capital(line.keyword), html: line.pieces.iter().map(|piece| html(piece, links)).collect() }
}

/// What a claim says: its lines except for those that say something about it. What is on one line in the source does so
/// here, too.
pub(super) fn claim(lines: &[Line], links: &Links, source: &str) -> Vec<Row> {
    let about =
        |line: &&Line| !matches!(line.kind, LineKind::Expect { .. } | LineKind::Corrects(_) | LineKind::Source(_));
    let mut rows: Vec<Row> = Vec::new();
    let mut end = 0;
    for line in lines.iter().filter(about) {
        let goes_on = end > 0 && source.get(end..line.span.start).is_some_and(|between| !between.contains('\n'));
        end = line.span.end;
        let mut next = row(&typeset::line(line), links);
        // A word is said once for the lines that follow each other under it.
        if rows.iter().rev().find(|row| !row.keyword.is_empty()).is_some_and(|row| row.keyword == next.keyword) {
            next.keyword.clear();
            if let (true, Some(last)) = (goes_on, rows.last_mut()) {
                last.html.push_str(&format!("; {}", next.html));
                continue;
            }
        }
        rows.push(next);
    }
    rows
}

/// The source that a claim names.
pub(super) fn source(lines: &[Line]) -> Option<String> {
    lines.iter().find_map(|line| match &line.kind {
        LineKind::Source(text) => Some(text.clone()),
        _ => None,
    })
}

fn html(piece: &Piece, links: &Links) -> String {
    match piece {
        Piece::Words(words) => escape::text(words),
        Piece::Math(math) => math.clone(),
        Piece::Block(name) => block(name, links),
    }
}

/// A block's name, as a link to it where it is in the notes.
pub(super) fn block(name: &str, links: &Links) -> String {
    let shown = escape::text(name);
    match links.block(name) {
        Some(address) => format!("<a href=\"{address}\"><code>{shown}</code></a>"),
        None => format!("<code>{shown}</code>"),
    }
}
