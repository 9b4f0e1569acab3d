//! Trees as text, in ASCII and in Unicode. Reading the text gives the same tree again.

use std::fmt::Write;

use super::numeral::number;
use crate::language::parse::{GREEK, LOWERED, RAISED, moment_name};
use crate::language::syntax::FigureLine;
use crate::language::syntax::{
    Argument, AssignmentLine, BinaryOp, Block, Body, Change, Class, Domain, Drawing, Equation, Expr, ExprKind,
    FoldKind, Form, IndexRange, Line, LineKind, LogicOp, Name, Objective, ObjectiveLine, Parameter, Precedence,
    Recurrences, RelationOp, Run,
};
use crate::numeric::Rational;

/// An expression in ASCII.
#[must_use]
pub fn ascii(expression: &Expr) -> String {
    Printer { unicode: false }.expression(expression)
}

/// An expression in the signs of mathematics.
#[must_use]
pub fn unicode(expression: &Expr) -> String {
    Printer { unicode: true }.expression(expression)
}

/// A name in the signs of mathematics: `w_star` is `w⋆`, `beta1` is `β₁`.
#[must_use]
pub fn unicode_name(name: &str) -> String {
    Printer { unicode: true }.name(name)
}

/// A line of a claim in ASCII.
#[must_use]
pub fn line_ascii(line: &Line) -> String {
    Printer { unicode: false }.line(line)
}

/// A line of a claim in the signs of mathematics.
#[must_use]
pub fn line_unicode(line: &Line) -> String {
    Printer { unicode: true }.line(line)
}

/// An equation in ASCII.
#[must_use]
pub fn equation_ascii(equation: &Equation) -> String {
    Printer { unicode: false }.equation(equation, Precedence::LOOSEST)
}

/// An equation in the signs of mathematics.
#[must_use]
pub fn equation_unicode(equation: &Equation) -> String {
    Printer { unicode: true }.equation(equation, Precedence::LOOSEST)
}

/// A line of a figure in the signs of mathematics.
#[must_use]
pub fn figure_line_unicode(line: &FigureLine) -> String {
    Printer { unicode: true }.figure_line(line)
}

/// A line of an assignment in the signs of mathematics.
#[must_use]
pub fn assignment_line_unicode(line: &AssignmentLine) -> String {
    Printer { unicode: true }.assignment_line(line)
}

/// A line of an objective in the signs of mathematics.
#[must_use]
pub fn objective_line_unicode(line: &ObjectiveLine) -> String {
    Printer { unicode: true }.objective_line(line)
}

/// A block with its fences, in ASCII.
#[must_use]
pub fn block_ascii(block: &Block) -> String {
    Printer { unicode: false }.block(block)
}

/// A block with its fences, in the signs of mathematics.
#[must_use]
pub fn block_unicode(block: &Block) -> String {
    Printer { unicode: true }.block(block)
}

#[derive(Clone, Copy)]
pub(super) struct Printer {
    pub(super) unicode: bool,
}

