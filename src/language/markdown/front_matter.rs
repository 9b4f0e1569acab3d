//! What a file says about itself before it begins, in YAML.

use saphyr::{LoadableYamlNode, Yaml};

use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::Span;

/// The front matter of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The title of the file.
    pub title: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// TeX macros: the name without its backslash, and what it stands for.
    pub macros: Vec<(String, String)>,
    /// The files of the bibliography.
    pub bibliography: Vec<String>,
    /// How many bytes of the file it takes.
    pub length: usize,
}

/// Reads the front matter of a file; what is wrong with it is added to `wrong`. A file that begins with a line across
/// the page and ordinary text has none.
pub(super) fn front_matter(source: &str, wrong: &mut Vec<Diagnostic>) -> FrontMatter {
    let Some((text, length)) = between_lines(source) else { return FrontMatter::default() };
    let loaded = Yaml::load_from_str(text);
    let fields = match &loaded {
        Ok(documents) => match documents.first() {
            Some(Yaml::Mapping(fields)) => fields,
            _ => return FrontMatter::default(),
        },
        // A line across the page, and text that happens to be no YAML.
        Err(_) if !text.lines().next().is_some_and(|line| line.contains(':')) => return FrontMatter::default(),
        Err(cause) => {
            let span = Span { start: 0, end: 3 };
            wrong.push(
                Diagnostic::new("the front matter of this file is no YAML", span, "begins here")
                    .help(format!("YAML says: {cause}")),
            );
            return FrontMatter { length, ..FrontMatter::default() };
        }
    };
    let mut found = FrontMatter { length, ..FrontMatter::default() };
    for (key, value) in fields {
        match key.as_str() {
            Some("title") => found.title = text_of(value),
            Some("author" | "authors") => found.authors = texts_of(value),
            Some("bibliography") => found.bibliography = texts_of(value),
            Some("macros") => found.macros.extend(macros_of(value)),
            // Where MyST has them.
            Some("math") => found.macros.extend(macros_of(value)),
            _ => {}
        }
    }
    found
}

/// The text between a first line of `---` and one of `---` or `...`, and where what follows begins.
fn between_lines(source: &str) -> Option<(&str, usize)> {
    let start = source.strip_prefix('\u{feff}').map_or(0, |_| '\u{feff}'.len_utf8());
    let mut place = start;
    for line in source[start..].split_inclusive('\n') {
        let text = line.trim_end();
        if place == start {
            if text != "---" {
                return None;
            }
        } else if text == "---" || text == "..." {
            let first = start + source[start..].find('\n')? + 1;
            return Some((&source[first..place], place + line.len()));
        }
        place += line.len();
    }
    None
}

fn text_of(value: &Yaml<'_>) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.as_integer().map(|number| number.to_string()))
}

/// A text, a list of texts, or a list of entries with a `name`.
fn texts_of(value: &Yaml<'_>) -> Vec<String> {
    match value {
        Yaml::Sequence(items) => items.iter().flat_map(texts_of).collect(),
        Yaml::Mapping(fields) => {
            let name = fields.iter().find(|(key, _)| key.as_str() == Some("name"));
            name.and_then(|(_, value)| text_of(value)).into_iter().collect()
        }
        other => text_of(other).into_iter().collect(),
    }
}

/// `"\R": "\mathbb R"`, with or without the backslash; MathJax writes a macro with arguments as a list.
fn macros_of(value: &Yaml<'_>) -> Vec<(String, String)> {
    let Yaml::Mapping(fields) = value else { return Vec::new() };
    let one = |(key, value): (&Yaml<'_>, &Yaml<'_>)| {
        let meaning = match value {
            Yaml::Sequence(items) => items.first().and_then(text_of)?,
            other => text_of(other)?,
        };
        Some((key.as_str()?.trim_start_matches('\\').to_owned(), meaning))
    };
    fields.iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::front_matter;

    #[test]
    fn title_authors_and_macros_are_read() {
        let source = "---\ntitle: Descent\nauthor:\n  - name: A. Author\n  - B. Author\nmath:\n  '\\R': '\\mathbb{R}'\n---\n# One\n";
        let mut wrong = Vec::new();
        let found = front_matter(source, &mut wrong);
        assert!(wrong.is_empty());
        assert_eq!(found.title.as_deref(), Some("Descent"));
        assert_eq!(found.authors, ["A. Author", "B. Author"]);
        assert_eq!(found.macros, [("R".to_owned(), "\\mathbb{R}".to_owned())]);
        assert_eq!(&source[found.length..], "# One\n");
    }

    #[test]
    fn a_line_across_the_page_is_no_front_matter() {
        let mut wrong = Vec::new();
        assert_eq!(front_matter("---\n\nText.\n\n---\n", &mut wrong).length, 0);
        assert!(wrong.is_empty());
        front_matter("---\ntitle: [\n---\n", &mut wrong);
        assert_eq!(wrong.len(), 1);
    }
}
