//! Cached facts about a term.

use std::sync::Arc;

use super::shape::{DrawId, IndexId, ObjectiveId, RunId, Shape};

/// What is known of a term without looking at its parts again.
#[derive(Debug, Clone)]
pub(in crate::language) struct Facts {
    /// Equal for equal terms.
    pub(in crate::language) hash: u64,
    /// How many terms it is when it is written out as a tree.
    pub(in crate::language) size: u64,
    /// How deep its terms are nested.
    pub(in crate::language) depth: u32,
    pub(in crate::language) shape: Shape,
    /// Evaluating it can fail.
    pub(in crate::language) partial: bool,
    /// A moment is in it.
    pub(in crate::language) moment: bool,
    /// It reads what is drawn, outside any moment.
    pub(in crate::language) drawn: bool,
    /// The indices that occur free.
    pub(in crate::language) free: Ids<IndexId>,
    /// The runs that it reads, outside any moment, at what may be a step after the start.
    pub(in crate::language) moving: Ids<RunId>,
    /// The runs that it reads.
    pub(in crate::language) runs: Ids<RunId>,
    /// The draws that it reads.
    pub(in crate::language) draws: Ids<DrawId>,
    /// The objectives whose point it is made of.
    pub(in crate::language) points: Ids<ObjectiveId>,
}

/// A small set of numbers, shared between the terms that have the same.
#[derive(Debug, Clone)]
pub(in crate::language) struct Ids<T>(Option<Arc<[T]>>);

impl<T> Default for Ids<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Copy + Ord> Ids<T> {
    pub(in crate::language) fn as_slice(&self) -> &[T] {
        self.0.as_deref().unwrap_or_default()
    }

    pub(in crate::language) fn contains(&self, id: T) -> bool {
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

    pub(in crate::language) fn insert(&mut self, id: T) {
        self.add(&Self(Some([id].into())));
    }

    pub(in crate::language) fn remove(&mut self, id: T) {
        if self.contains(id) {
            let left: Vec<T> = self.as_slice().iter().copied().filter(|other| *other != id).collect();
            self.0 = (!left.is_empty()).then(|| left.into());
        }
    }
}

impl Facts {
    /// The facts of a term that has no parts and depends on nothing.
    pub(in crate::language) fn of_shape(shape: Shape) -> Self {
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
    pub(in crate::language) fn add(&mut self, part: &Self) {
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
    pub(in crate::language) fn averaged(&mut self) {
        self.moment = true;
        self.drawn = false;
        self.moving = Ids::default();
    }
}
