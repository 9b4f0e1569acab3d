//! One pass over the lines of a file.

use super::container::{self, Container, Mark};
use super::directive::{self, Attributes, Nature, Title};
use super::excerpt::Excerpt;
use super::front_matter::{FrontMatter, front_matter};
use super::mathematics::{code_span, with_dollars};
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::Span;

/// Containers deeper than this stay text.
const DEEPEST: usize = 32;
/// The kinds of file that pictures are in.
const PICTURES: [&str; 7] = ["gif", "jpeg", "jpg", "pdf", "png", "svg", "webp"];
/// How far the contents of an admonition of MkDocs are indented.
const INDENT: usize = 4;

/// A file as plain Markdown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plain {
    /// The Markdown. Comments in it are numbers of marks.
    pub text: Excerpt,
    /// The containers.
    pub containers: Vec<Container>,
    /// What the comments stand for.
    pub marks: Vec<Mark>,
    /// What the file says about itself.
    pub front: FrontMatter,
}

impl Plain {
    /// Makes a file plain. `ours` are the kinds of block that are not to be lost; what would be lost is added to `wrong`.
    #[must_use]
    pub fn of(source: &str, ours: &[&str], wrong: &mut Vec<Diagnostic>) -> Self {
        let front = front_matter(source, wrong);
        let mut at = front.length;
        let plain = Self { front, ..Self::default() };
        let mut reader =
            Reader { source, ours, wrong, plain, open: Vec::new(), code: None, paragraph: Excerpt::default() };
        while at < source.len() {
            at = reader.line(at);
        }
        reader.finish();
        reader.plain
    }

    /// What a comment in the text stands for.
    #[must_use]
    pub fn mark(&self, comment: &str) -> Option<&Mark> {
        self.marks.get(container::read(comment)?)
    }
}

/// A container that is not closed yet.
#[derive(Debug, Clone, Copy)]
struct Open {
    container: usize,
    end: End,
}

/// What ends a container.
#[derive(Debug, Clone, Copy)]
enum End {
    /// A line of at least as many of these signs.
    Fence { sign: char, length: usize },
    /// A line that is indented less than this.
    Indent(usize),
}

/// Code that is not closed yet.
#[derive(Debug)]
struct Code {
    sign: char,
    length: usize,
    place: usize,
    kind: String,
    /// What has to stand in front of each line: the signs of a quotation.
    is_quoted: bool,
    /// Whether tildes stand for the backticks, as a backtick in the title asks for.
    has_tildes: bool,
    /// How many containers are around it.
    depth: usize,
}

struct Reader<'a> {
    source: &'a str,
    ours: &'a [&'a str],
    wrong: &'a mut Vec<Diagnostic>,
    plain: Plain,
    open: Vec<Open>,
    code: Option<Code>,
    paragraph: Excerpt,
}

