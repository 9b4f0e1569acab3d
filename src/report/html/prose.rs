//! The prose of a file as HTML, with its blocks as cards in place.

use std::ops::Range;
use std::path::Path;

use pulldown_cmark::{BlockQuoteKind, CowStr, Event, HeadingLevel, Parser, Tag, TagEnd, html};

use super::boxes;
use super::code::is_code;
use super::escape;
use super::links::{Anchors, Links};
use super::roles::{self, Role};
use super::tex::{self, Formula};
use super::title;
use super::typeset;
use super::{claim, method, step};
use crate::language::markdown::Mark;
use crate::language::print::mathml;
use crate::language::syntax::{Block, Body};
use crate::language::{Diagnostic, Document, Use, UsedNotes};
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
    /// What is shown otherwise than its author will have wanted.
    pub(super) warnings: Vec<Diagnostic>,
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
        depth: 0,
        proof: None,
        formulas: Vec::new(),
        titles: Vec::new(),
        out: Vec::new(),
    };
    writer.front_matter();
    let events = Parser::new_ext(document.plain.text.text(), Document::options()).into_offset_iter().collect();
    writer.write(events)?;
    let (places, formulas): (Vec<usize>, Vec<Formula>) = std::mem::take(&mut writer.formulas).into_iter().unzip();
    let (mathml, warnings) = tex::formulas(&formulas, &links.macros);
    for (place, html) in places.into_iter().zip(mathml) {
        writer.out[place] = Event::InlineHtml(CowStr::from(html));
    }
    let mut text = String::new();
    html::push_html(&mut text, writer.out.into_iter());
    let title = writer.headings.iter().find(|heading| heading.level == 1).map(|heading| heading.html.clone());
    let title = title.unwrap_or_else(|| escape::text(&document.name));
    Ok(Prose { title, headings: writer.headings, html: text, warnings })
}

struct Writer<'a> {
    notes: &'a Notes<'a>,
    links: &'a Links,
    document: &'a Document,
    anchors: Anchors,
    headings: Vec<Heading>,
    level: u8,
    /// How many quotations, lists, tables and containers are open.
    depth: usize,
    /// How many were when the proof began that is open.
    proof: Option<usize>,
    /// The formulas, with the places in `out` that wait for them.
    formulas: Vec<(usize, Formula)>,
    /// Where the titles of the open containers begin in `out`.
    titles: Vec<usize>,
    out: Vec<Event<'a>>,
}

type Placed<'a> = (Event<'a>, Range<usize>);

impl<'a> Writer<'a> {
    /// The title and the authors that the front matter names.
    fn front_matter(&mut self) {
        let front = &self.document.plain.front;
        if let Some(title) = &front.title {
            let anchor = self.anchors.heading(title);
            let html = title::title(title, &self.links.macros);
            self.push(format!("<h1 id=\"{anchor}\">{html}</h1>\n"));
            self.headings.push(Heading { level: 1, anchor, html });
        }
        if !front.authors.is_empty() {
            self.push(format!("<p class=\"authors\">{}</p>\n", escape::text(&front.authors.join(", "))));
        }
    }

    fn write(&mut self, events: Vec<Placed<'a>>) -> Result<(), askama::Error> {
        let text: &'a str = self.document.plain.text.text();
        let mut events = events.into_iter().peekable();
        while let Some((event, range)) = events.next() {
            match event {
                Event::Start(Tag::CodeBlock(_)) => {
                    let code = texts(&mut events, TagEnd::CodeBlock);
                    self.code_block(range, &code)?;
                }
                Event::Start(Tag::HtmlBlock) => {
                    let html = texts(&mut events, TagEnd::HtmlBlock);
                    self.html_block(&html);
                }
                Event::Start(Tag::Heading { level, id, .. }) => self.heading(level, range.start, id.as_deref()),
                Event::Start(Tag::Paragraph) => self.paragraph(&text[range]),
                Event::End(TagEnd::Paragraph) => {
                    self.out.push(Event::End(TagEnd::Paragraph));
                    if self.proof == Some(self.depth) && text[range].contains(END_OF_PROOF) {
                        self.end_proof();
                    }
                }
                Event::InlineMath(tex) => self.formula(&tex, false, None, range),
                Event::DisplayMath(tex) => {
                    let label = label_behind(&mut events);
                    self.formula(&tex, true, label, range);
                }
                Event::Start(Tag::Image { dest_url, .. }) => {
                    let alt = texts(&mut events, TagEnd::Image);
                    self.image(&dest_url, &alt);
                }
                Event::Text(words) => {
                    let code = events
                        .peek()
                        .and_then(|(next, _)| if let Event::Code(code) = next { Some(code.clone()) } else { None });
                    if self.words(&words, code.as_deref(), &range) {
                        events.next();
                    }
                }
                other => self.inline(other),
            }
        }
        self.end_proof();
        Ok(())
    }

