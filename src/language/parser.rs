//! Parses blocks: headers, equations and the lines of claims.

use super::diagnostic::Diagnostic;
use super::expression::{KEYWORDS, Parsed, Reader};
use super::figure::{FigureLine, figure_line};
use super::given::givens;
use super::lexer::{Token, TokenKind, tokens};
use super::logical_lines::logical_lines;
use super::objective::{objective_line, witness};
use super::syntax::{
    Block, Body, Change, Drawing, Equation, Expr, ExprKind, Form, IndexRange, Line, LineKind, Mutant, Name, Objective,
    ObjectiveLine, Parameter, Recurrences, Run, Span,
};

/// The kinds of block.
pub const KINDS: [&str; 8] = ["method", "mutant", "schedule", "flow", "objective", "claim", "step", "figure"];
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

/// A block's name: letters, digits, `_ . / -` without spaces.
pub(super) fn id(reader: &mut Reader<'_>, what: &str) -> Parsed<Name> {
    let start = reader.here();
    let mut text = String::new();
    let mut end = start.start;
    while let Some(word) = reader.peek().filter(|word| word.span.start == end) {
        let part = match word.kind {
            TokenKind::Subscript => format!("_{}", word.text),
            TokenKind::Text | TokenKind::Newline => break,
            _ => word.text.clone(),
        };
        if !part.chars().all(|sign| sign.is_ascii_alphanumeric() || "_./-".contains(sign)) {
            break;
        }
        text.push_str(&part);
        end = word.span.end;
        reader.skip(1);
    }
    if text.is_empty() {
        let mut wrong = reader.unexpected(what);
        wrong.help = Some("a block's name is made of letters, digits and `_ . / -`, without spaces".into());
        return Err(wrong);
    }
    Ok(Name { text, span: Span { start: start.start, end } })
}

pub(super) fn ids(reader: &mut Reader<'_>, what: &str) -> Parsed<Vec<Name>> {
    let mut names = vec![id(reader, what)?];
    while reader.take_sign(",") {
        names.push(id(reader, what)?);
    }
    Ok(names)
}

/// Reads every line with `read`, keeps what is right and complains about each that is wrong.
pub(super) fn each<T>(
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

/// `w[t] = value`, `dw/dt = value` or `p(0) = value`; the value is read by `value`.
fn equation<'a>(reader: &mut Reader<'a>, value: impl Fn(&mut Reader<'a>) -> Parsed<Expr>) -> Parsed<Equation> {
    let start = reader.here();
    let mut target = reader.name("an equation such as `w[t] = w[t-1] - eta*g[t]`")?;
    // `dη` is two words, `dp` is one.
    let apart = target.text == "d" && reader.ahead(1).is_some_and(|word| word.is_sign("/"));
    if apart && reader.peek().is_some_and(|word| word.kind == TokenKind::Name) {
        target.text.push_str(&reader.name("the name of a state")?.text);
    }
    let (form, time) = if reader.at_sign("/") && target.text.len() > 1 && target.text.starts_with('d') {
        reader.skip(1);
        target.text.remove(0);
        let time = reader.here();
        reader.expect_word("dt")?;
        (Form::Rate, Expr { kind: ExprKind::Name { run: None, name: "t".to_owned() }, span: time })
    } else if reader.take_sign("(") {
        let time = reader.statement()?;
        reader.expect_sign(")")?;
        (Form::Instant, time)
    } else {
        (Form::Step, time_of(reader, &target)?)
    };
    if !reader.take_sign("=") {
        let mut wrong = reader.unexpected("`=` and the value");
        if reader.at_sign("==") {
            wrong.help = Some("an equation is written with a single `=`".into());
        }
        return Err(wrong);
    }
    let value = value(reader)?;
    Ok(Equation { form, target, time, value, span: reader.since(start) })
}

/// `[t]` behind the name of a sequence.
fn time_of(reader: &mut Reader<'_>, target: &Name) -> Parsed<Expr> {
    if !reader.take_sign("[") {
        let message = "expected the step in square brackets";
        return Err(Diagnostic::new(message, reader.here(), "missing here")
            .help(format!("write `{0}[t] = ...` for every step, `{0}[0] = ...` for the start", target.text)));
    }
    let time = reader.statement()?;
    reader.expect_sign("]")?;
    Ok(time)
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

/// Whether two words differ by one letter: left out, added, changed, or two neighbours exchanged.
pub(super) fn nearly(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len() < 3 || a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let room = a.len().min(b.len()) - front;
    let back = a.iter().rev().zip(b.iter().rev()).take(room).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (&a[front..a.len() - back], &b[front..b.len() - back]);
    rest_a.len().max(rest_b.len()) <= 1
        || (rest_a.len() == 2 && rest_b.len() == 2 && rest_a[0] == rest_b[1] && rest_a[1] == rest_b[0])
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

/// A text in quotes, without them.
pub(super) fn quoted(reader: &mut Reader<'_>) -> Parsed<String> {
    match reader.peek() {
        Some(word) if word.kind == TokenKind::Text => {
            reader.skip(1);
            Ok(word.text.clone())
        }
        _ => Err(reader.unexpected("a text in quotes")),
    }
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
