//! The frames of containers: admonitions, theorems, tabs and figures.

use super::escape;
use crate::language::markdown::Container;

/// Where a container begins, and its title if it has one.
pub(super) fn open(container: &Container, has_title: bool) -> String {
    let id = container.label.as_ref().map(|label| format!(" id=\"{}\"", escape::text(label))).unwrap_or_default();
    let kind: String =
        container.kind.chars().map(|sign| if sign.is_ascii_alphanumeric() { sign } else { '-' }).collect();
    match (element(container), has_title) {
        ("details", true) => format!("<details class=\"box box-{kind}\"{id}>\n<summary>"),
        ("details", false) => format!("<details class=\"box box-{kind}\"{id}>\n<summary>Details</summary>\n"),
        (element, true) => format!("<{element} class=\"box box-{kind}\"{id}>\n<div class=\"box-title\">"),
        (element, false) => format!("<{element} class=\"box-{kind}\"{id}>\n"),
    }
}

/// Where the title of a container ends.
pub(super) fn titled(container: &Container) -> &'static str {
    if element(container) == "details" { "</summary>\n" } else { "</div>\n" }
}

/// Where a container ends.
pub(super) fn close(container: &Container) -> &'static str {
    match element(container) {
        "details" => "</details>\n",
        "figure" => "</figure>\n",
        _ => "</section>\n",
    }
}

/// A place that can be referred to.
pub(super) fn anchor(label: &str) -> String {
    format!("<span id=\"{}\"></span>", escape::text(label))
}

fn element(container: &Container) -> &'static str {
    match (container.is_folded, container.kind.as_str()) {
        (true, _) => "details",
        (false, "figure") => "figure",
        (false, _) => "section",
    }
}
