//! `figure` blocks: the runs, as in a claim, and the layers to draw.

use super::diagnostic::Diagnostic;
use super::expression::{KEYWORDS, Parsed, Reader};
use super::lexer::TokenKind;
use super::parser::{claim_line, id, ids, index_range, nearly, quoted};
use super::syntax::{Expr, IndexRange, Line, Name, Span};

/// One line of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct FigureLine {
    /// What it says.
    pub kind: FigureLineKind,
    /// Its place in the file.
    pub span: Span,
}

/// The kinds of line.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few lines a block, read once")]
pub enum FigureLineKind {
    /// `given`, `let`, `run`, `draw`, as in a claim.
    Setting(Line),
    /// `data R: squares of "longley" by gnp rows 1, 3..15`: an objective made of real data.
    Data(DataLine),
    /// `each eta in 0.01, 0.1, 1`: what follows is drawn for each value.
    Each {
        /// The quantity.
        name: Name,
        /// Its values.
        values: Vec<Expr>,
    },
    /// `note "L = 1"`: the setting, in small print.
    Note(String),
    /// `panel "without momentum"`: what follows is in a panel of its own.
    Panel(String),
    /// `x "step t" log 1..100`: an axis of the panel.
    Axis {
        /// Whether it is the horizontal one.
        horizontal: bool,
        /// What it measures.
        title: String,
        /// Whether it is logarithmic.
        log: bool,
        /// Its ends.
        range: Option<(Expr, Expr)>,
    },
    /// `equal`: one unit is as long on both axes.
    Equal,
    /// `animate`: the paths also grow step by step, in an animation.
    Animate,
    /// Something drawn.
    Layer(Layer),
}

/// An objective made of data.
#[derive(Debug, Clone, PartialEq)]
pub struct DataLine {
    /// Its name.
    pub name: Name,
    /// What is minimised: `squares`, `ridge`, `logistic`, `ridge-logistic`.
    pub loss: Name,
    /// Of which data.
    pub source: DataSource,
}

/// Where data come from.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few lines a block, read once")]
pub enum DataSource {
    /// `"longley" by gnp, year rows 1, 3..15`: a data set that comes with the program.
    Shipped {
        /// Its name.
        set: String,
        /// The features used, besides the one that is always 1; none named: all.
        columns: Vec<Name>,
        /// The first row, the second where that is not the next one, and the last, counted from 1; absent: all.
        rows: Option<(Expr, Option<Expr>, Expr)>,
    },
    /// `targets 0, 1, 3`: one feature that is always 1.
    Targets(Vec<Expr>),
}

/// Something drawn, with its label.
#[derive(Debug, Clone, PartialEq)]
pub struct Layer {
    /// What it is.
    pub shape: LayerShape,
    /// Its points, where there are several.
    pub range: Option<IndexRange>,
    /// Its label; absent: it belongs to the layer before it.
    pub label: Option<String>,
}

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "a few lines a block, read once")]
pub enum LayerShape {
    /// `plot y against x`, `law y against x`, `points y against x`.
    Curve {
        /// What it stands for.
        role: CurveRole,
        /// The height.
        y: Expr,
        /// The place.
        x: Expr,
    },
    /// `path w[t]`: points of the plane.
    Path(Expr),
    /// `arrow -grad R(w[t]) at w[t]`.
    Arrow {
        /// From the tail to the head.
        vector: Expr,
        /// The tail.
        tail: Expr,
    },
    /// `contours R over -2..2, -1..1`: contour lines.
    Contours {
        /// The objective.
        objective: Name,
        /// The ends of both axes.
        over: [(Expr, Expr); 2],
    },
    /// `level y = 1`: a line across the panel.
    Level {
        /// Whether it is upright, at a place of the horizontal axis.
        upright: bool,
        /// Its place in the file.
        at: Expr,
    },
}

/// What a curve stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CurveRole {
    /// What a method does: `plot`.
    Run,
    /// What a formula says: `law`.
    Law,
    /// What was measured: `points`.
    Measured,
}

impl CurveRole {
    /// The word that begins its line.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Run => "plot",
            Self::Law => "law",
            Self::Measured => "points",
        }
    }
}

/// Words that begin a line of a figure and no line of a claim.
pub(super) const FIGURE_WORDS: [&str; 15] = [
    "data", "each", "note", "panel", "x", "y", "equal", "animate", "plot", "law", "points", "path", "arrow",
    "contours", "level",
];
/// Words of a figure that are between expressions.
pub(super) const FIGURE_LINKS: [&str; 6] = ["against", "at", "over", "targets", "rows", "log"];

