//! Witnesses: a claim with the numbers of its `witness` line substituted.

use super::formula::between;
use super::recurrence::Library;
use super::scope::{Checker, Recorded};
use crate::language::parse::parse_expression;
use crate::language::print;
use crate::language::syntax::names::ITERATE;
use crate::language::syntax::{
    self, Argument, Domain, Expr, ExprKind, IndexRange, Line, LineKind, Name, RelationOp, Run, Span,
};
use crate::language::typed::Class;
use crate::language::typed::{Claim, Given, MatrixForm, may_be_negative, may_vanish};
use crate::problem::Property;

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
                                for condition in conditions_of(name, domain) {
                                    push(LineKind::Assume(condition));
                                }
                            }
                            None => push(LineKind::Given { names: vec![name.clone()], domain: domain.clone() }),
                        }
                    }
                }
                LineKind::Run(run) => {
                    let label = run.label.as_ref().map(|label| label.text.as_str());
                    let start = value_of(entries, &mut used, |target| is_start(target, label));
                    if let (Some(start), Some(_)) = (start, &run.from) {
                        let help = Some("leave it out of the witness".to_owned());
                        return Err(self.error(
                            start.span,
                            "the claim says where this run starts",
                            "another start",
                            help,
                        ));
                    }
                    let from = start.cloned().or_else(|| run.from.clone());
                    push(LineKind::Run(Run { from, ..run.clone() }));
                }
                LineKind::Show { statement, range } => {
                    let pinned = range.as_ref().and_then(|range| {
                        let at = value_of(entries, &mut used, |target| is_name(target, &range.index.text))?;
                        // The witness must be one of those that the statement is about.
                        let first = relation(&range.first, RelationOp::Le, at);
                        let last = range.last.as_ref().map(|last| relation(at, RelationOp::Le, last));
                        for condition in [first, is_whole(at)].into_iter().chain(last) {
                            push(LineKind::Assume(condition));
                        }
                        Some(IndexRange { first: at.clone(), last: Some(at.clone()), ..range.clone() })
                    });
                    push(LineKind::Show { statement: statement.clone(), range: pinned.or_else(|| range.clone()) });
                }
                LineKind::Expect { .. } | LineKind::Corrects(_) | LineKind::Source(_) | LineKind::Witness(_) => {}
                _ => push(line.kind.clone()),
            }
        }
        if let Some(left) = used.iter().position(|used| !used) {
            let target = &entries[left].0;
            if entries[..left].iter().any(|(other, _)| print::ascii(other) == print::ascii(target)) {
                let message = format!("`{}` is set twice", print::unicode(target));
                return Err(self.error(target.span, message, "the second", Some("leave one of them out".to_owned())));
            }
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
            let is_fixed = demand.family.is_some() || demand.formula.is_some();
            if is_fixed && (&demand.family, &demand.formula) != (&offer.family, &offer.formula) {
                let help = Some("leave it out of the witness".to_owned());
                return Err(self.error(span, "the claim says which function its objective is", "another one", help));
            }
            let lacking = offer.lacks(demand).or_else(|| wrong_curvature(offer, demand, &witness.givens));
            if let Some(lacking) = lacking {
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

/// What a family with this curvature lacks of what is demanded. The classes of a family are those that it has with a positive curvature.
fn wrong_curvature(offer: &Class, demand: &Class, givens: &[Given]) -> Option<&'static str> {
    let (_, parameters) = offer.family.as_ref()?;
    let (_, curvature) = parameters.iter().find(|(name, _)| name == "curvature")?;
    let lacks = |property: Property| match property {
        Property::StrictlyConvex | Property::StronglyConvex => {
            may_be_negative(curvature, givens) || may_vanish(curvature, givens)
        }
        Property::Convex | Property::Minimiser => may_be_negative(curvature, givens),
        _ => false,
    };
    let demanded = demand.properties.iter().find(|property| lacks(*property))?;
    Some(demanded.row().words)
}

fn relation(left: &Expr, op: RelationOp, right: &Expr) -> Expr {
    Expr { kind: ExprKind::Relation(Box::new(left.clone()), vec![(op, right.clone())]), span: left.span }
}

/// `floor(x) == x`
fn is_whole(value: &Expr) -> Expr {
    let name = Name { text: "floor".to_owned(), span: value.span };
    let arguments = vec![Argument { name: None, value: value.clone() }];
    let floor = Expr { kind: ExprKind::Apply { name, index: None, arguments }, span: value.span };
    relation(&floor, RelationOp::Eq, value)
}

/// What a given matrix is made to be, as a condition.
fn demanded_of(name: &Name, demand: &Expr) -> Option<Expr> {
    let ExprKind::Apply { name: form, .. } = &demand.kind else { return None };
    let a = &name.text;
    let condition = match MatrixForm::named(&form.text)? {
        MatrixForm::General => return None,
        MatrixForm::Symmetric => format!("{a} == transpose({a})"),
        MatrixForm::PositiveDefinite => format!("{a} == transpose({a}) and lambda_min({a}) > 0"),
        MatrixForm::Invertible => format!("lambda_min(transpose({a}) @ {a}) > 0"),
    };
    Some(parse_expression(&condition).expect("it is a statement of the language"))
}

/// Where a quantity lies, as conditions.
fn conditions_of(name: &Name, domain: &Domain) -> Vec<Expr> {
    let quantity = || Expr { kind: ExprKind::Name { run: None, name: name.text.clone() }, span: name.span };
    match domain {
        Domain::Relation(relation) => vec![relation.clone()],
        Domain::Interval { low, low_closed, high, high_closed } => {
            let op = |closed: &bool| if *closed { RelationOp::Le } else { RelationOp::Lt };
            vec![between(name, low, op(low_closed), high, op(high_closed))]
        }
        Domain::Integers { first, last: Some(last) } => {
            vec![between(name, first, RelationOp::Le, last, RelationOp::Le), is_whole(&quantity())]
        }
        Domain::Integers { first, last: None } => {
            vec![relation(first, RelationOp::Le, &quantity()), is_whole(&quantity())]
        }
        Domain::Space { columns: Some(_), with: Some(demand), .. } => demanded_of(name, demand).into_iter().collect(),
        Domain::Space { columns: Some(_), with: None, .. } => Vec::new(),
        Domain::Space { with, .. } => with.iter().cloned().collect(),
    }
}
