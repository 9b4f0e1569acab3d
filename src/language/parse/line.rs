//! Reads the lines of claims.

use super::equation::equation;
use super::expression::{KEYWORDS, Parsed, Reader};
use super::given::givens;
use super::lexer::TokenKind;
use super::name::{id, nearly, quoted};
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::{Drawing, Expr, IndexRange, Line, LineKind, Run};

pub(super) fn claim_line(reader: &mut Reader<'_>, out: &mut Vec<Line>) -> Parsed<()> {
    let start = reader.here();
    let word = reader.peek().filter(|word| word.kind == TokenKind::Name).map_or("", |word| word.text.as_str());
    if word == "given" {
        reader.skip(1);
        return givens(reader.rest(), start, out).inspect(|()| reader.skip(usize::MAX / 2));
    }
    let read: fn(&mut Reader<'_>) -> Parsed<LineKind> = match word {
        "let" => let_line,
        "assume" => |reader| Ok(LineKind::Assume(reader.statement()?)),
        "run" => run,
        "draw" => draw,
        "show" => show,
        "expect" => expect,
        "witness" => witness,
        "corrects" => |reader| Ok(LineKind::Corrects(id(reader, "the name of the claim that this one corrects")?)),
        "source" => |reader| Ok(LineKind::Source(quoted(reader)?)),
        _ => return Err(no_line(reader, word)),
    };
    reader.skip(1);
    let kind = read(reader)?;
    reader.expect_end("the end of the line")?;
    out.push(Line { kind, span: reader.since(start) });
    Ok(())
}

fn no_line(reader: &Reader<'_>, word: &str) -> Diagnostic {
    let mut wrong = reader.unexpected(
        "a line that begins with `given`, `let`, `assume`, `run`, `draw`, `show`, `expect`, `witness`, `corrects` or `source`",
    );
    let lower = word.to_lowercase();
    let near = KEYWORDS.iter().find(|keyword| nearly(&lower, keyword));
    wrong.help = match near {
        Some(keyword) => Some(format!("did you mean `{keyword}`?")),
        None if reader.ahead(1).is_some_and(|next| next.is_sign("[")) => {
            Some("equations belong in a `method`; a claim runs it with `run` and names a value with `let`".into())
        }
        None => {
            Some("a line continues on the next one only if it ends in an operator, a comma or an open bracket".into())
        }
    };
    wrong
}

pub(super) fn let_line(reader: &mut Reader<'_>) -> Parsed<LineKind> {
    let name = reader.name("the name of the abbreviation")?;
    let index = if reader.take_sign("[") {
        let index = reader.name("an index such as `t`")?;
        reader.expect_sign("]")?;
        Some(index)
    } else {
        None
    };
    reader.expect_sign("=")?;
    Ok(LineKind::Let { name, index, value: reader.statement()? })
}

fn expect(reader: &mut Reader<'_>) -> Parsed<LineKind> {
    let refuted = reader.take_word("refuted");
    if !refuted && !reader.take_word("holds") {
        return Err(reader.unexpected("`refuted` or `holds`"));
    }
    Ok(LineKind::Expect { refuted })
}

fn show(reader: &mut Reader<'_>) -> Parsed<LineKind> {
    let statement = reader.statement()?;
    let range = if reader.take_word("for") { Some(index_range(reader)?) } else { None };
    if range.is_none() {
        reader.expect_end("a relation, `and`, `or`, `for` or the end of the line")?;
    }
    Ok(LineKind::Show { statement, range })
}

pub(super) fn index_range(reader: &mut Reader<'_>) -> Parsed<IndexRange> {
    let index = reader.name("an index such as `t`")?;
    if reader.take_sign(">=") {
        return Ok(IndexRange { index, first: reader.sum()?, last: None });
    }
    if !reader.take_word("in") {
        let mut wrong = reader.unexpected("`>=` or `in`");
        wrong.help = Some(format!("write `for {0} >= 1` or `for {0} in 1..T`", index.text));
        return Err(wrong);
    }
    let first = reader.sum()?;
    reader.expect_sign("..")?;
    let last = if reader.peek().is_some() { Some(reader.sum()?) } else { None };
    Ok(IndexRange { index, first, last })
}