/// Reads one line.
pub(super) fn figure_line(reader: &mut Reader<'_>, out: &mut Vec<FigureLine>) -> Parsed<()> {
    let start = reader.here();
    let word = reader.peek().filter(|word| word.kind == TokenKind::Name).map_or("", |word| word.text.as_str());
    if !FIGURE_WORDS.contains(&word) {
        let mut lines = Vec::new();
        claim_line(reader, &mut lines).map_err(|wrong| named(wrong, word))?;
        out.extend(lines.into_iter().map(|line| FigureLine { span: line.span, kind: FigureLineKind::Setting(line) }));
        return Ok(());
    }
    reader.skip(1);
    let kind = match word {
        "data" => FigureLineKind::Data(data(reader)?),
        "each" => each(reader)?,
        "note" => FigureLineKind::Note(quoted(reader)?),
        "panel" => FigureLineKind::Panel(quoted(reader)?),
        "x" | "y" => axis(reader, word == "x")?,
        "equal" => FigureLineKind::Equal,
        "animate" => FigureLineKind::Animate,
        _ => FigureLineKind::Layer(layer(reader, word)?),
    };
    reader.expect_end("the end of the line")?;
    out.push(FigureLine { kind, span: reader.since(start) });
    Ok(())
}

/// A line that is neither one of a claim nor one of a figure.
fn named(mut wrong: Diagnostic, word: &str) -> Diagnostic {
    if !KEYWORDS.contains(&word) {
        let words: Vec<String> = FIGURE_WORDS.iter().map(|word| format!("`{word}`")).collect();
        wrong.message = format!("expected a line that begins with `given`, `let`, `run`, `draw`, {}", words.join(", "));
    }
    if let Some(near) = FIGURE_WORDS.iter().find(|known| nearly(word, known)) {
        wrong.help = Some(format!("did you mean `{near}`?"));
    }
    wrong
}

fn data(reader: &mut Reader<'_>) -> Parsed<DataLine> {
    let name = reader.name("the name of the objective")?;
    reader.expect_sign(":")?;
    let loss = id(reader, "a loss: `squares`, `ridge`, `logistic` or `ridge-logistic`")?;
    reader.expect_word("of")?;
    if reader.take_word("targets") {
        return Ok(DataLine { name, loss, source: DataSource::Targets(list(reader)?) });
    }
    let set = quoted(reader)?;
    let columns = if reader.take_word("by") { ids(reader, "the name of a column")? } else { Vec::new() };
    let rows = if reader.take_word("rows") {
        let first = reader.sum()?;
        let second = if reader.take_sign(",") { Some(reader.sum()?) } else { None };
        reader.expect_sign("..")?;
        Some((first, second, reader.sum()?))
    } else {
        None
    };
    Ok(DataLine { name, loss, source: DataSource::Shipped { set, columns, rows } })
}

fn list(reader: &mut Reader<'_>) -> Parsed<Vec<Expr>> {
    let mut values = vec![reader.sum()?];
    while reader.take_sign(",") {
        values.push(reader.sum()?);
    }
    Ok(values)
}

fn each(reader: &mut Reader<'_>) -> Parsed<FigureLineKind> {
    let name = reader.name("the quantity that takes several values")?;
    reader.expect_word("in")?;
    Ok(FigureLineKind::Each { name, values: list(reader)? })
}

fn axis(reader: &mut Reader<'_>, horizontal: bool) -> Parsed<FigureLineKind> {
    let title = quoted(reader)?;
    let log = reader.take_word("log");
    let range = if reader.peek().is_some() { Some(ends(reader)?) } else { None };
    Ok(FigureLineKind::Axis { horizontal, title, log, range })
}

/// `1..100`
fn ends(reader: &mut Reader<'_>) -> Parsed<(Expr, Expr)> {
    let low = reader.sum()?;
    reader.expect_sign("..")?;
    Ok((low, reader.sum()?))
}

fn layer(reader: &mut Reader<'_>, word: &str) -> Parsed<Layer> {
    let shape = match word {
        "path" => LayerShape::Path(reader.sum()?),
        "arrow" => {
            let vector = reader.sum()?;
            reader.expect_word("at")?;
            LayerShape::Arrow { vector, tail: reader.sum()? }
        }
        "contours" => {
            let objective = reader.name("the objective")?;
            reader.expect_word("over")?;
            let across = ends(reader)?;
            reader.expect_sign(",")?;
            LayerShape::Contours { objective, over: [across, ends(reader)?] }
        }
        "level" => {
            let upright = reader.take_word("x");
            if !upright && !reader.take_word("y") {
                return Err(reader.unexpected("`x = ...` or `y = ...`"));
            }
            reader.expect_sign("=")?;
            LayerShape::Level { upright, at: reader.sum()? }
        }
        _ => {
            let role = match word {
                "plot" => CurveRole::Run,
                "law" => CurveRole::Law,
                _ => CurveRole::Measured,
            };
            let y = reader.sum()?;
            reader.expect_word("against")?;
            LayerShape::Curve { role, y, x: reader.sum()? }
        }
    };
    let range = if reader.take_word("for") { Some(index_range(reader)?) } else { None };
    let label = if reader.peek().is_some() { Some(quoted(reader)?) } else { None };
    Ok(Layer { shape, range, label })
}
