//! A Markdown file with its blocks.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::block::{self, KINDS, Piece};
use super::name::nearly;
use crate::language::diagnostic::{Diagnostic, WrongFile};
use crate::language::syntax::{Block, Span};

/// How often reading starts anew behind a block that was not closed.
const RESTARTS: usize = 64;

/// A Markdown file, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The file's name as shown.
    pub name: String,
    /// Its text.
    pub source: String,
    /// Its blocks in order; lines that are wrong are left out.
    pub blocks: Vec<Block>,
    /// Its headings in order.
    pub sections: Vec<Section>,
}

/// A heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Its text without markup.
    pub title: String,
    /// 1 for the title of the file.
    pub level: u8,
    /// Where the heading stands.
    pub span: Span,
}

impl Document {
    /// Reads a file and finds everything that is wrong with its blocks.
    #[must_use]
    pub fn parse(name: impl Into<String>, source: impl Into<String>) -> (Self, Vec<Diagnostic>) {
        let mut document = Self { name: name.into(), source: source.into(), blocks: Vec::new(), sections: Vec::new() };
        let mut wrong = Vec::new();
        let mut from = Some(0);
        for _ in 0..RESTARTS {
            let Some(start) = from else { break };
            from = document.read(start, &mut wrong);
        }
        (document, wrong)
    }

    /// The file with what is wrong with it.
    #[must_use]
    pub fn wrong(&self, diagnostics: Vec<Diagnostic>) -> WrongFile {
        WrongFile { name: self.name.clone(), source: self.source.clone(), diagnostics }
    }

    /// The line of a place in the file, counted from 1.
    #[must_use]
    pub fn line_of(&self, span: Span) -> usize {
        let end = span.start.min(self.source.len());
        1 + self.source.as_bytes()[..end].iter().filter(|byte| **byte == b'\n').count()
    }

    /// The heading that a place in the file is under.
    #[must_use]
    pub fn section_of(&self, span: Span) -> Option<&Section> {
        self.sections.iter().rev().find(|section| section.span.start <= span.start)
    }

    /// The block of a name.
    #[must_use]
    pub fn block(&self, name: &str) -> Option<&Block> {
        self.blocks.iter().find(|block| block.name.text == name)
    }

    /// Reads from a byte on, to the end or to a block that opens while another one is open; its place is returned.
    fn read(&mut self, from: usize, wrong: &mut Vec<Diagnostic>) -> Option<usize> {
        let source = std::mem::take(&mut self.source);
        let next = self.read_source(&source, from, wrong);
        self.source = source;
        next
    }

