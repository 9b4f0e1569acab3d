//! Equations that a program which is not the method may be instead.

use super::assignment::Assignment;
use super::finding::Origin;
use super::habits::habits;
use super::mutate::{all_mutations, changed, distinct, with_name};
use super::resolve::resolved;
use super::terms::{named, number};
use super::tree::Equations;
use crate::language::check::Chapter;
use crate::language::print;
use crate::language::syntax::{Expr, Recurrences};

/// Other equations that a program may be.
pub(super) struct Candidate<'a> {
    pub written: Recurrences,
    pub equations: Equations,
    pub origin: Origin,
    /// What is wrong, in words: they are found once they are wanted.
    pub words: Box<dyn Fn() -> String + 'a>,
}

/// The equations of a method with the changes of two versions of it.
pub(super) fn together(base: &Recurrences, one: &Recurrences, two: &Recurrences) -> Recurrences {
    let mut changed = one.clone();
    for line in two.equations.iter().filter(|line| !base.equations.contains(line)) {
        match changed.equations.iter_mut().find(|known| known.target == line.target && known.time == line.time) {
            Some(known) => *known = line.clone(),
            None => changed.equations.push(line.clone()),
        }
    }
    changed
}

/// The equations that two versions of a method do not share: those of the first, then those of the second.
pub(super) fn lines_changed(base: &Recurrences, changed: &Recurrences) -> (Vec<String>, Vec<String>) {
    let lines = |of: &Recurrences, other: &Recurrences| {
        let own = of.equations.iter().filter(|line| !other.equations.contains(line));
        own.map(print::equation_ascii).collect()
    };
    (lines(changed, base), lines(base, changed))
}

/// What parameters are that another method has and the expected one has not.
const USUAL: [&str; 9] = ["9/10", "99/100", "999/1000", "1/2", "0", "1", "1/10", "1/100", "1/100000000"];
/// More parameters that are not handed over are not guessed.
const MOST_GUESSED: usize = 2;

/// Known mistakes, other methods of the chapter, and automatic mutants, in this order.
pub(super) fn singles<'a>(chapter: &'a Chapter, assignment: &'a Assignment) -> Vec<Candidate<'a>> {
    let mut found = known(chapter, &assignment.name, &assignment.values);
    let has = |name: &str| {
        assignment.equations.parameters().any(|known| known == name)
            || assignment.written.parameters.iter().any(|known| known.name.text == name)
    };
    let methods: Vec<(&str, &Recurrences)> =
        if assignment.is_schedule() { chapter.schedules().collect() } else { chapter.methods().collect() };
    for (name, written) in methods {
        if name != assignment.name
            && written.parameters.iter().all(|parameter| has(&parameter.name.text))
            && let Ok(equations) = resolved(written, &assignment.values)
        {
            let kind = if assignment.is_schedule() { "schedule" } else { "method" };
            let words = Box::new(move || format!("it is the {kind} `{name}`"));
            found.push(Candidate {
                written: written.clone(),
                equations,
                origin: Origin::Variant(name.to_owned()),
                words,
            });
        }
    }
    let own = &assignment.written;
    found.extend(distinct(own, all_mutations(own, false)).into_iter().filter_map(|(number, mutation)| {
        let equations = resolved(&mutation.changed, &assignment.values).ok()?;
        let words = Box::new(move || all_mutations(own, true).remove(number).what);
        Some(Candidate { written: mutation.changed, equations, origin: Origin::Automatic, words })
    }));
    found
}

/// What is tried beside these, and not together with another change: habits of other methods, and other methods whose further parameters
/// have usual values or those of others.
pub(super) fn rarer<'a>(chapter: &'a Chapter, assignment: &'a Assignment) -> Vec<Candidate<'a>> {
    let own = &assignment.written;
    let mut found = Vec::new();
    for (number, habit) in habits(own, false).into_iter().enumerate() {
        let Ok(equations) = resolved(&habit.changed, &assignment.values) else { continue };
        let words = Box::new(move || habits(own, true).remove(number).what);
        found.push(Candidate { written: habit.changed, equations, origin: Origin::Automatic, words });
    }
    if assignment.is_schedule() {
        return found;
    }
    for (name, written) in chapter.methods().filter(|(name, _)| *name != assignment.name) {
        for (values, written) in guessed(own, written) {
            let Ok(equations) = resolved(&written, &assignment.values) else { continue };
            let words = move || {
                let values: Vec<String> =
                    values.iter().map(|(name, value)| format!("{name} = {}", print::ascii(value))).collect();
                format!("it is the method `{name}` with {}", values.join(", "))
            };
            let origin = Origin::Variant(name.to_owned());
            found.push(Candidate { written, equations, origin, words: Box::new(words) });
        }
    }
    found
}

