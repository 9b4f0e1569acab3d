//! Syntax trees as MathML. Long formulas come in pieces between which a line may break.

use super::edge::Edge;
use super::level::level;
use super::signs::{Script, between, bracketed, fraction, operator, row, script, text_of, word};
use crate::language::print::numeral::number;
use crate::language::syntax::{
    Argument, BinaryOp, Equation, Expr, ExprKind, FoldKind, Form, LogicOp, MomentKind, Name, Precedence, RelationOp,
};
use crate::language::typed::{BuiltIn, Function};

/// An expression as one `<math>` element without line breaks; quotients stay on the line (`1/L`).
#[must_use]
pub fn inline(expression: &Expr) -> String {
    format!("<math>{}</math>", FLAT.at_least(expression, Precedence::LOOSEST))
}

/// A statement or expression in display style: `<math>` elements with `<wbr>` between them, where a line may break.
#[must_use]
pub fn display(expression: &Expr) -> String {
    joined(&DISPLAY.pieces(expression))
}

/// `w[t] = w[t-1] - eta*g[t]` in display style.
#[must_use]
pub fn equation(equation: &Equation) -> String {
    let mut pieces = vec![DISPLAY.target(equation)];
    let value = DISPLAY.pieces(&equation.value);
    pieces.extend(prefixed(&operator("=", "infix"), value));
    joined(&pieces)
}

/// `m[0] = m0` in one piece.
#[must_use]
pub fn inline_equation(equation: &Equation) -> String {
    let target = FLAT.target(equation);
    format!("<math>{target}{}{}</math>", operator("=", ""), FLAT.at_least(&equation.value, Precedence::Sum))
}

/// A name: `w_star`, `beta1`, `eta_i`.
#[must_use]
pub fn name(name: &str) -> String {
    format!("<math>{}</math>", finish(&script(name)))
}

/// A function of one variable: `R(w)`.
#[must_use]
pub fn application(function: &str, argument: &str) -> String {
    format!("<math>{}{}</math>", finish(&script(function)), bracketed(&finish(&script(argument))))
}

/// A sequence at a time: `w[t-1]`.
#[must_use]
pub fn sequence(name: &str, time: &Expr) -> String {
    format!("<math>{}</math>", finish(&FLAT.at(None, name, time)))
}

/// An abbreviation at an index: `gap[s]`.
#[must_use]
pub fn indexed(name: &str, index: &Name) -> String {
    let kind = ExprKind::Name { run: None, name: index.text.clone() };
    sequence(name, &Expr { kind, span: index.span })
}

/// A quantity as a relation: `eta = 1/2`, for arguments.
#[must_use]
pub fn argument(argument: &Argument) -> String {
    match &argument.name {
        Some(name) => {
            let value = FLAT.at_least(&argument.value, Precedence::Sum);
            format!("<math>{}{}{value}</math>", finish(&script(&name.text)), operator("=", ""))
        }
        None => inline(&argument.value),
    }
}

/// `x in a..b`, or `x in {a, a+1, ...}` without an end.
#[must_use]
pub fn range(index: &str, first: &Expr, last: Option<&Expr>) -> String {
    let (index, first) = (finish(&script(index)), FLAT.at_least(first, Precedence::Sum));
    match last {
        Some(last) => format!("<math>{}</math>", FLAT.between(&index, &first, last)),
        None => format!("<math>{index}{}{first}</math>", operator("≥", "")),
    }
}

/// `in (low, high]`; each end with whether it is included.
#[must_use]
pub fn interval(low: (&Expr, bool), high: (&Expr, bool)) -> String {
    let (open, close) = (if low.1 { "[" } else { "(" }, if high.1 { "]" } else { ")" });
    let ends = format!("{}<mo>,</mo>{}", FLAT.at_least(low.0, Precedence::Sum), FLAT.at_least(high.0, Precedence::Sum));
    format!("<math><mo form=\"infix\">∈</mo>{}</math>", between(open, &ends, close))
}

