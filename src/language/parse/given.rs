//! `given` lines: objectives with their classes, quantities with their ranges.

use super::expression::{Parsed, Reader};
use super::lexer::{Token, TokenKind};
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::{Class, Domain, Expr, ExprKind, Line, LineKind, Name, Span};
use crate::numeric::Rational;

/// The groups of a `given` line; each becomes a line of its own.
pub(super) fn givens(words: &[Token], start: Span, out: &mut Vec<Line>) -> Parsed<()> {
    let mut start = start;
    for group in groups(words) {
        let mut reader = Reader::new(group, start.end);
        let before = out.len();
        given(&mut reader, out)?;
        reader.expect_end("`;` or the end of the line")?;
        let span = reader.since(start);
        for line in &mut out[before..] {
            line.span = span;
        }
        start = Span { start: span.end, end: span.end };
    }
    Ok(())
}

/// Splits at `;` outside brackets.
fn groups(words: &[Token]) -> Vec<&[Token]> {
    let mut depth = 0_usize;
    words
        .split(|word| {
            if word.kind == TokenKind::Symbol {
                match word.text.as_str() {
                    "(" | "[" => depth += 1,
                    ")" | "]" => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            depth == 0 && word.is_sign(";")
        })
        .collect()
}

fn given(reader: &mut Reader<'_>, out: &mut Vec<Line>) -> Parsed<()> {
    let start = reader.here();
    let mut names = Vec::new();
    let mut listed = 0;
    while reader.ahead(listed).is_some_and(|word| word.kind == TokenKind::Name) {
        listed += 1;
        if !reader.ahead(listed).is_some_and(|word| word.is_sign(",")) {
            break;
        }
        listed += 1;
    }
    let follows = reader.ahead(listed);
    let objective = follows.is_some_and(|word| word.is_sign(":"));
    let domain = follows.is_some_and(|word| word.is_word("in"));
    let leading = if objective || domain { listed } else { listed.saturating_sub(2) };
    let mut push = |kind, span| out.push(Line { kind, span });
    let first = reader.rest().len();
    while first - reader.rest().len() < leading {
        names.push(reader.name("a name")?);
        reader.take_sign(",");
    }
    if objective && listed > 0 {
        reader.skip(1);
        push(LineKind::GivenObjective { names, classes: classes(reader)? }, reader.since(start));
        return Ok(());
    }
    if domain && listed > 0 {
        reader.skip(1);
        push(LineKind::Given { names, domain: set(reader)? }, reader.since(start));
        return Ok(());
    }
    let relation = reader.statement()?;
    let span = reader.since(start);
    let Some(quantity) = quantity(&relation) else {
        let message = "expected something given, such as `x in (0, 1]`, `x > 0` or `R: convex`";
        return Err(Diagnostic::new(message, relation.span, "this does not name a quantity and its range")
            .help("for a condition on quantities that are already given, write `assume`"));
    };
    for name in names {
        let relation = renamed(&relation, &quantity.text, &name);
        push(LineKind::Given { names: vec![name], domain: Domain::Relation(relation) }, span);
    }
    push(LineKind::Given { names: vec![quantity], domain: Domain::Relation(relation) }, span);
    Ok(())
}

/// The quantity that a relation introduces: in `a <= x <= b` one in the middle, else the first bare name.
fn quantity(relation: &Expr) -> Option<Name> {
    let ExprKind::Relation(first, links) = &relation.kind else {
        return None;
    };
    let operands: Vec<&Expr> =
        std::iter::once(first.as_ref()).chain(links.iter().map(|(_, operand)| operand)).collect();
    let bare = |operand: &&Expr| match &operand.kind {
        ExprKind::Name { run: None, name } => Some(Name { text: name.clone(), span: operand.span }),
        _ => None,
    };
    operands[1..operands.len() - 1].iter().find_map(bare).or_else(|| operands.iter().find_map(bare))
}

/// The relation of `given a, b > 0` for another name of the list.
fn renamed(relation: &Expr, from: &str, to: &Name) -> Expr {
    let mut relation = relation.clone();
    if let ExprKind::Relation(first, links) = &mut relation.kind {
        let operands = std::iter::once(first.as_mut()).chain(links.iter_mut().map(|(_, operand)| operand));
        for operand in operands {
            if matches!(&operand.kind, ExprKind::Name { run: None, name } if name == from) {
                operand.kind = ExprKind::Name { run: None, name: to.text.clone() };
                operand.span = to.span;
            }
        }
    }
    relation
}

pub(super) fn classes(reader: &mut Reader<'_>) -> Parsed<Vec<Class>> {
    let mut classes = vec![class(reader)?];
    while reader.take_sign(",") {
        classes.push(class(reader)?);
    }
    Ok(classes)
}

/// `alpha-strongly convex`, `mean of N losses`, `huber(curvature = L)`.
fn class(reader: &mut Reader<'_>) -> Parsed<Class> {
    let start = reader.here();
    let mut words = String::new();
    let mut end = start.start;
    while let Some(word) = reader.peek() {
        if !(matches!(word.kind, TokenKind::Name | TokenKind::Number) || word.is_sign("-")) {
            break;
        }
        if !words.is_empty() && word.span.start > end {
            words.push(' ');
        }
        words.push_str(&word.text);
        end = word.span.end;
        reader.skip(1);
    }
    if words.is_empty() {
        return Err(reader.unexpected("a property such as `convex`, `L-smooth` or `with minimiser`"));
    }
    let words: Vec<String> = words.split(' ').map(plain).collect();
    let arguments = if reader.at_sign("(") { reader.arguments()? } else { Vec::new() };
    Ok(Class { words: words.join(" "), arguments, span: reader.since(start) })
}

/// A word of a class in lower case, except for names: single letters and what stands before the first hyphen.
fn plain(word: &str) -> String {
    let (name, rest) = match word.split_once('-') {
        Some((name, rest)) => (Some(name), rest),
        None => (None, word),
    };
    let lower = |part: &str| {
        if part.len() == 1 { part.to_owned() } else { part.to_ascii_lowercase() }
    };
    let rest = rest.split('-').map(lower).collect::<Vec<_>>().join("-");
    name.map_or(rest.clone(), |name| format!("{name}-{rest}"))
}

/// What follows `in`.
fn set(reader: &mut Reader<'_>) -> Parsed<Domain> {
    if reader.take_sign("[") {
        let low = reader.sum()?;
        reader.expect_sign(",")?;
        return upper_end(reader, low, true);
    }
    if reader.at_word("R") && !reader.ahead(1).is_some_and(|word| word.is_sign("..")) {
        reader.skip(1);
        return space(reader);
    }
    let first = if reader.take_sign("(") {
        let (first, interval) = reader.bracketed_or_end()?;
        if interval {
            return upper_end(reader, first, false);
        }
        first
    } else {
        reader.sum()?
    };
    if !reader.take_sign("..") {
        let mut wrong = reader.unexpected("`..`");
        wrong.help = Some("a set is an interval `(0, 1]`, whole numbers `1..N`, or a space `R`, `R^W`".into());
        return Err(wrong);
    }
    let last = if reader.peek().is_some() { Some(reader.sum()?) } else { None };
    Ok(Domain::Integers { first, last })
}

fn upper_end(reader: &mut Reader<'_>, low: Expr, low_closed: bool) -> Parsed<Domain> {
    let high = reader.sum()?;
    let high_closed = reader.take_sign("]");
    if !high_closed && !reader.take_sign(")") {
        return Err(reader.unexpected("`]` or `)`"));
    }
    Ok(Domain::Interval { low, low_closed, high, high_closed })
}

/// What follows the `R` of `R^W` or `R^(W x W)`.
fn space(reader: &mut Reader<'_>) -> Parsed<Domain> {
    let (mut rows, mut columns) = (None, None);
    if reader.take_sign("^") {
        if reader.take_sign("(") {
            rows = Some(reader.sum()?);
            if reader.take_word("x") || reader.take_sign("×") {
                columns = Some(reader.sum()?);
            }
            reader.expect_sign(")")?;
        } else {
            rows = Some(dimension(reader)?);
        }
    }
    let with = if reader.take_word("with") { Some(reader.statement()?) } else { None };
    Ok(Domain::Space { rows, columns, with })
}

/// A dimension without brackets: a name or a whole number.
fn dimension(reader: &mut Reader<'_>) -> Parsed<Expr> {
    let span = reader.here();
    if let Some(word) = reader.peek().filter(|word| word.kind == TokenKind::Number) {
        let value = word.text.parse::<u32>().map(Rational::from);
        if let Ok(value) = value {
            reader.skip(1);
            return Ok(Expr { kind: ExprKind::Number(value), span });
        }
    }
    let name = reader.name("a dimension such as `W` or `3`")?;
    Ok(Expr { kind: ExprKind::Name { run: None, name: name.text }, span })
}
