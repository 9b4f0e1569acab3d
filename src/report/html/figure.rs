//! Figures on pages.

use super::escape::text;
use crate::report::notes::Drawing;

/// A picture as part of the page. It is embedded as data, so that its names and styles do not clash with others on the page.
/// Its block is shown below it.
pub(super) fn figure(name: &str, drawing: &Drawing, written: &str) -> String {
    let caption = match drawing.caption.as_str() {
        "" => String::new(),
        caption => format!("<figcaption>{}</figcaption>", text(caption)),
    };
    format!(
        "<figure id=\"figure-{}\"><img alt=\"{}\" src=\"data:image/svg+xml,{}\">{caption}<details><summary>As written\
         </summary><pre tabindex=\"0\"><code>{}</code></pre></details></figure>\n",
        text(name),
        text(&drawing.alt),
        encoded(&drawing.svg),
        text(written),
    )
}

/// SVG as part of an address in double quotes.
fn encoded(svg: &str) -> String {
    let mut out = String::with_capacity(svg.len() + svg.len() / 8);
    for sign in svg.chars() {
        match sign {
            '"' => out.push('\''),
            '\'' => out.push_str("%27"),
            '%' => out.push_str("%25"),
            '#' => out.push_str("%23"),
            '<' => out.push_str("%3C"),
            '>' => out.push_str("%3E"),
            '&' => out.push_str("%26"),
            '\n' | '\r' | '\t' => out.push(' '),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn nothing_ends_the_address_early() {
        let text = encoded("<svg a=\"#b\" c='100%'>\n&amp;</svg>");
        assert!(!text.contains(['"', '<', '>', '#', '&', '\n']), "{text}");
        assert_eq!(text, "%3Csvg a='%23b' c=%27100%25%27%3E %26amp;%3C/svg%3E");
    }
}