impl Reader<'_> {
    /// Reads the line that begins here; returns where the next one does.
    fn line(&mut self, at: usize) -> usize {
        let mut line = Excerpt::default();
        let next = match &self.code {
            Some(_) => {
                let next = line_end(self.source, at);
                line.copy(&self.source[at..next], at);
                next
            }
            None => self.without_comments(at, &mut line),
        };
        self.close_what_is_not_indented(line.text());
        let line = self.outdented(&line);
        if self.code.is_some() { self.code_line(&line, next) } else { self.text_line(&line, next) }
    }

    /// Copies a line except for its comments, and what follows on a line where a comment ends.
    fn without_comments(&mut self, at: usize, line: &mut Excerpt) -> usize {
        let (mut from, mut next) = (at, line_end(self.source, at));
        while let Some(start) = self.comment(from, next) {
            line.copy(&self.source[from..start], from);
            let Some(length) = self.source[start + 4..].find("-->") else {
                let span = Span { start, end: start + 4 };
                let wrong = Diagnostic::new("this comment is never closed", span, "hides the rest of the file");
                self.wrong.push(wrong.help("close it with `-->`"));
                return self.source.len();
            };
            from = start + 4 + length + 3;
            next = line_end(self.source, from);
        }
        line.copy(&self.source[from..next], from);
        next
    }

    /// Where a comment opens between these places, outside code.
    fn comment(&self, from: usize, to: usize) -> Option<usize> {
        if container_signs(self.source[from..to].trim_start()).is_some() {
            return None;
        }
        let mut at = from;
        loop {
            let rest = &self.source[at..to];
            let comment = rest.find("<!--")?;
            let Some(tick) = rest.find('`').filter(|tick| *tick < comment) else { return Some(at + comment) };
            // A code span ends with its paragraph at the latest.
            let paragraph = self.source[at + tick..].split("\n\n").next().unwrap_or_default();
            let length =
                code_span(paragraph).unwrap_or_else(|| paragraph.len() - paragraph.trim_start_matches('`').len());
            at += tick + length;
            if at >= to {
                return None;
            }
        }
    }

    fn close_what_is_not_indented(&mut self, line: &str) {
        if line.trim().is_empty() {
            return;
        }
        let indent = indent_of(line);
        let ends = |open: &Open| matches!(open.end, End::Indent(least) if indent < least);
        if let Some(place) = self.open.iter().position(ends) {
            self.close(place);
        }
    }

    /// A line without the indentation that its containers ask for.
    fn outdented(&self, line: &Excerpt) -> Excerpt {
        let wanted = self.indent();
        let (mut width, mut bytes) = (0, 0);
        for sign in line.text().chars() {
            if width >= wanted || !matches!(sign, ' ' | '\t') {
                break;
            }
            width += if sign == '\t' { INDENT - width % INDENT } else { 1 };
            bytes += 1;
        }
        let mut rest = Excerpt::default();
        rest.append(line, bytes..line.text().len());
        rest
    }

    /// Reads a line of a code block; returns where the next one begins.
    fn code_line(&mut self, line: &Excerpt, next: usize) -> usize {
        let Some(code) = &self.code else { return next };
        let text = line.text();
        let quoted = text.trim_start().starts_with('>');
        if code.is_quoted && !quoted {
            self.code = None;
            return self.text_line(line, next);
        }
        let inner = if code.is_quoted { text.trim_start_matches([' ', '\t', '>']) } else { text.trim_start() };
        let fence = container_signs(inner).filter(|(sign, length, _)| *sign == code.sign && *length >= code.length);
        let Some((sign, length, rest)) = fence else {
            self.plain.text.append(line, 0..text.len());
            return next;
        };
        let is_closing = rest.trim().is_empty();
        let is_ours = self.ours.contains(&code.kind.as_str());
        let opens = kind_of(rest);
        if !is_closing && !is_ours && self.ours.contains(&opens) {
            let start = line.place(text.len() - inner.len());
            let first = 1 + self.source[..code.place].matches('\n').count();
            let message = format!("this {opens} block stands inside the code block of line {first}");
            let marks = sign.to_string().repeat(length);
            self.wrong.push(
                Diagnostic::new(message, Span { start, end: start + length }, "this block would be ignored").help(format!(
                    "close the code block with a line `{marks}`; to show a block without judging it, put {} signs around it",
                    length + 1
                )),
            );
        }
        if is_closing && code.has_tildes {
            let start = text.len() - inner.len();
            self.plain.text.append(line, 0..start);
            self.plain.text.insert(&"~".repeat(length), line.place(start));
            self.plain.text.append(line, start + length..text.len());
        } else {
            self.plain.text.append(line, 0..text.len());
        }
        if is_closing {
            self.code = None;
        }
        next
    }

    /// Reads a line that is not code; `next` is where the next line begins.
    fn text_line(&mut self, line: &Excerpt, next: usize) -> usize {
        let text = line.text();
        let trimmed = text.trim();
        if trimmed.is_empty() {
            self.end_paragraph();
            self.plain.text.append(line, 0..text.len());
            return next;
        }
        if let Some(place) = self.closed_by(trimmed) {
            self.close(place);
            return next;
        }
        if let Some(past) = self.opens_container(line, next) {
            return past;
        }
        if self.opens_code(line) {
            return next;
        }
        if let Some(label) = label_of(trimmed) {
            self.end_paragraph();
            let label = label.to_owned();
            self.mark(Mark::Label(label), line.place(0));
        } else if trimmed != ". . ." && !trimmed.starts_with(":width:`") {
            self.paragraph.append(line, 0..text.len());
        }
        next
    }

    /// The container that a line of signs closes: the innermost of its kind.
    fn closed_by(&self, line: &str) -> Option<usize> {
        let (sign, length, rest) = container_signs(line)?;
        if !rest.is_empty() {
            return None;
        }
        self.open.iter().rposition(
            |open| matches!(open.end, End::Fence { sign: own, length: least } if own == sign && (sign == ':' || length >= least)),
        )
    }

    fn opens_container(&mut self, line: &Excerpt, next: usize) -> Option<usize> {
        let text = line.text();
        let start = indent_bytes(text);
        let head = text[start..].trim_end();
        if self.open.len() >= DEEPEST {
            return None;
        }
        if let Some((kind, title, is_folded)) = directive::admonition(head) {
            let end = End::Indent(self.indent() + indent_of(text) + INDENT);
            let title = title.map(|(at, title)| (title.to_owned(), line.place(start + at)));
            let word = if title.is_some() { Title::Argument(String::new()) } else { directive::title(&kind, false) };
            self.begin(Container { kind, label: None, is_folded }, end, &word, title.as_ref(), line.place(start));
            return Some(next);
        }
        let (sign, length, rest) = container_signs(head)?;
        let info = rest.trim();
        let end = End::Fence { sign, length };
        let braced = info.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let place = line.place(start);
        match braced {
            Some((name, argument)) if sign != ':' || is_directive(name) => {
                if self.ours.contains(&name.trim()) && !is_picture(name, argument) {
                    return None;
                }
                let argument = argument.trim();
                let argument = (!argument.is_empty()).then(|| {
                    let offset = text.rfind(argument).unwrap_or(start);
                    (argument.to_owned(), line.place(offset))
                });
                self.directive(name.trim(), argument, end, place, next)
            }
            Some((attributes, _)) => self.div(&Attributes::read(attributes), end, place, next),
            None if sign == ':' && !info.is_empty() => {
                let classes = vec![info.trim_end_matches(':').trim().to_owned()];
                self.div(&Attributes { classes, ..Attributes::default() }, end, place, next)
            }
            None => None,
        }
    }

    /// A MyST directive; None where it is a listing.
    fn directive(
        &mut self,
        name: &str,
        argument: Option<(String, usize)>,
        end: End,
        place: usize,
        next: usize,
    ) -> Option<usize> {
        let nature = directive::nature(name);
        if nature == Nature::Listing {
            return None;
        }
        let (options, past) = options(self.source, next);
        let option = |keys: &[&str]| {
            options.iter().find(|(key, _)| keys.contains(&key.as_str())).map(|(_, value)| value.clone())
        };
        let label = option(&["label", "name"]);
        match nature {
            Nature::Equation => {
                self.end_paragraph();
                return Some(self.equation(argument, label, end, place, past));
            }
            Nature::Picture => {
                let container = Container { kind: "figure".into(), label, is_folded: false };
                self.begin(container, end, &Title::None, None, place);
                if let Some((path, at)) = argument {
                    let alt = option(&["alt"]).unwrap_or_default();
                    self.plain.text.insert(&format!("![{alt}]("), at);
                    self.plain.text.copy(&path, at);
                    self.plain.text.insert(")\n\n", at + path.len());
                }
            }
            Nature::Frame | Nature::Listing => {
                let is_folded =
                    name == "dropdown" || option(&["class"]).is_some_and(|class| class.contains("dropdown"));
                let container = Container { kind: name.to_lowercase(), label, is_folded };
                let title = directive::title(&container.kind, argument.is_some());
                self.begin(container, end, &title, argument.as_ref(), place);
            }
        }
        Some(past)
    }

    /// An equation as a directive, up to the line that closes it.
    fn equation(
        &mut self,
        argument: Option<(String, usize)>,
        label: Option<String>,
        end: End,
        place: usize,
        mut at: usize,
    ) -> usize {
        let out = &mut self.plain.text;
        out.insert("\n$$", place);
        if let Some((text, place)) = argument {
            out.copy(&text, place);
            out.insert("\n", place);
        }
        while at < self.source.len() {
            let next = line_end(self.source, at);
            let line = &self.source[at..next];
            let closing = container_signs(line.trim()).is_some_and(|(sign, length, rest)| {
                matches!(end, End::Fence { sign: own, length: least } if own == sign && length >= least)
                    && rest.is_empty()
            });
            if !closing && !line.trim().is_empty() {
                out.copy(line.trim_start(), at + indent_bytes(line));
            }
            at = next;
            if closing {
                break;
            }
        }
        let label = label.map(|label| format!(" {{#{label}}}")).unwrap_or_default();
        out.insert(&format!("$${label}\n\n"), place);
        at
    }

    /// A div of pandoc or Quarto. Its first line may be a heading, which is its title.
    fn div(&mut self, attributes: &Attributes, end: End, place: usize, next: usize) -> Option<usize> {
        let kind = attributes.kind();
        let is_folded = attributes.value("collapse") == Some("true");
        let mut past = next;
        let mut title = attributes.value("title").or(attributes.value("name")).map(|title| (title.to_owned(), place));
        let first =
            self.source[next..].find(|sign: char| !sign.is_whitespace()).map_or(self.source.len(), |at| next + at);
        let line = self.source[first..line_end(self.source, first)].trim_end();
        let heading = line.trim_start_matches('#');
        let frames = directive::title(&kind, false) != Title::None;
        if frames && title.is_none() && heading.len() < line.len() && heading.starts_with(' ') {
            title = Some((heading.trim().to_owned(), first + line.len() - heading.trim_start().len()));
            past = line_end(self.source, first);
        }
        let named = ["note", "tip", "warning", "caution", "important"].contains(&kind.as_str());
        let word = if named && title.is_some() {
            Title::Argument(String::new())
        } else {
            directive::title(&kind, title.is_some())
        };
        let container = Container { kind, label: attributes.label.clone(), is_folded };
        self.begin(container, end, &word, title.as_ref(), place);
        Some(past)
    }

    fn opens_code(&mut self, line: &Excerpt) -> bool {
        let text = line.text();
        let inner = behind_marks(text);
        let start = text.len() - inner.len();
        let Some((sign, length, rest)) = container_signs(inner).filter(|(sign, ..)| *sign != ':') else { return false };
        let kind = kind_of(rest);
        let has_tick = sign == '`' && rest.contains('`');
        // Backticks that are closed on the line are a code span.
        if has_tick && (!self.ours.contains(&kind) || code_span(inner).is_some()) {
            return false;
        }
        self.end_paragraph();
        let out = &mut self.plain.text;
        if has_tick {
            out.append(line, 0..start);
            out.insert(&"~".repeat(length), line.place(start));
            out.append(line, start + length..text.len());
        } else {
            out.append(line, 0..text.len());
        }
        self.code = Some(Code {
            sign,
            length,
            place: line.place(start),
            kind: kind.to_owned(),
            is_quoted: text[..start].contains('>'),
            has_tildes: has_tick,
            depth: self.open.len(),
        });
        true
    }

    fn begin(
        &mut self,
        container: Container,
        end: End,
        title: &Title,
        argument: Option<&(String, usize)>,
        place: usize,
    ) {
        self.end_paragraph();
        let number = self.plain.containers.len();
        self.plain.containers.push(container);
        self.open.push(Open { container: number, end });
        self.mark(Mark::Open(number), place);
        let out = &mut self.plain.text;
        let mut contents = None;
        match (title, argument) {
            (Title::None, _) => {}
            (Title::Word(word), _) | (Title::Argument(word), None) => out.insert(word, place),
            (Title::Argument(word), Some((text, at))) => {
                out.insert(word, place);
                out.copy(text, *at);
            }
            (Title::Contents(word), argument) => {
                out.insert(word, place);
                contents = argument;
            }
        }
        self.mark(Mark::Titled(number), place);
        if let Some((text, at)) = contents {
            self.plain.text.copy(text, *at);
            self.plain.text.insert("\n\n", *at);
        }
    }

    /// Closes the containers from this one on.
    fn close(&mut self, from: usize) {
        self.end_paragraph();
        let place = self.plain.text.place(self.plain.text.text().len().saturating_sub(1));
        if let Some(code) = self.code.take_if(|code| code.depth > from) {
            if self.ours.contains(&code.kind.as_str()) {
                let span = Span { start: code.place, end: code.place + code.length };
                let marks = code.sign.to_string().repeat(code.length);
                self.wrong.push(
                    Diagnostic::new(format!("this {} block is never closed", code.kind), span, "opened here")
                        .help(format!("close it with a line `{marks}`")),
                );
            }
            let sign = if code.has_tildes { '~' } else { code.sign };
            self.plain.text.insert(&format!("{}\n", sign.to_string().repeat(code.length)), place);
        }
        while self.open.len() > from {
            if let Some(open) = self.open.pop() {
                self.mark(Mark::Close(open.container), place);
            }
        }
    }

    fn mark(&mut self, mark: Mark, place: usize) {
        let number = self.plain.marks.len();
        self.plain.marks.push(mark);
        self.plain.text.insert(&format!("\n\n{}\n\n", container::written(number)), place);
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        with_dollars(&paragraph, &mut self.plain.text);
    }

    /// The indentation that the containers around ask for.
    fn indent(&self) -> usize {
        self.open
            .iter()
            .rev()
            .find_map(|open| if let End::Indent(least) = open.end { Some(least) } else { None })
            .unwrap_or(0)
    }

    fn finish(&mut self) {
        if self.open.is_empty() {
            // What is not closed stays so.
            self.end_paragraph();
        } else {
            self.close(0);
        }
    }
}

