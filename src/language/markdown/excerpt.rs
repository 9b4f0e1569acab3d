//! Text that was taken out of a file, with the place of every byte.

use std::ops::Range;

use crate::language::syntax::Span;

/// Text made of pieces of a file and of what was put between them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    text: String,
    pieces: Vec<Piece>,
}

/// Where a piece of the text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// Where it begins in the text.
    at: usize,
    /// Where it begins in the file.
    place: usize,
    /// Whether it stands in the file; otherwise it was put in at this place.
    is_copied: bool,
}

impl Excerpt {
    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a piece of the file.
    pub fn copy(&mut self, text: &str, place: usize) {
        if text.is_empty() {
            return;
        }
        let at = self.text.len();
        let goes_on = self.pieces.last().is_some_and(|last| last.is_copied && last.place + (at - last.at) == place);
        if !goes_on {
            self.pieces.push(Piece { at, place, is_copied: true });
        }
        self.text.push_str(text);
    }

    /// Adds text that does not stand in the file, but for what stands at a place of it.
    pub fn insert(&mut self, text: &str, place: usize) {
        self.pieces.push(Piece { at: self.text.len(), place, is_copied: false });
        self.text.push_str(text);
    }

    /// Adds a part of another excerpt.
    pub fn append(&mut self, other: &Self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let after = other.pieces.partition_point(|piece| piece.at <= at);
            let piece = after.checked_sub(1).map(|place| other.pieces[place]);
            let next = other.pieces.get(after).map_or(other.text.len(), |next| next.at);
            let text = &other.text[at..next.min(range.end)];
            match piece {
                Some(piece) if !piece.is_copied => self.insert(text, piece.place),
                _ => self.copy(text, other.place(at)),
            }
            at = next.min(range.end);
        }
    }

    /// The place in the file of a byte of the text.
    #[must_use]
    pub fn place(&self, at: usize) -> usize {
        match self.piece(at) {
            Some(piece) if piece.is_copied => piece.place + (at - piece.at),
            Some(piece) => piece.place,
            None => at,
        }
    }

    /// The place in the file of a range of the text.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.place(range.start);
        let end = if range.is_empty() { start } else { self.end(range.end) };
        Span { start, end: end.max(start) }
    }

    /// Where the byte before this one ends in the file.
    fn end(&self, at: usize) -> usize {
        match self.piece(at - 1) {
            Some(piece) if piece.is_copied => piece.place + (at - piece.at),
            Some(piece) => piece.place,
            None => at,
        }
    }

    /// Whether a range of the text stands in the file as it is, without a gap.
    #[must_use]
    pub fn is_whole(&self, range: Range<usize>) -> bool {
        !range.is_empty()
            && self.piece(range.start) == self.piece(range.end - 1)
            && self.piece(range.start).is_none_or(|piece| piece.is_copied)
    }

    fn piece(&self, at: usize) -> Option<Piece> {
        let next = self.pieces.partition_point(|piece| piece.at <= at);
        next.checked_sub(1).map(|place| self.pieces[place])
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpt;

    #[test]
    fn every_byte_keeps_its_place() {
        let mut line = Excerpt::default();
        line.copy("ab", 10);
        line.insert("$", 12);
        line.copy("cd", 14);
        let mut whole = Excerpt::default();
        whole.copy("x", 0);
        whole.append(&line, 1..5);
        assert_eq!(whole.text(), "xb$cd");
        assert_eq!([0, 1, 2, 3, 4].map(|at| whole.place(at)), [0, 11, 12, 14, 15]);
        assert_eq!(whole.span(1..5).range(), 11..16);
        assert!(whole.is_whole(3..5) && !whole.is_whole(1..5));
    }
}
