//! From the equations as they are written to [`Equations`].

use std::borrow::Cow;
use std::sync::Arc;

use super::error::NotReplayable;
use super::tree::{
    Condition, Constant, Displacement, Equations, Function, Function2, Length, Over, Part, Rule, Sequence, Tree, When,
};
use crate::language::print;
use crate::language::syntax::{
    Argument, BinaryOp, Equation, Expr, ExprKind, FoldKind, Form, LogicOp, Name, Recurrences, RelationOp,
};
use crate::language::typed::Shape;
use crate::numeric::Rational;

/// The sequence that a method is judged by.
const ITERATE: &str = "w";
/// The name that equations call the objective.
const OBJECTIVE: &str = "R";

type Resolved<T> = Result<T, NotReplayable>;

/// Resolves the equations of a method.
///
/// `bound` gives parameters a value in terms of others and of the step `t`; where a value names its own parameter, what is handed
/// over under this name is meant.
///
/// # Errors
/// What cannot be replayed, in words.
pub fn resolve(method: &Recurrences, bound: &[(String, Expr)]) -> Result<Equations, NotReplayable> {
    let method = &*with_points(method);
    let mut resolver = Resolver::new(method, None);
    let mut sequences = resolver.rules(method)?;
    let is_norm = |rule: &Rule| rule.value.any(&|part| matches!(part, Tree::Norm(..)));
    if sequences.iter().flat_map(|sequence| &sequence.rules).any(is_norm) {
        // Norms of numbers are known for what they are once all shapes are.
        let shapes = sequences.iter().map(|sequence| sequence.shape).collect();
        resolver = Resolver::new(method, Some(shapes));
        sequences = resolver.rules(method)?;
    }
    if sequences[0].rules.is_empty() {
        return Err(NotReplayable::NoIterate(ITERATE));
    }
    if let Some(wrong) = sequences.iter().find(|sequence| sequence.shape == Shape::Matrix) {
        return Err(NotReplayable::Matrix(wrong.name.clone()));
    }
    let own = resolver.parameters.clone();
    for (name, _) in bound {
        // The method reads the value, and the value what is handed over.
        if let Some(known) = resolver.parameters.iter_mut().find(|known| *known == name) {
            known.push_str(" as the method has it");
            resolver.parameters.push(name.clone());
        }
    }
    let mut values = Vec::new();
    for parameter in &own {
        let value = bound.iter().find(|(name, _)| name == parameter).map(|(_, value)| value);
        values.push(value.map(|value| resolver.tree(value)).transpose()?);
    }
    // What no value names is not handed over.
    let named = |id: usize| values.iter().flatten().any(|value: &Tree| value.any(&|part| *part == Tree::Parameter(id)));
    let handed: Vec<usize> = (own.len()..resolver.parameters.len()).filter(|id| named(*id)).collect();
    values.resize(resolver.parameters.len(), None);
    let displacements: Vec<_> = (0..sequences.len()).map(|id| Displacement::of(&sequences[0], id)).collect();
    for (sequence, found) in sequences.iter_mut().zip(displacements) {
        sequence.displacement = found;
    }
    let mut equations = Equations {
        unread: (own.len()..resolver.parameters.len()).filter(|id| !handed.contains(id)).collect(),
        parameters: resolver.parameters.into(),
        bound: values.into(),
        batches: resolver.batches,
        sequences: sequences.into_iter().map(Arc::new).collect(),
        iterate: 0,
        indices: resolver.indices,
        coupled: false,
    };
    equations.coupled = equations.any(&is_coupling);
    Ok(equations)
}

/// Equations where some parameters have values, of which they may read some.
pub(super) fn resolved(written: &Recurrences, values: &[(String, Expr)]) -> Result<Equations, NotReplayable> {
    let reads = |name: &str| written.parameters.iter().any(|parameter| parameter.name.text == name);
    let values: Vec<_> = values.iter().filter(|(name, _)| reads(name)).cloned().collect();
    resolve(written, &values)
}

