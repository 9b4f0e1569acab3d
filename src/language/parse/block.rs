//! Reads blocks: their heads, and line by line what they hold.

use super::assignment::assignment_line;
use super::equation::{equation, time_of};
use super::expression::{KEYWORDS, Parsed, Reader};
use super::figure::figure_line;
use super::lexer::{Token, TokenKind, tokens};
use super::line::claim_line;
use super::logical_lines::logical_lines;
use super::name::{id, ids};
use super::objective::objective_line;
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::{
    AssignmentLine, Block, Body, Change, Equation, Expr, FigureLine, Line, Mutant, Name, Objective, ObjectiveLine,
    Parameter, Recurrences, Span,
};

/// The kinds of block.
pub const KINDS: [&str; 10] =
    ["method", "mutant", "schedule", "flow", "objective", "claim", "step", "figure", "assignment", USE];
/// The kind of block that says which files are used.
pub(super) const USE: &str = "use";
/// How many bytes a block may have.
pub const LARGEST_BLOCK: usize = 64 * 1024;

/// Reads one expression or statement, for instance from a command line.
///
/// # Errors
/// What is wrong with it; places are bytes of `text`.
pub fn parse_expression(text: &str) -> Result<Expr, Diagnostic> {
    if text.len() > LARGEST_BLOCK {
        return Err(too_large(Span { start: 0, end: text.len() }));
    }
    let found: Vec<Token> = tokens(text, 0).into_iter().filter(|word| word.kind != TokenKind::Newline).collect();
    let mut reader = Reader::new(&found, text.len());
    let expression = reader.statement()?;
    reader.expect_end("the end of the expression")?;
    Ok(expression)
}

/// A text with the place in its file where it begins.
#[derive(Clone, Copy)]
pub(super) struct Piece<'a> {
    pub text: &'a str,
    pub offset: usize,
}

/// Reads one block: the words behind the kind on its first line, and its contents. All that is wrong is added to
/// `wrong`; what is right is returned, unless the block has no name.
pub(super) fn block(
    kind: &str,
    head: Piece<'_>,
    body: Piece<'_>,
    span: Span,
    wrong: &mut Vec<Diagnostic>,
) -> Option<Block> {
    if head.text.len() + body.text.len() > LARGEST_BLOCK {
        wrong.push(too_large(Span { start: head.offset, end: head.offset + head.text.len() }));
        return None;
    }
    let head_tokens = tokens(head.text, head.offset);
    let mut reader = Reader::new(&head_tokens, head.offset + head.text.len());
    let opening = opening(kind, &mut reader);
    let body_tokens = tokens(body.text, body.offset);
    let lines = logical_lines(&body_tokens, kind == "figure");
    let contents = match kind {
        "method" | "schedule" | "flow" => {
            Contents::Equations(each(&lines, wrong, |reader, out: &mut Vec<Equation>| {
                out.push(equation(reader, Reader::statement)?);
                reader.expect_end("the end of the line")
            }))
        }
        "mutant" => Contents::Changes(each(&lines, wrong, mutant_line)),
        "objective" => Contents::Objective(each(&lines, wrong, objective_line)),
        "figure" => Contents::Figure(each(&lines, wrong, figure_line)),
        "assignment" => Contents::Assignment(each(&lines, wrong, assignment_line)),
        _ => Contents::Lines(each(&lines, wrong, claim_line)),
    };
    let opening = opening.map_err(|diagnostic| wrong.push(diagnostic)).ok()?;
    let of = opening.of.unwrap_or_else(|| opening.name.clone());
    let body = match contents {
        Contents::Equations(equations) => {
            let recurrences = Recurrences { parameters: opening.parameters, equations };
            match kind {
                "method" => Body::Method(recurrences),
                "flow" => Body::Flow(recurrences),
                _ => Body::Schedule(recurrences),
            }
        }
        Contents::Changes(items) => {
            let (mut changes, mut killed_by) = (Vec::new(), Vec::new());
            for item in items {
                match item {
                    MutantItem::Change(change) => changes.push(*change),
                    MutantItem::KilledBy(names) => killed_by.extend(names),
                }
            }
            Body::Mutant(Mutant { of, changes, killed_by })
        }
        Contents::Objective(lines) => Body::Objective(Objective { parameters: opening.parameters, lines }),
        Contents::Figure(lines) => Body::Figure(lines),
        Contents::Assignment(lines) => Body::Assignment(lines),
        Contents::Lines(lines) if kind == "step" => Body::Step { of, lines },
        Contents::Lines(lines) => Body::Claim(lines),
    };
    Some(Block { name: opening.name, title: opening.title, body, span })
}