    /// Writes words, with the code span behind them where they end in its role; whether they do is returned.
    fn words(&mut self, words: &str, code: Option<&str>, range: &Range<usize>) -> bool {
        let found = code.and_then(|code| Some((code, roles::role(words)?)));
        let plain = found.as_ref().map_or(words, |(_, (before, _))| before);
        for piece in roles::pieces(plain) {
            match piece {
                roles::Piece::Words(text) => self.out.push(Event::Text(CowStr::from(text))),
                roles::Piece::Html(html) => self.out.push(Event::InlineHtml(CowStr::from(html))),
                roles::Piece::Reference(label) => self.reference(&label, None, range.clone()),
                roles::Piece::Equation(label) => {
                    self.formula(&format!("\\eqref{{{label}}}"), false, None, range.clone())
                }
            }
        }
        let Some((code, (_, role))) = found else { return false };
        match role {
            Role::Formula => self.formula(code, false, None, range.clone()),
            Role::Reference => {
                let (text, label) = roles::named(code);
                self.reference(label, text, range.clone());
            }
            Role::Tag(tag) => {
                let html = format!("<{tag}>{}</{tag}>", escape::text(code));
                self.out.push(Event::InlineHtml(CowStr::from(html)));
            }
            Role::Citation => {
                let html = format!("<span class=\"cite\">[{}]</span>", escape::text(code));
                self.out.push(Event::InlineHtml(CowStr::from(html)));
            }
        }
        true
    }

    /// A reference to an equation, a heading, a container or a block.
    fn reference(&mut self, label: &str, text: Option<&str>, range: Range<usize>) {
        if let Some(target) = self.links.label(label) {
            if target.is_equation && text.is_none() && self.is_here(target.page) {
                self.formula(&format!("\\eqref{{{label}}}"), false, None, range);
                return;
            }
            let shown = text.map_or_else(|| target.html.clone(), escape::text);
            let html = format!("<a href=\"{}\">{shown}</a>", target.address);
            self.out.push(Event::InlineHtml(CowStr::from(html)));
        } else if self.links.block(label).is_some() && text.is_none() {
            self.out.push(Event::InlineHtml(CowStr::from(typeset::block(label, self.links))));
        } else {
            let shown = escape::text(text.unwrap_or(label));
            self.out.push(Event::InlineHtml(CowStr::from(format!("<code>{shown}</code>"))));
        }
    }

    fn is_here(&self, page: usize) -> bool {
        self.notes.documents.get(page).is_some_and(|own| own.name == self.document.name)
    }

    fn formula(&mut self, tex: &str, is_displayed: bool, label: Option<String>, range: Range<usize>) {
        let span = self.document.plain.text.span(range);
        self.formulas.push((self.out.len(), Formula { tex: tex.to_owned(), is_displayed, label, span }));
        self.out.push(Event::InlineHtml(CowStr::from("")));
    }

    fn paragraph(&mut self, text: &str) {
        let begins = text.strip_prefix("**").is_some_and(|text| text.starts_with(PROOF));
        if begins && self.proof.is_none_or(|depth| depth == self.depth) {
            self.end_proof();
            self.proof = Some(self.depth);
            self.push(format!("<div class=\"proof\" role=\"group\" aria-label=\"{}\">\n", words::PROOF));
        }
        self.out.push(Event::Start(Tag::Paragraph));
    }

    fn end_proof(&mut self) {
        if self.proof.take().is_some() {
            self.push("</div>\n".to_owned());
        }
    }

    /// Something opens that a proof cannot reach out of.
    fn deeper(&mut self) {
        self.depth += 1;
    }