/// Whether a part of an equation makes components depend on each other.
fn is_coupling(tree: &Tree) -> bool {
    match tree {
        Tree::Inner(_) | Tree::Norm(..) | Tree::Solve(_) | Tree::Binary(BinaryOp::MatMul, _) | Tree::Component(..) => {
            true
        }
        Tree::Fold(_, _, over, _) | Tree::FoldTruth(_, _, over, _) => *over == Over::Components,
        Tree::Value(_, x) | Tree::Gradient(_, x) | Tree::Hessian(x) => {
            x.any(&|part| matches!(part, Tree::Ahead(id, _) | Tree::At(id, _) if *id != 0))
        }
        _ => false,
    }
}

/// Whether equations say what the points are; those of a schedule do not.
pub(super) fn defines_points(equations: &Recurrences) -> bool {
    equations.equations.iter().any(|equation| equation.target.text == ITERATE)
}

/// A schedule as a method whose points are its rates: the sequence `eta`, else that of its last equation. A method as it is.
fn with_points(equations: &Recurrences) -> Cow<'_, Recurrences> {
    if defines_points(equations) || equations.equations.iter().any(|equation| equation.form != Form::Step) {
        return Cow::Borrowed(equations);
    }
    let targets = || equations.equations.iter().map(|equation| &equation.target);
    let Some(rate) = targets().find(|target| target.text == "eta").or_else(|| targets().next_back()) else {
        return Cow::Borrowed(equations);
    };
    let span = rate.span;
    let now = || Expr { kind: ExprKind::Name { run: None, name: "t".to_owned() }, span };
    let value = ExprKind::At { run: None, name: rate.text.clone(), index: Box::new(now()) };
    let mut made = equations.clone();
    made.equations.push(Equation {
        form: Form::Step,
        target: Name { text: ITERATE.to_owned(), span },
        time: now(),
        value: Expr { kind: value, span },
        span,
    });
    Cow::Owned(made)
}

struct Resolver {
    parameters: Vec<String>,
    sequences: Vec<String>,
    /// What folds bind, by name.
    scope: Vec<(String, usize)>,
    indices: usize,
    batches: Option<usize>,
    /// The shapes of the sequences, once they are known.
    shapes: Option<Vec<Shape>>,
}

fn unsupported<T>(expr: &Expr) -> Resolved<T> {
    Err(NotReplayable::Expression(print::ascii(expr)))
}

impl Resolver {
    fn new(method: &Recurrences, shapes: Option<Vec<Shape>>) -> Self {
        let mut sequences: Vec<String> = vec![ITERATE.to_owned()];
        for equation in &method.equations {
            if !sequences.contains(&equation.target.text) {
                sequences.push(equation.target.text.clone());
            }
        }
        let parameters = method.parameters.iter().map(|parameter| parameter.name.text.clone()).collect();
        Self { parameters, sequences, scope: Vec::new(), indices: 0, batches: None, shapes }
    }

    /// The sequences with their equations and shapes.
    fn rules(&mut self, method: &Recurrences) -> Resolved<Vec<Sequence>> {
        let named = |name: &String| Sequence {
            name: name.clone(),
            shape: Shape::Scalar,
            rules: Vec::new(),
            displacement: None,
        };
        let mut sequences: Vec<Sequence> = self.sequences.iter().map(named).collect();
        sequences[0].shape = Shape::Vector;
        for equation in &method.equations {
            let (sequence, rule) = self.equation(equation)?;
            sequences[sequence].rules.push(rule);
        }
        let shape_of = |sequences: &[Sequence], tree: &Tree| tree.shape(&|id| sequences[id].shape, &|_| Shape::Scalar);
        for _ in 0..=sequences.len() {
            for id in 0..sequences.len() {
                let shape = sequences[id].rules.iter().map(|rule| shape_of(&sequences, &rule.value)).max();
                sequences[id].shape = sequences[id].shape.max(shape.unwrap_or(Shape::Scalar));
            }
        }
        Ok(sequences)
    }

