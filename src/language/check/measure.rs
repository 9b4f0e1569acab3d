//! Measurements of a whole run: its order of convergence and the cost of its steps.

use super::scope::{Checker, Recorded, Scope};
use crate::language::syntax::names::ITERATE;
use crate::language::syntax::{Argument, Expr, ExprKind, Name, Span};
use crate::language::typed::{Cost, RunId, Shape, Term};
use crate::problem::Property;

impl Checker {
    /// The run whose iterates `order(w)` and the like are about.
    fn measured_run(&mut self, name: &Name, arguments: &[Argument], scope: &Scope) -> Result<(RunId, Span), Recorded> {
        let function = &name.text;
        let [Argument { name: None, value: Expr { kind: ExprKind::Name { run: label, name: sequence }, span } }] =
            arguments
        else {
            let help = Some(format!("write `{function}(w)`, or `{function}(a.w)` of the run `a`"));
            let message = format!("`{function}` takes the iterates of a run");
            return Err(self.error(name.span, message, "one run, without a time", help));
        };
        if scope.now.is_some() {
            let help = Some("measure it in a `show` line".to_owned());
            return Err(self.error(name.span, "a run cannot measure itself", "known only after the run", help));
        }
        let whole = label.as_ref().map_or(sequence.clone(), |label| format!("{label}.{sequence}"));
        let found = scope.sequence(label.as_deref(), sequence);
        let Some((run, _, Shape::Vector)) = found.filter(|_| sequence == ITERATE) else {
            let message = format!("`{whole}` is not the iterate of a run");
            let help = Some(format!("the measurement is made on `{ITERATE}`"));
            return Err(self.error(*span, message, "not an iterate", help));
        };
        Ok((run, *span))
    }

    /// `operations(w)` or `numbers(w)`.
    pub(super) fn cost(&mut self, name: &Name, arguments: &[Argument], scope: &Scope) -> Result<Term, Recorded> {
        let (run, _) = self.measured_run(name, arguments, scope)?;
        if !self.in_figure {
            let help = Some("draw it in a `figure`".to_owned());
            return Err(self.error(
                name.span,
                "the cost of a step cannot appear in a claim",
                "counted by the program",
                help,
            ));
        }
        Ok(Term::Cost(run, if name.text == "numbers" { Cost::Numbers } else { Cost::Operations }))
    }

    /// `order(w)`, or `order(a.w)` where there are several runs.
    pub(super) fn order(&mut self, name: &Name, arguments: &[Argument], scope: &Scope) -> Result<Term, Recorded> {
        let (run, span) = self.measured_run(name, arguments, scope)?;
        match scope.run(run) {
            Some((objective, _)) if objective.change.is_some() => {
                let message = "the minimiser is unknown after a change of variables";
                Err(self.error(span, message, "this run is on `R(A @ x)`", Some("measure a run on `R`".to_owned())))
            }
            Some((objective, class)) if class.demands(Property::Minimiser) => Ok(Term::Order(run, objective.id)),
            _ => Err(self.no_minimiser("the objective of the run", span)),
        }
    }
}
