//! Runs: a method's recurrences with its parameters bound and its sequences shaped and ordered.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{Disorder, Equated, begin, begins, in_order};
use super::reads::reads;
use super::scope::{Batches, Checker, Meaning, Recorded, Scope};
use crate::language::syntax::names::{ITERATE, OBJECTIVE, RATE, STEP};
use crate::language::syntax::{
    Argument, BinaryOp, Equation, Expr, ExprKind, Form, Name, Objective, Recurrences, Run as RunLine, Span,
};
use crate::language::typed::Class;
use crate::language::typed::simplified;
use crate::language::typed::{
    DrawId, IndexId, ObjectiveTerm, Part, Recurrence, Run, RunId, Sequence, SequenceId, Shape, Term, When,
};
use crate::problem::Property;

/// Methods and schedules by name.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Methods.
    pub methods: BTreeMap<String, Recurrences>,
    /// Schedules.
    pub schedules: BTreeMap<String, Recurrences>,
    /// Flows.
    pub flows: BTreeMap<String, Recurrences>,
    /// Objectives.
    pub objectives: BTreeMap<String, Objective>,
}

/// An equation with the scope its right-hand side is read in.
struct Pending<'a> {
    sequence: SequenceId,
    equation: &'a Equation,
    scope: usize,
}

/// A run while its sequences are being shaped.
struct Draft {
    /// The index of the current step.
    time: IndexId,
    names: Vec<String>,
    shapes: Vec<Shape>,
    scopes: Vec<Scope>,
    /// The sequences that are a parameter's schedule: without a time they mean their current value.
    scheduled: Vec<SequenceId>,
    /// The sequences of arguments that depend on the current step, with their values.
    timed: Vec<(SequenceId, Term, Span)>,
    /// What the equations of a schedule call its sequences, with the number of the schedule's scope.
    own_names: Vec<(usize, String, SequenceId)>,
}

impl Draft {
    fn sequence(&mut self, name: &str) -> SequenceId {
        if let Some(found) = self.names.iter().position(|known| known == name) {
            return found;
        }
        self.names.push(name.to_owned());
        self.shapes.push(if name == ITERATE { Shape::Vector } else { Shape::Scalar });
        self.names.len() - 1
    }

    /// The sequences, once their equations are known.
    fn sequences(&self, equations: &[Equated]) -> Vec<Sequence> {
        let known = self.names.iter().enumerate().map(|(sequence, name)| Sequence {
            name: name.clone(),
            shape: self.shapes[sequence],
            first: begins(equations, sequence),
        });
        known.collect()
    }

    /// Makes a sequence of an argument that depends on the current step, unless the method makes one of that name.
    fn add_timed(&mut self, name: &str, value: &Term, span: Span) {
        if value.shape() == Shape::Matrix || self.names.iter().any(|known| known == name) {
            return;
        }
        let sequence = self.sequence(name);
        self.shapes[sequence] = value.shape();
        self.timed.push((sequence, value.clone(), span));
    }
}

/// What the parameters of a run's method stand for.
struct Bindings<'a> {
    /// The names that the method's equations may use.
    inner: Scope,
    /// The parameters that are values, the same at every step.
    parameters: Vec<(String, Term)>,
    /// Those that are schedules: the parameter, its sequence, the schedule's equations and what these may name.
    schedules: Vec<(String, SequenceId, &'a Recurrences, Scope)>,
}

