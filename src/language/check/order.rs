//! The first index of each sequence of a run, and an order in which every value comes after those it reads.

use std::collections::{BTreeSet, HashMap};

use super::reads::{At, Read};
use crate::language::syntax::Span;
use crate::language::typed::{Opening, Recurrence, SequenceId, When};

/// The iterate is the first sequence of a run.
const ITERATE: SequenceId = 0;
/// The latest time that an equation may name by a number: every value before it is ordered individually.
const LATEST_NAMED: i64 = 4096;

/// A recurrence with what it reads of its own run.
pub(super) struct Equated {
    /// The recurrence.
    pub recurrence: Recurrence,
    /// What it reads.
    pub reads: Vec<Read>,
    /// Where it is written.
    pub span: Span,
}

/// Why the values of a run cannot be made.
pub(super) enum Disorder {
    /// No equation makes the next iterate.
    NoIterate,
    /// The value of a sequence at a time is read by the equation of that number, and nothing defines it.
    Missing(usize, SequenceId, i64),
    /// A sequence is read at every step by the equation of that number, and is defined at some times only.
    NotRegular(usize, SequenceId),
    /// The values need each other; the number is that of an equation among them.
    Circle(usize, Vec<(SequenceId, Option<i64>)>),
    /// The equation of that number reads a value too far ahead.
    TooFar(usize, i64),
}

fn first_time(when: When) -> u32 {
    match when {
        When::At(at) | When::From(at) => at,
    }
}

/// The first time at which a sequence has a value; 0 where nothing defines it.
pub(super) fn begins(equations: &[Equated], sequence: SequenceId) -> u32 {
    let own = equations.iter().filter(|e| e.recurrence.sequence == sequence);
    own.map(|e| first_time(e.recurrence.when)).min().unwrap_or(0)
}

fn has_fixed(equations: &[Equated], sequence: SequenceId) -> bool {
    equations.iter().any(|e| e.recurrence.sequence == sequence && matches!(e.recurrence.when, When::At(_)))
}

/// Finds out when each recurrence begins that is there for every step.
pub(super) fn begin(equations: &mut [Equated], sequences: usize) {
    start_after_fixed(equations);
    start_when_readable(equations, sequences);
    start_when_needed(equations, sequences);
}

/// A recurrence for every `t` begins after the times that have an equation of their own.
fn start_after_fixed(equations: &mut [Equated]) {
    let fixed: BTreeSet<(SequenceId, u32)> = equations
        .iter()
        .filter_map(|e| match e.recurrence.when {
            When::At(at) => Some((e.recurrence.sequence, at)),
            When::From(_) => None,
        })
        .collect();
    for Equated { recurrence, .. } in equations {
        if let When::From(from) = &mut recurrence.when {
            while fixed.contains(&(recurrence.sequence, *from)) {
                *from += 1;
            }
        }
    }
}

/// A sequence without values of its own at fixed times begins once all that it reads exists: `s[t]` made of
/// `g[t-1]` begins one step after `g`. One that reads itself needs an initial value, and is left for the error.
fn start_when_readable(equations: &mut [Equated], sequences: usize) {
    for _ in 0..sequences {
        for position in 0..equations.len() {
            let Equated { recurrence, reads, .. } = &equations[position];
            let own = recurrence.sequence;
            let When::From(from) = recurrence.when else { continue };
            if has_fixed(equations, own) {
                continue;
            }
            let steps = reads.iter().filter(|read| read.sure).filter_map(|read| match read.at {
                At::Step(offset) => Some((read.sequence, offset)),
                At::Fixed(_) | At::Unknown => None,
            });
            let mut begin = Some(i64::from(from));
            for (sequence, offset) in steps {
                let readable = i64::from(begins(equations, sequence)) - offset;
                begin = begin.filter(|_| sequence != own).map(|begin| begin.max(readable));
            }
            if let Some(begin) = begin.and_then(|begin| u32::try_from(begin).ok()) {
                equations[position].recurrence.when = When::From(begin);
            }
        }
    }
}

