//! TeX between the signs that LaTeX has for it, rewritten with dollars.

use super::excerpt::Excerpt;

/// Environments that stand for themselves, without dollars.
const ENVIRONMENTS: [&str; 8] =
    ["align", "align*", "equation", "equation*", "gather", "gather*", "multline", "multline*"];

/// Adds a paragraph to `out`, with backslashes before dollars that are none of a formula: `\(..\)` becomes `$..$`, and `\[..\]` and bare environments become `$$..$$`. Code spans stay.
pub(super) fn with_dollars(paragraph: &Excerpt, out: &mut Excerpt) {
    let text = paragraph.text();
    let (mut done, mut at) = (0, 0);
    while at < text.len() {
        let rest = &text[at..];
        if rest.starts_with('`') {
            at += code_span(rest).unwrap_or_else(|| run(rest));
        } else if let Some(formula) = rest.strip_prefix("$$") {
            at += formula.find("$$").map_or(2, |end| end + 4);
        } else if rest.starts_with('$') {
            if let Some(length) = formula(rest) {
                at += length;
                continue;
            }
            out.append(paragraph, done..at);
            out.insert("\\", paragraph.place(at));
            done = at;
            at += 1;
        } else if let Some((open, close, dollars)) = delimiters(rest, text[..at].ends_with(['\n', ' ']) || at == 0) {
            let Some(end) = rest[open.len()..].find(&*close).map(|end| open.len() + end) else {
                at += open.len();
                continue;
            };
            let keeps = close.starts_with("\\end");
            let (from, to) = if keeps { (0, end + close.len()) } else { (open.len(), end) };
            let inner = &rest[from..to];
            let (lead, tail) = (inner.len() - inner.trim_start().len(), inner.len() - inner.trim_end().len());
            if inner.contains('$') || lead == inner.len() {
                at += end + close.len();
                continue;
            }
            out.append(paragraph, done..at);
            out.insert(dollars, paragraph.place(at));
            out.append(paragraph, at + from + lead..at + to - tail);
            out.insert(dollars, paragraph.place(at + to - tail));
            at += end + close.len();
            done = at;
        } else if let Some(escaped) = rest.strip_prefix('\\') {
            at += 1 + escaped.chars().next().map_or(0, char::len_utf8);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    out.append(paragraph, done..text.len());
}

/// The bytes of a formula between single dollars; None where the dollar is money.
fn formula(text: &str) -> Option<usize> {
    let inner = &text[1..];
    if inner.starts_with(|sign: char| sign.is_whitespace() || sign == '$') {
        return None;
    }
    let mut before = ' ';
    let mut signs = inner.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => _ = signs.next(),
            '`' => return None,
            '$' if !before.is_whitespace() && !inner[at + 1..].starts_with(|next: char| next.is_ascii_digit()) => {
                return Some(at + 2);
            }
            _ => {}
        }
        before = sign;
    }
    None
}

/// What opens here, what closes it, and the dollars for it.
fn delimiters(rest: &str, begins_word: bool) -> Option<(String, String, &'static str)> {
    if rest.starts_with("\\(") {
        return Some(("\\(".into(), "\\)".into(), "$"));
    }
    if rest.starts_with("\\[") {
        return Some(("\\[".into(), "\\]".into(), "$$"));
    }
    let name = rest.strip_prefix("\\begin{")?.split('}').next()?;
    let known = begins_word && ENVIRONMENTS.contains(&name);
    known.then(|| (format!("\\begin{{{name}}}"), format!("\\end{{{name}}}"), "$$"))
}

/// The bytes of a run of backticks.
fn run(text: &str) -> usize {
    text.len() - text.trim_start_matches('`').len()
}

/// The bytes of a code span; None where the backticks are not closed.
pub(super) fn code_span(text: &str) -> Option<usize> {
    let open = run(text);
    let mut at = open;
    while let Some(next) = text[at..].find('`') {
        at += next;
        let length = run(&text[at..]);
        at += length;
        if length == open {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::with_dollars;
    use crate::language::markdown::Excerpt;

    fn rewritten(text: &str) -> String {
        let (mut paragraph, mut out) = (Excerpt::default(), Excerpt::default());
        paragraph.copy(text, 0);
        with_dollars(&paragraph, &mut out);
        out.text().to_owned()
    }

    #[test]
    fn delimiters_of_latex_become_dollars() {
        assert_eq!(rewritten(r"a \( x \) b \[ y \] c"), "a $x$ b $$y$$ c");
        assert_eq!(rewritten("\\begin{align}\na\n\\end{align}"), "$$\\begin{align}\na\n\\end{align}$$");
    }

    #[test]
    fn dollars_that_are_money_are_escaped() {
        assert_eq!(rewritten(r"Between $5 and $6, 100\$, `$x$`"), r"Between \$5 and \$6, 100\$, `$x$`");
        assert_eq!(rewritten(r"$\{a\}$ and $5"), r"$\{a\}$ and \$5");
    }

    #[test]
    fn code_and_escapes_stay() {
        for text in [r"`\(x\)`", r"``a ` \(x\)``", r"\\(x\\)", r"\(x", r"$$ \\[2pt] \(y\) $$", "a ` b"] {
            assert_eq!(rewritten(text), text);
        }
    }
}
