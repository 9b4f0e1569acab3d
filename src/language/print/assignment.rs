//! The lines of an assignment as text.

use super::numeral::number;
use super::text::Printer;
use crate::language::syntax::{AssignmentLine, AssignmentLineKind, Submit};

impl Printer {
    pub(super) fn assignment_line(self, line: &AssignmentLine) -> String {
        let ids = |names: &[crate::language::syntax::Name]| {
            names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(", ")
        };
        let quoted = |reason: &Option<String>| reason.as_ref().map_or(String::new(), |text| format!(" \"{text}\""));
        match &line.kind {
            AssignmentLineKind::Setting(line) => self.line(line),
            AssignmentLineKind::AtLeast(line) => format!("at least {}", self.line(line)),
            AssignmentLineKind::Submit(Submit::Claim(name)) => format!("submit claim {}", name.text),
            AssignmentLineKind::Submit(Submit::Witness(name)) => format!("submit witness of {}", name.text),
            AssignmentLineKind::Submit(Submit::Program { class, name, arguments }) => {
                let class = if *class { "class " } else { "" };
                // These are the names in a program.
                let ascii = Self { unicode: false };
                format!("submit {class}{}({})", ascii.name(&name.text), ascii.names(arguments))
            }
            AssignmentLineKind::Points { points, items, reason } => {
                format!("points {} for {}{}", number(points), ids(items), quoted(reason))
            }
            AssignmentLineKind::Keep { points, what, reason } => {
                format!("keep   {} for {}{}", number(points), what.text, quoted(reason))
            }
            AssignmentLineKind::Accept(what) => format!("accept {}", what.text),
            AssignmentLineKind::Limit(limits) => {
                let limits: Vec<String> =
                    limits.iter().map(|(value, unit)| format!("{} {}", number(value), unit.text())).collect();
                format!("limit  {}", limits.join(", "))
            }
            AssignmentLineKind::Feedback { after_due: true } => "feedback after due".to_owned(),
            AssignmentLineKind::Feedback { after_due: false } => "feedback now".to_owned(),
        }
    }
}