impl Printer {
    pub(super) fn pick(self, ascii: &'static str, unicode: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }

    pub(super) fn expression(self, expression: &Expr) -> String {
        self.at_least(expression, Precedence::LOOSEST, false)
    }

    /// With brackets if it binds more loosely than `loosest`; without spaces around `+` and `-` if `tight`.
    pub(super) fn at_least(self, expression: &Expr, loosest: Precedence, tight: bool) -> String {
        let text = self.kind(&expression.kind, tight);
        if Precedence::of(&expression.kind) < loosest { format!("({text})") } else { text }
    }

    pub(super) fn tight(self, expression: &Expr, loosest: Precedence) -> String {
        self.at_least(expression, loosest, true)
    }

    pub(super) fn kind(self, kind: &ExprKind, tight: bool) -> String {
        match kind {
            ExprKind::Number(value) => number(value),
            ExprKind::Name { run, name } => self.qualified(run.as_deref(), name),
            ExprKind::At { run, name, index } => {
                format!("{}[{}]", self.qualified(run.as_deref(), name), self.tight(index, Precedence::LOOSEST))
            }
            ExprKind::State { run, name, time } => {
                format!("{}({})", self.qualified(Some(run), name), self.tight(time, Precedence::LOOSEST))
            }
            ExprKind::Apply { name, index, arguments } => self.apply(name, index.as_deref(), arguments),
            ExprKind::Derivative { order, objective, index, point } => {
                let sign = if *order == 1 { self.pick("grad ", "∇") } else { self.pick("hess ", "∇²") };
                let index = self.index(index.as_deref());
                format!("{sign}{}{index}({})", self.name(&objective.text), self.expression(point))
            }
            ExprKind::Negate(inner) => format!("-{}", self.at_least(inner, Precedence::Signed, tight)),
            ExprKind::Binary(op, left, right) => self.binary(*op, left, right, tight),
            ExprKind::Inner(left, right) => {
                let (left, right) =
                    (self.at_least(left, Precedence::Sum, tight), self.at_least(right, Precedence::Sum, tight));
                format!("{}{left}, {right}{}", self.pick("<", "⟨"), self.pick(">", "⟩"))
            }
            ExprKind::Norm(inner) => {
                let bar = self.pick("|", "‖");
                format!("{bar}{}{bar}", self.at_least(inner, Precedence::Sum, tight))
            }
            ExprKind::Component(whole, index) => self.component(whole, index),
            ExprKind::Fold { kind, index, range, body } => {
                let range = range.as_ref().map(|range| self.range(&range.0, &range.1)).unwrap_or_default();
                let (index, body) = (self.name(&index.text), self.expression(body));
                format!("{}({index}{range}: {body})", self.fold(*kind))
            }
            ExprKind::Cases { arms, otherwise } => {
                let arm = |(condition, value): &(Expr, Expr)| {
                    format!("{}: {}; ", self.expression(condition), self.expression(value))
                };
                let arms: String = arms.iter().map(arm).collect();
                format!("cases({arms}else {})", self.expression(otherwise))
            }
            ExprKind::Moment(kind, inner) => {
                format!("{}[{}]", moment_name(*kind), self.expression(inner))
            }
            ExprKind::Relation(first, links) => {
                let mut text = self.at_least(first, Precedence::Sum, false);
                for (op, operand) in links {
                    let _ = write!(text, " {} {}", self.relation(*op), self.at_least(operand, Precedence::Sum, false));
                }
                text
            }
            ExprKind::Logic(op, left, right) => self.logic(*op, left, right),
            ExprKind::Not(inner) => format!("not {}", self.at_least(inner, Precedence::Not, false)),
        }
    }

    pub(super) fn binary(self, op: BinaryOp, left: &Expr, right: &Expr, tight: bool) -> String {
        let spaced = |sign: &str| {
            if tight { sign.to_owned() } else { format!(" {sign} ") }
        };
        let (sign, left_level, right_level) = match op {
            BinaryOp::Add => (spaced("+"), Precedence::Sum, Precedence::Product),
            BinaryOp::Sub => (spaced("-"), Precedence::Sum, Precedence::Product),
            BinaryOp::Mul => (self.pick("*", "·").to_owned(), Precedence::Product, Precedence::Signed),
            BinaryOp::Div => ("/".to_owned(), Precedence::Product, Precedence::Signed),
            BinaryOp::MatMul => (" @ ".to_owned(), Precedence::Product, Precedence::Signed),
            BinaryOp::Pow => {
                let base = self.at_least(left, Precedence::Operand, tight);
                let raised = if self.unicode { raised(right) } else { None };
                return match raised {
                    Some(exponent) => base + &exponent,
                    None => format!("{base}^{}", self.tight(right, Precedence::Signed)),
                };
            }
        };
        format!("{}{sign}{}", self.at_least(left, left_level, tight), self.at_least(right, right_level, tight))
    }

    pub(super) fn logic(self, op: LogicOp, left: &Expr, right: &Expr) -> String {
        let (word, left_level, right_level) = match op {
            LogicOp::Iff => ("iff", Precedence::Iff, Precedence::Implies),
            LogicOp::Implies => ("implies", Precedence::Or, Precedence::Implies),
            LogicOp::Or => ("or", Precedence::Or, Precedence::And),
            LogicOp::And => ("and", Precedence::And, Precedence::Not),
        };
        format!("{} {word} {}", self.at_least(left, left_level, false), self.at_least(right, right_level, false))
    }

    pub(super) fn apply(self, name: &Name, index: Option<&Expr>, arguments: &[Argument]) -> String {
        let root = self.unicode && name.text == "sqrt" && index.is_none() && arguments.len() == 1;
        if root && arguments[0].name.is_none() {
            return format!("√({})", self.expression(&arguments[0].value));
        }
        format!("{}{}({})", self.name(&name.text), self.index(index), self.arguments(arguments))
    }

    pub(super) fn arguments(self, arguments: &[Argument]) -> String {
        let argument = |argument: &Argument| match &argument.name {
            Some(name) => format!("{} = {}", self.name(&name.text), self.expression(&argument.value)),
            None => self.expression(&argument.value),
        };
        arguments.iter().map(argument).collect::<Vec<_>>().join(", ")
    }

    pub(super) fn index(self, index: Option<&Expr>) -> String {
        index.map(|index| format!("[{}]", self.tight(index, Precedence::LOOSEST))).unwrap_or_default()
    }

    /// Numbers and norms are put in brackets: `2_i` is hard to read, and `|x|_1` is another norm.
    pub(super) fn component(self, whole: &Expr, index: &Name) -> String {
        let text = self.at_least(whole, Precedence::Operand, false);
        let closed = !matches!(whole.kind, ExprKind::Number(_) | ExprKind::Norm(_))
            && Precedence::of(&whole.kind) == Precedence::Operand;
        let bare = closed || text.starts_with('(') && Precedence::of(&whole.kind) < Precedence::Operand;
        let subscript = self.subscript(&index.text);
        if bare { format!("{text}{subscript}") } else { format!("({text}){subscript}") }
    }

    /// `in a..b` behind the index of a fold or of a `for`.
    pub(super) fn range(self, first: &Expr, last: &Expr) -> String {
        format!(
            " {} {}..{}",
            self.pick("in", "∈"),
            self.tight(first, Precedence::Sum),
            self.tight(last, Precedence::Sum)
        )
    }

    pub(super) fn qualified(self, run: Option<&str>, name: &str) -> String {
        match run {
            Some(run) => format!("{}.{}", self.name(run), self.name(name)),
            None => self.name(name),
        }
    }

    pub(super) fn name(self, name: &str) -> String {
        if !self.unicode {
            return name.to_owned();
        }
        if name == "inf" {
            return "∞".to_owned();
        }
        let mut parts = name.split('_');
        let first = parts.next().unwrap_or_default();
        let stem = first.trim_end_matches(|sign: char| sign.is_ascii_digit());
        let greek = GREEK.iter().find(|(_, name)| *name == stem).map(|(letter, _)| letter.to_string());
        let short = greek.is_some() || stem.len() == 1;
        let mut text = greek.unwrap_or_else(|| stem.to_owned());
        for digit in first[stem.len()..].chars() {
            text.push(if short { lowered_digit(digit) } else { digit });
        }
        for part in parts {
            text.push_str(&self.subscript(part));
        }
        text
    }

    /// What is behind an underscore.
    pub(super) fn subscript(self, part: &str) -> String {
        let mut letters = part.chars();
        let lowered = match (letters.next(), letters.next()) {
            (Some(letter), None) => LOWERED.iter().find(|(_, plain)| *plain == letter).map(|(lowered, _)| *lowered),
            _ => None,
        };
        match lowered {
            Some(lowered) if self.unicode => lowered.to_string(),
            _ if self.unicode && part == "star" => "⋆".to_owned(),
            _ => format!("_{part}"),
        }
    }

    pub(super) fn fold(self, kind: FoldKind) -> &'static str {
        match kind {
            FoldKind::Sum => self.pick("sum", "Σ"),
            FoldKind::Product => self.pick("product", "Π"),
            FoldKind::Mean => "mean",
            FoldKind::Variance => "Var",
            FoldKind::Max => "max",
            FoldKind::Min => "min",
            FoldKind::First => "first",
            FoldKind::Count => "count",
        }
    }

