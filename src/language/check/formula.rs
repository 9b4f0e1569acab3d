//! `objective` blocks: the formula with its arguments, and the properties that its class declares.

use super::recurrence::Library;
use super::scope::{Checker, Meaning, Recorded, Scope};
use super::spoken::mentions;
use crate::language::parse::parse_expression;
use crate::language::print;
use crate::language::syntax::{
    self, Argument, Block, Domain, Expr, ExprKind, IndexRange, Line, LineKind, Name, Objective, ObjectiveLine,
    RelationOp, Span, names,
};
use crate::language::typed::Class;
use crate::language::typed::Derivative;
use crate::language::typed::{Formula, ObjectiveId, Term, Truth, WrongClass};
use crate::problem::{ClassConstant, Property, PropertyTest};

/// Parameters by name: what each means, and how its argument is written.
type Parameters = Vec<(String, Meaning, String)>;

impl Library {
    /// An `objective` block by the word that is in a `given` line, whose capitals are not kept.
    pub(super) fn objective(&self, word: &str) -> Option<&Objective> {
        let lower = word.to_lowercase();
        self.objectives.iter().find(|(name, _)| name.to_lowercase() == lower).map(|(_, objective)| objective)
    }
}

impl Checker {
    /// Makes the class that `given R: name(arguments)` means; returns the conditions on the arguments.
    pub(super) fn formula(
        &mut self,
        item: &syntax::Class,
        objective: &Objective,
        id: ObjectiveId,
        class: &mut Class,
        outer: &Scope,
    ) -> Result<Vec<Truth>, Recorded> {
        let parameters = self.formula_parameters(item, objective, outer)?;
        let before = self.diagnostics.len();
        let made = self.formula_body(item, objective, id, class, &parameters, outer);
        if self.at_home {
            return made;
        }
        made.map_err(|_| {
            // The places of these errors are places of the block's own file.
            let inner = self.diagnostics.drain(before..).next().map_or(String::new(), |first| first.message);
            let message = format!("`{}` cannot be used like this: {inner}", item.words);
            self.error(item.span, message, "with these arguments", None)
        })
    }

    fn formula_parameters(
        &mut self,
        item: &syntax::Class,
        objective: &Objective,
        outer: &Scope,
    ) -> Result<Parameters, Recorded> {
        let known: Vec<&str> = objective.parameters.iter().map(|parameter| parameter.name.text.as_str()).collect();
        let help = || Some(format!("its parameters are: {}", known.join(", ")));
        let mut given: Vec<Option<&Expr>> = vec![None; known.len()];
        for (position, Argument { name, value }) in item.arguments.iter().enumerate() {
            let slot = match name {
                Some(name) => known.iter().position(|parameter| *parameter == name.text),
                None => (position < known.len()).then_some(position),
            };
            let Some(slot) = slot else {
                let message = format!("`{}` has no such parameter", item.words);
                return Err(self.error(value.span, message, "too many, or unknown", help()));
            };
            given[slot] = Some(value);
        }
        let mut parameters: Parameters = Vec::new();
        for (parameter, given) in objective.parameters.iter().zip(given) {
            let name = &parameter.name.text;
            let Some(value) = given.or(parameter.default.as_ref()) else {
                let message = format!("parameter `{name}` of `{}` has no value", item.words);
                return Err(self.error(item.span, message, "a value is missing", help()));
            };
            let meaning = if let Some(demand) = self.demanded(objective, name)? {
                self.objective_argument(value, &demand, outer)?
            } else if given.is_some() {
                Meaning::Value(self.term(value, outer)?)
            } else {
                let mut inner = Scope::default();
                for (name, meaning, _) in &parameters {
                    inner.bind(name, meaning.clone());
                }
                Meaning::Value(self.term(value, &inner)?)
            };
            parameters.push((name.clone(), meaning, print::unicode(value)));
        }
        Ok(parameters)
    }

    /// The class that the block asks of a parameter that is an objective.
    fn demanded(&mut self, objective: &Objective, parameter: &str) -> Result<Option<Class>, Recorded> {
        for line in &objective.lines {
            if let ObjectiveLine::Given(Line { kind: LineKind::GivenObjective { names, classes }, .. }) = line
                && names.iter().any(|name| name.text == parameter)
            {
                let mut class = Class::default();
                for item in classes {
                    self.declares(item, &mut class)?;
                }
                return Ok(Some(class));
            }
        }
        Ok(None)
    }

