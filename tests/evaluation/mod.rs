//! Redoes a counterexample from its printed text alone, in doubles: numbers, formulas and runs as a reader sees them.
//! Nothing of the judges is used; derivatives are differences.

use std::collections::HashMap;

use descentcheck::language::parse::parse_expression;
use descentcheck::language::print::ascii;
use descentcheck::language::syntax::{Argument, BinaryOp, Expr, ExprKind, FoldKind};

/// Everything that a counterexample's text gives a value.
#[derive(Debug, Default, Clone)]
pub struct Known {
    /// By the ASCII spelling.
    values: HashMap<String, Vec<f64>>,
    /// The argument and the right side of each objective.
    objectives: HashMap<String, (String, Expr)>,
}

/// A printed number: `-3`, `7/2`, `0.123`, `1.2·10⁻³⁸`, `10⁻⁵`.
pub fn number(text: &str) -> Option<f64> {
    let text = text.replace('−', "-");
    let power = |raised: &str| -> Option<i32> {
        let plain = |sign: char| match sign {
            '⁻' => Some('-'),
            _ => "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|own| own == sign).and_then(|digit| char::from_digit(digit as u32, 10)),
        };
        raised.chars().map(plain).collect::<Option<String>>()?.parse().ok()
    };
    if let Some((mantissa, raised)) = text.split_once("·10") {
        return Some(mantissa.parse::<f64>().ok()? * 10_f64.powi(power(raised)?));
    }
    if let Some(raised) =
        text.strip_prefix("10").filter(|rest| rest.starts_with(|sign: char| "⁰¹²³⁴⁵⁶⁷⁸⁹⁻".contains(sign)))
    {
        return Some(10_f64.powi(power(raised)?));
    }
    match text.split_once('/') {
        Some((above, below)) => Some(above.parse::<f64>().ok()? / below.parse::<f64>().ok()?),
        None => text.parse().ok().filter(|_| text.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-')),
    }
}

/// A number or a list of numbers in brackets.
fn value(text: &str) -> Option<Vec<f64>> {
    match text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
        Some(inner) => inner.split(", ").map(number).collect(),
        None => Some(vec![number(text)?]),
    }
}