    /// What opened last ends, and the proof in it.
    fn shallower(&mut self) {
        if self.proof == Some(self.depth) {
            self.end_proof();
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn push(&mut self, html: String) {
        self.out.push(Event::Html(CowStr::from(html)));
    }

    fn heading(&mut self, level: HeadingLevel, start: usize, id: Option<&str>) {
        if self.proof == Some(self.depth) {
            self.end_proof();
        }
        let level = level as u8;
        let place = self.document.plain.text.place(start);
        let known = self.document.sections.iter().find(|section| section.level == level && section.span.start == place);
        let title = known.map_or("", |section| section.title.as_str());
        let anchor = self.anchors.heading(title);
        self.level = level;
        self.headings.push(Heading { level, anchor: anchor.clone(), html: title::title(title, &self.links.macros) });
        self.push(format!("<h{level} id=\"{anchor}\">"));
        if let Some(id) = id {
            self.out.push(Event::InlineHtml(CowStr::from(boxes::anchor(id))));
        }
    }

    /// HTML in notes is shown as it stands, since notes are prose and no programs; a mark is what it stands for.
    fn html_block(&mut self, html: &str) {
        match self.document.plain.mark(html).cloned() {
            Some(mark) => self.mark(&mark),
            None => {
                self.out.push(Event::Start(Tag::Paragraph));
                self.out.push(Event::Text(CowStr::from(html.to_owned())));
                self.out.push(Event::End(TagEnd::Paragraph));
            }
        }
    }

    fn mark(&mut self, mark: &Mark) {
        let containers = &self.document.plain.containers;
        match mark {
            Mark::Open(number) => {
                if let Some(container) = containers.get(*number) {
                    self.titles.push(self.out.len());
                    self.push(boxes::open(container, true));
                    self.deeper();
                }
            }
            Mark::Titled(number) => {
                let begins = self.titles.pop().unwrap_or_default();
                let Some(container) = containers.get(*number) else { return };
                if self.out.len() == begins + 1 {
                    self.out[begins] = Event::Html(CowStr::from(boxes::open(container, false)));
                } else {
                    self.push(boxes::titled(container).to_owned());
                }
            }
            Mark::Close(number) => {
                self.shallower();
                if let Some(container) = containers.get(*number) {
                    self.push(boxes::close(container).to_owned());
                }
            }
            Mark::Label(label) => {
                // Behind an equation it is the equation's.
                let ends_paragraph = matches!(self.out.last(), Some(Event::End(TagEnd::Paragraph)));
                let last = self.out.len().saturating_sub(2);
                match self.formulas.last_mut() {
                    Some((place, formula)) if ends_paragraph && *place == last && formula.is_displayed => {
                        formula.label.get_or_insert_with(|| label.clone());
                    }
                    _ => self.push(boxes::anchor(label)),
                }
            }
        }
    }

    /// Everything that needs no state.
    fn inline(&mut self, event: Event<'a>) {
        match event {
            Event::End(TagEnd::Heading(level)) => self.push(format!("</h{}>\n", level as u8)),
            Event::Code(code) => {
                let html = self.span(&code);
                self.out.push(Event::InlineHtml(CowStr::from(html)));
            }
            Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url),
            Event::End(TagEnd::Link) => self.out.push(Event::InlineHtml("</a>".into())),
            Event::Html(raw) | Event::InlineHtml(raw) => {
                if !raw.trim_start().starts_with("<!--") {
                    self.out.push(Event::Text(raw));
                }
            }
            // The ids of footnotes are not to be those of blocks.
            Event::FootnoteReference(name) => self.out.push(Event::FootnoteReference(footnote(&name))),
            Event::Start(Tag::FootnoteDefinition(name)) => {
                self.deeper();
                self.out.push(Event::Start(Tag::FootnoteDefinition(footnote(&name))));
            }
            Event::Start(Tag::BlockQuote(kind)) => {
                self.deeper();
                self.out.push(Event::Start(Tag::BlockQuote(kind)));
                if let Some(kind) = kind {
                    self.push(format!("<p class=\"box-title\">{}</p>\n", alert(kind)));
                }
            }
            Event::Start(Tag::Item | Tag::Table(_) | Tag::DefinitionListDefinition) => {
                self.deeper();
                self.out.push(event);
            }
            Event::End(
                TagEnd::BlockQuote(_)
                | TagEnd::Item
                | TagEnd::Table
                | TagEnd::FootnoteDefinition
                | TagEnd::DefinitionListDefinition,
            ) => {
                self.shallower();
                self.out.push(event);
            }
            other => self.out.push(other),
        }
    }

    fn link(&mut self, address: &str) {
        let target = self.safe(address);
        self.out.push(Event::InlineHtml(CowStr::from(format!("<a href=\"{target}\">"))));
    }

    /// The address of a link, within the notes where it leads there.
    fn safe(&self, address: &str) -> String {
        let inside = self.links.file(self.notes.documents, address).or_else(|| {
            let label = address.strip_prefix('#')?;
            self.links.block(label).or_else(|| Some(self.links.label(label)?.address.clone()))
        });
        let address = inside.as_deref().unwrap_or(address);
        let safe = ["https://", "http://", "mailto:", "#"].iter().any(|start| address.starts_with(start))
            || !address.contains(':');
        if safe { escape::text(address) } else { "#".to_owned() }
    }

    /// An image that was read stands in the page; a picture from elsewhere would be a request that leaves the page, so
    /// a link stands for it.
    fn image(&mut self, address: &str, alt: &str) {
        let key = (self.document.name.clone(), address.to_owned());
        let html = match self.notes.images.get(&key) {
            Some(data) => format!("<img src=\"{}\" alt=\"{}\">", escape::text(data), escape::text(alt)),
            None => {
                let shown = if alt.trim().is_empty() { address } else { alt };
                format!("<a href=\"{}\">{}</a>", self.safe(address), escape::text(shown))
            }
        };
        self.out.push(Event::InlineHtml(CowStr::from(html)));
    }

    /// A code span: a block's name, or mathematics.
    fn span(&self, code: &str) -> String {
        if self.links.block(code).is_some() {
            typeset::block(code, self.links)
        } else if is_code(code) {
            format!("<code>{}</code>", escape::text(code))
        } else {
            mathml::prose(code)
        }
    }

    fn code_block(&mut self, range: Range<usize>, text: &str) -> Result<(), askama::Error> {
        let span = self.document.plain.text.span(range);
        let block = self.document.blocks.iter().find(|block| block.span.start == span.start);
        let used: Vec<&Use> =
            self.document.uses.iter().filter(|used| span.range().contains(&used.span.start)).collect();
        let html = match block {
            Some(block) => self.block(block)?,
            None if !used.is_empty() => self.uses(&used),
            None => format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape::text(text)),
        };
        self.push(html);
        Ok(())
    }