    fn objective_argument(&mut self, value: &Expr, demand: &Class, outer: &Scope) -> Result<Meaning, Recorded> {
        let found = match &value.kind {
            ExprKind::Name { run: None, name } => outer.meaning(name).cloned(),
            _ => None,
        };
        let Some(Meaning::Objective(term, class)) = found else {
            let help = Some("name an objective that was given before".to_owned());
            return Err(self.error(value.span, "an objective is expected here", "not an objective", help));
        };
        if let Some(lacking) = class.lacks(demand) {
            let message = format!("the objective given here is not known to {lacking}, which the block requires");
            return Err(self.error(value.span, message, "not in the class", None));
        }
        Ok(Meaning::Objective(term, class))
    }

    fn formula_body(
        &mut self,
        item: &syntax::Class,
        objective: &Objective,
        id: ObjectiveId,
        class: &mut Class,
        parameters: &Parameters,
        outer: &Scope,
    ) -> Result<Vec<Truth>, Recorded> {
        let scope = formula_scope(objective, parameters, outer);
        let formula = self.the_formula(item, objective)?;
        let mut at_point = scope.clone();
        at_point.bind(&formula.argument.text, Meaning::Value(Term::Point(id)));
        let value = self.scalar(&formula.value, &at_point)?;
        let mut fresh = || self.fresh_index();
        let mut derivative = Derivative::new(id, &mut fresh);
        let gradient = derivative.gradient(&value);
        let hessian = gradient.as_ref().ok().and_then(|gradient| derivative.jacobian(gradient).ok());
        let gradient = gradient.map_err(|reason| {
            let help = Some("write it with sums, products, powers, roots, exp, log, cos, abs, max, cases".to_owned());
            self.error(formula.value.span, reason.to_string(), "not differentiable here", help)
        })?;
        let mut made = Formula {
            value,
            gradient,
            hessian,
            smoothness: None,
            strong_convexity: None,
            hessian_lipschitz: None,
            minimiser: None,
            argument: print::unicode_name(&formula.argument.text),
            text: print::unicode(&formula.value),
            legend: legend(objective, formula, parameters),
        };
        let mut conditions = Vec::new();
        for line in &objective.lines {
            match line {
                ObjectiveLine::Formula(_) => {}
                ObjectiveLine::Class(classes) => classes.iter().try_for_each(|item| self.declares(item, class))?,
                ObjectiveLine::Constant(constant) => {
                    self.constant(constant, &mut made, &scope, &at_point)?;
                }
                ObjectiveLine::Given(line) => {
                    conditions.extend(self.class_condition(line, objective, &scope)?);
                }
            }
        }
        self.promises_are_complete(item.span, class, &made)?;
        class.formula = Some(Box::new(made));
        Ok(conditions)
    }

