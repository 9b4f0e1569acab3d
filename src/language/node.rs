//! Shared terms: a part that occurs in several places is stored once, with the facts needed most often.
//!
//! Abbreviations and derivatives use the same value again and again. Written out as a tree, 25 lines `let b = a + a`
//! are 33 million terms; as shared nodes they are 25. So whatever walks over terms must visit a shared node once:
//! the facts of a node are computed from those of its parts when it is made, and walks use [`Term::each_once`].

use std::cell::RefCell;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use super::typed::{DrawId, IndexId, ObjectiveId, RunId, Shape, Term, Truth};

/// Terms with more parts than this are compared with the pairs remembered that were found equal.
const SMALL: u64 = 64;

/// A shared term.
#[derive(Clone)]
pub struct Node(Arc<Inner>);

struct Inner {
    term: Term,
    facts: Facts,
}

/// What is known of a term without looking at its parts again.
#[derive(Debug, Clone)]
pub(super) struct Facts {
    /// Equal for equal terms.
    hash: u64,
    /// How many terms it is when it is written out as a tree.
    size: u64,
    /// How deep its terms are nested.
    pub(super) depth: u32,
    pub(super) shape: Shape,
    /// Evaluating it can fail.
    pub(super) partial: bool,
    /// A moment is in it.
    pub(super) moment: bool,
    /// It reads what is drawn, outside any moment.
    pub(super) drawn: bool,
    /// The indices that occur free.
    pub(super) free: Ids<IndexId>,
    /// The runs that it reads, outside any moment, at what may be a step after the start.
    pub(super) moving: Ids<RunId>,
    /// The runs that it reads.
    pub(super) runs: Ids<RunId>,
    /// The draws that it reads.
    pub(super) draws: Ids<DrawId>,
    /// The objectives whose point it is made of.
    pub(super) points: Ids<ObjectiveId>,
}

/// A small set of numbers, shared between the terms that have the same.
#[derive(Debug, Clone)]
pub(super) struct Ids<T>(Option<Arc<[T]>>);

impl<T> Default for Ids<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Copy + Ord> Ids<T> {
    pub(super) fn as_slice(&self) -> &[T] {
        self.0.as_deref().unwrap_or_default()
    }

    pub(super) fn contains(&self, id: T) -> bool {
        self.as_slice().binary_search(&id).is_ok()
    }

    fn add(&mut self, other: &Self) {
        if other.as_slice().iter().all(|id| self.contains(*id)) {
            return;
        }
        if self.as_slice().iter().all(|id| other.contains(*id)) {
            self.0.clone_from(&other.0);
            return;
        }
        let mut all: Vec<T> = self.as_slice().iter().chain(other.as_slice()).copied().collect();
        all.sort_unstable();
        all.dedup();
        self.0 = Some(all.into());
    }

    pub(super) fn insert(&mut self, id: T) {
        self.add(&Self(Some([id].into())));
    }

    pub(super) fn remove(&mut self, id: T) {
        if self.contains(id) {
            let left: Vec<T> = self.as_slice().iter().copied().filter(|other| *other != id).collect();
            self.0 = (!left.is_empty()).then(|| left.into());
        }
    }
}

impl Facts {
    /// The facts of a term that has no parts and depends on nothing.
    pub(super) fn of_shape(shape: Shape) -> Self {
        Self {
            hash: 0,
            size: 1,
            depth: 1,
            shape,
            partial: false,
            moment: false,
            drawn: false,
            free: Ids::default(),
            moving: Ids::default(),
            runs: Ids::default(),
            draws: Ids::default(),
            points: Ids::default(),
        }
    }

    /// Takes in what is known of a part.
    pub(super) fn add(&mut self, part: &Self) {
        self.size = self.size.saturating_add(part.size);
        self.depth = self.depth.max(part.depth.saturating_add(1));
        self.partial |= part.partial;
        self.moment |= part.moment;
        self.drawn |= part.drawn;
        self.free.add(&part.free);
        self.moving.add(&part.moving);
        self.runs.add(&part.runs);
        self.draws.add(&part.draws);
        self.points.add(&part.points);
    }

    /// What was drawn is averaged out: nothing random is left.
    pub(super) fn averaged(&mut self) {
        self.moment = true;
        self.drawn = false;
        self.moving = Ids::default();
    }
}

impl Node {
    /// Shares a term.
    #[must_use]
    pub fn new(term: Term) -> Self {
        let mut facts = term.facts();
        let mut hasher = DefaultHasher::new();
        term.hash(&mut hasher);
        facts.hash = hasher.finish();
        Self(Arc::new(Inner { term, facts }))
    }

    /// The term itself; its parts stay shared.
    #[must_use]
    pub fn into_term(self) -> Term {
        match Arc::try_unwrap(self.0) {
            Ok(mut inner) => std::mem::replace(&mut inner.term, Term::Pi),
            Err(shared) => shared.term.clone(),
        }
    }

    pub(super) fn facts(&self) -> &Facts {
        &self.0.facts
    }

