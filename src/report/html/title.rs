//! Titles and other short texts as HTML.

use super::escape;
use super::tex;
use crate::language::print::mathml;

/// A title or another short text: TeX between dollars, the signs of mathematics elsewhere.
pub(super) fn title(title: &str, macros: &[(String, String)]) -> String {
    let signs = |plain: &str| escape::text(&mathml::signs(&plain.replace('`', "")));
    let mut html = String::new();
    let mut rest = title;
    while let Some((before, formula, after)) = formula_in(rest) {
        html.push_str(&signs(before));
        html.push_str(&tex::inline(formula, macros).unwrap_or_else(|| tex::as_typed(formula, false)));
        rest = after;
        // The hyphen of "$L$-smooth" is no minus.
        if let Some(word) = rest.strip_prefix('-').filter(|word| word.starts_with(char::is_alphabetic)) {
            html.push('-');
            rest = word;
        }
    }
    html + &signs(rest)
}

/// The first `$..$` of a text, which neither begins nor ends with a blank, and what is around it.
fn formula_in(text: &str) -> Option<(&str, &str, &str)> {
    let open = text.find('$')?;
    let close = open + 1 + text[open + 1..].find('$')?;
    let formula = &text[open + 1..close];
    let is_formula = !formula.is_empty() && formula.trim() == formula;
    is_formula.then(|| (&text[..open], formula, &text[close + 1..]))
}
