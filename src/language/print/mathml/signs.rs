//! MathML for symbols: names with their scripts, brackets, operators.

use crate::language::parse::GREEK;

/// A letter with what is below and above it.
#[derive(Debug, Clone, Default)]
pub(super) struct Script {
    base: String,
    below: Vec<String>,
    above: Vec<String>,
}

impl Script {
    /// A base in MathML.
    pub(super) fn new(base: String) -> Self {
        Self { base, ..Self::default() }
    }

    /// Adds to what is below, behind a comma.
    pub(super) fn below(&mut self, text: &str) {
        self.below.push(text.to_owned());
    }

    /// Adds to what is above.
    pub(super) fn above(&mut self, text: &str) {
        self.above.push(text.to_owned());
    }

    /// The run that it belongs to, above it in brackets.
    pub(super) fn run(&mut self, run: Option<&str>) {
        if let Some(run) = run {
            self.above(&bracketed(&script(run).finish()));
        }
    }

    /// Whether an exponent can be above it.
    pub(super) fn can_be_raised(&self) -> bool {
        self.above.is_empty()
    }

    /// With an exponent.
    pub(super) fn raised(mut self, exponent: &str) -> String {
        self.above(exponent);
        self.finish()
    }

    /// The whole in MathML.
    pub(super) fn finish(&self) -> String {
        let below = row(&self.below.join("<mo>,</mo>"));
        let above = row(&self.above.concat());
        match (self.below.is_empty(), self.above.is_empty()) {
            (true, true) => self.base.clone(),
            (false, true) => format!("<msub>{}{below}</msub>", self.base),
            (true, false) => format!("<msup>{}{above}</msup>", self.base),
            (false, false) => format!("<msubsup>{}{below}{above}</msubsup>", self.base),
        }
    }
}

/// A name of the language: `beta1` is β with 1 below, `w_star` is w with a star above.
pub(super) fn script(name: &str) -> Script {
    if name == "inf" {
        return Script::new("<mi>∞</mi>".to_owned());
    }
    let mut parts = name.split('_');
    let first = parts.next().unwrap_or_default();
    let stem = first.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let letter = greek(stem);
    let digits = &first[stem.len()..];
    // `m0` beside the sequence `m` must not look like its value at 0.
    let is_short = letter.is_some() || stem.chars().count() == 1 && digits != "0";
    let base = letter.map_or_else(|| stem.to_owned(), |letter| letter.to_string());
    let mut found = if is_short { Script::new(word(&base)) } else { Script::new(word(first)) };
    if is_short && !digits.is_empty() {
        found.below(&format!("<mn>{digits}</mn>"));
    }
    for part in parts {
        if part == "star" {
            found.above("<mo>⋆</mo>");
        } else if !part.is_empty() {
            let part = greek(part).map_or_else(|| part.to_owned(), |letter| letter.to_string());
            found.below(&word(&part));
        }
    }
    found
}

/// Whether a name is set as a word of several letters.
pub(super) fn is_word(name: &str) -> bool {
    let first = name.split('_').next().unwrap_or_default();
    let stem = first.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let is_letter = name == "inf" || greek(stem).is_some() || stem.chars().count() == 1 && &first[stem.len()..] != "0";
    !is_letter && first.chars().count() > 1
}

/// The letter of a Greek name.
#[must_use]
pub fn greek(name: &str) -> Option<char> {
    GREEK.iter().find(|(_, known)| *known == name).map(|(letter, _)| *letter)
}

/// Letters; one alone is set in italics by the browser, several stay upright. A number is one.
pub(super) fn word(text: &str) -> String {
    let text = escaped(text);
    if !text.is_empty() && text.chars().all(|sign| sign.is_ascii_digit()) {
        format!("<mn>{text}</mn>")
    } else {
        format!("<mi>{text}</mi>")
    }
}

/// Words within mathematics.
pub(super) fn text_of(text: &str) -> String {
    // Blanks at the ends would be dropped.
    format!("<mtext>{}</mtext>", escaped(text).replace(' ', "\u{a0}"))
}

/// An operator; `form` where the browser cannot tell it from where it stands.
pub(super) fn operator(sign: &str, form: &str) -> String {
    if form.is_empty() { format!("<mo>{sign}</mo>") } else { format!("<mo form=\"{form}\">{sign}</mo>") }
}

/// In round brackets, which grow with what they hold where that is tall.
pub(super) fn bracketed(inner: &str) -> String {
    let grows = growth(inner);
    format!("<mrow><mo{grows}>(</mo>{inner}<mo{grows}>)</mo></mrow>")
}

/// Between two signs that may look alike.
pub(super) fn between(open: &str, inner: &str, close: &str) -> String {
    let grows = growth(inner);
    format!("<mrow><mo form=\"prefix\"{grows}>{open}</mo>{inner}<mo form=\"postfix\"{grows}>{close}</mo></mrow>")
}

/// Scripts alone are no reason for larger brackets.
fn growth(inner: &str) -> &'static str {
    let holds = |tags: &[&str]| tags.iter().any(|tag| inner.contains(tag));
    // Where nothing sticks out, a sign that may grow does not.
    let is_tall = holds(&["<mfrac", "<munder", "<msqrt", "<mtable"]);
    if is_tall || !holds(&["<ms"]) { "" } else { " stretchy=\"false\"" }
}

/// A fraction with a bar.
pub(super) fn fraction(above: &str, below: &str) -> String {
    format!("<mfrac>{}{}</mfrac>", row(above), row(below))
}

/// One element, whatever it is made of.
pub(super) fn row(inner: &str) -> String {
    if is_single(inner) { inner.to_owned() } else { format!("<mrow>{inner}</mrow>") }
}

/// Whether it is exactly one element.
fn is_single(inner: &str) -> bool {
    let mut depth = 0_usize;
    let mut rest = inner;
    while let Some(tag) = rest.find('<').map(|start| &rest[start..]) {
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        if tag.starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !tag[..end].ends_with("/>") {
            depth += 1;
        }
        rest = &tag[end..];
        if depth == 0 {
            return rest.is_empty() && inner.starts_with('<');
        }
    }
    false
}

/// Text as XML.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::{row, script};

    #[test]
    fn only_several_elements_are_put_in_a_row() {
        assert_eq!(row("<mi>x</mi>"), "<mi>x</mi>");
        assert_eq!(row("<mrow><mi>x</mi><mi>y</mi></mrow>"), "<mrow><mi>x</mi><mi>y</mi></mrow>");
        assert_eq!(row("<mi>x</mi><mi>y</mi>"), "<mrow><mi>x</mi><mi>y</mi></mrow>");
        assert_eq!(row(""), "<mrow></mrow>");
    }

    #[test]
    fn names_have_their_scripts() {
        assert_eq!(script("beta1").finish(), "<msub><mi>β</mi><mn>1</mn></msub>");
        assert_eq!(script("w_star").finish(), "<msup><mi>w</mi><mo>⋆</mo></msup>");
        assert_eq!(script("eta_i").finish(), "<msub><mi>η</mi><mi>i</mi></msub>");
        assert_eq!(script("rate").finish(), "<mi>rate</mi>");
        assert_eq!(script("m0").finish(), "<mi>m0</mi>");
    }
}
