//! The prose of a file as HTML, with its blocks as cards in place.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::links::{Anchors, Links};
use super::typeset;
use super::{claim, method, step};
use crate::language::Document;
use crate::language::print::mathml;
use crate::language::syntax::{Block, Body};
use crate::report::notes::Notes;
use crate::report::words;

/// What ends a proof.
const END_OF_PROOF: char = '∎';
/// What a proof begins with.
const PROOF: &str = "Proof.";

/// A heading, for the table of contents.
#[derive(Debug, Clone)]
pub(super) struct Heading {
    pub(super) level: u8,
    pub(super) anchor: String,
    pub(super) html: String,
}

/// A file as HTML.
pub(super) struct Prose {
    pub(super) title: String,
    pub(super) headings: Vec<Heading>,
    pub(super) html: String,
}

/// One file.
pub(super) fn prose(notes: &Notes<'_>, links: &Links, document: &Document) -> Result<Prose, askama::Error> {
    let mut writer = Writer {
        notes,
        links,
        document,
        anchors: Anchors::of(notes, document),
        headings: Vec::new(),
        level: 1,
        in_proof: false,
        out: Vec::new(),
    };
    writer.write()?;
    let mut text = String::new();
    html::push_html(&mut text, writer.out.into_iter());
    let title = writer.headings.iter().find(|heading| heading.level == 1).map(|heading| heading.html.clone());
    let title = title.unwrap_or_else(|| typeset::text(&document.name));
    Ok(Prose { title, headings: writer.headings, html: text })
}

struct Writer<'a> {
    notes: &'a Notes<'a>,
    links: &'a Links,
    document: &'a Document,
    anchors: Anchors,
    headings: Vec<Heading>,
    level: u8,
    in_proof: bool,
    out: Vec<Event<'a>>,
}

impl<'a> Writer<'a> {
    fn write(&mut self) -> Result<(), askama::Error> {
        let source: &'a str = &self.document.source;
        let mut events = Parser::new_ext(source, Options::ENABLE_TABLES).into_offset_iter();
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => {
                    let mut text = String::new();
                    for (event, _) in events.by_ref() {
                        match event {
                            Event::End(TagEnd::CodeBlock) => break,
                            Event::Text(more) => text.push_str(&more),
                            _ => {}
                        }
                    }
                    self.code_block(range.start, &text)?;
                }
                Event::Start(Tag::Heading { level, .. }) => self.heading(level, range.start),
                Event::Start(Tag::Paragraph) => self.paragraph(&source[range]),
                Event::End(TagEnd::Paragraph) => {
                    self.out.push(Event::End(TagEnd::Paragraph));
                    if self.in_proof && source[range].contains(END_OF_PROOF) {
                        self.end_proof();
                    }
                }
                other => self.inline(other),
            }
        }
        self.end_proof();
        Ok(())
    }

    fn paragraph(&mut self, text: &str) {
        let begins = text.strip_prefix("**").is_some_and(|text| text.starts_with(PROOF));
        if begins {
            self.end_proof();
            self.in_proof = true;
            self.push(format!("<div class=\"proof\" role=\"group\" aria-label=\"{}\">\n", words::PROOF));
        }
        self.out.push(Event::Start(Tag::Paragraph));
    }

    fn end_proof(&mut self) {
        if std::mem::take(&mut self.in_proof) {
            self.push("</div>\n".to_owned());
        }
    }

    fn push(&mut self, html: String) {
        self.out.push(Event::Html(CowStr::from(html)));
    }

    fn heading(&mut self, level: HeadingLevel, start: usize) {
        self.end_proof();
        let level = level as u8;
        let known = self.document.sections.iter().find(|section| section.span.start == start);
        let title = known.map_or("", |section| section.title.as_str());
        let anchor = self.anchors.heading(title);
        self.level = level;
        self.headings.push(Heading { level, anchor: anchor.clone(), html: typeset::text(title) });
        self.push(format!("<h{level} id=\"{anchor}\">"));
    }

    /// Everything that needs no state.
    fn inline(&mut self, event: Event<'a>) {
        match event {
            Event::End(TagEnd::Heading(level)) => self.push(format!("</h{}>\n", level as u8)),
            Event::Code(code) => {
                let html = self.span(&code);
                self.out.push(Event::InlineHtml(CowStr::from(html)));
            }
            // A picture from elsewhere would be a request that leaves the page; what stands for it is a link.
            Event::Start(Tag::Image { dest_url, .. }) => self.link(&dest_url),
            Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url),
            Event::End(TagEnd::Image | TagEnd::Link) => self.out.push(Event::InlineHtml("</a>".into())),
            // Notes are prose, not programs: what is HTML in them is shown as it stands, comments are not.
            Event::Html(raw) | Event::InlineHtml(raw) => {
                if !raw.trim_start().starts_with("<!--") {
                    self.out.push(Event::Text(raw));
                }
            }
            Event::Start(Tag::HtmlBlock) => self.out.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => self.out.push(Event::End(TagEnd::Paragraph)),
            other => self.out.push(other),
        }
    }

    fn link(&mut self, address: &str) {
        let inside = self.links.file(self.notes.documents, address);
        let address = inside.as_deref().unwrap_or(address);
        let safe = ["https://", "http://", "mailto:", "#"].iter().any(|start| address.starts_with(start))
            || !address.contains(':');
        let target = if safe { typeset::text(address) } else { "#".to_owned() };
        self.out.push(Event::InlineHtml(CowStr::from(format!("<a href=\"{target}\">"))));
    }

    /// A code span: a block's name, or mathematics.
    fn span(&self, code: &str) -> String {
        let looks_like_code = code.contains("descentcheck ") || code.contains("--") || code.contains('"');
        if self.links.block(code).is_some() {
            typeset::block(code, self.links)
        } else if looks_like_code {
            format!("<code>{}</code>", typeset::text(code))
        } else {
            mathml::prose(code)
        }
    }

    fn code_block(&mut self, start: usize, text: &str) -> Result<(), askama::Error> {
        let block = self.document.blocks.iter().find(|block| block.span.start == start);
        let html = match block {
            Some(block) => self.block(block)?,
            None => format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", typeset::text(text)),
        };
        self.push(html);
        Ok(())
    }

    /// The caller's picture for this block, or the block itself if there is none.
    fn figure(&self, name: &str, written: &str) -> String {
        match self.notes.drawings.get(name) {
            Some(drawing) => super::figure::figure(name, drawing, written),
            None => format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", typeset::text(written)),
        }
    }

    fn block(&mut self, block: &Block) -> Result<String, askama::Error> {
        let written = self.document.source.get(block.span.range()).unwrap_or_default();
        let (notes, links, level) = (self.notes, self.links, (self.level + 1).min(6));
        let source = self.document.source.as_str();
        match &block.body {
            Body::Claim(lines) => {
                self.end_proof();
                claim::claim(notes, links, block, lines, source, level)
            }
            Body::Figure(_) => Ok(self.figure(&block.name.text, written)),
            Body::Assignment(lines) => method::assignment(links, block, lines, written, level),
            Body::Step { of, lines } => step::step(notes, links, block, (of, lines), source),
            Body::Mutant(mutant) => method::mutant(notes, links, block, mutant),
            Body::Objective(own) => method::objective(notes, links, block, own, written, level),
            Body::Method(recurrences) => method::method(links, block, words::METHOD, recurrences, written, level),
            Body::Flow(recurrences) => method::method(links, block, words::FLOW, recurrences, written, level),
            Body::Schedule(recurrences) => method::method(links, block, words::SCHEDULE, recurrences, written, level),
        }
    }
}
