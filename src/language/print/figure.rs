//! The lines of a figure as text.

use super::text::Printer;
use crate::language::syntax::{DataLine, DataSource, Expr, FigureLine, FigureLineKind, Layer, LayerShape, Precedence};

impl Printer {
    pub(super) fn figure_line(self, line: &FigureLine) -> String {
        let part = |value: &Expr| self.at_least(value, Precedence::Sum, false);
        match &line.kind {
            FigureLineKind::Setting(line) => self.line(line),
            FigureLineKind::Data(data) => self.data(data),
            FigureLineKind::Each { name, values } => {
                let values: Vec<String> = values.iter().map(part).collect();
                format!("each  {} {} {}", self.name(&name.text), self.pick("in", "∈"), values.join(", "))
            }
            FigureLineKind::Note(text) => format!("note  \"{text}\""),
            FigureLineKind::Panel(title) => format!("panel \"{title}\""),
            FigureLineKind::Axis { horizontal, title, log, range } => {
                let (axis, log) = (if *horizontal { "x" } else { "y" }, if *log { " log" } else { "" });
                let range = range.as_ref().map_or_else(String::new, |range| format!(" {}", self.ends(range)));
                format!("{axis} \"{title}\"{log}{range}")
            }
            FigureLineKind::Equal => "equal".to_owned(),
            FigureLineKind::Animate => "animate".to_owned(),
            FigureLineKind::Layer(layer) => self.layer(layer),
        }
    }

    fn data(self, DataLine { name, loss, source }: &DataLine) -> String {
        let part = |value: &Expr| self.at_least(value, Precedence::Sum, false);
        let mut text = format!("data  {}: {} of ", self.name(&name.text), loss.text);
        match source {
            DataSource::Targets(targets) => {
                let targets: Vec<String> = targets.iter().map(part).collect();
                text.push_str(&format!("targets {}", targets.join(", ")));
            }
            DataSource::Shipped { set, columns, rows } => {
                text.push_str(&format!("\"{set}\""));
                let columns: Vec<&str> = columns.iter().map(|column| column.text.as_str()).collect();
                if !columns.is_empty() {
                    text.push_str(&format!(" by {}", columns.join(", ")));
                }
                if let Some((first, second, last)) = rows {
                    let second = second
                        .as_ref()
                        .map_or(String::new(), |second| format!(", {}", self.tight(second, Precedence::Sum)));
                    text.push_str(&format!(
                        " rows {}{second}..{}",
                        self.tight(first, Precedence::Sum),
                        self.tight(last, Precedence::Sum)
                    ));
                }
            }
        }
        text
    }

    fn layer(self, layer: &Layer) -> String {
        let part = |value: &Expr| self.at_least(value, Precedence::Sum, false);
        let mut text = match &layer.shape {
            LayerShape::Curve { role, y, x } => format!("{} {} against {}", role.word(), part(y), part(x)),
            LayerShape::Path(point) => format!("path {}", part(point)),
            LayerShape::Arrow { vector, tail } => format!("arrow {} at {}", part(vector), part(tail)),
            LayerShape::Contours { objective, over: [across, up] } => {
                format!("contours {} over {}, {}", self.name(&objective.text), self.ends(across), self.ends(up))
            }
            LayerShape::Level { upright, at } => format!("level {} = {}", if *upright { "x" } else { "y" }, part(at)),
        };
        text.extend(layer.range.as_ref().map(|range| self.index_range(range)));
        text.extend(layer.label.as_ref().map(|label| format!(" \"{label}\"")));
        text
    }

    fn ends(self, (low, high): &(Expr, Expr)) -> String {
        format!("{}..{}", self.tight(low, Precedence::Sum), self.tight(high, Precedence::Sum))
    }
}
