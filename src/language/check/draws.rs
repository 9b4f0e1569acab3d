//! `draw` lines, and functions of mini-batches.

use super::scope::{Batches, Checker, Meaning, Recorded, Scope};
use crate::language::syntax::{Argument, Drawing, Expr, ExprKind, Name, Span};
use crate::language::typed::{DrawId, DrawKind, Node, Term};
use crate::problem::Property;

/// The most rows of a drawn matrix.
const MOST_ROWS: usize = 16;

/// A batch: the draw, and which of several.
type Batch = (DrawId, Option<Node>);

impl Checker {
    /// A draw with its numbers, and what its name means from here on.
    pub(super) fn draw(
        &mut self,
        id: DrawId,
        kind: &Drawing,
        span: Span,
        scope: &Scope,
    ) -> Result<(DrawKind<Term>, Meaning), Recorded> {
        match kind {
            Drawing::Batch { steps, size, population, replacement } => {
                let batches = if steps.is_some() { Batches::Several } else { Batches::One };
                let steps = steps.as_ref().map(|steps| self.fixed(steps, scope)).transpose()?;
                let size = self.fixed(size, scope)?;
                let population = self.fixed(population, scope)?;
                let kind = DrawKind::Batches { steps, size, population, replacement: *replacement };
                Ok((kind, Meaning::Draw(id, batches)))
            }
            Drawing::Epochs { count, size } => {
                let count = count.as_ref().map_or_else(|| Ok(Term::integer(1)), |count| self.fixed(count, scope))?;
                let size = self.fixed(size, scope)?;
                let samples = scope
                    .main_objective()
                    .filter(|(_, class)| class.demands(Property::Sampled))
                    .map(|(term, _)| term.id);
                let Some(samples) = samples else {
                    let help = Some("give one objective that is a `mean of N losses` before the draw".to_owned());
                    return Err(self.error(span, "it is unclear which samples the epoch uses", "of what?", help));
                };
                let kind = DrawKind::Epochs { count, size, population: Term::Samples(samples) };
                Ok((kind, Meaning::Draw(id, Batches::Several)))
            }
            Drawing::Symmetric { dimension } => {
                let dimension_term = self.scalar(dimension, scope)?;
                let rows = dimension_term.as_integer().and_then(|rows| usize::try_from(rows).ok());
                let rows = rows.filter(|rows| (1..=MOST_ROWS).contains(rows));
                if dimension_term != Term::Dimension && rows.is_none() {
                    let help = Some(format!("write `goe(W)`, or `goe(3)` with up to {MOST_ROWS} rows"));
                    return Err(self.error(dimension.span, "matrices have `W` rows", "not `W`", help));
                }
                Ok((DrawKind::Symmetric { rows }, Meaning::Value(Term::Drawn(id))))
            }
        }
    }

    /// A number that says what is drawn, and so cannot be drawn itself.
    fn fixed(&mut self, expr: &Expr, scope: &Scope) -> Result<Term, Recorded> {
        let term = self.scalar(expr, scope)?;
        if term.is_random(&self.random_runs) {
            return Err(self.error(expr.span, "a draw cannot depend on a draw", "random", None));
        }
        Ok(term)
    }

    /// The batch that `B` or `B[k]` means; `None` if the expression is none.
    pub(super) fn batch(&mut self, expr: &Expr, scope: &Scope) -> Result<Option<Batch>, Recorded> {
        let (name, index) = match &expr.kind {
            ExprKind::Name { run: None, name } => (name, None),
            ExprKind::At { run: None, name, index } => (name, Some(index)),
            _ => return Ok(None),
        };
        let Some(Meaning::Draw(draw, batches)) = scope.meaning(name) else { return Ok(None) };
        match (batches, index) {
            (Batches::One, None) => Ok(Some((*draw, None))),
            (Batches::Several, Some(index)) => {
                let draw = *draw;
                let index = self.fixed(index, scope)?;
                Ok(Some((draw, Some(index.into()))))
            }
            (Batches::One, Some(_)) => {
                let message = format!("`{name}` is a single batch and takes no index");
                let help = format!("write `draw {name}[1..T]: ...` for one batch per step");
                Err(self.error(expr.span, message, "one batch", Some(help)))
            }
            (Batches::Several, None) => {
                let message = format!("`{name}` names several batches, so it needs an index");
                Err(self.error(expr.span, message, "which one?", Some(format!("write `{name}[t]` or `{name}[k]`"))))
            }
        }
    }

    /// `size(B[k])` and `multiplicity(n, B[k])`.
    pub(super) fn of_batch(&mut self, name: &Name, arguments: &[Argument], scope: &Scope) -> Result<Term, Recorded> {
        let example = if name.text == "size" { "`size(B)`" } else { "`multiplicity(n, B)`" };
        let help = Some(format!("write {example} with a batch that a `draw` line names"));
        let values: Vec<&Expr> = arguments.iter().map(|argument| &argument.value).collect();
        match (name.text.as_str(), values.as_slice()) {
            ("size", [batch]) => {
                if let Some((draw, at)) = self.batch(batch, scope)? {
                    return Ok(Term::BatchSize(draw, at));
                }
            }
            ("multiplicity", [sample, batch]) => {
                if let Some((draw, at)) = self.batch(batch, scope)? {
                    let sample = self.fixed(sample, scope)?.into();
                    return Ok(Term::Multiplicity { draw, at, sample });
                }
            }
            _ => {}
        }
        Err(self.error(name.span, format!("`{}` needs a batch", name.text), "not a batch", help))
    }
}
