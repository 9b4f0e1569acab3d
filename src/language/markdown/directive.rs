//! What opens a container: MyST directives, divs of pandoc and Quarto, admonitions and tabs of MkDocs.

/// Directives whose contents are no Markdown: they are shown as a listing.
const LISTINGS: [&str; 26] = [
    "bash",
    "bibliography",
    "code",
    "code-block",
    "code-cell",
    "csv-table",
    "dot",
    "embed",
    "eval-rst",
    "glossary",
    "graphviz",
    "iframe",
    "include",
    "julia",
    "list-table",
    "literalinclude",
    "mermaid",
    "ojs",
    "parsed-literal",
    "python",
    "r",
    "raw",
    "sourcecode",
    "sql",
    "tableofcontents",
    "toctree",
];
/// Directives whose argument is the title.
const TITLED: [&str; 8] = ["admonition", "card", "dropdown", "grid-item-card", "sidebar", "tab", "tab-item", "topic"];
/// Directives whose argument is the first line of their contents.
const REMARKS: [&str; 13] = [
    "attention",
    "caution",
    "danger",
    "error",
    "epigraph",
    "hint",
    "important",
    "note",
    "seealso",
    "tip",
    "todo",
    "versionadded",
    "warning",
];
/// Containers that only arrange what is in them.
const ARRANGING: [&str; 8] =
    ["columns", "column", "div", "grid", "margin", "panel-tabset", "tab-set", "content-visible"];
/// What the names of theorems and their like begin with in Quarto.
const NUMBERED: [(&str, &str); 9] = [
    ("thm-", "theorem"),
    ("lem-", "lemma"),
    ("cor-", "corollary"),
    ("prp-", "proposition"),
    ("cnj-", "conjecture"),
    ("def-", "definition"),
    ("exm-", "example"),
    ("exr-", "exercise"),
    ("sol-", "solution"),
];

/// What is to be done with a directive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nature {
    /// A listing, shown as it stands.
    Listing,
    /// One equation.
    Equation,
    /// A picture with a caption.
    Picture,
    /// Markdown in a frame.
    Frame,
}

/// What a directive of this name is.
pub(super) fn nature(name: &str) -> Nature {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "-_:".contains(sign);
    match name {
        "math" => Nature::Equation,
        "figure" | "image" => Nature::Picture,
        // `{r, echo=FALSE}`, `{.python .input}`, `{=html}`.
        _ if LISTINGS.contains(&name) || !name.chars().all(plain) || name.is_empty() => Nature::Listing,
        _ => Nature::Frame,
    }
}

/// What stands above the contents of a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Title {
    None,
    /// The words are not in the file.
    Word(String),
    /// The argument, behind the words.
    Argument(String),
    /// The argument is no title, but begins the contents.
    Contents(String),
}

/// The title of a directive with an argument or none.
pub(super) fn title(kind: &str, has_argument: bool) -> Title {
    let word = capital(kind.rsplit(':').next().unwrap_or(kind));
    match (kind, has_argument) {
        _ if ARRANGING.contains(&kind) => Title::None,
        (_, false) => Title::Word(word),
        _ if TITLED.contains(&kind) => Title::Argument(String::new()),
        _ if REMARKS.contains(&kind) => Title::Contents(word),
        _ => Title::Argument(format!("{word}: ")),
    }
}

/// The word with a capital.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

/// The attributes of a div or of an equation: `{#label .class key="value"}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) label: Option<String>,
    pub(super) classes: Vec<String>,
    pub(super) pairs: Vec<(String, String)>,
}

impl Attributes {
    /// Reads what stands between the braces.
    pub(super) fn read(text: &str) -> Self {
        let mut found = Self::default();
        let mut rest = text.trim();
        while !rest.is_empty() {
            let quoted = rest.find("=\"").filter(|place| !rest[..*place].contains(char::is_whitespace));
            let end = match quoted {
                Some(place) => rest[place + 2..].find('"').map_or(rest.len(), |end| place + 2 + end + 1),
                None => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            };
            let word = &rest[..end];
            if let Some(label) = word.strip_prefix('#') {
                found.label = Some(label.to_owned());
            } else if let Some((key, value)) = word.split_once('=') {
                found.pairs.push((key.to_owned(), value.trim_matches('"').to_owned()));
            } else {
                found.classes.push(word.trim_start_matches('.').to_owned());
            }
            rest = rest[end..].trim_start();
        }
        found
    }

    /// The kind of a div: `callout-note` is a note, `#thm-descent` a theorem.
    pub(super) fn kind(&self) -> String {
        let class = self.classes.first().map(|class| class.strip_prefix("callout-").unwrap_or(class).to_lowercase());
        let numbered =
            self.label.as_ref().and_then(|label| NUMBERED.iter().find(|(start, _)| label.starts_with(start)));
        numbered.map(|(_, kind)| (*kind).to_owned()).or(class).unwrap_or_else(|| "div".into())
    }

    /// The value of a key.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        self.pairs.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }
}

/// A title with its place in its line.
type PlacedTitle<'a> = (usize, &'a str);

/// An admonition or a tab of MkDocs: its kind, the title in quotes, and whether it is folded.
pub(super) fn admonition(line: &str) -> Option<(String, Option<PlacedTitle<'_>>, bool)> {
    let (mark, rest) = line.split_once(' ')?;
    let title = || {
        let open = line.find('"')?;
        let close = line.rfind('"').filter(|close| *close > open)?;
        Some((open + 1, &line[open + 1..close]))
    };
    match mark {
        "!!!" | "???" | "???+" => {
            let kind = rest.trim_start().split([' ', '"']).next().filter(|kind| !kind.is_empty()).unwrap_or("note");
            let plain = kind.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-' || sign == '_');
            plain.then(|| (kind.to_lowercase(), title(), mark == "???"))
        }
        "===" | "===!" | "===+" => Some(("tab".into(), Some(title()?), false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Attributes, Nature, Title, admonition, nature, title};

    #[test]
    fn a_directive_is_a_listing_an_equation_a_picture_or_a_frame() {
        for name in ["code-cell", "r, echo=FALSE", ".python .input", "=html", "python"] {
            assert_eq!(nature(name), Nature::Listing, "{name}");
        }
        assert_eq!(
            [nature("math"), nature("figure"), nature("prf:theorem")],
            [Nature::Equation, Nature::Picture, Nature::Frame]
        );
    }

    #[test]
    fn the_argument_is_the_title_or_a_part_of_it() {
        assert_eq!(title("admonition", true), Title::Argument(String::new()));
        assert_eq!(title("prf:theorem", true), Title::Argument("Theorem: ".into()));
        assert_eq!(title("note", true), Title::Contents("Note".into()));
        assert_eq!(title("tab-set", false), Title::None);
    }

    #[test]
    fn attributes_of_divs_name_kind_and_label() {
        let read = Attributes::read(".callout-note collapse=\"true\" title=\"A b\"");
        assert_eq!((read.kind().as_str(), read.value("title")), ("note", Some("A b")));
        assert_eq!(Attributes::read("#thm-descent").kind(), "theorem");
    }

    #[test]
    fn admonitions_and_tabs_are_told_from_headings() {
        assert_eq!(admonition("!!! theorem \"Descent\""), Some(("theorem".into(), Some((13, "Descent")), false)));
        assert_eq!(admonition("??? note").map(|found| found.2), Some(true));
        assert_eq!(admonition("=== \"Tab one\"").map(|found| found.0), Some("tab".into()));
        assert_eq!(admonition("================"), None);
        assert_eq!(admonition("!!! wow, this (text)"), None);
    }
}