impl Checker {
    /// The run that a `run` line means. A start that nothing gives becomes the vector `start`.
    pub fn run(
        &mut self,
        line: &RunLine,
        id: RunId,
        objective: (ObjectiveTerm, Class),
        start: &dyn Fn() -> Term,
        scope: &Scope,
        library: &Library,
    ) -> Result<Run, Recorded> {
        let method = self.method(&line.method, library)?;
        let time = self.fresh_index();
        let mut draft = Draft {
            time,
            names: vec![ITERATE.to_owned()],
            shapes: vec![Shape::Vector],
            scopes: Vec::new(),
            scheduled: Vec::new(),
            timed: Vec::new(),
            own_names: Vec::new(),
        };
        for equation in &method.equations {
            draft.sequence(&equation.target.text);
        }
        let mut base = Scope::default();
        let (mut objective, class) = objective;
        if class.demands(Property::Online) && objective.part == Part::Whole {
            objective.part = Part::Step(Term::Index(time).into());
        }
        base.bind(OBJECTIVE, Meaning::Objective(objective.clone(), class));
        base.bind_index(STEP, time);
        base.now = Some(Term::Index(time));
        let Bindings { inner, parameters, schedules } =
            self.bindings(line, method, &base, &mut draft, scope, library)?;
        draft.scopes = vec![inner, scope.clone()];
        let mut pending = self.pending_of_method(method, &mut draft);
        for (parameter, sequence, recurrences, schedule_scope) in schedules {
            draft.scopes.push(schedule_scope);
            self.pending_of_schedule(&parameter, sequence, recurrences, &mut draft, &mut pending);
        }
        self.initial_values(line, &mut draft, &mut pending)?;
        self.shape(id, time, &mut draft, &pending);
        let mut equations = self.equations(id, time, &draft, &pending)?;
        if !equations.iter().any(|e| e.recurrence.sequence == 0 && e.recurrence.when == When::At(0)) {
            let (value, span) = match &line.from {
                Some(from) => (self.term(from, scope)?, from.span),
                None => (start(), line.method.span),
            };
            equations.push(equated(Recurrence { sequence: 0, when: When::At(0), value }, span, id, time));
        }
        for (sequence, value, span) in std::mem::take(&mut draft.timed) {
            equations.push(equated(Recurrence { sequence, when: When::From(1), value }, span, id, time));
        }
        begin(&mut equations, draft.names.len());
        let (opening, steady) = match in_order(&mut equations, draft.names.len()) {
            Ok(found) => found,
            Err(disorder) => return Err(self.disorder(disorder, &equations, &draft.names, line.method.span)),
        };
        let sequences = draft.sequences(&equations);
        let recurrences: Vec<Recurrence> = equations.into_iter().map(|equation| equation.recurrence).collect();
        let steps = line.steps.as_ref().map(|steps| self.scalar(steps, scope)).transpose()?;
        let random = self.depends_on_draws(line, id, &recurrences)?;
        Ok(Run {
            label: line.label.as_ref().map(|label| label.text.clone()),
            method: line.method.text.clone(),
            parameters,
            objective,
            time,
            sequences,
            iterate: 0,
            recurrences,
            opening,
            steady,
            steps,
            random,
        })
    }

    /// Whether some recurrence reads a draw, itself or through another run. Where a run starts, nothing is drawn yet.
    fn depends_on_draws(&mut self, line: &RunLine, id: RunId, recurrences: &[Recurrence]) -> Result<bool, Recorded> {
        let drawn = |recurrence: &&Recurrence| recurrence.value.is_random(&self.random_runs);
        let random = recurrences.iter().any(|recurrence| drawn(&recurrence));
        self.random_runs.resize(id, false);
        self.random_runs.push(random);
        let initial = recurrences.iter().filter(|recurrence| recurrence.when == When::At(0));
        let initial = initial.into_iter().any(|recurrence| recurrence.value.is_random(&self.random_runs));
        self.random_runs.truncate(id);
        if initial {
            let help = Some("let the first step use the draw".to_owned());
            return Err(self.error(line.method.span, "the start of a run cannot be drawn", "drawn", help));
        }
        Ok(random)
    }

