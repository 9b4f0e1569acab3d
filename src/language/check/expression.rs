//! Checks expressions: names, functions and shapes.

use super::scope::{Batches, Checker, Meaning, Recorded, Scope};
use crate::language::syntax::{Argument, BinaryOp, Expr, ExprKind, MomentKind, Name, Span, names};
use crate::language::typed::{BuiltIn, Class, Function, FunctionRow, Node, ObjectiveTerm, Part, Shape, Takes, Term};
use crate::language::typed::{component_of, is_number};
use crate::problem::{ClassConstant, Property};

/// The constant of a class that a name stands for.
pub(super) fn class_constant(name: &str) -> Option<ClassConstant> {
    Some(match name {
        names::SMOOTHNESS => ClassConstant::Smoothness,
        names::STRONG_CONVEXITY => ClassConstant::StrongConvexity,
        names::HESSIAN_LIPSCHITZ => ClassConstant::HessianLipschitz,
        _ => return None,
    })
}

/// A result whose error is recorded.
pub(super) type Checked<T> = Result<T, Recorded>;

impl Checker {
    /// The term that an expression means.
    pub fn term(&mut self, expr: &Expr, scope: &Scope) -> Checked<Term> {
        self.count_part(expr.span)?;
        match &expr.kind {
            ExprKind::Number(value) => Ok(Term::Constant(value.clone())),
            ExprKind::Name { run, name } => self.name(run.as_deref(), name, expr.span, scope),
            ExprKind::At { run, name, index } => self.at(run.as_deref(), name, index, expr.span, scope),
            ExprKind::State { run, name, time } => self.state(Some(run), name, time, expr.span, scope),
            ExprKind::Apply { name, index, arguments } => {
                self.apply(name, index.as_deref(), arguments, expr.span, scope)
            }
            ExprKind::Derivative { order, objective, index, point } => {
                let objective = self.objective(objective, index.as_deref(), scope)?;
                let point = self.vector(point, scope)?;
                if *order == 2 {
                    if scope.lacks_hessian(objective.id) {
                        let message = "there is no rule for the second derivative of this formula";
                        return Err(self.error(expr.span, message, "no Hessian", None));
                    }
                    if scope.need_not_have_hessian(objective.id) {
                        let message = "the objective's class does not guarantee a Hessian everywhere";
                        let help = "add `twice differentiable`, `quadratic` or `M-Lipschitz Hessian` to what is given";
                        return Err(self.error(expr.span, message, "no Hessian", Some(help.to_owned())));
                    }
                    return if matches!(objective.part, Part::Whole) {
                        Ok(objective.at(2, point))
                    } else {
                        Err(self.error(
                            expr.span,
                            "the Hessian of a sample's loss is not available",
                            "only `hess R(x)`",
                            None,
                        ))
                    };
                }
                Ok(objective.at(1, point))
            }
            ExprKind::Negate(x) => Ok(Term::Negate(self.term(x, scope)?.into())),
            ExprKind::Binary(op, a, b) => self.binary(*op, a, b, expr.span, scope),
            ExprKind::Inner(a, b) => {
                let a = self.vector(a, scope);
                let b = self.vector(b, scope);
                Ok(Term::Inner(a?.into(), b?.into()))
            }
            ExprKind::Norm(x) => {
                let x = self.term(x, scope)?;
                Ok(match x.shape() {
                    Shape::Scalar => Term::Function(Function::Abs, vec![x.into()]),
                    _ => Term::Norm(x.into()),
                })
            }
            ExprKind::Component(x, index) => {
                let x = self.vector(x, scope)?;
                self.component(x, index, scope)
            }
            ExprKind::Fold { kind, index, range, body } => {
                self.fold(*kind, index, range.as_deref(), body, expr.span, scope)
            }
            ExprKind::Cases { arms, otherwise } => self.cases(arms, otherwise, scope),
            ExprKind::Moment(kind, body) => self.moment(*kind, body, expr.span, scope),
            ExprKind::Relation(..) | ExprKind::Logic(..) | ExprKind::Not(_) => Err(self.error(
                expr.span,
                "a statement is used where a value is expected",
                "this is true or false",
                None,
            )),
        }
    }