    fn read_source(&mut self, source: &str, from: usize, wrong: &mut Vec<Diagnostic>) -> Option<usize> {
        let mut heading: Option<Section> = None;
        let mut fence: Option<Fence<'_>> = None;
        for (event, range) in Parser::new_ext(&source[from..], Options::empty()).into_offset_iter() {
            let span = Span { start: from + range.start, end: from + range.end };
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    heading = Some(Section { title: String::new(), level: level as u8, span });
                }
                Event::End(TagEnd::Heading(_)) => self.sections.extend(heading.take()),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                    fence = Some(Fence::new(source, span));
                }
                Event::End(TagEnd::CodeBlock) => {
                    if let Some(next) = fence.take().and_then(|fence| self.take(source, &fence, wrong)) {
                        return Some(next);
                    }
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(fence) = &mut fence {
                        fence.pieces.push(span);
                    } else if let Some(heading) = &mut heading {
                        heading.title.push_str(&text);
                    }
                }
                Event::SoftBreak | Event::HardBreak => {
                    if let Some(heading) = &mut heading {
                        heading.title.push(' ');
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Reads a fenced block if it is one of ours. If another fence opens inside, the block ends there and that
    /// place is returned.
    fn take(&mut self, source: &str, fence: &Fence<'_>, wrong: &mut Vec<Diagnostic>) -> Option<usize> {
        if !KINDS.contains(&fence.kind) {
            wrong.extend(misspelled(fence));
            return None;
        }
        let (mut text, offset) = fence.contents(source);
        let next = inner_fence(&text);
        if let Some(next) = next {
            text.truncate(next);
        }
        if next.is_some() || !fence.is_closed(source) {
            let mark = &fence.mark;
            wrong.push(
                Diagnostic::new(format!("this {} block is never closed", fence.kind), fence.kind_span(), "opened here")
                    .help(format!("close it with a line `{mark}`")),
            );
        }
        let head = Piece { text: fence.head, offset: fence.head_start };
        let body = Piece { text: &text, offset };
        self.blocks.extend(block::block(fence.kind, head, body, fence.span, wrong));
        next.map(|next| offset + next)
    }
}

/// A fenced block of any kind.
struct Fence<'a> {
    span: Span,
    mark: String,
    kind: &'a str,
    kind_start: usize,
    head: &'a str,
    head_start: usize,
    pieces: Vec<Span>,
}

impl<'a> Fence<'a> {
    fn new(source: &'a str, span: Span) -> Self {
        let line = source[span.range()].lines().next().unwrap_or_default();
        let info = line.trim_start_matches(['`', '~']);
        let mark = line[..line.len() - info.len()].to_owned();
        let trimmed = info.trim_start();
        let kind_start = span.start + line.len() - trimmed.len();
        let kind = trimmed.split_whitespace().next().unwrap_or_default();
        let head = &trimmed[kind.len()..];
        Self { span, mark, kind, kind_start, head, head_start: kind_start + kind.len(), pieces: Vec::new() }
    }

    fn kind_span(&self) -> Span {
        Span { start: self.span.start, end: self.head_start.max(self.kind_start) }
    }

    /// The contents and where they begin. What is not part of them (the `>` of a quotation) is blanked out,
    /// so that every byte keeps its place.
    fn contents(&self, source: &str) -> (String, usize) {
        let (Some(first), Some(last)) = (self.pieces.first(), self.pieces.last()) else {
            return (String::new(), self.head_start + self.head.len());
        };
        let mut text = String::with_capacity(last.end - first.start);
        let mut end = first.start;
        for piece in &self.pieces {
            for byte in source[end..piece.start.max(end)].bytes() {
                text.push(if byte == b'\n' { '\n' } else { ' ' });
            }
            text.push_str(&source[piece.start.max(end)..piece.end.max(end)]);
            end = piece.end.max(end);
        }
        (text, first.start)
    }

    fn is_closed(&self, source: &str) -> bool {
        let whole = source[self.span.range()].trim_end();
        let Some((_, last)) = whole.rsplit_once('\n') else {
            return false;
        };
        let last = last.trim_start_matches([' ', '\t', '>']);
        let sign = self.mark.chars().next().unwrap_or('`');
        last.len() >= self.mark.len() && !last.is_empty() && last.chars().all(|other| other == sign)
    }
}

/// Where a line of the contents opens another fence.
fn inner_fence(text: &str) -> Option<usize> {
    let mut place = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            return Some(place);
        }
        place += line.len();
    }
    None
}

/// A diagnostic for a block whose kind is nearly one of ours.
fn misspelled(fence: &Fence<'_>) -> Option<Diagnostic> {
    let lower = fence.kind.to_lowercase();
    let near = match lower.as_str() {
        "theorem" | "lemma" | "proposition" | "corollary" => "claim",
        "proof" => "step",
        "algorithm" => "method",
        _ => KINDS.iter().find(|kind| **kind == lower || nearly(&lower, kind))?,
    };
    let message = format!("there is no block of the kind `{}`", fence.kind);
    let span = Span { start: fence.kind_start, end: fence.head_start };
    Some(Diagnostic::new(message, span, "this block would be ignored").help(format!("did you mean `{near}`?")))
}
