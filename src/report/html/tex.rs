//! TeX formulas as MathML.

use math_core::{LatexToMathML, MathCoreConfig, MathDisplay};

use super::escape;
use crate::language::{Diagnostic, syntax::Span};

/// Environments that number their equations.
const NUMBERED: [&str; 4] = ["align", "equation", "gather", "multline"];

/// A formula of the prose.
#[derive(Debug, Clone)]
pub(super) struct Formula {
    /// The TeX between the dollars.
    pub(super) tex: String,
    /// Whether it stands on a line of its own.
    pub(super) is_displayed: bool,
    /// The name that references to it use.
    pub(super) label: Option<String>,
    /// Where it stands in the file.
    pub(super) span: Span,
}

impl Formula {
    /// The formula with its label where TeX wants it.
    fn labelled(&self) -> String {
        let tex = self.tex.trim();
        let label = self.label.as_ref().map(|label| format!("\\label{{{label}}}")).unwrap_or_default();
        let end = NUMBERED.iter().map(|name| format!("\\end{{{name}}}")).find(|end| tex.ends_with(end));
        match end {
            Some(end) => format!("{}{label}{end}", &tex[..tex.len() - end.len()]),
            None if label.is_empty() && !tex.contains("\\label{") && !tex.contains("\\tag{") => tex.to_owned(),
            None if !self.is_displayed => tex.to_owned(),
            None => format!("\\begin{{equation}}{tex}{label}\\end{{equation}}"),
        }
    }
}

/// The labels that TeX itself sets in a formula.
pub(super) fn labels(tex: &str) -> impl Iterator<Item = &str> {
    tex.split("\\label{").skip(1).filter_map(|rest| rest.split('}').next())
}

/// The formulas of a page as HTML, numbered together. What cannot be read is shown as typed, and said.
pub(super) fn formulas(all: &[Formula], macros: &[(String, String)]) -> (Vec<String>, Vec<Diagnostic>) {
    let mut warnings = Vec::new();
    let converter = converter(macros).unwrap_or_else(|message| {
        let span = Span { start: 0, end: 0 };
        warnings.push(Diagnostic::new(format!("the TeX macros are not used: {message}"), span, "in the front matter"));
        LatexToMathML::default()
    });
    let sources: Vec<(String, MathDisplay)> = all
        .iter()
        .map(|formula| {
            (formula.labelled(), if formula.is_displayed { MathDisplay::Block } else { MathDisplay::Inline })
        })
        .collect();
    let sources: Vec<(&str, MathDisplay)> = sources.iter().map(|(tex, display)| (tex.as_str(), *display)).collect();
    let mut shown = Vec::new();
    for (formula, converted) in all.iter().zip(converter.convert_all(&sources)) {
        shown.push(match converted {
            Ok(converted) => framed(formula, &converted.mathml),
            Err(error) => {
                let message = format!("this formula is shown as typed: {error}");
                warnings.push(Diagnostic::new(message, formula.span, "not understood"));
                as_typed(&formula.tex, formula.is_displayed)
            }
        });
    }
    (shown, warnings)
}

/// One formula in running text, such as a title; None where it cannot be read.
pub(super) fn inline(tex: &str, macros: &[(String, String)]) -> Option<String> {
    let converted = converter(macros).ok()?.convert_with_local_state(tex, MathDisplay::Inline);
    converted.ok().map(|converted| converted.mathml)
}

/// A formula as it stands in the file.
pub(super) fn as_typed(tex: &str, is_displayed: bool) -> String {
    let dollars = if is_displayed { "$$" } else { "$" };
    format!("<code class=\"tex\">{dollars}{}{dollars}</code>", escape::text(tex))
}

fn framed(formula: &Formula, mathml: &str) -> String {
    if !formula.is_displayed {
        return mathml.to_owned();
    }
    let label = formula.label.as_deref().or_else(|| labels(&formula.tex).next());
    let id = label.map(|label| format!(" id=\"{}\"", escape::text(label))).unwrap_or_default();
    format!("<span class=\"equation\"{id}>{mathml}</span>")
}

fn converter(macros: &[(String, String)]) -> Result<LatexToMathML, String> {
    let config =
        MathCoreConfig { macros: macros.to_vec(), allow_unreliable_rendering: true, ..MathCoreConfig::default() };
    LatexToMathML::new(config).map_err(|(error, _, meaning)| format!("`{meaning}`: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{Formula, formulas, inline};
    use crate::language::syntax::Span;

    fn shown(tex: &[(&str, bool, Option<&str>)]) -> (Vec<String>, usize) {
        let span = Span { start: 0, end: 0 };
        let formula = |(tex, is_displayed, label): &(&str, bool, Option<&str>)| Formula {
            tex: (*tex).to_owned(),
            is_displayed: *is_displayed,
            label: label.map(str::to_owned),
            span,
        };
        let all: Vec<Formula> = tex.iter().map(formula).collect();
        let (html, warnings) = formulas(&all, &[("R".into(), "\\mathbb{R}".into())]);
        (html, warnings.len())
    }

    #[test]
    fn a_reference_before_its_equation_has_its_number() {
        let (html, warnings) = shown(&[
            ("\\eqref{b}", false, None),
            ("x = 1", true, Some("a")),
            ("\\begin{align} y &= 2 \\\\ z &= 3 \\end{align}", true, Some("b")),
        ]);
        assert_eq!(warnings, 0);
        assert!(html[0].contains("(3)"), "{}", html[0]);
        assert!(html[1].contains("id=\"a\"") && html[1].contains("(1)"), "{}", html[1]);
    }

    #[test]
    fn what_is_not_understood_is_shown_as_typed_and_said() {
        let (html, warnings) = shown(&[("\\nosuchthing{<b>}", false, None), ("\\R", false, None)]);
        assert_eq!(warnings, 1);
        assert_eq!(html[0], "<code class=\"tex\">$\\nosuchthing{&lt;b&gt;}$</code>");
        assert!(html[1].contains('ℝ') || html[1].contains("ℝ"), "{}", html[1]);
    }

    #[test]
    fn text_in_a_formula_is_escaped() {
        let html = inline("\\text{<script>alert(1)</script>}", &[]).unwrap();
        assert!(!html.contains("<script"), "{html}");
    }
}