    /// A term that must be a scalar.
    pub fn scalar(&mut self, expr: &Expr, scope: &Scope) -> Checked<Term> {
        let term = self.term(expr, scope)?;
        if term.shape() == Shape::Scalar {
            return Ok(term);
        }
        Err(self.error(expr.span, "a vector is used where a number is expected", "this is a vector", None))
    }

    /// A term that must be a vector.
    pub(super) fn vector(&mut self, expr: &Expr, scope: &Scope) -> Checked<Term> {
        let term = self.term(expr, scope)?;
        match term.shape() {
            Shape::Vector => Ok(term),
            // A number stands for the vector whose components all equal it, as elsewhere.
            Shape::Scalar if is_number(&term) => {
                let index = self.fresh_index();
                Ok(Term::Map(index, term.into()))
            }
            Shape::Scalar => Err(self.error(
                expr.span,
                "a number is used where a vector of R^W is expected",
                "this is one number",
                None,
            )),
            Shape::Matrix => {
                Err(self.error(expr.span, "a matrix is used where a vector is expected", "this is a matrix", None))
            }
        }
    }

    fn name(&mut self, run: Option<&str>, name: &str, span: Span, scope: &Scope) -> Checked<Term> {
        if let Some(label) = run {
            let help = scope.sequence(Some(label), name).map(|_| format!("write its time: `{label}.{name}[t]`"));
            return Err(self.error(
                span,
                format!("`{label}.{name}` has no value of its own"),
                "a time is missing",
                help,
            ));
        }
        match scope.meaning(name) {
            Some(Meaning::Abbreviation(_)) if self.is_open(name) => {}
            Some(Meaning::Value(term)) => return Ok(term.clone()),
            Some(Meaning::Current(run, sequence, shape, now)) => {
                return Ok(Term::Sequence { run: *run, sequence: *sequence, shape: *shape, index: now.clone().into() });
            }
            Some(Meaning::Abbreviation(value)) => {
                return self.abbreviation(name, span, scope, |checker| checker.term(value, scope));
            }
            Some(Meaning::Indexed(..)) => {
                let help = Some(format!("write `{name}[t]`"));
                return Err(self.error(span, format!("`{name}` needs an index"), "which one?", help));
            }
            Some(Meaning::Objective(..)) => {
                return Err(self.error(
                    span,
                    format!("`{name}` is a function; its value needs a point"),
                    "a function, not a number",
                    Some(format!("write `{name}(w)` or `grad {name}(w)`")),
                ));
            }
            Some(Meaning::Draw(_, batches)) => {
                let batch = if *batches == Batches::One { name.to_owned() } else { format!("{name}[k]") };
                return Err(self.error(
                    span,
                    format!("`{batch}` is a batch"),
                    "a batch, not a number",
                    Some(format!("write `R[{batch}](w)`, `grad R[{batch}](w)` or `size({batch})`")),
                ));
            }
            None => {}
        }
        if let Some(term) = self.built_in(name, span, scope) {
            return term;
        }
        if let Some((base, index)) = name.rsplit_once('_')
            && scope.index(index).is_some()
        {
            let base = self.name(None, base, span, scope)?;
            let index = Name { text: index.to_owned(), span };
            return if base.shape() == Shape::Vector {
                self.component(base, &index, scope)
            } else {
                Err(self.error(span, format!("`{name}` takes a component of a number"), "not a vector", None))
            };
        }
        if scope.sequence(None, name).is_some() {
            return Err(self.error(
                span,
                format!("`{name}` is a sequence; it needs a time"),
                "which one?",
                Some(format!("write `{name}[t]` or `{name}[t-1]`")),
            ));
        }
        if scope.may_have_lost(name) {
            return Err(Recorded);
        }
        let help = scope.nearest(name).map(|near| format!("did you mean `{near}`?"));
        let help = help.or_else(|| Some("introduce it with `given`, or as a parameter of the method".to_owned()));
        Err(self.error(span, format!("`{name}` is not known here"), "not known", help))
    }

