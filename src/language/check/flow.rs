//! Flows: the rates of a `flow` block with its parameters bound and its states shaped.

use std::collections::HashMap;

use super::recurrence::{Bound, Library};
use super::scope::{Checker, Meaning, Recorded, Scope};
use crate::language::syntax::names::{ITERATE, OBJECTIVE};
use crate::language::syntax::{BinaryOp, Equation, Expr, ExprKind, FoldKind, Form, Run as RunLine, Span};
use crate::language::typed::Class;
use crate::language::typed::{Flow, FlowId, IndexId, Node, ObjectiveTerm, Over, Shape, State, Term};
use crate::problem::Property;

/// A state while its shape is being found: its rate, and its value at time 0 with the scope that is read in.
struct Pending<'a> {
    name: &'a str,
    shape: Shape,
    rate: &'a Equation,
    start: Option<(&'a Expr, bool)>,
}

impl Checker {
    /// The flow that a `run` line means. A start of `w` that nothing gives becomes the vector `start`.
    pub fn flow(
        &mut self,
        line: &RunLine,
        id: FlowId,
        objective: Option<(ObjectiveTerm, Class)>,
        start: &dyn Fn() -> Term,
        scope: &Scope,
        library: &Library,
    ) -> Result<Flow, Recorded> {
        let block = &library.flows[&line.method.text];
        if let Some(steps) = &line.steps {
            return Err(self.error(steps.span, "a flow has no steps", "leave it out", None));
        }
        let moment = self.fresh_index();
        let mut inner = Scope::default();
        let quadratic = objective.as_ref().is_some_and(|(_, class)| class.demands(Property::Quadratic));
        if let Some((term, class)) = objective {
            inner.bind(OBJECTIVE, Meaning::Objective(term, class));
        }
        for (name, value, own) in self.bind(&line.method, block, &line.arguments, scope, library)? {
            let Bound::Value(value) = value else {
                return Err(self.error(
                    line.method.span,
                    "a flow takes no schedule",
                    "a schedule is defined per step",
                    None,
                ));
            };
            let value = self.term(value, if own { &inner } else { scope })?;
            inner.bind(&name, Meaning::Value(value));
        }
        let mut pending = self.pending_states(line, &block.equations)?;
        self.shape_states(id, moment, &mut pending, &inner, scope);
        let now = with_states(&inner, id, moment, &pending);
        let mut states = Vec::new();
        for state in &pending {
            let rate = self.term(&state.rate.value, &now)?;
            if degree(&rate.clone().into(), quadratic) > 1 {
                let help = "a flow is solved in closed form, so it must have no products of states, and its R must be quadratic";
                let message = "this rate is not linear in the states";
                return Err(self.error(state.rate.span, message, "not linear", Some(help.to_owned())));
            }
            let start = match (state.start, &line.from) {
                (Some((value, true)), _) => self.term(value, &inner)?,
                (Some((value, false)), _) => self.term(value, scope)?,
                (None, Some(from)) if state.name == ITERATE => self.term(from, scope)?,
                (None, None) if state.name == ITERATE => start(),
                (None, _) => {
                    let help = Some(format!("add the initial value `{}(0) = ...`", state.name));
                    let message = format!("`{}(0)` has no value", state.name);
                    return Err(self.error(line.method.span, message, "an initial value is missing", help));
                }
            };
            states.push(State { name: state.name.to_owned(), shape: state.shape, start, rate });
        }
        let label = line.label.as_ref().map(|label| label.text.clone());
        Ok(Flow { label, name: line.method.text.clone(), moment, states })
    }

