//! A Markdown file with its blocks.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::block::{self, KINDS, Piece, USE};
use super::name::nearly;
use super::uses::{Use, uses};
use crate::language::diagnostic::{Diagnostic, WrongFile};
use crate::language::markdown::{Excerpt, Plain};
use crate::language::syntax::{Block, Span};

/// How often reading starts anew behind a block that was not closed.
const RESTARTS: usize = 64;

/// A Markdown file, read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The file's name as shown.
    pub name: String,
    /// Its text.
    pub source: String,
    /// Its blocks in order; lines that are wrong are left out.
    pub blocks: Vec<Block>,
    /// What it uses of other files.
    pub uses: Vec<Use>,
    /// Its headings in order, after the title that its front matter gives.
    pub sections: Vec<Section>,
    /// The file as plain Markdown.
    pub plain: Plain,
}

/// A file with everything that is wrong with its blocks.
pub type Parsed = (Document, Vec<Diagnostic>);

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
    pub fn parse(name: impl Into<String>, source: impl Into<String>) -> Parsed {
        let source = source.into();
        let mut wrong = Vec::new();
        let plain = Plain::of(&source, &KINDS, &mut wrong);
        let mut document = Self { name: name.into(), source, ..Self::default() };
        if let Some(title) = &plain.front.title {
            document.sections.push(Section { title: title.clone(), level: 1, span: Span { start: 0, end: 0 } });
        }
        let mut from = Some(0);
        for _ in 0..RESTARTS {
            let Some(start) = from else { break };
            from = document.read(&plain.text, start, &mut wrong);
        }
        document.plain = plain;
        (document, wrong)
    }

    /// Reads a file given as name and text.
    #[must_use]
    pub fn of((name, source): (String, String)) -> Parsed {
        Self::parse(name, source)
    }

    /// The title: that of the front matter, or the first heading.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.sections.first().map(|section| section.title.as_str())
    }

    /// What pulldown-cmark is asked to know.
    #[must_use]
    pub fn options() -> Options {
        Options::ENABLE_TABLES
            | Options::ENABLE_MATH
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_GFM
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

    /// The addresses of the images in the prose.
    #[must_use]
    pub fn images(&self) -> Vec<String> {
        let address = |event| {
            if let Event::Start(Tag::Image { dest_url, .. }) = event { Some(dest_url.to_string()) } else { None }
        };
        Parser::new_ext(self.plain.text.text(), Self::options()).filter_map(address).collect()
    }

    /// Reads from a byte on, to the end or to a block that opens while another one is open; its place is returned.
    fn read(&mut self, plain: &Excerpt, from: usize, wrong: &mut Vec<Diagnostic>) -> Option<usize> {
        let mut heading: Option<Section> = None;
        let mut fence: Option<Fence<'_>> = None;
        let mut is_indented = false;
        for (event, range) in Parser::new_ext(&plain.text()[from..], Self::options()).into_offset_iter() {
            let range = from + range.start..from + range.end;
            match event {
                Event::Start(Tag::Heading { level, .. }) => {
                    heading = Some(Section { title: String::new(), level: level as u8, span: plain.span(range) });
                }
                Event::End(TagEnd::Heading(_)) => self.sections.extend(heading.take()),
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => {
                    fence = Some(Fence::new(plain, range));
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => is_indented = true,
                Event::End(TagEnd::CodeBlock) => {
                    is_indented = false;
                    if let Some(next) = fence.take().and_then(|fence| self.take(&fence, wrong)) {
                        return Some(next);
                    }
                }
                Event::InlineMath(formula) | Event::DisplayMath(formula) => {
                    if let Some(heading) = &mut heading {
                        heading.title.push_str(&format!("${formula}$"));
                    }
                }
                Event::Text(text) | Event::Code(text) => {
                    if let Some(fence) = &mut fence {
                        fence.pieces.push(range);
                    } else if let Some(heading) = &mut heading {
                        heading.title.push_str(&text);
                    } else if is_indented {
                        wrong.extend(shown_as_code(plain, &range));
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
    /// place of the plain text is returned.
    fn take(&mut self, fence: &Fence<'_>, wrong: &mut Vec<Diagnostic>) -> Option<usize> {
        if !KINDS.contains(&fence.kind) {
            wrong.extend(misspelled(fence));
            return None;
        }
        let plain = fence.plain.text();
        let contents = fence.pieces.first().map_or(fence.range.end..fence.range.end, |first| {
            first.start..fence.pieces.last().map_or(first.end, |last| last.end)
        });
        let next = inner_fence(&plain[contents.clone()]).map(|next| contents.start + next);
        if next.is_some() || !fence.is_closed() {
            let mark = &fence.mark;
            wrong.push(
                Diagnostic::new(format!("this {} block is never closed", fence.kind), fence.kind_span(), "opened here")
                    .help(format!("close it with a line `{mark}`")),
            );
        }
        let (text, offset) = fence.contents(&self.source, next.unwrap_or(contents.end));
        let head = Piece { text: fence.head, offset: fence.plain.place(fence.head_start) };
        let body = Piece { text: &text, offset };
        if fence.kind == USE {
            self.uses.extend(uses(head, body, wrong));
            return next;
        }
        let span = fence.plain.span(fence.range.clone());
        self.blocks.extend(block::block(fence.kind, head, body, span, wrong));
        next
    }
}

/// A fenced block of any kind. Places are bytes of the plain text.
struct Fence<'a> {
    plain: &'a Excerpt,
    range: Range<usize>,
    mark: String,
    kind: &'a str,
    kind_start: usize,
    head: &'a str,
    head_start: usize,
    pieces: Vec<Range<usize>>,
}

impl<'a> Fence<'a> {
    fn new(plain: &'a Excerpt, range: Range<usize>) -> Self {
        let line = plain.text()[range.clone()].lines().next().unwrap_or_default();
        let info = line.trim_start_matches(['`', '~']);
        let mark = line[..line.len() - info.len()].to_owned();
        let trimmed = info.trim_start();
        let kind_start = range.start + line.len() - trimmed.len();
        // MyST writes the kind in braces.
        let braced = trimmed.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let (kind, head) = match braced {
            Some((kind, head)) => (kind.trim(), head),
            None => trimmed.split_at(trimmed.find(char::is_whitespace).unwrap_or(trimmed.len())),
        };
        let head_start = range.start + line.len() - head.len();
        Self { plain, range, mark, kind, kind_start, head, head_start, pieces: Vec::new() }
    }

    fn kind_span(&self) -> Span {
        self.plain.span(self.range.start..self.head_start.max(self.kind_start))
    }

    /// The contents up to a byte, and where they begin in the file. What is not part of them (the `>` of a quotation)
    /// is blanked out, so that every byte keeps its place.
    fn contents(&self, source: &str, end: usize) -> (String, usize) {
        let mut text = String::new();
        let mut start = None;
        let mut done = 0;
        for piece in &self.pieces {
            let mut from = piece.start;
            while from < piece.end.min(end) {
                let line = self.plain.text()[from..piece.end.min(end)].split_inclusive('\n').next().unwrap_or_default();
                let place = self.plain.place(from);
                let first = *start.get_or_insert(place);
                for byte in source.as_bytes().get(first + done..place).unwrap_or_default() {
                    text.push(if *byte == b'\n' { '\n' } else { ' ' });
                }
                text.push_str(line);
                done = text.len();
                from += line.len();
            }
        }
        (text, start.unwrap_or_else(|| self.plain.place(self.head_start + self.head.len())))
    }

    fn is_closed(&self) -> bool {
        let whole = self.plain.text()[self.range.clone()].trim_end();
        let Some((_, last)) = whole.rsplit_once('\n') else {
            return false;
        };
        let last = last.trim_start_matches([' ', '\t', '>']);
        let sign = self.mark.chars().next().unwrap_or('`');
        last.len() >= self.mark.len() && !last.is_empty() && last.chars().all(|other| other == sign)
    }
}

/// A block that is shown as code, since it is indented by four columns.
fn shown_as_code(plain: &Excerpt, range: &Range<usize>) -> Option<Diagnostic> {
    let line = plain.text()[range.clone()].trim_start();
    let info = line.trim_start_matches(['`', '~']);
    let kind = info.trim_start_matches(['{', ' ']).split([' ', '}', '\n']).next().unwrap_or_default();
    if line.len() - info.len() < 3 || !KINDS.contains(&kind) {
        return None;
    }
    let start = range.end - line.len();
    let span = plain.span(start..start + line.trim_end().len());
    let message = format!("this {kind} block is indented by four columns or more, which makes it code");
    Some(Diagnostic::new(message, span, "this block would be ignored").help("indent it by three columns at most"))
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
    let span = fence.plain.span(fence.kind_start..fence.head_start);
    Some(Diagnostic::new(message, span, "this block would be ignored").help(format!("did you mean `{near}`?")))
}
