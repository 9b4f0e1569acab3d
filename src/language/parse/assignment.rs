//! Reads the lines of assignments.

use super::expression::{Parsed, Reader};
use super::lexer::TokenKind;
use super::line::claim_line;
use super::name::{id, ids, nearly, quoted};
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::{AssignmentLine, AssignmentLineKind, ExprKind, LimitUnit, Line, LineKind, Name, Submit};
use crate::numeric::Rational;

/// Words that begin a line of an assignment as they do in a claim.
const SETTING: [&str; 3] = ["given", "draw", "run"];
/// Words that begin its other lines.
const OWN: [&str; 7] = ["submit", "points", "keep", "accept", "limit", "feedback", "at"];

pub(super) fn assignment_line(reader: &mut Reader<'_>, out: &mut Vec<AssignmentLine>) -> Parsed<()> {
    let start = reader.here();
    let word = reader.peek().filter(|word| word.kind == TokenKind::Name).map_or("", |word| word.text.as_str());
    if SETTING.contains(&word) {
        let mut lines = Vec::new();
        claim_line(reader, &mut lines)?;
        let setting = |line: Line| AssignmentLine { span: line.span, kind: AssignmentLineKind::Setting(line) };
        out.extend(lines.into_iter().map(setting));
        return Ok(());
    }
    if word == "at" {
        reader.skip(1);
        reader.expect_word("least")?;
        let mut lines = Vec::new();
        claim_line(reader, &mut lines)?;
        for line in lines {
            let fits = matches!(
                line.kind,
                LineKind::Show { .. } | LineKind::Given { .. } | LineKind::GivenObjective { .. } | LineKind::Assume(_)
            );
            if !fits {
                return Err(Diagnostic::new(
                    "expected `show`, `given` or `assume` after `at least`",
                    line.span,
                    "another line",
                )
                .help("write `at least show ...` for the statement, `at least given ...` for what it must hold for"));
            }
            out.push(AssignmentLine { span: line.span, kind: AssignmentLineKind::AtLeast(line) });
        }
        return Ok(());
    }
    let read: fn(&mut Reader<'_>) -> Parsed<AssignmentLineKind> = match word {
        "submit" => |reader| Ok(AssignmentLineKind::Submit(submit(reader)?)),
        "points" => points,
        "keep" => keep,
        "accept" => |reader| Ok(AssignmentLineKind::Accept(reader.name("`float32`")?)),
        "limit" => limit,
        "feedback" => feedback,
        _ => return Err(no_line(reader, word)),
    };
    reader.skip(1);
    let kind = read(reader)?;
    reader.expect_end("the end of the line")?;
    out.push(AssignmentLine { kind, span: reader.since(start) });
    Ok(())
}

fn no_line(reader: &Reader<'_>, word: &str) -> Diagnostic {
    let mut wrong = reader.unexpected(
        "a line that begins with `given`, `draw`, `run`, `submit`, `points`, `keep`, `accept`, `limit`, `feedback` or `at least`",
    );
    let lower = word.to_lowercase();
    let near = SETTING.iter().chain(&OWN).find(|keyword| nearly(&lower, keyword));
    wrong.help = near.map(|keyword| format!("did you mean `{keyword}`?"));
    if word == "show" {
        wrong.help = Some(
            "an assignment names claims, as in `points 2 for theorem-7.1`; what is shown stands in the claim".into(),
        );
    }
    wrong
}

fn submit(reader: &mut Reader<'_>) -> Parsed<Submit> {
    let called = |distance: usize| reader.ahead(distance).is_some_and(|word| word.is_sign("("));
    if reader.at_word("claim") && !called(1) {
        reader.skip(1);
        return Ok(Submit::Claim(id(reader, "the name of the claim to be corrected")?));
    }
    if reader.at_word("witness") && !called(1) {
        reader.skip(1);
        reader.expect_word("of")?;
        return Ok(Submit::Witness(id(reader, "the name of the claim to be refuted")?));
    }
    let class = reader.at_word("class");
    reader.skip(usize::from(class));
    let name = reader.name("what is handed in, such as `step(w, g, eta)`, `claim ID` or `witness of ID`")?;
    reader.expect_sign("(")?;
    let mut arguments: Vec<Name> = Vec::new();
    if !reader.take_sign(")") {
        loop {
            arguments.push(reader.name("the name of an argument")?);
            if reader.take_sign(")") {
                break;
            }
            if !reader.take_sign(",") {
                return Err(reader.unexpected("`,` or `)`"));
            }
        }
    }
    Ok(Submit::Program { class, name, arguments })
}

/// A number that is not negative.
fn number(reader: &mut Reader<'_>, what: &str) -> Parsed<Rational> {
    let start = reader.here();
    if reader.peek().is_none_or(|word| word.kind != TokenKind::Number) {
        return Err(reader.unexpected(what));
    }
    match reader.sum()?.kind {
        ExprKind::Number(value) => Ok(value),
        _ => Err(Diagnostic::new(format!("expected {what}"), reader.since(start), "not a plain number")
            .help("write a number such as `8` or `2.5`")),
    }
}

fn reason(reader: &mut Reader<'_>) -> Parsed<Option<String>> {
    if reader.peek().is_some_and(|word| word.kind == TokenKind::Text) { quoted(reader).map(Some) } else { Ok(None) }
}

fn points(reader: &mut Reader<'_>) -> Parsed<AssignmentLineKind> {
    let points = number(reader, "how many points")?;
    reader.expect_word("for")?;
    let items = ids(reader, "`agreement`, `behaviour` or the name of a claim")?;
    Ok(AssignmentLineKind::Points { points, items, reason: reason(reader)? })
}

fn keep(reader: &mut Reader<'_>) -> Parsed<AssignmentLineKind> {
    let points = number(reader, "how many points")?;
    reader.expect_word("for")?;
    let what = id(reader, "the name of a known mistake or of another method")?;
    Ok(AssignmentLineKind::Keep { points, what, reason: reason(reader)? })
}

fn limit(reader: &mut Reader<'_>) -> Parsed<AssignmentLineKind> {
    let mut limits = Vec::new();
    loop {
        let value = number(reader, "a limit such as `2 s`, `512 MiB` or `2000 gradients a case`")?;
        let unit = if reader.take_word("s") {
            LimitUnit::Seconds
        } else if reader.take_word("MiB") {
            LimitUnit::Mebibytes
        } else if reader.take_word("gradients") {
            reader.expect_word("a")?;
            reader.expect_word("case")?;
            LimitUnit::Gradients
        } else {
            return Err(reader.unexpected("`s`, `MiB` or `gradients a case`"));
        };
        limits.push((value, unit));
        if !reader.take_sign(",") {
            return Ok(AssignmentLineKind::Limit(limits));
        }
    }
}

fn feedback(reader: &mut Reader<'_>) -> Parsed<AssignmentLineKind> {
    if reader.take_word("now") {
        return Ok(AssignmentLineKind::Feedback { after_due: false });
    }
    if reader.take_word("after") {
        reader.expect_word("due")?;
        return Ok(AssignmentLineKind::Feedback { after_due: true });
    }
    Err(reader.unexpected("`now` or `after due`"))
}