    /// The states in the order of their rates, with the initial values of the block or, before them, of the run line.
    fn pending_states<'a>(
        &mut self,
        line: &'a RunLine,
        equations: &'a [Equation],
    ) -> Result<Vec<Pending<'a>>, Recorded> {
        let mut states: Vec<Pending<'a>> = Vec::new();
        for rate in equations.iter().filter(|equation| equation.form == Form::Rate) {
            let name = rate.target.text.as_str();
            if states.iter().any(|state| state.name == name) {
                return Err(self.error(rate.span, format!("`{name}` has two rates"), "again", None));
            }
            let shape = if name == ITERATE { Shape::Vector } else { Shape::Scalar };
            states.push(Pending { name, shape, rate, start: None });
        }
        let own = equations.iter().filter(|equation| equation.form != Form::Rate).map(|equation| (equation, true));
        for (equation, own) in own.chain(line.initial.iter().map(|equation| (equation, false))) {
            let zero = matches!(&equation.time.kind, ExprKind::Number(value) if value.is_zero());
            if equation.form != Form::Instant || !zero {
                let help = Some("write `dx/dt = ...` for a rate, `x(0) = ...` for an initial value".to_owned());
                return Err(self.error(equation.span, "a flow is defined by rates", "not a rate", help));
            }
            let Some(state) = states.iter_mut().find(|state| state.name == equation.target.text) else {
                let message = format!("`{}` has no rate in `{}`", equation.target.text, line.method.text);
                return Err(self.error(equation.target.span, message, "not known", None));
            };
            state.start = Some((&equation.value, own));
        }
        if states.is_empty() {
            let help = Some("write `dw/dt = ...`".to_owned());
            return Err(self.error(line.method.span, "the flow has no rates", "nothing flows", help));
        }
        Ok(states)
    }

    /// Finds the shapes: they only ever grow, so repeating settles them.
    fn shape_states(&mut self, id: FlowId, moment: IndexId, pending: &mut [Pending<'_>], inner: &Scope, scope: &Scope) {
        for _ in 0..=pending.len() {
            let mut trial = self.trial();
            let now = with_states(inner, id, moment, pending);
            let mut settled = true;
            for state in pending.iter_mut() {
                let rate = trial.term(&state.rate.value, &now).ok();
                let start =
                    state.start.and_then(|(value, own)| trial.term(value, if own { inner } else { scope }).ok());
                let shapes = [rate, start].into_iter().flatten().map(|term| term.shape());
                let shape = shapes.chain([state.shape]).max().unwrap_or(Shape::Scalar);
                settled &= shape == state.shape;
                state.shape = shape;
            }
            if settled {
                return;
            }
        }
    }

    /// `f.p(t)`, or `p(t)` where there is one run.
    pub(super) fn state(
        &mut self,
        run: Option<&str>,
        name: &str,
        time: &Expr,
        span: Span,
        scope: &Scope,
    ) -> Result<Term, Recorded> {
        let Some((flow, state, shape)) = scope.state(run, name) else {
            let whole = run.map_or(name.to_owned(), |run| format!("{run}.{name}"));
            let help = if scope.sequence(run, name).is_some() {
                Some(format!("a run is indexed by steps: write `{whole}[t]`"))
            } else {
                scope.nearest(name).map(|near| format!("did you mean `{near}`?"))
            };
            return Err(self.error(span, format!("no flow has a state `{whole}`"), "not known", help));
        };
        let time = self.scalar(time, scope)?;
        Ok(Term::State { flow, state, shape, time: time.into() })
    }
}

/// The scope of the rates: every state means its value at the moment.
fn with_states(inner: &Scope, flow: FlowId, moment: IndexId, pending: &[Pending<'_>]) -> Scope {
    let mut scope = inner.clone();
    for (state, known) in pending.iter().enumerate() {
        scope.bind(known.name, Meaning::Value(Term::Now { flow, state, shape: known.shape, moment }));
    }
    scope
}

/// The degree of a term in the states: 0, 1, or 2 for everything that is not known to be linear.
fn degree(term: &Node, quadratic: bool) -> u8 {
    degree_of(term, quadratic, &mut HashMap::new())
}

/// `known` has the degree of each shared term, by its address.
fn degree_of(term: &Node, quadratic: bool, known: &mut HashMap<usize, u8>) -> u8 {
    if let Some(degree) = known.get(&term.address()) {
        return *degree;
    }
    let mut of = |term: &Node| degree_of(term, quadratic, known);
    let degree = match &**term {
        Term::Now { .. } => 1,
        Term::Negate(x) | Term::Component(x, _) | Term::Map(_, x) => of(x),
        Term::Binary(BinaryOp::Add | BinaryOp::Sub, a, b) => of(a).max(of(b)),
        Term::Binary(BinaryOp::Mul | BinaryOp::MatMul, a, b) | Term::Inner(a, b) => (of(a) + of(b)).min(2),
        Term::Binary(BinaryOp::Div, a, b) if of(b) == 0 => of(a),
        Term::Gradient(_, x) if quadratic => of(x),
        Term::Hessian(_, x) if quadratic && of(x) < 2 => 0,
        Term::Fold { kind: FoldKind::Sum | FoldKind::Mean, over: Over::Components, body, .. } => of(body),
        other => {
            let mut any = false;
            other.nodes(&mut |part| any |= of(part) > 0);
            if any { 2 } else { 0 }
        }
    };
    known.insert(term.address(), degree);
    degree
}