/// `in first..last`.
#[must_use]
pub fn integers(first: &Expr, last: Option<&Expr>) -> String {
    let first = FLAT.at_least(first, Precedence::Sum);
    let last = last.map(|last| format!("<mo>,</mo>{}", FLAT.at_least(last, Precedence::Sum))).unwrap_or_default();
    let all = format!("{first}<mo>,</mo><mo>…</mo>{last}");
    format!("<math><mo form=\"infix\">∈</mo>{}</math>", between("{", &all, "}"))
}

/// `in R^rows` or `in R^(rows x columns)`.
#[must_use]
pub fn space(rows: Option<&Expr>, columns: Option<&Expr>) -> String {
    let rows = rows.map(|rows| FLAT.at_least(rows, Precedence::Sum));
    let columns = columns.map(|columns| format!("<mo>×</mo>{}", FLAT.at_least(columns, Precedence::Sum)));
    let space = match rows {
        Some(rows) => format!("<msup><mi>ℝ</mi>{}</msup>", row(&(rows + &columns.unwrap_or_default()))),
        None => "<mi>ℝ</mi>".to_owned(),
    };
    format!("<math><mo form=\"infix\">∈</mo>{space}</math>")
}

fn joined(pieces: &[String]) -> String {
    let pieces: Vec<String> = pieces.iter().map(|piece| format!("<math>{piece}</math>")).collect();
    pieces.join("<wbr>")
}

fn prefixed(sign: &str, mut pieces: Vec<String>) -> Vec<String> {
    if let Some(first) = pieces.first_mut() {
        first.insert_str(0, sign);
    }
    pieces
}

fn finish(script: &Script) -> String {
    script.finish()
}

const DISPLAY: Typesetter = Typesetter { flat: false };
const FLAT: Typesetter = Typesetter { flat: true };

/// Typesets; `flat` keeps quotients on the line.
#[derive(Clone, Copy)]
struct Typesetter {
    flat: bool,
}

impl Typesetter {
    /// The left side of an equation.
    fn target(self, equation: &Equation) -> String {
        let name = &equation.target.text;
        match equation.form {
            Form::Step => finish(&self.at(None, name, &equation.time)),
            Form::Rate => {
                let (above, below) =
                    (row(&format!("<mi>d</mi>{}", finish(&script(name)))), row("<mi>d</mi><mi>t</mi>"));
                if self.flat { format!("{above}<mo>/</mo>{below}") } else { format!("<mfrac>{above}{below}</mfrac>") }
            }
            Form::Instant => {
                format!("{}{}", finish(&script(name)), bracketed(&self.at_least(&equation.time, Precedence::LOOSEST)))
            }
        }
    }

    /// With brackets if it binds more loosely than `loosest`.
    fn at_least(self, expression: &Expr, loosest: Precedence) -> String {
        let text = self.kind(&expression.kind);
        if level(&expression.kind) < loosest { bracketed(&text) } else { text }
    }

    /// A term behind a sign: one that begins with a sign itself goes into brackets.
    fn unsigned(self, term: &Expr) -> String {
        let text = self.at_least(term, Precedence::Product);
        if begins_with_sign(term) { bracketed(&text) } else { text }
    }