    fn the_formula<'a>(
        &mut self,
        item: &syntax::Class,
        objective: &'a Objective,
    ) -> Result<&'a syntax::Formula, Recorded> {
        let mut all = objective.lines.iter().filter_map(|line| match line {
            ObjectiveLine::Formula(formula) => Some(formula),
            _ => None,
        });
        let Some(first) = all.next() else {
            let help = Some("add a line `R(w) = ...`".to_owned());
            return Err(self.error(item.span, "the objective has no formula", "no value", help));
        };
        match all.next() {
            Some(second) => Err(self.error(second.span, "the objective has two formulas", "the second", None)),
            None => Ok(first),
        }
    }

    /// A word of the `class` line; what only generated problems can be is refused.
    fn declares(&mut self, item: &syntax::Class, class: &mut Class) -> Result<(), Recorded> {
        let added = if item.arguments.is_empty() { class.add(item) } else { Err(no_family()) };
        added.map_err(|wrong| self.error(item.span, wrong.message, "not known", Some(wrong.help)))?;
        if class.demands(Property::Sampled) || class.demands(Property::SmallestSmoothness) {
            let message = format!("a formula cannot be declared `{}`", item.words);
            return Err(self.error(item.span, message, "cannot be tested", None));
        }
        Ok(())
    }

    fn constant(
        &mut self,
        constant: &syntax::Constant,
        made: &mut Formula,
        scope: &Scope,
        at_point: &Scope,
    ) -> Result<(), Recorded> {
        let Name { text, span } = &constant.name;
        let place = match text.as_str() {
            names::MINIMISER => {
                let value = self.vector(&constant.value, at_point)?;
                made.minimiser = Some(value);
                return Ok(());
            }
            names::SMOOTHNESS => &mut made.smoothness,
            names::STRONG_CONVEXITY => &mut made.strong_convexity,
            names::HESSIAN_LIPSCHITZ => &mut made.hessian_lipschitz,
            _ => {
                let help = "the constants are L, alpha, M and w_star; an abbreviation is written `let D = ...`";
                let message = format!("`{text}` is not a constant of a class");
                return Err(self.error(*span, message, "not known", Some(help.to_owned())));
            }
        };
        *place = Some(self.scalar(&constant.value, scope)?);
        Ok(())
    }

    /// What a `given` line asks of the parameters.
    fn class_condition(&mut self, line: &Line, objective: &Objective, scope: &Scope) -> Result<Vec<Truth>, Recorded> {
        let LineKind::Given { names, domain } = &line.kind else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for name in names {
            if !objective.parameters.iter().any(|parameter| parameter.name == *name) {
                let help = Some("the `given` lines of a block give the ranges of its parameters".to_owned());
                let message = format!("`{}` is not a parameter of the objective", name.text);
                return Err(self.error(name.span, message, "not a parameter", help));
            }
            let relation = match domain {
                Domain::Relation(relation) => Some(relation.clone()),
                Domain::Interval { low, low_closed, high, high_closed } => {
                    let op = |closed: &bool| if *closed { RelationOp::Le } else { RelationOp::Lt };
                    Some(between(name, low, op(low_closed), high, op(high_closed)))
                }
                Domain::Integers { first, last } => {
                    let last = last.as_ref().unwrap_or(first);
                    Some(between(name, first, RelationOp::Le, last, RelationOp::Le))
                }
                Domain::Space { columns: None, with, .. } => with.clone(),
                Domain::Space { .. } => None,
            };
            if let Some(relation) = relation {
                all.push(self.truth(&relation, scope)?);
            }
        }
        Ok(all)
    }

    /// Every property with a constant has it, and no constant is left over.
    fn promises_are_complete(&mut self, span: Span, class: &Class, made: &Formula) -> Result<(), Recorded> {
        for row in Property::rows() {
            let (Some(constant), word) = (row.constant, row.phrase) else { continue };
            let declared = class.demands(row.property);
            let present = match constant {
                names::SMOOTHNESS => made.smoothness.is_some(),
                names::STRONG_CONVEXITY => made.strong_convexity.is_some(),
                names::HESSIAN_LIPSCHITZ => made.hessian_lipschitz.is_some(),
                _ => made.minimiser.is_some(),
            };
            if declared != present {
                let (has, lacks) = if declared {
                    (format!("is declared `{word}`"), format!("add a line `{constant} = ...`"))
                } else {
                    (format!("has a constant `{constant}`"), format!("add `{word}` to its class"))
                };
                let message = format!("the objective {has}, but its counterpart is missing");
                return Err(self.error(span, message, "incomplete", Some(lacks)));
            }
        }
        Ok(())
    }
}

impl Formula {
    /// A constant of the class as a term.
    pub(super) fn constant(&self, property: ClassConstant) -> Option<&Term> {
        match property {
            ClassConstant::Smoothness => self.smoothness.as_ref(),
            ClassConstant::StrongConvexity => self.strong_convexity.as_ref(),
            ClassConstant::HessianLipschitz => self.hessian_lipschitz.as_ref(),
        }
    }
}

fn no_family() -> WrongClass {
    let help = "write its constants on lines of their own: `L = ...`".to_owned();
    WrongClass { message: "a class has no arguments".to_owned(), help }
}

/// Parameters, abbreviations, and the samples that are given outside.
fn formula_scope(objective: &Objective, parameters: &Parameters, outer: &Scope) -> Scope {
    let mut scope = Scope::default();
    if let Some((term, class)) = outer.sampled_objective() {
        scope.bind("the samples", Meaning::Objective(term.clone(), class.clone()));
    }
    for (name, meaning, _) in parameters {
        scope.bind(name, meaning.clone());
    }
    for line in &objective.lines {
        if let ObjectiveLine::Given(Line { kind: LineKind::Let { name, index, value }, .. }) = line {
            scope.bind(&name.text, Meaning::abbreviation(index.as_ref(), value));
        }
    }
    scope
}

/// What the parameters and abbreviations in a formula stand for, where they are not the claim's own by the same name.
fn legend(objective: &Objective, formula: &syntax::Formula, parameters: &Parameters) -> Option<String> {
    let arguments = parameters.iter().map(|(name, _, value)| (print::unicode_name(name), value.clone()));
    let mut bound: Vec<String> =
        arguments.filter(|(name, value)| name != value).map(|(name, value)| format!("{name} = {value}")).collect();
    let mut read = vec![&formula.value];
    let abbreviations = objective.lines.iter().rev().filter_map(|line| match line {
        ObjectiveLine::Given(Line { kind: LineKind::Let { name, index, value }, .. }) => Some((name, index, value)),
        _ => None,
    });
    for (name, index, value) in abbreviations {
        if read.iter().any(|expr| mentions(expr, &name.text)) {
            read.push(value);
            let index = index.as_ref().map(|index| format!("[{}]", index.text)).unwrap_or_default();
            bound.push(format!("{}{index} = {}", print::unicode_name(&name.text), print::unicode(value)));
        }
    }
    (!bound.is_empty()).then(|| bound.join(", "))
}

