//! One change in all places of a method that are alike: a mistake that is made once is often made in each of them.

use super::elsewhere::{Names, elsewhere};
use super::local::{Text, local};
use super::mutate::Add;
use super::terms::{children, children_mut, count, in_index, nth, nth_mut};
use crate::language::print;
use crate::language::syntax::{Expr, ExprKind, Recurrences};

/// What a term may be changed into, by the kinds of changes of single places.
fn changes(node: &Expr, names: &Names<'_>, text: Text) -> Vec<(String, Expr)> {
    let mut found = local(node, text);
    found.extend(elsewhere(node, names, text));
    found
}

/// A change of a kind: what is said of it where no term is printed, and which of those of which the same is said.
type Kind = (String, usize);

fn kinds(node: &Expr, names: &Names<'_>) -> Vec<(Kind, Expr)> {
    let mut found: Vec<(Kind, Expr)> = Vec::new();
    for (what, new) in changes(node, names, |_| String::new()) {
        let number = found.iter().filter(|((known, _), _)| *known == what).count();
        found.push(((what, number), new));
    }
    found
}

/// One kind of change in all places where it can be made, if there are several.
pub(super) fn everywhere(base: &Recurrences, text: Text, add: Add<'_>) {
    let names = Names { sequences: Vec::new(), parameters: Vec::new() };
    let mut known: Vec<(Kind, usize, Expr)> = Vec::new();
    for equation in &base.equations {
        for site in (0..count(&equation.value)).filter(|site| !in_index(&equation.value, *site)) {
            let Some(node) = nth(&equation.value, site) else { continue };
            for (kind, _) in kinds(node, &names) {
                match known.iter_mut().find(|(other, ..)| *other == kind) {
                    Some((_, count, _)) => *count += 1,
                    None => known.push((kind, 1, node.clone())),
                }
            }
        }
    }
    for (kind, _, first) in known.iter().filter(|(_, count, _)| *count > 1) {
        let mut changed = base.clone();
        for equation in &mut changed.equations {
            rewrite(&mut equation.value, kind, &names);
        }
        let said = changes(first, &names, text);
        let place = kinds(first, &names).iter().position(|(other, _)| other == kind);
        let said = place.and_then(|place| said.get(place)).map_or("", |(what, _)| what);
        add(format!("{said}, and the same in all such places"), changed);
    }
}

/// Makes a change wherever it can be made, in parts first.
fn rewrite(node: &mut Expr, kind: &Kind, names: &Names<'_>) {
    if !matches!(node.kind, ExprKind::At { .. }) {
        children_mut(node).into_iter().for_each(|child| rewrite(child, kind, names));
    }
    if let Some((_, new)) = kinds(node, names).into_iter().find(|(other, _)| other == kind) {
        *node = new;
    }
}

/// How a term is built, whatever its sequences and parameters are called.
fn build(node: &Expr) -> String {
    let head = match &node.kind {
        ExprKind::At { .. } => return "a sequence".to_owned(),
        ExprKind::Name { name, .. } if name == "t" => "t".to_owned(),
        ExprKind::Name { .. } => "a parameter".to_owned(),
        ExprKind::Number(_) => print::ascii(node),
        ExprKind::Binary(op, ..) => format!("{op:?}"),
        ExprKind::Apply { name, .. } => name.text.clone(),
        other => format!("{:?}", std::mem::discriminant(other)),
    };
    let parts: Vec<String> = children(node).into_iter().map(build).collect();
    format!("{head}({})", parts.join(", "))
}

/// A place: an equation, and a part of it.
type Place = (usize, usize);

/// The places of a method that are built alike, where there are several.
fn groups(base: &Recurrences) -> Vec<Vec<Place>> {
    let mut found: Vec<(String, Vec<Place>)> = Vec::new();
    for (position, equation) in base.equations.iter().enumerate() {
        for site in (0..count(&equation.value)).filter(|site| !in_index(&equation.value, *site)) {
            let Some(node) = nth(&equation.value, site).filter(|node| !children(node).is_empty()) else { continue };
            if matches!(node.kind, ExprKind::At { .. }) {
                continue;
            }
            let own = build(node);
            match found.iter_mut().find(|(known, _)| *known == own) {
                Some((_, places)) => places.push((position, site)),
                None => found.push((own, vec![(position, site)])),
            }
        }
    }
    found.into_iter().map(|(_, places)| places).filter(|places| places.len() > 1).collect()
}

/// One change in all places that are built alike.
pub(super) fn alike(base: &Recurrences, text: Text, add: Add<'_>) {
    let names = Names { sequences: Vec::new(), parameters: Vec::new() };
    let term = |(position, site): &Place| nth(&base.equations[*position].value, *site);
    for places in groups(base) {
        let Some(first) = term(&places[0]) else { continue };
        let said = changes(first, &names, text);
        let all: Vec<Vec<(Kind, Expr)>> = places.iter().filter_map(|place| Some(kinds(term(place)?, &names))).collect();
        for (number, (what, _)) in said.iter().enumerate() {
            let mut changed = base.clone();
            let kind = &all[0][number].0;
            // Later places of an equation keep their number as long as those before them are as they were.
            for ((position, site), of_place) in places.iter().zip(&all).rev() {
                if let (Some((_, new)), Some(node)) = (
                    of_place.iter().find(|(other, _)| other == kind),
                    nth_mut(&mut changed.equations[*position].value, &mut { *site }),
                ) {
                    *node = new.clone();
                }
            }
            add(format!("{what}, and the same in all such places"), changed);
        }
    }
}
