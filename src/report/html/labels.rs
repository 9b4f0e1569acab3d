//! What references of the prose lead to.

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::tex;
use crate::language::Document;
use crate::language::markdown::Mark;

/// Something with a name that references use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) name: String,
    /// What a reference without a text says; empty for an equation, whose number is not known here.
    pub(super) says: String,
    pub(super) is_equation: bool,
}

/// The labels of a file: of headings, equations, containers and places.
pub(super) fn labels(document: &Document) -> Vec<Label> {
    let plain = &document.plain;
    let mut found: Vec<Label> = Vec::new();
    // Labels that wait for the heading or the title behind them.
    let mut waiting: Vec<usize> = Vec::new();
    let mut says = String::new();
    let mut is_last_equation = false;
    for (event, _) in Parser::new_ext(plain.text.text(), Document::options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { id, .. }) => {
                says.clear();
                if let Some(id) = id {
                    waiting.push(found.len());
                    found.push(Label { name: id.to_string(), says: String::new(), is_equation: false });
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                for place in waiting.drain(..) {
                    found[place].says.clone_from(&says);
                }
            }
            Event::DisplayMath(formula) => {
                is_last_equation = true;
                let own = tex::labels(&formula).map(equation);
                found.extend(own);
            }
            Event::Html(html) => match plain.mark(&html) {
                Some(Mark::Label(name)) if is_last_equation => found.push(equation(name)),
                Some(Mark::Label(name)) => {
                    waiting.push(found.len());
                    found.push(Label { name: name.clone(), says: name.clone(), is_equation: false });
                }
                Some(Mark::Open(number)) => {
                    says.clear();
                    let label = plain.containers.get(*number).and_then(|container| container.label.clone());
                    if let Some(name) = label {
                        waiting.push(found.len());
                        found.push(Label { says: name.clone(), name, is_equation: false });
                    }
                }
                Some(Mark::Titled(_)) if !says.is_empty() => {
                    for place in waiting.drain(..) {
                        found[place].says.clone_from(&says);
                    }
                }
                Some(Mark::Titled(_) | Mark::Close(_)) | None => {}
            },
            Event::Text(text) | Event::Code(text) => {
                if let Some(label) = text.trim_start().strip_prefix("{#").filter(|_| is_last_equation) {
                    found.extend(label.split('}').next().map(equation));
                }
                is_last_equation = false;
                says.push_str(&text);
            }
            Event::InlineMath(formula) => says.push_str(&format!("${formula}$")),
            Event::SoftBreak => says.push(' '),
            _ => {}
        }
    }
    found
}

fn equation(name: &str) -> Label {
    Label { name: name.to_owned(), says: String::new(), is_equation: true }
}
