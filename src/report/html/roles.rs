//! What MyST, Quarto and others write inside of a line: roles, references, marks.

/// What the code span behind a role is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// TeX.
    Formula,
    /// The name of something.
    Reference,
    /// The key of a source.
    Citation,
    /// Text in an element of HTML.
    Tag(&'static str),
}

/// A piece of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Words(String),
    Html(String),
    /// `@fig-path`
    Reference(String),
    /// `\eqref{label}`
    Equation(String),
}

/// The role that words end in, ``{math}`..` `` or ``:math:`..` ``, and the words before it.
pub(super) fn role(words: &str) -> Option<(&str, Role)> {
    let (sign, other) = if words.ends_with('}') { ('}', '{') } else { (':', ':') };
    let inner = words.strip_suffix(sign)?;
    let start = inner.rfind(other)?;
    let role = match &inner[start + 1..] {
        "math" => Role::Formula,
        "eq" | "eqref" | "ref" | "numref" | "prf:ref" | "doc" | "term" => Role::Reference,
        "cite" | "cite:t" | "cite:p" | "citep" | "citet" => Role::Citation,
        "code" => Role::Tag("code"),
        "sub" => Role::Tag("sub"),
        "sup" => Role::Tag("sup"),
        "kbd" => Role::Tag("kbd"),
        _ => return None,
    };
    Some((&words[..start], role))
}

/// The text and the label of a reference: `text <label>`, or a label alone.
pub(super) fn named(code: &str) -> (Option<&str>, &str) {
    match code.strip_suffix('>').and_then(|code| code.rsplit_once('<')) {
        Some((text, label)) => (Some(text.trim()), label.trim()),
        None => (None, code),
    }
}

/// The pieces of a line: `==marked==`, `x^2^`, `@sec-start` and `\eqref{..}`.
pub(super) fn pieces(words: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut plain = String::new();
    let mut rest = words;
    while let Some(first) = rest.chars().next() {
        let before = plain.chars().next_back();
        let (piece, length) = special(rest, before).unwrap_or((None, first.len_utf8()));
        match piece {
            Some(piece) => {
                if !plain.is_empty() {
                    found.push(Piece::Words(std::mem::take(&mut plain)));
                }
                found.push(piece);
            }
            None => plain.push(first),
        }
        rest = &rest[length..];
    }
    if !plain.is_empty() {
        found.push(Piece::Words(plain));
    }
    found
}

fn special(rest: &str, before: Option<char>) -> Option<(Option<Piece>, usize)> {
    if let Some(inner) = rest.strip_prefix("==") {
        let end = inner.find("==").filter(|end| *end > 0 && inner[..*end].trim() == &inner[..*end])?;
        let html = format!("<mark>{}</mark>", super::escape::text(&inner[..end]));
        return Some((Some(Piece::Html(html)), end + 4));
    }
    let script = [('^', "sup"), ('~', "sub")].into_iter().find(|(sign, _)| rest.starts_with(*sign));
    if let Some((sign, tag)) = script.filter(|_| before.is_some_and(char::is_alphanumeric)) {
        let inner = &rest[1..];
        let end = inner.find(sign).filter(|end| *end > 0 && !inner[..*end].contains(char::is_whitespace))?;
        if sign == '^' && inner[end + 1..].starts_with(char::is_alphanumeric) {
            return None;
        }
        let html = format!("<{tag}>{}</{tag}>", super::escape::text(&inner[..end]));
        return Some((Some(Piece::Html(html)), end + 2));
    }
    if let Some(inner) = rest.strip_prefix("\\eqref{") {
        let end = inner.find('}')?;
        return Some((Some(Piece::Equation(inner[..end].to_owned())), "\\eqref{".len() + end + 1));
    }
    let inner = rest.strip_prefix('@').filter(|_| !before.is_some_and(char::is_alphanumeric))?;
    let known = ["fig-", "eq-", "sec-", "thm-", "lem-", "cor-", "prp-", "def-", "exm-", "exr-", "tbl-"];
    known.iter().any(|start| inner.starts_with(start)).then(|| {
        let end = inner.find(|sign: char| !sign.is_alphanumeric() && sign != '-' && sign != '_').unwrap_or(inner.len());
        (Some(Piece::Reference(inner[..end].to_owned())), end + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::{Piece, Role, named, pieces, role};

    #[test]
    fn a_role_stands_in_front_of_its_code_span() {
        assert_eq!(role("by {eq}"), Some(("by ", Role::Reference)));
        assert_eq!(role("see :numref:"), Some(("see ", Role::Reference)));
        assert_eq!(role("{math}"), Some(("", Role::Formula)));
        assert_eq!(role("note: the rate"), None);
        assert_eq!(role("the rates:"), None);
        assert_eq!(named("the start <sec-gd>"), (Some("the start"), "sec-gd"));
    }

    #[test]
    fn marks_powers_and_references_are_found_in_words() {
        let words = |text: &str| Piece::Words(text.to_owned());
        let html = |text: &str| Piece::Html(text.to_owned());
        assert_eq!(pieces("a x^2^ b"), [words("a x"), html("<sup>2</sup>"), words(" b")]);
        assert_eq!(pieces("H~2~O"), [words("H"), html("<sub>2</sub>"), words("O")]);
        assert_eq!(pieces("x^2 and y^2"), [words("x^2 and y^2")]);
        assert_eq!(pieces("==so=="), [html("<mark>so</mark>")]);
        assert_eq!(pieces("a == b and c == d"), [words("a == b and c == d")]);
        assert_eq!(pieces("See @eq-a."), [words("See "), Piece::Reference("eq-a".into()), words(".")]);
        assert_eq!(pieces("me@fig-x"), [words("me@fig-x")]);
        assert_eq!(pieces("\\eqref{a}"), [Piece::Equation("a".into())]);
    }
}