fn draw(reader: &mut Reader<'_>) -> Parsed<LineKind> {
    let name = reader.name("a name for the draw")?;
    let indexed = reader.take_sign("[");
    let steps = if indexed { draw_steps(reader)? } else { None };
    reader.expect_sign(":")?;
    if reader.at_word("goe") && !indexed {
        reader.skip(1);
        reader.expect_sign("(")?;
        let dimension = reader.sum()?;
        reader.expect_sign(")")?;
        return Ok(LineKind::Draw { name, kind: Drawing::Symmetric { dimension } });
    }
    if reader.at_word("epoch") && indexed && steps.is_none() {
        reader.skip(1);
        let size = epoch_size(reader)?;
        return Ok(LineKind::Draw { name, kind: Drawing::Epochs { count: None, size } });
    }
    let size = reader.sum()?;
    if indexed && steps.is_none() {
        if !reader.take_word("epochs") {
            let mut wrong = reader.unexpected("`epochs`");
            wrong.help = Some(format!("say how many batches there are: `draw {}[1..T]: ...`", name.text));
            return Err(wrong);
        }
        let kind = Drawing::Epochs { count: Some(size), size: epoch_size(reader)? };
        return Ok(LineKind::Draw { name, kind });
    }
    reader.expect_word("of")?;
    let population = reader.sum()?;
    let replacement = reader.take_word("with");
    if !replacement && !reader.take_word("without") {
        return Err(reader.unexpected("`with replacement` or `without replacement`"));
    }
    reader.expect_word("replacement")?;
    Ok(LineKind::Draw { name, kind: Drawing::Batch { steps, size, population, replacement } })
}

/// What follows the `[` of `B[1..T]` or `B[1..]`: the last index, where there is one.
fn draw_steps(reader: &mut Reader<'_>) -> Parsed<Option<Expr>> {
    if !reader.peek().is_some_and(|word| word.kind == TokenKind::Number && word.text == "1") {
        return Err(reader.unexpected("`1`: batches are numbered from 1"));
    }
    reader.skip(1);
    reader.expect_sign("..")?;
    let last = if reader.at_sign("]") { None } else { Some(reader.sum()?) };
    reader.expect_sign("]")?;
    Ok(last)
}

/// What follows `epoch`: `of b without replacement`.
fn epoch_size(reader: &mut Reader<'_>) -> Parsed<Expr> {
    reader.expect_word("of")?;
    let size = reader.sum()?;
    reader.expect_word("without")?;
    reader.expect_word("replacement")?;
    Ok(size)
}

fn run(reader: &mut Reader<'_>) -> Parsed<LineKind> {
    let labelled = reader.ahead(1).is_some_and(|word| word.is_sign(":"));
    let label = if labelled { Some(reader.name("the run's name")?) } else { None };
    reader.skip(usize::from(labelled));
    let method = id(reader, "the method's name")?;
    let arguments = if reader.at_sign("(") { reader.arguments()? } else { Vec::new() };
    // A flow may have no objective; that a method has one is the checker's business.
    let ends = reader.peek().is_none_or(|word| ["from", "with", "for"].iter().any(|other| word.is_word(other)));
    let objective = if ends {
        None
    } else if reader.take_word("on") {
        Some(reader.sum()?)
    } else {
        let mut wrong = reader.unexpected("`on`");
        wrong.help = Some(format!("write `run {}(...) on R`", method.text));
        return Err(wrong);
    };
    let from = if reader.take_word("from") { Some(reader.sum()?) } else { None };
    let mut initial = Vec::new();
    if reader.take_word("with") {
        loop {
            initial.push(equation(reader, Reader::sum)?);
            if !(reader.take_sign(";") || reader.take_sign(",") || reader.take_word("and")) {
                break;
            }
        }
    }
    let steps = if reader.take_word("for") {
        let steps = reader.sum()?;
        if !reader.take_word("steps") {
            reader.expect_word("step")?;
        }
        Some(steps)
    } else {
        None
    };
    Ok(LineKind::Run(Run { label, method, arguments, objective, from, initial, steps }))
}

/// What follows `witness`: `R = quadratic(curvature = 1), eta = 3`.
fn witness(reader: &mut Reader<'_>) -> Parsed<LineKind> {
    let mut entries = Vec::new();
    loop {
        let target = reader.sum()?;
        reader.expect_sign("=")?;
        entries.push((target, reader.sum()?));
        if !reader.take_sign(",") {
            return Ok(LineKind::Witness(entries));
        }
    }
}