/// A sequence without values of its own at fixed times begins at 0 already where another equation reads it there:
/// `g[t] = grad R(w[t])` beside `w[t+1] = w[t] - eta*g[t]`.
fn start_when_needed(equations: &mut [Equated], sequences: usize) {
    for _ in 0..sequences {
        let mut needs = Vec::new();
        for Equated { recurrence, reads, .. } in equations.iter() {
            let from = i64::from(first_time(recurrence.when));
            for read in reads.iter().filter(|read| read.sure && read.sequence != recurrence.sequence) {
                needs.extend(read.at.time(from).map(|time| (read.sequence, time)));
            }
        }
        for (sequence, time) in needs {
            let Ok(time) = u32::try_from(time) else { continue };
            if time >= begins(equations, sequence) || has_fixed(equations, sequence) {
                continue;
            }
            for Equated { recurrence, .. } in equations.iter_mut() {
                if recurrence.sequence == sequence {
                    recurrence.when = When::From(time);
                }
            }
        }
    }
}

/// Puts the equations in the order of a step; returns the values before the time from which on every step is the
/// same, each after those that it reads, and that time.
pub(super) fn in_order(equations: &mut [Equated], sequences: usize) -> Result<(Vec<Opening>, u32), Disorder> {
    all_defined(equations)?;
    sort_by_step(equations, sequences)?;
    opening(equations)
}

/// Every value that a recurrence reads must be defined by some equation.
fn all_defined(equations: &[Equated]) -> Result<(), Disorder> {
    let regular = |sequence| {
        equations.iter().any(|e| e.recurrence.sequence == sequence && matches!(e.recurrence.when, When::From(_)))
    };
    if !regular(ITERATE) {
        return Err(Disorder::NoIterate);
    }
    for (number, Equated { recurrence, reads, .. }) in equations.iter().enumerate() {
        if let When::From(from) = recurrence.when {
            // Between the times that have an equation of their own and this one there may be none left out.
            let own = recurrence.sequence;
            let gap = (begins(equations, own)..from).find(|at| producer(equations, own, i64::from(*at)).is_none());
            if let Some(gap) = gap {
                return Err(Disorder::Missing(number, own, i64::from(gap)));
            }
        }
        for read in reads.iter().filter(|read| read.sure) {
            let Some(time) = read.at.time(i64::from(first_time(recurrence.when))) else { continue };
            let steps = matches!((recurrence.when, read.at), (When::From(_), At::Step(_)));
            if steps && !regular(read.sequence) {
                return Err(Disorder::NotRegular(number, read.sequence));
            }
            if producer(equations, read.sequence, time).is_none() {
                return Err(Disorder::Missing(number, read.sequence, time));
            }
        }
    }
    Ok(())
}

/// The equation that defines a sequence at a time.
fn producer(equations: &[Equated], sequence: SequenceId, time: i64) -> Option<usize> {
    let of = |wanted: &dyn Fn(When) -> bool| {
        equations.iter().position(|e| e.recurrence.sequence == sequence && wanted(e.recurrence.when))
    };
    of(&|when| matches!(when, When::At(at) if i64::from(at) == time))
        .or_else(|| of(&|when| matches!(when, When::From(from) if i64::from(from) <= time)))
}

/// Puts each sequence after those whose value at the same step it uses.
fn sort_by_step(equations: &mut [Equated], sequences: usize) -> Result<(), Disorder> {
    let mut needs: Vec<BTreeSet<SequenceId>> = vec![BTreeSet::new(); sequences];
    let mut wishes = needs.clone();
    for Equated { recurrence, reads, .. } in equations.iter() {
        if matches!(recurrence.when, When::At(_)) {
            continue;
        }
        for read in reads {
            match read.at {
                At::Step(0) => needs[recurrence.sequence].insert(read.sequence),
                At::Unknown if read.sequence != recurrence.sequence => {
                    wishes[recurrence.sequence].insert(read.sequence)
                }
                _ => false,
            };
        }
    }
    let mut order: Vec<SequenceId> = Vec::new();
    while order.len() < sequences {
        let free = |needs: &BTreeSet<SequenceId>| needs.iter().all(|need| order.contains(need));
        let mut left = (0..sequences).filter(|s| !order.contains(s) && free(&needs[*s]));
        let next = left.clone().find(|s| free(&wishes[*s])).or_else(|| left.next());
        let Some(next) = next else {
            let circle: Vec<SequenceId> = (0..sequences).filter(|s| !order.contains(s)).collect();
            let number = equations.iter().position(|e| circle.contains(&e.recurrence.sequence)).unwrap_or(0);
            return Err(Disorder::Circle(number, circle.into_iter().map(|sequence| (sequence, None)).collect()));
        };
        order.push(next);
    }
    equations.sort_by_key(|e| order.iter().position(|s| *s == e.recurrence.sequence));
    Ok(())
}