    /// The notes that are used, with links to those that have a page.
    fn uses(&self, used: &[&Use]) -> String {
        let name = |used: &&Use| match &used.notes {
            UsedNotes::Chapter => "the chapter that comes with descentcheck".to_owned(),
            UsedNotes::File(file) => match self.links.file(self.notes.documents, file) {
                Some(page) => format!("<a href=\"{page}\">{}</a>", self.title_of(file)),
                None => format!("<code>{}</code>", escape::text(file)),
            },
        };
        let names: Vec<String> = used.iter().map(name).collect();
        format!("<p class=\"uses\">Uses the definitions of {}.</p>\n", names.join(", "))
    }

    /// The title of a file of the notes, or its name.
    fn title_of(&self, file: &str) -> String {
        let name = Path::new(file).file_name();
        let document = self.notes.documents.iter().find(|own| Path::new(&own.name).file_name() == name);
        let own = document.and_then(Document::title);
        own.map_or_else(|| escape::text(file), |own| title::title(own, &self.links.macros))
    }

    /// The caller's picture for this block, or the block itself if there is none.
    fn figure(&self, name: &str, written: &str) -> String {
        match self.notes.drawings.get(name) {
            Some(drawing) => super::figure::figure(name, drawing, written),
            None => format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escape::text(written)),
        }
    }

    fn block(&mut self, block: &Block) -> Result<String, askama::Error> {
        let written = self.document.source.get(block.span.range()).unwrap_or_default();
        let (notes, links, level) = (self.notes, self.links, (self.level + 1).min(6));
        let source = self.document.source.as_str();
        match &block.body {
            Body::Claim(lines) => {
                if self.proof == Some(self.depth) {
                    self.end_proof();
                }
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

/// The text of the events up to the end of what they are in.
fn texts<'a>(events: &mut impl Iterator<Item = Placed<'a>>, end: TagEnd) -> String {
    let mut text = String::new();
    for (event, _) in events {
        match event {
            Event::End(found) if found == end => break,
            Event::Text(more) | Event::Html(more) | Event::Code(more) | Event::InlineMath(more) => text.push_str(&more),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// The label in braces behind a formula: `{#label}`.
fn label_behind<'a>(events: &mut std::iter::Peekable<impl Iterator<Item = Placed<'a>>>) -> Option<String> {
    let (next, _) = events.peek_mut()?;
    let Event::Text(text) = next else { return None };
    let rest = text.trim_start().strip_prefix("{#")?;
    let (label, rest) = rest.split_once('}')?;
    let (label, rest) = (label.to_owned(), rest.to_owned());
    *text = CowStr::from(rest);
    Some(label)
}

fn footnote(name: &str) -> CowStr<'static> {
    CowStr::from(format!("footnote-{name}"))
}

fn alert(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note => "Note",
        BlockQuoteKind::Tip => "Tip",
        BlockQuoteKind::Important => "Important",
        BlockQuoteKind::Warning => "Warning",
        BlockQuoteKind::Caution => "Caution",
    }
}