    /// Constants of the problem: `pi`, `W`, `N`, `L`, `alpha`, `M`, `w_star`, `R_star`.
    fn built_in(&mut self, name: &str, span: Span, scope: &Scope) -> Option<Checked<Term>> {
        match name {
            names::PI => return Some(Ok(Term::Pi)),
            names::DIMENSION => return Some(Ok(Term::Dimension)),
            names::SAMPLES => return Some(self.sample_count(span, scope)),
            names::IDENTITY => return Some(Ok(self.identity())),
            _ => {}
        }
        if let Some(objective) = name.strip_suffix("_star")
            && let Some(Meaning::Objective(term, class)) = scope.meaning(objective)
        {
            return Some(if class.demands(Property::Minimiser) {
                // All minimisers have the same value.
                Ok(term.at(0, Term::Minimiser(term.id, None)))
            } else {
                Err(self.no_minimiser(objective, span))
            });
        }
        if name != names::MINIMISER && class_constant(name).is_none() {
            return self.numbered_component(name, span, scope);
        }
        let Some((objective, class)) = scope.main_objective() else {
            if scope.has_lost_an_objective() {
                return Some(Err(Recorded));
            }
            return Some(Err(self.error(
                span,
                format!("it is unclear which objective `{name}` belongs to"),
                "which objective?",
                Some(match scope.objective_below() {
                    Some(objective) => format!("move the line that gives `{objective}` above this one"),
                    None => format!("write `{name}(R)`, or give one objective"),
                }),
            )));
        };
        Some(self.constant_of(name, objective, class, span))
    }

    fn constant_of(&mut self, name: &str, objective: &ObjectiveTerm, class: &Class, span: Span) -> Checked<Term> {
        let property = match name {
            names::SAMPLES if class.demands(Property::Sampled) => return Ok(Term::Samples(objective.id)),
            names::SAMPLES => {
                let help = Some("write `given R: mean of N losses`".to_owned());
                return Err(self.error(
                    span,
                    "the objective is not a mean of losses, so it has no `N`",
                    "no samples",
                    help,
                ));
            }
            names::MINIMISER if class.demands(Property::Minimiser) => return Ok(self.minimiser(objective)),
            names::MINIMISER => return Err(self.no_minimiser("the objective", span)),
            constant => class_constant(constant).expect("it is one of the constants of a class"),
        };
        if !class.has(property) {
            let word = property.property().row().phrase;
            return Err(self.error(
                span,
                format!("the objective's class has no constant `{name}`"),
                "not part of the class",
                Some(format!("add `{word}` to what is given")),
            ));
        }
        let value = match &class.formula {
            None => Term::Property(objective.id, property),
            Some(formula) => match formula.constant(property) {
                Some(value) => value.clone(),
                None => {
                    let message = format!("the objective's block does not declare `{name}`");
                    return Err(self.error(span, message, "not declared", None));
                }
            },
        };
        Ok(match &objective.factor {
            Some(factor) => Term::Binary(BinaryOp::Mul, factor.clone(), value.into()),
            None => value,
        })
    }

    pub(super) fn no_minimiser(&mut self, objective: &str, span: Span) -> Recorded {
        self.error(
            span,
            format!("{objective} is not given with a minimiser"),
            "may not exist",
            Some("add `with minimiser` to what is given".to_owned()),
        )
    }

    fn at(&mut self, run: Option<&str>, name: &str, index: &Expr, span: Span, scope: &Scope) -> Checked<Term> {
        if let (None, Some(Meaning::Indexed(bound, value))) = (run, scope.meaning(name)) {
            return self.indexed(name, bound, value, index, scope);
        }
        let found = scope.sequence(run, name).or(match scope.meaning(name) {
            Some(Meaning::Current(run, sequence, shape, _)) => Some((*run, *sequence, *shape)),
            _ => None,
        });
        let Some((run_id, sequence, shape)) = found else {
            if let (None, Some(term)) = (run, self.data_at(name, index, scope)) {
                return term;
            }
            if scope.may_have_lost(run.unwrap_or(name)) {
                return Err(Recorded);
            }
            let whole = run.map_or(name.to_owned(), |run| format!("{run}.{name}"));
            let help = scope.nearest(name).map(|near| format!("did you mean `{near}`?"));
            let no_run = || "a line such as `run METHOD(eta) on R` gives the sequences of a method".to_owned();
            let help = help.or_else(|| (scope.now.is_none() && !scope.has_runs()).then(no_run));
            return Err(self.error(span, format!("no run defines a sequence `{whole}`"), "not known", help));
        };
        self.has_a_range(index, scope)?;
        let index = self.scalar(index, scope)?;
        if let (Some(now), Some((id, offset))) = (&scope.now, index.as_shifted_index())
            && let Some((now_id, now_offset)) = now.as_shifted_index()
            && id == now_id
            && offset > now_offset
        {
            return Err(self.error(
                span,
                "a value is read from the future",
                "not yet defined at this step",
                Some("use values at `t` or earlier".to_owned()),
            ));
        }
        Ok(Term::Sequence { run: run_id, sequence, shape, index: index.into() })
    }