    fn method<'a>(&mut self, name: &Name, library: &'a Library) -> Result<&'a Recurrences, Recorded> {
        let Some(method) = library.methods.get(&name.text) else {
            let known: Vec<&str> = library.methods.keys().map(String::as_str).collect();
            let help = format!("the methods are: {}", known.join(", "));
            return Err(self.error(name.span, format!("no method is called `{}`", name.text), "not known", Some(help)));
        };
        Ok(method)
    }

    /// What the equations of a schedule may name: the method's objective and time, and its own parameters, with values
    /// from the caller.
    fn schedule_scope(
        &mut self,
        base: &Scope,
        bound: Vec<(String, Bound<'_>, bool)>,
        caller: &Scope,
    ) -> Result<Scope, Recorded> {
        let mut own = base.clone();
        for (parameter, value, _) in bound {
            let Bound::Value(value) = value else { continue };
            let value = self.term(value, caller)?;
            own.bind(&parameter, Meaning::Value(value));
        }
        Ok(own)
    }

    /// What the parameters of a run's method stand for.
    fn bindings<'a>(
        &mut self,
        line: &'a RunLine,
        method: &'a Recurrences,
        base: &Scope,
        draft: &mut Draft,
        scope: &Scope,
        library: &'a Library,
    ) -> Result<Bindings<'a>, Recorded> {
        let mut inner = base.clone();
        let mut parameters = Vec::new();
        let mut schedules: Vec<(String, SequenceId, &Recurrences, Scope)> = Vec::new();
        // An argument may speak of the current step; it then has another value at each.
        let mut timed = scope.clone();
        timed.bind_index(STEP, draft.time);
        let bound = self.bind(&line.method, method, &line.arguments, scope, library)?;
        for (name, value, own) in bound {
            match value {
                Bound::Schedule(schedule, arguments) => {
                    let sequence = draft.sequence(&name);
                    draft.scheduled.push(sequence);
                    let equations = &library.schedules[&schedule.text];
                    let bound = self.bind(schedule, equations, arguments, scope, library)?;
                    schedules.push((name, sequence, equations, self.schedule_scope(base, bound, scope)?));
                }
                Bound::Draw(draw, batches) => inner.bind(&name, Meaning::Draw(draw, batches)),
                Bound::Value(value) => {
                    let term = self.term(value, if own { &inner } else { &timed })?;
                    if term.free_indices().contains(&draft.time) {
                        draft.add_timed(&name, &term, value.span);
                    } else {
                        parameters.push((name.clone(), term.clone()));
                    }
                    inner.bind(&name, Meaning::Value(term));
                }
            }
        }
        Ok(Bindings { inner, parameters, schedules })
    }

    /// Parameters with what the caller gives for them; the flag says that it is the default.
    pub(super) fn bind<'a>(
        &mut self,
        callee: &'a Name,
        recurrences: &'a Recurrences,
        arguments: &'a [Argument],
        scope: &Scope,
        library: &Library,
    ) -> Result<Vec<(String, Bound<'a>, bool)>, Recorded> {
        let mut given: Vec<Option<&Expr>> = vec![None; recurrences.parameters.len()];
        for (position, argument) in arguments.iter().enumerate() {
            let slot = match &argument.name {
                Some(name) => recurrences.parameters.iter().position(|parameter| parameter.name.text == name.text),
                None => (position < given.len()).then_some(position),
            };
            let Some(slot) = slot else {
                let known: Vec<&str> =
                    recurrences.parameters.iter().map(|parameter| parameter.name.text.as_str()).collect();
                let help = format!("its parameters are: {}", known.join(", "));
                return Err(self.error(
                    argument.value.span,
                    format!("`{}` has no such parameter", callee.text),
                    "too many, or unknown",
                    Some(help),
                ));
            };
            given[slot] = Some(&argument.value);
        }
        let mut bound = Vec::new();
        for (parameter, given) in recurrences.parameters.iter().zip(given) {
            let own = given.is_none();
            let Some(value) = given.or(parameter.default.as_ref()) else {
                let message = format!("parameter `{}` of `{}` has no value", parameter.name.text, callee.text);
                let help = format!("write `{}({} = ...)`", callee.text, parameter.name.text);
                return Err(self.error(callee.span, message, "a value is missing", Some(help)));
            };
            let value = match &value.kind {
                ExprKind::Apply { name, index: None, arguments }
                    if scope.meaning(&name.text).is_none() && library.schedules.contains_key(&name.text) =>
                {
                    Bound::Schedule(name, arguments)
                }
                ExprKind::Name { run: None, name } => match scope.meaning(name) {
                    Some(Meaning::Draw(draw, batches)) => Bound::Draw(*draw, *batches),
                    _ => Bound::Value(value),
                },
                _ => Bound::Value(value),
            };
            bound.push((parameter.name.text.clone(), value, own));
        }
        Ok(bound)
    }

    fn pending_of_method<'a>(&mut self, method: &'a Recurrences, draft: &mut Draft) -> Vec<Pending<'a>> {
        method
            .equations
            .iter()
            .map(|equation| Pending { sequence: draft.sequence(&equation.target.text), equation, scope: 0 })
            .collect()
    }

    /// A schedule's equations; the sequence that is its value (the one called as the parameter, else `eta`, else that
    /// of the last equation) becomes the parameter's, the others are kept apart from the method's.
    fn pending_of_schedule<'a>(
        &mut self,
        parameter: &str,
        sequence: SequenceId,
        recurrences: &'a Recurrences,
        draft: &mut Draft,
        pending: &mut Vec<Pending<'a>>,
    ) {
        let scope = draft.scopes.len() - 1;
        let output = recurrences
            .equations
            .iter()
            .map(|equation| equation.target.text.as_str())
            .find(|name| *name == RATE || *name == parameter)
            .or_else(|| recurrences.equations.last().map(|equation| equation.target.text.as_str()));
        for equation in &recurrences.equations {
            let own = if Some(equation.target.text.as_str()) == output {
                sequence
            } else {
                draft.sequence(&format!("{parameter}'{}", equation.target.text))
            };
            draft.own_names.push((scope, equation.target.text.clone(), own));
            pending.push(Pending { sequence: own, equation, scope });
        }
    }

    /// Takes in the `with m[0] = m0` of the run line, in place of the method's own initial values.
    fn initial_values<'a>(
        &mut self,
        line: &'a RunLine,
        draft: &mut Draft,
        pending: &mut Vec<Pending<'a>>,
    ) -> Result<(), Recorded> {
        for equation in &line.initial {
            let Some(sequence) = draft.names.iter().position(|name| *name == equation.target.text) else {
                let message = format!("`{}` has no sequence `{}`", line.method.text, equation.target.text);
                return Err(self.error(equation.target.span, message, "not known", None));
            };
            pending.retain(|known| known.sequence != sequence || known.equation.time != equation.time);
            pending.push(Pending { sequence, equation, scope: 1 });
        }
        Ok(())
    }

    /// Finds the shapes: they only ever grow from number to vector to matrix, so repeating settles them.
    fn shape(&mut self, id: RunId, time: usize, draft: &mut Draft, pending: &[Pending<'_>]) {
        for _ in 0..=draft.names.len() {
            let mut trial = self.trial();
            let mut shapes = draft.shapes.clone();
            // Equations of one block at one time are read in one scope.
            let mut scopes: BTreeMap<(usize, i64, bool), Scope> = BTreeMap::new();
            for known in pending {
                let key = (known.scope, shift(known), is_of_every_step(known));
                let scope = scopes.entry(key).or_insert_with(|| scope_of(known, id, time, draft));
                if let Ok(term) = trial.term(&known.equation.value, scope) {
                    shapes[known.sequence] = shapes[known.sequence].max(term.shape());
                }
            }
            if shapes == draft.shapes {
                return;
            }
            draft.shapes = shapes;
        }
    }

    fn equations(
        &mut self,
        id: RunId,
        time: usize,
        draft: &Draft,
        pending: &[Pending<'_>],
    ) -> Result<Vec<Equated>, Recorded> {
        let mut found = Vec::new();
        let mut failed = None;
        let mut seen: BTreeSet<(SequenceId, Option<u32>)> = BTreeSet::new();
        for known in pending {
            if known.equation.form != Form::Step {
                let help = Some("write `x[t] = ...`, or make the block a `flow`".to_owned());
                failed = Some(self.error(known.equation.span, "a method is defined per step", "not a step", help));
                continue;
            }
            let Some(fixed) = equation_time(known.equation) else {
                failed = Some(self.error(
                    known.equation.time.span,
                    "an equation defines its sequence at `t`, `t+1` or a whole number",
                    "not such a time",
                    Some("write `x[t] = ...` in terms of earlier values".to_owned()),
                ));
                continue;
            };
            if !seen.insert((known.sequence, fixed)) {
                let message = format!("`{}` is defined twice at this time", known.equation.target.text);
                failed = Some(self.error(known.equation.span, message, "again", None));
                continue;
            }
            let scope = scope_of(known, id, time, draft);
            match self.term(&known.equation.value, &scope) {
                Ok(value) => {
                    if value.shape() > draft.shapes[known.sequence] {
                        failed =
                            Some(self.error(known.equation.span, "the shapes do not fit", "shapes do not fit", None));
                        continue;
                    }
                    if draft.shapes[known.sequence] == Shape::Matrix
                        && let Err(recorded) = self.stands_for_matrix(&value, known.equation.value.span)
                    {
                        failed = Some(recorded);
                        continue;
                    }
                    let shift = shift_of(&known.equation.time).unwrap_or(0);
                    let when = fixed.map_or(When::From(shift.max(1)), When::At);
                    let recurrence = Recurrence { sequence: known.sequence, when, value };
                    found.push(equated(recurrence, known.equation.span, id, time));
                }
                Err(recorded) => failed = Some(recorded),
            }
        }
        if let Some(recorded) = failed {
            return Err(recorded);
        }
        Ok(found)
    }

    /// Says why the values of a run cannot be made.
    fn disorder(&mut self, disorder: Disorder, equations: &[Equated], names: &[String], run: Span) -> Recorded {
        let span = |number: usize| equations.get(number).map_or(run, |equation| equation.span);
        match disorder {
            Disorder::NoIterate => {
                self.error(run, "the method never defines the next iterate `w[t]`", "no equation for w[t]", None)
            }
            Disorder::Missing(number, sequence, at) => {
                let name = &names[sequence];
                let help = format!("add the initial value `{name}[{at}] = ...`");
                let message = format!("`{name}[{at}]` is used but never defined");
                self.error(span(number), message, "an initial value is missing", Some(help))
            }
            Disorder::NotRegular(number, sequence) => {
                let name = &names[sequence];
                let message = format!("`{name}` is read at every step, but has no value at every step");
                self.error(span(number), message, "no such value", Some(format!("add an equation `{name}[t] = ...`")))
            }
            Disorder::TooFar(number, at) => {
                let message = format!("a value at step {at} is read too far ahead");
                self.error(span(number), message, "too far ahead", None)
            }
            Disorder::Circle(number, circle) => {
                let same = circle.iter().all(|(_, time)| *time == circle[0].1);
                let named = circle.iter().map(|(sequence, time)| match time {
                    Some(time) if !same => format!("`{}[{time}]`", names[*sequence]),
                    _ => names[*sequence].clone(),
                });
                let named: Vec<String> = named.collect();
                let step = if same { " at the same step" } else { "" };
                let message = format!("the equations form a cycle: {} depend on each other{step}", named.join(", "));
                let help = Some("use a value of the previous step".to_owned());
                self.error(span(number), message, "a cycle", help)
            }
        }
    }
}

/// An equation with what it reads of its own run.
fn equated(recurrence: Recurrence, span: Span, run: RunId, time: usize) -> Equated {
    let reads = reads(&recurrence.value, run, time);
    Equated { recurrence, reads, span }
}

/// What a parameter is bound to.
pub(super) enum Bound<'a> {
    Value(&'a Expr),
    Draw(DrawId, Batches),
    Schedule(&'a Name, &'a [Argument]),
}

/// The time that an equation defines: `Some(Some(k))` at k, `Some(None)` at every `t`.
#[allow(clippy::option_option)]
fn equation_time(equation: &Equation) -> Option<Option<u32>> {
    match &equation.time.kind {
        ExprKind::Number(value) if value.is_int() => u32::try_from(value.numerator()).ok().map(Some),
        _ => shift_of(&equation.time).map(|_| None),
    }
}

/// The `k` of `t+k`; 0 for `t`.
fn shift_of(time: &Expr) -> Option<u32> {
    match &time.kind {
        ExprKind::Name { run: None, name } if name == STEP => Some(0),
        ExprKind::Binary(BinaryOp::Add, a, b) => match (&a.kind, &b.kind) {
            (ExprKind::Name { run: None, name }, ExprKind::Number(value)) if name == STEP && value.is_int() => {
                u32::try_from(value.numerator()).ok()
            }
            _ => None,
        },
        _ => None,
    }
}

/// How many steps later than `t` an equation says its value to be.
fn shift(known: &Pending<'_>) -> i64 {
    i64::from(shift_of(&known.equation.time).unwrap_or(0))
}

/// Whether an equation is one for every step, and not for a fixed one.
fn is_of_every_step(known: &Pending<'_>) -> bool {
    equation_time(known.equation) == Some(None)
}

/// The scope of one equation, with the shapes found so far and `t` shifted for `x[t+1] = ...`.
fn scope_of(known: &Pending<'_>, id: RunId, time: usize, draft: &Draft) -> Scope {
    let mut scope = draft.scopes[known.scope].clone();
    if known.scope == 1 {
        return scope;
    }
    for (sequence, name) in draft.names.iter().enumerate() {
        let shape = draft.shapes[sequence];
        scope.bind_sequence(None, name, id, sequence, shape);
        // A schedule may call a parameter of its own as the method calls the rate.
        let hidden = known.scope > 1 && scope.meaning(name).is_some();
        // Before the first step an argument has no sequence yet, but its value.
        let timed = is_of_every_step(known) && draft.timed.iter().any(|(own, ..)| *own == sequence);
        if (draft.scheduled.contains(&sequence) || known.scope == 0 && timed) && !hidden {
            scope.bind(name, Meaning::Current(id, sequence, shape, Term::Index(time)));
        }
    }
    for (_, name, sequence) in draft.own_names.iter().filter(|(own, ..)| *own == known.scope) {
        scope.bind_sequence(None, name, id, *sequence, draft.shapes[*sequence]);
    }
    let shift = shift(known);
    if shift > 0 {
        scope.bind(STEP, Meaning::Value(simplified(BinaryOp::Sub, Term::Index(time), Term::integer(shift))));
    }
    scope
}