    /// The length of a vector; of a number it is the absolute value.
    fn length(&mut self, length: Length, expr: &Expr) -> Resolved<Tree> {
        let x = self.boxed(expr)?;
        let is_number =
            self.shapes.as_ref().is_some_and(|shapes| x.shape(&|id| shapes[id], &|_| Shape::Scalar) == Shape::Scalar);
        Ok(if is_number { Tree::Apply(Function::Abs, x) } else { Tree::Norm(length, x) })
    }

    fn equation(&mut self, equation: &Equation) -> Resolved<(usize, Rule)> {
        if equation.form != Form::Step {
            return Err("flows cannot be replayed on a record".into());
        }
        let id = self.sequence(&equation.target.text).ok_or("an equation without a sequence")?;
        let when = match (&equation.time.kind, self.offset(&equation.time)) {
            (ExprKind::Number(value), _) => When::At(whole(value).ok_or("a time that is not a whole number")?),
            (_, Some(offset)) => When::Always(-offset),
            _ => return unsupported(&equation.time),
        };
        let value = self.tree(&equation.value)?;
        let adds_itself = match when {
            When::At(_) => false,
            When::Always(shift) => adds(&value, id, -1 - shift),
        };
        Ok((id, Rule { when, value, adds_itself }))
    }

    fn sequence(&self, name: &str) -> Option<usize> {
        self.sequences.iter().position(|known| known == name)
    }