    /// An error where a claim reads a run at a time that no `for` gives.
    fn has_a_range(&mut self, index: &Expr, scope: &Scope) -> Checked<()> {
        let time = match &index.kind {
            ExprKind::Binary(BinaryOp::Add | BinaryOp::Sub, time, by) if matches!(by.kind, ExprKind::Number(_)) => time,
            _ => index,
        };
        let ExprKind::Name { run: None, name } = &time.kind else { return Ok(()) };
        let is_known = scope.meaning(name).is_some()
            || scope.may_have_lost(name)
            || self.is_open(name)
            || scope.sequence(None, name).is_some()
            || scope.nearest(name).is_some()
            || name.contains('_')
            || class_constant(name).is_some()
            || matches!(name.as_str(), names::PI | names::DIMENSION | names::SAMPLES | names::IDENTITY);
        if is_known || scope.now.is_some() {
            return Ok(());
        }
        let help = Some(format!("write `for {name} >= 1` at the end of the line"));
        Err(self.error(time.span, format!("it is not said for which `{name}`"), "no range", help))
    }

    /// An objective by name, with a sample or batch.
    pub fn objective(&mut self, name: &Name, index: Option<&Expr>, scope: &Scope) -> Checked<ObjectiveTerm> {
        let Some(Meaning::Objective(term, class)) = scope.meaning(&name.text) else {
            if scope.meaning(&name.text).is_none() && scope.may_have_lost(&name.text) {
                return Err(Recorded);
            }
            let help = scope.nearest(&name.text).map(|near| format!("did you mean `{near}`?"));
            return Err(self.error(
                name.span,
                format!("`{}` is not an objective", name.text),
                "not an objective",
                help,
            ));
        };
        let mut term = term.clone();
        let Some(index) = index else { return Ok(term) };
        if class.demands(Property::Online) {
            term.part = Part::Step(self.scalar(index, scope)?.into());
            return Ok(term);
        }
        if !class.demands(Property::Sampled) {
            return Err(self.error(
                index.span,
                format!("`{}` is not a mean of losses, so it has no samples", name.text),
                "no samples",
                Some("write `given R: mean of N losses`".to_owned()),
            ));
        }
        if let Some((draw, at)) = self.batch(index, scope)? {
            term.part = Part::Batch(draw, at);
            return Ok(term);
        }
        term.part = Part::Sample(self.scalar(index, scope)?.into());
        Ok(term)
    }

    fn apply(
        &mut self,
        name: &Name,
        index: Option<&Expr>,
        arguments: &[Argument],
        span: Span,
        scope: &Scope,
    ) -> Checked<Term> {
        if matches!(scope.meaning(&name.text), Some(Meaning::Objective(..))) || index.is_some() {
            let objective = self.objective(name, index, scope)?;
            let [Argument { name: None, value }] = arguments else {
                return Err(self.error(span, "an objective takes one point", "one argument", None));
            };
            let point = self.vector(value, scope)?;
            return Ok(objective.at(0, point));
        }
        if name.text == names::MINIMISER {
            return self.minimiser_of(arguments, span, scope);
        }
        if name.text == names::SAMPLES || class_constant(&name.text).is_some() {
            let [Argument { name: None, value: Expr { kind: ExprKind::Name { run: None, name: objective }, .. } }] =
                arguments
            else {
                return Err(self.error(
                    span,
                    format!("`{}` takes the name of an objective", name.text),
                    "write `L(R)`",
                    None,
                ));
            };
            let Some(Meaning::Objective(term, class)) = scope.meaning(objective) else {
                if scope.may_have_lost(objective) {
                    return Err(Recorded);
                }
                return Err(self.error(span, format!("`{objective}` is not an objective"), "not an objective", None));
            };
            let (term, class) = (term.clone(), class.clone());
            return self.constant_of(&name.text, &term, &class, span);
        }
        if let (Some(_), [Argument { name: None, value }]) = (scope.state(None, &name.text), arguments) {
            return self.state(None, &name.text, value, span, scope);
        }
        match BuiltIn::named(&name.text) {
            Some((BuiltIn::Size | BuiltIn::Multiplicity, _)) => self.of_batch(name, arguments, scope),
            Some((BuiltIn::Order, _)) => self.order(name, arguments, scope),
            Some((BuiltIn::Operations | BuiltIn::Numbers, _)) => self.cost(name, arguments, scope),
            Some((built_in, row)) => self.function(built_in, row, name, arguments, scope),
            None if scope.may_have_lost(&name.text) => Err(Recorded),
            None => {
                let known: Vec<&str> = BuiltIn::all().map(|(_, row)| row.names[0]).collect();
                let help = format!("functions are {}; write a product with `*`", known.join(", "));
                let message = format!("`{}` is neither a function nor an objective", name.text);
                Err(self.error(name.span, message, "not known", Some(help)))
            }
        }
    }

