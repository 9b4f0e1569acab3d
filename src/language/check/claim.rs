//! Claims: their givens, draws, runs and statements.

use super::range::emptiness;
use super::recurrence::Library;
use super::scope::{Checker, Meaning, Recorded, Scope};
use crate::language::syntax::names::FIXED_NAMES;
use crate::language::syntax::{
    Argument, BinaryOp, Domain, Expr, ExprKind, IndexRange, Line, LineKind, Name, RelationOp, Run as RunLine, Span,
};
use crate::language::typed::Class;
use crate::language::typed::{Claim, Draw, DrawKind, Given, ObjectiveTerm, Part, Range, Shape, Show, Term, VectorId};

/// A claim while its lines are being read.
struct Draft {
    scope: Scope,
    claim: Claim,
    objectives: usize,
    scalars: usize,
    vectors: usize,
    matrices: usize,
    labelled: bool,
}

/// Checks the lines of a claim (with those of its step appended).
///
/// # Errors
/// Everything that is wrong is in the checker's diagnostics.
pub fn check(lines: &[Line], library: &Library, span: Span, checker: &mut Checker) -> Result<Claim, Recorded> {
    let runs = lines.iter().filter_map(|line| match &line.kind {
        LineKind::Run(run) => Some(run),
        _ => None,
    });
    let mut draft = Draft {
        scope: Scope::default(),
        claim: Claim {
            givens: Vec::new(),
            draws: Vec::new(),
            assumptions: Vec::new(),
            runs: Vec::new(),
            flows: Vec::new(),
            shows: Vec::new(),
            mentioned: Vec::new(),
            indices: 0,
        },
        objectives: 0,
        scalars: 0,
        vectors: 0,
        matrices: 0,
        labelled: runs.clone().count() > 1,
    };
    checker.begin();
    draft.scope.expect_objective(lines.iter().find_map(|line| match &line.kind {
        LineKind::GivenObjective { names, .. } => names.first(),
        _ => None,
    }));
    let mut failed = None;
    for line in lines {
        if let Err(recorded) = checker.line(line, library, &mut draft) {
            failed = Some(recorded);
            lose(&line.kind, &mut draft.scope);
        }
    }
    if let Some(recorded) = failed {
        return Err(recorded);
    }
    if draft.claim.shows.is_empty() {
        let help = Some("add a line `show ...`".to_owned());
        return Err(checker.error(span, "the claim shows nothing", "no `show` line", help));
    }
    for line in lines.iter().filter(|line| !matches!(line.kind, LineKind::Show { .. } | LineKind::Let { .. })) {
        checker.mentioned(line, &draft.scope, &mut draft.claim.mentioned);
    }
    draft.claim.indices = checker.indices;
    // Which minimiser is meant matters only where it is mentioned.
    let unused: Vec<VectorId> =
        checker.anchors.values().copied().filter(|anchor| !checker.used_anchors.contains(anchor)).collect();
    draft.claim.givens.retain(|given| !matches!(given, Given::Vector { id, .. } if unused.contains(id)));
    Ok(draft.claim)
}

/// What a wrong line would have given is missing, which is not said of each place where it is used.
fn lose(line: &LineKind, scope: &mut Scope) {
    match line {
        LineKind::GivenObjective { names, .. } => scope.lose(names, true),
        LineKind::Given { names, .. } => scope.lose(names, false),
        LineKind::Draw { name, .. } | LineKind::Let { name, .. } => scope.lose(std::slice::from_ref(name), false),
        LineKind::Run(_) => scope.lose_run(),
        LineKind::Assume(_)
        | LineKind::Show { .. }
        | LineKind::Expect { .. }
        | LineKind::Witness(_)
        | LineKind::Corrects(_)
        | LineKind::Source(_) => {}
    }
}