/// Where the line of a place ends, its line feed included.
fn line_end(source: &str, at: usize) -> usize {
    source[at..].find('\n').map_or(source.len(), |end| at + end + 1)
}

fn indent_bytes(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t']).len()
}

/// How far a line is indented, in columns.
fn indent_of(text: &str) -> usize {
    let mut width = 0;
    for sign in text.chars() {
        width += match sign {
            ' ' => 1,
            '\t' => INDENT - width % INDENT,
            _ => return width,
        };
    }
    width
}

/// Three or more backticks, tildes or colons, and what follows them.
fn container_signs(text: &str) -> Option<(char, usize, &str)> {
    let sign = text.chars().next().filter(|sign| "`~:".contains(*sign))?;
    let rest = text.trim_start_matches(sign);
    let length = text.len() - rest.len();
    (length >= 3).then_some((sign, length, rest))
}

/// The word behind a fence, with or without braces.
fn kind_of(info: &str) -> &str {
    let info = info.trim_start();
    let word = info.strip_prefix('{').and_then(|inner| inner.split('}').next()).unwrap_or(info);
    word.split_whitespace().next().unwrap_or_default()
}

/// Whether a `figure` is MyST's, which names the file of a picture, and not a block of ours.
fn is_picture(name: &str, argument: &str) -> bool {
    let file = argument.trim();
    name.trim() == "figure"
        && !file.contains(char::is_whitespace)
        && file.rsplit_once('.').is_some_and(|(_, kind)| PICTURES.contains(&kind))
}

