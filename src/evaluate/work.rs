//! The work that a case has taken, and the limit to it.

use crate::numeric::Fault;
use crate::numeric::stop::go_on;
use crate::numeric::tolerance::{CASE_OPERATIONS, STOP_INTERVAL_BITS};

/// What the case at hand has cost so far, in operations on doubles.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Work(u64);

impl Work {
    /// What it has cost.
    #[inline]
    pub(super) const fn spent(self) -> u64 {
        self.0
    }

    /// Counts a cost before the work is done.
    ///
    /// # Errors
    /// [`Fault::Exhausted`] where the case would cost more than it may; then, and ever after, nothing is to be done.
    pub(super) fn charge(&mut self, cost: u64) -> Result<(), Fault> {
        let before = self.0;
        self.0 = self.0.saturating_add(cost);
        if self.0 > CASE_OPERATIONS {
            // What is refused costs nothing.
            self.0 = CASE_OPERATIONS + 1;
            return Err(Fault::Exhausted("the case takes more operations than CASE_OPERATIONS"));
        }
        if before >> STOP_INTERVAL_BITS != self.0 >> STOP_INTERVAL_BITS {
            go_on()?;
        }
        Ok(())
    }
}
