//! The memory that judges use from case to case, and what their work has cost.

use std::cell::{Cell, RefCell};

use crate::evaluate::{Machine, Program};
use crate::numeric::{Arithmetic, Balls, Outward};

/// What the judges of cases work with: one for each claim and thread.
pub struct Workspace<'p> {
    program: &'p Program,
    balls: RefCell<Machine<'p, Balls>>,
    /// Made for the first case that the screen leaves open.
    brackets: RefCell<Option<Machine<'p, Outward>>>,
    /// What measuring and deciding have cost so far, in operations on doubles.
    spent: Cell<u64>,
}

impl<'p> Workspace<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        let balls = RefCell::new(Machine::new(program, Balls));
        Self { program, balls, brackets: RefCell::new(None), spent: Cell::new(0) }
    }

    /// The claim compiled.
    #[must_use]
    pub const fn program(&self) -> &'p Program {
        self.program
    }

    /// Uses the machine of doubles that know their errors. Its work is not counted.
    pub(super) fn in_balls<T>(&self, job: impl FnOnce(&mut Machine<'p, Balls>) -> T) -> T {
        job(&mut self.balls.borrow_mut())
    }

    /// Uses the machine of intervals of doubles.
    pub(super) fn in_brackets<T>(&self, job: impl FnOnce(&mut Machine<'p, Outward>) -> T) -> T {
        let mut brackets = self.brackets.borrow_mut();
        let machine = brackets.get_or_insert_with(|| Machine::new(self.program, Outward));
        let found = job(machine);
        self.spend(machine.spent());
        found
    }

    /// Uses a new machine.
    pub(super) fn in_new<A: Arithmetic, T>(&self, arithmetic: A, job: impl FnOnce(&mut Machine<'p, A>) -> T) -> T {
        let mut machine = Machine::new(self.program, arithmetic);
        let found = job(&mut machine);
        self.spend(machine.spent());
        found
    }

    /// Counts work.
    pub(super) fn spend(&self, operations: u64) {
        self.spent.set(self.spent.get().saturating_add(operations));
    }

    /// What measuring and deciding have cost so far, in operations on doubles.
    pub(super) const fn spent(&self) -> u64 {
        self.spent.get()
    }
}
