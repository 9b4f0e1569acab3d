//! Witnesses: a claim with the numbers of its `witness` line substituted.

use super::formula::between;
use super::recurrence::Library;
use super::scope::{Checker, Recorded};
use crate::language::syntax::names::ITERATE;
use crate::language::syntax::{self, Domain, Expr, ExprKind, IndexRange, Line, LineKind, Name, RelationOp, Run, Span};
use crate::language::typed::Class;
use crate::language::typed::{Claim, Given};

/// `R = quadratic(curvature = 1)`: what is named, and what it is.
type Entry = (Expr, Expr);

/// The entries of a claim's `witness` lines, with the place of the first.
pub(super) fn witness(lines: &[Line]) -> Option<(Vec<Entry>, Span)> {
    let found: Vec<(&Vec<Entry>, Span)> = lines
        .iter()
        .filter_map(|line| match &line.kind {
            LineKind::Witness(entries) => Some((entries, line.span)),
            _ => None,
        })
        .collect();
    let span = found.first()?.1;
    Some((found.into_iter().flat_map(|(entries, _)| entries.clone()).collect(), span))
}

impl Checker {
    /// The lines of the claim about the witness alone.
    pub(super) fn witness_lines(
        &mut self,
        lines: &[Line],
        entries: &[Entry],
        library: &Library,
    ) -> Result<Vec<Line>, Recorded> {
        let mut used = vec![false; entries.len()];
        let mut made = Vec::new();
        for line in lines {
            let span = line.span;
            let mut push = |kind| made.push(Line { kind, span });
            match &line.kind {
                LineKind::GivenObjective { names, classes } => {
                    for name in names {
                        let classes = match value_of(entries, &mut used, |target| is_name(target, &name.text)) {
                            Some(value) => vec![self.witness_class(value, library)?],
                            None => classes.clone(),
                        };
                        push(LineKind::GivenObjective { names: vec![name.clone()], classes });
                    }
                }
                LineKind::Given { names, domain } => {
                    for name in names {
                        match value_of(entries, &mut used, |target| is_name(target, &name.text)) {
                            Some(value) => {
                                push(LineKind::Let { name: name.clone(), index: None, value: value.clone() });
                                if let Some(range) = range_of(name, domain) {
                                    push(LineKind::Assume(range));
                                }
                            }
                            None => push(LineKind::Given { names: vec![name.clone()], domain: domain.clone() }),
                        }
                    }
                }
                LineKind::Run(run) => {
                    let label = run.label.as_ref().map(|label| label.text.as_str());
                    let start = value_of(entries, &mut used, |target| is_start(target, label));
                    let from = start.cloned().or_else(|| run.from.clone());
                    push(LineKind::Run(Run { from, ..run.clone() }));
                }
                LineKind::Show { statement, range } => {
                    let pinned = range.as_ref().and_then(|range| {
                        let at = value_of(entries, &mut used, |target| is_name(target, &range.index.text))?;
                        Some(IndexRange { first: at.clone(), last: Some(at.clone()), ..range.clone() })
                    });
                    push(LineKind::Show { statement: statement.clone(), range: pinned.or_else(|| range.clone()) });
                }
                LineKind::Expect { .. } | LineKind::Corrects(_) | LineKind::Source(_) | LineKind::Witness(_) => {}
                _ => push(line.kind.clone()),
            }
        }
        if let Some(left) = used.iter().position(|used| !used) {
            let help = "a witness sets given quantities, the start `w[0]` of a run, or the index of the `show` line";
            let span = entries[left].0.span;
            return Err(self.error(span, "the claim gives nothing with this name", "not known", Some(help.to_owned())));
        }
        Ok(made)
    }

    /// The family or `objective` block that a witness names.
    fn witness_class(&mut self, value: &Expr, library: &Library) -> Result<syntax::Class, Recorded> {
        let (words, arguments) = match &value.kind {
            ExprKind::Apply { name, index: None, arguments } => (name.text.clone(), arguments.clone()),
            ExprKind::Name { run: None, name } => (name.clone(), Vec::new()),
            _ => {
                let help = Some("write `R = quadratic(curvature = 1)` or the name of an `objective` block".to_owned());
                return Err(self.error(value.span, "this is not an objective", "not an objective", help));
            }
        };
        let words = if library.objective(&words).is_some() { words } else { words.replace('_', "-") };
        Ok(syntax::Class { words, arguments, span: value.span })
    }

    /// A witness must be of the class that its claim is about.
    pub(super) fn witness_belongs(&mut self, claim: &Claim, witness: &Claim, span: Span) -> Result<(), Recorded> {
        let classes = |claim: &Claim| -> Vec<Class> {
            let all = claim.givens.iter().filter_map(|given| match given {
                Given::Objective { class, .. } => Some(class.clone()),
                _ => None,
            });
            all.collect()
        };
        for (demand, offer) in classes(claim).iter().zip(&classes(witness)) {
            if let Some(lacking) = offer.lacks(demand) {
                let message = format!("the witness's objective is not known to {lacking}, which the claim requires");
                let help = Some("a witness must satisfy the claim's hypotheses".to_owned());
                return Err(self.error(span, message, "not in the class", help));
            }
        }
        Ok(())
    }
}

fn value_of<'a>(entries: &'a [Entry], used: &mut [bool], wanted: impl Fn(&Expr) -> bool) -> Option<&'a Expr> {
    let at = entries.iter().position(|(target, _)| wanted(target))?;
    used[at] = true;
    Some(&entries[at].1)
}

fn is_name(expr: &Expr, text: &str) -> bool {
    matches!(&expr.kind, ExprKind::Name { run: None, name } if name == text)
}

/// `w[0]`, or `a.w[0]` of run `a`.
fn is_start(expr: &Expr, label: Option<&str>) -> bool {
    match &expr.kind {
        ExprKind::At { run, name, index } => {
            let start = matches!(&index.kind, ExprKind::Number(value) if value.is_zero());
            start && name == ITERATE && run.as_deref() == label
        }
        _ => false,
    }
}

/// The range of a quantity as a condition.
fn range_of(name: &Name, domain: &Domain) -> Option<Expr> {
    match domain {
        Domain::Relation(relation) => Some(relation.clone()),
        Domain::Interval { low, low_closed, high, high_closed } => {
            let op = |closed: &bool| if *closed { RelationOp::Le } else { RelationOp::Lt };
            Some(between(name, low, op(low_closed), high, op(high_closed)))
        }
        Domain::Integers { first, last: Some(last) } => {
            Some(between(name, first, RelationOp::Le, last, RelationOp::Le))
        }
        Domain::Integers { first, last: None } => {
            let quantity = Expr { kind: ExprKind::Name { run: None, name: name.text.clone() }, span: name.span };
            let kind = ExprKind::Relation(Box::new(first.clone()), vec![(RelationOp::Le, quantity)]);
            Some(Expr { kind, span: name.span })
        }
        // What a matrix is made to be is no condition that could be tried.
        Domain::Space { columns: Some(_), .. } => None,
        Domain::Space { with, .. } => with.clone(),
    }
}