/// `low <= name <= high` with the relations asked for.
pub(super) fn between(name: &Name, low: &Expr, below: RelationOp, high: &Expr, above: RelationOp) -> Expr {
    let quantity = Expr { kind: ExprKind::Name { run: None, name: name.text.clone() }, span: name.span };
    let links = vec![(below, quantity), (above, high.clone())];
    Expr { kind: ExprKind::Relation(Box::new(low.clone()), links), span: name.span }
}

/// A claim that tests one property that a block declares.
pub(super) struct Promise {
    /// What is appended to the block's name.
    pub(super) id: &'static str,
    /// The property in words.
    pub(super) title: String,
    /// The claim.
    pub(super) lines: Vec<Line>,
}

/// The claims that test what a block declares; at least one, so that the block is checked.
pub(super) fn promises(block: &Block, objective: &Objective) -> Vec<Promise> {
    let mut class = Class::default();
    for line in &objective.lines {
        if let ObjectiveLine::Class(items) = line {
            for item in items {
                // What is not known is an error when the block is checked.
                let _ = class.add(item);
            }
        }
    }
    let mut all: Vec<Promise> = class
        .properties
        .iter()
        .filter_map(|property| property.row().test)
        .filter(|test| !test.weaker_than.iter().any(|stronger| class.demands(*stronger)))
        .map(|PropertyTest { id, words, assumptions, show, .. }| Promise {
            id,
            title: format!("`{}` {words} (declared and tested)", block.name.text),
            lines: promise_lines(block, objective, assumptions, show),
        })
        .collect();
    if all.is_empty() {
        let lines = promise_lines(block, objective, &[], "defined(R(u)) and defined(grad R(u))");
        let title = format!("`{}` has a value and a gradient everywhere (tested)", block.name.text);
        all.push(Promise { id: "defined", title, lines });
    }
    all
}

fn promise_lines(block: &Block, objective: &Objective, assumptions: &[&str], show: &str) -> Vec<Line> {
    let span = block.name.span;
    let line = |kind| Line { kind, span };
    let name = |text: &str| Name { text: text.to_owned(), span };
    let bare = |text: &str| Expr { kind: ExprKind::Name { run: None, name: text.to_owned() }, span };
    let read = |text: &str| parse_expression(text).ok();
    let mut lines: Vec<Line> = Vec::new();
    let mut ranged: Vec<&str> = Vec::new();
    for own in &objective.lines {
        if let ObjectiveLine::Given(own @ Line { kind: LineKind::Given { names, .. }, .. }) = own {
            ranged.extend(names.iter().map(|name| name.text.as_str()));
            lines.push(own.clone());
        }
        if let ObjectiveLine::Given(own @ Line { kind: LineKind::GivenObjective { names, .. }, .. }) = own {
            ranged.extend(names.iter().map(|name| name.text.as_str()));
            lines.push(own.clone());
        }
    }
    for parameter in objective.parameters.iter().filter(|parameter| !ranged.contains(&parameter.name.text.as_str())) {
        let domain = Domain::Space { rows: None, columns: None, with: None };
        lines.push(line(LineKind::Given { names: vec![parameter.name.clone()], domain }));
    }
    let arguments =
        objective.parameters.iter().map(|parameter| Argument { name: None, value: bare(&parameter.name.text) });
    let class = syntax::Class { words: block.name.text.clone(), arguments: arguments.collect(), span };
    lines.push(line(LineKind::GivenObjective { names: vec![name(names::OBJECTIVE)], classes: vec![class] }));
    let mut points = vec![name("u"), name("v")];
    if show.contains('d') && show.contains("@ d") {
        points.push(name("d"));
    }
    let space = Domain::Space { rows: Some(bare(names::DIMENSION)), columns: None, with: None };
    lines.push(line(LineKind::Given { names: points, domain: space }));
    lines.extend(assumptions.iter().filter_map(|text| read(text)).map(|condition| line(LineKind::Assume(condition))));
    let by_component = show.contains("unit(i)");
    let range = by_component.then(|| IndexRange {
        index: name("i"),
        first: Expr { kind: ExprKind::Number(crate::numeric::Rational::ONE), span },
        last: Some(bare(names::DIMENSION)),
    });
    lines.extend(read(show).map(|statement| line(LineKind::Show { statement, range })));
    lines
}
