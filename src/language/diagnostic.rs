//! Diagnostics: what is wrong with a document, where, and how to correct it.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use super::syntax::Span;

/// One error in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// What is wrong, in one clause.
    pub message: String,
    /// Where.
    pub span: Span,
    /// What is wrong there, in a few words.
    pub label: String,
    /// How to correct it, if known.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without help.
    #[must_use]
    pub fn new(message: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self { message: message.into(), span, label: label.into(), help: None }
    }

    /// The same diagnostic with help.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// The most diagnostics shown for one file.
const SHOWN: usize = 50;

/// A file of the notes with what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongFile {
    /// The file's name.
    pub name: String,
    /// Its text, which the places of the diagnostics are in.
    pub source: String,
    /// What is wrong, in the order of checking; at least one.
    pub diagnostics: Vec<Diagnostic>,
}

/// Notes that cannot be judged as written: the files in which something is wrong. As text, every diagnostic is shown at its place.
#[derive(Debug, Clone, PartialEq)]
pub struct WrongNotes(pub Vec<WrongFile>);

impl WrongNotes {
    /// The text, up to 50 diagnostics a file; with colours for a terminal if asked.
    #[must_use]
    pub fn render(&self, color: bool) -> String {
        let files = self.0.iter().map(|file| {
            let shown = &file.diagnostics[..file.diagnostics.len().min(SHOWN)];
            let mut text = render(&file.name, &file.source, shown, color);
            if shown.len() < file.diagnostics.len() {
                let more = file.diagnostics.len() - shown.len();
                text.push_str(&format!("{}: {more} more are not shown\n", file.name));
            }
            text
        });
        files.collect::<Vec<String>>().join("\n")
    }
}

impl std::fmt::Display for WrongNotes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for WrongNotes {}

/// Warnings at their places, up to 50 a file; with colours for a terminal if asked.
#[must_use]
pub fn render_warnings(files: &[WrongFile], color: bool) -> String {
    let shown = |file: &WrongFile| {
        let all = &file.diagnostics[..file.diagnostics.len().min(SHOWN)];
        rendered(Level::WARNING, &file.name, &file.source, all, color)
    };
    files.iter().map(shown).collect()
}

/// The diagnostics as a compiler shows them, each with the lines of the source it is about; with colours
/// for a terminal if asked.
#[must_use]
pub fn render(name: &str, source: &str, diagnostics: &[Diagnostic], color: bool) -> String {
    rendered(Level::ERROR, name, source, diagnostics, color)
}

fn rendered(level: Level<'_>, name: &str, source: &str, diagnostics: &[Diagnostic], color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for diagnostic in diagnostics {
        let (shown, first_line, span) = window(source, diagnostic.span);
        let place = AnnotationKind::Primary.span(span).label(diagnostic.label.as_str());
        let snippet = Snippet::source(shown).line_start(first_line).path(name).annotation(place);
        let mut group = level.clone().primary_title(diagnostic.message.as_str()).element(snippet);
        if let Some(help) = &diagnostic.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        text.push_str(&renderer.render(&[group]));
        text.push_str("\n\n");
    }
    text
}

/// The lines a span touches, the number of the first, and the span within them. A span that does not fit
/// the source is moved to the nearest place that does.
fn window(source: &str, span: Span) -> (&str, usize, std::ops::Range<usize>) {
    let start = floor(source, span.start);
    let end = floor(source, span.end).max(start);
    let first = source[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let last = source[end..].find('\n').map_or(source.len(), |newline| end + newline);
    let line = 1 + source[..first].matches('\n').count();
    (&source[first..last], line, start - first..end - first)
}

fn floor(source: &str, place: usize) -> usize {
    let mut place = place.min(source.len());
    while !source.is_char_boundary(place) {
        place -= 1;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::{Diagnostic, render};
    use crate::language::syntax::Span;

    #[test]
    fn a_diagnostic_shows_file_line_place_and_way_out() {
        let wrong = Diagnostic::new("expected an expression", Span { start: 6, end: 7 }, "found `)`").help("try `x`");
        let text = render("a.md", "one\nx )y\n", &[wrong], false);
        for part in ["expected an expression", "a.md:2:3", "x )y", "found `)`", "help: try `x`"] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }

    #[test]
    fn a_span_outside_the_source_is_shown_all_the_same() {
        let wrong = Diagnostic::new("m", Span { start: 900, end: 3 }, "l");
        assert!(render("a.md", "é", &[wrong], true).contains('m'));
    }
}