impl Checker {
    fn line(&mut self, line: &Line, library: &Library, draft: &mut Draft) -> Result<(), Recorded> {
        match &line.kind {
            LineKind::GivenObjective { names, classes } => {
                for name in names {
                    self.not_taken(name, draft)?;
                    let id = draft.objectives;
                    draft.objectives += 1;
                    let class = self.class_of(classes, id, library, draft)?;
                    let term = ObjectiveTerm { id, factor: None, change: None, part: Part::Whole };
                    draft.scope.bind(&name.text, Meaning::Objective(term, class.clone()));
                    draft.claim.givens.push(Given::Objective { id, name: name.text.clone(), class: class.clone() });
                    if let Some(name) = self.anchor(&draft.claim.givens, draft.vectors) {
                        draft.claim.givens.push(Given::Vector { id: draft.vectors, name, range: Range::Near });
                        draft.vectors += 1;
                    }
                }
                Ok(())
            }
            LineKind::Given { names, domain } => self.given(names, domain, line.span, draft),
            LineKind::Let { name, index, value } => {
                self.not_taken(name, draft)?;
                draft.scope.bind(&name.text, Meaning::abbreviation(index.as_ref(), value));
                Ok(())
            }
            LineKind::Assume(condition) => {
                let truth = self.condition(condition, &draft.scope)?;
                draft.claim.assumptions.push(truth);
                Ok(())
            }
            LineKind::Run(run) => self.run_line(run, library, draft),
            LineKind::Draw { name, kind } => {
                self.not_taken(name, draft)?;
                let id = draft.claim.draws.len();
                let drawn = self.draw(id, kind, line.span, &draft.scope);
                self.populations.push(match &drawn {
                    Ok((DrawKind::Batches { population, .. } | DrawKind::Epochs { population, .. }, _)) => {
                        Some(population.clone())
                    }
                    Ok((DrawKind::Symmetric { .. }, _)) | Err(_) => None,
                });
                let (kind, meaning) = drawn?;
                draft.scope.bind(&name.text, meaning);
                draft.claim.draws.push(Draw { name: name.text.clone(), kind });
                Ok(())
            }
            LineKind::Show { statement, range } => self.show(statement, range.as_ref(), line, draft),
            LineKind::Expect { .. } | LineKind::Witness(_) | LineKind::Corrects(_) | LineKind::Source(_) => Ok(()),
        }
    }

    fn class_of(
        &mut self,
        items: &[crate::language::syntax::Class],
        id: usize,
        library: &Library,
        draft: &mut Draft,
    ) -> Result<Class, Recorded> {
        let mut class = Class::default();
        for item in items {
            let Some(objective) = library.objective(&item.words) else {
                self.class_item(item, &mut class, &draft.scope)?;
                continue;
            };
            if items.len() > 1 {
                let help = Some(format!("leave `{}` alone here", item.words));
                return Err(self.error(item.span, "an `objective` block declares its own class", "not alone", help));
            }
            let conditions = self.formula(item, objective, id, &mut class, &draft.scope)?;
            draft.claim.assumptions.extend(conditions);
        }
        if let (false, Some(last)) = (class.is_possible(), items.last()) {
            let all: Vec<&str> = items.iter().map(|item| item.words.trim()).collect();
            let message = format!("no objective can have all these properties: {}", all.join(", "));
            let help = Some("drop one of the properties, or write the objective as an `objective` block".to_owned());
            return Err(self.error(last.span, message, "contradictory", help));
        }
        Ok(class)
    }

    fn class_item(
        &mut self,
        item: &crate::language::syntax::Class,
        class: &mut Class,
        scope: &Scope,
    ) -> Result<(), Recorded> {
        let result = if item.arguments.is_empty() {
            class.add(item)
        } else {
            let mut arguments = Vec::new();
            for argument in &item.arguments {
                let value = self.scalar(&argument.value, scope)?;
                arguments.push((argument.name.as_ref().map(|name| name.text.clone()), value));
            }
            class.add_family(&item.words, arguments)
        };
        result.map_err(|wrong| self.error(item.span, wrong.message, "not known", Some(wrong.help)))
    }

    fn not_taken(&mut self, name: &Name, draft: &Draft) -> Result<(), Recorded> {
        if FIXED_NAMES.iter().any(|fixed| fixed.name == name.text && !fixed.may_be_given) {
            let message = format!("`{}` has a fixed meaning", name.text);
            return Err(self.error(name.span, message, "choose another name", None));
        }
        if draft.scope.meaning(&name.text).is_some() {
            return Err(self.error(name.span, format!("`{}` is given twice", name.text), "again", None));
        }
        Ok(())
    }