/// The parts of a list between commas outside brackets.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut depth) = (vec![String::new()], 0);
    for sign in text.chars() {
        match sign {
            '(' | '[' | '{' | '⟨' => depth += 1,
            ')' | ']' | '}' | '⟩' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        parts.last_mut().expect("one").push(sign);
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

fn spelt(name: &str) -> Option<String> {
    parse_expression(name).ok().map(|expr| ascii(&expr))
}

impl Known {
    /// Reads what the text of a counterexample gives; `index` is the statement's own with its value.
    pub fn read(text: &str, index: Option<(&str, i64)>) -> Self {
        let mut known = Self::default();
        if let Some((name, at)) = index {
            known.values.insert(name.to_owned(), vec![at as f64]);
        }
        let mut label = String::new();
        let mut head: Vec<String> = Vec::new();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            match words.next() {
                Some("objective") => known.objective(line.trim_start().trim_start_matches("objective").trim()),
                Some(own @ ("given" | "samples" | "where")) => {
                    for pair in split(line.trim_start().trim_start_matches(own).trim()) {
                        let Some((name, text)) = pair.rsplit_once(" = ") else { continue };
                        if let (Some(name), Some(value)) = (spelt(name), value(text)) {
                            known.values.insert(name, value);
                        }
                    }
                }
                Some("run") => label = format!("{}.", words.next().unwrap_or_default()),
                Some("t") if line.contains("[t]") => {
                    head = words.map(|word| word.trim_end_matches("[t]").to_owned()).collect();
                }
                Some(time) if !head.is_empty() && time.parse::<i64>().is_ok() => {
                    let row = line.trim_start().trim_start_matches(time);
                    for (name, text) in head.iter().zip(cells(row)) {
                        if let Some(value) = value(&text) {
                            known.values.insert(format!("{label}{name}[{time}]"), value);
                        }
                    }
                }
                Some(_) => {}
                None => {}
            }
        }
        known
    }

    /// `R(w) = 1/2·w², where ...`
    fn objective(&mut self, text: &str) {
        let Some((left, right)) = text.split_once(" = ") else { return };
        let formula = right.split(", where ").next().unwrap_or(right);
        if let (Some((name, argument)), Ok(formula)) =
            (left.trim_end_matches(')').split_once('('), parse_expression(formula))
        {
            self.objectives.insert(name.to_owned(), (argument.to_owned(), formula));
        }
    }

    /// What an expression comes to; `None` where the text does not say, or this reader does not know the word.
    pub fn evaluate(&self, expr: &Expr) -> Option<Vec<f64>> {
        if let Some(known) = self.values.get(&ascii(expr)) {
            return Some(known.clone());
        }
        let one = |expr: &Expr| self.evaluate(expr).filter(|value| value.len() == 1).map(|value| value[0]);
        match &expr.kind {
            ExprKind::Number(value) => Some(vec![value.to_f64().value()]),
            ExprKind::Name { run: None, name } => {
                let (base, index) = name.rsplit_once('_')?;
                let place = self.values.get(index).map_or_else(|| index.parse().ok(), |at| Some(at[0]))?;
                self.values.get(base)?.get(place as usize - 1).map(|component| vec![*component])
            }
            ExprKind::At { run, name, index } => {
                let label = run.as_ref().map(|run| format!("{run}.")).unwrap_or_default();
                self.values.get(&format!("{label}{name}[{}]", one(index)?)).cloned()
            }
            ExprKind::Negate(inner) => Some(self.evaluate(inner)?.into_iter().map(|x| -x).collect()),
            ExprKind::Binary(op, left, right) => binary(*op, &self.evaluate(left)?, &self.evaluate(right)?),
            ExprKind::Inner(left, right) => {
                let products = binary(BinaryOp::Mul, &self.evaluate(left)?, &self.evaluate(right)?)?;
                Some(vec![products.iter().sum()])
            }
            ExprKind::Norm(inner) => Some(vec![self.evaluate(inner)?.iter().map(|x| x * x).sum::<f64>().sqrt()]),
            ExprKind::Component(whole, index) => {
                let place: usize = index.text.parse().ok()?;
                self.evaluate(whole)?.get(place - 1).map(|x| vec![*x])
            }
            ExprKind::Derivative { order: 1, objective, index: None, point } => {
                self.gradient(&objective.text, &self.evaluate(point)?)
            }
            ExprKind::Apply { name, index: None, arguments } => {
                let values: Option<Vec<_>> = arguments.iter().map(|own: &Argument| self.evaluate(&own.value)).collect();
                self.applied(&name.text, &values?)
            }
            ExprKind::Fold { kind, index, range, body } => self.fold(*kind, &index.text, range.as_deref(), body),
            _ => None,
        }
    }

    fn objective_at(&self, name: &str, point: &[f64]) -> Option<f64> {
        let mut inner = self.clone();
        // A formula does not speak of the objective that it is the formula of: such a name means another one there.
        let (argument, formula) = &inner.objectives.remove(name)?;
        inner.values.insert(argument.clone(), point.to_vec());
        inner.evaluate(formula).filter(|value| value.len() == 1).map(|value| value[0])
    }

    fn gradient(&self, name: &str, point: &[f64]) -> Option<Vec<f64>> {
        let moved = |i: usize, by: f64| {
            let mut other = point.to_vec();
            other[i] += by;
            self.objective_at(name, &other)
        };
        let slope = |i: usize| {
            let step = 1e-5 * (1.0 + point[i].abs());
            Some((moved(i, step)? - moved(i, -step)?) / (2.0 * step))
        };
        (0..point.len()).map(slope).collect()
    }

    fn applied(&self, name: &str, values: &[Vec<f64>]) -> Option<Vec<f64>> {
        let each = |f: fn(f64) -> f64| values.first().map(|value| value.iter().map(|x| f(*x)).collect());
        match (name, values) {
            ("sqrt", [_]) => each(f64::sqrt),
            ("abs", [_]) => each(f64::abs),
            ("exp", [_]) => each(f64::exp),
            ("log" | "ln", [_]) => each(f64::ln),
            ("floor", [_]) => each(f64::floor),
            ("ceil", [_]) => each(f64::ceil),
            ("norm1", [x]) => Some(vec![x.iter().map(|x| x.abs()).sum()]),
            ("norminf", [x]) => Some(vec![x.iter().fold(0.0, |most, x| x.abs().max(most))]),
            ("huber", [z, tau]) => {
                let (z, tau) = (z.first()?.abs(), tau.first()?);
                Some(vec![if z <= *tau { z * z / 2.0 } else { tau * (z - tau / 2.0) }])
            }
            (name, [point]) => self.objective_at(name, point).map(|value| vec![value]),
            _ => None,
        }
    }

    fn fold(&self, kind: FoldKind, index: &str, range: Option<&(Expr, Expr)>, body: &Expr) -> Option<Vec<f64>> {
        let end = |expr: &Expr| self.evaluate(expr).filter(|value| value.len() == 1).map(|value| value[0] as i64);
        let (first, last) = match range {
            Some(range) => (end(&range.0)?, end(&range.1)?),
            None => {
                (1, self.values.get("w").or_else(|| self.values.values().max_by_key(|own| own.len()))?.len() as i64)
            }
        };
        let mut all = Vec::new();
        for at in first..=last {
            let mut inner = self.clone();
            inner.values.insert(index.to_owned(), vec![at as f64]);
            all.push(inner.evaluate(body).filter(|value| value.len() == 1)?[0]);
        }
        Some(vec![match kind {
            FoldKind::Sum => all.iter().sum(),
            FoldKind::Product => all.iter().product(),
            FoldKind::Mean if !all.is_empty() => all.iter().sum::<f64>() / all.len() as f64,
            FoldKind::Max => all.into_iter().reduce(f64::max)?,
            FoldKind::Min => all.into_iter().reduce(f64::min)?,
            _ => return None,
        }])
    }
}

/// The cells of a row of a run: numbers, and vectors in brackets with blanks inside.
fn cells(row: &str) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    for word in row.split_whitespace() {
        match cells.last_mut() {
            Some(open) if open.starts_with('(') && !open.ends_with(')') => {
                open.push(' ');
                open.push_str(word);
            }
            _ => cells.push(word.to_owned()),
        }
    }
    cells
}

fn binary(op: BinaryOp, left: &[f64], right: &[f64]) -> Option<Vec<f64>> {
    if op == BinaryOp::MatMul || (left.len() != right.len() && left.len() != 1 && right.len() != 1) {
        return None;
    }
    let at = |side: &[f64], i: usize| side[if side.len() == 1 { 0 } else { i }];
    let f = |a: f64, b: f64| match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul | BinaryOp::MatMul => a * b,
        BinaryOp::Div => a / b,
        BinaryOp::Pow => a.powf(b),
    };
    Some((0..left.len().max(right.len())).map(|i| f(at(left, i), at(right, i))).collect())
}
