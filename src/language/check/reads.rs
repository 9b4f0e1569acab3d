//! What an equation reads of its own run, and when.

use std::collections::HashSet;

use crate::language::syntax::BinaryOp;
use crate::language::typed::{IndexId, Node, Over, RunId, SequenceId, Term, Truth};

/// The most times that a range of numbers is read as one by one.
const LONGEST_RANGE: i64 = 1 << 12;

/// The time at which a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// At a number.
    Fixed(i64),
    /// At the step itself plus a number.
    Step(i64),
    /// That is found out when it is computed.
    Unknown,
}

impl At {
    /// The time that is read at a step.
    pub(super) fn time(self, step: i64) -> Option<i64> {
        match self {
            Self::Fixed(at) => Some(at),
            Self::Step(offset) => Some(step + offset),
            Self::Unknown => None,
        }
    }
}

/// A value of the own run that an equation reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    /// Of which sequence.
    pub sequence: SequenceId,
    /// When.
    pub at: At,
    /// Whether it is read at every step: not in a sum that may be empty, nor in a case that depends on the step.
    pub sure: bool,
}

/// What an equation reads of its own run, whose steps an index counts.
pub(super) fn reads(term: &Term, run: RunId, time: IndexId) -> Vec<Read> {
    let mut reader = Reader { run, time, bound: Vec::new(), sure: true, found: Vec::new(), seen: HashSet::new() };
    reader.term(term);
    reader.found
}

/// `time*step + constant`.
type Affine = (i64, i64);

struct Reader {
    run: RunId,
    time: IndexId,
    /// The indices of the sums around, with their ends where these are simple.
    bound: Vec<(IndexId, Option<Affine>, Option<Affine>)>,
    sure: bool,
    found: Vec<Read>,
    /// Shared terms that were read through, each with whether that was for certain and under which indices.
    seen: HashSet<(usize, bool, Vec<IndexId>)>,
}

impl Reader {
    /// Reads through a shared term, once for each place that says the same of it.
    fn node(&mut self, node: &Node) {
        let bound = self.bound.iter().map(|(index, ..)| *index).collect();
        if self.seen.insert((node.address(), self.sure, bound)) {
            self.term(node);
        }
    }

    fn term(&mut self, term: &Term) {
        match term {
            Term::Sequence { run, sequence, index, .. } if *run == self.run => {
                self.read(*sequence, index);
                self.node(index);
            }
            Term::Fold { index, over, body, .. } => self.fold(*index, over, |reader| reader.node(body)),
            Term::FoldTruth { index, over, body, .. } => self.fold(*index, over, |reader| reader.truth(body)),
            Term::Cases(arms, otherwise) => {
                let timed = arms.iter().any(|(guard, _)| guard.free_indices().contains(&self.time));
                let sure = self.sure;
                self.sure &= !timed;
                for (guard, value) in arms {
                    self.truth(guard);
                    self.node(value);
                }
                self.node(otherwise);
                self.sure = sure;
            }
            _ => self.parts(term),
        }
    }

    fn parts(&mut self, term: &Term) {
        let (mut terms, mut truths) = (Vec::new(), Vec::new());
        term.parts(&mut |part| terms.push(part.clone()), &mut |truth| truths.push(truth.clone()));
        terms.iter().for_each(|part| self.node(part));
        truths.iter().for_each(|truth| self.truth(truth));
    }

    fn truth(&mut self, truth: &Truth) {
        truth.terms(&mut |part| self.node(part));
    }

    fn fold(&mut self, index: IndexId, over: &Over, body: impl FnOnce(&mut Self)) {
        let sure = self.sure;
        let ends = match over {
            Over::Range(first, last) => {
                self.node(first);
                self.node(last);
                self.sure = false;
                // The earliest value of the first end and the latest of the last.
                (self.ends(first).map(|ends| ends.0), self.ends(last).map(|ends| ends.1))
            }
            Over::Components | Over::Samples(_) => (None, None),
        };
        self.bound.push((index, ends.0, ends.1));
        body(self);
        self.bound.pop();
        self.sure = sure;
    }

    fn read(&mut self, sequence: SequenceId, index: &Term) {
        let (sure, ends) = (self.sure, self.ends(index));
        let mut push = |at| self.found.push(Read { sequence, at, sure });
        match ends {
            Some(((0, first), (0, last))) if last - first <= LONGEST_RANGE => {
                (first..=last).for_each(|at| push(At::Fixed(at)))
            }
            Some((first, (1, last))) => {
                push(At::Step(last));
                if first != (1, last) {
                    push(At::Unknown);
                }
            }
            _ => push(At::Unknown),
        }
    }

    /// The earliest and the latest that an index can be, where it is made of whole numbers, the step and bound indices.
    fn ends(&self, index: &Term) -> Option<(Affine, Affine)> {
        match index {
            Term::Index(id) if *id == self.time => Some(((1, 0), (1, 0))),
            Term::Index(id) => {
                let (_, first, last) = self.bound.iter().rev().find(|(bound, ..)| bound == id)?;
                Some(((*first)?, (*last)?))
            }
            Term::Binary(op @ (BinaryOp::Add | BinaryOp::Sub), a, b) => {
                let (a, b) = (self.ends(a)?, self.ends(b)?);
                let less = |x: Affine| (-x.0, -x.1);
                let b = if *op == BinaryOp::Sub { (less(b.1), less(b.0)) } else { b };
                Some((sum(a.0, b.0)?, sum(a.1, b.1)?))
            }
            _ => index.as_integer().map(|at| ((0, at), (0, at))),
        }
    }
}

fn sum(x: Affine, y: Affine) -> Option<Affine> {
    Some((x.0.checked_add(y.0)?, x.1.checked_add(y.1)?))
}