    fn given(&mut self, names: &[Name], domain: &Domain, span: Span, draft: &mut Draft) -> Result<(), Recorded> {
        for name in names {
            self.not_taken(name, draft)?;
            if let Domain::Space { rows: Some(rows), columns: Some(columns), with } = domain {
                self.given_matrix(name, rows, columns, with.as_ref(), draft)?;
                continue;
            }
            let (shape, range) = self.range(name, domain, span, &draft.scope)?;
            if let Some(why) = emptiness(&range) {
                let message = format!("the range of `{}` is empty: {why}", name.text);
                return Err(self.error(span, message, "empty", Some("swap or change its ends".to_owned())));
            }
            let name = name.text.clone();
            if shape == Shape::Vector {
                let id = draft.vectors;
                draft.vectors += 1;
                draft.scope.bind(&name, Meaning::Value(Term::Vector(id)));
                draft.claim.givens.push(Given::Vector { id, name, range });
            } else {
                let id = draft.scalars;
                draft.scalars += 1;
                draft.scope.bind(&name, Meaning::Value(Term::Scalar(id)));
                draft.claim.givens.push(Given::Scalar { id, name, range });
            }
        }
        Ok(())
    }

    fn given_matrix(
        &mut self,
        name: &Name,
        rows: &Expr,
        columns: &Expr,
        with: Option<&Expr>,
        draft: &mut Draft,
    ) -> Result<(), Recorded> {
        for side in [rows, columns] {
            if self.scalar(side, &draft.scope)? != Term::Dimension {
                let help = Some("write `R^(W x W)`; samples come with `given data: N samples`".to_owned());
                return Err(self.error(side.span, "a matrix has the dimension `W` of the problem", "not `W`", help));
            }
        }
        let form = self.matrix_form(name, with)?;
        let id = draft.matrices;
        draft.matrices += 1;
        draft.scope.bind(&name.text, Meaning::Value(Term::Matrix(id)));
        draft.claim.givens.push(Given::Matrix { id, name: name.text.clone(), form });
        Ok(())
    }

    fn range(&mut self, name: &Name, domain: &Domain, span: Span, scope: &Scope) -> Result<(Shape, Range), Recorded> {
        match domain {
            Domain::Interval { low, low_closed, high, high_closed } => {
                let low = self.scalar(low, scope);
                let high = self.scalar(high, scope);
                let (low, high) = (low?, high?);
                Ok((Shape::Scalar, Range::Interval { low, low_closed: *low_closed, high, high_closed: *high_closed }))
            }
            Domain::Integers { first, last } => {
                let first = self.scalar(first, scope)?;
                let last = last.as_ref().map(|last| self.scalar(last, scope)).transpose()?;
                Ok((Shape::Scalar, Range::Integers { first, last }))
            }
            Domain::Relation(relation) => Ok((Shape::Scalar, self.range_of_relation(name, relation, scope)?)),
            Domain::Space { rows: None, with, .. } => Ok((Shape::Scalar, self.range_with(name, with.as_ref(), scope)?)),
            Domain::Space { rows: Some(rows), columns: None, with } => {
                if self.scalar(rows, scope)? != Term::Dimension {
                    return Err(self.error(
                        rows.span,
                        "vectors have the dimension `W` of the problem",
                        "write `R^W`",
                        None,
                    ));
                }
                let range = match with {
                    Some(with) if is_on_sphere(name, with) => Range::Sphere,
                    _ => self.range_with(name, with.as_ref(), scope)?,
                };
                Ok((Shape::Vector, range))
            }
            Domain::Space { columns: Some(_), .. } => Err(self.error(
                span,
                "a matrix cannot be given this way",
                "not a number and not a vector",
                Some("write `given A in R^(W x W)`".to_owned()),
            )),
        }
    }

    fn range_with(&mut self, name: &Name, with: Option<&Expr>, scope: &Scope) -> Result<Range, Recorded> {
        with.map_or(Ok(Range::Real), |relation| self.range_of_relation(name, relation, scope))
    }