    /// The same for the same shared term, for as long as it lives.
    #[must_use]
    pub fn address(&self) -> usize {
        Arc::as_ptr(&self.0).addr()
    }

    /// The shape of the value.
    #[must_use]
    pub fn shape(&self) -> Shape {
        self.0.facts.shape
    }

    /// Whether evaluating the term can fail for some values.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.0.facts.partial
    }

    /// Whether an index occurs free.
    #[must_use]
    pub fn has_free(&self, index: IndexId) -> bool {
        self.0.facts.free.contains(index)
    }
}

/// Terms that are nested deeper than this are taken apart one by one, and not by a stack of calls.
const SHALLOW: u32 = 64;

impl Drop for Inner {
    fn drop(&mut self) {
        if self.facts.depth <= SHALLOW {
            return;
        }
        let mut waiting: Vec<Node> = Vec::new();
        let take_apart = |term: &mut Term, waiting: &mut Vec<Node>| {
            term.nodes(&mut |part| waiting.push(part.clone()));
            *term = Term::Pi;
        };
        take_apart(&mut self.term, &mut waiting);
        while let Some(node) = waiting.pop() {
            if let Ok(mut inner) = Arc::try_unwrap(node.0) {
                take_apart(&mut inner.term, &mut waiting);
            }
        }
    }
}

impl From<Term> for Node {
    fn from(term: Term) -> Self {
        Self::new(term)
    }
}

impl Deref for Node {
    type Target = Term;

    fn deref(&self) -> &Term {
        &self.0.term
    }
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.term.fmt(f)
    }
}

impl Hash for Node {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.facts.hash);
    }
}

thread_local! {
    /// The pairs of nodes that the comparison at hand has found equal; `None` outside one.
    static EQUAL: RefCell<Option<HashSet<(usize, usize)>>> = const { RefCell::new(None) };
}

/// Equal as terms. Of two equal terms that were built apart each pair of parts is compared once.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        if Arc::ptr_eq(&self.0, &other.0) {
            return true;
        }
        if self.0.facts.hash != other.0.facts.hash || self.0.facts.size != other.0.facts.size {
            return false;
        }
        if self.0.facts.size <= SMALL {
            return self.0.term == other.0.term;
        }
        let pair = (self.address(), other.address());
        let is_outermost = EQUAL.with_borrow_mut(|equal| {
            let is_outermost = equal.is_none();
            equal.get_or_insert_default();
            is_outermost
        });
        let known = EQUAL.with_borrow(|equal| equal.as_ref().is_some_and(|equal| equal.contains(&pair)));
        let found = known || self.0.term == other.0.term;
        EQUAL.with_borrow_mut(|equal| {
            if is_outermost {
                *equal = None;
            } else if let Some(equal) = equal.as_mut().filter(|_| found) {
                equal.insert(pair);
            }
        });
        found
    }
}

impl Eq for Node {}

impl Term {
    /// Calls `visit` with the term and with every term in it, a shared one once; parts are looked at where it says so.
    pub fn each_once(&self, visit: &mut dyn FnMut(&Self) -> bool) {
        let mut seen = HashSet::new();
        let mut waiting: Vec<Node> = Vec::new();
        if visit(self) {
            self.nodes(&mut |part| waiting.push(part.clone()));
        }
        while let Some(next) = waiting.pop() {
            if seen.insert(next.address()) && visit(&next) {
                next.nodes(&mut |part| waiting.push(part.clone()));
            }
        }
    }

    /// Calls `visit` with each direct part, those that are in statements too.
    pub fn nodes(&self, visit: &mut dyn FnMut(&Node)) {
        let mut in_truth = Vec::new();
        self.parts(visit, &mut |truth| truth.terms(&mut |part| in_truth.push(part.clone())));
        in_truth.iter().for_each(visit);
    }
}

impl Truth {
    /// Calls `visit` with every term in the statement, a shared one once; parts are looked at where it says so.
    pub fn each_once(&self, visit: &mut dyn FnMut(&Term) -> bool) {
        self.terms(&mut |term| term.each_once(visit));
    }
}

#[cfg(test)]
mod tests {
    use super::Node;
    use crate::language::syntax::BinaryOp;
    use crate::language::typed::Term;

    fn doubled(times: u32) -> Node {
        let mut node = Node::new(Term::Scalar(0));
        for _ in 0..times {
            node = Node::new(Term::Binary(BinaryOp::Add, node.clone(), node));
        }
        node
    }

    #[test]
    fn equal_terms_built_apart_are_equal_in_little_time() {
        assert!(doubled(200) == doubled(200));
        assert!(doubled(200) != doubled(199));
    }

    #[test]
    fn deeply_nested_terms_are_dropped_without_a_deep_stack() {
        let mut node = Node::new(Term::Scalar(0));
        for _ in 0..200_000 {
            node = Node::new(Term::Negate(node));
        }
        drop(node);
    }

    #[test]
    fn a_shared_part_is_visited_once() {
        let mut visited = 0;
        doubled(200).each_once(&mut |_| {
            visited += 1;
            true
        });
        assert_eq!(visited, 201);
    }
}