/// Whether braces behind colons name a directive of MyST and not the attributes of a div.
fn is_directive(name: &str) -> bool {
    !name.trim_start().starts_with(['.', '#']) && !name.contains('=')
}

/// A line without the marks of quotations and list items in front.
fn behind_marks(text: &str) -> &str {
    let mut rest = text.trim_start_matches([' ', '\t']);
    loop {
        let digits = rest.trim_start_matches(|sign: char| sign.is_ascii_digit());
        let next = if let Some(quoted) = rest.strip_prefix('>') {
            quoted
        } else if let Some(item) = ["- ", "* ", "+ "].iter().find_map(|mark| rest.strip_prefix(mark)) {
            item
        } else if digits.len() < rest.len() && (digits.starts_with(". ") || digits.starts_with(") ")) {
            &digits[2..]
        } else {
            return rest;
        };
        rest = next.trim_start_matches([' ', '\t']);
    }
}

/// The options of a directive, `:key: value` or YAML between lines of `---`, and where what follows begins.
fn options(source: &str, from: usize) -> (Vec<(String, String)>, usize) {
    let mut found = Vec::new();
    let mut at = from;
    let mut in_block = false;
    while at < source.len() {
        let next = line_end(source, at);
        let line = source[at..next].trim();
        if line == "---" && (in_block || at == from) {
            at = next;
            if in_block {
                break;
            }
            in_block = true;
            continue;
        }
        let pair =
            if in_block { line.split_once(':') } else { line.strip_prefix(':').and_then(|line| line.split_once(':')) };
        match pair {
            Some((key, value)) if in_block || is_key(key) => {
                found.push((key.trim().to_owned(), value.trim().trim_matches('"').to_owned()));
                at = next;
            }
            None if in_block => at = next,
            _ => break,
        }
    }
    (found, at)
}

fn is_key(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_')
}

/// The name that a line gives to what is next to it: `(name)=`, ``:label:`name` ``.
fn label_of(line: &str) -> Option<&str> {
    let plain = |label: &&str| !label.is_empty() && !label.contains(['`', '(', ')', ' ']);
    let target = line.strip_prefix('(').and_then(|rest| rest.strip_suffix(")="));
    let role = [":label:`", ":eqlabel:`"].iter().find_map(|role| line.strip_prefix(role)?.strip_suffix('`'));
    target.or(role).filter(plain)
}