fn too_large(span: Span) -> Diagnostic {
    Diagnostic::new(format!("a block has at most {LARGEST_BLOCK} bytes"), span, "this one has more")
        .help("split it into several blocks")
}

enum Contents {
    Equations(Vec<Equation>),
    Changes(Vec<MutantItem>),
    Objective(Vec<ObjectiveLine>),
    Figure(Vec<FigureLine>),
    Assignment(Vec<AssignmentLine>),
    Lines(Vec<Line>),
}

enum MutantItem {
    Change(Box<Change>),
    KilledBy(Vec<Name>),
}

struct Opening {
    name: Name,
    of: Option<Name>,
    parameters: Vec<Parameter>,
    title: Option<String>,
}

/// `ID of BASE (p, q = 1.2) "title"`, as far as the kind has these parts.
fn opening(kind: &str, reader: &mut Reader<'_>) -> Parsed<Opening> {
    let name = id(reader, &format!("the name of the {kind}"))?;
    let of = if matches!(kind, "mutant" | "step") {
        if !reader.take_word("of") {
            let mut wrong = reader.unexpected("`of`");
            let base = if kind == "step" { "claim" } else { "method" };
            wrong.help = Some(format!("write `{kind} {} of` and the name of the {base} it belongs to", name.text));
            return Err(wrong);
        }
        Some(id(reader, "the name of the block it belongs to")?)
    } else {
        None
    };
    let has_parameters = matches!(kind, "method" | "schedule" | "flow" | "objective") && reader.at_sign("(");
    let parameters = if has_parameters { parameters(reader)? } else { Vec::new() };
    let title = reader.peek().filter(|word| word.kind == TokenKind::Text).map(|word| word.text.clone());
    reader.skip(usize::from(title.is_some()));
    reader.expect_end("a title in quotes or the end of the line")?;
    Ok(Opening { name, of, parameters, title })
}

fn parameters(reader: &mut Reader<'_>) -> Parsed<Vec<Parameter>> {
    reader.expect_sign("(")?;
    let mut parameters = Vec::new();
    if reader.take_sign(")") {
        return Ok(parameters);
    }
    loop {
        let name = reader.name("a parameter")?;
        let default = if reader.take_sign("=") { Some(reader.statement()?) } else { None };
        parameters.push(Parameter { name, default });
        if reader.take_sign(")") {
            return Ok(parameters);
        }
        if !reader.take_sign(",") {
            return Err(reader.unexpected("`,` or `)`"));
        }
    }
}

/// Reads every line with `read`, keeps what is right and complains about each that is wrong.
fn each<T>(
    lines: &[Vec<Token>],
    wrong: &mut Vec<Diagnostic>,
    read: impl Fn(&mut Reader<'_>, &mut Vec<T>) -> Parsed<()>,
) -> Vec<T> {
    let mut all = Vec::new();
    for line in lines {
        let mut found = Vec::new();
        match read(&mut Reader::new(line, 0), &mut found) {
            Ok(()) => all.extend(found),
            Err(diagnostic) => wrong.push(diagnostic),
        }
    }
    all
}

fn mutant_line(reader: &mut Reader<'_>, out: &mut Vec<MutantItem>) -> Parsed<()> {
    // `show[t] = ...` is an equation even though `show` begins a line of a claim.
    let equation_follows = reader.ahead(1).is_some_and(|word| word.is_sign("[") || word.is_sign("/"));
    if equation_follows {
        out.push(MutantItem::Change(Box::new(Change::Equation(equation(reader, Reader::statement)?))));
    } else if reader.take_word("drop") {
        let target = reader.name("the sequence whose equation is dropped")?;
        let time = time_of(reader, &target)?;
        out.push(MutantItem::Change(Box::new(Change::Drop { target, time })));
    } else if reader.take_word("killed") {
        reader.expect_word("by")?;
        out.push(MutantItem::KilledBy(ids(reader, "the name of a claim or step")?));
    } else if reader.peek().is_some_and(is_keyword) {
        let mut lines = Vec::new();
        claim_line(reader, &mut lines)?;
        out.extend(lines.into_iter().map(|line| MutantItem::Change(Box::new(Change::Line(line)))));
    } else {
        out.push(MutantItem::Change(Box::new(Change::Equation(equation(reader, Reader::statement)?))));
    }
    reader.expect_end("the end of the line")
}

fn is_keyword(word: &Token) -> bool {
    word.kind == TokenKind::Name && KEYWORDS.contains(&word.text.as_str())
}