    pub(super) fn relation(self, op: RelationOp) -> &'static str {
        match op {
            RelationOp::Le => self.pick("<=", "≤"),
            RelationOp::Lt => "<",
            RelationOp::Ge => self.pick(">=", "≥"),
            RelationOp::Gt => ">",
            RelationOp::Eq => "==",
            RelationOp::Ne => self.pick("!=", "≠"),
            RelationOp::SameBits => "same bits as",
        }
    }

    pub(super) fn equation(self, equation: &Equation, loosest: Precedence) -> String {
        let (target, time) = (self.name(&equation.target.text), self.tight(&equation.time, Precedence::LOOSEST));
        let value = self.at_least(&equation.value, loosest, false);
        match equation.form {
            Form::Step => format!("{target}[{time}] = {value}"),
            Form::Rate => format!("d{target}/dt = {value}"),
            Form::Instant => format!("{target}({time}) = {value}"),
        }
    }

    pub(super) fn line(self, line: &Line) -> String {
        match &line.kind {
            LineKind::GivenObjective { names, classes } => {
                let classes: Vec<String> = classes.iter().map(|class| self.class(class)).collect();
                format!("given {}: {}", self.names(names), classes.join(", "))
            }
            LineKind::Given { names, domain } => self.given(names, domain),
            LineKind::Let { name, index, value } => {
                let index = index.as_ref().map(|at| format!("[{}]", self.name(&at.text))).unwrap_or_default();
                format!("let   {}{index} = {}", self.name(&name.text), self.expression(value))
            }
            LineKind::Assume(condition) => format!("assume {}", self.expression(condition)),
            LineKind::Run(run) => self.run(run),
            LineKind::Draw { name, kind } => format!("draw  {}{}", self.name(&name.text), self.drawing(kind)),
            LineKind::Show { statement, range } => {
                let range = range.as_ref().map_or_else(String::new, |range| self.index_range(range));
                format!("show  {}{range}", self.expression(statement))
            }
            LineKind::Expect { refuted } => {
                format!("expect {}", if *refuted { "refuted" } else { "holds" })
            }
            LineKind::Witness(entries) => {
                let entry = |(target, value): &(Expr, Expr)| {
                    format!(
                        "{} = {}",
                        self.at_least(target, Precedence::Sum, false),
                        self.at_least(value, Precedence::Sum, false)
                    )
                };
                format!("witness {}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
            }
            LineKind::Corrects(name) => format!("corrects {}", name.text),
            LineKind::Source(text) => format!("source \"{text}\""),
        }
    }

    pub(super) fn drawing(self, kind: &Drawing) -> String {
        let part = |value: &Expr| self.at_least(value, Precedence::Sum, false);
        match kind {
            Drawing::Batch { steps, size, population, replacement } => {
                let steps = steps.as_ref().map_or(String::new(), |last| format!("[1..{}]", part(last)));
                let how = if *replacement { "with" } else { "without" };
                format!("{steps}: {} of {} {how} replacement", part(size), part(population))
            }
            Drawing::Epochs { count: None, size } => format!("[1..]: epoch of {} without replacement", part(size)),
            Drawing::Epochs { count: Some(count), size } => {
                format!("[1..]: {} epochs of {} without replacement", part(count), part(size))
            }
            Drawing::Symmetric { dimension } => format!(": goe({})", part(dimension)),
        }
    }

    pub(super) fn names(self, names: &[Name]) -> String {
        names.iter().map(|name| self.name(&name.text)).collect::<Vec<_>>().join(", ")
    }

    /// The words stay as they are except for the name before a hyphen.
    pub(super) fn class(self, class: &Class) -> String {
        let word = |word: &str| match word.split_once('-') {
            Some((name, rest)) if !name.is_empty() => format!("{}-{rest}", self.name(name)),
            _ => word.to_owned(),
        };
        let words = class.words.split(' ').map(word).collect::<Vec<_>>().join(" ");
        if class.arguments.is_empty() { words } else { format!("{words}({})", self.arguments(&class.arguments)) }
    }

    pub(super) fn given(self, names: &[Name], domain: &Domain) -> String {
        let belongs = format!("given {} {}", self.names(names), self.pick("in", "∈"));
        match domain {
            Domain::Relation(relation) => format!("given {}", self.expression(relation)),
            Domain::Interval { low, low_closed, high, high_closed } => {
                let (open, close) = (if *low_closed { '[' } else { '(' }, if *high_closed { ']' } else { ')' });
                format!(
                    "{belongs} {open}{}, {}{close}",
                    self.at_least(low, Precedence::Sum, false),
                    self.at_least(high, Precedence::Sum, false)
                )
            }
            Domain::Integers { first, last } => {
                let last = last.as_ref().map(|last| self.tight(last, Precedence::Sum)).unwrap_or_default();
                format!("{belongs} {}..{last}", self.first_of_integers(first))
            }
            Domain::Space { rows, columns, with } => {
                let mut text = format!("{belongs} {}", self.pick("R", "ℝ"));
                match (rows, columns) {
                    (Some(rows), Some(columns)) => {
                        let cross = self.pick("x", "×");
                        let _ = write!(
                            text,
                            "^({} {cross} {})",
                            self.tight(rows, Precedence::Sum),
                            self.tight(columns, Precedence::Sum)
                        );
                    }
                    (Some(rows), None) => {
                        text.push('^');
                        text.push_str(&self.dimension(rows));
                    }
                    _ => {}
                }
                if let Some(with) = with {
                    let _ = write!(text, " with {}", self.expression(with));
                }
                text
            }
        }
    }

    /// A first value that begins with a name `R` would read as a space: it goes into brackets.
    pub(super) fn first_of_integers(self, first: &Expr) -> String {
        let text = self.tight(first, Precedence::Sum);
        let tail = text.strip_prefix('R');
        let misread =
            tail.is_some_and(|tail| !tail.starts_with(|sign: char| sign.is_alphanumeric() || "_⋆".contains(sign)));
        if misread { format!("({text})") } else { text }
    }

    pub(super) fn dimension(self, rows: &Expr) -> String {
        let text = self.tight(rows, Precedence::Sum);
        let simple = match &rows.kind {
            ExprKind::Name { run, .. } => run.is_none(),
            ExprKind::Number(value) => *value >= Rational::ZERO && value.is_int(),
            _ => false,
        };
        if simple { text } else { format!("({text})") }
    }

    pub(super) fn run(self, run: &Run) -> String {
        let label = run.label.as_ref().map(|label| format!("{}: ", self.name(&label.text))).unwrap_or_default();
        let arguments = self.arguments(&run.arguments);
        let mut text = format!("run   {label}{}({arguments})", run.method.text);
        if let Some(objective) = &run.objective {
            let _ = write!(text, " on {}", self.at_least(objective, Precedence::Sum, false));
        }
        if let Some(from) = &run.from {
            let _ = write!(text, " from {}", self.at_least(from, Precedence::Sum, false));
        }
        let initial: Vec<String> =
            run.initial.iter().map(|equation| self.equation(equation, Precedence::Sum)).collect();
        if !initial.is_empty() {
            let _ = write!(text, " with {}", initial.join("; "));
        }
        if let Some(steps) = &run.steps {
            let _ = write!(text, " for {} steps", self.at_least(steps, Precedence::Sum, false));
        }
        text
    }

    pub(super) fn index_range(self, range: &IndexRange) -> String {
        let index = self.name(&range.index.text);
        match &range.last {
            Some(last) => format!("   for {index}{}", self.range(&range.first, last)),
            None => format!("   for {index} {} {}", self.pick(">=", "≥"), self.tight(&range.first, Precedence::Sum)),
        }
    }

    pub(super) fn block(self, block: &Block) -> String {
        let (kind, of, lines) = match &block.body {
            Body::Method(recurrences) => ("method", None, self.equations(recurrences)),
            Body::Schedule(recurrences) => ("schedule", None, self.equations(recurrences)),
            Body::Flow(recurrences) => ("flow", None, self.equations(recurrences)),
            Body::Objective(objective) => {
                ("objective", None, objective.lines.iter().map(|line| self.objective_line(line)).collect())
            }
            Body::Mutant(mutant) => {
                let mut lines: Vec<String> = mutant.changes.iter().map(|change| self.change(change)).collect();
                let killers: Vec<&str> = mutant.killed_by.iter().map(|name| name.text.as_str()).collect();
                if !killers.is_empty() {
                    lines.push(format!("killed by {}", killers.join(", ")));
                }
                ("mutant", Some(&mutant.of), lines)
            }
            Body::Claim(lines) => ("claim", None, lines.iter().map(|line| self.line(line)).collect()),
            Body::Step { of, lines } => ("step", Some(of), lines.iter().map(|line| self.line(line)).collect()),
            Body::Figure(lines) => ("figure", None, lines.iter().map(|line| self.figure_line(line)).collect()),
            Body::Assignment(lines) => {
                ("assignment", None, lines.iter().map(|line| self.assignment_line(line)).collect())
            }
        };
        let mut text = format!("```{kind} {}", block.name.text);
        if let Some(of) = of {
            let _ = write!(text, " of {}", of.text);
        }
        match &block.body {
            Body::Method(Recurrences { parameters, .. })
            | Body::Schedule(Recurrences { parameters, .. })
            | Body::Flow(Recurrences { parameters, .. })
            | Body::Objective(Objective { parameters, .. }) => text.push_str(&self.parameters(parameters)),
            _ => {}
        }
        if let Some(title) = &block.title {
            let _ = write!(text, " \"{title}\"");
        }
        for line in lines {
            text.push('\n');
            text.push_str(&line);
        }
        text.push_str("\n```\n");
        text
    }

    pub(super) fn objective_line(self, line: &ObjectiveLine) -> String {
        match line {
            ObjectiveLine::Given(line) => self.line(line),
            ObjectiveLine::Formula(formula) => {
                let (name, argument) = (self.name(&formula.name.text), self.name(&formula.argument.text));
                format!("{name}({argument}) = {}", self.expression(&formula.value))
            }
            ObjectiveLine::Class(classes) => {
                let classes: Vec<String> = classes.iter().map(|class| self.class(class)).collect();
                format!("class {}", classes.join(", "))
            }
            ObjectiveLine::Constant(constant) => {
                format!("{} = {}", self.name(&constant.name.text), self.expression(&constant.value))
            }
        }
    }

    pub(super) fn equations(self, recurrences: &Recurrences) -> Vec<String> {
        recurrences.equations.iter().map(|equation| self.equation(equation, Precedence::LOOSEST)).collect()
    }

    pub(super) fn parameters(self, parameters: &[Parameter]) -> String {
        let parameter = |parameter: &Parameter| {
            let name = self.name(&parameter.name.text);
            match &parameter.default {
                Some(default) => format!("{name} = {}", self.expression(default)),
                None => name,
            }
        };
        format!("({})", parameters.iter().map(parameter).collect::<Vec<_>>().join(", "))
    }

    pub(super) fn change(self, change: &Change) -> String {
        match change {
            Change::Equation(equation) => self.equation(equation, Precedence::LOOSEST),
            Change::Drop { target, time } => {
                format!("drop {}[{}]", self.name(&target.text), self.tight(time, Precedence::LOOSEST))
            }
            Change::Line(line) => self.line(line),
        }
    }
}

fn lowered_digit(digit: char) -> char {
    digit.to_digit(10).and_then(|value| char::from_u32(u32::from('₀') + value)).unwrap_or(digit)
}

/// The exponent above the line, where it is a small whole number or one of the usual indices.
fn raised(exponent: &Expr) -> Option<String> {
    /// Longer exponents are hard to read above the line.
    const LONGEST: usize = 4;
    let text = match &exponent.kind {
        ExprKind::Number(value) if *value >= Rational::ZERO && value.is_int() => value.to_string(),
        ExprKind::Name { run: None, name } if ["t", "i", "n", "k"].contains(&name.as_str()) => name.clone(),
        _ => return None,
    };
    if text.len() > LONGEST {
        return None;
    }
    text.chars().map(|sign| RAISED.iter().find(|(_, plain)| *plain == sign).map(|(raised, _)| *raised)).collect()
}
