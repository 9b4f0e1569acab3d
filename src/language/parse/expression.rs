//! Parses expressions by recursive descent, with at most two tokens of lookahead and no backtracking.

use std::str::FromStr;

use super::lexer::{Token, TokenKind, fold, moment};
use crate::language::diagnostic::Diagnostic;
use crate::language::syntax::names::RESERVED;
use crate::language::syntax::{
    Argument, BinaryOp, Expr, ExprKind, FoldKind, LogicOp, Name, Precedence, RelationOp, Span,
};
use crate::numeric::Rational;

/// How deep brackets, signs and powers may be nested: far beyond any slide, far below the end of the stack.
pub const DEEPEST: usize = 64;
/// How many operations one line may hold; a tree is never higher, so that walking it is safe.
pub const LONGEST: usize = 1000;
/// How many digits a literal may have when it is written out without its exponent.
const DIGITS: usize = 1000;
/// How large the exponent of a literal may be.
const EXPONENT: usize = 400;

pub(super) type Parsed<T> = Result<T, Diagnostic>;

/// Reads one line, which may span several lines of the file.
pub(super) struct Reader<'a> {
    words: &'a [Token],
    next: usize,
    end: Span,
    depth: usize,
    nodes: usize,
}

impl<'a> Reader<'a> {
    /// Reads `words`; `end` is the place that an early end is reported at.
    pub(super) fn new(words: &'a [Token], end: usize) -> Self {
        let end = words.last().map_or(end, |word| word.span.end);
        Self { words, next: 0, end: Span { start: end, end }, depth: 0, nodes: 0 }
    }