    /// Reads `0 <= eta <= 2/L`, `eta > 0`, `2/L > eta` as a range of `eta`.
    fn range_of_relation(&mut self, name: &Name, relation: &Expr, scope: &Scope) -> Result<Range, Recorded> {
        let ExprKind::Relation(first, rest) = &relation.kind else {
            return Err(self.error(
                relation.span,
                "a range is expected",
                "not a range",
                Some(format!("write `{} > 0`", name.text)),
            ));
        };
        let mut low: Option<(Term, bool)> = None;
        let mut high: Option<(Term, bool)> = None;
        let mut left: &Expr = first;
        for (op, right) in rest {
            let (bound, op) = if is_name(right, &name.text) {
                (left, mirrored(*op))
            } else if is_name(left, &name.text) {
                (right, *op)
            } else {
                return Err(self.error(
                    relation.span,
                    format!("the range does not mention `{}`", name.text),
                    "not a range of it",
                    None,
                ));
            };
            let bound = self.scalar(bound, scope)?;
            match op {
                RelationOp::Gt => low = Some((bound, false)),
                RelationOp::Ge => low = Some((bound, true)),
                RelationOp::Lt => high = Some((bound, false)),
                RelationOp::Le => high = Some((bound, true)),
                RelationOp::Eq | RelationOp::Ne | RelationOp::SameBits => {
                    let help = Some("write `let` for an abbreviation, or `assume` for a condition".to_owned());
                    return Err(self.error(
                        relation.span,
                        "a range uses the relations <, <=, >, >=",
                        "not a range",
                        help,
                    ));
                }
            }
            left = right;
        }
        match (low, high) {
            (Some((low, low_closed)), Some((high, high_closed))) => {
                Ok(Range::Interval { low, low_closed, high, high_closed })
            }
            (Some((low, closed)), None) => Ok(Range::Above { low, closed }),
            (None, Some((high, closed))) => Ok(Range::Below { high, closed }),
            (None, None) => Err(self.error(relation.span, "a range is expected", "not a range", None)),
        }
    }

    fn run_line(&mut self, line: &RunLine, library: &Library, draft: &mut Draft) -> Result<(), Recorded> {
        if draft.labelled && line.label.is_none() {
            let help = Some(format!("write `run a: {}(...)`", line.method.text));
            return Err(self.error(line.method.span, "with several runs, each needs a label", "no label", help));
        }
        if library.flows.contains_key(&line.method.text) {
            return self.flow_line(line, library, draft);
        }
        let Some(objective) = &line.objective else {
            let help = Some(format!("write `run {}(...) on R`", line.method.text));
            return Err(self.error(line.method.span, "a method runs on an objective", "on which one?", help));
        };
        let objective = self.run_objective(objective, &draft.scope)?;
        let id = draft.claim.runs.len();
        let start_id = draft.vectors;
        let used = std::cell::Cell::new(false);
        let start = || {
            used.set(true);
            Term::Vector(start_id)
        };
        draft.scope.bind_run(id, objective.0.clone(), objective.1.clone());
        let run = self.run(line, id, objective, &start, &draft.scope, library)?;
        let label = run.label.as_deref();
        if used.get() {
            draft.vectors += 1;
            let name = label.map_or("w[0]".to_owned(), |label| format!("{label}.w[0]"));
            draft.claim.givens.push(Given::Vector { id: start_id, name, range: Range::Real });
        }
        for (sequence, made) in run.sequences.iter().enumerate() {
            draft.scope.bind_sequence(label, &made.name, id, sequence, made.shape);
            if !draft.labelled {
                draft.scope.bind_sequence(None, &made.name, id, sequence, made.shape);
            }
        }
        self.random_runs.push(run.random);
        draft.claim.runs.push(run);
        Ok(())
    }

    fn flow_line(&mut self, line: &RunLine, library: &Library, draft: &mut Draft) -> Result<(), Recorded> {
        let objective = line.objective.as_ref().map(|objective| self.run_objective(objective, &draft.scope));
        let objective = objective.transpose()?;
        let id = draft.claim.flows.len();
        let start_id = draft.vectors;
        let used = std::cell::Cell::new(false);
        let start = || {
            used.set(true);
            Term::Vector(start_id)
        };
        let flow = self.flow(line, id, objective, &start, &draft.scope, library)?;
        let label = flow.label.as_deref();
        if used.get() {
            draft.vectors += 1;
            let name = label.map_or("w(0)".to_owned(), |label| format!("{label}.w(0)"));
            draft.claim.givens.push(Given::Vector { id: start_id, name, range: Range::Real });
        }
        for (state, made) in flow.states.iter().enumerate() {
            draft.scope.bind_state(label, &made.name, id, state, made.shape);
            if !draft.labelled {
                draft.scope.bind_state(None, &made.name, id, state, made.shape);
            }
        }
        draft.claim.flows.push(flow);
        Ok(())
    }

    /// A `let` with an index: its value, with what it is read at in place of the index.
    pub(super) fn indexed(
        &mut self,
        name: &str,
        bound: &str,
        value: &Expr,
        index: &Expr,
        scope: &Scope,
    ) -> Result<Term, Recorded> {
        let at = self.scalar(index, scope)?;
        let mut inner = scope.without(name);
        inner.bind(bound, Meaning::Value(at));
        self.deeper(value.span, |checker| checker.term(value, &inner))
    }