/// The values of a run before all its equations apply as they do ever after, each after those that it reads; and the
/// time from which on that is so. The equations are in the order of [`sort_by_step`].
fn opening(equations: &[Equated]) -> Result<(Vec<Opening>, u32), Disorder> {
    let mut steady = 0;
    for (number, Equated { recurrence, reads, .. }) in equations.iter().enumerate() {
        let first = i64::from(first_time(recurrence.when));
        let regular = first + i64::from(matches!(recurrence.when, When::At(_)));
        steady = steady.max(regular);
        for read in reads {
            if let At::Fixed(at) = read.at
                && at >= first
            {
                steady = steady.max(at + 1);
            }
        }
        if steady > LATEST_NAMED {
            return Err(Disorder::TooFar(number, steady - 1));
        }
    }
    let values = Values::of(equations, steady);
    let order = values.order()?;
    let needed = values.needed(&order);
    let opening = order.into_iter().map(|value| {
        let (recurrence, at) = values.all[value];
        Opening { recurrence, at: u32::try_from(at).unwrap_or(0), needed: u32::try_from(needed[value]).unwrap_or(0) }
    });
    Ok((opening.collect(), u32::try_from(steady).unwrap_or(0)))
}

/// The values of a run's beginning and what they need.
struct Values<'a> {
    equations: &'a [Equated],
    /// Equation and time, by time and then in the order of a step.
    all: Vec<(usize, i64)>,
    /// What each value reads for certain, or may read.
    needs: Vec<Vec<usize>>,
    /// What each value reads at a time that is found out only when it is computed.
    wishes: Vec<Vec<usize>>,
}

impl<'a> Values<'a> {
    fn of(equations: &'a [Equated], steady: i64) -> Self {
        let mut all = Vec::new();
        for time in 0..steady {
            let made =
                |number: &usize| producer(equations, equations[*number].recurrence.sequence, time) == Some(*number);
            all.extend((0..equations.len()).filter(made).map(|number| (number, time)));
        }
        let places: HashMap<(usize, i64), usize> = all.iter().enumerate().map(|(place, key)| (*key, place)).collect();
        let place = |sequence, time| producer(equations, sequence, time).and_then(|number| places.get(&(number, time)));
        let mut values =
            Self { equations, needs: vec![Vec::new(); all.len()], wishes: vec![Vec::new(); all.len()], all };
        for (value, (number, time)) in values.all.iter().enumerate() {
            for read in &equations[*number].reads {
                match read.at.time(*time) {
                    Some(at) => values.needs[value].extend(place(read.sequence, at)),
                    None if read.sequence != equations[*number].recurrence.sequence => {
                        values.wishes[value].extend(place(read.sequence, *time));
                    }
                    None => {}
                }
            }
        }
        values
    }

    /// All values, each after those that it needs, and as far as possible after those that it may need.
    fn order(&self) -> Result<Vec<usize>, Disorder> {
        let mut made = vec![false; self.all.len()];
        let mut order = Vec::with_capacity(self.all.len());
        let mut first = 0;
        while order.len() < self.all.len() {
            while made.get(first) == Some(&true) {
                first += 1;
            }
            let there = |values: &[usize]| values.iter().all(|value| made[*value]);
            let mut left = (first..self.all.len()).filter(|value| !made[*value] && there(&self.needs[*value]));
            let next = left.clone().find(|value| there(&self.wishes[*value])).or_else(|| left.next());
            let Some(next) = next else { return Err(self.circle(first, &made)) };
            made[next] = true;
            order.push(next);
        }
        Ok(order)
    }

    /// Follows what a value needs until one comes again.
    fn circle(&self, from: usize, made: &[bool]) -> Disorder {
        let mut path = vec![from];
        loop {
            let last = *path.last().expect("it begins with one");
            let next = self.needs[last].iter().copied().find(|value| !made[*value]).unwrap_or(last);
            if let Some(begin) = path.iter().position(|value| *value == next) {
                let times = path[begin..].iter().map(|value| {
                    let (number, time) = self.all[*value];
                    (self.equations[number].recurrence.sequence, Some(time))
                });
                return Disorder::Circle(self.all[path[begin]].0, times.collect());
            }
            path.push(next);
        }
    }

    /// The earliest time of what needs each value, itself included: where a run ends before, it is not made.
    fn needed(&self, order: &[usize]) -> Vec<i64> {
        let mut needed: Vec<i64> = self.all.iter().map(|(_, time)| *time).collect();
        for value in order.iter().rev() {
            for need in &self.needs[*value] {
                needed[*need] = needed[*need].min(needed[*value]);
            }
        }
        needed
    }
}
