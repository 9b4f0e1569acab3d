//! Reads the lines of `figure` blocks.

use super::expression::{KEYWORDS, Parsed, Reader};
use super::lexer::TokenKind;
use super::line::{claim_line, index_range};
use super::name::{id, ids, nearly, quoted};
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::{CurveRole, DataLine, DataSource, Expr, FigureLine, FigureLineKind, Layer, LayerShape};

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