    /// `R` or `c*R`.
    fn run_objective(&mut self, expr: &Expr, scope: &Scope) -> Result<(ObjectiveTerm, Class), Recorded> {
        match &expr.kind {
            ExprKind::Name { run: None, name } => {
                let name = Name { text: name.clone(), span: expr.span };
                let term = self.objective(&name, None, scope)?;
                let Some(Meaning::Objective(_, class)) = scope.meaning(&name.text) else {
                    unreachable!("`objective` found it")
                };
                Ok((term, class.clone()))
            }
            ExprKind::Binary(BinaryOp::Mul, factor, objective) => {
                let factor = self.scalar(factor, scope)?;
                let (mut term, class) = self.run_objective(objective, scope)?;
                if term.factor.is_some() {
                    return Err(self.error(expr.span, "one factor is enough", "scaled twice", None));
                }
                term.factor = Some(factor.into());
                Ok((term, class))
            }
            ExprKind::Apply { name, index: None, arguments } => {
                let [Argument { name: None, value }] = arguments.as_slice() else {
                    return Err(self.not_an_objective(expr.span));
                };
                let ExprKind::Binary(BinaryOp::MatMul, matrix, _) = &value.kind else {
                    return Err(self.not_an_objective(expr.span));
                };
                let (mut term, class) = self.run_objective(
                    &Expr { kind: ExprKind::Name { run: None, name: name.text.clone() }, span: name.span },
                    scope,
                )?;
                let change = self.term(matrix, scope)?;
                if change.shape() != Shape::Matrix {
                    return Err(self.not_an_objective(expr.span));
                }
                term.change = Some(change.into());
                Ok((term, class.without_constants()))
            }
            _ => Err(self.not_an_objective(expr.span)),
        }
    }

    fn not_an_objective(&mut self, span: Span) -> Recorded {
        let help = Some("write `on R`, `on c*R`, or with a matrix `on R(A @ x)`".to_owned());
        self.error(span, "a method runs on an objective", "not an objective", help)
    }

    fn show(
        &mut self,
        statement: &Expr,
        range: Option<&IndexRange>,
        line: &Line,
        draft: &mut Draft,
    ) -> Result<(), Recorded> {
        let mut scope = draft.scope.clone();
        let range = match range {
            Some(range) => {
                let first = self.scalar(&range.first, &scope)?;
                let last = range.last.as_ref().map(|last| self.scalar(last, &scope)).transpose()?;
                let id = self.fresh_index();
                scope.bind_index(&range.index.text, id);
                Some((id, first, last))
            }
            None => None,
        };
        let truth = self.truth(statement, &scope)?;
        if truth.is_random(&self.random_runs) && !self.in_figure {
            let help = Some("write `E[...]`, `Var[...]` or `P[...]` around whatever depends on the draw".to_owned());
            return Err(self.error(
                statement.span,
                "the statement depends on a draw outside `E[...]`, `Var[...]` and `P[...]`",
                "random",
                help,
            ));
        }
        let others = &draft.claim.shows;
        if truth.has_bits() && !truth.is_all_bits()
            || others.iter().any(|show| show.truth.has_bits() != truth.has_bits())
        {
            let help = Some("put statements about real numbers in a claim of their own".to_owned());
            return Err(self.error(
                statement.span,
                "`same bits` compares doubles, the other relations compare real numbers",
                "both in one claim",
                help,
            ));
        }
        let spoken = if self.in_figure { None } else { self.in_words(statement, &scope) };
        let mut mentioned = Vec::new();
        self.mentioned(line, &scope, &mut mentioned);
        draft.claim.shows.push(Show { range, truth, spoken, mentioned, span: line.span });
        Ok(())
    }
}

/// `|d| == 1`
fn is_on_sphere(name: &Name, with: &Expr) -> bool {
    let ExprKind::Relation(first, links) = &with.kind else { return false };
    let [(RelationOp::Eq, Expr { kind: ExprKind::Number(one), .. })] = links.as_slice() else { return false };
    one.is_one() && matches!(&first.kind, ExprKind::Norm(inner) if is_name(inner, &name.text))
}

fn is_name(expr: &Expr, text: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name { run: None, name } if name == text)
}

/// The relation read from right to left.
fn mirrored(op: RelationOp) -> RelationOp {
    match op {
        RelationOp::Le => RelationOp::Ge,
        RelationOp::Lt => RelationOp::Gt,
        RelationOp::Ge => RelationOp::Le,
        RelationOp::Gt => RelationOp::Lt,
        other => other,
    }
}