    /// A statement in pieces: in front of relations and connectives, and of signs of the outermost sums.
    fn pieces(self, expression: &Expr) -> Vec<String> {
        match &expression.kind {
            ExprKind::Logic(op, left, right) => {
                let (left_level, right_level) = sides(*op);
                let mut pieces = self.pieces_at(left, left_level);
                pieces.extend(prefixed(connective(*op), self.pieces_at(right, right_level)));
                pieces
            }
            ExprKind::Relation(first, links) => {
                let mut pieces = self.pieces_at(first, Precedence::Sum);
                for (op, operand) in links {
                    pieces.extend(prefixed(&relation(*op, "infix"), self.pieces_at(operand, Precedence::Sum)));
                }
                pieces
            }
            ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), left, right) => {
                let mut pieces = self.pieces_at(left, level_in_front_of_a_sign(left));
                let sign = operator(if *op == BinaryOp::Add { "+" } else { "−" }, "infix");
                pieces.push(format!("{sign}{}", self.unsigned(right)));
                pieces
            }
            _ => vec![self.at_least(expression, Precedence::LOOSEST)],
        }
    }

    fn pieces_at(self, expression: &Expr, loosest: Precedence) -> Vec<String> {
        if level(&expression.kind) < loosest {
            vec![self.at_least(expression, loosest)]
        } else {
            self.pieces(expression)
        }
    }

    fn kind(self, kind: &ExprKind) -> String {
        match kind {
            ExprKind::Number(value) => format!("<mn>{}</mn>", number(value)),
            ExprKind::Name { .. } | ExprKind::At { .. } => self.scripted(kind).map(|s| s.finish()).unwrap_or_default(),
            ExprKind::State { run, name, time } => {
                let name = ExprKind::Name { run: Some(run.clone()), name: name.clone() };
                format!("{}{}", self.kind(&name), bracketed(&self.at_least(time, Precedence::LOOSEST)))
            }
            ExprKind::Apply { name, index, arguments } => self.apply(name, index.as_deref(), arguments),
            ExprKind::Derivative { order, objective, index, point } => {
                let sign = if *order == 1 { "<mo>∇</mo>" } else { "<msup><mo>∇</mo><mn>2</mn></msup>" };
                let objective = self.indexed(objective, index.as_deref());
                format!("{sign}{objective}{}", bracketed(&FLAT.at_least(point, Precedence::LOOSEST)))
            }
            ExprKind::Negate(inner) => format!("{}{}", operator("−", "prefix"), self.unsigned(inner)),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right),
            ExprKind::Inner(left, right) => {
                let both = format!(
                    "{}<mo>,</mo>{}",
                    self.at_least(left, Precedence::Sum),
                    self.at_least(right, Precedence::Sum)
                );
                between("⟨", &both, "⟩")
            }
            ExprKind::Norm(inner) => between("‖", &self.at_least(inner, Precedence::Sum), "‖"),
            ExprKind::Component(whole, index) => match self.scripted(&whole.kind) {
                Some(mut found) => {
                    found.below(&finish(&script(&index.text)));
                    found.finish()
                }
                None => {
                    let index = finish(&script(&index.text));
                    format!("<msub>{}{index}</msub>", bracketed(&self.at_least(whole, Precedence::LOOSEST)))
                }
            },
            ExprKind::Fold { kind, index, range, body } => self.fold(*kind, index, range.as_deref(), body),
            ExprKind::Cases { arms, otherwise } => self.cases(arms, otherwise),
            ExprKind::Moment(kind, inner) => {
                let sign = match kind {
                    MomentKind::Expectation => "<mi>𝔼</mi>",
                    MomentKind::Variance => "<mi>Var</mi>",
                    MomentKind::Probability => "<mi>ℙ</mi>",
                };
                format!("{sign}{}", between("[", &self.at_least(inner, Precedence::LOOSEST), "]"))
            }
            ExprKind::Relation(first, links) => {
                let mut text = self.at_least(first, Precedence::Sum);
                for (op, operand) in links {
                    text.push_str(&relation(*op, ""));
                    text.push_str(&self.at_least(operand, Precedence::Sum));
                }
                text
            }
            ExprKind::Logic(op, left, right) => {
                let (left_level, right_level) = sides(*op);
                let (left, right) = (self.at_least(left, left_level), self.at_least(right, right_level));
                format!("{left}{}{right}", connective(*op))
            }
            ExprKind::Not(inner) => format!("{}{}", text_of("not "), self.at_least(inner, Precedence::Not)),
        }
    }

    /// A name or sequence, whose scripts can still be added to.
    fn scripted(self, kind: &ExprKind) -> Option<Script> {
        match kind {
            ExprKind::Name { run, name } => {
                let mut found = script(name);
                found.run(run.as_deref());
                Some(found)
            }
            ExprKind::At { run, name, index } => Some(self.at(run.as_deref(), name, index)),
            _ => None,
        }
    }

    fn at(self, run: Option<&str>, name: &str, index: &Expr) -> Script {
        let mut found = script(name);
        found.below(&FLAT.at_least(index, Precedence::LOOSEST));
        found.run(run);
        found
    }

    fn binary(self, op: BinaryOp, left: &Expr, right: &Expr) -> String {
        match op {
            BinaryOp::Add | BinaryOp::Sub => {
                let sign = operator(if op == BinaryOp::Add { "+" } else { "−" }, "");
                format!("{}{sign}{}", self.at_least(left, level_in_front_of_a_sign(left)), self.unsigned(right))
            }
            BinaryOp::Mul | BinaryOp::Div => self.product(left, op, right),
            BinaryOp::MatMul => {
                let open = self.ends_in_fold(left);
                let first = if open {
                    bracketed(&self.at_least(left, Precedence::LOOSEST))
                } else {
                    self.at_least(left, Precedence::Signed)
                };
                format!("{first}{}{}", self.sign_between(left, right), self.factor(right, true))
            }
            BinaryOp::Pow => {
                let exponent = FLAT.at_least(right, Precedence::LOOSEST);
                match self.scripted(&left.kind) {
                    Some(found) if found.can_be_raised() => found.raised(&exponent),
                    _ => format!("<msup>{}{}</msup>", row(&self.at_least(left, Precedence::Operand)), row(&exponent)),
                }
            }
        }
    }

    /// A chain of factors and divisors. What stands between two divisors is one numerator: `a*b/c*d` is ab/c times d.
    fn product(self, left: &Expr, op: BinaryOp, right: &Expr) -> String {
        let mut chain = Vec::new();
        collect(left, &mut chain);
        chain.push((op, right));
        if self.flat {
            return self.flat_product(&chain);
        }
        let mut parts: Vec<String> = Vec::new();
        let mut rest = chain.as_slice();
        while !rest.is_empty() {
            let above = rest.iter().position(|(op, _)| *op == BinaryOp::Div).unwrap_or(rest.len());
            let (numerator, tail) = rest.split_at(above);
            let below = tail.iter().position(|(op, _)| *op == BinaryOp::Mul).unwrap_or(tail.len());
            let (denominator, tail) = tail.split_at(below);
            rest = tail;
            let text = if denominator.is_empty() {
                // Nothing is in front of a first part, so a sign needs no brackets there alone.
                self.times(numerator, true, parts.is_empty())
            } else {
                fraction(&FLAT.times(numerator, false, true), &FLAT.times(denominator, false, true))
            };
            if let (false, [(_, first), ..]) = (parts.is_empty(), numerator) {
                let begins = if denominator.is_empty() {
                    Edge::leading(self.flat, first, Precedence::Power)
                } else {
                    Edge::Other
                };
                parts.push(Edge::Other.sign_before(begins).to_owned());
            }
            parts.push(text);
        }
        parts.concat()
    }

    fn flat_product(self, chain: &[(BinaryOp, &Expr)]) -> String {
        let mut text = String::new();
        let mut divided = false;
        for (place, (op, factor)) in chain.iter().enumerate() {
            let is_last = place + 1 == chain.len();
            if *op == BinaryOp::Div {
                text.push_str("<mo lspace=\"0\" rspace=\"0\">/</mo>");
                divided = true;
                text.push_str(&self.at_least(factor, Precedence::Power));
            } else if place == 0 {
                text.push_str(&self.first_factor(factor, is_last));
            } else {
                let before = chain[place - 1].1;
                text.push_str(if divided { "<mo>·</mo>" } else { self.sign_between(before, factor) });
                text.push_str(&self.factor(factor, is_last));
            }
        }
        text
    }

    /// Factors side by side. A sum sign may be bare at an open end, a minus sign in front of the first factor.
    fn times(self, factors: &[(BinaryOp, &Expr)], open_end: bool, may_be_signed: bool) -> String {
        if let ([(_, single)], true) = (factors, may_be_signed) {
            return self.at_least(single, if open_end { Precedence::Product } else { Precedence::Sum });
        }
        let mut text = String::new();
        for (place, (_, factor)) in factors.iter().enumerate() {
            let is_last = place + 1 == factors.len();
            if place > 0 {
                text.push_str(self.sign_between(factors[place - 1].1, factor));
            }
            let is_first = place == 0 && may_be_signed;
            let factor = if is_first { self.first_factor(factor, is_last) } else { self.factor(factor, is_last) };
            text.push_str(&factor);
        }
        text
    }

    /// The sign between two factors.
    fn sign_between(self, left: &Expr, right: &Expr) -> &'static str {
        Edge::trailing(self.flat, left, Precedence::Power).sign_before(Edge::leading(
            self.flat,
            right,
            Precedence::Power,
        ))
    }

    /// One factor; a sum sign may be bare only at the end.
    fn factor(self, factor: &Expr, is_last: bool) -> String {
        let bare = is_last && matches!(factor.kind, ExprKind::Fold { .. });
        self.at_least(factor, if bare { Precedence::Product } else { Precedence::Power })
    }

    /// The first factor, in front of which a sign needs no brackets.
    fn first_factor(self, factor: &Expr, is_last: bool) -> String {
        let is_signed = matches!(factor.kind, ExprKind::Negate(_));
        // What ends in a bare sum would take in the factors behind it.
        let is_closed = is_last || !self.ends_in_fold(factor);
        if is_signed && is_closed { self.at_least(factor, Precedence::Signed) } else { self.factor(factor, is_last) }
    }

    /// Whether it ends in a sum or the like without brackets.
    fn ends_in_fold(self, expression: &Expr) -> bool {
        match &expression.kind {
            ExprKind::Fold { .. } => true,
            ExprKind::Negate(inner) => self.ends_in_fold(inner),
            ExprKind::Binary(BinaryOp::Mul | BinaryOp::MatMul, _, right) => self.ends_in_fold(right),
            _ => false,
        }
    }

    fn indexed(self, name: &Name, index: Option<&Expr>) -> String {
        let mut found = script(&name.text);
        if let Some(index) = index {
            found.below(&FLAT.at_least(index, Precedence::LOOSEST));
        }
        found.finish()
    }

    fn apply(self, name: &Name, index: Option<&Expr>, arguments: &[Argument]) -> String {
        let function = match BuiltIn::named(&name.text) {
            Some((BuiltIn::Function(function), _)) => Some(function),
            _ => None,
        };
        if let (None, [Argument { name: None, value }]) = (index, arguments) {
            let inner = |loosest| self.at_least(value, loosest);
            match function {
                Some(Function::Sqrt) => return format!("<msqrt>{}</msqrt>", inner(Precedence::LOOSEST)),
                Some(Function::Abs) => return between("|", &inner(Precedence::Sum), "|"),
                Some(Function::Floor) => return between("⌊", &inner(Precedence::Sum), "⌋"),
                Some(Function::Ceil) => return between("⌈", &inner(Precedence::Sum), "⌉"),
                Some(Function::Norm1) => return length(&inner(Precedence::Sum), "<mn>1</mn>"),
                Some(Function::NormInf) => return length(&inner(Precedence::Sum), "<mi>∞</mi>"),
                _ => {}
            }
        }
        if let (Some(Function::Solve), [matrix, vector]) = (function, arguments) {
            let sign = self.sign_between(&matrix.value, &vector.value);
            let matrix = row(&self.at_least(&matrix.value, Precedence::Operand));
            let inverse = format!("<msup>{matrix}<mrow><mo form=\"prefix\">−</mo><mn>1</mn></mrow></msup>");
            return format!("{inverse}{sign}{}", self.at_least(&vector.value, Precedence::Power));
        }
        let parts: Vec<String> = arguments
            .iter()
            .map(|argument| {
                let Some(name) = &argument.name else { return self.at_least(&argument.value, Precedence::LOOSEST) };
                finish(&script(&name.text)) + &operator("=", "") + &self.at_least(&argument.value, Precedence::Sum)
            })
            .collect();
        format!("{}{}", self.indexed(name, index), bracketed(&parts.join("<mo>,</mo>")))
    }

    fn fold(self, kind: FoldKind, index: &Name, range: Option<&(Expr, Expr)>, body: &Expr) -> String {
        let index = finish(&script(&index.text));
        let sign = match kind {
            FoldKind::Sum => "<mo>∑</mo>".to_owned(),
            FoldKind::Product => "<mo>∏</mo>".to_owned(),
            FoldKind::Mean => word("mean"),
            FoldKind::Variance => word("Var"),
            FoldKind::Max => word("max"),
            FoldKind::Min => word("min"),
            FoldKind::First => word("first"),
            FoldKind::Count => word("count"),
        };
        let large = matches!(kind, FoldKind::Sum | FoldKind::Product);
        let head = match range {
            Some((first, last)) if large => {
                let below = format!("{index}{}{}", operator("=", ""), FLAT.at_least(first, Precedence::Sum));
                let above = FLAT.at_least(last, Precedence::Sum);
                format!("<munderover>{sign}{}{}</munderover>", row(&below), row(&above))
            }
            Some((first, last)) => {
                let below = FLAT.between(&index, &FLAT.at_least(first, Precedence::Sum), last);
                format!("<munder>{sign}{}</munder>", row(&below))
            }
            None => format!("<munder>{sign}{index}</munder>"),
        };
        let body = self.at_least(body, if large { Precedence::Product } else { Precedence::Power });
        if large { head + &body } else { format!("{head}<mspace width=\".17em\"/>{body}") }
    }

    /// `i in first..last`.
    fn between(self, index: &str, first: &str, last: &Expr) -> String {
        let last = self.at_least(last, Precedence::Sum);
        format!("{index}<mo>∈</mo>{first}<mo>,</mo><mo>…</mo><mo>,</mo>{last}")
    }

    fn cases(self, arms: &[(Expr, Expr)], otherwise: &Expr) -> String {
        let row = |value: &Expr, when: &str| {
            let value = self.at_least(value, Precedence::LOOSEST);
            format!(
                "<mtr><mtd style=\"text-align:left\">{value}</mtd><mtd style=\"text-align:left\">{when}</mtd></mtr>"
            )
        };
        let mut rows = String::new();
        for (condition, value) in arms {
            rows.push_str(&row(value, &(text_of("if ") + &FLAT.at_least(condition, Precedence::LOOSEST))));
        }
        rows.push_str(&row(otherwise, &text_of("otherwise")));
        format!("<mrow><mo form=\"prefix\">{{</mo><mtable>{rows}</mtable></mrow>")
    }
}