/// A method with values for the parameters that another has not; none where there are none of them, or too many.
fn guessed(own: &Recurrences, other: &Recurrences) -> Vec<(Vec<(String, Expr)>, Recurrences)> {
    let has = |name: &str| own.parameters.iter().any(|parameter| parameter.name.text == name);
    let missing: Vec<_> = other.parameters.iter().filter(|parameter| !has(&parameter.name.text)).collect();
    if missing.is_empty() || missing.len() > MOST_GUESSED {
        return Vec::new();
    }
    let mut found = vec![(Vec::new(), Recurrences { parameters: own.parameters.clone(), ..other.clone() })];
    for parameter in missing {
        let handed = own.parameters.iter().map(|parameter| named(&parameter.name.text));
        let values: Vec<Expr> =
            parameter.default.iter().cloned().chain(handed).chain(USUAL.iter().map(|value| number(value))).collect();
        let name = &parameter.name.text;
        let with_value = |(known, written): &(Vec<(String, Expr)>, Recurrences), value: &Expr| {
            let known = known.iter().cloned().chain([(name.clone(), value.clone())]).collect();
            (known, with_name(written, name, value))
        };
        found = found.iter().flat_map(|one| values.iter().map(move |value| with_value(one, value))).collect();
    }
    found
}

/// The mistakes that a chapter knows of a method.
fn known<'a>(chapter: &'a Chapter, name: &str, values: &[(String, Expr)]) -> Vec<Candidate<'a>> {
    let of_method = chapter.mutants.iter().filter(|mutant| mutant.of == name);
    let candidates = of_method.filter_map(|mutant| {
        let written = chapter.mutated(mutant)?;
        let equations = resolved(&written, values).ok()?;
        let words = Box::new(|| mutant.title.clone().unwrap_or_else(|| mutant.id.clone()));
        Some(Candidate { written, equations, origin: Origin::Mistake(mutant.id.clone()), words })
    });
    candidates.collect()
}

/// What follows on a first candidate: a method's known mistakes where it is another method, and automatic mutants of it.
pub(super) fn followed<'a>(
    chapter: &'a Chapter,
    assignment: &Assignment,
    one: &'a Candidate<'a>,
) -> Vec<Candidate<'a>> {
    let joined = move |two: String| format!("{}; and {two}", (one.words)());
    let origin = || Origin::Pair(Box::new(one.origin.clone()));
    let mut found = Vec::new();
    if let Origin::Variant(name) = &one.origin {
        for two in known(chapter, name, &assignment.values) {
            let Candidate { written, equations, words, .. } = two;
            let words = Box::new(move || joined(words()));
            found.push(Candidate { written, equations, origin: origin(), words });
        }
    }
    // What changes other sequences than a known mistake does is tried as a pair of single changes.
    let targets = |base: &Recurrences, version: &Recurrences| -> Vec<String> {
        changed(base, version).iter().map(|at| version.equations[*at].target.text.clone()).collect()
    };
    let own = targets(&assignment.written, &one.written);
    let is_apart = |two: &Recurrences| {
        matches!(one.origin, Origin::Mistake(_)) && targets(&one.written, two).iter().all(|name| !own.contains(name))
    };
    for (number, two) in all_mutations(&one.written, false).into_iter().enumerate() {
        if is_apart(&two.changed) {
            continue;
        }
        let Ok(equations) = resolved(&two.changed, &assignment.values) else { continue };
        let words = Box::new(move || joined(all_mutations(&one.written, true).remove(number).what));
        found.push(Candidate { written: two.changed, equations, origin: origin(), words });
    }
    found
}