    fn function(
        &mut self,
        built_in: BuiltIn,
        row: FunctionRow,
        name: &Name,
        arguments: &[Argument],
        scope: &Scope,
    ) -> Checked<Term> {
        let (least, most) = match row.takes {
            Takes::Lifted(shapes) => {
                let terms = self.shaped(name, arguments, shapes, scope)?;
                return Ok(self.matrix_term(built_in, terms));
            }
            Takes::ByComponent(least, most) => (least, most),
            Takes::Exactly(shapes) => (shapes.len(), shapes.len()),
            Takes::Names => unreachable!("`{}` is looked at by its name", name.text),
        };
        self.are_counted(name, arguments, least, most)?;
        let mut terms = Vec::new();
        for argument in arguments {
            terms.push(Node::new(self.term(&argument.value, scope)?));
        }
        let fits = match row.takes {
            Takes::Exactly(shapes) => terms.iter().map(|term| term.shape()).eq(shapes.iter().copied()),
            _ => terms.iter().all(|term| term.shape() != Shape::Matrix),
        };
        if !fits {
            return Err(self.error(
                name.span,
                format!("the shapes do not fit `{}`", name.text),
                "shapes do not fit",
                None,
            ));
        }
        match built_in {
            BuiltIn::Function(function) => Ok(Term::Function(function, terms)),
            // `clip(x, low, high)`: the upper of the two bounds is put on first.
            _ => {
                let high = terms.pop().expect("three arguments were counted");
                let low = terms.pop().expect("three arguments were counted");
                terms.push(high);
                Ok(Term::Function(Function::Max, vec![low, Term::Function(Function::Min, terms).into()]))
            }
        }
    }

    /// Arguments without names, at least and at most so many.
    fn are_counted(&mut self, name: &Name, arguments: &[Argument], least: usize, most: usize) -> Checked<()> {
        if let Some(named) = arguments.iter().find_map(|argument| argument.name.as_ref()) {
            return Err(self.error(
                named.span,
                format!("`{}` takes no named arguments", name.text),
                "leave the name out",
                None,
            ));
        }
        if arguments.len() < least || arguments.len() > most {
            let message = format!(
                "`{}` takes {least} argument{}, not {}",
                name.text,
                if least == 1 { "" } else { "s" },
                arguments.len()
            );
            return Err(self.error(name.span, message, "wrong number of arguments", None));
        }
        Ok(())
    }

    fn component(&mut self, x: Term, index: &Name, scope: &Scope) -> Checked<Term> {
        let Some(id) = scope.index(&index.text) else {
            return Err(self.error(
                index.span,
                format!("`{}` is not an index here", index.text),
                "not bound",
                Some("bind it: `sum(i: ...)`".to_owned()),
            ));
        };
        Ok(component_of(&x.into(), id).into_term())
    }

    fn moment(&mut self, kind: MomentKind, body: &Expr, span: Span, scope: &Scope) -> Checked<Term> {
        let (term, random) = if kind == MomentKind::Probability {
            let truth = self.condition(body, scope)?;
            let random = truth.is_random(&self.random_runs);
            (Term::Probability(Box::new(truth)), random)
        } else {
            let inner = self.term(body, scope)?;
            let random = inner.is_random(&self.random_runs);
            (Term::Moment(kind, inner.into()), random)
        };
        if random {
            return Ok(term);
        }
        let help = "draw a batch with `draw B: b of N with replacement` and use it, as in `grad R[B](w)`";
        Err(self.error(span, "nothing here depends on a draw", "no draw", Some(help.to_owned())))
    }
}