fn begins_with_sign(term: &Expr) -> bool {
    match &term.kind {
        ExprKind::Negate(_) => true,
        ExprKind::Binary(BinaryOp::Mul | BinaryOp::Div | BinaryOp::MatMul, left, _) => begins_with_sign(left),
        _ => false,
    }
}

/// The factors of a product from left to right.
fn collect<'a>(expression: &'a Expr, chain: &mut Vec<(BinaryOp, &'a Expr)>) {
    match &expression.kind {
        ExprKind::Binary(op @ (BinaryOp::Mul | BinaryOp::Div), left, right) => {
            collect(left, chain);
            chain.push((*op, right));
        }
        _ => chain.push((BinaryOp::Mul, expression)),
    }
}

/// The level of a left summand. A brace without a partner would take in what follows it.
fn level_in_front_of_a_sign(left: &Expr) -> Precedence {
    if matches!(left.kind, ExprKind::Cases { .. }) { Precedence::Product } else { Precedence::Sum }
}

fn sides(op: LogicOp) -> (Precedence, Precedence) {
    match op {
        LogicOp::Iff => (Precedence::LOOSEST, Precedence::Implies),
        LogicOp::Implies => (Precedence::Or, Precedence::Implies),
        LogicOp::Or => (Precedence::Or, Precedence::And),
        LogicOp::And => (Precedence::And, Precedence::Not),
    }
}

fn connective(op: LogicOp) -> &'static str {
    match op {
        LogicOp::And => "<mtext>\u{a0} and \u{a0}</mtext>",
        LogicOp::Or => "<mtext>\u{a0} or \u{a0}</mtext>",
        LogicOp::Iff => "<mo form=\"infix\">⟺</mo>",
        LogicOp::Implies => "<mo form=\"infix\">⟹</mo>",
    }
}

fn relation(op: RelationOp, form: &str) -> String {
    match op {
        RelationOp::Le => operator("≤", form),
        RelationOp::Lt => operator("&lt;", form),
        RelationOp::Ge => operator("≥", form),
        RelationOp::Gt => operator("&gt;", form),
        RelationOp::Eq => operator("=", form),
        RelationOp::Ne => operator("≠", form),
        RelationOp::SameBits => text_of("\u{a0}has the same bits as\u{a0}"),
    }
}

/// A norm whose kind stands below it.
fn length(inner: &str, kind: &str) -> String {
    format!("<msub>{}{kind}</msub>", between("‖", inner, "‖"))
}