    /// The `k` of an index `t + k`.
    fn offset(&self, index: &Expr) -> Option<i64> {
        match &index.kind {
            ExprKind::Name { run: None, name } if name == "t" && !self.scope.iter().any(|(bound, _)| bound == "t") => {
                Some(0)
            }
            ExprKind::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), left, right) => {
                let ExprKind::Number(value) = &right.kind else { return None };
                let by = whole(value)?;
                Some(self.offset(left)? + if *op == BinaryOp::Add { by } else { -by })
            }
            _ => None,
        }
    }

    fn boxed(&mut self, expr: &Expr) -> Resolved<Box<Tree>> {
        self.tree(expr).map(Box::new)
    }

    fn both(&mut self, left: &Expr, right: &Expr) -> Resolved<Box<(Tree, Tree)>> {
        Ok(Box::new((self.tree(left)?, self.tree(right)?)))
    }

    fn tree(&mut self, expr: &Expr) -> Resolved<Tree> {
        match &expr.kind {
            ExprKind::Number(value) => Ok(Tree::Number(Arc::new(Constant::new(value.clone())))),
            ExprKind::Name { run: None, name } => self.name(name).map_or_else(|| unsupported(expr), Ok),
            ExprKind::At { run: None, name, index } => {
                let Some(id) = self.sequence(name) else { return unsupported(expr) };
                match self.offset(index) {
                    Some(offset) => Ok(Tree::Ahead(id, offset)),
                    None => Ok(Tree::At(id, self.boxed(index)?)),
                }
            }
            ExprKind::Apply { name, index, arguments } => self.apply(expr, name, index.as_deref(), arguments),
            ExprKind::Derivative { order, objective, index, point } => {
                if objective.text != OBJECTIVE {
                    return unsupported(expr);
                }
                let part = self.part(index.as_deref())?;
                let point = self.boxed(point)?;
                match (order, part) {
                    (1, part) => Ok(Tree::Gradient(part, point)),
                    (2, Part::Whole) => Ok(Tree::Hessian(point)),
                    _ => unsupported(expr),
                }
            }
            ExprKind::Negate(x) => Ok(Tree::Negate(self.boxed(x)?)),
            ExprKind::Binary(op, left, right) => Ok(Tree::Binary(*op, self.both(left, right)?)),
            ExprKind::Inner(left, right) => Ok(Tree::Inner(self.both(left, right)?)),
            ExprKind::Norm(x) => self.length(Length::Euclid, x),
            ExprKind::Component(x, index) => match self.bound(&index.text) {
                Some(id) => Ok(Tree::Component(self.boxed(x)?, id)),
                None => unsupported(expr),
            },
            ExprKind::Fold { kind, index, range, body } => self.fold(*kind, index, range.as_deref(), body),
            ExprKind::Cases { arms, otherwise } => {
                let arms = arms.iter().map(|(condition, value)| Ok((self.condition(condition)?, self.tree(value)?)));
                let arms = arms.collect::<Resolved<Vec<_>>>()?;
                Ok(Tree::Cases(arms, self.boxed(otherwise)?))
            }
            ExprKind::Name { .. }
            | ExprKind::At { .. }
            | ExprKind::State { .. }
            | ExprKind::Moment(..)
            | ExprKind::Relation(..)
            | ExprKind::Logic(..)
            | ExprKind::Not(_) => unsupported(expr),
        }
    }

    fn bound(&self, name: &str) -> Option<usize> {
        self.scope.iter().rev().find(|(bound, _)| bound == name).map(|(_, id)| *id)
    }

    fn name(&self, name: &str) -> Option<Tree> {
        if let Some(id) = self.bound(name) {
            return Some(Tree::Bound(id));
        }
        if let Some(id) = self.parameters.iter().position(|parameter| parameter == name) {
            return Some(Tree::Parameter(id));
        }
        if let Some((whole, index)) = name.rsplit_once('_')
            && let Some(id) = self.bound(index)
        {
            return Some(Tree::Component(Box::new(self.name(whole)?), id));
        }
        match name {
            "t" => Some(Tree::Time),
            "W" => Some(Tree::Dimension),
            "N" => Some(Tree::Samples),
            "pi" => Some(Tree::Pi),
            _ => None,
        }
    }

    /// Which losses the index of an objective means.
    fn part(&mut self, index: Option<&Expr>) -> Resolved<Part> {
        let Some(index) = index else { return Ok(Part::Whole) };
        if let ExprKind::At { run: None, name, index: step } = &index.kind
            && let Some(id) = self.parameters.iter().position(|parameter| parameter == name)
        {
            self.batches = Some(id);
            return Ok(Part::Batch(self.boxed(step)?));
        }
        Ok(Part::Sample(self.boxed(index)?))
    }

    fn apply(&mut self, expr: &Expr, name: &Name, index: Option<&Expr>, arguments: &[Argument]) -> Resolved<Tree> {
        let values: Vec<&Expr> = arguments.iter().map(|argument| &argument.value).collect();
        let word = name.text.as_str();
        if word == OBJECTIVE {
            let [point] = values[..] else { return unsupported(expr) };
            return Ok(Tree::Value(self.part(index)?, self.boxed(point)?));
        }
        let one = match word {
            "sqrt" => Some(Function::Sqrt),
            "abs" => Some(Function::Abs),
            "sign" => Some(Function::Sign),
            "exp" => Some(Function::Exp),
            "log" | "ln" => Some(Function::Ln),
            "cos" => Some(Function::Cos),
            "ceil" => Some(Function::Ceil),
            "floor" => Some(Function::Floor),
            _ => None,
        };
        match (one, word, &values[..]) {
            (Some(function), _, [x]) => Ok(Tree::Apply(function, self.boxed(x)?)),
            (_, "div0", [x, y]) => Ok(Tree::Apply2(Function2::QuotientOrZero, self.both(x, y)?)),
            (_, "mod", [x, y]) => Ok(Tree::Apply2(Function2::Mod, self.both(x, y)?)),
            (_, "min" | "max", [first, rest @ ..]) if !rest.is_empty() => {
                let function = if word == "min" { Function2::Min } else { Function2::Max };
                let mut found = self.tree(first)?;
                for next in rest {
                    found = Tree::Apply2(function, Box::new((found, self.tree(next)?)));
                }
                Ok(found)
            }
            (_, "clip", [x, low, high]) => {
                let below = Tree::Apply2(Function2::Min, self.both(x, high)?);
                Ok(Tree::Apply2(Function2::Max, Box::new((self.tree(low)?, below))))
            }
            (_, "norm1", [x]) => self.length(Length::Sum, x),
            (_, "norminf", [x]) => self.length(Length::Largest, x),
            (_, "solve", [a, b]) => Ok(Tree::Solve(self.both(a, b)?)),
            (_, "diag", [x]) => Ok(Tree::Diagonal(self.boxed(x)?)),
            (_, "size", [Expr { kind: ExprKind::At { run: None, name, index }, .. }])
                if self.parameters.contains(name) =>
            {
                Ok(Tree::BatchSize(self.boxed(index)?))
            }
            _ => unsupported(expr),
        }
    }

    fn fold(&mut self, kind: FoldKind, index: &Name, range: Option<&(Expr, Expr)>, body: &Expr) -> Resolved<Tree> {
        let range = range.map(|(first, last)| self.both(first, last)).transpose()?;
        let id = self.indices;
        self.indices += 1;
        self.scope.push((index.text.clone(), id));
        let found = if matches!(kind, FoldKind::First | FoldKind::Count) {
            self.condition(body).map(|body| (None, Some(body)))
        } else {
            self.tree(body).map(|body| (Some(body), None))
        };
        self.scope.pop();
        let found = found?;
        let samples = |tree: &Tree| {
            tree.any(&|part| match part {
                Tree::Value(Part::Sample(n), _) | Tree::Gradient(Part::Sample(n), _) => **n == Tree::Bound(id),
                _ => false,
            })
        };
        let over = match range {
            Some(range) => Over::Range(range),
            None if found.0.as_ref().is_some_and(samples) => Over::Samples,
            None => Over::Components,
        };
        Ok(match found {
            (Some(body), _) => Tree::Fold(kind, id, over, Box::new(body)),
            (None, Some(body)) => Tree::FoldTruth(kind, id, over, Box::new(body)),
            (None, None) => unreachable!("a fold has a body"),
        })
    }

    fn condition(&mut self, expr: &Expr) -> Resolved<Condition> {
        match &expr.kind {
            ExprKind::Relation(first, rest) => {
                let mut left = first.as_ref();
                let mut found: Option<Condition> = None;
                for (op, right) in rest {
                    if *op == RelationOp::SameBits {
                        return unsupported(expr);
                    }
                    let next = Condition::Relation(*op, self.both(left, right)?);
                    found = Some(match found {
                        Some(found) => Condition::And(Box::new((found, next))),
                        None => next,
                    });
                    left = right;
                }
                found.map_or_else(|| unsupported(expr), Ok)
            }
            ExprKind::Logic(op, left, right) => {
                let (left, right) = (self.condition(left)?, self.condition(right)?);
                let not = |condition| Condition::Not(Box::new(condition));
                Ok(match op {
                    LogicOp::And => Condition::And(Box::new((left, right))),
                    LogicOp::Or => Condition::Or(Box::new((left, right))),
                    LogicOp::Implies => Condition::Or(Box::new((not(left), right))),
                    LogicOp::Iff => Condition::Or(Box::new((
                        Condition::And(Box::new((left.clone(), right.clone()))),
                        Condition::And(Box::new((not(left), not(right)))),
                    ))),
                })
            }
            ExprKind::Not(inner) => Ok(Condition::Not(Box::new(self.condition(inner)?))),
            _ => unsupported(expr),
        }
    }
}

fn whole(value: &Rational) -> Option<i64> {
    value.is_int().then(|| i64::try_from(value.numerator()).ok()).flatten()
}

/// Whether a sum has a term with the sequence at an offset as a factor, beside others.
fn adds(value: &Tree, id: usize, offset: i64) -> bool {
    let Tree::Binary(BinaryOp::Add | BinaryOp::Sub, both) = value else { return false };
    let has = |tree: &Tree| factor(tree, id, offset) || adds(tree, id, offset);
    has(&both.0) || has(&both.1)
}

fn factor(tree: &Tree, id: usize, offset: i64) -> bool {
    match tree {
        Tree::Ahead(sequence, at) => (*sequence, *at) == (id, offset),
        Tree::Negate(x) => factor(x, id, offset),
        Tree::Binary(BinaryOp::Mul, both) => factor(&both.0, id, offset) || factor(&both.1, id, offset),
        Tree::Binary(BinaryOp::Div, both) => factor(&both.0, id, offset),
        _ => false,
    }
}