    pub(super) fn peek(&self) -> Option<&'a Token> {
        self.words.get(self.next)
    }

    pub(super) fn ahead(&self, distance: usize) -> Option<&'a Token> {
        self.words.get(self.next + distance)
    }

    pub(super) fn rest(&self) -> &'a [Token] {
        &self.words[self.next..]
    }

    pub(super) fn skip(&mut self, count: usize) {
        self.next = (self.next + count).min(self.words.len());
    }

    /// Where the next word stands.
    pub(super) fn here(&self) -> Span {
        self.peek().map_or(self.end, |word| word.span)
    }

    /// From `start` to the last word read.
    pub(super) fn since(&self, start: Span) -> Span {
        let end = self.next.checked_sub(1).map_or(start.end, |last| self.words[last].span.end);
        Span { start: start.start, end: end.max(start.start) }
    }

    pub(super) fn at_sign(&self, sign: &str) -> bool {
        self.peek().is_some_and(|word| word.is_sign(sign))
    }

    pub(super) fn at_word(&self, name: &str) -> bool {
        self.peek().is_some_and(|word| word.is_word(name))
    }

    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let there = self.at_sign(sign);
        self.skip(usize::from(there));
        there
    }

    pub(super) fn take_word(&mut self, name: &str) -> bool {
        let there = self.at_word(name);
        self.skip(usize::from(there));
        there
    }

    pub(super) fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    pub(super) fn expect_word(&mut self, name: &str) -> Parsed<()> {
        if self.take_word(name) { Ok(()) } else { Err(self.unexpected(&format!("`{name}`"))) }
    }

    pub(super) fn expect_end(&self, what: &str) -> Parsed<()> {
        if self.peek().is_none() { Ok(()) } else { Err(self.unexpected(what)) }
    }

    /// A name that is no word of the language.
    pub(super) fn name(&mut self, what: &str) -> Parsed<Name> {
        match self.peek() {
            Some(word) if word.kind == TokenKind::Name && !RESERVED.contains(&word.text.as_str()) => {
                self.skip(1);
                Ok(Name { text: word.text.clone(), span: word.span })
            }
            _ => Err(self.unexpected(what)),
        }
    }

    /// The diagnostic for an unexpected next token.
    pub(super) fn unexpected(&self, what: &str) -> Diagnostic {
        let Some(word) = self.peek() else {
            let help = "a line continues on the next one if it ends in an operator, a comma or an open bracket";
            return Diagnostic::new(format!("expected {what}"), self.end, "the line ends here").help(help);
        };
        let diagnostic = |message: String, label: String| Diagnostic::new(message, word.span, label);
        let found = || format!("found `{}`", word.spelled());
        let before = self.next.checked_sub(1).map(|before| &self.words[before]);
        if word.is_sign("=") {
            diagnostic("a single `=` defines, it does not compare".into(), format!("expected {what}"))
                .help("write `==` for equality of real numbers, or `same bits` for equality of doubles")
        } else if word.starts_operand() && before.is_some_and(Token::ends_operand) {
            diagnostic(format!("expected {what}"), found())
                .help("there is no implicit multiplication: write `*` between factors")
        } else if matches!(word.text.as_str(), "{" | "}" | "\\" | "$" | "_") {
            diagnostic(format!("expected {what}"), found())
                .help("the language is not LaTeX: write `w[t]`, `eta`, `x^(t-1)`")
        } else if matches!(word.text.as_str(), "&" | "!" | "~") {
            diagnostic(format!("expected {what}"), found()).help("write `and`, `or`, `not`")
        } else {
            diagnostic(format!("expected {what}"), found())
        }
    }

    fn node(&mut self, kind: ExprKind, start: Span) -> Parsed<Expr> {
        self.nodes += 1;
        let span = self.since(start);
        if self.nodes > LONGEST {
            let message = format!("a line holds at most {LONGEST} operations and names");
            return Err(Diagnostic::new(message, span, "too long").help("name a part of it with `let`"));
        }
        Ok(Expr { kind, span })
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        if self.depth == DEEPEST {
            let message = format!("brackets, signs and powers are nested at most {DEEPEST} deep");
            return Err(Diagnostic::new(message, self.here(), "too deep").help("name a part of it with `let`"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// An expression or a statement.
    pub(super) fn statement(&mut self) -> Parsed<Expr> {
        self.level(Precedence::Iff)
    }

    /// An expression without relations and connectives.
    pub(super) fn sum(&mut self) -> Parsed<Expr> {
        self.level(Precedence::Sum)
    }

    fn level(&mut self, level: Precedence) -> Parsed<Expr> {
        let start = self.here();
        if level <= Precedence::Not && self.take_word("not") {
            let inner = self.deeper(|reader| reader.level(Precedence::Not))?;
            let left = self.node(ExprKind::Not(Box::new(inner)), start)?;
            return self.infix(left, level, true);
        }
        let left = self.signed()?;
        self.infix(left, level, false)
    }

    /// Goes on behind `left` with all operators that bind at least as tightly as `loosest`; behind a bare
    /// `not p` only connectives may stand.
    fn infix(&mut self, mut left: Expr, loosest: Precedence, negation: bool) -> Parsed<Expr> {
        let start = left.span;
        while let Some(word) = self.peek() {
            if let Some((op, level)) = arithmetic(word).filter(|(_, level)| *level >= loosest && !negation) {
                self.skip(1);
                let right = if level == Precedence::Sum { self.level(Precedence::Product)? } else { self.signed()? };
                left = self.node(ExprKind::Binary(op, Box::new(left), Box::new(right)), start)?;
            } else if loosest <= Precedence::Relation && !negation && relation(word).is_some() {
                left = self.relation(left)?;
            } else if let Some((op, right)) =
                connective(word).filter(|(op, _)| Precedence::of_connective(*op) >= loosest)
            {
                self.skip(1);
                let right = if op == LogicOp::Implies {
                    self.deeper(|reader| reader.level(right))?
                } else {
                    self.level(right)?
                };
                left = self.node(ExprKind::Logic(op, Box::new(left), Box::new(right)), start)?;
            } else {
                break;
            }
        }
        Ok(left)
    }

    fn relation(&mut self, first: Expr) -> Parsed<Expr> {
        let start = first.span;
        let mut links = Vec::new();
        while let Some(op) = self.peek().and_then(relation) {
            self.skip(1);
            if op == RelationOp::SameBits {
                self.expect_word("bits")?;
                self.take_word("as");
            }
            links.push((op, self.sum()?));
        }
        self.node(ExprKind::Relation(Box::new(first), links), start)
    }

    /// An operand with its signs and its power: `-x^2` is `-(x^2)`.
    fn signed(&mut self) -> Parsed<Expr> {
        let start = self.here();
        if self.take_sign("-") {
            let inner = self.deeper(Self::signed)?;
            return self.node(ExprKind::Negate(Box::new(inner)), start);
        }
        let operand = self.operand()?;
        let base = self.components(operand)?;
        self.power(base)
    }

    fn power(&mut self, base: Expr) -> Parsed<Expr> {
        if !self.take_sign("^") {
            return Ok(base);
        }
        let start = base.span;
        let exponent = self.deeper(Self::signed)?;
        self.node(ExprKind::Binary(BinaryOp::Pow, Box::new(base), Box::new(exponent)), start)
    }

    fn components(&mut self, mut whole: Expr) -> Parsed<Expr> {
        while let Some(word) = self.peek().filter(|word| word.kind == TokenKind::Subscript) {
            self.skip(1);
            let start = whole.span;
            let index = Name { text: word.text.clone(), span: word.span };
            whole = if let ExprKind::Name { run, name } = whole.kind {
                self.node(ExprKind::Name { run, name: format!("{name}_{}", index.text) }, start)?
            } else {
                self.node(ExprKind::Component(Box::new(whole), index), start)?
            };
        }
        Ok(whole)
    }

    fn operand(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let Some(word) = self.peek() else {
            return Err(self.unexpected("an expression"));
        };
        match (word.kind, word.text.as_str()) {
            (TokenKind::Number, text) => self.number(text),
            (TokenKind::Name, "grad") => self.derivative(1),
            (TokenKind::Name, "hess") => self.derivative(2),
            (TokenKind::Name, _) => self.named(),
            (TokenKind::Symbol, "(") => {
                self.skip(1);
                let inner = self.deeper(Self::statement)?;
                self.expect_sign(")")?;
                Ok(Expr { span: self.since(start), ..inner })
            }
            (TokenKind::Symbol, bar @ ("|" | "‖")) => self.norm(bar),
            (TokenKind::Symbol, open @ ("<" | "⟨")) => {
                self.skip(1);
                let left = self.deeper(Self::sum)?;
                self.expect_sign(",")?;
                let right = self.deeper(Self::sum)?;
                self.expect_sign(if open == "<" { ">" } else { "⟩" })?;
                self.node(ExprKind::Inner(Box::new(left), Box::new(right)), start)
            }
            (TokenKind::Symbol, "√") => {
                self.skip(1);
                let name = Name { text: "sqrt".into(), span: word.span };
                let value = self.deeper(Self::operand)?;
                let arguments = vec![Argument { name: None, value }];
                self.node(ExprKind::Apply { name, index: None, arguments }, start)
            }
            _ => Err(self.unexpected("an expression")),
        }
    }

    fn number(&mut self, text: &str) -> Parsed<Expr> {
        let start = self.here();
        let Some(value) = decimal(text) else {
            let message = "a number has at most 1000 digits and an exponent of at most 400";
            return Err(Diagnostic::new(message, start, "too long"));
        };
        self.skip(1);
        self.node(ExprKind::Number(value), start)
    }

    /// `|x|`, and `|x|_1`, `|x|_inf` for the other norms.
    fn norm(&mut self, bar: &str) -> Parsed<Expr> {
        let start = self.here();
        self.skip(1);
        let inner = self.deeper(Self::sum)?;
        self.expect_sign(bar)?;
        let other = self.peek().filter(|word| word.kind == TokenKind::Subscript).map(|word| word.text.as_str());
        let name = match other {
            Some("1") => "norm1",
            Some("inf") => "norminf",
            _ => {
                self.skip(usize::from(other == Some("2")));
                return self.node(ExprKind::Norm(Box::new(inner)), start);
            }
        };
        self.skip(1);
        let name = Name { text: name.into(), span: start };
        let arguments = vec![Argument { name: None, value: inner }];
        self.node(ExprKind::Apply { name, index: None, arguments }, start)
    }

    fn derivative(&mut self, order: u8) -> Parsed<Expr> {
        let start = self.here();
        self.skip(1);
        let objective = self.name("the objective to differentiate")?;
        let index = self.optional_index()?;
        if !self.at_sign("(") {
            let mut wrong = self.unexpected("the point in brackets");
            wrong.help.get_or_insert_with(|| format!("a gradient is taken at a point: `grad {}(w)`", objective.text));
            return Err(wrong);
        }
        self.skip(1);
        let point = Box::new(self.deeper(Self::statement)?);
        self.expect_sign(")")?;
        self.node(ExprKind::Derivative { order, objective, index, point }, start)
    }

    fn optional_index(&mut self) -> Parsed<Option<Box<Expr>>> {
        if !self.take_sign("[") {
            return Ok(None);
        }
        let index = self.deeper(Self::statement)?;
        self.expect_sign("]")?;
        Ok(Some(Box::new(index)))
    }

    /// Everything that begins with a name.
    fn named(&mut self) -> Parsed<Expr> {
        let start = self.here();
        let name = self.name("an expression")?;
        if self.at_sign(".") {
            self.skip(1);
            let member = self.name("the name of a sequence of the run")?.text;
            let kind = self.member(name.text, member)?;
            return self.node(kind, start);
        }
        if self.at_sign("(") {
            return self.applied(name, None, start);
        }
        if let Some(kind) = moment(&name.text).filter(|_| self.at_sign("[")) {
            self.skip(1);
            let inner = self.deeper(Self::statement)?;
            self.expect_sign("]")?;
            return self.node(ExprKind::Moment(kind, Box::new(inner)), start);
        }
        let Some(index) = self.optional_index()? else {
            return self.node(ExprKind::Name { run: None, name: name.text }, start);
        };
        if self.at_sign("(") {
            return self.applied(name, Some(index), start);
        }
        self.node(ExprKind::At { run: None, name: name.text, index }, start)
    }

    /// What follows `a.w`: an index, a time, or nothing.
    fn member(&mut self, run: String, name: String) -> Parsed<ExprKind> {
        if self.take_sign("(") {
            let time = Box::new(self.deeper(Self::statement)?);
            self.expect_sign(")")?;
            return Ok(ExprKind::State { run, name, time });
        }
        let run = Some(run);
        Ok(match self.optional_index()? {
            Some(index) => ExprKind::At { run, name, index },
            None => ExprKind::Name { run, name },
        })
    }

    fn applied(&mut self, name: Name, index: Option<Box<Expr>>, start: Span) -> Parsed<Expr> {
        if index.is_none() && name.text == "cases" {
            return self.cases(start);
        }
        let binds = self.ahead(1).is_some_and(|word| word.kind == TokenKind::Name)
            && self.ahead(2).is_some_and(|word| word.is_word("in") || word.is_sign(":"));
        if let (None, true, Some(kind)) = (&index, binds, fold(&name.text)) {
            return self.fold(kind, start);
        }
        let arguments = self.arguments()?;
        self.node(ExprKind::Apply { name, index, arguments }, start)
    }

    fn cases(&mut self, start: Span) -> Parsed<Expr> {
        self.skip(1);
        let mut arms = Vec::new();
        while !self.take_word("else") {
            let condition = self.deeper(Self::statement)?;
            self.expect_sign(":")?;
            arms.push((condition, self.deeper(Self::statement)?));
            if !self.take_sign(";") {
                let mut wrong = self.unexpected("`;` and the next case");
                wrong.help = Some("the last case is `else value`".into());
                return Err(wrong);
            }
        }
        let otherwise = Box::new(self.deeper(Self::statement)?);
        self.expect_sign(")")?;
        self.node(ExprKind::Cases { arms, otherwise }, start)
    }

    fn fold(&mut self, kind: FoldKind, start: Span) -> Parsed<Expr> {
        self.skip(1);
        let index = self.name("an index")?;
        let range = if self.take_word("in") {
            let first = self.deeper(Self::sum)?;
            self.expect_sign("..")?;
            Some(Box::new((first, self.deeper(Self::sum)?)))
        } else {
            None
        };
        self.expect_sign(":")?;
        let body = Box::new(self.deeper(Self::statement)?);
        self.expect_sign(")")?;
        self.node(ExprKind::Fold { kind, index, range, body }, start)
    }

    /// `(x, up = 1.2)`, from the opening bracket on.
    pub(super) fn arguments(&mut self) -> Parsed<Vec<Argument>> {
        self.expect_sign("(")?;
        let mut arguments = Vec::new();
        if self.take_sign(")") {
            return Ok(arguments);
        }
        loop {
            let named = self.ahead(1).is_some_and(|word| word.is_sign("="));
            let name = if named { Some(self.name("the name of an argument")?) } else { None };
            self.skip(usize::from(named));
            arguments.push(Argument { name, value: self.deeper(Self::statement)? });
            if self.take_sign(")") {
                return Ok(arguments);
            }
            if !self.take_sign(",") {
                return Err(self.unexpected("`,` or `)`"));
            }
        }
    }

    /// What follows `(` where both `(a + b)*c` and the interval `(a, b]` may stand: the first expression,
    /// and whether it was the first end of an interval, whose comma is read then.
    pub(super) fn bracketed_or_end(&mut self) -> Parsed<(Expr, bool)> {
        let inner = self.deeper(Self::statement)?;
        if self.take_sign(",") {
            return Ok((inner, true));
        }
        if !self.take_sign(")") {
            return Err(self.unexpected("`,` and the upper end of the interval"));
        }
        let base = self.components(inner)?;
        let left = self.power(base)?;
        Ok((self.infix(left, Precedence::Sum, false)?, false))
    }
}

impl Token {
    pub(super) fn is_sign(&self, sign: &str) -> bool {
        self.kind == TokenKind::Symbol && self.text == sign
    }

    pub(super) fn is_word(&self, name: &str) -> bool {
        self.kind == TokenKind::Name && self.text == name
    }

    /// The name of the token in a diagnostic.
    fn spelled(&self) -> &str {
        if self.text.is_empty() { "\"\"" } else { &self.text }
    }

    fn starts_operand(&self) -> bool {
        let name = self.kind == TokenKind::Name && !LINKING.contains(&self.text.as_str());
        name || self.kind == TokenKind::Number || self.is_sign("(") || self.is_sign("√")
    }

    fn ends_operand(&self) -> bool {
        let name = self.kind == TokenKind::Name
            && !LINKING.contains(&self.text.as_str())
            && !KEYWORDS.contains(&self.text.as_str());
        name || matches!(self.kind, TokenKind::Number | TokenKind::Subscript) || self.is_sign(")") || self.is_sign("]")
    }
}

/// Words that are between expressions.
const LINKING: [&str; 16] =
    ["and", "or", "not", "iff", "implies", "in", "for", "else", "same", "bits", "as", "from", "with", "on", "of", "x"];

/// Words that begin a line.
pub(crate) const KEYWORDS: [&str; 12] =
    ["given", "let", "assume", "run", "draw", "show", "expect", "witness", "corrects", "source", "drop", "killed"];

fn decimal(text: &str) -> Option<Rational> {
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let down = exponent.strip_prefix('-');
    let size: usize = down.unwrap_or(exponent).trim_start_matches('+').parse().ok()?;
    if size > EXPONENT || whole.len() + fraction.len() + size > DIGITS {
        return None;
    }
    let zeros = |count: usize| "0".repeat(count);
    let (above, below) = if down.is_some() { (0, size) } else { (size, 0) };
    Rational::from_str(&format!("{whole}{fraction}{}/1{}", zeros(above), zeros(fraction.len() + below))).ok()
}

fn arithmetic(word: &Token) -> Option<(BinaryOp, Precedence)> {
    if word.kind != TokenKind::Symbol {
        return None;
    }
    Some(match word.text.as_str() {
        "+" => (BinaryOp::Add, Precedence::Sum),
        "-" => (BinaryOp::Sub, Precedence::Sum),
        "*" => (BinaryOp::Mul, Precedence::Product),
        "/" => (BinaryOp::Div, Precedence::Product),
        "@" => (BinaryOp::MatMul, Precedence::Product),
        _ => return None,
    })
}

fn relation(word: &Token) -> Option<RelationOp> {
    if word.is_word("same") {
        return Some(RelationOp::SameBits);
    }
    if word.kind != TokenKind::Symbol {
        return None;
    }
    Some(match word.text.as_str() {
        "<=" => RelationOp::Le,
        "<" => RelationOp::Lt,
        ">=" => RelationOp::Ge,
        ">" => RelationOp::Gt,
        "==" => RelationOp::Eq,
        "!=" => RelationOp::Ne,
        _ => return None,
    })
}

/// The connective and the loosest level of what may be on its right.
fn connective(word: &Token) -> Option<(LogicOp, Precedence)> {
    if word.kind != TokenKind::Name {
        return None;
    }
    Some(match word.text.as_str() {
        "iff" => (LogicOp::Iff, Precedence::Implies),
        "implies" => (LogicOp::Implies, Precedence::Implies),
        "or" => (LogicOp::Or, Precedence::And),
        "and" => (LogicOp::And, Precedence::Not),
        _ => return None,
    })
}
